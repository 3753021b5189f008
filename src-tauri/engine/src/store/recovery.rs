//! `recovery.db`: the keys of the files that must never be lost, under the recovery key. It is written as a whole and takes
//! the old one's place only when it has been read back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnection, SqliteJournalMode};
use sqlx::{ConnectOptions, Connection};

use super::copy;
use super::file::{self, Key};
use crate::error::{Error, ErrorCode, Result};
use crate::model::Timestamp;
use crate::secret::{RecoveryKey, Secret};

/// The file within the data folder.
pub const FILE: &str = "recovery.db";

const SCHEMA: &str = "CREATE TABLE about (made_at INTEGER NOT NULL) STRICT; \
                      CREATE TABLE key (name TEXT PRIMARY KEY, digits TEXT NOT NULL) STRICT";

/// What the file holds.
#[derive(Debug, Clone)]
pub struct Keys {
    /// When the recovery key was made.
    pub made_at: Timestamp,
    /// Each key, by the name under which the keychain has it.
    pub keys: BTreeMap<String, Key>,
}

impl Keys {
    /// Whether both hold the same.
    pub fn are(&self, other: &Keys) -> bool {
        let same = |((one, key), (other, to)): ((&String, &Key), (&String, &Key))| one == other && key.is(to);
        self.made_at == other.made_at
            && self.keys.len() == other.keys.len()
            && self.keys.iter().zip(&other.keys).all(same)
    }
}

/// The key of files that the recovery key opens.
///
/// # Errors
/// `Internal` for one that is no key; none such can be made.
pub fn key_of(recovery: &RecoveryKey) -> Result<Key> {
    let key = Key::from_kept(recovery.secret().clone());
    key.ok_or_else(|| Error::caused(ErrorCode::Internal, "the recovery key is no key"))
}

/// Reads the file. Nothing is changed by that.
///
/// # Errors
/// `NoRecoveryFile` where there is none, `RecoveryKeyWrong` when it is not the one for it.
pub async fn read(folder: &Path, recovery: &RecoveryKey) -> Result<Keys> {
    let path = folder.join(FILE);
    if !path.exists() {
        return Err(ErrorCode::NoRecoveryFile { path: path.display().to_string() }.into());
    }
    let key = key_of(recovery)?;
    let read = async {
        let mut file = file::options(&path, &key).read_only(true).connect().await?;
        let keys = keys(&mut file).await;
        file.close().await?;
        keys
    };
    read.await.map_err(|error: sqlx::Error| {
        let code = if file::is_broken(&error) { ErrorCode::RecoveryKeyWrong } else { ErrorCode::DiskTrouble };
        Error::caused(code, error)
    })
}

/// The file as it will be, read back and not in its place yet. One that is let go is deleted.
#[derive(Debug)]
pub struct Prepared {
    part: PathBuf,
    path: PathBuf,
}

/// Writes the file beside the one that is there.
///
/// # Errors
/// `DiskTrouble`.
pub async fn prepare(folder: &Path, recovery: &RecoveryKey, keys: &Keys) -> Result<Prepared> {
    let path = folder.join(FILE);
    let key = key_of(recovery)?;
    let prepared = Prepared { part: path.with_extension("part"), path };
    let written = async {
        copy::begin(&prepared.part)?;
        // It is nobody's before it is whole, so it needs no journal of its own; and a journal would lie beside it.
        let options = file::options(&prepared.part, &key).journal_mode(SqliteJournalMode::Memory);
        let mut file = options.connect().await?;
        let filled = fill(&mut file, keys).await;
        let rows = copy::rows(&mut file).await;
        file.close().await?;
        filled?;
        copy::prove(&prepared.part, &key, &rows?).await
    };
    written.await.map_err(|error| Error::caused(ErrorCode::DiskTrouble, error))?;
    Ok(prepared)
}

impl Prepared {
    /// Puts it in the place of the one that was there. When this returns, it is on the disk.
    ///
    /// # Errors
    /// `DiskTrouble`.
    pub fn put(self) -> Result<()> {
        copy::put(&self.part, &self.path).map_err(|error| Error::caused(ErrorCode::DiskTrouble, error))
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        copy::discard(&self.part);
    }
}

/// Sets the file aside, because the key at hand does not open it: another one may.
///
/// # Errors
/// `DiskTrouble`.
pub fn set_aside(folder: &Path) -> Result<()> {
    let path = folder.join(FILE);
    let named = |number: u32| path.with_file_name(format!("recovery.aside-{number}.db"));
    let free: Option<PathBuf> = (1..).map(named).find(|path| !path.exists());
    let moved = std::fs::rename(&path, free.unwrap_or_else(|| named(0)));
    moved.map_err(|error| Error::caused(ErrorCode::DiskTrouble, error))
}

async fn fill(file: &mut SqliteConnection, keys: &Keys) -> sqlx::Result<()> {
    sqlx::raw_sql(SCHEMA).execute(&mut *file).await?;
    sqlx::query("INSERT INTO about VALUES (?)").bind(keys.made_at.0).execute(&mut *file).await?;
    for (name, key) in &keys.keys {
        let insert = sqlx::query("INSERT INTO key VALUES (?, ?)").bind(name).bind(key.secret().expose());
        insert.execute(&mut *file).await?;
    }
    Ok(())
}

async fn keys(file: &mut SqliteConnection) -> sqlx::Result<Keys> {
    let made_at = sqlx::query_scalar("SELECT made_at FROM about").fetch_one(&mut *file).await?;
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT name, digits FROM key").fetch_all(&mut *file).await?;
    let keys = rows.into_iter().filter_map(|(name, digits)| Some((name, Key::from_kept(Secret::new(digits))?)));
    Ok(Keys { made_at: Timestamp(made_at), keys: keys.collect() })
}
