//! Rows of several caches in one order: each cache's own, with a rule for equals.

use std::cmp::Ordering;

use super::order::{Cursor, Order};
use super::place::{LAST_OF_THE_MOMENT, TIES};
use crate::error::{Error, ErrorCode, Result};
use crate::list::{Place, Sort};

/// Where a row stands among those of several caches: less is earlier in the list.
///
/// Equals by the order are by when they were made, in the same direction, then by the number of the profile. So a place in
/// one cache is a place in every other, and a list goes on behind a row also in caches that do not have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    descending: bool,
    number: u8,
    cursor: Cursor,
}

impl Standing {
    /// Where the row stands whose place in its own cache's list this is.
    ///
    /// # Errors
    /// `Internal` for a cursor that the list never gave.
    pub fn of(place: Place, sort: Sort, number: u8, cursor: &str) -> Result<Self> {
        let order = Order::of(place, sort);
        Ok(Standing { descending: order.descending, number, cursor: Cursor::read(cursor, order)? })
    }

    /// Reads what [`Standing::print`] wrote.
    ///
    /// # Errors
    /// `Internal` for anything else.
    pub fn read(place: Place, sort: Sort, text: &str) -> Result<Self> {
        let (number, cursor) = text.split_once(' ').ok_or_else(refused)?;
        Standing::of(place, sort, number.parse().map_err(|_| refused())?, cursor)
    }

    /// As text, opaque to everybody else.
    pub fn print(&self) -> String {
        format!("{} {}", self.number, self.cursor.print())
    }

    /// Its place in the list of the cache of the profile with the number: behind all that stand before it.
    pub fn cursor_for(&self, number: u8) -> String {
        let first = self.cursor.row >> TIES << TIES;
        let last = first | LAST_OF_THE_MOMENT;
        let row = match (number.cmp(&self.number), self.descending) {
            (Ordering::Equal, _) => self.cursor.row,
            // All of the same millisecond stand before it.
            (Ordering::Less, true) => first,
            (Ordering::Less, false) => last,
            // All of them stand behind it.
            (Ordering::Greater, true) => last.saturating_add(1),
            (Ordering::Greater, false) => first.saturating_sub(1),
        };
        Cursor { row, ..self.cursor.clone() }.print()
    }
}

impl Ord for Standing {
    fn cmp(&self, other: &Self) -> Ordering {
        let way = |order: Ordering| if self.descending { order.reverse() } else { order };
        let (one, another) = (&self.cursor, &other.cursor);
        // Those without a value come last, whichever way.
        another
            .with
            .cmp(&one.with)
            .then_with(|| way(one.key.cmp(&another.key)))
            .then_with(|| way((one.row >> TIES).cmp(&(another.row >> TIES))))
            .then_with(|| self.number.cmp(&other.number))
            .then_with(|| way(one.row.cmp(&another.row)))
    }
}

impl PartialOrd for Standing {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn refused() -> Error {
    Error::caused(ErrorCode::Internal, "not a cursor of this list")
}
