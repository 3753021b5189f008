//! Decisions: a row before it is a request. `send` takes one from the panel to its result, `checks` looks at what was
//! chosen, `judge` at what became of it; `recover` looks up at the server what became of those that are not sure.
//! `subject` is what a decision is about: an account, or a report. `model` is what is kept and shown.
//!
//! `queue` writes down what is not sent at once, `hold` says how long it is held, `sender` lets it leave when it is due,
//! after `preflight` has looked whether all is as it was; `outbox` is what a person does to those that wait.
//!
//! `history` is what is settled, `receipt` how one came there, `chain` whether nothing of that was changed; `remember` knows
//! those again who were shut out, and lets go of words that have had their time.
//!
//! Some decisions take several requests: `step` sends one of them, `moves` goes from one state to another over a third,
//! `halfway` knows those that stopped there, `note` adds the reason to the server's note.

mod chain;
mod checks;
mod halfway;
mod history;
mod hold;
mod judge;
mod model;
mod moves;
mod note;
mod outbox;
mod preflight;
mod queue;
mod receipt;
mod recover;
pub(crate) mod remember;
mod send;
pub(crate) mod sender;
mod sight;
mod step;
mod subject;

pub(crate) use chain::verify;
pub use chain::{ChainFault, ChainProgress, ChainReport, ChainTrouble};
pub(crate) use checks::text;
pub use history::HistoryFilter;
pub(crate) use history::search;
pub use hold::Holds;
pub use model::{DecisionView, HistoryPage, Lookup, Review, Status, Step, StepPart};
pub(crate) use outbox::{cancel, cancel_all, hasten, keep, outbox, release, replace, send_anyway};
pub(crate) use queue::queue;
pub use receipt::ReceiptView;
pub(crate) use receipt::receipts;
pub(crate) use recover::{look_again, recover, said};
pub(crate) use remember::remembered;
pub use remember::{KnownBy, RememberDays, Remembered, Trace};
pub(crate) use send::decide;
pub use sight::Sight;
pub(crate) use subject::About;

use crate::action::Refusal;
use crate::error::{Error, ErrorCode, Result};
use crate::event::Event;
use crate::model::Marks;
use crate::profile::ProfileId;
use crate::profile::instance::Instance;
use crate::store::journal::{DecisionRecord, Journal};

/// The decision as the desk draws it.
pub(crate) fn view(profile: &ProfileId, kept: DecisionRecord) -> DecisionView {
    DecisionView {
        id: kept.id,
        profile: profile.clone(),
        account: kept.account,
        handle: kept.handle,
        by: kept.by,
        verb: kept.verb,
        status: kept.status,
        decided_at: kept.decided_at,
        settled_at: kept.settled_at,
        reason: kept.reason,
        message: kept.message,
        told: kept.told,
        preset: kept.preset,
        report: kept.report,
        before: kept.before.to_vec(),
        after: kept.after.map(Marks::to_vec),
        answer_code: kept.answer_code,
        answer_words: kept.answer_words,
        refusal: kept.refusal,
        lookup: kept.lookup,
        lasts: kept.lasts,
        note: kept.note,
        note_before: kept.note_before,
        steps: kept.steps,
        hold_left: kept.waiting.hold_left,
        review: kept.waiting.review,
        attempts: kept.waiting.attempts,
        seen: kept.waiting.seen,
        found: kept.waiting.found,
    }
}

/// How many decisions a page of the history has.
const PAGE: u32 = 100;

/// The number that a cursor stands for.
fn sequence(cursor: Option<&str>) -> Result<Option<i64>> {
    let number = cursor.map(|cursor| cursor.parse().map_err(|error| Error::caused(ErrorCode::Internal, error)));
    number.transpose()
}

