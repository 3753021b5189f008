//! The sweep of a Mastodon: what others did is found, nobody is gone because a list says so.

use bailiwick_engine::list::Place;
use bailiwick_engine::model::{AccountId, Mark};
use bailiwick_practice::{Fault, FaultKind, Kind};
use serde_json::json;

use super::{ACCOUNTS, lists, looks, there, timed, well};
use crate::bench::Bench;

async fn marks(bench: &Bench, id: &AccountId) -> Vec<Mark> {
    bench.engine.open_account(&bench.profile, id).await.unwrap().marks
}

/// Refreshes at ten minutes' distance.
async fn refreshed(bench: &Bench, clock: &tokio::sync::watch::Sender<i64>, times: usize) {
    for _ in 0..times {
        clock.send_modify(|now| *now += 600_000);
        bench.refreshed().await;
        well(&bench.refresh().await);
    }
}

#[tokio::test]
async fn what_others_did_is_found_within_a_tour_and_an_idle_hour_costs_nothing_more() {
    let (bench, clock) = timed(Kind::Mastodon, 300).await;
    well(&bench.refresh().await);
    bench.server().clear_requests();
    refreshed(&bench, &clock, 2).await;
    assert!(lists(&bench).iter().all(|list| list == "new" || list == "pending"), "{:?}", lists(&bench));
    let people = bench.list(Place::Accounts, "state:unrestricted").await.rows;
    let local: Vec<_> = people.iter().filter(|row| row.domain.is_none() && row.marks.is_empty()).collect();
    let remote: Vec<_> = people.iter().filter(|row| row.domain.is_some()).collect();
    let (limited, gone, theirs) = (&local[0].id, &local[10].id, &remote[3].id);
    for id in [limited, theirs] {
        bench.server().change_person(&id.0, &json!({ "silenced_at": "2026-11-20T00:00:00.000Z" })).unwrap();
    }
    assert!(bench.server().remove_person(&gone.0));
    refreshed(&bench, &clock, 12).await;
    for id in [limited, theirs] {
        assert!(marks(&bench, id).await.contains(&Mark::Limited), "{id} {:?}", lists(&bench));
    }
    assert!(marks(&bench, gone).await.contains(&Mark::Gone));
    assert_eq!(bench.view().await.cached as usize, there(&bench));
}

#[tokio::test]
async fn a_list_that_says_that_nobody_is_there_wipes_nothing() {
    let (bench, clock) = timed(Kind::Mastodon, 300).await;
    well(&bench.refresh().await);
    bench.server().add_fault(Fault::new(ACCOUNTS, FaultKind::EmptyPage));
    for _ in 0..8 {
        clock.send_modify(|now| *now += 3_600_000);
        bench.refreshed().await;
        bench.server().clear_requests();
        well(&bench.refresh().await);
        assert!(looks(&bench) <= 100, "those who waited and those who were not seen, fifty each at most");
    }
    assert_eq!(bench.view().await.cached as usize, there(&bench));
}
