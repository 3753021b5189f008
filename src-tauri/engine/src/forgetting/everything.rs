//! Leaves nothing: every instance, the desk file, the recovery key, made-up people. Then the desk is as on its first day.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Forgotten, marks};
use crate::Engine;
use crate::error::{Error, ErrorCode, Problem, Result};
use crate::home;
use crate::profile::ProfileId;
use crate::secret::SecretPlace;
use crate::store::desk;
use crate::store::folder::DataFolder;

/// More of the person's own files are not named.
const NAMED: usize = 200;

/// Everything that was forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Everything {
    /// Every instance.
    pub forgotten: Vec<Forgotten>,
    /// Files of the person's own that were written from here and stay readable: backups, to whoever has the recovery key,
    /// and lists.
    pub backups: Vec<String>,
    /// What kept a part of it from going, which goes at the next start; none when all of it has gone.
    pub problem: Option<Problem>,
}

impl Engine {
    /// Forgets every instance as [`Engine::forget_instance`] does, then everything else that Bailiwick keeps in its data
    /// folder and in the keychain, and closes the engine: it is opened anew after that. `own` is the folder into which the
    /// person had files written.
    ///
    /// # Errors
    /// `KeychainUnusable` when the keychain does not answer, `DiskTrouble`: what has not gone by then stays.
    pub async fn forget_everything(&self, revoke: bool, own: &Path) -> Result<Everything> {
        let one_at_a_time = self.0.desk.lock().await;
        let (root, secrets) = (self.0.folder.root(), &self.0.real.secrets);
        if let Some(why) = self.0.real.fault
            && root.join(desk::FILE).exists()
        {
            // A desk lies here whose keys and tokens are out of reach: they would outlast its files.
            return Err(ErrorCode::KeychainUnusable { why }.into());
        }
        // Asked first: a keychain that cannot answer cannot forget either.
        secrets.get(home::DESK_KEY).await?;
        let mut instances: Vec<_> = self.instances().values().cloned().collect();
        instances.sort_by_key(|instance| instance.record().mark.number);
        let profiles: Vec<ProfileId> = instances.iter().map(|instance| instance.id.clone()).collect();
        let mut forgotten = Vec::with_capacity(instances.len());
        for instance in &instances {
            let (told, done) = self.forget(instance, revoke).await;
            if let Err(error) = done {
                tracing::warn!(code = error.code.name(), "something of an instance goes with everything else");
            }
            forgotten.push(told);
        }
        // Only now: what is cut off before goes on as it was, and nobody is left without the list of what remains.
        if let Err(error) = marks::set_everything(root, &profiles) {
            tracing::warn!(code = error.code.name(), "an end that is cut off now will not go on by itself");
        }
        // The vault may name what is still in a keychain that it took the place of.
        let left_behind = self.0.real.clear_keychain().await;
        drop(one_at_a_time);
        self.close().await;
        let kept = match secrets {
            // What a vault keeps goes with its file.
            SecretPlace::Vault(_) => SecretPlace::session(),
            other => other.clone(),
        };
        let wiped = match wipe(root, &kept, &profiles).await {
            Ok(()) if left_behind.is_ok() => marks::drop_everything(root),
            // The mark stays for what is left behind in the keychain, which the next start asks for by the same names.
            wiped => left_behind.and(wiped),
        };
        let problem = wiped.err().map(|error| Problem::from(&error));
        Ok(Everything { forgotten, backups: written_from_here(own), problem })
    }
}

/// Goes on with an end that was cut off, before anything is opened.
///
/// # Errors
/// `KeychainUnusable`, `DiskTrouble`: it goes on at the next start.
pub(crate) async fn resume(folder: &DataFolder, secrets: &SecretPlace) -> Result<()> {
    match marks::everything(folder.root())? {
        Some(profiles) => {
            wipe(folder.root(), secrets, &profiles).await?;
            marks::drop_everything(folder.root())
        }
        None => Ok(()),
    }
}

/// The keys first, then the files. The mark stays.
async fn wipe(root: &Path, secrets: &SecretPlace, profiles: &[ProfileId]) -> Result<()> {
    let keys = home::forget_all(secrets, profiles).await;
    let files = deleted(root).map_err(|error| Error::caused(ErrorCode::DiskTrouble, error));
    keys.and(files)
}

/// Deletes what we named, and nothing else: somebody may have chosen a folder in which there is more.
fn deleted(root: &Path) -> io::Result<()> {
    for folder in ["profiles", "practice", "practice.broken", "sessions"] {
        gone(fs::remove_dir_all(root.join(folder)))?;
    }
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_ours = ["desk.", "recovery.", "vault."].iter().any(|ours| name.to_string_lossy().starts_with(ours));
        if is_ours && entry.file_type()?.is_file() {
            gone(fs::remove_file(entry.path()))?;
        }
    }
    Ok(())
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Files in the person's folder that have our name: backups of journals, lists, settings.
fn written_from_here(own: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(own) else { return Vec::new() };
    let is_ours = |name: &str| {
        let (name, endings) = (name.to_ascii_lowercase(), [".bailiwick", ".csv", ".json", ".jsonl"]);
        name.starts_with("bailiwick ") && endings.iter().any(|ending| name.ends_with(ending))
    };
    let named = entries.flatten().filter(|entry| is_ours(&entry.file_name().to_string_lossy()));
    let mut files: Vec<String> = named.map(|entry| entry.path().display().to_string()).take(NAMED).collect();
    files.sort();
    files
}
