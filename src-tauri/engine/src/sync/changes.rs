//! What changed since the last time, on servers that list by change: newest change first, until nothing is new.

use std::collections::HashSet;

use super::keep::keep_page;
use crate::error::{ErrorCode, Result};
use crate::model::{AccountId, Timestamp};
use crate::platform::{Server, Which};
use crate::profile::SyncPhase;
use crate::profile::instance::Instance;

/// Pages in one run: 10,000 accounts of a GitLab. What more changed since the last time, the sweep finds.
pub(super) const PAGES: u32 = 100;

/// So many pages in a row without news, and what comes after them is known.
const QUIET_PAGES: u32 = 2;

/// Fetches what changed since the last whole run; false where the server does not list by change after all.
///
/// What was looked at, searched for or decided since then is in the cache already, and so is what a run brought that was
/// killed half-way: that such accounts are as they were says nothing about those behind them. So a page is quiet only if
/// it has somebody who is as they were at the end of the last whole run.
pub(super) async fn refresh(
    instance: &Instance,
    server: &Server,
    last_run: Option<Timestamp>,
    pages: u32,
) -> Result<bool> {
    let mut cursor: Option<String> = None;
    // Order by change is not order by id, so that cursors which lead back are known by having been there.
    let mut been = HashSet::new();
    let mut quiet = 0;
    for _ in 0..pages {
        let asked_at = instance.clock.now();
        let page = match instance.noted(server.page(Which::Changed, cursor.as_deref()).await).await {
            Err(error) if matches!(error.code, ErrorCode::ServerSaysNo { .. } | ErrorCode::NotFound) => {
                instance.note_unreliable(SyncPhase::Changes).await;
                return Ok(false);
            }
            answer => answer?,
        };
        let ids: Vec<AccountId> = page.accounts.iter().map(|fetched| fetched.account.id.clone()).collect();
        let known = match last_run {
            Some(last_run) => instance.cache.any_seen_by(&ids, last_run).await?,
            None => false,
        };
        let kept = keep_page(instance, page.accounts, asked_at, None).await?;
        let news = !known || kept.iter().any(|kept| kept.news);
        quiet = if news { 0 } else { quiet + 1 };
        cursor = page.next.filter(|next| been.insert(next.clone()));
        if cursor.is_none() || quiet == QUIET_PAGES {
            break;
        }
    }
    Ok(true)
}
