//! What a practice GitLab can be told to do otherwise: its version and edition, its limits, and each fact that the reference only infers.

use std::collections::BTreeSet;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// The switches of a practice GitLab: in [`Options`](crate::Options) at the start, and while it runs under `practice` of its settings, for instance
/// `POST /practice/settings` with `{"practice": {"version": "15.11.13", "otherwise": ["ban_oneself"]}}`. They are taken from the options at each start, whatever a kept
/// state file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GitlabSwitches {
    /// The version it claims and behaves as, 13.0 to 19.x: words, fields, filters and routes follow it.
    pub version: String,
    /// Enterprise Edition: more fields and filters, `-ee` behind the version.
    pub enterprise: bool,
    /// Above so many rows a page by number has no totals (3.4).
    pub count_limit: usize,
    /// From 17.0 on no page by number reaches further (3.4).
    pub offset_limit: usize,
    /// In how many days personal access tokens expire, from 16.0 on; none: never (section 6).
    pub token_days: Option<i64>,
    /// How long an OAuth access token lives, in seconds.
    pub access_token_seconds: i64,
    /// Seconds between two questions of a device that waits for approval.
    pub device_interval: i64,
    /// The redirect addresses of the registered applications.
    pub redirect_uris: Vec<String>,
    /// What a database that can't be written to does to changes (1.2).
    pub read_only: ReadOnly,
    /// Inferred facts that are the other way round.
    pub otherwise: BTreeSet<Inferred>,
}

impl Default for GitlabSwitches {
    fn default() -> Self {
        let redirects = ["http://127.0.0.1/callback", "http://[::1]/callback", "http://localhost/callback"];
        Self {
            version: "18.6.1".to_owned(),
            enterprise: false,
            count_limit: 10_000,
            offset_limit: 50_000,
            token_days: Some(200),
            access_token_seconds: 7200,
            device_interval: 5,
            redirect_uris: redirects.map(str::to_owned).to_vec(),
            read_only: ReadOnly::No,
            otherwise: BTreeSet::new(),
        }
    }
}

impl GitlabSwitches {
    /// Whether the version is this one or newer; a version that is no version counts as the usual one.
    pub(super) fn at_least(&self, major: u16, minor: u16) -> bool {
        let mut parts = self.version.split('.').map(str::parse::<u16>);
        match (parts.next(), parts.next()) {
            (Some(Ok(own_major)), Some(Ok(own_minor))) => (own_major, own_minor) >= (major, minor),
            _ => (18, 6) >= (major, minor),
        }
    }

    pub(super) fn other(&self, fact: Inferred) -> bool {
        self.otherwise.contains(&fact)
    }

    /// As the instance says it, with the edition.
    pub(super) fn full_version(&self) -> String {
        if self.enterprise { format!("{}-ee", self.version) } else { self.version.clone() }
    }
}

/// What becomes of a change while the database only reads (1.2, maintenance row of section 6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadOnly {
    /// It can be written to.
    #[default]
    No,
    /// The state machine's hook refuses: `false`, or an error without words.
    Vetoed,
    /// 403 before anything is looked at.
    Forbidden,
    /// 405 before anything is looked at.
    NotAllowed,
    /// 503 before anything is looked at: maintenance.
    Unavailable,
}

/// A fact marked `[I]` or `[M]` in the reference; each says what happens once it is switched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum Inferred {
    /// 1.1: activate on banned and pending answers 201 `true` and makes active.
    ActivateBannedOrPending,
    /// 1.1: deactivate on banned and pending answers 201 `false`.
    DeactivateBannedOrPending,
    /// 1.1: block on banned answers 201 `false`, as the state machine alone would.
    BlockBanned,
    /// 1.1: block on pending answers 201 `true` and blocks.
    BlockPending,
    /// 1.1: unblock on banned answers 201 `false`.
    UnblockBanned,
    /// 1.1: unblock on pending answers 201 `false`.
    UnblockPending,
    /// 1.2: an administrator can't ban themselves: 403.
    BanOneself,
    /// 1.2: internal users can't be banned: 403.
    BanInternal,
    /// 1.2: deactivating oneself meets a guard of its own: 403.
    DeactivateOneself,
    /// 1.2: block, ban and unban of a record that can't be saved answer 422, not 500.
    UnsavedIs422,
    /// 1.2: a token with too little scope gets `message`, not `error`.
    ScopeInMessage,
    /// 1.2: an expired or revoked token reads like an unknown one.
    TokenInMessage,
    /// 1.2: an id that is no number gets `message`, not `error`.
    OddIdInMessage,
    /// 1.5: who waits for their hard deletion is blocked meanwhile, so that a second reject is 409.
    DoomedAreBlocked,
    /// 1.6: who was never seen counts as active.
    NeverSeenIsActive,
    /// 1.6: the days without activity that were a constant before 15.4 are 180, not 90.
    ConstantIs180,
    /// 1.7: versions before 14.3 know ban, unban and reject too.
    OlderHaveBan,
    /// 1.7: versions before 16.0 guard the caller from blocking themselves, too.
    OlderGuardOneself,
    /// Section 2: without their LDAP identity somebody stays `ldap_blocked`.
    LdapBlockStays,
    /// 3.2: a search of one or two letters finds parts of names, too.
    ShortSearchesMatch,
    /// 3.4: keyset with a search is served, by id.
    KeysetSearch,
    /// 3.4: before 16.5 keyset is refused with 405, not ignored.
    OldKeysetRefused,
    /// Section 5: `trusted_by` can't be set over the custom attributes: 403.
    TrustedByRefused,
    /// Section 6: personal access tokens don't expire.
    TokensNeverExpire,
    /// Section 6: an OAuth token may ask `/personal_access_tokens/self`.
    GrantAsksItself,
    /// Section 6: an OAuth token is never in admin mode.
    GrantWithoutAdminMode,
    /// Section 6: a blocked caller gets 401.
    BlockedCallerIs401,
}

impl Inferred {
    /// All rows for the control route: the name, the section, and what happens once it is switched.
    pub(crate) fn all() -> Vec<[String; 3]> {
        let rows = Self::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        rows.filter_map(|row| {
            let (section, instead) =
                row.get_help()?.to_string().split_once(": ").map(|(a, b)| (a.to_owned(), b.to_owned()))?;
            Some([row.get_name().to_owned(), section.trim_start_matches("Section ").to_owned(), instead])
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number_and_nonsense_counts_as_the_usual_one() {
        let version = |text: &str| GitlabSwitches { version: text.to_owned(), ..GitlabSwitches::default() };
        assert!(version("15.11.13").at_least(15, 2) && !version("15.11.13").at_least(16, 0));
        assert!(version("18.10.0").at_least(18, 9) && version("soon").at_least(18, 6));
    }

    #[test]
    fn every_row_tells_its_section_and_what_it_does() {
        let rows = Inferred::all();
        assert_eq!(rows.len(), Inferred::value_variants().len());
        assert_eq!(rows[0][..2], ["activate_banned_or_pending", "1.1"]);
    }
}
