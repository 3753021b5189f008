//! The words of decisions as they are searched: folded, so that neither case nor accents nor look-alikes hide them.

use sqlx::SqliteConnection;

use super::super::sql;
use super::{DecisionRecord, Journal, steps};
use crate::error::Result;
use crate::filter::fold;

/// So many decisions of an earlier version are gone through at once.
const AT_ONCE: u32 = 500;

/// Writes the words of a decision as they are now.
pub(super) async fn put(connection: &mut SqliteConnection, seq: i64, decision: &DecisionRecord) -> Result<()> {
    let steps = decision.steps.iter().map(|step| &step.answer_words);
    let texts = [&decision.reason, &decision.message, &decision.note, &decision.note_before, &decision.answer_words];
    let words = std::iter::once(decision.handle.as_str())
        .chain(texts.into_iter().chain(steps).filter_map(|text| text.as_deref()))
        .collect::<Vec<_>>()
        .join("\n");
    sqlx::query("INSERT OR REPLACE INTO sought (seq, account, handle, words) VALUES (?, ?, ?, ?)")
        .bind(seq)
        .bind(&decision.account.0)
        .bind(fold(&decision.handle))
        .bind(fold(&words))
        .execute(connection)
        .await
        .map_err(sql)?;
    Ok(())
}

impl Journal {
    /// Writes the words of decisions that an earlier version made: all those after the last one that has its words.
    pub(super) async fn fill_sought(&self) -> Result<()> {
        loop {
            let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
            let rows = sqlx::query(
                "SELECT * FROM decision WHERE seq > (SELECT ifnull(max(seq), 0) FROM sought) ORDER BY seq LIMIT ?",
            )
            .bind(AT_ONCE)
            .fetch_all(&mut *transaction)
            .await
            .map_err(sql)?;
            let mut found = super::numbered(&rows)?;
            if found.is_empty() {
                return Ok(());
            }
            steps::load(&mut transaction, found.iter_mut().map(|(_, kept)| kept)).await?;
            for (seq, decision) in &found {
                put(&mut transaction, *seq, decision).await?;
            }
            transaction.commit().await.map_err(sql)?;
        }
    }
}
