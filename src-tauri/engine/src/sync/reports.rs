//! Fetching reports: the open ones with every refresh, others when they are asked for.
//!
//! The accounts in a report are whole (mastodon.md §4.2), so they are kept as accounts, and can be opened without a network.

use std::collections::HashSet;

use super::keep;
use crate::error::{Error, ErrorCode, Result};
use crate::event::Event;
use crate::model::{AccountId, ReportId, Timestamp};
use crate::platform::{self, FetchedReport, Server, WhichReports};
use crate::profile::instance::Instance;
use crate::profile::{Ability, Allowance, SyncPhase};
use crate::report::{ReportFilter, ReportState};
use crate::store::cache::ReportFetched;

/// Pages of open reports in one refresh: 2,000 reports.
const PAGES: u32 = 20;

/// Pages that are fetched when somebody asks for more: 500 reports.
const ASKED_PAGES: u32 = 5;

/// How many reports that are no longer open are looked at singly at once.
const SINGLE_LOOKS: usize = 50;

/// Fetches every open report, and looks at those that were open before and are not in the answer: somebody resolved them.
/// Whom the server shows none, or where it stumbles over them, the rest of the refresh goes on.
/// What kept them from being fetched is told at the end of it.
pub(super) async fn refresh(instance: &Instance, server: &Server) -> Result<Option<Error>> {
    if !may_see(instance) {
        return Ok(None);
    }
    instance.set_phase(SyncPhase::Reports).await;
    let all_open = WhichReports { state: ReportState::Open, target: None, reporter: None };
    match fetch(instance, server, all_open, None, PAGES).await {
        Err(error) if is_about_reports(&error) => {
            tracing::info!(code = error.code.name(), "reports could not be fetched");
            // That there are none for us is said where they would be.
            Ok(Some(error).filter(|error| !error.is_about_rights() && error.code != ErrorCode::NotFound))
        }
        other => other.map(|()| None),
    }
}

/// Fetches reports by the server's own filters: the newest, and asked again with the same ones, older ones.
///
/// # Errors
/// Whatever keeps them from being read.
pub(crate) async fn load(instance: &Instance, filter: &ReportFilter) -> Result<()> {
    let which = which(filter);
    let begin = instance.reports_loaded().cursor(&which);
    fetch(instance, &instance.server()?, which, begin, ASKED_PAGES).await
}

/// Fetches the open reports about an account that has some in the cache: they may be closed now. What cannot be learned
/// now is learned with the next refresh.
pub(crate) async fn refresh_about(instance: &Instance, account: &AccountId) {
    let outcome = async {
        if may_see(instance) && !instance.cache.open_reports(Some(account), None).await?.is_empty() {
            let about = WhichReports { state: ReportState::Open, target: Some(account.clone()), reporter: None };
            fetch(instance, &instance.server()?, about, None, 1).await?;
        }
        Ok::<_, Error>(())
    };
    if let Err(error) = outcome.await {
        tracing::info!(code = error.code.name(), "reports about an account could not be fetched anew");
    }
}

/// What of the filter the server can be asked for.
pub(crate) fn which(filter: &ReportFilter) -> WhichReports {
    WhichReports { state: filter.state, target: filter.target.clone(), reporter: filter.reporter.clone() }
}

/// Whether there are reports for us, as far as is known.
fn may_see(instance: &Instance) -> bool {
    let record = instance.record();
    let allowed = matches!(record.who.allowance(Ability::SeeReports), Allowance::Yes | Allowance::Unknown);
    allowed && platform::has_reports(record.software.platform)
}

