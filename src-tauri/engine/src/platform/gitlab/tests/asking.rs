use serde_json::{Value, json};

use super::raw;
use crate::error::ErrorCode;
use crate::model::AccountId;
use crate::platform::Which;
use crate::platform::canned::{Canned, Reply, html, json as answer};
use crate::platform::gitlab::Gitlab;
use crate::profile::{Ability, Allowance, ServerSettings};

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
        assert_eq!(gitlab.introduced().await.unwrap_err().code, code);
    }
}

#[tokio::test]
async fn a_list_of_nobody_does_not_prove_an_administrator() {
    let server = Canned::serve(|asked| match asked.line.as_str() {
        "GET /api/v4/user" => answer(200, &json!({"id": 1, "username": "kim", "is_admin": true})),
        _ => answer(200, &json!([])),
    })
    .await;
    let refused = Gitlab::over(server.http()).introduced().await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Unreadable, "ourselves at least would be in it");
}

#[tokio::test]
async fn a_missing_user_is_none_and_a_missing_route_an_error() {
    let cases = [
        (answer(200, &raw(&json!({}))), Ok(true)),
        (answer(404, &json!({"message": "404 User Not Found"})), Ok(false)),
        (answer(404, &json!({"error": "404 Not Found"})), Err(ErrorCode::NotFound)),
        // A gateway before the server.
        (answer(404, &json!({"message": "no Route matched with those values"})), Err(ErrorCode::NotFound)),
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
        let found = Gitlab::over(server.http()).introduced().await.map(|told| told.who);
        assert_eq!(found.map(|who| who.allowance(Ability::Ban).clone()).map_err(|error| error.code), wanted);
    }
}

#[tokio::test]
async fn settings_and_edition_are_learned_where_the_server_tells_them() {
    let told = |settings: Reply, metadata: Reply, version: Reply| async move {
        let server = Canned::serve(move |asked| match asked.line.as_str() {
            "GET /api/v4/user" => answer(200, &json!({"id": 1, "username": "root", "is_admin": true})),
            "GET /api/v4/application/settings" => settings.clone(),
            "GET /api/v4/metadata" => metadata.clone(),
            "GET /api/v4/version" => version.clone(),
            "GET /api/v4/users?per_page=1" => answer(200, &json!([raw(&json!({}))])),
            _ => answer(404, &json!({"error": "404 Not Found"})),
        })
        .await;
        Gitlab::over(server.http()).introduced().await.unwrap().who.settings
    };
    let missing = || answer(404, &json!({"error": "404 Not Found"}));
    let version = |version: &str| answer(200, &json!({ "version": version }));
    let all = json!({
        "deactivate_dormant_users_period": 14, "enforce_email_subaddress_restrictions": true,
        "user_deactivation_emails_enabled": false
    });
    let known = ServerSettings {
        dormant_days: Some(14),
        bans_same_mail: Some(true),
        mails_deactivated: Some(false),
        enterprise: Some(true),
    };
    let enterprise = answer(200, &json!({"version": "18.6.0", "enterprise": true}));
    assert_eq!(told(answer(200, &all), enterprise, missing()).await, known);
    let nothing = ServerSettings::default();
    for settings in [missing(), answer(403, &json!({"message": "403 Forbidden"})), html(200), answer(200, &json!([7]))]
    {
        assert_eq!(told(settings, missing(), missing()).await, nothing, "who one is does not depend on it");
    }
    for (written, enterprise) in
        [("15.0.1-ee", Some(true)), ("15.0.1-rc42-ee", Some(true)), ("15.0.1", Some(false)), ("15.1.0-pre", None)]
    {
        let wanted = ServerSettings { enterprise, ..ServerSettings::default() };
        assert_eq!(told(missing(), missing(), version(written)).await, wanted, "{written}");
        assert_eq!(told(missing(), version(written), missing()).await, wanted, "{written}");
    }
}

#[tokio::test]
async fn a_token_that_loses_its_power_between_two_looks_is_noticed_by_every_look() {
    let (set, power) = tokio::sync::watch::channel(true);
    let short = || json!({"id": 42, "username": "x", "name": "X", "state": "active"});
    let server = Canned::serve(move |asked| {
        let row = if *power.borrow() { raw(&json!({})) } else { short() };
        match asked.line.as_str() {
            "GET /api/v4/user" => answer(200, &json!({"id": 1, "username": "root", "is_admin": true})),
            "GET /api/v4/users/42" => answer(200, &row),
            line if line.starts_with("GET /api/v4/users?") => answer(200, &json!([row])),
            _ => answer(404, &json!({"error": "404 Not Found"})),
        }
    })
    .await;
    let gitlab = Gitlab::over(server.http());
    let kim = AccountId("42".to_owned());
    let codes = || async {
        [
            gitlab.introduced().await.map(|_| ()).map_err(|error| error.code),
            gitlab.page(Which::All, None).await.map(|_| ()).map_err(|error| error.code),
            gitlab.page(Which::Pending, None).await.map(|_| ()).map_err(|error| error.code),
            gitlab.account(&kim).await.map(|_| ()).map_err(|error| error.code),
        ]
    };
    assert_eq!(codes().await, [Ok(()), Ok(()), Ok(()), Ok(())]);
    set.send_replace(false);
    let lost = || Err(ErrorCode::AdminModeMissing);
    assert_eq!(codes().await, [lost(), lost(), lost(), lost()]);
}
