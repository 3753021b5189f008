//! One encrypted SQLite file: its key, its pragmas, its migrations.

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use zeroize::Zeroizing;

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
        let mut bytes = Zeroizing::new([0_u8; 32]);
        getrandom::fill(&mut *bytes)?;
        Ok(Key(Secret::hex(&*bytes)))
    }

    /// A key that was kept; none if it is no key (it will be part of a pragma, so nothing else gets in).
    pub fn from_kept(kept: Secret) -> Option<Self> {
        let digits = kept.expose();
        (digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(Key(kept))
    }

    /// Whether it is the same key.
    pub fn is(&self, other: &Key) -> bool {
        self.0.expose() == other.0.expose()
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

/// How every file is opened: with its key before anything else, and telling nobody of what is done in it.
pub fn options(path: &Path, key: &Key) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        // SQLCipher wants the key before anything else; the digits were checked when the key was made. A pragma takes no
        // parameters: this one text is sqlx's from here on, which keeps it as long as the file is open and does not wipe it.
        .pragma("key", format!("\"x'{}'\"", key.secret().expose()))
        .filename(path)
        // A wrong key is told by our own error; SQLCipher would also shout it on the terminal.
        .pragma("cipher_log_level", "NONE")
        .pragma("temp_store", "MEMORY")
        // Statements hold no values, but even their shape is nobody's business in a log.
        .disable_statement_logging()
}

/// Opens the file as [`connect`] does, and brings its schema up to date.
pub async fn open(
    path: &Path,
    key: &Key,
    durability: Durability,
    schema: &Migrator,
    files: Files,
) -> Result<SqlitePool, sqlx::Error> {
    let pool = connect(path, key, durability, files).await?;
    match due(&pool, schema).await {
        Ok(due) => migrate(pool, schema, due).await,
        Err(error) => {
            pool.close().await;
            Err(error)
        }
    }
}

/// The first migration that the file has not had; none for a new file, and for one that is up to date.
pub async fn due(pool: &SqlitePool, schema: &Migrator) -> sqlx::Result<Option<i64>> {
    let known: bool = sqlx::query_scalar("SELECT count(*) > 0 FROM sqlite_schema WHERE name = '_sqlx_migrations'")
        .fetch_one(pool)
        .await?;
    if !known {
        return Ok(None);
    }
    let applied: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(pool).await?;
    Ok(applied.and_then(|applied| schema.iter().map(|step| step.version).filter(|&version| version > applied).min()))
}

/// Brings the schema up to date, from the first migration that is due. On an error the file is closed.
pub async fn migrate(pool: SqlitePool, schema: &Migrator, due: Option<i64>) -> Result<SqlitePool, sqlx::Error> {
    let migrated = schema.run(&pool).await;
    if migrated.is_ok() && due.is_none() {
        return Ok(pool);
    }
    // Closed before anybody moves the file: a late close would write into whatever stands there then. And a connection that
    // has known the schema as it was would read rows by the columns of then.
    let options = pool.connect_options();
    pool.close().await;
    migrated?;
    connections().connect_with(options.as_ref().clone()).await
}

fn connections() -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(4).min_connections(1)
}

/// Opens the file, makes it if it may be missing, and checks it.
pub async fn connect(path: &Path, key: &Key, durability: Durability, files: Files) -> Result<SqlitePool, sqlx::Error> {
    let size = std::fs::metadata(path).map_or(0, |found| found.len());
    if files == Files::There && size == 0 {
        return Err(sqlx::Error::Configuration("the file is missing or empty".into()));
    }
    let options = options(path, key)
        .create_if_missing(files == Files::New)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match durability {
            Durability::MayLoseTheLast => SqliteSynchronous::Normal,
            Durability::MustKeepAll => SqliteSynchronous::Full,
        })
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("cache_size", format!("-{}", durability.page_cache()))
        .pragma("secure_delete", "ON");
    let pool = connections().connect_with(options).await?;
    if size <= CHECKED {
        let findings: Result<Vec<String>, _> = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_all(&pool).await;
        let error = match findings {
            Ok(findings) if findings == ["ok"] => return Ok(pool),
            Ok(_) => sqlx::Error::Configuration(DAMAGED.into()),
            Err(error) => error,
        };
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

/// Whether the error says that the key is not the file's, or that the file is none of ours.
pub fn is_another_key(error: &sqlx::Error) -> bool {
    // SQLITE_NOTADB 26: the first page cannot be decrypted.
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "26")
}

/// Opens the file for reading only: it is neither brought up to date nor made.
pub async fn look(path: &Path, key: &Key) -> Result<SqlitePool, sqlx::Error> {
    SqlitePoolOptions::new().max_connections(1).connect_with(options(path, key).read_only(true)).await
}

/// Whether the key opens the file. Nothing is changed by that.
pub async fn opens(path: &Path, key: &Key) -> bool {
    let looked = async {
        let mut file = options(path, key).connect().await?;
        let tables: sqlx::Result<i64> =
            sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(&mut file).await;
        file.close().await?;
        tables
    };
    looked.await.is_ok_and(|tables| tables > 0)
}
