//! How many rows a list has, by state: from the tally where bits tell, else counted, under a text no further than people
//! count.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row};

use super::super::sql;
use super::Cache;
use super::access::Access;
use super::bits::{self, Bits};
use super::list::{Listing, marks_of};
use super::narrow::Narrow;
use super::order::{Order, Part};
use super::text::{self, Match};
use crate::error::Result;
use crate::filter::StateFilter;
use crate::list::{Count, Place, Sort};
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
        let narrow = Narrow::of(&filter, listing.hits, listing.now);
        if narrow.is_plain() {
            let tally = self.tally().await?;
            return Ok(tally.counts(listing, states, |marks| narrow.plain.holds(marks)));
        }
        match text::asked(&narrow.words, &narrow.plain.all) {
            Some(asked) => self.count_under(listing, states, &narrow, &asked).await,
            None => {
                let tally = self.grouped(&narrow, None).await?;
                Ok(tally.counts(listing, states, |_| true))
            }
        }
    }

    async fn count_under(
        &self,
        listing: &Listing<'_>,
        states: &[StateFilter],
        narrow: &Narrow<'_>,
        asked: &Match,
    ) -> Result<Counts> {
        let grouped = self.grouped(narrow, Some(CAP + 1)).await?;
        if grouped.sum(|_| true) <= CAP {
            return Ok(grouped.counts(listing, states, |_| true));
        }
        // More than people count: each state is counted in the index, no further than that.
        let mut counted = Vec::with_capacity(states.len());
        for state in states {
            counted.push(capped(self.count_state(narrow, asked, Bits::of_state(*state)).await?));
        }
        let waiting = self.count_state(narrow, asked, Bits::of_state(StateFilter::Pending)).await?;
        let unconfirmed = if waiting == 0 {
            0
        } else {
            let both = Bits { one_of: bits::UNCONFIRMED, none_of: 0 };
            self.count_waiting(narrow, asked, both).await?
        };
        let matching = match (listing.place, listing.filter.state) {
            (Place::Queue, _) => capped(waiting),
            (Place::Accounts, Some(state)) => capped(self.count_state(narrow, asked, Bits::of_state(state)).await?),
            (Place::Accounts, None) => capped(CAP + 1),
        };
        Ok(Counts { matching, states: counted, parts: (waiting.saturating_sub(unconfirmed), unconfirmed) })
    }

    async fn count_state(&self, narrow: &Narrow<'_>, asked: &Match, state: Bits) -> Result<u32> {
        let mut wanted = narrow.plain.all.clone();
        wanted.push(state);
        let question = text::asked(&narrow.words, &wanted).unwrap_or_else(|| asked.clone());
        let mut rest = QueryBuilder::<sqlx::Sqlite>::new("");
        narrow.push_rest(&mut rest);
        narrow.push_words(&mut rest, narrow.answered());
        let alone = rest.sql().as_str().is_empty()
            && narrow.plain.some.is_empty()
            && wanted.iter().all(|bits| text::knows(*bits));
        let mut query = QueryBuilder::new("SELECT count(*) FROM (SELECT 1 FROM ");
        query.push(question.table);
        if !alone {
            query.push(" CROSS JOIN account ON account.row = ").push(question.table).push(".rowid");
        }
        query.push(" WHERE ").push(question.table).push(" MATCH ").push_bind(question.asked);
        if !alone {
            narrow.plain.push(&mut query);
            state.push(&mut query);
            narrow.push_words(&mut query, narrow.answered());
            narrow.push_rest(&mut query);
        }
        query.push(" LIMIT ").push_bind(CAP + 1).push(")");
        query.build_query_scalar().fetch_one(&self.0).await.map_err(sql)
    }

    async fn count_waiting(&self, narrow: &Narrow<'_>, asked: &Match, also: Bits) -> Result<u32> {
        let mut query =
            QueryBuilder::new("SELECT count(*) FROM (SELECT 1 FROM account WHERE account.row IN (SELECT rowid FROM ");
        query.push(asked.table).push(" WHERE ").push(asked.table).push(" MATCH ").push_bind(asked.asked.clone());
        query.push(")");
        Bits::of_state(StateFilter::Pending).push(&mut query);
        also.push(&mut query);
        narrow.push(&mut query);
        query.push(" LIMIT ").push_bind(CAP + 1).push(")");
        query.build_query_scalar().fetch_one(&self.0).await.map_err(sql)
    }

    async fn tally(&self) -> Result<Tally> {
        let rows = sqlx::query("SELECT marks, count FROM tally").fetch_all(&self.0).await.map_err(sql)?;
        read(&rows)
    }

    /// Counts the rows themselves, by their bits.
    async fn grouped(&self, narrow: &Narrow<'_>, most: Option<u32>) -> Result<Tally> {
        let order = Order::of(Place::Accounts, Sort::default());
        let access = self.access(narrow, order).await?;
        let mut query = QueryBuilder::new("SELECT marks, count(*) AS count FROM (SELECT account.marks AS marks");
        for part in order.parts() {
            push(&access, &mut query, narrow, part);
        }
        if let Some(most) = most {
            query.push(" LIMIT ").push_bind(most);
        }
        query.push(") GROUP BY marks");
        read(&query.build().fetch_all(&self.0).await.map_err(sql)?)
    }

    /// How many accounts there are, and how many of them wait.
    pub async fn counts(&self) -> Result<(u32, u32)> {
        let tally = self.tally().await?;
        let there = |marks: i64| marks & bits::GONE == 0;
        Ok((tally.sum(there), tally.sum(|marks| marks_of(marks).has(Mark::Pending) && there(marks))))
    }
}

fn push(access: &Access, query: &mut QueryBuilder<sqlx::Sqlite>, narrow: &Narrow<'_>, part: Part) {
    access.push_from(query, narrow, part);
    part.push(query);
}

fn read(rows: &[SqliteRow]) -> Result<Tally> {
    let read = |row: &SqliteRow| Ok((row.try_get("marks")?, row.try_get("count")?));
    rows.iter().map(read).collect::<sqlx::Result<_>>().map(Tally).map_err(sql)
}

/// How many rows have which marks; what is no mark is left out of account.
pub(super) fn by_marks(rows: Vec<(i64, u32)>) -> Vec<(Marks, u32)> {
    rows.into_iter().map(|(bits, count)| (marks_of(bits), count)).collect()
}
