//! A decision's receipts as they are shown: each move with its time, what was answered, and the states before and after.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Lookup, Status, Step, journal};
use crate::action::Refusal;
use crate::error::{ErrorCode, Result};
use crate::model::{Mark, Timestamp};
use crate::profile::instance::Instance;

/// One move of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptView {
    /// Its number in the chain, from 1.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// Where the decision stood from then on.
    pub status: Status,
    /// States before.
    pub before: Vec<Mark>,
    /// States after, as the server showed them; none if it was gone or not seen.
    pub after: Option<Vec<Mark>>,
    /// The HTTP status of the server's answer.
    pub answer_code: Option<u16>,
    /// The server's own words, cleaned and shortened.
    pub answer_words: Option<String>,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// What a look told.
    pub lookup: Option<Lookup>,
    /// Its requests as they stood then.
    pub steps: Vec<Step>,
    /// Whether its words were erased: there were some, and they are gone for good.
    pub erased: bool,
}

/// Every move of the decision, in their order. One that an earlier version made may have none for its first moves.
///
/// # Errors
/// `NotFound` for an unknown id, `NotAllowed` when the journal cannot be read.
pub(crate) async fn receipts(instance: &Instance, id: &str) -> Result<Vec<ReceiptView>> {
    let journal = journal(instance)?;
    let receipts = journal.receipts(id).await?;
    if receipts.is_empty() && journal.get(id).await?.is_none() {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(receipts)
}
