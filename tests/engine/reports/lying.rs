//! Servers that lie about reports: another one than was asked for, wrong types, none any more.

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::model::ReportId;
use bailiwick_engine::report::ReportQuery;
use bailiwick_practice::{Dialect, ErrorBody, Fault, FaultKind};
use serde_json::{Value, json};

use super::{EVERYTHING, REPORTS, Tree, open};
use crate::bench::{code, engine};
use crate::lying::{Liar, account};

fn told(id: &str, target: &str) -> Value {
    json!({
        "id": id, "action_taken": false, "action_taken_at": null, "category": "spam", "comment": "Look", "forwarded": null,
        "created_at": "2026-11-20T18:04:05.678Z", "account": account("5", false), "target_account": account(target, false),
        "assigned_account": null, "action_taken_by_account": null, "statuses": [], "rules": [],
    })
}

#[tokio::test]
async fn a_report_that_the_server_no_longer_has_is_gone() {
    let tree = Tree::new(Dialect::V4_6).await;
    tree.refresh().await;
    let report = tree.rows(open()).await[0].clone();
    let missing = FaultKind::Status { code: 404, body: ErrorBody::Json };
    let liar = Liar::new(move |_, path, _| match path.strip_prefix(REPORTS) {
        Some("") => json!([told("1", "7")]),
        Some(_) => json!({ "error": "Record not found" }),
        None => json!([]),
    });
    let folder = tempfile::tempdir().unwrap();
    let desk = engine(folder.path()).await;
    let profile = liar.connect(&desk).await;
    desk.load_reports(&profile, open()).await.unwrap();
    let one = ReportId("1".to_owned());
    assert!(desk.open_report(&profile, &one).await.is_ok());
    assert_eq!(code(desk.look_at_report(&profile, &one).await), ErrorCode::NotFound);
    assert_eq!(code(desk.open_report(&profile, &one).await), ErrorCode::NotFound);
    // A route that is missing says nothing about the report.
    tree.server.add_fault(Fault::new(format!("{REPORTS}/*"), missing));
    let _ = tree.engine.look_at_report(&tree.profile, &report.id).await;
    tree.server.clear_faults();
    assert!(tree.engine.look_at_report(&tree.profile, &report.id).await.is_ok());
}

#[tokio::test]
async fn an_answer_about_another_report_is_not_taken_for_this_one() {
    let liar = Liar::new(|_, path, _| match path.strip_prefix(REPORTS) {
        Some("") => json!([told("1", "7")]),
        Some(_) => told("2", "8"),
        None => json!([]),
    });
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let profile = liar.connect(&engine).await;
    engine.load_reports(&profile, open()).await.unwrap();
    let one = ReportId("1".to_owned());
    assert_eq!(code(engine.look_at_report(&profile, &one).await), ErrorCode::Unreadable);
    assert_eq!(engine.open_report(&profile, &one).await.unwrap().target.handle, "name7");
    let query = ReportQuery { filter: EVERYTHING, cursor: None, limit: 500 };
    assert_eq!(engine.list_reports(&profile, query).await.unwrap().rows.len(), 1, "nothing is kept under another id");
}

#[tokio::test]
async fn rows_of_wrong_types_do_not_hold_up_the_rest() {
    let liar = Liar::new(|_, path, _| match path.strip_prefix(REPORTS) {
        Some(_) => {
            let mut odd = told("3", "7");
            for (key, value) in
                [("statuses", json!("none")), ("rules", json!(7)), ("comment", json!(["x"])), ("account", json!(1))]
            {
                odd[key] = value;
            }
            json!([told("1", "7"), { "id": "2" }, 7, null, odd, told("../4", "7")])
        }
        None => json!([]),
    });
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let profile = liar.connect(&engine).await;
    engine.load_reports(&profile, EVERYTHING).await.unwrap();
    let query = ReportQuery { filter: EVERYTHING, cursor: None, limit: 500 };
    let rows = engine.list_reports(&profile, query).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.id.0.as_str()).collect::<Vec<_>>(), ["3", "1"]);
    assert_eq!((rows[0].reporter.clone(), rows[0].comment.as_str()), (None, ""));
}
