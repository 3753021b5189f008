//! What a server serves and lets us do: looked up, dated, and looked up again. By reading only: one doesn't try out a ban
//! to see whether it works.

use super::instance::Instance;
use crate::error::Result;
use crate::model::Timestamp;
use crate::platform::{Introduced, Server};
use crate::profile::Software;

/// So long what a server serves and lets us do is believed without asking, in ms.
const WEEK: i64 = 7 * 24 * 60 * 60 * 1000;

/// By less than this, in ms, a date is not written down anew when nothing else is.
const SAME: i64 = 60 * 60 * 1000;

impl Instance {
    /// Asks the server who one is and what the token may do, and keeps it.
    pub async fn get_to_know(&self, server: &Server, software: Option<Software>) -> Result<()> {
        let introduced = self.noted(server.introduced().await).await?;
        self.learn_all(software, introduced).await
    }

    /// Keeps what the server said of itself, of us and of the token, and when.
    pub async fn learn_all(&self, software: Option<Software>, introduced: Introduced) -> Result<()> {
        let Introduced { who, token } = introduced;
        if who.id != self.record().who.id {
            return Ok(());
        }
        self.learn(software, who).await?;
        let (record, now) = (self.record(), self.clock.now());
        let is_dated = record.probed_at.is_some_and(|at| (0..SAME).contains(&now.0.saturating_sub(at.0)));
        if is_dated && record.token_facts.as_ref().is_some_and(|known| known.says_the_same(&token)) {
            return Ok(());
        }
        self.change(|record| {
            record.token_facts = Some(token);
            record.probed_at = Some(now);
        })
        .await
    }

    /// Looks everything up: the software, who one is, what the token may do.
    pub async fn probe(&self) -> Result<()> {
        let server = self.server()?;
        let software = self.software_today().await;
        self.get_to_know(&server, software).await
    }

    /// Whether it was not looked up for a week. A clock that was set back makes it due as well.
    pub fn is_to_be_probed(&self, now: Timestamp) -> bool {
        self.record().probed_at.is_none_or(|at| !(0..WEEK).contains(&now.0.saturating_sub(at.0)))
    }

    /// Forgets what the server turned out not to serve: it may have been somebody else who said so.
    pub async fn forget_unserved(&self) -> Result<()> {
        if self.record().who.unserved.is_empty() {
            return Ok(());
        }
        self.change(|record| record.who.unserved.clear()).await
    }
}
