//! What became of decisions that are not sure: looked up at the server, never sent again blindly.

use super::{DecisionView, Lookup, Status, journal, pay, reached, settle};
use crate::error::{ErrorCode, Result};
use crate::model::Account;
use crate::profile::instance::Instance;
use crate::store::journal::DecisionRecord;
use crate::sync;

/// Looks up every decision that is unsure, or accepted and not visible yet. One that cannot be read waits for next time.
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
    let _turn = instance.turn.lock().await;
    pay(instance).await?;
    let record = journal(instance)?.get(id).await?.ok_or(ErrorCode::NotFound)?;
    match record.status {
        seen @ (Status::Unsure | Status::Accepted) => {
            let now = sync::look(instance, &record.account).await?.map(|fetched| fetched.account);
            let mut record = looked_up(record, now.as_ref());
            if record.status != Status::Unsure {
                record.settled_at = Some(instance.clock.now());
            }
            settle(instance, seen, record).await
        }
        Status::Sending | Status::Confirmed | Status::Refused | Status::Gone => Ok(super::view(&instance.id, record)),
    }
}

/// What the account shows about the decision. One that the server said yes to is confirmed once it shows; one without an
/// answer stays unsure even then, because somebody else may have done the same. None: the server no longer has it.
pub(super) fn looked_up(mut record: DecisionRecord, now: Option<&Account>) -> DecisionRecord {
    let shows = reached(record.verb.goal(), now);
    record.after = now.map(|account| account.marks);
    record.lookup = Some(match now {
        _ if shows => Lookup::Shows,
        Some(account) if account.marks == record.before => Lookup::Unchanged,
        _ => Lookup::Different,
    });
    record.status = match (record.status, shows, now) {
        (Status::Accepted, true, _) => Status::Confirmed,
        // Sign-ups also vanish by themselves and by others' hands: without an answer nobody knows whose doing it was.
        (_, _, None) => Status::Gone,
        (status, _, Some(_)) => status,
    };
    record
}
