//! What a person does to decisions that are not settled: take one back, let it leave, send it though something changed, put
//! another in its place; and which of them wait for a person's word.

use super::sight::Sight;
use super::{About, DecisionView, Holds, Review, Status, journal, moved, queue, view};
use crate::action::{Choices, Verb, Weight};
use crate::error::{ErrorCode, Result};
use crate::model::{Mark, Timestamp};
use crate::profile::instance::Instance;
use crate::store::journal::DecisionRecord;

/// All that is not settled, in the order in which it was decided.
pub(crate) async fn outbox(instance: &Instance) -> Result<Vec<DecisionView>> {
    let kept = journal(instance)?.unsettled().await?;
    Ok(kept.into_iter().map(|record| view(&instance.id, record)).collect())
}

/// Takes a decision back that has not left. One that has left is returned as it stands: it can only be reversed.
///
/// # Errors
/// `NotFound` for an unknown id, `DiskTrouble`.
pub(crate) async fn cancel(instance: &Instance, id: &str) -> Result<DecisionView> {
    loop {
        let record = kept(instance, id).await?;
        if !record.status.is_waiting() {
            return Ok(view(&instance.id, record));
        }
        let (seen, now) = (record.status, instance.clock.now());
        let record = DecisionRecord { status: Status::Cancelled, settled_at: Some(now), ..record };
        let now = moved(instance, seen, record).await?;
        // Between the reading and the move its hold may have ended; then it is looked at again.
        if !now.status.is_waiting() {
            // What was decided later about the same person may have waited for it.
            instance.bell.notify_one();
            return Ok(now);
        }
    }
}

/// Sends a decision although something changed: what was found is what it is about now.
///
/// # Errors
/// `NotFound`, `DiskTrouble`, `NotAsked` for somebody who has become staff. One that is not waiting for that word is returned as it stands.
pub(crate) async fn send_anyway(instance: &Instance, id: &str) -> Result<DecisionView> {
    let mut record = kept(instance, id).await?;
    if record.status != Status::Changed {
        return Ok(view(&instance.id, record));
    }
    let staff = |sight: Option<&Sight>| {
        sight.is_some_and(|sight| sight.marks.iter().any(|mark| matches!(mark, Mark::Staff | Mark::Administrator)))
    };
    // About staff nobody decides with one button: changing it asks for the handle.
    if staff(record.waiting.found.as_ref()) && !staff(record.waiting.seen.as_ref()) {
        return Err(ErrorCode::NotAsked.into());
    }
    record.status = Status::Ready;
    record.waiting.seen = record.waiting.found.take().or(record.waiting.seen);
    // This is the word that it would otherwise be asked for once more, for being old or kept back.
    (record.waiting.counted_at, record.waiting.review) = (Some(instance.clock.now()), Review::None);
    let now = moved(instance, Status::Changed, record).await?;
    instance.bell.notify_one();
    Ok(now)
}

/// Lets decisions leave that waited for a word.
///
/// # Errors
/// `NotFound`, `DiskTrouble`.
pub(crate) async fn release(instance: &Instance, ids: &[String]) -> Result<()> {
    for id in ids {
        kept(instance, id).await?;
        if journal(instance)?.release(id, instance.clock.now()).await? {
            super::told(instance, kept(instance, id).await?).await?;
        }
    }
    instance.bell.notify_one();
    Ok(())
}

/// Puts another decision in the place of one that has not left, in one step: about the same, as it is on screen now.
///
/// # Errors
/// As [`super::queue`]; `ChangedMeanwhile` when the earlier one has left or is taken back: then it stays as it stands.
pub(crate) async fn replace(
    instance: &Instance,
    id: &str,
    revision: &str,
    verb: Verb,
    choices: Choices,
    holds: Holds,
) -> Result<DecisionView> {
    let before = kept(instance, id).await?;
    if !before.status.is_waiting() {
        return Err(ErrorCode::ChangedMeanwhile.into());
    }
    let about = match before.report.clone().filter(|_| before.verb.is_about_report()) {
        Some(report) => About::Report(report),
        None => About::Account(before.account.clone()),
    };
    let instead = queue::written(instance, &about, revision, verb, choices, holds.of(verb)).await?;
    let seen = before.status;
    let now = instance.clock.now();
    let before = DecisionRecord { status: Status::Cancelled, settled_at: Some(now), ..before };
    if !journal(instance)?.replace(seen, &before, &instead, now).await? {
        return Err(ErrorCode::ChangedMeanwhile.into());
    }
    super::tell(instance, &before);
    instance.bell.notify_one();
    super::told(instance, instead).await
}

