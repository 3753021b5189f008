//! A GitLab that somebody signed in to, with a token that lives for two hours, on clocks in the test's hand.

use std::collections::BTreeMap;
use std::path::Path;

use bailiwick_engine::clock::Clock;
use bailiwick_engine::profile::ProfileView;
use bailiwick_practice::Kind;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::bench::Bench;

/// Longer than a token lives.
pub const HOURS: i64 = 3;

const APPLICATION: &str = "practice-application";
const REDIRECT: &str = "http://127.0.0.1/callback";

pub struct Granted {
    pub bench: Bench,
    clock: watch::Sender<i64>,
}

impl Granted {
    /// A desk whose one profile was signed in, its accounts fetched, nothing asked yet of the log.
    pub async fn new() -> Self {
        let (clock, set) = watch::channel(jiff::Timestamp::now().as_millisecond());
        let practice = bailiwick_practice::Options { limits: None, ..bailiwick_practice::Options::new(Kind::Gitlab) };
        let bench = Bench::adopted_on(practice, Clock::Set(set.clone())).await;
        let grant = grant(&bench.server().base_url()).await;
        let expires_at = *clock.borrow() + grant["expires_in"].as_i64().unwrap() * 1000;
        let kept = json!({
            "token": grant["access_token"], "since": *clock.borrow(), "client_id": APPLICATION, "redirect": REDIRECT,
            "scopes": ["api", "admin_mode"], "refresh": grant["refresh_token"], "expires_at": expires_at,
        });
        let profile = bench.profile.0.clone();
        let bench = bench
            .reopen_after(Clock::Set(set), async |folder| {
                let mut secrets = secrets(folder);
                secrets.insert(format!("{profile}/token"), kept.to_string());
                std::fs::write(folder.join("practice/secrets.json"), serde_json::to_string(&secrets).unwrap()).unwrap();
            })
            .await;
        bench.refresh().await;
        bench.server().clear_requests();
        Granted { bench, clock }
    }

    /// The desk is closed and opened again, by the same clock.
    pub async fn reopen(self) -> Self {
        let clock = Clock::Set(self.clock.subscribe());
        Granted { bench: self.bench.reopen_with(clock).await, clock: self.clock }
    }

    pub async fn check(&self) -> ProfileView {
        self.bench.engine.check_connection(&self.bench.profile).await.unwrap()
    }

    /// Time passes here and at the server.
    pub fn hours_pass(&self, hours: i64) {
        self.seconds_pass(hours * 3600);
    }

    pub fn seconds_pass(&self, seconds: i64) {
        self.server_seconds_pass(seconds);
        self.clock.send_modify(|now| *now += seconds * 1000);
    }

    /// Time passes at the server only: one of the two clocks is wrong.
    pub fn server_hours_pass(&self, hours: i64) {
        self.server_seconds_pass(hours * 3600);
    }

    fn server_seconds_pass(&self, seconds: i64) {
        let server = self.bench.server();
        server.set_clock(server.now() + jiff::SignedDuration::from_secs(seconds));
    }

    /// What the desk keeps of the token.
    pub fn kept(&self) -> Value {
        let kept = &secrets(self.bench.folder.path())[&format!("{}/token", self.bench.profile.0)];
        serde_json::from_str(kept).unwrap_or_else(|_| json!({ "token": kept }))
    }

    /// How often the server was asked for the next token.
    pub fn renewals(&self) -> usize {
        let asked = self.bench.server().requests();
        asked.iter().filter(|request| request.path == "/oauth/token").count()
    }

    /// How many requests the server refused for their token.
    pub fn refused(&self) -> usize {
        self.bench.server().requests().iter().filter(|request| request.status == Some(401)).count()
    }

    /// The person ends the desk's access on the server's own pages.
    pub async fn revoke_at_server(&self) {
        let token = self.kept()["token"].as_str().unwrap().to_owned();
        self.post("oauth/revoke", &[("client_id", APPLICATION), ("token", &token)]).await;
        self.bench.server().clear_requests();
    }

    /// Somebody uses the token up that renews.
    pub async fn renew_elsewhere(&self) {
        let refresh = self.kept()["refresh"].as_str().unwrap().to_owned();
        let form = [("grant_type", "refresh_token"), ("client_id", APPLICATION), ("refresh_token", &*refresh)];
        self.post("oauth/token", &form).await;
        self.bench.server().clear_requests();
    }

    /// Whether the desk keeps a token of this profile.
    pub fn keeps_a_token(&self) -> bool {
        secrets(self.bench.folder.path()).contains_key(&format!("{}/token", self.bench.profile.0))
    }

    /// Whether the server still takes what was granted, or renews it.
    pub async fn is_good(&self, kept: &Value) -> bool {
        let (client, base) = (reqwest::Client::new(), self.bench.server().base_url());
        let me = client.get(format!("{base}/api/v4/user")).bearer_auth(kept["token"].as_str().unwrap());
        let refresh = kept["refresh"].as_str().unwrap();
        let form = [("grant_type", "refresh_token"), ("client_id", APPLICATION), ("refresh_token", refresh)];
        let renewed = client.post(format!("{base}/oauth/token")).form(&form);
        let (me, renewed) = (me.send().await.unwrap().status(), renewed.send().await.unwrap().status());
        me.is_success() || renewed.is_success()
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) {
        let address = format!("{}/{path}", self.bench.server().base_url());
        let answer = reqwest::Client::new().post(address).form(form).send().await.unwrap();
        assert!(answer.status().is_success(), "{answer:?}");
    }
}

/// What the practice folder keeps beside its made-up people.
fn secrets(folder: &Path) -> BTreeMap<String, String> {
    serde_json::from_str(&std::fs::read_to_string(folder.join("practice/secrets.json")).unwrap()).unwrap()
}

/// Signs in by the server's own form.
async fn grant(base: &str) -> Value {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let agreed = [
        ("client_id", APPLICATION),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", "api admin_mode"),
        ("username", "kim"),
        ("decision", "authorize"),
    ];
    let back = client.post(format!("{base}/oauth/authorize")).form(&agreed).send().await.unwrap();
    let back = url::Url::parse(back.headers()["location"].to_str().unwrap()).unwrap();
    let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let spent = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT),
        ("client_id", APPLICATION),
    ];
    let answer = client.post(format!("{base}/oauth/token")).form(&spent).send().await.unwrap();
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}
