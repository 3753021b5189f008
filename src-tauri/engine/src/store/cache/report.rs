//! Reports in the cache: written as the server told them, read in pages by keyset, newest first.
//!
//! Names and states of the people in them come from the accounts, so that they are never older than what is known of those.

mod row;

use std::collections::HashMap;

use sqlx::sqlite::{Sqlite, SqliteConnection, SqliteRow};
use sqlx::{QueryBuilder, Row};

use super::super::sql;
use super::Cache;
use crate::error::{Error, ErrorCode, Result};
use crate::filter::Origin;
use crate::model::{AccountId, Party, Report, ReportId, Timestamp};
use crate::report::{ReportFilter, ReportHands, ReportRow, ReportState};
use row::{party, row, word};

/// Rows show this much of a comment, in characters.
const TEXT_SHOWN: usize = 280;

/// A report as its server described it, ready to be stored.
#[derive(Debug, Clone)]
pub struct ReportFetched {
    /// What was understood.
    pub report: Report,
    /// What the server said, as JSON.
    pub raw: String,
}

/// A stored report.
#[derive(Debug)]
pub struct ReportKept {
    /// As the list shows it.
    pub row: ReportRow,
    /// What the server said, as JSON.
    pub raw: String,
}

/// Which of the accounts is us: by id, or by name on this server where the token may not tell the id.
#[derive(Debug, Clone, Copy)]
pub struct Me<'a> {
    /// The id; empty where it is not told.
    pub id: &'a str,
    /// The name.
    pub username: &'a str,
}

impl Cache {
    /// Stores reports as seen now, in one transaction.
    pub async fn store_reports(&self, reports: &[ReportFetched], seen_at: Timestamp) -> Result<()> {
        let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
        for fetched in reports {
            put(&mut transaction, fetched, seen_at).await.map_err(sql)?;
        }
        transaction.commit().await.map_err(sql)
    }

    /// Marks a report as gone: the server no longer has it.
    pub async fn mark_report_gone(&self, report: &ReportId, seen_at: Timestamp) -> Result<()> {
        sqlx::query("UPDATE report SET gone = 1, seen_at = ?1 WHERE id = ?2 AND (seen_at <= ?1 OR seen_at > ?1 + ?3)")
            .bind(seen_at.0)
            .bind(&report.0)
            .bind(super::LATEST)
            .execute(&self.0)
            .await
            .map_err(sql)?;
        Ok(())
    }

    /// One report; none for one that is gone.
    pub async fn report(&self, report: &ReportId, me: Me<'_>) -> Result<Option<ReportKept>> {
        let mut query = select(", report.raw", me);
        query.push(" WHERE NOT report.gone AND report.id = ").push_bind(report.0.clone());
        let found = query.build().fetch_optional(&self.0).await.map_err(sql)?;
        let kept = |found: SqliteRow| Ok(ReportKept { row: row(&found)?, raw: found.try_get("raw")? });
        found.map(kept).transpose().map_err(sql)
    }

    /// A page of reports from the cursor on, newest first, and where the next one begins.
    ///
    /// # Errors
    /// `Internal` for a cursor that this list never gave.
    pub async fn reports(
        &self,
        filter: &ReportFilter,
        me: Me<'_>,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<(Vec<ReportRow>, Option<String>)> {
        let mut query = select("", me);
        narrow(&mut query, filter, me);
        if let Some(cursor) = cursor {
            let begin = cursor.split_once(':').and_then(|(made_at, id)| Some((made_at.parse::<i64>().ok()?, id)));
            let (made_at, id) = begin.ok_or_else(|| Error::caused(ErrorCode::Internal, "not a cursor of this list"))?;
            query.push(" AND (report.made_at, report.id) < (").push_bind(made_at);
            query.push(", ").push_bind(id.to_owned()).push(")");
        }
        query.push(" ORDER BY report.made_at DESC, report.id DESC LIMIT ").push_bind(limit.saturating_add(1));
        let mut found = query.build().fetch_all(&self.0).await.map_err(sql)?;
        // One row more than asked tells whether there is a next page without counting.
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let begin = |row: &SqliteRow| -> sqlx::Result<String> {
            Ok(format!("{}:{}", row.try_get::<i64, _>("made_at")?, row.try_get::<String, _>("id")?))
        };
        let next = found.last().filter(|_| more).map(begin).transpose().map_err(sql)?;
        let rows = found.iter().map(row).collect::<sqlx::Result<_>>().map_err(sql)?;
        Ok((rows, next))
    }

