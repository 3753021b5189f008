//! States and attributes of an account, and sets of them.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A state or an attribute of an account, each shown by icon and word.
///
/// The discriminant is the bit under which the cache keeps it: never renumber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[repr(u8)]
pub enum Mark {
    /// Waits for a moderator's approval.
    Pending = 0,
    /// The mail address has not been confirmed.
    Unconfirmed = 1,
    /// Limited (Mastodon's "silence").
    Limited = 2,
    /// All media forced sensitive.
    Sensitive = 3,
    /// May not sign in (Mastodon's "disable").
    LoginFrozen = 4,
    /// Suspended.
    Suspended = 5,
    /// Banned.
    Banned = 6,
    /// Blocked by an administrator.
    Blocked = 7,
    /// Blocked by a directory (LDAP, SAML, SCIM).
    LdapBlocked = 8,
    /// Deactivated; signing in ends it.
    Deactivated = 9,
    /// Locked after too many failed sign-ins.
    Locked = 10,
    /// Has moved to another account.
    Moved = 11,
    /// Kept in memory of somebody who died.
    Memorial = 12,
    /// Automated.
    Bot = 13,
    /// External to the organisation.
    External = 14,
    /// Has a role with power over others.
    Staff = 15,
    /// May do everything.
    Administrator = 16,
    /// Belongs to the server itself (ghost, alert bot).
    Internal = 17,
    /// The server no longer has it.
    Gone = 18,
    /// In a state whose word we do not know; see [`super::Account::unknown_state`].
    Unknown = 19,
}

impl Mark {
    /// Every mark, in the order in which people see them.
    pub const ALL: [Mark; 20] = [
        Mark::Gone,
        Mark::Suspended,
        Mark::Banned,
        Mark::Blocked,
        Mark::LdapBlocked,
        Mark::Pending,
        Mark::Limited,
        Mark::Sensitive,
        Mark::LoginFrozen,
        Mark::Deactivated,
        Mark::Locked,
        Mark::Unknown,
        Mark::Administrator,
        Mark::Staff,
        Mark::Internal,
        Mark::Bot,
        Mark::Unconfirmed,
        Mark::Moved,
        Mark::Memorial,
        Mark::External,
    ];

    const fn bit(self) -> u32 {
        1 << self as u8
    }
}

/// A set of marks, kept as bits in the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Marks(u32);

impl Marks {
    /// No mark.
    pub const NONE: Marks = Marks(0);

    /// The set with these marks.
    pub fn of(marks: &[Mark]) -> Self {
        Marks(marks.iter().fold(0, |bits, mark| bits | mark.bit()))
    }

    /// The set as the cache keeps it; bits that no mark has are dropped.
    pub fn from_bits(bits: u32) -> Self {
        Marks(bits & Self::of(&Mark::ALL).0)
    }

    /// The set as the journal keeps it; none where a bit is no mark's.
    pub fn from_known_bits(bits: u32) -> Option<Self> {
        let marks = Self::from_bits(bits);
        (marks.0 == bits).then_some(marks)
    }

    /// The bits that the cache keeps.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether the mark is in the set.
    pub const fn has(self, mark: Mark) -> bool {
        self.0 & mark.bit() != 0
    }

    /// Whether one of the marks is in the set.
    pub fn any(self, marks: &[Mark]) -> bool {
        self.0 & Self::of(marks).0 != 0
    }

    /// Adds the mark when the condition holds.
    #[must_use]
    pub fn with(self, mark: Mark, condition: bool) -> Self {
        if condition { Marks(self.0 | mark.bit()) } else { self }
    }

    /// Takes the mark away.
    #[must_use]
    pub const fn without(self, mark: Mark) -> Self {
        Marks(self.0 & !mark.bit())
    }

    /// The marks in the order in which people see them.
    pub fn to_vec(self) -> Vec<Mark> {
        Mark::ALL.into_iter().filter(|mark| self.has(*mark)).collect()
    }
}
