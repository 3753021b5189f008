//! `journal.db`: the decisions of one profile. It must never be lost: what cannot be opened is told and not touched.

use std::path::Path;

use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{FromRow, Row};

use super::file::{self, Durability, Files, Key};
use super::sql;
use crate::action::{Refusal, Verb};
use crate::decision::{Lookup, Status};
use crate::error::{Error, ErrorCode, Result};
use crate::model::{AccountId, Marks, ReportId, Timestamp};

static SCHEMA: sqlx::migrate::Migrator = sqlx::migrate!("src/store/migrations/journal");

/// A decision as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRecord {
    /// Its UUID.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// Its handle when it was decided.
    pub handle: String,
    /// Who decided.
    pub by: String,
    /// What was done.
    pub verb: Verb,
    /// Where it stands.
    pub status: Status,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
    /// Why, kept on this computer.
    pub reason: Option<String>,
    /// The text for the person.
    pub message: Option<String>,
    /// Whether the person was to be told, where that was a choice.
    pub told: Option<bool>,
    /// The warning preset that was named.
    pub preset: Option<String>,
    /// The report that it is about, or that caused it.
    pub report: Option<ReportId>,
    /// States before.
    pub before: Marks,
    /// States after.
    pub after: Option<Marks>,
    /// The HTTP status of the answer.
    pub answer_code: Option<u16>,
    /// The server's words.
    pub answer_words: Option<String>,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// What a look told.
    pub lookup: Option<Lookup>,
}

/// The open journal.
#[derive(Debug, Clone)]
pub struct Journal {
    pool: SqlitePool,
    /// This start of Bailiwick.
    start: String,
}

impl Journal {
    /// Opens `journal.db` in the profile's folder. What an earlier start left sending becomes unsure: it may have arrived.
    ///
    /// # Errors
    /// `StoreUnusable` when it is there and cannot be opened. It is then left as it is.
    pub async fn open(folder: &Path, key: &Key, start: &str, files: Files) -> Result<Self> {
        let path = folder.join("journal.db");
        let unusable = |error| Error::caused(ErrorCode::StoreUnusable { path: path.display().to_string() }, error);
        let pool = file::open(&path, key, Durability::MustKeepAll, &SCHEMA, files).await.map_err(unusable)?;
        sqlx::query("UPDATE decision SET status = 'unsure', lookup = 'notYet' WHERE status = 'sending' AND start <> ?")
            .bind(start)
            .execute(&pool)
            .await
            .map_err(unusable)?;
        Ok(Journal { pool, start: start.to_owned() })
    }

