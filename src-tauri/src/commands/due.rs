//! What is to be looked at again.

use bailiwick_engine::due::DueView;
use bailiwick_engine::model::{AccountId, Timestamp};
use bailiwick_engine::profile::ProfileId;
use tauri::State;

use crate::desk::Desk;
use crate::error::Answer;

/// What is due on a profile, and what will be.
#[tauri::command]
#[specta::specta]
pub async fn dues(desk: State<'_, Desk>, profile: ProfileId) -> Answer<Vec<DueView>> {
    Ok(desk.engine().await?.dues(&profile).await?)
}

/// Puts a reminder on an account.
#[tauri::command]
#[specta::specta]
pub async fn remind(
    desk: State<'_, Desk>,
    profile: ProfileId,
    account: AccountId,
    at: Timestamp,
    words: Option<String>,
) -> Answer<DueView> {
    Ok(desk.engine().await?.remind(&profile, &account, at, words).await?)
}

/// Puts what is due to another time.
#[tauri::command]
#[specta::specta]
pub async fn move_due(desk: State<'_, Desk>, profile: ProfileId, due: String, at: Timestamp) -> Answer<DueView> {
    Ok(desk.engine().await?.move_due(&profile, &due, at).await?)
}

/// Ends what is due: a reminder is done with, everything else is dropped.
#[tauri::command]
#[specta::specta]
pub async fn end_due(desk: State<'_, Desk>, profile: ProfileId, due: String) -> Answer<DueView> {
    Ok(desk.engine().await?.end_due(&profile, &due).await?)
}
