//! Decisions: a row before it is a request. `send` takes one from the panel to its result, `checks` looks at what was
//! chosen, `judge` at what became of it; `recover` looks up at the server what became of those that are not sure.
//! `subject` is what a decision is about: an account, or a report. `model` is what is kept and shown.
//!
//! Some decisions take several requests: `step` sends one of them, `moves` goes from one state to another over a third,
//! `halfway` knows those that stopped there, `note` adds the reason to the server's note.

mod checks;
mod halfway;
mod judge;
mod model;
mod moves;
mod note;
mod recover;
mod send;
mod step;
mod subject;

pub use model::{DecisionView, HistoryPage, Lookup, Status, Step, StepPart};
pub(crate) use recover::{look_again, recover};
pub(crate) use send::{decide, decide_report};

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
        note: kept.note,
        note_before: kept.note_before,
        steps: kept.steps,
    }
}

/// How many decisions a page of the history has.
const PAGE: u32 = 100;

/// A page of what was decided, newest first.
pub(crate) async fn history(instance: &Instance, cursor: Option<&str>) -> Result<HistoryPage> {
    let before = cursor
        .map(|cursor| cursor.parse::<i64>().map_err(|error| Error::caused(ErrorCode::Internal, error)))
        .transpose()?;
    let journal = journal(instance)?;
    let (total, _) = journal.counts().await?;
    let rows = journal.page(before, PAGE).await?;
    let full = u32::try_from(rows.len()).is_ok_and(|len| len == PAGE);
    let next = rows.last().filter(|_| full).map(|(seq, _)| seq.to_string());
    Ok(HistoryPage { rows: rows.into_iter().map(|(_, kept)| view(&instance.id, kept)).collect(), next, total })
}

fn journal(instance: &Instance) -> Result<&Journal> {
    instance.journal.as_ref().ok_or_else(|| ErrorCode::NotAllowed { refusal: Refusal::JournalUnusable }.into())
}

/// Moves a decision in the journal and tells of it. What was learned is told even when it cannot be written down just
/// now; it is then owed, and written before anything else is decided.
async fn settle(instance: &Instance, seen: Status, record: DecisionRecord) -> Result<DecisionView> {
    let journal = journal(instance)?;
    let now = match journal.settle(seen, &record).await {
        Ok(true) => record,
        Ok(false) => {
            tracing::warn!("a decision had moved before it could be settled");
            journal.get(&record.id).await?.unwrap_or(record)
        }
        Err(error) => {
            tracing::error!(code = error.code.name(), "an outcome could not be written down yet");
            owed(instance).push(record.clone());
            record
        }
    };
    tell(instance, &now);
    instance.tell().await;
    Ok(view(&instance.id, now))
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
        let Some(record) = owed(instance).last().cloned() else { return Ok(()) };
        journal(instance)?.settle(Status::Sending, &record).await?;
        owed(instance).retain(|other| other.id != record.id);
    }
}

fn owed(instance: &Instance) -> std::sync::MutexGuard<'_, Vec<DecisionRecord>> {
    instance.owed.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
