//! OAuth as both kinds of server speak it, since both have it from Doorkeeper (mastodon.md §5.1, gitlab.md §6): the page on
//! which somebody agrees, a code for a token, and back again. What differs stands in `mastodon::oauth` and
//! `gitlab::oauth`; `refused` knows the errors, `granted` reads what was given, `device` asks until somebody has agreed.
//!
//! A server's own words go through [`Refused::new`], which takes out every secret of the question: a server may repeat
//! what it was sent.

mod device;
mod granted;
mod refused;

use url::Url;

use super::BaseUrl;
use super::http::{Answer, Http, Posted};
use crate::error::{Error, ErrorCode, Result};
use crate::model::Timestamp;
use crate::secret::{App, Credential, Secret};
use crate::signin::Purpose;

pub use device::{Device, Told};
pub use refused::{Fault, Refused};

/// Where a server shows a code to be copied instead of sending the browser anywhere.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// An application that asked before.
#[derive(Debug, Clone)]
pub struct Registered {
    /// The application.
    pub app: App,
    /// The scopes that it may surely ask for.
    pub scopes: Vec<String>,
}

/// What somebody wants of a server.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// What the token is for.
    pub purpose: Purpose,
    /// Where the answer goes: an address on the loopback, or [`OUT_OF_BAND`].
    pub redirect: &'a str,
    /// The id of an application that an administrator registered.
    pub application: Option<&'a str>,
    /// The application that asked before, where there is one.
    pub known: Option<&'a Registered>,
}

/// An application on a server, and what it asks for.
#[derive(Debug, Clone)]
pub struct Asking {
    /// The application.
    pub app: App,
    /// The scopes that it asks for.
    pub scopes: Vec<String>,
    /// Whether the question is proven by a verifier (RFC 7636).
    pub proven: bool,
}

impl Asking {
    /// The page on which somebody agrees. `challenge` is what the server is told of the verifier beforehand.
    pub fn page(&self, base: &BaseUrl, state: &Secret, challenge: &str) -> Url {
        let mut page = base.join("oauth/authorize");
        let scopes = self.scopes.join(" ");
        let mut query = page.query_pairs_mut();
        query.extend_pairs([
            ("client_id", self.app.client_id.as_str()),
            ("redirect_uri", self.app.redirect.as_str()),
            ("response_type", "code"),
            ("scope", scopes.as_str()),
            ("state", state.expose()),
        ]);
        if self.proven {
            query.extend_pairs([("code_challenge", challenge), ("code_challenge_method", "S256")]);
        }
        drop(query);
        page
    }

    /// Exchanges a code for what opens the server. `now` is by our clock: a token's life is counted from it.
    ///
    /// # Errors
    /// What the server refuses, or what kept it from answering. A code that was sent may be spent either way.
    pub async fn exchange(
        &self,
        http: &Http,
        code: &Secret,
        verifier: &Secret,
        now: Timestamp,
    ) -> std::result::Result<Credential, Refused> {
        let mut form = vec![("grant_type", "authorization_code"), ("code", code.expose())];
        form.push(("redirect_uri", &self.app.redirect));
        if self.proven {
            form.push(("code_verifier", verifier.expose()));
        }
        self.token(http, form, &[code, verifier], now).await
    }

    /// Asks for a token with a form; `secrets` are those of the form.
    async fn token<'a>(
        &'a self,
        http: &Http,
        mut form: Vec<(&'a str, &'a str)>,
        secrets: &[&Secret],
        now: Timestamp,
    ) -> std::result::Result<Credential, Refused> {
        let secrets: Vec<&Secret> = secrets.iter().copied().chain(self.app.client_secret.as_ref()).collect();
        form.extend(self.app.form());
        let answer = answered(http.post("oauth/token", &form).await)?;
        if answer.is_success() {
            granted::read(answer, self, now).map_err(Refused::from)
        } else {
            Err(Refused::read(&answer, &secrets))
        }
    }
}

impl App {
    /// How the application names itself in a form.
    fn form(&self) -> impl Iterator<Item = (&str, &str)> {
        let secret = self.client_secret.as_ref().map(|secret| ("client_secret", secret.expose()));
        std::iter::once(("client_id", self.client_id.as_str())).chain(secret)
    }
}

/// Whether the server knows the application. It is asked to exchange a code that nobody has: whoever is unknown is told
/// that first, and nothing is made or spent either way (RFC 6749 §5.2).
///
/// # Errors
/// What keeps the server from answering, or an answer that tells neither.
pub async fn knows(http: &Http, app: &App) -> Result<bool> {
    let mut form =
        vec![("grant_type", "authorization_code"), ("code", "none"), ("redirect_uri", app.redirect.as_str())];
    form.extend(app.form());
    let answer = answered(http.post("oauth/token", &form).await).map_err(Error::from)?;
    let secrets: Vec<&Secret> = app.client_secret.iter().collect();
    let refused = Refused::read(&answer, &secrets);
    match refused.fault {
        Fault::Client => Ok(false),
        Fault::Grant | Fault::Request => Ok(true),
        _ if answer.is_success() => Err(ErrorCode::Unreadable.into()),
        _ => Err(refused.into()),
    }
}

/// Whether a text can be an id, a code or a secret: one word of visible ASCII, no longer than any server makes them.
pub fn is_word(text: &str) -> bool {
    (1..=2048).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// What came of a form that was posted. Nothing of these is a decision about anybody: that it may have arrived without an
/// answer is no more than that it failed.
pub(crate) fn answered(posted: Posted) -> std::result::Result<Answer, Refused> {
    match posted {
        Posted::Answered(answer) => Ok(answer),
        Posted::NotArrived(error) | Posted::Unsure(error) => Err(Refused::from(error)),
    }
}

#[cfg(test)]
mod tests;
