//! A refresh: who is new, who waits, what is reported. Three requests for an idle Mastodon; for an idle GitLab two, and a
//! third where everybody who is not active fits on one page.

use std::collections::HashSet;

use super::keep::keep_page;
use super::{Hand, changes, look_at_each, reports};
use crate::error::{Error, ErrorCode, Result};
use crate::model::{AccountId, Mark, Timestamp};
use crate::platform::{self, Server, Which};
use crate::profile::instance::Instance;
use crate::profile::{Connection, RemoteCache, SyncPhase};
use crate::store::cache::Progress;

/// So long it is believed who one is and what one may do, in milliseconds; a refusal ends it sooner.
const RIGHTS: i64 = 60 * 60 * 1000;

/// So long a list of those who wait is believed whose changes are told elsewhere, in milliseconds.
const WAITING: i64 = 60 * 60 * 1000;

/// Pages of those who wait in one refresh. Where it was not enough, the profile says that more may wait.
const PENDING_PAGES: u32 = 100;

/// Pages of newcomers in one refresh: 200,000 accounts. What is left is fetched in the next.
const NEW_PAGES: u32 = 1000;

/// Pages of changes while the first fill goes on, which brings everybody anyway.
const FEW_CHANGES: u32 = 2;

/// How many accounts that a list no longer has are looked at singly at once.
pub(super) const SINGLE_LOOKS: usize = 50;

/// Fetches what changes most. What kept the reports from being fetched is told; everything else is there.
pub(super) async fn once(instance: &Instance, hand: Hand) -> Result<Option<Error>> {
    let server = hand.server(instance)?;
    instance.syncing.wanted.send_replace(false);
    rights(instance, &server).await?;
    crate::decision::recover(instance).await;
    let progress = instance.syncing.progress().await;
    let begun = progress.reached_end || progress.fill.is_some();
    let mut by_change = begun && platform::lists_by_change(instance.record().software.platform);
    if by_change {
        // Before those who wait, whose list brings changes too: what it brought would look unchanged here.
        instance.set_phase(SyncPhase::Changes).await;
        let pages = if progress.reached_end { changes::PAGES } else { FEW_CHANGES };
        by_change = changes::refresh(instance, &server, progress.finished_at, pages).await?;
    } else if let Some(newest) = progress.newest.clone() {
        newcomers(instance, &server, newest).await?;
    }
    pending(instance, &server, by_change && progress.reached_end).await?;
    let without_reports = reports::refresh(instance, &server).await?;
    finished(instance).await?;
    Ok(without_reports)
}

/// Keeps that everything is known as of now.
pub(super) async fn finished(instance: &Instance) -> Result<()> {
    let now = instance.clock.now();
    let ended = |progress: &mut Progress| progress.finished_at = Some(now);
    instance.syncing.advance(&instance.cache, &[], now, ended).await?;
    instance.set_sync(|sync| sync.finished_at = Some(now)).await;
    Ok(())
}

/// Whether something that was done then is due again. A clock that was set back makes it due as well.
pub(super) fn is_due(done_at: Option<Timestamp>, every: i64, now: Timestamp) -> bool {
    done_at.is_none_or(|at| at > now || now.0.saturating_sub(at.0) >= every)
}

/// Who one is may have changed: rights are told by the server, never assumed.
async fn rights(instance: &Instance, server: &Server) -> Result<()> {
    let now = instance.clock.now();
    let asked_at = instance.syncing.session().rights_at;
    if !is_due(asked_at, RIGHTS, now) && !matches!(instance.connection(), Connection::Refused { .. }) {
        return Ok(());
    }
    let introduced = instance.noted(server.introduced().await).await?;
    instance.learn_all(instance.software_now().await, introduced).await?;
    instance.syncing.session().rights_at = Some(now);
    Ok(())
}

/// Fetches whoever came since the newest that is known, upwards page by page.
async fn newcomers(instance: &Instance, server: &Server, mut newest: String) -> Result<()> {
    instance.set_phase(SyncPhase::Accounts).await;
    let all = instance.caching().remote == RemoteCache::All;
    let which = if all { Which::All } else { Which::Local };
    let kind = instance.record().software.platform;
    for _ in 0..NEW_PAGES {
        let asked_at = instance.clock.now();
        let page = match instance.noted(server.newer(which, &newest).await).await {
            Err(error) if matches!(error.code, ErrorCode::ServerSaysNo { .. } | ErrorCode::NotFound) => {
                instance.note_unreliable(SyncPhase::Accounts).await;
                return Ok(());
            }
            answer => answer?,
        };
        let ignored = page.is_unfiltered();
        let reached = platform::newest(kind, &page.accounts).filter(|_| !ignored);
        let change = move |progress: &mut Progress| {
            progress.newest = reached.or_else(|| progress.newest.take());
        };
        keep_page(instance, page.accounts, asked_at, Some(Box::new(change))).await?;
        if ignored {
            instance.note_unreliable(SyncPhase::Accounts).await;
            return Ok(());
        }
        match page.next {
            Some(next) => newest = next,
            None => return Ok(()),
        }
    }
    Ok(())
}

/// Fetches those who wait, and looks at those who waited before and are not in the answer: somebody else decided, or they
/// left. Where `told` elsewhere who changes, a long list is fetched once in a while only.
async fn pending(instance: &Instance, server: &Server, told: bool) -> Result<()> {
    let now = instance.clock.now();
    let last = instance.syncing.session().waiting_at;
    if told && last.is_some_and(|(at, pages)| pages > 1 && !is_due(Some(at), WAITING, now)) {
        return Ok(());
    }
    instance.set_phase(SyncPhase::Pending).await;
    let mut seen = HashSet::new();
    let mut been = HashSet::new();
    let mut cursor: Option<String> = None;
    let mut listed = Listed::InPart;
    for pages in 1..=PENDING_PAGES {
        let asked_at = instance.clock.now();
        let page = instance.noted(server.page(Which::Pending, cursor.as_deref()).await).await?;
        // A GitLab lists others along with those who wait: it has no filter for them (gitlab.md §3.3).
        let waiting = page.accounts.iter().filter(|fetched| fetched.account.marks.has(Mark::Pending));
        seen.extend(waiting.map(|fetched| fetched.account.id.clone()));
        let (odd, next) = (page.is_unfiltered() || page.broken_off, page.next);
        keep_page(instance, page.accounts, asked_at, None).await?;
        if odd {
            instance.note_unreliable(SyncPhase::Pending).await;
            listed = Listed::Useless;
            instance.syncing.session().waiting_at = Some((now, u32::MAX));
            break;
        }
        cursor = next.filter(|next| been.insert(next.clone()));
        if cursor.is_none() {
            listed = Listed::Whole;
            instance.syncing.session().waiting_at = Some((now, pages));
            break;
        }
    }
    let complete = listed == Listed::Whole || (listed == Listed::Useless && told);
    instance.set_sync(|sync| sync.pending_complete = complete).await;
    if listed == Listed::Whole {
        let waited = instance.cache.pending_ids().await?;
        let missing: Vec<AccountId> = waited.into_iter().filter(|id| !seen.contains(id)).take(SINGLE_LOOKS).collect();
        look_at_each(instance, server, &missing).await?;
    }
    Ok(())
}

/// How much a list of those who wait tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listed {
    /// It came to its end.
    Whole,
    /// It is too long.
    InPart,
    /// It is none of those who wait, or leads in circles: whoever waits is found among all.
    Useless,
}
