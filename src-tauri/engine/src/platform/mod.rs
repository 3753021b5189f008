//! The kinds of server. ALL dispatch by platform happens in this file, in matches without wildcard arms: a third kind of
//! server makes the compiler list every place that has to learn of it.
//!
//! `http` sends, `mastodon` and `gitlab` know their server's routes, JSON and rules, `find` tells which one is at an
//! address, `picture` fetches strangers' pictures. Here live neither rows of the store nor decisions: this module answers
//! what a server says and what it would do, and keeps nothing.

mod address;
mod bounds;
#[cfg(test)]
pub(crate) mod canned;
mod facts;
mod find;
mod gitlab;
pub mod http;
mod json;
mod markup;
mod mastodon;
pub mod oauth;
mod offer;
mod picture;
mod renewal;
mod revoking;
mod rows;
mod server;

use std::sync::Arc;

use serde_json::Value;

use crate::action::{ActionOffer, Choices, Refusal, Verb};
use crate::background::Background;
use crate::error::{ErrorCode, Problem, Result};
use crate::filter::{FieldOffer, Filter, StateFilter};
use crate::model::{Account, AccountId, Mark, Report, ReportId, Timestamp};
use crate::profile::{Budget, Platform, RemoteCache, ServerPage, Software, Who};
use crate::secret::{Credential, Secret};
use crate::signin::{PurposeScopes, SignInOffers};

use self::http::Http;
use self::oauth::{Asking, Wanted};

pub use address::BaseUrl;
pub use find::find;
pub(crate) use http::{CLOCK_TELLING, certificate, look, typed_proxy};
pub use http::{Keeper, Line, TokenSource};
pub(crate) use offer::is_own;
pub use picture::{ACCOUNT_SIDE, POST_SIDE, picture};
pub use server::{
    Circumstances, Fetched, FetchedReport, Found, Introduced, Known, Page, PostsPage, ReportsPage, Restriction,
    SearchPage, Sent, Which, WhichReports,
};

/// One server with a token. A clone is cheap and shares connections and budget.
///
/// Every question is boxed here: whoever asks carries it within, and so does whoever asks for them; a thread's stack has only
/// so much room.
#[derive(Debug, Clone)]
pub enum Server {
    /// Mastodon, and what speaks its admin API.
    Mastodon(mastodon::Mastodon),
    /// GitLab.
    Gitlab(gitlab::Gitlab),
}

impl Server {
    /// Prepares requests with a token.
    ///
    /// # Errors
    /// [`crate::error::ErrorCode::NotAToken`] for a text that no header can carry.
    pub fn new(software: &Software, base: BaseUrl, token: Secret, line: impl Into<Line>) -> Result<Self> {
        let line = line.into();
        Ok(match software.platform {
            Platform::Mastodon => Server::Mastodon(mastodon::Mastodon::new(software, base, token, &line)?),
            Platform::Gitlab => Server::Gitlab(gitlab::Gitlab::new(base, token, &line)?),
        })
    }

    /// The same server, asked with the tokens of that source.
    pub fn carrying(self, source: Arc<TokenSource>) -> Self {
        match self {
            Server::Mastodon(server) => Server::Mastodon(server.carrying(source)),
            Server::Gitlab(server) => Server::Gitlab(server.carrying(source)),
        }
    }

    /// The same server after an update: connections, token and budget stay.
    pub fn speaking(self, software: &Software) -> Self {
        match self {
            Server::Mastodon(server) => Server::Mastodon(server.speaking(software)),
            Server::Gitlab(server) => Server::Gitlab(server),
        }
    }

    /// The same server for what has time: requests wait until the server has room for them, and leave some to the person.
    /// Those of `self` go at once, or are `RateLimited` at once.
    pub fn in_background(&self) -> Self {
        match self {
            Server::Mastodon(server) => Server::Mastodon(server.in_background()),
            Server::Gitlab(server) => Server::Gitlab(server.in_background()),
        }
    }

