//! Without a network: everything cached is there, refreshing says what is wrong, deciding says why not.

use bailiwick_engine::action::{Choices, Refusal, Verb};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::event::Event;
use bailiwick_engine::list::Place;
use bailiwick_engine::profile::Connection;
use bailiwick_practice::Kind;

use crate::bench::{Bench, code};

#[tokio::test]
async fn a_desk_without_network_shows_what_it_has_and_decides_nothing() {
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
    let offers = bench.engine.open_account(&bench.profile, &queue[1].id).await.unwrap().offers;
    assert!(offers.iter().all(|offer| offer.refusal.is_some()));
    let refused = code(bench.decide(&queue[1].id, Verb::Approve, Choices::default()).await);
    assert_eq!(refused, ErrorCode::NotAllowed { refusal: Refusal::Offline });
    assert_eq!(
        bench.engine.history(&bench.profile, None).await.unwrap().total,
        1,
        "and nothing is written down as sent"
    );
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
