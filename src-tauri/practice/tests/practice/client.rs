//! A client that knows nothing but HTTP, and ways to start servers.

use std::time::Duration;

use bailiwick_practice::{Kind, Options, Practice, Who, serve};
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::Value;

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub fn rows(&self) -> Vec<Value> {
        self.json().as_array().unwrap().clone()
    }

    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    /// The address of a `rel` in the Link header.
    pub fn link(&self, rel: &str) -> Option<String> {
        let link = self.header("link");
        let part = link.split(", ").find(|part| part.ends_with(&format!("rel=\"{rel}\"")))?;
        Some(part.split('>').next()?.trim_start_matches('<').to_owned())
    }
}

/// A client with one token.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

impl Client {
    pub fn new(practice: &Practice, who: Who) -> Self {
        Self::with(practice, Some(practice.token(who)))
    }

    pub fn with(practice: &Practice, token: Option<String>) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        Self { http, base: practice.base_url(), token }
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        let request = self.http.request(method.parse().unwrap(), url).header("accept", "application/json");
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        read(self.request("GET", path).send().await.unwrap()).await
    }

    /// Asks as a browser does, without a word about JSON.
    pub async fn browse(&self, path: &str) -> Answer {
        let anything = HeaderMap::from_iter([(reqwest::header::ACCEPT, HeaderValue::from_static("*/*"))]);
        read(self.request("GET", path).headers(anything).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str) -> Answer {
        read(self.request("POST", path).send().await.unwrap()).await
    }

    pub async fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        read(self.request(method, path).json(body).send().await.unwrap()).await
    }

    /// Follows `rel="next"` to the end and gives all rows.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let page = self.get(&path).await;
            assert_eq!(page.status, 200, "{}", page.text);
            rows.extend(page.rows());
            next = page.link("next");
        }
        rows
    }
}

pub async fn read(response: reqwest::Response) -> Answer {
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.text().await.unwrap(),
    }
}

/// Without throttles, and with workers that don't tarry.
pub fn quick(kind: Kind) -> Options {
    Options { limits: None, worker_delay: Duration::ZERO, ..Options::new(kind) }
}

pub async fn mastodon() -> Practice {
    serve(quick(Kind::Mastodon)).await.unwrap()
}

pub async fn gitlab() -> Practice {
    serve(quick(Kind::Gitlab)).await.unwrap()
}

/// The id of somebody whom `test` picks from the raw state.
pub fn somebody(practice: &Practice, test: impl Fn(&Value) -> bool) -> String {
    let people = practice.people();
    let person = people.iter().find(|person| test(person)).unwrap();
    person["id"].to_string().trim_matches('"').to_owned()
}
