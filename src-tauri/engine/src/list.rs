//! Lists and single accounts as the desk draws them.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::action::ActionOffer;
use crate::decision::DecisionView;
use crate::filter::{FieldOffer, Filter, FilterProblem, StateFilter};
use crate::model::{AccountId, Address, FactGroup, Mark, ProfileField, Rank, Timestamp};
use crate::profile::{ProfileId, ServerPage};
use crate::report::ReportRow;

/// Which list of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Place {
    /// Those who wait: mail confirmed first, oldest first.
    Queue,
    /// All, newest first.
    Accounts,
}

/// A page of a list is asked for with this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountQuery {
    /// Which list.
    pub place: Place,
    /// What is typed; filter words in it are read out.
    pub typed: String,
    /// Filters that stand beside the text.
    pub filter: Filter,
    /// The order; the queue has its own.
    pub sort: Sort,
    /// Where the page begins.
    pub start: Start,
    /// How many rows at most, 1 to 500.
    pub limit: u32,
}

/// A column by which accounts can be ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SortBy {
    /// When it was made.
    #[default]
    Joined,
    /// The user name, whatever its case.
    Handle,
    /// The display name, whatever its case.
    Name,
    /// The mail address.
    Mail,
    /// The other server's domain.
    Domain,
    /// The latest known network address, by its bytes.
    Address,
    /// When it was last active.
    Active,
    /// When the server last told us of it.
    Seen,
}

/// An order of accounts. Those without a value in the column come last either way; equals are by when they were made, in
/// the same direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Sort {
    /// The column.
    pub by: SortBy,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl Default for Sort {
    /// Newest first.
    fn default() -> Self {
        Sort { by: SortBy::Joined, descending: true }
    }
}

/// Where a page of a list begins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Start {
    /// With the first row.
    #[default]
    Top,
    /// Behind a row: [`AccountRow::cursor`], or [`AccountPage::next`].
    After {
        /// The row's place.
        cursor: String,
    },
    /// With a row, or with the next one where that row has left: the page says how many are before it.
    From {
        /// The row's place.
        cursor: String,
    },
    /// With the row that has so many before it.
    At {
        /// How many.
        index: u32,
    },
}

/// How many, counted exactly or so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Count {
    /// How many were counted.
    pub number: u32,
    /// Whether there are more: "1,000+".
    pub more: bool,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountRow {
    /// The server's id.
    pub id: AccountId,
    /// `username` or `username@domain`, without a leading `@`.
    pub handle: String,
    /// The other server's domain.
    pub domain: Option<String>,
    /// The name that the person chose: hostile text.
    pub display_name: String,
    /// Mail address.
    pub mail: Option<String>,
    /// Whether it is confirmed.
    pub mail_confirmed: Option<bool>,
    /// The latest known address.
    pub ip: Option<String>,
    /// Why the person wants to join, cut to 280 characters.
    pub reason: Option<String>,
    /// The beginning of what the profile says, cut to 280 characters.
    pub about: Option<String>,
    /// States and attributes, in order.
    pub marks: Vec<Mark>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When the server last told us of it.
    pub seen_at: Timestamp,
    /// When it was last active; none where it never was, or the server does not tell.
    pub active_at: Option<Timestamp>,
    /// Its place in this list, for [`Start`]; another order has other places.
    pub cursor: String,
}

/// A state and how many are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StateCount {
    /// The state.
    pub state: StateFilter,
    /// How many loaded accounts are in it.
    pub count: Count,
}

/// Parts of the queue and how many wait in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QueueParts {
    /// With a confirmed mail address, or where the server does not tell.
    pub confirmed: u32,
    /// Without.
    pub unconfirmed: u32,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountPage {
    /// The rows.
    pub rows: Vec<AccountRow>,
    /// Where the next page begins; none when this is the last.
    pub next: Option<String>,
    /// The filter with what was read out of the typed text.
    pub filter: Filter,
    /// Typed words that are no filter.
    pub problems: Vec<FilterProblem>,
    /// How many rows are before the first of these; none where it was not counted ([`Start::After`]).
    pub at: Option<u32>,
    /// What this server can be searched by; empty where it cannot be searched from here.
    pub fields: Vec<FieldOffer>,
    /// The filter as one types it, so that chips and text are one thing.
    pub typed: String,
    /// When the oldest of these rows was fetched; none without rows.
    pub oldest_seen_at: Option<Timestamp>,
}

