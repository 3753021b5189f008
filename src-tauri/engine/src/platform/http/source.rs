//! Where requests get their token from: one that stays, or one that renews itself before it expires.
//!
//! A renewing token is used up by renewing it (gitlab.md §6): whoever renews does it alone, to its end whoever stops
//! waiting, and keeps what came before anybody uses it.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use futures_util::future::BoxFuture;

use super::{Http, Posted};
use crate::clock::Clock;
use crate::error::{Error, ErrorCode, Problem, Result};
use crate::model::Timestamp;
use crate::platform::renewal;
use crate::secret::{Credential, Secret};

/// A token that lives no longer than this is renewed before it is used, in ms: its request may be on its way for a while.
const AHEAD: i64 = 60_000;

/// Keeps what was renewed, before it is used. What cannot be kept is told by whoever keeps.
pub trait Keeper: Send + Sync {
    /// Keeps it, as far as that is possible.
    fn keep<'a>(&'a self, credential: &'a Credential) -> BoxFuture<'a, ()>;
}

/// What opens a server, shared by everybody who asks it.
pub struct TokenSource {
    held: RwLock<Held>,
    /// Held by the one who renews.
    turn: tokio::sync::Mutex<()>,
    /// None where nothing renews.
    keeper: Option<Arc<dyn Keeper>>,
}

#[derive(Clone)]
struct Held {
    credential: Credential,
    /// From when on it is renewed before it is used; none where only a refusal tells.
    renew_at: Option<Timestamp>,
    /// Why it can no longer be renewed.
    refused: Option<Problem>,
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSource").finish_non_exhaustive()
    }
}

impl TokenSource {
    /// What opens the server as it is: for questions that are over soon.
    pub fn fixed(credential: Credential) -> Arc<Self> {
        Self::new(credential, None)
    }

    /// What opens the server, renewed where it can be.
    pub fn renewing(credential: Credential, keeper: Arc<dyn Keeper>) -> Arc<Self> {
        Self::new(credential, Some(keeper))
    }

    fn new(credential: Credential, keeper: Option<Arc<dyn Keeper>>) -> Arc<Self> {
        let renew_at = expiry(&credential).map(|at| Timestamp(at.0.saturating_sub(AHEAD)));
        let held = RwLock::new(Held { credential, renew_at, refused: None });
        Arc::new(TokenSource { held, turn: tokio::sync::Mutex::default(), keeper })
    }

    /// What opens the server just now.
    pub fn credential(&self) -> Credential {
        self.held().credential
    }

    /// What the server granted, in its own names; none for what was not granted to an application.
    pub(super) fn granted(&self) -> Option<Vec<String>> {
        let scopes = self.held().credential.grant()?.scopes.clone();
        (!scopes.is_empty()).then_some(scopes)
    }

    /// Why the server will not renew it any more; none while it may.
    pub fn refused(&self) -> Option<Problem> {
        self.held().refused
    }

    /// Waits until nobody renews it.
    pub async fn settled(&self) {
        drop(self.turn.lock().await);
    }

    fn held(&self) -> Held {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The token for a request that leaves now.
    pub(super) async fn token(self: &Arc<Self>, nobody: &Http, clock: &Clock) -> Result<Secret> {
        let held = self.held();
        if !self.renews(&held) || held.renew_at.is_none_or(|at| clock.now() < at) {
            return Ok(held.credential.token);
        }
        match self.renewed(nobody, clock, &held.credential.token).await {
            Ok(Some(token)) => Ok(token),
            Ok(None) => Ok(held.credential.token),
            // It is still good for a moment, and the server may take a request though it does not renew.
            Err(error) if error.code != ErrorCode::SignInNeeded && is_alive(&held, clock) => {
                tracing::info!(code = error.code.name(), "a token could not be renewed yet");
                Ok(held.credential.token)
            }
            Err(error) => Err(error),
        }
    }

    /// Another token in the place of one that is about to expire, or was not taken; none where there is no other.
    ///
    /// # Errors
    /// `SignInNeeded` once the server will not renew it; what keeps the server from answering.
    pub(super) async fn renewed(
        self: &Arc<Self>,
        nobody: &Http,
        clock: &Clock,
        spent: &Secret,
    ) -> Result<Option<Secret>> {
        if !self.renews(&self.held()) {
            return Ok(None);
        }
        // Whoever waits may leave; what the server answers must be kept, since it gives it once.
        let work = tokio::spawn(self.clone().to_the_end(nobody.clone(), clock.clone(), spent.clone()));
        work.await.map_err(|fault| Error::caused(ErrorCode::Internal, fault))?.map(Some)
    }

    /// Boxed, because requests renew and renewing is a request.
    fn to_the_end(self: Arc<Self>, nobody: Http, clock: Clock, spent: Secret) -> BoxFuture<'static, Result<Secret>> {
        Box::pin(async move { self.renew(&nobody, &clock, &spent).await })
    }

    fn renews(&self, held: &Held) -> bool {
        self.keeper.is_some() && held.credential.grant().is_some_and(|grant| grant.refresh.is_some())
    }

    async fn renew(&self, nobody: &Http, clock: &Clock, spent: &Secret) -> Result<Secret> {
        let _alone = self.turn.lock().await;
        let held = self.held();
        if held.credential.token.expose() != spent.expose() {
            return Ok(held.credential.token);
        }
        if let Some(problem) = held.refused {
            return Err(problem.into());
        }
        let Some(form) = renewal::form(&held.credential) else { return Err(ErrorCode::SignInNeeded.into()) };
        let mut posted = nobody.post(renewal::PATH, &form.pairs()).await;
        if matches!(posted, Posted::Unsure(_)) {
            // The answer is lost, and with it the next token if it was made. Asked again, the server says which.
            posted = nobody.post(renewal::PATH, &form.pairs()).await;
        }
        match renewal::read(posted, &held.credential, clock.now()) {
            Ok(fresh) => {
                if let Some(keeper) = &self.keeper {
                    keeper.keep(&fresh).await;
                }
                let token = fresh.token.clone();
                *self.held.write().unwrap_or_else(PoisonError::into_inner) =
                    Held { renew_at: renew_at(&fresh, clock.now()), credential: fresh, refused: None };
                Ok(token)
            }
            Err(error) => {
                if error.code == ErrorCode::SignInNeeded {
                    self.held.write().unwrap_or_else(PoisonError::into_inner).refused = Some(Problem::from(&error));
                }
                Err(error)
            }
        }
    }
}

fn is_alive(held: &Held, clock: &Clock) -> bool {
    expiry(&held.credential).is_none_or(|at| clock.now() < at)
}

fn expiry(credential: &Credential) -> Option<Timestamp> {
    credential.grant().and_then(|grant| grant.expires_at)
}

/// A minute before it expires; of one that lives for minutes only, half of its life is used.
fn renew_at(credential: &Credential, now: Timestamp) -> Option<Timestamp> {
    let lives = expiry(credential)?.0.saturating_sub(now.0);
    Some(Timestamp(now.0.saturating_add((lives - AHEAD).max(lives / 2))))
}
