//! A profile as the desk draws it.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{InstanceMark, Pictures, ProfileId, ServerPage, Software, Who};
use crate::action::Verb;
use crate::error::{KeychainFault, Problem};
use crate::filter::FilterField;
use crate::model::{AccountId, Timestamp};

/// Whether the instance answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Connection {
    /// Nothing was asked in this session.
    Untried,
    /// The last request was answered.
    Online,
    /// The last request was not.
    Offline {
        /// Since when.
        since: Timestamp,
        /// What went wrong.
        problem: Problem,
    },
    /// It answers, but not to us: token, scope, role.
    Refused {
        /// What it refuses.
        problem: Problem,
    },
    /// It asked us to wait.
    Waiting {
        /// Until when, if it said so.
        until: Option<Timestamp>,
    },
}

/// Where the token is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum TokenPlace {
    /// In the system's keychain.
    Keychain,
    /// In memory: gone with this session.
    SessionOnly,
    /// In the practice folder: it opens nothing real.
    Practice,
    /// Nowhere that we can reach.
    Missing {
        /// Why the keychain did not give it; none when it has none.
        why: Option<KeychainFault>,
    },
}

/// What is left of the server's budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Budget {
    /// Requests in a window.
    pub limit: u32,
    /// Requests left in this window.
    pub remaining: u32,
    /// When the window ends.
    pub resets_at: Option<Timestamp>,
}

/// How the refreshing of an instance goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SyncState {
    /// Whether it runs now.
    pub running: bool,
    /// What is fetched now, or was last.
    pub phase: SyncPhase,
    /// Pages fetched in this run.
    pub pages: u32,
    /// Accounts fetched in this run.
    pub fetched: u32,
    /// When a whole run last ended well.
    pub finished_at: Option<Timestamp>,
    /// What stopped the last run; none if it ended well.
    pub problem: Option<Problem>,
    /// Whether the server has older accounts that are not in the cache.
    pub more_on_server: bool,
    /// Whether the last run saw everybody who waits; false on servers with thousands of them.
    pub pending_complete: bool,
}

/// What a refresh fetches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SyncPhase {
    /// Accounts that wait.
    Pending,
    /// Open reports.
    Reports,
    /// What changed since the last time.
    Changes,
    /// All accounts, newest first.
    Accounts,
    /// Accounts that were not seen for long, so that what others did is found.
    Sweep,
}

/// A search on the server: what it brought is in the cache, and found there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ServerSearch {
    /// What was searched for, as it is typed.
    pub typed: String,
    /// Whether it runs now.
    pub running: bool,
    /// Pages fetched.
    pub pages: u32,
    /// Accounts fetched.
    pub fetched: u32,
    /// Those of them that the filter fits.
    pub fitting: u32,
    /// Parts of the filter that this server cannot be asked for; they were applied to what it sent.
    pub not_asked: Vec<FilterField>,
    /// Whether most of what came does not fit what the server was asked for: it ignores a part of the filter.
    pub ignored: bool,
    /// Whether the server has more.
    pub more: bool,
    /// What stopped it; none if it ended well.
    pub problem: Option<Problem>,
}

/// A move that stopped between its steps and could not be put back: the account is, or may be, active.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeftHalfway {
    /// The decision.
    pub decision: String,
    /// The account.
    pub account: AccountId,
    /// Its handle when it was decided, without a leading `@`.
    pub handle: String,
    /// What was wanted.
    pub verb: Verb,
}

/// A profile as the desk draws it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileView {
    /// Its id.
    pub id: ProfileId,
    /// Counts the drawings of this profile in this session: of two, the higher is the later, whichever arrives first.
    pub drawn: u32,
    /// The name that the person gave it.
    pub name: String,
    /// Host and path, for people: `tree.example`, `git.example/gitlab`, `127.0.0.1:4780`.
    pub address: String,
    /// What stands after the `@` of its own accounts, for people.
    pub home: String,
    /// Its mark.
    pub mark: InstanceMark,
    /// The server's software.
    pub software: Software,
    /// Who one is there.
    pub you: Who,
    /// Made-up people on this computer.
    pub practice: bool,
    /// Only looks.
    pub read_only: bool,
    /// What is done with pictures.
    pub pictures: Pictures,
    /// Where the token is.
    pub token: TokenPlace,
    /// Whether it answers.
    pub connection: Connection,
    /// How the refreshing goes.
    pub sync: SyncState,
    /// What is left of the server's budget, when it says so.
    pub budget: Option<Budget>,
    /// How many accounts the cache has.
    pub cached: u32,
    /// How many of them wait.
    pub pending: u32,
    /// How many reports of the cache are open; none where this server or our role has none for us.
    pub open_reports: Option<u32>,
    /// The last search on the server in this session.
    pub search: Option<ServerSearch>,
    /// Whether the journal can be written; without it nothing is decided.
    pub journal_usable: bool,
    /// Decisions that are not sure yet.
    pub unsure: u32,
    /// Moves of which only the first step is done: those accounts are active, and nobody wanted that.
    pub halfway: Vec<LeftHalfway>,
    /// Whether the cache was broken and has been set aside in this session.
    pub cache_was_reset: bool,
    /// Whether the server knows accounts of other servers.
    pub federated: bool,
    /// Pages of the server that no API replaces.
    pub pages: Vec<ServerPage>,
}
