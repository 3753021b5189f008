//! The lock. With a vault the engine is closed, and what is on the disk stays shut without the passphrase; else the desk is
//! only hidden: nothing is shown, told or sent until somebody goes on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bailiwick_engine::error::{ErrorCode, KeychainFault, Problem};
use bailiwick_engine::keeping::{can_keychain, keeping_of};
use bailiwick_engine::{Engine, Keeping, Passphrase};
use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::time::Instant;

use super::{Desk, DeskState};
use crate::bindings::LockChanged;
use crate::error::{Answer, CommandError};
use crate::host::Host;

/// Where the secrets of real instances are, and whether the desk is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SecretState {
    /// Where they are.
    pub keeping: Keeping,
    /// Why it is for this session only; none when it is not.
    pub fault: Option<KeychainFault>,
    /// Whether the desk is locked.
    pub locked: bool,
    /// Whether locking closes everything, or only hides it.
    pub lock_is_real: bool,
    /// Whether there is a keychain that the secrets could move into.
    pub can_keychain: bool,
}

/// Whether the desk is locked, and how often somebody tried to unlock it in vain.
#[derive(Default)]
pub(crate) struct Lock {
    locked: AtomicBool,
    /// Whoever locks, unlocks or moves the vault does so one after another.
    pub turn: tokio::sync::Mutex<Attempts>,
    /// An engine that is off the desk and not closed yet: whoever ends the program waits for it.
    apart: Mutex<Option<Engine>>,
}

impl Lock {
    pub fn is_locked(&self) -> bool {
        self.locked.load(Ordering::Acquire)
    }

    /// Notes an engine that is taken off the desk, or that it is closed or back.
    pub fn put_apart(&self, engine: Option<Engine>) {
        *self.apart.lock().unwrap_or_else(PoisonError::into_inner) = engine;
    }

    /// The engine that is off the desk and not closed yet.
    pub fn apart(&self) -> Option<Engine> {
        self.apart.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// # Errors
    /// `Locked`.
    pub fn check(&self) -> Answer<()> {
        if self.is_locked() { Err(locked()) } else { Ok(()) }
    }

    /// Locks or unlocks, and tells the window if that is news.
    pub fn set(&self, locked: bool, host: &Arc<dyn Host>) {
        if self.locked.swap(locked, Ordering::AcqRel) != locked {
            host.lock_changed(LockChanged { locked });
        }
    }
}

fn locked() -> CommandError {
    CommandError(Problem { error: ErrorCode::Locked, server_said: None })
}

/// Passphrases that were wrong, one after another. The next one is tried only after a while: 1, 2, 4 … 30 seconds after the
/// last. It keeps nobody out who has the file; it keeps a stranger at the keyboard from trying many.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    wrong: u32,
    last: Option<Instant>,
}

impl Attempts {
    const LONGEST: Duration = Duration::from_secs(30);

    fn delay(&self) -> Duration {
        match self.wrong {
            0 => Duration::ZERO,
            wrong => Duration::from_secs(1 << (wrong - 1).min(5)).min(Self::LONGEST),
        }
    }

    /// Waits until the next one may be tried.
    pub async fn wait(&self) {
        if let Some(last) = self.last {
            tokio::time::sleep_until(last + self.delay()).await;
        }
    }

    /// Notes whether the last one was wrong, as the answer tells.
    pub fn note<T>(&mut self, answer: &bailiwick_engine::error::Result<T>) {
        match answer {
            Err(error) if error.code == ErrorCode::PassphraseWrong => {
                *self = Attempts { wrong: self.wrong.saturating_add(1), last: Some(Instant::now()) };
            }
            // What failed before it was tried proves nothing.
            Err(_) => {}
            Ok(_) => *self = Attempts::default(),
        }
    }
}

impl Desk {
    /// Locks the desk. One that is not open has nothing to lock.
    pub(crate) async fn lock(&self) -> Answer<DeskState> {
        let now = self.engine.borrow().clone();
        if self.lock.is_locked() || matches!(now, Some(Err(_))) {
            return self.state().await;
        }
        // Before anything is waited for: from here on nobody is answered, and nothing leaves.
        self.lock.set(true, &self.host);
        if let Some(Ok(engine)) = now {
            engine.set_hidden(true);
        }
        let _one_at_a_time = self.lock.turn.lock().await;
        if self.lock.is_locked()
            && let Ok(engine) = self.opened().await
        {
            // It may be another one by now: the secrets have moved meanwhile.
            engine.set_hidden(true);
            engine.drop_recovery_draft();
            if engine.keeping() == Keeping::Vault {
                engine.rest().await;
                self.lock.put_apart(Some(engine.clone()));
                self.engine.send_replace(Some(Err(locked().0)));
                engine.close().await;
                self.lock.put_apart(None);
            }
        }
        self.state().await
    }

    /// Unlocks the desk, with a vault by its passphrase.
    pub(crate) async fn unlock(&self, passphrase: Option<Passphrase>) -> Answer<DeskState> {
        let mut attempts = self.lock.turn.lock().await;
        if !self.lock.is_locked() {
            return self.state().await;
        }
        if let Ok(engine) = self.opened().await {
            self.lock.set(false, &self.host);
            engine.set_hidden(false);
            return self.state().await;
        }
        let passphrase = passphrase.ok_or_else(locked)?;
        attempts.wait().await;
        let opening = self.opening();
        let opened = opening.engine_with(Some(&passphrase)).await;
        attempts.note(&opened);
        match opened {
            Err(error) if matches!(error.code, ErrorCode::PassphraseWrong | ErrorCode::AlreadyOpen) => {
                return Err(error.into());
            }
            // The passphrase was right: what keeps the desk from opening is told as at any start.
            opened => {
                self.lock.set(false, &self.host);
                opening.note(opened.map_err(|error| CommandError::from(error).0)).await;
            }
        }
        self.state().await
    }

    /// Where the secrets are.
    pub(crate) async fn secrets(&self) -> SecretState {
        let opened = self.opened().await;
        let (keeping, fault) = match &opened {
            Ok(engine) => (engine.keeping(), engine.keychain_fault()),
            Err(_) => (keeping_of(&self.options), None),
        };
        let can_keychain = match keeping {
            Keeping::Keychain => true,
            Keeping::Vault => can_keychain(self.options.keychain).await,
            Keeping::Session => false,
        };
        let lock_is_real = keeping == Keeping::Vault;
        SecretState { keeping, fault, locked: self.lock.is_locked(), lock_is_real, can_keychain }
    }
}

#[cfg(test)]
mod tests {
    use bailiwick_engine::error::Error;

    use super::*;

    #[test]
    fn each_wrong_passphrase_makes_the_next_one_wait_longer_and_a_right_one_ends_it() {
        let mut attempts = Attempts::default();
        assert_eq!(attempts.delay(), Duration::ZERO);
        let wrong = || Err::<(), _>(Error::new(ErrorCode::PassphraseWrong));
        for seconds in [1, 2, 4, 8, 16, 30, 30, 30] {
            attempts.note(&wrong());
            assert_eq!(attempts.delay(), Duration::from_secs(seconds));
        }
        attempts.note(&Err::<(), _>(Error::new(ErrorCode::PassphraseShort { least: 10 })));
        assert_eq!(attempts.delay(), Duration::from_secs(30));
        attempts.note(&Ok(()));
        assert_eq!(attempts.delay(), Duration::ZERO);
    }
}
