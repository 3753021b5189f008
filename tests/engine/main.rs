//! The engine against practice instances: real HTTP on loopback, real SQLite, a real keychain in its own D-Bus session.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod background;
mod bench;
mod connecting;
mod deciding;
mod doubt;
mod gitlab_doubt;
mod gitlab_sync;
mod gitlab_table;
mod keeping;
mod keychain;
mod lists;
mod lying;
mod moves;
mod notes;
mod offline;
mod reports;
mod searching;
mod table;
