//! Pages by id and the Link header (1.5).

use std::collections::BTreeSet;

use url::form_urlencoded::Serializer;

use super::filter::number;
use super::refusal::Refusal;
use super::state::Id;
use crate::Otherwise;
use crate::call::Params;

/// How long pages are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) usual: usize,
    pub(super) largest: usize,
}

/// Of every admin list.
pub(super) const ADMIN: Size = Size { usual: 100, largest: 200 };
/// Of an account's posts.
pub(super) const TIMELINE: Size = Size { usual: 20, largest: 40 };

/// One page, newest first.
pub(super) struct Page<T> {
    pub(super) rows: Vec<(Id, T)>,
    limit: usize,
}

/// Which part of a list is asked for; neither bound belongs to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) above: Id,
    pub(super) below: Id,
    /// The page right above the lower bound, not the one below the upper.
    upwards: bool,
    limit: usize,
}

impl Window {
    pub(super) fn asked(query: &Params, size: Size, otherwise: &BTreeSet<Otherwise>) -> Result<Self, Refusal> {
        let limit = match query.filled("limit") {
            None => size.usual,
            Some(text) => usize::try_from(number(text).unsigned_abs()).unwrap_or(size.largest).min(size.largest),
        };
        // Not validated by the server: an empty page is "full" then, and its last row, which is none, breaks the link.
        if limit == 0 && !otherwise.contains(&Otherwise::LimitZero) {
            return Err(Refusal::Broken);
        }
        let strict = otherwise.contains(&Otherwise::CursorNotANumber);
        let cursor = |name: &str| match query.filled(name) {
            Some(text) if strict && text.parse::<i64>().is_err() => {
                Err(Refusal::BadRequest(format!("Invalid {name}: {text}")))
            }
            text => Ok(text.map(|text| Id(number(text)))),
        };
        let below = cursor("max_id")?.unwrap_or(Id(i64::MAX));
        let after = cursor("min_id")?;
        let above = after.or(cursor("since_id")?).unwrap_or(Id(i64::MIN));
        Ok(Self { above, below, upwards: after.is_some(), limit })
    }

    /// The page, of the rows inside the window, which come with ascending ids. No more of them are read than the page shows.
    pub(super) fn page<T>(self, inside: impl DoubleEndedIterator<Item = (Id, T)>) -> Page<T> {
        let rows = if self.upwards {
            let mut page: Vec<_> = inside.take(self.limit).collect();
            page.reverse();
            page
        } else {
            inside.rev().take(self.limit).collect()
        };
        Page { rows, limit: self.limit }
    }
}

impl<T> Page<T> {
    /// The page that the cursors ask for, of all rows, which come with ascending ids.
    pub(super) fn of(
        rows: impl DoubleEndedIterator<Item = (Id, T)>,
        query: &Params,
        size: Size,
        otherwise: &BTreeSet<Otherwise>,
    ) -> Result<Self, Refusal> {
        let window = Window::asked(query, size, otherwise)?;
        Ok(window.page(rows.filter(|(id, _)| *id > window.above && *id < window.below)))
    }

    /// `next` when the page is full (it may lead to an empty one), `prev` when it is not empty. Only scalar parameters of `kept` survive.
    pub(super) fn link(&self, address: &str, query: &Params, kept: &[&str]) -> Option<String> {
        let (first, last) = (self.rows.first()?, self.rows.last()?);
        let url = |cursor: &str, id: Id| kept_url(address, query, kept, cursor, &id.to_string());
        let next = (self.rows.len() == self.limit).then(|| format!("{}; rel=\"next\"", url("max_id", last.0)));
        let prev = format!("{}; rel=\"prev\"", url("min_id", first.0));
        Some(next.into_iter().chain([prev]).collect::<Vec<_>>().join(", "))
    }
}

/// An address in angle brackets with what is kept of the query and a cursor.
pub(super) fn kept_url(address: &str, query: &Params, kept: &[&str], cursor: &str, value: &str) -> String {
    let mut parameters = Serializer::new(String::new());
    for (name, value) in query.iter().filter(|(name, _)| *name == "limit" || kept.contains(name)) {
        parameters.append_pair(name, value);
    }
    format!("<{address}?{}>", parameters.append_pair(cursor, value).finish())
}
