//! One decision from the panel to its result: checked, read before, written down, sent, read after.

use std::sync::Arc;

use tokio::sync::OwnedRwLockReadGuard;

use super::moves::Move;
use super::subject::{About, Subject};
use super::{DecisionView, Status, checks, halfway, journal, judge, note, pay, queue, remember, settle, tell, told};
use crate::action::{ActionOffer, Choices, Refusal, Verb};
use crate::error::{Error, ErrorCode, Result};
use crate::model::ReportId;
use crate::platform::Server;
use crate::profile::instance::Instance;
use crate::profile::turns::Turn;
use crate::store::journal::{DecisionRecord, Waiting};
use crate::sync;

/// Decides about something as it was on screen, and sends it; behind a lock that came meanwhile it waits.
///
/// # Errors
/// Before anything is sent: `NotAllowed`, `ChangedMeanwhile`, `NotAsked`, `HandleNotTyped`, `TellNotChosen`, `TextTooLong`,
/// `PresetInvalid`, `PlaceholderLeft`, and whatever keeps it from being read. Once the journal has the row, the outcome is
/// told by the decision's status.
pub(crate) async fn decide(
    instance: &Arc<Instance>,
    about: &About,
    revision: &str,
    verb: Verb,
    choices: Choices,
) -> Result<DecisionView> {
    let account = about.account(instance).await?;
    let turn = instance.turns.of(&account).await;
    unhindered(instance)?;
    pay(instance).await?;
    // What it is about is read last: between that reading and the request nothing else is waited for.
    if let About::Account(id) = about {
        checks::report(instance, id, &choices).await?;
    }
    let before = Subject::now(instance, about).await?;
    unchanged(revision, &before.revision())?;
    let choices = checks::checked(choices, &allowed(before.offers(instance), verb)?, instance.safe_mode())?;
    let report = match about {
        About::Account(_) => choices.report.clone(),
        About::Report(report) => Some(report.clone()),
    };
    let deed = match begun(instance, turn, before, verb, choices, report).await? {
        Begun::Leaves(deed) => deed,
        Begun::Waits(record) => return told(instance, *record).await,
    };
    if !deed.takes_several() {
        return deed.done(instance).await;
    }
    // Whoever asked may leave between two requests; the account must not be left there.
    let instance = instance.clone();
    let done = tokio::spawn(async move { deed.done(&instance).await }).await;
    done.map_err(|fault| Error::caused(ErrorCode::Internal, fault))?
}

/// A decision whose row is written.
enum Begun {
    Leaves(Box<Deed>),
    /// The desk was locked meanwhile.
    Waits(Box<DecisionRecord>),
}

/// Writes the row of a decision.
async fn begun(
    instance: &Instance,
    turn: Turn,
    before: Subject,
    verb: Verb,
    choices: Choices,
    report: Option<ReportId>,
) -> Result<Begun> {
    let record = record(instance, &before, verb, &choices, report);
    let server = instance.server()?;
    // Reading took its time: whoever set the profile to read-only meanwhile meant this one, too.
    unhindered(instance)?;
    let under_way = instance.under_way.clone().read_owned().await;
    if instance.is_hidden() {
        let waiting = queue::waiting(&before, &choices);
        let record = DecisionRecord { status: Status::Ready, waiting, ..record };
        journal(instance)?.begin(&record).await?;
        instance.bell.notify_one();
        return Ok(Begun::Waits(Box::new(record)));
    }
    journal(instance)?.begin(&record).await?;
    tell(instance, &record);
    // From here on the outcome belongs to the decision, whatever goes wrong.
    Ok(Begun::Leaves(Box::new(Deed::new(server, before, choices, record, (turn, under_way)))))
}

/// The row of a decision that is about to be sent.
pub(super) fn record(
    instance: &Instance,
    before: &Subject,
    verb: Verb,
    choices: &Choices,
    report: Option<ReportId>,
) -> DecisionRecord {
    let account = before.account();
    DecisionRecord {
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
        lasts: choices.lasts,
        note: choices.note.clone(),
        note_before: choices.note.as_ref().and(account.note.clone()),
        steps: Vec::new(),
        waiting: Waiting::default(),
        traces: remember::traces(verb, before),
    }
}

/// A decision that is sent once its row is written.
pub(super) struct Deed {
    server: Server,
    before: Subject,
    choices: Choices,
    record: DecisionRecord,
    /// No other decision about the account is made meanwhile, and no file is closed.
    _alone: (Turn, OwnedRwLockReadGuard<()>),
}

impl Deed {
    pub const fn new(
        server: Server,
        before: Subject,
        choices: Choices,
        record: DecisionRecord,
        alone: (Turn, OwnedRwLockReadGuard<()>),
    ) -> Self {
        Deed { server, before, choices, record, _alone: alone }
    }

    /// Whether it is more than one request.
    const fn takes_several(&self) -> bool {
        self.record.verb.steps().is_some() || self.choices.note_too
    }

    pub async fn done(self, instance: &Arc<Instance>) -> Result<DecisionView> {
        let record = self.ended(instance).await;
        let drawn = settle(instance, Status::Sending, record.clone()).await?;
        halfway::learn(instance, &record).await;
        let done = matches!(record.status, Status::Confirmed | Status::Accepted | Status::Unprovable);
        if done && !record.verb.is_about_report() {
            // A sanction closes reports along the way; which ones, the server's list tells. Nobody waits for it.
            let (instance, about) = (instance.clone(), record.account.clone());
            tokio::spawn(async move { sync::refresh_reports_about(&instance, &about).await });
        }
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
pub(super) fn unchanged(on_screen: &str, now: &str) -> Result<()> {
    if on_screen == now { Ok(()) } else { Err(ErrorCode::ChangedMeanwhile.into()) }
}

/// The offer for the verb, or why there is none.
pub(super) fn allowed(offers: Vec<ActionOffer>, verb: Verb) -> Result<ActionOffer> {
    let offer = offers.into_iter().find(|offer| offer.verb == verb);
    let offer = offer.ok_or(ErrorCode::NotAllowed { refusal: Refusal::NotOnThisServer })?;
    match offer.refusal {
        Some(refusal) => Err(ErrorCode::NotAllowed { refusal }.into()),
        None => Ok(offer),
    }
}
