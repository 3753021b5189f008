//! How much of a stranger's account is kept, in characters or pieces. Servers have bounds of their own, but remote accounts
//! come from servers that may have none. The raw JSON is kept as it came.

/// Profile fields; Mastodon has four of its own people, other software some twenty.
pub(crate) const FIELDS: usize = 50;
/// A profile field's value; Mastodon takes 2,047 of other servers.
pub(crate) const FIELD: usize = 5_000;
/// Addresses, the latest.
pub(crate) const ADDRESSES: usize = 100;
/// One address: the longest IPv6 address has 45, and a zone's name may follow.
pub(crate) const ADDRESS: usize = 100;
/// Ways to sign in.
pub(crate) const IDENTITIES: usize = 20;
/// A user name, and the name of a domain (253 in the DNS).
pub(crate) const NAME: usize = 300;
/// Any other text of one line: display name, job title, place.
pub(crate) const LINE: usize = 1_000;
/// A mail address: 64 before the `@`, 255 after it.
pub(crate) const MAIL: usize = 320;
/// A role's name, and a state's word.
pub(crate) const WORD: usize = 100;
/// A text of several lines: bio, reason, note.
pub(crate) const TEXT: usize = 20_000;
/// Posts of a report; people choose a few, forwarding servers may send hundreds.
pub(crate) const POSTS: usize = 200;
/// Files of a post; Mastodon has four of its own, other software some twenty.
pub(crate) const MEDIA: usize = 32;
/// Answers of a poll.
pub(crate) const POLL: usize = 20;
/// Rules of a report.
pub(crate) const RULES: usize = 50;
