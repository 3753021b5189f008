//! The recovery key: made, written down, and used when the keychain has lost the keys of the files.
//!
//! `keys` keeps `recovery.db`, in which the recovery key finds those keys; `backup` takes a journal elsewhere, under the
//! recovery key, and `restore` brings it back. Practice profiles have no part in this: their keys lie beside them.

mod backup;
mod keys;
mod restore;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use specta::Type;
use zeroize::Zeroizing;

pub use self::backup::{Backup, BackupFile, BackupList};
use crate::error::{Error, ErrorCode, KeychainFault, Problem, Result};
use crate::event::Event;
use crate::home::{Home, instead_of_keychain};
use crate::model::Timestamp;
use crate::profile::instance::Instance;
use crate::secret::recovery::{GROUPS, same_group};
use crate::secret::{Passphrase, RecoveryKey, SecretPlace, Vault, vault};
use crate::store::Files;
use crate::{Engine, Keychain, Options};

/// How many groups are typed again as a proof that the key was written down.
const ASKED: usize = 2;

/// Whether there is a recovery key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RecoveryState {
    /// Nothing is kept beyond this session, so there is nothing to recover.
    SessionOnly {
        /// Why there is no keychain.
        why: KeychainFault,
    },
    /// None was made.
    Missing,
    /// There is one.
    Kept {
        /// When it was made; none where that cannot be read.
        made_at: Option<Timestamp>,
        /// Why it would not open everything now.
        problem: Option<Problem>,
    },
}

/// A recovery key that is being written down.
#[derive(Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryDraft {
    /// Its groups, in their order. They are shown, and kept nowhere by the window.
    #[specta(type = Vec<String>)]
    pub groups: Zeroizing<Vec<String>>,
    /// Which are to be typed again, from 1, in rising order.
    pub asked: Vec<u32>,
}

impl std::fmt::Debug for RecoveryDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecoveryDraft").field("asked", &self.asked).finish_non_exhaustive()
    }
}

/// What a recovery key brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Recovered {
    /// Keys that the keychain has again.
    pub keys: u32,
}

/// What is remembered of the recovery key in this session.
#[derive(Debug, Default)]
pub(crate) struct Recovery {
    draft: Mutex<Option<(RecoveryKey, Vec<u32>)>>,
    /// Why `recovery.db` could not be written lately.
    problem: Mutex<Option<Problem>>,
}

impl Recovery {
    fn draft(&self) -> MutexGuard<'_, Option<(RecoveryKey, Vec<u32>)>> {
        self.draft.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn problem(&self) -> MutexGuard<'_, Option<Problem>> {
        self.problem.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// Whether there is a recovery key, and whether it would open everything.
    ///
    /// # Errors
    /// `KeychainUnusable`.
    pub async fn recovery(&self) -> Result<RecoveryState> {
        if let Some(why) = self.0.real.fault {
            return Ok(RecoveryState::SessionOnly { why });
        }
        let Some(key) = keys::kept(&self.0.real.secrets).await? else { return Ok(RecoveryState::Missing) };
        let (made_at, unread) = match crate::store::recovery::read(&self.0.real.root, &key).await {
            Ok(keys) => (Some(keys.made_at), None),
            Err(error) => (None, Some(Problem::from(&error))),
        };
        let problem = self.0.recovery.problem().clone().or(unread);
        Ok(RecoveryState::Kept { made_at, problem })
    }

    /// Makes a recovery key for the person to write down. It is in use only once [`Engine::keep_recovery_key`] was told so.
    ///
    /// # Errors
    /// `KeychainUnusable` where everything is for this session only.
    pub async fn draft_recovery_key(&self) -> Result<RecoveryDraft> {
        kept_home(&self.0.real)?;
        let random = |error| Error::caused(ErrorCode::Internal, error);
        let key = RecoveryKey::random().map_err(random)?;
        let mut asked = Vec::with_capacity(ASKED);
        while asked.len() < ASKED {
            let mut byte = [0];
            getrandom::fill(&mut byte).map_err(random)?;
            let number = u32::from(byte[0]) % u32::try_from(GROUPS).unwrap_or(u32::MAX) + 1;
            if !asked.contains(&number) {
                asked.push(number);
            }
        }
        asked.sort_unstable();
        let groups = Zeroizing::new(key.groups().iter().map(|group| group.as_str().to_owned()).collect());
        *self.0.recovery.draft() = Some((key, asked.clone()));
        Ok(RecoveryDraft { groups, asked })
    }

    /// Takes the drafted key into use, once the groups that were asked for were typed as they are. The one before opens
    /// nothing any more but the backups that were made with it.
    ///
    /// # Errors
    /// `RecoveryKeyMistyped` with the groups that were not typed as they are; `KeychainUnusable`, `DiskTrouble`.
    pub async fn keep_recovery_key(&self, typed: Vec<String>) -> Result<RecoveryState> {
        let typed = Zeroizing::new(typed);
        let (key, asked) =
            self.0.recovery.draft().clone().ok_or_else(|| Error::caused(ErrorCode::Internal, "no drafted key"))?;
        let groups = key.groups();
        let is_right = |(at, number): (usize, &u32)| {
            let group = usize::try_from(*number).ok().and_then(|number| groups.get(number - 1));
            typed.get(at).zip(group).is_some_and(|(typed, group)| same_group(typed, group))
        };
        let wrong: Vec<u32> =
            asked.iter().enumerate().filter(|&asked| !is_right(asked)).map(|(_, number)| *number).collect();
        if !wrong.is_empty() {
            return Err(ErrorCode::RecoveryKeyMistyped { groups: wrong }.into());
        }
        {
            let _one_at_a_time = self.0.desk.lock().await;
            let home = kept_home(&self.0.real)?;
            let written = keys::replace(home, &key, &self.real_profiles(), self.0.clock.now()).await;
            *self.0.recovery.problem() = written.as_ref().err().map(Problem::from);
            written?;
        }
        *self.0.recovery.draft() = None;
        self.recovery().await
    }

