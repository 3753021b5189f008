//! An instance that behaves as a GitLab 18 does towards administrators (reference `gitlab.md`; section numbers in this folder mean that page).
//!
//! Here live its state, its answers and its people. What is served so far: who am I, version and settings, users as list and detail, their custom
//! attributes, and the eight moderation verbs. Deletion, notes, memberships and OAuth come later. Nothing here knows sockets, faults or the log.

mod auth;
mod filter;
mod meta;
mod moderation;
mod paging;
mod refusal;
mod seed;
mod state;
mod users;
mod wire;

use serde_json::{Value, json};

use crate::avatar::Picture;
use crate::call::{Answer, Call, Content};
use crate::page;
use crate::world::Site;
use jiff::Timestamp;
use refusal::Refusal;
use state::{Settings, User};

pub(crate) use auth::holder;
pub(crate) use state::Gitlab;

/// The version it claims.
const VERSION: &str = "18.6.1";

impl Gitlab {
    /// Answers one request.
    pub(crate) fn answer(&mut self, call: &Call, site: &Site) -> Answer {
        self.work(call.now, site.worker_delay);
        if !call.path.starts_with("/api/") {
            return self.outside(call);
        }
        self.route(call, site).unwrap_or_else(|refusal| refusal.answer())
    }

    fn route(&mut self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        match (call.method.as_str(), call.segments().as_slice()) {
            ("GET", ["api", "v4", "user"]) => self.current_user(call, site),
            ("GET", ["api", "v4", "users"]) => self.list(call, site),
            ("GET", ["api", "v4", "users", id]) => self.show(call, site, id),
            ("GET", ["api", "v4", "users", id, "custom_attributes"]) => self.custom_attributes(call, id),
            ("GET", ["api", "v4", "users", id, "custom_attributes", key]) => self.custom_attribute(call, id, key),
            ("POST", ["api", "v4", "users", id, verb]) => self.moderate(call, id, verb),
            ("GET", ["api", "v4", "metadata"]) => self.metadata(call),
            ("GET", ["api", "v4", "version"]) => self.version(call),
            ("GET", ["api", "v4", "personal_access_tokens", "self"]) => self.token_self(call),
            ("GET", ["api", "v4", "application", "settings"]) => self.application_settings(call),
            _ => Err(Refusal::NoRoute),
        }
    }

    /// Everything that is not API: pages and pictures.
    fn outside(&self, call: &Call) -> Answer {
        let somebody = |name: &str, text: &str| match self.named(name) {
            Some(user) => Answer::html(200, page::practice(&format!("@{}", user.username), text)),
            None => Answer::html(404, page::missing()),
        };
        match call.segments().as_slice() {
            [] => Answer::html(200, page::practice("Quarry", "A practice GitLab for administrators.")),
            ["uploads", "-", "system", "user", "avatar", _, file] => {
                Answer::picture(Picture::Avatar((*file).to_owned()))
            }
            ["admin", "users", name] => {
                somebody(name, "Here an administrator would find keys, identities, impersonation and trust.")
            }
            ["admin", "abuse_reports"] => Answer::html(
                200,
                page::practice("Abuse reports", "They have no API: on a real server they are judged here."),
            ),
            ["admin", "spam_logs"] => Answer::html(
                200,
                page::practice("Spam logs", "They have no API: on a real server they are judged here."),
            ),
            ["admin", ..] => {
                Answer::html(200, page::practice("Admin area", "The server's own administration would be here."))
            }
            [name] => somebody(name, "This would be the public profile."),
            _ => Answer::html(404, page::missing()),
        }
    }

    /// 429 by fault, in either of the server's shapes: the instance's throttle says when to come back, a limit of an endpoint does not (section 7).
    pub(crate) fn too_many(call: &Call, retry_after: Option<u64>) -> Answer {
        let Some(seconds) = retry_after else {
            let text = "This endpoint has been requested too many times. Try again later.";
            return Answer::json(429, json!({ "message": { "error": text } }));
        };
        let reset = call.now.as_second().saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX));
        let date =
            Timestamp::from_second(reset).unwrap_or(Timestamp::MAX).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        Answer { status: 429, headers: Vec::new(), content: Content::Text("Retry later\n".to_owned()) }
            .with("ratelimit-name", "throttle_authenticated_api")
            .with("ratelimit-limit", "120")
            .with("ratelimit-observed", "7201")
            .with("ratelimit-remaining", "0")
            .with("ratelimit-reset", reset.to_string())
            .with("ratelimit-resettime", date)
            .with("retry-after", seconds.to_string())
    }

    /// 401 by fault.
    pub(crate) fn revoked() -> Answer {
        Refusal::Revoked.answer()
    }

    /// Everybody's raw state, newest first.
    pub(crate) fn people(&self) -> Vec<Value> {
        self.users.values().rev().map(|user| json!(user)).collect()
    }

    /// One person's raw state.
    pub(crate) fn person(&self, id: &str) -> Option<Value> {
        id.parse().ok().and_then(|id: i64| self.users.get(&id)).map(|user| json!(user))
    }

    /// Puts a person's raw state in the place of the old one; like every change it counts as an update.
    pub(crate) fn put_person(&mut self, id: &str, person: Value, now: Timestamp) -> Result<(), serde_json::Error> {
        let user: User = serde_json::from_value(person)?;
        if user.id.to_string() == id {
            self.users.insert(user.id, User { updated_at: now, ..user });
        }
        Ok(())
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Puts settings in the place of the old ones.
    pub(crate) fn put_settings(&mut self, settings: Value) -> Result<(), serde_json::Error> {
        self.settings = serde_json::from_value(settings)?;
        Ok(())
    }

    /// Takes a person away; false where there was nobody.
    pub(crate) fn remove_person(&mut self, id: &str) -> bool {
        id.parse().ok().is_some_and(|id: i64| self.users.remove(&id).is_some())
    }
}
