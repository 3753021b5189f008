//! Commands about reports.

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::decision::DecisionView;
use bailiwick_engine::model::ReportId;
use bailiwick_engine::profile::ProfileId;
use bailiwick_engine::report::{ReportDetail, ReportFilter, ReportPage, ReportQuery};
use tauri::State;

use crate::desk::Desk;
use crate::error::Answer;

/// A page of reports, from the cache.
#[tauri::command]
#[specta::specta]
pub async fn list_reports(desk: State<'_, Desk>, profile: ProfileId, query: ReportQuery) -> Answer<ReportPage> {
    Ok(desk.engine().await?.list_reports(&profile, query).await?)
}

/// Fetches older reports by the server's own filters into the cache.
#[tauri::command]
#[specta::specta]
pub async fn load_reports(desk: State<'_, Desk>, profile: ProfileId, filter: ReportFilter) -> Answer<()> {
    Ok(desk.engine().await?.load_reports(&profile, filter).await?)
}

/// One report, from the cache.
#[tauri::command]
#[specta::specta]
pub async fn open_report(desk: State<'_, Desk>, profile: ProfileId, report: ReportId) -> Answer<ReportDetail> {
    Ok(desk.engine().await?.open_report(&profile, &report).await?)
}

/// One report, read from the server now.
#[tauri::command]
#[specta::specta]
pub async fn look_at_report(desk: State<'_, Desk>, profile: ProfileId, report: ReportId) -> Answer<ReportDetail> {
    Ok(desk.engine().await?.look_at_report(&profile, &report).await?)
}

/// Decides about a report as it was on screen, and sends it.
#[tauri::command]
#[specta::specta]
pub async fn decide_report(
    desk: State<'_, Desk>,
    profile: ProfileId,
    report: ReportId,
    revision: String,
    verb: Verb,
    choices: Choices,
) -> Answer<DecisionView> {
    Ok(desk.engine().await?.decide_report(&profile, &report, &revision, verb, choices).await?)
}
