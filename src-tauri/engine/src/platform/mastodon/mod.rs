//! Mastodon and the servers that speak its admin API: glitch-soc, Hometown, fedibird, GoToSocial.
//!
//! `client` asks, `map` reads accounts, `role` reads roles, `offers` knows what may be done. What a page of people looks
//! like, and which scopes a token needs, stands here. Nothing of Mastodon's JSON leaves this folder but as raw value.

mod client;
mod map;
mod offers;
mod role;

use serde_json::Value;

use super::BaseUrl;
use crate::error::Result;
use crate::filter::StateFilter;
use crate::model::Account;
use crate::profile::{ServerPage, Software};

pub use client::Mastodon;
pub(crate) use offers::{explain, offers};

/// The name under which [`super::find`] reports GoToSocial.
pub(crate) const GOTOSOCIAL: &str = "GoToSocial";

/// The scope without which no account is listed (mastodon.md §1.1).
const READ_SCOPE: &str = "admin:read:accounts";
/// The scope of every verb (mastodon.md §1.1).
const WRITE_SCOPE: &str = "admin:write:accounts";
/// The narrowest scope for "who am I" that every version has; `profile` came with 4.3 only (mastodon.md §5.1, §5.2).
const SELF_SCOPE: &str = "read:accounts";

/// States in the order of the desk.
pub(crate) const STATES: &[StateFilter] = &[
    StateFilter::Pending,
    StateFilter::NotSuspended,
    StateFilter::Limited,
    StateFilter::Sensitive,
    StateFilter::LoginFrozen,
    StateFilter::Suspended,
    StateFilter::Unrestricted,
    StateFilter::Staff,
];

pub(crate) fn account_from_raw(raw: &Value) -> Result<Account> {
    map::account(raw)
}

/// Scopes to moderate, and to look only.
pub(crate) fn scopes() -> (Vec<&'static str>, Vec<&'static str>) {
    (vec![SELF_SCOPE, READ_SCOPE, WRITE_SCOPE], vec![SELF_SCOPE, READ_SCOPE])
}

/// Where a token is made.
pub(crate) fn token_page(base: &BaseUrl) -> String {
    base.join("settings/applications/new").into()
}

/// Pages that no API replaces: appeals, strikes, audit log (mastodon.md §4.3).
pub(crate) fn pages() -> Vec<ServerPage> {
    vec![ServerPage::Moderation]
}

/// Pages about an account.
pub(crate) fn account_pages() -> Vec<ServerPage> {
    vec![ServerPage::Account, ServerPage::PublicProfile]
}

pub(crate) fn page_address(base: &BaseUrl, page: ServerPage, account: Option<&Account>) -> Option<String> {
    match page {
        ServerPage::Account => {
            let id = account.map(|account| account.id.0.as_str()).filter(|id| super::address::safe_segment(id))?;
            Some(base.join(&format!("admin/accounts/{id}")).into())
        }
        ServerPage::PublicProfile => account?.page.as_deref().and_then(super::markup::web_link),
        ServerPage::AbuseReports => Some(base.join("admin/reports").into()),
        ServerPage::Moderation => Some(base.join("admin/dashboard").into()),
        ServerPage::Tokens => Some(base.join("settings/applications").into()),
        ServerPage::SpamLogs => None,
    }
}

fn is_gotosocial(software: &Software) -> bool {
    software.name == GOTOSOCIAL
}

#[cfg(test)]
mod tests;
