use proptest::prelude::*;
use serde_json::{Value, json};

use super::{raw, software};
use crate::action::Verb;
use crate::error::ErrorCode;
use crate::model::{AccountId, MediaKind, Post, Report, ReportCategory, ReportId, Timestamp, Visibility};
use crate::platform::canned::{Canned, any_json, html, json as answer, reply};
use crate::platform::mastodon::{GOTOSOCIAL, Mastodon, report_from_raw, reports, statuses};
use crate::platform::{Sent, WhichReports, bounds};
use crate::profile::Software;
use crate::report::ReportState;

/// A report of 4.6 (mastodon.md §9.5), with some keys changed.
fn told(changes: &Value) -> Value {
    let mut report = json!({
        "id": "77", "action_taken": false, "action_taken_at": null, "category": "violation", "comment": "Look.\nThere",
        "forwarded": true, "created_at": "2026-11-20T18:04:05.678Z", "updated_at": "2026-11-20T18:04:05.678Z",
        "account": raw(&json!({"id": "5", "username": "rosa"})), "target_account": raw(&json!({"id": "6", "username": "spam"})),
        "assigned_account": null, "action_taken_by_account": null, "statuses": [status(&json!({}))],
        "rules": [{"id": "1", "text": "Be kind", "hint": ""}, {"id": "2"}, {"id": "3", "text": "", "hint": "No adverts"}]
    });
    extend(&mut report, changes);
    report
}

fn status(changes: &Value) -> Value {
    let mut status = json!({
        "id": "900", "created_at": "2026-11-20T18:00:00.000Z", "edited_at": "2026-11-20T18:01:00.000Z", "in_reply_to_id": "899",
        "sensitive": true, "spoiler_text": "warned", "visibility": "unlisted", "language": "cy", "reblog": null,
        "url": "https://tree.example/@spam/900", "content": "<p>Buy <a href=\"javascript:alert(1)\">this</a></p><script>x</script>",
        "account": {"acct": "spam"}, "media_attachments": [
            {"type": "image", "url": "https://files.example/1.png", "preview_url": "https://files.example/1s.png", "description": "A chair"},
            {"type": "image", "url": "https://files.example/2.png", "preview_url": null},
            {"type": "video", "url": "https://files.example/3.mp4"}, {"type": "gifv", "preview_url": "file:///etc/passwd"},
            {"type": "audio"}, {"type": "unknown", "url": "https://files.example/6"}, "no file"
        ]
    });
    extend(&mut status, changes);
    status
}

fn extend(value: &mut Value, changes: &Value) {
    if let (Value::Object(value), Value::Object(changes)) = (value, changes) {
        value.extend(changes.clone());
    }
}

pub(super) fn report(changes: &Value) -> Report {
    report_from_raw(&told(changes)).unwrap()
}

fn post(changes: &Value) -> Post {
    statuses::post(&status(changes)).unwrap()
}

fn of_version(version: &str) -> Software {
    Software { version: version.to_owned(), ..software("Mastodon") }
}

fn which(state: ReportState) -> WhichReports {
    WhichReports { state, target: None, reporter: None }
}

#[test]
fn a_report_is_read_whole() {
    let read = report(&json!({}));
    assert_eq!((read.id, read.category), (ReportId("77".to_owned()), ReportCategory::Violation));
    assert_eq!((read.comment.as_str(), read.forwarded, read.resolved), ("Look.\nThere", Some(true), false));
    assert_eq!(read.target.handle(), "spam");
    assert_eq!(read.reporter.map(|account| account.id), Some(AccountId("5".to_owned())));
    assert!(read.assigned.is_none() && read.resolved_by.is_none() && read.resolved_at.is_none());
    assert_eq!(read.rules, ["Be kind", "No adverts"]);
    assert_eq!(read.posts.len(), 1);
}