    /// The same server for what undoes half a move: requests are sent even where they would surely be refused.
    pub fn come_what_may(&self) -> Self {
        match self {
            Server::Mastodon(server) => Server::Mastodon(server.come_what_may()),
            Server::Gitlab(server) => Server::Gitlab(server.come_what_may()),
        }
    }

    /// What is left of the server's budget, as far as its answers told.
    pub fn budget(&self) -> Option<Budget> {
        match self {
            Server::Mastodon(server) => server.budget(),
            Server::Gitlab(server) => server.budget(),
        }
    }

    /// What is left of the throttle that everything counts in, as far as the server's answers told.
    pub fn throttle(&self) -> Option<Budget> {
        match self {
            Server::Mastodon(server) => server.throttle(),
            Server::Gitlab(server) => server.throttle(),
        }
    }

    /// Who one is, what one may do, and what the token is.
    ///
    /// # Errors
    /// The exact reason why not: `TokenNotTaken`, `ScopeMissing`, `RoleMissing`, `AdminModeMissing`, or what keeps the
    /// server from answering.
    pub async fn introduced(&self) -> Result<Introduced> {
        match self {
            Server::Mastodon(server) => Box::pin(server.introduced()).await,
            Server::Gitlab(server) => Box::pin(server.introduced()).await,
        }
    }

    /// Ends the token at the server. One that the server does not take any more has ended.
    ///
    /// # Errors
    /// `NotFound` where nothing but the server's own pages ends it ([`can_revoke`]); what keeps it from being ended.
    pub async fn revoke(&self, credential: &Credential) -> Result<()> {
        match self {
            Server::Mastodon(server) => Box::pin(server.revoke(credential)).await,
            Server::Gitlab(server) => Box::pin(server.revoke(credential)).await,
        }
    }

    /// The server's version, where it is told to those who have a token only; none where it was told before, or never.
    pub async fn version(&self) -> Option<String> {
        match self {
            Server::Mastodon(_) => None,
            Server::Gitlab(server) => Box::pin(server.version()).await,
        }
    }

    /// The lists by which a cache is filled, in their order: what matters first, then everybody whom it keeps. Those who
    /// wait come before them.
    pub fn fill(&self, remote: RemoteCache) -> Vec<Which> {
        match self {
            Server::Mastodon(server) => server.fill(remote),
            Server::Gitlab(_) => gitlab::Gitlab::fill(),
        }
    }

    /// The list of everybody who is kept in any case.
    pub const fn everybody(&self) -> Which {
        match self {
            Server::Mastodon(_) => Which::Local,
            Server::Gitlab(_) => Which::All,
        }
    }

    /// How many accounts of its own the server has, about; none where it does not tell. Of other servers' none tells.
    pub async fn expected(&self) -> Option<u32> {
        match self {
            Server::Mastodon(server) => Box::pin(server.expected()).await,
            Server::Gitlab(server) => Box::pin(server.expected()).await,
        }
    }

    /// A page of accounts, in the order of the list. `cursor` is [`Page::next`] of the page before, of the same list.
    ///
    /// # Errors
    /// As [`Server::introduced`]; `Unreadable` if it is no list, or none of its rows is an account (single odd rows are left
    /// out); `NotFound` for a list that this kind of server does not have.
    pub async fn page(&self, which: Which, cursor: Option<&str>) -> Result<Page> {
        match self {
            Server::Mastodon(server) => Box::pin(server.page(which, cursor)).await,
            Server::Gitlab(server) => Box::pin(server.page(which, cursor)).await,
        }
    }

    /// The accounts right above the one of this id, which [`newest`] gave, newest first; [`Page::next`] goes on upwards.
    ///
    /// # Errors
    /// As [`Server::page`]; `NotFound` where newcomers cannot be asked for.
    pub async fn newer(&self, which: Which, than: &str) -> Result<Page> {
        match self {
            Server::Mastodon(server) => Box::pin(server.newer(which, than)).await,
            Server::Gitlab(_) => Err(ErrorCode::NotFound.into()),
        }
    }

