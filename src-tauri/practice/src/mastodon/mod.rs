//! An instance that behaves as a Mastodon 4.6 does towards moderators (reference `mastodon.md`; section numbers in this folder mean that page).
//!
//! Here live its state, its answers and its people. What is served so far: who am I, instance facts, and the whole of admin/accounts. Reports have state,
//! because actions resolve them, but no routes yet; applications and OAuth come with them. Nothing here knows sockets, faults or the log.

mod accounts;
mod actions;
mod auth;
mod filter;
mod instance;
mod paging;
mod refusal;
mod roles;
mod seed;
mod state;
mod throttle;
mod wire;

use serde_json::{Value, json};

use crate::avatar::Picture;
use crate::call::{Answer, Call};
use crate::page;
use crate::world::Site;
use refusal::Refusal;

pub(crate) use auth::holder;
pub(crate) use state::Mastodon;

/// What the instance calls itself; a reserved name, so that nothing of it can be reached.
const DOMAIN: &str = "hollyhock.example";
/// The version it claims.
const VERSION: &str = "4.6.5";

/// The instance's own actor: there, but in no list.
const INSTANCE_ACTOR: state::Id = state::Id(-99);

impl Mastodon {
    /// Answers one request.
    pub(crate) fn answer(&mut self, call: &Call, site: &Site) -> Answer {
        self.work(call.now, site.worker_delay);
        if !call.path.starts_with("/api/") {
            return self.outside(call, site);
        }
        let caller = self.caller(call);
        let Some(limits) = &site.limits else {
            return self.api(call, site);
        };
        let reading = self.throttle.count(limits, call, caller);
        let answer = if reading.exceeded() { Self::too_many_requests() } else { self.api(call, site) };
        reading.headers().into_iter().fold(answer, |answer, (name, value)| answer.with(name, value))
    }

    fn api(&mut self, call: &Call, site: &Site) -> Answer {
        self.route(call, site).unwrap_or_else(|refusal| refusal.answer(call))
    }

    fn route(&mut self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        match (call.method.as_str(), call.segments().as_slice()) {
            ("GET", ["api", "v1", "instance"]) => {
                Ok(Answer::json(200, self.instance_v1(site)).with("deprecation", "@1668384000"))
            }
            ("GET", ["api", "v2", "instance"]) => Ok(Answer::json(200, self.instance_v2(site))),
            ("GET", ["api", "v1", "accounts", "verify_credentials"]) => self.verify_credentials(call, site),
            ("GET", ["api", "v1", "admin", "accounts"]) => self.list_v1(call, site),
            ("GET", ["api", "v2", "admin", "accounts"]) => self.list_v2(call, site),
            ("GET", ["api", "v1", "admin", "accounts", id]) => self.show(call, site, id),
            ("DELETE", ["api", "v1", "admin", "accounts", id]) => self.delete(call, id),
            ("POST", ["api", "v1", "admin", "accounts", id, "action"]) => self.act(call, id),
            ("POST", ["api", "v1", "admin", "accounts", id, verb]) => self.undo_or_decide(call, site, id, verb),
            _ => Err(Refusal::NoRoute),
        }
    }

    /// Everything that is not API: pages, pictures, nodeinfo.
    fn outside(&self, call: &Call, site: &Site) -> Answer {
        match call.segments().as_slice() {
            [".well-known", "nodeinfo"] => Answer::json(200, instance::nodeinfo_links(site)),
            ["nodeinfo", "2.0"] => Answer::json(200, self.nodeinfo(call.now)),
            ["avatars", "missing.png"] => Answer::picture(Picture::Missing),
            ["avatars", file] => Answer::picture(Picture::Avatar((*file).to_owned())),
            ["headers", file] => Answer::picture(Picture::Header((*file).to_owned())),
            [] => Answer::html(200, page::practice(instance::TITLE, "A practice Mastodon for moderators.")),
            ["admin", "accounts", id] => match self.find(id) {
                Ok(account) => Answer::html(
                    200,
                    page::practice(
                        &account.handle(),
                        "Here a moderator would find appeals, strikes, notes and the audit log.",
                    ),
                ),
                Err(_) => Answer::html(404, page::missing()),
            },
            ["admin", ..] => {
                Answer::html(200, page::practice("Administration", "The server's own moderation pages would be here."))
            }
            [name] if name.starts_with('@') => match self.local(&name[1..]) {
                Some(account) => {
                    Answer::html(200, page::practice(&account.handle(), "This would be the public profile."))
                }
                None => Answer::html(404, page::missing()),
            },
            _ => Answer::html(404, page::missing()),
        }
    }

    fn too_many_requests() -> Answer {
        Answer::json(429, json!({ "error": "Too many requests" }))
    }

    /// 429 by fault, with the headers that a real one has.
    pub(crate) fn too_many(call: &Call, retry_after: Option<u64>) -> Answer {
        let reading = throttle::spent(call.now);
        let answer = reading
            .headers()
            .into_iter()
            .fold(Self::too_many_requests(), |answer, (name, value)| answer.with(name, value));
        match retry_after {
            Some(seconds) => answer.with("retry-after", seconds.to_string()),
            None => answer,
        }
    }

    /// 401 by fault.
    pub(crate) fn revoked(call: &Call) -> Answer {
        Refusal::Revoked.answer(call)
    }

    /// Everybody's raw state, newest first.
    pub(crate) fn people(&self) -> Vec<Value> {
        self.accounts.values().rev().map(|account| json!(account)).collect()
    }

    /// One person's raw state.
    pub(crate) fn person(&self, id: &str) -> Option<Value> {
        self.find(id).ok().map(|account| json!(account))
    }

    /// Puts a person's raw state in the place of the old one.
    pub(crate) fn put_person(&mut self, id: &str, person: Value) -> Result<(), serde_json::Error> {
        let account: state::Account = serde_json::from_value(person)?;
        if account.id.to_string() == id {
            self.accounts.insert(account.id, account);
        }
        Ok(())
    }

    /// Takes a person away; false where there was nobody.
    pub(crate) fn remove_person(&mut self, id: &str) -> bool {
        let found = self.find(id).map(|account| account.id);
        found.is_ok_and(|id| self.accounts.remove(&id).is_some())
    }
}
