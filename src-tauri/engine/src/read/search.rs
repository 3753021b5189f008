//! Searching the server with what the list is filtered by.

use crate::error::Result;
use crate::filter::Filter;
use crate::profile::ProfileId;
use crate::{Engine, sync};

impl Engine {
    /// Searches the server with what the list is filtered by, into the cache; the profile's [`crate::profile::ServerSearch`]
    /// tells how it goes, and the list finds what came. Asked again with the same filter, it goes on with the next pages.
    ///
    /// # Errors
    /// `NoSuchProfile`, `NoToken`.
    pub async fn search_server(&self, profile: &ProfileId, typed: String) -> Result<()> {
        let instance = self.instance(profile)?;
        // Without a token nothing begins; whatever else is wrong, the search itself tells.
        instance.server()?;
        sync::search::start(instance, &Filter::parse(&typed).0);
        Ok(())
    }

    /// Stops searching; what came is kept.
    ///
    /// # Errors
    /// `NoSuchProfile`.
    pub async fn stop_search(&self, profile: &ProfileId) -> Result<()> {
        let instance = self.instance(profile)?;
        instance.searching.stop();
        instance.tell().await;
        Ok(())
    }
}
