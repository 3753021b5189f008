//! The shell on Tauri's mock runtime: names, permissions, error shapes, and that the generated bindings are up to date.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bindings;
mod border;
mod leaving;
mod locking;
mod planted;
mod recovery;
mod rules;
mod verify;
