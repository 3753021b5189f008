//! `cache.db`: accounts of one profile and how far refreshing has come. It may be thrown away at any time:
//! what cannot be opened is set aside and filled again.
//!
//! `list` reads pages and counts of the rows that `narrow` leaves, `put` writes rows, `search` keeps what a search brought,
//! `report` has reports, `sweep` tells who was not seen for long; this file reads single rows.

mod list;
mod narrow;
mod put;
mod report;
mod search;
mod sweep;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqlitePool, SqlitePoolOptions, SqliteRow};
use sqlx::{QueryBuilder, Row};

pub use narrow::Hits;
pub use report::{Me, ReportFetched};

use super::file::{self, Durability, Files, Key};
use super::sql;
use crate::error::{Error, ErrorCode, Result};
use crate::model::{Account, AccountId, Mark, Marks, Timestamp};

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

/// How far refreshing has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// When a whole run last ended well.
    pub finished_at: Option<Timestamp>,
    /// Where older accounts go on at the server.
    pub older_cursor: Option<String>,
    /// Whether the oldest account has been reached.
    pub reached_end: bool,
    /// How far the sweep has come; none before it begins anew.
    pub sweep: Option<Sweep>,
}

/// How far a sweep through everybody has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sweep {
    /// When it began.
    pub began_at: Timestamp,
    /// Where it goes on at the server; none when it came to the end, and those who were not in the list are looked at.
    pub cursor: Option<String>,
}

/// The open cache.
#[derive(Debug, Clone)]
pub struct Cache(SqlitePool);

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
        Ok((Cache(pool), true))
    }

    async fn open_file(path: &Path, key: &Key) -> sqlx::Result<Self> {
        let pool = file::open(path, key, Durability::MayLoseTheLast, &SCHEMA, Files::New).await?;
        // What searches of an earlier session brought is no longer theirs.
        sqlx::query("DELETE FROM search_hit").execute(&pool).await?;
        Ok(Cache(pool))
    }

    /// Stores accounts as seen now, in one transaction. A known account keeps its row; newcomers get theirs by creation time.
    pub async fn store(&self, accounts: &[Fetched], seen_at: Timestamp) -> Result<()> {
        let mut oldest_first: Vec<&Fetched> = accounts.iter().collect();
        // Servers send the newest first; an index that grows upwards is a third smaller and faster to write.
        oldest_first.sort_by_key(|fetched| fetched.account.created_at);
        let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
        for fetched in oldest_first {
            put::put(&mut transaction, fetched, seen_at).await.map_err(sql)?;
        }
        transaction.commit().await.map_err(sql)
    }

    /// Marks an account as gone: the server no longer has it. Its row stays for looking back.
    pub async fn mark_gone(&self, account: &AccountId, seen_at: Timestamp) -> Result<()> {
        sqlx::query("UPDATE account SET marks = (marks | ?1) & ~?2, seen_at = ?3 WHERE id = ?4 AND (seen_at <= ?3 OR seen_at > ?3 + ?5)")
            .bind(Marks::of(&[Mark::Gone]).bits())
            .bind(Marks::of(&[Mark::Pending]).bits())
            .bind(seen_at.0)
            .bind(&account.0)
            .bind(LATEST)
            .execute(&self.0)
            .await
            .map_err(sql)?;
        Ok(())
    }

    /// One account.
    pub async fn get(&self, account: &AccountId) -> Result<Option<Kept>> {
        let row = sqlx::query("SELECT raw, seen_at, marks FROM account WHERE id = ?")
            .bind(&account.0)
            .fetch_optional(&self.0)
            .await;
        row.and_then(|row| row.map(|row| kept(&row)).transpose()).map_err(sql)
    }

    /// What is kept of these accounts, by id.
    pub async fn raw_of(&self, accounts: &[AccountId]) -> Result<HashMap<AccountId, String>> {
        let mut found = HashMap::with_capacity(accounts.len());
        for some in accounts.chunks(IDS) {
            let mut query = QueryBuilder::new("SELECT id, raw FROM account WHERE id IN (");
            let mut ids = query.separated(", ");
            for account in some {
                ids.push_bind(&account.0);
            }
            query.push(")");
            for row in query.build().fetch_all(&self.0).await.map_err(sql)? {
                let kept = || Ok((AccountId(row.try_get("id")?), row.try_get("raw")?));
                found.extend([kept().map_err(sql)?]);
            }
        }
        Ok(found)
    }

    /// Accounts that the cache still has as waiting.
    pub async fn pending_ids(&self) -> Result<Vec<AccountId>> {
        let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM account WHERE marks & 1 ORDER BY row")
            .fetch_all(&self.0)
            .await
            .map_err(sql)?;
        Ok(ids.into_iter().map(AccountId).collect())
    }

    /// How many accounts there are, and how many of them wait.
    pub async fn counts(&self) -> Result<(u32, u32)> {
        sqlx::query_as("SELECT count(*) FILTER (WHERE NOT marks & ?), count(*) FILTER (WHERE marks & 1) FROM account")
            .bind(Marks::of(&[Mark::Gone]).bits())
            .fetch_one(&self.0)
            .await
            .map_err(sql)
    }

    /// How far refreshing has come.
    pub async fn progress(&self) -> Result<Progress> {
        let row =
            sqlx::query("SELECT finished_at, older_cursor, reached_end, sweep_began_at, sweep_cursor FROM progress")
                .fetch_one(&self.0)
                .await
                .map_err(sql)?;
        let read = || -> sqlx::Result<Progress> {
            let cursor = row.try_get("sweep_cursor")?;
            let began_at: Option<i64> = row.try_get("sweep_began_at")?;
            Ok(Progress {
                finished_at: row.try_get::<Option<i64>, _>("finished_at")?.map(Timestamp),
                older_cursor: row.try_get("older_cursor")?,
                reached_end: row.try_get("reached_end")?,
                sweep: began_at.map(|at| Sweep { began_at: Timestamp(at), cursor }),
            })
        };
        read().map_err(sql)
    }

    /// Keeps how far refreshing has come.
    pub async fn keep_progress(&self, progress: &Progress) -> Result<()> {
        let change = "UPDATE progress SET finished_at = ?, older_cursor = ?, reached_end = ?, sweep_began_at = ?, sweep_cursor = ?";
        sqlx::query(change)
            .bind(progress.finished_at.map(|at| at.0))
            .bind(&progress.older_cursor)
            .bind(progress.reached_end)
            .bind(progress.sweep.as_ref().map(|sweep| sweep.began_at.0))
            .bind(progress.sweep.as_ref().and_then(|sweep| sweep.cursor.as_deref()))
            .execute(&self.0)
            .await
            .map_err(sql)?;
        Ok(())
    }

    /// Closes the file.
    pub async fn close(&self) {
        self.0.close().await;
    }
}

fn kept(row: &SqliteRow) -> sqlx::Result<Kept> {
    Ok(Kept {
        raw: row.try_get("raw")?,
        seen_at: Timestamp(row.try_get("seen_at")?),
        gone: Marks::from_bits(row.try_get("marks")?).has(Mark::Gone),
    })
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
