//! What other moderators do meanwhile, and servers that show us no reports.

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::decision::Status;
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::event::Event;
use bailiwick_engine::model::{AccountId, Mark};
use bailiwick_engine::profile::Connection;
use bailiwick_engine::report::{ReportFilter, ReportRow};
use bailiwick_practice::{Dialect, ErrorBody, Fault, FaultKind, Who};
use serde_json::json;

use super::{REPORTS, Tree, open};
use crate::bench::code;

#[tokio::test]
async fn what_somebody_else_resolved_leaves_the_open_ones() {
    let tree = Tree::new(Dialect::V4_2).await;
    let before = tree.refresh().await.open_reports.unwrap();
    let report = tree.rows(open()).await[0].clone();
    tree.elsewhere(Who::Admin, &format!("{REPORTS}/{}/resolve", report.id)).await;
    let mut events = tree.engine.listen();
    let view = tree.refresh().await;
    assert_eq!(view.open_reports, Some(before - 1));
    assert!(std::iter::from_fn(|| events.try_recv().ok()).any(|event| matches!(event, Event::Reports { .. })));
    assert!(tree.rows(open()).await.iter().all(|row| row.id != report.id));
    let now = tree.engine.open_report(&tree.profile, &report.id).await.unwrap();
    assert!(now.resolved && now.resolved_at.is_some());
    assert_eq!(now.resolved_by.map(|noor| noor.handle).as_deref(), Some("noor"));
    let seen = tree.engine.open_account(&tree.profile, &report.target.id).await.unwrap().reports.unwrap();
    assert!(seen.iter().all(|row| row.id != report.id));
}

#[tokio::test]
async fn a_sanction_closes_the_reports_about_the_account_on_the_desk_too() {
    let tree = Tree::with(Dialect::V4_6, Who::Admin).await;
    tree.refresh().await;
    let rows = tree.rows(open()).await;
    let limited = |row: &ReportRow| row.target.marks.contains(&Mark::Limited);
    let row = rows.iter().find(|row| row.others > 0 && !limited(row)).unwrap();
    let seen = tree.engine.open_account(&tree.profile, &row.target.id).await.unwrap();
    assert_eq!(seen.reports.map(|reports| reports.len()), Some(row.others as usize + 1));
    let mut events = tree.engine.listen();
    let quietly = Choices { tell: Some(false), report: Some(row.id.clone()), ..Choices::default() };
    let decided =
        tree.engine.decide(&tree.profile, &row.target.id, &seen.revision, Verb::Limit, quietly).await.unwrap();
    assert_eq!(decided.status, Status::Confirmed);
    // Nobody waits for the reports to be read anew; an event tells of them.
    let about = ReportFilter { target: Some(row.target.id.clone()), ..open() };
    while !tree.rows(about.clone()).await.is_empty() {
        while !matches!(events.recv().await.unwrap(), Event::Reports { .. }) {}
    }
    assert!(tree.rows(ReportFilter { target: Some(row.target.id.clone()), ..open() }).await.is_empty());
    assert!(tree.engine.open_report(&tree.profile, &row.id).await.unwrap().resolved);
}

#[tokio::test]
async fn who_may_not_see_reports_is_refreshed_all_the_same() {
    let tree = Tree::new(Dialect::V4_6).await;
    let kim = tree.server.id_of("kim").unwrap();
    // Another administrator makes kim one who greets newcomers only.
    tree.server.change_person(&kim, &json!({ "user": { "role": 4 } })).unwrap();
    let view = tree.refresh().await;
    assert_eq!((view.sync.problem, view.connection, view.open_reports), (None, Connection::Online, None));
    assert!(view.cached > 0 && view.sync.finished_at.is_some());
    let refused = tree.engine.load_reports(&tree.profile, open()).await;
    assert_eq!(code(refused), ErrorCode::RoleMissing { handle: None });
    let page = tree.list(open()).await;
    assert!(page.rows.is_empty() && !page.more_on_server);
    assert_eq!(tree.engine.open_account(&tree.profile, &AccountId(kim)).await.unwrap().reports, None);
    assert_eq!(tree.view().await.connection, Connection::Online, "the server answers");
}

#[tokio::test]
async fn a_server_that_stumbles_over_reports_is_refreshed_all_the_same() {
    for (fault, told) in [
        (FaultKind::Status { code: 404, body: ErrorBody::Json }, None),
        (FaultKind::Status { code: 403, body: ErrorBody::Json }, None),
        (FaultKind::Status { code: 500, body: ErrorBody::Json }, Some(ErrorCode::ServerTrouble { status: 500 })),
        (FaultKind::WrongType, Some(ErrorCode::Unreadable)),
    ] {
        let tree = Tree::new(Dialect::V4_6).await;
        // The first look is the one at what we may.
        tree.server.add_fault(Fault { after: 1, ..Fault::new(REPORTS, fault.clone()) });
        let view = tree.refresh().await;
        let problem = view.sync.problem.map(|problem| problem.error);
        assert_eq!((problem, view.connection), (told, Connection::Online), "{fault:?}");
        assert!(view.sync.finished_at.is_some(), "{fault:?}");
        assert!(view.cached > 0 && view.open_reports == Some(0), "{fault:?}");
    }
}
