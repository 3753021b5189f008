//! `journal.db`: the decisions of one profile. It must never be lost: what cannot be opened is told and not touched.
//!
//! `steps` are the requests of decisions that take several; `row` reads both back; `rejected` counts.

mod rejected;
mod row;
mod steps;
#[cfg(test)]
mod tests;

use std::path::Path;

use sqlx::sqlite::SqlitePool;
use sqlx::{FromRow, Row};

use super::file::{self, Durability, Files, Key};
use super::sql;
use crate::action::{Refusal, Verb};
use crate::decision::{Lookup, Status, Step};
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
    /// The note that was to be written.
    pub note: Option<String>,
    /// The note that it replaces.
    pub note_before: Option<String>,
    /// Its requests, where there are several.
    pub steps: Vec<Step>,
}

impl DecisionRecord {
    /// Whether it is a move that stopped halfway, and whose account is not known to be shut out again.
    pub fn is_loud(&self) -> bool {
        self.status == Status::Halfway && matches!(self.lookup, None | Some(Lookup::NotYet))
    }
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
    /// A move that was cut off after its first request had been written down becomes halfway: the account may be active.
    ///
    /// # Errors
    /// `StoreUnusable` when it is there and cannot be opened. It is then left as it is.
    pub async fn open(folder: &Path, key: &Key, start: &str, files: Files) -> Result<Self> {
        let path = folder.join("journal.db");
        let unusable = |error| Error::caused(ErrorCode::StoreUnusable { path: path.display().to_string() }, error);
        let pool = file::open(&path, key, Durability::MustKeepAll, &SCHEMA, files).await.map_err(unusable)?;
        cut_off(&pool, start).await.map_err(unusable)?;
        Ok(Journal { pool, start: start.to_owned() })
    }

    /// Writes the row of a decision that is about to be sent. When this returns, the row is on the disk.
    pub async fn begin(&self, decision: &DecisionRecord) -> Result<()> {
        sqlx::query(
            "INSERT INTO decision (id, start, account, handle, by, verb, status, decided_at, reason, message, told, preset, report, \
             note, note_before, before_marks) VALUES (?, ?, ?, ?, ?, ?, 'sending', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
        .bind(&decision.note)
        .bind(&decision.note_before)
        .bind(decision.before.bits())
        .execute(&self.pool)
        .await
        .map_err(sql)?;
        Ok(())
    }

    /// Moves a decision from the status that the caller saw to the one in the record, with what was learned of it and of
    /// its steps. Returns whether it moved: somebody else may have moved it before.
    pub async fn settle(&self, seen: Status, decision: &DecisionRecord) -> Result<bool> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
        let done = sqlx::query(
            "UPDATE decision SET status = ?, settled_at = ?, after_marks = ?, answer_code = ?, answer_words = ?, refusal = ?, \
             lookup = ? WHERE id = ? AND status = ?",
        )
        .bind(decision.status.word())
        .bind(decision.settled_at.map(|at| at.0))
        .bind(decision.after.map(Marks::bits))
        .bind(decision.answer_code)
        .bind(&decision.answer_words)
        .bind(json(decision.refusal.as_ref())?)
        .bind(decision.lookup.map(Lookup::word))
        .bind(&decision.id)
        .bind(seen.word())
        .execute(&mut *transaction)
        .await
        .map_err(sql)?;
        if done.rows_affected() != 1 {
            return Ok(false);
        }
        for (number, step) in decision.steps.iter().enumerate() {
            steps::settle(&mut transaction, &decision.id, number, step).await?;
        }
        transaction.commit().await.map_err(sql)?;
        Ok(true)
    }

    /// One decision.
    pub async fn get(&self, id: &str) -> Result<Option<DecisionRecord>> {
        let mut found: Option<DecisionRecord> = sqlx::query_as("SELECT * FROM decision WHERE id = ?")
            .bind(id)
            .fetch_optional(&self.pool)
            .await
            .map_err(sql)?;
        steps::load(&self.pool, found.iter_mut()).await?;
        Ok(found)
    }

