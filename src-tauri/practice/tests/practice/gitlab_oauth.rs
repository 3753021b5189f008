//! OAuth on the practice GitLab (reference 6): page, code with PKCE, expiry and refresh, revocation, device flow.

use std::time::Duration;

use bailiwick_practice::{Kind, Options, Practice, serve};
use serde_json::{Value, json};

use crate::client::{Answer, Client, gitlab, quick, read};

const REDIRECT: &str = "http://127.0.0.1:4711/callback";
/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

async fn form(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    read(client.request("POST", path).form(fields).send().await.unwrap()).await
}

fn anybody(practice: &Practice) -> Client {
    Client::with(practice, None)
}

fn query_of(url: &str, name: &str) -> Option<String> {
    let query = url.split_once('?')?.1;
    query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")).map(str::to_owned))
}

async fn authorize(practice: &Practice, scope: &str, decision: &str) -> Answer {
    let fields = [
        ("client_id", "practice-application"),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", scope),
        ("state", "xyz"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("username", "kim"),
        ("decision", decision),
    ];
    form(&anybody(practice), "/oauth/authorize", &fields).await
}

async fn exchange(practice: &Practice, code: &str, verifier: &str) -> Answer {
    let fields = [
        ("client_id", "practice-application"),
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", verifier),
    ];
    form(&anybody(practice), "/oauth/token", &fields).await
}

async fn granted(practice: &Practice, scope: &str) -> Value {
    let back = authorize(practice, scope, "authorize").await.header("location");
    let answer = exchange(practice, &query_of(&back, "code").unwrap(), VERIFIER).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn with(practice: &Practice, tokens: &Value) -> Client {
    Client::with(practice, tokens["access_token"].as_str().map(str::to_owned))
}

fn error(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn the_page_is_a_form_that_a_browser_can_post() {
    let practice = serve(Options { root: "/gitlab".to_owned(), ..quick(Kind::Gitlab) }).await.unwrap();
    let query = "client_id=practice-application&response_type=code&scope=api&state=%3Cx%3E&redirect_uri=http://127.0.0.1:9/callback";
    let page = anybody(&practice).browse(&format!("/oauth/authorize?{query}")).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains(&format!("action=\"{}/oauth/authorize\"", practice.base_url())));
    assert!(page.text.contains("name=\"state\" value=\"&lt;x&gt;\"") && page.text.contains("<option>kim</option>"));
    for wrong in [
        "client_id=unknown&response_type=code&redirect_uri=http://127.0.0.1/callback",
        "client_id=practice-application&response_type=code&redirect_uri=http://localhost:9/callback",
        "client_id=practice-application&response_type=code&redirect_uri=https://elsewhere.example/",
    ] {
        let page = anybody(&practice).browse(&format!("/oauth/authorize?{wrong}")).await;
        assert!(page.status == 400 && page.header("location").is_empty(), "{wrong}");
    }
    let scope =
        anybody(&practice).browse(&format!("/oauth/authorize?{}", query.replace("scope=api", "scope=sudo"))).await;
    assert_eq!(
        (scope.status, query_of(&scope.header("location"), "error").unwrap()),
        (302, "invalid_scope".to_owned())
    );
}

#[tokio::test]
async fn a_code_is_good_once_and_only_with_its_verifier() {
    let practice = gitlab().await;
    let denied = authorize(&practice, "api", "deny").await.header("location");
    assert!(denied.starts_with(REDIRECT) && query_of(&denied, "error").unwrap() == "access_denied");
    assert_eq!(query_of(&denied, "state").unwrap(), "xyz");
    let code = async || {
        query_of(&authorize(&practice, "api admin_mode", "authorize").await.header("location"), "code").unwrap()
    };
    assert_eq!(error(&exchange(&practice, &code().await, "wrong").await), (400, "invalid_grant".to_owned()));
    let good = code().await;
    let tokens = exchange(&practice, &good, VERIFIER).await.json();
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(7200)));
    assert_eq!(error(&exchange(&practice, &good, VERIFIER).await).0, 400, "spent");
    let late = code().await;
    practice.set_clock(practice.now() + Duration::from_secs(601));
    assert_eq!(error(&exchange(&practice, &late, VERIFIER).await).0, 400, "too late");
    let unknown =
        form(&anybody(&practice), "/oauth/token", &[("client_id", "nobody"), ("grant_type", "refresh_token")]).await;
    assert_eq!(error(&unknown), (401, "invalid_client".to_owned()));
    let odd =
        form(&anybody(&practice), "/oauth/token", &[("client_id", "practice-application"), ("grant_type", "x")]).await;
    assert_eq!(error(&odd), (400, "unsupported_grant_type".to_owned()));
}

