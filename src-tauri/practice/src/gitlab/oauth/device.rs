//! The device flow (section 6): a code to type elsewhere while the client keeps asking. On by default since 17.3.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{application, client_id, invalid_grant, invalid_scope, pages, refused, unknown_client};
use crate::call::{Answer, Call};
use crate::gitlab::state::{Gitlab, State};
use crate::page;
use crate::world::Site;

/// How long a device waits, in seconds.
const LIVES: i64 = 300;

/// A device that waits, or has been decided on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Device {
    device_code: String,
    user_code: String,
    application: String,
    scope: String,
    at: Timestamp,
    asked: Option<Timestamp>,
    decision: Decision,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Decision {
    Waiting,
    Denied,
    /// By this user.
    Allowed(i64),
}

impl Gitlab {
    pub(super) fn has_devices(&self) -> bool {
        self.settings.practice.at_least(17, 3)
    }

    pub(super) fn authorize_device(&mut self, call: &Call, site: &Site) -> Answer {
        let Some(application) = client_id(call).and_then(application) else {
            return unknown_client();
        };
        let scope = application.or_first(call.form.filled("scope"));
        if !application.allows(&scope) {
            return invalid_scope();
        }
        let device_code = self.oauth.make(call.now);
        let user_code = self.oauth.make(call.now)[..8].to_uppercase();
        let address = format!("{}/oauth/device", site.base);
        let answer = json!({
            "device_code": device_code,
            "user_code": user_code,
            "verification_uri": address,
            "verification_uri_complete": format!("{address}?user_code={user_code}"),
            "expires_in": LIVES,
            "interval": self.settings.practice.device_interval,
        });
        self.oauth.devices.push(Device {
            device_code,
            user_code,
            application: application.id.to_owned(),
            scope,
            at: call.now,
            asked: None,
            decision: Decision::Waiting,
        });
        Answer::json(200, answer)
    }

    pub(super) fn device_page(&self, call: &Call, site: &Site) -> Answer {
        let code = page::escape(call.query.get("user_code").unwrap_or_default());
        let field = format!("<p><label>Code <input name=\"user_code\" value=\"{code}\" required></label></p>");
        pages::form("Authorize device", &format!("{}/oauth/device", site.base), &[], &field, &self.signable())
    }

    pub(super) fn approve_device(&mut self, call: &Call) -> Answer {
        let user =
            call.form.get("username").and_then(|name| self.named(name)).filter(|user| user.state == State::Active);
        let Some(user) = user.map(|user| user.id) else {
            return pages::mistake("Nobody with this name can sign in.");
        };
        let code = call.form.get("user_code").unwrap_or_default().trim().to_uppercase();
        let waiting = self.oauth.devices.iter_mut().find(|device| {
            device.user_code == code && matches!(device.decision, Decision::Waiting) && !device.expired(call.now)
        });
        let Some(device) = waiting else {
            return pages::mistake("The user code is invalid or has expired.");
        };
        let agreed = call.form.get("decision") == Some("authorize");
        device.decision = if agreed { Decision::Allowed(user) } else { Decision::Denied };
        let text = if agreed { "The device may go on. You can close this page." } else { "The device was refused." };
        Answer::html(200, page::practice("Device", text))
    }

    pub(super) fn by_device(&mut self, call: &Call, application: &str) -> Answer {
        let interval = self.settings.practice.device_interval;
        let wanted = call.form.get("device_code").unwrap_or_default();
        let found = self.oauth.devices.iter().position(|device| device.device_code == wanted);
        let Some((at, device)) = found.and_then(|at| Some((at, self.oauth.devices.get_mut(at)?))) else {
            return invalid_grant();
        };
        if device.application != application {
            return invalid_grant();
        }
        if device.expired(call.now) {
            return refused(400, "expired_token", "The device code has expired.");
        }
        let hasty = device.asked.is_some_and(|asked| call.now.as_second() - asked.as_second() < interval);
        device.asked = Some(call.now);
        match device.decision {
            Decision::Denied => refused(400, "access_denied", "The resource owner denied the request."),
            Decision::Waiting if hasty => refused(400, "slow_down", "The device asks too often."),
            Decision::Waiting => refused(400, "authorization_pending", "The authorization request is still pending."),
            Decision::Allowed(user) => {
                let scope = device.scope.clone();
                self.oauth.devices.swap_remove(at);
                self.grant(application, user, scope, call.now)
            }
        }
    }
}

impl Device {
    fn expired(&self, now: Timestamp) -> bool {
        now.as_second().saturating_sub(self.at.as_second()) >= LIVES
    }
}
