//! What opens the server, and the way to it.

use super::{FAREWELL, Instance, server};
use crate::error::{ErrorCode, Result};
use crate::platform::{BaseUrl, Line, Server};
use crate::profile::{Connection, TokenHealth, TokenPlace};
use crate::secret::Credential;

impl Instance {
    /// The server, with the token.
    pub fn server(&self) -> Result<Server> {
        self.state().server.clone().ok_or_else(|| ErrorCode::NoToken.into())
    }

    /// Takes another token into use, after it was kept.
    pub fn use_credential(&self, credential: Credential) -> Result<()> {
        let source = self.opening.source(credential);
        let server = server(&self.record(), &source, &self.line())?;
        let mut state = self.state();
        (state.server, state.source) = (Some(server), Some(source));
        state.token = self.home.token_place();
        state.connects(Connection::Untried);
        Ok(())
    }

    /// How the server is reached.
    pub fn line(&self) -> Line {
        self.state().line.clone()
    }

    /// Takes another way to the server into use, after it was kept.
    pub fn use_line(&self, line: Line) -> Result<()> {
        let mut state = self.state();
        state.line = line;
        state.connects(Connection::Untried);
        let Some(source) = state.source.clone() else { return Ok(()) };
        // What opens the server stays what it is, also while it is being renewed.
        state.server = Some(server(&self.record(), &source, &state.line)?);
        Ok(())
    }

    /// Lets go of what opened the server: it has ended, or was forgotten.
    pub fn drop_credential(&self) {
        let mut state = self.state();
        (state.server, state.source) = (None, None);
        state.token = TokenPlace::Missing { why: None };
        state.connects(Connection::Untried);
    }

    /// Waits for a renewal that is under way, since what it brings is given once, and keeps nothing that comes later: who
    /// opens these files next must not find them changed behind their back.
    pub async fn end_renewing(&self) {
        let source = self.state().source.clone();
        if let Some(source) = source {
            let _whoever_renews = tokio::time::timeout(FAREWELL, source.settled()).await;
        }
        self.opening.end().await;
    }

    /// What opens the server once nobody renews it.
    pub async fn settled_credential(&self) -> Option<Credential> {
        let source = self.state().source.clone()?;
        source.settled().await;
        Some(source.credential())
    }

    /// What opens the server just now.
    pub fn credential(&self) -> Option<Credential> {
        self.state().source.as_ref().map(|source| source.credential())
    }

    /// How the token is; none without one.
    pub fn token_health(&self) -> Option<TokenHealth> {
        let (credential, record) = (self.credential()?, self.record());
        Some(TokenHealth::of(&credential, record.token_facts.as_ref(), record.software.platform, self.clock.now()))
    }

    /// The server's address.
    pub fn base(&self) -> Result<BaseUrl> {
        BaseUrl::from_stored(&self.record().base)
    }
}
