//! What the instance remembers: its users, its queue of work, its letters.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::audit::AuditEvent;
use super::belongings::Key;
use super::oauth::OAuth;
use super::register::Register;
use super::settings::Settings;
use super::throttle::Throttle;
use super::tokens::Token;
use super::work::{Job, Letter};
use crate::time::{DAY, ago, day};

/// The whole instance.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Gitlab {
    pub(super) users: Register,
    pub(super) settings: Settings,
    /// Counts sign-ups made by the control route, so that each brings somebody new.
    pub(super) arrivals: u64,
    #[serde(default)]
    pub(super) oauth: OAuth,
    /// Personal access tokens and impersonation tokens.
    #[serde(default = "super::auth::fixed")]
    pub(super) tokens: Vec<Token>,
    /// Oldest first.
    #[serde(default)]
    pub(super) audit: Vec<AuditEvent>,
    /// What the background workers have still to do.
    #[serde(default)]
    pub(super) jobs: Vec<Job>,
    /// Mail that went out, oldest first; only the last few hundred.
    #[serde(default)]
    pub(super) letters: Vec<Letter>,
    #[serde(skip)]
    pub(super) throttle: Throttle,
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
    ServiceUser,
    ServiceAccount,
    Ghost,
    AlertBot,
    SupportBot,
    VisualReviewBot,
    MigrationBot,
    SecurityBot,
    AutomationBot,
    SecurityPolicyBot,
    AdminBot,
    SuggestedReviewersBot,
    LlmBot,
    DuoCodeReviewBot,
    Placeholder,
    ImportUser,
}

impl UserType {
    /// Everything but people and the machines that people make.
    pub(super) const fn is_internal(self) -> bool {
        !matches!(self, Self::Human | Self::ProjectBot | Self::ServiceUser | Self::ServiceAccount)
    }

    /// The JSON's `bot`: true for machines with a name, false for the ghost and for stand-ins.
    pub(super) const fn is_bot(self) -> bool {
        !matches!(self, Self::Human | Self::Ghost | Self::Placeholder | Self::ImportUser)
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
    /// Since when a rejected or deleted account waits for its deletion.
    pub(super) removal_queued_at: Option<Timestamp>,
    /// Whether that deletion leaves the contributions to the ghost.
    #[serde(default)]
    pub(super) removal_is_soft: bool,
    /// Secondary addresses that nobody has confirmed.
    #[serde(default)]
    pub(super) unconfirmed_emails: Vec<String>,
    #[serde(default)]
    pub(super) memberships: Vec<Membership>,
    /// Invitations into groups that wait until somebody can sign in.
    #[serde(default)]
    pub(super) invitations: Vec<Membership>,
    #[serde(default)]
    pub(super) issues: u32,
    #[serde(default)]
    pub(super) merge_requests: u32,
    #[serde(default)]
    pub(super) running_pipelines: u32,
    #[serde(default)]
    pub(super) pipeline_schedules: u32,
    #[serde(default)]
    pub(super) status: Option<StatusText>,
    /// The row beside a banned user.
    #[serde(default)]
    pub(super) banned_at: Option<Timestamp>,
    /// Why the record can't be saved (an old record that today's rules don't allow).
    #[serde(default)]
    pub(super) unsaveable: Option<String>,
    /// What somebody has to do in the browser before their tokens work again.
    #[serde(default)]
    pub(super) duty: Option<Duty>,
    /// Gone from the LDAP directory: the next sync blocks them.
    #[serde(default)]
    pub(super) left_directory: bool,
    /// Enterprise Edition.
    #[serde(default)]
    pub(super) is_auditor: bool,
    #[serde(default)]
    pub(super) keys: Vec<Key>,
    /// Whether a support PIN is good for them.
    #[serde(default)]
    pub(super) support_pin: bool,
    /// A row from before some of its columns: they are null.
    #[serde(default)]
    pub(super) old_row: bool,
}

/// A place in a project or a group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Membership {
    pub(super) source_id: i64,
    pub(super) source_name: String,
    pub(super) source_type: Source,
    pub(super) access_level: u8,
    /// Nobody else owns the group.
    #[serde(default)]
    pub(super) sole_owner: bool,
}

/// What somebody is a member of, in the API's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Source {
    Project,
    Namespace,
}

/// What somebody says they are up to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StatusText {
    pub(super) emoji: String,
    pub(super) message: String,
    pub(super) availability: String,
}

/// Reasons for which a token is refused until its owner has been in the browser (section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Duty {
    Password,
    Terms,
    TwoFactor,
    /// Their tokens want a proof of possession with each request.
    Dpop,
}

/// A login with another service.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(super) provider: String,
    pub(super) extern_uid: String,
    /// Enterprise Edition.
    #[serde(default)]
    pub(super) saml_provider_id: Option<i64>,
}

impl Identity {
    pub(super) fn new(provider: &str, extern_uid: &str) -> Self {
        Self { provider: provider.to_owned(), extern_uid: extern_uid.to_owned(), saml_provider_id: None }
    }

    /// Kept among the others, but shown by itself, and by the Enterprise Edition only.
    pub(super) fn is_scim(&self) -> bool {
        self.provider == "scim"
    }
}

impl User {
    /// Whether there was activity within so many days (1.6): the later of the day's first moment and the sign-in counts. Without any trace somebody
    /// counts as inactive, however new.
    pub(super) fn recently_active(&self, now: Timestamp, days: i64) -> bool {
        let since = ago(now, days.saturating_mul(DAY));
        self.last_activity_on.is_some_and(|on| on > day(since))
            || self.current_sign_in_at.is_some_and(|at| at.as_second() > since.as_second())
    }

    pub(super) fn never_seen(&self) -> bool {
        self.last_activity_on.is_none() && self.current_sign_in_at.is_none()
    }

    /// In whatever way, and whatever its case.
    pub(super) fn has_email(&self, mail: &str) -> bool {
        let others = self.other_emails.iter().chain(&self.unconfirmed_emails);
        others.chain([&self.email]).any(|own| own.eq_ignore_ascii_case(mail))
    }

    pub(super) fn owns_alone(&self) -> bool {
        self.memberships.iter().any(|membership| membership.sole_owner)
    }
}

impl Gitlab {
    /// By username; case does not count.
    pub(super) fn named(&self, username: &str) -> Option<&User> {
        self.users.named(username)
    }
}
