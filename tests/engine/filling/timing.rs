//! The timer: what is looked at often, the rest seldom, what fails less and less; whatever the clock does.

use bailiwick_engine::profile::ProfileView;
use bailiwick_practice::{ErrorBody, Fault, FaultKind, Kind};

use super::{until, well};
use crate::bench::Bench;

/// In how many seconds the next run is told to begin.
fn due(view: &ProfileView, clock: &tokio::sync::watch::Sender<i64>) -> i64 {
    (view.sync.next_at.unwrap().0 - *clock.borrow()) / 1000
}

/// Moves the clock and waits for the run that this begins.
async fn next_run(bench: &Bench, clock: &tokio::sync::watch::Sender<i64>, seconds: i64) -> ProfileView {
    clock.send_modify(|now| *now += seconds * 1000);
    until(bench, "a run begins", |view| view.sync.running).await;
    until(bench, "a run ends", |view| !view.sync.running).await
}

#[tokio::test]
async fn what_is_looked_at_is_refreshed_every_minute_and_what_is_hidden_seldom() {
    let (bench, clock) = Bench::on_set_clock(Kind::Mastodon).await;
    well(&bench.refresh().await);
    assert!((270..=330).contains(&due(&bench.view().await, &clock)), "nobody looks at it");
    bench.engine.watch(Some(bench.profile.clone()));
    let view = until(&bench, "looked at", |view| view.sync.next_at.is_some() && due(view, &clock) < 70).await;
    assert!((54..=66).contains(&due(&view, &clock)));
    for _ in 0..3 {
        well(&next_run(&bench, &clock, 67).await);
    }
    bench.engine.watch(None);
    let view = until(&bench, "hidden", |view| view.sync.next_at.is_some() && due(view, &clock) > 600).await;
    assert!((810..=990).contains(&due(&view, &clock)));
}

#[tokio::test]
async fn a_server_that_refuses_us_is_left_alone_longer_and_longer() {
    let (bench, clock) = Bench::on_set_clock(Kind::Gitlab).await;
    well(&bench.refresh().await);
    bench.engine.watch(Some(bench.profile.clone()));
    until(&bench, "looked at", |view| view.sync.next_at.is_some() && due(view, &clock) < 70).await;
    bench.server().add_fault(Fault::new("/", FaultKind::TokenRevoked));
    let mut waits = vec![67];
    for _ in 0..7 {
        let view = next_run(&bench, &clock, waits[waits.len() - 1]).await;
        assert!(view.sync.problem.is_some());
        waits.push(due(&view, &clock) + 1);
    }
    for (failures, wait) in (1..).zip(&waits[1..]) {
        let nominal = (60 << failures).min(3600);
        assert!((nominal * 9 / 10..=nominal * 11 / 10 + 1).contains(wait), "{waits:?}");
    }
    bench.server().clear_faults();
    let view = next_run(&bench, &clock, 3961).await;
    well(&view);
    assert!((54..=66).contains(&due(&view, &clock)));
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_not_asked_before() {
    let (bench, clock) = Bench::on_set_clock(Kind::Gitlab).await;
    well(&bench.refresh().await);
    bench.server().add_fault(Fault::once("/api/v4/users", FaultKind::TooMany { retry_after: Some(1_800) }));
    let view = bench.refresh().await;
    assert!(view.sync.problem.is_some());
    assert!((1_795..=1_980).contains(&due(&view, &clock)), "{}", due(&view, &clock));
}

#[tokio::test]
async fn a_clock_that_jumps_begins_one_run_and_not_none() {
    let (bench, clock) = Bench::on_set_clock(Kind::Mastodon).await;
    well(&bench.refresh().await);
    bench.server().clear_requests();
    // Three days asleep: one run, whatever was missed.
    well(&next_run(&bench, &clock, 3 * 86_400).await);
    let runs = bench.server().requests().iter().filter(|asked| asked.query.contains("status=pending")).count();
    assert_eq!(runs, 1);
    // Set back by a month: it is no month until the next.
    clock.send_modify(|now| *now -= 30 * 86_400_000);
    for _ in 0..5 {
        tokio::task::yield_now().await;
        clock.send_modify(|now| *now += 31_000);
    }
    let view = until(&bench, "planned anew", |view| {
        view.sync.running || view.sync.next_at.is_some_and(|at| at.0 - *clock.borrow() < 331_000)
    })
    .await;
    if !view.sync.running {
        well(&next_run(&bench, &clock, 331).await);
    }
}

#[tokio::test]
async fn an_instance_without_a_token_or_with_a_pause_is_left_alone() {
    let (bench, clock) = Bench::on_set_clock(Kind::Gitlab).await;
    well(&bench.refresh().await);
    bench.engine.pause_refresh(&bench.profile).await.unwrap();
    let view = until(&bench, "paused", |view| view.sync.paused).await;
    assert_eq!(view.sync.next_at, None);
    bench.server().clear_requests();
    // A page that never comes would be asked for first.
    let trouble = FaultKind::Status { code: 500, body: ErrorBody::Html };
    bench.server().add_fault(Fault::new("/", trouble));
    for _ in 0..20 {
        clock.send_modify(|now| *now += 600_000);
        tokio::task::yield_now().await;
    }
    assert!(
        bench
            .engine
            .look_at_account(&bench.profile, &bailiwick_engine::model::AccountId("1".to_owned()))
            .await
            .is_err()
    );
    let asked: Vec<String> = bench.server().requests().into_iter().map(|asked| asked.path).collect();
    assert_eq!(asked, ["/api/v4/users/1"]);
}
