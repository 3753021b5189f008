//! What the instance says about itself, and the token in use.

use serde_json::json;

use super::auth::READ_USERS;
use super::refusal::Refusal;
use super::state::Gitlab;
use super::switches::Inferred;
use crate::call::{Answer, Call};
use crate::time::{DAY, ago, ahead, day, iso};

const REVISION: &str = "f3a91c7d2be";

impl Gitlab {
    /// Since 15.2; with the edition since 15.6.
    pub(super) fn metadata(&self, call: &Call) -> Result<Answer, Refusal> {
        let switches = &self.settings.practice;
        if !switches.at_least(15, 2) {
            return Err(Refusal::NoRoute);
        }
        self.admit(call, READ_USERS)?;
        let kas = json!({ "enabled": false, "externalUrl": null, "externalK8sProxyUrl": null, "version": null });
        let mut json = json!({ "version": switches.full_version(), "revision": REVISION, "kas": kas });
        if switches.at_least(15, 6) {
            json["enterprise"] = json!(switches.enterprise);
        }
        Ok(Answer::json(200, json))
    }

    pub(super) fn version(&self, call: &Call) -> Result<Answer, Refusal> {
        self.admit(call, READ_USERS)?;
        let version = self.settings.practice.full_version();
        Ok(Answer::json(200, json!({ "version": version, "revision": REVISION })))
    }

    /// Any personal access token may ask about itself, whatever its scopes; an OAuth token has `/oauth/token/info` for that (section 6).
    pub(super) fn token_self(&self, call: &Call) -> Result<Answer, Refusal> {
        let caller = self.admit(call, &[])?;
        let switches = &self.settings.practice;
        let (id, name) = match caller.token {
            Some(token) => (token.id, token.name),
            None if switches.other(Inferred::GrantAsksItself) => (0, "OAuth"),
            None => {
                return Err(Refusal::Message(
                    400,
                    "400 Bad request - This endpoint requires token type to be a personal access token".to_owned(),
                ));
            }
        };
        Ok(Answer::json(
            200,
            json!({
                "id": id,
                "name": name,
                "revoked": false,
                "created_at": iso(ago(call.now, 40 * DAY)),
                "description": null,
                "scopes": caller.scopes,
                "user_id": caller.user.id,
                "last_used_at": iso(call.now),
                "active": true,
                "expires_at": switches.token_days.map(|days| day(ahead(call.now, days.saturating_mul(DAY)))),
            }),
        ))
    }
}
