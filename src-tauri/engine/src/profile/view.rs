//! A profile as the desk draws it.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{InstanceMark, Pictures, ProfileId, SafeMode, ServerPage, Software, TokenHealth, TrustView, Who};
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
    /// In the vault, under the passphrase.
    Vault,
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

/// What is left of the server's budget: of the throttle that has least left, where it has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Budget {
    /// Requests in a window.
    pub limit: u32,
    /// Requests left in this window.
    pub remaining: u32,
    /// When the window ends; none where it was not told.
    pub resets_at: Option<Timestamp>,
    /// How many of those left background work does not touch, so that they are there for what the person does: a fifth
    /// of `limit`, or 0 where the throttle counts what the person seldom does.
    pub kept: u32,
    /// Until when background work waits; none if it does not.
    pub waits_until: Option<Timestamp>,
}

/// What is on its way to the server, or waits to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Sending {
    /// How many decisions leave by themselves, those that are held included.
    pub left: u32,
    /// When the last of them will about be settled, by the server's throttle and by how long the last ones took; none while
    /// nobody can tell: without an answer of the server, or read-only.
    pub ends_at: Option<Timestamp>,
    /// Until when nothing leaves because the server asked for fewer requests.
    pub waits_until: Option<Timestamp>,
}

/// How the refreshing of an instance goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SyncState {
    /// Whether it runs now.
    pub running: bool,
    /// Whether the person paused it: nothing is fetched by itself until it is resumed.
    pub paused: bool,
    /// What is fetched now, or was last.
    pub phase: SyncPhase,
    /// The first fill; none when everybody who is to be kept has been fetched once.
    pub fill: Option<Fill>,
    /// When it is refreshed next by itself; none while it runs, is paused or cannot.
    pub next_at: Option<Timestamp>,
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
    /// Lists that this server does not give as they were asked for in this session: it ignores their filter, refuses
    /// them, or its pages lead back. Their accounts are looked for among all, and some may be missing.
    pub unreliable: Vec<SyncPhase>,
}

/// What a refresh fetches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SyncPhase {
    /// Accounts that wait.
    Pending,
    /// Open reports.
    Reports,
    /// Those with power over others.
    Staff,
    /// Those with a restriction: suspended, limited, blocked and the like.
    Restricted,
    /// What changed since the last time.
    Changes,
    /// Newcomers since the last time, and while the fill goes on everybody, newest first.
    Accounts,
    /// Accounts of other servers, newest first.
    Remote,
    /// Accounts that were not seen for long, so that what others did is found.
    Sweep,
}

/// How the first fill goes, over restarts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Fill {
    /// Accounts that it has fetched of everybody. Those whom it fetches first, because they matter more, come again among
    /// them.
    pub fetched: u32,
    /// How many there will be, about; none where nothing tells, as of other servers' accounts.
    pub expected: Option<u32>,
    /// Accounts a minute, over the last minutes; none before the first page.
    pub per_minute: Option<u32>,
    /// When it will have finished, about; none where nothing tells, or while it does not run.
    pub ends_at: Option<Timestamp>,
}

/// Whom of other servers the cache keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RemoteCache {
    /// Nobody but those whom reports, searches and looks bring.
    None,
    /// Those with a restriction.
    Restricted,
    /// Everybody whom the server knows: many times as many as its own.
    All,
}

/// What is kept on this computer, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Caching {
    /// Whom of other servers.
    pub remote: RemoteCache,
    /// Days after which an account that is gone from the server is forgotten, 1 to 365.
    pub gone_days: u16,
    /// Days after which a network address is forgotten that was not used since, 1 to 3,650; none: never.
    pub address_days: Option<u16>,
}

impl Default for Caching {
    /// Mastodon itself forgets addresses after a year (mastodon.md §2.5).
    fn default() -> Self {
        Caching { remote: RemoteCache::Restricted, gone_days: 30, address_days: Some(365) }
    }
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
    /// How much is asked before something leaves.
    pub safe_mode: SafeMode,
    /// What is on its way, or waits to be; none when nothing does.
    pub sending: Option<Sending>,
    /// What is done with pictures.
    pub pictures: Pictures,
    /// What is kept on this computer.
    pub caching: Caching,
    /// By what the server is recognised and reached beyond the system's settings.
    pub trust: TrustView,
    /// Where the token is.
    pub token: TokenPlace,
    /// How the token is; none without one.
    pub token_health: Option<TokenHealth>,
    /// When it was last looked up what the server serves and lets us do.
    pub probed_at: Option<Timestamp>,
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
    /// Why it cannot.
    pub journal_problem: Option<Problem>,
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
