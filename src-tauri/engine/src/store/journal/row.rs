//! Rows as records. A word that this version does not know is an error, never a default.

use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row};

use super::{DecisionRecord, Waiting};
use crate::action::{Refusal, Verb};
use crate::decision::{Lookup, Sight, Status, Step, StepPart};
use crate::model::{AccountId, Marks, ReportId, Timestamp};

impl FromRow<'_, SqliteRow> for DecisionRecord {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let lookup: Option<String> = row.try_get("lookup")?;
        Ok(DecisionRecord {
            id: row.try_get("id")?,
            account: AccountId(row.try_get("account")?),
            handle: row.try_get("handle")?,
            by: row.try_get("by")?,
            verb: word(row, "verb", Verb::from_word)?,
            status: word(row, "status", Status::from_word)?,
            decided_at: Timestamp(row.try_get("decided_at")?),
            settled_at: row.try_get::<Option<i64>, _>("settled_at")?.map(Timestamp),
            reason: row.try_get("reason")?,
            message: row.try_get("message")?,
            told: row.try_get("told")?,
            preset: row.try_get("preset")?,
            report: row.try_get::<Option<String>, _>("report")?.map(ReportId),
            before: marks(row.try_get("before_marks")?, "before_marks")?,
            after: row.try_get::<Option<u32>, _>("after_marks")?.map(|bits| marks(bits, "after_marks")).transpose()?,
            answer_code: row.try_get("answer_code")?,
            answer_words: row.try_get("answer_words")?,
            refusal: refusal(row)?,
            lookup: lookup.map(|word| Lookup::from_word(&word).ok_or_else(|| unknown("lookup"))).transpose()?,
            lasts: row.try_get("lasts")?,
            note: row.try_get("note")?,
            note_before: row.try_get("note_before")?,
            steps: Vec::new(),
            waiting: Waiting::from_row(row)?,
            traces: Vec::new(),
        })
    }
}

/// A step with the decision that it belongs to.
pub(super) struct StepRow {
    pub decision: String,
    pub step: Step,
}

impl FromRow<'_, SqliteRow> for StepRow {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let step = Step {
            part: word(row, "part", StepPart::from_word)?,
            verb: word(row, "verb", Verb::from_word)?,
            status: word(row, "status", Status::from_word)?,
            sent_at: Timestamp(row.try_get("sent_at")?),
            answer_code: row.try_get("answer_code")?,
            answer_words: row.try_get("answer_words")?,
            refusal: refusal(row)?,
        };
        Ok(StepRow { decision: row.try_get("decision")?, step })
    }
}

pub(super) fn word<T>(row: &SqliteRow, column: &str, read: impl Fn(&str) -> Option<T>) -> sqlx::Result<T> {
    read(row.try_get(column)?).ok_or_else(|| unknown(column))
}

pub(super) fn marks(bits: u32, column: &str) -> sqlx::Result<Marks> {
    Marks::from_known_bits(bits).ok_or_else(|| unknown(column))
}

fn refusal(row: &SqliteRow) -> sqlx::Result<Option<Refusal>> {
    let json: Option<String> = row.try_get("refusal")?;
    json.map(|json| serde_json::from_str(&json).map_err(|_| unknown("refusal"))).transpose()
}

/// What was seen or found; none where nothing is kept.
pub(super) fn sight(row: &SqliteRow, column: &str) -> sqlx::Result<Option<Sight>> {
    let json: Option<String> = row.try_get(column)?;
    json.map(|json| serde_json::from_str(&json).map_err(|_| unknown(column))).transpose()
}

pub(super) fn unknown(column: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: "a word of a later version".into() }
}