    /// A page of the accounts that the server finds by the filter, as far as it can be asked for it. `cursor` is
    /// [`SearchPage::next`] of the page before, for the same filter; days are counted back from `now`, which stays the same
    /// for all pages.
    ///
    /// # Errors
    /// As [`Server::page`].
    pub async fn search(
        &self,
        filter: &Filter,
        known: &Known<'_>,
        now: Timestamp,
        cursor: Option<&str>,
    ) -> Result<SearchPage> {
        match self {
            Server::Mastodon(server) => Box::pin(server.search(filter, known.roles, now, cursor)).await,
            Server::Gitlab(server) => Box::pin(server.search(filter, known, now, cursor)).await,
        }
    }

    /// What the server can be searched by.
    pub fn fields(&self, known: &Known<'_>) -> Vec<FieldOffer> {
        match self {
            Server::Mastodon(server) => server.fields(known.roles),
            Server::Gitlab(_) => gitlab::fields(known),
        }
    }

    /// One account; none if the server has no such account. A page for people or a missing route is an error instead.
    ///
    /// # Errors
    /// As [`Server::introduced`], and `Unreadable` if the answer is no account.
    pub async fn account(&self, id: &AccountId) -> Result<Option<Fetched>> {
        match self {
            Server::Mastodon(server) => Box::pin(server.account(id)).await,
            Server::Gitlab(server) => Box::pin(server.account(id)).await,
        }
    }

    /// A page of reports, newest first; on some servers the open ones, then the resolved ones. `cursor` is
    /// [`ReportsPage::next`] of the page before, for the same reports.
    ///
    /// # Errors
    /// As [`Server::page`], about the rights to read reports; `NotFound` on a kind of server whose API has none.
    pub async fn reports(&self, which: &WhichReports, cursor: Option<&str>) -> Result<ReportsPage> {
        match self {
            Server::Mastodon(server) => Box::pin(server.reports(which, cursor)).await,
            Server::Gitlab(_) => Err(ErrorCode::NotFound.into()),
        }
    }

    /// One report; none if the server has no such report.
    ///
    /// # Errors
    /// As [`Server::reports`], and `Unreadable` if the answer is no report.
    pub async fn report(&self, id: &ReportId) -> Result<Option<FetchedReport>> {
        match self {
            Server::Mastodon(server) => Box::pin(server.report(id)).await,
            Server::Gitlab(_) => Err(ErrorCode::NotFound.into()),
        }
    }

    /// Sends a verb about a report, once, whatever happens.
    pub async fn act_on_report(&self, id: &ReportId, verb: Verb) -> Sent {
        match self {
            Server::Mastodon(server) => Box::pin(server.act_on_report(id, verb)).await,
            Server::Gitlab(_) => Sent::NotArrived(ErrorCode::NotFound.into()),
        }
    }

    /// A page of what the account shows, newest first. `cursor` is [`PostsPage::next`] of the page before.
    ///
    /// # Errors
    /// `NotFound` for accounts whose posts are shown to nobody and on a kind of server without posts, `ScopeMissing`, or
    /// what keeps the server from answering.
    pub async fn posts(&self, id: &AccountId, cursor: Option<&str>) -> Result<PostsPage> {
        match self {
            Server::Mastodon(server) => Box::pin(server.posts(id, cursor)).await,
            Server::Gitlab(_) => Err(ErrorCode::NotFound.into()),
        }
    }

    /// What the server tells about the account beyond itself.
    ///
    /// # Errors
    /// `NotFound` on a kind of server that tells nothing more; parts that fail are told in the answer.
    pub async fn background(&self, id: &AccountId) -> Result<Background> {
        match self {
            Server::Mastodon(_) => Err(ErrorCode::NotFound.into()),
            Server::Gitlab(server) => Box::pin(server.background(id)).await,
        }
    }

    /// Sends a verb, once, whatever happens.
    pub async fn act(&self, id: &AccountId, verb: Verb, choices: &Choices) -> Sent {
        match self {
            Server::Mastodon(server) => Box::pin(server.act(id, verb, choices)).await,
            Server::Gitlab(server) => Box::pin(server.act(id, verb, choices)).await,
        }
    }
}

