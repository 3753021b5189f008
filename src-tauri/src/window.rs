//! The one window: its size, and that it goes nowhere else.

use std::path::Path;
use std::{fs, io};

use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Runtime, Url, WebviewUrl, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_window_state::{AppHandleExt, StateFlags};

use crate::Desk;

/// The window's label, which the capability names.
const LABEL: &str = "desk";

/// The file in the data folder with the window's size and place.
const STATE: &str = "window.json";

/// Has the window's size and place kept in the data folder: left to itself, the plugin keeps them in the system's folder for
/// settings. A folder whose name is no text keeps none.
pub(crate) fn remember<R: Runtime>(app: &AppHandle<R>, folder: &Path) -> tauri::Result<()> {
    let Some(file) = folder.join(STATE).to_str().map(str::to_owned) else { return Ok(()) };
    // The plugin joins the name to its own folder: an absolute path takes that one's place.
    app.plugin(tauri_plugin_window_state::Builder::default().with_filename(file).build())
}

/// Deletes what was kept. The window on the screen is kept anew when it closes.
pub(crate) fn forget(folder: &Path) -> io::Result<()> {
    match fs::remove_file(folder.join(STATE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Opens the window. Links, forms and scripts cannot lead it anywhere, open another one, or download a file.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Bailiwick")
        .inner_size(1440.0, 900.0)
        .min_inner_size(960.0, 600.0)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    let app = app.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event {
            if app.state::<Desk>().closes() {
                keep(&app);
            } else {
                api.prevent_close();
            }
        }
    });
    Ok(())
}

/// Keeps the window's size and place now: at the very end, when the plugin itself would ask for them, no window answers.
fn keep<R: Runtime>(app: &AppHandle<R>) {
    if let Err(error) = app.save_window_state(StateFlags::all()) {
        tracing::warn!(%error, "the window's size and place could not be kept");
    }
}

/// Our own pages, under the addresses that the desktop systems give them.
fn is_ours(url: &Url) -> bool {
    matches!((url.scheme(), url.host_str()), ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost")))
}