#[tokio::test]
async fn an_access_token_ends_after_two_hours_and_a_refresh_replaces_both() {
    let practice = gitlab().await;
    let tokens = granted(&practice, "api admin_mode").await;
    let client = with(&practice, &tokens);
    assert_eq!(client.get("/api/v4/users?per_page=1").await.rows()[0]["is_admin"], false, "a whole row");
    assert_eq!(practice.requests().last().unwrap().who.as_deref(), Some("kim"));
    practice.set_clock(practice.now() + Duration::from_secs(7201));
    let expired = client.get("/api/v4/user").await;
    assert_eq!(error(&expired), (401, "invalid_token".to_owned()));
    assert!(expired.text.contains("expired"));
    let refresh = [
        ("client_id", "practice-application"),
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ];
    let fresh = form(&anybody(&practice), "/oauth/token", &refresh).await.json();
    assert_ne!(fresh["refresh_token"], tokens["refresh_token"]);
    assert_eq!(with(&practice, &fresh).get("/api/v4/user").await.status, 200);
    assert_eq!(error(&form(&anybody(&practice), "/oauth/token", &refresh).await), (400, "invalid_grant".to_owned()));
    assert!(client.get("/api/v4/user").await.text.contains("revoked"));
}

#[tokio::test]
async fn a_token_tells_what_it_is_good_for_until_it_is_revoked() {
    let practice = gitlab().await;
    let tokens = granted(&practice, "api admin_mode").await;
    let client = with(&practice, &tokens);
    let info = client.get("/oauth/token/info").await.json();
    assert_eq!(info["scope"], json!(["api", "admin_mode"]));
    assert_eq!(info["resource_owner_id"].to_string(), practice.id_of("kim").unwrap());
    assert!(info["expires_in"].as_i64().unwrap() > 7000);
    assert_eq!(client.get("/api/v4/personal_access_tokens/self").await.status, 400, "for personal tokens only");
    practice.change_settings(&json!({ "practice": { "otherwise": ["grant_asks_itself"] } })).unwrap();
    assert_eq!(client.get("/api/v4/personal_access_tokens/self").await.status, 200);
    let token = tokens["access_token"].as_str().unwrap();
    let revoke =
        async |client_id: &str| form(&client, "/oauth/revoke", &[("client_id", client_id), ("token", token)]).await;
    assert_eq!(error(&revoke("practice-application-plain").await), (403, "unauthorized_client".to_owned()));
    assert_eq!(revoke("practice-application").await.json(), json!({}));
    assert_eq!(error(&client.get("/oauth/token/info").await).0, 401);
    assert_eq!(error(&client.get("/api/v4/user").await), (401, "invalid_token".to_owned()));
}

#[tokio::test]
async fn admin_mode_takes_the_scope_of_the_grant() {
    let practice = gitlab().await;
    for (scope, switches, is_admin) in [
        ("api", json!([]), false),
        ("api admin_mode", json!([]), true),
        ("api admin_mode", json!(["grant_without_admin_mode"]), false),
    ] {
        practice.change_settings(&json!({ "practice": { "otherwise": switches } })).unwrap();
        let client = with(&practice, &granted(&practice, scope).await);
        let row = client.get("/api/v4/users?per_page=1").await.rows().remove(0);
        assert_eq!(row.get("is_admin").is_some(), is_admin, "{scope} {switches}");
    }
}

#[tokio::test]
async fn a_device_waits_until_somebody_types_its_code() {
    let practice = gitlab().await;
    let client = anybody(&practice);
    let start = [("client_id", "practice-application"), ("scope", "api admin_mode")];
    let device = form(&client, "/oauth/authorize_device", &start).await.json();
    let (code, user_code) = (device["device_code"].as_str().unwrap(), device["user_code"].as_str().unwrap());
    let ask = async || {
        let kind = "urn:ietf:params:oauth:grant-type:device_code";
        form(
            &client,
            "/oauth/token",
            &[("client_id", "practice-application"), ("grant_type", kind), ("device_code", code)],
        )
        .await
    };
    assert_eq!(error(&ask().await), (400, "authorization_pending".to_owned()));
    assert_eq!(error(&ask().await), (400, "slow_down".to_owned()));
    practice.set_clock(practice.now() + Duration::from_secs(6));
    assert_eq!(error(&ask().await), (400, "authorization_pending".to_owned()));
    let page = client.browse(device["verification_uri_complete"].as_str().unwrap()).await;
    assert!(page.status == 200 && page.text.contains(user_code));
    let typed = [("user_code", user_code), ("username", "kim"), ("decision", "authorize")];
    assert_eq!(form(&client, "/oauth/device", &typed).await.status, 200);
    assert_eq!(form(&client, "/oauth/device", &typed).await.status, 400, "once");
    let tokens = ask().await.json();
    assert_eq!(with(&practice, &tokens).get("/api/v4/user").await.json()["username"], "kim");
    assert_eq!(error(&ask().await), (400, "invalid_grant".to_owned()));
    let late = form(&client, "/oauth/authorize_device", &start).await.json();
    practice.set_clock(practice.now() + Duration::from_secs(301));
    let kind = "urn:ietf:params:oauth:grant-type:device_code";
    let fields = [
        ("client_id", "practice-application"),
        ("grant_type", kind),
        ("device_code", late["device_code"].as_str().unwrap()),
    ];
    assert_eq!(error(&form(&client, "/oauth/token", &fields).await), (400, "expired_token".to_owned()));
    practice.change_settings(&json!({ "practice": { "version": "17.2.0" } })).unwrap();
    assert_eq!(form(&client, "/oauth/authorize_device", &start).await.status, 404, "on since 17.3");
}
