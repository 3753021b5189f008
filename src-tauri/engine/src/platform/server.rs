//! What the platforms hand out: the same for every kind of server.

use serde_json::Value;

use super::BaseUrl;
use crate::action::Refusal;
use crate::error::{Error, Problem};
use crate::filter::{FilterField, Origin, SeenRole};
use crate::model::{Account, AccountId, Mark, Post, Report, Timestamp};
use crate::profile::{ServerSettings, Software, TokenFacts, Who};
use crate::report::ReportState;

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
    /// By how many seconds our clock is ahead of the server's, if it told the time.
    pub clock_ahead: Option<i32>,
}

/// Which of the server's lists, newest first where nothing else is said. No kind of server has all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those who wait for approval; where the server has no filter for them, everybody who is not active.
    Pending,
    /// Those with power over others.
    Staff,
    /// Those of this origin with this restriction.
    Restricted(Restriction, Origin),
    /// Accounts of this server.
    Local,
    /// Accounts of other servers.
    Remote,
    /// Every account that the server lists to us.
    All,
    /// The same, latest change first, on servers that [list by change](super::lists_by_change).
    Changed,
}

/// A restriction that a server can be asked for by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restriction {
    /// Suspended.
    Suspended,
    /// Limited.
    Limited,
    /// May not sign in.
    Frozen,
    /// All media forced sensitive.
    Sensitive,
}

impl Restriction {
    /// The mark of those who have it.
    pub const fn mark(self) -> Mark {
        match self {
            Restriction::Suspended => Mark::Suspended,
            Restriction::Limited => Mark::Limited,
            Restriction::Frozen => Mark::LoginFrozen,
            Restriction::Sensitive => Mark::Sensitive,
        }
    }
}

/// A page of accounts.
#[derive(Debug, Clone)]
pub struct Page {
    /// The accounts.
    pub accounts: Vec<Fetched>,
    /// Where the next page begins, to be handed back unread; none after the last.
    pub next: Option<String>,
    /// Whether the list breaks off here without having come to its end: what the server calls the next page leads back.
    pub broken_off: bool,
    /// How many of the accounts do not belong into the list: the server ignores what it was asked for.
    pub misfits: usize,
}

impl Page {
    /// Whether the server took no notice of what it was asked for. Single accounts may have changed in that moment.
    pub const fn is_unfiltered(&self) -> bool {
        self.misfits * 2 > self.accounts.len()
    }
}

/// What is known of a server before it is searched: by it one knows which filters it takes.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Its software, with the version.
    pub software: &'a Software,
    /// Its settings, with the edition.
    pub settings: &'a ServerSettings,
    /// The roles that loaded accounts have.
    pub(crate) roles: &'a [SeenRole],
}

impl<'a> Known<'a> {
    pub(crate) const fn of(software: &'a Software, who: &'a Who, roles: &'a [SeenRole]) -> Self {
        Known { software, settings: &who.settings, roles }
    }
}

/// A page of a search.
#[derive(Debug, Clone)]
pub struct SearchPage {
    /// The accounts, whether they fit or not; those that a search finds in two ways come twice.
    pub accounts: Vec<Fetched>,
    /// Where the next page begins, to be handed back unread; none after the last.
    pub next: Option<String>,
    /// Parts of the filter that the server was not asked for.
    pub not_asked: Vec<FilterField>,
    /// How many of the accounts the server should not have sent.
    pub misfits: usize,
}

/// An account with the JSON that it was read from.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// The account.
    pub account: Account,
    /// What the server said, for the cache and for the tab "Raw".
    pub raw: Value,
}

/// Which of the server's reports: what every kind of server that has reports can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WhichReports {
    /// Open or resolved.
    pub state: ReportState,
    /// About this account.
    pub target: Option<AccountId>,
    /// Made by this account.
    pub reporter: Option<AccountId>,
}

/// A page of reports.
#[derive(Debug, Clone)]
pub struct ReportsPage {
    /// The reports.
    pub reports: Vec<FetchedReport>,
    /// Where the next page begins, to be handed back unread; none after the last.
    pub next: Option<String>,
}

/// A report with the JSON that it was read from.
#[derive(Debug, Clone)]
pub struct FetchedReport {
    /// The report.
    pub report: Report,
    /// What the server said, for the cache.
    pub raw: Value,
}

impl FetchedReport {
    /// The accounts that the server described along with the report, with their own JSON.
    pub fn accounts(&self) -> Vec<Fetched> {
        let report = &self.report;
        let parties = [
            (Some(&report.target), "target_account"),
            (report.reporter.as_ref(), "account"),
            (report.assigned.as_ref(), "assigned_account"),
            (report.resolved_by.as_ref(), "action_taken_by_account"),
        ];
        let fetched = |(account, key): (Option<&Account>, &str)| {
            Some(Fetched { account: account?.clone(), raw: self.raw.get(key)?.clone() })
        };
        parties.into_iter().filter_map(fetched).collect()
    }
}

/// A page of an account's posts.
#[derive(Debug, Clone)]
pub struct PostsPage {
    /// The posts, newest first.
    pub posts: Vec<Post>,
    /// Where the next page begins, to be handed back unread; none after the last.
    pub next: Option<String>,
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

/// What a server says when it is asked who one is.
#[derive(Debug, Clone)]
pub struct Introduced {
    /// Who one is, and what one may do.
    pub who: Who,
    /// What it says of the token.
    pub token: TokenFacts,
}

/// Everything that the desk knows about the circumstances of an offer.
#[derive(Debug, Clone)]
pub struct Circumstances<'a> {
    /// Who the moderator is there.
    pub who: &'a Who,
    /// The moment from which days are counted back.
    pub now: Timestamp,
    /// What keeps every verb from being sent just now: offline, read-only, no token, no journal.
    pub blocked_by: Option<Refusal>,
}
