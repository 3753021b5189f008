//! `desk.db`: the profiles, and in `passage` those on their way. It must never be lost: what cannot be opened is told and not touched.

mod passage;

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{FromRow, Row, SqliteExecutor};

use super::file::{self, Files, Key};
use super::{kept, sql};
use crate::error::{Error, ErrorCode, Result};
use crate::model::Timestamp;
use crate::profile::{Caching, InstanceMark, Pictures, ProfileId, SafeMode, Software, TokenFacts, Trust, Who};

/// The desk file within a home.
pub const FILE: &str = "desk.db";

static SCHEMA: sqlx::migrate::Migrator = sqlx::migrate!("src/store/migrations/desk");

/// A profile as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileRecord {
    /// Its id.
    pub id: ProfileId,
    /// The name that the person gave it.
    pub name: String,
    /// The server's address, as a checked base address prints it.
    pub base: String,
    /// What stands after the `@` of the server's own accounts, for people.
    pub home: String,
    /// Its mark.
    pub mark: InstanceMark,
    /// The server's software when it was last asked.
    pub software: Software,
    /// Who one is there.
    pub who: Who,
    /// How much is asked before something leaves.
    pub safe_mode: SafeMode,
    /// What is done with pictures.
    pub pictures: Pictures,
    /// What is kept on this computer.
    pub caching: Caching,
    /// By what the server is recognised and reached beyond the system's settings.
    pub trust: Trust,
    /// When it was put on the desk.
    pub added_at: Timestamp,
    /// What the server said of the token when it was last asked.
    pub token_facts: Option<TokenFacts>,
    /// When it was last looked up what the server serves and lets us do.
    pub probed_at: Option<Timestamp>,
}

/// The open desk file.
#[derive(Debug, Clone)]
pub struct DeskStore(SqlitePool);

impl DeskStore {
    /// Opens `desk.db` in the folder.
    ///
    /// # Errors
    /// `StoreUnusable` when it is there and cannot be opened, `SnapshotFailed` when it has to be brought up to date and
    /// cannot be copied before. It is then left as it is.
    pub async fn open(folder: &Path, key: &Key) -> Result<Self> {
        let path = folder.join(FILE);
        // Profiles' folders without a desk file: it was lost, and an empty one in its place would hide that.
        let files = if folder.join("profiles").exists() { Files::There } else { Files::New };
        let files = if path.exists() { Files::There } else { files };
        let desk = DeskStore(kept::open(&path, key, &SCHEMA, files).await?);
        desk.profiles()
            .await
            .map_err(|error| Error { code: ErrorCode::StoreUnusable { path: path.display().to_string() }, ..error })?;
        Ok(desk)
    }

    /// Id and name of every profile by number, from a file that is only read, whichever version made it.
    ///
    /// # Errors
    /// `StoreUnusable` when it cannot be read.
    pub async fn names(folder: &Path, key: &Key) -> Result<Vec<(ProfileId, String)>> {
        let path = folder.join(FILE);
        let looked = async {
            let pool = file::look(&path, key).await?;
            let found = sqlx::query_as("SELECT id, name FROM profile ORDER BY number").fetch_all(&pool).await;
            pool.close().await;
            found
        };
        let found: Vec<(String, String)> = looked.await.map_err(|error: sqlx::Error| {
            Error::caused(ErrorCode::StoreUnusable { path: path.display().to_string() }, error)
        })?;
        Ok(found.into_iter().map(|(id, name)| (ProfileId(id), name)).collect())
    }

    /// Every profile, by number.
    pub async fn profiles(&self) -> Result<Vec<ProfileRecord>> {
        sqlx::query_as("SELECT * FROM profile ORDER BY number").fetch_all(&self.0).await.map_err(sql)
    }

    /// Keeps a changed profile.
    ///
    /// # Errors
    /// `NoSuchProfile` when it has been taken off meanwhile: a late change must not bring it back.
    pub async fn change(&self, profile: &ProfileRecord) -> Result<()> {
        let sql = "UPDATE profile SET name = ?, base = ?, home = ?, number = ?, mark = ?, software = ?, who = ?, \
                   safe_mode = ?, pictures = ?, caching = ?, trust = ?, added_at = ?, token_facts = ?, \
                   probed_at = ? WHERE id = ?";
        match write(sql, profile, &self.0).await? {
            0 => Err(ErrorCode::NoSuchProfile.into()),
            _ => Ok(()),
        }
    }

    /// Closes the file.
    pub async fn close(&self) {
        self.0.close().await;
    }

    /// Whether it was closed.
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}

async fn insert(profile: &ProfileRecord, desk: impl SqliteExecutor<'_>) -> Result<()> {
    let sql = "INSERT INTO profile (name, base, home, number, mark, software, who, safe_mode, pictures, caching, \
               trust, added_at, token_facts, probed_at, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    write(sql, profile, desk).await.map(drop)
}

async fn write(sql: &'static str, profile: &ProfileRecord, desk: impl SqliteExecutor<'_>) -> Result<u64> {
    let done = sqlx::query(sql)
        .bind(&profile.name)
        .bind(&profile.base)
        .bind(&profile.home)
        .bind(profile.mark.number)
        .bind(json(&profile.mark)?)
        .bind(json(&profile.software)?)
        .bind(json(&profile.who)?)
        .bind(json(&profile.safe_mode)?)
        .bind(json(&profile.pictures)?)
        .bind(json(&profile.caching)?)
        .bind(json(&profile.trust)?)
        .bind(profile.added_at.0)
        .bind(json(&profile.token_facts)?)
        .bind(profile.probed_at.map(|at| at.0))
        .bind(&profile.id.0)
        .execute(desk)
        .await
        .map_err(super::sql)?;
    Ok(done.rows_affected())
}

impl FromRow<'_, SqliteRow> for ProfileRecord {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(ProfileRecord {
            id: ProfileId(row.try_get("id")?),
            name: row.try_get("name")?,
            base: row.try_get("base")?,
            home: row.try_get("home")?,
            mark: parsed(row, "mark")?,
            software: parsed(row, "software")?,
            who: parsed(row, "who")?,
            safe_mode: parsed(row, "safe_mode")?,
            pictures: parsed(row, "pictures")?,
            caching: parsed(row, "caching")?,
            trust: parsed(row, "trust")?,
            added_at: Timestamp(row.try_get("added_at")?),
            token_facts: parsed(row, "token_facts")?,
            probed_at: row.try_get::<Option<i64>, _>("probed_at")?.map(Timestamp),
        })
    }
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::caused(ErrorCode::Internal, error))
}

/// A stored word that we do not know is an error, never a default.
fn parsed<T: DeserializeOwned>(row: &SqliteRow, column: &str) -> sqlx::Result<T> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text)
        .map_err(|error| sqlx::Error::ColumnDecode { index: column.to_owned(), source: error.into() })
}
