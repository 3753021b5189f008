//! Applications and OAuth of the practice Mastodon (reference 5.1).

use bailiwick_practice::{Kind, Limits, Options, Practice, Who, serve};
use serde_json::{Value, json};

use crate::client::{Answer, Client, mastodon, quick, read};
use crate::mastodon_list::V2;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";
const SCOPES: &str = "read profile admin:read admin:write";

async fn form(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    read(client.request("POST", path).form(fields).send().await.unwrap()).await
}

async fn app(client: &Client, redirect: &str) -> Value {
    let fields = [("client_name", "Desk"), ("redirect_uris", redirect), ("scopes", SCOPES)];
    let answer = form(client, "/api/v1/apps", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

struct Flow<'a> {
    client: Client,
    app: Value,
    redirect: &'a str,
}

impl<'a> Flow<'a> {
    async fn new(practice: &Practice, registered: &str, redirect: &'a str) -> Self {
        let client = Client::with(practice, None);
        let app = app(&client, registered).await;
        Self { client, app, redirect }
    }

    fn asked(&self) -> Vec<(&str, &str)> {
        vec![
            ("client_id", self.app["client_id"].as_str().unwrap()),
            ("redirect_uri", self.redirect),
            ("response_type", "code"),
            ("scope", "admin:read profile"),
            ("state", "s t"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]
    }

    async fn decide(&self, account: &str, decision: &str) -> Answer {
        let mut fields = self.asked();
        fields.extend([("account", account), ("decision", decision)]);
        form(&self.client, "/oauth/authorize", &fields).await
    }

    async fn exchange(&self, code: &str, verifier: &str) -> Answer {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("code_verifier", verifier),
            ("redirect_uri", self.redirect),
            ("client_id", self.app["client_id"].as_str().unwrap()),
            ("client_secret", self.app["client_secret"].as_str().unwrap()),
        ];
        form(&self.client, "/oauth/token", &fields).await
    }
}

fn parameter(location: &str, name: &str) -> Option<String> {
    let query = location.split_once('?')?.1;
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn a_browser_signs_in_and_the_token_works_until_it_is_revoked() {
    let practice = mastodon().await;
    let flow = Flow::new(&practice, "http://127.0.0.1/callback", "http://127.0.0.1:49152/callback").await;
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(flow.asked()).finish();
    let page = flow.client.browse(&format!("/oauth/authorize?{query}")).await;
    assert!(page.status == 200 && page.text.contains("<form method=\"post\"") && page.text.contains("@kim, Moderator"));
    let back = flow.decide("kim", "allow").await;
    let location = back.header("location");
    assert!(back.status == 302 && location.starts_with("http://127.0.0.1:49152/callback?"), "{location}");
    assert_eq!(parameter(&location, "state").unwrap(), "s t");
    let code = parameter(&location, "code").unwrap();
    assert_eq!(flow.exchange(&code, "wrong").await.json()["error"], "invalid_grant");
    let token = flow.exchange(&code, VERIFIER).await.json();
    assert_eq!((&token["token_type"], &token["scope"]), (&json!("Bearer"), &json!("admin:read profile")));
    assert_eq!(flow.exchange(&code, VERIFIER).await.status, 400, "a code is good once");
    let text = token["access_token"].as_str().unwrap().to_owned();
    let kim = Client::with(&practice, Some(text.clone()));
    assert_eq!(kim.get("/api/v1/accounts/verify_credentials").await.json()["username"], "kim");
    assert_eq!(kim.get(V2).await.status, 200);
    assert_eq!(kim.get("/api/v1/apps/verify_credentials").await.json()["name"], "Desk");
    let id = practice.id_of("anna_k").unwrap();
    assert_eq!(kim.post(&format!("/api/v1/admin/accounts/{id}/approve")).await.status, 403, "no scope for it");
    let (id, secret) = (flow.app["client_id"].as_str().unwrap(), flow.app["client_secret"].as_str().unwrap());
    let wrong = form(&kim, "/oauth/revoke", &[("client_id", id), ("client_secret", "x"), ("token", &text)]).await;
    assert_eq!(wrong.status, 403);
    let revoked = form(&kim, "/oauth/revoke", &[("client_id", id), ("client_secret", secret), ("token", &text)]).await;
    assert_eq!((revoked.status, revoked.json()), (200, json!({})));
    let dead = kim.get(V2).await;
    assert_eq!((dead.status, dead.json()["error"].as_str().unwrap()), (401, "The access token was revoked"));
    assert!(!json!(practice.requests()).to_string().contains(&text), "the log keeps no token");
}

#[tokio::test]
async fn the_same_person_gets_the_same_token_again() {
    let practice = mastodon().await;
    let flow = Flow::new(&practice, OUT_OF_BAND, OUT_OF_BAND).await;
    let token = async || {
        let location = flow.decide("ada", "allow").await.header("location");
        assert!(location.starts_with("authorize/native?"), "{location}");
        let code = parameter(&location, "code").unwrap();
        let shown = flow.client.browse(&format!("/oauth/{location}")).await;
        assert!(shown.text.contains(&code));
        flow.exchange(&code, VERIFIER).await.json()["access_token"].clone()
    };
    assert_eq!(token().await, token().await);
}

#[tokio::test]
async fn what_goes_wrong_on_the_page_is_told_to_the_application_only_where_it_may_be() {
    let practice = mastodon().await;
    let flow = Flow::new(&practice, "http://127.0.0.1/callback", "http://127.0.0.1:1/callback").await;
    let denied = flow.decide("kim", "deny").await.header("location");
    assert_eq!(parameter(&denied, "error").unwrap(), "access_denied");
    assert_eq!(parameter(&denied, "state").unwrap(), "s t");
    let ask = async |name: &str, value: &str| {
        let mut fields = flow.asked();
        fields.retain(|(key, _)| *key != name);
        fields.push((name, value));
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        flow.client.get(&format!("/oauth/authorize?{query}")).await
    };
    let error = |answer: &Answer| parameter(&answer.header("location"), "error");
    assert_eq!(error(&ask("scope", "write").await).unwrap(), "invalid_scope");
    assert_eq!(error(&ask("response_type", "token").await).unwrap(), "unsupported_response_type");
    assert!(error(&ask("code_challenge_method", "plain").await).is_some());
    assert_eq!(ask("client_id", "nobody").await.status, 401);
    for away in ["http://127.0.0.1:1/other", "http://localhost/callback", "https://elsewhere.example/callback"] {
        let answer = ask("redirect_uri", away).await;
        assert_eq!((answer.status, answer.header("location")), (400, String::new()), "{away}");
    }
    practice.change_settings(&json!({ "otherwise": ["loopback_port"] })).unwrap();
    assert_eq!(ask("state", "x").await.status, 400, "the port counts when turned round");
}

#[tokio::test]
async fn applications_are_checked_before_they_are_registered() {
    let practice = mastodon().await;
    let client = Client::with(&practice, None);
    let fields = |name: &'static str, redirect: &'static str, scopes: &'static str| {
        [("client_name", name), ("redirect_uris", redirect), ("scopes", scopes)]
    };
    let long = "x".repeat(61).leak();
    for (fields, complaint) in [
        (fields("", OUT_OF_BAND, "read"), "Application name can't be blank"),
        (fields(long, OUT_OF_BAND, "read"), "Application name is too long (maximum is 60 characters)"),
        (fields("Desk", "callback", "read"), "Redirect URI must be an absolute URI."),
        (fields("Desk", "javascript:alert(1)", "read"), "Redirect URI is forbidden by the server."),
        (fields("Desk", "http://127.0.0.1/#x", "read"), "Redirect URI cannot contain a fragment."),
        (fields("Desk", OUT_OF_BAND, "read admin:everything"), "Scopes doesn't match configured on the server."),
    ] {
        let answer = form(&client, "/api/v1/apps", &fields).await;
        let wanted = json!({ "error": format!("Validation failed: {complaint}") });
        assert_eq!((answer.status, answer.json()), (422, wanted));
    }
    let array =
        json!({ "client_name": "Desk", "redirect_uris": ["desk://a", "http://127.0.0.1/b"], "scopes": "read profile" });
    let app = client.send("POST", "/api/v1/apps", &array).await.json();
    assert_eq!(app["redirect_uris"], json!(["desk://a", "http://127.0.0.1/b"]));
    assert_eq!((&app["client_secret_expires_at"], &app["scopes"]), (&json!(0), &json!(["read", "profile"])));
    practice.change_settings(&json!({ "version": "4.2" })).unwrap();
    let old = form(&client, "/api/v1/apps", &fields("Desk", OUT_OF_BAND, "read profile")).await;
    assert_eq!(old.status, 422, "profile came with 4.3");
    let old = form(&client, "/api/v1/apps", &fields("Desk", OUT_OF_BAND, "read")).await.json();
    assert!(old.get("redirect_uris").is_none() && old["redirect_uri"] == OUT_OF_BAND);
}

#[tokio::test]
async fn five_applications_in_ten_minutes_are_enough() {
    let practice = serve(Options { limits: Some(Limits::default()), ..quick(Kind::Mastodon) }).await.unwrap();
    // Away from the turn of a window.
    practice.set_clock("2030-01-01T00:01:00Z".parse().unwrap());
    let client = Client::with(&practice, None);
    for _ in 0..5 {
        app(&client, OUT_OF_BAND).await;
    }
    let sixth = form(&client, "/api/v1/apps", &[("client_name", "Desk"), ("redirect_uris", OUT_OF_BAND)]).await;
    assert_eq!((sixth.status, sixth.header("x-ratelimit-limit")), (429, "5".to_owned()));
    practice.set_clock("2030-01-01T00:11:00Z".parse().unwrap());
    app(&client, OUT_OF_BAND).await;
}

#[tokio::test]
async fn an_application_can_have_a_token_of_its_own_that_moderates_nothing() {
    let practice = mastodon().await;
    let client = Client::with(&practice, None);
    let app = app(&client, OUT_OF_BAND).await;
    let request = client
        .request("POST", "/oauth/token")
        .basic_auth(app["client_id"].as_str().unwrap(), app["client_secret"].as_str())
        .form(&[("grant_type", "client_credentials"), ("scope", "admin:read")]);
    let token = read(request.send().await.unwrap()).await.json();
    let own = Client::with(&practice, Some(token["access_token"].as_str().unwrap().to_owned()));
    assert_eq!(own.get(V2).await.json(), json!({ "error": "This action is not allowed" }));
    assert_eq!(own.get("/api/v1/apps/verify_credentials").await.status, 200);
    let stranger = form(&client, "/oauth/token", &[("grant_type", "client_credentials")]).await;
    assert_eq!((stranger.status, stranger.json()["error"].as_str().unwrap()), (401, "invalid_client"));
    assert_eq!(client.get("/api/v1/apps/verify_credentials").await.status, 401);
}

#[tokio::test]
async fn the_server_describes_its_oauth() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let about = client.get("/.well-known/oauth-authorization-server").await.json();
    assert_eq!(about["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(about["token_endpoint"], format!("{}/oauth/token", practice.base_url()));
    assert!(about["scopes_supported"].as_array().unwrap().contains(&json!("admin:write:reports")));
    assert_eq!(client.get("/oauth/userinfo").await.json()["preferred_username"], "kim");
}
