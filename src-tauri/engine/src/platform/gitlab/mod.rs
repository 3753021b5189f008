//! GitLab, as an administrator sees it over REST.
//!
//! `client` asks, `list` reads lists and single users, `search` asks by filters, `background` what stands around one, `map`
//! understands them, `offers` knows what may be done and `refusals` why not, `verbs` does it. `oauth` signs in, `token` says what a token is. Abuse reports and spam logs
//! have no API at all (gitlab.md §5): they are pages to open. Nothing of GitLab's JSON leaves this folder but as raw value.

mod background;
mod client;
mod list;
mod map;
pub(crate) mod oauth;
mod offers;
mod refusals;
mod search;
mod token;
mod verbs;

use serde_json::Value;

use super::BaseUrl;
use crate::error::Result;
use crate::filter::StateFilter;
use crate::model::Account;
use crate::profile::{ServerPage, Software};

pub use client::Gitlab;
pub(crate) use list::is_news;
pub(crate) use map::forget_addresses;
pub(crate) use offers::offers;
pub(crate) use refusals::explain;
pub(crate) use search::fields;
pub(crate) use token::revoke;

/// The scope of every verb (gitlab.md §6).
const WRITE_SCOPE: &str = "api";
/// The scope of everything that is read here (gitlab.md §6).
const READ_SCOPE: &str = "read_user";
/// Without it an instance in Admin Mode treats an administrator's token as anybody's (gitlab.md §6).
const ADMIN_MODE_SCOPE: &str = "admin_mode";

/// States in the order of the desk.
pub(crate) const STATES: &[StateFilter] = &[
    StateFilter::Pending,
    StateFilter::Active,
    StateFilter::Blocked,
    StateFilter::Banned,
    StateFilter::Deactivated,
    StateFilter::Locked,
    StateFilter::Staff,
];

pub(crate) fn account_from_raw(base: &BaseUrl, raw: &Value) -> Result<Account> {
    map::account(base, raw)
}

/// Where one's own tokens are: it moved with 16.7. A version that is not told counts as a new one.
fn tokens_path(software: &Software) -> &'static str {
    match software.major_minor() {
        Some(version) if version < (16, 7) => "-/profile/personal_access_tokens",
        _ => "-/user_settings/personal_access_tokens",
    }
}

/// Pages that no API replaces (gitlab.md §5).
pub(crate) fn pages() -> Vec<ServerPage> {
    vec![ServerPage::AbuseReports, ServerPage::SpamLogs]
}

/// Pages about an account.
pub(crate) fn account_pages() -> Vec<ServerPage> {
    vec![
        ServerPage::Account,
        ServerPage::AccountPowers,
        ServerPage::ImpersonationTokens,
        ServerPage::PublicProfile,
        ServerPage::AbuseReports,
        ServerPage::SpamLogs,
    ]
}

/// Newer JSON over older: a list row lacks what a single user's answer has (addresses, number of sign-ins, gitlab.md §4),
/// so old keys stay where the new answer has none.
pub(crate) fn merge_raw(old: Value, new: Value) -> Value {
    match (old, new) {
        (Value::Object(mut kept), Value::Object(newer)) => {
            kept.extend(newer);
            Value::Object(kept)
        }
        (_, new) => new,
    }
}

pub(crate) fn page_address(base: &BaseUrl, page: ServerPage, account: Option<&Account>) -> Option<String> {
    match page {
        // The one page has the powers, too (gitlab.md §8).
        ServerPage::Account | ServerPage::AccountPowers => {
            Some(base.join(&format!("admin/users/{}", account?.username)).into())
        }
        ServerPage::ImpersonationTokens => {
            Some(base.join(&format!("admin/users/{}/impersonation_tokens", account?.username)).into())
        }
        ServerPage::PublicProfile => account?.page.as_deref().and_then(super::markup::web_link),
        ServerPage::AbuseReports => {
            let mut url = base.join("admin/abuse_reports");
            if let Some(account) = account {
                // The page's own filter (gitlab.md §8).
                url.query_pairs_mut().append_pair("user", &account.username);
            }
            Some(url.into())
        }
        ServerPage::Report => None,
        ServerPage::SpamLogs => Some(base.join("admin/spam_logs").into()),
        ServerPage::Moderation => Some(base.join("admin/users").into()),
        ServerPage::Tokens => Some(base.join("-/user_settings/personal_access_tokens").into()),
    }
}

#[cfg(test)]
mod tests;
