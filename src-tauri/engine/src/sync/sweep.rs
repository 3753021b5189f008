//! The sweep: everybody is read again once in a while, whoever was not seen for the longest time first. It finds what no
//! list of newcomers, of those who wait or of changes tells: what others did, and who is gone.
//!
//! Nobody is gone because a list does not have them: lists lie, and end early. Whoever is missing where they should be is
//! looked at singly, so many at a time, and gone only if the server says so.

use std::collections::HashSet;

use super::keep::keep_page;
use super::look_at_each;
use super::refresh::SINGLE_LOOKS;
use crate::error::{ErrorCode, Result};
use crate::filter::Origin;
use crate::model::{AccountId, Timestamp};
use crate::platform::{self, Page, Restriction, Server, Which};
use crate::profile::instance::Instance;
use crate::profile::{RemoteCache, SyncPhase};
use crate::store::cache::{Progress, Sweep, Unseen};

/// Everybody is read again within a day, those of small instances sooner: not more than a page in five minutes.
const DAY: i64 = 24 * HOUR;
const HOUR: i64 = 60 * 60 * 1000;
const PAGE_TIME: i64 = 5 * 60 * 1000;

/// As many accounts as one page brings, at least.
const PAGE: u32 = 100;

/// Pages in one run, however long the last one is ago.
const MOST_PAGES: i64 = 50;

/// So many of the longest unseen are looked for in a page together.
const BATCH: u32 = 400;

/// How fast the sweep goes.
struct Pace {
    /// Who was seen since then is not read again.
    before: Timestamp,
    /// Pages in this run.
    pages: i64,
}

impl Pace {
    /// A tour through so many accounts, when the sweep last went on then.
    fn of(cached: u32, swept_at: Option<Timestamp>, now: Timestamp) -> Self {
        let all = i64::from(cached.div_ceil(PAGE)).max(1);
        let tour = all.saturating_mul(PAGE_TIME).clamp(HOUR, DAY);
        let since = swept_at.map_or(PAGE_TIME, |at| now.0.saturating_sub(at.0)).clamp(0, HOUR);
        let pages = (all * since + tour - 1) / tour;
        Pace { before: Timestamp(now.0.saturating_sub(tour)), pages: pages.clamp(1, MOST_PAGES) }
    }
}

/// Reads some accounts again, where it is time.
pub(super) async fn go_on(instance: &Instance) -> Result<()> {
    let server = instance.server()?.in_background();
    let now = instance.clock.now();
    let cached = instance.cache.counts().await?.0;
    let pace = Pace::of(cached, instance.syncing.session().swept_at, now);
    let Some(first) = instance.cache.longest_unseen(pace.before, now, 1).await?.into_iter().next() else {
        instance.syncing.session().swept_at = Some(now);
        let under_way = instance.syncing.progress().await.sweep.is_some();
        return if under_way { in_order(instance, &server, &pace).await } else { Ok(()) };
    };
    instance.set_phase(SyncPhase::Sweep).await;
    let kind = instance.record().software.platform;
    if platform::place_of(kind, &first.id).is_some() {
        from_anywhere(instance, &server, &pace).await?;
    } else {
        in_order(instance, &server, &pace).await?;
    }
    instance.syncing.session().swept_at = Some(now);
    Ok(())
}

/// Where lists can be entered anywhere: pages that begin with the longest unseen.
async fn from_anywhere(instance: &Instance, server: &Server, pace: &Pace) -> Result<()> {
    let kind = instance.record().software.platform;
    let mut tried = HashSet::new();
    let mut looks = SINGLE_LOOKS;
    for _ in 0..pace.pages {
        let mut batch = instance.cache.longest_unseen(pace.before, instance.clock.now(), BATCH).await?;
        batch.retain(|one| !tried.contains(&one.id));
        let Some(first) = batch.first() else { break };
        let which = list_of(first, instance.caching().remote);
        let missing = match which.zip(platform::place_of(kind, &first.id)) {
            Some((which, place)) => {
                let asked_at = instance.clock.now();
                match instance.noted(server.page(which, Some(&place)).await).await {
                    Ok(page) => {
                        let missing = missing(&batch, which, &page, instance.caching().remote);
                        keep_page(instance, page.accounts, asked_at, None).await?;
                        missing
                    }
                    // What the list does not tell, the account tells.
                    Err(error) if matches!(error.code, ErrorCode::ServerSaysNo { .. } | ErrorCode::NotFound) => {
                        vec![first.id.clone()]
                    }
                    Err(error) => return Err(error),
                }
            }
            None => vec![first.id.clone()],
        };
        let missing: Vec<AccountId> = missing.into_iter().take(looks).collect();
        looks -= missing.len();
        look_at_each(instance, server, &missing).await?;
        // Whatever came of it, this run has done what it can for them.
        tried.insert(first.id.clone());
        tried.extend(missing);
        if looks == 0 {
            break;
        }
    }
    Ok(())
}

