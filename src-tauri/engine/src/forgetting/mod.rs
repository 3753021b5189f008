//! Leaving a server: its token is ended there if that is wanted and possible, the keys go first, then the files that they
//! opened. What remains to be done on the server is told. What was cut off goes on at the next start.
//!
//! `revoking` ends tokens, `marks` remembers that everything is, `left` says what remains, `everything` leaves nothing.

mod everything;
mod left;
mod marks;
mod revoking;

use std::sync::{Arc, PoisonError};

use serde::{Deserialize, Serialize};
use specta::Type;

pub use self::everything::Everything;
pub(crate) use self::everything::resume;
use crate::Engine;
use crate::error::{Problem, Result};
use crate::event::Event;
use crate::profile::ProfileId;
use crate::profile::instance::Instance;

/// What became of a token at its server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Revocation {
    /// It has ended.
    Revoked,
    /// It is still good: it ends on the server's own pages.
    Left {
        /// Why it could not be ended; none where that was not wanted, or is not possible from here.
        problem: Option<Problem>,
    },
}

/// What remains on a server that was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Remains {
    /// The token.
    Token,
    /// The application that was made for the token, or to sign in.
    Application,
    /// What was decided there: it stays in force.
    Decisions,
    /// Notes about accounts that were written there.
    Notes,
}

/// An instance that was forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Forgotten {
    /// The name that it had.
    pub name: String,
    /// Host and path, for people.
    pub address: String,
    /// What became of the token.
    pub token: Revocation,
    /// The page on which the server ends it.
    pub token_page: String,
    /// Decisions of which nobody knows any more whether they arrived.
    pub unsure: u32,
    /// Decisions that had not left, and never will.
    pub dropped: u32,
    /// Made-up people on this computer.
    pub practice: bool,
    /// What remains on the server.
    pub stays_on_server: Vec<Remains>,
    /// What kept a part of it here from going, which goes at the next start; none when all of it has gone.
    pub problem: Option<Problem>,
}

impl Engine {
    /// Takes the profile off the desk: ends its token at the server, if that is wanted and possible within ten seconds,
    /// forgets token and key here, and deletes its files.
    ///
    /// # Errors
    /// `KeychainUnusable` when the keychain does not answer, `DiskTrouble`: the profile then stays.
    pub async fn forget_instance(&self, profile: &ProfileId, revoke: bool) -> Result<Forgotten> {
        let _one_at_a_time = self.0.desk.lock().await;
        let instance = self.instance(profile)?;
        // Asked first: a keychain that cannot answer cannot forget either.
        instance.home.credential(profile).await?;
        let (mut forgotten, done) = self.forget(&instance, revoke).await;
        match done {
            Err(error) if self.instance(profile).is_ok() => Err(error),
            done => {
                forgotten.problem = done.err().map(|error| Problem::from(&error));
                Ok(forgotten)
            }
        }
    }

    /// Forgets it whatever goes wrong on the way. Who calls it holds the desk.
    async fn forget(&self, instance: &Arc<Instance>, revoke: bool) -> (Forgotten, Result<()>) {
        instance.stop.send_replace(());
        let _no_decision_under_way = instance.turns.all().await;
        // A renewal that came later would bring a token that nobody revokes.
        instance.end_renewing().await;
        let token = if revoke { revoking::revoked(instance).await } else { Revocation::Left { problem: None } };
        let forgotten = left::of(instance, token).await;
        let done = self.erase(instance).await;
        (forgotten, done)
    }

    async fn erase(&self, instance: &Arc<Instance>) -> Result<()> {
        let (home, profile) = (&instance.home, &instance.id);
        home.desk.drop_profile(profile).await?;
        self.0.instances.write().unwrap_or_else(PoisonError::into_inner).remove(profile);
        self.0.events.send(Event::Profiles);
        self.0.exports.stop_of(profile).await;
        instance.drop_credential();
        instance.close().await;
        let done = home.clean(profile).await;
        self.keep_recoverable().await;
        done
    }
}
