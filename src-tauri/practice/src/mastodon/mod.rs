//! An instance that behaves as a Mastodon does towards moderators (reference `mastodon.md`; section numbers in this folder mean that page).
//!
//! Here live its state, its answers and its people: who am I, instance facts, admin/accounts, admin/reports, an account's posts, applications and OAuth, in the
//! shapes of several versions ([`crate::Dialect`]); `gotosocial` answers in another software's dialect. Nothing here knows sockets, faults or the log.

mod accounts;
mod actions;
mod auth;
mod candidates;
mod filter;
mod gotosocial;
mod index;
mod instance;
mod keys;
mod media;
mod oauth;
mod paging;
mod refusal;
mod register;
mod reports;
mod roles;
mod seed;
mod state;
mod statuses;
mod throttle;
mod wire;
mod words;
mod workers;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::avatar::Picture;
use crate::call::{Answer, Call};
use crate::chance::Chance;
use crate::world::Site;
use crate::{Dialect, Manner, page};
use refusal::Refusal;
use words::Phrase;

pub(crate) use state::Mastodon;

/// What the instance calls itself; a reserved name, so that nothing of it can be reached.
const DOMAIN: &str = "hollyhock.example";

/// The instance's own actor: there, but in no list.
const INSTANCE_ACTOR: state::Id = state::Id(-99);

impl Mastodon {
    /// Answers one request.
    pub(crate) fn answer(&mut self, call: &Call, site: &Site) -> Answer {
        self.work(call.now, site.worker_delay);
        if self.manner.address_blocked {
            return Answer::text(403, "Forbidden");
        }
        if !call.path.starts_with("/api/") {
            return self.outside(call, site);
        }
        let caller = self.caller(call);
        let Some(limits) = &site.limits else {
            return self.api(call, site);
        };
        let reading = self.throttle.count(limits, call, caller, self.manner.version);
        let answer = if reading.exceeded() { Self::too_many_requests() } else { self.api(call, site) };
        reading.headers().into_iter().fold(answer, |answer, (name, value)| answer.with(name, value))
    }

    fn api(&mut self, call: &Call, site: &Site) -> Answer {
        let allowed = self.mode(call);
        let answer = allowed.and_then(|()| self.route(call, site));
        answer.unwrap_or_else(|refusal| refusal.answer(call, self.language(call)))
    }

    /// What the server's mode lets through at all: in limited federation only the instance's facts and applications are open to nobody (6.5).
    fn mode(&self, call: &Call) -> Result<(), Refusal> {
        if self.manner.self_destruct {
            return Err(Refusal::Gone);
        }
        let open = matches!(call.segments().as_slice(), ["api", _, "instance", ..] | ["api", "v1", "apps"]);
        if self.manner.limited_federation && !open { self.gate(call) } else { Ok(()) }
    }

    fn route(&mut self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let version = self.manner.version;
        match (call.method.as_str(), call.segments().as_slice()) {
            (_, ["api", _, "admin", ..]) if version == Dialect::GoToSocial => self.gotosocial(call, site),
            ("GET", ["api", "v1", "instance"]) => {
                let answer = Answer::json(200, self.instance_v1(site));
                Ok(if version >= Dialect::V4_6 { answer.with("deprecation", "@1668384000") } else { answer })
            }
            ("GET", ["api", "v2", "instance"]) if version != Dialect::V3_5 => {
                Ok(Answer::json(200, self.instance_v2(site)))
            }
            ("GET", ["api", "v1", "accounts", "verify_credentials"]) => self.verify_credentials(call, site),
            ("GET", ["api", "v1", "accounts", id]) => self.account(call, site, id),
            ("GET", ["api", "v1", "accounts", id, "statuses"]) => self.statuses(call, site, id),
            ("POST", ["api", "v1", "apps"]) => self.register(call),
            ("GET", ["api", "v1", "apps", "verify_credentials"]) => self.verify_app(call),
            ("GET", ["api", "v1", "admin", "reports"]) => self.reports(call, site),
            ("GET", ["api", "v1", "admin", "reports", id]) => self.report(call, site, id),
            ("PUT" | "PATCH", ["api", "v1", "admin", "reports", id]) => self.update_report(call, site, id),
            ("POST", ["api", "v1", "admin", "reports", id, verb]) => self.handle_report(call, site, id, verb),
            ("GET", ["api", "v1", "admin", "accounts"]) => self.list_v1(call, site),
            ("GET", ["api", "v2", "admin", "accounts"]) => self.list_v2(call, site),
            ("GET", ["api", "v1", "admin", "accounts", id]) => self.show(call, site, id),
            ("DELETE", ["api", "v1", "admin", "accounts", id]) => self.delete(call, site, id),
            ("POST", ["api", "v1", "admin", "accounts", id, "action"]) => self.act(call, id),
            ("POST", ["api", "v1", "admin", "accounts", id, verb]) => self.undo_or_decide(call, site, id, verb),
            _ => Err(Refusal::NoRoute),
        }
    }

