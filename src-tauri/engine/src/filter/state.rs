//! States to filter by, and the marks that make them.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::model::{Mark, Marks};

/// A state to filter by. States overlap: a limited account is also "not suspended".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StateFilter {
    /// Waits for approval.
    Pending,
    /// Not suspended: what Mastodon calls active.
    NotSuspended,
    /// Active, in GitLab's sense: the server's own accounts do not count (gitlab.md §3.1).
    Active,
    /// Without any restriction.
    Unrestricted,
    /// Limited.
    Limited,
    /// Forced sensitive.
    Sensitive,
    /// Login frozen.
    LoginFrozen,
    /// Suspended.
    Suspended,
    /// Blocked, by an administrator or a directory.
    Blocked,
    /// Banned.
    Banned,
    /// Deactivated.
    Deactivated,
    /// Locked after too many failed sign-ins.
    Locked,
    /// Staff and administrators.
    Staff,
}

/// What keeps an account from being without any restriction: all that keeps it from being active, but for its kind.
const RESTRICTIONS: &[Mark] = match NOT_ACTIVE {
    [_internal, restrictions @ ..] => restrictions,
    [] => &[],
};

const NOT_ACTIVE: &[Mark] = &[
    Mark::Internal,
    Mark::Pending,
    Mark::Limited,
    Mark::Sensitive,
    Mark::LoginFrozen,
    Mark::Suspended,
    Mark::Banned,
    Mark::Blocked,
    Mark::LdapBlocked,
    Mark::Deactivated,
    Mark::Unknown,
];

impl StateFilter {
    /// Every state.
    pub(crate) const ALL: [StateFilter; 13] = [
        StateFilter::Pending,
        StateFilter::NotSuspended,
        StateFilter::Active,
        StateFilter::Unrestricted,
        StateFilter::Limited,
        StateFilter::Sensitive,
        StateFilter::LoginFrozen,
        StateFilter::Suspended,
        StateFilter::Blocked,
        StateFilter::Banned,
        StateFilter::Deactivated,
        StateFilter::Locked,
        StateFilter::Staff,
    ];

    /// The word that is typed after `state:`.
    pub const fn word(self) -> &'static str {
        match self {
            StateFilter::Pending => "pending",
            StateFilter::NotSuspended => "not-suspended",
            StateFilter::Active => "active",
            StateFilter::Unrestricted => "unrestricted",
            StateFilter::Limited => "limited",
            StateFilter::Sensitive => "sensitive",
            StateFilter::LoginFrozen => "frozen",
            StateFilter::Suspended => "suspended",
            StateFilter::Blocked => "blocked",
            StateFilter::Banned => "banned",
            StateFilter::Deactivated => "deactivated",
            StateFilter::Locked => "locked",
            StateFilter::Staff => "staff",
        }
    }

    /// Marks of which one must be there (empty: none needed), and marks that must not.
    pub const fn marks(self) -> (&'static [Mark], &'static [Mark]) {
        match self {
            StateFilter::Pending => (&[Mark::Pending], &[]),
            StateFilter::NotSuspended => (&[], &[Mark::Suspended]),
            StateFilter::Active => (&[], NOT_ACTIVE),
            StateFilter::Unrestricted => (&[], RESTRICTIONS),
            StateFilter::Limited => (&[Mark::Limited], &[]),
            StateFilter::Sensitive => (&[Mark::Sensitive], &[]),
            StateFilter::LoginFrozen => (&[Mark::LoginFrozen], &[]),
            StateFilter::Suspended => (&[Mark::Suspended], &[]),
            StateFilter::Blocked => (&[Mark::Blocked, Mark::LdapBlocked], &[]),
            StateFilter::Banned => (&[Mark::Banned], &[]),
            StateFilter::Deactivated => (&[Mark::Deactivated], &[]),
            StateFilter::Locked => (&[Mark::Locked], &[]),
            StateFilter::Staff => (&[Mark::Staff, Mark::Administrator], &[]),
        }
    }

    /// Whether an account with these marks is in the state.
    pub fn holds(self, marks: Marks) -> bool {
        let (wanted, unwanted) = self.marks();
        (wanted.is_empty() || marks.any(wanted)) && !marks.any(unwanted)
    }
}
