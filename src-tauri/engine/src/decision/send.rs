//! One decision from the panel to its result: checked, read before, written down, sent, read after.

use super::{DecisionView, Lookup, Status, journal, pay, reached, settle, view};
use crate::action::{ActionOffer, Choices, Goal, Refusal, Told, Verb};
use crate::error::{Error, ErrorCode, Problem, Result};
use crate::event::Event;
use crate::model::{Account, AccountId};
use crate::platform::{self, Sent};
use crate::profile::instance::Instance;
use crate::store::journal::DecisionRecord;
use crate::sync;

/// The longest text that is sent or kept, in characters.
const TEXT_LENGTH: u32 = 5_000;

/// Decides about an account as it was on screen, and sends it.
///
/// # Errors
/// Before anything is sent: `NotAllowed`, `ChangedMeanwhile`, `HandleNotTyped`, `TellNotChosen`, `TextTooLong`, and whatever
/// keeps the account from being read. Once the journal has the row, the outcome is told by the decision's status.
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
    let before = sync::look(instance, id).await?.ok_or(ErrorCode::NotAllowed { refusal: Refusal::Gone })?.account;
    if before.revision() != revision {
        return Err(ErrorCode::ChangedMeanwhile.into());
    }
    let offer = offer(instance, &before, verb)?;
    let choices = checked(choices, &offer)?;
    let record = DecisionRecord {
        id: uuid::Uuid::new_v4().to_string(),
        account: id.clone(),
        handle: before.handle(),
        by: instance.record().who.username,
        verb,
        status: Status::Sending,
        decided_at: instance.clock.now(),
        settled_at: None,
        reason: choices.reason.clone(),
        message: choices.message.clone(),
        told: choices.tell,
        before: before.marks,
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
    let sent = server.act(id, verb, &choices).await;
    let record = judged(instance, record, sent).await;
    settle(instance, Status::Sending, record).await
}

/// Fails when nothing may be decided here and now.
fn unhindered(instance: &Instance) -> Result<()> {
    match instance.obstacle() {
        Some(refusal) => Err(ErrorCode::NotAllowed { refusal }.into()),
        None => Ok(()),
    }
}

/// The offer for the verb, or why there is none.
fn offer(instance: &Instance, account: &Account, verb: Verb) -> Result<ActionOffer> {
    let record = instance.record();
    let offers = platform::offers(&record.software, account, &instance.circumstances(&record));
    let offer = offers.into_iter().find(|offer| offer.verb == verb);
    let offer = offer.ok_or(ErrorCode::NotAllowed { refusal: Refusal::ServerSaysNo })?;
    match offer.refusal.clone() {
        Some(refusal) => Err(ErrorCode::NotAllowed { refusal }.into()),
        None => Ok(offer),
    }
}

/// What was chosen, without what this verb does not take; blank texts count as none.
fn checked(choices: Choices, offer: &ActionOffer) -> Result<Choices> {
    if let Some(handle) = &offer.type_handle {
        let typed = choices.typed_handle.as_deref().unwrap_or_default().trim();
        if typed.trim_start_matches('@') != handle {
            return Err(ErrorCode::HandleNotTyped.into());
        }
    }
    if offer.told == Told::Choice && choices.tell.is_none() {
        return Err(ErrorCode::TellNotChosen.into());
    }
    let text = |text: Option<String>| -> Result<Option<String>> {
        let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        match &text {
            Some(long) if long.chars().count() > TEXT_LENGTH as usize => {
                Err(ErrorCode::TextTooLong { limit: TEXT_LENGTH }.into())
            }
            _ => Ok(text),
        }
    };
    Ok(Choices {
        message: if offer.takes_message { text(choices.message)? } else { None },
        tell: if offer.told == Told::Choice { choices.tell } else { None },
        reason: text(choices.reason)?,
        typed_handle: None,
    })
}

/// Judges what became of it: by the answer's body, and by reading the account again.
async fn judged(instance: &Instance, mut record: DecisionRecord, sent: Sent) -> DecisionRecord {
    record.settled_at = Some(instance.clock.now());
    match sent {
        Sent::Taken { status, words } => {
            record.answer_code = Some(status);
            record.answer_words = words;
            let after = read_after(instance, &record.account).await;
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
            record.answer_words = error.server_said.clone();
            note(instance, error).await;
            record
        }
        Sent::Unsure(error) => {
            note(instance, error).await;
            unanswered(instance, record).await
        }
    }
}

/// The server said yes; it counts as done when it also shows it.
fn taken(mut record: DecisionRecord, after: Result<Option<Account>>) -> DecisionRecord {
    match after {
        Ok(now) => {
            record.after = now.as_ref().map(|account| account.marks);
            record.status = if reached(record.verb.goal(), now.as_ref()) {
                Status::Confirmed
            } else if now.is_none() && record.verb.goal() != Goal::Gone {
                Status::Gone
            } else {
                Status::Accepted
            };
        }
        Err(_) => {
            record.status = Status::Accepted;
            record.lookup = Some(Lookup::NotYet);
        }
    }
    record
}

/// The server said no: the reason comes from the account read again and from who we are, not from the bare number.
async fn refused(instance: &Instance, mut record: DecisionRecord, problem: &Problem) -> DecisionRecord {
    let now = read_after(instance, &record.account).await;
    let kept = instance.record();
    record.status = Status::Refused;
    record.refusal = Some(match &now {
        Ok(None) => Refusal::Gone,
        Ok(Some(account)) => platform::explain(&kept.software, record.verb, Some(account), &kept.who, problem),
        // What keeps us from reading may explain the refusal, too: a role that was lost, a token that died.
        Err(unread) if unread.is_about_rights() => {
            platform::explain(&kept.software, record.verb, None, &kept.who, &Problem::from(unread))
        }
        Err(_) => platform::explain(&kept.software, record.verb, None, &kept.who, problem),
    });
    if let Some(Refusal::RoleMissing | Refusal::ScopeMissing { .. }) = record.refusal {
        relearn(instance).await;
    }
    record.after = now.ok().flatten().map(|account| account.marks);
    record
}

/// The request left and no answer came: the account is read at once. What it shows now is taken as this request's doing
/// only here, where the state right before it is known; a later look cannot tell whose doing it was.
async fn unanswered(instance: &Instance, mut record: DecisionRecord) -> DecisionRecord {
    record.status = Status::Unsure;
    record.lookup = Some(Lookup::NotYet);
    if let Ok(now) = read_after(instance, &record.account).await {
        record = super::recover::looked_up(record, now.as_ref());
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

async fn read_after(instance: &Instance, id: &AccountId) -> Result<Option<Account>> {
    Ok(sync::look(instance, id).await?.map(|fetched| fetched.account))
}

async fn note(instance: &Instance, error: Error) {
    // The error says whether the instance answers; the decision says the rest.
    let _: Result<()> = instance.noted(Err(error)).await;
}
