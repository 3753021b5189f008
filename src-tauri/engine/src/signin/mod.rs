//! Signing in: somebody agrees on the server's own page, in a browser, and the desk gets a token for no more than it needs.
//!
//! `model` is what the window sees; `under_way` keeps the sign-ins that wait, `flow` is how one goes, by each of its ways, with
//! the `patience` that somebody needs;
//! `listener` is where the browser comes back, with the pages of `page`; `proof` ties an answer to its question; `giving_back`
//! revokes what nobody uses after all. What is sent to a server stands in `platform::oauth`.

mod flow;
mod giving_back;
mod listener;
mod model;
mod page;
mod patience;
mod proof;
mod under_way;

pub use model::{
    Purpose, PurposeScopes, SignInAsk, SignInChoices, SignInFor, SignInOffers, SignInStarted, SignInWay, SignedIn,
};

pub(crate) use giving_back::Place;
pub(crate) use under_way::SignIns;

use std::time::Duration;

use crate::Engine;
use crate::error::{ErrorCode, Result};
use crate::platform::oauth::Registered;
use crate::platform::{self, BaseUrl, Line};
use crate::profile::{ProfileId, Software};
use crate::secret::Secret;
use flow::Flow;

/// How long is waited for an earlier sign-in to free its port. Real time: a person waits.
const EARLIER: Duration = Duration::from_secs(1);

/// Whether a text can be a code that a server showed: one word of letters that stand in an address as they are.
pub fn looks_like_code(text: &str) -> bool {
    let word = text.trim();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    (4..=512).contains(&word.len()) && word.bytes().all(fits)
}

impl Engine {
    /// What can be chosen when one signs in to the profile's server again.
    ///
    /// # Errors
    /// `NoSuchProfile`.
    pub fn sign_in_offers(&self, profile: &ProfileId) -> Result<SignInChoices> {
        let instance = self.instance(profile)?;
        let software = instance.record().software;
        Ok(SignInChoices {
            purposes: platform::purposes(&software, &instance.base()?),
            sign_in: platform::sign_in_offers(&software),
        })
    }

    /// Begins to sign in; an earlier one for the same draft or profile ends. It goes on by itself until somebody agreed on
    /// the page, or ten minutes have passed.
    ///
    /// # Errors
    /// `DraftGone`, `NoSuchProfile`, `NotFound` for a way that this server does not have, `ListenerUnusable`,
    /// `ApplicationUnknown`, `SignInRefused`, and what keeps the server from answering.
    pub async fn begin_sign_in(&self, target: SignInFor, ask: SignInAsk) -> Result<SignInStarted> {
        for earlier in self.0.sign_ins.cancel_for(&target) {
            // Its port is wanted again. One that is exchanging a code just now takes longer; then there are other ports.
            let _in_time = tokio::time::timeout(EARLIER, earlier.over()).await;
        }
        let asked = self.asked_server(&target).await?;
        if !platform::sign_in_offers(&asked.software).ways.contains(&ask.way) {
            return Err(ErrorCode::NotFound.into());
        }
        let (flow, leg) = Flow::begin(self, target, asked, &ask).await?;
        let (started, under_way) = flow.start(leg, self);
        self.0.sign_ins.put(started.id.clone(), under_way);
        Ok(started)
    }

    /// The page on which somebody agrees, to open it again.
    ///
    /// # Errors
    /// `SignInGone`.
    pub fn sign_in_page(&self, id: &str) -> Result<String> {
        Ok(self.0.sign_ins.get(id)?.page())
    }

    /// Waits until somebody has signed in.
    ///
    /// # Errors
    /// `SignInGone`, `SignInDenied`, `SignInTimedOut`, `SignInRefused`, `Stopped` when it was cancelled, and whatever keeps
    /// the server from telling who that is, as [`Engine::identify`] and [`Engine::renew_token`]. The token is then revoked.
    pub async fn await_sign_in(&self, id: &str) -> Result<SignedIn> {
        let under_way = self.0.sign_ins.get(id)?;
        under_way.ended().await
    }

    /// Takes the code that the server showed, and waits until it has been exchanged.
    ///
    /// # Errors
    /// As [`Engine::await_sign_in`]; `NotACode`; `SignInRefused` also for another code than the server's: it can be pasted
    /// again then.
    pub async fn paste_code(&self, id: &str, text: String) -> Result<SignedIn> {
        let under_way = self.0.sign_ins.get(id)?;
        let code = looks_like_code(&text).then(|| Secret::new(text.trim().to_owned()));
        // The copy around it is wiped, too.
        drop(Secret::new(text));
        under_way.paste(code.ok_or(ErrorCode::NotACode)?).await
    }

    /// Ends a sign-in. What the server has given already is revoked. That there is none is no error.
    pub fn cancel_sign_in(&self, id: &str) {
        self.0.sign_ins.cancel(id);
    }

    /// The server of a draft or a profile, with the application that asked there before.
    async fn asked_server(&self, target: &SignInFor) -> Result<Asked> {
        match target {
            SignInFor::Draft { draft } => {
                let drafts = self.drafts();
                let draft = drafts.get(draft).ok_or(ErrorCode::DraftGone)?;
                Ok(Asked {
                    software: draft.found.software.clone(),
                    base: draft.found.base.clone(),
                    line: draft.trusted.line(&self.0.clock),
                    known: draft.registered.clone(),
                })
            }
            SignInFor::Profile { profile } => {
                let instance = self.instance(profile)?;
                let kept = instance.home.credential(profile).await?;
                let registered =
                    |grant: &crate::secret::Grant| Registered { app: grant.app.clone(), scopes: grant.scopes.clone() };
                Ok(Asked {
                    software: instance.record().software,
                    base: instance.base()?,
                    line: instance.line(),
                    known: kept.as_ref().and_then(|kept| kept.grant()).map(registered),
                })
            }
        }
    }
}

/// Whom somebody signs in to.
struct Asked {
    software: Software,
    base: BaseUrl,
    line: Line,
    known: Option<Registered>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_one_word_and_no_address() {
        assert!(looks_like_code(" dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk\n"));
        for odd in ["", "abc", "two words", "https://tree.example/oauth/authorize/native?code=abc", &"x".repeat(513)] {
            assert!(!looks_like_code(odd), "{odd}");
        }
    }
}
