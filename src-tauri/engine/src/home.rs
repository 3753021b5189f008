//! A home: one folder with a desk file, its profiles' folders, and the place of its secrets.
//!
//! There are two. The real one is kept by the system's keychain or by a vault, or lasts for this session only. The practice
//! one holds made-up data and always survives restarts, because its secrets lie beside it. `tidy` cleans up after crashes,
//! `moving` changes the place of the real one's secrets.

mod moving;
mod tidy;

use std::path::{Path, PathBuf};

use crate::Keychain;
use crate::error::{Error, ErrorCode, KeychainFault, Result};
use crate::profile::{ProfileId, TokenPlace};
use crate::secret::{Credential, Keeping, Passphrase, Secret, SecretPlace, Vault, vault};
use crate::store::desk::{self, DeskStore};
use crate::store::folder::{DataFolder, make_private, profile_folder};
use crate::store::{Key, journal};

/// The name of the desk file's key among the secrets.
pub(crate) const DESK_KEY: &str = "desk/key";

/// The name of the recovery key among the secrets.
pub(crate) const RECOVERY_KEY: &str = "recovery";

/// The name of a profile's key among the secrets, after its id.
const FILE_KEY: &str = "/key";

/// The name of what opens a profile's server, after its id.
const TOKEN: &str = "/token";

/// The name of a client certificate with its key, after the profile's id.
const CLIENT: &str = "/client";

/// All that a profile has among the secrets, after its id: what is not in this list is left behind when the profile goes, and
/// when the secrets move.
const PER_PROFILE: [&str; 3] = [FILE_KEY, TOKEN, CLIENT];

