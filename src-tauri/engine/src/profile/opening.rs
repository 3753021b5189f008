//! What opens the profile's server: kept before it is used, also where it renews itself while requests are under way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use futures_util::future::BoxFuture;

use super::ProfileId;
use crate::error::{ErrorCode, KeychainFault, Result};
use crate::home::Home;
use crate::platform::{Keeper, TokenSource};
use crate::secret::Credential;

/// Keeps what opens one profile's server.
pub(crate) struct Opening {
    home: Arc<Home>,
    profile: ProfileId,
    /// Counts what was put in the place of something else: what an earlier one still brings is not kept.
    turn: AtomicU64,
    /// Held while something is kept, with what could not be.
    unkept: tokio::sync::Mutex<Option<Credential>>,
    /// Whether something could not be kept.
    session_only: AtomicBool,
    /// Rings when that changed.
    untold: Arc<tokio::sync::Notify>,
}

/// Keeps what one source brings, until another takes its place.
struct OfSource {
    opening: Arc<Opening>,
    turn: u64,
}

impl Opening {
    pub fn new(home: Arc<Home>, profile: ProfileId, untold: Arc<tokio::sync::Notify>) -> Arc<Self> {
        Arc::new(Opening {
            home,
            profile,
            turn: AtomicU64::default(),
            unkept: tokio::sync::Mutex::default(),
            session_only: AtomicBool::default(),
            untold,
        })
    }

    /// Keeps another credential; from here on nothing that the one before brings is kept.
    ///
    /// # Errors
    /// `KeychainUnusable`, `DiskTrouble`: then the one before stays.
    pub async fn replace(&self, credential: &Credential, before: Option<&Credential>) -> Result<()> {
        let mut unkept = self.unkept.lock().await;
        if let Err(error) = self.home.keep_credential(&self.profile, credential).await {
            // A keychain that was waited for too long may keep it yet, when somebody types its password at last. Then the
            // one before is put back.
            if matches!(error.code, ErrorCode::KeychainUnusable { why: KeychainFault::TimedOut }) && unkept.is_none() {
                *unkept = before.cloned();
            }
            return Err(error);
        }
        self.turn.fetch_add(1, Ordering::Relaxed);
        *unkept = None;
        self.tell(false);
        Ok(())
    }

    /// Keeps nothing any more: the profile is about to be forgotten, or its token.
    pub async fn end(&self) {
        let mut unkept = self.unkept.lock().await;
        self.turn.fetch_add(1, Ordering::Relaxed);
        *unkept = None;
        self.tell(false);
    }

    /// The credential as requests get it, renewed where it can be.
    pub fn source(self: &Arc<Self>, credential: Credential) -> Arc<TokenSource> {
        let keeper = OfSource { opening: self.clone(), turn: self.turn.load(Ordering::Relaxed) };
        TokenSource::renewing(credential, Arc::new(keeper))
    }

    /// Whether what opens the server is gone with this session, because it could not be kept.
    pub fn is_session_only(&self) -> bool {
        self.session_only.load(Ordering::Relaxed)
    }

    /// Tries again to keep what could not be kept.
    pub async fn keep_again(&self) {
        let mut unkept = self.unkept.lock().await;
        if let Some(credential) = unkept.take() {
            *unkept = self.kept(credential).await;
        }
    }

    /// Keeps it, or gives it back.
    async fn kept(&self, credential: Credential) -> Option<Credential> {
        let unkept = match self.home.keep_credential(&self.profile, &credential).await {
            Ok(()) => None,
            Err(error) => {
                tracing::warn!(code = error.code.name(), "a renewed token could not be kept");
                Some(credential)
            }
        };
        self.tell(unkept.is_some());
        unkept
    }

    fn tell(&self, session_only: bool) {
        if self.session_only.swap(session_only, Ordering::Relaxed) != session_only {
            self.untold.notify_one();
        }
    }
}

impl Keeper for OfSource {
    fn keep<'a>(&'a self, credential: &'a Credential) -> BoxFuture<'a, ()> {
        Box::pin(async {
            let mut unkept = self.opening.unkept.lock().await;
            if self.opening.turn.load(Ordering::Relaxed) == self.turn {
                *unkept = self.opening.kept(credential.clone()).await;
            }
        })
    }
}
