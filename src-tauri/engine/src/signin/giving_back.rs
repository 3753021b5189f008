//! What a server gave and nobody uses is given back: a token that is forgotten here must not stay alive there.
//!
//! A Mastodon gives the same token again to the same application, person and scopes (mastodon.md §5.1), so what is given
//! back is first held against what is in use.

use std::sync::Arc;
use std::time::Duration;

use crate::Engine;
use crate::clock::Clock;
use crate::error::Result;
use crate::platform::{self, BaseUrl, Line};
use crate::profile::Platform;
use crate::profile::draft::Draft;
use crate::profile::instance::Instance;
use crate::secret::{Credential, Secret};

/// How long closing the desk waits for servers to forget what was never finished. Real time: a person waits.
const FAREWELL: Duration = Duration::from_secs(5);

/// A server, as far as one needs to know it to give something back.
#[derive(Debug, Clone)]
pub struct Place {
    pub platform: Platform,
    pub base: BaseUrl,
    pub line: Line,
}

impl Place {
    /// That of a draft.
    pub fn of(draft: &Draft, clock: &Clock) -> Self {
        let found = &draft.found;
        Place { platform: found.software.platform, base: found.base.clone(), line: draft.trusted.line(clock) }
    }

    /// That of a profile.
    fn of_profile(instance: &Instance) -> Result<Self> {
        Ok(Place { platform: instance.record().software.platform, base: instance.base()?, line: instance.line() })
    }
}

/// Revokes what somebody signed in for, unless its token is one of those in use. A token that was pasted stays: whoever made
/// it may use it elsewhere, and has not asked us to revoke it.
pub async fn give_back(place: Place, credential: Credential, in_use: &[Secret]) {
    let used = in_use.iter().any(|used| used.expose() == credential.token.expose());
    if used || credential.grant().is_none() {
        return;
    }
    match platform::revoke(place.platform, &place.base, &credential, &place.line).await {
        Ok(()) => tracing::debug!("a token that nobody uses was revoked"),
        Err(error) => tracing::warn!(code = error.code.name(), "a token that nobody uses could not be revoked"),
    }
}

impl Engine {
    /// Gives it back in the background.
    pub(crate) fn give_back_soon(&self, place: Place, credential: Credential, in_use: Vec<Secret>) {
        let giving = tokio::spawn(async move { give_back(place, credential, &in_use).await });
        self.0.sign_ins.watch_over(giving);
    }

    /// Gives back what a profile used before, once no decision is under way with it.
    pub(crate) fn give_back_after(&self, instance: &Arc<Instance>, before: Credential, token: Secret) {
        let Ok(place) = Place::of_profile(instance) else { return };
        let instance = instance.clone();
        let giving = tokio::spawn(async move {
            drop(instance.turns.all().await);
            give_back(place, before, &[token]).await;
        });
        self.0.sign_ins.watch_over(giving);
    }

    /// Gives back what was signed in for in a session that is over: nobody will know these tokens any more.
    pub(crate) async fn give_back_session(&self) {
        for profile in self.real_profiles() {
            let Ok(instance) = self.instance(&profile) else { continue };
            let (Ok(place), Some(credential)) = (Place::of_profile(&instance), instance.credential()) else { continue };
            self.give_back_soon(place, credential, Vec::new());
        }
        self.wait_for_servers().await;
    }

    async fn wait_for_servers(&self) {
        if tokio::time::timeout(FAREWELL, self.0.sign_ins.settled()).await.is_err() {
            tracing::warn!("the desk closes before every server was told of a token that nobody uses");
        }
    }

    /// Takes the person out of a draft again, if this is the token.
    pub(super) fn forget_entered(&self, draft: &str, token: &Secret) {
        if let Some(draft) = self.drafts().get_mut(draft) {
            draft.entered.take_if(|(credential, _)| credential.token.expose() == token.expose());
        }
    }

    /// Ends every sign-in and drops every draft, and waits a little until the servers have been told.
    pub(crate) async fn end_sign_ins(&self) {
        self.0.sign_ins.cancel_all();
        let drafts: Vec<_> = self.drafts().drain().map(|(_, draft)| draft).collect();
        for mut draft in drafts {
            if let Some((credential, _)) = draft.entered.take() {
                self.give_back_soon(Place::of(&draft, &self.0.clock), credential, Vec::new());
            }
        }
        self.wait_for_servers().await;
    }

    /// The tokens that a draft or a profile uses now.
    pub(super) async fn tokens_in_use(&self, target: &super::SignInFor) -> Vec<Secret> {
        let kept = match target {
            super::SignInFor::Draft { draft } => {
                let drafts = self.drafts();
                drafts
                    .get(draft)
                    .and_then(|draft| draft.entered.as_ref())
                    .map(|(credential, _)| credential.token.clone())
            }
            super::SignInFor::Profile { profile } => match self.instance(profile) {
                // A keychain that does not answer has not kept a new one either.
                Ok(instance) => instance.home.credential(profile).await.ok().flatten().map(|kept| kept.token),
                Err(_) => None,
            },
        };
        kept.into_iter().collect()
    }
}
