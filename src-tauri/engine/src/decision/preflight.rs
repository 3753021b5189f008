//! Reads what a decision is about right before it is sent, and compares it with what was decided about.
//!
//! Between this reading and the request's arrival nothing protects: neither server knows conditional requests.

use super::checks;
use super::sight::Sight;
use super::subject::{Seen, Subject, Wanted, seen};
use crate::action::Refusal;
use crate::error::Result;
use crate::profile::instance::Instance;
use crate::store::journal::DecisionRecord;

/// What becomes of a decision that was about to leave.
#[derive(Debug)]
pub(super) enum Verdict {
    /// All is as it was: it is sent.
    Send(Subject),
    /// All that was wanted is so.
    WasSo(Subject),
    /// Something that matters is otherwise.
    Changed(Subject),
    /// The server no longer has it.
    Gone,
    /// It cannot be done any more.
    Refused(Refusal, Subject),
}

/// Looks at the server.
///
/// # Errors
/// Whatever keeps it from being read.
pub(super) async fn look(instance: &Instance, record: &DecisionRecord) -> Result<Verdict> {
    let Some(now) = Subject::read(instance, record).await? else { return Ok(Verdict::Gone) };
    if now.revision() != record.waiting.revision {
        let shown = seen(&Wanted::of(record), Some(&now)) == Seen::Shown;
        return Ok(if shown && wants_the_state_alone(record) { Verdict::WasSo(now) } else { Verdict::Changed(now) });
    }
    if let (Subject::Account(_), Some(report)) = (&now, &record.report)
        && let Some(refusal) = checks::of_report(instance, &record.account, report).await?
    {
        return Ok(Verdict::Refused(refusal, now));
    }
    let offer = now.offers(instance).into_iter().find(|offer| offer.verb == record.verb);
    Ok(match offer.map_or(Some(Refusal::NotOnThisServer), |offer| offer.refusal) {
        Some(refusal) => Verdict::Refused(refusal, now),
        None => Verdict::Send(now),
    })
}

/// What was found, for whoever decides what to do about it. Sent anyway, it is about what was found.
pub(super) fn found(record: &mut DecisionRecord, now: &Subject) {
    record.after = Some(now.marks());
    record.waiting.found = Some(Sight::of(now));
    record.waiting.revision = now.revision();
}

/// Whether nothing is wanted beside the state itself. Suspending again may be meant to tell the person, to close reports,
/// to write a note.
fn wants_the_state_alone(record: &DecisionRecord) -> bool {
    let DecisionRecord { message, told, preset, report, .. } = record;
    let about_report = record.verb.is_about_report();
    message.is_none()
        && *told != Some(true)
        && preset.is_none()
        && (report.is_none() || about_report)
        && !record.waiting.note_too
}
