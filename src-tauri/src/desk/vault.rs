//! The secrets move: into a vault, out of it, under another passphrase, or back by the recovery key.

use bailiwick_engine::recovery::Recovered;
use bailiwick_engine::{Engine, Passphrase, error};

use super::{Desk, DeskState};
use crate::error::Answer;

impl Desk {
    pub(crate) async fn make_vault(&self, passphrase: Passphrase) -> Answer<DeskState> {
        let _one_at_a_time = self.lock.turn.lock().await;
        let engine = self.aside().await?;
        let made = engine.make_vault(&passphrase).await;
        self.back(engine, made, passphrase).await
    }

    pub(crate) async fn leave_vault(&self, passphrase: Passphrase) -> Answer<DeskState> {
        let mut attempts = self.lock.turn.lock().await;
        attempts.wait().await;
        let engine = self.aside().await?;
        let left = engine.leave_vault(self.options.keychain, &passphrase).await;
        attempts.note(&left);
        self.back(engine, left, passphrase).await
    }

    pub(crate) async fn change_passphrase(&self, old: Passphrase, fresh: Passphrase) -> Answer<()> {
        let mut attempts = self.lock.turn.lock().await;
        attempts.wait().await;
        let changed = self.engine().await?.change_passphrase(&old, &fresh).await;
        attempts.note(&changed);
        Ok(changed?)
    }

    /// Brings back with the recovery key what the keychain has lost. A desk that did not open for want of it, or of the
    /// vault's passphrase, is opened; with a fresh passphrase its secrets are in a new vault then.
    pub(crate) async fn recover(&self, typed: String, fresh: Option<Passphrase>) -> Answer<Recovered> {
        let _one_at_a_time = self.lock.turn.lock().await;
        if self.opened().await.is_ok() {
            return Ok(self.engine().await?.recover_with_key(typed).await?);
        }
        let recovered = Engine::recover(&self.options, typed, fresh.as_ref()).await?;
        self.lock.set(false, &self.host);
        self.engine.send_replace(None);
        self.opening().open(fresh).await;
        self.engine().await?;
        Ok(recovered)
    }

    /// Takes the engine off the desk: commands wait until there is one again.
    async fn aside(&self) -> Answer<Engine> {
        let engine = self.engine().await?;
        self.lock.put_apart(Some(engine.clone()));
        self.engine.send_replace(None);
        Ok(engine)
    }

    /// Puts the engine back; one that was closed is opened again first, whatever came of the move.
    async fn back(&self, engine: Engine, moved: error::Result<()>, passphrase: Passphrase) -> Answer<DeskState> {
        self.lock.put_apart(None);
        if engine.is_closed() {
            drop(engine);
            self.opening().open(Some(passphrase)).await;
        } else {
            self.engine.send_replace(Some(Ok(engine)));
        }
        moved?;
        self.state().await
    }
}
