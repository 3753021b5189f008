//! Signing in, and how it ends when the desk is locked meanwhile: nobody behind a lock is told who signed in.

use bailiwick_engine::error::{ErrorCode, Problem};
use bailiwick_engine::signin::{SignInAsk, SignInFor, SignInStarted, SignedIn};

use super::{Desk, blocking};
use crate::error::{Answer, CommandError};

impl Desk {
    /// Begins to sign in. A browser that cannot be opened is no reason to give up: the page's address is told, and can be
    /// opened elsewhere.
    pub(crate) async fn begin_sign_in(&self, target: SignInFor, ask: SignInAsk) -> Answer<SignInStarted> {
        let engine = self.engine().await?;
        let started = engine.begin_sign_in(target, ask).await?;
        if let Err(error) = self.lock.check() {
            // The window knows of none, so it would end none.
            engine.cancel_sign_in(&started.id);
            return Err(error);
        }
        if let Err(error) = self.open_in_browser(&started.page).await {
            tracing::warn!(code = error.0.error.name(), "the page of a sign-in could not be opened");
        }
        Ok(started)
    }

    pub(crate) async fn await_sign_in(&self, id: &str) -> Answer<SignedIn> {
        let ended = self.engine().await?.await_sign_in(id).await;
        self.lock.check()?;
        Ok(ended?)
    }

    pub(crate) async fn paste_code(&self, id: &str) -> Answer<SignedIn> {
        let engine = self.engine().await?;
        let ended = engine.paste_code(id, self.take_code().await?).await;
        self.lock.check()?;
        Ok(ended?)
    }

    /// Ends a sign-in. A lock that only hides lets this through: it tells nothing, and the window cannot know which of both
    /// arrives first.
    pub(crate) async fn cancel_sign_in(&self, id: &str) -> Answer<()> {
        self.opened().await?.cancel_sign_in(id);
        Ok(())
    }

    /// Drops a draft with its token, in the same way.
    pub(crate) async fn cancel_connecting(&self, draft: &str) -> Answer<()> {
        self.opened().await?.cancel_connecting(draft).await;
        Ok(())
    }

    async fn take_code(&self) -> Answer<String> {
        let host = self.host.clone();
        let taken = blocking(move || host.take_clipboard(bailiwick_engine::signin::looks_like_code)).await;
        taken.map_err(|error| match error.0.error {
            ErrorCode::NotAToken => CommandError(Problem { error: ErrorCode::NotACode, ..error.0 }),
            _ => error,
        })
    }
}
