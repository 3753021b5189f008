//! A fill under throttles, by clocks that the test sets: as many requests as it takes, as fast as they may come, no 429.

use std::time::Duration;

use bailiwick_engine::Options;
use bailiwick_engine::clock::Clock;
use bailiwick_practice::{Kind, Limits, Who, serve};
use tokio::sync::watch;

use crate::bench::{Open, connect, options};

/// 2027-01-15T08:00:00Z, when every window begins.
const BEGIN: i64 = 1_800_000_000_000;

#[tokio::test]
async fn a_fill_takes_what_the_throttles_leave_and_runs_into_none() {
    let limits = Limits {
        per_token: 50,
        per_user: 250,
        window: Duration::from_secs(60),
        paging: 5,
        paging_window: Duration::from_secs(60),
    };
    let people = 5_000;
    let served = bailiwick_practice::Options {
        people,
        limits: Some(limits),
        ..bailiwick_practice::Options::new(Kind::Mastodon)
    };
    let server = serve(served).await.unwrap();
    let (clock, now) = watch::channel(BEGIN);
    // Both show the same.
    let set = |now: i64| {
        server.stop_clock(jiff::Timestamp::from_millisecond(now).unwrap());
        clock.send_replace(now);
    };
    set(BEGIN);
    let folder = tempfile::tempdir().unwrap();
    let engine = Open::new(Options { clock: Clock::Set(now), ..options(folder.path()) }).await;
    let profile = connect(&engine, &server, Who::Moderator).await.unwrap().id;
    engine.refresh(&profile).await.unwrap();
    let view = loop {
        let view = engine.profiles().await.unwrap().remove(0);
        if !view.sync.running {
            break view;
        }
        // Once nothing more may be sent, time goes on.
        if let Some(until) = view.budget.and_then(|budget| budget.waits_until) {
            set(until.0);
        }
        // An answer, or a look in between.
        drop(tokio::time::timeout(Duration::from_millis(2), server.request_came(|_| false)).await);
    };
    let seconds = (*clock.borrow() - BEGIN) / 1000;
    assert_eq!(view.sync.problem, None);
    let refused: Vec<_> = server.requests().into_iter().filter(|one| one.status == Some(429)).collect();
    assert!(refused.is_empty(), "{refused:?}");
    let there = server.population();
    assert!((there - 2..=there).contains(&(view.cached as usize)), "{} of {there}", view.cached);
    // Further pages are what the throttle counts: of each list as many as it is long, and refreshes in between.
    let paged =
        server.requests().iter().filter(|one| one.query.contains("max_id") || one.query.contains("min_id")).count();
    let pages = there / 200;
    let minutes = seconds as usize / 60 + 1;
    assert!(paged <= pages + 20 + minutes, "{paged} requests for {pages} pages in {minutes} minutes");
    assert!(paged.div_ceil(5) + 1 >= minutes, "{paged} requests took {minutes} minutes");
}
