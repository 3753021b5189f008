//! Moves: two requests, with the account active between them, and a third that undoes the first when the second fails.
//!
//! A second step that arrives late does no harm after the third: on a banned account `block` changes nothing, on a blocked
//! or deactivated one `ban` is refused, and on a banned one `deactivate` is (gitlab.md §1.1). So the third is sent
//! whenever the second is not seen to have worked.

use std::time::Duration;

use super::judge::{self, Answer, explained, note, nothing_done, unsent};
use super::recover::looked_up;
use super::step;
use super::subject::{Seen, Subject, Wanted, seen};
use super::{Lookup, Status, StepPart, halfway};
use crate::action::{Choices, Refusal, Steps, Verb, let_in};
use crate::error::{Error, ErrorCode, Problem};
use crate::model::Account;
use crate::platform::{Sent, Server};
use crate::profile::instance::Instance;
use crate::store::journal::DecisionRecord;
use crate::sync;

/// How long a server may ask to wait before the first step is undone. An account that is active meanwhile is worse than
/// waiting; a window that waits for minutes is worse than a loud mark.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a network that is gone, or a server that starts anew, is given before the undoing is sent once more. Whoever
/// quits meanwhile is waited for longer than this.
const BREATH: Duration = Duration::from_secs(5);

/// A move under way.
pub(super) struct Move<'a> {
    pub instance: &'a Instance,
    pub server: &'a Server,
    pub steps: Steps,
    /// The account right before.
    pub before: &'a Account,
    pub choices: &'a Choices,
    pub record: DecisionRecord,
}

/// Why a step failed. It is explained when nothing is left to be sent: explaining may ask the server who we are.
enum Failure {
    /// No answer came.
    Unanswered,
    /// It is known already.
    Known(Refusal),
    /// The server said no.
    Said(Problem),
}

