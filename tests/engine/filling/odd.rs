//! Odd servers: a listing neither goes in circles nor loses anybody, and what a server does not do is said.

use bailiwick_engine::list::Place;
use bailiwick_engine::model::Mark;
use bailiwick_engine::profile::SyncPhase;
use bailiwick_practice::{Fault, FaultKind, Kind};

use super::{ACCOUNTS, USERS, assert_whole, bench, lists, well};

const PEOPLE: usize = 450;

/// More requests than this are a circle.
const MANY: usize = 120;

async fn is_filled_whole(kind: Kind, path: &str, fault: FaultKind) {
    let told = format!("{kind:?} {fault:?}");
    let bench = bench(kind, PEOPLE).await;
    bench.server().add_fault(Fault::new(path, fault));
    let view = bench.refresh().await;
    well(&view);
    assert!(!view.sync.more_on_server, "{told}: everybody came");
    assert_whole(&bench, &told).await;
    let requests = bench.server().requests().len();
    assert!(requests < MANY, "{told}: {requests} requests");
    bench.server().clear_requests();
    well(&bench.refresh().await);
    let requests = bench.server().requests().len();
    assert!(requests < 20, "{told}: {requests} requests of an idle server");
}

#[tokio::test]
async fn a_mastodon_whose_links_or_rows_are_odd_is_filled_whole() {
    for fault in [
        FaultKind::NextSame,
        FaultKind::NextEarlier { pages: 1 },
        FaultKind::NextEarlier { pages: 3 },
        FaultKind::NoLink,
        FaultKind::OddCursor { cursor: "elsewhere/@nobody".to_owned() },
        FaultKind::OddCursor { cursor: "999999999999999999".to_owned() },
        FaultKind::LinkElsewhere { to: "https://elsewhere.example".to_owned() },
        FaultKind::ShuffleRows,
        FaultKind::RepeatRows { rows: 30, changed: false },
        FaultKind::ShortPages { rows: 90 },
        FaultKind::IgnoreLimit,
    ] {
        is_filled_whole(Kind::Mastodon, ACCOUNTS, fault).await;
    }
}

#[tokio::test]
async fn a_gitlab_whose_links_or_rows_are_odd_is_filled_whole() {
    for fault in [
        FaultKind::NoLink,
        FaultKind::LinkElsewhere { to: "https://elsewhere.example".to_owned() },
        FaultKind::ShuffleRows,
        FaultKind::RepeatRows { rows: 30, changed: false },
        FaultKind::ShortPages { rows: 40 },
        FaultKind::IgnoreLimit,
    ] {
        is_filled_whole(Kind::Gitlab, USERS, fault).await;
    }
}

#[tokio::test]
async fn an_empty_page_in_the_middle_is_gone_past() {
    for after in (0..16).step_by(2) {
        let bench = bench(Kind::Mastodon, PEOPLE).await;
        bench.server().add_fault(Fault { after, ..Fault::once(ACCOUNTS, FaultKind::EmptyPage) });
        well(&bench.refresh().await);
        well(&bench.refresh().await);
        assert_whole(&bench, &format!("empty after {after}")).await;
    }
}

#[tokio::test]
async fn a_cursor_that_is_no_longer_taken_begins_the_list_anew() {
    for (kind, path) in [(Kind::Mastodon, ACCOUNTS), (Kind::Gitlab, USERS)] {
        for status in [400, 404, 422] {
            let bench = bench(kind, PEOPLE).await;
            let fault = FaultKind::RefuseCursor { code: status };
            bench.server().add_fault(Fault { after: 12, ..Fault::once(path, fault) });
            let first = bench.refresh().await;
            assert!(bench.server().requests().len() < MANY);
            if first.sync.problem.is_some() || first.sync.more_on_server {
                well(&bench.refresh().await);
            }
            assert_whole(&bench, &format!("{kind:?} {status}")).await;
        }
    }
}

