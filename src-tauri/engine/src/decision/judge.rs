//! What became of a request: judged by the answer's body, and by reading the account or the report again.

use super::recover::looked_up;
use super::sender::comes_again;
use super::subject::{Seen, Subject, Wanted, seen};
use super::{Lookup, Status};
use crate::action::{Goal, Refusal, Verb};
use crate::error::{Error, ErrorCode, Problem, Result};
use crate::platform::{self, Sent};
use crate::profile::instance::Instance;
use crate::store::journal::DecisionRecord;
use crate::sync;

/// What came back, as it is kept.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// The HTTP status.
    pub code: Option<u16>,
    /// The server's words.
    pub words: Option<String>,
}

impl Answer {
    /// What came back of a request.
    pub fn of(sent: &Sent) -> Self {
        let (code, words) = match sent {
            Sent::Taken { status, words }
            | Sent::NothingDone { status, words }
            | Sent::Refused { status, words, .. } => (Some(*status), words),
            Sent::NotArrived(error) => (status_of(error), &error.server_said),
            Sent::Unsure(error) => return Answer { code: status_of(error), words: None },
        };
        Answer { code, words: words.clone() }
    }

    /// Puts it into the record.
    pub fn keep(self, record: &mut DecisionRecord) {
        (record.answer_code, record.answer_words) = (self.code, self.words);
    }
}

/// Judges what became of it.
pub(super) async fn judged(instance: &Instance, mut record: DecisionRecord, sent: Sent) -> DecisionRecord {
    record.settled_at = Some(instance.clock.now());
    Answer::of(&sent).keep(&mut record);
    match sent {
        Sent::Taken { .. } => {
            let after = Subject::read(instance, &record).await;
            if record.verb.goal() == Goal::Erased
                && let Err(error) = sync::forget_remembered(instance, &record.account).await
            {
                tracing::warn!(code = error.code.name(), "a remembered profile could not be forgotten");
            }
            taken(record, after)
        }
        Sent::NothingDone { status, .. } => refused(instance, record, &nothing_done(status)).await,
        Sent::Refused { problem, .. } => refused(instance, record, &problem).await,
        Sent::NotArrived(error) => {
            // It surely did not reach the server's rules: nothing happened there, and that is all there is to know.
            record.status = Status::Refused;
            record.refusal = Some(unsent(&error));
            note(instance, error).await;
            if comes_again(&record) {
                (record.status, record.refusal, record.settled_at) = (Status::Ready, None, None);
                record.waiting.attempts += 1;
            }
            record
        }
        Sent::Unsure(error) => {
            note(instance, error).await;
            unanswered(instance, record).await
        }
    }
}

/// The HTTP status that an error stands for.
const fn status_of(error: &Error) -> Option<u16> {
    match error.code {
        ErrorCode::RateLimited { .. } => Some(429),
        ErrorCode::ServerTrouble { status } => Some(status),
        _ => None,
    }
}

/// A yes whose body says that nothing changed.
pub(super) const fn nothing_done(status: u16) -> Problem {
    Problem { error: ErrorCode::ServerSaysNo { status }, server_said: None }
}

/// Why nothing arrived.
pub(super) fn unsent(error: &Error) -> Refusal {
    match &error.code {
        ErrorCode::RateLimited { .. } => Refusal::AskedToWait,
        ErrorCode::SignInNeeded => Refusal::TokenDead,
        ErrorCode::NotAllowed { refusal } => refusal.clone(),
        _ if error.is_unreachable() => Refusal::Offline,
        _ => Refusal::NotSent,
    }
}

/// The server said yes; it counts as done when it also shows it.
fn taken(mut record: DecisionRecord, after: Result<Option<Subject>>) -> DecisionRecord {
    match after {
        Ok(now) => {
            record.after = now.as_ref().map(Subject::marks);
            record.status = match seen(&Wanted::of(&record), now.as_ref()) {
                Seen::Shown => Status::Confirmed,
                Seen::Untold => Status::Unprovable,
                Seen::NotShown if now.is_none() => Status::Gone,
                Seen::NotShown => Status::Accepted,
            };
        }
        // No look would ever show it.
        Err(_) if record.verb.goal() == Goal::Unseen => record.status = Status::Unprovable,
        Err(_) => {
            record.status = Status::Accepted;
            record.lookup = Some(Lookup::NotYet);
        }
    }
    record
}

