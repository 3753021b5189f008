//! What the engine tells whoever listens. It never learns who that is.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::decision::{ChainProgress, DecisionView};
use crate::export::ExportView;
use crate::profile::{ProfileId, ProfileView};

/// Something changed.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Event {
    /// A profile's state: connection, sync, budget, counts.
    Profile {
        /// The profile as it is now.
        profile: Box<ProfileView>,
    },
    /// The list of profiles changed.
    Profiles,
    /// Rows of a profile's cache changed.
    Accounts {
        /// Whose.
        profile: ProfileId,
    },
    /// Reports of a profile's cache changed.
    Reports {
        /// Whose.
        profile: ProfileId,
    },
    /// What is to be looked at again changed, or something of it is due now.
    Dues {
        /// Whose.
        profile: ProfileId,
    },
    /// A file that is written came further.
    Export {
        /// How far it is.
        export: ExportView,
    },
    /// Receipts are gone through, and it takes a while.
    Chain {
        /// How far one is.
        progress: ChainProgress,
    },
    /// A decision moved.
    Decision {
        /// The decision as it is now.
        decision: Box<DecisionView>,
    },
}

/// Hands events to whoever listens. Nobody listening is no error; one who listens too slowly misses the oldest.
#[derive(Debug, Clone)]
pub(crate) struct Events(tokio::sync::broadcast::Sender<Event>);

impl Events {
    /// How many events wait for a slow listener.
    const WAITING: usize = 1024;

    pub fn new() -> Self {
        Events(tokio::sync::broadcast::channel(Self::WAITING).0)
    }

    pub fn send(&self, event: Event) {
        // An error says that nobody listens.
        let _ = self.0.send(event);
    }

    pub fn listen(&self) -> tokio::sync::broadcast::Receiver<Event> {
        self.0.subscribe()
    }
}
