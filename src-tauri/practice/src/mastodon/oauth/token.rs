//! Tokens: from codes, for applications themselves, and back again.

use serde_json::json;

use super::super::refusal::Refusal;
use super::super::state::{Id, Mastodon};
use super::super::words::Phrase;
use super::{Issued, hash, scopes};
use crate::Dialect;
use crate::call::{Answer, Call};
use crate::time::{MINUTE, ago};
use crate::world::Site;

/// How long a code may wait.
const CODE_LIFE: i64 = 10 * MINUTE;

const fn invalid_grant() -> Refusal {
    Refusal::OAuth(400, "invalid_grant", Phrase::InvalidGrant)
}

impl Mastodon {
    /// `POST /oauth/token`.
    pub(super) fn exchange(&mut self, call: &Call) -> Result<Answer, Refusal> {
        let app = self.client(call)?;
        let (app_id, app_scopes) = (app.id, app.scopes.clone());
        let (holder, scopes) = match call.form.filled("grant_type") {
            Some("authorization_code") => {
                let (holder, scopes) = self.redeem(call, app_id)?;
                (Some(holder), scopes)
            }
            Some("client_credentials") => (None, self.granted(call, &app_scopes)?),
            // Until 4.3: a name is enough here, since nobody has a password.
            Some("password") if self.manner.version < Dialect::V4_6 => {
                let name = call.form.filled("username").unwrap_or_default();
                let holder = self.local(name).ok_or(invalid_grant())?.id;
                (Some(holder), self.granted(call, &app_scopes)?)
            }
            Some(_) => return Err(Refusal::OAuth(400, "unsupported_grant_type", Phrase::UnsupportedGrant)),
            None => return Err(Refusal::OAuth(400, "invalid_request", Phrase::InvalidRequest)),
        };
        let token = self.issue(call, app_id, holder, scopes);
        Ok(Answer::json(
            200,
            json!({ "access_token": token.text, "token_type": "Bearer", "scope": token.scopes.join(" "), "created_at": token.at.as_second() }),
        ))
    }

    fn granted(&self, call: &Call, allowed: &[String]) -> Result<Vec<String>, Refusal> {
        let wanted = scopes::split(call.form.filled("scope").unwrap_or("read"));
        if wanted.iter().all(|scope| allowed.contains(scope)) {
            Ok(wanted)
        } else {
            Err(Refusal::OAuth(400, "invalid_scope", Phrase::InvalidScope))
        }
    }

    /// A code is good once, for its own application, for ten minutes, and for whoever knows the verifier.
    fn redeem(&mut self, call: &Call, app: i64) -> Result<(Id, Vec<String>), Refusal> {
        let code = call.form.filled("code").ok_or(Refusal::OAuth(400, "invalid_request", Phrase::InvalidRequest))?;
        let at = self.oauth.grants.iter().position(|grant| grant.code == code && grant.app == app);
        let grant = &self.oauth.grants[at.ok_or(invalid_grant())?];
        let verifier = call.form.filled("code_verifier");
        let fits = match (&grant.challenge, verifier) {
            (None, _) => true,
            (Some(_), None) => return Err(Refusal::OAuth(400, "invalid_request", Phrase::InvalidRequest)),
            (Some(challenge), Some(verifier)) => hash(verifier) == *challenge,
        };
        let same_way = call.form.filled("redirect_uri") == Some(grant.redirect_uri.as_str());
        if !fits || !same_way || grant.at < ago(call.now, CODE_LIFE) {
            return Err(invalid_grant());
        }
        let redeemed = (grant.holder, grant.scopes.clone());
        self.oauth.grants.retain(|grant| grant.code != code);
        Ok(redeemed)
    }

    /// The same application, person and scopes get the same token again.
    fn issue(&mut self, call: &Call, app: i64, holder: Option<Id>, scopes: Vec<String>) -> Issued {
        let known = self
            .oauth
            .tokens
            .iter()
            .find(|token| !token.revoked && token.app == app && token.holder == holder && token.scopes == scopes);
        if let Some(known) = known {
            return known.clone();
        }
        let token = Issued { text: self.oauth.secret(call.now), app, holder, scopes, at: call.now, revoked: false };
        self.oauth.tokens.push(token.clone());
        token
    }

    /// `POST /oauth/revoke`: 200 also for a token that nobody has.
    pub(super) fn revoke(&mut self, call: &Call) -> Result<Answer, Refusal> {
        let refused = Refusal::OAuth(403, "unauthorized_client", Phrase::UnauthorizedClient);
        let app = self.client(call).map_err(|_| refused.clone())?.id;
        let text = call.form.filled("token").unwrap_or_default();
        if let Some(token) = self.oauth.tokens.iter_mut().find(|token| token.text == text) {
            if token.app != app {
                return Err(refused);
            }
            token.revoked = true;
        }
        Ok(Answer::json(200, json!({})))
    }

    /// `GET /oauth/userinfo`, since 4.4.
    pub(super) fn userinfo(&self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let owner = self.admit_user(call, &["profile", "read", "read:accounts"])?;
        let profile = format!("{}/@{}", site.base, owner.username);
        Ok(Answer::json(
            200,
            json!({
                "iss": format!("{}/", site.base), "sub": profile, "name": owner.profile.display_name, "preferred_username": owner.username,
                "profile": profile, "picture": format!("{}/avatars/{}.png", site.base, owner.id),
            }),
        ))
    }
}
