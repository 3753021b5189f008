//! A row of the list of reports, from what the query gave.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::super::list::marks_of;
use crate::model::{AccountId, Party, ReportCategory, ReportId, Timestamp};
use crate::report::ReportRow;

pub(super) fn row(row: &SqliteRow) -> sqlx::Result<ReportRow> {
    let target = AccountId(row.try_get("t_id")?);
    Ok(ReportRow {
        id: ReportId(row.try_get("id")?),
        category: category(row.try_get("category")?),
        comment: row.try_get("comment")?,
        created_at: row.try_get::<Option<i64>, _>("created_at")?.map(Timestamp),
        resolved: row.try_get("resolved")?,
        // Its account is stored before it; should that be missing all the same, the id is all there is to show.
        target: party(row, "t")?.unwrap_or_else(|| Party {
            handle: target.0.clone(),
            id: target,
            display_name: String::new(),
            marks: Vec::new(),
        }),
        reporter: party(row, "r")?,
        assigned: party(row, "h")?,
        mine: row.try_get("mine")?,
        posts: row.try_get("posts")?,
        media: row.try_get("media")?,
        others: row.try_get("others")?,
        seen_at: Timestamp(row.try_get("seen_at")?),
    })
}

/// An account of the row, from the columns that begin so.
pub(super) fn party(row: &SqliteRow, prefix: &str) -> sqlx::Result<Option<Party>> {
    let column = |name: &str| format!("{prefix}_{name}");
    let Some(username) = row.try_get::<Option<String>, _>(column("username").as_str())? else { return Ok(None) };
    let domain: Option<String> = row.try_get(column("domain").as_str())?;
    Ok(Some(Party {
        id: AccountId(row.try_get(column("id").as_str())?),
        handle: domain.map_or_else(|| username.clone(), |domain| format!("{username}@{domain}")),
        display_name: row.try_get(column("name").as_str())?,
        marks: marks_of(row.try_get(column("marks").as_str())?).to_vec(),
    }))
}

/// The word under which a category is kept.
pub(super) const fn word(category: ReportCategory) -> &'static str {
    match category {
        ReportCategory::Spam => "spam",
        ReportCategory::Legal => "legal",
        ReportCategory::Violation => "violation",
        ReportCategory::Other => "other",
    }
}

fn category(word: &str) -> ReportCategory {
    match word {
        "spam" => ReportCategory::Spam,
        "legal" => ReportCategory::Legal,
        "violation" => ReportCategory::Violation,
        _ => ReportCategory::Other,
    }
}
