//! What a server tells about an account beyond the account itself.

use crate::Engine;
use crate::background::Background;
use crate::error::Result;
use crate::model::AccountId;
use crate::profile::ProfileId;

impl Engine {
    /// Memberships, counts, activity and measures of an account, read from the server now and not kept.
    ///
    /// # Errors
    /// `NoSuchProfile`, `NoToken`, `NotFound` on a kind of server that tells nothing more and for an account that it does
    /// not have; if not one part was answered, what kept the first from it. Single parts that fail are told in the answer.
    pub async fn background(&self, profile: &ProfileId, account: &AccountId) -> Result<Background> {
        let instance = self.instance(profile)?;
        let server = instance.server()?;
        match server.background(account).await {
            // Half an answer shows neither that all is well with us there nor that it is not: the account itself shows it.
            Ok(background) if background.problem.is_some() => Ok(background),
            answer => instance.noted_single(answer).await,
        }
    }
}