#[test]
fn a_post_becomes_plain_text_with_its_real_links_and_small_pictures() {
    let read = post(&json!({}));
    assert_eq!((read.text.as_str(), read.warning.as_str(), read.sensitive), ("Buy this", "warned", true));
    assert_eq!((read.visibility, read.language.as_deref(), read.is_reply), (Visibility::Unlisted, Some("cy"), true));
    assert_eq!(read.edited_at, Some(Timestamp(1_795_197_660_000)));
    assert_eq!(read.page.as_deref(), Some("https://tree.example/@spam/900"));
    let files: Vec<_> = read.media.iter().map(|media| (media.kind, media.preview.as_deref())).collect();
    assert_eq!(
        files,
        [
            (MediaKind::Image, Some("https://files.example/1s.png")),
            (MediaKind::Image, Some("https://files.example/2.png")),
            (MediaKind::Video, None),
            (MediaKind::Video, None),
            (MediaKind::Audio, None),
            (MediaKind::Other, None),
        ]
    );
    assert_eq!(read.media[0].description.as_deref(), Some("A chair"));
    assert_eq!(
        post(&json!({"url": "javascript:x", "uri": "https://tree.example/s/900"})).page.unwrap(),
        "https://tree.example/s/900"
    );
}

#[test]
fn a_boost_has_the_words_of_the_other_and_a_poll_its_answers() {
    let other = status(
        &json!({"id": "1", "content": "<p>Theirs</p>", "account": {"acct": "@bo@far.example"}, "edited_at": null}),
    );
    let boost = post(&json!({"reblog": other, "content": "", "visibility": "public"}));
    assert_eq!((boost.id.as_str(), boost.text.as_str()), ("900", "Theirs"));
    assert_eq!((boost.boosts.as_deref(), boost.edited_at), (Some("bo@far.example"), None));
    assert_eq!(post(&json!({"reblog": {}})).boosts.as_deref(), Some("?"));
    let poll = json!({"options": [{"title": "Yes"}, 7, {"title": "No"}]});
    assert_eq!(post(&json!({"content": "<p>Well?</p>", "poll": poll})).text, "Well?\n• Yes\n• No");
}

#[test]
fn what_older_servers_leave_out_is_not_there() {
    let bare = json!({"id": 3, "target_account": raw(&json!({"id": "6"}))});
    let read = report_from_raw(&bare).unwrap();
    assert_eq!((read.category, read.forwarded, read.resolved), (ReportCategory::Other, None, false));
    assert!(read.reporter.is_none() && read.posts.is_empty() && read.rules.is_empty());
    assert!(report(&json!({"action_taken": null, "action_taken_at": "2026-11-20T18:04:05Z"})).resolved);
    assert_eq!(report(&json!({"category": "boredom"})).category, ReportCategory::Other);
    for odd in [
        json!({"id": null}),
        json!({"id": "../7"}),
        json!({"target_account": null}),
        json!({"target_account": {"id": "6"}}),
    ] {
        assert_eq!(report_from_raw(&told(&odd)).unwrap_err().code, ErrorCode::Unreadable, "{odd}");
    }
}

#[test]
fn endless_reports_are_cut() {
    let posts: Vec<Value> = (0..bounds::POSTS + 9).map(|number| status(&json!({"id": number}))).collect();
    let files: Vec<Value> = (0..bounds::MEDIA + 9).map(|_| json!({"type": "image"})).collect();
    let long = "é".repeat(bounds::TEXT + 9);
    let read =
        report(&json!({"statuses": posts, "comment": long, "rules": vec![json!({"text": "x"}); bounds::RULES + 9]}));
    assert_eq!((read.posts.len(), read.rules.len()), (bounds::POSTS, bounds::RULES));
    assert_eq!(read.comment.chars().count(), bounds::TEXT);
    let read = post(&json!({"content": long, "spoiler_text": long, "media_attachments": files}));
    assert_eq!((read.text.chars().count(), read.media.len()), (bounds::TEXT, bounds::MEDIA));
    assert_eq!(read.warning.chars().count(), bounds::FIELD);
}

