//! The real home moves: into a vault, from this session's memory or from the keychain, and out of it again.
//!
//! The vault's file decides where the secrets are, and each move is done in an order in which a crash leaves one place that
//! has all of them. What may still lie in the keychain is written down in the vault, which cleans it away.

use std::path::Path;

use super::{Home, secret_names};
use crate::Keychain;
use crate::error::{Error, ErrorCode, KeychainFault, Result};
use crate::profile::ProfileId;
use crate::secret::vault::{self, Contents};
use crate::secret::{Entries, Passphrase, Secret, SecretPlace, Vault};
use crate::store::desk;
use crate::store::folder::DataFolder;

/// Under this name a vault keeps which names may still be in the keychain, one a line.
const LEFT_BEHIND: &str = "left-in-keychain";

impl Home {
    /// The vault, where the secrets are in one.
    ///
    /// # Errors
    /// `VaultUnusable` where there is none.
    pub fn vault(&self) -> Result<&Vault> {
        match &self.secrets {
            SecretPlace::Vault(vault) => Ok(vault),
            _ => Err(ErrorCode::VaultUnusable { path: vault::file(&self.root).display().to_string() }.into()),
        }
    }

    /// Makes a vault that has everything this home keeps. The home itself goes on as it was, until it is opened again.
    ///
    /// # Errors
    /// `PassphraseShort`; `KeyGone` where other files are in the way that a keychain's key opens; `KeychainUnusable`,
    /// `DiskTrouble`. Nothing is changed then.
    pub async fn make_vault(&self, folder: &DataFolder, passphrase: &Passphrase, ids: &[ProfileId]) -> Result<Vault> {
        passphrase.checked()?;
        if self.is_session_only() {
            free(folder.root())?;
        }
        Vault::make(folder.root(), passphrase, self.kept(ids).await?).await
    }

    /// Ends the move into a vault. The home's files are closed; a session's come along.
    ///
    /// # Errors
    /// `KeychainUnusable`: then the vault is gone again. `DiskTrouble`.
    pub async fn move_into(&self, folder: &DataFolder, vault: &Vault, ids: &[ProfileId]) -> Result<()> {
        // What came in since the vault was made.
        let kept = match self.kept(ids).await {
            Ok(kept) => kept,
            Err(error) => {
                vault::remove(folder.root())?;
                return Err(error);
            }
        };
        vault.change(move |contents| *contents = kept).await?;
        if self.is_session_only() {
            // Should it move into the keychain one day.
            Entries::of(folder.root())?.settle()?;
            folder.take_in(&self.root)?;
        }
        Ok(())
    }

    /// Puts everything of the vault into the keychain, which then has it as well.
    ///
    /// # Errors
    /// `KeychainUnusable`; `DiskTrouble`. The vault then stays what counts, and cleans up.
    pub async fn copy_to_keychain(&self, keychain: Keychain) -> Result<()> {
        if keychain == Keychain::Unused {
            return Err(ErrorCode::KeychainUnusable { why: KeychainFault::Unused }.into());
        }
        let vault = self.vault()?;
        let contents = bare(vault.contents());
        let names = joined(contents.keys());
        vault.change(move |contents| drop(contents.insert(LEFT_BEHIND.to_owned(), names))).await?;
        let keychain = SecretPlace::keychain(&self.root)?;
        for (name, secret) in contents {
            keychain.set(&name, &secret).await?;
            let back = keychain.get(&name).await?;
            if back.is_none_or(|back| back.expose() != secret.expose()) {
                let why = KeychainFault::Locked;
                return Err(Error::caused(ErrorCode::KeychainUnusable { why }, "it does not keep what it takes"));
            }
        }
        Ok(())
    }

    /// Forgets in the keychain what has moved into the vault.
    ///
    /// # Errors
    /// `KeychainUnusable`, `DiskTrouble`: it is tried again at the next start.
    pub async fn clear_keychain(&self) -> Result<()> {
        let SecretPlace::Vault(vault) = &self.secrets else { return Ok(()) };
        let Some(names) = vault.get(LEFT_BEHIND) else { return Ok(()) };
        let keychain = SecretPlace::keychain(&self.root)?;
        for name in names.expose().lines() {
            keychain.forget(name).await?;
        }
        vault.change(|contents| drop(contents.remove(LEFT_BEHIND))).await
    }

    /// Everything that this home keeps, with a word about what stays behind.
    async fn kept(&self, ids: &[ProfileId]) -> Result<Contents> {
        let mut contents = Contents::new();
        for name in secret_names(ids) {
            if let Some(secret) = self.secrets.get(&name).await? {
                contents.insert(name, secret);
            }
        }
        if matches!(self.secrets, SecretPlace::Keychain(_)) {
            contents.insert(LEFT_BEHIND.to_owned(), joined(contents.keys()));
        }
        Ok(contents)
    }
}

/// The contents of a vault that takes the place of a keychain which may still have all of these profiles.
pub(crate) fn instead_of_keychain(ids: &[ProfileId]) -> Contents {
    [(LEFT_BEHIND.to_owned(), joined(secret_names(ids).iter()))].into()
}

fn joined<'a>(names: impl Iterator<Item = &'a String>) -> Secret {
    Secret::new(names.cloned().collect::<Vec<_>>().join("\n"))
}

/// Without what only a vault has.
fn bare(mut contents: Contents) -> Contents {
    contents.remove(LEFT_BEHIND);
    contents
}

/// Whether nothing is where a session's files are to go. What is there has its key in a keychain that cannot be used just
/// now, and must not be lost.
fn free(root: &Path) -> Result<()> {
    let file = root.join(desk::FILE);
    if file.exists() || root.join("profiles").exists() {
        return Err(ErrorCode::KeyGone { path: file.display().to_string() }.into());
    }
    Ok(())
}
