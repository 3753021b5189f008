//! An instance that behaves as a GitLab 13 to 19 does towards administrators (reference `gitlab.md`; section numbers in this folder mean that page).
//!
//! Here live its state, its answers and its people: users as list and detail with all that stands around them, the eight moderation verbs, deletion,
//! notes, custom attributes, keys, tokens, version, settings, both throttles, the job for dormant users, and OAuth. What the reference only infers can
//! be switched round, see [`GitlabSwitches`]. People with fixed names, by whom each answer can be seen, are listed in `seed/named.rs`. Nothing here
//! knows sockets, faults or the log.
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
mod audit;
mod auth;
mod belongings;
mod dormancy;
mod edit;
mod effects;
mod filter;
mod footprint;
mod index;
mod listing;
mod machine;
mod meta;
mod moderation;
mod oauth;
mod order;
mod paging;
mod refusal;
mod register;
mod seed;
mod settings;
mod state;
mod switches;
mod throttle;
mod tokens;
mod users;
mod wire;
mod work;

use serde_json::{Value, json};

use crate::avatar::Picture;
use crate::call::{Answer, Call};
use crate::chance::Chance;
use crate::page;
use crate::world::Site;
use belongings::Sort;
use footprint::Tie;
use jiff::Timestamp;
use refusal::Refusal;
use settings::Settings;
use state::{User, UserType};
use throttle::Endpoint;

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
            ["users", id, "keys"] => self.keys(call, site, id, Sort::Ssh),
            ["users", id, "keys", key] => self.key(call, site, id, key, Sort::Ssh),
            ["users", id, "gpg_keys"] => self.keys(call, site, id, Sort::Gpg),
            ["users", id, "gpg_keys", key] => self.key(call, site, id, key, Sort::Gpg),
            ["users", id, "emails"] => self.emails(call, site, id),
            ["users", id, "projects"] => self.projects(call, site, id, Tie::Owns),
            ["users", id, "contributed_projects"] => self.projects(call, site, id, Tie::ContributesTo),
            ["users", id, "starred_projects"] => self.projects(call, site, id, Tie::Starred),
            ["users", id, "followers"] => self.followers(call, site, id, Endpoint::Followers),
            ["users", id, "following"] => self.followers(call, site, id, Endpoint::Following),
            ["users", id, "support_pin"] => self.support_pin(call, id),
            ["users", id, "impersonation_tokens"] => self.impersonation_tokens(call, site, id),
            ["users", id, "impersonation_tokens", token] => self.impersonation_token(call, id, token),
            ["user", "activities"] => self.activities(call, site),
            ["metadata"] => self.metadata(call),
            ["version"] => self.version(call),
            ["personal_access_tokens"] => self.list_tokens(call, site),
            ["personal_access_tokens", "self"] => self.token_self(call),
            ["personal_access_tokens", id] => self.one_token(call, id),
            ["application", "settings"] => self.application_settings(call),
            ["audit_events"] => self.audit_events(call, site),
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
            ("POST", ["users", id, "keys"]) => self.add_key(call, id, Sort::Ssh),
            ("POST", ["users", id, "gpg_keys"]) => self.add_key(call, id, Sort::Gpg),
            ("POST", ["users", id, "gpg_keys", key, "revoke"]) => self.revoke_gpg_key(call, id, key),
            ("POST", ["users", id, "emails"]) => self.add_email(call, id),
            ("POST", ["users", id, "personal_access_tokens"]) => self.make_token(call, id, false),
            ("POST", ["users", id, "impersonation_tokens"]) => self.make_token(call, id, true),
            ("POST", ["users", id, "support_pin", "revoke"]) => self.revoke_support_pin(call, id),
            ("POST", ["users", id, verb]) => self.moderate(call, id, verb),
            ("PUT", ["users", id]) => self.put_user(call, site, id),
            ("PATCH", ["users", id, "disable_two_factor"]) => self.disable_two_factor(call, id),
            ("DELETE", ["users", id, "keys", key]) => self.remove_key(call, id, key, Sort::Ssh),
            ("DELETE", ["users", id, "gpg_keys", key]) => self.remove_key(call, id, key, Sort::Gpg),
            ("DELETE", ["users", id, "emails", email]) => self.remove_email(call, id, email),
            ("DELETE", ["users", id, "impersonation_tokens", token]) => {
                self.revoke_impersonation_token(call, id, token)
            }
            ("DELETE", ["personal_access_tokens", id]) => self.revoke_token(call, id),
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

    /// How many users there are.
    pub(crate) fn len(&self) -> usize {
        self.users.len()
    }

    /// The id of the user with exactly this username.
    pub(crate) fn id_of(&self, username: &str) -> Option<String> {
        self.named(username).filter(|user| user.username == username).map(|user| user.id.to_string())
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
            self.users.insert(User { updated_at: now, ..user });
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

    /// Takes any person away who is no administrator and has no known token.
    pub(crate) fn lose_somebody(&mut self, chance: &mut Chance) {
        let anybody = |user: &&User| !user.is_admin && user.user_type == UserType::Human && user.username != "wren";
        let somebody = self.users.anybody(chance, anybody).map(|user| user.id);
        somebody.and_then(|id| self.users.remove(&id));
    }

    /// Takes a person away; false where there was nobody.
    pub(crate) fn remove_person(&mut self, id: &str) -> bool {
        id.parse().ok().is_some_and(|id: i64| self.users.remove(&id).is_some())
    }
}
