//! Where rows stand: by when the account was made, so that the newest first is the order of the rows themselves.
//!
//! Small numbers with small steps between them make small indexes: a moment has only a few places.

use std::collections::{BTreeSet, HashMap};

use sqlx::sqlite::SqliteConnection;

use crate::error::Result;
use crate::model::Timestamp;
use crate::store::sql;

/// The places of one millisecond, as bits.
pub(super) const TIES: u32 = 2;

/// Below the first place of a moment these are its others.
pub(super) const LAST_OF_THE_MOMENT: i64 = (1 << TIES) - 1;

/// Who finds their millisecond full stands behind the last one of this time: thousands of remote accounts share a midnight,
/// because their servers tell no more than the day. In milliseconds; four times as long where that is full, too.
const NEAR: i64 = 4_096;

/// Whoever stands no further behind the first place of their time than this is held to stand at it: an hour.
pub(super) const LAST_PLACE: i64 = ((60 * 60 * 1_000) << TIES) | LAST_OF_THE_MOMENT;

/// The first place of a millisecond.
pub(super) fn row_at(millis: i64) -> i64 {
    millis.clamp(0, (1 << 43) - 1) << TIES
}

/// Whether the row stands at the time, or close behind it.
pub(super) fn is_placed(row: i64, at: Timestamp) -> bool {
    (0..=LAST_PLACE).contains(&row.saturating_sub(row_at(at.0)))
}

/// Places for the newcomers of a page, none of whom is written yet.
#[derive(Default)]
pub(super) struct Places {
    given: BTreeSet<i64>,
    /// The last place that is taken in the cache, by where a time begins and ends.
    taken: HashMap<(i64, i64), Option<i64>>,
}

impl Places {
    /// The next place at the time or behind it.
    pub async fn free(&mut self, db: &mut SqliteConnection, at: Timestamp) -> Result<i64> {
        let first = row_at(at.0);
        let mut length = LAST_OF_THE_MOMENT;
        loop {
            let last = first + length;
            let taken = match self.taken.get(&(first, last)) {
                Some(taken) => *taken,
                None => {
                    let taken = sqlx::query_scalar("SELECT max(row) FROM account WHERE row BETWEEN ? AND ?");
                    let taken = taken.bind(first).bind(last).fetch_one(&mut *db).await.map_err(sql)?;
                    self.taken.insert((first, last), taken);
                    taken
                }
            };
            let row = taken.max(self.given.range(first..=last).next_back().copied()).map_or(first, |taken| taken + 1);
            if row <= last {
                self.given.insert(row);
                return Ok(row);
            }
            length = if length < NEAR << TIES { NEAR << TIES } else { length << 2 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, AccountId};
    use crate::store::cache::tests::cache;
    use crate::store::cache::{Cache, Fetched};

    const MIDNIGHT: Timestamp = Timestamp(1_800_000_000_000);

    fn made(id: String, at: Timestamp) -> Fetched {
        let account = Account { id: AccountId(id), created_at: Some(at), ..Account::nobody() };
        Fetched { account, raw: "{}".to_owned() }
    }

    async fn rows(cache: &Cache) -> Vec<(i64, String)> {
        sqlx::query_as("SELECT row, id FROM account ORDER BY row").fetch_all(&cache.0).await.unwrap()
    }

    #[tokio::test]
    async fn thousands_of_one_midnight_stand_close_and_take_nobodys_place() {
        let cache = cache().await;
        // Those who were made shortly after it stand where they belong, whether they come with the others or before.
        let after = |by: i64| Timestamp(MIDNIGHT.0 + by);
        let early: Vec<Fetched> = (1..=30).map(|by| made(format!("early {by}"), after(by * 100))).collect();
        cache.store(&early, Timestamp(1)).await.unwrap();
        for page in 0..10 {
            let mut some: Vec<Fetched> = (0..2_000).map(|one| made(format!("{page} {one}"), MIDNIGHT)).collect();
            some.push(made(format!("late {page}"), after(page * 100 + 50)));
            cache.store(&some, Timestamp(2)).await.unwrap();
        }
        let rows = rows(&cache).await;
        assert_eq!(rows.len(), 30 + 10 * 2_001);
        let (first, last) = (rows[0].0, rows[rows.len() - 1].0);
        assert_eq!(first, row_at(MIDNIGHT.0));
        assert!(last < row_at(MIDNIGHT.0 + 4 * NEAR), "within seconds: {}", last - first);
        for by in 1..=30 {
            let row = rows.iter().find(|(_, id)| *id == format!("early {by}")).unwrap().0;
            assert_eq!(row >> TIES, after(by * 100).0);
        }
    }

    #[tokio::test]
    async fn four_of_a_millisecond_stand_in_it() {
        let cache = cache().await;
        let some: Vec<Fetched> = (0..4).map(|one| made(one.to_string(), MIDNIGHT)).collect();
        cache.store(&some, Timestamp(1)).await.unwrap();
        assert!(rows(&cache).await.iter().all(|(row, _)| *row >> TIES == MIDNIGHT.0));
    }
}
