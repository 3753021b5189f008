//! `journal.db`: the decisions of one profile. It must never be lost: what cannot be opened is told and not touched.
//!
//! `steps` are the requests of decisions that take several; `row` reads both back; `receipts` bind every move of a
//! decision to the one before, and `moves` reads them for people; `waiting` is what has not left yet; `history` is what is
//! settled, and `sought` its words for searching; `left` is what stays on the server; `met` is what accounts that were shut out could be known by again, and
//! `forget` lets go of it; `due` is what is to be looked at again; `rejected` counts.

mod due;
mod forget;
mod history;
mod left;
mod met;
mod moves;
mod receipts;
mod rejected;
mod row;
mod sought;
mod steps;
#[cfg(test)]
mod tests;
mod waiting;

use std::path::Path;

use serde::Serialize;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{FromRow, QueryBuilder, Row, SqliteConnection};

use super::file::{self, Files, Key};
use super::{kept, sql};
use crate::action::{Refusal, Verb};
use crate::decision::{Lookup, Status, Step, StepPart, Trace};
use crate::error::{Error, ErrorCode, Result};
use crate::model::{AccountId, Marks, ReportId, Timestamp};

pub use due::DueRecord;
pub use waiting::Waiting;
pub(in crate::store) use waiting::keep_all_back;

