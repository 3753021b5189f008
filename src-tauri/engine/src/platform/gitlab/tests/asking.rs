use serde_json::{Value, json};

use super::raw;
use crate::action::Verb;
use crate::error::ErrorCode;
use crate::model::AccountId;
use crate::platform::canned::{Canned, Reply, html, json as answer, reply};
use crate::platform::gitlab::Gitlab;
use crate::platform::{Sent, Which};
use crate::profile::{Ability, Allowance};

#[tokio::test]
async fn pages_go_by_keyset_and_pending_ones_are_picked() {
    let server = Canned::serve(|asked| {
        let (ids, cursor) = if asked.line.contains("cursor=abc%3D") { ([40, 39], "xyz") } else { ([42, 41], "abc%3D") };
        let rows = json!([
            raw(&json!({"id": ids[0], "state": "blocked_pending_approval"})),
            raw(&json!({"id": ids[1], "state": "banned"}))
        ]);
        let link =
            format!("Link: <https://proxy.internal/api/v4/users?cursor={cursor}&per_page=100>; rel=\"next\"\r\n");
        reply(200, &link, &rows.to_string())
    })
    .await;
    let gitlab = Gitlab::over(server.http());
    let first = gitlab.page(Which::Pending, None).await.unwrap();
    assert_eq!(first.accounts.len(), 1);
    let second = gitlab.page(Which::Pending, first.next.as_deref()).await.unwrap();
    assert_eq!(second.accounts[0].account.id.0, "40");
    let third = gitlab.page(Which::Pending, second.next.as_deref()).await.unwrap();
    assert_eq!(third.next, None, "ids went up again: the pages lead back");
    let lines = server.lines();
    assert!(lines[0].contains("exclude_active=true") && lines[0].contains("pagination=keyset"), "{}", lines[0]);
    assert!(lines[1].contains("exclude_active=true") && lines[1].contains("cursor=abc%3D"), "{}", lines[1]);
    assert_eq!(gitlab.page(Which::All, None).await.unwrap().accounts.len(), 2);
}

#[tokio::test]
async fn a_server_without_keyset_is_paged_by_number() {
    let server = Canned::serve(|asked| {
        if asked.line.contains("keyset") {
            return answer(405, &json!({"error": "Keyset pagination is not yet available for this type of request"}));
        }
        let next = if asked.line.contains("page=2") {
            ""
        } else {
            "Link: <https://git.example/api/v4/users?page=2>; rel=\"next\"\r\n"
        };
        reply(200, next, &json!([raw(&json!({}))]).to_string())
    })
    .await;
    let gitlab = Gitlab::over(server.http());
    let first = gitlab.page(Which::All, None).await.unwrap();
    let second = gitlab.page(Which::All, first.next.as_deref()).await.unwrap();
    assert_eq!(second.next, None);
    assert_eq!(server.lines()[2], "GET /api/v4/users?per_page=100&order_by=id&sort=desc&page=2");
    assert!(gitlab.page(Which::All, Some("made up")).await.is_err());
}

#[tokio::test]
async fn rows_that_anybody_sees_never_reach_the_cache() {
    for (me, code) in [
        (json!({"id": 1, "username": "kim", "is_admin": true}), ErrorCode::AdminModeMissing),
        (json!({"id": 1, "username": "kim"}), ErrorCode::RoleMissing { handle: Some("kim".to_owned()) }),
    ] {
        let server = Canned::serve(move |asked| match asked.line.as_str() {
            "GET /api/v4/user" => answer(200, &me),
            "GET /api/v4/users/42" => answer(200, &json!({"id": 42, "username": "x", "state": "active"})),
            _ => answer(200, &json!([{"id": 42, "username": "x", "state": "active"}])),
        })
        .await;
        let gitlab = Gitlab::over(server.http());
        assert_eq!(gitlab.page(Which::All, None).await.unwrap_err().code, code);
        assert_eq!(gitlab.account(&AccountId("42".to_owned())).await.unwrap_err().code, code);
        assert_eq!(gitlab.who().await.unwrap_err().code, code);
    }
}

#[tokio::test]
async fn a_missing_user_is_none_and_a_missing_route_an_error() {
    let cases = [
        (answer(200, &raw(&json!({}))), Ok(true)),
        (answer(404, &json!({"message": "404 User Not Found"})), Ok(false)),
        (answer(404, &json!({"error": "404 Not Found"})), Err(ErrorCode::NotFound)),
        (html(404), Err(ErrorCode::HtmlInsteadOfData { status: 404 })),
        (answer(401, &json!({"message": "401 Unauthorized"})), Err(ErrorCode::TokenNotTaken)),
        (answer(200, &json!({"id": 42, "is_admin": false})), Err(ErrorCode::Unreadable)),
        (answer(200, &raw(&json!({"id": "4/2"}))), Err(ErrorCode::Unreadable)),
    ];
    for (reply, wanted) in cases {
        let server = Canned::serve(move |_| reply.clone()).await;
        let found = Gitlab::over(server.http()).account(&AccountId("42".to_owned())).await;
        assert_eq!(found.map(|found| found.is_some()).map_err(|error| error.code), wanted);
    }
}

