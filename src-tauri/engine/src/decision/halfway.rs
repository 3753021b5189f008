//! Moves of which only the first step is done, or may be. The mark is loud while the account is not known to be shut out
//! again: its lookup is then `NotYet`, whether it was not read, or was read and is active. Every other lookup is quiet for
//! good: `Shows` (as wanted), `Unchanged` (as before), `Different` (shut out in another way).
//!
//! Nothing is ever sent from here, at a start least of all: between then and now somebody may have let the account in on
//! purpose, and a program that blocks people by itself in the night has no right to.

use super::{Lookup, Status, journal, settle};
use crate::action::{Goal, Refusal, Verb, is_out_alike, is_shut_out};
use crate::model::{Marks, Timestamp};
use crate::profile::instance::Instance;
use crate::store::journal::DecisionRecord;

/// No server still works at a request after this time, in ms: proxies and workers give up within minutes.
const LATEST_ARRIVAL: i64 = 60 * 60 * 1000;

/// How an account stands to a move.
pub(super) fn standing(verb: Verb, before: Marks, now: Marks) -> Lookup {
    match verb.goal() {
        Goal::Has(mark) if now.has(mark) => Lookup::Shows,
        _ if !is_shut_out(now) => Lookup::NotYet,
        _ if is_out_alike(before, now) => Lookup::Unchanged,
        _ => Lookup::Different,
    }
}

/// The move after the account was read; none: it is gone.
pub(super) fn looked(mut record: DecisionRecord, now: Option<Marks>) -> DecisionRecord {
    record.after = now;
    match now {
        Some(now) => {
            record.status = Status::Halfway;
            record.lookup = Some(standing(record.verb, record.before, now));
        }
        None => record.status = Status::Gone,
    }
    record
}

/// Whether the account may be active by this move's doing.
pub(super) fn may_have_begun(record: &DecisionRecord) -> bool {
    record.verb.steps().is_some() && record.steps.first().is_some_and(|step| step.status != Status::Refused)
}

/// Notes that the first step of a move never arrived, once the account is as it was long after it was sent: whoever lets
/// it in later is somebody else, and no alarm.
pub(super) fn overdue(record: &mut DecisionRecord, now: Timestamp) {
    let late = now.0.saturating_sub(record.decided_at.0) > LATEST_ARRIVAL;
    if late
        && record.lookup == Some(Lookup::Unchanged)
        && record.verb.steps().is_some()
        && let [first] = record.steps.as_mut_slice()
    {
        (first.status, first.refusal) = (Status::Refused, Some(Refusal::NotSent));
    }
}

/// Lets a later decision about the same account quieten the mark, by what was read for it.
pub(super) async fn learn(instance: &Instance, later: &DecisionRecord) {
    let now = match (later.after, later.status) {
        (Some(marks), _) => Some(marks),
        (None, Status::Gone) => None,
        (None, Status::Confirmed) if later.verb.goal() == Goal::Gone => None,
        // It was not read.
        (None, _) => return,
    };
    let Ok(journal) = journal(instance) else { return };
    let Ok(loud) = journal.halfway().await else { return };
    for record in loud.into_iter().filter(|record| record.account == later.account && record.id != later.id) {
        let record = looked(record, now);
        if !record.is_loud()
            && let Err(error) = settle(instance, Status::Halfway, record).await
        {
            tracing::warn!(code = error.code.name(), "a move that stopped halfway could not be settled");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Mark;

    fn stands(now: &[Mark]) -> Lookup {
        standing(Verb::BanBlocked, Marks::of(&[Mark::Blocked, Mark::Bot]), Marks::of(now))
    }

    #[test]
    fn only_who_is_surely_shut_out_is_no_longer_halfway() {
        assert_eq!(stands(&[Mark::Banned]), Lookup::Shows);
        assert_eq!(stands(&[Mark::Blocked, Mark::Unconfirmed]), Lookup::Unchanged, "other marks come and go");
        assert_eq!(stands(&[Mark::Deactivated]), Lookup::Different);
        assert_eq!(stands(&[Mark::Bot]), Lookup::NotYet);
        assert_eq!(stands(&[Mark::Unknown]), Lookup::NotYet, "what the state means is not known");
    }
}
