//! Staff roles: permission bits (3.3), positions, and their shape by version (3.2).

use serde_json::{Value, json};

use crate::Dialect;

pub(super) const ADMINISTRATOR: u64 = 0x1;
pub(super) const MANAGE_REPORTS: u64 = 0x10;
pub(super) const MANAGE_USERS: u64 = 0x400;
pub(super) const DELETE_USER_DATA: u64 = 0x8_0000;

/// What everybody may (invite_users).
const EVERYONE: u64 = 0x1_0000;
/// All bits of 4.6; up to 4.4 there were twenty.
const ALL: u64 = 0x7F_FFFF;
const ALL_BEFORE: u64 = 0xF_FFFF;
/// When the seeded roles were made, as the raw record tells.
const MADE: &str = "2022-11-14T09:30:00.000Z";

/// A role; its rank never leaves the server.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Role {
    pub(super) id: i64,
    pub(super) name: &'static str,
    pub(super) color: &'static str,
    position: i32,
    own: u64,
    pub(super) highlighted: bool,
}

/// The three that Mastodon seeds, and two that somebody has made here: one for sign-ups, one for complaints. Nobody has these two until a test gives them to
/// somebody (`user.role` of a person). Admin: everything except administrator, devops and the two newest bits.
pub(super) const ROLES: &[Role] = &[
    Role { id: 1, name: "Moderator", color: "#2f7d6b", position: 10, own: 0x10_051C, highlighted: true },
    Role { id: 2, name: "Admin", color: "#6d4ba3", position: 100, own: 0x1F_FFFC, highlighted: true },
    Role { id: 3, name: "Owner", color: "#b3541e", position: 1000, own: ADMINISTRATOR, highlighted: true },
    Role { id: 4, name: "Greeter", color: "", position: 5, own: MANAGE_USERS, highlighted: false },
    Role { id: 5, name: "Listener", color: "", position: 5, own: MANAGE_REPORTS, highlighted: false },
];

/// Members without a role.
pub(super) const NOBODY_SPECIAL: Role = Role { id: -99, name: "", color: "", position: -1, own: 0, highlighted: false };

impl Role {
    /// The role with this id.
    pub(super) fn of(id: Option<i64>) -> &'static Self {
        ROLES.iter().find(|role| Some(role.id) == id).unwrap_or(&NOBODY_SPECIAL)
    }

    /// Own bits and everyone's; all for an administrator.
    pub(super) fn permissions(&self) -> u64 {
        if self.own & ADMINISTRATOR != 0 { ALL } else { self.own | EVERYONE }
    }

    pub(super) fn may(&self, permission: u64) -> bool {
        self.permissions() & permission != 0
    }

    /// The entity of 4.1 and later: computed permissions as text, no position.
    pub(super) fn entity(&self, version: Dialect) -> Value {
        let known = if version >= Dialect::V4_6 { ALL } else { ALL_BEFORE };
        let permissions = (self.permissions() & known).to_string();
        let mut entity = json!({
            "id": self.id.to_string(), "name": self.name, "permissions": permissions, "color": self.color, "highlighted": self.highlighted,
        });
        if version >= Dialect::V4_6 {
            entity["collection_limit"] = json!(10);
        }
        entity
    }

    /// As an Admin::Account shows it: a word, the raw record with its own bits as a number, or the entity.
    pub(super) fn shown_to_admins(&self, version: Dialect) -> Value {
        match version {
            Dialect::V3_5 => json!(match self.id {
                1 => "moderator",
                2 | 3 => "admin",
                _ => "user",
            }),
            Dialect::V4_0 => {
                let own = if self.id == NOBODY_SPECIAL.id { EVERYONE } else { self.own & ALL_BEFORE };
                json!({
                    "id": self.id, "name": self.name, "color": self.color, "position": self.position, "permissions": own,
                    "highlighted": self.highlighted, "created_at": MADE, "updated_at": MADE,
                })
            }
            Dialect::GoToSocial | Dialect::V4_2 | Dialect::V4_6 => self.entity(version),
        }
    }

    /// Strictly higher: equals can't touch each other (2.4).
    pub(super) fn overrides(&self, other: &Self) -> bool {
        self.position > other.position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stock_moderator_has_the_permissions_that_4_6_computes() {
        assert_eq!(ROLES[0].permissions(), 1_115_420);
        assert!(!ROLES[0].may(DELETE_USER_DATA));
        assert!(ROLES[1].may(DELETE_USER_DATA));
    }

    #[test]
    fn equals_do_not_override_each_other() {
        assert!(ROLES[0].overrides(&NOBODY_SPECIAL));
        assert!(!ROLES[0].overrides(&ROLES[0]));
        assert!(!ROLES[0].overrides(&ROLES[2]));
    }
}