#[tokio::test]
async fn a_look_that_is_refused_means_scope_role_or_admin_mode() {
    let forbidden = || answer(403, &json!({"message": "403 Forbidden"}));
    let cases = [
        (forbidden(), answer(200, &json!({"username": "kim", "is_admin": true})), ErrorCode::AdminModeMissing),
        (
            forbidden(),
            answer(200, &json!({"username": "kim"})),
            ErrorCode::RoleMissing { handle: Some("kim".to_owned()) },
        ),
        (
            forbidden(),
            answer(403, &json!({"message": "403 Forbidden - Your account has been blocked."})),
            ErrorCode::RoleMissing { handle: None },
        ),
        (forbidden(), answer(401, &json!({"message": "401 Unauthorized"})), ErrorCode::TokenNotTaken),
        (
            answer(403, &json!({"error": "insufficient_scope"})),
            html(500),
            ErrorCode::ScopeMissing { scope: "read_user".to_owned() },
        ),
        (html(403), html(500), ErrorCode::HtmlInsteadOfData { status: 403 }),
    ];
    for (refusal, me, code) in cases {
        let server = Canned::serve(move |asked| match asked.line.as_str() {
            "GET /api/v4/user" => me.clone(),
            _ => refusal.clone(),
        })
        .await;
        let gitlab = Gitlab::over(server.http());
        for error in [
            gitlab.page(Which::All, None).await.unwrap_err(),
            gitlab.account(&AccountId("42".to_owned())).await.unwrap_err(),
        ] {
            assert_eq!(error.code, code);
            assert!(error.server_said.is_some());
        }
    }
}

#[tokio::test]
async fn rows_that_cannot_be_read_are_left_out() {
    let stateless = || raw(&json!({"state": null}));
    let cases = [
        (json!([stateless(), raw(&json!({})), {}, 7, raw(&json!({"id": "a b"}))]), Ok(1)),
        (json!([]), Ok(0)),
        (json!([stateless(), {}]), Err(ErrorCode::Unreadable)),
        (json!({"users": []}), Err(ErrorCode::Unreadable)),
    ];
    for (page, wanted) in cases {
        let server = Canned::serve(move |_| answer(200, &page)).await;
        let found = Gitlab::over(server.http()).page(Which::All, None).await;
        assert_eq!(found.map(|page| page.accounts.len()).map_err(|error| error.code), wanted);
        assert_eq!(server.asked().len(), 1);
    }
}

#[tokio::test]
async fn who_one_is_or_why_not() {
    let root = || answer(200, &json!({"id": 1, "username": "root", "is_admin": true}));
    let pat = |scopes: Value| answer(200, &json!({ "scopes": scopes }));
    let listing = || answer(200, &json!([raw(&json!({}))]));
    let api = Allowance::NotByScope { scope: "api".to_owned() };
    let cases: Vec<(Reply, Reply, std::result::Result<Allowance, ErrorCode>)> = vec![
        (root(), pat(json!(["api", "admin_mode"])), Ok(Allowance::Yes)),
        (root(), pat(json!(["read_user", "admin_mode"])), Ok(api)),
        (root(), answer(404, &json!({"error": "404 Not Found"})), Ok(Allowance::Yes)),
        (
            answer(401, &json!({"error": "invalid_token", "error_description": "Token was revoked."})),
            pat(json!([])),
            Err(ErrorCode::TokenNotTaken),
        ),
        (
            answer(403, &json!({"error": "insufficient_scope", "scope": "api"})),
            pat(json!([])),
            Err(ErrorCode::ScopeMissing { scope: "read_user".to_owned() }),
        ),
        (
            answer(200, &json!({"id": 2, "username": "kim"})),
            pat(json!(["api"])),
            Err(ErrorCode::RoleMissing { handle: Some("kim".to_owned()) }),
        ),
    ];
    for (me, token, wanted) in cases {
        let server = Canned::serve(move |asked| match asked.line.as_str() {
            "GET /api/v4/user" => me.clone(),
            "GET /api/v4/personal_access_tokens/self" => token.clone(),
            _ => listing(),
        })
        .await;
        let found = Gitlab::over(server.http()).who().await;
        assert_eq!(found.map(|who| who.allowance(Ability::Ban).clone()).map_err(|error| error.code), wanted);
    }
}

#[tokio::test]
async fn the_body_decides_not_the_status() {
    let forbidden = json!({"message": "403 Forbidden - The API initiating user cannot be blocked by the API"});
    let cases = [
        (reply(201, "", "true"), "taken"),
        (answer(201, &json!({"message": "Success"})), "taken"),
        (answer(200, &json!({"message": "Success"})), "taken"),
        (reply(201, "", "null"), "nothing"),
        (reply(201, "", "false"), "nothing"),
        (reply(201, "", ""), "taken"),
        (answer(403, &forbidden), "refused"),
        (answer(409, &json!({"message": "User does not have a pending request"})), "refused"),
        (answer(500, &json!({})), "unsure"),
        (reply(429, "", "Retry later"), "not arrived"),
    ];
    for (reply, wanted) in cases {
        let server = Canned::serve(move |_| reply.clone()).await;
        let sent = Gitlab::over(server.http()).act(&AccountId("42".to_owned()), Verb::Block).await;
        let told = match &sent {
            Sent::Taken { .. } => "taken",
            Sent::NothingDone { .. } => "nothing",
            Sent::Refused { .. } => "refused",
            Sent::NotArrived(_) => "not arrived",
            Sent::Unsure(_) => "unsure",
        };
        assert_eq!(told, wanted, "{sent:?}");
        assert_eq!(server.lines(), ["POST /api/v4/users/42/block"]);
    }
}
