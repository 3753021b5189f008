//! A fill that is killed goes on where it was: nobody is lost, nobody comes twice, and no more than one page is fetched twice.

use std::collections::HashMap;

use bailiwick_practice::{Fault, FaultKind, Kind};

use super::{ACCOUNTS, USERS, assert_whole, at_speed, came, options, until, well};
use crate::bench::Bench;
use bailiwick_engine::clock::Clock;

/// Kills the desk while it waits for the answer to the list request of this number, for every number until the fill is over.
async fn killed_at_each_step(kind: Kind, path: &str, people: usize) {
    let mut killed = 0;
    for step in 0.. {
        let mut bench = Bench::adopted_on(options(kind, people), Clock::System).await;
        bench.server().clear_requests();
        let slow = FaultKind::Delay { ms: 60_000 };
        bench.server().add_fault(Fault { after: step, ..Fault::once(path, slow) });
        bench.engine.refresh(&bench.profile).await.unwrap();
        let stopped_there = tokio::select! {
            () = came(&bench, path, step as usize + 1) => true,
            _ = until(&bench, "the end", |view| !view.sync.running) => false,
        };
        if !stopped_there {
            break;
        }
        killed += 1;
        let cached = bench.view().await.cached;
        bench = bench.reopen().await;
        bench.server().clear_faults();
        assert_eq!(bench.view().await.cached, cached, "{kind:?}, step {step}: what was stored is there");
        well(&bench.refresh().await);
        assert_whole(&bench, &format!("{kind:?}, killed at step {step}")).await;
        let mut fetched: HashMap<String, usize> = HashMap::new();
        for asked in bench.server().requests().iter().filter(|asked| asked.path == path) {
            // What a refresh asks for comes with every run.
            let repeated = ["pending", "min_id", "exclude_active", "updated_at"];
            let small = asked.query.split('&').any(|part| part == "per_page=1" || part == "limit=1");
            if !small && !repeated.iter().any(|word| asked.query.contains(word)) {
                *fetched.entry(asked.query.clone()).or_default() += 1;
            }
        }
        let twice: usize = fetched.values().map(|count| count - 1).sum();
        assert!(twice <= 1, "{kind:?}, step {step}: {fetched:?}");
    }
    assert!(killed > 6, "{kind:?}: {killed} steps");
}

#[tokio::test]
async fn a_mastodon_killed_at_each_step_goes_on_with_it() {
    killed_at_each_step(Kind::Mastodon, ACCOUNTS, 450).await;
}

#[tokio::test]
async fn a_gitlab_killed_at_each_step_goes_on_with_it() {
    killed_at_each_step(Kind::Gitlab, USERS, 350).await;
}

#[tokio::test]
async fn an_unfinished_fill_goes_on_by_itself_when_the_desk_is_opened_again() {
    let mut bench = Bench::adopted_on(options(Kind::Mastodon, 900), Clock::System).await;
    let slow = FaultKind::Delay { ms: 60_000 };
    bench.server().add_fault(Fault { after: 10, ..Fault::once(ACCOUNTS, slow) });
    bench.engine.refresh(&bench.profile).await.unwrap();
    came(&bench, ACCOUNTS, 11).await;
    let (clock, set) = tokio::sync::watch::channel(1_900_000_000_000);
    bench = bench.reopen_with(Clock::Set(set)).await;
    bench.server().clear_faults();
    let view = bench.view().await;
    assert!(view.sync.fill.is_some() && !view.sync.running);
    clock.send_modify(|now| *now += 6_000);
    until(&bench, "the fill begins", |view| view.sync.running).await;
    well(&at_speed(&bench, &clock).await);
    assert_whole(&bench, "by itself").await;
}

#[tokio::test]
async fn a_paused_fill_stays_so_over_restarts_until_somebody_goes_on() {
    let mut bench = Bench::adopted_on(options(Kind::Mastodon, 900), Clock::System).await;
    let slow = FaultKind::Delay { ms: 60_000 };
    bench.server().add_fault(Fault { after: 12, ..Fault::once(ACCOUNTS, slow) });
    bench.engine.refresh(&bench.profile).await.unwrap();
    came(&bench, ACCOUNTS, 13).await;
    bench.engine.pause_refresh(&bench.profile).await.unwrap();
    let view = until(&bench, "the pause", |view| !view.sync.running).await;
    assert!(view.sync.paused && view.sync.next_at.is_none());
    let (clock, set) = tokio::sync::watch::channel(1_900_000_000_000);
    bench = bench.reopen_with(Clock::Set(set)).await;
    bench.server().clear_faults();
    bench.server().clear_requests();
    assert!(bench.view().await.sync.paused);
    bench.engine.watch(Some(bench.profile.clone()));
    for _ in 0..20 {
        clock.send_modify(|now| *now += 120_000);
        tokio::task::yield_now().await;
    }
    // Whatever the timer began would stand before this in the log.
    bench.engine.check_connection(&bench.profile).await.unwrap();
    let lists = super::lists(&bench);
    assert!(lists.is_empty(), "{lists:?}");
    bench.engine.refresh(&bench.profile).await.unwrap();
    well(&at_speed(&bench, &clock).await);
    assert!(!bench.view().await.sync.paused);
    assert_whole(&bench, "after the pause").await;
}