/// Reads an account from the JSON that the cache keeps.
///
/// # Errors
/// [`crate::error::ErrorCode::Unreadable`] without what an account cannot be without.
pub fn account_from_raw(platform: Platform, base: &BaseUrl, raw: &Value) -> Result<Account> {
    match platform {
        Platform::Mastodon => mastodon::account_from_raw(raw),
        Platform::Gitlab => gitlab::account_from_raw(base, raw),
    }
}

/// Reads a report from the JSON that the cache keeps.
///
/// # Errors
/// [`crate::error::ErrorCode::Unreadable`] without what a report cannot be without.
pub fn report_from_raw(platform: Platform, raw: &Value) -> Result<Report> {
    match platform {
        Platform::Mastodon => mastodon::report_from_raw(raw),
        Platform::Gitlab => Err(ErrorCode::NotFound.into()),
    }
}

/// Newer JSON over older, where lists tell less than single answers.
pub fn merge_raw(platform: Platform, old: Value, new: Value) -> Value {
    match platform {
        Platform::Mastodon => mastodon::merge_raw(&old, new),
        Platform::Gitlab => gitlab::merge_raw(old, new),
    }
}

/// Whether an account's JSON says something new: what is kept (null: nothing) beside what is to be kept now.
pub fn is_news(platform: Platform, old: &Value, new: &Value) -> bool {
    match platform {
        Platform::Mastodon => old != new,
        Platform::Gitlab => gitlab::is_news(old, new),
    }
}

/// Takes away what the cached JSON remembers beyond what the server says; whether there was something.
pub fn forget_remembered(platform: Platform, raw: &mut Value) -> bool {
    match platform {
        Platform::Mastodon => mastodon::forget_remembered(raw),
        Platform::Gitlab => false,
    }
}

/// Every verb of this kind of server for the account: what it would do, where it stands, and why it cannot be done.
pub fn offers(software: &Software, account: &Account, here: &Circumstances<'_>) -> Vec<ActionOffer> {
    match software.platform {
        Platform::Mastodon => mastodon::offers(software, account, here),
        Platform::Gitlab => gitlab::offers(account, here),
    }
}

/// Why the server refused: from the refusal, the account read again (none if it could not be), and the circumstances.
pub fn explain(
    software: &Software,
    verb: Verb,
    account: Option<&Account>,
    here: &Circumstances<'_>,
    problem: &Problem,
) -> Refusal {
    match software.platform {
        Platform::Mastodon => mastodon::explain(verb, account, here.who, problem),
        Platform::Gitlab => gitlab::explain(verb, account, here, problem),
    }
}

/// Every verb about a report: what it would do, where it stands, and why it cannot be done.
pub fn report_offers(software: &Software, report: &Report, here: &Circumstances<'_>) -> Vec<ActionOffer> {
    match software.platform {
        Platform::Mastodon => mastodon::report_offers(software, report, here),
        Platform::Gitlab => Vec::new(),
    }
}

/// Why the server refused a verb about a report: from the refusal, the report read again (none if it could not be), and
/// who we are.
pub fn explain_report(
    software: &Software,
    verb: Verb,
    report: Option<&Report>,
    who: &Who,
    problem: &Problem,
) -> Refusal {
    match software.platform {
        Platform::Mastodon => mastodon::explain_report(verb, report, who, problem),
        Platform::Gitlab => Refusal::NotOnThisServer,
    }
}

/// Whether this kind of server has reports for its moderators' programs.
pub const fn has_reports(platform: Platform) -> bool {
    match platform {
        Platform::Mastodon => true,
        // Abuse reports are pages for people only (gitlab.md §5).
        Platform::Gitlab => false,
    }
}

/// Whether this kind of server lists accounts by their latest change.
pub const fn lists_by_change(platform: Platform) -> bool {
    match platform {
        // Only by id (mastodon.md §1.2).
        Platform::Mastodon => false,
        // `order_by=updated_at` (gitlab.md §3.1).
        Platform::Gitlab => true,
    }
}

