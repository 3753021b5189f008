//! A profile: one instance as one moderator, with its mark on the desk and what is known of it.
//!
//! `instance` is the profile at work: its files, its server, whether that answers; `syncing` is how far its fetching came and
//! when it is its turn again, `fetching` what is told of that; `forecast` is when what
//! waits will have been sent; `opening` keeps what opens the server, `health` says how that is, `probing` looks up what the server serves; `turns` keeps decisions about one account one after another. `draft` is one that is being connected.
//! The other files are what of it crosses to the window.

pub(crate) mod draft;
mod fetching;
pub(crate) mod forecast;
mod health;
pub(crate) mod instance;
mod mark;
pub(crate) mod opening;
mod probing;
mod safe_mode;
pub(crate) mod searching;
mod server;
pub(crate) mod session;
pub(crate) mod syncing;
mod trust;
pub(crate) mod turns;
mod view;
mod who;

use serde::{Deserialize, Serialize};
use specta::Type;

pub(crate) use health::TokenFacts;
pub use health::{TokenHealth, TokenWay};
pub use mark::{Hue, InstanceMark, Pattern, Pictures};
pub use safe_mode::SafeMode;
pub use server::{FoundPerson, FoundServer, Platform, ServerPage, Software};
pub use trust::{CertificateSeen, PartChange, Trust, TrustChange, TrustSetup, TrustView};
pub use view::{
    Budget, Caching, Connection, Fill, LeftHalfway, ProfileView, RemoteCache, Sending, ServerSearch, SyncPhase,
    SyncState, TokenPlace,
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