    /// Forgets the drafted key: it was not written down.
    pub fn drop_recovery_draft(&self) {
        *self.0.recovery.draft() = None;
    }

    /// Puts the keys back into the keychain that it has lost, and opens the journals that stayed closed for want of them.
    /// Tokens do not come back: they are asked for again.
    ///
    /// # Errors
    /// `RecoveryKeyMistyped`, `RecoveryKeyLength`, `RecoveryKeyWrong`, `NoRecoveryFile`: nothing was changed then.
    /// `KeychainUnusable`.
    pub async fn recover_with_key(&self, typed: String) -> Result<Recovered> {
        let key = typed_key(typed)?;
        let _one_at_a_time = self.0.desk.lock().await;
        let home = kept_home(&self.0.real)?;
        let keys = keys::put_back(&home.root, &home.secrets, &key).await?;
        for profile in self.real_profiles() {
            let instance = self.instance(&profile)?;
            if instance.journal.is_none() {
                self.reopen(&instance).await?;
            }
        }
        self.0.events.send(Event::Profiles);
        Ok(Recovered { keys })
    }

    /// The same where the desk cannot open: the keychain has lost the key of the desk file itself, the vault is damaged, or
    /// nobody knows its passphrase any more. With a fresh passphrase the keys are put into a new vault, else into the
    /// keychain. A vault that was there is set aside.
    ///
    /// # Errors
    /// As [`Engine::recover_with_key`], `PassphraseShort`, and what [`Engine::open`] has for the folder.
    pub async fn recover(options: &Options, typed: String, fresh: Option<&Passphrase>) -> Result<Recovered> {
        let key = typed_key(typed)?;
        if let Some(fresh) = fresh {
            fresh.checked()?;
        } else if options.keychain == Keychain::Unused {
            return Err(ErrorCode::KeychainUnusable { why: KeychainFault::Unused }.into());
        }
        let folder = crate::taken(&options.folder).await?;
        let root = folder.root();
        let keys = match fresh {
            Some(fresh) => {
                let known = keys::profiles_of(root, &key).await?;
                vault::copy_aside(root)?;
                let vault = Vault::make(root, fresh, instead_of_keychain(&known)).await?;
                keys::put_back(root, &SecretPlace::Vault(vault), &key).await?
            }
            None => {
                let keys = keys::put_back(root, &SecretPlace::keychain(root)?, &key).await?;
                vault::copy_aside(root)?;
                vault::remove(root)?;
                keys
            }
        };
        Ok(Recovered { keys })
    }

    /// Writes down the keys anew that the recovery key opens, where there is one. Who calls it holds the desk. That it
    /// fails costs nobody the profile: it is told with the recovery key, and tried again at the next start.
    pub(crate) async fn keep_recoverable(&self) {
        let home = &self.0.real;
        if kept_home(home).is_err() {
            return;
        }
        let written = keys::keep(home, &self.real_profiles(), self.0.clock.now()).await;
        if let Err(error) = &written {
            let cause = error.source.as_ref().map(ToString::to_string);
            tracing::warn!(code = error.code.name(), cause, "the recovery key does not open everything");
        }
        *self.0.recovery.problem() = written.as_ref().err().map(Problem::from);
    }

    /// The same in the background, for a start.
    pub(crate) fn keep_recoverable_soon(&self) {
        let engine = crate::WeakEngine(Arc::downgrade(&self.0));
        tokio::spawn(async move {
            let Some(engine) = engine.upgrade() else { return };
            let _one_at_a_time = engine.0.desk.lock().await;
            engine.keep_recoverable().await;
        });
    }

    /// Closes a profile's files and opens them again. Who calls it holds the desk.
    async fn reopen(&self, before: &Arc<Instance>) -> Result<()> {
        before.stop.send_replace(());
        let _no_decision_under_way = before.turns.all().await;
        self.0.exports.stop_of(&before.id).await;
        before.close().await;
        let instance = self.instance_of(before.record(), &before.home, Files::There).await?;
        instance.succeed(before);
        let instance = self.put(instance);
        Engine::settle_unsure(instance.clone());
        instance.tell().await;
        Ok(())
    }
}

/// The home, if it outlasts this session.
fn kept_home(home: &Home) -> Result<&Home> {
    match home.fault {
        Some(why) => Err(ErrorCode::KeychainUnusable { why }.into()),
        None => Ok(home),
    }
}

/// The typed key; the text is wiped.
fn typed_key(text: String) -> Result<RecoveryKey> {
    let text = Zeroizing::new(text);
    Ok(RecoveryKey::typed(&text)?)
}
