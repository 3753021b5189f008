//! What stands around an account, read when it is opened.

use bailiwick_engine::background::{Access, Background, MeasureKind, MembershipKind};
use bailiwick_engine::error::{ErrorCode, Result};
use bailiwick_engine::model::AccountId;
use bailiwick_engine::profile::Connection;
use bailiwick_practice::{ErrorBody, Fault, FaultKind, GitlabSwitches, Kind, Options, Who};
use serde_json::json;

use crate::bench::{Bench, code};

async fn background(bench: &Bench, username: &str) -> Result<Background> {
    let id = AccountId(bench.server().id_of(username).unwrap());
    bench.engine.background(&bench.profile, &id).await
}

#[tokio::test]
async fn it_tells_what_somebody_has_and_did() {
    let bench = Bench::new(Kind::Gitlab).await;
    let maren = background(&bench, "maren.tide").await.unwrap();
    let person = bench.server().person(&bench.server().id_of("maren.tide").unwrap()).unwrap();
    let counts = maren.counts.unwrap();
    assert_eq!(
        (json!(counts.issues), json!(counts.merge_requests)),
        (person["issues"].clone(), person["merge_requests"].clone())
    );
    assert_eq!((counts.groups, counts.projects), (Some(2), Some(6)));
    let memberships = maren.memberships.unwrap();
    let groups = memberships.iter().filter(|one| one.kind == MembershipKind::Group);
    let groups: Vec<_> = groups.map(|one| (one.name.as_str(), one.access)).collect();
    assert_eq!(groups, [("Field stations", Access::Maintainer), ("Sensors", Access::Developer)]);
    assert_eq!(memberships.len(), 2 + 6);
    let deeds = maren.deeds.unwrap();
    assert!(!deeds.is_empty() && deeds.is_sorted_by_key(|deed| std::cmp::Reverse(deed.at)));
    assert_eq!((deeds[0].action.as_str(), deeds[0].target.as_deref()), ("opened", Some("Issue")));
    assert_eq!((maren.measures, maren.more_memberships, maren.problem), (Some(Vec::new()), false, None));
}

#[tokio::test]
async fn it_tells_who_blocked_and_who_unblocked() {
    let bench = Bench::new(Kind::Gitlab).await;
    let measures = background(&bench, "silas.reed").await.unwrap().measures.unwrap();
    let told: Vec<_> = measures.iter().map(|one| (one.kind.clone(), one.by.as_deref(), one.at.is_some())).collect();
    assert_eq!(
        told,
        [(MeasureKind::Blocked, Some("kim"), true), (MeasureKind::Unblocked, Some("osei"), true)],
        "newest first"
    );
    // As the server itself writes it, from now on.
    let id = bench.server().id_of("vera.stone").unwrap();
    bench.server().act(&id, "block", "ingrid").unwrap();
    let measure = background(&bench, "vera.stone").await.unwrap().measures.unwrap().remove(0);
    assert_eq!((measure.kind, measure.by.as_deref()), (MeasureKind::Blocked, Some("ingrid")));
    assert!((measure.at.unwrap().0 - bench.server().now().as_millisecond()).abs() < 60_000);
}

#[tokio::test]
async fn long_lists_say_that_there_is_more() {
    let bench = Bench::new(Kind::Gitlab).await;
    let id = bench.server().id_of("vera.stone").unwrap();
    let membership = |at: usize| {
        let name = if at == 0 { "x\n".repeat(9_000) } else { format!("p{at}") };
        json!({ "source_id": at, "source_name": name, "source_type": "Project", "access_level": 15 })
    };
    let many: Vec<_> = (0..130).map(membership).collect();
    let long_ago = "2020-01-01T00:00:00Z";
    let change = json!({ "memberships": many, "issues": 40, "merge_requests": 9, "created_at": long_ago });
    bench.server().change_person(&id, &change).unwrap();
    let vera = background(&bench, "vera.stone").await.unwrap();
    let memberships = vera.memberships.unwrap();
    assert_eq!((memberships.len(), vera.more_memberships), (100, true));
    assert!(memberships[0].name.chars().count() <= 1_000 && !memberships[0].name.contains('\n'));
    assert_eq!(memberships[1].access, Access::Planner);
    assert_eq!((vera.deeds.unwrap().len(), vera.more_deeds), (20, true));
}

#[tokio::test]
async fn what_fails_is_told_beside_what_is_there() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    let fails = FaultKind::Status { code: 500, body: ErrorBody::Html };
    bench.server().add_fault(Fault::new("/api/v4/users/*/memberships", fails));
    let maren = background(&bench, "maren.tide").await.unwrap();
    assert!(maren.memberships.is_none() && maren.counts.is_some() && maren.deeds.is_some());
    assert_eq!(maren.problem.unwrap().error, ErrorCode::ServerTrouble { status: 500 });
    assert_eq!(bench.view().await.connection, Connection::Online);
}

#[tokio::test]
async fn half_an_answer_does_not_make_a_refused_profile_look_well() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    let kim = bench.server().id_of("kim").unwrap();
    bench.server().change_person(&kim, &json!({ "is_admin": false })).unwrap();
    let refused = bench.refresh().await.connection;
    assert!(matches!(refused, Connection::Refused { .. }));
    // Anybody may see what somebody did in public.
    let maren = background(&bench, "maren.tide").await.unwrap();
    assert!(maren.deeds.is_some() && maren.memberships.is_none() && maren.measures.is_none());
    assert_eq!(maren.problem.unwrap().error, ErrorCode::RoleMissing { handle: Some("kim".to_owned()) });
    assert_eq!(bench.view().await.connection, refused);
}

#[tokio::test]
async fn where_nothing_answers_the_reason_is_told() {
    let mut bench = Bench::new(Kind::Gitlab).await;
    let id = AccountId(bench.server().id_of("maren.tide").unwrap());
    let nobody = AccountId("999999".to_owned());
    assert_eq!(code(bench.engine.background(&bench.profile, &nobody).await), ErrorCode::NotFound);
    bench.stop_server().await;
    let failed = code(bench.engine.background(&bench.profile, &id).await);
    assert!(matches!(failed, ErrorCode::NotReachable { .. }));
    assert!(matches!(bench.view().await.connection, Connection::Offline { .. }));
}

#[tokio::test]
async fn versions_and_kinds_of_server_that_tell_less_are_no_fault() {
    let gitlab = GitlabSwitches { version: "14.0.0".to_owned(), ..GitlabSwitches::default() };
    let bench = Bench::on(Options { gitlab, ..Options::new(Kind::Gitlab) }, Who::Administrator).await;
    assert_eq!(background(&bench, "maren.tide").await.unwrap().problem, None);
    let bench = Bench::new(Kind::Mastodon).await;
    assert_eq!(code(background(&bench, "kim").await), ErrorCode::NotFound);
}

#[tokio::test]
async fn nothing_of_it_is_kept() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    let id = AccountId(bench.server().id_of("maren.tide").unwrap());
    let raw = bench.engine.account_raw(&bench.profile, &id).await.unwrap();
    background(&bench, "maren.tide").await.unwrap();
    assert_eq!(bench.engine.account_raw(&bench.profile, &id).await.unwrap(), raw);
    assert!(bench.engine.open_account(&bench.profile, &id).await.unwrap().has_background);
}
