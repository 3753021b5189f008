//! A decision and its status, as kept and as shown.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::sight::Sight;
use crate::action::{Refusal, Verb};
use crate::model::{AccountId, Mark, ReportId, Timestamp};
use crate::profile::ProfileId;

/// Where a decision stands. Moves only by compare-and-set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// Its row is written, and nothing leaves before its hold is over.
    Held,
    /// It leaves as soon as it can: when the server answers, its turn has come, and whoever is asked first has said so.
    Ready,
    /// The request may have left.
    Sending,
    /// The server shows the wanted state.
    Confirmed,
    /// The server took it, and does not show it yet.
    Accepted,
    /// The server took it, and has no way to show it.
    Unprovable,
    /// The server said no.
    Refused,
    /// It may or may not have arrived.
    Unsure,
    /// It is unsure whether the request arrived, and the account is gone: by whom is unknown.
    Gone,
    /// Its second step failed, and the first was undone: the account is as it was.
    PutBack,
    /// Only its first step is done, or may be: the account is, or may be, active.
    Halfway,
    /// What mattered was otherwise right before it would have been sent. It waits for a word.
    Changed,
    /// All that was wanted was so already, right before it would have been sent.
    WasSo,
    /// It was taken back before it left.
    Cancelled,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 14] = [
        Status::Held,
        Status::Ready,
        Status::Sending,
        Status::Confirmed,
        Status::Accepted,
        Status::Unprovable,
        Status::Refused,
        Status::Unsure,
        Status::Gone,
        Status::PutBack,
        Status::Halfway,
        Status::Changed,
        Status::WasSo,
        Status::Cancelled,
    ];

    /// The word under which the journal keeps it: never changed.
    pub const fn word(self) -> &'static str {
        match self {
            Status::Held => "held",
            Status::Ready => "ready",
            Status::Sending => "sending",
            Status::Confirmed => "confirmed",
            Status::Accepted => "accepted",
            Status::Unprovable => "unprovable",
            Status::Refused => "refused",
            Status::Unsure => "unsure",
            Status::Gone => "gone",
            Status::PutBack => "put-back",
            Status::Halfway => "halfway",
            Status::Changed => "changed",
            Status::WasSo => "was-so",
            Status::Cancelled => "cancelled",
        }
    }

    /// Whether it has not left yet: it can be taken back.
    pub const fn is_waiting(self) -> bool {
        matches!(self, Status::Held | Status::Ready | Status::Changed)
    }

    /// The status of a kept word; an unknown word is an error of the caller, never a default.
    pub fn from_word(word: &str) -> Option<Self> {
        Status::ALL.into_iter().find(|status| status.word() == word)
    }
}

/// What a look at the server told about a decision that was unsure, or about a move that stopped halfway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Lookup {
    /// Not looked up yet; of a move that stopped halfway also that its account is active still.
    NotYet,
    /// The server shows the wanted state.
    Shows,
    /// The account is as it was before: it probably never arrived.
    Unchanged,
    /// The account is in some third state.
    Different,
    /// The server has no way to show it.
    CannotTell,
    /// The server could not tell; a person said that it arrived.
    SaidArrived,
    /// The server could not tell; a person said that it never arrived.
    SaidNot,
}

impl Lookup {
    const ALL: [Lookup; 7] = [
        Lookup::NotYet,
        Lookup::Shows,
        Lookup::Unchanged,
        Lookup::Different,
        Lookup::CannotTell,
        Lookup::SaidArrived,
        Lookup::SaidNot,
    ];

    /// The word under which the journal keeps it: never changed.
    pub const fn word(self) -> &'static str {
        match self {
            Lookup::NotYet => "notYet",
            Lookup::Shows => "shows",
            Lookup::Unchanged => "unchanged",
            Lookup::Different => "different",
            Lookup::CannotTell => "cannotTell",
            Lookup::SaidArrived => "saidArrived",
            Lookup::SaidNot => "saidNot",
        }
    }

    /// The lookup of a kept word; an unknown word is an error of the caller, never a default.
    pub fn from_word(word: &str) -> Option<Self> {
        Lookup::ALL.into_iter().find(|lookup| lookup.word() == word)
    }
}

