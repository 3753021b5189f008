//! The commands of the window. One line each: whatever is decided is decided in the engine.

pub mod accounts;
pub mod connection;
pub mod deciding;
pub mod due;
pub mod fetching;
pub mod leaving;
pub mod lock;
pub mod recovery;
pub mod reports;
pub mod signin;

use bailiwick_engine::model::{AccountId, ReportId};
use bailiwick_engine::profile::{
    Caching, FoundPerson, FoundServer, InstanceMark, Pictures, ProfileId, ProfileSetup, ProfileView, SafeMode,
    ServerPage, TrustSetup,
};
use tauri::State;

use crate::desk::{Desk, DeskState};
use crate::error::Answer;
use crate::preferences::Preferences;
use crate::quitting::Quitting;

/// What the window needs to draw itself first.
#[tauri::command]
#[specta::specta]
pub async fn desk_state(desk: State<'_, Desk>) -> Answer<DeskState> {
    desk.state().await
}

/// Starts the practice servers and puts both on the desk.
#[tauri::command]
#[specta::specta]
pub async fn start_practice(desk: State<'_, Desk>) -> Answer<Vec<ProfileView>> {
    desk.start_practice().await
}

/// Asks the server at the address what it is. Begins a draft.
#[tauri::command]
#[specta::specta]
pub async fn find_server(desk: State<'_, Desk>, address: String, trust: Option<TrustSetup>) -> Answer<FoundServer> {
    Ok(desk.engine().await?.find_server_by(&address, trust).await?)
}

/// Takes the token from the clipboard, clears it there, and asks the server who that is.
#[tauri::command]
#[specta::specta]
pub async fn paste_token(desk: State<'_, Desk>, draft: String) -> Answer<FoundPerson> {
    Ok(desk.engine().await?.identify(&draft, desk.take_token().await?).await?)
}

/// Puts the drafted profile on the desk, read-only.
#[tauri::command]
#[specta::specta]
pub async fn finish_connecting(desk: State<'_, Desk>, draft: String, setup: ProfileSetup) -> Answer<ProfileView> {
    Ok(desk.engine().await?.finish_connecting(&draft, setup).await?)
}

/// Drops the draft and its token.
#[tauri::command]
#[specta::specta]
pub async fn cancel_connecting(desk: State<'_, Desk>, draft: String) -> Answer<()> {
    desk.cancel_connecting(&draft).await
}

/// Gives the profile another name.
#[tauri::command]
#[specta::specta]
pub async fn rename_profile(desk: State<'_, Desk>, profile: ProfileId, name: String) -> Answer<ProfileView> {
    Ok(desk.engine().await?.rename_profile(&profile, &name).await?)
}

/// Gives the profile another mark.
#[tauri::command]
#[specta::specta]
pub async fn mark_profile(desk: State<'_, Desk>, profile: ProfileId, mark: InstanceMark) -> Answer<ProfileView> {
    Ok(desk.engine().await?.mark_profile(&profile, mark).await?)
}

/// Says how much is asked before something leaves, or that the profile only looks.
#[tauri::command]
#[specta::specta]
pub async fn set_safe_mode(desk: State<'_, Desk>, profile: ProfileId, mode: SafeMode) -> Answer<ProfileView> {
    Ok(desk.engine().await?.set_safe_mode(&profile, mode).await?)
}

/// Says what is done with strangers' pictures.
#[tauri::command]
#[specta::specta]
pub async fn set_pictures(desk: State<'_, Desk>, profile: ProfileId, pictures: Pictures) -> Answer<ProfileView> {
    Ok(desk.engine().await?.set_pictures(&profile, pictures).await?)
}

/// Takes a new token for the profile from the clipboard.
#[tauri::command]
#[specta::specta]
pub async fn renew_token(desk: State<'_, Desk>, profile: ProfileId) -> Answer<ProfileView> {
    Ok(desk.engine().await?.renew_token(&profile, desk.take_token().await?).await?)
}

/// Says what is kept on this computer, and for how long.
#[tauri::command]
#[specta::specta]
pub async fn set_caching(desk: State<'_, Desk>, profile: ProfileId, caching: Caching) -> Answer<ProfileView> {
    Ok(desk.engine().await?.set_caching(&profile, caching).await?)
}

/// Opens a page of the server in the browser.
#[tauri::command]
#[specta::specta]
pub async fn open_page(
    desk: State<'_, Desk>,
    profile: ProfileId,
    page: ServerPage,
    account: Option<AccountId>,
    report: Option<ReportId>,
) -> Answer<()> {
    let address = desk.engine().await?.page_address(&profile, page, account.as_ref(), report.as_ref()).await?;
    desk.open_in_browser(&address).await
}

/// Opens a stranger's link in the browser: http and https only.
#[tauri::command]
#[specta::specta]
pub async fn open_link(desk: State<'_, Desk>, url: String) -> Answer<()> {
    desk.open_in_browser(&url).await
}

/// Puts text into the clipboard.
#[tauri::command]
#[specta::specta]
pub async fn copy_text(desk: State<'_, Desk>, text: String) -> Answer<()> {
    desk.copy(text).await
}

/// Puts what a bug report needs into the clipboard: no names, addresses or tokens.
#[tauri::command]
#[specta::specta]
pub async fn copy_diagnostics(desk: State<'_, Desk>) -> Answer<()> {
    desk.copy(desk.diagnostics().await?).await
}

/// Keeps the preferences.
#[tauri::command]
#[specta::specta]
pub async fn set_preferences(desk: State<'_, Desk>, preferences: Preferences) -> Answer<Preferences> {
    desk.set_preferences(preferences).await
}

/// Closes Bailiwick. Decisions that are to leave before are waited for; [`stay`] ends that.
#[tauri::command]
#[specta::specta]
pub async fn quit(desk: State<'_, Desk>, way: Quitting) -> Answer<()> {
    desk.quit(way).await
}

/// Does not close Bailiwick after all.
#[tauri::command]
#[specta::specta]
pub async fn stay(desk: State<'_, Desk>) -> Answer<()> {
    desk.stay();
    Ok(())
}
