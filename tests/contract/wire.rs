//! Plain HTTP with a token: what the server really said, before anybody has read a meaning into it.

use std::time::Duration;

use reqwest::header::HeaderMap;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use crate::pace::Pace;
use crate::table::Verdict;
use crate::target::Target;

/// A server that answers later doesn't answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// An answer, read whole. A connection that failed is an answer with status 0 and the reason as text.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub text: String,
}

impl Answer {
    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The body as a list; none where it is no list.
    pub fn rows(&self) -> Option<Vec<Value>> {
        match self.json() {
            Value::Array(rows) if self.status == 200 => Some(rows),
            _ => None,
        }
    }

    /// The server's `error` or `message`, or the beginning of what else it said.
    pub fn words(&self) -> String {
        let json = self.json();
        let nested = &json["message"]["error"];
        match [&json["error"], &json["message"], nested].into_iter().find_map(Value::as_str) {
            Some(words) => words.to_owned(),
            None => self.text.chars().take(160).collect(),
        }
    }

    /// A header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The address of a `rel` in the Link header.
    pub fn link(&self, rel: &str) -> Option<String> {
        let part = self.header("link").split(", ").find(|part| part.contains(&format!("rel=\"{rel}\"")))?;
        Some(part.split('>').next()?.trim_start_matches('<').to_owned())
    }

    /// Status and words, for the table.
    pub fn summary(&self) -> String {
        match self.status {
            0 => self.text.clone(),
            status => format!("{status} {}", self.words()),
        }
    }

    /// Why the server doesn't serve this to us, in its words: rights, scopes, or a route that is not there. A missing record
    /// is no such reason.
    pub fn refusal(&self) -> Option<String> {
        let refuses = match self.status {
            401 | 403 => true,
            404 => !["Record not found", "404 User Not Found"].contains(&self.words().as_str()),
            _ => false,
        };
        refuses.then(|| self.summary())
    }

    /// The verdict where this status was expected, and a body of which `holds` is true. `holds` gives the detail, or what is
    /// wrong.
    pub fn judged(
        &self,
        expected: &str,
        status: u16,
        holds: impl FnOnce(&Answer) -> Result<String, String>,
    ) -> Verdict {
        // A missing scope comes before everything else, also before a refusal that was to be provoked.
        let refused = self.refusal().filter(|words| (200..300).contains(&status) || words.contains("scope"));
        match (self.status == status).then(|| holds(self)) {
            Some(Ok(detail)) => Verdict::Served(detail),
            came => match (refused, came) {
                (Some(words), _) => Verdict::Refused(words),
                (None, Some(Err(came))) => Verdict::differs(expected, came),
                (None, _) => Verdict::differs(expected, self.summary()),
            },
        }
    }

    /// The verdict where exactly these words were expected.
    pub fn says(&self, expected: &str, status: u16, words: &str) -> Verdict {
        self.judged(expected, status, |answer| match answer.words() {
            said if said == words => Ok(format!("{status} {said}")),
            said => Err(format!("{status} {said}")),
        })
    }
}

/// A path with a query.
pub fn path(path: &str, query: &[(&str, &str)]) -> String {
    if query.is_empty() {
        return path.to_owned();
    }
    let mut serializer = Serializer::new(String::new());
    serializer.extend_pairs(query);
    format!("{path}?{}", serializer.finish())
}

/// Whose token a request carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    /// The run's own.
    Us,
    /// None.
    Nobody,
    /// One that no server gave out.
    Unknown,
}

/// The connection to the server.
pub struct Wire {
    http: reqwest::Client,
    target: Target,
    pace: Pace,
}

impl Wire {
    /// Prepares requests.
    ///
    /// # Errors
    /// Why no client can be made, for people.
    pub fn new(target: Target) -> Result<Self, String> {
        let mut builder = reqwest::Client::builder();
        if target.is_loopback() {
            // No proxy gets to see the token of a server on this computer.
            builder = builder.no_proxy();
        }
        let client = builder
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .user_agent(concat!("Bailiwick-contract/", env!("CARGO_PKG_VERSION")))
            .build();
        let http = client.map_err(|error| format!("no HTTP client: {error}"))?;
        let pace = Pace::new(!target.is_loopback());
        Ok(Wire { http, target, pace })
    }

    /// Where it is.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Waits until so many requests of the engine are due.
    pub async fn make_room(&self, requests: u32) {
        self.pace.wait(requests).await;
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], As::Us).await
    }

    /// GET with another token.
    pub async fn get_as(&self, who: As, path: &str) -> Answer {
        self.send("GET", path, &[], who).await
    }

    /// POST of a form.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send("POST", path, form, As::Us).await
    }

    /// PUT of a form.
    pub async fn put(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send("PUT", path, form, As::Us).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[], As::Us).await
    }

    async fn send(&self, method: &str, path: &str, form: &[(&str, &str)], who: As) -> Answer {
        let answer = self.once(method, path, form, who).await;
        // Surely not done; the budget that it tells lets the next one wait.
        if answer.status == 429 { self.once(method, path, form, who).await } else { answer }
    }

    async fn once(&self, method: &str, path: &str, form: &[(&str, &str)], who: As) -> Answer {
        self.pace.wait(1).await;
        let answer = match self.request(method, path, form, who).await {
            Ok(answer) => answer,
            Err(error) => {
                Answer { status: 0, headers: HeaderMap::new(), text: format!("no answer: {}", error.without_url()) }
            }
        };
        // Without our token another budget is told.
        if who == As::Us {
            self.pace.note(&answer.headers);
        }
        answer
    }

    async fn request(
        &self,
        method: &str,
        path: &str,
        form: &[(&str, &str)],
        who: As,
    ) -> Result<Answer, reqwest::Error> {
        // A server's own link is absolute, and followed only to the same server.
        let url = match path.strip_prefix(self.target.base()) {
            Some(rest) if rest.starts_with('/') => path.to_owned(),
            _ => format!("{}/{}", self.target.base(), path.trim_start_matches('/')),
        };
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap_or_default();
        let mut request = self.http.request(method.clone(), url).header("accept", "application/json");
        request = match who {
            As::Us => request.bearer_auth(self.target.token()),
            As::Nobody => request,
            As::Unknown => request.bearer_auth("nobody-gave-this-token-out"),
        };
        if method == reqwest::Method::POST || method == reqwest::Method::PUT {
            request = request.form(form);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, text: response.text().await? })
    }
}
