//! What an account may have, as `has:reason` looks for it.

use crate::model::Account;

/// What an account may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Has {
    /// A reason for joining.
    Reason,
    /// A mail address.
    Mail,
    /// A note that the administrators share.
    Note,
    /// A network address from which it was used.
    Address,
    /// A text in its profile.
    Bio,
    /// A role.
    Role,
}

impl Has {
    /// All of it.
    pub const ALL: [Has; 6] = [Has::Reason, Has::Mail, Has::Note, Has::Address, Has::Bio, Has::Role];

    /// The word that is typed after `has:`.
    pub const fn word(self) -> &'static str {
        match self {
            Has::Reason => "reason",
            Has::Mail => "mail",
            Has::Note => "note",
            Has::Address => "address",
            Has::Bio => "bio",
            Has::Role => "role",
        }
    }

    /// What the word means, whatever its case.
    pub fn read(word: &str) -> Option<Self> {
        Has::ALL.into_iter().find(|has| has.word().eq_ignore_ascii_case(word.trim()))
    }

    /// Whether the account has it. Blank texts are none.
    pub fn holds(self, account: &Account) -> bool {
        let text = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
        match self {
            Has::Reason => text(&account.reason),
            Has::Mail => text(&account.mail),
            Has::Note => text(&account.note),
            Has::Address => !account.addresses.is_empty(),
            Has::Bio => !account.bio.trim().is_empty(),
            Has::Role => text(&account.role),
        }
    }
}
