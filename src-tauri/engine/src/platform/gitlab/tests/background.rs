use proptest::prelude::*;
use serde_json::{Value, json};

use crate::background::{Access, Background, Counts, MeasureKind, MembershipKind};
use crate::error::ErrorCode;
use crate::model::{AccountId, Timestamp};
use crate::platform::bounds;
use crate::platform::canned::{Asked, Canned, Reply, any_json, html, json as answer, reply};
use crate::platform::gitlab::Gitlab;

/// How a part is answered.
type Part = fn() -> Reply;

const PARTS: [&str; 4] = ["associations_count", "memberships", "events", "custom_attributes"];

fn missing_route() -> Reply {
    answer(404, &json!({"error": "404 Not Found"}))
}

/// The background of user 42; parts that are not given are empty.
async fn background(parts: &'static [(&'static str, Part)]) -> (crate::error::Result<Background>, Vec<String>) {
    let server = Canned::serve(move |asked: &Asked| {
        let given = parts.iter().find(|(part, _)| asked.line.contains(part));
        match given {
            Some((_, reply)) => reply(),
            None if asked.line.contains("associations_count") => answer(200, &json!({})),
            None if asked.line == "GET /api/v4/user" => answer(200, &json!({"username": "kim", "is_admin": true})),
            None => answer(200, &json!([])),
        }
    })
    .await;
    let found = Gitlab::over(server.http()).background(&AccountId("42".to_owned())).await;
    let mut lines = server.lines();
    lines.sort();
    (found, lines)
}

fn measured(key: &str, value: &Value) -> (MeasureKind, Option<String>, Option<Timestamp>) {
    let measure = crate::platform::gitlab::background::measure(&json!({"key": key, "value": value})).unwrap();
    (measure.kind, measure.by, measure.at)
}

#[tokio::test]
async fn each_part_is_one_request_and_read_whole() {
    let (found, lines) = background(&[
        ("associations_count", || {
            answer(200, &json!({"groups_count": 2, "projects_count": 6, "issues_count": "17", "merge_requests_count": -1}))
        }),
        ("memberships", || {
            let rows = json!([
                {"source_id": 7, "source_name": "Weir\nmaps", "source_type": "Project", "access_level": 30},
                {"source_id": 610, "source_name": "Field stations", "source_type": "Namespace", "access_level": 50},
                {"source_id": 8, "source_name": "?", "source_type": "Satellite", "access_level": 30}
            ]);
            reply(200, "Link: <https://git.example/api/v4/users/42/memberships?page=2>; rel=\"next\"\r\n", &rows.to_string())
        }),
        ("events", || {
            answer(
                200,
                &json!([
                    {"created_at": "2026-11-20T10:00:00Z", "action_name": "opened", "target_type": "Issue", "target_title": "Map tiles"},
                    {"action_name": "pushed to", "push_data": {"commit_title": "Read twice"}},
                    {"target_type": "Note"}
                ]),
            )
        }),
    ])
    .await;
    let found = found.unwrap();
    assert_eq!(
        lines,
        [
            "GET /api/v4/users/42/associations_count",
            "GET /api/v4/users/42/custom_attributes",
            "GET /api/v4/users/42/events?per_page=20",
            "GET /api/v4/users/42/memberships?per_page=100"
        ]
    );
    let counts = Counts { groups: Some(2), projects: Some(6), issues: Some(17), merge_requests: None };
    assert_eq!(found.counts, Some(counts));
    let memberships = found.memberships.unwrap();
    let read: Vec<_> =
        memberships.iter().map(|one| (one.kind, one.id.as_str(), one.name.as_str(), one.access)).collect();
    assert_eq!(
        read,
        [
            (MembershipKind::Project, "7", "Weir maps", Access::Developer),
            (MembershipKind::Group, "610", "Field stations", Access::Owner)
        ]
    );
    assert!(found.more_memberships && !found.more_deeds);
    let deeds = found.deeds.unwrap();
    assert_eq!(
        (deeds.len(), deeds[0].at, deeds[0].target.as_deref()),
        (2, Some(Timestamp(1_795_168_800_000)), Some("Issue"))
    );
    assert_eq!((deeds[1].action.as_str(), deeds[1].title.as_deref()), ("pushed to", Some("Read twice")));
    assert_eq!((found.measures, found.problem), (Some(Vec::new()), None));
}

#[test]
fn who_blocked_whom_is_read_in_every_form() {
    let at = Some(Timestamp(1_795_255_200_000));
    let named = |name: &str| Some(name.to_owned());
    let cases = [
        ("blocked_by", json!("kim/2+2026-11-21 10:00:00 UTC"), MeasureKind::Blocked, named("kim"), at),
        ("unblocked_by", json!("osei/3+2026-11-21 12:00:00 +0200"), MeasureKind::Unblocked, named("osei"), at),
        ("trusted_by", json!("kim/2+2026-11-21T10:00:00Z"), MeasureKind::Trusted, named("kim"), at),
        (
            "auto_banned_by",
            json!("spam.one/77+2026-11-21 10:00:00 UTC"),
            MeasureKind::BannedAlong,
            named("spam.one"),
            at,
        ),
        ("auto_banned_by_abuse_report_id", json!("123"), MeasureKind::BannedForReport, named("123"), None),
        ("auto_banned_by_spam_log_id", json!("9"), MeasureKind::BannedForSpam, named("9"), None),
        ("blocked_by", json!("kim/2+yesterday"), MeasureKind::Blocked, named("kim/2+yesterday"), None),
        ("blocked_by", json!("kim"), MeasureKind::Blocked, named("kim"), None),
        ("blocked_by", json!(7), MeasureKind::Blocked, None, None),
        (
            "case",
            json!("a/1+2026-11-21 10:00:00 UTC"),
            MeasureKind::Other { key: "case".to_owned() },
            named("a/1+2026-11-21 10:00:00 UTC"),
            None,
        ),
    ];
    for (key, value, kind, by, at) in cases {
        assert_eq!(measured(key, &value), (kind, by, at), "{key} {value}");
    }
}

