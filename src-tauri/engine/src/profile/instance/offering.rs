//! What may be decided here and now.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::Instance;
use crate::action::{ActionOffer, Caution, Refusal};
use crate::error::ErrorCode;
use crate::model::{Account, Report};
use crate::platform::{self, Circumstances};
use crate::profile::{Connection, SafeMode};
use crate::store::desk::ProfileRecord;

impl Instance {
    /// What keeps every decision from being sent here and now.
    pub fn obstacle(&self) -> Option<Refusal> {
        match self.obstacle_to_deciding() {
            None | Some(Refusal::ReadOnly) if self.is_offline() => Some(Refusal::Offline),
            obstacle => obstacle,
        }
    }

    /// What forbids that anything is decided here and now, also to be sent later.
    pub fn obstacle_to_deciding(&self) -> Option<Refusal> {
        if self.journal.is_none() {
            return Some(Refusal::JournalUnusable);
        }
        let state = self.state();
        match (&state.server, &state.connection) {
            (None, _) => Some(Refusal::NoToken),
            (_, Connection::Refused { problem })
                if matches!(problem.error, ErrorCode::TokenNotTaken | ErrorCode::SignInNeeded) =>
            {
                Some(Refusal::TokenDead)
            }
            _ if self.safe_mode() == SafeMode::ReadOnly => Some(Refusal::ReadOnly),
            _ => None,
        }
    }

    /// How much is asked before something leaves.
    pub fn safe_mode(&self) -> SafeMode {
        self.record.read().unwrap_or_else(PoisonError::into_inner).safe_mode
    }

    /// What is known when actions are offered.
    pub fn circumstances<'a>(&self, record: &'a ProfileRecord) -> Circumstances<'a> {
        Circumstances { who: &record.who, now: self.clock.now(), blocked_by: self.obstacle() }
    }

    /// What can be decided about the account. Without an answer of the server a decision waits; about staff it is made only
    /// with the server's word at hand.
    pub fn offers(&self, account: &Account) -> Vec<ActionOffer> {
        let record = self.record();
        let here = Circumstances { blocked_by: self.obstacle_to_deciding(), ..self.circumstances(&record) };
        let mut offers = platform::offers(&record.software, account, &here);
        if self.is_offline() {
            for offer in offers.iter_mut().filter(|offer| offer.cautions.contains(&Caution::Staff)) {
                offer.refusal.get_or_insert(Refusal::Offline);
            }
        }
        offers
    }

    /// What can be decided about the report, in the same way.
    pub fn report_offers(&self, report: &Report) -> Vec<ActionOffer> {
        let record = self.record();
        let here = Circumstances { blocked_by: self.obstacle_to_deciding(), ..self.circumstances(&record) };
        platform::report_offers(&record.software, report, &here)
    }

    /// After how many hours a decision that cannot be taken back is old.
    pub fn stale_hours(&self) -> u32 {
        self.holds.read().unwrap_or_else(PoisonError::into_inner).stale_hours
    }

    /// Whether the desk is hidden behind a lock: then nothing leaves.
    pub fn is_hidden(&self) -> bool {
        self.hidden.load(Ordering::Acquire)
    }

    /// Whether a decision would leave if it could.
    pub async fn has_something_to_send(&self) -> bool {
        let Some(journal) = &self.journal else { return false };
        journal.leaving().await.is_ok_and(|(left, _)| left > 0)
    }

    /// How long the last decisions took, in ms; none before the first.
    pub fn pace(&self) -> Option<u32> {
        self.state().pace
    }

    /// Notes how long a decision took, in ms.
    pub fn took(&self, ms: i64) {
        let ms = u32::try_from(ms.clamp(1, 60_000)).unwrap_or(1);
        let mut state = self.state();
        state.pace = Some(state.pace.map_or(ms, |pace| pace - pace / 8 + ms / 8));
    }
}