    /// Decisions newest first, before the sequence number, with the number of each.
    pub async fn page(&self, before: Option<i64>, limit: u32) -> Result<Vec<(i64, DecisionRecord)>> {
        let rows = sqlx::query("SELECT * FROM decision WHERE seq < ? ORDER BY seq DESC LIMIT ?")
            .bind(before.unwrap_or(i64::MAX))
            .bind(limit)
            .fetch_all(&self.pool)
            .await
            .map_err(sql)?;
        let numbered = rows.iter().map(|row| Ok((row.try_get("seq")?, DecisionRecord::from_row(row)?)));
        let mut found: Vec<(i64, DecisionRecord)> = numbered.collect::<sqlx::Result<_>>().map_err(sql)?;
        steps::load(&self.pool, found.iter_mut().map(|(_, kept)| kept)).await?;
        Ok(found)
    }

    /// What was decided about the account, newest first, at most fifty.
    pub async fn of_account(&self, account: &AccountId) -> Result<Vec<DecisionRecord>> {
        self.with_steps(
            sqlx::query_as("SELECT * FROM decision WHERE account = ? ORDER BY seq DESC LIMIT 50")
                .bind(&account.0)
                .fetch_all(&self.pool)
                .await,
        )
        .await
    }

    /// What was decided about the report from this desk, newest first, at most fifty.
    pub async fn of_report(&self, report: &ReportId) -> Result<Vec<DecisionRecord>> {
        self.with_steps(
            sqlx::query_as("SELECT * FROM decision WHERE report = ? ORDER BY seq DESC LIMIT 50")
                .bind(&report.0)
                .fetch_all(&self.pool)
                .await,
        )
        .await
    }

    /// Decisions that a look at the server may settle: moves that stopped halfway, then, newest first, those that are
    /// unsure, and those that were accepted and are not visible yet. One whose goal is reached by whom nobody knows, or
    /// whose outcome the server cannot show, is as settled as it will be.
    pub async fn open_ones(&self) -> Result<Vec<DecisionRecord>> {
        self.with_steps(
            sqlx::query_as(
                "SELECT * FROM decision WHERE (status = 'halfway' AND ifnull(lookup, 'notYet') = 'notYet') \
                 OR (status IN ('unsure', 'accepted') AND lookup IS NOT 'shows' \
                 AND (lookup IS NOT 'cannotTell' OR verb IN ('delete-data', 'reject', 'delete', 'delete-contributions'))) \
                 ORDER BY status = 'halfway' DESC, seq DESC LIMIT 20",
            )
            .fetch_all(&self.pool)
            .await,
        )
        .await
    }

    /// Moves that stopped halfway and whose account is not known to be shut out again, newest first, at most a hundred.
    pub async fn halfway(&self) -> Result<Vec<DecisionRecord>> {
        self.with_steps(
            sqlx::query_as(
                "SELECT * FROM decision WHERE status = 'halfway' AND ifnull(lookup, 'notYet') = 'notYet' \
                 ORDER BY seq DESC LIMIT 100",
            )
            .fetch_all(&self.pool)
            .await,
        )
        .await
    }

    async fn with_steps(&self, found: sqlx::Result<Vec<DecisionRecord>>) -> Result<Vec<DecisionRecord>> {
        let mut found = found.map_err(sql)?;
        steps::load(&self.pool, found.iter_mut()).await?;
        Ok(found)
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

/// Settles what another start of Bailiwick left under way.
async fn cut_off(pool: &SqlitePool, start: &str) -> sqlx::Result<()> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    for statement in [
        // Nothing of it was undone for sure: that would have been written together with the decision's own end.
        "UPDATE decision SET status = 'halfway', lookup = 'notYet' WHERE status = 'sending' AND start <> ? AND EXISTS \
         (SELECT 1 FROM step WHERE step.decision = decision.id AND part = 'first' AND step.status <> 'refused')",
        "UPDATE decision SET status = 'unsure', lookup = 'notYet' WHERE status = 'sending' AND start <> ?",
        "UPDATE step SET status = 'unsure' WHERE status = 'sending' \
         AND decision IN (SELECT id FROM decision WHERE start <> ?)",
    ] {
        sqlx::query(statement).bind(start).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

/// A refusal as it is kept: the code as JSON.
fn json(refusal: Option<&Refusal>) -> Result<Option<String>> {
    let json = refusal.map(serde_json::to_string).transpose();
    json.map_err(|error| Error::caused(ErrorCode::Internal, error))
}
