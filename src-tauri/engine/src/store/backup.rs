//! Backups of a journal: a whole copy under the recovery key, and back again under the profile's own.
//!
//! Both are made in the profile's folder under a name that nobody takes for a journal. Who made a backup, and of which
//! instance, stands in a table of its own, which goes when the journal is restored.

use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::copy::{self, Trouble};
use super::file::{self, Key};
use super::journal::{self, Journal};
use super::recovery;
use crate::error::{Error, ErrorCode, Result};
use crate::secret::RecoveryKey;

/// Whose journal a backup has.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct About {
    /// The server's address, as the profile keeps it.
    pub base: String,
    /// The person's id there.
    pub person: String,
    /// The person's name there.
    pub username: String,
}

/// A file under way, in the profile's folder. One that is let go is deleted.
#[derive(Debug)]
pub struct Part(PathBuf);

impl Part {
    fn begin(folder: &Path, name: &str) -> Result<Self> {
        let part = Part(folder.join(name));
        copy::begin(&part.0).map_err(disk)?;
        Ok(part)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        copy::discard(&self.0);
    }
}

/// Copies the journal, which has this key, and puts the copy under the recovery key. It was opened with that when this
/// returns.
///
/// # Errors
/// `DiskTrouble`.
pub async fn make(journal: &Journal, folder: &Path, key: &Key, recovery: &RecoveryKey, about: &About) -> Result<Part> {
    let part = Part::begin(folder, "backup.part")?;
    let to = recovery::key_of(recovery)?;
    let made = async {
        copy::vacuum(journal.pool(), part.path()).await?;
        let mut file = file::options(part.path(), key).connect().await?;
        let signed = sign(&mut file, about).await;
        file.close().await?;
        signed?;
        rekey(part.path(), key, &to).await
    };
    made.await.map_err(disk)?;
    Ok(part)
}

/// Copies a backup into the profile's folder and looks whether it is whole. The backup itself is only read.
///
/// # Errors
/// `RecoveryKeyWrong` when that is not its key (or it is no backup at all), `BackupUnusable` when it is not whole,
/// `BackupTooNew`, `DiskTrouble`.
pub async fn taken(backup: &Path, folder: &Path, recovery: &RecoveryKey) -> Result<(Part, About)> {
    let part = Part::begin(folder, "restore.part")?;
    let (from, to) = (backup.to_owned(), part.path().to_owned());
    let copied = tokio::task::spawn_blocking(move || {
        let mut from = std::fs::File::open(from).map_err(|error| Error::caused(ErrorCode::BackupUnusable, error))?;
        let mut to = std::fs::File::options().write(true).open(to).map_err(disk)?;
        match std::io::copy(&mut from, &mut to).map_err(disk)? {
            // SQLite would take it for a new file, under whichever key.
            0 => Err(ErrorCode::BackupUnusable.into()),
            _ => Ok::<_, Error>(()),
        }
    });
    copied.await.map_err(|error| Error::caused(ErrorCode::Internal, error))??;
    let key = recovery::key_of(recovery)?;
    let mut file = file::options(part.path(), &key).connect().await.map_err(unread)?;
    let looked = looked_at(&mut file).await;
    file.close().await.map_err(disk)?;
    Ok((part, looked?))
}

/// Puts the copy under the profile's key and in the place of its journal. What was there is set aside; what waits in the copy
/// waits for a word.
///
/// # Errors
/// `DiskTrouble`: what was there is then where it was, or set aside.
pub async fn put_in_place(part: &Part, folder: &Path, recovery: &RecoveryKey, key: &Key) -> Result<()> {
    let from = recovery::key_of(recovery)?;
    let mut file = file::options(part.path(), &from).connect().await.map_err(disk)?;
    let readied = async {
        sqlx::raw_sql("DROP TABLE backup").execute(&mut file).await?;
        journal::keep_all_back(&mut file).await
    };
    let readied = readied.await;
    file.close().await.map_err(disk)?;
    readied.map_err(disk)?;
    rekey(part.path(), &from, key).await.map_err(disk)?;
    let journal = folder.join(journal::FILE);
    set_aside(&journal).map_err(disk)?;
    copy::put(part.path(), &journal).map_err(disk)
}

/// Whether it is a whole journal that this version reads, and whose.
async fn looked_at(file: &mut SqliteConnection) -> Result<About> {
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .fetch_all(&mut *file)
        .await
        .map_err(unread)?;
    let unusable = |error: sqlx::Error| Error::caused(ErrorCode::BackupUnusable, error);
    let findings: Vec<String> =
        sqlx::query_scalar("PRAGMA quick_check").fetch_all(&mut *file).await.map_err(unusable)?;
    let has = |name: &str| tables.iter().any(|table| table == name);
    if findings != ["ok"] || !has("backup") || !has("decision") {
        return Err(ErrorCode::BackupUnusable.into());
    }
    let version: i64 = sqlx::query_scalar("SELECT ifnull(max(version), 0) FROM _sqlx_migrations")
        .fetch_one(&mut *file)
        .await
        .map_err(unusable)?;
    if version > journal::newest_schema() {
        return Err(ErrorCode::BackupTooNew.into());
    }
    sqlx::query_as("SELECT * FROM backup").fetch_one(&mut *file).await.map_err(unusable)
}

/// Writes into the copy whose journal it is.
async fn sign(file: &mut SqliteConnection, about: &About) -> sqlx::Result<()> {
    sqlx::raw_sql("CREATE TABLE backup (base TEXT NOT NULL, person TEXT NOT NULL, username TEXT NOT NULL) STRICT")
        .execute(&mut *file)
        .await?;
    let insert = sqlx::query("INSERT INTO backup VALUES (?, ?, ?)");
    insert.bind(&about.base).bind(&about.person).bind(&about.username).execute(file).await.map(drop)
}

/// Puts the file under another key, and proves that this one opens it.
async fn rekey(path: &Path, from: &Key, to: &Key) -> std::result::Result<(), Trouble> {
    let mut file = file::options(path, from).connect().await?;
    let changed = async {
        // The digits were checked when the key was made.
        let rekey = format!("PRAGMA rekey = \"x'{}'\"", to.secret().expose());
        sqlx::raw_sql(AssertSqlSafe(rekey)).execute(&mut file).await?;
        copy::rows(&mut file).await
    };
    let rows = changed.await;
    file.close().await?;
    copy::prove(path, to, &rows?).await
}

/// Gives a journal that does not open another name, with the files that SQLite keeps beside it: they may hold its last
/// decisions.
fn set_aside(journal: &Path) -> std::io::Result<()> {
    let named = |number: u32, ending: &str| journal.with_file_name(format!("journal.aside-{number}.db{ending}"));
    let beside = |ending: &str| journal.with_file_name(format!("{}{ending}", journal::FILE));
    let endings = ["", "-wal", "-shm"];
    let free = (1..1000).find(|&number| endings.iter().all(|ending| !named(number, ending).exists()));
    let number = free.ok_or(std::io::ErrorKind::AlreadyExists)?;
    for ending in endings {
        match std::fs::rename(beside(ending), named(number, ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// What keeps a backup from being read at all.
fn unread(error: sqlx::Error) -> Error {
    let code = match &error {
        error if file::is_another_key(error) => ErrorCode::RecoveryKeyWrong,
        error if file::is_broken(error) => ErrorCode::BackupUnusable,
        _ => ErrorCode::DiskTrouble,
    };
    Error::caused(code, error)
}

fn disk(error: impl Into<Trouble>) -> Error {
    Error::caused(ErrorCode::DiskTrouble, error)
}
