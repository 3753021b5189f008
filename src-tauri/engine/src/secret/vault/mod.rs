//! A vault: one file that keeps every secret under a passphrase, for who has no keychain or trusts none.
//!
//! `form` has what stands in the file. Open, its contents and its key are in memory, and wiped when it is closed; each change
//! writes the whole file anew. The passphrase is kept nowhere.

mod form;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use self::form::Contents;
use self::form::{Claims, Sealing, Trouble, Unopened};
use super::{Passphrase, Secret, whole};
use crate::error::{Error, ErrorCode, Result};

/// The file within the data folder.
const FILE: &str = "vault.bin";

/// No vault of nine instances comes near this.
const LARGEST: u64 = 16 * 1024 * 1024;

/// An open vault. Clones share it.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    path: PathBuf,
    open: Mutex<Open>,
}

struct Open {
    /// Whether it is no longer the one that counts: another one may stand in its place by now.
    closed: bool,
    sealing: Sealing,
    contents: Contents,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

/// Where the vault of a data folder is.
pub fn file(root: &Path) -> PathBuf {
    root.join(FILE)
}

/// Whether the data folder has a vault that could be opened with a passphrase.
///
/// # Errors
/// `VaultUnusable` for a file that no passphrase opens.
pub fn is_there(root: &Path) -> Result<bool> {
    let path = file(root);
    if !path.exists() {
        return Ok(false);
    }
    let bytes = loaded(&path)?;
    Claims::of(&bytes).map(|_| true).map_err(|why| unopened(&path, why))
}

/// Puts a copy aside of a vault that is not opened any more, if there is one: whoever finds the passphrase again finds it
/// there.
///
/// # Errors
/// `DiskTrouble`.
pub fn copy_aside(root: &Path) -> Result<()> {
    let path = file(root);
    if !path.exists() {
        return Ok(());
    }
    let named = |number: u32| path.with_file_name(format!("vault.aside-{number}.bin"));
    let aside = (1..).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(0));
    let bytes = std::fs::read(&path).map_err(trouble)?;
    whole::write(&aside, &bytes).map_err(trouble)
}

/// Deletes the vault of a data folder.
///
/// # Errors
/// `DiskTrouble`.
pub fn remove(root: &Path) -> Result<()> {
    whole::remove(&file(root)).map_err(trouble)
}

impl Vault {
    /// Makes the vault of a data folder, in the place of one that was there. When this returns, it is on the disk.
    ///
    /// # Errors
    /// `PassphraseShort`, `DiskTrouble`.
    pub async fn make(root: &Path, passphrase: &Passphrase, contents: Contents) -> Result<Self> {
        let (path, passphrase) = (file(root), passphrase.checked()?.clone());
        slowly(move || {
            let sealing = Sealing::fresh(&passphrase).map_err(internal)?;
            let open = Open { closed: false, sealing, contents };
            open.write(&path)?;
            Ok(Vault(Arc::new(Inner { path, open: Mutex::new(open) })))
        })
        .await
    }

    /// Opens the vault of a data folder.
    ///
    /// # Errors
    /// `PassphraseWrong`; `VaultUnusable` for a file that no passphrase opens.
    pub async fn open(root: &Path, passphrase: &Passphrase) -> Result<Self> {
        let (path, passphrase) = (file(root), passphrase.clone());
        slowly(move || {
            let bytes = loaded(&path)?;
            let claims = Claims::of(&bytes).map_err(|why| unopened(&path, why))?;
            let opened = claims.opened(&passphrase).map_err(internal)?;
            let (sealing, contents) = opened.map_err(|why| unopened(&path, why))?;
            Ok(Vault(Arc::new(Inner { path, open: Mutex::new(Open { closed: false, sealing, contents }) })))
        })
        .await
    }

    /// The secret under the name.
    pub fn get(&self, name: &str) -> Option<Secret> {
        self.held().contents.get(name).cloned()
    }

    /// Everything in it.
    pub fn contents(&self) -> Contents {
        self.held().contents.clone()
    }

    /// Changes what is in it. When this returns, the change is on the disk; after an error nothing is changed.
    ///
    /// # Errors
    /// `DiskTrouble`.
    pub async fn change(&self, change: impl FnOnce(&mut Contents) + Send + 'static) -> Result<()> {
        let vault = self.clone();
        slowly(move || {
            let mut open = vault.held();
            let before = open.contents.clone();
            change(&mut open.contents);
            let written = open.write(&vault.0.path);
            if written.is_err() {
                open.contents = before;
            }
            written
        })
        .await
    }

    /// Puts another passphrase in the place of the one that it has.
    ///
    /// # Errors
    /// `PassphraseShort`, `PassphraseWrong` for the old one, `DiskTrouble`: nothing is changed then.
    pub async fn change_passphrase(&self, old: &Passphrase, fresh: &Passphrase) -> Result<()> {
        let fresh = fresh.checked()?.clone();
        self.check(old).await?;
        let vault = self.clone();
        slowly(move || {
            let sealing = Sealing::fresh(&fresh).map_err(internal)?;
            let mut open = vault.held();
            let before = std::mem::replace(&mut open.sealing, sealing);
            let written = open.write(&vault.0.path);
            if written.is_err() {
                open.sealing = before;
            }
            written
        })
        .await
    }

    /// Writes nothing any more, and forgets what it holds: whoever still has it holds an old one.
    pub fn close(&self) {
        let mut open = self.held();
        open.closed = true;
        open.contents = Contents::new();
    }

    /// Whether somebody knows the passphrase.
    ///
    /// # Errors
    /// `PassphraseWrong`.
    pub async fn check(&self, passphrase: &Passphrase) -> Result<()> {
        let (vault, passphrase) = (self.clone(), passphrase.clone());
        slowly(move || {
            let right = vault.held().sealing.is_of(&passphrase).map_err(internal)?;
            if right { Ok(()) } else { Err(ErrorCode::PassphraseWrong.into()) }
        })
        .await
    }

    fn held(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn write(&self, path: &Path) -> Result<()> {
        if self.closed {
            return Err(ErrorCode::Locked.into());
        }
        let bytes = self.sealing.sealed(&self.contents).map_err(internal)?;
        if bytes.len() as u64 > LARGEST {
            return Err(Error::caused(ErrorCode::DiskTrouble, "a vault that large could not be read again"));
        }
        whole::write(path, &bytes).map_err(trouble)
    }
}

fn loaded(path: &Path) -> Result<Vec<u8>> {
    let size = std::fs::metadata(path).map_err(trouble)?.len();
    if size > LARGEST {
        return Err(unopened(path, Unopened::Damaged("it is too large")));
    }
    std::fs::read(path).map_err(trouble)
}

fn unopened(path: &Path, why: Unopened) -> Error {
    match why {
        Unopened::WrongPassphrase => ErrorCode::PassphraseWrong.into(),
        Unopened::Damaged(why) => Error::caused(ErrorCode::VaultUnusable { path: path.display().to_string() }, why),
    }
}

fn trouble(error: std::io::Error) -> Error {
    Error::caused(ErrorCode::DiskTrouble, error)
}

fn internal(error: Trouble) -> Error {
    Error { code: ErrorCode::Internal, server_said: None, source: Some(error) }
}

/// What takes a while has a thread of its own.
async fn slowly<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::caused(ErrorCode::Internal, error))?
}

#[cfg(test)]
mod tests;
