//! The history: what is settled, under a filter. The rest stands in the Outbox; each decision is in one of the two.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{HistoryPage, PAGE, Status, journal, sequence, view};
use crate::action::Verb;
use crate::error::Result;
use crate::model::Timestamp;
use crate::profile::instance::Instance;

/// What the history is narrowed by. Nothing chosen is everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryFilter {
    /// A part of the account's handle, or its whole id.
    pub account: Option<String>,
    /// One of these was done.
    pub verbs: Vec<Verb>,
    /// It stands at one of these.
    pub statuses: Vec<Status>,
    /// Decided at this moment or later.
    pub from: Option<Timestamp>,
    /// Decided before this moment.
    pub before: Option<Timestamp>,
    /// Words, each somewhere in the handle, the reason, the message, the notes or the server's words.
    pub text: Option<String>,
}

/// A page of what is settled and fits, newest first; its total is that of all that fits.
pub(crate) async fn search(instance: &Instance, filter: &HistoryFilter, cursor: Option<&str>) -> Result<HistoryPage> {
    let before = sequence(cursor)?;
    let journal = journal(instance)?;
    let rows = journal.settled(filter, before, PAGE).await?;
    let found = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let full = found == PAGE;
    // A first page that is not full has them all: what is rare is looked for once.
    let total = if full || before.is_some() { journal.settled_in_number(filter).await? } else { found };
    let next = rows.last().filter(|_| full).map(|(seq, _)| seq.to_string());
    Ok(HistoryPage { rows: rows.into_iter().map(|(_, kept)| view(&instance.id, kept)).collect(), next, total })
}
