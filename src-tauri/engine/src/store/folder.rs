//! The data folder: where things lie, and the lock that keeps a second Bailiwick from sending twice.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorCode, Result};
use crate::profile::ProfileId;

/// Where sessions without a keychain have their folders.
const SESSIONS: &str = "sessions";

/// Where a session's files are while they move to where they stay.
const INCOMING: &str = "incoming";

/// That there is a file of this name says: nothing leaves at the next start before somebody has said a word.
const KEPT: &str = "kept";

/// Says that nothing is to leave at the next start before somebody has said a word, where the files that would say so are
/// closed.
///
/// # Errors
/// `DiskTrouble`.
pub fn keep_waiting(root: &Path) -> Result<()> {
    File::create(root.join(KEPT)).and_then(|file| file.sync_all()).map_err(trouble)
}

/// A data folder that this process holds.
#[derive(Debug)]
pub struct DataFolder {
    root: PathBuf,
    /// Held until the engine is closed; the system lets go of it even after a kill.
    lock: File,
}

impl DataFolder {
    /// Takes the folder, making it if it is missing, readable by its owner only.
    ///
    /// # Errors
    /// `AlreadyOpen` when another process holds it, `FolderUnusable` when it cannot be made or written.
    pub fn take(root: &Path) -> Result<Self> {
        make_private(root).map_err(|error| unusable(root, error))?;
        let folder = Self::hold(root)?;
        folder.drop_leftovers();
        Ok(folder)
    }

    /// Takes a folder that is there already, and leaves what is in it as it is.
    ///
    /// # Errors
    /// `AlreadyOpen` when another process holds it, `FolderUnusable` when it is not there or cannot be written.
    pub fn hold(root: &Path) -> Result<Self> {
        let unusable = |error| unusable(root, error);
        let lock =
            File::options().create(true).truncate(false).write(true).open(root.join("lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ErrorCode::AlreadyOpen.into()),
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        Ok(DataFolder { root: root.to_owned(), lock })
    }

    /// Lets go of the folder: nothing in it is open any more, whoever still holds on to the closed engine.
    pub fn release(&self) {
        if let Err(error) = self.lock.unlock() {
            tracing::warn!(%error, "the data folder could not be let go before the end");
        }
    }

    /// Whether nothing is to leave before somebody has said a word.
    pub fn is_kept(&self) -> bool {
        self.root.join(KEPT).exists()
    }

    /// That has been noted where it belongs.
    pub fn kept(&self) {
        if let Err(error) = fs::remove_file(self.root.join(KEPT)) {
            tracing::warn!(%error, "the next start is told once more to keep what waits");
        }
    }

    /// Where everything lies.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Made-up data lives apart, with its key beside it.
    pub fn practice(&self) -> PathBuf {
        self.root.join("practice")
    }

    /// A folder for a session without a keychain; it goes with the session.
    pub fn session(&self) -> PathBuf {
        self.root.join(SESSIONS).join(uuid::Uuid::new_v4().to_string())
    }

    /// Takes a session's files in: they stay from here on. The vault has their keys already; cut off anywhere, the rest is
    /// done by [`DataFolder::finish_taking_in`].
    ///
    /// # Errors
    /// `DiskTrouble`.
    pub fn take_in(&self, session: &Path) -> Result<()> {
        fs::rename(session, self.root.join(INCOMING)).map_err(trouble)?;
        self.finish_taking_in()
    }

    /// Puts what is coming in where it stays.
    ///
    /// # Errors
    /// `DiskTrouble`.
    pub fn finish_taking_in(&self) -> Result<()> {
        let incoming = self.root.join(INCOMING);
        let moved = || -> std::io::Result<()> {
            for entry in fs::read_dir(&incoming)? {
                let entry = entry?;
                fs::rename(entry.path(), self.root.join(entry.file_name()))?;
            }
            fs::remove_dir(&incoming)
        };
        if incoming.exists() { moved().map_err(trouble) } else { Ok(()) }
    }

    /// What a killed session left behind cannot be read any more: its keys were in memory.
    fn drop_leftovers(&self) {
        let Ok(entries) = fs::read_dir(self.root.join(SESSIONS)) else { return };
        for entry in entries.flatten() {
            // Nothing that we did not name is deleted.
            if uuid::Uuid::parse_str(&entry.file_name().to_string_lossy()).is_ok()
                && let Err(error) = fs::remove_dir_all(entry.path())
            {
                tracing::warn!(%error, "a leftover of an earlier session could not be deleted");
            }
        }
    }
}

fn trouble(error: std::io::Error) -> Error {
    Error::caused(ErrorCode::DiskTrouble, error)
}

fn unusable(root: &Path, error: std::io::Error) -> Error {
    Error::caused(ErrorCode::FolderUnusable { path: root.display().to_string() }, error)
}

/// Where one profile's files lie within a home.
pub fn profile_folder(home: &Path, profile: &ProfileId) -> PathBuf {
    home.join("profiles").join(&profile.0)
}

/// Makes a folder that only its owner can enter.
pub fn make_private(path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}
