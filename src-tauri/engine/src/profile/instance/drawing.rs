//! The profile as the desk draws it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, Weak};

use super::Instance;
use crate::error::Result;
use crate::event::Event;
use crate::platform::{self, Server};
use crate::profile::{Ability, Allowance, LeftHalfway, ProfileView, TokenPlace, forecast};
use crate::store::desk::ProfileRecord;
use crate::store::journal::{DecisionRecord, Journal};

/// More drawings than this nobody makes of a profile whose files are closed.
const LAST_WORDS: u32 = 1_000;

/// Counts the drawings of all profiles in this process: those of a desk that was opened anew are the later ones.
static DRAWN: AtomicU32 = AtomicU32::new(0);
/// So far ahead of that count is whatever is opened now.
static AHEAD: AtomicU32 = AtomicU32::new(0);

/// So far ahead of the count is whatever is opened now.
pub(super) fn ahead() -> u32 {
    AHEAD.load(Ordering::Relaxed)
}

impl Instance {
    /// Tells everybody soon how the profile is then: whoever decides does not wait until all of it is counted.
    pub fn tell_soon(&self) {
        self.untold.notify_one();
    }

    /// Tells everybody how the profile is now.
    pub async fn tell(&self) {
        // Boxed: whatever changes something tells of it in the end, and a view is large.
        match Box::pin(self.view()).await {
            Ok(view) => self.events.send(Event::Profile { profile: Box::new(view) }),
            Err(error) => tracing::warn!(code = error.code.name(), "a profile could not be drawn"),
        }
    }

    /// The profile as the desk draws it.
    pub async fn view(&self) -> Result<ProfileView> {
        // A file that fails costs its numbers, not the profile: the desk is still drawn.
        let (cached, pending) = self.cache.counts().await.unwrap_or_default();
        let (unsure, halfway) = match &self.journal {
            Some(journal) => (journal.unsure().await.unwrap_or_default(), self.halfway(journal).await),
            None => (0, Vec::new()),
        };
        let record = self.record();
        let open_reports = self.open_reports(&record).await;
        let base = self.base()?;
        let sending = forecast::sending(self).await.unwrap_or_default();
        let token_health = self.token_health();
        let state = self.state();
        Ok(ProfileView {
            id: self.id.clone(),
            drawn: DRAWN.fetch_add(1, Ordering::Relaxed).saturating_add(state.ahead).saturating_add(1),
            name: record.name,
            address: base.for_people(),
            home: record.home,
            mark: record.mark,
            pages: platform::pages(record.software.platform),
            federated: platform::federated(record.software.platform),
            software: record.software,
            you: record.who,
            practice: self.home.is_practice(),
            safe_mode: record.safe_mode,
            sending,
            pictures: record.pictures,
            caching: record.caching,
            trust: crate::connection::view(&record.trust, &self.clock),
            token: match self.opening.is_session_only() {
                true => TokenPlace::SessionOnly,
                false => state.token.clone(),
            },
            token_health,
            probed_at: record.probed_at,
            connection: state.connection.clone(),
            sync: state.sync.clone(),
            budget: state.server.as_ref().and_then(Server::budget),
            cached,
            pending,
            open_reports,
            search: self.searching.shown(),
            journal_usable: self.journal.is_some(),
            journal_problem: self.journal_problem.clone(),
            unsure,
            halfway,
            cache_was_reset: self.cache_was_reset,
        })
    }

    /// Moves that stopped halfway; those whose end could not be written down yet, too.
    async fn halfway(&self, journal: &Journal) -> Vec<LeftHalfway> {
        let mut loud = journal.halfway().await.unwrap_or_default();
        let owed = self.owed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let owed = owed.into_iter().map(|(_, owed)| owed);
        let unwritten = owed.filter(|owed| owed.is_loud() && loud.iter().all(|kept| kept.id != owed.id));
        let unwritten: Vec<_> = unwritten.collect();
        loud.extend(unwritten);
        let left = |kept: DecisionRecord| LeftHalfway {
            decision: kept.id,
            account: kept.account,
            handle: kept.handle,
            verb: kept.verb,
        };
        loud.into_iter().map(left).collect()
    }

    /// How many reports of the cache are open; none where there are none for us. Who the server does not tell about has
    /// them once some came.
    pub async fn open_reports(&self, record: &ProfileRecord) -> Option<u32> {
        let (loaded, open) = self.cache.report_counts().await.unwrap_or_default();
        match record.who.allowance(Ability::SeeReports) {
            Allowance::Yes => Some(open),
            Allowance::Unknown => (loaded > 0).then_some(open),
            Allowance::NotByRole | Allowance::NotByScope { .. } | Allowance::NotHere => None,
        }
    }

    /// Takes the place of the same profile as it was open before: its drawings are the later ones, also than what that one
    /// still tells while its tasks come to their end.
    pub fn succeed(&self, before: &Instance) {
        let ahead = before.state().ahead.saturating_add(LAST_WORDS);
        AHEAD.fetch_max(ahead, Ordering::Relaxed);
        self.state().ahead = ahead;
    }
}

/// Tells of the instance whenever something of it is to be told anew, until it is gone.
pub(crate) async fn tell_of(instance: Weak<Instance>) {
    loop {
        let Some(untold) = instance.upgrade().map(|here| here.untold.clone()) else { return };
        untold.notified().await;
        let Some(here) = instance.upgrade() else { return };
        here.tell().await;
    }
}
