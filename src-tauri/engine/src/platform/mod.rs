//! The kinds of server. ALL dispatch by platform happens in this file, in matches without wildcard arms: a third kind of
//! server makes the compiler list every place that has to learn of it.
//!
//! `http` sends, `mastodon` and `gitlab` know their server's routes, JSON and rules, `find` tells which one is at an
//! address, `picture` fetches strangers' pictures. Here live neither rows of the store nor decisions: this module answers
//! what a server says and what it would do, and keeps nothing.

mod address;
mod bounds;
#[cfg(test)]
mod canned;
mod facts;
mod find;
mod gitlab;
pub mod http;
mod json;
mod markup;
mod mastodon;
mod offer;
mod picture;
mod rows;
mod server;

use serde_json::Value;

use crate::action::{ActionOffer, Choices, Refusal, Verb};
use crate::clock::Clock;
use crate::error::{Problem, Result};
use crate::filter::StateFilter;
use crate::model::{Account, AccountId};
use crate::profile::{Budget, Platform, ServerPage, Software, Who};
use crate::secret::Secret;

pub use address::BaseUrl;
pub use find::find;
pub use picture::picture;
pub use server::{Circumstances, Fetched, Found, Page, Sent, Which};

/// One server with a token. A clone is cheap and shares connections and budget.
#[derive(Debug, Clone)]
pub enum Server {
    /// Mastodon, and what speaks its admin API.
    Mastodon(mastodon::Mastodon),
    /// GitLab.
    Gitlab(gitlab::Gitlab),
}

impl Server {
    /// Prepares requests with a token. The clock is the one by which "wait 30 seconds" becomes a moment.
    ///
    /// # Errors
    /// [`crate::error::ErrorCode::NotAToken`] for a text that no header can carry.
    pub fn new(software: &Software, base: BaseUrl, token: Secret, clock: &Clock) -> Result<Self> {
        Ok(match software.platform {
            Platform::Mastodon => Server::Mastodon(mastodon::Mastodon::new(software, base, token, clock)?),
            Platform::Gitlab => Server::Gitlab(gitlab::Gitlab::new(base, token, clock)?),
        })
    }

    /// What is left of the server's budget, from the last answer that told.
    pub fn budget(&self) -> Option<Budget> {
        match self {
            Server::Mastodon(server) => server.budget(),
            Server::Gitlab(server) => server.budget(),
        }
    }

    /// Who one is and what one may do.
    ///
    /// # Errors
    /// The exact reason why not: `TokenNotTaken`, `ScopeMissing`, `RoleMissing`, `AdminModeMissing`, or what keeps the
    /// server from answering.
    pub async fn who(&self) -> Result<Who> {
        match self {
            Server::Mastodon(server) => server.who().await,
            Server::Gitlab(server) => server.who().await,
        }
    }

    /// The server's version, where it is told to those who have a token only; none where it was told before, or never.
    pub async fn version(&self) -> Option<String> {
        match self {
            Server::Mastodon(_) => None,
            Server::Gitlab(server) => server.version().await,
        }
    }

    /// A page of accounts, newest first. `cursor` is [`Page::next`] of the page before.
    ///
    /// # Errors
    /// As [`Server::who`], and `Unreadable` if it is no list, or none of its rows is an account. Single odd rows are left
    /// out.
    pub async fn page(&self, which: Which, cursor: Option<&str>) -> Result<Page> {
        match self {
            Server::Mastodon(server) => server.page(which, cursor).await,
            Server::Gitlab(server) => server.page(which, cursor).await,
        }
    }

    /// One account; none if the server has no such account. A page for people or a missing route is an error instead.
    ///
    /// # Errors
    /// As [`Server::who`], and `Unreadable` if the answer is no account.
    pub async fn account(&self, id: &AccountId) -> Result<Option<Fetched>> {
        match self {
            Server::Mastodon(server) => server.account(id).await,
            Server::Gitlab(server) => server.account(id).await,
        }
    }

    /// Sends a verb, once, whatever happens.
    pub async fn act(&self, id: &AccountId, verb: Verb, choices: &Choices) -> Sent {
        match self {
            Server::Mastodon(server) => server.act(id, verb, choices).await,
            Server::Gitlab(server) => server.act(id, verb).await,
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

/// Newer JSON over older, where lists tell less than single answers.
pub fn merge_raw(platform: Platform, old: Value, new: Value) -> Value {
    match platform {
        // Lists and single answers are the same here, and what is gone from an account is gone.
        Platform::Mastodon => new,
        Platform::Gitlab => gitlab::merge_raw(old, new),
    }
}

/// Every verb of this kind of server for the account: what it would do, where it stands, and why it cannot be done.
pub fn offers(software: &Software, account: &Account, here: &Circumstances<'_>) -> Vec<ActionOffer> {
    match software.platform {
        Platform::Mastodon => mastodon::offers(software, account, here),
        Platform::Gitlab => gitlab::offers(account, here),
    }
}

/// Why the server refused: from the refusal, the account read again (none if it could not be), and who we are.
pub fn explain(software: &Software, verb: Verb, account: Option<&Account>, who: &Who, problem: &Problem) -> Refusal {
    match software.platform {
        Platform::Mastodon => mastodon::explain(verb, account, who, problem),
        Platform::Gitlab => gitlab::explain(verb, account, who, problem),
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

/// The address of a page of the server for people: below its base, except for an account's public page. None where this
/// kind of server has no such page, or where it needs an account.
pub fn page_address(platform: Platform, base: &BaseUrl, page: ServerPage, account: Option<&Account>) -> Option<String> {
    match platform {
        Platform::Mastodon => mastodon::page_address(base, page, account),
        Platform::Gitlab => gitlab::page_address(base, page, account),
    }
}

/// The scopes that a token needs to moderate, and those to look only.
pub fn scopes(platform: Platform) -> (Vec<&'static str>, Vec<&'static str>) {
    match platform {
        Platform::Mastodon => mastodon::scopes(),
        Platform::Gitlab => gitlab::scopes(),
    }
}

/// Where a token is made, in the browser.
pub fn token_page(found: &Found) -> String {
    match found.software.platform {
        Platform::Mastodon => mastodon::token_page(&found.base),
        Platform::Gitlab => gitlab::token_page(&found.base),
    }
}
