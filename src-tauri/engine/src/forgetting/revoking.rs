//! Ends a token at its server.

use std::time::Duration;

use super::Revocation;
use crate::Engine;
use crate::error::{ErrorCode, Problem, Result};
use crate::platform;
use crate::profile::instance::Instance;
use crate::profile::{ProfileId, ProfileView};

/// So long a server that is left is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

impl Engine {
    /// Ends the profile's token at the server, then drops it here. Decisions wait for another one.
    ///
    /// # Errors
    /// `NoToken`, `NotFound` where only the server's own pages end it, and what keeps the server from ending it: the token
    /// then stays. `KeychainUnusable` when it has ended and the keychain keeps what is worthless now.
    pub async fn revoke_token(&self, profile: &ProfileId) -> Result<ProfileView> {
        let instance = self.instance(profile)?;
        let server = instance.server()?;
        let credential = instance.credential().ok_or(ErrorCode::NoToken)?;
        if !platform::can_revoke(instance.record().software.platform, &credential) {
            return Err(ErrorCode::NotFound.into());
        }
        instance.noted(server.revoke(&credential).await).await?;
        let _one_at_a_time = self.0.desk.lock().await;
        instance.stop.send_replace(());
        // Another one may have come meanwhile: that stays.
        if instance.credential().is_some_and(|now| now.token.expose() == credential.token.expose()) {
            instance.opening.end().await;
            instance.drop_credential();
            instance.home.forget_credential(profile).await?;
        }
        instance.tell().await;
        instance.view().await
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
    let revoked = tokio::select! {
        revoked = server.revoke(&credential) => revoked,
        () = instance.clock.sleep(PATIENCE) => {
            let seconds = u32::try_from(PATIENCE.as_secs()).unwrap_or(u32::MAX);
            Err(ErrorCode::TimedOut { seconds }.into())
        }
    };
    match revoked {
        Ok(()) => Revocation::Revoked,
        Err(error) => Revocation::Left { problem: Some(Problem::from(&error)) },
    }
}
