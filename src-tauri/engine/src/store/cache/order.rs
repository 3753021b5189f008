//! Orders of lists: what is sorted by, which index has it, and where in it a row stands.
//!
//! Every order has two parts: rows with a value by it, then those without one. Equals are by when they were made, in the
//! same direction.

use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{QueryBuilder, Row};

use super::bits::{self, Bits};
use super::narrow::{HANDLE, MAIL, NAME};
use crate::error::{Error, ErrorCode, Result};
use crate::list::{Place, Sort, SortBy};

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Order {
    /// What is sorted by; none for the row itself.
    pub key: Option<&'static str>,
    /// The index that is walked along.
    pub index: &'static str,
    /// What those without a value lack; none where everybody has one.
    lack: i64,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl Order {
    /// The order of a list.
    pub const fn of(place: Place, sort: Sort) -> Self {
        let (key, index, lack) = match (place, sort.by) {
            (Place::Queue, _) => (Some("(mail_confirmed IS 0)"), "account_queue", 0),
            (Place::Accounts, SortBy::Joined) => (None, "account_newest", 0),
            (Place::Accounts, SortBy::Handle) => (Some(HANDLE), "account_handle", 0),
            (Place::Accounts, SortBy::Name) => (Some(NAME), "account_name", bits::NAME),
            (Place::Accounts, SortBy::Mail) => (Some(MAIL), "account_mail", bits::MAIL),
            (Place::Accounts, SortBy::Domain) => (Some("domain"), "account_domain", bits::REMOTE),
            (Place::Accounts, SortBy::Address) => (Some("ip_bytes"), "account_ip", bits::ADDRESS),
            (Place::Accounts, SortBy::Active) => (Some("active_at"), "account_active", bits::ACTIVE),
            (Place::Accounts, SortBy::Seen) => (Some("seen_at"), "account_seen", 0),
        };
        let descending = match place {
            Place::Queue => false,
            Place::Accounts => sort.descending,
        };
        Order { key, index, lack, descending }
    }

    /// Its parts, first to last.
    pub fn parts(self) -> Vec<Part> {
        let with = Part { order: self, with: true };
        if self.lack == 0 { vec![with] } else { vec![with, Part { with: false, ..with }] }
    }
}

/// A part of an order: those with a value, or those without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    order: Order,
    with: bool,
}

impl Part {
    /// What is sorted by within the part.
    pub const fn key(self) -> Option<&'static str> {
        if self.with { self.order.key } else { None }
    }

    /// The index that is walked along.
    pub const fn index(self) -> &'static str {
        if self.with { self.order.index } else { "account_newest" }
    }

    /// Whose part it is.
    pub fn push(self, query: &mut QueryBuilder<Sqlite>) {
        match (self.with, self.order.lack) {
            (_, 0) if self.order.index == "account_queue" => {
                query.push(" AND account.marks & ").push(bits::PENDING);
            }
            (_, 0) => {}
            (true, lack) => {
                Bits::one_of(lack).push(query);
                // The index has only these, and wants to be told so.
                match self.order.index {
                    "account_name" => query.push(" AND display_name <> ''"),
                    "account_mail" => query.push(" AND mail IS NOT NULL"),
                    _ => query.push(" AND ").push(self.order.key.unwrap_or("row")).push(" IS NOT NULL"),
                };
            }
            (false, lack) => Bits::none_of(lack).push(query),
        }
    }

    /// `ORDER BY`, with the row as the way to it knows it.
    pub fn push_order(self, query: &mut QueryBuilder<Sqlite>, row: &str) {
        let way = if self.order.descending { " DESC" } else { "" };
        query.push(" ORDER BY ");
        if let Some(key) = self.key() {
            query.push(key).push(way).push(", ");
        }
        query.push(row).push(way);
    }

    /// Whether it is the part of those with a value.
    pub const fn is_with(self) -> bool {
        self.with
    }

    /// Whether a place is in this part.
    pub const fn has(self, place: &Cursor) -> bool {
        self.with == place.with
    }

    /// Whether what is behind a place, or before it, is less.
    const fn is_less(self, before: bool) -> bool {
        self.order.descending != before
    }

    /// Behind the place, or with it; before it, where `before`.
    pub fn push_from(self, query: &mut QueryBuilder<Sqlite>, row: &str, place: &Cursor, inclusive: bool, before: bool) {
        let sign = match (self.is_less(before), inclusive) {
            (true, true) => " <= ",
            (true, false) => " < ",
            (false, true) => " >= ",
            (false, false) => " > ",
        };
        match self.key() {
            Some(key) => {
                // By this one SQLite finds where to begin: of a pair with an expression it does not.
                let from = if self.is_less(before) { " <= " } else { " >= " };
                query.push(" AND ").push(key).push(from);
                place.key.push(query);
                query.push(" AND (").push(key).push(", ").push(row).push(")").push(sign).push("(");
                place.key.push(query);
                query.push(", ").push_bind(place.row).push(")");
            }
            None => drop(query.push(" AND ").push(row).push(sign).push_bind(place.row)),
        }
    }
}

