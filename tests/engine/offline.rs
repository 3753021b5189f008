//! Without a network: everything cached is there, refreshing says what is wrong, decisions wait.

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::decision::Status;
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::event::Event;
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::list::Place;
use bailiwick_engine::profile::Connection;
use bailiwick_practice::Kind;

use crate::bench::Bench;
use crate::waiting::becomes;

#[tokio::test]
async fn a_desk_without_network_shows_what_it_has_and_keeps_what_is_decided() {
    let mut bench = Bench::practice(Kind::Mastodon).await;
    bench.refresh().await;
    let queue = bench.list(Place::Queue, "").await.rows;
    bench.decide(&queue[0].id, Verb::Approve, Choices::default()).await.unwrap();
    bench.stop_server().await;
    let bench = bench.reopen().await;
    // At once and without asking anybody.
    let rows = bench.list(Place::Queue, "").await;
    assert_eq!(rows.rows.len(), queue.len() - 1);
    assert!(rows.oldest_seen_at.is_some(), "marked with its age");
    assert_eq!(bench.engine.history(&bench.profile, None).await.unwrap().total, 1);
    let detail = bench.engine.open_account(&bench.profile, &queue[1].id).await.unwrap();
    assert_eq!(detail.handle, queue[1].handle);

    let view = bench.refresh().await;
    assert!(matches!(view.sync.problem.unwrap().error, ErrorCode::NotReachable { .. }));
    assert!(matches!(view.connection, Connection::Offline { .. }));
    let waits = bench.decide(&queue[1].id, Verb::Approve, Choices::default()).await.unwrap();
    assert_eq!((waits.status, waits.answer_code), (Status::Ready, None));
    let outbox = bench.engine.outbox(&bench.profile).await.unwrap();
    assert_eq!(outbox.iter().map(|waits| &waits.id).collect::<Vec<_>>(), [&waits.id]);
    // Staff is decided about only with the server's word at hand.
    let owner = bench.list(Place::Accounts, "state:staff").await.rows.into_iter().find(|row| row.domain.is_none());
    let owner = bench.engine.open_account(&bench.profile, &owner.unwrap().id).await.unwrap();
    assert!(owner.offers.iter().all(|offer| offer.refusal.is_some()), "{:?}", owner.offers);
}

#[tokio::test]
async fn a_server_that_comes_back_is_found_by_asking() {
    let mut bench = Bench::practice(Kind::Gitlab).await;
    bench.refresh().await;
    let address = bench.server().address();
    bench.stop_server().await;
    assert!(matches!(bench.refresh().await.connection, Connection::Offline { .. }));
    bench.start_server(address.port()).await;
    let view = bench.engine.check_connection(&bench.profile).await.unwrap();
    assert_eq!(view.connection, Connection::Online);
}

#[tokio::test]
async fn a_server_that_comes_back_is_noticed_without_asking() {
    let (mut bench, clock) = Bench::on_set_clock(Kind::Mastodon).await;
    bench.refresh().await;
    let port = bench.server().address().port();
    bench.stop_server().await;
    assert!(matches!(bench.refresh().await.connection, Connection::Offline { .. }));
    bench.start_server(port).await;
    let mut events = bench.engine.listen();
    clock.send_modify(|now| *now += 31_000);
    loop {
        let Event::Profile { profile } = events.recv().await.unwrap() else { continue };
        if profile.connection == Connection::Online {
            break;
        }
    }
}

#[tokio::test]
async fn the_systems_word_that_the_network_went_or_came_is_looked_into_at_once() {
    let (mut bench, _clock) = Bench::on_set_clock(Kind::Mastodon).await;
    bench.refresh().await;
    let port = bench.server().address().port();
    let mut events = bench.engine.listen();
    bench.stop_server().await;
    bench.engine.network_changed();
    let gone = |connection: &Connection| matches!(connection, Connection::Offline { .. });
    seen(&mut events, gone).await;
    bench.start_server(port).await;
    // The word alone would be wrong here: the system says nothing of which way it changed.
    bench.engine.network_changed();
    seen(&mut events, |connection| *connection == Connection::Online).await;
}

#[tokio::test]
async fn what_waits_leaves_also_where_fetching_is_paused() {
    let (mut bench, clock) = Bench::on_set_clock(Kind::Gitlab).await;
    bench.refresh().await;
    bench.engine.pause_refresh(&bench.profile).await.unwrap();
    let one = bench.somebody(StateFilter::Active).await;
    let port = bench.server().address().port();
    bench.stop_server().await;
    assert!(
        bench.engine.check_connection(&bench.profile).await.is_ok_and(|view| view.connection != Connection::Online)
    );
    let made = bench.decide(&one.id, Verb::Block, Choices::default()).await.unwrap();
    assert_eq!(made.status, Status::Ready);
    bench.start_server(port).await;
    clock.send_modify(|now| *now += 31_000);
    becomes(&bench, &made.id, Status::Confirmed).await;
    assert!(bench.view().await.sync.paused, "fetching is still paused");
}

async fn seen(events: &mut tokio::sync::broadcast::Receiver<Event>, wanted: impl Fn(&Connection) -> bool) {
    let seen = async {
        loop {
            if let Event::Profile { profile } = events.recv().await.unwrap()
                && wanted(&profile.connection)
            {
                return;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), seen).await.unwrap();
}