/// The list that has the account, if any has it among few others.
fn list_of(one: &Unseen, remote: RemoteCache) -> Option<Which> {
    if one.local {
        return Some(Which::Local);
    }
    let theirs = [Restriction::Suspended, Restriction::Limited, Restriction::Sensitive];
    match remote {
        RemoteCache::All => Some(Which::Remote),
        RemoteCache::Restricted => {
            let restriction = theirs.into_iter().find(|one_of| one.marks.has(one_of.mark()))?;
            Some(Which::Restricted(restriction, Origin::Remote))
        }
        RemoteCache::None => None,
    }
}

/// Those of the batch who should be on the page and are not. An empty page tells nothing but that the first is not there.
fn missing(batch: &[Unseen], which: Which, page: &Page, remote: RemoteCache) -> Vec<AccountId> {
    let number = |id: &AccountId| id.0.parse::<u128>().ok();
    let there: HashSet<&AccountId> = page.accounts.iter().map(|fetched| &fetched.account.id).collect();
    let top = batch.first().and_then(|first| number(&first.id));
    let lowest = page.accounts.iter().filter_map(|fetched| number(&fetched.account.id)).min().or(top);
    let covered = |one: &&Unseen| number(&one.id).is_some_and(|id| Some(id) <= top && Some(id) >= lowest);
    let missing = batch.iter().filter(covered).filter(|one| list_of(one, remote) == Some(which));
    missing.filter(|one| !there.contains(&one.id)).map(|one| one.id.clone()).collect()
}

/// Where lists can only be read from their beginning: a few more pages from where the last run ended. How far it came is
/// kept with each page.
async fn in_order(instance: &Instance, server: &Server, pace: &Pace) -> Result<()> {
    let which = if instance.caching().remote == RemoteCache::All { Which::All } else { server.everybody() };
    let mut been = HashSet::new();
    for _ in 0..pace.pages {
        let now = instance.clock.now();
        // Nothing is seen before a beginning that lies ahead: the computer's clock was set back.
        let sweep = instance.syncing.progress().await.sweep.filter(|sweep| sweep.began_at <= now);
        let (began_at, cursor) = match sweep {
            None => (now, None),
            Some(Sweep { cursor: None, .. }) => break,
            Some(Sweep { began_at, cursor }) => (began_at, cursor),
        };
        let page = match instance.noted(server.page(which, cursor.as_deref()).await).await {
            // A cursor of an earlier day may mean nothing to a server that was updated since.
            Err(error) if cursor.is_some() && matches!(error.code, ErrorCode::ServerSaysNo { .. }) => {
                return set_sweep(instance, None).await;
            }
            answer => answer?,
        };
        let next = page.next.filter(|next| been.insert(next.clone()));
        let change = move |progress: &mut Progress| progress.sweep = Some(Sweep { began_at, cursor: next });
        keep_page(instance, page.accounts, now, Some(Box::new(change))).await?;
    }
    match instance.syncing.progress().await.sweep {
        Some(Sweep { began_at, cursor: None }) => look_at_unseen(instance, server, began_at).await,
        Some(_) | None => Ok(()),
    }
}

/// At the end of the list: looks at those of the cache who were not in it. Those for whom there is no time are looked at in
/// the next run; after the last one the sweep begins anew, when it is time.
async fn look_at_unseen(instance: &Instance, server: &Server, began_at: Timestamp) -> Result<()> {
    let unseen = instance.cache.unseen_since(began_at, instance.clock.now(), SINGLE_LOOKS + 1).await?;
    let now = unseen.get(..SINGLE_LOOKS).unwrap_or(&unseen);
    let read = look_at_each(instance, server, now).await?;
    // Where the server stumbles over every one of them, waiting for them would end the sweeping for good.
    if unseen.len() == now.len() || read == 0 { set_sweep(instance, None).await } else { Ok(()) }
}

async fn set_sweep(instance: &Instance, sweep: Option<Sweep>) -> Result<()> {
    let change = |progress: &mut Progress| progress.sweep = sweep;
    instance.syncing.advance(&instance.cache, &[], instance.clock.now(), change).await
}
