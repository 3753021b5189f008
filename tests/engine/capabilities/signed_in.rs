//! A desk on which somebody signed in with chosen scopes, and the server's memory of whoever is decided about.

use std::collections::BTreeMap;

use bailiwick_engine::PracticeServer;
use bailiwick_engine::clock::Clock;
use bailiwick_practice::{Kind, Options, Practice, Who, serve};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::table::request::{Raw, Wanted};

const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

pub struct SignedIn {
    pub bench: Bench,
    /// Which case it is.
    pub name: String,
    token: String,
    raw: Raw,
}

impl SignedIn {
    pub async fn to_mastodon(options: Options, who: &str, scopes: &str) -> Self {
        let name = format!("Mastodon {:?}, {who}, {scopes}", options.manner.version);
        let server = serve(options).await.unwrap();
        let base = server.base_url();
        let wanted = [("client_name", "Bailiwick"), ("redirect_uris", OUT_OF_BAND), ("scopes", scopes)];
        let app = answer(&format!("{base}/api/v1/apps"), &wanted).await;
        let (id, secret) = (app["client_id"].as_str().unwrap(), app["client_secret"].as_str().unwrap());
        let agreed = [("account", who), ("decision", "allow")];
        let code = code(&base, id, OUT_OF_BAND, scopes, &agreed).await;
        let spent = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", OUT_OF_BAND),
            ("client_id", id),
            ("client_secret", secret),
        ];
        let granted = answer(&format!("{base}/oauth/token"), &spent).await;
        let app = json!({ "client_id": id, "client_secret": secret, "redirect": OUT_OF_BAND });
        let own = if who == "noor" { Who::Admin } else { Who::Moderator };
        Self::with(server, Kind::Mastodon, own, name, &granted, app, scopes).await
    }

    pub async fn to_gitlab(options: Options, who: &str, scopes: &str) -> Self {
        let (id, redirect) = ("practice-application", "http://127.0.0.1/callback");
        let server = serve(options).await.unwrap();
        let base = server.base_url();
        let agreed = [("username", who), ("decision", "authorize")];
        let code = code(&base, id, redirect, scopes, &agreed).await;
        let spent =
            [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", redirect), ("client_id", id)];
        let granted = answer(&format!("{base}/oauth/token"), &spent).await;
        let app = json!({ "client_id": id, "redirect": redirect });
        let name = format!("GitLab, {who}, {scopes}");
        Self::with(server, Kind::Gitlab, Who::Administrator, name, &granted, app, scopes).await
    }

    /// A desk on which that token is in the place of the one by which the server was put on it.
    async fn with(
        server: Practice,
        kind: Kind,
        own: Who,
        name: String,
        granted: &Value,
        app: Value,
        scopes: &str,
    ) -> Self {
        let token = granted["access_token"].as_str().unwrap().to_owned();
        let mut kept = app;
        kept["token"] = json!(token);
        kept["scopes"] = scopes.split(' ').collect();
        let on_desk = PracticeServer {
            address: server.base_url(),
            token: server.token(own),
            name: "Practice".to_owned(),
            letters: "PR".to_owned(),
        };
        let raw = Raw::new(server.base_url());
        let bench = Bench::adopting(server, kind, on_desk).await;
        let profile = bench.profile.0.clone();
        let bench = bench
            .reopen_after(Clock::System, async |folder| {
                let path = folder.join("practice/secrets.json");
                let mut secrets: BTreeMap<String, String> =
                    serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
                secrets.insert(format!("{profile}/token"), kept.to_string());
                std::fs::write(path, serde_json::to_string(&secrets).unwrap()).unwrap();
            })
            .await;
        bench.refresh().await;
        SignedIn { bench, name, token, raw }
    }

    /// Sends what the desk keeps back. Returns the status.
    pub async fn sent(&self, wanted: &Wanted) -> u16 {
        self.raw.send(&self.token, wanted).await.0
    }

    /// What the server remembers of somebody, by the number that its own hand takes.
    pub fn remember(&self, handle: &str) -> Option<(String, Value)> {
        let server = self.bench.server();
        let (name, domain) = handle.split_once('@').map_or((handle, None), |(name, domain)| (name, Some(domain)));
        let is = |person: &Value| person["username"] == name && person["domain"].as_str() == domain;
        let person = server.people().into_iter().find(is)?;
        Some((person["id"].as_str().map_or_else(|| person["id"].to_string(), str::to_owned), person))
    }

    /// Puts somebody back to what the server remembered, if they are still there.
    pub fn bring_back(&self, memory: &Option<(String, Value)>) {
        if let Some((number, person)) = memory
            && self.bench.server().person(number).is_some()
        {
            self.bench.server().change_person(number, person).unwrap();
        }
    }
}

async fn answer(address: &str, form: &[(&str, &str)]) -> Value {
    let answer = reqwest::Client::new().post(address).form(form).send().await.unwrap();
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert!(status.is_success(), "{address}: {status} {text}");
    serde_json::from_str(&text).unwrap()
}

/// The code that comes back once somebody agreed on the server's own page.
async fn code(base: &str, client: &str, redirect: &str, scopes: &str, agreed: &[(&str, &str)]) -> String {
    let mut form =
        vec![("client_id", client), ("redirect_uri", redirect), ("response_type", "code"), ("scope", scopes)];
    form.extend(agreed);
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let back = client.post(format!("{base}/oauth/authorize")).form(&form).send().await.unwrap();
    let location = back.headers()["location"].to_str().unwrap().to_owned();
    let query = location.split_once('?').unwrap().1.to_owned();
    let found = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code");
    found.unwrap_or_else(|| panic!("no code: {location}")).1.into_owned()
}
