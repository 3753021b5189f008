//! Closing the desk while decisions have not left: the person is asked, and nothing leaves or is dropped unasked.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bailiwick_engine::Engine;
use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use crate::bindings::QuitAsked;
use crate::error::Answer;
use crate::host::Host;

/// What becomes of decisions that have not left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Quitting {
    /// They leave now; the desk closes when all have.
    Send,
    /// They stay, and wait for a word at the next start.
    Keep,
    /// They are taken back.
    Cancel,
}

/// How far closing the desk has come.
#[derive(Default)]
pub(crate) struct Farewell {
    /// Whether the person is being asked.
    asked: AtomicBool,
    /// Whether nothing is asked any more.
    going: AtomicBool,
    /// Counts what was answered: an answer that waits gives way to the next one.
    answers: watch::Sender<u32>,
}

impl Farewell {
    /// Somebody wants to close the desk: they are asked, if something has not left. Whoever closes it again while they are
    /// asked, or cannot be, wants it closed: then everything is kept.
    pub async fn wanted(&self, engine: Option<Engine>, host: &Arc<dyn Host>) {
        let Some(engine) = engine else { return self.go(host) };
        if self.asked.swap(true, Ordering::Relaxed) {
            self.keep_and_quit(&engine, host).await;
            return;
        }
        match engine.leaving().await {
            Ok(leaving) if leaving.is_empty() => self.go(host),
            Ok(leaving) => host.ask_to_quit(QuitAsked { waiting: leaving }),
            Err(error) => {
                // What cannot be read cannot be asked about either; it stays as it is written.
                tracing::warn!(code = error.code.name(), "what has not left could not be read");
                self.go(host);
            }
        }
    }

    /// Whether the windows may close.
    pub fn is_going(&self) -> bool {
        self.going.load(Ordering::Relaxed)
    }

    /// Closes the desk.
    pub fn go(&self, host: &Arc<dyn Host>) {
        self.going.store(true, Ordering::Relaxed);
        host.quit();
    }

    /// Closes the desk with everything kept.
    pub async fn keep_and_quit(&self, engine: &Engine, host: &Arc<dyn Host>) {
        if let Err(error) = engine.keep_waiting().await {
            tracing::warn!(code = error.code.name(), "what has not left could not be marked");
        }
        self.go(host);
    }

    /// Closes a desk whose files are locked away with everything kept: the next start is told so.
    pub fn keep_for_later(&self, folder: &Path, host: &Arc<dyn Host>) {
        if let Err(error) = bailiwick_engine::keep_waiting(folder) {
            tracing::warn!(code = error.code.name(), "the next start could not be told to keep what has not left");
        }
        self.go(host);
    }

    /// The person answered.
    pub async fn answered(&self, way: Quitting, engine: &Engine, host: &Arc<dyn Host>) -> Answer<()> {
        self.answers.send_modify(|count| *count = count.wrapping_add(1));
        match way {
            Quitting::Keep => engine.keep_waiting().await?,
            Quitting::Cancel => engine.cancel_waiting().await?,
            Quitting::Send => {
                let mut answers = self.answers.subscribe();
                tokio::select! {
                    sent = all_sent(engine) => sent?,
                    // They changed their mind.
                    _ = answers.changed() => return Ok(()),
                }
            }
        }
        self.go(host);
        Ok(())
    }

    /// They stay.
    pub fn stayed(&self) {
        self.asked.store(false, Ordering::Relaxed);
        self.answers.send_modify(|count| *count = count.wrapping_add(1));
    }
}

/// Sends what has not left, and comes back when all of it has.
async fn all_sent(engine: &Engine) -> Answer<()> {
    let mut events = engine.listen();
    engine.hasten().await?;
    while !engine.leaving().await?.is_empty() {
        // Each move is told; one that was missed is looked for anew.
        if let Err(RecvError::Closed) = events.recv().await {
            return Ok(());
        }
    }
    Ok(())
}
