//! The request that each verb is, as the reference has it (1.1, 2.4), and who sends it raw.

use std::collections::BTreeMap;

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_practice::LoggedRequest;
use serde_json::Value;

/// Method, path and the fields of the body.
#[derive(Debug, PartialEq, Eq)]
pub struct Wanted {
    pub method: String,
    pub path: String,
    pub body: BTreeMap<String, String>,
}

/// The type that `…/action` takes for the verb.
pub fn action_type(verb: Verb) -> Option<&'static str> {
    Some(match verb {
        Verb::Warn => "none",
        Verb::Sensitive => "sensitive",
        Verb::Freeze => "disable",
        Verb::Limit => "silence",
        Verb::Suspend => "suspend",
        _ => return None,
    })
}

impl Wanted {
    /// The verb with nothing but what it needs.
    pub fn bare(verb: Verb, id: &str) -> Self {
        let base = format!("/api/v1/admin/accounts/{id}");
        let mut body = BTreeMap::new();
        let (method, end) = match verb {
            Verb::DeleteData => ("DELETE", ""),
            Verb::Approve => ("POST", "/approve"),
            Verb::Reject => ("POST", "/reject"),
            Verb::LiftSensitive => ("POST", "/unsensitive"),
            Verb::Unfreeze => ("POST", "/enable"),
            Verb::LiftLimit => ("POST", "/unsilence"),
            Verb::Unsuspend => ("POST", "/unsuspend"),
            _ => ("POST", "/action"),
        };
        body.extend(action_type(verb).map(|word| ("type".to_owned(), word.to_owned())));
        Wanted { method: method.to_owned(), path: format!("{base}{end}"), body }
    }

    /// The verb as the moderator chose it.
    pub fn chosen(verb: Verb, id: &str, choices: &Choices, version: &str) -> Self {
        let mut wanted = Self::bare(verb, id);
        let mut put = |name: &str, value: Option<String>| {
            wanted.body.extend(value.map(|value| (name.to_owned(), value)));
        };
        match (version, verb) {
            // 5.6: a rejection there can say why.
            ("gotosocial", Verb::Reject) => {
                put("send_email", Some(choices.tell.unwrap_or(false).to_string()));
                put("message", choices.message.clone());
            }
            (_, verb) if action_type(verb).is_some() => {
                // 2.4: left out it means yes, so it is never left out, not even where nobody can be told.
                put("send_email_notification", Some(choices.tell.unwrap_or(false).to_string()));
                put("text", choices.message.clone());
                put("warning_preset_id", choices.preset.clone());
                put("report_id", choices.report.as_ref().map(ToString::to_string));
            }
            _ => {}
        }
        wanted
    }

    /// What came, of which every field counts.
    pub fn came(request: &LoggedRequest) -> Self {
        let form = url::form_urlencoded::parse(request.body.as_bytes());
        let fields: Vec<(String, String)> = form.into_owned().collect();
        let body: BTreeMap<String, String> = fields.iter().cloned().collect();
        assert_eq!(fields.len(), body.len(), "a field came twice: {}", request.body);
        Wanted { method: request.method.clone(), path: request.path.clone(), body }
    }
}

/// Whoever sends what the desk would not.
pub struct Raw {
    client: reqwest::Client,
    base: String,
}

impl Raw {
    pub fn new(base: String) -> Self {
        // The practice server is on this computer: no proxy has anything to do with it.
        Raw { client: reqwest::Client::builder().no_proxy().build().unwrap(), base }
    }

    /// Sends it with the token; gives the status and the body.
    pub async fn send(&self, token: &str, wanted: &Wanted) -> (u16, Value) {
        let address = format!("{}{}", self.base, wanted.path);
        let method = reqwest::Method::from_bytes(wanted.method.as_bytes()).unwrap();
        let request = self.client.request(method, address).bearer_auth(token).header("accept", "application/json");
        let request = if wanted.body.is_empty() { request } else { request.form(&wanted.body) };
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or(Value::Null))
    }

    pub async fn get(&self, token: &str, path: &str) -> Value {
        self.send(token, &Self::plain("GET", path)).await.1
    }

    pub fn plain(method: &str, path: &str) -> Wanted {
        Wanted { method: method.to_owned(), path: path.to_owned(), body: BTreeMap::new() }
    }
}
