//! A server that was away for long is back: whichever way that shows first, nothing leaves before a word.

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::decision::{DecisionView, Review, Status};
use bailiwick_engine::profile::{Connection, TrustChange};
use bailiwick_practice::{Fault, FaultKind, Kind};
use tokio::sync::watch;

use crate::bench::Bench;
use crate::history::journal_file;
use crate::kept_back::{HOUR, asked_about, in_time};
use crate::waiting::{becomes, held, live, now, pending};

/// A server that has been gone for an hour and is there again, which nobody knows yet, and one decision that waits for it.
async fn away() -> (Bench, watch::Sender<i64>, DecisionView) {
    let (bench, clock) = held(Kind::Mastodon).await;
    let one = pending(&bench).await.remove(0);
    bench.server().add_fault(Fault::new("/", FaultKind::HtmlForJson));
    bench.refresh().await;
    let made = bench.decide(&one.id, Verb::Approve, Choices::default()).await.unwrap();
    live(&bench, &clock, &made.id, 10_000).await;
    let made = becomes(&bench, &made.id, Status::Ready).await;
    clock.send_modify(|now| *now += HOUR);
    bench.server().clear_faults();
    (bench, clock, made)
}

async fn is_kept(bench: &Bench, made: &DecisionView) {
    assert_eq!(in_time(asked_about(bench, &made.id)).await.review, Review::Together);
    assert!(bench.posts().is_empty(), "{:?}", bench.posts());
}

#[tokio::test]
async fn another_way_to_the_server_does_not_make_the_absence_forgotten() {
    let (bench, clock) = Bench::on_set_clock(Kind::Mastodon).await;
    bench.refresh().await;
    let one = pending(&bench).await.remove(0);
    bench.server().add_fault(Fault::new("/", FaultKind::HtmlForJson));
    bench.engine.check_connection(&bench.profile).await.unwrap();
    let made = bench.decide(&one.id, Verb::Approve, Choices::default()).await.unwrap();
    assert_eq!(made.status, Status::Ready);
    bench.server().clear_faults();
    // What changes here is quicker than the desk's own look whether the server is back.
    bench.server().add_fault(Fault::new("/", FaultKind::Delay { ms: 600 }));
    clock.send_modify(|now| *now += HOUR);
    let view = bench.engine.set_trust(&bench.profile, TrustChange::default()).await.unwrap();
    assert_eq!(view.connection, Connection::Online);
    is_kept(&bench, &made).await;
}

#[tokio::test]
async fn where_the_decisions_own_look_is_answered_first_it_does_not_leave() {
    let (bench, clock, made) = away().await;
    bench.server().add_fault(Fault::once("/", FaultKind::TooMany { retry_after: Some(1) }));
    let view = bench.engine.check_connection(&bench.profile).await.unwrap();
    assert!(matches!(view.connection, Connection::Waiting { .. }), "{:?}", view.connection);
    // As long as it was asked to wait, and a little. Nobody asks the server but the desk by itself.
    in_time(async {
        while now(&bench, &made.id).await.review == Review::None && bench.posts().is_empty() {
            clock.send_modify(|now| *now += 1_000);
        }
    })
    .await;
    is_kept(&bench, &made).await;
}

#[tokio::test]
async fn what_cannot_be_kept_back_at_once_is_kept_back_later_and_does_not_leave_meanwhile() {
    let (bench, clock, made) = away().await;
    let mut file = journal_file(bench.folder.path()).await;
    let full = "CREATE TRIGGER full BEFORE UPDATE ON decision WHEN NEW.review <> OLD.review BEGIN SELECT RAISE(ABORT, 'full'); END";
    sqlx::query(full).execute(&mut file).await.unwrap();
    for _ in 0..5 {
        let view = bench.engine.check_connection(&bench.profile).await.unwrap();
        assert_eq!(view.connection, Connection::Online);
        clock.send_modify(|now| *now += 31_000);
    }
    sqlx::query("DROP TRIGGER full").execute(&mut file).await.unwrap();
    clock.send_modify(|now| *now += 31_000);
    is_kept(&bench, &made).await;
}
