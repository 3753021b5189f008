//! What the instance remembers of its users, and what its settings say.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::time::{DAY, ago, day};

/// The whole instance.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Gitlab {
    pub(super) users: BTreeMap<i64, User>,
    pub(super) settings: Settings,
    /// Counts sign-ups made by the control route, so that each brings somebody new.
    pub(super) arrivals: u64,
}

/// The settings that bear on moderation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(super) admin_mode: bool,
    pub(super) deactivate_dormant_users: bool,
    /// Days.
    pub(super) deactivate_dormant_users_period: i64,
    pub(super) require_admin_approval_after_user_signup: bool,
    pub(super) user_deactivation_emails_enabled: bool,
    pub(super) enforce_email_subaddress_restrictions: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            admin_mode: true,
            deactivate_dormant_users: false,
            deactivate_dormant_users_period: 90,
            require_admin_approval_after_user_signup: true,
            user_deactivation_emails_enabled: true,
            enforce_email_subaddress_restrictions: false,
        }
    }
}

/// The state machine's states (section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Active,
    Blocked,
    LdapBlocked,
    Banned,
    Deactivated,
    BlockedPendingApproval,
}

impl State {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Blocked => "blocked",
            Self::LdapBlocked => "ldap_blocked",
            Self::Banned => "banned",
            Self::Deactivated => "deactivated",
            Self::BlockedPendingApproval => "blocked_pending_approval",
        }
    }

    /// Wider than the word: this is why blocking a banned user "succeeds" (1.3).
    pub(super) const fn is_blocked(self) -> bool {
        matches!(self, Self::Blocked | Self::LdapBlocked | Self::Banned | Self::BlockedPendingApproval)
    }
}

/// What kind of account it is; the REST API never says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UserType {
    #[default]
    Human,
    ProjectBot,
    ServiceAccount,
    Ghost,
    AlertBot,
    SupportBot,
}

impl UserType {
    pub(super) const fn is_internal(self) -> bool {
        matches!(self, Self::Ghost | Self::AlertBot | Self::SupportBot)
    }

    /// The JSON's `bot`: true for named bots, false for the ghost.
    pub(super) const fn is_bot(self) -> bool {
        matches!(self, Self::ProjectBot | Self::ServiceAccount | Self::AlertBot | Self::SupportBot)
    }
}

/// A user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct User {
    pub(super) id: i64,
    pub(super) username: String,
    pub(super) name: String,
    pub(super) email: String,
    /// Confirmed addresses besides the first.
    pub(super) other_emails: Vec<String>,
    pub(super) public_email: String,
    pub(super) state: State,
    pub(super) user_type: UserType,
    pub(super) locked: bool,
    pub(super) is_admin: bool,
    pub(super) external: bool,
    pub(super) two_factor: bool,
    pub(super) private_profile: bool,
    pub(super) avatar: bool,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) confirmed_at: Option<Timestamp>,
    pub(super) last_sign_in_at: Option<Timestamp>,
    pub(super) current_sign_in_at: Option<Timestamp>,
    pub(super) last_activity_on: Option<Date>,
    pub(super) last_sign_in_ip: Option<String>,
    pub(super) current_sign_in_ip: Option<String>,
    pub(super) sign_in_count: u32,
    pub(super) bio: String,
    pub(super) location: String,
    pub(super) website_url: String,
    pub(super) organization: String,
    pub(super) job_title: String,
    pub(super) pronouns: Option<String>,
    pub(super) preferred_language: String,
    pub(super) note: Option<String>,
    pub(super) identities: Vec<Identity>,
    /// Projects somebody is a member of.
    pub(super) projects: u32,
    pub(super) followers: u32,
    pub(super) following: u32,
    pub(super) created_by: Option<i64>,
    pub(super) custom_attributes: BTreeMap<String, String>,
    /// Since when a rejected account waits for its hard deletion.
    pub(super) removal_queued_at: Option<Timestamp>,
}

/// A login with another service.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(super) provider: String,
    pub(super) extern_uid: String,
}

impl User {
    /// Whether there was activity within the setting's days (1.6). Without any trace somebody counts as inactive, however new.
    pub(super) fn recently_active(&self, now: Timestamp, days: i64) -> bool {
        let since = ago(now, days * DAY);
        self.last_activity_on.is_some_and(|on| on >= day(since))
            || self.current_sign_in_at.is_some_and(|at| at >= since)
    }
}

impl Gitlab {
    /// What workers would have done by now.
    pub(super) fn work(&mut self, now: Timestamp, delay: Duration) {
        self.users
            .retain(|_, user| user.removal_queued_at.is_none_or(|at| now.duration_since(at).unsigned_abs() < delay));
    }

    /// By username; case does not count.
    pub(super) fn named(&self, username: &str) -> Option<&User> {
        self.users.values().find(|user| user.username.eq_ignore_ascii_case(username))
    }
}
