//! Practice instances: HTTP servers on loopback that behave as a Mastodon and as a GitLab do, in memory, with made-up people.
//!
//! [`serve`] starts one and gives a [`Practice`]: its address, its fixed tokens, its request log, its faults, and a hand that changes people as another
//! moderator would. The same is there over HTTP under `/practice/…` for tests that are not written in Rust (see [`control`]).
//!
//! How the servers behave was read from `shared/reference/mastodon.md` and `shared/reference/gitlab.md`. Nothing is shared with the engine that talks to
//! them, neither code nor types: a shared type would hide a shared misbelief.

mod avatar;
mod call;
mod chance;
pub mod control;
mod deed;
mod fault;
mod gitlab;
mod keep;
mod line;
mod log;
mod manner;
mod mastodon;
mod options;
mod page;
mod people;
mod practice;
mod serve;
mod shared;
mod time;
mod twist;
mod world;

pub use fault::{BareBody, ErrorBody, Fault, FaultKind};
pub use gitlab::{GitlabSwitches, Inferred, ReadOnly};
pub use log::{Counts, LoggedRequest, ROUTES};
pub use manner::{Dialect, Manner, Otherwise};
pub use options::{Kind, Limits, LimitsError, Options, PracticeError, Who};
pub use practice::{Practice, serve};