#[tokio::test]
async fn measures_come_newest_first_and_the_undated_last() {
    let (found, _) = background(&[("custom_attributes", || {
        answer(
            200,
            &json!([
                {"key": "auto_banned_by_abuse_report_id", "value": "4"},
                {"key": "blocked_by", "value": "kim/2+2026-11-01 10:00:00 UTC"},
                {"key": "unblocked_by", "value": "kim/2+2026-11-02 10:00:00 UTC"},
                {"value": "nameless"}
            ]),
        )
    })])
    .await;
    let kinds: Vec<MeasureKind> = found.unwrap().measures.unwrap().into_iter().map(|measure| measure.kind).collect();
    assert_eq!(kinds, [MeasureKind::Unblocked, MeasureKind::Blocked, MeasureKind::BannedForReport]);
}

#[tokio::test]
async fn a_part_that_fails_is_told_and_a_route_that_is_not_there_is_no_fault() {
    let cases: [(Part, Option<ErrorCode>); 6] = [
        (missing_route, None),
        (|| answer(404, &json!({"message": "404 User Not Found"})), Some(ErrorCode::NotFound)),
        (|| html(404), Some(ErrorCode::HtmlInsteadOfData { status: 404 })),
        (|| answer(403, &json!({"message": "403 Forbidden"})), Some(ErrorCode::AdminModeMissing)),
        (|| answer(502, &json!({})), Some(ErrorCode::ServerTrouble { status: 502 })),
        (|| answer(200, &json!("soon")), Some(ErrorCode::Unreadable)),
    ];
    for (fails, code) in cases {
        for part in PARTS {
            let server = Canned::serve(move |asked: &Asked| match asked.line.as_str() {
                line if line.contains(part) => fails(),
                "GET /api/v4/user" => answer(200, &json!({"username": "kim", "is_admin": true})),
                line if line.contains("associations_count") => answer(200, &json!({"groups_count": 1})),
                _ => answer(200, &json!([])),
            })
            .await;
            let found = Gitlab::over(server.http()).background(&AccountId("42".to_owned())).await.unwrap();
            assert_eq!(found.problem.map(|problem| problem.error), code, "{part}");
            let there =
                [found.counts.is_some(), found.memberships.is_some(), found.deeds.is_some(), found.measures.is_some()];
            let wanted = PARTS.map(|other| other != part);
            assert_eq!(there, wanted, "{part}: the others are there");
        }
    }
}

#[tokio::test]
async fn where_nothing_answers_the_reason_is_the_answer() {
    let server = Canned::serve(|_| answer(401, &json!({"message": "401 Unauthorized"}))).await;
    let gitlab = Gitlab::over(server.http());
    let code = |id: &'static str| {
        let gitlab = gitlab.clone();
        async move { gitlab.background(&AccountId(id.to_owned())).await.unwrap_err().code }
    };
    assert_eq!(code("42").await, ErrorCode::TokenNotTaken);
    let asked = server.asked().len();
    assert_eq!(code("../1").await, ErrorCode::NotFound);
    assert_eq!(server.asked().len(), asked, "an id that leads elsewhere is not asked for");
    // A server of a time before all of it.
    let server = Canned::serve(|_| missing_route()).await;
    let found = Gitlab::over(server.http()).background(&AccountId("42".to_owned())).await.unwrap();
    assert_eq!(found, Background::default());
}

const KEYS: &[&str] = &[
    "key",
    "value",
    "source_id",
    "source_name",
    "source_type",
    "access_level",
    "created_at",
    "action_name",
    "target_type",
    "target_title",
    "push_data",
    "commit_title",
    "groups_count",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_is_read_or_told_as_unreadable(body in any_json(KEYS), text in "\\PC{0,40}(\\+\\PC{0,40})?", long in 1_usize..40_000) {
        measured("blocked_by", &json!(text));
        let (_, by, _) = measured("blocked_by", &json!("x".repeat(long)));
        prop_assert!(by.is_some_and(|by| by.len() <= bounds::LINE));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let page = json!([body, body, {"key": "x".repeat(long), "value": "x"}]);
            let server = Canned::serve(move |asked: &Asked| answer(200, if asked.line.contains("count") { &body } else { &page })).await;
            let found = Gitlab::over(server.http()).background(&AccountId("42".to_owned())).await;
            if let Ok(found) = found {
                let longest = found.measures.iter().flatten().filter_map(|measure| match &measure.kind {
                    MeasureKind::Other { key } => Some(key.len()),
                    _ => None,
                });
                prop_assert!(longest.max().unwrap_or(0) <= bounds::NAME * 4);
            }
            Ok(())
        })?;
    }
}
