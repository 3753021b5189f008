//! How many rows a list has, by state: from the tally where bits tell, else counted, under a text no further than people
//! count.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row};

use super::super::sql;
use super::Cache;
use super::bits::{self, Bits};
use super::list::{Listing, marks_of};
use super::narrow::Narrow;
use super::order::Order;
use super::signature;
use crate::error::Result;
use crate::filter::StateFilter;
use crate::list::{Count, Place, Sort, SortBy};
use crate::model::{Mark, Marks};

/// Under a text so many are counted; of more it is only said that there are more.
const CAP: u32 = 1_000;

/// How many accounts of a list are in which state.
#[derive(Debug, Default)]
pub struct Counts {
    /// How many match.
    pub matching: Count,
    /// By state, in the order of the states that were asked for.
    pub states: Vec<Count>,
    /// Of those who wait: how many with a confirmed address (or one that is not known to be unconfirmed), and without.
    pub parts: (u32, u32),
}

/// How many rows have which bits.
struct Tally(Vec<(i64, u32)>);

impl Tally {
    fn sum(&self, holds: impl Fn(i64) -> bool) -> u32 {
        self.0.iter().filter(|(marks, _)| holds(*marks)).fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }

    /// Without so many with these bits.
    fn less(&mut self, others: &[(i64, u32)]) {
        for (marks, count) in &mut self.0 {
            let others = others.iter().filter(|(other, _)| other == marks);
            *count = others.fold(*count, |left, (_, number)| left.saturating_sub(*number));
        }
    }

    fn counts(&self, listing: &Listing<'_>, states: &[StateFilter], plain: impl Fn(i64) -> bool) -> Counts {
        let of = |state: StateFilter| self.sum(|marks| plain(marks) && Bits::of_state(state).holds(marks));
        let waiting = |unconfirmed: bool| {
            self.sum(|marks| {
                plain(marks) && marks & bits::PENDING != 0 && (marks & bits::UNCONFIRMED != 0) == unconfirmed
            })
        };
        let matching = match (listing.place, listing.filter.state) {
            (Place::Queue, _) => of(StateFilter::Pending),
            (Place::Accounts, Some(state)) => of(state),
            (Place::Accounts, None) => self.sum(&plain),
        };
        Counts {
            matching: exact(matching),
            states: states.iter().map(|state| exact(of(*state))).collect(),
            parts: (waiting(false), waiting(true)),
        }
    }
}

const fn exact(number: u32) -> Count {
    Count { number, more: false }
}

fn capped(number: u32) -> Count {
    Count { number: number.min(CAP), more: number > CAP }
}

impl Cache {
    /// How many accounts the list has, and how many of those that the rest of its filter leaves are in each state.
    pub async fn count(&self, listing: &Listing<'_>, states: &[StateFilter]) -> Result<Counts> {
        // The counts beside the states leave the state itself out of account.
        let filter = crate::filter::Filter { state: None, ..listing.filter.clone() };
        let mut narrow = Narrow::of(&filter, listing.hits, listing.now);
        let queue = listing.place == Place::Queue;
        if queue {
            narrow.leave_out_decided();
        }
        if narrow.is_plain() {
            let mut tally = self.tally().await?;
            if queue {
                tally.less(&self.overlaid().await?);
            }
            return Ok(tally.counts(listing, states, |marks| narrow.plain.holds(marks)));
        }
        if narrow.words.is_empty() {
            let tally = self.grouped(&narrow, None).await?;
            return Ok(tally.counts(listing, states, |_| true));
        }
        self.spell(&mut narrow).await?;
        let grouped = self.grouped(&narrow, Some(CAP + 1)).await?;
        if grouped.sum(|_| true) <= CAP {
            return Ok(grouped.counts(listing, states, |_| true));
        }
        // More than people count: each state is counted by itself, no further than that.
        let mut counted = Vec::with_capacity(states.len());
        for state in states {
            counted.push(capped(self.count_with(&narrow, &[Bits::of_state(*state)]).await?));
        }
        let pending = Bits::of_state(StateFilter::Pending);
        let waiting = self.count_with(&narrow, &[pending]).await?;
        let unconfirmed = match waiting {
            0 => 0,
            _ => self.count_with(&narrow, &[pending, Bits::one_of(bits::UNCONFIRMED)]).await?,
        };
        let matching = match (listing.place, listing.filter.state) {
            (Place::Queue, _) => capped(waiting),
            (Place::Accounts, Some(state)) => capped(self.count_with(&narrow, &[Bits::of_state(state)]).await?),
            (Place::Accounts, None) => capped(CAP + 1),
        };
        Ok(Counts { matching, states: counted, parts: (waiting.saturating_sub(unconfirmed), unconfirmed) })
    }

    /// How many of them have these bits as well: at most one more than is told.
    async fn count_with(&self, narrow: &Narrow<'_>, also: &[Bits]) -> Result<u32> {
        let mut narrow = narrow.clone();
        also.iter().for_each(|bits| narrow.in_state(*bits));
        let order = newest();
        let access = self.access(&narrow, order).await?;
        let mut query = QueryBuilder::new("SELECT count(*) FROM (SELECT 1");
        for part in order.parts() {
            access.push_count(&mut query, &narrow, part);
        }
        query.push(" LIMIT ").push_bind(CAP + 1).push(")");
        query.build_query_scalar().fetch_one(&self.0).await.map_err(sql)
    }

    async fn tally(&self) -> Result<Tally> {
        let rows = sqlx::query("SELECT marks, count FROM tally").fetch_all(&self.0).await.map_err(sql)?;
        read(&rows)
    }

    /// Counts the rows themselves, by their bits.
    async fn grouped(&self, narrow: &Narrow<'_>, most: Option<u32>) -> Result<Tally> {
        let order = newest();
        let access = self.access(narrow, order).await?;
        let mut query = QueryBuilder::new("SELECT marks, count(*) AS count FROM (SELECT account.marks & ");
        query.push(signature::BELOW).push(" AS marks");
        for part in order.parts() {
            access.push_from(&mut query, narrow, part);
        }
        if let Some(most) = most {
            query.push(" LIMIT ").push_bind(most);
        }
        query.push(") GROUP BY marks");
        read(&query.build().fetch_all(&self.0).await.map_err(sql)?)
    }

    /// How many accounts there are, and how many of them wait and nothing was decided about yet.
    pub async fn counts(&self) -> Result<(u32, u32)> {
        let tally = self.tally().await?;
        let there = |marks: i64| marks & bits::GONE == 0;
        let pending = tally.sum(|marks| marks_of(marks).has(Mark::Pending) && there(marks));
        Ok((tally.sum(there), pending.saturating_sub(self.pending_left_out().await?)))
    }
}

/// Whatever is counted is met in this order, which has one part.
const fn newest() -> Order {
    Order::of(Place::Accounts, Sort { by: SortBy::Joined, descending: true })
}

fn read(rows: &[SqliteRow]) -> Result<Tally> {
    let read = |row: &SqliteRow| Ok((row.try_get("marks")?, row.try_get("count")?));
    rows.iter().map(read).collect::<sqlx::Result<_>>().map(Tally).map_err(sql)
}

/// How many rows have which marks; what is no mark is left out of account.
pub(super) fn by_marks(rows: Vec<(i64, u32)>) -> Vec<(Marks, u32)> {
    rows.into_iter().map(|(bits, count)| (marks_of(bits), count)).collect()
}