/// What a row is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    None,
    Number(i64),
    Bytes(Vec<u8>),
    Text(String),
}

impl Key {
    fn push(&self, query: &mut QueryBuilder<Sqlite>) {
        match self {
            Key::None => query.push("NULL"),
            Key::Number(number) => query.push_bind(*number),
            Key::Bytes(bytes) => query.push_bind(bytes.clone()),
            Key::Text(text) => query.push_bind(text.clone()),
        };
    }
}

/// Where a row stands in its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    /// In the first part of the order.
    pub with: bool,
    /// What it is sorted by.
    pub key: Key,
    /// The row.
    pub row: i64,
}

impl Cursor {
    /// Where a row stands that was read with its key as `sort_key`.
    pub fn of(part: Part, row: &SqliteRow) -> sqlx::Result<Self> {
        let key = match part.key() {
            None => Key::None,
            Some("ip_bytes") => Key::Bytes(row.try_get("sort_key")?),
            Some("active_at" | "seen_at" | "(mail_confirmed IS 0)") => Key::Number(row.try_get("sort_key")?),
            Some(_) => Key::Text(row.try_get("sort_key")?),
        };
        Ok(Cursor { with: part.with, key, row: row.try_get("row")? })
    }

    /// As text: opaque to everybody else.
    pub fn print(&self) -> String {
        let part = if self.with { '+' } else { '-' };
        let key = match &self.key {
            Key::None => String::new(),
            Key::Number(number) => format!("n{number}"),
            Key::Bytes(bytes) => bytes.iter().fold("b".to_owned(), |text, byte| text + &format!("{byte:02x}")),
            Key::Text(text) => format!("t{text}"),
        };
        format!("{part}{}:{key}", self.row)
    }

    /// Reads what [`Cursor::print`] wrote for a list of this order.
    ///
    /// # Errors
    /// `Internal` for a cursor that this list never gave.
    pub fn read(text: &str, order: Order) -> Result<Self> {
        let parsed = || {
            let (with, rest) = match text.strip_prefix('+') {
                Some(rest) => (true, rest),
                None => (false, text.strip_prefix('-')?),
            };
            let (row, key) = rest.split_once(':')?;
            let key = match key.split_at_checked(1) {
                None if key.is_empty() => Key::None,
                None => return None,
                Some(("n", number)) => Key::Number(number.parse().ok()?),
                Some(("b", bytes)) => Key::Bytes(unhex(bytes)?),
                Some(("t", text)) => Key::Text(text.to_owned()),
                Some(_) => return None,
            };
            let cursor = Cursor { with, key, row: row.parse().ok()? };
            let part = order.parts().into_iter().find(|part| part.has(&cursor))?;
            let fits = match (part.key(), &cursor.key) {
                (None, Key::None) => true,
                (Some("ip_bytes"), Key::Bytes(_)) => true,
                (Some("active_at" | "seen_at" | "(mail_confirmed IS 0)"), Key::Number(_)) => true,
                (Some("ip_bytes" | "active_at" | "seen_at" | "(mail_confirmed IS 0)") | None, _) => false,
                (Some(_), key) => matches!(key, Key::Text(_)),
            };
            fits.then_some(cursor)
        };
        parsed().ok_or_else(|| Error::caused(ErrorCode::Internal, "not a cursor of this list"))
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || text.len() > 64 {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}
