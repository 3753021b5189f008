//! Searching a server by a filter, page by page into the cache; it can be stopped at any moment.

use std::sync::Arc;

use super::keep;
use crate::error::{ErrorCode, Problem, Result};
use crate::event::Event;
use crate::filter::{Filter, Fit};
use crate::model::AccountId;
use crate::platform::{Fetched, Known};
use crate::profile::instance::Instance;
use crate::profile::searching::{Brought, Run, Turn};

/// Pages in one run: 1,000 accounts of a Mastodon. Going on is asked for.
const PAGES: u32 = 5;

/// Starts a search in the background, goes on with it, or leaves it alone where it is under way.
pub(crate) fn start(instance: Arc<Instance>, filter: &Filter) {
    let Some(run) = instance.searching.begin(filter, instance.clock.now()) else { return };
    tokio::spawn(async move {
        instance.tell().await;
        let outcome = tokio::select! {
            outcome = pages(&instance, run) => outcome,
            // Whoever took the turn tells of it.
            () = instance.searching.lost(run) => return,
        };
        let problem = outcome.as_ref().err().map(Problem::from);
        if let Some(problem) = &problem {
            tracing::info!(code = problem.error.name(), "a search ended early");
        }
        if instance.searching.end(run, problem) {
            instance.tell().await;
        }
    });
}

async fn pages(instance: &Instance, run: Run) -> Result<()> {
    let server = instance.server()?;
    if run.run == run.number {
        instance.cache.forget_hits().await?;
    }
    for _ in 0..PAGES {
        let Some(Turn { filter, began, cursor }) = instance.searching.turn(run) else { break };
        let roles = instance.cache.roles().await?;
        let asked_at = instance.clock.now();
        let record = instance.record();
        let known = Known::of(&record.software, &record.who, &roles);
        let page = match server.search(&filter, &known, began, cursor.as_deref()).await {
            // Searching for a part of an address is hard work for a large server: that it stumbles or is slow over this
            // says nothing about the rest.
            Err(error) if matches!(error.code, ErrorCode::ServerTrouble { .. } | ErrorCode::TimedOut { .. }) => {
                return Err(error);
            }
            answer => instance.noted(answer).await?,
        };
        let fit =
            |fetched: &Fetched| (fetched.account.id.clone(), filter.check(&fetched.account, &page.not_asked, began));
        let accounts: Vec<(AccountId, Fit)> = page.accounts.iter().map(fit).collect();
        keep(instance, page.accounts, asked_at).await?;
        let fitting = accounts.iter().filter(|(_, fit)| *fit != Fit::No);
        let fitting: Vec<AccountId> = fitting.map(|(account, _)| account.clone()).collect();
        instance.cache.keep_hits(run.number, &fitting).await?;
        let (misfits, not_asked, next) = (page.misfits, page.not_asked, page.next);
        instance.searching.take_in(run, Brought { accounts, misfits, not_asked, next });
        instance.tell().await;
        instance.events.send(Event::Accounts { profile: instance.id.clone() });
    }
    Ok(())
}
