//! Where the secrets of real instances are kept, and how that is changed: the keychain, a vault, this session.

use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::error::Result;
use crate::profile::ProfileId;
use crate::secret::{Keeping, Passphrase, has_keychain, vault};
use crate::{Engine, Keychain, Options};

/// A keychain that does not say sooner whether it is there is none that one could move into.
const PATIENCE: Duration = Duration::from_secs(5);

/// No decision takes longer, its second step and what undoes it included.
const LONGEST_DECISION: Duration = Duration::from_secs(90);

/// Whether there is a keychain that secrets could be moved into. It is not asked for anything.
pub async fn can_keychain(keychain: Keychain) -> bool {
    let asked = || tokio::time::timeout(PATIENCE, tokio::task::spawn_blocking(has_keychain));
    keychain == Keychain::System && asked().await.is_ok_and(|there| there.unwrap_or_default())
}

/// Where a desk that is not open keeps its secrets, as far as that can be seen.
pub fn keeping_of(options: &Options) -> Keeping {
    match options.keychain {
        _ if vault::file(&options.folder).exists() => Keeping::Vault,
        Keychain::System => Keeping::Keychain,
        Keychain::Unused => Keeping::Session,
    }
}

impl Engine {
    /// Opens the desk as [`Engine::open`] does, and its vault with the passphrase.
    ///
    /// # Errors
    /// As [`Engine::open`], and `PassphraseWrong`, `VaultUnusable`.
    pub async fn unlock(options: Options, passphrase: &Passphrase) -> Result<Self> {
        Self::open_with(options, Some(passphrase)).await
    }

    /// Where the secrets of real instances are.
    pub fn keeping(&self) -> Keeping {
        self.0.real.keeping()
    }

    /// Moves everything that is kept for real instances into a vault, with the instances of a desk that was for this
    /// session only. The engine is closed by that: it is to be opened again with the passphrase.
    ///
    /// # Errors
    /// `PassphraseShort`; `KeyGone` where a desk is in the way whose keychain cannot be used; `KeychainUnusable`,
    /// `DiskTrouble`. [`Engine::is_closed`] tells whether it has to be opened again all the same.
    pub async fn make_vault(&self, passphrase: &Passphrase) -> Result<()> {
        let _one_at_a_time = self.0.desk.lock().await;
        let (real, ids) = (&self.0.real, self.real_profiles());
        let vault = real.make_vault(&self.0.folder, passphrase, &ids).await?;
        self.close_files().await;
        let moved = real.move_into(&self.0.folder, &vault, &ids).await;
        self.0.folder.release();
        moved
    }

    /// Moves everything out of the vault into the keychain. The engine is closed by that, as by [`Engine::make_vault`].
    ///
    /// # Errors
    /// `PassphraseWrong`, `KeychainUnusable`, `DiskTrouble`: then the vault stays.
    pub async fn leave_vault(&self, keychain: Keychain, passphrase: &Passphrase) -> Result<()> {
        let _one_at_a_time = self.0.desk.lock().await;
        let real = &self.0.real;
        real.vault()?.check(passphrase).await?;
        if let Err(error) = real.copy_to_keychain(keychain).await {
            self.clear_keychain_soon(keychain);
            return Err(error);
        }
        self.close_files().await;
        // What came in since.
        let copied = real.copy_to_keychain(keychain).await;
        let moved = copied.and_then(|()| vault::remove(&real.root));
        real.secrets.close();
        self.0.folder.release();
        moved
    }

    /// Puts another passphrase in the place of the vault's.
    ///
    /// # Errors
    /// `PassphraseWrong`, `PassphraseShort`, `DiskTrouble`; `VaultUnusable` where there is no vault.
    pub async fn change_passphrase(&self, old: &Passphrase, fresh: &Passphrase) -> Result<()> {
        self.0.real.vault()?.change_passphrase(old, fresh).await
    }

    /// Says whether the desk is hidden behind a lock: while it is, no hold is counted and nothing leaves, for nobody could
    /// take it back.
    pub fn set_hidden(&self, hidden: bool) {
        self.0.hidden.store(hidden, Ordering::Release);
        if !hidden {
            self.instances().values().for_each(|instance| instance.bell.notify_one());
        }
    }

    /// Waits until no decision is under way, for longer than a request and what undoes it take. Of a hidden desk no other begins.
    pub async fn rest(&self) {
        let instances: Vec<_> = self.instances().values().cloned().collect();
        let all_rest = async {
            for instance in instances {
                drop(instance.under_way.write().await);
            }
        };
        if tokio::time::timeout(LONGEST_DECISION, all_rest).await.is_err() {
            tracing::warn!("a decision is still under way; its account is looked up at the next start");
        }
    }

    /// Cleans up in the background what may still be in the keychain of what has moved into the vault.
    pub(crate) fn clear_keychain_soon(&self, keychain: Keychain) {
        if keychain == Keychain::Unused {
            return;
        }
        let engine = crate::WeakEngine(std::sync::Arc::downgrade(&self.0));
        tokio::spawn(async move {
            let Some(engine) = engine.upgrade() else { return };
            let _one_at_a_time = engine.0.desk.lock().await;
            if let Err(error) = engine.0.real.clear_keychain().await {
                tracing::warn!(code = error.code.name(), "what has moved into the vault is still in the keychain, too");
            }
        });
    }

    pub(crate) fn real_profiles(&self) -> Vec<ProfileId> {
        let instances = self.instances();
        let real = instances.values().filter(|instance| std::sync::Arc::ptr_eq(&instance.home, &self.0.real));
        real.map(|instance| instance.id.clone()).collect()
    }
}