impl Move<'_> {
    /// Takes every step that is called for, and tells how it ended.
    pub async fn made(mut self) -> DecisionRecord {
        match self.send(StepPart::First, self.steps.first).await {
            Sent::Taken { .. } => self.second().await,
            Sent::Unsure(error) => self.first_unanswered(error).await,
            sent @ (Sent::NothingDone { .. } | Sent::Refused { .. } | Sent::NotArrived(_)) => {
                let mut record = judge::judged(self.instance, self.record, sent).await;
                if let Some(step) = record.steps.last_mut() {
                    step.refusal.clone_from(&record.refusal);
                }
                record
            }
        }
    }

    /// The state right before is known: an account that is active now is so by the first step.
    async fn first_unanswered(mut self, error: Error) -> DecisionRecord {
        note(self.instance, error).await;
        let now = match Subject::read(self.instance, &self.record).await {
            Ok(now) => now,
            Err(_) => return self.ended(unread),
        };
        let active = Wanted { goal: self.steps.first.goal(), before: self.record.before, note: None };
        if seen(&active, now.as_ref()) == Seen::Shown {
            confirm(&mut self.record, StepPart::First);
            return self.second().await;
        }
        self.record.status = Status::Unsure;
        self.ended(|record| looked_up(record, now.as_ref(), false))
    }

    /// At once: reading in between would only make the account active for longer.
    async fn second(mut self) -> DecisionRecord {
        let sent = self.send(StepPart::Second, self.steps.second).await;
        Answer::of(&sent).keep(&mut self.record);
        let failure = self.failure(sent).await;
        if let None | Some(Failure::Unanswered) = failure {
            match Subject::read(self.instance, &self.record).await {
                Ok(now) if self.is_reached(now.as_ref()) => return self.confirmed(now.as_ref()),
                Ok(None) => return self.ended(|record| halfway::looked(record, None)),
                // It said yes, as it does when it is so: undoing might undo what is wanted. A look will tell.
                Err(_) if failure.is_none() => return self.ended(accepted),
                Ok(Some(_)) | Err(_) => {}
            }
        }
        self.put_back(failure.unwrap_or(Failure::Known(Refusal::ServerSaysNo))).await
    }

    async fn put_back(mut self, failure: Failure) -> DecisionRecord {
        let mut sent = self.send_back().await;
        if let Sent::NotArrived(error) = &sent
            && let Some(wait) = self.short_wait(error)
        {
            self.refused(StepPart::Back, Some(unsent(error)));
            step::settle(self.instance, &self.record).await;
            self.instance.clock.sleep(wait).await;
            sent = self.send_back().await;
        }
        let back_failure = self.failure(sent).await;
        let now = sync::look_by(self.instance, &self.server.come_what_may(), &self.record.account).await;
        let now = now.map(|found| found.map(|account| Subject::Account(Box::new(account))));
        let why = self.why(self.steps.second, failure).await;
        self.refused(StepPart::Second, why.clone());
        self.record.refusal = why;
        if let Some(failure) = back_failure {
            let why = self.why(self.steps.back, failure).await;
            self.refused(StepPart::Back, why);
        }
        match now {
            Ok(now) if self.is_reached(now.as_ref()) => self.confirmed(now.as_ref()),
            Ok(now) => {
                let mut record = self.ended(|record| halfway::looked(record, now.as_ref().map(Subject::marks)));
                if record.lookup == Some(Lookup::Unchanged) {
                    (record.status, record.lookup) = (Status::PutBack, None);
                    confirm(&mut record, StepPart::Back);
                }
                record
            }
            Err(_) => self.ended(unread),
        }
    }

    /// How long to wait before an undoing that surely did not arrive is sent once more, where that is worth it.
    fn short_wait(&self, error: &Error) -> Option<Duration> {
        let ErrorCode::RateLimited { until } = &error.code else { return error.is_unreachable().then_some(BREATH) };
        let wait = (*until)?.0.saturating_sub(self.instance.clock.now().0);
        Some(Duration::from_millis(u64::try_from(wait).unwrap_or_default())).filter(|wait| *wait <= PATIENCE)
    }

    async fn send(&mut self, part: StepPart, verb: Verb) -> Sent {
        step::send(self.instance, self.server, &mut self.record, (part, verb), self.choices).await
    }

    /// The undoing is sent whatever the server's budget is believed to be, and looked at likewise: until it arrives the
    /// account is active.
    async fn send_back(&mut self) -> Sent {
        let (server, step) = (self.server.come_what_may(), (StepPart::Back, self.steps.back));
        step::send(self.instance, &server, &mut self.record, step, self.choices).await
    }

    fn is_reached(&self, now: Option<&Subject>) -> bool {
        seen(&Wanted::of(&self.record), now) == Seen::Shown
    }

    /// Whether a step failed, as far as its own answer tells.
    async fn failure(&self, sent: Sent) -> Option<Failure> {
        match sent {
            Sent::Taken { .. } => None,
            Sent::NothingDone { status, .. } => Some(Failure::Said(nothing_done(status))),
            Sent::Refused { problem, .. } => Some(Failure::Said(problem)),
            Sent::NotArrived(error) => {
                let refusal = unsent(&error);
                note(self.instance, error).await;
                Some(Failure::Known(refusal))
            }
            Sent::Unsure(error) => {
                note(self.instance, error).await;
                Some(Failure::Unanswered)
            }
        }
    }

    /// The reason, as it was when the step met an active account, whatever is made of it since.
    async fn why(&self, verb: Verb, failure: Failure) -> Option<Refusal> {
        let problem = match failure {
            Failure::Unanswered => return None,
            Failure::Known(refusal) => return Some(refusal),
            Failure::Said(problem) => problem,
        };
        let between = Account { marks: let_in(self.before.marks), unknown_state: None, ..self.before.clone() };
        let refusal = explained(self.instance, verb, &Subject::Account(Box::new(between)), &problem).await;
        if refusal == Refusal::NotOnThisServer {
            // Then the move is not to be begun again, either.
            self.instance.learn_unserved(self.record.verb).await;
        }
        Some(refusal)
    }

    /// Keeps why the last step of this kind was refused.
    fn refused(&mut self, part: StepPart, refusal: Option<Refusal>) {
        let mut last = self.record.steps.iter_mut().rev();
        if let Some(step) = last.find(|step| step.part == part).filter(|step| step.status == Status::Refused) {
            step.refusal = refusal;
        }
    }

    fn confirmed(mut self, now: Option<&Subject>) -> DecisionRecord {
        confirm(&mut self.record, StepPart::First);
        confirm(&mut self.record, StepPart::Second);
        self.ended(|record| DecisionRecord {
            status: Status::Confirmed,
            after: now.map(Subject::marks),
            refusal: None,
            ..record
        })
    }

    fn ended(self, end: impl FnOnce(DecisionRecord) -> DecisionRecord) -> DecisionRecord {
        DecisionRecord { settled_at: Some(self.instance.clock.now()), ..end(self.record) }
    }
}

/// The server took the second step, and the account could not be read.
fn accepted(record: DecisionRecord) -> DecisionRecord {
    DecisionRecord { status: Status::Accepted, lookup: Some(Lookup::NotYet), ..record }
}

/// The account could not be read, and may be active.
fn unread(record: DecisionRecord) -> DecisionRecord {
    DecisionRecord { status: Status::Halfway, lookup: Some(Lookup::NotYet), ..record }
}

/// The outcome of the step was seen.
fn confirm(record: &mut DecisionRecord, part: StepPart) {
    for step in record.steps.iter_mut().filter(|step| step.part == part && step.status != Status::Refused) {
        step.status = Status::Confirmed;
    }
}
