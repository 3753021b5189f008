//! Searching: what a Mastodon is asked for a filter, page by page (mastodon.md §1.2 to §1.5, §5.6).
//!
//! `ways` puts a filter in ways that can be asked for, `plan` turns each into lists that together hold what fits, `fields`
//! tells what can be searched by; here they are fetched one after another behind one cursor.

mod fields;
mod plan;
#[cfg(test)]
mod tests;
mod ways;

use std::sync::atomic::Ordering;

use super::client::{LIMIT, Mastodon, V1, V2, accounts_data, goes_on};
use super::served::Dialect;
use crate::error::{Error, ErrorCode, Result};
use crate::filter::{Filter, SeenRole};
use crate::model::Timestamp;
use crate::platform::http::Answer;
use crate::platform::rows::{accounts, aside};
use crate::platform::{Fetched, SearchPage};
use plan::{Plan, Route};

/// Where a search stands. Printed, it is the cursor that goes out and comes back unread.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    route: Route,
    /// Which of the plan's passes.
    pass: usize,
    /// Where the pass goes on, as the server said.
    below: Option<String>,
}

impl Place {
    fn print(&self) -> String {
        let route = match self.route {
            Route::V1 => 1,
            Route::V2 => 2,
        };
        format!("{route}:{}:{}", self.pass, self.below.as_deref().unwrap_or_default())
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ':');
        let route = match parts.next()? {
            "1" => Route::V1,
            "2" => Route::V2,
            _ => return None,
        };
        let pass = parts.next()?.parse().ok()?;
        let below = parts.next().filter(|below| !below.is_empty()).map(str::to_owned);
        Some(Place { route, pass, below })
    }
}

impl Mastodon {
    /// The route of its lists, as far as is known: v2 came with 3.5 (§1.1).
    fn route(&self) -> Route {
        let before = self.dialect.is_before(3, 5);
        if before || self.only_v1.load(Ordering::Relaxed) { Route::V1 } else { Route::V2 }
    }

    /// A page of what the server finds by the filter.
    pub(crate) async fn search(
        &self,
        filter: &Filter,
        roles: &[SeenRole],
        now: Timestamp,
        cursor: Option<&str>,
    ) -> Result<SearchPage> {
        let place = match cursor {
            None => Place { route: self.route(), pass: 0, below: None },
            Some(text) => {
                Place::parse(text).ok_or_else(|| Error::caused(ErrorCode::Internal, "not a cursor of this search"))?
            }
        };
        let plan = plan::plan(filter, roles, self.dialect, place.route);
        let Some(pass) = plan.passes.get(place.pass) else { return Ok(nobody(plan)) };
        let answer = self.ask(&place, &pass.query).await?;
        if answer.status() == 404 && place.route == Route::V2 && cursor.is_none() {
            return self.search_by_v1(filter, roles, now).await;
        }
        self.found(&plan, &place, now, answer).await
    }

    /// The server turned out to have no v2.
    async fn search_by_v1(&self, filter: &Filter, roles: &[SeenRole], now: Timestamp) -> Result<SearchPage> {
        let place = Place { route: Route::V1, pass: 0, below: None };
        let plan = plan::plan(filter, roles, self.dialect, place.route);
        let Some(pass) = plan.passes.first() else { return Ok(nobody(plan)) };
        let answer = self.ask(&place, &pass.query).await?;
        if answer.is_success() {
            self.only_v1.store(true, Ordering::Relaxed);
        }
        self.found(&plan, &place, now, answer).await
    }

    async fn ask(&self, place: &Place, query: &[(&'static str, String)]) -> Result<Answer> {
        let mut query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        query.push(("limit", LIMIT));
        query.extend(place.below.as_deref().map(|below| ("max_id", below)));
        let path = match place.route {
            Route::V1 => V1,
            Route::V2 => V2,
        };
        self.http.get(path, &query).await
    }

    /// What an answer brings, and where to go on: down the same pass, else with the next one.
    async fn found(&self, plan: &Plan, place: &Place, now: Timestamp, answer: Answer) -> Result<SearchPage> {
        let linked = answer.next("max_id");
        let accounts = aside(move || accounts(accounts_data(&answer, None)?, super::map::account)).await?;
        let below = self.onward(linked, &accounts).filter(|below| goes_on(place.below.as_deref(), below));
        let next = match below {
            Some(below) => Some(Place { below: Some(below), ..place.clone() }),
            None => Some(Place { pass: place.pass + 1, below: None, ..place.clone() })
                .filter(|next| next.pass < plan.passes.len()),
        };
        let misfits = plan
            .passes
            .get(place.pass)
            .map_or(0, |pass| accounts.iter().filter(|fetched| !pass.may_bring(&fetched.account, now)).count());
        Ok(SearchPage { next: next.map(|next| next.print()), not_asked: plan.not_asked.clone(), misfits, accounts })
    }

    /// Where the pass goes on. The link tells. On a Mastodon, whose cursors are its ids (§1.5), the last id stands in for
    /// a link that a proxy lost, which a full page would have, and for one that no Mastodon makes.
    fn onward(&self, linked: Option<String>, accounts: &[Fetched]) -> Option<String> {
        let is_id = |text: &String| text.bytes().all(|digit| digit.is_ascii_digit());
        let last = accounts.last().map(|fetched| fetched.account.id.0.clone())?;
        if self.dialect == Dialect::GoToSocial || !is_id(&last) {
            return linked;
        }
        let full = accounts.len().to_string() == LIMIT;
        match linked {
            None => Some(last).filter(|_| full),
            Some(linked) if is_id(&linked) => Some(linked),
            Some(_) => Some(last),
        }
    }
}

/// The answer that needs no request: no account of any Mastodon fits.
fn nobody(plan: Plan) -> SearchPage {
    SearchPage { accounts: Vec::new(), next: None, not_asked: plan.not_asked, misfits: 0 }
}
