//! The engine against practice instances: real HTTP on loopback, real SQLite, a real keychain in its own D-Bus session.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod all;
mod background;
mod bench;
mod connecting;
mod deciding;
mod doubt;
mod export;
mod filling;
mod gitlab_doubt;
mod gitlab_sync;
mod gitlab_table;
mod keeping;
mod keychain;
mod limiter;
mod lists;
mod lying;
mod moves;
mod notes;
mod offline;
mod others;
mod reports;
mod searching;
mod table;
