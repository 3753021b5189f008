//! Whole instances: the first fill and what keeps it fresh, on kind servers and odd ones.

mod budget;
mod caching;
mod idle;
mod killed;
mod odd;
mod sweeping;
mod timing;
mod troubled;

use std::collections::BTreeMap;
use std::time::Duration;

use bailiwick_engine::clock::Clock;
use bailiwick_engine::event::Event;
use bailiwick_engine::list::Place;
use bailiwick_engine::profile::ProfileView;
use bailiwick_practice::{Kind, Limits, LoggedRequest, Options};

use crate::bench::{Bench, moderator};

/// Mastodon's list of accounts.
pub const ACCOUNTS: &str = "/api/v2/admin/accounts";
/// GitLab's.
pub const USERS: &str = "/api/v4/users";

/// Longer than anything takes that happens at all.
const PATIENCE: Duration = Duration::from_secs(30);

/// A bench on a server with about so many people and the usual throttles.
pub async fn bench(kind: Kind, people: usize) -> Bench {
    Bench::on(options(kind, people), moderator(kind)).await
}

pub fn options(kind: Kind, people: usize) -> Options {
    Options { people, ..Options::new(kind) }
}

pub fn well(view: &ProfileView) {
    assert_eq!(view.sync.problem, None);
}

/// Everybody whom the server's lists have.
pub fn there(bench: &Bench) -> usize {
    bench.server().people().iter().filter(|person| person["id"].to_string().trim_matches('"') != "-99").count()
}

/// Whose cache has everybody of the server, once, and nobody else.
pub async fn assert_whole(bench: &Bench, told: &str) {
    let mut ids = Vec::new();
    let mut cursor = None;
    loop {
        let page = bench.page(Place::Accounts, "", cursor, 500).await;
        ids.extend(page.rows.into_iter().map(|row| row.id.0));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let mut known: Vec<String> =
        bench.server().people().iter().map(|person| person["id"].to_string().trim_matches('"').to_owned()).collect();
    known.retain(|id| id != "-99");
    ids.sort();
    known.sort();
    assert_eq!(ids.len(), known.len(), "{told}");
    assert_eq!(ids, known, "{told}");
}

/// Waits until the profile is as it should be.
pub async fn until(bench: &Bench, what: &str, fits: impl Fn(&ProfileView) -> bool) -> ProfileView {
    let mut events = bench.engine.listen();
    let now = bench.view().await;
    if fits(&now) {
        return now;
    }
    let wanted = async {
        loop {
            match events.recv().await {
                Ok(Event::Profile { profile }) if profile.id == bench.profile && fits(&profile) => return *profile,
                Ok(_) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
    };
    tokio::time::timeout(PATIENCE, wanted).await.unwrap_or_else(|_| panic!("{what} within {PATIENCE:?}"))
}

/// Which list was asked for, in short: `pending`, `staff`, `suspended remote`, `local`, `local, on`, `new`.
pub fn list(asked: &LoggedRequest) -> Option<String> {
    if asked.path != ACCOUNTS && asked.path != "/api/v1/admin/accounts" {
        return None;
    }
    let query: BTreeMap<String, String> = url::form_urlencoded::parse(asked.query.as_bytes()).into_owned().collect();
    if query.get("limit").is_some_and(|limit| limit == "1") {
        return None;
    }
    let mut words = Vec::new();
    if query.contains_key("min_id") {
        words.push("new".to_owned());
    }
    if query.contains_key("permissions") || query.contains_key("staff") {
        words.push("staff".to_owned());
    }
    words.extend(query.get("status").cloned());
    words.extend(query.get("origin").cloned());
    let list = words.join(" ");
    Some(if query.contains_key("max_id") { format!("{list}, on") } else { list })
}

/// The lists that were asked for, in order.
pub fn lists(bench: &Bench) -> Vec<String> {
    bench.server().requests().iter().filter_map(list).collect()
}

/// How many accounts were looked at singly.
pub fn looks(bench: &Bench) -> usize {
    let single = |path: &str| {
        let id = path.strip_prefix("/api/v1/admin/accounts/").or_else(|| path.strip_prefix("/api/v4/users/"));
        id.is_some_and(|id| !id.is_empty() && id.bytes().all(|digit| digit.is_ascii_digit()))
    };
    bench.server().requests().iter().filter(|asked| single(&asked.path)).count()
}

/// Waits until so many requests for the path have come.
pub async fn came(bench: &Bench, path: &str, number: usize) {
    while bench.server().requests().iter().filter(|asked| asked.path == path).count() < number {
        // The next one, or a look in between: one may have come just now.
        drop(tokio::time::timeout(Duration::from_millis(10), bench.server().request_came(|_| false)).await);
    }
}

/// Lets the clock run fast until the run under way ends.
pub async fn at_speed(bench: &Bench, clock: &tokio::sync::watch::Sender<i64>) -> ProfileView {
    let end = until(bench, "the run ends", |view| !view.sync.running);
    tokio::pin!(end);
    loop {
        match tokio::time::timeout(Duration::from_millis(1), &mut end).await {
            Ok(view) => return view,
            Err(_) => clock.send_modify(|now| *now += 250),
        }
    }
}

/// A bench with a clock that the test moves, on a server that refuses nobody.
pub async fn timed(kind: Kind, people: usize) -> (Bench, tokio::sync::watch::Sender<i64>) {
    let (clock, set) = tokio::sync::watch::channel(1_800_000_000_000);
    let usual = Limits::default();
    let limits = Limits { per_token: 100_000, per_user: 500_000, paging: 100_000, ..usual };
    let options = Options { limits: Some(limits), ..options(kind, people) };
    (Bench::adopted_on(options, Clock::Set(set)).await, clock)
}
