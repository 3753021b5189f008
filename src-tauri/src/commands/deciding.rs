//! Commands about decisions: made, waiting, settled.

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::decision::{ChainReport, DecisionView, HistoryFilter, HistoryPage, ReceiptView, Remembered};
use bailiwick_engine::export::{ExportView, HistoryExport};
use bailiwick_engine::model::AccountId;
use bailiwick_engine::profile::ProfileId;
use tauri::State;

use crate::desk::Desk;
use crate::error::Answer;

/// Decides about an account as it was on screen, and sends it.
#[tauri::command]
#[specta::specta]
pub async fn decide(
    desk: State<'_, Desk>,
    profile: ProfileId,
    account: AccountId,
    revision: String,
    verb: Verb,
    choices: Choices,
) -> Answer<DecisionView> {
    Ok(desk.engine().await?.decide(&profile, &account, &revision, verb, choices).await?)
}

/// Looks up at the server what became of an unsure decision.
#[tauri::command]
#[specta::specta]
pub async fn look_again(desk: State<'_, Desk>, profile: ProfileId, decision: String) -> Answer<DecisionView> {
    Ok(desk.engine().await?.look_again(&profile, &decision).await?)
}

/// Keeps what the person says of an unsure decision that no look could settle: whether it arrived.
#[tauri::command]
#[specta::specta]
pub async fn say_whether_arrived(
    desk: State<'_, Desk>,
    profile: ProfileId,
    decision: String,
    arrived: bool,
) -> Answer<DecisionView> {
    Ok(desk.engine().await?.say_whether_arrived(&profile, &decision, arrived).await?)
}

/// All decisions of a profile that are not settled.
#[tauri::command]
#[specta::specta]
pub async fn outbox(desk: State<'_, Desk>, profile: ProfileId) -> Answer<Vec<DecisionView>> {
    Ok(desk.engine().await?.outbox(&profile).await?)
}

/// Takes a decision back that has not left.
#[tauri::command]
#[specta::specta]
pub async fn cancel_decision(desk: State<'_, Desk>, profile: ProfileId, decision: String) -> Answer<DecisionView> {
    Ok(desk.engine().await?.cancel_decision(&profile, &decision).await?)
}

/// Sends a decision although something changed meanwhile.
#[tauri::command]
#[specta::specta]
pub async fn send_anyway(desk: State<'_, Desk>, profile: ProfileId, decision: String) -> Answer<DecisionView> {
    Ok(desk.engine().await?.send_anyway(&profile, &decision).await?)
}

/// Puts another decision in the place of one that has not left.
#[tauri::command]
#[specta::specta]
pub async fn replace_decision(
    desk: State<'_, Desk>,
    profile: ProfileId,
    decision: String,
    revision: String,
    verb: Verb,
    choices: Choices,
) -> Answer<DecisionView> {
    Ok(desk.engine().await?.replace_decision(&profile, &decision, &revision, verb, choices).await?)
}

/// Lets decisions leave that wait for a word.
#[tauri::command]
#[specta::specta]
pub async fn release_decisions(desk: State<'_, Desk>, profile: ProfileId, decisions: Vec<String>) -> Answer<()> {
    Ok(desk.engine().await?.release_decisions(&profile, &decisions).await?)
}

/// Goes through the receipts of a profile's journal.
#[tauri::command]
#[specta::specta]
pub async fn verify_journal(desk: State<'_, Desk>, profile: ProfileId) -> Answer<ChainReport> {
    Ok(desk.engine().await?.verify_journal(&profile).await?)
}

/// A page of what is settled and fits.
#[tauri::command]
#[specta::specta]
pub async fn history(
    desk: State<'_, Desk>,
    profile: ProfileId,
    filter: HistoryFilter,
    cursor: Option<String>,
) -> Answer<HistoryPage> {
    Ok(desk.engine().await?.search_history(&profile, &filter, cursor).await?)
}

/// Every move of a decision.
#[tauri::command]
#[specta::specta]
pub async fn receipts(desk: State<'_, Desk>, profile: ProfileId, decision: String) -> Answer<Vec<ReceiptView>> {
    Ok(desk.engine().await?.receipts(&profile, &decision).await?)
}

/// Earlier decisions that shut out somebody with the same mail address, network address or name.
#[tauri::command]
#[specta::specta]
pub async fn remembered(desk: State<'_, Desk>, profile: ProfileId, account: AccountId) -> Answer<Vec<Remembered>> {
    Ok(desk.engine().await?.remembered(&profile, &account).await?)
}

/// Begins to write what is settled and fits into a file among the downloads.
#[tauri::command]
#[specta::specta]
pub async fn start_history_export(
    desk: State<'_, Desk>,
    profile: ProfileId,
    query: HistoryExport,
) -> Answer<ExportView> {
    desk.start_history_export(&profile, query).await
}
