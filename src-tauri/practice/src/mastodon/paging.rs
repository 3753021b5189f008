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

impl<T> Page<T> {
    /// The page that the cursors ask for, of rows that come with ascending ids.
    pub(super) fn of(
        rows: impl DoubleEndedIterator<Item = (Id, T)>,
        query: &Params,
        size: Size,
        otherwise: &BTreeSet<Otherwise>,
    ) -> Result<Self, Refusal> {
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
        let inside = rows.filter(|(id, _)| *id > above && *id < below);
        let rows = if after.is_some() {
            let mut page: Vec<_> = inside.take(limit).collect();
            page.reverse();
            page
        } else {
            inside.rev().take(limit).collect()
        };
        Ok(Self { rows, limit })
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