/// The journal within a profile's folder.
pub const FILE: &str = "journal.db";

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
    /// For how many days it is meant; none: without an end.
    pub lasts: Option<u32>,
    /// The note that was to be written.
    pub note: Option<String>,
    /// The note that it replaces.
    pub note_before: Option<String>,
    /// Its requests, where there are several.
    pub steps: Vec<Step>,
    /// What it needs while it waits.
    pub waiting: Waiting,
    /// What the account could be known by again: written with the row, and not read back with it.
    pub traces: Vec<Trace>,
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
    /// `StoreUnusable` when it is there and cannot be opened, `SnapshotFailed` when it has to be brought up to date and
    /// cannot be copied before. It is then left as it is.
    pub async fn open(folder: &Path, key: &Key, start: &str, files: Files, now: Timestamp) -> Result<Self> {
        let path = folder.join(FILE);
        let pool = kept::open(&path, key, &SCHEMA, files).await?;
        let journal = Journal { pool, start: start.to_owned() };
        let readied = async {
            // First: it goes by the last one that has its words.
            journal.fill_sought().await?;
            journal.cut_off(now).await
        };
        readied
            .await
            .map_err(|error| Error { code: ErrorCode::StoreUnusable { path: path.display().to_string() }, ..error })?;
        Ok(journal)
    }

    /// Opens `journal.db` for reading only, as it is: nothing is settled in it or brought up to date.
    ///
    /// # Errors
    /// `StoreUnusable` when it cannot be opened.
    pub async fn look(folder: &Path, key: &Key) -> Result<Self> {
        let path = folder.join(FILE);
        let pool = file::look(&path, key)
            .await
            .map_err(|error| Error::caused(ErrorCode::StoreUnusable { path: path.display().to_string() }, error))?;
        Ok(Journal { pool, start: String::new() })
    }

    /// Writes the row of a decision that is about to be sent, or that waits. When this returns, the row is on the disk.
    pub async fn begin(&self, decision: &DecisionRecord) -> Result<()> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
        self.write(&mut transaction, decision).await?;
        transaction.commit().await.map_err(sql)
    }

    /// Settles one that has not left and begins another in its place, both or neither. Returns whether it was done: the
    /// first may have moved from the status that the caller saw.
    pub async fn replace(
        &self,
        seen: Status,
        before: &DecisionRecord,
        instead: &DecisionRecord,
        at: Timestamp,
    ) -> Result<bool> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
        if !moved(&mut transaction, &self.start, seen, before, at).await? {
            return Ok(false);
        }
        self.write(&mut transaction, instead).await?;
        transaction.commit().await.map_err(sql)?;
        Ok(true)
    }

    async fn write(&self, connection: &mut SqliteConnection, decision: &DecisionRecord) -> Result<()> {
        let seq = sqlx::query(
            "INSERT INTO decision (id, start, account, handle, by, verb, status, decided_at, reason, message, told, preset, report, \
             note, note_before, before_marks, hold_left, counted_at, revision, seen, note_too, review, lasts) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&decision.id)
        .bind(&self.start)
        .bind(&decision.account.0)
        .bind(&decision.handle)
        .bind(&decision.by)
        .bind(decision.verb.word())
        .bind(decision.status.word())
        .bind(decision.decided_at.0)
        .bind(&decision.reason)
        .bind(&decision.message)
        .bind(decision.told)
        .bind(&decision.preset)
        .bind(decision.report.as_ref().map(|report| &report.0))
        .bind(&decision.note)
        .bind(&decision.note_before)
        .bind(decision.before.bits())
        .bind(decision.waiting.hold_left)
        .bind(decision.waiting.counted_at.map(|at| at.0))
        .bind(&decision.waiting.revision)
        .bind(json(decision.waiting.seen.as_ref())?)
        .bind(decision.waiting.note_too)
        .bind(decision.waiting.review.word())
        .bind(decision.lasts)
        .execute(&mut *connection)
        .await
        .map_err(sql)?
        .last_insert_rowid();
        sought::put(connection, seq, decision).await?;
        met::keep(connection, &decision.id, &decision.traces).await?;
        due::begin(connection, decision).await?;
        receipts::append(connection, decision, decision.decided_at).await
    }

    /// Moves a decision from the status that the caller saw to the one in the record, with what was learned of it and of
    /// its steps, and writes the receipt. Returns whether it moved: somebody else may have moved it before.
    pub async fn settle(&self, seen: Status, decision: &DecisionRecord, at: Timestamp) -> Result<bool> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
        let moved = moved(&mut transaction, &self.start, seen, decision, at).await?;
        transaction.commit().await.map_err(sql)?;
        Ok(moved)
    }

    /// Settles what another start of Bailiwick left under way.
    async fn cut_off(&self, now: Timestamp) -> Result<()> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
        let left = sqlx::query_as("SELECT * FROM decision WHERE status = 'sending' AND start <> ? ORDER BY seq")
            .bind(&self.start)
            .fetch_all(&mut *transaction)
            .await;
        let mut left: Vec<DecisionRecord> = left.map_err(sql)?;
        steps::load(&mut transaction, left.iter_mut()).await?;
        for mut decision in left {
            // Nothing of a move was undone for sure: that would have been written together with the decision's own end.
            let begun =
                decision.steps.iter().any(|step| step.part == StepPart::First && step.status != Status::Refused);
            decision.status = if begun { Status::Halfway } else { Status::Unsure };
            decision.lookup = Some(Lookup::NotYet);
            for step in decision.steps.iter_mut().filter(|step| step.status == Status::Sending) {
                step.status = Status::Unsure;
            }
            moved(&mut transaction, &self.start, Status::Sending, &decision, now).await?;
        }
        steps::cut_off(&mut transaction, &self.start).await?;
        transaction.commit().await.map_err(sql)
    }

    /// One decision.
    pub async fn get(&self, id: &str) -> Result<Option<DecisionRecord>> {
        let mut found: Option<DecisionRecord> = sqlx::query_as("SELECT * FROM decision WHERE id = ?")
            .bind(id)
            .fetch_optional(&self.pool)
            .await
            .map_err(sql)?;
        self.load_steps(found.iter_mut()).await?;
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
        let mut found = numbered(&rows)?;
        self.load_steps(found.iter_mut().map(|(_, kept)| kept)).await?;
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

    /// Decisions that a look at the server may settle: moves that stopped halfway, then, by lot, those that are
    /// unsure, and those that were accepted and are not visible yet. One whose goal is reached by whom nobody knows, or
    /// whose outcome the server cannot show, is as settled as it will be.
    pub async fn open_ones(&self) -> Result<Vec<DecisionRecord>> {
        let mut query = QueryBuilder::new("SELECT * FROM decision WHERE ");
        query.push(waiting::MAY_BE_UNSETTLED).push(
            " AND ((status = 'halfway' AND ifnull(lookup, 'notYet') = 'notYet') \
             OR (status IN ('unsure', 'accepted') AND lookup IS NOT 'shows' \
             AND (lookup IS NOT 'cannotTell' OR verb IN ('delete-data', 'reject', 'delete', 'delete-contributions')))) \
             ORDER BY status = 'halfway' DESC, random() LIMIT 20",
        );
        self.with_steps(query.build_query_as().fetch_all(&self.pool).await).await
    }

    /// Moves that stopped halfway and whose account is not known to be shut out again, newest first, at most a hundred.
    pub async fn halfway(&self) -> Result<Vec<DecisionRecord>> {
        let mut query = QueryBuilder::new("SELECT * FROM decision WHERE ");
        query
            .push(waiting::MAY_BE_UNSETTLED)
            .push(" AND status = 'halfway' AND ifnull(lookup, 'notYet') = 'notYet' ORDER BY seq DESC LIMIT 100");
        self.with_steps(query.build_query_as().fetch_all(&self.pool).await).await
    }

    async fn with_steps(&self, found: sqlx::Result<Vec<DecisionRecord>>) -> Result<Vec<DecisionRecord>> {
        let mut found = found.map_err(sql)?;
        self.load_steps(found.iter_mut()).await?;
        Ok(found)
    }

    async fn load_steps<'a>(&self, records: impl Iterator<Item = &'a mut DecisionRecord>) -> Result<()> {
        let mut connection = self.pool.acquire().await.map_err(sql)?;
        steps::load(&mut connection, records).await
    }

    /// How many decisions are not sure, and may become so.
    pub async fn unsure(&self) -> Result<u32> {
        let mut query = QueryBuilder::new("SELECT count(*) FROM decision WHERE ");
        query.push(waiting::MAY_BE_UNSETTLED).push(" AND status = 'unsure'");
        query.push(" AND lookup IS NOT 'shows' AND lookup IS NOT 'cannotTell'");
        query.build_query_scalar().fetch_one(&self.pool).await.map_err(sql)
    }

    /// How many decisions there are.
    pub async fn number(&self) -> Result<u32> {
        sqlx::query_scalar("SELECT count(*) FROM decision").fetch_one(&self.pool).await.map_err(sql)
    }

    /// The open file, for a copy of it.
    pub(in crate::store) const fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Closes the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// The newest schema that this version knows.
