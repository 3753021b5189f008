//! Where secrets are kept: the system's keychain, this session's memory, or the practice folder.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Secret;
use crate::error::{Error, ErrorCode, KeychainFault, Result};

/// Under which name the keychain shows our entries.
const SERVICE: &str = "Bailiwick";

/// A locked keychain asks the person for its password, which takes a while to find and type; one that hangs must not hold
/// the desk for longer than this.
const PATIENCE: Duration = Duration::from_secs(15);

/// A place for secrets, each under a name such as `PROFILE/token` or `desk/key`.
#[derive(Debug, Clone)]
pub enum SecretPlace {
    /// The system's keychain.
    Keychain,
    /// Memory: gone with this session.
    Session(Arc<Mutex<BTreeMap<String, Secret>>>),
    /// A file beside made-up data: it opens nothing real.
    Practice(PathBuf),
}

impl SecretPlace {
    /// A place in memory.
    pub fn session() -> Self {
        SecretPlace::Session(Arc::default())
    }

    /// The secret under the name, if there is one.
    ///
    /// # Errors
    /// `KeychainUnusable` with the fault, `DiskTrouble` for the practice file.
    pub async fn get(&self, name: &str) -> Result<Option<Secret>> {
        match self {
            SecretPlace::Keychain => {
                keychain(name, |entry| match entry.get_password() {
                    Ok(text) => Ok(Some(Secret::new(text))),
                    Err(keyring::Error::NoEntry) => Ok(None),
                    Err(error) => Err(error),
                })
                .await
            }
            SecretPlace::Session(kept) => Ok(kept.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()),
            SecretPlace::Practice(path) => Ok(read(path)?.remove(name).map(Secret::new)),
        }
    }

    /// Keeps the secret under the name.
    ///
    /// # Errors
    /// As [`SecretPlace::get`].
    pub async fn set(&self, name: &str, secret: &Secret) -> Result<()> {
        match self {
            SecretPlace::Keychain => {
                let secret = secret.clone();
                keychain(name, move |entry| entry.set_password(secret.expose())).await
            }
            SecretPlace::Session(kept) => {
                kept.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), secret.clone());
                Ok(())
            }
            SecretPlace::Practice(path) => {
                let mut all = read(path)?;
                all.insert(name.to_owned(), secret.expose().to_owned());
                write(path, &all)
            }
        }
    }

    /// Forgets the secret under the name; that there is none is no error.
    ///
    /// # Errors
    /// As [`SecretPlace::get`].
    pub async fn forget(&self, name: &str) -> Result<()> {
        match self {
            SecretPlace::Keychain => {
                keychain(name, |entry| match entry.delete_credential() {
                    Err(keyring::Error::NoEntry) | Ok(()) => Ok(()),
                    Err(error) => Err(error),
                })
                .await
            }
            SecretPlace::Session(kept) => {
                kept.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
                Ok(())
            }
            SecretPlace::Practice(path) => {
                let mut all = read(path)?;
                all.remove(name);
                write(path, &all)
            }
        }
    }
}

/// Runs one call to the keychain on a thread of its own and waits no longer than [`PATIENCE`]: a keyring that is locked
/// under another password answers never.
async fn keychain<T: Send + 'static>(
    name: &str,
    call: impl FnOnce(&keyring::v1::Entry) -> keyring::v1::Result<T> + Send + 'static,
) -> Result<T> {
    let name = name.to_owned();
    let work = tokio::task::spawn_blocking(move || call(&keyring::v1::Entry::new(SERVICE, &name)?));
    let unusable = |why, source: Box<dyn std::error::Error + Send + Sync>| {
        Error::caused(ErrorCode::KeychainUnusable { why }, source)
    };
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(Ok(value))) => Ok(value),
        Ok(Ok(Err(error @ keyring::Error::NoDefaultStore))) => Err(unusable(KeychainFault::Absent, error.into())),
        // The errors of keyring name the entry, never the secret.
        Ok(Ok(Err(error))) => Err(unusable(KeychainFault::Locked, error.into())),
        Ok(Err(stopped)) => Err(Error::caused(ErrorCode::Internal, stopped)),
        Err(elapsed) => Err(unusable(KeychainFault::TimedOut, elapsed.into())),
    }
}

fn read(path: &PathBuf) -> Result<BTreeMap<String, String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text)
            .map_err(|error| Error::caused(ErrorCode::StoreUnusable { path: path.display().to_string() }, error)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(Error::caused(ErrorCode::DiskTrouble, error)),
    }
}

fn write(path: &PathBuf, all: &BTreeMap<String, String>) -> Result<()> {
    let trouble = |error: std::io::Error| Error::caused(ErrorCode::DiskTrouble, error);
    let text = serde_json::to_string_pretty(all).map_err(|error| Error::caused(ErrorCode::Internal, error))?;
    let fresh = path.with_extension("new");
    let mut options = std::fs::File::options();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh).map_err(trouble)?;
    file.write_all(text.as_bytes()).map_err(trouble)?;
    // On the disk before it takes the old one's place: a power cut leaves one of the two, whole.
    file.sync_all().map_err(trouble)?;
    std::fs::rename(&fresh, path).map_err(trouble)
}
