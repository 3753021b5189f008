//! How fetching goes, as the desk is told of it: what runs, how far it is, when it is its turn again.

use super::instance::Instance;
use super::{Connection, Fill, SyncPhase, SyncState};
use crate::error::{Error, ErrorCode, Problem, Result};
use crate::model::Timestamp;
use crate::store::cache::Progress;

impl Instance {
    /// Changes how the refreshing goes, and tells.
    pub async fn set_sync(&self, change: impl FnOnce(&mut SyncState)) {
        change(&mut self.state().sync);
        self.tell().await;
    }

    /// Tells what is fetched now, where that is something else than before.
    pub async fn set_phase(&self, phase: SyncPhase) {
        if std::mem::replace(&mut self.state().sync.phase, phase) != phase {
            self.tell().await;
        }
    }

    /// Tells, once, that the server does not give a list as it was asked for.
    pub async fn note_unreliable(&self, phase: SyncPhase) {
        {
            let unreliable = &mut self.state().sync.unreliable;
            if unreliable.contains(&phase) {
                return;
            }
            unreliable.push(phase);
        }
        tracing::warn!(?phase, "a server does not give a list as it was asked for");
        self.tell().await;
    }

    /// Takes the place of the one refreshing run; false when there is one.
    pub fn begin_sync(&self) -> bool {
        let mut state = self.state();
        if state.sync.running {
            return false;
        }
        let sync = state.sync.clone();
        state.sync = SyncState { running: true, next_at: None, pages: 0, fetched: 0, problem: None, ..sync };
        true
    }

    /// Ends it, and plans the next one.
    pub async fn end_sync(&self, error: Option<Error>) {
        let now = self.clock.now();
        let failed = error.as_ref().filter(|error| error.code != ErrorCode::Stopped);
        let not_before = failed.and_then(|error| match error.code {
            ErrorCode::RateLimited { until } => until,
            _ => None,
        });
        self.syncing.plan().ended(now, failed.is_some(), not_before);
        let interval = self.syncing.attention.borrow().interval(&self.id);
        let due = self.syncing.plan().due(interval, now);
        let absent = matches!(self.connection(), Connection::Offline { .. });
        self.set_sync(|sync| {
            sync.running = false;
            sync.next_at = Some(due).filter(|_| !absent && !sync.paused);
            sync.problem = error.as_ref().map(Problem::from);
            // It ends when it goes on.
            sync.fill = sync.fill.map(|fill| Fill { ends_at: None, ..fill });
        })
        .await;
    }

    /// Whether a run is under way.
    pub fn is_syncing(&self) -> bool {
        self.state().sync.running
    }

    /// When the next run begins by itself, as was told.
    pub fn next_turn(&self) -> Option<Timestamp> {
        self.state().sync.next_at
    }

    /// Ends or begins a pause, over restarts.
    pub async fn set_paused(&self, paused: bool) -> Result<()> {
        if self.syncing.progress().await.paused == paused {
            return Ok(());
        }
        let change = |progress: &mut Progress| progress.paused = paused;
        self.syncing.advance(&self.cache, &[], self.clock.now(), change).await?;
        self.set_sync(|sync| {
            sync.paused = paused;
            sync.next_at = None;
        })
        .await;
        Ok(())
    }

    /// Tells how far the fill is by what is kept of it.
    pub async fn tell_progress(&self) {
        let progress = self.syncing.progress().await;
        self.set_sync(|sync| {
            sync.fill = match (sync.fill, fill_so_far(&progress)) {
                (Some(known), Some(_)) => Some(known),
                (_, kept) => kept,
            };
            sync.more_on_server = progress.more_on_server();
        })
        .await;
    }
}

/// How far a fill came before this session; none at its end.
pub(super) fn fill_so_far(progress: &Progress) -> Option<Fill> {
    let (fetched, expected) = progress.fill.as_ref().map_or((0, None), |fill| (fill.fetched, fill.expected));
    (!progress.reached_end).then_some(Fill { fetched, expected, per_minute: None, ends_at: None })
}
