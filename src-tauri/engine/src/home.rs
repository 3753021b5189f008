//! A home: one folder with a desk file, its profiles' folders, and the place of its secrets.
//!
//! There are two. The real one is kept by the system's keychain, or lasts for this session only. The practice one holds
//! made-up data and always survives restarts, because its secrets lie beside it.

use std::path::{Path, PathBuf};

use crate::Keychain;
use crate::error::{Error, ErrorCode, KeychainFault, Result};
use crate::profile::{ProfileId, TokenPlace};
use crate::secret::{Secret, SecretPlace};
use crate::store::Key;
use crate::store::desk::DeskStore;
use crate::store::folder::{DataFolder, make_private, profile_folder};

/// The name of the desk file's key among the secrets.
const DESK_KEY: &str = "desk/key";

/// An open home.
#[derive(Debug)]
pub(crate) struct Home {
    pub root: PathBuf,
    pub secrets: SecretPlace,
    pub desk: DeskStore,
    /// Why the keychain is not used, for the real home.
    pub fault: Option<KeychainFault>,
}

impl Home {
    /// Opens the real home: with the keychain, or without one for this session only.
    pub async fn open_real(folder: &DataFolder, keychain: Keychain) -> Result<Self> {
        let why = match keychain {
            Keychain::Unused => KeychainFault::Unused,
            Keychain::System => match open_kept(folder.root(), SecretPlace::Keychain).await {
                Err(Error { code: ErrorCode::KeychainUnusable { why }, source, .. }) => {
                    tracing::warn!(
                        ?why,
                        cause = source.map(|source| source.to_string()),
                        "no keychain: this session only"
                    );
                    why
                }
                other => return other,
            },
        };
        let home = open_kept(&folder.session(), SecretPlace::session()).await?;
        Ok(Home { fault: Some(why), ..home })
    }

    /// Opens the practice home. One that is broken is set aside and made anew: its people are made up, and nothing in it
    /// may keep the real desk from opening.
    pub async fn open_practice(folder: &DataFolder) -> Result<Self> {
        let root = folder.practice();
        let place = SecretPlace::Practice(root.join("secrets.json"));
        match open_kept(&root, place.clone()).await {
            Err(Error { code: ErrorCode::StoreUnusable { .. }, source, .. }) => {
                tracing::warn!(cause = source.map(|source| source.to_string()), "the practice folder is set aside");
                let aside = root.with_extension("broken");
                let moved = match std::fs::remove_dir_all(&aside) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
                    _ => std::fs::rename(&root, &aside),
                };
                moved.map_err(|error| Error::caused(ErrorCode::DiskTrouble, error))?;
                open_kept(&root, place).await
            }
            other => other,
        }
    }

    /// Whether this is the home of made-up data.
    pub const fn is_practice(&self) -> bool {
        matches!(self.secrets, SecretPlace::Practice(_))
    }

    /// Whether everything goes with this session.
    pub const fn is_session_only(&self) -> bool {
        matches!(self.secrets, SecretPlace::Session(_))
    }

    /// Where its tokens are, in words for the desk.
    pub const fn token_place(&self) -> TokenPlace {
        match self.secrets {
            SecretPlace::Keychain => TokenPlace::Keychain,
            SecretPlace::Session(_) => TokenPlace::SessionOnly,
            SecretPlace::Practice(_) => TokenPlace::Practice,
        }
    }

    /// The folder of one profile.
    pub fn profile_folder(&self, profile: &ProfileId) -> PathBuf {
        profile_folder(&self.root, profile)
    }

    /// The token of one profile, if it is kept.
    pub async fn token(&self, profile: &ProfileId) -> Result<Option<Secret>> {
        self.secrets.get(&token_name(profile)).await
    }

    /// Keeps the token of one profile.
    pub async fn keep_token(&self, profile: &ProfileId, token: &Secret) -> Result<()> {
        self.secrets.set(&token_name(profile), token).await
    }

    /// The key of one profile's files. A new one is made only where no files wait for the old one.
    pub async fn file_key(&self, profile: &ProfileId) -> Result<Key> {
        let folder = self.profile_folder(profile);
        let journal = folder.join("journal.db");
        key(&self.secrets, &format!("{}/key", profile.0), &journal).await
    }

    /// Forgets token and key of one profile: its files are unreadable from here on.
    pub async fn forget_secrets(&self, profile: &ProfileId) -> Result<()> {
        self.secrets.forget(&token_name(profile)).await?;
        self.secrets.forget(&format!("{}/key", profile.0)).await
    }

    /// Deletes the files of one profile.
    pub fn delete_files(&self, profile: &ProfileId) -> Result<()> {
        match std::fs::remove_dir_all(self.profile_folder(profile)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::caused(ErrorCode::DiskTrouble, error))
            }
            _ => Ok(()),
        }
    }

    /// Closes the desk file; a home of this session only goes with it.
    pub async fn close(&self) {
        self.desk.close().await;
        if self.is_session_only()
            && let Err(error) = std::fs::remove_dir_all(&self.root)
        {
            tracing::warn!(%error, "the session's folder could not be deleted; its key is gone with this process");
        }
    }
}

fn token_name(profile: &ProfileId) -> String {
    format!("{}/token", profile.0)
}

async fn open_kept(root: &Path, secrets: SecretPlace) -> Result<Home> {
    // Asked first: without a keychain nothing is made in the folder that a keychain is meant to protect.
    let key = key(&secrets, DESK_KEY, &root.join("desk.db")).await?;
    make_private(root)
        .map_err(|error| Error::caused(ErrorCode::FolderUnusable { path: root.display().to_string() }, error))?;
    let desk = DeskStore::open(root, &key).await?;
    Ok(Home { root: root.to_owned(), secrets, desk, fault: None })
}

/// The kept key, or a new one when the file that it opens does not exist. A file whose key is gone is told, not replaced.
async fn key(secrets: &SecretPlace, name: &str, file: &Path) -> Result<Key> {
    let unusable = || ErrorCode::StoreUnusable { path: file.display().to_string() };
    match secrets.get(name).await? {
        Some(kept) => Key::from_kept(kept).ok_or_else(|| Error::caused(unusable(), "the kept key is no key")),
        None if file.exists() => Err(Error::caused(unusable(), "the keychain has no key for this file")),
        None => {
            let fresh = Key::random().map_err(|error| Error::caused(ErrorCode::Internal, error))?;
            if let SecretPlace::Practice(path) = secrets
                && let Some(folder) = path.parent()
            {
                make_private(folder).map_err(|error| Error::caused(ErrorCode::DiskTrouble, error))?;
            }
            secrets.set(name, fresh.secret()).await?;
            Ok(fresh)
        }
    }
}
