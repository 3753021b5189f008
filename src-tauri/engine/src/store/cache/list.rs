//! Pages of the cache by keyset. `narrow` says which rows, `order` in which order, `access` how to get at them.

use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{QueryBuilder, Row};

use super::super::sql;
use super::Cache;
use super::access::Access;
use super::bits::Bits;
use super::narrow::{Hits, Narrow};
use super::order::{Cursor, Order, Part};
use crate::error::Result;
use crate::filter::{Filter, StateFilter};
use crate::list::{AccountRow, Place, Sort, Start};
use crate::model::{AccountId, Marks, Timestamp};

/// Rows show this much of a display name, in characters.
const NAME_SHOWN: usize = 120;

/// A list of the cache.
#[derive(Debug, Clone, Copy)]
pub struct Listing<'a> {
    /// Which list.
    pub place: Place,
    /// Whom.
    pub filter: &'a Filter,
    /// For whom a search on the server vouches.
    pub hits: Hits,
    /// In which order.
    pub sort: Sort,
    /// Days are counted back from here.
    pub now: Timestamp,
}

/// A page of rows.
#[derive(Debug)]
pub struct RowPage {
    /// The rows.
    pub rows: Vec<AccountRow>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many rows are before the first one, where that was counted.
    pub at: Option<u32>,
}

impl<'a> Listing<'a> {
    pub(super) fn narrow(&self) -> Narrow<'a> {
        let mut narrow = Narrow::of(self.filter, self.hits, self.now);
        if self.place == Place::Queue {
            narrow.in_state(Bits::of_state(StateFilter::Pending));
            narrow.leave_out_decided();
        }
        narrow
    }

    pub(super) const fn order(&self) -> Order {
        Order::of(self.place, self.sort)
    }
}

/// What is asked of one part of an order.
struct Ask<'a> {
    from: Option<(&'a Cursor, bool)>,
    skip: u32,
    limit: u32,
}

impl Cache {
    /// A page of the list.
    ///
    /// # Errors
    /// `Internal` for a cursor that this list never gave.
    pub async fn page(&self, listing: &Listing<'_>, start: &Start, limit: u32) -> Result<RowPage> {
        let mut narrow = listing.narrow();
        self.spell(&mut narrow).await?;
        let order = listing.order();
        let access = self.access(&narrow, order).await?;
        let (from, skip, at) = match start {
            Start::Top => (None, 0, Some(0)),
            Start::After { cursor } => (Some((Cursor::read(cursor, order)?, false)), 0, None),
            Start::From { cursor } => {
                let cursor = Cursor::read(cursor, order)?;
                let before = self.before(&narrow, order, &access, &cursor).await?;
                (Some((cursor, true)), 0, Some(before))
            }
            Start::At { index } => (None, *index, Some(*index)),
        };
        // One row more than asked tells whether there is a next page without counting.
        let wanted = limit.saturating_add(1);
        let mut found: Vec<(AccountRow, Cursor)> = Vec::new();
        let mut skip = skip;
        for part in order.parts() {
            // Parts before the one of the cursor are behind us.
            let here = from.as_ref().filter(|(cursor, _)| part.has(cursor));
            if part.is_with() && from.as_ref().is_some_and(|(cursor, _)| !cursor.with) {
                continue;
            }
            let left = wanted.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
            if left == 0 {
                break;
            }
            if skip > 0 && order.parts().len() > 1 && part.is_with() {
                let there = self.count_part(&narrow, &access, part).await?;
                if skip >= there {
                    skip -= there;
                    continue;
                }
            }
            let ask = Ask { from: here.map(|(cursor, inclusive)| (cursor, *inclusive)), skip, limit: left };
            let rows = self.part(&narrow, &access, part, &ask).await?;
            skip = 0;
            for read in &rows {
                let cursor = Cursor::of(part, read).map_err(sql)?;
                found.push((row(read, &cursor).map_err(sql)?, cursor));
            }
        }
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let next = found.last().filter(|_| more).map(|(_, cursor)| cursor.print());
        Ok(RowPage { rows: found.into_iter().map(|(row, _)| row).collect(), next, at })
    }

    async fn part(&self, narrow: &Narrow<'_>, access: &Access, part: Part, ask: &Ask<'_>) -> Result<Vec<SqliteRow>> {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(COLUMNS);
        query.push(", ").push(part.key().unwrap_or("NULL")).push(" AS sort_key");
        access.push_from(&mut query, narrow, part);
        part.push(&mut query);
        if let Some((cursor, inclusive)) = ask.from {
            part.push_from(&mut query, access.row(), cursor, inclusive, false);
        }
        part.push_order(&mut query, access.row());
        query.push(" LIMIT ").push_bind(ask.limit);
        if ask.skip > 0 {
            query.push(" OFFSET ").push_bind(ask.skip);
        }
        query.build().fetch_all(&self.0).await.map_err(sql)
    }

    /// How many rows are before the place.
    async fn before(&self, narrow: &Narrow<'_>, order: Order, access: &Access, place: &Cursor) -> Result<u32> {
        let mut sum = 0_u32;
        for part in order.parts() {
            if part.has(place) {
                let mut query = counting(narrow, access, part);
                part.push_from(&mut query, access.row(), place, false, true);
                return Ok(sum.saturating_add(self.counted(query).await?));
            }
            sum = sum.saturating_add(self.count_part(narrow, access, part).await?);
        }
        Ok(sum)
    }

    async fn count_part(&self, narrow: &Narrow<'_>, access: &Access, part: Part) -> Result<u32> {
        self.counted(counting(narrow, access, part)).await
    }

    async fn counted(&self, mut query: QueryBuilder<Sqlite>) -> Result<u32> {
        query.build_query_scalar().fetch_one(&self.0).await.map_err(sql)
    }
}

fn counting(narrow: &Narrow<'_>, access: &Access, part: Part) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new("SELECT count(*)");
    access.push_count(&mut query, narrow, part);
    part.push(&mut query);
    query
}

const COLUMNS: &str = "account.row AS row, id, username, domain, display_name, mail, mail_confirmed, ip, reason, about, \
                       account.marks AS marks, created_at, seen_at, active_at";

fn row(row: &SqliteRow, cursor: &Cursor) -> sqlx::Result<AccountRow> {
    let username: String = row.try_get("username")?;
    let domain: Option<String> = row.try_get("domain")?;
    let marks: i64 = row.try_get("marks")?;
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
        marks: marks_of(marks).to_vec(),
        created_at: row.try_get::<Option<i64>, _>("created_at")?.map(Timestamp),
        seen_at: Timestamp(row.try_get("seen_at")?),
        active_at: row.try_get::<Option<i64>, _>("active_at")?.map(Timestamp),
        cursor: cursor.print(),
    })
}

/// The marks among the bits of a row.
pub(super) fn marks_of(bits: i64) -> Marks {
    // What is above them is no mark.
    Marks::from_bits(u32::try_from(bits & 0xffff_ffff).unwrap_or_default())
}