proptest! {
    #[test]
    fn no_json_is_too_odd_for_a_report(odd in any_json(&[
        "id", "username", "account", "target_account", "assigned_account", "action_taken_by_account", "statuses", "rules", "text",
        "category", "comment", "forwarded", "action_taken", "action_taken_at", "content", "reblog", "poll", "options", "title",
        "media_attachments", "type", "preview_url", "url", "description", "spoiler_text", "visibility", "language", "acct",
    ])) {
        let _ = reports::report(&odd);
        let _ = statuses::post(&odd);
        let mut around = told(&json!({}));
        extend(&mut around, &odd);
        let _ = reports::report(&around);
        let _ = reports::report(&told(&json!({"target_account": raw(&json!({})), "statuses": odd.clone(), "rules": odd})));
    }
}

#[tokio::test]
async fn each_version_is_asked_in_the_way_that_it_understands() {
    let cases = [
        ("Mastodon", "4.2.1", ReportState::Open, vec![""]),
        ("Mastodon", "4.2.1", ReportState::Resolved, vec!["&resolved=true"]),
        ("Mastodon", "4.5.9", ReportState::All, vec!["", "&resolved=true"]),
        ("Mastodon", "", ReportState::All, vec!["", "&resolved=true"]),
        ("Mastodon", "4.6.0", ReportState::Open, vec![""]),
        ("Mastodon", "4.6.0", ReportState::All, vec!["&resolved=true&unresolved=true"]),
        (GOTOSOCIAL, "0.22.0", ReportState::Open, vec!["&resolved=false"]),
        (GOTOSOCIAL, "0.22.0", ReportState::All, vec![""]),
    ];
    for (name, version, state, passes) in cases {
        let server = Canned::serve(|_| answer(200, &json!([told(&json!({}))]))).await;
        let mastodon = Mastodon::over(server.http(), &Software { name: name.to_owned(), ..of_version(version) });
        let mut cursor = None;
        for _ in &passes {
            cursor = mastodon.reports(&which(state), cursor.as_deref()).await.unwrap().next;
        }
        assert_eq!(cursor, None, "{name} {version} {state:?}");
        let asked: Vec<String> =
            passes.iter().map(|pass| format!("GET /api/v1/admin/reports?limit=100{pass}")).collect();
        assert_eq!(server.lines(), asked, "{name} {version} {state:?}");
    }
}

#[tokio::test]
async fn pages_of_reports_keep_our_filters_and_never_lead_back() {
    let server = Canned::serve(|_| {
        reply(
            200,
            "Link: <https://other.example/x?max_id=50&resolved=1>; rel=\"next\"\r\n",
            &json!([told(&json!({})), 7]).to_string(),
        )
    })
    .await;
    let mastodon = Mastodon::over(server.http(), &of_version("4.6.5"));
    let about = WhichReports {
        target: Some(AccountId("6".to_owned())),
        reporter: Some(AccountId("5".to_owned())),
        ..which(ReportState::Open)
    };
    let first = mastodon.reports(&about, None).await.unwrap();
    assert_eq!((first.reports.len(), first.next.as_deref()), (1, Some("open:50")), "an odd row is left out");
    assert_eq!(mastodon.reports(&about, first.next.as_deref()).await.unwrap().next, None);
    assert_eq!(server.lines()[1], "GET /api/v1/admin/reports?limit=100&target_account_id=6&account_id=5&max_id=50");
    assert_eq!(mastodon.reports(&about, Some("odd")).await.unwrap_err().code, ErrorCode::Internal);
}

