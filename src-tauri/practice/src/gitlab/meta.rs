//! What the instance says about itself, its settings, and the token in use.

use serde_json::json;

use super::VERSION;
use super::auth::{READ, READ_USERS};
use super::refusal::Refusal;
use super::state::Gitlab;
use crate::call::{Answer, Call};
use crate::time::{DAY, ago, ahead, day, iso};

const REVISION: &str = "f3a91c7d2be";

impl Gitlab {
    pub(super) fn metadata(&self, call: &Call) -> Result<Answer, Refusal> {
        self.admit(call, READ_USERS)?;
        let kas = json!({ "enabled": false, "externalUrl": null, "externalK8sProxyUrl": null, "version": null });
        Ok(Answer::json(200, json!({ "version": VERSION, "revision": REVISION, "kas": kas, "enterprise": false })))
    }

    pub(super) fn version(&self, call: &Call) -> Result<Answer, Refusal> {
        self.admit(call, READ_USERS)?;
        Ok(Answer::json(200, json!({ "version": VERSION, "revision": REVISION })))
    }

    /// Any token may ask about itself, whatever its scopes.
    pub(super) fn token_self(&self, call: &Call) -> Result<Answer, Refusal> {
        let caller = self.admit(call, &[])?;
        let token = caller.token;
        Ok(Answer::json(
            200,
            json!({
                "id": token.id,
                "name": token.name,
                "revoked": false,
                "created_at": iso(ago(call.now, 40 * DAY)),
                "description": null,
                "scopes": token.scopes,
                "user_id": caller.user.id,
                "last_used_at": iso(call.now),
                "active": true,
                "expires_at": day(ahead(call.now, 200 * DAY)),
            }),
        ))
    }

    pub(super) fn application_settings(&self, call: &Call) -> Result<Answer, Refusal> {
        self.admit_admin(call, READ)?;
        let settings = &self.settings;
        Ok(Answer::json(
            200,
            json!({
                "id": 1,
                "signup_enabled": true,
                "admin_mode": settings.admin_mode,
                "deactivate_dormant_users": settings.deactivate_dormant_users,
                "deactivate_dormant_users_period": settings.deactivate_dormant_users_period,
                "require_admin_approval_after_user_signup": settings.require_admin_approval_after_user_signup,
                "user_deactivation_emails_enabled": settings.user_deactivation_emails_enabled,
                "enforce_email_subaddress_restrictions": settings.enforce_email_subaddress_restrictions,
                "throttle_authenticated_api_enabled": false,
                "throttle_authenticated_api_requests_per_period": 7200,
                "throttle_authenticated_api_period_in_seconds": 3600,
            }),
        ))
    }
}
