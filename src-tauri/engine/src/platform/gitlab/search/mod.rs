//! Searching: what a GitLab is asked for a filter, page by page (gitlab.md §3).
//!
//! `plan` turns a filter into the one list that holds what fits, `term` finds the text to ask for, `served` knows which
//! version takes which parameter, `asked` notices a server that takes one and does not heed it, `fields` tells what can be
//! searched by; here the list is fetched.

mod asked;
mod fields;
mod plan;
mod served;
mod term;
#[cfg(test)]
mod tests;

use super::client::Gitlab;
use super::list::{Cursor, next};
use crate::error::Result;
use crate::filter::Filter;
use crate::model::Timestamp;
use crate::platform::{Known, SearchPage};
use served::Served;

pub(crate) use fields::fields;

impl Gitlab {
    /// A page of what the server finds by the filter, newest first.
    pub(crate) async fn search(
        &self,
        filter: &Filter,
        known: &Known<'_>,
        now: Timestamp,
        cursor: Option<&str>,
    ) -> Result<SearchPage> {
        let plan = plan::plan(filter, Served::of(known), now);
        let Some(query) = plan.query else {
            return Ok(SearchPage { accounts: Vec::new(), next: None, not_asked: plan.not_asked, misfits: 0 });
        };
        let cursor = cursor.map(Cursor::read).transpose()?;
        let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (name.as_ref(), value.as_str())).collect();
        // With `search` some order has to be named: without one the best comes first, of which there is no keyset (§3.4).
        let query = [&[("order_by", "id"), ("sort", "desc")], &query[..]].concat();
        // Where keyset is refused for this search, other lists may still have it.
        let (answer, _) = self.paged(&query, cursor.as_ref()).await?;
        let answer = self.granted(answer).await?;
        let told = (answer.next("cursor"), answer.next("page"));
        let accounts = self.rows(answer).await?;
        if accounts.is_empty() {
            self.prove_rights().await?;
        }
        let next = if accounts.is_empty() { None } else { next(told, cursor.as_ref(), &accounts) };
        let misfits = accounts.iter().filter(|fetched| !plan.asked.may_bring(&fetched.account, now)).count();
        Ok(SearchPage { next, not_asked: plan.not_asked, misfits, accounts })
    }

    /// An empty page proves nothing: from those who are no administrators blocked and banned users are hidden with a 200
    /// (§3.1).
    async fn prove_rights(&self) -> Result<()> {
        if self.sees_short_rows().await? { Err(self.why_short().await) } else { Ok(()) }
    }
}
