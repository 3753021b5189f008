//! What became of decisions that are not sure: looked up at the server, never sent again blindly; what it cannot tell, a
//! person says.

use super::subject::{Seen, Subject, Wanted, same_note, seen};
use super::{DecisionView, Lookup, Status, halfway, journal, moved, pay, settle};
use crate::action::Goal;
use crate::error::{ErrorCode, Result};
use crate::model::Account;
use crate::platform;
use crate::profile::instance::Instance;
use crate::profile::turns::Turn;
use crate::store::journal::DecisionRecord;

/// Looks up every decision that is unsure, or accepted and not visible yet, and every move that stopped halfway. One that
/// cannot be read waits for next time.
pub(crate) async fn recover(instance: &Instance) {
    let Some(journal) = &instance.journal else { return };
    let open = match journal.open_ones().await {
        Ok(open) => open,
        Err(error) => {
            tracing::warn!(code = error.code.name(), "open decisions could not be read");
            return;
        }
    };
    for record in open {
        if let Err(error) = look_again(instance, &record.id).await {
            tracing::info!(code = error.code.name(), "a decision could not be looked up yet");
            if error.is_unreachable() && !matches!(error.code, ErrorCode::ServerTrouble { .. }) {
                return;
            }
        }
    }
}

/// Looks one decision up.
///
/// # Errors
/// `NotFound` for an unknown id; whatever keeps the account from being read.
pub(crate) async fn look_again(instance: &Instance, id: &str) -> Result<DecisionView> {
    let (_turn, record) = in_turn(instance, id).await?;
    match record.status {
        seen @ (Status::Unsure | Status::Accepted) => {
            let now = Subject::read(instance, &record).await?;
            let later = platform::is_done_later(instance.record().software.platform, record.verb);
            let mut record = looked_up(record, now.as_ref(), later);
            halfway::overdue(&mut record, instance.clock.now());
            if record.status != Status::Unsure {
                record.settled_at = Some(instance.clock.now());
            }
            settle(instance, seen, record).await
        }
        Status::Halfway if record.is_loud() => {
            let now = Subject::read(instance, &record).await?;
            settle(instance, Status::Halfway, halfway::looked(record, now.as_ref().map(Subject::marks))).await
        }
        Status::Held
        | Status::Ready
        | Status::Sending
        | Status::Changed
        | Status::WasSo
        | Status::Cancelled
        | Status::Confirmed
        | Status::Unprovable
        | Status::Refused
        | Status::Gone
        | Status::PutBack
        | Status::Halfway => Ok(super::view(&instance.id, record)),
    }
}

/// The decision as it stands once it is its account's turn, which is kept as long as the first of the two.
async fn in_turn(instance: &Instance, id: &str) -> Result<(Turn, DecisionRecord)> {
    let about = journal(instance)?.get(id).await?.ok_or(ErrorCode::NotFound)?.account;
    let turn = instance.turns.of(&about).await;
    pay(instance).await?;
    let record = journal(instance)?.get(id).await?.ok_or(ErrorCode::NotFound)?;
    Ok((turn, record))
}

/// What the server shows about the decision. One that it said yes to is confirmed once it shows; one without an answer
/// stays unsure even then, because somebody else may have done the same. None: the server no longer has it.
///
/// `later` tells that a worker of the server does it: that nothing shows yet tells nothing.
pub(super) fn looked_up(mut record: DecisionRecord, now: Option<&Subject>, later: bool) -> DecisionRecord {
    let shows = seen(&Wanted::of(&record), now);
    record.after = now.map(Subject::marks);
    record.lookup = Some(match (shows, now) {
        (Seen::Shown, _) => Lookup::Shows,
        (Seen::Untold, _) => Lookup::CannotTell,
        (Seen::NotShown, Some(_)) if later => Lookup::CannotTell,
        (Seen::NotShown, Some(Subject::Report { .. })) => Lookup::Unchanged,
        (Seen::NotShown, Some(Subject::Account(account))) if is_as_before(&record, account) => Lookup::Unchanged,
        (Seen::NotShown, _) => Lookup::Different,
    });
    if let Some(marks) = record.after
        && halfway::may_have_begun(&record)
        && halfway::standing(record.verb, record.before, marks) == Lookup::NotYet
    {
        // The first step arrived late, or the second was lost: nobody wanted it active.
        return halfway::looked(record, Some(marks));
    }
    record.status = match (record.status, shows, now) {
        (Status::Accepted, Seen::Shown, _) => Status::Confirmed,
        (Status::Accepted, Seen::Untold, _) => Status::Unprovable,
        // Sign-ups also vanish by themselves and by others' hands: without an answer nobody knows whose doing it was.
        (_, _, None) => Status::Gone,
        (status, _, Some(_)) => status,
    };
    record
}

/// A person says whether one arrived that a look could not settle: that it is theirs, or that it never came. Returned as it
/// stands where that is not asked: before the first look, once it is settled, and of a move that may have begun, since what
/// its account is by now the server alone can say.
///
/// # Errors
/// `NotFound` for an unknown id, `DiskTrouble`.
pub(crate) async fn said(instance: &Instance, id: &str, arrived: bool) -> Result<DecisionView> {
    let (_turn, mut record) = in_turn(instance, id).await?;
    let looked = !matches!(record.lookup, None | Some(Lookup::NotYet));
    if record.status != Status::Unsure || !looked || halfway::may_have_begun(&record) {
        return Ok(super::view(&instance.id, record));
    }
    let (status, lookup) =
        if arrived { (Status::Unprovable, Lookup::SaidArrived) } else { (Status::Refused, Lookup::SaidNot) };
    (record.status, record.lookup) = (status, Some(lookup));
    record.settled_at = Some(instance.clock.now());
    moved(instance, Status::Unsure, record).await
}

fn is_as_before(record: &DecisionRecord, now: &Account) -> bool {
    match record.verb.goal() {
        Goal::Noted => same_note(now.note.as_deref(), record.note_before.as_deref()),
        _ => now.marks == record.before,
    }
}