/// Whose word a decision waits for before it may leave.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Review {
    /// Nobody's.
    #[default]
    None,
    /// It was decided without a network, or kept over an end of Bailiwick: all such may leave at one word.
    Together,
    /// So long ago, and so hard to take back, that it is asked about by itself.
    Singly,
}

impl Review {
    const ALL: [Review; 3] = [Review::None, Review::Together, Review::Singly];

    /// The word under which the journal keeps it: never changed.
    pub const fn word(self) -> &'static str {
        match self {
            Review::None => "none",
            Review::Together => "together",
            Review::Singly => "singly",
        }
    }

    /// The review of a kept word; an unknown word is an error of the caller, never a default.
    pub fn from_word(word: &str) -> Option<Self> {
        Review::ALL.into_iter().find(|review| review.word() == word)
    }
}

/// What a step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StepPart {
    /// Makes the account active.
    First,
    /// Does what is wanted.
    Second,
    /// Undoes the first, because the second failed.
    Back,
    /// Adds the reason to the note on the server.
    Note,
}

impl StepPart {
    const ALL: [StepPart; 4] = [StepPart::First, StepPart::Second, StepPart::Back, StepPart::Note];

    /// The word under which the journal keeps it: never changed.
    pub const fn word(self) -> &'static str {
        match self {
            StepPart::First => "first",
            StepPart::Second => "second",
            StepPart::Back => "back",
            StepPart::Note => "note",
        }
    }

    /// The part of a kept word; an unknown word is an error of the caller, never a default.
    pub fn from_word(word: &str) -> Option<Self> {
        StepPart::ALL.into_iter().find(|part| part.word() == word)
    }
}

/// One request of a decision that takes several. Its row is written before it leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// What it is for.
    pub part: StepPart,
    /// What was sent.
    pub verb: Verb,
    /// What became of the request itself: sending, accepted, confirmed (its outcome was seen), refused, or unsure.
    pub status: Status,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// The HTTP status of the server's answer.
    pub answer_code: Option<u16>,
    /// The server's own words, cleaned and shortened.
    pub answer_words: Option<String>,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
}

/// A decision as the desk draws it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DecisionView {
    /// Its UUID.
    pub id: String,
    /// The profile that decided.
    pub profile: ProfileId,
    /// The account.
    pub account: AccountId,
    /// Its handle when it was decided, without a leading `@`; empty once the decision's words were erased.
    pub handle: String,
    /// Who decided: one's username there.
    pub by: String,
    /// What was done.
    pub verb: Verb,
    /// Where it stands.
    pub status: Status,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
    /// Why, kept on this computer.
    pub reason: Option<String>,
    /// The text for the person.
    pub message: Option<String>,
    /// Whether the person was to be told, where that was a choice.
    pub told: Option<bool>,
    /// The warning preset that was named, by its id on the server.
    pub preset: Option<String>,
    /// The report that it is about, or that caused it.
    pub report: Option<ReportId>,
    /// States before.
    pub before: Vec<Mark>,
    /// States after, as the server showed them; none if it was gone or not seen.
    pub after: Option<Vec<Mark>>,
    /// The HTTP status of the server's answer.
    pub answer_code: Option<u16>,
    /// The server's own words, cleaned and shortened.
    pub answer_words: Option<String>,
    /// Why it was refused, from state and role.
    pub refusal: Option<Refusal>,
    /// What a look told, for one that was unsure.
    pub lookup: Option<Lookup>,
    /// For how many days it is meant; none: without an end.
    pub lasts: Option<u32>,
    /// The note that was written, where that is what was decided.
    pub note: Option<String>,
    /// The note that it replaced.
    pub note_before: Option<String>,
    /// Its requests in their order, where there are several; empty for most.
    pub steps: Vec<Step>,
    /// What is left of its hold, in ms, when this was drawn; none: it is not held.
    pub hold_left: Option<u32>,
    /// Whose word it waits for.
    pub review: Review,
    /// How often it was sent and surely did not arrive.
    pub attempts: u32,
    /// What was seen when it was decided; none for what was sent at once.
    pub seen: Option<Sight>,
    /// What was found instead, right before it would have been sent.
    pub found: Option<Sight>,
}

/// A page of the history, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryPage {
    /// The decisions.
    pub rows: Vec<DecisionView>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many decisions there are in all.
    pub total: u32,
}