#[tokio::test]
async fn what_keeps_reports_from_us_is_told_by_what_it_is() {
    let cases = [
        (
            answer(403, &json!({"error": "This action is outside the authorized scopes"})),
            ErrorCode::ScopeMissing { scope: "admin:read:reports".to_owned() },
        ),
        (answer(403, &json!({"error": "This action is not allowed"})), ErrorCode::RoleMissing { handle: None }),
        (answer(403, &json!({"error": "Your login is currently disabled"})), ErrorCode::ServerSaysNo { status: 403 }),
        (answer(404, &json!({"error": "Not Found"})), ErrorCode::NotFound),
        (answer(200, &json!({"no": "list"})), ErrorCode::Unreadable),
        (answer(200, &json!([{"id": "1"}])), ErrorCode::Unreadable),
        (html(200), ErrorCode::HtmlInsteadOfData { status: 200 }),
    ];
    for (given, code) in cases {
        let server = Canned::serve(move |_| given.clone()).await;
        let mastodon = Mastodon::over(server.http(), &software("Mastodon"));
        assert_eq!(mastodon.reports(&which(ReportState::Open), None).await.unwrap_err().code, code);
    }
    let server = Canned::serve(|_| answer(404, &json!({"error": "Record not found"}))).await;
    let mastodon = Mastodon::over(server.http(), &software("Mastodon"));
    assert!(mastodon.report(&ReportId("7".to_owned())).await.unwrap().is_none());
    assert!(mastodon.report(&ReportId("../7".to_owned())).await.unwrap().is_none());
    assert!(matches!(
        mastodon.act_on_report(&ReportId("../7".to_owned()), Verb::ResolveReport).await,
        Sent::NotArrived(_)
    ));
    assert_eq!(server.lines(), ["GET /api/v1/admin/reports/7"], "no path is made of an odd id");
}

#[tokio::test]
async fn each_verb_about_a_report_has_its_route() {
    let server = Canned::serve(|_| answer(200, &told(&json!({})))).await;
    let mastodon = Mastodon::over(server.http(), &software("Mastodon"));
    let report = ReportId("77".to_owned());
    for verb in [Verb::AssignReport, Verb::UnassignReport, Verb::ResolveReport, Verb::ReopenReport] {
        assert!(matches!(mastodon.act_on_report(&report, verb).await, Sent::Taken { status: 200, .. }));
    }
    assert!(matches!(mastodon.act_on_report(&report, Verb::Limit).await, Sent::NotArrived(_)));
    let asked = ["assign_to_self", "unassign", "resolve", "reopen"];
    assert_eq!(server.lines(), asked.map(|action| format!("POST /api/v1/admin/reports/77/{action}")));
}

#[tokio::test]
async fn public_posts_are_asked_for_as_nobody_where_the_token_lacks_the_scope() {
    let posts = || reply(200, "Link: </x?max_id=900>; rel=\"next\"\r\n", &json!([status(&json!({}))]).to_string());
    let outside = || answer(403, &json!({"error": "This action is outside the authorized scopes"}));
    let account = AccountId("6".to_owned());
    for (as_nobody, outcome) in [
        (posts(), Ok(1)),
        (
            answer(401, &json!({"error": "This method requires an authenticated user"})),
            Err(ErrorCode::ScopeMissing { scope: "read:statuses".to_owned() }),
        ),
    ] {
        let server = Canned::serve(
            move |asked| {
                if asked.head.contains("authorization") { outside() } else { as_nobody.clone() }
            },
        )
        .await;
        let mastodon = Mastodon::over(server.http(), &software("Mastodon"));
        let page = mastodon.posts(&account, None).await;
        assert_eq!(page.map(|page| page.posts.len()).map_err(|error| error.code), outcome);
        assert_eq!(server.lines(), ["GET /api/v1/accounts/6/statuses?limit=40"; 2]);
    }
    let server = Canned::serve(move |_| posts()).await;
    let mastodon = Mastodon::over(server.http(), &software("Mastodon"));
    assert_eq!(mastodon.posts(&account, None).await.unwrap().next.as_deref(), Some("900"));
    assert_eq!(mastodon.posts(&account, Some("900")).await.unwrap().next, None);
    assert_eq!(server.lines().len(), 2);
    for status in [403, 404, 410] {
        let server = Canned::serve(move |_| answer(status, &json!({"error": "gone"}))).await;
        let mastodon = Mastodon::over(server.http(), &software("Mastodon"));
        assert_eq!(mastodon.posts(&account, None).await.unwrap_err().code, ErrorCode::NotFound);
    }
}
