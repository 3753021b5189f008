//! The sweep finds what no change tells, a few pages at a time.

use bailiwick_engine::model::Mark;
use bailiwick_engine::profile::Connection;
use bailiwick_practice::{ErrorBody, Fault, FaultKind, GitlabSwitches, Kind};

use super::{USERS, before, colleagues, filled, list, lists, looks, marks, swept, well};
use crate::bench::Bench;

#[tokio::test]
async fn who_was_deleted_is_found_by_the_sweep() {
    let bench = filled(420, GitlabSwitches::default()).await;
    let people = colleagues(&bench);
    for id in &people[..55] {
        assert!(bench.server().remove_person(id));
    }
    let gone = async || {
        let mut gone = 0;
        for id in &people[..55] {
            gone += usize::from(marks(&bench, id).await.contains(&Mark::Gone));
        }
        gone
    };
    // The list has four pages, of which one refresh takes three; then fifty are looked at, the others in the next one.
    let rounds: [(&[&str], usize); 3] = [(&["all", "all, on", "all, on"], 0), (&["all, on"], 50), (&[], 55)];
    for (wanted, found) in rounds {
        bench.server().clear_requests();
        well(&bench.refresh().await);
        assert_eq!((swept(&bench).as_slice(), gone().await), (wanted, found));
    }
    bench.server().clear_requests();
    well(&bench.refresh().await);
    assert_eq!(swept(&bench).first(), Some(&"all"), "and it begins anew");
    assert_eq!(looks(&bench), 0);
}

#[tokio::test]
async fn a_sweep_goes_on_where_it_was_killed() {
    let mut bench = Bench::practice(Kind::Gitlab).await;
    well(&bench.refresh().await);
    bench.server().clear_requests();
    well(&bench.refresh().await);
    assert_eq!(swept(&bench), ["all", "all, on", "all, on"], "it came to the end");
    // Killed while its second page is asked for, it goes on with that page.
    let after = before(&bench, "all, on");
    bench.server().clear_requests();
    bench.server().add_fault(Fault { after, ..Fault::once(USERS, FaultKind::Delay { ms: 60_000 }) });
    bench.engine.refresh(&bench.profile).await.unwrap();
    bench.server().request_came(|asked| list(asked) == Some("all, on")).await;
    bench = bench.reopen().await;
    bench.server().clear_requests();
    well(&bench.refresh().await);
    assert_eq!(swept(&bench), ["all, on", "all, on"]);
    assert_eq!(looks(&bench), 0);
}

#[tokio::test]
async fn a_place_that_the_server_no_longer_knows_ends_the_sweep_and_not_the_refresh() {
    let bench = filled(420, GitlabSwitches::default()).await;
    well(&bench.refresh().await);
    let after = before(&bench, "all");
    bench
        .server()
        .add_fault(Fault { after, ..Fault::once(USERS, FaultKind::Status { code: 400, body: ErrorBody::Json }) });
    let view = bench.refresh().await;
    well(&view);
    assert_eq!(view.connection, Connection::Online);
    bench.server().clear_requests();
    well(&bench.refresh().await);
    assert!(lists(&bench).contains(&"all"), "from the top");
}

#[tokio::test]
async fn a_clock_that_was_set_back_begins_a_sweep_anew() {
    let (bench, clock) = Bench::on_set_clock(Kind::Gitlab).await;
    well(&bench.refresh().await);
    clock.send_modify(|now| *now += 60_000);
    well(&bench.refresh().await);
    clock.send_modify(|now| *now -= 30 * 24 * 60 * 60 * 1000);
    bench.server().clear_requests();
    well(&bench.refresh().await);
    let asked = lists(&bench);
    assert!(asked.contains(&"all"), "{asked:?}");
    assert_eq!(looks(&bench), 0, "nobody is taken for unseen");
}

#[tokio::test]
async fn pages_that_lead_back_end_a_list_and_not_the_desk() {
    let bench = filled(420, GitlabSwitches::default()).await;
    // `{"value":"~","id":"0","_kd":"n"}`: behind it everybody comes, whatever the order.
    let cursor = "eyJ2YWx1ZSI6In4iLCJpZCI6IjAiLCJfa2QiOiJuIn0".to_owned();
    bench.server().add_fault(Fault::new(USERS, FaultKind::OddCursor { cursor }));
    for _ in 0..3 {
        bench.server().clear_requests();
        let view = bench.refresh().await;
        well(&view);
        assert!(bench.server().requests().len() <= 16 + looks(&bench), "{:?}", lists(&bench));
        assert!(looks(&bench) <= 50);
    }
    assert_eq!(bench.view().await.cached as usize, bench.server().people().len(), "and nobody is taken for gone");
}