const NO_KEY: &str = "the keychain has no key for this file";

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
    /// Opens the real home: with the vault where there is one, with the keychain, or without either for this session only.
    pub async fn open_real(folder: &DataFolder, keychain: Keychain, typed: Option<&Passphrase>) -> Result<Self> {
        if vault::is_there(folder.root())? {
            // Whatever the vault keeps goes with its file.
            crate::forgetting::resume(folder, &SecretPlace::session()).await?;
        }
        if vault::is_there(folder.root())? {
            let vault = Vault::open(folder.root(), typed.ok_or(ErrorCode::Locked)?).await?;
            folder.finish_taking_in()?;
            return open_kept(folder.root(), SecretPlace::Vault(vault)).await;
        }
        let why = match keychain {
            Keychain::Unused => {
                // Files of a keychain's desk are left to a start that can reach their keys.
                if !folder.root().join(desk::FILE).exists() {
                    crate::forgetting::resume(folder, &SecretPlace::session()).await?;
                }
                KeychainFault::Unused
            }
            Keychain::System => match open_in_keychain(folder).await {
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
        let place = practice_secrets(&root);
        match open_kept(&root, place.clone()).await {
            Err(Error { code: ErrorCode::StoreUnusable { .. } | ErrorCode::KeyGone { .. }, source, .. }) => {
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

    /// Where its secrets are, for the real home.
    pub const fn keeping(&self) -> Keeping {
        match self.secrets {
            SecretPlace::Keychain(_) => Keeping::Keychain,
            SecretPlace::Vault(_) => Keeping::Vault,
            SecretPlace::Session(_) | SecretPlace::Practice(_) => Keeping::Session,
            #[cfg(test)]
            SecretPlace::Faulty(_) => Keeping::Keychain,
        }
    }

    /// Where its tokens are, in words for the desk.
    pub const fn token_place(&self) -> TokenPlace {
        match self.secrets {
            SecretPlace::Keychain(_) => TokenPlace::Keychain,
            SecretPlace::Vault(_) => TokenPlace::Vault,
            SecretPlace::Session(_) => TokenPlace::SessionOnly,
            SecretPlace::Practice(_) => TokenPlace::Practice,
            #[cfg(test)]
            SecretPlace::Faulty(_) => TokenPlace::Keychain,
        }
    }

    /// The folder of one profile.
    pub fn profile_folder(&self, profile: &ProfileId) -> PathBuf {
        profile_folder(&self.root, profile)
    }

    /// What opens the server of one profile, if it is kept.
    pub async fn credential(&self, profile: &ProfileId) -> Result<Option<Credential>> {
        Ok(self.secrets.get(&token_name(profile)).await?.as_ref().map(Credential::from_kept))
    }

    /// Keeps what opens the server of one profile.
    pub async fn keep_credential(&self, profile: &ProfileId, credential: &Credential) -> Result<()> {
        self.secrets.set(&token_name(profile), &credential.kept()?).await
    }

    /// The client certificate of one profile with its key, if there is one.
    pub async fn client(&self, profile: &ProfileId) -> Result<Option<Secret>> {
        self.secrets.get(&client_name(profile)).await
    }

    /// Keeps the client certificate of one profile with its key.
    pub async fn keep_client(&self, profile: &ProfileId, client: &Secret) -> Result<()> {
        self.secrets.set(&client_name(profile), client).await
    }

    /// Forgets the client certificate of one profile.
    pub async fn forget_client(&self, profile: &ProfileId) -> Result<()> {
        self.secrets.forget(&client_name(profile)).await
    }

    /// The key of one profile's files. A new one is made only where no files wait for the old one.
    pub async fn file_key(&self, profile: &ProfileId) -> Result<Key> {
        let journal = self.profile_folder(profile).join(journal::FILE);
        key(&self.secrets, &key_name(profile), &journal).await
    }

    /// Makes a new key for one profile's files, in the place of one that is gone.
    pub async fn renew_file_key(&self, profile: &ProfileId) -> Result<Key> {
        let fresh = Key::random().map_err(|error| Error::caused(ErrorCode::Internal, error))?;
        self.secrets.set(&key_name(profile), fresh.secret()).await?;
        Ok(fresh)
    }

    /// Forgets what opens the server of one profile.
    pub async fn forget_credential(&self, profile: &ProfileId) -> Result<()> {
        self.secrets.forget(&token_name(profile)).await
    }

    /// Forgets everything of one profile, its key first: its files are unreadable from then on.
    pub async fn forget_secrets(&self, profile: &ProfileId) -> Result<()> {
        for ending in PER_PROFILE {
            self.secrets.forget(&format!("{}{ending}", profile.0)).await?;
        }
        Ok(())
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

    /// Deletes the files of a home that is for this session only. They are closed.
    pub fn end_session(&self) {
        if self.is_session_only()
            && let Err(error) = std::fs::remove_dir_all(&self.root)
        {
            tracing::warn!(%error, "the session's folder could not be deleted; its key is gone with this process");
        }
    }
}

pub(crate) use moving::instead_of_keychain;

/// Where the practice home's secrets are.
pub(crate) fn practice_secrets(root: &Path) -> SecretPlace {
    SecretPlace::Practice(root.join("secrets.json"))
}

/// The key of a desk file that is there.
pub(crate) async fn kept_desk_key(secrets: &SecretPlace, root: &Path) -> Result<Key> {
    let file = root.join(desk::FILE);
    kept_key(secrets, DESK_KEY, &file).await?.ok_or_else(|| gone(&file, NO_KEY))
}

/// The key of a profile's files that are there.
pub(crate) async fn kept_file_key(secrets: &SecretPlace, root: &Path, profile: &ProfileId) -> Result<Key> {
    let file = profile_folder(root, profile).join(journal::FILE);
    let kept = kept_key(secrets, &key_name(profile), &file).await?;
    kept.ok_or_else(|| gone(&file, NO_KEY))
}

/// The file that a key of this name opens; none for a name that is no key's.
pub(crate) fn file_of_key(root: &Path, name: &str) -> Option<PathBuf> {
    if name == DESK_KEY {
        return Some(root.join(desk::FILE));
    }
    Some(profile_folder(root, &profile_of_key(name)?).join(journal::FILE))
}

/// The profile whose files a key of this name opens.
pub(crate) fn profile_of_key(name: &str) -> Option<ProfileId> {
    // The id becomes a part of a path.
    let id = uuid::Uuid::parse_str(name.strip_suffix(FILE_KEY)?).ok()?;
    Some(ProfileId(id.to_string()))
}

/// The names of the keys of everything that must not be lost, among the secrets.
pub(crate) fn key_names(profiles: &[ProfileId]) -> Vec<String> {
    std::iter::once(DESK_KEY.to_owned()).chain(profiles.iter().map(key_name)).collect()
}

/// The names of everything that the real home may keep.
fn secret_names(profiles: &[ProfileId]) -> Vec<String> {
    let of = |profile: &ProfileId| PER_PROFILE.map(|ending| format!("{}{ending}", profile.0));
    let own = [DESK_KEY.to_owned(), RECOVERY_KEY.to_owned()];
    own.into_iter().chain(profiles.iter().flat_map(of)).collect()
}

/// Forgets every secret of these profiles and of the home itself, the key of the desk file last.
pub(crate) async fn forget_all(secrets: &SecretPlace, profiles: &[ProfileId]) -> Result<()> {
    for name in secret_names(profiles).iter().rev() {
        secrets.forget(name).await?;
    }
    Ok(())
}

fn key_name(profile: &ProfileId) -> String {
    format!("{}{FILE_KEY}", profile.0)
}

fn token_name(profile: &ProfileId) -> String {
    format!("{}{TOKEN}", profile.0)
}

fn client_name(profile: &ProfileId) -> String {
    format!("{}{CLIENT}", profile.0)
}

/// What was to be forgotten with everything goes first.
async fn open_in_keychain(folder: &DataFolder) -> Result<Home> {
    crate::forgetting::resume(folder, &SecretPlace::keychain(folder.root())?).await?;
    open_kept(folder.root(), SecretPlace::keychain(folder.root())?).await
}

async fn open_kept(root: &Path, secrets: SecretPlace) -> Result<Home> {
    // Asked first: without a keychain nothing is made in the folder that a keychain is meant to protect.
    let key = key(&secrets, DESK_KEY, &root.join(desk::FILE)).await?;
    make_private(root)
        .map_err(|error| Error::caused(ErrorCode::FolderUnusable { path: root.display().to_string() }, error))?;
    let desk = DeskStore::open(root, &key).await?;
    Ok(Home { root: root.to_owned(), secrets, desk, fault: None })
}

/// The kept key, or a new one when the file that it opens does not exist. A file whose key is gone is told, not replaced.
async fn key(secrets: &SecretPlace, name: &str, file: &Path) -> Result<Key> {
    match kept_key(secrets, name, file).await? {
        Some(kept) => Ok(kept),
        None if file.exists() => Err(gone(file, NO_KEY)),
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

async fn kept_key(secrets: &SecretPlace, name: &str, file: &Path) -> Result<Option<Key>> {
    let read = |kept| Key::from_kept(kept).ok_or_else(|| gone(file, "the kept key is no key"));
    secrets.get(name).await?.map(read).transpose()
}

fn gone(file: &Path, why: &'static str) -> Error {
    Error::caused(ErrorCode::KeyGone { path: file.display().to_string() }, why)
}
