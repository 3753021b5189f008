//! For tests: a place for secrets that fails for good from one of its calls on, or in which the process dies at one.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

use super::Secret;
use crate::error::{ErrorCode, KeychainFault, Result};

/// What happens at a call, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nothing.
    Well,
    /// It and all that follow fail.
    FailsFrom(usize),
    /// The process dies before it has an effect.
    DiesBefore(usize),
    /// The process dies when it has had its effect.
    DiesAfter(usize),
}

#[derive(Debug)]
pub struct Faulty {
    kept: Mutex<BTreeMap<String, Secret>>,
    state: Mutex<(Fate, usize)>,
    /// Rings when the process is to die.
    pub dead: Notify,
}

impl Faulty {
    pub fn new() -> Self {
        Faulty { kept: Mutex::default(), state: Mutex::new((Fate::Well, 0)), dead: Notify::new() }
    }

    /// From now on this is to happen.
    pub fn meets(&self, fate: Fate) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = (fate, 0);
    }

    pub fn names(&self) -> Vec<String> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    pub async fn call<T>(&self, work: impl FnOnce(&mut BTreeMap<String, Secret>) -> T) -> Result<T> {
        let (fate, number) = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.1 += 1;
            (state.0, state.1 - 1)
        };
        match fate {
            Fate::FailsFrom(first) if number >= first => {
                return Err(ErrorCode::KeychainUnusable { why: KeychainFault::TimedOut }.into());
            }
            Fate::DiesBefore(at) if number == at => self.die().await,
            _ => {}
        }
        let done = work(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        if fate == Fate::DiesAfter(number) {
            self.die().await;
        }
        Ok(done)
    }

    async fn die(&self) {
        self.dead.notify_one();
        std::future::pending().await
    }
}
