//! Either kind of instance behind one face. All dispatch by kind is here; serving, faults, log and control know no platform.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::call::{Answer, Call};
use crate::chance::Chance;
use crate::gitlab::Gitlab;
use crate::mastodon::Mastodon;
use crate::{Inferred, Kind, Limits, Options, Who};

/// What a platform has to know of where it is served.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// Absolute address with root, without `/` at the end.
    pub(crate) base: String,
    pub(crate) limits: Option<Limits>,
    /// How long queued deletions wait, as for a background worker.
    pub(crate) worker_delay: Duration,
}

/// The whole state of one practice instance.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum World {
    Mastodon(Box<Mastodon>),
    Gitlab(Box<Gitlab>),
}

impl World {
    pub(crate) fn seed(options: &Options, now: Timestamp) -> Self {
        let mut world = match options.kind {
            Kind::Mastodon => Self::Mastodon(Box::new(Mastodon::seed(options.seed, options.people, now))),
            Kind::Gitlab => Self::Gitlab(Box::new(Gitlab::seed(options.seed, options.people, now))),
        };
        world.adopt(options, now);
        world
    }

    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Mastodon(_) => Kind::Mastodon,
            Self::Gitlab(_) => Kind::Gitlab,
        }
    }

    pub(crate) fn answer(&mut self, call: &Call, site: &Site) -> Answer {
        match self {
            Self::Mastodon(instance) => instance.answer(call, site),
            Self::Gitlab(instance) => instance.answer(call, site),
        }
    }

    /// The answer to a token that was revoked.
    pub(crate) fn revoked(&self, call: &Call) -> Answer {
        match self {
            Self::Mastodon(instance) => instance.revoked(call),
            Self::Gitlab(_) => Gitlab::revoked(),
        }
    }

    /// The answer to too many requests.
    pub(crate) fn too_many(&self, call: &Call, retry_after: Option<u64>) -> Answer {
        match self {
            Self::Mastodon(_) => Mastodon::too_many(call, retry_after),
            Self::Gitlab(_) => Gitlab::too_many(call, retry_after),
        }
    }

    /// Handle of the person to whom the token belongs.
    pub(crate) fn holder(&self, token: &str) -> Option<String> {
        match self {
            Self::Mastodon(instance) => instance.holder(token),
            Self::Gitlab(instance) => instance.holder(token).map(str::to_owned),
        }
    }

    /// The throttles as this platform has them: a Mastodon's are given, a GitLab's are a setting.
    pub(crate) fn limits(&self, given: Option<Limits>) -> Option<Limits> {
        match self {
            Self::Mastodon(_) => given,
            Self::Gitlab(instance) => instance.limits(),
        }
    }

    /// Takes over other throttles where they are part of the state.
    pub(crate) fn change_limits(&mut self, limits: Option<Limits>) {
        match self {
            Self::Mastodon(_) => {}
            Self::Gitlab(instance) => instance.change_limits(limits),
        }
    }

    /// How many people there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Mastodon(instance) => instance.len(),
            Self::Gitlab(instance) => instance.len(),
        }
    }

    /// The id of the local person with this handle.
    pub(crate) fn id_of(&self, username: &str) -> Option<String> {
        match self {
            Self::Mastodon(instance) => instance.id_of(username),
            Self::Gitlab(instance) => instance.id_of(username),
        }
    }

    /// Everybody's raw state.
    pub(crate) fn people(&self) -> Vec<Value> {
        match self {
            Self::Mastodon(instance) => instance.people(),
            Self::Gitlab(instance) => instance.people(),
        }
    }

    /// One person's raw state.
    pub(crate) fn person(&self, id: &str) -> Option<Value> {
        match self {
            Self::Mastodon(instance) => instance.person(id),
            Self::Gitlab(instance) => instance.person(id),
        }
    }

    /// Lays `change` over a person's raw state (objects merge, null empties a field), as if another moderator had been there.
    pub(crate) fn change(&mut self, id: &str, change: &Value, now: Timestamp) -> Result<Value, ChangeError> {
        let mut person = self.person(id).ok_or(ChangeError::Nobody)?;
        merge(&mut person, change);
        match self {
            Self::Mastodon(instance) => instance.put_person(id, person.clone()),
            Self::Gitlab(instance) => instance.put_person(id, person.clone(), now),
        }
        .map_err(|error| ChangeError::Shape(error.to_string()))?;
        self.person(id).ok_or(ChangeError::Nobody)
    }

    /// A GitLab's daily job for dormant users; gives whom it deactivated. None: this platform has no such job.
    pub(crate) fn deactivate_dormant(&mut self, now: Timestamp) -> Option<Vec<String>> {
        match self {
            Self::Mastodon(_) => None,
            Self::Gitlab(instance) => Some(instance.deactivate_dormant(now)),
        }
    }

    /// Another administrator of a GitLab acts, or the person signs in. None: no such person, administrator or verb, or another platform.
    pub(crate) fn act(&mut self, id: &str, verb: &str, by: &str, now: Timestamp) -> Option<Value> {
        match self {
            Self::Mastodon(_) => None,
            Self::Gitlab(instance) => instance.act(id, verb, by, now),
        }
    }

    /// A GitLab's inferred rows: name, section, what happens once it is switched. None: another platform.
    pub(crate) fn inferred(&self) -> Option<Vec<[String; 3]>> {
        match self {
            Self::Mastodon(_) => None,
            Self::Gitlab(_) => Some(Inferred::all()),
        }
    }

    /// What workers and schedulers would have done by now.
    pub(crate) fn catch_up(&mut self, site: &Site, now: Timestamp) {
        match self {
            Self::Mastodon(instance) => instance.work(now, site.worker_delay),
            Self::Gitlab(instance) => instance.work(now, site.worker_delay),
        }
    }

    /// Everything that the instance remembers, with reports, strikes, audit log and settings.
    pub(crate) fn state(&self) -> Value {
        match self {
            Self::Mastodon(instance) => serde_json::json!(instance),
            Self::Gitlab(instance) => serde_json::json!(instance),
        }
    }

    /// Lays `change` over the instance's settings, as if an administrator had saved them.
    pub(crate) fn change_settings(&mut self, change: &Value) -> Result<(), ChangeError> {
        match self {
            Self::Mastodon(instance) => {
                let mut manner = serde_json::json!(instance.manner());
                merge(&mut manner, change);
                instance.put_manner(manner).map_err(|error| ChangeError::Shape(error.to_string()))
            }
            Self::Gitlab(instance) => {
                let mut settings = serde_json::json!(instance.settings());
                merge(&mut settings, change);
                instance.put_settings(settings).map_err(|error| ChangeError::Shape(error.to_string()))
            }
        }
    }

    /// The instance's settings; a Mastodon's are its manner.
    pub(crate) fn settings(&self) -> Value {
        match self {
            Self::Mastodon(instance) => serde_json::json!(instance.manner()),
            Self::Gitlab(instance) => serde_json::json!(instance.settings()),
        }
    }

    /// Takes over what is never kept in the state file, and catches up with what schedulers would have done meanwhile.
    pub(crate) fn adopt(&mut self, options: &Options, now: Timestamp) {
        match self {
            Self::Mastodon(instance) => instance.adopt(options.manner.clone(), now),
            Self::Gitlab(instance) => instance.adopt(options.gitlab.clone()),
        }
    }

    /// Takes a person away, as if rejected or deleted by another moderator. False: there was nobody.
    pub(crate) fn remove(&mut self, id: &str) -> bool {
        match self {
            Self::Mastodon(instance) => instance.remove_person(id),
            Self::Gitlab(instance) => instance.remove_person(id),
        }
    }

    /// Some sign up, and so many others are gone, whoever the lot hits; staff and those whose tokens are known stay.
    pub(crate) fn churn(&mut self, join: usize, leave: usize, now: Timestamp, chance: &mut Chance) {
        if join > 0 {
            self.sign_up(join, now);
        }
        for _ in 0..leave {
            match self {
                Self::Mastodon(instance) => instance.lose_somebody(chance),
                Self::Gitlab(instance) => instance.lose_somebody(chance),
            }
        }
    }

    /// New people sign up and wait for approval. Gives their ids.
    pub(crate) fn sign_up(&mut self, count: usize, now: Timestamp) -> Vec<String> {
        match self {
            Self::Mastodon(instance) => instance.sign_up(count, now),
            Self::Gitlab(instance) => instance.sign_up(count, now),
        }
    }
}

