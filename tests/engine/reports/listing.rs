//! Lists of reports: every one once, by every filter, in every version, and without a network.

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::filter::Origin;
use bailiwick_engine::model::{ReportCategory, ReportId};
use bailiwick_engine::profile::{Connection, ServerPage};
use bailiwick_engine::report::{ReportFilter, ReportHands, ReportQuery, ReportState};
use bailiwick_practice::{Dialect, Fault, FaultKind, Who};

use super::{EVERYTHING, REPORTS, Tree, VERSIONS, comments, is_open, open};
use crate::bench::code;

#[tokio::test]
async fn a_refresh_brings_every_open_report_in_every_version() {
    for version in VERSIONS {
        let tree = Tree::new(version).await;
        let view = tree.refresh().await;
        assert_eq!((&view.sync.problem, &view.connection), (&None, &Connection::Online), "{version:?}");
        let page = tree.list(open()).await;
        assert_eq!(comments(&page.rows), tree.truth(is_open), "{version:?}");
        let count = u32::try_from(page.rows.len()).unwrap();
        assert_eq!((view.open_reports, page.matching, page.open), (Some(count), count, count), "{version:?}");
        assert!(!page.more_on_server, "{version:?}");
        assert!(page.rows.iter().map(|row| row.created_at).rev().is_sorted(), "newest first");
        assert!(tree.rows(ReportFilter { state: ReportState::Resolved, ..EVERYTHING }).await.is_empty());
        let resolved_false = tree.server.requests().into_iter().any(|request| request.query.contains("resolved=false"));
        assert_eq!(resolved_false, version == Dialect::GoToSocial, "to 4.5 it would mean the resolved ones");
    }
}

#[tokio::test]
async fn each_filter_finds_what_the_server_has() {
    for version in VERSIONS {
        let tree = Tree::new(version).await;
        tree.load(EVERYTHING).await;
        let all = tree.list(EVERYTHING).await;
        assert_eq!(comments(&all.rows), tree.truth(|_| true), "{version:?}");
        assert!(!all.more_on_server);
        for state in [ReportState::Open, ReportState::Resolved] {
            let rows = tree.rows(ReportFilter { state, ..EVERYTHING }).await;
            assert_eq!(comments(&rows), tree.truth(|report| is_open(report) == (state == ReportState::Open)));
        }
        for (category, word) in [
            (ReportCategory::Spam, "spam"),
            (ReportCategory::Legal, "legal"),
            (ReportCategory::Violation, "violation"),
            (ReportCategory::Other, "other"),
        ] {
            let rows = tree.rows(ReportFilter { category: Some(category), ..EVERYTHING }).await;
            assert_eq!(comments(&rows), tree.truth(|report| report["category"] == word), "{version:?} {word}");
        }
        let some = all.rows.iter().find(|row| row.others > 0).unwrap();
        let target = ReportFilter { target: Some(some.target.id.clone()), ..EVERYTHING };
        let about = tree.rows(ReportFilter { state: ReportState::Open, ..target.clone() }).await;
        assert_eq!(about.len(), some.others as usize + usize::from(!some.resolved), "{version:?}");
        let reporter = some.reporter.clone().unwrap();
        let by = tree.rows(ReportFilter { reporter: Some(reporter.id.clone()), ..EVERYTHING }).await;
        assert!(!by.is_empty() && by.iter().all(|row| row.reporter.as_ref() == Some(&reporter)));
        let origins = [Origin::Local, Origin::Remote].map(|origin| ReportFilter { origin: Some(origin), ..EVERYTHING });
        for filter in origins {
            let remote = filter.origin == Some(Origin::Remote);
            assert!(tree.rows(filter).await.iter().all(|row| row.target.handle.contains('@') == remote));
        }
        // Asked of the server too, with its own filters.
        tree.server.clear_requests();
        tree.load(target).await;
        let query = format!("target_account_id={}", some.target.id);
        assert!(tree.server.requests().iter().all(|request| request.query.contains(&query)));
    }
}

