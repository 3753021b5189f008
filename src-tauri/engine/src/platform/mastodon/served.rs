//! What a server of this family serves, from its software and version (mastodon.md §1.1, §5.5, §5.6). One doesn't try out
//! a verb to see whether it works: what turns out otherwise is corrected by the first refusal.

use crate::action::Verb;
use crate::platform::Restriction;
use crate::profile::Software;

/// How a server speaks the admin API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Mastodon and its forks, of this version; none where it is not told, or is no Mastodon's.
    Mastodon(Option<(u32, u32)>),
    /// GoToSocial: lists, single accounts, sign-ups, suspending, reports.
    GoToSocial,
}

impl Dialect {
    pub(super) fn of(software: &Software) -> Self {
        if super::is_gotosocial(software) { Dialect::GoToSocial } else { Dialect::Mastodon(software.major_minor()) }
    }

    /// Whether the version is surely before this one.
    pub(super) fn is_before(self, major: u32, minor: u32) -> bool {
        matches!(self, Dialect::Mastodon(Some(version)) if version < (major, minor))
    }
}

/// Whether the server is believed to serve the verb.
pub(super) fn serves(dialect: Dialect, verb: Verb) -> bool {
    match dialect {
        Dialect::GoToSocial => {
            matches!(verb, Verb::Approve | Verb::Reject | Verb::Suspend | Verb::ResolveReport)
        }
        Dialect::Mastodon(_) => match verb {
            Verb::Sensitive | Verb::LiftSensitive | Verb::DeleteData => !dialect.is_before(3, 3),
            _ => true,
        },
    }
}

/// The restrictions by which the server narrows its lists, as far as its version tells (mastodon.md §1.2, §1.3). GoToSocial
/// knows suspended accounts only, which its one list has as well (§5.6).
pub(super) fn restrictions(dialect: Dialect) -> Vec<Restriction> {
    let mut all = vec![Restriction::Suspended, Restriction::Limited, Restriction::Frozen, Restriction::Sensitive];
    match dialect {
        Dialect::GoToSocial => all.clear(),
        // From 3.5 to 4.0 it is no error and no filter either.
        Dialect::Mastodon(_) => all.retain(|one| *one != Restriction::Sensitive || !dialect.is_before(4, 0)),
    }
    all
}
