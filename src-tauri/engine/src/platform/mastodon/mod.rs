//! Mastodon and the servers that speak its admin API: glitch-soc, Hometown, fedibird, GoToSocial.
//!
//! `client` asks, `list` lists accounts page by page, `addresses` forgets where they came from, `verbs` changes, `search` asks by filters, `reports` and `statuses` ask for and read those, `map` reads accounts, `role` reads roles, `served` knows which version serves what, `offers` what may be
//! done, `refusals` why not; `oauth` signs in; `remembered` keeps what suspended profiles said. What a page of people looks
//! like stands here. Nothing of Mastodon's JSON leaves this folder but as raw value.

mod addresses;
mod client;
mod list;
mod map;
pub(crate) mod oauth;
mod offers;
mod refusals;
mod remembered;
mod report_offers;
mod reports;
mod role;
mod search;
mod served;
mod statuses;
mod verbs;

use serde_json::Value;

use super::BaseUrl;
use crate::error::Result;
use crate::filter::StateFilter;
use crate::model::{Account, Report, ReportId};
use crate::profile::{ServerPage, Software};

pub(crate) use addresses::forget_addresses;
pub use client::Mastodon;
pub(crate) use list::{newest, place_of};
pub(crate) use offers::offers;
pub(crate) use refusals::explain;
pub(crate) use report_offers::{explain_report, report_offers};

/// The name under which [`super::find`] reports GoToSocial.
pub(crate) const GOTOSOCIAL: &str = "GoToSocial";

/// The scope without which no account is listed (mastodon.md §1.1).
const READ_SCOPE: &str = "admin:read:accounts";
/// The scope of every verb (mastodon.md §1.1).
const WRITE_SCOPE: &str = "admin:write:accounts";
/// The scopes of reports (mastodon.md §4.1).
const READ_REPORTS_SCOPE: &str = "admin:read:reports";
const WRITE_REPORTS_SCOPE: &str = "admin:write:reports";
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

/// Takes away what a profile said before its suspension.
pub(crate) fn forget_remembered(raw: &mut Value) -> bool {
    remembered::forget(raw)
}

/// Newer JSON over older: lists and single answers are the same here, and what is gone from an account is gone, except for
/// the profile of a suspended one.
pub(crate) fn merge_raw(old: &Value, new: Value) -> Value {
    remembered::merged(old, new)
}

pub(crate) fn account_from_raw(raw: &Value) -> Result<Account> {
    map::account(raw)
}

pub(crate) fn report_from_raw(raw: &Value) -> Result<Report> {
    reports::report(raw)
}

/// Where a token is made.
fn token_page(base: &BaseUrl) -> String {
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

/// Pages about a report. GoToSocial's own are part of its settings, under addresses that changed with its versions.
pub(crate) fn report_pages(software: &Software) -> Vec<ServerPage> {
    if is_gotosocial(software) { Vec::new() } else { vec![ServerPage::Report] }
}

pub(crate) fn page_address(
    base: &BaseUrl,
    page: ServerPage,
    account: Option<&Account>,
    report: Option<&ReportId>,
) -> Option<String> {
    match page {
        ServerPage::Account => {
            let id = account.map(|account| account.id.0.as_str()).filter(|id| super::address::safe_segment(id))?;
            Some(base.join(&format!("admin/accounts/{id}")).into())
        }
        ServerPage::PublicProfile => account?.page.as_deref().and_then(super::markup::web_link),
        ServerPage::Report => {
            let id = report.map(|report| report.0.as_str()).filter(|id| super::address::safe_segment(id))?;
            Some(base.join(&format!("admin/reports/{id}")).into())
        }
        ServerPage::AbuseReports => Some(base.join("admin/reports").into()),
        ServerPage::Moderation => Some(base.join("admin/dashboard").into()),
        ServerPage::Tokens => Some(base.join("settings/applications").into()),
        ServerPage::SpamLogs | ServerPage::AccountPowers | ServerPage::ImpersonationTokens => None,
    }
}

fn is_gotosocial(software: &Software) -> bool {
    software.name == GOTOSOCIAL
}

#[cfg(test)]
mod tests;
