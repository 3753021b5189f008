//! Refreshing the cache from the server, page by page, with progress; it can be stopped at any moment.
//!
//! What matters first comes first: those who wait, then all accounts newest first. A run takes a bounded number of pages;
//! going on with older accounts is asked for. Where the server lists by change, a cache that was filled once takes the
//! `changes` instead of the newest, and the `sweep` a bit of everybody. `keep` lays what is said over what is known, `retry`
//! notices when an instance answers again.

mod changes;
mod keep;
mod reports;
pub(crate) mod retry;
pub(crate) mod search;
mod sweep;

pub(crate) use keep::forget_remembered;
pub(crate) use reports::{
    load as load_reports, look_at_report, noted as noted_aside, refresh_about as refresh_reports_about,
    which as which_reports,
};

use std::collections::HashSet;
use std::sync::Arc;

use crate::error::{ErrorCode, Problem, Result};
use crate::event::Event;
use crate::model::{Account, AccountId, Mark};
use crate::platform::{self, Which};
use crate::profile::SyncPhase;
use crate::profile::instance::Instance;
use crate::store::cache::Progress;
use keep::{keep, keep_page};

/// Pages of all accounts in one run: 2,000 accounts of a Mastodon, 1,000 of a GitLab.
const PAGES: u32 = 10;

/// Pages of those who wait in one run. Where it was not enough, the profile says that more may wait.
const PENDING_PAGES: u32 = 100;

/// How many accounts that a list no longer has are looked at singly in one run.
const SINGLE_LOOKS: usize = 50;

/// What a run fetches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Run {
    /// Those who wait, then what changed, or the newest.
    Refresh,
    /// Older accounts than the cache has.
    Older,
}

/// Starts a run in the background, unless one is under way.
pub(crate) fn start(instance: Arc<Instance>, run: Run) {
    let first = match run {
        Run::Refresh => SyncPhase::Pending,
        Run::Older => SyncPhase::Accounts,
    };
    if !instance.begin_sync(first) {
        return;
    }
    let mut stop = instance.stop.subscribe();
    tokio::spawn(async move {
        let outcome = tokio::select! {
            outcome = whole_run(&instance, run) => outcome,
            _ = stop.changed() => Err(ErrorCode::Stopped.into()),
        };
        // A run that fails half-way has already told of the pages that it stored.
        let problem = outcome.as_ref().err().map(Problem::from);
        if let Some(problem) = &problem {
            tracing::info!(code = problem.error.name(), "a refresh ended early");
        }
        let progress = instance.cache.progress().await.unwrap_or_default();
        instance
            .set_sync(|sync| {
                sync.running = false;
                sync.problem = problem;
                sync.finished_at = progress.finished_at;
                sync.more_on_server = !progress.reached_end;
            })
            .await;
        instance.events.send(Event::Accounts { profile: instance.id.clone() });
    });
}

async fn whole_run(instance: &Instance, run: Run) -> Result<()> {
    let server = instance.server()?;
    instance.tell().await;
    let mut progress = instance.cache.progress().await?;
    let filled = progress.reached_end || progress.older_cursor.is_some();
    let by_change = run == Run::Refresh && filled && platform::lists_by_change(instance.record().software.platform);
    let mut without_reports = None;
    if run == Run::Refresh {
        // Who one is may have changed since: rights are told by the server, never assumed.
        let who = instance.noted(server.who().await).await?;
        instance.learn(instance.software_now().await, who).await?;
        crate::decision::recover(instance).await;
        if by_change {
            // Before those who wait, whose list brings changes too: what it brought would look unchanged here.
            instance.set_sync(|sync| sync.phase = SyncPhase::Changes).await;
            changes::refresh(instance, progress.finished_at).await?;
            instance.set_sync(|sync| sync.phase = SyncPhase::Pending).await;
        }
        refresh_pending(instance).await?;
        without_reports = reports::refresh(instance).await?;
    }
    if by_change {
        instance.set_sync(|sync| sync.phase = SyncPhase::Sweep).await;
        sweep::go_on(instance, &mut progress).await?;
    } else {
        fill(instance, run, &mut progress).await?;
    }
    if run == Run::Refresh {
        progress.finished_at = Some(instance.clock.now());
    }
    instance.cache.keep_progress(&progress).await?;
    // Everything else is there; that the reports are not is told.
    without_reports.map_or(Ok(()), Err)
}

