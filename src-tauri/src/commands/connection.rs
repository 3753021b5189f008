//! How servers are reached and recognised, and the test of a connection.

use bailiwick_engine::connection::ConnectionTest;
use bailiwick_engine::profile::{CertificateSeen, ProfileId, ProfileView, TrustChange, TrustSetup};
use tauri::State;

use crate::desk::Desk;
use crate::error::Answer;

/// Looks at the certificate of the server at the address. Nothing else is sent to it.
#[tauri::command]
#[specta::specta]
pub async fn look_at_certificate(
    desk: State<'_, Desk>,
    address: String,
    trust: Option<TrustSetup>,
) -> Answer<CertificateSeen> {
    Ok(desk.engine().await?.look_at_certificate(&address, trust).await?)
}

/// Changes what a profile's server is recognised and reached by.
#[tauri::command]
#[specta::specta]
pub async fn set_trust(desk: State<'_, Desk>, profile: ProfileId, setup: TrustChange) -> Answer<ProfileView> {
    Ok(desk.engine().await?.set_trust(&profile, setup).await?)
}

/// Tries the connection of a profile piece by piece.
#[tauri::command]
#[specta::specta]
pub async fn test_connection(desk: State<'_, Desk>, profile: ProfileId) -> Answer<ConnectionTest> {
    Ok(desk.engine().await?.test_connection(&profile).await?)
}

/// Lets the person choose a file in the system's own dialog; none when they leave it.
#[tauri::command]
#[specta::specta]
pub async fn choose_file(desk: State<'_, Desk>) -> Answer<Option<String>> {
    desk.choose_file().await
}