#[tokio::test]
async fn a_cursor_that_is_refused_once_on_the_way_costs_nobody() {
    for (kind, path) in [(Kind::Mastodon, ACCOUNTS), (Kind::Gitlab, USERS)] {
        let bench = bench(kind, 3_000).await;
        let fault = FaultKind::RefuseCursor { code: 404 };
        bench.server().add_fault(Fault { after: 5, ..Fault::once(path, fault) });
        let view = bench.refresh().await;
        assert!(bench.server().requests().iter().any(|request| request.status == Some(404)), "{kind:?}: it was met");
        well(&view);
        assert_whole(&bench, &format!("{kind:?}")).await;
    }
}

#[tokio::test]
async fn a_filter_that_is_ignored_is_said_and_everybody_is_found_all_the_same() {
    let bench = bench(Kind::Mastodon, PEOPLE).await;
    bench.server().add_fault(Fault::new(ACCOUNTS, FaultKind::IgnoreFilters));
    let view = bench.refresh().await;
    well(&view);
    for phase in [SyncPhase::Pending, SyncPhase::Staff, SyncPhase::Restricted] {
        assert_eq!(view.sync.unreliable.iter().filter(|one| **one == phase).count(), 1, "{:?}", view.sync.unreliable);
    }
    assert!(!view.sync.pending_complete);
    assert_whole(&bench, "filters ignored").await;
    let asked = lists(&bench);
    assert_eq!(asked.iter().filter(|list| list.starts_with("suspended local")).count(), 1, "{asked:?}");
    let waiting = bench.list(Place::Queue, "").await.rows;
    assert!(!waiting.is_empty() && waiting.iter().all(|row| row.marks.contains(&Mark::Pending)));
}

#[tokio::test]
async fn a_gitlab_that_ignores_filters_is_filled_whole_and_says_so() {
    let bench = bench(Kind::Gitlab, PEOPLE).await;
    bench.server().add_fault(Fault::new(USERS, FaultKind::IgnoreFilters));
    let view = bench.refresh().await;
    well(&view);
    assert!(view.sync.unreliable.contains(&SyncPhase::Staff), "{:?}", view.sync.unreliable);
    assert_whole(&bench, "filters ignored").await;
}

#[tokio::test]
async fn a_server_that_ignores_cursors_ends_the_list_and_says_so() {
    for (kind, path) in [(Kind::Mastodon, ACCOUNTS), (Kind::Gitlab, USERS)] {
        let bench = bench(kind, PEOPLE).await;
        bench.server().add_fault(Fault::new(path, FaultKind::IgnoreCursor));
        for _ in 0..2 {
            let view = bench.refresh().await;
            well(&view);
            assert!(view.sync.unreliable.contains(&SyncPhase::Accounts), "{kind:?} {:?}", view.sync.unreliable);
            assert!(view.sync.more_on_server, "{kind:?}: nobody says that this is everybody");
        }
        assert!(bench.server().requests().len() < 2 * MANY);
    }
}

#[tokio::test]
async fn people_who_come_and_go_during_a_fill_are_neither_lost_nor_endless() {
    for (kind, path) in [(Kind::Mastodon, ACCOUNTS), (Kind::Gitlab, USERS)] {
        let bench = bench(kind, PEOPLE).await;
        bench.server().add_fault(Fault::new(path, FaultKind::Churn { join: 7, leave: 5 }));
        well(&bench.refresh().await);
        assert!(bench.server().requests().len() < MANY);
        bench.server().clear_faults();
        well(&bench.refresh().await);
        let mut cached = std::collections::HashSet::new();
        let mut cursor = None;
        loop {
            let page = bench.page(Place::Accounts, "", cursor, 500).await;
            for row in page.rows {
                assert!(cached.insert(row.id.0), "{kind:?}: nobody comes twice");
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        for person in bench.server().people() {
            let id = person["id"].to_string().trim_matches('"').to_owned();
            assert!(id == "-99" || cached.contains(&id), "{kind:?}: {} is missing", person["username"]);
        }
    }
}
