//! The audit log of the Enterprise Edition (sections 1.5, 5): blocks and unblocks, the only journal that the server itself keeps.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::auth::READ;
use super::moderation::Verb;
use super::refusal::Refusal;
use super::state::Gitlab;
use crate::call::{Answer, Call};
use crate::time::iso;
use crate::world::Site;

/// Something that an administrator did to a user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AuditEvent {
    id: i64,
    name: String,
    author: i64,
    user: i64,
    at: Timestamp,
}

impl Gitlab {
    pub(super) fn note_down(&mut self, verb: Verb, user: i64, author: i64, now: Timestamp) {
        let name = match verb {
            Verb::Block => "user_blocked",
            Verb::Unblock => "unblock_user",
            _ => return,
        };
        let id = self.audit.last().map_or(1, |event| event.id + 1);
        self.audit.push(AuditEvent { id, name: name.to_owned(), author, user, at: now });
    }

    /// Newest first; by `entity_type` and `entity_id`, which goes with it.
    pub(super) fn audit_events(&self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        if !self.settings.practice.enterprise {
            return Err(Refusal::NoRoute);
        }
        self.admit_admin(call, READ)?;
        let kind = call.query.filled("entity_type");
        if kind.is_some_and(|kind| !["User", "Group", "Project", "Key", "Gitlab::Audit::InstanceScope"].contains(&kind))
        {
            return Err(Refusal::Parameter("entity_type does not have a valid value".to_owned()));
        }
        let wanted = call.query.filled("entity_id").map(str::parse::<i64>).transpose();
        let wanted = wanted.map_err(|_| Refusal::Parameter("entity_id is invalid".to_owned()))?;
        let rows = self.audit.iter().rev().filter(|_| kind.is_none_or(|kind| kind == "User"));
        let rows = rows.filter(|event| kind.is_none() || wanted.is_none_or(|id| id == event.user));
        self.paged(rows.map(|event| self.audit_json(event)).collect(), call, site)
    }

    fn audit_json(&self, event: &AuditEvent) -> Value {
        let name = |id: i64| self.users.get(&id).map(|user| user.name.clone());
        json!({
            "id": event.id,
            "author_id": event.author,
            "entity_id": event.user,
            "entity_type": "User",
            "event_name": event.name,
            "details": {
                "event_name": event.name,
                "author_name": name(event.author),
                "target_id": event.user,
                "target_type": "User",
                "target_details": name(event.user),
            },
            "created_at": iso(event.at),
        })
    }
}
