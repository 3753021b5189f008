//! One request of a decision that takes several: its row first, then the request, then what came of it.

use super::judge::Answer;
use super::{Status, Step, StepPart, journal, tell};
use crate::action::{Choices, Refusal, Verb};
use crate::error::{ErrorCode, Result};
use crate::platform::{Sent, Server};
use crate::profile::instance::Instance;
use crate::store::journal::DecisionRecord;

/// Sends a step, once. Without its row on the disk nothing is sent, and it is answered as what never left.
pub(super) async fn send(
    instance: &Instance,
    server: &Server,
    record: &mut DecisionRecord,
    (part, verb): (StepPart, Verb),
    choices: &Choices,
) -> Sent {
    if let Err(unwritten) = begin(instance, record, begun(instance, part, verb)).await {
        return Sent::NotArrived(unwritten);
    }
    let sent = server.act(&record.account, verb, choices).await;
    let answer = Answer::of(&sent);
    if let Some(step) = record.steps.last_mut() {
        step.status = status(&sent);
        step.answer_code = answer.code;
        step.answer_words = answer.words;
    }
    settle(instance, record).await;
    sent
}

/// Keeps a step that is not sent, with the reason.
pub(super) async fn withhold(
    instance: &Instance,
    record: &mut DecisionRecord,
    part: StepPart,
    verb: Verb,
    why: Refusal,
) {
    let withheld = Step { status: Status::Refused, refusal: Some(why), ..begun(instance, part, verb) };
    // Where it cannot be written down, it is told nevertheless.
    let _ = begin(instance, record, withheld).await;
}

/// Writes down what is known of the last step now. What cannot be written is written with the decision's own end.
pub(super) async fn settle(instance: &Instance, record: &DecisionRecord) {
    if let (Ok(journal), Some((step, before))) = (journal(instance), record.steps.split_last())
        && let Err(error) = journal.settle_step(&record.id, before.len(), step).await
    {
        tracing::error!(code = error.code.name(), "a step's outcome could not be written down yet");
    }
    tell(instance, record);
}

/// Writes the row. A step without one is kept in memory as refused, so that it is told.
async fn begin(instance: &Instance, record: &mut DecisionRecord, step: Step) -> Result<()> {
    let written = match journal(instance) {
        Ok(journal) => journal.begin_step(&record.id, record.steps.len(), &step).await,
        Err(error) => Err(error),
    };
    record.steps.push(step);
    if let Err(error) = written {
        tracing::error!(code = error.code.name(), "a step could not be written down and was not sent");
        let unrecorded = Refusal::JournalUnusable;
        if let Some(step) = record.steps.last_mut() {
            step.status = Status::Refused;
            step.refusal = Some(unrecorded.clone());
        }
        return Err(ErrorCode::NotAllowed { refusal: unrecorded }.into());
    }
    tell(instance, record);
    Ok(())
}

fn begun(instance: &Instance, part: StepPart, verb: Verb) -> Step {
    Step {
        part,
        verb,
        status: Status::Sending,
        sent_at: instance.clock.now(),
        answer_code: None,
        answer_words: None,
        refusal: None,
    }
}

const fn status(sent: &Sent) -> Status {
    match sent {
        Sent::Taken { .. } => Status::Accepted,
        Sent::NothingDone { .. } | Sent::Refused { .. } | Sent::NotArrived(_) => Status::Refused,
        Sent::Unsure(_) => Status::Unsure,
    }
}
