//! Lets go of words: what settled decisions say of people is kept for so long and no longer. The decisions themselves, their
//! receipts and the chain stay.

use sqlx::{QueryBuilder, SqliteConnection};

use super::super::sql;
use super::waiting::UNSETTLED;
use super::{Journal, met};
use crate::error::Result;
use crate::model::Timestamp;

/// So many decisions at once: nobody who decides meanwhile waits for long.
const AT_ONCE: u32 = 50;

/// So many rows at once where they are only taken away.
const ROWS: u32 = 500;

impl Journal {
    /// Erases the words of some decisions that were settled before the moment, beside their receipts too, and leaves of
    /// what the accounts could be known by only HMACs. Returns whether there may be more.
    pub async fn forget_words(&self, before: Timestamp, now: Timestamp) -> Result<bool> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
        let mut query = QueryBuilder::new(
            "SELECT seq, id FROM decision WHERE erased_at IS NULL AND ifnull(settled_at, decided_at) < ",
        );
        // One that is not settled never loses anything: whoever looks after it needs its words; and so does whoever decides
        // about its end, which is still due.
        query.push_bind(before.0).push(" AND NOT ").push(UNSETTLED);
        query.push(" AND id NOT IN (SELECT decision FROM due WHERE ended IS NULL AND decision IS NOT NULL) LIMIT ");
        query.push_bind(AT_ONCE);
        let due: Vec<(i64, String)> = query.build_query_as().fetch_all(&mut *transaction).await.map_err(sql)?;
        for (seq, id) in &due {
            erase(&mut transaction, *seq, id, now).await?;
        }
        // What was due and is over has had its time as well.
        sqlx::query("DELETE FROM due WHERE ended_at < ?")
            .bind(before.0)
            .execute(&mut *transaction)
            .await
            .map_err(sql)?;
        transaction.commit().await.map_err(sql)?;
        Ok(!due.is_empty())
    }

    /// Takes some HMACs away of what was decided before the moment. Returns whether there may be more.
    pub async fn drop_hidden(&self, before: Timestamp) -> Result<bool> {
        let done = sqlx::query(
            "DELETE FROM met WHERE rowid IN (SELECT met.rowid FROM met JOIN decision ON id = decision \
             WHERE hmac IS NOT NULL AND ifnull(settled_at, decided_at) < ? LIMIT ?)",
        )
        .bind(before.0)
        .bind(ROWS)
        .execute(&self.pool)
        .await
        .map_err(sql)?;
        Ok(done.rows_affected() > 0)
    }
}

/// All that a person could be known by. What was seen has mail addresses, and the revision is a digest of one.
async fn erase(connection: &mut SqliteConnection, seq: i64, id: &str, now: Timestamp) -> Result<()> {
    sqlx::query(
        "UPDATE decision SET handle = '', reason = NULL, message = NULL, note = NULL, note_before = NULL, \
         answer_words = NULL, seen = NULL, found = NULL, revision = '', erased_at = ? WHERE seq = ?",
    )
    .bind(now.0)
    .bind(seq)
    .execute(&mut *connection)
    .await
    .map_err(sql)?;
    for statement in [
        "UPDATE step SET answer_words = NULL WHERE decision = ?",
        "DELETE FROM receipt_personal WHERE receipt IN (SELECT number FROM receipt WHERE decision = ?)",
    ] {
        sqlx::query(statement).bind(id).execute(&mut *connection).await.map_err(sql)?;
    }
    sqlx::query("UPDATE sought SET handle = '', words = '' WHERE seq = ?")
        .bind(seq)
        .execute(&mut *connection)
        .await
        .map_err(sql)?;
    met::hide(connection, id).await
}
