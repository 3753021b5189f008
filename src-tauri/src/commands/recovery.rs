//! Commands about the recovery key and backups.

use bailiwick_engine::profile::{ProfileId, ProfileView};
use bailiwick_engine::recovery::{Backup, BackupList, Recovered, RecoveryDraft, RecoveryState};
use tauri::State;

use crate::desk::Desk;
use crate::error::Answer;

/// Whether there is a recovery key.
#[tauri::command]
#[specta::specta]
pub async fn recovery_state(desk: State<'_, Desk>) -> Answer<RecoveryState> {
    Ok(desk.engine().await?.recovery().await?)
}

/// Makes a recovery key to be written down. It is not in use yet.
#[tauri::command]
#[specta::specta]
pub async fn draft_recovery_key(desk: State<'_, Desk>) -> Answer<RecoveryDraft> {
    Ok(desk.engine().await?.draft_recovery_key().await?)
}

/// Takes the drafted key into use, once the groups that were asked for are typed.
#[tauri::command]
#[specta::specta]
pub async fn keep_recovery_key(desk: State<'_, Desk>, typed: Vec<String>) -> Answer<RecoveryState> {
    Ok(desk.engine().await?.keep_recovery_key(typed).await?)
}

/// Forgets the drafted key.
#[tauri::command]
#[specta::specta]
pub async fn drop_recovery_draft(desk: State<'_, Desk>) -> Answer<()> {
    desk.engine().await?.drop_recovery_draft();
    Ok(())
}

/// Puts the keys of the files back into the keychain, also where the desk does not open without them.
#[tauri::command]
#[specta::specta]
pub async fn recover(desk: State<'_, Desk>, typed: String) -> Answer<Recovered> {
    desk.recover(typed, None).await
}

/// Writes the profile's journal into a file among the downloads, under the recovery key.
#[tauri::command]
#[specta::specta]
pub async fn back_up(desk: State<'_, Desk>, profile: ProfileId) -> Answer<Backup> {
    Ok(desk.engine().await?.back_up(&profile, &desk.downloads()?).await?)
}

/// Backups among the downloads, newest first.
#[tauri::command]
#[specta::specta]
pub async fn list_backups(desk: State<'_, Desk>) -> Answer<BackupList> {
    Ok(desk.engine().await?.backups(&desk.downloads()?).await?)
}

/// Puts a backup among the downloads in the place of a journal that does not open.
#[tauri::command]
#[specta::specta]
pub async fn restore_journal(
    desk: State<'_, Desk>,
    profile: ProfileId,
    name: String,
    typed: Option<String>,
) -> Answer<ProfileView> {
    Ok(desk.engine().await?.restore_journal(&profile, &desk.downloads()?, &name, typed).await?)
}
