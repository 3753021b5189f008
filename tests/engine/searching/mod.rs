//! Searching a server: every filter against every version, clauses, pages, faults, stopping and going on.

mod clauses;
mod combining;
mod gitlab;
mod gitlab_running;
mod people;
mod running;
mod users;

use std::collections::BTreeSet;
use std::time::Duration;

use bailiwick_engine::event::Event;
use bailiwick_engine::list::Place;
use bailiwick_engine::profile::ServerSearch;
use bailiwick_practice::{Dialect, Kind, Manner, Options, Who};

use crate::bench::Bench;

/// A Mastodon without throttles, of this version.
fn mastodon(version: Dialect, people: usize) -> Options {
    let manner = Manner { version, ..Manner::default() };
    Options { manner, people, limits: None, ..Options::new(Kind::Mastodon) }
}

async fn bench(version: Dialect, people: usize) -> Bench {
    // GoToSocial lets nobody else in.
    let who = if version == Dialect::GoToSocial { Who::Owner } else { Who::Moderator };
    Bench::on(mastodon(version, people), who).await
}

/// Searches once and waits until the run ends.
async fn search_once(bench: &Bench, typed: &str) -> ServerSearch {
    let mut events = bench.engine.listen();
    bench.engine.search_server(&bench.profile, typed.to_owned()).await.unwrap();
    let ended = async {
        loop {
            let search = match events.recv().await {
                Ok(Event::Profile { profile }) if profile.id == bench.profile => profile.search,
                Ok(_) => None,
                Err(_) => bench.view().await.search,
            };
            if let Some(search) = search.filter(|search| !search.running) {
                return search;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), ended).await.unwrap_or_else(|_| panic!("{typed}: no end"))
}

/// Searches until the server has no more.
async fn search(bench: &Bench, typed: &str) -> ServerSearch {
    for _ in 0..100 {
        let search = search_once(bench, typed).await;
        if !search.more || search.problem.is_some() {
            return search;
        }
    }
    panic!("{typed}: the search did not end")
}

/// Who is on the list, by handle.
async fn listed(bench: &Bench, typed: &str) -> BTreeSet<String> {
    let (mut handles, mut cursor) = (BTreeSet::new(), None);
    loop {
        let page = bench.page(Place::Accounts, typed, cursor, 500).await;
        handles.extend(page.rows.into_iter().map(|row| row.handle));
        cursor = page.next;
        if cursor.is_none() {
            return handles;
        }
    }
}
