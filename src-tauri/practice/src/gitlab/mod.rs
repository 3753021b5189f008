//! An instance that behaves as a GitLab 15 to 19 does towards administrators (reference `gitlab.md`; section numbers in this folder mean that page).
//!
//! Here live its state, its answers and its people: users as list and detail with all that stands around them, the eight moderation verbs, deletion,
//! notes, custom attributes, version, settings, both throttles, and OAuth. What the reference only infers can be switched round, see
//! [`GitlabSwitches`]. Nothing here knows sockets, faults or the log.
//!
//! | token | is |
//! | --- | --- |
//! | `practice-administrator` | kim, `api` and `admin_mode` |
//! | `practice-read` | kim, `read_api` and `admin_mode` |
//! | `practice-read-user` | kim, `read_user` and `admin_mode` |
//! | `practice-user` | wren, no administrator, `api` |
//! | `practice-no-admin-mode` | osei, administrator, `api` alone |
//! | `practice-no-scope` | kim, `read_repository` |
//! | `practice-revoked`, `practice-expired` | kim, no longer good |
//!
//! OAuth applications: `practice-application` (`api`, `read_api`, `read_user`, `admin_mode`) and `practice-application-plain` (the same without
//! `admin_mode`), both public, with the redirect addresses of [`GitlabSwitches::redirect_uris`].

mod around;
mod attributes;
mod auth;
mod edit;
mod effects;
mod filter;
mod machine;
mod meta;
mod moderation;
mod oauth;
mod order;
mod paging;
mod refusal;
mod seed;
mod settings;
mod state;
mod switches;
mod throttle;
mod users;
mod wire;
mod work;

use serde_json::{Value, json};

use crate::avatar::Picture;
use crate::call::{Answer, Call};
use crate::page;
use crate::world::Site;
use jiff::Timestamp;
use refusal::Refusal;
use settings::Settings;
use state::User;

pub(crate) use state::Gitlab;
pub use switches::{GitlabSwitches, Inferred, ReadOnly};

impl Gitlab {
    /// Answers one request.
    pub(crate) fn answer(&mut self, call: &Call, site: &Site) -> Answer {
        self.work(call.now, site.worker_delay);
        if call.path.starts_with("/oauth/") {
            return self.oauth_answer(call, site);
        }
        if !call.path.starts_with("/api/") {
            return self.outside(call);
        }
        let reading = self.throttled(call);
        if let Some(reading) = reading.filter(throttle::Reading::exceeded) {
            return reading.refusal(&self.settings.rate_limiting_response_text);
        }
        let answer = self.route(call, site).unwrap_or_else(|refusal| refusal.answer(&self.settings.practice));
        // Older versions send the headers with a 429 only.
        match reading.filter(|_| self.settings.practice.at_least(18, 0)) {
            Some(reading) => reading.dress(answer),
            None => answer,
        }
    }

    fn route(&mut self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let segments = call.segments();
        let Some(below) = segments.strip_prefix(&["api", "v4"]) else {
            return Err(Refusal::NoRoute);
        };
        if call.method == "GET" { self.reading(call, site, below) } else { self.writing(call, site, below) }
    }

    fn reading(&mut self, call: &Call, site: &Site, below: &[&str]) -> Result<Answer, Refusal> {
        match below {
            ["user"] => self.current_user(call, site),
            ["users"] => self.list(call, site),
            ["users", id] => self.show(call, site, id),
            ["users", id, "custom_attributes"] => self.custom_attributes(call, id),
            ["users", id, "custom_attributes", key] => self.custom_attribute(call, id, key),
            ["users", id, "memberships"] => self.memberships(call, site, id),
            ["users", id, "associations_count"] => self.associations_count(call, id),
            ["users", id, "events"] => self.events(call, site, id),
            ["users", id, "status"] => self.status(call, site, id),
            ["metadata"] => self.metadata(call),
            ["version"] => self.version(call),
            ["personal_access_tokens", "self"] => self.token_self(call),
            ["application", "settings"] => self.application_settings(call),
            _ => Err(Refusal::NoRoute),
        }
    }

    fn writing(&mut self, call: &Call, site: &Site, below: &[&str]) -> Result<Answer, Refusal> {
        let only_reads = "You cannot perform write operations on a read-only instance";
        match self.settings.practice.read_only {
            ReadOnly::No | ReadOnly::Vetoed => {}
            ReadOnly::Forbidden => return Err(Refusal::service(only_reads)),
            ReadOnly::Unavailable => return Err(Refusal::Message(503, only_reads.to_owned())),
            ReadOnly::NotAllowed => return Err(Refusal::Message(405, "405 Method Not Allowed".to_owned())),
        }
        match (call.method.as_str(), below) {
            ("POST", ["users", id, verb]) => self.moderate(call, id, verb),
            ("PUT", ["users", id]) => self.put_user(call, site, id),
            ("DELETE", ["users", id]) => self.delete_user(call, id),
            ("DELETE", ["users", id, "identities", provider]) => self.delete_identity(call, id, provider),
            ("PUT", ["users", id, "custom_attributes", key]) => self.put_custom_attribute(call, id, key),
            ("DELETE", ["users", id, "custom_attributes", key]) => self.delete_custom_attribute(call, id, key),
            ("PUT", ["application", "settings"]) => self.put_application_settings(call),
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

    /// 401 by fault.
    pub(crate) fn revoked() -> Answer {
        Refusal::Revoked.answer(&GitlabSwitches::default())
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

    /// Takes over what the options say, whatever was kept.
    pub(crate) fn adopt(&mut self, switches: GitlabSwitches) {
        self.settings.practice = switches;
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
