//! Opens the engine and puts it on the desk, and hands on to the window what it tells.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use bailiwick_engine::error::{Error, ErrorCode, Problem};
use bailiwick_engine::event::Event;
use bailiwick_engine::{Engine, Passphrase};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use super::lock::Lock;
use super::{Desk, Telling};
use crate::bindings::DeskEvent;
use crate::error::CommandError;
use crate::host::Host;
use crate::practice::PracticeServers;

/// What it takes to open the engine.
pub(super) struct Opening {
    options: bailiwick_engine::Options,
    wanted: bool,
    host: Arc<dyn Host>,
    practice: Arc<PracticeServers>,
    engine: Arc<watch::Sender<Option<Result<Engine, Problem>>>>,
    lock: Arc<Lock>,
    telling: Telling,
}

impl Desk {
    pub(super) fn opening(&self) -> Opening {
        Opening {
            options: self.options.clone(),
            wanted: self.wanted.load(Ordering::Relaxed),
            host: self.host.clone(),
            practice: self.practice.clone(),
            engine: self.engine.clone(),
            lock: self.lock.clone(),
            telling: self.telling.clone(),
        }
    }
}

impl Opening {
    /// Opens the engine, or notes why it cannot be opened. A vault without its passphrase leaves the desk locked.
    pub(super) async fn open(self, passphrase: Option<Passphrase>) {
        let opened = self.engine_with(passphrase.as_ref()).await;
        self.note(opened.map_err(|error| CommandError::from(error).0)).await;
    }

    pub(super) async fn engine_with(&self, passphrase: Option<&Passphrase>) -> Result<Engine, Error> {
        match passphrase {
            Some(passphrase) => Engine::unlock(self.options.clone(), passphrase).await,
            None => Engine::open(self.options.clone()).await,
        }
    }

    /// Puts the engine on the desk, or why there is none.
    pub(super) async fn note(&self, opened: Result<Engine, Problem>) {
        // Only a person unlocks: a desk that was locked while it opened stays so.
        if matches!(&opened, Err(problem) if problem.error == ErrorCode::Locked) {
            self.lock.set(true, &self.host);
        }
        if let Ok(engine) = &opened {
            // Until then nothing leaves behind the lock either.
            if self.lock.is_locked() {
                engine.set_hidden(true);
            }
            let told = forward(engine.listen(), self.host.clone(), self.lock.clone());
            let told = Some(tauri::async_runtime::spawn(told));
            let before = std::mem::replace(&mut *self.telling.lock().unwrap_or_else(PoisonError::into_inner), told);
            if let Some(before) = before {
                before.abort();
            }
            if self.wanted {
                self.practice.start(engine).await;
            }
        }
        self.engine.send_replace(Some(opened));
    }
}

/// Hands the engine's events on to the window. While the desk is locked they go nowhere: it asks for everything anew
/// when it is unlocked.
async fn forward(mut events: Receiver<Event>, host: Arc<dyn Host>, lock: Arc<Lock>) {
    loop {
        let event = match events.recv().await {
            Ok(event) => event,
            Err(RecvError::Lagged(missed)) => {
                tracing::warn!(missed, "the window was told too slowly");
                // It asks for everything anew, so that nothing stays on screen as it was in between.
                Event::Profiles
            }
            Err(RecvError::Closed) => return,
        };
        if !lock.is_locked() {
            host.tell(DeskEvent(event));
        }
    }
}
