//! A profile: one instance as one moderator, with its mark on the desk and what is known of it.
//!
//! `instance` is the profile at work: its files, its server, whether that answers; `syncing` is how far its fetching came and
//! when it is its turn again, `fetching` what is told of that. `draft` is one that is being connected.
//! The other files are what of it crosses to the window.

pub(crate) mod draft;
mod fetching;
pub(crate) mod instance;
mod mark;
pub(crate) mod searching;
mod server;
pub(crate) mod session;
pub(crate) mod syncing;
mod view;
mod who;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use mark::{Hue, InstanceMark, Pattern, Pictures};
pub use server::{FoundPerson, FoundServer, Platform, ServerPage, Software};
pub use view::{
    Budget, Caching, Connection, Fill, LeftHalfway, ProfileView, RemoteCache, ServerSearch, SyncPhase, SyncState,
    TokenPlace,
};
pub use who::{Ability, Allowance, May, ServerSettings, Who};

/// The name of a profile inside Bailiwick: a UUID, never the host.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct ProfileId(pub String);

/// What the person chose when a server was connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileSetup {
    /// The name on the desk, 1 to 60 visible characters.
    pub name: String,
    /// The mark on the desk.
    pub mark: InstanceMark,
    /// What is done with pictures.
    pub pictures: Pictures,
    /// What is kept on this computer.
    pub caching: Caching,
}
