//! The reason, added to the note that a server's administrators share about an account.
//!
//! The server keeps one note and no history, and the last write wins (gitlab.md §5): it is read, added to, written, and
//! read again.

use super::judge::{explained, note, nothing_done, unsent};
use super::step;
use super::subject::{Subject, same_note};
use super::{DecisionView, Status, StepPart, view};
use crate::action::{Choices, Refusal, Verb};
use crate::model::Timestamp;
use crate::platform::{Sent, Server};
use crate::profile::instance::Instance;
use crate::store::journal::DecisionRecord;

/// The longest note that is sent, in characters: no limit of the server is known.
pub(super) const LONGEST: u32 = 5_000;

/// Adds the reason of a settled decision to the note, as a step of the decision. Its own status stays what it is.
pub(super) async fn added(
    instance: &Instance,
    server: &Server,
    mut record: DecisionRecord,
    reason: &str,
) -> DecisionView {
    match appended(instance, &record, reason).await {
        Err(why) => step::withhold(instance, &mut record, StepPart::Note, Verb::Note, why).await,
        Ok(text) => {
            let choices = Choices { note: Some(text.clone()), ..Choices::default() };
            let sent = step::send(instance, server, &mut record, (StepPart::Note, Verb::Note), &choices).await;
            let (status, refusal) = outcome(instance, &record, sent, &text).await;
            if let Some(step) = record.steps.last_mut() {
                (step.status, step.refusal) = (status, refusal);
            }
            step::settle(instance, &record).await;
        }
    }
    view(&instance.id, record)
}

/// The whole note with the reason as its last line, or why it is not sent.
async fn appended(instance: &Instance, record: &DecisionRecord, reason: &str) -> Result<String, Refusal> {
    let now = Subject::read(instance, record).await.map_err(|error| unsent(&error))?.ok_or(Refusal::Gone)?;
    let line = line(record, reason);
    let text = match now.account().note.as_deref().map(str::trim_end) {
        Some(note) => format!("{note}\n{line}"),
        None => line,
    };
    if text.chars().count() > LONGEST as usize {
        return Err(Refusal::NoteTooLong { limit: LONGEST });
    }
    Ok(text)
}

/// What became of the request.
async fn outcome(instance: &Instance, record: &DecisionRecord, sent: Sent, text: &str) -> (Status, Option<Refusal>) {
    let problem = match sent {
        Sent::NotArrived(error) => {
            let refusal = unsent(&error);
            note(instance, error).await;
            return (Status::Refused, Some(refusal));
        }
        Sent::NothingDone { status, .. } => Some(nothing_done(status)),
        Sent::Refused { problem, .. } => Some(problem),
        Sent::Taken { .. } => None,
        Sent::Unsure(error) => {
            note(instance, error).await;
            None
        }
    };
    let now = Subject::read(instance, record).await;
    match (problem, now) {
        (Some(problem), Ok(Some(now))) => {
            (Status::Refused, Some(explained(instance, Verb::Note, &now, &problem).await))
        }
        (Some(_), Ok(None)) => (Status::Refused, Some(Refusal::Gone)),
        (Some(_), Err(_)) => (Status::Refused, Some(Refusal::ServerSaysNo)),
        (None, Ok(Some(now))) if same_note(now.account().note.as_deref(), Some(text)) => (Status::Confirmed, None),
        // Somebody else wrote it meanwhile, or it never arrived.
        (None, _) => (Status::Unsure, None),
    }
}

/// `2026-11-21 banned by @kim: reason`.
fn line(record: &DecisionRecord, reason: &str) -> String {
    format!("{} {} by @{}: {reason}", day(record.decided_at), done(record.verb), record.by)
}

/// The day in UTC.
fn day(at: Timestamp) -> String {
    let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    moment.strftime("%Y-%m-%d").to_string()
}

/// What was done, for whoever reads the note.
const fn done(verb: Verb) -> &'static str {
    match verb {
        Verb::Approve => "approved",
        Verb::Block | Verb::BlockBanned => "blocked",
        Verb::Unblock => "unblocked",
        Verb::Ban | Verb::BanBlocked | Verb::BanDeactivated => "banned",
        Verb::Unban => "unbanned",
        Verb::Deactivate => "deactivated",
        Verb::Activate => "activated",
        _ => verb.word(),
    }
}
