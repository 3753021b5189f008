//! `desk.db`: the profiles. It must never be lost: what cannot be opened is told and not touched.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{FromRow, Row};

use super::file::{self, Durability, Key};
use super::sql;
use crate::error::{Error, ErrorCode, Result};
use crate::model::Timestamp;
use crate::profile::{InstanceMark, Pictures, ProfileId, Software, Who};

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
    /// Only looks.
    pub read_only: bool,
    /// What is done with pictures.
    pub pictures: Pictures,
    /// When it was put on the desk.
    pub added_at: Timestamp,
}

/// The open desk file.
#[derive(Debug, Clone)]
pub struct DeskStore(SqlitePool);

impl DeskStore {
    /// Opens `desk.db` in the folder.
    ///
    /// # Errors
    /// `StoreUnusable` when it is there and cannot be opened. It is then left as it is.
    pub async fn open(folder: &Path, key: &Key) -> Result<Self> {
        let path = folder.join("desk.db");
        let unusable = |error| Error::caused(ErrorCode::StoreUnusable { path: path.display().to_string() }, error);
        file::open(&path, key, Durability::MustKeepAll, &SCHEMA).await.map(DeskStore).map_err(unusable)
    }

    /// Every profile, by number.
    pub async fn profiles(&self) -> Result<Vec<ProfileRecord>> {
        sqlx::query_as("SELECT * FROM profile ORDER BY number").fetch_all(&self.0).await.map_err(sql)
    }

    /// Keeps the profile, new or changed.
    pub async fn keep(&self, profile: &ProfileRecord) -> Result<()> {
        sqlx::query(
            "INSERT INTO profile (id, name, base, home, number, mark, software, who, read_only, pictures, added_at) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, base = excluded.base, home = excluded.home, number = excluded.number, \
             mark = excluded.mark, software = excluded.software, who = excluded.who, read_only = excluded.read_only, \
             pictures = excluded.pictures",
        )
        .bind(&profile.id.0)
        .bind(&profile.name)
        .bind(&profile.base)
        .bind(&profile.home)
        .bind(profile.mark.number)
        .bind(json(&profile.mark)?)
        .bind(json(&profile.software)?)
        .bind(json(&profile.who)?)
        .bind(profile.read_only)
        .bind(json(&profile.pictures)?)
        .bind(profile.added_at.0)
        .execute(&self.0)
        .await
        .map_err(sql)?;
        Ok(())
    }

    /// Takes the profile off the desk.
    pub async fn drop_profile(&self, profile: &ProfileId) -> Result<()> {
        sqlx::query("DELETE FROM profile WHERE id = ?").bind(&profile.0).execute(&self.0).await.map_err(sql)?;
        Ok(())
    }

    /// Closes the file.
    pub async fn close(&self) {
        self.0.close().await;
    }
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
            read_only: row.try_get("read_only")?,
            pictures: parsed(row, "pictures")?,
            added_at: Timestamp(row.try_get("added_at")?),
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
