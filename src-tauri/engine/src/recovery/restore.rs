//! Restores a journal from a backup, where there is none that opens, or nothing was ever decided.

use std::path::Path;
use std::sync::Arc;

use super::{backup::about, keys, typed_key};
use crate::Engine;
use crate::error::{Error, ErrorCode, Result};
use crate::profile::instance::Instance;
use crate::profile::{ProfileId, ProfileView};
use crate::secret::RecoveryKey;
use crate::store::backup;

impl Engine {
    /// Puts the backup of this name in the folder in the place of the profile's journal, which is missing, does not open, or
    /// has no decision in it, as on a computer where the instance was just connected; what was there is set aside. Without a typed key, the one that the keychain has is tried.
    ///
    /// # Errors
    /// `JournalOpens`: nothing is put in the place of one that does and has decisions, nor of one that does once the recovery key has brought
    /// its key back. `RecoveryKeyMistyped`, `RecoveryKeyLength`, `RecoveryKeyWrong`, `NoRecoveryKey`; `BackupUnusable`,
    /// `BackupTooNew`, `BackupOfAnother`; `KeychainUnusable`, `DiskTrouble`.
    pub async fn restore_journal(
        &self,
        profile: &ProfileId,
        folder: &Path,
        name: &str,
        typed: Option<String>,
    ) -> Result<ProfileView> {
        let file = folder.join(Path::new(name).file_name().ok_or(ErrorCode::BackupUnusable)?);
        let typed = typed.map(typed_key).transpose()?;
        let _one_at_a_time = self.0.desk.lock().await;
        let instance = self.recoverable(profile)?;
        if has_decisions(&instance).await? {
            return Err(ErrorCode::JournalOpens.into());
        }
        let key = match typed {
            Some(key) => key,
            None => keys::kept(&instance.home.secrets).await?.ok_or(ErrorCode::NoRecoveryKey)?,
        };
        let folder = instance.home.profile_folder(profile);
        let (part, whose) = backup::taken(&file, &folder, &key).await?;
        let wanted = about(&instance);
        if (&whose.base, &whose.person) != (&wanted.base, &wanted.person) {
            let address = crate::platform::BaseUrl::from_stored(&whose.base);
            let address = address.map_or(whose.base, |base| base.for_people());
            return Err(ErrorCode::BackupOfAnother { address, username: whose.username }.into());
        }
        let instance = self.opened_by(instance, &key).await?;
        let own = match instance.home.file_key(profile).await {
            // Whatever lies there, nobody can read it any more.
            Err(Error { code: ErrorCode::KeyGone { .. }, .. }) => instance.home.renew_file_key(profile).await?,
            other => other?,
        };
        make_way(&instance).await?;
        let put = backup::put_in_place(&part, &folder, &key, &own).await;
        // Also where it failed: the one that was there was closed.
        self.reopen(&instance).await?;
        put?;
        self.keep_recoverable().await;
        let instance = self.instance(profile)?;
        match instance.journal_problem() {
            Some(problem) => Err(problem.into()),
            None => instance.view().await,
        }
    }

    /// The profile, if its journal stays closed although the recovery keys at hand brought back what they have: the journal
    /// that is there has more than any backup of it. The backup may be an older key's than the one of this desk.
    async fn opened_by(&self, mut instance: Arc<Instance>, key: &RecoveryKey) -> Result<Arc<Instance>> {
        let home = instance.home.clone();
        for key in [Some(key.clone()), keys::kept(&home.secrets).await?].into_iter().flatten() {
            match keys::put_back(&home.root, &home.secrets, &key).await {
                Ok(0) | Err(Error { code: ErrorCode::NoRecoveryFile { .. } | ErrorCode::RecoveryKeyWrong, .. }) => {}
                Ok(_) => {
                    self.reopen(&instance).await?;
                    instance = self.instance(&instance.id)?;
                    if has_decisions(&instance).await? {
                        return Err(ErrorCode::JournalOpens.into());
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(instance)
    }
}

/// Whether the journal opens and has something that a backup may not have.
async fn has_decisions(instance: &Instance) -> Result<bool> {
    match &instance.journal {
        Some(journal) => Ok(journal.number().await? > 0),
        None => Ok(false),
    }
}

/// Closes a journal in which nothing was ever decided, so that another can take its place.
async fn make_way(instance: &Instance) -> Result<()> {
    let _no_decision_meanwhile = instance.turns.all().await;
    if has_decisions(instance).await? {
        return Err(ErrorCode::JournalOpens.into());
    }
    if let Some(journal) = &instance.journal {
        journal.close().await;
    }
    Ok(())
}