/// How many accounts a list has; asked for beside its rows, which need not wait for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountCounts {
    /// How many loaded accounts match.
    pub matching: Count,
    /// How many accounts are loaded.
    pub loaded: u32,
    /// Counts beside the states that this kind of server has, whichever list is asked for; they overlap.
    pub states: Vec<StateCount>,
    /// The queue's parts, for the queue.
    pub parts: Option<QueueParts>,
}

/// A page over every instance but the practice ones is asked for with this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AllQuery {
    /// Which list.
    pub place: Place,
    /// What is typed.
    pub typed: String,
    /// The order.
    pub sort: Sort,
    /// Where the page begins: [`AllPage::next`] of the page before.
    pub cursor: Option<String>,
    /// How many rows at most, 1 to 500.
    pub limit: u32,
}

/// A row of a list over several instances.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AllRow {
    /// Whose cache it is from.
    pub profile: ProfileId,
    /// The row.
    pub row: AccountRow,
}

/// A page over several instances, their sorted pages merged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AllPage {
    /// The rows.
    pub rows: Vec<AllRow>,
    /// Where the next page begins; none when this is the last.
    pub next: Option<String>,
    /// The filter that was read out of the typed text.
    pub filter: Filter,
    /// Typed words that are no filter.
    pub problems: Vec<FilterProblem>,
    /// The filter as one types it.
    pub typed: String,
    /// Instances whose cache could not be read: their rows are missing.
    pub unread: Vec<ProfileId>,
}

/// By what accounts belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Sharing {
    /// The same network address.
    Address,
    /// The same network: /24 of IPv4, /64 of IPv6.
    Network,
    /// The same mail domain.
    MailDomain,
}

/// Other accounts that share something with this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Others {
    /// What is shared.
    pub sharing: Sharing,
    /// The address, the network, the mail domain.
    pub value: String,
    /// How many others there are in the cache; this account is not among them.
    pub others: Count,
    /// How many of them are in good standing: without any restriction, let in, not gone.
    pub good: Count,
    /// How many of them are gone from the server.
    pub gone: Count,
    /// How many of those that are gone were rejected from this desk.
    pub rejected_here: u32,
    /// How many are in which state; states that nobody is in are left out. They overlap.
    pub states: Vec<StateCount>,
    /// What is typed to list them.
    pub typed: String,
}

/// One account, closely.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountDetail {
    /// The server's id.
    pub id: AccountId,
    /// `username` or `username@domain`, without a leading `@`.
    pub handle: String,
    /// The name without a domain.
    pub username: String,
    /// The domain to show after the `@`: the other server's, or this server's own.
    pub home: String,
    /// The name that the person chose: hostile text.
    pub display_name: String,
    /// States and attributes, in order.
    pub marks: Vec<Mark>,
    /// The raw word of a state that we do not know.
    pub unknown_state: Option<String>,
    /// How much power it has.
    pub rank: Rank,
    /// Whether it is the moderator's own.
    pub own: bool,
    /// Why the person wants to join.
    pub reason: Option<String>,
    /// The profile's text.
    pub bio: String,
    /// The profile's fields.
    pub fields: Vec<ProfileField>,
    /// Whether name, text, fields and picture are those from before its suspension; the server no longer shows them.
    pub remembered: bool,
    /// Facts grouped for a decision.
    pub facts: Vec<FactGroup>,
    /// Addresses, latest first.
    pub addresses: Vec<Address>,
    /// Whether there is a picture to ask for.
    pub has_picture: bool,
    /// What may be done, in the order of the bar.
    pub offers: Vec<ActionOffer>,
    /// The fingerprint that a decision carries.
    pub revision: String,
    /// When the server last told us of it.
    pub seen_at: Timestamp,
    /// Open reports about it that are loaded, newest first; none where there are no reports for us.
    pub reports: Option<Vec<ReportRow>>,
    /// Whether its posts can be asked for.
    pub has_posts: bool,
    /// The note that the server's administrators share about it; none where the server has none or does not tell.
    pub note: Option<String>,
    /// Whether the server tells more about it when asked: see [`crate::background::Background`].
    pub has_background: bool,
    /// What was decided about it from this desk, newest first.
    pub decisions: Vec<DecisionView>,
    /// Pages of the server about it.
    pub pages: Vec<ServerPage>,
}
