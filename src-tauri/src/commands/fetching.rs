//! Commands about what is fetched into the cache, and written out of it.

use bailiwick_engine::export::{ExportQuery, ExportView};
use bailiwick_engine::profile::{ProfileId, ProfileView};
use tauri::State;

use crate::desk::Desk;
use crate::error::Answer;

/// Starts refreshing the cache; events tell how it goes.
#[tauri::command]
#[specta::specta]
pub async fn refresh(desk: State<'_, Desk>, profile: ProfileId) -> Answer<()> {
    Ok(desk.engine().await?.refresh(&profile).await?)
}

/// Pauses fetching until somebody refreshes.
#[tauri::command]
#[specta::specta]
pub async fn pause_refresh(desk: State<'_, Desk>, profile: ProfileId) -> Answer<()> {
    Ok(desk.engine().await?.pause_refresh(&profile).await?)
}

/// Says which instance is on screen; none while the window is hidden.
#[tauri::command]
#[specta::specta]
pub async fn watch(desk: State<'_, Desk>, profile: Option<ProfileId>) -> Answer<()> {
    desk.engine().await?.watch(profile);
    Ok(())
}

/// The system says that the network came or went.
#[tauri::command]
#[specta::specta]
pub async fn network_changed(desk: State<'_, Desk>) -> Answer<()> {
    desk.engine().await?.network_changed();
    Ok(())
}

/// Begins to write a list into a file among the downloads.
#[tauri::command]
#[specta::specta]
pub async fn start_export(desk: State<'_, Desk>, profile: Option<ProfileId>, query: ExportQuery) -> Answer<ExportView> {
    desk.start_export(profile, query).await
}

/// Stops writing; the unfinished file is deleted.
#[tauri::command]
#[specta::specta]
pub async fn stop_export(desk: State<'_, Desk>, id: u32) -> Answer<()> {
    desk.engine().await?.stop_export(id).await;
    Ok(())
}

/// Shows a written file in its folder.
#[tauri::command]
#[specta::specta]
pub async fn show_export(desk: State<'_, Desk>, id: u32) -> Answer<()> {
    desk.show_export(id).await
}

/// Stops refreshing.
#[tauri::command]
#[specta::specta]
pub async fn stop_refresh(desk: State<'_, Desk>, profile: ProfileId) -> Answer<()> {
    Ok(desk.engine().await?.stop_refresh(&profile).await?)
}

/// Asks the server once who one is.
#[tauri::command]
#[specta::specta]
pub async fn check_connection(desk: State<'_, Desk>, profile: ProfileId) -> Answer<ProfileView> {
    Ok(desk.engine().await?.check_connection(&profile).await?)
}
