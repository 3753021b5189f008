//! How servers are reached and recognised, and the test of a connection.
//!
//! `files` reads what the person points at, `test` tries a profile piece by piece. Here is what the desk does with them:
//! looking at a server's certificate, and changing what a profile's server is recognised by.

mod files;
mod test;

pub use test::{ConnectionTest, Piece, TestOutcome, Tested};

use crate::Engine;
use crate::clock::Clock;
use crate::error::{ErrorCode, Result};
use crate::platform::{self, BaseUrl, Line, certificate, typed_proxy};
use crate::profile::{CertificateSeen, PartChange, ProfileId, ProfileView, Trust, TrustChange, TrustSetup, TrustView};
use crate::secret::Secret;

/// What a server is recognised and reached by, with the client certificate's key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trusted {
    /// What is kept with the profile.
    pub trust: Trust,
    /// The client certificate with its key, as its file had it.
    pub client: Option<Secret>,
}

impl Trusted {
    /// Reads what the person chose.
    ///
    /// # Errors
    /// `CertificateFileUnusable`, `FingerprintInvalid`, `ProxyInvalid`.
    pub async fn chosen(setup: Option<TrustSetup>) -> Result<Self> {
        Trusted::default().changed(setup.unwrap_or_default().into()).await
    }

    /// The same with some parts changed.
    ///
    /// # Errors
    /// As [`Trusted::chosen`].
    async fn changed(mut self, change: TrustChange) -> Result<Self> {
        match change.roots_file {
            PartChange::Keep => {}
            PartChange::Drop => self.trust.roots = Vec::new(),
            PartChange::Set(path) => self.trust.roots = files::roots(&path).await?,
        }
        match change.pinned {
            PartChange::Keep => {}
            PartChange::Drop => self.trust.pinned = None,
            PartChange::Set(typed) => self.trust.pinned = Some(certificate::typed_fingerprint(&typed)?),
        }
        match change.client_file {
            PartChange::Keep => {}
            PartChange::Drop => (self.trust.client, self.client) = (None, None),
            PartChange::Set(path) => {
                let (public, whole) = files::client(&path).await?;
                (self.trust.client, self.client) = (Some(public), Some(whole));
            }
        }
        match change.proxy {
            PartChange::Keep => {}
            PartChange::Drop => self.trust.proxy = None,
            PartChange::Set(typed) => self.trust.proxy = Some(typed_proxy(&typed)?),
        }
        Ok(self)
    }

    /// The way to the server.
    pub fn line(&self, clock: &Clock) -> Line {
        Line::of(clock, &self.trust, self.client.as_ref())
    }
}

/// What is kept, as the desk draws it. What cannot be read any more is left out: the requests say what is wrong.
pub(crate) fn view(trust: &Trust, clock: &Clock) -> TrustView {
    let now = clock.now();
    TrustView {
        roots: trust.roots.iter().filter_map(|root| certificate::kept(root, now).ok()).collect(),
        pinned: trust.pinned.clone(),
        client: trust.client.as_ref().and_then(|client| certificate::kept(client, now).ok()),
        proxy: trust.proxy.clone(),
    }
}

impl Engine {
    /// Looks at the certificate of the server at the address. Nothing else is sent to it.
    ///
    /// # Errors
    /// What is wrong with the address or the chosen files, and what keeps the server from showing one; `NotFound` for an
    /// address without encryption.
    pub async fn look_at_certificate(&self, address: &str, setup: Option<TrustSetup>) -> Result<CertificateSeen> {
        let base = BaseUrl::parse(address)?;
        let trusted = Trusted::chosen(setup).await?;
        let seen = platform::look(&base, &trusted.line(&self.0.clock)).await?;
        seen.ok_or_else(|| ErrorCode::NotFound.into())
    }

    /// Changes what the profile's server is recognised and reached by, and asks it.
    ///
    /// # Errors
    /// `CertificateFileUnusable`, `FingerprintInvalid`, `ProxyInvalid`, `KeychainUnusable`: then everything stays as it
    /// was. Never for a server that does not answer.
    pub async fn set_trust(&self, profile: &ProfileId, change: TrustChange) -> Result<ProfileView> {
        let instance = self.instance(profile)?;
        {
            let _one_at_a_time = self.0.desk.lock().await;
            self.instance(profile)?;
            let kept = Trusted { trust: instance.record().trust, client: instance.home.client(profile).await? };
            let trusted = kept.changed(change).await?;
            // The key first and last: a crash in between leaves one that nothing shows, never a certificate without.
            if let Some(client) = &trusted.client {
                instance.home.keep_client(profile, client).await?;
            }
            instance.change(|record| record.trust = trusted.trust.clone()).await?;
            if trusted.client.is_none() {
                instance.home.forget_client(profile).await?;
            }
            instance.use_line(trusted.line(&self.0.clock))?;
        }
        match self.check_connection(profile).await {
            Err(error) if error.code == ErrorCode::NoToken => instance.view().await,
            answer => answer,
        }
    }
}
