//! Pages by id and the Link header (1.5).

use std::collections::BTreeMap;

use url::form_urlencoded::Serializer;

use super::INSTANCE_ACTOR;
use super::filter::{Filter, number};
use super::refusal::Refusal;
use super::state::{Account, Id};
use crate::call::Params;

const DEFAULT: usize = 100;
const LARGEST: usize = 2 * DEFAULT;

/// One page of accounts, newest first.
pub(super) struct Page<'a> {
    pub(super) accounts: Vec<&'a Account>,
    limit: usize,
}

impl<'a> Page<'a> {
    /// The page that the cursors ask for.
    pub(super) fn of(everybody: &'a BTreeMap<Id, Account>, filter: &Filter, query: &Params) -> Result<Self, Refusal> {
        let limit = match query.filled("limit") {
            None => DEFAULT,
            Some(text) => usize::try_from(number(text).unsigned_abs()).unwrap_or(LARGEST).min(LARGEST),
        };
        // Not validated by the server: an empty page is "full" then, and its last account, which is none, breaks the link.
        if limit == 0 {
            return Err(Refusal::Broken);
        }
        let cursor = |name: &str| query.filled(name).map(|text| Id(number(text)));
        let below = cursor("max_id").unwrap_or(Id(i64::MAX));
        let above = cursor("min_id").or_else(|| cursor("since_id")).unwrap_or(Id(i64::MIN));
        let listed = |account: &&Account| {
            account.id != INSTANCE_ACTOR && account.id > above && account.id < below && filter.matches(account)
        };
        let accounts = if query.filled("min_id").is_some() {
            let mut page: Vec<_> = everybody.values().filter(listed).take(limit).collect();
            page.reverse();
            page
        } else {
            everybody.values().rev().filter(listed).take(limit).collect()
        };
        Ok(Self { accounts, limit })
    }

    /// `next` when the page is full (it may lead to an empty one), `prev` when it is not empty. Only scalar parameters of `kept` survive.
    pub(super) fn link(&self, address: &str, query: &Params, kept: &[&str]) -> Option<String> {
        let (first, last) = (self.accounts.first()?, self.accounts.last()?);
        let url = |cursor: &str, id: Id| {
            let mut parameters = Serializer::new(String::new());
            for (name, value) in query.iter().filter(|(name, _)| *name == "limit" || kept.contains(name)) {
                parameters.append_pair(name, value);
            }
            format!("<{address}?{}>", parameters.append_pair(cursor, &id.to_string()).finish())
        };
        let next = (self.accounts.len() == self.limit).then(|| format!("{}; rel=\"next\"", url("max_id", last.id)));
        let prev = format!("{}; rel=\"prev\"", url("min_id", first.id));
        Some(next.into_iter().chain([prev]).collect::<Vec<_>>().join(", "))
    }
}