    /// Everything that is not API: OAuth, pages, pictures, nodeinfo.
    fn outside(&mut self, call: &Call, site: &Site) -> Answer {
        if let Some(answer) = self.oauth_route(call, site) {
            return answer;
        }
        match call.segments().as_slice() {
            [".well-known", "nodeinfo"] => Answer::json(200, instance::nodeinfo_links(site)),
            ["nodeinfo", "2.0"] => Answer::json(200, self.nodeinfo(call.now)),
            ["avatars", "missing.png"] => Answer::picture(Picture::Missing),
            ["avatars", file] => Answer::picture(Picture::Avatar((*file).to_owned())),
            ["emoji", file] => Answer::picture(Picture::Avatar((*file).to_owned())),
            ["media", file] if !file.ends_with(".png") => {
                Answer::html(200, page::practice("Media", "A film or a sound would play here."))
            }
            ["media", "small", file] => Answer::picture(Picture::SmallScene((*file).to_owned())),
            ["media", file] => Answer::picture(Picture::Scene((*file).to_owned())),
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
    pub(crate) fn revoked(&self, call: &Call) -> Answer {
        Refusal::Token(Phrase::Revoked).answer(call, self.language(call))
    }

    /// How it behaves.
    pub(crate) fn manner(&self) -> &Manner {
        &self.manner
    }

    pub(crate) fn adopt(&mut self, manner: Manner, now: Timestamp) {
        self.manner = manner;
        self.sweep(now);
    }

    /// Puts a manner in the place of the old one.
    pub(crate) fn put_manner(&mut self, manner: Value) -> Result<(), serde_json::Error> {
        self.manner = serde_json::from_value(manner)?;
        Ok(())
    }

    /// How many accounts there are, the instance's own included.
    pub(crate) fn len(&self) -> usize {
        self.accounts.len()
    }

    /// The id of the local account with exactly this username.
    pub(crate) fn id_of(&self, username: &str) -> Option<String> {
        self.local(username).filter(|account| account.username == username).map(|account| account.id.to_string())
    }

    /// Everybody's raw state, newest first.
    pub(crate) fn people(&self) -> Vec<Value> {
        self.accounts.values().rev().map(|account| json!(account)).collect()
    }

    /// One person's raw state.
    pub(crate) fn person(&self, id: &str) -> Option<Value> {
        id.parse().ok().and_then(|id| self.accounts.get(&state::Id(id))).map(|account| json!(account))
    }

    /// Puts a person's raw state in the place of the old one.
    pub(crate) fn put_person(&mut self, id: &str, person: Value) -> Result<(), serde_json::Error> {
        let account: state::Account = serde_json::from_value(person)?;
        if account.id.to_string() == id {
            self.accounts.insert(account);
        }
        Ok(())
    }

    /// Takes anybody away who has no role and no known token.
    pub(crate) fn lose_somebody(&mut self, chance: &mut Chance) {
        let anybody = |account: &&state::Account| {
            let staff = account.user.as_ref().is_some_and(|user| user.role.is_some());
            account.id > INSTANCE_ACTOR && !staff && !(account.is_local() && account.username == "wren")
        };
        let somebody = self.accounts.anybody(chance, anybody).map(|account| account.id);
        somebody.map(|id| self.drop_account(id));
    }

    /// Takes a person away; false where there was nobody.
    pub(crate) fn remove_person(&mut self, id: &str) -> bool {
        id.parse().is_ok_and(|id| self.drop_account(state::Id(id)))
    }
}
