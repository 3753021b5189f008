//! What the desk needs of the desktop: narrow, and grown only when a command needs more.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use bailiwick_engine::error::{Error, ErrorCode, Result};
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;
use tauri_plugin_store::StoreExt;
use tauri_specta::Event as _;

use crate::bindings::{DeskEvent, LockChanged, QuitAsked};
use crate::preferences::Preferences;

/// The desktop around the desk.
pub(crate) trait Host: Send + Sync {
    /// Tells the window.
    fn tell(&self, event: DeskEvent);
    /// Asks in the window what becomes of decisions that have not left.
    fn ask_to_quit(&self, asked: QuitAsked);
    /// Tells the window that the desk was locked or unlocked.
    fn lock_changed(&self, changed: LockChanged);
    /// Opens a checked address in the system's browser.
    fn open(&self, url: &str) -> Result<()>;
    /// The folder for files that people asked for: that of downloads, or their own.
    fn downloads(&self) -> Result<PathBuf>;
    /// Lets the person choose a file, and waits for them; none when they leave the dialog.
    fn choose_file(&self) -> Option<PathBuf>;
    /// Shows a file in its folder.
    fn reveal(&self, file: &Path) -> Result<()>;
    /// Takes the clipboard's text and leaves the clipboard empty, if the text is what is wanted; else it is left alone.
    fn take_clipboard(&self, wanted: fn(&str) -> bool) -> Result<String>;
    /// Puts text into the clipboard.
    fn fill_clipboard(&self, text: String) -> Result<()>;
    /// The kept preferences.
    fn preferences(&self) -> Preferences;
    /// Keeps the preferences.
    fn keep_preferences(&self, preferences: &Preferences) -> Result<()>;
    /// Closes the program.
    fn quit(&self);
}

/// The desktop by way of Tauri and its plugins.
pub(crate) struct TauriHost<R: Runtime> {
    app: AppHandle<R>,
    preferences: PathBuf,
    /// One for the whole session: on X11 a text lives only as long as the program that offers it.
    clipboard: Mutex<Option<arboard::Clipboard>>,
}

impl<R: Runtime> TauriHost<R> {
    pub fn new(app: AppHandle<R>, folder: &Path) -> Self {
        TauriHost { app, preferences: folder.join("preferences.json"), clipboard: Mutex::new(None) }
    }

    fn with_clipboard<T>(
        &self,
        call: impl FnOnce(&mut arboard::Clipboard) -> std::result::Result<T, arboard::Error>,
    ) -> Result<T> {
        let unusable = |error: arboard::Error| match error {
            arboard::Error::ContentNotAvailable => Error::new(ErrorCode::ClipboardEmpty),
            other => Error::caused(ErrorCode::ClipboardUnusable, other),
        };
        let mut held = self.clipboard.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let clipboard = match &mut *held {
            Some(clipboard) => clipboard,
            none => none.insert(arboard::Clipboard::new().map_err(unusable)?),
        };
        call(clipboard).map_err(unusable)
    }
}

/// The clipboard passes from one program to another: one that cannot be read for a moment is asked again.
fn read_patiently(clipboard: &mut arboard::Clipboard) -> std::result::Result<String, arboard::Error> {
    for _ in 0..4 {
        match clipboard.get_text() {
            Err(error) if !matches!(error, arboard::Error::ContentNotAvailable) => {
                std::thread::sleep(Duration::from_millis(60));
            }
            told => return told,
        }
    }
    clipboard.get_text()
}

/// The key under which the store has the preferences.
const KEY: &str = "preferences";

impl<R: Runtime> Host for TauriHost<R> {
    fn tell(&self, event: DeskEvent) {
        if let Err(error) = event.emit(&self.app) {
            tracing::warn!(%error, "the window could not be told");
        }
    }

    fn ask_to_quit(&self, asked: QuitAsked) {
        if let Err(error) = asked.emit(&self.app) {
            tracing::warn!(%error, "the window could not be asked");
        }
    }

    fn lock_changed(&self, changed: LockChanged) {
        if let Err(error) = changed.emit(&self.app) {
            tracing::warn!(%error, "the window could not be told of the lock");
        }
    }

    fn open(&self, url: &str) -> Result<()> {
        self.app.opener().open_url(url, None::<&str>).map_err(|error| Error::caused(ErrorCode::BrowserUnusable, error))
    }

    fn downloads(&self) -> Result<PathBuf> {
        let path = self.app.path();
        // Some desktops name a folder for downloads that nobody ever made.
        let downloads = path.download_dir().ok().filter(|folder| folder.is_dir());
        downloads.map_or_else(|| path.home_dir(), Ok).map_err(|error| Error::caused(ErrorCode::DiskTrouble, error))
    }

    fn choose_file(&self) -> Option<PathBuf> {
        let dialog = self.app.dialog().file();
        let dialog = match self.app.webview_windows().into_values().next() {
            Some(window) => dialog.set_parent(&window),
            None => dialog,
        };
        dialog.blocking_pick_file()?.into_path().ok()
    }

    fn reveal(&self, file: &Path) -> Result<()> {
        let opener = self.app.opener();
        let Err(error) = opener.reveal_item_in_dir(file) else { return Ok(()) };
        tracing::debug!(%error, "no file manager shows a file; its folder is opened");
        let folder = file.parent().unwrap_or(file).to_string_lossy();
        opener.open_path(folder, None::<&str>).map_err(|error| Error::caused(ErrorCode::FileManagerUnusable, error))
    }

    fn take_clipboard(&self, wanted: fn(&str) -> bool) -> Result<String> {
        let text = self.with_clipboard(read_patiently)?;
        if text.trim().is_empty() {
            return Err(ErrorCode::ClipboardEmpty.into());
        }
        if !wanted(&text) {
            // Somebody's draft, copied in between, is not ours to delete.
            return Err(ErrorCode::NotAToken.into());
        }
        self.with_clipboard(arboard::Clipboard::clear)?;
        Ok(text)
    }

    fn fill_clipboard(&self, text: String) -> Result<()> {
        self.with_clipboard(|clipboard| clipboard.set_text(text))
    }

    fn preferences(&self) -> Preferences {
        let kept = match self.app.store(&self.preferences) {
            Ok(store) => store.get(KEY),
            Err(error) => {
                tracing::warn!(%error, "the preferences cannot be read; the defaults are used");
                None
            }
        };
        // A part that cannot be read is no reason to lose the desk: these are tastes.
        kept.and_then(|kept| serde_json::from_value(kept).ok()).unwrap_or_default()
    }

    fn keep_preferences(&self, preferences: &Preferences) -> Result<()> {
        let trouble = |error: tauri_plugin_store::Error| Error::caused(ErrorCode::DiskTrouble, error);
        let store = self.app.store(&self.preferences).map_err(trouble)?;
        let value = serde_json::to_value(preferences).map_err(|error| Error::caused(ErrorCode::Internal, error))?;
        store.set(KEY, value);
        store.save().map_err(trouble)
    }

    fn quit(&self) {
        // Closing the windows first has their size and place kept.
        for window in self.app.webview_windows().into_values() {
            if let Err(error) = window.close() {
                tracing::warn!(%error, "a window would not close");
            }
        }
        self.app.exit(0);
    }
}
