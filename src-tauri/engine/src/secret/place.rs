//! Where secrets are kept: the system's keychain, a vault, this session's memory, or the practice folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Entries, Secret, Vault, whole};
use crate::error::{Error, ErrorCode, KeychainFault, Result};

/// Under which name the keychain shows our entries.
const SERVICE: &str = "Bailiwick";

/// A locked keychain asks the person for its password, which takes a while to find and type; one that hangs must not hold
/// the desk for longer than this.
const PATIENCE: Duration = Duration::from_secs(15);

/// Where the secrets of real instances are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Keeping {
    /// In the system's keychain.
    Keychain,
    /// In a vault under a passphrase.
    Vault,
    /// In memory, for this session only.
    Session,
}

/// Whether this system has a keychain to ask. Nothing in it is asked for, so nobody is asked for its password.
pub fn has_keychain() -> bool {
    keyring::v1::Entry::store_status().is_ok()
}

/// A place for secrets, each under a name such as `PROFILE/token` or `desk/key`.
#[derive(Debug, Clone)]
pub enum SecretPlace {
    /// The system's keychain, under these names.
    Keychain(Entries),
    /// A file under a passphrase.
    Vault(Vault),
    /// Memory: gone with this session.
    Session(Arc<Mutex<BTreeMap<String, Secret>>>),
    /// A file beside made-up data: it opens nothing real.
    Practice(PathBuf),
    /// One that fails, for tests.
    #[cfg(test)]
    Faulty(Arc<super::Faulty>),
}

impl SecretPlace {
    /// A place in memory.
    pub fn session() -> Self {
        SecretPlace::Session(Arc::default())
    }

    /// The keychain, as a data folder has its entries there.
    ///
    /// # Errors
    /// As [`Entries::of`].
    pub fn keychain(root: &Path) -> Result<Self> {
        Entries::of(root).map(SecretPlace::Keychain)
    }

    /// Writes nothing any more, where that is ours to say.
    pub fn close(&self) {
        if let SecretPlace::Vault(vault) = self {
            vault.close();
        }
    }

    /// The secret under the name, if there is one.
    ///
    /// # Errors
    /// `KeychainUnusable` with the fault, `DiskTrouble` for files.
    pub async fn get(&self, name: &str) -> Result<Option<Secret>> {
        match self {
            SecretPlace::Keychain(entries) => {
                keychain(entries.named(name), |entry| match entry.get_password() {
                    Ok(text) => Ok(Some(Secret::new(text))),
                    Err(keyring::Error::NoEntry) => Ok(None),
                    Err(error) => Err(error),
                })
                .await
            }
            SecretPlace::Vault(vault) => Ok(vault.get(name)),
            SecretPlace::Session(kept) => Ok(kept.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()),
            SecretPlace::Practice(path) => Ok(read(path)?.remove(name).map(Secret::new)),
            #[cfg(test)]
            SecretPlace::Faulty(place) => place.call(|kept| kept.get(name).cloned()).await,
        }
    }

    /// Keeps the secret under the name.
    ///
    /// # Errors
    /// As [`SecretPlace::get`].
    pub async fn set(&self, name: &str, secret: &Secret) -> Result<()> {
        match self {
            SecretPlace::Keychain(entries) => {
                entries.settle()?;
                let secret = secret.clone();
                keychain(entries.named(name), move |entry| entry.set_password(secret.expose())).await
            }
            SecretPlace::Vault(vault) => {
                let (name, secret) = (name.to_owned(), secret.clone());
                vault.change(move |contents| drop(contents.insert(name, secret))).await
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
            #[cfg(test)]
            SecretPlace::Faulty(place) => place.call(|kept| drop(kept.insert(name.to_owned(), secret.clone()))).await,
        }
    }

    /// Forgets the secret under the name; that there is none is no error.
    ///
    /// # Errors
    /// As [`SecretPlace::get`].
    pub async fn forget(&self, name: &str) -> Result<()> {
        match self {
            SecretPlace::Keychain(entries) => {
                keychain(entries.named(name), |entry| match entry.delete_credential() {
                    Err(keyring::Error::NoEntry) | Ok(()) => Ok(()),
                    Err(error) => Err(error),
                })
                .await
            }
            SecretPlace::Vault(vault) if vault.get(name).is_none() => Ok(()),
            SecretPlace::Vault(vault) => {
                let name = name.to_owned();
                vault.change(move |contents| drop(contents.remove(&name))).await
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
            #[cfg(test)]
            SecretPlace::Faulty(place) => place.call(|kept| drop(kept.remove(name))).await,
        }
    }
}

/// Whose turn it is with an entry: what was not waited for to its end may still be done, and what comes after it has to be
/// done after it.
static TURNS: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<()>>>> = Mutex::new(BTreeMap::new());

/// Runs one call to the keychain on a thread of its own and waits no longer than [`PATIENCE`]: a keyring that is locked
/// under another password answers never.
async fn keychain<T: Send + 'static>(
    name: String,
    call: impl FnOnce(&keyring::v1::Entry) -> keyring::v1::Result<T> + Send + 'static,
) -> Result<T> {
    let turn = TURNS.lock().unwrap_or_else(PoisonError::into_inner).entry(name.clone()).or_default().clone();
    let work = async {
        let turn = turn.lock_owned().await;
        let work = tokio::task::spawn_blocking(move || {
            let _until_it_is_done = turn;
            call(&keyring::v1::Entry::new(SERVICE, &name)?)
        });
        work.await
    };
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

fn read(path: &Path) -> Result<BTreeMap<String, String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text)
            .map_err(|error| Error::caused(ErrorCode::StoreUnusable { path: path.display().to_string() }, error)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(Error::caused(ErrorCode::DiskTrouble, error)),
    }
}

fn write(path: &Path, all: &BTreeMap<String, String>) -> Result<()> {
    let text = serde_json::to_string_pretty(all).map_err(|error| Error::caused(ErrorCode::Internal, error))?;
    whole::write(path, text.as_bytes()).map_err(|error| Error::caused(ErrorCode::DiskTrouble, error))
}
