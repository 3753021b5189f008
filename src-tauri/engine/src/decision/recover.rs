//! What became of decisions that are not sure: looked up at the server, never sent again blindly.

use super::{DecisionView, Lookup, Status, journal, reached, settle};
use crate::error::{ErrorCode, Result};
use crate::profile::instance::Instance;
use crate::store::journal::DecisionRecord;
use crate::sync;

/// Looks up every decision that is unsure, or accepted and not visible yet. Stops at the first that cannot be read.
pub(crate) async fn recover(instance: &Instance) -> Result<()> {
    let _turn = instance.turn.lock().await;
    let Some(journal) = &instance.journal else { return Ok(()) };
    for record in journal.open_ones().await? {
        let seen = record.status;
        let judged = looked_up(instance, record).await?;
        settle(instance, seen, judged).await?;
    }
    Ok(())
}

/// Looks one decision up because the person asks.
///
/// # Errors
/// `NotFound` for an unknown id; whatever keeps the account from being read.
pub(crate) async fn look_again(instance: &Instance, id: &str) -> Result<DecisionView> {
    let _turn = instance.turn.lock().await;
    let record = journal(instance)?.get(id).await?.ok_or(ErrorCode::NotFound)?;
    match record.status {
        seen @ (Status::Unsure | Status::Accepted) => {
            let judged = looked_up(instance, record).await?;
            settle(instance, seen, judged).await
        }
        Status::Sending | Status::Confirmed | Status::Refused | Status::Gone => Ok(super::view(&instance.id, record)),
    }
}

/// Judges a decision whose answer never came, as far as the server can be read just now.
pub(super) async fn judged(instance: &Instance, record: DecisionRecord) -> DecisionRecord {
    let unread = DecisionRecord { status: Status::Unsure, lookup: Some(Lookup::NotYet), ..record.clone() };
    looked_up(instance, DecisionRecord { status: Status::Unsure, ..record }).await.unwrap_or(unread)
}

/// Reads the account and tells what it shows. That the wanted state is there is taken as confirmed: it was not there
/// before, and the request that would bring it about had left. That the account is as before proves nothing.
async fn looked_up(instance: &Instance, mut record: DecisionRecord) -> Result<DecisionRecord> {
    let now = sync::look(instance, &record.account).await?.map(|fetched| fetched.account);
    record.after = now.as_ref().map(|account| account.marks);
    record.settled_at = Some(instance.clock.now());
    let shows = reached(record.verb.goal(), now.as_ref());
    match (record.status, shows, &now) {
        // Sign-ups also vanish by themselves and by others' hands: without an answer nobody knows whose it was.
        (Status::Unsure, true, None) | (_, false, None) => record.status = Status::Gone,
        (_, true, _) => record.status = Status::Confirmed,
        (_, false, Some(_)) => {}
    }
    record.lookup = Some(match &now {
        _ if shows => Lookup::Shows,
        Some(account) if account.marks == record.before => Lookup::Unchanged,
        _ => Lookup::Different,
    });
    Ok(record)
}