    /// How many loaded reports match.
    pub async fn reports_matching(&self, filter: &ReportFilter, me: Me<'_>) -> Result<u32> {
        let mut query = QueryBuilder::new("SELECT count(*) FROM report");
        narrow(&mut query, filter, me);
        query.build_query_scalar().fetch_one(&self.0).await.map_err(sql)
    }

    /// How many reports are loaded, and how many of them are open.
    pub async fn report_counts(&self) -> Result<(u32, u32)> {
        sqlx::query_as("SELECT count(*), count(*) FILTER (WHERE NOT resolved) FROM report WHERE NOT gone")
            .fetch_one(&self.0)
            .await
            .map_err(sql)
    }

    /// The reports that the cache has as open, about this account or made by that one, newest first.
    pub async fn open_reports(
        &self,
        target: Option<&AccountId>,
        reporter: Option<&AccountId>,
    ) -> Result<Vec<ReportId>> {
        let mut query = QueryBuilder::new("SELECT id FROM report WHERE NOT resolved AND NOT gone");
        if let Some(target) = target {
            query.push(" AND target = ").push_bind(target.0.clone());
        }
        if let Some(reporter) = reporter {
            query.push(" AND reporter = ").push_bind(reporter.0.clone());
        }
        query.push(" ORDER BY made_at DESC, id DESC");
        let ids: Vec<String> = query.build_query_scalar().fetch_all(&self.0).await.map_err(sql)?;
        Ok(ids.into_iter().map(ReportId).collect())
    }

    /// The accounts as parties, by id; those that the cache does not have are left out.
    pub async fn parties(&self, accounts: &[AccountId]) -> Result<HashMap<AccountId, Party>> {
        let mut query = QueryBuilder::new(
            "SELECT id AS a_id, username AS a_username, domain AS a_domain, display_name AS a_name, marks AS a_marks \
             FROM account WHERE id IN (",
        );
        let mut ids = query.separated(", ");
        for account in accounts {
            ids.push_bind(account.0.clone());
        }
        query.push(")");
        let rows = query.build().fetch_all(&self.0).await.map_err(sql)?;
        let parties = rows.iter().filter_map(|row| party(row, "a").transpose());
        parties.map(|party| party.map(|party| (party.id.clone(), party))).collect::<sqlx::Result<_>>().map_err(sql)
    }
}

/// The columns of a row, with the three accounts beside it.
fn select(more: &str, me: Me<'_>) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(
        "SELECT report.id, report.made_at, report.created_at, report.category, report.comment, report.resolved, report.posts, \
         report.media, report.seen_at, report.target AS t_id, report.reporter AS r_id, report.assigned AS h_id, \
         t.username AS t_username, t.domain AS t_domain, t.display_name AS t_name, t.marks AS t_marks, \
         r.username AS r_username, r.domain AS r_domain, r.display_name AS r_name, r.marks AS r_marks, \
         h.username AS h_username, h.domain AS h_domain, h.display_name AS h_name, h.marks AS h_marks, \
         (SELECT count(*) FROM report AS other WHERE other.target = report.target AND NOT other.resolved AND NOT other.gone \
          AND other.id <> report.id) AS others, ",
    );
    is_mine(&mut query, me);
    query.push(" AS mine").push(more).push(
        " FROM report LEFT JOIN account AS t ON t.id = report.target LEFT JOIN account AS r ON r.id = report.reporter \
         LEFT JOIN account AS h ON h.id = report.assigned",
    );
    query
}

