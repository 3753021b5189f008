//! An item as it is shown.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::action::Verb;
use crate::decision::DecisionView;
use crate::model::{AccountId, Timestamp};
use crate::profile::ProfileId;

/// Something to look at again, as the desk draws it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DueView {
    /// Its UUID.
    pub id: String,
    /// Whose it is.
    pub profile: ProfileId,
    /// The account.
    pub account: AccountId,
    /// Its handle when the item was made, without a leading `@`.
    pub handle: String,
    /// What was decided for some days; none for a reminder.
    pub decision: Option<Box<DecisionView>>,
    /// What takes that back: prepared, never sent by itself.
    pub verb: Option<Verb>,
    /// When it is due.
    pub at: Timestamp,
    /// Whether that time has come.
    pub is_due: bool,
    /// What a reminder says.
    pub words: Option<String>,
    /// When it was made: the decision's own time.
    pub made_at: Timestamp,
    /// How the account stands now, as far as the cache knows.
    pub standing: Standing,
    /// How it ended; none while it is open.
    pub ended: Option<DueEnd>,
}

/// How an account stands beside what is due about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// As it was decided; of a reminder: it is there.
    Stands,
    /// What was decided is no longer so: somebody lifted it already.
    Lifted,
    /// The server no longer has it.
    Gone,
    /// The cache does not tell.
    Unknown,
}

/// How an item ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DueEnd {
    /// What was due was done.
    Done,
    /// A person dropped it, or what was decided never came to be.
    Dropped,
    /// The account is gone, or something else was decided in its place.
    Overtaken,
}

impl DueEnd {
    const ALL: [DueEnd; 3] = [DueEnd::Done, DueEnd::Dropped, DueEnd::Overtaken];

    /// The word under which the journal keeps it: never changed.
    pub const fn word(self) -> &'static str {
        match self {
            DueEnd::Done => "done",
            DueEnd::Dropped => "dropped",
            DueEnd::Overtaken => "overtaken",
        }
    }

    /// The end of a kept word; an unknown word is an error of the caller, never a default.
    pub fn from_word(word: &str) -> Option<Self> {
        DueEnd::ALL.into_iter().find(|end| end.word() == word)
    }
}
