//! Reports and posts as the desk draws them.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::action::ActionOffer;
use crate::decision::DecisionView;
use crate::filter::Origin;
use crate::model::{AccountId, Party, Post, ReportCategory, ReportId, Timestamp};
use crate::profile::ServerPage;

/// Which reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReportState {
    /// Those that wait.
    Open,
    /// Those that are resolved.
    Resolved,
    /// Both.
    All,
}

/// Whose reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReportHands {
    /// Everybody's and nobody's.
    Any,
    /// Ours.
    Mine,
    /// Nobody's.
    Nobodys,
    /// Another moderator's.
    Others,
}

/// What reports are looked for. State, target and reporter are the server's own filters; the others work on what is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportFilter {
    /// Open or resolved.
    pub state: ReportState,
    /// In whose hands.
    pub hands: ReportHands,
    /// About what.
    pub category: Option<ReportCategory>,
    /// About people of this server, or of others.
    pub origin: Option<Origin>,
    /// About this account.
    pub target: Option<AccountId>,
    /// Made by this account.
    pub reporter: Option<AccountId>,
}

/// A page of reports is asked for with this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportQuery {
    /// What is looked for.
    pub filter: ReportFilter,
    /// Where the page begins: [`ReportPage::next`] of the page before.
    pub cursor: Option<String>,
    /// How many rows at most, 1 to 500.
    pub limit: u32,
}

/// A row of the list of reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportRow {
    /// The server's id.
    pub id: ReportId,
    /// What it is about.
    pub category: ReportCategory,
    /// The beginning of what the reporter wrote, at most 280 characters.
    pub comment: String,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// Whether it is resolved.
    pub resolved: bool,
    /// Whom it is about.
    pub target: Party,
    /// Who reported.
    pub reporter: Option<Party>,
    /// Who handles it.
    pub assigned: Option<Party>,
    /// Whether that is us.
    pub mine: bool,
    /// How many posts are reported.
    pub posts: u32,
    /// How many files these have.
    pub media: u32,
    /// How many other open reports about the same account are loaded.
    pub others: u32,
    /// When the server last told us of it.
    pub seen_at: Timestamp,
}

/// A page of reports, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportPage {
    /// The rows.
    pub rows: Vec<ReportRow>,
    /// Where the next page begins; none when this is the last of what is loaded.
    pub next: Option<String>,
    /// How many loaded reports match.
    pub matching: u32,
    /// How many reports are open among those that are loaded.
    pub open: u32,
    /// Whether the server has older reports that match its own filters; [`crate::Engine::load_reports`] fetches them.
    pub more_on_server: bool,
    /// When the oldest of these rows was fetched; none without rows.
    pub oldest_seen_at: Option<Timestamp>,
}

/// One report, closely.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportDetail {
    /// The server's id.
    pub id: ReportId,
    /// What it is about.
    pub category: ReportCategory,
    /// What the reporter wrote: hostile text.
    pub comment: String,
    /// Whether it was passed on to the account's own server; none where the server does not tell.
    pub forwarded: Option<bool>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// Whether it is resolved.
    pub resolved: bool,
    /// When it was resolved.
    pub resolved_at: Option<Timestamp>,
    /// Who resolved it.
    pub resolved_by: Option<Party>,
    /// Whom it is about.
    pub target: Party,
    /// Who reported; none where the server does not tell.
    pub reporter: Option<Party>,
    /// Who handles it.
    pub assigned: Option<Party>,
    /// Whether that is us.
    pub mine: bool,
    /// The reported posts, as plain text.
    pub posts: Vec<Post>,
    /// The rules that were named.
    pub rules: Vec<String>,
    /// Other open reports about the same account that are loaded.
    pub others: Vec<ReportRow>,
    /// What may be done to the report, in the order of the bar.
    pub offers: Vec<ActionOffer>,
    /// The fingerprint that a decision carries.
    pub revision: String,
    /// When the server last told us of it.
    pub seen_at: Timestamp,
    /// What was decided about it from this desk, newest first.
    pub decisions: Vec<DecisionView>,
    /// Pages of the server about it.
    pub pages: Vec<ServerPage>,
}

/// A page of an account's posts, newest first; never kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PostPage {
    /// The posts, as plain text.
    pub posts: Vec<Post>,
    /// Where the next page begins.
    pub next: Option<String>,
}
