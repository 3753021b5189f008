//! How people sign in by other services, as text in which the cache can look, too.

use super::lower;
use crate::model::Account;

/// All identities without their case, each as a line `provider:uid` of its own; empty without any.
pub(crate) fn identities(account: &Account) -> String {
    let lines = account.identities.iter().map(|own| format!("{}:{}\n", lower(&own.provider), lower(&own.uid)));
    let lines: String = lines.collect();
    if lines.is_empty() { lines } else { format!("\n{lines}") }
}

/// The part of [`identities`] that stands for `provider`, or for `provider:uid` with the whole uid.
pub(crate) fn sought_identity(typed: &str) -> String {
    let end = if typed.contains(':') { '\n' } else { ':' };
    format!("\n{}{end}", lower(typed))
}

/// The part of [`identities`] that stands for any directory: their providers are `ldapmain`, `ldapsecondary`, … (gitlab.md §4).
pub(crate) const DIRECTORY: &str = "\nldap";

/// Reads `provider` or `provider:uid`, as it is printed again; none without a provider.
pub(super) fn read(typed: &str) -> Option<String> {
    let (provider, uid) = typed.split_once(':').unwrap_or((typed, ""));
    let (provider, uid) = (provider.trim(), uid.trim());
    match (provider.is_empty(), uid.is_empty()) {
        (true, _) => None,
        (false, true) => Some(provider.to_owned()),
        (false, false) => Some(format!("{provider}:{uid}")),
    }
}