/// Why something could not be changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChangeError {
    #[error("there is no such person")]
    Nobody,
    #[error("the result would not fit: {0}")]
    Shape(String),
}

/// The fixed token of somebody. Tokens are part of the practice servers' face: documents, tests and the shell know them.
pub(crate) fn token(kind: Kind, who: Who) -> &'static str {
    match (kind, who) {
        (_, Who::Read) => "practice-read",
        (_, Who::NoScope) => "practice-no-scope",
        (_, Who::Revoked) => "practice-revoked",
        (Kind::Mastodon, Who::Moderator) => "practice-moderator",
        (Kind::Mastodon, Who::Admin | Who::Administrator | Who::NoAdminMode) => "practice-admin",
        (Kind::Mastodon, Who::Owner) => "practice-owner",
        (Kind::Mastodon, Who::Member | Who::User) => "practice-member",
        (Kind::Gitlab, Who::Administrator | Who::Admin | Who::Owner | Who::Moderator) => "practice-administrator",
        (Kind::Gitlab, Who::User | Who::Member) => "practice-user",
        (Kind::Gitlab, Who::NoAdminMode) => "practice-no-admin-mode",
    }
}

/// Like RFC 7396, except that null stays as null: the state's optional fields read it as "none".
fn merge(target: &mut Value, change: &Value) {
    let Value::Object(fields) = change else {
        *target = change.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(into) = target else { return };
    for (name, value) in fields {
        if value.is_null() {
            into.insert(name.clone(), Value::Null);
        } else {
            merge(into.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}
