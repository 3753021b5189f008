//! Leaving: everything is forgotten, and the desk is as on its first day. And what is taken along: the settings.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::atomic::Ordering;

use bailiwick_engine::Engine;
use bailiwick_engine::error::{Error, ErrorCode};
use bailiwick_engine::event::Event;
use bailiwick_engine::forgetting::Everything;
use serde::Serialize;
use specta::Type;

use super::Desk;
use crate::bindings::DeskEvent;
use crate::error::Answer;
use crate::preferences::Preferences;
use crate::{log, window};

/// What came of a file with settings.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SettingsImported {
    /// Names of the instances that are on the desk now, without a token.
    pub added: Vec<String>,
    /// Names of those that are not: they were there already, there is no place for them, or they are none.
    pub skipped: Vec<String>,
    /// The preferences as they are now.
    pub preferences: Preferences,
}

impl Desk {
    /// Forgets everything that Bailiwick keeps, and opens an empty desk.
    pub(crate) async fn forget_everything(&self, revoke: bool) -> Answer<Everything> {
        let own = self.downloads()?;
        // Nobody locks, or moves the secrets, while they go.
        let _one_at_a_time = self.lock.turn.lock().await;
        let engine = self.engine().await?;
        let practised = self.practice.running().await;
        // Its state lies among what goes.
        self.practice.stop().await;
        let forgotten = engine.forget_everything(revoke, &own).await;
        if engine.is_closed() {
            self.begin_anew(engine).await;
        } else if practised {
            self.practice.start(&engine).await;
        }
        Ok(forgotten?)
    }

    /// Opens the folder again after it was emptied. What could not go goes then. What was forgotten is told whatever becomes
    /// of the new desk, so each step is taken whatever came of the others, and none asks whether somebody locks just now.
    async fn begin_anew(&self, before: Engine) {
        self.wanted.store(false, Ordering::Relaxed);
        self.engine.send_replace(None);
        drop(before);
        self.opening().open(None).await;
        if let Err(error) = empty(&self.options.folder.join(log::FOLDER)) {
            tracing::warn!(%error, "the log could not be emptied");
        }
        if let Err(error) = window::forget(&self.options.folder) {
            tracing::warn!(%error, "the window's size could not be forgotten");
        }
        if let Err(error) = self.keep_preferences(Preferences::default()).await {
            tracing::warn!(code = error.0.error.name(), "the preferences could not be reset");
        }
        self.host.tell(DeskEvent(Event::Profiles));
    }

    /// Writes the settings into a file among the downloads. Returns where it is.
    pub(crate) async fn export_settings(&self) -> Answer<String> {
        // Which profile was on screen is of this computer only.
        let preferences = Preferences { current: None, ..self.host.preferences() };
        let internal = |error| Error::caused(ErrorCode::Internal, error);
        let preferences = serde_json::to_value(preferences).map_err(internal)?;
        let path = self.engine().await?.export_settings(&self.downloads()?, preferences).await?;
        Ok(path.display().to_string())
    }

    /// Takes the settings of a file over.
    pub(crate) async fn import_settings(&self, path: &str) -> Answer<SettingsImported> {
        let adopted = self.engine().await?.import_settings(Path::new(path)).await?;
        let own = self.host.preferences();
        // Tastes of another version that cannot be read are no reason to refuse the rest.
        let brought = adopted.preferences.and_then(|value| serde_json::from_value::<Preferences>(value).ok());
        let preferences = match brought {
            // Only what is a taste: a file that somebody sent shortens no hold, opens no lock and erases no history.
            Some(Preferences { theme, letters, hide_addresses, .. }) => {
                let hide_addresses = hide_addresses || own.hide_addresses;
                self.set_preferences(Preferences { theme, letters, hide_addresses, ..own }).await?
            }
            None => own,
        };
        Ok(SettingsImported { added: adopted.added, skipped: adopted.skipped, preferences })
    }
}

/// Deletes the logs but the one that is being written, which is emptied.
fn empty(folder: &Path) -> io::Result<()> {
    let mut logs = Vec::new();
    for entry in fs::read_dir(folder)? {
        logs.push(entry?.path());
    }
    // Their names have the day: the last is today's.
    logs.sort();
    if let Some(today) = logs.pop() {
        File::options().write(true).open(today)?.set_len(0)?;
    }
    logs.into_iter().try_for_each(fs::remove_file)
}
