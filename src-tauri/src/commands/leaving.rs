//! Tokens that end, instances that are forgotten, settings that go along.

use bailiwick_engine::forgetting::{Everything, Forgotten};
use bailiwick_engine::profile::{ProfileId, ProfileView};
use tauri::State;

use crate::desk::{Desk, SettingsImported};
use crate::error::Answer;

/// Looks up anew what the server serves, who one is there, and what the token may do.
#[tauri::command]
#[specta::specta]
pub async fn probe(desk: State<'_, Desk>, profile: ProfileId) -> Answer<ProfileView> {
    Ok(desk.engine().await?.probe(&profile).await?)
}

/// Ends the profile's token at the server, then drops it here.
#[tauri::command]
#[specta::specta]
pub async fn revoke_token(desk: State<'_, Desk>, profile: ProfileId) -> Answer<ProfileView> {
    Ok(desk.engine().await?.revoke_token(&profile).await?)
}

/// Takes the profile off the desk, with its token, cache and journal; tells what remains on the server.
#[tauri::command]
#[specta::specta]
pub async fn forget_instance(desk: State<'_, Desk>, profile: ProfileId, revoke: bool) -> Answer<Forgotten> {
    Ok(desk.engine().await?.forget_instance(&profile, revoke).await?)
}

/// Forgets everything that Bailiwick keeps on this computer, and opens an empty desk.
#[tauri::command]
#[specta::specta]
pub async fn forget_everything(desk: State<'_, Desk>, revoke: bool) -> Answer<Everything> {
    desk.forget_everything(revoke).await
}

/// Writes the settings into a file among the downloads, without tokens. Returns where it is.
#[tauri::command]
#[specta::specta]
pub async fn export_settings(desk: State<'_, Desk>) -> Answer<String> {
    desk.export_settings().await
}

/// Takes the settings of a file over.
#[tauri::command]
#[specta::specta]
pub async fn import_settings(desk: State<'_, Desk>, path: String) -> Answer<SettingsImported> {
    desk.import_settings(&path).await
}
