//! Registering an application, what it learns of itself, and the server's metadata.

use serde_json::{Map, Value, json};
use url::Url;

use super::super::refusal::Refusal;
use super::super::state::Mastodon;
use super::super::words::{Complaint, Field, Flaw, Phrase};
use super::{App, OUT_OF_BAND, scopes};
use crate::Dialect;
use crate::call::{Answer, Call, Params};
use crate::world::Site;

const LONGEST_NAME: usize = 60;
const LONGEST_REDIRECTS: usize = 2000;

/// A text with an address a line, or since 4.3 an array.
fn redirects(form: &Params, version: Dialect) -> Vec<String> {
    let lines = form.filled("redirect_uris").into_iter().flat_map(str::lines);
    let array = form.all("redirect_uris[]").filter(|_| version >= Dialect::V4_6);
    lines.chain(array).map(str::trim).filter(|uri| !uri.is_empty()).map(str::to_owned).collect()
}

fn complaint(uri: &str) -> Option<Complaint> {
    if uri == OUT_OF_BAND {
        return None;
    }
    match Url::parse(uri) {
        Err(_) => Some(Complaint::RelativeUri),
        Ok(url) if matches!(url.scheme(), "data" | "vbscript" | "javascript") => Some(Complaint::ForbiddenUri),
        Ok(url) if url.fragment().is_some() => Some(Complaint::Fragment),
        Ok(_) => None,
    }
}

impl Mastodon {
    /// `POST /api/v1/apps`.
    pub(in super::super) fn register(&mut self, call: &Call) -> Result<Answer, Refusal> {
        let (form, version) = (&call.form, self.manner.version);
        let name = form.filled("client_name").unwrap_or_default().trim();
        let uris = redirects(form, version);
        let wanted = scopes::split(form.filled("scopes").unwrap_or("read"));
        let mut flaws = Vec::new();
        if name.is_empty() {
            flaws.push(Flaw(Field::ApplicationName, Complaint::Blank));
        } else if name.chars().count() > LONGEST_NAME {
            flaws.push(Flaw(Field::ApplicationName, Complaint::TooLong(LONGEST_NAME)));
        }
        if uris.is_empty() {
            flaws.push(Flaw(Field::RedirectUri, Complaint::Blank));
        } else if uris.iter().map(String::len).sum::<usize>() > LONGEST_REDIRECTS {
            flaws.push(Flaw(Field::RedirectUri, Complaint::TooLong(LONGEST_REDIRECTS)));
        }
        flaws.extend(uris.iter().find_map(|uri| complaint(uri)).map(|what| Flaw(Field::RedirectUri, what)));
        let known = scopes::known(version);
        if wanted.iter().any(|scope| !known.contains(&scope.as_str())) {
            flaws.push(Flaw(Field::Scopes, Complaint::UnknownScopes));
        }
        if !flaws.is_empty() {
            return Err(Refusal::Invalid(flaws));
        }
        let app = App {
            id: self.oauth.apps.len() as i64 + 3,
            name: name.to_owned(),
            website: form.filled("website").map(str::to_owned),
            redirect_uris: uris,
            scopes: wanted,
            client_id: self.oauth.secret(call.now),
            client_secret: self.oauth.secret(call.now),
        };
        let json = app_json(&app, version, true);
        self.oauth.apps.push(app);
        Ok(Answer::json(200, json))
    }

    /// `GET /api/v1/apps/verify_credentials`: for any living token.
    pub(in super::super) fn verify_app(&self, call: &Call) -> Result<Answer, Refusal> {
        let version = self.manner.version;
        let scopes: &[&str] = if version >= Dialect::V4_6 { &[] } else { &["read"] };
        let text = call.token.as_deref().filter(|text| self.holder(text).is_some());
        let text = text.ok_or(Refusal::Token(Phrase::InvalidToken))?;
        self.admit(call, scopes)?;
        let issued = self.oauth.token(text);
        let app = issued.and_then(|token| self.oauth.apps.iter().find(|app| app.id == token.app));
        let json = match app {
            Some(app) => app_json(app, version, false),
            // The fixed tokens' application.
            None => {
                json!({ "name": "Practice", "website": null, "scopes": scopes::known(version), "redirect_uris": [OUT_OF_BAND], "vapid_key": "" })
            }
        };
        Ok(Answer::json(200, json))
    }

    /// `GET /.well-known/oauth-authorization-server`, since 4.3.
    pub(super) fn metadata(&self, site: &Site) -> Value {
        let at = |path: &str| format!("{}{path}", site.base);
        json!({
            "issuer": at("/"),
            "service_documentation": "https://docs.joinmastodon.org/",
            "authorization_endpoint": at("/oauth/authorize"),
            "token_endpoint": at("/oauth/token"),
            "revocation_endpoint": at("/oauth/revoke"),
            "userinfo_endpoint": at("/oauth/userinfo"),
            "scopes_supported": scopes::known(self.manner.version),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query", "fragment", "form_post"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "app_registration_endpoint": at("/api/v1/apps"),
        })
    }
}

fn app_json(app: &App, version: Dialect, secrets: bool) -> Value {
    let mut json = Map::new();
    let mut put = |name: &str, value: Value| {
        json.insert(name.to_owned(), value);
    };
    if secrets {
        put("id", json!(app.id.to_string()));
    }
    put("name", json!(app.name));
    put("website", json!(app.website));
    if version >= Dialect::V4_6 {
        put("scopes", json!(app.scopes));
        put("redirect_uris", json!(app.redirect_uris));
    }
    put("redirect_uri", json!(app.redirect_uris.join("\n")));
    if secrets {
        put("client_id", json!(app.client_id));
        put("client_secret", json!(app.client_secret));
        if version >= Dialect::V4_6 {
            put("client_secret_expires_at", json!(0));
        }
    }
    put("vapid_key", json!(""));
    Value::Object(json)
}
