//! Roles in their three shapes (mastodon.md §3.2) and the permission bits that matter here (§3.3).

use serde_json::Value;

use crate::model::{Mark, Marks, Rank};
use crate::platform::bounds::WORD;
use crate::platform::json::{id, line_within, number};
use crate::platform::markup::{clean, cut};

pub(super) const ADMINISTRATOR: u64 = 0x1;
pub(super) const MANAGE_REPORTS: u64 = 0x10;
pub(super) const MANAGE_USERS: u64 = 0x400;
pub(super) const DELETE_USER_DATA: u64 = 0x8_0000;

/// What gives no power over others: invite_users (everybody has it), view_feeds, invite_bypass_approval.
const HARMLESS: u64 = 0x1_0000 | 0x10_0000 | 0x20_0000;

/// The id of the role that everybody has.
const EVERYONE: &str = "-99";

/// A role as far as the server tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Role {
    /// Its id; none where roles are words.
    pub id: Option<String>,
    /// Its name; none for the role that everybody has.
    pub name: Option<String>,
    /// Its permission bits.
    pub permissions: u64,
}

impl Role {
    /// Reads a role: a word (to 3.5), a record with numbers (4.0), an entity with strings (4.1 and later), GoToSocial's
    /// entity, which may lack the bits. None where there is none.
    pub(super) fn read(value: Option<&Value>) -> Option<Self> {
        match value? {
            Value::String(word) => Some(Self::of_word(cut(&clean(word), WORD))),
            object @ Value::Object(_) => {
                let name = line_within(object, "name", WORD);
                match number(object, "permissions") {
                    Some(permissions) => {
                        let id = id(object, "id");
                        let everyone = id.as_deref() == Some(EVERYONE);
                        Some(Role { id, name: name.filter(|name| !everyone && name != "user"), permissions })
                    }
                    None => name.map(|name| Self::of_word(&name)),
                }
            }
            _ => None,
        }
    }

    fn of_word(word: &str) -> Self {
        let permissions = match word.to_ascii_lowercase().as_str() {
            "admin" | "owner" => ADMINISTRATOR,
            "moderator" => MANAGE_REPORTS | MANAGE_USERS,
            _ => 0,
        };
        Role { id: None, name: (word != "user").then(|| word.to_owned()), permissions }
    }

    /// Whether the role has the permission. An administrator's has every one.
    pub(super) const fn can(&self, permission: u64) -> bool {
        self.permissions & (ADMINISTRATOR | permission) != 0
    }
}

/// How much power the role gives.
pub(super) fn rank(role: Option<&Role>) -> Rank {
    match role {
        Some(role) if role.permissions & ADMINISTRATOR != 0 => Rank::Administrator,
        Some(role) if role.permissions & !HARMLESS != 0 => Rank::Staff,
        _ => Rank::Member,
    }
}

/// Adds the mark of the rank.
pub(super) fn marks(marks: Marks, rank: Rank) -> Marks {
    marks.with(Mark::Staff, rank == Rank::Staff).with(Mark::Administrator, rank == Rank::Administrator)
}
