//! The receipts of one decision, read for people.

use serde::Deserialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row};

use super::super::sql;
use super::Journal;
use super::row::{marks, unknown, word};
use crate::action::{Refusal, Verb};
use crate::decision::{Lookup, ReceiptView, Status, Step, StepPart};
use crate::error::Result;
use crate::model::{Marks, Timestamp};

/// What [`super::receipts`] wrote, as far as it is shown here.
#[derive(Deserialize)]
struct Body {
    before: u32,
    after: Option<u32>,
    answer_code: Option<u16>,
    refusal: Option<Refusal>,
    lookup: Option<Lookup>,
    steps: Vec<StepBody>,
}

#[derive(Deserialize)]
struct StepBody {
    part: String,
    verb: Verb,
    status: String,
    sent_at: i64,
    answer_code: Option<u16>,
    refusal: Option<Refusal>,
}

#[derive(Default, Deserialize)]
struct Personal {
    answer_words: Option<String>,
    step_words: Vec<Option<String>>,
}

impl FromRow<'_, SqliteRow> for ReceiptView {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let body: Body = serde_json::from_str(row.try_get("body")?).map_err(|_| unknown("body"))?;
        let fields: Option<&str> = row.try_get("fields")?;
        let erased = fields.is_none();
        let personal: Option<Personal> =
            fields.map(|fields| serde_json::from_str(fields).map_err(|_| unknown("fields"))).transpose()?;
        let personal = personal.unwrap_or_default();
        let mut words = personal.step_words.into_iter();
        let steps = body.steps.into_iter().map(|step| {
            Ok(Step {
                part: StepPart::from_word(&step.part).ok_or_else(|| unknown("part"))?,
                verb: step.verb,
                status: Status::from_word(&step.status).ok_or_else(|| unknown("status"))?,
                sent_at: Timestamp(step.sent_at),
                answer_code: step.answer_code,
                answer_words: words.next().flatten(),
                refusal: step.refusal,
            })
        });
        Ok(ReceiptView {
            number: row.try_get("number")?,
            at: Timestamp(row.try_get("at")?),
            status: word(row, "status", Status::from_word)?,
            before: marks(body.before, "body")?.to_vec(),
            after: body.after.map(|bits| marks(bits, "body").map(Marks::to_vec)).transpose()?,
            answer_code: body.answer_code,
            answer_words: personal.answer_words,
            refusal: body.refusal,
            lookup: body.lookup,
            steps: steps.collect::<sqlx::Result<_>>()?,
            erased,
        })
    }
}

impl Journal {
    /// The decision's receipts, in their order.
    pub async fn receipts(&self, decision: &str) -> Result<Vec<ReceiptView>> {
        sqlx::query_as(
            "SELECT number, at, status, body, fields FROM receipt LEFT JOIN receipt_personal ON receipt = number \
             WHERE decision = ? ORDER BY number",
        )
        .bind(decision)
        .fetch_all(&self.pool)
        .await
        .map_err(sql)
    }
}