/// Whether we handle it: yes or no, never null.
fn is_mine(query: &mut QueryBuilder<Sqlite>, me: Me<'_>) {
    if me.id.is_empty() {
        query
            .push("ifnull(report.assigned IN (SELECT id FROM account WHERE domain IS NULL AND username <> '' AND lower(username) = lower(")
            .push_bind(me.username.to_owned())
            .push(")), 0)");
    } else {
        query.push("ifnull(report.assigned = ").push_bind(me.id.to_owned()).push(", 0)");
    }
}

/// Only reports that match, and that are not gone.
fn narrow(query: &mut QueryBuilder<Sqlite>, filter: &ReportFilter, me: Me<'_>) {
    query.push(" WHERE NOT report.gone");
    match filter.state {
        ReportState::Open => query.push(" AND NOT report.resolved"),
        ReportState::Resolved => query.push(" AND report.resolved"),
        ReportState::All => query,
    };
    match filter.hands {
        ReportHands::Any => {}
        ReportHands::Mine => {
            query.push(" AND ");
            is_mine(query, me);
        }
        ReportHands::Nobodys => {
            query.push(" AND report.assigned IS NULL");
        }
        ReportHands::Others => {
            query.push(" AND report.assigned IS NOT NULL AND NOT ");
            is_mine(query, me);
        }
    }
    if let Some(category) = filter.category {
        query.push(" AND report.category = ").push_bind(word(category));
    }
    match filter.origin {
        Some(Origin::Local) => query.push(" AND NOT report.remote"),
        Some(Origin::Remote) => query.push(" AND report.remote"),
        None => query,
    };
    if let Some(target) = &filter.target {
        query.push(" AND report.target = ").push_bind(target.0.clone());
    }
    if let Some(reporter) = &filter.reporter {
        query.push(" AND report.reporter = ").push_bind(reporter.0.clone());
    }
}

async fn put(db: &mut SqliteConnection, fetched: &ReportFetched, seen_at: Timestamp) -> sqlx::Result<()> {
    let report = &fetched.report;
    let media: usize = report.posts.iter().map(|post| post.media.len()).sum();
    // A known report keeps its place; what was asked for earlier than what we have tells nothing new.
    sqlx::query(
        "INSERT INTO report (id, made_at, created_at, target, remote, reporter, assigned, category, resolved, comment, posts, media, \
         seen_at, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET created_at = excluded.created_at, target = excluded.target, remote = excluded.remote, \
         reporter = excluded.reporter, assigned = excluded.assigned, category = excluded.category, resolved = excluded.resolved, \
         gone = 0, comment = excluded.comment, posts = excluded.posts, media = excluded.media, seen_at = excluded.seen_at, \
         raw = excluded.raw WHERE report.seen_at <= excluded.seen_at OR report.seen_at > excluded.seen_at + ?",
    )
    .bind(&report.id.0)
    .bind(report.created_at.unwrap_or(seen_at).0)
    .bind(report.created_at.map(|at| at.0))
    .bind(&report.target.id.0)
    .bind(report.target.domain.is_some())
    .bind(report.reporter.as_ref().map(|account| &account.id.0))
    .bind(report.assigned.as_ref().map(|account| &account.id.0))
    .bind(word(report.category))
    .bind(report.resolved)
    .bind(report.comment.chars().take(TEXT_SHOWN).collect::<String>())
    .bind(u32::try_from(report.posts.len()).unwrap_or(u32::MAX))
    .bind(u32::try_from(media).unwrap_or(u32::MAX))
    .bind(seen_at.0)
    .bind(&fetched.raw)
    .bind(super::LATEST)
    .execute(&mut *db)
    .await?;
    Ok(())
}
