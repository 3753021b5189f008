use serde_json::json;

use super::{raw, software};
use crate::action::{Choices, Verb};
use crate::error::ErrorCode;
use crate::model::AccountId;
use crate::platform::canned::{Canned, Reply, html, json as answer, reply};
use crate::platform::mastodon::{GOTOSOCIAL, Mastodon, READ_SCOPE, WRITE_SCOPE};
use crate::platform::{Sent, Which};
use crate::profile::{Ability, Allowance};

fn over(server: &Canned, name: &str) -> Mastodon {
    Mastodon::over(server.http(), &software(name))
}

#[tokio::test]
async fn pages_follow_the_link_and_keep_our_own_filters() {
    let server = Canned::serve(|asked| {
        let next = match asked.line.as_str() {
            line if line.contains("max_id=50") => "https://other.example/x?max_id=50",
            line if line.contains("max_id=90") => "https://other.example/x?limit=2&max_id=50",
            _ => "https://other.example/x?max_id=90",
        };
        reply(200, &format!("Link: <{next}>; rel=\"next\"\r\n"), &json!([raw(&json!({"id": "90"}))]).to_string())
    })
    .await;
    let mastodon = over(&server, "Mastodon");
    let first = mastodon.page(Which::Pending, None).await.unwrap();
    assert_eq!(first.accounts[0].account.id, AccountId("90".to_owned()));
    assert_eq!(first.next.as_deref(), Some("90"));
    let second = mastodon.page(Which::Pending, Some("90")).await.unwrap();
    assert_eq!(second.next.as_deref(), Some("50"));
    let back = mastodon.page(Which::Pending, Some("50")).await.unwrap();
    assert_eq!(back.next, None, "the same cursor again would never end");
    assert_eq!(server.lines()[2], "GET /api/v2/admin/accounts?limit=200&status=pending&max_id=50");
}

#[tokio::test]
async fn a_server_without_v2_is_listed_by_v1_from_then_on() {
    let server = Canned::serve(|asked| match asked.line.as_str() {
        line if line.starts_with("GET /api/v1/admin/accounts?") => answer(200, &json!([])),
        _ => answer(404, &json!({"error": "Not Found"})),
    })
    .await;
    let mastodon = over(&server, "Mastodon");
    assert!(mastodon.page(Which::All, None).await.unwrap().accounts.is_empty());
    mastodon.page(Which::Pending, None).await.unwrap();
    let lines = server.lines();
    assert_eq!(lines[1], "GET /api/v1/admin/accounts?limit=200&local=true");
    assert_eq!(lines[2..], ["GET /api/v1/admin/accounts?limit=200&local=true&pending=true"]);
}