pub(in crate::store) fn newest_schema() -> i64 {
    SCHEMA.iter().map(|step| step.version).max().unwrap_or_default()
}

/// Decisions with their sequence numbers, their steps not loaded yet.
fn numbered(rows: &[SqliteRow]) -> Result<Vec<(i64, DecisionRecord)>> {
    let read = rows.iter().map(|row| Ok((row.try_get("seq")?, DecisionRecord::from_row(row)?)));
    read.collect::<sqlx::Result<_>>().map_err(sql)
}

/// Moves a decision and its steps, and appends the receipt.
async fn moved(
    connection: &mut SqliteConnection,
    start: &str,
    seen: Status,
    decision: &DecisionRecord,
    at: Timestamp,
) -> Result<bool> {
    // What moves has words again, be they only the server's: erasing begins anew. Somebody may have kept it back since it was
    // read: only a word lets it leave again, such as the one that moves what had changed.
    let done: Option<i64> = sqlx::query_scalar(
        "UPDATE decision SET start = ?, status = ?, settled_at = ?, before_marks = ?, after_marks = ?, answer_code = ?, \
         answer_words = ?, refusal = ?, lookup = ?, hold_left = ?, counted_at = ?, revision = ?, found = ?, attempts = ?, \
         review = CASE status WHEN 'changed' THEN 'none' ELSE review END, erased_at = NULL \
         WHERE id = ? AND status = ? AND (? <> 'sending' OR review = 'none') RETURNING seq",
    )
    .bind(start)
    .bind(decision.status.word())
    .bind(decision.settled_at.map(|at| at.0))
    .bind(decision.before.bits())
    .bind(decision.after.map(Marks::bits))
    .bind(decision.answer_code)
    .bind(&decision.answer_words)
    .bind(json(decision.refusal.as_ref())?)
    .bind(decision.lookup.map(Lookup::word))
    .bind(decision.waiting.hold_left)
    .bind(decision.waiting.counted_at.map(|at| at.0))
    .bind(&decision.waiting.revision)
    .bind(json(decision.waiting.found.as_ref())?)
    .bind(decision.waiting.attempts)
    .bind(&decision.id)
    .bind(seen.word())
    .bind(decision.status.word())
    .fetch_optional(&mut *connection)
    .await
    .map_err(sql)?;
    let Some(seq) = done else { return Ok(false) };
    sought::put(connection, seq, decision).await?;
    for (number, step) in decision.steps.iter().enumerate() {
        steps::settle(connection, &decision.id, number, step).await?;
    }
    due::follow(connection, decision, at).await?;
    if matches!(decision.status, Status::Cancelled | Status::Refused) {
        // Nobody was shut out, and nobody is to be known again by it.
        met::drop(connection, &decision.id).await?;
    }
    receipts::append(connection, decision, at).await?;
    Ok(true)
}

/// A refusal or a sight as it is kept.
fn json(value: Option<&impl Serialize>) -> Result<Option<String>> {
    let json = value.map(serde_json::to_string).transpose();
    json.map_err(|error| Error::caused(ErrorCode::Internal, error))
}
