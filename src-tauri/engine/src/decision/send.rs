//! One decision from the panel to its result: checked, read before, written down, sent, read after.

use super::subject::Subject;
use super::{DecisionView, Status, checks, journal, judge, pay, settle, view};
use crate::action::{ActionOffer, Choices, Refusal, Verb};
use crate::error::{ErrorCode, Result};
use crate::event::Event;
use crate::model::{AccountId, ReportId};
use crate::platform;
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
    instance: &Instance,
    id: &AccountId,
    revision: &str,
    verb: Verb,
    choices: Choices,
) -> Result<DecisionView> {
    let _turn = instance.turn.lock().await;
    unhindered(instance)?;
    pay(instance).await?;
    // The account is read last: between that reading and the request nothing else is waited for.
    checks::report(instance, id, &choices).await?;
    let before = sync::look(instance, id).await?.ok_or(ErrorCode::NotAllowed { refusal: Refusal::Gone })?.account;
    unchanged(revision, &before.revision())?;
    let record = instance.record();
    let offers = platform::offers(&record.software, &before, &instance.circumstances(&record));
    let choices = checks::checked(choices, &allowed(offers, verb)?)?;
    let report = choices.report.clone();
    send(instance, &Subject::Account(Box::new(before)), verb, choices, report).await
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
    let _turn = instance.turn.lock().await;
    unhindered(instance)?;
    pay(instance).await?;
    let before = sync::look_at_report(instance, id).await?.ok_or(ErrorCode::NotAllowed { refusal: Refusal::Gone })?;
    unchanged(revision, &before.report.revision())?;
    let record = instance.record();
    let offers = platform::report_offers(&record.software, &before.report, &instance.circumstances(&record));
    let choices = checks::checked(choices, &allowed(offers, verb)?)?;
    send(instance, &Subject::of_report(instance, before.report), verb, choices, Some(id.clone())).await
}

async fn send(
    instance: &Instance,
    before: &Subject,
    verb: Verb,
    choices: Choices,
    report: Option<ReportId>,
) -> Result<DecisionView> {
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
    };
    let server = instance.server()?;
    // Reading took its time: whoever set the profile to read-only meanwhile meant this one, too.
    unhindered(instance)?;
    journal(instance)?.begin(&record).await?;
    instance.events.send(Event::Decision { decision: Box::new(view(&instance.id, record.clone())) });
    // From here on the outcome belongs to the decision, whatever goes wrong.
    let sent = match before {
        Subject::Account(account) => server.act(&account.id, verb, &choices).await,
        Subject::Report { report, .. } => server.act_on_report(&report.id, verb).await,
    };
    let record = judge::judged(instance, record, sent).await;
    settle(instance, Status::Sending, record).await
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
