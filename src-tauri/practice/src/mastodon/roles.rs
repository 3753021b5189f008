//! Staff roles: permission bits (3.3) and positions.

pub(super) const ADMINISTRATOR: u64 = 0x1;
pub(super) const MANAGE_REPORTS: u64 = 0x10;
pub(super) const MANAGE_USERS: u64 = 0x400;
pub(super) const DELETE_USER_DATA: u64 = 0x8_0000;

/// What everybody may (invite_users).
const EVERYONE: u64 = 0x1_0000;
/// All bits of 4.6.
const ALL: u64 = 0x7F_FFFF;

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

/// The three that Mastodon seeds. Admin: everything except administrator, devops and the two newest bits.
pub(super) const ROLES: &[Role] = &[
    Role { id: 1, name: "Moderator", color: "#2f7d6b", position: 10, own: 0x10_051C, highlighted: true },
    Role { id: 2, name: "Admin", color: "#6d4ba3", position: 100, own: 0x1F_FFFC, highlighted: true },
    Role { id: 3, name: "Owner", color: "#b3541e", position: 1000, own: ADMINISTRATOR, highlighted: true },
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
