//! One decision from the panel to its result: checked, read before, written down, sent, read after.

use std::sync::Arc;

use tokio::sync::OwnedMutexGuard;

use super::moves::Move;
use super::subject::Subject;
use super::{DecisionView, Status, checks, halfway, journal, judge, note, pay, settle, tell};
use crate::action::{ActionOffer, Choices, Refusal, Verb};
use crate::error::{Error, ErrorCode, Result};
use crate::model::{AccountId, ReportId};
use crate::platform::{self, Server};
use crate::profile::instance::Instance;
use crate::store::journal::DecisionRecord;
use crate::sync;

/// Decides about an account as it was on screen, and sends it.
///
/// # Errors
/// Before anything is sent: `NotAllowed`, `ChangedMeanwhile`, `HandleNotTyped`, `TellNotChosen`, `TextTooLong`,
/// `PresetInvalid`, `PlaceholderLeft`, and whatever keeps the account from being read. Once the journal has the row, the
/// outcome is told by the decision's status.
pub(crate) async fn decide(
    instance: &Arc<Instance>,
    id: &AccountId,
    revision: &str,
    verb: Verb,
    choices: Choices,
) -> Result<DecisionView> {
    let turn = instance.turn.clone().lock_owned().await;
    unhindered(instance)?;
    pay(instance).await?;
    // The account is read last: between that reading and the request nothing else is waited for.
    checks::report(instance, id, &choices).await?;
    let before = sync::look(instance, id).await?.ok_or(ErrorCode::NotAllowed { refusal: Refusal::Gone })?;
    unchanged(revision, &before.revision())?;
    let record = instance.record();
    let offers = platform::offers(&record.software, &before, &instance.circumstances(&record));
    let choices = checks::checked(choices, &allowed(offers, verb)?)?;
    let report = choices.report.clone();
    let deed = begun(instance, turn, Subject::Account(Box::new(before)), verb, choices, report).await?;
    if !deed.takes_several() {
        return deed.done(instance).await;
    }
    // Whoever asked may leave between two requests; the account must not be left there.
    let instance = instance.clone();
    let done = tokio::spawn(async move { deed.done(&instance).await }).await;
    done.map_err(|fault| Error::caused(ErrorCode::Internal, fault))?
}

/// Decides about a report as it was on screen, and sends it.
///
/// # Errors
/// As [`decide`].
pub(crate) async fn decide_report(
    instance: &Instance,
    id: &ReportId,
    revision: &str,
    verb: Verb,
    choices: Choices,
) -> Result<DecisionView> {
    let turn = instance.turn.clone().lock_owned().await;
    unhindered(instance)?;
    pay(instance).await?;
    let before = sync::look_at_report(instance, id).await?.ok_or(ErrorCode::NotAllowed { refusal: Refusal::Gone })?;
    unchanged(revision, &before.report.revision())?;
    let record = instance.record();
    let offers = platform::report_offers(&record.software, &before.report, &instance.circumstances(&record));
    let choices = checks::checked(choices, &allowed(offers, verb)?)?;
    let subject = Subject::of_report(instance, before.report);
    begun(instance, turn, subject, verb, choices, Some(id.clone())).await?.done(instance).await
}

/// Writes the row of a decision.
async fn begun(
    instance: &Instance,
    turn: OwnedMutexGuard<()>,
    before: Subject,
    verb: Verb,
    choices: Choices,
    report: Option<ReportId>,
) -> Result<Deed> {
    let account = before.account();
    let record = DecisionRecord {
        id: uuid::Uuid::new_v4().to_string(),
        account: account.id.clone(),
        handle: account.handle(),
        by: instance.record().who.username,
        verb,
        status: Status::Sending,
        decided_at: instance.clock.now(),
        settled_at: None,
        reason: choices.reason.clone(),
        message: choices.message.clone(),
        told: choices.tell,
        preset: choices.preset.clone(),
        report,
        before: before.marks(),
        after: None,
        answer_code: None,
        answer_words: None,
        refusal: None,
        lookup: None,
        note: choices.note.clone(),
        note_before: choices.note.as_ref().and(account.note.clone()),
        steps: Vec::new(),
    };
    let server = instance.server()?;
    // Reading took its time: whoever set the profile to read-only meanwhile meant this one, too.
    unhindered(instance)?;
    let under_way = instance.under_way.clone().lock_owned().await;
    journal(instance)?.begin(&record).await?;
    tell(instance, &record);
    // From here on the outcome belongs to the decision, whatever goes wrong.
    Ok(Deed { server, before, choices, record, _alone: [turn, under_way] })
}

/// A decision whose row is written.
struct Deed {
    server: Server,
    before: Subject,
    choices: Choices,
    record: DecisionRecord,
    /// No other decision is made meanwhile, and no file is closed.
    _alone: [OwnedMutexGuard<()>; 2],
}

impl Deed {
    /// Whether it is more than one request.
    const fn takes_several(&self) -> bool {
        self.record.verb.steps().is_some() || self.choices.note_too
    }

    async fn done(self, instance: &Instance) -> Result<DecisionView> {
        let record = self.ended(instance).await;
        let drawn = settle(instance, Status::Sending, record.clone()).await?;
        halfway::learn(instance, &record).await;
        let done = matches!(record.status, Status::Confirmed | Status::Accepted | Status::Unprovable);
        match &self.choices.reason {
            Some(reason) if self.choices.note_too && done => {
                Ok(note::added(instance, &self.server, record, reason).await)
            }
            _ => Ok(drawn),
        }
    }

    /// Sends what there is to send, and judges what became of it.
    async fn ended(&self, instance: &Instance) -> DecisionRecord {
        let record = self.record.clone();
        let sent = match (&self.before, record.verb.steps()) {
            (Subject::Account(account), Some(steps)) => {
                let (server, choices) = (&self.server, &self.choices);
                return Move { instance, server, steps, before: account, choices, record }.made().await;
            }
            (Subject::Account(account), None) => self.server.act(&account.id, record.verb, &self.choices).await,
            (Subject::Report { report, .. }, _) => self.server.act_on_report(&report.id, record.verb).await,
        };
        judge::judged(instance, record, sent).await
    }
}

/// Fails when nothing may be decided here and now.
fn unhindered(instance: &Instance) -> Result<()> {
    match instance.obstacle() {
        Some(refusal) => Err(ErrorCode::NotAllowed { refusal }.into()),
        None => Ok(()),
    }
}

/// Fails when it is not as it was on screen.
fn unchanged(on_screen: &str, now: &str) -> Result<()> {
    if on_screen == now { Ok(()) } else { Err(ErrorCode::ChangedMeanwhile.into()) }
}

/// The offer for the verb, or why there is none.
fn allowed(offers: Vec<ActionOffer>, verb: Verb) -> Result<ActionOffer> {
    let offer = offers.into_iter().find(|offer| offer.verb == verb);
    let offer = offer.ok_or(ErrorCode::NotAllowed { refusal: Refusal::NotOnThisServer })?;
    match offer.refusal {
        Some(refusal) => Err(ErrorCode::NotAllowed { refusal }.into()),
        None => Ok(offer),
    }
}
