//! Requests of decisions that take several.

use std::collections::HashMap;

use sqlx::sqlite::SqliteConnection;
use sqlx::{FromRow, QueryBuilder};

use super::row::StepRow;
use super::{DecisionRecord, Journal, json};
use crate::decision::Step;
use crate::error::{Error, ErrorCode, Result};
use crate::store::sql;

impl Journal {
    /// Writes the row of a step that is about to be sent, or that will not be. When this returns, it is on the disk.
    pub async fn begin_step(&self, decision: &str, number: usize, step: &Step) -> Result<()> {
        sqlx::query(
            "INSERT INTO step (decision, number, part, verb, status, sent_at, refusal) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(decision)
        .bind(column(number)?)
        .bind(step.part.word())
        .bind(step.verb.word())
        .bind(step.status.word())
        .bind(step.sent_at.0)
        .bind(json(step.refusal.as_ref())?)
        .execute(&self.pool)
        .await
        .map_err(sql)?;
        Ok(())
    }

    /// Writes what became of a step.
    pub async fn settle_step(&self, decision: &str, number: usize, step: &Step) -> Result<()> {
        let mut connection = self.pool.acquire().await.map_err(sql)?;
        settle(&mut connection, decision, number, step).await
    }
}

pub(super) async fn settle(
    connection: &mut SqliteConnection,
    decision: &str,
    number: usize,
    step: &Step,
) -> Result<()> {
    sqlx::query(
        "UPDATE step SET status = ?, answer_code = ?, answer_words = ?, refusal = ? WHERE decision = ? AND number = ?",
    )
    .bind(step.status.word())
    .bind(step.answer_code)
    .bind(&step.answer_words)
    .bind(json(step.refusal.as_ref())?)
    .bind(decision)
    .bind(column(number)?)
    .execute(connection)
    .await
    .map_err(sql)?;
    Ok(())
}

/// Notes that nobody knows what became of what another start left under way beside decisions that had ended: the reason, on
/// its way into the note.
pub(super) async fn cut_off(connection: &mut SqliteConnection, start: &str) -> Result<()> {
    sqlx::query(
        "UPDATE step SET status = 'unsure' WHERE status = 'sending' AND part = 'note' \
         AND (SELECT start FROM decision WHERE decision.id = step.decision) <> ?",
    )
    .bind(start)
    .execute(connection)
    .await
    .map_err(sql)?;
    Ok(())
}

/// Puts their steps to the decisions: one query, however many they are.
pub(super) async fn load<'a>(
    connection: &mut SqliteConnection,
    records: impl Iterator<Item = &'a mut DecisionRecord>,
) -> Result<()> {
    let mut by_id: HashMap<String, &mut DecisionRecord> = records.map(|record| (record.id.clone(), record)).collect();
    if by_id.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::new("SELECT * FROM step WHERE decision IN (");
    let mut ids = query.separated(", ");
    for id in by_id.keys() {
        ids.push_bind(id.clone());
    }
    query.push(") ORDER BY decision, number");
    for row in query.build().fetch_all(connection).await.map_err(sql)? {
        let StepRow { decision, step } = StepRow::from_row(&row).map_err(sql)?;
        if let Some(record) = by_id.get_mut(&decision) {
            record.steps.push(step);
        }
    }
    Ok(())
}

fn column(number: usize) -> Result<i64> {
    i64::try_from(number).map_err(|error| Error::caused(ErrorCode::Internal, error))
}
