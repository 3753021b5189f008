//! The sweep finds what no change tells, a few pages at a time.

use bailiwick_engine::clock::Clock;
use bailiwick_engine::model::Mark;
use bailiwick_engine::profile::Connection;
use bailiwick_practice::{ErrorBody, Fault, FaultKind, Kind};
use tokio::sync::watch::Sender;

use super::{colleagues, lists, marks};
use crate::bench::Bench;
use crate::filling::{USERS, at_speed, came, looks, timed, well};

/// Longer than a tour through few people takes.
const TOUR: i64 = 3_700_000;

/// The lists of everybody that were asked for.
fn swept(bench: &Bench) -> Vec<&'static str> {
    lists(bench).into_iter().filter(|list| list.starts_with("all")).collect()
}

/// Refreshes, in a run of its own, with an empty log.
async fn refreshed(bench: &Bench, clock: &Sender<i64>) {
    at_speed(bench, clock).await;
    bench.server().clear_requests();
    bench.engine.refresh(&bench.profile).await.unwrap();
    well(&at_speed(bench, clock).await);
}

/// A bench whose cache is filled.
async fn filled(people: usize) -> (Bench, Sender<i64>) {
    let (bench, clock) = timed(Kind::Gitlab, people).await;
    refreshed(&bench, &clock).await;
    (bench, clock)
}

#[tokio::test]
async fn who_was_deleted_is_found_by_the_sweep() {
    let (bench, clock) = filled(420).await;
    let people = colleagues(&bench);
    for id in &people[..55] {
        assert!(bench.server().remove_person(id));
    }
    refreshed(&bench, &clock).await;
    assert!(swept(&bench).is_empty(), "everybody was seen just now");
    let mut rounds = 0;
    loop {
        clock.send_modify(|now| *now += TOUR);
        refreshed(&bench, &clock).await;
        assert!(looks(&bench) <= 50, "{}", looks(&bench));
        rounds += 1;
        let mut gone = 0;
        for id in &people[..55] {
            gone += usize::from(marks(&bench, id).await.contains(&Mark::Gone));
        }
        if gone == 55 {
            break;
        }
        assert!(rounds < 8, "{gone} of 55");
    }
    assert_eq!(bench.view().await.cached as usize, bench.server().people().len(), "and nobody else is gone");
}

#[tokio::test]
async fn a_sweep_goes_on_where_it_was_killed() {
    let (mut bench, mut clock) = filled(420).await;
    clock.send_modify(|now| *now += TOUR);
    refreshed(&bench, &clock).await;
    // What the first run of a session sweeps is one page; in the second one the desk dies.
    clock.send_modify(|now| *now += 600_000);
    at_speed(&bench, &clock).await;
    bench.server().clear_requests();
    bench.server().add_fault(Fault { after: 3, ..Fault::once(USERS, FaultKind::Delay { ms: 60_000 }) });
    bench.engine.refresh(&bench.profile).await.unwrap();
    came(&bench, USERS, 4).await;
    assert_eq!(swept(&bench), ["all, on"]);
    let (later, set) = tokio::sync::watch::channel(*clock.borrow());
    bench = bench.reopen_with(Clock::Set(set)).await;
    clock = later;
    bench.server().clear_faults();
    refreshed(&bench, &clock).await;
    assert!(swept(&bench).iter().all(|list| *list == "all, on"), "{:?}", swept(&bench));
}

#[tokio::test]
async fn a_place_that_the_server_no_longer_knows_ends_the_sweep_and_not_the_refresh() {
    let (bench, clock) = filled(420).await;
    clock.send_modify(|now| *now += TOUR);
    refreshed(&bench, &clock).await;
    assert!(!swept(&bench).is_empty(), "the first page or the second, as the timer came before or not");
    bench.server().clear_requests();
    let refused = FaultKind::Status { code: 400, body: ErrorBody::Json };
    bench.server().add_fault(Fault { after: 3, ..Fault::once(USERS, refused) });
    clock.send_modify(|now| *now += 600_000);
    came(&bench, USERS, 4).await;
    let view = at_speed(&bench, &clock).await;
    well(&view);
    assert_eq!((view.connection, swept(&bench)), (Connection::Online, vec!["all, on"]));
    bench.server().clear_requests();
    clock.send_modify(|now| *now += TOUR);
    came(&bench, USERS, 4).await;
    well(&at_speed(&bench, &clock).await);
    assert_eq!(swept(&bench).first(), Some(&"all"), "from the top");
}

#[tokio::test]
async fn a_clock_that_was_set_back_takes_nobody_for_unseen() {
    let (bench, clock) = filled(300).await;
    clock.send_modify(|now| *now -= 30 * 24 * 60 * 60 * 1000);
    for _ in 0..4 {
        refreshed(&bench, &clock).await;
        assert!(looks(&bench) <= 50);
        clock.send_modify(|now| *now += TOUR);
    }
    assert_eq!(bench.view().await.cached as usize, bench.server().people().len());
}

#[tokio::test]
async fn pages_that_lead_back_end_a_list_and_not_the_desk() {
    let (bench, clock) = filled(420).await;
    // `{"value":"~","id":"0","_kd":"n"}`: behind it everybody comes, whatever the order.
    let cursor = "eyJ2YWx1ZSI6In4iLCJpZCI6IjAiLCJfa2QiOiJuIn0".to_owned();
    bench.server().add_fault(Fault::new(USERS, FaultKind::OddCursor { cursor }));
    for _ in 0..4 {
        clock.send_modify(|now| *now += TOUR);
        refreshed(&bench, &clock).await;
        assert!(bench.server().requests().len() <= 16 + looks(&bench), "{:?}", lists(&bench));
        assert!(looks(&bench) <= 50);
    }
    assert_eq!(bench.view().await.cached as usize, bench.server().people().len(), "and nobody is taken for gone");
}
