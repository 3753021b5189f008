//! The data folder: where things lie, and the lock that keeps a second Bailiwick from sending twice.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorCode, Result};
use crate::profile::ProfileId;

/// Where sessions without a keychain have their folders.
const SESSIONS: &str = "sessions";

/// A data folder that this process holds.
#[derive(Debug)]
pub struct DataFolder {
    root: PathBuf,
    /// Held as long as the engine lives; the system lets go of it even after a kill.
    _lock: File,
}

impl DataFolder {
    /// Takes the folder, making it if it is missing, readable by its owner only.
    ///
    /// # Errors
    /// `AlreadyOpen` when another process holds it, `FolderUnusable` when it cannot be made or written.
    pub fn take(root: &Path) -> Result<Self> {
        let unusable = |error: std::io::Error| {
            Error::caused(ErrorCode::FolderUnusable { path: root.display().to_string() }, error)
        };
        make_private(root).map_err(unusable)?;
        let lock =
            File::options().create(true).truncate(false).write(true).open(root.join("lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ErrorCode::AlreadyOpen.into()),
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        let folder = DataFolder { root: root.to_owned(), _lock: lock };
        folder.drop_leftovers();
        Ok(folder)
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