    /// Writes the row of a decision that is about to be sent. When this returns, the row is on the disk.
    pub async fn begin(&self, decision: &DecisionRecord) -> Result<()> {
        sqlx::query(
            "INSERT INTO decision (id, start, account, handle, by, verb, status, decided_at, reason, message, told, preset, report, \
             before_marks) VALUES (?, ?, ?, ?, ?, ?, 'sending', ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&decision.id)
        .bind(&self.start)
        .bind(&decision.account.0)
        .bind(&decision.handle)
        .bind(&decision.by)
        .bind(decision.verb.word())
        .bind(decision.decided_at.0)
        .bind(&decision.reason)
        .bind(&decision.message)
        .bind(decision.told)
        .bind(&decision.preset)
        .bind(decision.report.as_ref().map(|report| &report.0))
        .bind(decision.before.bits())
        .execute(&self.pool)
        .await
        .map_err(sql)?;
        Ok(())
    }

    /// Moves a decision from the status that the caller saw to the one in the record, with what was learned.
    /// Returns whether it moved: somebody else may have moved it before.
    pub async fn settle(&self, seen: Status, decision: &DecisionRecord) -> Result<bool> {
        let refusal = decision.refusal.as_ref().map(serde_json::to_string).transpose();
        let done = sqlx::query(
            "UPDATE decision SET status = ?, settled_at = ?, after_marks = ?, answer_code = ?, answer_words = ?, refusal = ?, \
             lookup = ? WHERE id = ? AND status = ?",
        )
        .bind(decision.status.word())
        .bind(decision.settled_at.map(|at| at.0))
        .bind(decision.after.map(Marks::bits))
        .bind(decision.answer_code)
        .bind(&decision.answer_words)
        .bind(refusal.map_err(|error| Error::caused(ErrorCode::Internal, error))?)
        .bind(decision.lookup.map(Lookup::word))
        .bind(&decision.id)
        .bind(seen.word())
        .execute(&self.pool)
        .await
        .map_err(sql)?;
        Ok(done.rows_affected() == 1)
    }

    /// One decision.
    pub async fn get(&self, id: &str) -> Result<Option<DecisionRecord>> {
        sqlx::query_as("SELECT * FROM decision WHERE id = ?").bind(id).fetch_optional(&self.pool).await.map_err(sql)
    }

    /// Decisions newest first, before the sequence number, with the number of each.
    pub async fn page(&self, before: Option<i64>, limit: u32) -> Result<Vec<(i64, DecisionRecord)>> {
        let rows = sqlx::query("SELECT * FROM decision WHERE seq < ? ORDER BY seq DESC LIMIT ?")
            .bind(before.unwrap_or(i64::MAX))
            .bind(limit)
            .fetch_all(&self.pool)
            .await
            .map_err(sql)?;
        rows.iter()
            .map(|row| Ok((row.try_get("seq")?, DecisionRecord::from_row(row)?)))
            .collect::<sqlx::Result<_>>()
            .map_err(sql)
    }

    /// What was decided about the account, newest first, at most fifty.
    pub async fn of_account(&self, account: &AccountId) -> Result<Vec<DecisionRecord>> {
        sqlx::query_as("SELECT * FROM decision WHERE account = ? ORDER BY seq DESC LIMIT 50")
            .bind(&account.0)
            .fetch_all(&self.pool)
            .await
            .map_err(sql)
    }

    /// What was decided about the report from this desk, newest first, at most fifty.
    pub async fn of_report(&self, report: &ReportId) -> Result<Vec<DecisionRecord>> {
        sqlx::query_as("SELECT * FROM decision WHERE report = ? ORDER BY seq DESC LIMIT 50")
            .bind(&report.0)
            .fetch_all(&self.pool)
            .await
            .map_err(sql)
    }

    /// Decisions that a look at the server may settle, newest first: those that are unsure, and those that were accepted
    /// and are not visible yet. One whose goal is reached by
    /// whom nobody knows, or whose outcome the server cannot show, is as settled as it will be.
    pub async fn open_ones(&self) -> Result<Vec<DecisionRecord>> {
        sqlx::query_as(
            "SELECT * FROM decision WHERE status IN ('unsure', 'accepted') AND lookup IS NOT 'shows' \
             AND (lookup IS NOT 'cannotTell' OR verb = 'delete-data') ORDER BY seq DESC LIMIT 20",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(sql)
    }

    /// How many decisions there are, and how many of them are unsure.
    pub async fn counts(&self) -> Result<(u32, u32)> {
        sqlx::query_as(
            "SELECT count(*), count(*) FILTER (WHERE status = 'unsure' AND lookup IS NOT 'shows' AND lookup IS NOT 'cannotTell') \
             FROM decision",
        )
        .fetch_one(&self.pool)
        .await
        .map_err(sql)
    }

    /// Closes the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

impl FromRow<'_, SqliteRow> for DecisionRecord {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let unknown = |column: &str| sqlx::Error::ColumnDecode {
            index: column.to_owned(),
            source: "a word of a later version".into(),
        };
        let refusal: Option<String> = row.try_get("refusal")?;
        let lookup: Option<String> = row.try_get("lookup")?;
        Ok(DecisionRecord {
            id: row.try_get("id")?,
            account: AccountId(row.try_get("account")?),
            handle: row.try_get("handle")?,
            by: row.try_get("by")?,
            verb: Verb::from_word(row.try_get("verb")?).ok_or_else(|| unknown("verb"))?,
            status: Status::from_word(row.try_get("status")?).ok_or_else(|| unknown("status"))?,
            decided_at: Timestamp(row.try_get("decided_at")?),
            settled_at: row.try_get::<Option<i64>, _>("settled_at")?.map(Timestamp),
            reason: row.try_get("reason")?,
            message: row.try_get("message")?,
            told: row.try_get("told")?,
            preset: row.try_get("preset")?,
            report: row.try_get::<Option<String>, _>("report")?.map(ReportId),
            before: Marks::from_bits(row.try_get("before_marks")?),
            after: row.try_get::<Option<u32>, _>("after_marks")?.map(Marks::from_bits),
            answer_code: row.try_get("answer_code")?,
            answer_words: row.try_get("answer_words")?,
            refusal: refusal.map(|json| serde_json::from_str(&json).map_err(|_| unknown("refusal"))).transpose()?,
            lookup: lookup.map(|word| Lookup::from_word(&word).ok_or_else(|| unknown("lookup"))).transpose()?,
        })
    }
}