#[tokio::test]
async fn hands_are_ours_another_moderators_or_nobodys() {
    let tree = Tree::new(Dialect::V4_6).await;
    tree.refresh().await;
    let hands = async |hands| tree.rows(ReportFilter { hands, ..open() }).await;
    let all = hands(ReportHands::Any).await.len();
    assert_eq!((hands(ReportHands::Mine).await.len(), hands(ReportHands::Others).await.len()), (0, 1));
    let nobodys = hands(ReportHands::Nobodys).await;
    assert_eq!(nobodys.len(), all - 1);
    let ours = nobodys[0].id.clone();
    tree.elsewhere(Who::Moderator, &format!("{REPORTS}/{ours}/assign_to_self")).await;
    let looked = tree.engine.look_at_report(&tree.profile, &ours).await.unwrap();
    assert!(looked.mine && looked.assigned.is_some_and(|kim| kim.handle == "kim"));
    let mine = hands(ReportHands::Mine).await;
    assert_eq!((mine.len(), &mine[0].id, mine[0].mine), (1, &ours, true));
    assert_eq!(hands(ReportHands::Others).await.len(), 1);
}

#[tokio::test]
async fn pages_join_without_loss_or_duplicate_and_go_on_when_asked_again() {
    let tree = Tree::new(Dialect::V4_6).await;
    tree.server.add_fault(Fault::new(REPORTS, FaultKind::ShortPages { rows: 1 }));
    let there = tree.truth(|_| true).len();
    let mut before = 0;
    while before < there {
        let page = tree.list(EVERYTHING).await;
        assert!(page.more_on_server);
        tree.load(EVERYTHING).await;
        let now = tree.list(EVERYTHING).await.rows.len();
        assert_eq!(now, (before + 5).min(there), "five pages each time");
        before = now;
    }
    tree.load(EVERYTHING).await;
    let whole = tree.list(EVERYTHING).await;
    assert_eq!(whole.rows.len(), there);
    let mut joined = Vec::new();
    let mut cursor = None;
    loop {
        let page = tree.page(EVERYTHING, cursor, 5).await;
        assert_eq!(page.matching as usize, there);
        joined.extend(page.rows);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(joined, whole.rows);
    let odd = ReportQuery { filter: EVERYTHING, cursor: Some("odd".to_owned()), limit: 5 };
    assert_eq!(code(tree.engine.list_reports(&tree.profile, odd).await), ErrorCode::Internal);
}

#[tokio::test]
async fn both_passes_of_an_older_server_are_walked_to_the_end() {
    let tree = Tree::new(Dialect::V4_2).await;
    tree.server.add_fault(Fault::new(REPORTS, FaultKind::ShortPages { rows: 3 }));
    for _ in 0..3 {
        tree.load(EVERYTHING).await;
    }
    assert_eq!(comments(&tree.rows(EVERYTHING).await), tree.truth(|_| true));
}

#[tokio::test]
async fn reports_and_the_people_in_them_are_there_without_a_network() {
    let tree = Tree::new(Dialect::V4_6).await;
    // Only the reports: the people in them come along.
    tree.load(open()).await;
    let Tree { engine, server, profile, _folder } = tree;
    server.stop().await.unwrap();
    let query = ReportQuery { filter: open(), cursor: None, limit: 500 };
    let rows = engine.list_reports(&profile, query).await.unwrap().rows;
    for row in &rows {
        let report = engine.open_report(&profile, &row.id).await.unwrap();
        assert_eq!(
            (&report.target, &report.reporter, report.posts.len()),
            (&row.target, &row.reporter, row.posts as usize)
        );
        assert_eq!(report.others.len(), row.others as usize);
        assert_eq!(report.pages, [ServerPage::Report]);
        for party in [Some(&report.target), report.reporter.as_ref()].into_iter().flatten() {
            let account = engine.open_account(&profile, &party.id).await.unwrap();
            assert_eq!((&account.handle, account.marks), (&party.handle, party.marks.clone()));
        }
        let about = engine.open_account(&profile, &row.target.id).await.unwrap().reports.unwrap();
        assert!(about.iter().any(|other| other.id == row.id));
    }
    assert!(engine.load_reports(&profile, open()).await.is_err());
    assert_eq!(code(engine.open_report(&profile, &ReportId("nobody's".to_owned())).await), ErrorCode::NotFound);
}
