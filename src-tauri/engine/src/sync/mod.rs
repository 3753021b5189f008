//! Filling and refreshing the cache from the server, page by page, with progress; it can be stopped at any moment.
//!
//! A run begins with a `refresh`: who is new, who waits, what is reported, or what changed where the server lists by change.
//! Then the first `fill` goes on, list after list in the order of `steps`, and once everybody is there, the `sweep` reads a
//! bit of everybody again. `keep` lays what is said over what is known, `retention` forgets what is kept no longer, `timer`
//! begins runs by itself, `retry` notices when an instance answers again.

mod changes;
mod fill;
mod keep;
mod refresh;
mod reports;
pub(crate) mod retention;
pub(crate) mod retry;
pub(crate) mod search;
mod steps;
mod sweep;
pub(crate) mod timer;

pub(crate) use keep::forget_remembered;
pub(crate) use reports::{
    load as load_reports, look_at_report, noted as noted_aside, refresh_about as refresh_reports_about,
    which as which_reports,
};

use std::sync::Arc;

use crate::error::{Error, ErrorCode, Result};
use crate::event::Event;
use crate::model::{Account, AccountId};
use crate::platform::{self, Server};
use crate::profile::instance::Instance;
use keep::keep;

/// Who wants a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hand {
    /// Somebody sits there and waits for it.
    Person,
    /// Nobody: it goes behind everything else.
    Timer,
}

impl Hand {
    /// The server for what is wanted.
    fn server(self, instance: &Instance) -> Result<Server> {
        let server = instance.server()?;
        Ok(match self {
            Hand::Person => server,
            Hand::Timer => server.in_background(),
        })
    }
}

/// Starts a run in the background. If one is under way, it is asked to refresh at once.
pub(crate) fn start(instance: Arc<Instance>, hand: Hand) {
    if !instance.begin_sync() {
        if hand == Hand::Person {
            instance.syncing.wanted.send_replace(true);
        }
        return;
    }
    let mut stop = instance.stop.subscribe();
    tokio::spawn(async move {
        let outcome = tokio::select! {
            outcome = whole_run(&instance, hand) => outcome,
            _ = stop.changed() => Err(ErrorCode::Stopped.into()),
        };
        // A run that fails half-way has already told of the pages that it stored.
        if let Err(error) = &outcome {
            tracing::info!(code = error.code.name(), "a refresh ended early");
        }
        let well = outcome.is_ok();
        instance.end_sync(outcome.err()).await;
        instance.events.send(Event::Accounts { profile: instance.id.clone() });
        // Somebody asked when the refresh was over, and the run not yet.
        if instance.syncing.wanted.send_replace(false) && well {
            start(instance, Hand::Person);
        }
    });
}

async fn whole_run(instance: &Instance, hand: Hand) -> Result<()> {
    instance.tell().await;
    let without_reports = refresh::once(instance, hand).await?;
    let progress = instance.syncing.progress().await;
    if progress.reached_end {
        kept_fresh(instance, sweep::go_on(instance)).await?;
    } else {
        kept_fresh(instance, fill::go_on(instance)).await?;
        if platform::lists_by_change(instance.record().software.platform) {
            // What changed while it was filled.
            let server = instance.server()?.in_background();
            changes::refresh(instance, &server, progress.finished_at, changes::PAGES).await?;
            // Whoever waits was among them, whatever the list of those who wait is worth.
            instance.set_sync(|sync| sync.pending_complete = true).await;
        }
        refresh::finished(instance).await?;
    }
    retention::tidy(instance).await?;
    // Everything else is there; that the reports are not is told.
    without_reports.map_or(Ok(()), Err)
}

/// Does what may take hours or days, and refreshes all the same when it is time or somebody asks for it.
async fn kept_fresh(instance: &Instance, work: impl Future<Output = Result<()>>) -> Result<()> {
    let refreshing = tokio::sync::Mutex::new(());
    let work = async {
        work.await?;
        // What somebody asked for is not cut off.
        drop(refreshing.lock().await);
        Ok(())
    };
    tokio::select! {
        outcome = work => outcome,
        error = refresh_at_times(instance, &refreshing) => Err(error),
    }
}

/// Refreshes until something goes wrong.
async fn refresh_at_times(instance: &Instance, refreshing: &tokio::sync::Mutex<()>) -> Error {
    let mut attention = instance.syncing.attention.clone();
    let mut wanted = instance.syncing.wanted.subscribe();
    loop {
        let begun = instance.clock.now();
        let hand = loop {
            let interval = attention.borrow_and_update().interval(&instance.id);
            let passed = u64::try_from(instance.clock.now().0.saturating_sub(begun.0)).unwrap_or_default();
            let left = interval.saturating_sub(std::time::Duration::from_millis(passed));
            tokio::select! {
                () = instance.clock.sleep(left) => break Hand::Timer,
                () = async { drop(wanted.wait_for(|wanted| *wanted).await) } => break Hand::Person,
                // Nobody says any more what is looked at: the engine is about to go.
                changed = attention.changed() => if changed.is_err() { std::future::pending::<()>().await },
            }
        };
        let _not_to_be_cut_off = refreshing.lock().await;
        match refresh::once(instance, hand).await {
            // The other work waits for the server by itself.
            Err(Error { code: ErrorCode::RateLimited { .. }, .. }) | Ok(_) => {}
            Err(error) => return error,
        }
    }
}

/// Looks at accounts singly; how many of them the server could show, or say that they are gone.
async fn look_at_each(instance: &Instance, server: &Server, accounts: &[AccountId]) -> Result<usize> {
    let mut read = 0;
    for account in accounts {
        match look_by(instance, server, account).await {
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

/// Reads one account from the server and keeps what it says; none when the server no longer has it. The answer is the
/// account as it was kept, over what lists told before: revision and offers come from the same data as what is on screen.
///
/// # Errors
/// `Unreadable` also for a server that answers with another account than was asked for.
pub(crate) async fn look(instance: &Instance, account: &AccountId) -> Result<Option<Account>> {
    look_by(instance, &instance.server()?, account).await
}

/// The same by this way to the server.
pub(crate) async fn look_by(instance: &Instance, server: &Server, account: &AccountId) -> Result<Option<Account>> {
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
