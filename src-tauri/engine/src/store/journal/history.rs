//! What is settled: pages of it under a filter, newest first.

use sqlx::{QueryBuilder, Sqlite};

use super::super::sql;
use super::waiting::UNSETTLED;
use super::{DecisionRecord, Journal, numbered};
use crate::decision::HistoryFilter;
use crate::error::Result;
use crate::filter::fold;

/// More words than anybody looks for: a page that was pasted by mistake is no statement that the database takes.
const WORDS: usize = 100;

impl Journal {
    /// Settled decisions that fit, newest first, before the sequence number, with the number of each.
    pub async fn settled(
        &self,
        filter: &HistoryFilter,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<(i64, DecisionRecord)>> {
        let rows = page(filter, before, limit).build().fetch_all(&self.pool).await.map_err(sql)?;
        let mut found = numbered(&rows)?;
        self.load_steps(found.iter_mut().map(|(_, kept)| kept)).await?;
        Ok(found)
    }

    /// How many settled decisions fit.
    pub async fn settled_in_number(&self, filter: &HistoryFilter) -> Result<u32> {
        count(filter).build_query_scalar().fetch_one(&self.pool).await.map_err(sql)
    }
}

/// First which, by what is small; then only these are read.
pub(super) fn page(filter: &HistoryFilter, before: Option<i64>, limit: u32) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new("SELECT * FROM decision WHERE seq IN (SELECT ");
    let seq = narrowed(&mut query, filter, |query, seq| {
        query.push(seq);
    });
    query.push(" AND ").push(seq).push(" < ").push_bind(before.unwrap_or(i64::MAX));
    query.push(" ORDER BY ").push(seq).push(" DESC LIMIT ").push_bind(limit).push(") ORDER BY seq DESC");
    query
}

pub(super) fn count(filter: &HistoryFilter) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new("SELECT ");
    narrowed(&mut query, filter, |query, _| {
        query.push("count(*)");
    });
    query
}

/// Asks for what is wanted of all that fits. Returns the column by which it is gone through.
fn narrowed(
    query: &mut QueryBuilder<Sqlite>,
    filter: &HistoryFilter,
    wanted: impl FnOnce(&mut QueryBuilder<Sqlite>, &'static str),
) -> &'static str {
    let account = filter.account.as_deref().map(|typed| typed.trim().trim_start_matches('@'));
    let account = account.filter(|typed| !typed.is_empty());
    let words: Vec<String> = filter.text.as_deref().map(words).unwrap_or_default();
    let by_words = account.is_some() || !words.is_empty();
    let seq = if by_words { "sought.seq" } else { "decision.seq" };
    wanted(query, seq);
    // Words are rare: they are looked through first, and of the decisions only those that have them are asked for the rest.
    query.push(if by_words { " FROM sought CROSS JOIN decision" } else { " FROM decision" });
    query.push(" INDEXED BY decision_history");
    if by_words {
        query.push(" ON decision.seq = sought.seq");
    }
    query.push(" WHERE NOT ").push(UNSETTLED);
    if let Some(typed) = account {
        query.push(" AND (sought.account = ").push_bind(typed.to_owned());
        query.push(" OR instr(sought.handle, ").push_bind(fold(typed)).push(") > 0)");
    }
    for word in words.into_iter().take(WORDS) {
        query.push(" AND instr(sought.words, ").push_bind(word).push(") > 0");
    }
    if let Some(from) = filter.from {
        query.push(" AND decided_at >= ").push_bind(from.0);
    }
    if let Some(before) = filter.before {
        query.push(" AND decided_at < ").push_bind(before.0);
    }
    one_of(query, "verb", filter.verbs.iter().map(|verb| verb.word()));
    one_of(query, "status", filter.statuses.iter().map(|status| status.word()));
    seq
}

/// Nothing chosen is everything.
fn one_of(query: &mut QueryBuilder<Sqlite>, column: &str, words: impl Iterator<Item = &'static str>) {
    let mut words = words.peekable();
    if words.peek().is_none() {
        return;
    }
    query.push(" AND ").push(column).push(" IN (");
    let mut taken = query.separated(", ");
    for word in words {
        taken.push_bind(word);
    }
    query.push(")");
}

/// Each word of what was typed, as [`super::sought`] has them.
fn words(typed: &str) -> Vec<String> {
    let folded = typed.split_whitespace().map(|word| fold(word.trim_start_matches('@')));
    folded.filter(|word| !word.is_empty()).collect()
}
