//! The lock, and where the secrets are. A passphrase that comes in is a type of its own: it cannot be printed, and is wiped.

use bailiwick_engine::Passphrase;
use bailiwick_engine::recovery::Recovered;
use tauri::State;

use crate::desk::{Desk, DeskState};
use crate::error::Answer;

/// Locks the desk: with a vault everything is closed, else it is only hidden.
#[tauri::command]
#[specta::specta]
pub async fn lock(desk: State<'_, Desk>) -> Answer<DeskState> {
    desk.lock().await
}

/// Unlocks the desk; with a vault, by its passphrase.
#[tauri::command]
#[specta::specta]
pub async fn unlock(desk: State<'_, Desk>, passphrase: Option<Passphrase>) -> Answer<DeskState> {
    desk.unlock(passphrase).await
}

/// Moves all secrets into a vault under this passphrase; a session's instances come along.
#[tauri::command]
#[specta::specta]
pub async fn make_vault(desk: State<'_, Desk>, passphrase: Passphrase) -> Answer<DeskState> {
    desk.make_vault(passphrase).await
}

/// Moves all secrets out of the vault into the system's keychain.
#[tauri::command]
#[specta::specta]
pub async fn leave_vault(desk: State<'_, Desk>, passphrase: Passphrase) -> Answer<DeskState> {
    desk.leave_vault(passphrase).await
}

/// Puts another passphrase in the place of the vault's.
#[tauri::command]
#[specta::specta]
pub async fn change_passphrase(desk: State<'_, Desk>, old: Passphrase, fresh: Passphrase) -> Answer<()> {
    desk.change_passphrase(old, fresh).await
}

/// Brings back with the recovery key what a lost keychain or a lost vault had, into a new vault under this passphrase.
#[tauri::command]
#[specta::specta]
pub async fn recover_vault(desk: State<'_, Desk>, typed: String, passphrase: Passphrase) -> Answer<Recovered> {
    desk.recover(typed, Some(passphrase)).await
}
