//! What is behind an account: a person, a program, the server itself.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::model::{Account, Activity, Mark, Marks};

/// What is behind an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AccountKind {
    /// A person.
    Human,
    /// A program.
    Bot,
    /// The server itself (ghost, alert bot).
    Internal,
}

impl AccountKind {
    /// Every kind.
    pub(crate) const ALL: [AccountKind; 3] = [AccountKind::Human, AccountKind::Bot, AccountKind::Internal];

    /// The word that is typed after `kind:`.
    pub const fn word(self) -> &'static str {
        match self {
            AccountKind::Human => "human",
            AccountKind::Bot => "bot",
            AccountKind::Internal => "internal",
        }
    }

    /// Marks of which one must be there (empty: none needed), and marks that must not.
    pub const fn marks(self) -> (&'static [Mark], &'static [Mark]) {
        match self {
            AccountKind::Human => (&[], &[Mark::Bot, Mark::Internal]),
            AccountKind::Bot => (&[Mark::Bot], &[Mark::Internal]),
            AccountKind::Internal => (&[Mark::Internal], &[]),
        }
    }

    /// Whether an account with these marks is of the kind.
    pub(crate) fn holds(self, marks: Marks) -> bool {
        let (wanted, unwanted) = self.marks();
        (wanted.is_empty() || marks.any(wanted)) && !marks.any(unwanted)
    }
}

/// Whether the account may belong to the server without its saying so: no row tells the type, and GitLab's stand-ins for
/// people from elsewhere look like people who never came (gitlab.md §2).
pub(crate) fn internal_is_untold(account: &Account) -> bool {
    AccountKind::Human.holds(account.marks) && account.activity == Activity::Never
}