/// The newest of the accounts, from which [`Server::newer`] goes on; none where newcomers cannot be asked for.
pub fn newest(platform: Platform, accounts: &[Fetched]) -> Option<String> {
    match platform {
        Platform::Mastodon => mastodon::newest(accounts),
        Platform::Gitlab => None,
    }
}

/// A cursor for a page that begins with this account, on servers whose lists can be entered anywhere.
pub fn place_of(platform: Platform, account: &AccountId) -> Option<String> {
    match platform {
        Platform::Mastodon => mastodon::place_of(account),
        // Its cursors are its own words (gitlab.md §3.4).
        Platform::Gitlab => None,
    }
}

/// Takes the network addresses out of an account's JSON that were last used before; whether there were any.
pub fn forget_addresses(platform: Platform, raw: &mut Value, before: Timestamp) -> bool {
    match platform {
        Platform::Mastodon => mastodon::forget_addresses(raw, before),
        Platform::Gitlab => gitlab::forget_addresses(raw, before),
    }
}

/// Whether the account's posts can be asked for: of those who wait and of suspended ones the server shows none.
pub const fn has_posts(platform: Platform, account: &Account) -> bool {
    match platform {
        Platform::Mastodon => !account.marks.has(Mark::Suspended) && !account.marks.has(Mark::Pending),
        Platform::Gitlab => false,
    }
}

/// Whether a worker of the server does it after the answer: until then an account that is there tells nothing.
pub const fn is_done_later(platform: Platform, verb: Verb) -> bool {
    match platform {
        Platform::Mastodon => matches!(verb, Verb::DeleteData),
        // gitlab.md §1.5, §5
        Platform::Gitlab => matches!(verb, Verb::Reject | Verb::Delete | Verb::DeleteContributions),
    }
}

/// Whether this kind of server tells more about an account when asked.
pub const fn has_background(platform: Platform) -> bool {
    match platform {
        Platform::Mastodon => false,
        Platform::Gitlab => true,
    }
}

/// The states that this kind of server has, in the order of the desk.
pub const fn states(platform: Platform) -> &'static [StateFilter] {
    match platform {
        Platform::Mastodon => mastodon::STATES,
        Platform::Gitlab => gitlab::STATES,
    }
}

/// Whether this kind of server knows accounts of other servers.
pub const fn federated(platform: Platform) -> bool {
    match platform {
        Platform::Mastodon => true,
        Platform::Gitlab => false,
    }
}

/// Pages of the server that no API replaces.
pub fn pages(platform: Platform) -> Vec<ServerPage> {
    match platform {
        Platform::Mastodon => mastodon::pages(),
        Platform::Gitlab => gitlab::pages(),
    }
}

/// Pages of the server about an account.
pub fn account_pages(platform: Platform) -> Vec<ServerPage> {
    match platform {
        Platform::Mastodon => mastodon::account_pages(),
        Platform::Gitlab => gitlab::account_pages(),
    }
}

/// Pages of the server about a report.
pub fn report_pages(software: &Software) -> Vec<ServerPage> {
    match software.platform {
        Platform::Mastodon => mastodon::report_pages(software),
        Platform::Gitlab => Vec::new(),
    }
}

/// The address of a page of the server for people: below its base, except for an account's public page. None where this
/// kind of server has no such page, or where it needs an account or a report.
pub fn page_address(
    platform: Platform,
    base: &BaseUrl,
    page: ServerPage,
    account: Option<&Account>,
    report: Option<&ReportId>,
) -> Option<String> {
    match platform {
        Platform::Mastodon => mastodon::page_address(base, page, account, report),
        Platform::Gitlab => gitlab::page_address(base, page, account),
    }
}

/// Whether the token can be revoked from here: what one signed in with by its application, a pasted one where the server
/// lets tokens revoke themselves.
pub const fn can_revoke(platform: Platform, credential: &Credential) -> bool {
    match platform {
        Platform::Mastodon => credential.grant().is_some(),
        Platform::Gitlab => true,
    }
}

