//! Refreshing the cache from the server, page by page, with progress; it can be stopped at any moment.
//!
//! What matters first comes first: those who wait, then all accounts newest first. A run takes a bounded number of pages;
//! going on with older accounts is asked for. `retry` notices when an instance answers again.

mod reports;
pub(crate) mod retry;
pub(crate) mod search;

pub(crate) use reports::{
    load as load_reports, look_at_report, noted as noted_aside, refresh_about as refresh_reports_about,
    which as which_reports,
};

use std::collections::HashSet;
use std::sync::Arc;

use crate::error::{ErrorCode, Problem, Result};
use crate::event::Event;
use crate::model::{AccountId, Timestamp};
use crate::platform::{self, BaseUrl, Which};
use crate::profile::instance::Instance;
use crate::profile::{Platform, SyncPhase};
use crate::store::cache::{Fetched, Progress};

/// Pages of all accounts in one run: 2,000 accounts of a Mastodon, 1,000 of a GitLab.
const PAGES: u32 = 10;

/// Pages of those who wait in one run. Where it was not enough, the profile says that more may wait.
const PENDING_PAGES: u32 = 100;

/// How many accounts that no longer wait are looked at singly in one run.
const SINGLE_LOOKS: usize = 50;

/// What a run fetches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Run {
    /// Those who wait, then the newest.
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
    let mut without_reports = None;
    if run == Run::Refresh {
        // Who one is may have changed since: rights are told by the server, never assumed.
        let who = instance.noted(server.who().await).await?;
        instance.learn(instance.software_now().await, who).await?;
        crate::decision::recover(instance).await;
        refresh_pending(instance).await?;
        without_reports = reports::refresh(instance).await?;
        instance.set_sync(|sync| sync.phase = SyncPhase::Accounts).await;
    }
    let begin = match run {
        Run::Refresh => None,
        Run::Older => progress.older_cursor.clone(),
    };
    let end = fetch_pages(instance, begin, PAGES).await?;
    // A refresh of the newest does not forget how far an earlier run went back.
    if run == Run::Older || (progress.older_cursor.is_none() && !progress.reached_end) {
        progress = Progress { reached_end: end.is_none(), older_cursor: end, ..progress };
    }
    if run == Run::Refresh {
        progress.finished_at = Some(instance.clock.now());
    }
    instance.cache.keep_progress(&progress).await?;
    // Everything else is there; that the reports are not is told.
    without_reports.map_or(Ok(()), Err)
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
        seen.extend(page.accounts.iter().map(|fetched| fetched.account.id.clone()));
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
    for account in waited.iter().filter(|id| !seen.contains(id)).take(SINGLE_LOOKS) {
        match look(instance, account).await {
            // One account that the server cannot show is no reason to keep the rest from the desk.
            Err(error) if matches!(error.code, ErrorCode::ServerTrouble { .. } | ErrorCode::Unreadable) => {}
            other => drop(other?),
        }
    }
    Ok(())
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

/// Stores a page and tells of it.
async fn keep_page(instance: &Instance, page: Vec<platform::Fetched>, asked_at: Timestamp) -> Result<()> {
    let count = u32::try_from(page.len()).unwrap_or(u32::MAX);
    keep(instance, page, asked_at).await?;
    instance
        .set_sync(|sync| {
            sync.pages += 1;
            sync.fetched = sync.fetched.saturating_add(count);
        })
        .await;
    instance.events.send(Event::Accounts { profile: instance.id.clone() });
    Ok(())
}

/// Stores what the server said, over what it said before where a list tells less than the account itself.
///
/// It counts as seen when it was asked for: a page that was slow must not undo what was learned meanwhile.
async fn keep(instance: &Instance, fetched: Vec<platform::Fetched>, asked_at: Timestamp) -> Result<()> {
    let record = instance.record();
    let base = instance.base()?;
    let kind = record.software.platform;
    let ids: Vec<AccountId> = fetched.iter().map(|fetched| fetched.account.id.clone()).collect();
    let mut known = instance.cache.raw_of(&ids).await?;
    // Large profiles take their time to be read again: away from the threads that serve requests.
    let merging = move || -> Vec<Fetched> {
        let merged = fetched.into_iter().map(|fetched| {
            let old = known.get(&fetched.account.id).and_then(|raw| serde_json::from_str(raw).ok());
            let row = merge(kind, &base, old.unwrap_or_default(), fetched);
            // A page may have an account twice.
            known.insert(row.account.id.clone(), row.raw.clone());
            row
        });
        merged.collect()
    };
    let rows = tokio::task::spawn_blocking(merging).await;
    let rows = rows.map_err(|fault| crate::error::Error::caused(ErrorCode::Internal, fault))?;
    instance.cache.store(&rows, asked_at).await
}

/// What is said now over what was said before; nothing was, where that is null.
fn merge(kind: Platform, base: &BaseUrl, old: serde_json::Value, fetched: platform::Fetched) -> Fetched {
    let platform::Fetched { account, raw } = fetched;
    let merged = platform::merge_raw(kind, old, raw.clone());
    if merged == raw {
        return Fetched { account, raw: raw.to_string() };
    }
    match platform::account_from_raw(kind, base, &merged) {
        Ok(account) => Fetched { account, raw: merged.to_string() },
        // What was kept no longer goes with what is said now.
        Err(_) => Fetched { account, raw: raw.to_string() },
    }
}

/// Forgets what a profile said before its suspension: its data is to be erased.
pub(crate) async fn forget_remembered(instance: &Instance, account: &AccountId) -> Result<()> {
    let Some(kept) = instance.cache.get(account).await? else { return Ok(()) };
    let Ok(mut raw) = serde_json::from_str(&kept.raw) else { return Ok(()) };
    let kind = instance.record().software.platform;
    if !platform::forget_remembered(kind, &mut raw) {
        return Ok(());
    }
    let account = platform::account_from_raw(kind, &instance.base()?, &raw)?;
    instance.cache.store(&[Fetched { account, raw: raw.to_string() }], kept.seen_at).await
}

/// Reads one account from the server and keeps what it says; none when the server no longer has it.
///
/// # Errors
/// `Unreadable` also for a server that answers with another account than was asked for.
pub(crate) async fn look(instance: &Instance, account: &AccountId) -> Result<Option<platform::Fetched>> {
    let server = instance.server()?;
    let asked_at = instance.clock.now();
    let found = instance.noted_single(server.account(account).await).await?;
    match &found {
        Some(fetched) if fetched.account.id != *account => return Err(ErrorCode::Unreadable.into()),
        Some(fetched) => keep(instance, vec![fetched.clone()], asked_at).await?,
        None => instance.cache.mark_gone(account, asked_at).await?,
    }
    instance.events.send(Event::Accounts { profile: instance.id.clone() });
    Ok(found)
}