/// A page of all that was decided, settled or not, newest first.
pub(crate) async fn history(instance: &Instance, cursor: Option<&str>) -> Result<HistoryPage> {
    let before = sequence(cursor)?;
    let journal = journal(instance)?;
    let total = journal.number().await?;
    let rows = journal.page(before, PAGE).await?;
    let full = u32::try_from(rows.len()).is_ok_and(|len| len == PAGE);
    let next = rows.last().filter(|_| full).map(|(seq, _)| seq.to_string());
    Ok(HistoryPage { rows: rows.into_iter().map(|(_, kept)| view(&instance.id, kept)).collect(), next, total })
}

/// Whether a decision about the account cannot be sent at once: the server does not answer, or an earlier one waits.
pub(crate) async fn must_wait(instance: &Instance, about: &About) -> Result<bool> {
    Ok(instance.is_offline() || journal(instance)?.is_open(&about.account(instance).await?).await?)
}

/// The open journal.
///
/// # Errors
/// `NotAllowed` when it cannot be read.
pub(crate) fn journal(instance: &Instance) -> Result<&Journal> {
    instance.journal.as_ref().ok_or_else(|| ErrorCode::NotAllowed { refusal: Refusal::JournalUnusable }.into())
}

/// Moves a decision that has left in the journal, and tells of it. What was learned is told even when it cannot be
/// written down just now; it is then owed, and written before anything else is decided.
async fn settle(instance: &Instance, seen: Status, record: DecisionRecord) -> Result<DecisionView> {
    match moved(instance, seen, record.clone()).await {
        Ok(drawn) => Ok(drawn),
        Err(error) => {
            tracing::error!(code = error.code.name(), "an outcome could not be written down yet");
            owed(instance).push((seen, record.clone()));
            told(instance, record).await
        }
    }
}

/// Moves a decision in the journal, and tells of it. Somebody may have moved it before: then it is told as it stands.
///
/// # Errors
/// `DiskTrouble` and the like: it stands as it stood.
async fn moved(instance: &Instance, seen: Status, record: DecisionRecord) -> Result<DecisionView> {
    let journal = journal(instance)?;
    let now = if journal.settle(seen, &record, instance.clock.now()).await? {
        record
    } else {
        tracing::warn!("a decision had moved before it could be moved");
        journal.get(&record.id).await?.unwrap_or(record)
    };
    told(instance, now).await
}

async fn told(instance: &Instance, record: DecisionRecord) -> Result<DecisionView> {
    overlay(instance).await;
    instance.due_bell.notify_one();
    tell(instance, &record);
    instance.tell_soon();
    Ok(view(&instance.id, record))
}

/// Lets the queue leave out whom something was decided about. A cache that cannot be written shows them once more: an
/// oversight is then caught by the second decision's own look.
pub(crate) async fn overlay(instance: &Instance) {
    let noted = async {
        // One at a time: the last one written is the last one read.
        let mut overlaid = instance.overlaid.lock().await;
        let accounts = journal(instance)?.decided_about().await?;
        if overlaid.as_ref() == Some(&accounts) {
            return Ok(());
        }
        instance.cache.overlay(overlaid.as_deref(), &accounts).await?;
        *overlaid = Some(accounts);
        drop(overlaid);
        instance.events.send(Event::Accounts { profile: instance.id.clone() });
        Ok::<(), Error>(())
    };
    if let Err(error) = noted.await {
        tracing::warn!(code = error.code.name(), "the queue may show somebody who was decided about");
    }
}

/// Tells everybody how the decision stands.
fn tell(instance: &Instance, record: &DecisionRecord) {
    instance.events.send(Event::Decision { decision: Box::new(view(&instance.id, record.clone())) });
}

/// Writes down what is owed.
///
/// # Errors
/// `DiskTrouble` and the like, when it still cannot be written.
async fn pay(instance: &Instance) -> Result<()> {
    loop {
        let Some((seen, record)) = owed(instance).last().cloned() else { return Ok(()) };
        journal(instance)?.settle(seen, &record, instance.clock.now()).await?;
        owed(instance).retain(|(_, other)| other.id != record.id);
    }
}

fn owed(instance: &Instance) -> std::sync::MutexGuard<'_, Vec<(Status, DecisionRecord)>> {
    instance.owed.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