async fn fetch(
    instance: &Instance,
    server: &Server,
    which: WhichReports,
    begin: Option<String>,
    pages: u32,
) -> Result<()> {
    let from_the_top = begin.is_none();
    let mut cursor = begin;
    let mut seen = HashSet::new();
    for _ in 0..pages {
        let asked_at = instance.clock.now();
        let page = noted(instance, server.reports(&which, cursor.as_deref()).await).await?;
        seen.extend(page.reports.iter().map(|fetched| fetched.report.id.clone()));
        keep_reports(instance, page.reports, asked_at).await?;
        cursor = page.next;
        // Kept page by page: who stops half-way goes on from there.
        instance.reports_loaded().keep(which.clone(), cursor.clone());
        instance.tell().await;
        if cursor.is_none() {
            break;
        }
    }
    // Only a listing from the top to the end tells by what is missing in it.
    if from_the_top && cursor.is_none() && which.state == ReportState::Open {
        look_at_missing(instance, server, &which, &seen).await?;
    }
    Ok(())
}

/// Looks at those that the cache has as open and the server no longer lists.
async fn look_at_missing(
    instance: &Instance,
    server: &Server,
    which: &WhichReports,
    seen: &HashSet<ReportId>,
) -> Result<()> {
    let open = instance.cache.open_reports(which.target.as_ref(), which.reporter.as_ref()).await?;
    for report in open.iter().filter(|id| !seen.contains(id)).take(SINGLE_LOOKS) {
        match look_by(instance, server, report).await {
            // One report that the server cannot show is no reason to keep the rest from the desk.
            Err(error) if is_about_reports(&error) => {}
            other => drop(other?),
        }
    }
    Ok(())
}

/// Reads one report from the server and keeps what it says, with its accounts; none when the server no longer has it.
///
/// # Errors
/// `Unreadable` also for a server that answers with another report than was asked for.
pub(crate) async fn look_at_report(instance: &Instance, report: &ReportId) -> Result<Option<FetchedReport>> {
    look_by(instance, &instance.server()?, report).await
}

async fn look_by(instance: &Instance, server: &Server, report: &ReportId) -> Result<Option<FetchedReport>> {
    let asked_at = instance.clock.now();
    let found = noted(instance, server.report(report).await).await?;
    match &found {
        Some(fetched) if fetched.report.id != *report => return Err(ErrorCode::Unreadable.into()),
        Some(fetched) => keep_reports(instance, vec![fetched.clone()], asked_at).await?,
        None => {
            instance.cache.mark_report_gone(report, asked_at).await?;
            instance.events.send(Event::Reports { profile: instance.id.clone() });
        }
    }
    instance.tell().await;
    Ok(found)
}

/// Stores reports and the accounts in them, and tells of both. They count as seen when they were asked for, as accounts do.
async fn keep_reports(instance: &Instance, reports: Vec<FetchedReport>, asked_at: Timestamp) -> Result<()> {
    let mut known = HashSet::new();
    // The same few moderators stand in every report.
    let mut accounts: Vec<_> = reports.iter().flat_map(FetchedReport::accounts).collect();
    accounts.retain(|fetched| known.insert(fetched.account.id.clone()));
    keep(instance, accounts, asked_at).await?;
    let stored = |fetched: FetchedReport| ReportFetched { raw: fetched.raw.to_string(), report: fetched.report };
    instance.cache.store_reports(&reports.into_iter().map(stored).collect::<Vec<_>>(), asked_at).await?;
    instance.events.send(Event::Accounts { profile: instance.id.clone() });
    instance.events.send(Event::Reports { profile: instance.id.clone() });
    Ok(())
}

/// Notes whether the server answered. That it shows us no reports or no posts, or stumbles over them, says nothing about
/// the rest.
pub(crate) async fn noted<T>(instance: &Instance, answer: Result<T>) -> Result<T> {
    match answer {
        Err(error) if is_about_reports(&error) => Err(error),
        other => instance.noted(other).await,
    }
}

/// Whether the error may be one of the reports alone. Where it is not, the next request tells.
const fn is_about_reports(error: &Error) -> bool {
    matches!(
        error.code,
        ErrorCode::ScopeMissing { .. }
            | ErrorCode::RoleMissing { .. }
            | ErrorCode::NotFound
            | ErrorCode::ServerSaysNo { .. }
            | ErrorCode::ServerTrouble { .. }
            | ErrorCode::Unreadable
            | ErrorCode::TooLarge { .. }
    )
}
