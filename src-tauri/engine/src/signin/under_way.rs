//! Sign-ins that wait for somebody, and those that have just ended.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::{SignInFor, SignedIn};
use crate::error::{Error, ErrorCode, Problem, Result};
use crate::secret::Secret;

/// How a sign-in ended.
pub type Outcome = std::result::Result<SignedIn, Problem>;

/// A code that somebody pasted, with whoever waits for what comes of it.
pub struct Paste {
    pub code: Secret,
    pub reply: oneshot::Sender<Outcome>,
}

/// A sign-in, from its page to its end.
pub struct UnderWay {
    pub target: SignInFor,
    pub page: Arc<Mutex<String>>,
    pub pastes: mpsc::Sender<Paste>,
    pub stop: watch::Sender<bool>,
    pub outcome: watch::Receiver<Option<Outcome>>,
}

impl UnderWay {
    /// The server's page.
    pub fn page(&self) -> String {
        self.page.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for its end. Whoever cancels does not wait for what has to be undone.
    pub async fn ended(&self) -> Result<SignedIn> {
        let (mut outcome, mut stop) = (self.outcome.clone(), self.stop.subscribe());
        tokio::select! {
            biased;
            told = outcome.wait_for(Option::is_some) => match told.map(|told| told.clone()) {
                Ok(Some(outcome)) => outcome.map_err(Error::from),
                // The task fell over.
                Ok(None) | Err(_) => Err(ErrorCode::Internal.into()),
            },
            _ = stop.wait_for(|stop| *stop) => Err(ErrorCode::Stopped.into()),
        }
    }

    /// Waits until nothing of it is left: its port is free, and what it was given is given back or handed over.
    pub async fn over(&self) {
        let mut outcome = self.outcome.clone();
        let _fell_over = outcome.wait_for(Option::is_some).await;
    }

    /// Hands a code over and waits for what comes of it.
    pub async fn paste(&self, code: Secret) -> Result<SignedIn> {
        let (reply, told) = oneshot::channel();
        if self.pastes.send(Paste { code, reply }).await.is_err() {
            return self.ended().await;
        }
        match told.await {
            Ok(outcome) => outcome.map_err(Error::from),
            // It ended meanwhile.
            Err(_) => self.ended().await,
        }
    }

    fn has_ended(&self) -> bool {
        self.outcome.borrow().is_some()
    }
}

/// All of an engine's.
#[derive(Default)]
pub(crate) struct SignIns {
    by_name: Mutex<HashMap<String, Arc<UnderWay>>>,
    /// What has to come to its end before the desk closes.
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl SignIns {
    /// Adds one. What has ended is forgotten: whoever waited for it has heard.
    pub fn put(&self, id: String, under_way: UnderWay) {
        let mut all = self.lock();
        all.retain(|_, other| !other.has_ended());
        all.insert(id, Arc::new(under_way));
    }

    pub fn get(&self, id: &str) -> Result<Arc<UnderWay>> {
        self.lock().get(id).cloned().ok_or_else(|| ErrorCode::SignInGone.into())
    }

    /// Ends one, and forgets it.
    pub fn cancel(&self, id: &str) {
        if let Some(under_way) = self.lock().remove(id) {
            under_way.stop.send_replace(true);
        }
    }

    /// Ends those for this draft or profile, and gives them to be waited for.
    pub fn cancel_for(&self, target: &SignInFor) -> Vec<Arc<UnderWay>> {
        let mut all = self.lock();
        let cancelled = all.extract_if(|_, under_way| under_way.target == *target);
        let cancelled: Vec<_> = cancelled.map(|(_, under_way)| under_way).collect();
        for under_way in &cancelled {
            under_way.stop.send_replace(true);
        }
        cancelled
    }

    /// Ends all of them.
    pub fn cancel_all(&self) {
        for (_, under_way) in self.lock().drain() {
            under_way.stop.send_replace(true);
        }
    }

    /// Keeps a task to be waited for.
    pub fn watch_over(&self, task: JoinHandle<()>) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.retain(|other| !other.is_finished());
        tasks.push(task);
    }

    /// Waits until every task has come to its end, also those that others begin meanwhile.
    pub async fn settled(&self) {
        loop {
            let tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
            if tasks.is_empty() {
                return;
            }
            for task in tasks {
                let _fell_over = task.await;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<UnderWay>>> {
        self.by_name.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
