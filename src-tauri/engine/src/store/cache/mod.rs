//! `cache.db`: accounts of one profile and how far refreshing has come. It may be thrown away at any time:
//! what cannot be opened is set aside and filled again.
//!
//! `list` reads pages and `count` counts: `narrow` says which rows, `order` in which order, `access` by which index, `bits`
//! and `text` what the indexes know. `put` writes rows, `pack` what servers said; `progress` is written with them, `forget`
//! takes away. `search` keeps what a search brought, `report` has reports, `sweep` tells who was not seen for long, `others`
//! who shares something, `merge` and `export` serve lists over several caches and files. This file reads single rows.

mod access;
mod bits;
mod count;
mod export;
mod forget;
mod list;
mod merge;
mod narrow;
mod order;
mod others;
mod overlay;
mod pack;
mod place;
mod progress;
mod put;
mod report;
mod search;
mod signature;
mod sweep;
#[cfg(test)]
mod tests;
mod text;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::sqlite::{SqlitePool, SqlitePoolOptions, SqliteRow};
use sqlx::{QueryBuilder, Row};

pub use list::Listing;
pub use merge::Standing;
pub use narrow::Hits;
pub use others::{SHARERS, Shared, Sharers};
pub use progress::{FillCursor, Progress, Sweep};
pub use report::{Me, ReportFetched};
pub use search::Common;
pub use sweep::Unseen;

use pack::Packer;

use super::file::{self, Durability, Files, Key};
use super::sql;
use crate::error::{Error, ErrorCode, Result};
use crate::model::{Account, AccountId, Timestamp};

static SCHEMA: sqlx::migrate::Migrator = sqlx::migrate!("src/store/migrations/cache");

/// No answer comes later than this after it was asked for, in ms. What seems to be seen longer than that from now on was
/// seen before the computer's clock was set back.
const LATEST: i64 = 10 * 60 * 1000;

/// As many ids as one statement takes.
const IDS: usize = 500;

/// An account as its server described it, ready to be stored.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// What was understood.
    pub account: Account,
    /// What the server said, as JSON.
    pub raw: String,
}

/// A stored account.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What the server said, as JSON.
    pub raw: String,
    /// When it said so.
    pub seen_at: Timestamp,
    /// Whether it is known to be gone.
    pub gone: bool,
}

/// The open cache.
#[derive(Debug, Clone)]
pub struct Cache(SqlitePool, Arc<Packer>);

impl Cache {
    /// Opens `cache.db` in the folder. One that is broken is set aside under another name and a new one made; one that
    /// cannot be reached just now is left alone, and this session's accounts are kept in memory. The second part tells
    /// whether one of the two happened.
    ///
    /// # Errors
    /// When not even memory can hold a cache.
    pub async fn open(folder: &Path, key: &Key) -> Result<(Self, bool)> {
        let path = folder.join("cache.db");
        let error = match Self::open_file(&path, key).await {
            Ok(cache) => return Ok((cache, false)),
            Err(error) => error,
        };
        tracing::warn!(%error, "the cache cannot be opened");
        if file::is_broken(&error) {
            set_aside(&path)?;
            match Self::open_file(&path, key).await {
                Ok(cache) => return Ok((cache, true)),
                Err(error) => tracing::warn!(%error, "no new cache can be made"),
            }
        }
        let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let pool = pool.connect("sqlite::memory:").await.map_err(sql)?;
        SCHEMA.run(&pool).await.map_err(|error| sql(error.into()))?;
        Ok((Cache(pool, Arc::default()), true))
    }

    async fn open_file(path: &Path, key: &Key) -> sqlx::Result<Self> {
        let pool = file::open(path, key, Durability::MayLoseTheLast, &SCHEMA, Files::New).await?;
        // What searches of an earlier session brought is no longer theirs.
        sqlx::query("DELETE FROM search_hit").execute(&pool).await?;
        let packer = Packer::of(&pool).await?;
        Ok(Cache(pool, Arc::new(packer)))
    }

    /// Stores accounts as seen then, in one transaction. A known account keeps its row; newcomers get theirs by creation time.
    pub async fn store(&self, accounts: &[Fetched], seen_at: Timestamp) -> Result<()> {
        self.store_page(accounts, seen_at, None).await
    }

    /// The same, and how far refreshing has come by it: both are there, or neither.
    pub async fn store_page(
        &self,
        accounts: &[Fetched],
        seen_at: Timestamp,
        progress: Option<&Progress>,
    ) -> Result<()> {
        let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
        put::put(&mut transaction, &self.1, accounts, seen_at).await?;
        if let Some(progress) = progress {
            progress::keep(&mut transaction, progress).await.map_err(sql)?;
        }
        transaction.commit().await.map_err(sql)?;
        self.1.train(&self.0).await
    }

    /// One account.
    pub async fn get(&self, account: &AccountId) -> Result<Option<Kept>> {
        let row = sqlx::query(
            "SELECT dictionary, packed, seen_at, marks FROM account JOIN account_raw USING (row) WHERE id = ?",
        )
        .bind(&account.0)
        .fetch_optional(&self.0)
        .await
        .map_err(sql)?;
        row.map(|row| self.kept(&row)).transpose()
    }

    fn kept(&self, row: &SqliteRow) -> Result<Kept> {
        let seen_at = row.try_get("seen_at").map(Timestamp).map_err(sql)?;
        let marks: i64 = row.try_get("marks").map_err(sql)?;
        Ok(Kept { raw: self.raw(row)?, seen_at, gone: marks & bits::GONE != 0 })
    }

    fn raw(&self, row: &SqliteRow) -> Result<String> {
        let packed: Vec<u8> = row.try_get("packed").map_err(sql)?;
        self.1.unpack(row.try_get("dictionary").map_err(sql)?, &packed)
    }

    /// What is kept of these accounts, by id.
    pub async fn raw_of(&self, accounts: &[AccountId]) -> Result<HashMap<AccountId, String>> {
        let mut found = HashMap::with_capacity(accounts.len());
        for some in accounts.chunks(IDS) {
            let mut query = QueryBuilder::new(
                "SELECT id, dictionary, packed FROM account JOIN account_raw USING (row) WHERE id IN (",
            );
            let mut ids = query.separated(", ");
            for account in some {
                ids.push_bind(&account.0);
            }
            query.push(")");
            for row in query.build().fetch_all(&self.0).await.map_err(sql)? {
                found.insert(AccountId(row.try_get("id").map_err(sql)?), self.raw(&row)?);
            }
        }
        Ok(found)
    }

    /// Accounts that the cache still has as waiting.
    pub async fn pending_ids(&self) -> Result<Vec<AccountId>> {
        let ids: Vec<String> =
            sqlx::query_scalar("SELECT id FROM account INDEXED BY account_queue WHERE marks & 1 ORDER BY row")
                .fetch_all(&self.0)
                .await
                .map_err(sql)?;
        Ok(ids.into_iter().map(AccountId).collect())
    }

    /// Closes the file.
    pub async fn close(&self) {
        self.0.close().await;
    }
}

/// Gives the broken file and its companions another name, so that nothing is lost to a mistake of ours.
fn set_aside(path: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let named = |text: &str| PathBuf::from(format!("{}{text}", path.display()));
        let (from, to) = (named(suffix), named(&format!("{suffix}.broken")));
        if from.exists() {
            std::fs::rename(&from, &to).map_err(|error| Error::caused(ErrorCode::DiskTrouble, error))?;
        }
    }
    Ok(())
}
