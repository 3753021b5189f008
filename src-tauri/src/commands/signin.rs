//! Signing in, in a browser. What the server gives never passes here.

use bailiwick_engine::profile::ProfileId;
use bailiwick_engine::signin::{Purpose, SignInAsk, SignInChoices, SignInFor, SignInStarted, SignedIn};
use tauri::State;

use crate::desk::Desk;
use crate::error::Answer;

/// Opens the page on which the drafted server makes tokens for the purpose.
#[tauri::command]
#[specta::specta]
pub async fn open_token_page(desk: State<'_, Desk>, draft: String, purpose: Purpose) -> Answer<()> {
    desk.open_in_browser(&desk.engine().await?.token_page(&draft, purpose).await?).await
}

/// What can be chosen when one signs in to the profile's server again.
#[tauri::command]
#[specta::specta]
pub async fn sign_in_offers(desk: State<'_, Desk>, profile: ProfileId) -> Answer<SignInChoices> {
    Ok(desk.engine().await?.sign_in_offers(&profile)?)
}

/// Begins to sign in and opens the server's page in the browser.
#[tauri::command]
#[specta::specta]
pub async fn begin_sign_in(desk: State<'_, Desk>, target: SignInFor, ask: SignInAsk) -> Answer<SignInStarted> {
    desk.begin_sign_in(target, ask).await
}

/// Opens the server's page again.
#[tauri::command]
#[specta::specta]
pub async fn open_sign_in_page(desk: State<'_, Desk>, id: String) -> Answer<()> {
    desk.open_in_browser(&desk.engine().await?.sign_in_page(&id)?).await
}

/// Waits until somebody has signed in.
#[tauri::command]
#[specta::specta]
pub async fn await_sign_in(desk: State<'_, Desk>, id: String) -> Answer<SignedIn> {
    desk.await_sign_in(&id).await
}

/// Takes the server's code from the clipboard, clears it there, and waits until somebody has signed in.
#[tauri::command]
#[specta::specta]
pub async fn paste_code(desk: State<'_, Desk>, id: String) -> Answer<SignedIn> {
    desk.paste_code(&id).await
}

/// Ends a sign-in; what the server has given already is revoked.
#[tauri::command]
#[specta::specta]
pub async fn cancel_sign_in(desk: State<'_, Desk>, id: String) -> Answer<()> {
    desk.cancel_sign_in(&id).await
}