/// Fetches all accounts newest first, from the top or from where the last run ended.
async fn fill(instance: &Instance, run: Run, progress: &mut Progress) -> Result<()> {
    let begin = match run {
        Run::Refresh => {
            instance.set_sync(|sync| sync.phase = SyncPhase::Accounts).await;
            None
        }
        Run::Older => progress.older_cursor.clone(),
    };
    let end = fetch_pages(instance, begin, PAGES).await?;
    // A refresh of the newest does not forget how far an earlier run went back.
    if run == Run::Older || (progress.older_cursor.is_none() && !progress.reached_end) {
        progress.reached_end = end.is_none();
        progress.older_cursor = end;
    }
    Ok(())
}

/// Fetches those who wait, and looks at those who waited before and are not in the answer: somebody else decided, or they left.
async fn refresh_pending(instance: &Instance) -> Result<()> {
    let server = instance.server()?;
    let mut seen = HashSet::new();
    let mut cursor = None;
    let mut complete = false;
    for _ in 0..PENDING_PAGES {
        let asked_at = instance.clock.now();
        let page = instance.noted(server.page(Which::Pending, cursor.as_deref()).await).await?;
        // A GitLab lists others along with those who wait: it has no filter for them (gitlab.md §3.3).
        let waiting = page.accounts.iter().filter(|fetched| fetched.account.marks.has(Mark::Pending));
        seen.extend(waiting.map(|fetched| fetched.account.id.clone()));
        keep_page(instance, page.accounts, asked_at).await?;
        cursor = page.next;
        if cursor.is_none() {
            complete = true;
            break;
        }
    }
    instance.set_sync(|sync| sync.pending_complete = complete).await;
    if !complete {
        return Ok(());
    }
    let waited = instance.cache.pending_ids().await?;
    look_at_each(instance, waited.iter().filter(|id| !seen.contains(id)).take(SINGLE_LOOKS)).await?;
    Ok(())
}

/// Looks at accounts singly; how many of them the server could show, or say that they are gone.
async fn look_at_each(instance: &Instance, accounts: impl Iterator<Item = &AccountId>) -> Result<usize> {
    let mut read = 0;
    for account in accounts {
        match look(instance, account).await {
            // One account that the server cannot show is no reason to keep the rest from the desk.
            Err(error) if matches!(error.code, ErrorCode::ServerTrouble { .. } | ErrorCode::Unreadable) => {}
            other => {
                other?;
                read += 1;
            }
        }
    }
    Ok(read)
}

/// Fetches pages of all accounts from the cursor on; answers where the next one begins.
async fn fetch_pages(instance: &Instance, mut cursor: Option<String>, pages: u32) -> Result<Option<String>> {
    let server = instance.server()?;
    for _ in 0..pages {
        let asked_at = instance.clock.now();
        let page = instance.noted(server.page(Which::All, cursor.as_deref()).await).await?;
        keep_page(instance, page.accounts, asked_at).await?;
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    Ok(cursor)
}

/// Reads one account from the server and keeps what it says; none when the server no longer has it. The answer is the
/// account as it was kept, over what lists told before: revision and offers come from the same data as what is on screen.
///
/// # Errors
/// `Unreadable` also for a server that answers with another account than was asked for.
pub(crate) async fn look(instance: &Instance, account: &AccountId) -> Result<Option<Account>> {
    let server = instance.server()?;
    let asked_at = instance.clock.now();
    let found = instance.noted_single(server.account(account).await).await?;
    let kept = match found {
        Some(fetched) if fetched.account.id != *account => return Err(ErrorCode::Unreadable.into()),
        Some(fetched) => keep(instance, vec![fetched], asked_at).await?.pop().map(|kept| kept.account),
        None => {
            instance.cache.mark_gone(account, asked_at).await?;
            None
        }
    };
    instance.events.send(Event::Accounts { profile: instance.id.clone() });
    Ok(kept)
}