/// The page of the server on which the token ends that was pasted, or granted to an application.
pub fn revoking_page(platform: Platform, base: &BaseUrl, credential: Option<&Credential>) -> String {
    let granted = credential.is_some_and(|credential| credential.grant().is_some());
    let page = match (platform, granted) {
        (Platform::Mastodon, false) => "settings/applications",
        (Platform::Mastodon, true) => "oauth/authorized_applications",
        (Platform::Gitlab, false) => "-/user_settings/personal_access_tokens",
        (Platform::Gitlab, true) => "-/user_settings/applications",
    };
    base.join(page).into()
}

/// Whether an application stays behind that somebody may delete: a Mastodon's pasted token belongs to one that the person
/// made; at a GitLab one signs in with one that an administrator made. Those that are registered by themselves are listed
/// nowhere.
pub const fn leaves_application(platform: Platform, credential: &Credential) -> bool {
    match platform {
        Platform::Mastodon => credential.grant().is_none(),
        Platform::Gitlab => credential.grant().is_some(),
    }
}

/// What a token can be for on this server, with the scopes that it needs, the least first.
pub fn purposes(software: &Software, base: &BaseUrl) -> Vec<PurposeScopes> {
    match software.platform {
        Platform::Mastodon => mastodon::oauth::purposes(software, base),
        Platform::Gitlab => gitlab::oauth::purposes(software, base),
    }
}

/// The scope without which the server does not even tell who one is.
pub fn least_scope(software: &Software, base: &BaseUrl) -> String {
    let least = purposes(software, base).into_iter().next();
    least.and_then(|least| least.scopes.into_iter().next()).unwrap_or_default()
}

/// How one can sign in.
pub fn sign_in_offers(software: &Software) -> SignInOffers {
    match software.platform {
        Platform::Mastodon => mastodon::oauth::sign_in_offers(),
        Platform::Gitlab => gitlab::oauth::sign_in_offers(software),
    }
}

/// The application with which somebody is asked on this server, made there if need be.
///
/// # Errors
/// `ApplicationUnknown` where an administrator has to make it; `SignInRefused`; what keeps the server from answering.
pub async fn asking(http: &Http, software: &Software, wanted: &Wanted<'_>) -> Result<Asking> {
    match software.platform {
        Platform::Mastodon => mastodon::oauth::asking(http, software, wanted).await,
        Platform::Gitlab => gitlab::oauth::asking(http, wanted).await,
    }
}

/// Whether the desk can register itself anew with this kind of server.
pub const fn registers_itself(platform: Platform) -> bool {
    match platform {
        Platform::Mastodon => true,
        Platform::Gitlab => false,
    }
}

/// What can be asked for instead of scopes that the server refused; none when there is nothing.
pub fn fewer_scopes(platform: Platform, scopes: &[String]) -> Option<Vec<String>> {
    match platform {
        Platform::Mastodon => None,
        Platform::Gitlab => gitlab::oauth::fewer_scopes(scopes),
    }
}

/// The page on which a device's code is typed.
pub fn device_page(platform: Platform, base: &BaseUrl, user_code: &str) -> Result<String> {
    match platform {
        Platform::Mastodon => Err(ErrorCode::NotFound.into()),
        Platform::Gitlab => Ok(gitlab::oauth::device_page(base, user_code)),
    }
}

/// Makes the server forget the token, and what renews it.
///
/// # Errors
/// `NotFound` for a token that was pasted, where only the application that it was made for can do it; what keeps the server
/// from answering, or why it will not.
pub async fn revoke(platform: Platform, base: &BaseUrl, credential: &Credential, line: &Line) -> Result<()> {
    let http = Http::new(base.clone(), Some(credential.token.clone()), line)?;
    match platform {
        Platform::Mastodon => revoking::grant(&http, credential).await,
        Platform::Gitlab => gitlab::revoke(&http, credential).await,
    }
}