/// Keeps everything that has not left until somebody says a word about it, also at the next start.
///
/// # Errors
/// `DiskTrouble`.
pub(crate) async fn keep(instance: &Instance) -> Result<()> {
    gathered(instance, |_| Review::Together).await
}

/// Takes back everything that has not left and would leave by itself.
///
/// # Errors
/// `DiskTrouble`.
pub(crate) async fn cancel_all(instance: &Instance) -> Result<()> {
    let by_itself = |record: &DecisionRecord| record.waiting.review == Review::None;
    for record in journal(instance)?.waiting().await?.into_iter().filter(by_itself) {
        cancel(instance, &record.id).await?;
    }
    Ok(())
}

/// Ends every hold, so that what leaves by itself leaves now.
///
/// # Errors
/// `DiskTrouble`.
pub(crate) async fn hasten(instance: &Instance) -> Result<()> {
    for mut record in journal(instance)?.waiting().await? {
        if record.status == Status::Held && record.waiting.review == Review::None {
            record.status = Status::Ready;
            (record.waiting.hold_left, record.waiting.counted_at) = (None, None);
            moved(instance, Status::Held, record).await?;
        }
    }
    instance.bell.notify_one();
    Ok(())
}

/// After so long without an answer, or without Bailiwick, nothing leaves before somebody has looked through what gathered,
/// in ms.
const LONG_AWAY: i64 = 10 * 60 * 1000;

/// The server answers again, which it had not done since then.
pub(super) async fn came_back(instance: &Instance, since: Timestamp) -> Result<()> {
    if instance.clock.now().0.saturating_sub(since.0) < LONG_AWAY {
        return Ok(());
    }
    keep(instance).await
}

/// Bailiwick started at that moment. What was left waiting long before, by a crash or a computer that was switched off,
/// waits for a word; what cannot be taken back and is old by now waits for one of its own. What was decided since is none
/// of it, however late this comes to run.
pub(super) async fn began(instance: &Instance, opened: Timestamp) -> Result<()> {
    let wanted = |record: &DecisionRecord| if was_long_left(record, opened) { Review::Together } else { Review::None };
    gathered(instance, wanted).await
}

/// Whether at that moment nobody had counted it, or looked at it, for long.
fn was_long_left(record: &DecisionRecord, at: Timestamp) -> bool {
    let lived = record.waiting.counted_at.unwrap_or(record.decided_at);
    at.0.saturating_sub(lived.0) >= LONG_AWAY
}

/// Whether it cannot be taken back and is old, counted from that moment.
fn is_stale(instance: &Instance, record: &DecisionRecord, since: Timestamp) -> bool {
    let stale = i64::from(instance.stale_hours()) * HOUR;
    let old = instance.clock.now().0.saturating_sub(since.0) > stale;
    old && record.verb.weight() == Weight::Irreversible
}

/// Whether one whose turn it is has to wait for a word of its own after all: it cannot be taken back, and was kept from
/// leaving for long, by whatever it was.
pub(super) async fn is_asked_about(instance: &Instance, record: &DecisionRecord) -> Result<bool> {
    let since = record.waiting.counted_at.unwrap_or(record.decided_at);
    let asked = is_stale(instance, record, since);
    if asked {
        gathered(instance, only(&record.id, Review::Singly)).await?;
    }
    Ok(asked)
}

/// Whether one that is held was not counted for so long that nobody was there, asleep or stopped: it waits for a word.
pub(super) async fn was_left(instance: &Instance, record: &DecisionRecord, now: Timestamp) -> Result<bool> {
    let left = was_long_left(record, now);
    if left {
        gathered(instance, only(&record.id, Review::Together)).await?;
    }
    Ok(left)
}

fn only(id: &str, review: Review) -> impl Fn(&DecisionRecord) -> Review {
    move |record| if record.id == id { review } else { Review::None }
}

/// Lets what is wanted of all that waits wait for a word, all at once: nothing leaves between two of them. What is old and
/// cannot be taken back waits for one of its own, also where it waited for a word before.
async fn gathered(instance: &Instance, wanted: impl Fn(&DecisionRecord) -> Review) -> Result<()> {
    let kept = journal(instance)?.keep_back(|record| {
        let review = wanted(record).max(record.waiting.review);
        let singly = review != Review::None && is_stale(instance, record, record.decided_at);
        if singly { Review::Singly } else { review }
    });
    let kept = kept.await?;
    kept.iter().for_each(|record| super::tell(instance, record));
    if !kept.is_empty() {
        instance.tell_soon();
    }
    Ok(())
}

/// In ms.
const HOUR: i64 = 60 * 60 * 1000;

async fn kept(instance: &Instance, id: &str) -> Result<DecisionRecord> {
    journal(instance)?.get(id).await?.ok_or_else(|| ErrorCode::NotFound.into())
}
