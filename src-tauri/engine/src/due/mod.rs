//! What is to be looked at again on some day: sanctions that were meant for so long, with what takes them back prepared,
//! and reminders. Nothing in here sends anything: what is due waits for a person.
//!
//! `timer` tells when something is due; what ends an item along with a decision is in the journal, where both are one
//! transaction.

mod model;
mod timer;

pub use model::{DueEnd, DueView, Standing};
pub(crate) use timer::run;

use std::collections::HashMap;

use crate::Engine;
use crate::action::Goal;
use crate::decision::{self, Status, journal, text};
use crate::error::{ErrorCode, Result};
use crate::model::{AccountId, Mark, Timestamp};
use crate::profile::ProfileId;
use crate::profile::instance::Instance;
use crate::read;
use crate::store::journal::{DecisionRecord, DueRecord};

/// Further ahead nothing is put off, in ms: a year of 366 days.
const FURTHEST: i64 = 366 * 24 * 60 * 60 * 1000;

impl Engine {
    /// What is due and what will be, the first due first.
    ///
    /// # Errors
    /// `NotAllowed` when the journal cannot be read.
    pub async fn dues(&self, profile: &ProfileId) -> Result<Vec<DueView>> {
        let instance = self.instance(profile)?;
        let journal = journal(&instance)?;
        let timed = journal.timed().await?.into_iter().map(|decision| (decision.id.clone(), decision));
        let mut timed: HashMap<String, DecisionRecord> = timed.collect();
        let mut views = Vec::new();
        for due in journal.dues().await? {
            let decision = due.timed.as_ref().and_then(|(id, _)| timed.remove(id));
            views.push(view(&instance, due, decision).await);
        }
        Ok(views)
    }

    /// Puts a reminder on an account of the cache: it is due then, and says the words.
    ///
    /// # Errors
    /// `DueInvalid` for a time that is past or more than 366 days ahead, `TextTooLong`, `NotFound`, `DiskTrouble`.
    pub async fn remind(
        &self,
        profile: &ProfileId,
        account: &AccountId,
        at: Timestamp,
        words: Option<String>,
    ) -> Result<DueView> {
        let instance = self.instance(profile)?;
        let account = read::cached(&instance, account).await?;
        let due = DueRecord {
            id: uuid::Uuid::new_v4().to_string(),
            handle: account.handle(),
            account: account.id,
            timed: None,
            at: ahead(&instance, at)?,
            words: text(words)?,
            made_at: instance.clock.now(),
            ended: None,
        };
        journal(&instance)?.remind(&due).await?;
        instance.due_bell.notify_one();
        Ok(view(&instance, due, None).await)
    }

    /// Puts an item off, or sooner. One that has ended is told as it stands.
    ///
    /// # Errors
    /// `DueInvalid`, `NotFound`, `DiskTrouble`.
    pub async fn move_due(&self, profile: &ProfileId, id: &str, at: Timestamp) -> Result<DueView> {
        let instance = self.instance(profile)?;
        journal(&instance)?.move_due(id, ahead(&instance, at)?).await?;
        told(&instance, id).await
    }

    /// Ends an item: a reminder that is due is done with, everything else is dropped. What was meant for some days then
    /// goes on without an end. One that has ended is told as it stands.
    ///
    /// # Errors
    /// `NotFound`, `DiskTrouble`.
    pub async fn end_due(&self, profile: &ProfileId, id: &str) -> Result<DueView> {
        let instance = self.instance(profile)?;
        let (journal, now) = (journal(&instance)?, instance.clock.now());
        let due = journal.due(id).await?.ok_or(ErrorCode::NotFound)?;
        let done = due.timed.is_none() && due.at <= now;
        journal.end_due(id, if done { DueEnd::Done } else { DueEnd::Dropped }, now).await?;
        told(&instance, id).await
    }
}

/// The time, if it is ahead and not too far.
fn ahead(instance: &Instance, at: Timestamp) -> Result<Timestamp> {
    let left = at.0.saturating_sub(instance.clock.now().0);
    if (1..=FURTHEST).contains(&left) { Ok(at) } else { Err(ErrorCode::DueInvalid.into()) }
}

async fn told(instance: &Instance, id: &str) -> Result<DueView> {
    let journal = journal(instance)?;
    let due = journal.due(id).await?.ok_or(ErrorCode::NotFound)?;
    let decision = match &due.timed {
        Some((decision, _)) => journal.get(decision).await?,
        None => None,
    };
    instance.due_bell.notify_one();
    Ok(view(instance, due, decision).await)
}

async fn view(instance: &Instance, due: DueRecord, decision: Option<DecisionRecord>) -> DueView {
    let standing = standing(instance, &due.account, decision.as_ref()).await;
    DueView {
        id: due.id,
        profile: instance.id.clone(),
        account: due.account,
        handle: due.handle,
        decision: decision.map(|kept| Box::new(decision::view(&instance.id, kept))),
        verb: due.timed.map(|(_, reverse)| reverse),
        at: due.at,
        is_due: due.at <= instance.clock.now(),
        words: due.words,
        made_at: due.made_at,
        standing,
        ended: due.ended,
    }
}

/// How the account stands now, as far as the cache knows.
async fn standing(instance: &Instance, account: &AccountId, decision: Option<&DecisionRecord>) -> Standing {
    let account = match read::cached(instance, account).await {
        Ok(account) => account,
        Err(error) => {
            if error.code != ErrorCode::NotFound {
                tracing::warn!(code = error.code.name(), "an account of which something is due could not be read");
            }
            return Standing::Unknown;
        }
    };
    if account.marks.has(Mark::Gone) {
        return Standing::Gone;
    }
    let Some(decision) = decision else { return Standing::Stands };
    // Only what was seen there can be seen to be there no more.
    let was_seen = matches!(decision.status, Status::Confirmed | Status::WasSo);
    match decision.verb.goal() {
        Goal::Has(mark) if account.marks.has(mark) => Standing::Stands,
        Goal::Has(mark) if was_seen && !account.untold.has(mark) && !account.marks.has(Mark::Unknown) => {
            Standing::Lifted
        }
        _ => Standing::Unknown,
    }
}
