//! How files are opened: the data folder and its lock, encryption, pragmas, migrations.
//!
//! `cache` may be thrown away at any time; `journal` and `desk` must never be lost, so they are opened by other code
//! that touches nothing when something is wrong: `kept`, with a `snapshot` before each change of their schema. `recovery` has
//! the keys for whoever lost the keychain, `backup` takes a journal elsewhere and back; `copy` makes whole copies for both.
//! Rows never leave this module.

pub mod backup;
pub mod cache;
mod copy;
pub mod desk;
mod file;
pub mod folder;
pub mod journal;
mod kept;
pub mod recovery;
mod snapshot;

pub use file::{Files, Key, opens};

use crate::error::{Error, ErrorCode};

/// An error of SQLite, as the desk tells it: the disk's troubles are the person's business, the rest is ours.
pub(crate) fn sql(error: sqlx::Error) -> Error {
    // SQLITE_IOERR 10, SQLITE_FULL 13, SQLITE_READONLY 8, with their extended codes in the upper bits.
    let code = error.as_database_error().and_then(|e| e.code()).and_then(|code| code.parse::<i32>().ok());
    match code.map(|code| code & 0xff) {
        Some(8 | 10 | 13) => Error::caused(ErrorCode::DiskTrouble, error),
        _ => Error::caused(ErrorCode::Internal, error),
    }
}
