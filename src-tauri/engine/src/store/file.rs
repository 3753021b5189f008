//! One encrypted SQLite file: its key, its pragmas, its migrations.

use std::path::Path;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use crate::secret::Secret;

/// The key of a file: 256 bits, as 64 hexadecimal digits.
#[derive(Debug, Clone)]
pub struct Key(Secret);

impl Key {
    /// A new random key, from the system's source.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Key(Secret::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect())))
    }

    /// A key that was kept; none if it is no key (it will be part of a pragma, so nothing else gets in).
    pub fn from_kept(kept: Secret) -> Option<Self> {
        let digits = kept.expose();
        (digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(Key(kept))
    }

    /// The digits, for the one who keeps them.
    pub const fn secret(&self) -> &Secret {
        &self.0
    }
}

/// How much a file may lose when the power fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// The last transactions may be missing: what they held can be fetched again.
    MayLoseTheLast,
    /// Nothing that was committed may be missing.
    MustKeepAll,
}

/// Opens the file, makes it if it is missing, and brings its schema up to date.
pub async fn open(
    path: &Path,
    key: &Key,
    durability: Durability,
    schema: &Migrator,
) -> Result<SqlitePool, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        // SQLCipher wants the key before anything else; the digits were checked when the key was made.
        .pragma("key", format!("\"x'{}'\"", key.secret().expose()))
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match durability {
            Durability::MayLoseTheLast => SqliteSynchronous::Normal,
            Durability::MustKeepAll => SqliteSynchronous::Full,
        })
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        // A wrong key is told by our own error; SQLCipher would also shout it on the terminal.
        .pragma("cipher_log_level", "NONE")
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        // Statements hold no values, but even their shape is nobody's business in a log.
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new().max_connections(4).min_connections(1).connect_with(options).await?;
    // Reads a page, so that a wrong key or a broken file shows now and not in the middle of work.
    sqlx::query("PRAGMA quick_check(1)").execute(&pool).await?;
    schema.run(&pool).await?;
    Ok(pool)
}
