//! Checks the journals of a data folder without opening the desk: nothing in them is settled, brought up to date or sent.

use std::path::Path;

use crate::decision::ChainReport;
use crate::error::{Error, ErrorCode, KeychainFault, Result};
use crate::profile::ProfileId;
use crate::secret::{SecretPlace, vault};
use crate::store::desk::{self, DeskStore};
use crate::store::folder::{DataFolder, profile_folder};
use crate::store::journal::{self, Journal};
use crate::{Engine, Keychain, home};

/// What was found of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JournalCheck {
    /// A profile's journal.
    Journal {
        /// The name that the person gave the profile.
        name: String,
        /// Its chain, or why it could not be gone through.
        found: std::result::Result<ChainReport, ErrorCode>,
    },
    /// A list of profiles that cannot be read: whose journals there are is not known.
    NoList {
        /// Why.
        code: ErrorCode,
    },
}

impl Engine {
    /// Goes through the receipts of every journal in a data folder that no engine holds.
    ///
    /// # Errors
    /// `AlreadyOpen` while the desk runs, `FolderUnusable` when there is no such folder.
    pub async fn check_journals(folder: &Path, keychain: Keychain) -> Result<Vec<JournalCheck>> {
        let folder = DataFolder::hold(folder)?;
        let mut checks = Vec::new();
        let real = match keychain {
            _ if vault::file(folder.root()).exists() => Err(ErrorCode::Locked),
            Keychain::System => SecretPlace::keychain(folder.root()).map_err(|error| error.code),
            Keychain::Unused => Err(ErrorCode::KeychainUnusable { why: KeychainFault::Unused }),
        };
        let practice = folder.practice();
        let secrets = home::practice_secrets(&practice);
        for (root, secrets) in [(folder.root(), real), (practice.as_path(), Ok(secrets))] {
            if !root.join(desk::FILE).exists() {
                continue;
            }
            match secrets {
                Ok(secrets) => checks.extend(of_home(root, &secrets).await),
                Err(code) => checks.push(JournalCheck::NoList { code }),
            }
        }
        Ok(checks)
    }
}

async fn of_home(root: &Path, secrets: &SecretPlace) -> Vec<JournalCheck> {
    let listed = async { DeskStore::names(root, &home::kept_desk_key(secrets, root).await?).await };
    let profiles = match listed.await {
        Ok(profiles) => profiles,
        Err(error) => return vec![JournalCheck::NoList { code: error.code }],
    };
    let mut checks = Vec::with_capacity(profiles.len());
    for (profile, name) in profiles {
        let found = checked(root, secrets, &profile).await.map_err(|error| error.code);
        checks.push(JournalCheck::Journal { name, found });
    }
    checks
}

async fn checked(root: &Path, secrets: &SecretPlace, profile: &ProfileId) -> Result<ChainReport> {
    let key = home::kept_file_key(secrets, root, profile).await?;
    let folder = profile_folder(root, profile);
    let journal = Journal::look(&folder, &key).await?;
    let found = journal.verify(|_| ()).await;
    journal.close().await;
    // Not a database, of another key, or from a version without receipts: whichever it is, it cannot be read here.
    let path = folder.join(journal::FILE).display().to_string();
    found.map_err(|error| Error { code: ErrorCode::StoreUnusable { path }, ..error })
}
