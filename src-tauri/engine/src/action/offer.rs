//! An offer, and what the moderator chose in its panel.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Caution, Consequence, Refusal, Told, Verb, Weight};
use crate::model::ReportId;

/// Where an offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum OfferPlace {
    /// A button in the action bar.
    Bar,
    /// Only in the menu of all actions.
    Menu,
}

/// What may be done to this account, here, now; and if not, why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActionOffer {
    /// The verb.
    pub verb: Verb,
    /// The key that opens its panel, an upper-case letter; none for what stands in the menu only.
    pub letter: Option<char>,
    /// Where it stands.
    pub place: OfferPlace,
    /// Why it cannot be done; none when it can.
    pub refusal: Option<Refusal>,
    /// How heavy it is.
    pub weight: Weight,
    /// What it does, the main effect first.
    pub consequences: Vec<Consequence>,
    /// Whether the person hears of it.
    pub told: Told,
    /// Whether the server takes a text for the person.
    pub takes_message: bool,
    /// Whether the server takes the id of a warning preset of its own; it cannot list them.
    pub takes_preset: bool,
    /// What it does to reports about the account.
    pub reports: ReportUse,
    /// What it does to the administrators' note about the account.
    pub note: NoteUse,
    /// What takes it back on this server, so that it can be meant for some days ([`Choices::lasts`]); none where nothing does.
    pub reverse: Option<Verb>,
    /// What to know before.
    pub cautions: Vec<Caution>,
    /// The handle that has to be typed first, in ASCII; none where nothing is typed.
    pub type_handle: Option<String>,
}

/// What a verb does to the open reports about the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReportUse {
    /// Nothing.
    Untouched,
    /// A report can be given as its cause; that one is closed.
    ClosesChosen,
    /// A report can be given as its cause; every open one is closed, whichever is given.
    ClosesAll,
}

/// What a verb does to the note that the server's administrators share about the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NoteUse {
    /// Nothing.
    Untouched,
    /// The reason can be added to it.
    MayAdd,
    /// It is written anew: [`Choices::note`] is its whole text.
    Writes,
}

/// What the moderator chose in the panel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Choices {
    /// Text for the person, where the server takes one.
    pub message: Option<String>,
    /// Whether the server tells the person; needed where it is [`Told::Choice`].
    pub tell: Option<bool>,
    /// The id of a warning preset of the server, digits; its text goes before the message.
    pub preset: Option<String>,
    /// The report that caused it, one about this account.
    pub report: Option<ReportId>,
    /// Why, kept on this computer.
    pub reason: Option<String>,
    /// What was typed where the handle has to be.
    pub typed_handle: Option<String>,
    /// The whole text of the note, where the verb [writes](NoteUse::Writes) it; blank to empty it.
    pub note: Option<String>,
    /// Whether the reason is added to the note on the server, where that [is offered](NoteUse::MayAdd).
    pub note_too: bool,
    /// For how many days it is meant, 1 to 365, where the verb has [a reverse](ActionOffer::reverse); none: without an end.
    /// Nothing lifts itself: the reverse is then due.
    pub lasts: Option<u32>,
    /// Whether it was decided with one key, without a panel in which it was confirmed.
    pub at_once: bool,
}
