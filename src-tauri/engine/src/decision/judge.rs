//! What became of a request: judged by the answer's body, and by reading the account or the report again.

use super::recover::looked_up;
use super::subject::{Seen, Subject, seen};
use super::{Lookup, Status};
use crate::action::{Goal, Refusal};
use crate::error::{Error, ErrorCode, Problem, Result};
use crate::platform::{self, Sent};
use crate::profile::instance::Instance;
use crate::store::journal::DecisionRecord;
use crate::sync;

/// Judges what became of it.
pub(super) async fn judged(instance: &Instance, mut record: DecisionRecord, sent: Sent) -> DecisionRecord {
    record.settled_at = Some(instance.clock.now());
    match sent {
        Sent::Taken { status, words } => {
            record.answer_code = Some(status);
            record.answer_words = words;
            let after = Subject::read(instance, &record).await;
            if record.verb.goal() == Goal::Erased
                && let Err(error) = sync::forget_remembered(instance, &record.account).await
            {
                tracing::warn!(code = error.code.name(), "a remembered profile could not be forgotten");
            }
            taken(record, after)
        }
        Sent::NothingDone { status, words } => {
            record.answer_code = Some(status);
            record.answer_words = words;
            let problem = Problem { error: ErrorCode::ServerSaysNo { status }, server_said: None };
            refused(instance, record, &problem).await
        }
        Sent::Refused { status, words, problem } => {
            record.answer_code = Some(status);
            record.answer_words = words;
            refused(instance, record, &problem).await
        }
        Sent::NotArrived(error) => {
            // It surely did not reach the server's rules: nothing happened there, and that is all there is to know.
            record.status = Status::Refused;
            record.refusal = Some(match error.code {
                ErrorCode::RateLimited { .. } => Refusal::AskedToWait,
                _ if error.is_unreachable() => Refusal::Offline,
                _ => Refusal::NotSent,
            });
            record.answer_code = status_of(&error);
            record.answer_words = error.server_said.clone();
            note(instance, error).await;
            record
        }
        Sent::Unsure(error) => {
            record.answer_code = status_of(&error);
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

/// The server said yes; it counts as done when it also shows it.
fn taken(mut record: DecisionRecord, after: Result<Option<Subject>>) -> DecisionRecord {
    match after {
        Ok(now) => {
            record.after = now.as_ref().map(Subject::marks);
            record.status = match seen(record.verb, record.before, now.as_ref()) {
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
    let now = Subject::read(instance, &record).await;
    record.status = Status::Refused;
    record.refusal = Some(match &now {
        Ok(None) => Refusal::Gone,
        Ok(Some(subject)) => explain(instance, &record, Some(subject), problem),
        // What keeps us from reading may explain the refusal, too: a role that was lost, a token that died.
        Err(unread) if unread.is_about_rights() => explain(instance, &record, None, &Problem::from(unread)),
        Err(_) => explain(instance, &record, None, problem),
    });
    let forbidden = problem.error == ErrorCode::ServerSaysNo { status: 403 };
    match record.refusal {
        // Neither state nor what we know of our rights explains it: our rights may have changed.
        Some(Refusal::ServerSaysNo) if forbidden => {
            relearn(instance).await;
            if let Ok(Some(subject)) = &now {
                record.refusal = Some(explain(instance, &record, Some(subject), problem));
            }
        }
        Some(Refusal::RoleMissing | Refusal::ScopeMissing { .. }) => relearn(instance).await,
        // Only where the account itself is there to be seen: else it is the server's day, not its kind.
        Some(Refusal::NotOnThisServer) if matches!(now, Ok(Some(_))) => instance.learn_unserved(record.verb).await,
        _ => {}
    }
    record.after = now.ok().flatten().as_ref().map(Subject::marks);
    record
}

fn explain(instance: &Instance, record: &DecisionRecord, now: Option<&Subject>, problem: &Problem) -> Refusal {
    let kept = instance.record();
    let (software, verb) = (&kept.software, record.verb);
    match now {
        Some(Subject::Report { report, .. }) => {
            platform::explain_report(software, verb, Some(report.as_ref()), &kept.who, problem)
        }
        Some(Subject::Account(account)) => platform::explain(software, verb, Some(account), &kept.who, problem),
        None if verb.is_about_report() => platform::explain_report(software, verb, None, &kept.who, problem),
        None => platform::explain(software, verb, None, &kept.who, problem),
    }
}

/// The request left and no answer came: the subject is read at once. What it shows now is taken as this request's doing
/// only here, where the state right before it is known; a later look cannot tell whose doing it was.
async fn unanswered(instance: &Instance, mut record: DecisionRecord) -> DecisionRecord {
    record.status = Status::Unsure;
    record.lookup = Some(Lookup::NotYet);
    if let Ok(now) = Subject::read(instance, &record).await {
        record = looked_up(record, now.as_ref());
        if record.lookup == Some(Lookup::Shows) && now.is_some() {
            record.status = Status::Confirmed;
        }
    }
    record
}

/// Rights were assumed that are not there: the server is asked anew who one is, so that offers stop promising them.
async fn relearn(instance: &Instance) {
    let Ok(server) = instance.server() else { return };
    if let Ok(who) = instance.noted(server.who().await).await
        && let Err(error) = instance.learn(None, who).await
    {
        tracing::warn!(code = error.code.name(), "changed rights could not be kept");
    }
}

async fn note(instance: &Instance, error: Error) {
    // The error says whether the instance answers; the decision says the rest.
    let _: Result<()> = instance.noted(Err(error)).await;
}
