//! Applications and OAuth (5.1): registration, a real page on which somebody signs in and allows or denies, codes, tokens, revocation.
//!
//! `apps` registers, `authorize` is the page and what follows from it, `token` gives tokens out and takes them back, `scopes` says which there are.
//! Nobody needs a password here: the page offers the staff, and whoever is picked has signed in.

mod apps;
mod authorize;
mod scopes;
mod token;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::refusal::Refusal;
use super::state::{Id, Mastodon};
use super::words::Phrase;
use crate::call::{Answer, Call};
use crate::world::Site;
use crate::{Dialect, Otherwise};

/// The code that is shown to be copied instead of a redirect.
const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// Applications, codes and tokens of one instance.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct OAuth {
    apps: Vec<App>,
    grants: Vec<Grant>,
    tokens: Vec<Issued>,
    /// Counts secrets, so that no two are alike.
    secrets: u64,
}

/// A registered application; all are confidential.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct App {
    id: i64,
    name: String,
    website: Option<String>,
    redirect_uris: Vec<String>,
    scopes: Vec<String>,
    client_id: String,
    client_secret: String,
}

/// A code that waits to be exchanged.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Grant {
    code: String,
    app: i64,
    holder: Id,
    scopes: Vec<String>,
    redirect_uri: String,
    challenge: Option<String>,
    at: Timestamp,
}

/// A token that was given out. Its row stays when it is revoked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Issued {
    text: String,
    app: i64,
    /// None: the application's own.
    pub(super) holder: Option<Id>,
    pub(super) scopes: Vec<String>,
    at: Timestamp,
    pub(super) revoked: bool,
}

impl OAuth {
    /// The row of a token.
    pub(super) fn token(&self, text: &str) -> Option<&Issued> {
        self.tokens.iter().find(|token| token.text == text)
    }

    fn app(&self, client_id: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.client_id == client_id)
    }

    /// 43 letters that nobody has had.
    fn secret(&mut self, now: Timestamp) -> String {
        self.secrets += 1;
        hash(&format!("{} {}", self.secrets, now.as_nanosecond()))
    }
}

/// SHA-256 in base64url without padding, as PKCE has it.
fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

impl Mastodon {
    /// The routes under `/oauth` and the server's metadata; none: not one of them.
    pub(super) fn oauth_route(&mut self, call: &Call, site: &Site) -> Option<Answer> {
        let version = self.manner.version;
        let answer = match (call.method.as_str(), call.segments().as_slice()) {
            ("GET", [".well-known", "oauth-authorization-server"]) if version >= Dialect::V4_6 => {
                Ok(Answer::json(200, self.metadata(site)))
            }
            ("GET", ["oauth", "authorize"]) => Ok(self.authorize_page(call)),
            ("POST", ["oauth", "authorize"]) => Ok(self.decide(call)),
            ("GET", ["oauth", "authorize", "native"]) => Ok(authorize::native(call)),
            ("POST", ["oauth", "token"]) => self.exchange(call),
            ("POST", ["oauth", "revoke"]) => self.revoke(call),
            ("GET" | "POST", ["oauth", "userinfo"]) if version >= Dialect::V4_6 => self.userinfo(call, site),
            _ => return None,
        };
        Some(answer.unwrap_or_else(|refusal| refusal.answer(call, self.language(call))))
    }

    /// The application that a call comes from, by parameters or HTTP Basic.
    fn client(&self, call: &Call) -> Result<&App, Refusal> {
        let basic = call.basic.as_ref().map(|(id, secret)| (id.as_str(), secret.as_str()));
        let named = || Some((call.form.filled("client_id")?, call.form.filled("client_secret")?));
        let (id, secret) = basic.or_else(named).unwrap_or_default();
        let app = self.oauth.app(id).filter(|app| app.client_secret == secret);
        app.ok_or(Refusal::OAuth(401, "invalid_client", Phrase::InvalidClient))
    }

    /// Whether a redirect address is one of the application's. The port of a loopback address doesn't count, its name does.
    fn redirects(&self, app: &App, wanted: &str) -> bool {
        let strict = self.manner.otherwise.contains(&Otherwise::LoopbackPort);
        app.redirect_uris.iter().any(|known| known == wanted || (!strict && same_but_port(known, wanted)))
    }
}

/// RFC 8252: IP literals of the loopback, not `localhost`.
fn same_but_port(known: &str, wanted: &str) -> bool {
    let portless = |text: &str| {
        let mut url = url::Url::parse(text).ok()?;
        let loopback = url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "[::1]"));
        url.set_port(None).ok().filter(|()| loopback)?;
        Some(url)
    };
    portless(known).is_some_and(|known| portless(wanted) == Some(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_of_a_loopback_literal_does_not_count_and_everything_else_does() {
        assert!(same_but_port("http://127.0.0.1/callback", "http://127.0.0.1:8123/callback"));
        assert!(same_but_port("http://[::1]/callback", "http://[::1]:5/callback"));
        assert!(!same_but_port("http://localhost/callback", "http://localhost:8123/callback"));
        assert!(!same_but_port("http://127.0.0.1/callback", "http://127.0.0.1:8123/other"));
        assert!(!same_but_port("https://127.0.0.1/callback", "https://127.0.0.1:8123/callback"));
    }

    #[test]
    fn a_challenge_is_what_rfc_7636_computes() {
        assert_eq!(hash("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
