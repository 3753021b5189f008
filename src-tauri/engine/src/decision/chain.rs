//! What going through the receipts of a journal finds.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::journal;
use crate::error::Result;
use crate::event::Event;
use crate::profile::ProfileId;
use crate::profile::instance::Instance;

/// How a journal's chain of receipts stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChainReport {
    /// How many receipts hold, from the first on.
    pub receipts: u32,
    /// Of how many of them the words were erased, as the retention wants it.
    pub erased: u32,
    /// What is wrong; none when the chain holds.
    pub fault: Option<ChainFault>,
}

/// Where a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChainFault {
    /// The receipt's number, from 1.
    pub number: u32,
    /// What is wrong with it.
    pub trouble: ChainTrouble,
}

/// What is wrong with a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ChainTrouble {
    /// It is not there, and later ones are.
    Missing,
    /// It is not what was written, or the one before it is not.
    Changed,
    /// The words beside it are not those that were written.
    WordsChanged,
    /// The decision stands otherwise than its last receipt says, or is not there.
    DecisionUnlike,
}

/// How far one has gone through a journal's receipts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChainProgress {
    /// Whose journal.
    pub profile: ProfileId,
    /// How many hold so far.
    pub checked: u32,
    /// How many there were at the beginning.
    pub of: u32,
}

/// Nobody reads numbers that change more often, in ms.
const TELL_EVERY: i64 = 200;

/// Goes through the receipts; one that takes its time is told of meanwhile.
pub(crate) async fn verify(instance: &Instance) -> Result<ChainReport> {
    let journal = journal(instance)?;
    let of = journal.last_receipt().await?;
    let mut told_at = instance.clock.now().0;
    let told = |checked| {
        let now = instance.clock.now().0;
        // A clock that was set back must not silence it.
        if !(0..TELL_EVERY).contains(&(now - told_at)) {
            told_at = now;
            let progress = ChainProgress { profile: instance.id.clone(), checked, of };
            instance.events.send(Event::Chain { progress });
        }
    };
    journal.verify(told).await
}
