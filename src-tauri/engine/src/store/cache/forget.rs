//! What the cache keeps no longer.

use sqlx::QueryBuilder;
use sqlx::sqlite::SqliteConnection;

use super::super::sql;
use super::put::count;
use super::{Cache, IDS, LATEST, bits, text};
use crate::error::Result;
use crate::model::{AccountId, Mark, Timestamp};

impl Cache {
    /// Marks an account as gone: the server no longer has it. Its row stays for looking back until it is purged.
    pub async fn mark_gone(&self, account: &AccountId, seen_at: Timestamp) -> Result<()> {
        let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
        mark(&mut transaction, account, seen_at).await.map_err(sql)?;
        transaction.commit().await.map_err(sql)
    }

    /// Forgets those who were found to be gone then or before.
    pub async fn purge(&self, gone_by: Timestamp) -> Result<()> {
        let gone = "SELECT row, marks FROM account WHERE gone_at IS NOT NULL AND gone_at <= ? LIMIT ?";
        self.forget_while(gone, Some(gone_by.0)).await
    }

    /// Forgets accounts of other servers: all, or only those without a restriction.
    pub async fn forget_remote(&self, but_restricted: bool) -> Result<()> {
        let restricted = bits::of_marks(&[Mark::Suspended, Mark::Limited, Mark::Sensitive]);
        let kept = if but_restricted { restricted } else { 0 };
        let remote = bits::REMOTE;
        // Whoever is reported stays: the report would have nobody.
        let theirs = format!(
            "SELECT row, marks FROM account WHERE marks & {remote} AND NOT marks & {kept} \
             AND NOT EXISTS (SELECT 1 FROM report WHERE target = account.id OR reporter = account.id) LIMIT ?"
        );
        self.forget_while(&theirs, None).await
    }

    /// Forgets rows, some at a time, until there are none.
    async fn forget_while(&self, select: &str, by: Option<i64>) -> Result<()> {
        loop {
            let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(select.to_owned()));
            if let Some(by) = by {
                query = query.bind(by);
            }
            let rows: Vec<(i64, i64)> =
                query.bind(i64::try_from(IDS).unwrap_or(i64::MAX)).fetch_all(&mut *transaction).await.map_err(sql)?;
            if rows.is_empty() {
                return Ok(());
            }
            delete(&mut transaction, &rows).await.map_err(sql)?;
            transaction.commit().await.map_err(sql)?;
        }
    }
}

/// Deletes rows with everything that belongs to them.
async fn delete(db: &mut SqliteConnection, rows: &[(i64, i64)]) -> sqlx::Result<()> {
    for (table, key) in [
        ("account_text", "rowid"),
        ("account_raw", "row"),
        ("account_address", "row"),
        ("search_hit", "row"),
        ("account", "row"),
    ] {
        let mut query = QueryBuilder::new(format!("DELETE FROM {table} WHERE {key} IN ("));
        let mut list = query.separated(", ");
        for (row, _) in rows {
            list.push_bind(row);
        }
        query.push(")");
        query.build().persistent(false).execute(&mut *db).await?;
    }
    count(db, rows.iter().map(|(_, marks)| (Some(*marks), None))).await
}

async fn mark(db: &mut SqliteConnection, account: &AccountId, seen_at: Timestamp) -> sqlx::Result<()> {
    let found: Option<(i64, i64, String)> =
        sqlx::query_as("SELECT row, marks, folded FROM account WHERE id = ?1 AND (seen_at <= ?2 OR seen_at > ?2 + ?3)")
            .bind(&account.0)
            .bind(seen_at.0)
            .bind(LATEST)
            .fetch_optional(&mut *db)
            .await?;
    let Some((row, before, folded)) = found else { return Ok(()) };
    let now = (before | bits::GONE) & !bits::PENDING;
    sqlx::query("UPDATE account SET marks = ?1, seen_at = ?2, gone_at = coalesce(gone_at, ?2) WHERE row = ?3")
        .bind(now)
        .bind(seen_at.0)
        .bind(row)
        .execute(&mut *db)
        .await?;
    sqlx::query("DELETE FROM account_text WHERE rowid = ?").bind(row).execute(&mut *db).await?;
    sqlx::query("INSERT INTO account_text (rowid, folded, marks) VALUES (?, ?, ?)")
        .bind(row)
        .bind(text::indexed(&folded))
        .bind(text::marks(now))
        .execute(&mut *db)
        .await?;
    count(db, std::iter::once((Some(before), Some(now)))).await
}
