//! Whose turn it is: decisions about one account go one after another, those about different accounts side by side.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedMutexGuard, OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};

use crate::model::AccountId;

/// Everybody's turns on an instance.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    all: Arc<RwLock<()>>,
    accounts: Mutex<HashMap<AccountId, Arc<tokio::sync::Mutex<()>>>>,
}

/// The turn of a decision about one account: no other about it is made or looked up meanwhile.
#[derive(Debug)]
pub(crate) struct Turn {
    _account: OwnedMutexGuard<()>,
    _all: OwnedRwLockReadGuard<()>,
}

impl Turns {
    /// Waits for the account's turn.
    pub async fn of(&self, account: &AccountId) -> Turn {
        let all = self.all.clone().read_owned().await;
        let account = self.account(account);
        Turn { _account: account.lock_owned().await, _all: all }
    }

    /// Waits until no decision is made, and keeps others from being made.
    pub async fn all(&self) -> OwnedRwLockWriteGuard<()> {
        self.all.clone().write_owned().await
    }

    fn account(&self, account: &AccountId) -> Arc<tokio::sync::Mutex<()>> {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        // Whose turn nobody has or waits for is forgotten.
        accounts.retain(|_, turn| Arc::strong_count(turn) > 1);
        accounts.entry(account.clone()).or_default().clone()
    }
}