#[tokio::test]
async fn a_missing_account_is_none_and_a_missing_route_an_error() {
    let cases = [
        ("Mastodon", answer(200, &raw(&json!({}))), Ok(true)),
        ("Mastodon", answer(404, &json!({"error": "Record not found"})), Ok(false)),
        ("Mastodon", answer(404, &json!({"error": "Not Found"})), Err(ErrorCode::NotFound)),
        (GOTOSOCIAL, answer(404, &json!({"error": "Not Found"})), Ok(false)),
        ("Mastodon", html(404), Err(ErrorCode::HtmlInsteadOfData { status: 404 })),
        (
            "Mastodon",
            answer(403, &json!({"error": "This action is outside the authorized scopes"})),
            Err(ErrorCode::ScopeMissing { scope: READ_SCOPE.to_owned() }),
        ),
        (
            "Mastodon",
            answer(403, &json!({"error": "This action is not allowed"})),
            Err(ErrorCode::RoleMissing { handle: None }),
        ),
        ("Mastodon", html(403), Err(ErrorCode::HtmlInsteadOfData { status: 403 })),
        ("Mastodon", answer(401, &json!({"error": "The access token was revoked"})), Err(ErrorCode::TokenNotTaken)),
        ("Mastodon", answer(200, &json!([])), Err(ErrorCode::Unreadable)),
        ("Mastodon", answer(200, &raw(&json!({"id": "../7"}))), Err(ErrorCode::Unreadable)),
    ];
    for (name, reply, wanted) in cases {
        let server = Canned::serve(move |_| reply.clone()).await;
        let found = over(&server, name).account(&AccountId("1".to_owned())).await;
        assert_eq!(found.map(|found| found.is_some()).map_err(|error| error.code), wanted);
    }
    let server = Canned::serve(|_| html(200)).await;
    assert!(over(&server, "Mastodon").account(&AccountId("../x".to_owned())).await.unwrap().is_none());
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn rows_that_cannot_be_read_are_left_out() {
    let good = || raw(&json!({"id": "90"}));
    let nameless = || raw(&json!({"username": null}));
    let nowhere = || raw(&json!({"id": "90/../91"}));
    let cases = [
        (json!([nameless(), good(), nowhere(), 7, null]), Ok(1)),
        (json!([]), Ok(0)),
        (json!([nameless(), nowhere(), {}]), Err(ErrorCode::Unreadable)),
        (json!({"accounts": [good()]}), Err(ErrorCode::Unreadable)),
    ];
    for (page, wanted) in cases {
        let server = Canned::serve(move |_| {
            reply(200, "Link: <https://tree.example/x?max_id=80>; rel=\"next\"\r\n", &page.to_string())
        })
        .await;
        let found = over(&server, "Mastodon").page(Which::All, None).await;
        if let Ok(page) = &found {
            // A page without rows is gone past; rows are gone past only as far as they were read.
            assert_eq!(page.next.as_deref(), Some(if page.accounts.is_empty() { "80" } else { "90" }));
        }
        assert_eq!(found.map(|page| page.accounts.len()).map_err(|error| error.code), wanted);
    }
}

#[tokio::test]
async fn a_list_that_is_refused_means_scope_role_or_token() {
    let cases = [
        (answer(403, &json!({"error": "This action is not allowed"})), ErrorCode::RoleMissing { handle: None }),
        (
            answer(403, &json!({"error": "This action is outside the authorized scopes"})),
            ErrorCode::ScopeMissing { scope: READ_SCOPE.to_owned() },
        ),
        (answer(401, &json!({"error": "The access token was revoked"})), ErrorCode::TokenNotTaken),
        (html(403), ErrorCode::HtmlInsteadOfData { status: 403 }),
    ];
    for (reply, code) in cases {
        let server = Canned::serve(move |_| reply.clone()).await;
        let error = over(&server, "Mastodon").page(Which::Pending, None).await.unwrap_err();
        assert_eq!(error.code, code);
        assert!(error.server_said.is_some());
    }
}

#[tokio::test]
async fn who_one_is_or_why_not() {
    let me = || {
        answer(
            200,
            &json!({"id": "1", "username": "kim", "role": {"id": "2", "name": "Moderator", "permissions": "1115420"}}),
        )
    };
    let scope = || answer(403, &json!({"error": "This action is outside the authorized scopes"}));
    let refused = || answer(403, &json!({"error": "This action is not allowed"}));
    let fine = || answer(200, &json!([]));
    let missing = || answer(404, &json!({"error": "Not Found"}));
    let cases: Vec<(Reply, Reply, std::result::Result<&str, ErrorCode>)> = vec![
        (me(), fine(), Ok("kim")),
        (scope(), fine(), Ok("")),
        (answer(401, &json!({"error": "The access token is invalid"})), fine(), Err(ErrorCode::TokenNotTaken)),
        (me(), scope(), Err(ErrorCode::ScopeMissing { scope: READ_SCOPE.to_owned() })),
        (me(), refused(), Err(ErrorCode::RoleMissing { handle: Some("kim".to_owned()) })),
        (scope(), refused(), Err(ErrorCode::RoleMissing { handle: None })),
        (
            answer(403, &json!({"error": "Your login is currently disabled"})),
            fine(),
            Err(ErrorCode::ServerSaysNo { status: 403 }),
        ),
        (me(), missing(), Err(ErrorCode::NotFound)),
        (html(200), fine(), Err(ErrorCode::HtmlInsteadOfData { status: 200 })),
        (me(), answer(429, &json!({"error": "Too many requests"})), Err(ErrorCode::RateLimited { until: None })),
    ];
    for (me, listing, wanted) in cases {
        let server = Canned::serve(move |asked| match asked.line.as_str() {
            "GET /api/v1/accounts/verify_credentials" => me.clone(),
            "GET /api/v1/apps/verify_credentials" => {
                answer(200, &json!({"scopes": ["read:accounts", "admin:read:accounts"]}))
            }
            _ => listing.clone(),
        })
        .await;
        let found = over(&server, "Mastodon").introduced().await.map(|told| told.who).map_err(|error| error.code);
        if let Ok(who) = &found {
            let scope = "admin:write:accounts".to_owned();
            assert_eq!(who.allowance(Ability::Limit), &Allowance::NotByScope { scope });
        }
        assert_eq!(found.map(|who| who.username), wanted.map(str::to_owned));
    }
}

#[tokio::test]
async fn what_the_role_may_is_told_by_its_bits() {
    let server = Canned::serve(|asked| match asked.line.as_str() {
        "GET /api/v1/accounts/verify_credentials" => answer(
            200,
            &json!({"id": 1, "username": "kim", "role": {"id": 2, "name": "Moderator", "permissions": 1_115_420}}),
        ),
        line if line.contains("/apps/") => answer(404, &json!({})),
        _ => answer(200, &json!([])),
    })
    .await;
    let who = over(&server, "Mastodon").introduced().await.unwrap().who;
    assert_eq!((who.id.as_str(), who.role.as_deref()), ("1", Some("Moderator")));
    for (ability, allowance) in [
        (Ability::DecideSignUps, Allowance::Yes),
        (Ability::Limit, Allowance::Yes),
        (Ability::Reports, Allowance::Yes),
        (Ability::DeleteData, Allowance::NotByRole),
        (Ability::ActOnStaff, Allowance::Unknown),
    ] {
        assert_eq!(who.allowance(ability), &allowance, "{ability:?}");
    }
}

#[tokio::test]
async fn verbs_are_sent_as_the_server_takes_them() {
    let tell = |tell, message: &str| Choices { tell, message: Some(message.to_owned()), ..Choices::default() };
    let cases = [
        ("Mastodon", Verb::Approve, Choices::default(), "approve", ""),
        ("Mastodon", Verb::Reject, Choices::default(), "reject", ""),
        (GOTOSOCIAL, Verb::Reject, Choices::default(), "reject", "send_email=false"),
        (
            "Mastodon",
            Verb::Limit,
            tell(Some(true), "Be kind"),
            "action",
            "type=silence&send_email_notification=true&text=Be+kind",
        ),
        ("Mastodon", Verb::Limit, tell(Some(false), " "), "action", "type=silence&send_email_notification=false"),
        ("Mastodon", Verb::Limit, Choices::default(), "action", "type=silence&send_email_notification=false"),
        ("Mastodon", Verb::LiftLimit, Choices::default(), "unsilence", ""),
    ];
    for (name, verb, choices, path, body) in cases {
        let server = Canned::serve(|_| answer(200, &json!({}))).await;
        let sent = over(&server, name).act(&AccountId("7".to_owned()), verb, &choices).await;
        assert!(matches!(sent, Sent::Taken { status: 200, words: None }), "{sent:?}");
        let asked = server.asked();
        assert_eq!(
            (asked[0].line.clone(), asked[0].body.as_str()),
            (format!("POST /api/v1/admin/accounts/7/{path}"), body)
        );
    }
}

#[tokio::test]
async fn refusals_of_verbs_carry_words_and_problem() {
    let cases = [
        (answer(403, &json!({"error": "This action is not allowed"})), ErrorCode::ServerSaysNo { status: 403 }),
        (
            answer(403, &json!({"error": "This action is outside the authorized scopes"})),
            ErrorCode::ScopeMissing { scope: WRITE_SCOPE.to_owned() },
        ),
        (answer(401, &json!({"error": "The access token was revoked"})), ErrorCode::TokenNotTaken),
        (answer(404, &json!({"error": "Record not found"})), ErrorCode::NotFound),
    ];
    for (reply, code) in cases {
        let server = Canned::serve(move |_| reply.clone()).await;
        match over(&server, "Mastodon").act(&AccountId("7".to_owned()), Verb::Approve, &Choices::default()).await {
            Sent::Refused { words, problem, .. } => {
                assert!(words.is_some());
                assert_eq!(problem.error, code);
            }
            other => panic!("{other:?}"),
        }
    }
    let server = Canned::serve(|_| html(200)).await;
    let sent = over(&server, "Mastodon").act(&AccountId("7".to_owned()), Verb::Block, &Choices::default()).await;
    assert!(matches!(sent, Sent::NotArrived(_)) && server.asked().is_empty());
}
