//! What changed since the last time, on servers that list by change: newest change first, until nothing is new.

use std::collections::HashSet;

use super::keep::keep_page;
use crate::error::Result;
use crate::model::{AccountId, Timestamp};
use crate::platform::Which;
use crate::profile::instance::Instance;

/// Pages in one run: 1,000 accounts of a GitLab. What more changed since the last time, the sweep finds.
const PAGES: u32 = 10;

/// So many pages in a row without news, and what comes after them is known.
const QUIET_PAGES: u32 = 2;

/// Fetches what changed since the last whole run.
///
/// What was looked at, searched for or decided since then is in the cache already, and so is what a run brought that was
/// killed half-way: that such accounts are as they were says nothing about those behind them. So a page is quiet only if
/// it has somebody who is as they were at the end of the last whole run.
pub(super) async fn refresh(instance: &Instance, last_run: Option<Timestamp>) -> Result<()> {
    let server = instance.server()?;
    let mut cursor: Option<String> = None;
    // Order by change is not order by id, so that cursors which lead back are known by having been there.
    let mut been = HashSet::new();
    let mut quiet = 0;
    for _ in 0..PAGES {
        let asked_at = instance.clock.now();
        let page = instance.noted(server.page(Which::Changed, cursor.as_deref()).await).await?;
        let ids: Vec<AccountId> = page.accounts.iter().map(|fetched| fetched.account.id.clone()).collect();
        let known = match last_run {
            Some(last_run) => instance.cache.any_seen_by(&ids, last_run).await?,
            None => false,
        };
        let kept = keep_page(instance, page.accounts, asked_at).await?;
        let news = !known || kept.iter().any(|kept| kept.news);
        quiet = if news { 0 } else { quiet + 1 };
        cursor = page.next.filter(|next| been.insert(next.clone()));
        if cursor.is_none() || quiet == QUIET_PAGES {
            break;
        }
    }
    Ok(())
}
