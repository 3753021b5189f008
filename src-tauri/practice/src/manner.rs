//! How a practice Mastodon behaves: which version's shapes, which modes, and where it does otherwise than the reference infers.
//!
//! Given at the start ([`crate::Options::manner`], flags) and changed while it runs (`POST /practice/settings`); never kept in the state file.

use std::collections::BTreeSet;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// Whose shapes and habits (reference 3 to 5). In the order of age among the Mastodons, so that "since 4.2" is a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ValueEnum)]
pub enum Dialect {
    /// GoToSocial: ULIDs, alphabetical order, cursors that are no ids, one action (5.6).
    #[serde(rename = "gotosocial")]
    #[value(name = "gotosocial")]
    GoToSocial,
    /// Mastodon 3.5: role as a word, `ip` as an object, no `sensitized`.
    #[serde(rename = "3.5")]
    #[value(name = "3.5")]
    V3_5,
    /// Mastodon 4.0: role as the raw record.
    #[serde(rename = "4.0")]
    #[value(name = "4.0")]
    V4_0,
    /// Mastodon 4.2: role as an entity, throttle per token.
    #[serde(rename = "4.2")]
    #[value(name = "4.2")]
    V4_2,
    /// Mastodon 4.6.
    #[default]
    #[serde(rename = "4.6")]
    #[value(name = "4.6")]
    V4_6,
}

impl Dialect {
    /// What the server calls its version.
    #[must_use]
    pub const fn version(self) -> &'static str {
        match self {
            Self::GoToSocial => "0.22.0+git-4f1c2ab",
            Self::V3_5 => "3.5.19",
            Self::V4_0 => "4.0.2",
            Self::V4_2 => "4.2.29",
            Self::V4_6 => "4.6.5",
        }
    }

    /// The name in nodeinfo.
    #[must_use]
    pub const fn software(self) -> &'static str {
        match self {
            Self::GoToSocial => "gotosocial",
            Self::V3_5 | Self::V4_0 | Self::V4_2 | Self::V4_6 => "mastodon",
        }
    }
}

/// A row of the reference that was inferred or may differ, turned round: clients have to survive either outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum Otherwise {
    /// 1.4: `limit=0` gives an empty list, not a 500.
    LimitZero,
    /// 1.4: a cursor that is no number gives 400, not an empty list.
    CursorNotANumber,
    /// 4.2: an unknown report category gives 422, not a 500.
    UnknownCategory,
    /// 6.4: errors don't follow the locale of the token's user, only `lang` and Accept-Language.
    UserLocale,
    /// 5.1: a loopback redirect has to match with its port, as in older Doorkeepers.
    LoopbackPort,
    /// 5.5, 6.2: no token, or an unknown one, gives 401 on admin endpoints, as on fedibird and Mastodon 3.4.
    NoToken,
}

impl Otherwise {
    /// All rows.
    #[must_use]
    pub fn all() -> &'static [Self] {
        Self::value_variants()
    }

    /// Section of the reference, what it says, and what the switch does instead.
    #[must_use]
    pub const fn story(self) -> [&'static str; 3] {
        match self {
            Self::LimitZero => ["1.4", "limit=0 or limit=abc gives 500", "an empty list without Link"],
            Self::CursorNotANumber => ["1.4", "a cursor that is no number counts as 0: an empty list", "400"],
            Self::UnknownCategory => ["4.2", "PUT of a report with an unknown category gives 500", "422"],
            Self::UserLocale => {
                ["6.4", "errors follow the locale of the token's user", "only lang and Accept-Language count"]
            }
            Self::LoopbackPort => {
                ["5.1", "the port of a loopback redirect is ignored", "the whole redirect address has to be equal"]
            }
            Self::NoToken => ["6.2", "no token or an unknown one gives 403 on admin endpoints", "401"],
        }
    }
}

/// How a practice Mastodon behaves. All fields have defaults, so that a control request names only what it changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Manner {
    /// Whose shapes and habits.
    pub version: Dialect,
    /// Limited federation mode: every API call needs a user's token and a login that works (6.5).
    pub limited_federation: bool,
    /// The server destroys itself: 410 on every API call (6.3).
    pub self_destruct: bool,
    /// The caller's address is under a `no_access` block: 403 in plain text on everything (6.2).
    pub address_blocked: bool,
    /// Rows turned round.
    pub otherwise: BTreeSet<Otherwise>,
}
