//! What a crash left of profiles that were coming or going, and of homes that were moving.

use super::{Home, PER_PROFILE};
use crate::error::Result;
use crate::profile::ProfileId;
use crate::secret::SecretPlace;

impl Home {
    /// Cleans away what is left of profiles that a crash stopped on their way.
    ///
    /// # Errors
    /// `KeychainUnusable`, `DiskTrouble`: what is left then is tried again at the next start.
    pub async fn tidy(&self) -> Result<()> {
        for profile in self.desk.passages().await? {
            self.clean(&profile).await?;
        }
        self.drop_strays().await
    }

    /// Forgets and deletes all that a profile has which is not on the desk (any more), and then that it was on its way.
    ///
    /// # Errors
    /// As [`Home::tidy`].
    pub async fn clean(&self, profile: &ProfileId) -> Result<()> {
        let secrets = self.forget_secrets(profile).await;
        // Also where the keychain keeps their key: what is not there cannot be opened.
        self.delete_files(profile)?;
        secrets?;
        self.desk.passed(profile).await
    }

    /// Secrets of nobody in a vault: a session that was cut off while it moved in leaves its own. A keychain cannot be gone
    /// through, and needs not be: nothing moves into it without the vault's word.
    async fn drop_strays(&self) -> Result<()> {
        let SecretPlace::Vault(vault) = &self.secrets else { return Ok(()) };
        let known: Vec<String> = self.desk.profiles().await?.into_iter().map(|profile| profile.id.0).collect();
        let is_stray = move |name: &str| {
            let owner = PER_PROFILE.iter().find_map(|ending| name.strip_suffix(ending));
            owner.is_some_and(|owner| uuid::Uuid::parse_str(owner).is_ok() && known.iter().all(|id| id != owner))
        };
        if vault.contents().keys().any(|name| is_stray(name)) {
            vault.change(move |contents| contents.retain(|name, _| !is_stray(name))).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
