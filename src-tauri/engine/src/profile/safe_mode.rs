//! How much is asked on an instance before something leaves.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::action::{ActionOffer, Caution, Weight};

/// How much is asked on an instance before something leaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SafeMode {
    /// Nothing is decided: one only looks.
    ReadOnly,
    /// Every decision is asked about, also what is taken back easily.
    AskAlways,
    /// What cannot be taken back is asked about; the window also asks where there is something to choose.
    #[default]
    AskIrreversible,
    /// The window asks only what the server has to be told, and about what cannot be taken back.
    Quick,
}

impl SafeMode {
    /// Whether this may be decided with one key, without a panel in which it was confirmed. About staff never.
    pub fn lets_go_at_once(self, offer: &ActionOffer) -> bool {
        let asks = match self {
            SafeMode::ReadOnly | SafeMode::AskAlways => true,
            SafeMode::AskIrreversible | SafeMode::Quick => offer.weight == Weight::Irreversible,
        };
        !asks && !offer.cautions.contains(&Caution::Staff) && offer.type_handle.is_none()
    }
}
