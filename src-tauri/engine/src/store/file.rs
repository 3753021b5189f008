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

/// Whether a file has to be there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Files {
    /// It is made now, or opened if an earlier try made it.
    New,
    /// It was made before: one that is missing or empty was lost, and no new one is put in its place.
    There,
}

impl Durability {
    /// Each connection keeps so many KiB of pages in the clear: searching the cache wants those of its indexes again and
    /// again, and decrypting one costs as much as looking through it.
    const fn page_cache(self) -> u32 {
        match self {
            Durability::MayLoseTheLast => 32 * 1024,
            Durability::MustKeepAll => 2 * 1024,
        }
    }
}

/// Larger files are not read through at every start; what is broken in them shows when it is read.
const CHECKED: u64 = 64 * 1024 * 1024;

/// Opens the file, makes it if it may be missing, checks it, and brings its schema up to date.
pub async fn open(
    path: &Path,
    key: &Key,
    durability: Durability,
    schema: &Migrator,
    files: Files,
) -> Result<SqlitePool, sqlx::Error> {
    let size = std::fs::metadata(path).map_or(0, |found| found.len());
    if files == Files::There && size == 0 {
        return Err(sqlx::Error::Configuration("the file is missing or empty".into()));
    }
    let options = SqliteConnectOptions::new()
        // SQLCipher wants the key before anything else; the digits were checked when the key was made.
        .pragma("key", format!("\"x'{}'\"", key.secret().expose()))
        .filename(path)
        .create_if_missing(files == Files::New)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match durability {
            Durability::MayLoseTheLast => SqliteSynchronous::Normal,
            Durability::MustKeepAll => SqliteSynchronous::Full,
        })
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        // A wrong key is told by our own error; SQLCipher would also shout it on the terminal.
        .pragma("cipher_log_level", "NONE")
        .pragma("cache_size", format!("-{}", durability.page_cache()))
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        // Statements hold no values, but even their shape is nobody's business in a log.
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new().max_connections(4).min_connections(1).connect_with(options).await?;
    let ready = async {
        if size <= CHECKED {
            let findings: Vec<String> = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_all(&pool).await?;
            if findings != ["ok"] {
                return Err(sqlx::Error::Configuration(DAMAGED.into()));
            }
        }
        schema.run(&pool).await?;
        Ok(())
    };
    if let Err(error) = ready.await {
        // Closed before anybody moves the file: a late close would write into whatever stands there then.
        pool.close().await;
        return Err(error);
    }
    Ok(pool)
}

const DAMAGED: &str = "the file is damaged";

/// Whether the error says that the file itself is broken, rather than that it cannot be reached just now.
pub fn is_broken(error: &sqlx::Error) -> bool {
    match error {
        // SQLITE_CORRUPT 11, SQLITE_NOTADB 26; SQLCipher says SQLITE_NOMEM 7 where a page cannot be decrypted.
        sqlx::Error::Database(database) => {
            let code = database.code().and_then(|code| code.parse::<i32>().ok());
            code.is_some_and(|code| matches!(code & 0xff, 7 | 11 | 26))
        }
        sqlx::Error::Configuration(why) => why.to_string() == DAMAGED,
        // Made by another version of Bailiwick.
        sqlx::Error::Migrate(_) => true,
        _ => false,
    }
}
