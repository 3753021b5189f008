//! Tokens (section 6): code and device code for a token, refresh with rotation, revocation, and what a token is good for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};
use url::Url;

use super::{Grant, application, client_id, invalid_grant, refused, unknown_client};
use crate::call::{Answer, Call};
use crate::gitlab::state::Gitlab;

/// How long a code is good, in seconds.
const CODE_LIVES: i64 = 600;

impl Gitlab {
    pub(super) fn token(&mut self, call: &Call) -> Answer {
        let Some(application) = client_id(call).and_then(application) else {
            return unknown_client();
        };
        match call.form.get("grant_type") {
            Some("authorization_code") => self.by_code(call, application.id),
            Some("refresh_token") => self.by_refresh(call, application.id),
            Some("urn:ietf:params:oauth:grant-type:device_code") if self.has_devices() => {
                self.by_device(call, application.id)
            }
            Some(_) => refused(
                400,
                "unsupported_grant_type",
                "The authorization grant type is not supported by the authorization server.",
            ),
            None => refused(400, "invalid_request", "Missing required parameter: grant_type."),
        }
    }

    /// A code is spent by the first try, whether it fits or not.
    fn by_code(&mut self, call: &Call, application: &str) -> Answer {
        let wanted = call.form.get("code").unwrap_or_default();
        let Some(at) = self.oauth.codes.iter().position(|code| code.code == wanted) else {
            return invalid_grant();
        };
        let code = self.oauth.codes.swap_remove(at);
        let redirect = call.form.get("redirect_uri").and_then(|text| Url::parse(text).ok());
        let in_time = call.now.as_second().saturating_sub(code.at.as_second()) < CODE_LIVES;
        let proven = code.challenge.as_deref().is_none_or(|challenge| {
            let verifier = call.form.get("code_verifier").unwrap_or_default();
            URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == challenge.trim_end_matches('=')
        });
        let same = code.application == application && redirect.is_some_and(|url| url.as_str() == code.redirect_uri);
        if in_time && proven && same {
            self.grant(application, code.user, code.scope, call.now)
        } else {
            invalid_grant()
        }
    }

    /// Both old tokens are gone with it.
    fn by_refresh(&mut self, call: &Call, application: &str) -> Answer {
        let wanted = call.form.get("refresh_token").unwrap_or_default();
        let old = self
            .oauth
            .grants
            .iter_mut()
            .find(|grant| grant.refresh_token == wanted && grant.application == application && !grant.revoked);
        let Some(old) = old else {
            return invalid_grant();
        };
        old.revoked = true;
        let (user, scope) = (old.user, old.scope.clone());
        self.grant(application, user, scope, call.now)
    }

    pub(super) fn grant(&mut self, application: &str, user: i64, scope: String, now: Timestamp) -> Answer {
        let grant = Grant {
            access_token: self.oauth.make(now),
            refresh_token: self.oauth.make(now),
            application: application.to_owned(),
            user,
            scope,
            at: now,
            lives: self.settings.practice.access_token_seconds,
            revoked: false,
        };
        let answer = json!({
            "access_token": grant.access_token,
            "token_type": "Bearer",
            "expires_in": grant.lives,
            "refresh_token": grant.refresh_token,
            "scope": grant.scope,
            "created_at": grant.at.as_second(),
        });
        self.oauth.grants.push(grant);
        Answer::json(200, answer).with("cache-control", "no-store")
    }

    /// Either token of the pair; one that nobody has is revoked already.
    pub(super) fn revoke(&mut self, call: &Call) -> Answer {
        let (client, token) = (client_id(call), call.form.get("token").unwrap_or_default());
        let found =
            self.oauth.grants.iter_mut().find(|grant| grant.access_token == token || grant.refresh_token == token);
        match found {
            Some(grant) if client != Some(&grant.application) => {
                refused(403, "unauthorized_client", "You are not authorized to revoke this token")
            }
            found => {
                // Doorkeeper ends what can still be used; of an expired one it says 200 and leaves what renews it.
                if let Some(grant) = found.filter(|grant| !grant.expired(call.now)) {
                    grant.revoked = true;
                }
                Answer::json(200, json!({}))
            }
        }
    }

    pub(super) fn token_info(&self, call: &Call) -> Answer {
        let grant = call.token.as_deref().and_then(|token| self.oauth.grant(token));
        match grant.filter(|grant| !grant.revoked && !grant.expired(call.now)) {
            Some(grant) => Answer::json(
                200,
                json!({
                    "resource_owner_id": grant.user,
                    "scope": grant.scopes(),
                    "expires_in": grant.left(call.now),
                    "application": { "uid": grant.application },
                    "created_at": grant.at.as_second(),
                    "scopes": grant.scopes(),
                    "expires_in_seconds": grant.left(call.now),
                }),
            ),
            None => refused(401, "invalid_token", "The access token is invalid"),
        }
    }
}
