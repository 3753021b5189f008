//! Pages of the cache by keyset, and the counts beside the states. `narrow` says which rows.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row};

use super::super::sql;
use super::Cache;
use super::narrow::{Hits, in_state, narrow};
use crate::error::{Error, ErrorCode, Result};
use crate::filter::{Filter, StateFilter};
use crate::list::{AccountRow, Place};
use crate::model::{AccountId, Mark, Marks, Timestamp};

/// Rows show this much of a display name, in characters.
const NAME_SHOWN: usize = 120;

/// A page of rows.
#[derive(Debug)]
pub struct RowPage {
    /// The rows.
    pub rows: Vec<AccountRow>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// How many loaded accounts have which marks.
#[derive(Debug)]
pub struct MarkCounts(Vec<(Marks, bool, u32)>);

impl MarkCounts {
    /// How many are in the state.
    pub fn of(&self, state: StateFilter) -> u32 {
        self.0.iter().filter(|(marks, ..)| state.holds(*marks)).map(|(.., count)| count).sum()
    }

    /// How many there are in all.
    pub fn all(&self) -> u32 {
        self.0.iter().map(|(.., count)| count).sum()
    }

    /// Of those who wait: how many with a confirmed address (or one that is not known to be unconfirmed), and without.
    pub fn parts(&self) -> (u32, u32) {
        let part = |unconfirmed: bool| {
            let fits = |(marks, is, _): &&(Marks, bool, u32)| marks.has(Mark::Pending) && *is == unconfirmed;
            self.0.iter().filter(fits).map(|(.., count)| count).sum()
        };
        (part(false), part(true))
    }
}

impl Cache {
    /// A page of the list, from the cursor on.
    ///
    /// # Errors
    /// `Internal` for a cursor that this list never gave.
    pub async fn page(
        &self,
        place: Place,
        filter: &Filter,
        hits: Hits,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<RowPage> {
        let mut query = QueryBuilder::new(
            "SELECT row, id, username, domain, display_name, mail, mail_confirmed, ip, reason, about, marks, created_at, seen_at, \
             mail_confirmed IS 0 AS unconfirmed FROM account WHERE TRUE",
        );
        narrow(&mut query, filter, hits);
        match (place, filter.state) {
            (Place::Queue, _) => in_state(&mut query, StateFilter::Pending),
            (Place::Accounts, Some(state)) => in_state(&mut query, state),
            (Place::Accounts, None) => {}
        }
        let begin = cursor.map(Cursor::parse).transpose()?;
        match place {
            Place::Queue => {
                if let Some(Cursor { unconfirmed, row }) = begin {
                    query
                        .push(" AND (mail_confirmed IS 0, row) > (")
                        .push_bind(unconfirmed)
                        .push(", ")
                        .push_bind(row)
                        .push(")");
                }
                query.push(" ORDER BY mail_confirmed IS 0, row");
            }
            Place::Accounts => {
                if let Some(Cursor { row, .. }) = begin {
                    query.push(" AND row < ").push_bind(row);
                }
                query.push(" ORDER BY row DESC");
            }
        }
        query.push(" LIMIT ").push_bind(limit.saturating_add(1));
        let mut found = query.build().fetch_all(&self.0).await.map_err(sql)?;
        // One row more than asked tells whether there is a next page without counting.
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let next = if more {
            found.last().map(Cursor::of).transpose().map_err(sql)?.map(|cursor| cursor.print())
        } else {
            None
        };
        let rows = found.iter().map(row).collect::<sqlx::Result<_>>().map_err(sql)?;
        Ok(RowPage { rows, next })
    }

    /// How many loaded accounts have which marks, under every part of the filter but its state.
    pub async fn mark_counts(&self, filter: &Filter, hits: Hits) -> Result<MarkCounts> {
        let mut query = QueryBuilder::new(
            "SELECT marks, mail_confirmed IS 0 AS unconfirmed, count(*) AS count FROM account WHERE TRUE",
        );
        narrow(&mut query, filter, hits);
        query.push(" GROUP BY marks, mail_confirmed IS 0");
        let rows = query.build().fetch_all(&self.0).await.map_err(sql)?;
        let read = |row: &SqliteRow| {
            Ok((Marks::from_bits(row.try_get("marks")?), row.try_get("unconfirmed")?, row.try_get("count")?))
        };
        rows.iter().map(read).collect::<sqlx::Result<_>>().map(MarkCounts).map_err(sql)
    }
}

/// The place of a row in its list.
struct Cursor {
    unconfirmed: bool,
    row: i64,
}

impl Cursor {
    fn of(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Cursor { unconfirmed: row.try_get("unconfirmed")?, row: row.try_get("row")? })
    }

    fn print(&self) -> String {
        format!("{}:{}", u8::from(self.unconfirmed), self.row)
    }

    fn parse(text: &str) -> Result<Self> {
        let parsed = text.split_once(':').and_then(|(unconfirmed, row)| Some((unconfirmed == "1", row.parse().ok()?)));
        let (unconfirmed, row) =
            parsed.ok_or_else(|| Error::caused(ErrorCode::Internal, "not a cursor of this list"))?;
        Ok(Cursor { unconfirmed, row })
    }
}

fn row(row: &SqliteRow) -> sqlx::Result<AccountRow> {
    let username: String = row.try_get("username")?;
    let domain: Option<String> = row.try_get("domain")?;
    Ok(AccountRow {
        id: AccountId(row.try_get("id")?),
        handle: domain.as_ref().map_or_else(|| username.clone(), |domain| format!("{username}@{domain}")),
        domain,
        display_name: row.try_get::<String, _>("display_name")?.chars().take(NAME_SHOWN).collect(),
        mail: row.try_get("mail")?,
        mail_confirmed: row.try_get("mail_confirmed")?,
        ip: row.try_get("ip")?,
        reason: row.try_get("reason")?,
        about: row.try_get("about")?,
        marks: Marks::from_bits(row.try_get("marks")?).to_vec(),
        created_at: row.try_get::<Option<i64>, _>("created_at")?.map(Timestamp),
        seen_at: Timestamp(row.try_get("seen_at")?),
    })
}
