//! Ends a token at its server.

use std::time::Duration;

use super::Revocation;
use crate::Engine;
use crate::error::{ErrorCode, Problem, Result};
use crate::platform::{self, Server};
use crate::profile::instance::Instance;
use crate::profile::{ProfileId, ProfileView};
use crate::secret::Credential;

/// So long a server that is left is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

impl Engine {
    /// Ends the profile's token at the server, then drops it here. Decisions wait for another one.
    ///
    /// # Errors
    /// `NoToken`, `NotFound` where only the server's own pages end it, and what keeps the server from ending it: the token
    /// then stays. `KeychainUnusable` when it has ended and the keychain keeps what is worthless now.
    pub async fn revoke_token(&self, profile: &ProfileId) -> Result<ProfileView> {
        // Nobody brings another token meanwhile, and no move is left between its two steps without one.
        let _one_at_a_time = self.0.desk.lock().await;
        let instance = self.instance(profile)?;
        let server = instance.server()?;
        let _no_decision_under_way = instance.turns.all().await;
        let mut ended: Option<Credential> = None;
        loop {
            let credential = instance.settled_credential().await.ok_or(ErrorCode::NoToken)?;
            if !platform::can_revoke(instance.record().software.platform, &credential) {
                return Err(ErrorCode::NotFound.into());
            }
            // One that was renewed while it was ended has to end as well.
            if ended.is_some_and(|ended| ended.token.expose() == credential.token.expose()) {
                break;
            }
            instance.noted(end(&instance, &server, &credential).await).await?;
            ended = Some(credential);
        }
        instance.stop.send_replace(());
        instance.opening.end().await;
        instance.drop_credential();
        let forgotten = instance.home.forget_credential(profile).await;
        instance.tell().await;
        forgotten?;
        instance.view().await
    }
}

async fn end(instance: &Instance, server: &Server, credential: &Credential) -> Result<()> {
    tokio::select! {
        ended = server.revoke(credential) => ended,
        () = instance.clock.sleep(PATIENCE) => {
            let seconds = u32::try_from(PATIENCE.as_secs()).unwrap_or(u32::MAX);
            Err(ErrorCode::TimedOut { seconds }.into())
        }
    }
}

/// Ends the token of an instance that is about to be forgotten. A server that does not answer does not keep it on the desk.
pub(super) async fn revoked(instance: &Instance) -> Revocation {
    let (Ok(server), Some(credential)) = (instance.server(), instance.credential()) else {
        return Revocation::Left { problem: None };
    };
    if instance.home.is_practice() || !platform::can_revoke(instance.record().software.platform, &credential) {
        return Revocation::Left { problem: None };
    }
    match end(instance, &server, &credential).await {
        Ok(()) => Revocation::Revoked,
        Err(error) => Revocation::Left { problem: Some(Problem::from(&error)) },
    }
}