/// The server said no: the reason comes from the subject read again and from who we are, not from the bare number.
async fn refused(instance: &Instance, mut record: DecisionRecord, problem: &Problem) -> DecisionRecord {
    // Of a move it is the first step that was refused: the second is judged where it was sent.
    let verb = record.verb.steps().map_or(record.verb, |steps| steps.first);
    let now = Subject::read(instance, &record).await;
    record.status = Status::Refused;
    record.refusal = Some(match &now {
        Ok(None) => Refusal::Gone,
        Ok(Some(subject)) => explained(instance, verb, subject, problem).await,
        // What keeps us from reading may explain the refusal, too: a role that was lost, a token that died.
        Err(unread) if unread.is_about_rights() => without_subject(instance, verb, &Problem::from(unread)).await,
        Err(_) => without_subject(instance, verb, problem).await,
    });
    record.after = now.ok().flatten().as_ref().map(Subject::marks);
    record
}

/// Why the server refused the verb for a subject in this state. Where neither state nor what we know of our rights explains
/// it, our rights may have changed: they are asked anew.
pub(super) async fn explained(instance: &Instance, verb: Verb, subject: &Subject, problem: &Problem) -> Refusal {
    let refusal = explain(instance, verb, Some(subject), problem);
    match refusal {
        Refusal::ServerSaysNo if problem.error == (ErrorCode::ServerSaysNo { status: 403 }) => {
            relearn(instance).await;
            explain(instance, verb, Some(subject), problem)
        }
        Refusal::RoleMissing | Refusal::ScopeMissing { .. } => {
            relearn(instance).await;
            refusal
        }
        // Only where the account itself is there to be seen: else it is the server's day, not its kind.
        Refusal::NotOnThisServer => {
            instance.learn_unserved(verb).await;
            refusal
        }
        _ => refusal,
    }
}

/// The same where the subject could not be read.
async fn without_subject(instance: &Instance, verb: Verb, problem: &Problem) -> Refusal {
    let refusal = explain(instance, verb, None, problem);
    let forbidden = refusal == Refusal::ServerSaysNo && problem.error == (ErrorCode::ServerSaysNo { status: 403 });
    if forbidden || matches!(refusal, Refusal::RoleMissing | Refusal::ScopeMissing { .. }) {
        relearn(instance).await;
    }
    refusal
}

fn explain(instance: &Instance, verb: Verb, now: Option<&Subject>, problem: &Problem) -> Refusal {
    let kept = instance.record();
    let (software, here) = (&kept.software, instance.circumstances(&kept));
    match now {
        Some(Subject::Report { report, .. }) => {
            platform::explain_report(software, verb, Some(report.as_ref()), &kept.who, problem)
        }
        Some(Subject::Account(account)) => platform::explain(software, verb, Some(account), &here, problem),
        None if verb.is_about_report() => platform::explain_report(software, verb, None, &kept.who, problem),
        None => platform::explain(software, verb, None, &here, problem),
    }
}

/// The request left and no answer came: the subject is read at once. What it shows now is taken as this request's doing
/// only here, where the state right before it is known; a later look cannot tell whose doing it was.
async fn unanswered(instance: &Instance, mut record: DecisionRecord) -> DecisionRecord {
    record.status = Status::Unsure;
    record.lookup = Some(Lookup::NotYet);
    if let Ok(now) = Subject::read(instance, &record).await {
        let later = platform::is_done_later(instance.record().software.platform, record.verb);
        record = looked_up(record, now.as_ref(), later);
        if record.lookup == Some(Lookup::Shows) && now.is_some() {
            record.status = Status::Confirmed;
        }
    }
    record
}

/// Rights were assumed that are not there: the server is asked anew who one is, so that offers stop promising them.
async fn relearn(instance: &Instance) {
    let Ok(server) = instance.server() else { return };
    if let Err(error) = instance.get_to_know(&server, None).await {
        tracing::warn!(code = error.code.name(), "changed rights could not be looked up");
    }
}

/// Takes note of an error that says something about the connection.
pub(super) async fn note(instance: &Instance, error: Error) {
    // The error says whether the instance answers; the decision says the rest.
    let _: Result<()> = instance.noted(Err(error)).await;
}
