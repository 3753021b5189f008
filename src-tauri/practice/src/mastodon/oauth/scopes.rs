//! Which scopes a server knows, by version (5.1). Asking for another makes registration fail.

use crate::Dialect;

/// Always there.
#[rustfmt::skip]
const OLD: &[&str] = &[
    "read", "read:accounts", "read:blocks", "read:bookmarks", "read:favourites", "read:filters", "read:follows", "read:lists", "read:mutes",
    "read:notifications", "read:search", "read:statuses", "write", "write:accounts", "write:blocks", "write:bookmarks", "write:conversations",
    "write:favourites", "write:filters", "write:follows", "write:lists", "write:media", "write:mutes", "write:notifications", "write:reports",
    "write:statuses", "follow", "push", "admin:read", "admin:read:accounts", "admin:read:reports", "admin:write", "admin:write:accounts",
    "admin:write:reports",
];

/// Since 4.1.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "admin:read:domain_allows", "admin:read:domain_blocks", "admin:read:ip_blocks", "admin:read:email_domain_blocks",
    "admin:read:canonical_email_blocks", "admin:write:domain_allows", "admin:write:domain_blocks", "admin:write:ip_blocks",
    "admin:write:email_domain_blocks", "admin:write:canonical_email_blocks",
];

/// All that a server knows.
pub(super) fn known(version: Dialect) -> Vec<&'static str> {
    let profile: &[&str] = if version >= Dialect::V4_6 || version == Dialect::GoToSocial { &["profile"] } else { &[] };
    let admin: &[&str] = if version == Dialect::GoToSocial { &["admin"] } else { &[] };
    let blocks = if version >= Dialect::V4_2 { BLOCKS } else { &[] };
    [profile, OLD, admin, blocks].concat()
}

/// The scopes of a text, each once, in its order.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in text.split_whitespace() {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    scopes
}
