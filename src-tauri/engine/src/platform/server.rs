//! What the platforms hand out: the same for every kind of server.

use serde_json::Value;

use super::BaseUrl;
use crate::action::Refusal;
use crate::error::{Error, Problem};
use crate::model::Account;
use crate::profile::{Software, Who};

/// What was found at an address.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where the server's pages and API begin; may be shorter than what was typed.
    pub base: BaseUrl,
    /// Its software.
    pub software: Software,
    /// What it calls itself.
    pub title: Option<String>,
    /// What stands after the `@` of its own accounts, for people; empty where nothing does.
    pub home: String,
    /// How long the answer that told it took, in milliseconds.
    pub latency_ms: u32,
}

/// Which of the server's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those who wait for approval.
    Pending,
    /// Every account that the server lists to us, newest first.
    All,
}

/// A page of accounts.
#[derive(Debug, Clone)]
pub struct Page {
    /// The accounts. May be empty although there is a next page: GitLab cannot be asked for pending accounts only.
    pub accounts: Vec<Fetched>,
    /// Where the next page begins, to be handed back unread; none after the last.
    pub next: Option<String>,
}

/// An account with the JSON that it was read from.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// The account.
    pub account: Account,
    /// What the server said, for the cache and for the tab "Raw".
    pub raw: Value,
}

/// What became of a request that changes something.
#[derive(Debug)]
pub enum Sent {
    /// 2xx, and the body says that it is done or cannot tell. The account has to be read again either way.
    Taken {
        /// The HTTP status.
        status: u16,
        /// The server's words, cleaned.
        words: Option<String>,
    },
    /// 2xx, and the body says that nothing changed (GitLab's `null` and `false`).
    NothingDone {
        /// The HTTP status.
        status: u16,
        /// The server's words, cleaned.
        words: Option<String>,
    },
    /// The server read it and said no.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The server's words, cleaned.
        words: Option<String>,
        /// What the refusal means as far as it tells; see [`super::explain`].
        problem: Problem,
    },
    /// It surely did not reach the application: it may be sent again.
    NotArrived(Error),
    /// It may have been done: it must not be sent again before the account has been read.
    Unsure(Error),
}

/// Everything that the desk knows about the circumstances of an offer.
#[derive(Debug, Clone)]
pub struct Circumstances<'a> {
    /// Who the moderator is there.
    pub who: &'a Who,
    /// What keeps every verb from being sent just now: offline, read-only, no token, no journal.
    pub blocked_by: Option<Refusal>,
}
