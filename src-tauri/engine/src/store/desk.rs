//! `desk.db`: the profiles. It must never be lost: what cannot be opened is told and not touched.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{FromRow, Row};

use super::file::{self, Durability, Files, Key};
use super::sql;
use crate::error::{Error, ErrorCode, Result};
use crate::model::Timestamp;
use crate::profile::{Caching, InstanceMark, Pictures, ProfileId, Software, Who};

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
    /// What is kept on this computer.
    pub caching: Caching,
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
        // Profiles' folders without a desk file: it was lost, and an empty one in its place would hide that.
        let files = if folder.join("profiles").exists() { Files::There } else { Files::New };
        let files = if path.exists() { Files::There } else { files };
        let desk =
            file::open(&path, key, Durability::MustKeepAll, &SCHEMA, files).await.map(DeskStore).map_err(unusable)?;
        desk.profiles()
            .await
            .map_err(|error| Error { code: ErrorCode::StoreUnusable { path: path.display().to_string() }, ..error })?;
        Ok(desk)
    }

    /// Every profile, by number.
    pub async fn profiles(&self) -> Result<Vec<ProfileRecord>> {
        sqlx::query_as("SELECT * FROM profile ORDER BY number").fetch_all(&self.0).await.map_err(sql)
    }

    /// Puts a new profile on the desk.
    pub async fn add(&self, profile: &ProfileRecord) -> Result<()> {
        let sql = "INSERT INTO profile (name, base, home, number, mark, software, who, read_only, pictures, caching, \
                   added_at, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        self.write(sql, profile).await.map(drop)
    }

    /// Keeps a changed profile.
    ///
    /// # Errors
    /// `NoSuchProfile` when it has been taken off meanwhile: a late change must not bring it back.
    pub async fn change(&self, profile: &ProfileRecord) -> Result<()> {
        let sql = "UPDATE profile SET name = ?, base = ?, home = ?, number = ?, mark = ?, software = ?, who = ?, \
                   read_only = ?, pictures = ?, caching = ?, added_at = ? WHERE id = ?";
        match self.write(sql, profile).await? {
            0 => Err(ErrorCode::NoSuchProfile.into()),
            _ => Ok(()),
        }
    }

    async fn write(&self, sql: &'static str, profile: &ProfileRecord) -> Result<u64> {
        let done = sqlx::query(sql)
            .bind(&profile.name)
            .bind(&profile.base)
            .bind(&profile.home)
            .bind(profile.mark.number)
            .bind(json(&profile.mark)?)
            .bind(json(&profile.software)?)
            .bind(json(&profile.who)?)
            .bind(profile.read_only)
            .bind(json(&profile.pictures)?)
            .bind(json(&profile.caching)?)
            .bind(profile.added_at.0)
            .bind(&profile.id.0)
            .execute(&self.0)
            .await
            .map_err(super::sql)?;
        Ok(done.rows_affected())
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
            caching: parsed(row, "caching")?,
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
