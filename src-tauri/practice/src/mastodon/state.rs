//! What the instance remembers, also what its API never shows: suspension origin, due dates, strikes, the audit log.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::oauth::OAuth;
use super::refusal::Refusal;
use super::register::Register;
use super::statuses::Post;
use super::throttle::Throttle;
use crate::time::{DAY, ahead};
use crate::{Dialect, Manner};

/// An account's or report's number; text in JSON, because it does not fit a JavaScript number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id(pub(crate) i64);

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(de::Error::custom)
    }
}

/// The whole instance.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Mastodon {
    pub(super) accounts: Register,
    pub(super) strikes: Vec<Strike>,
    pub(super) reports: Vec<Report>,
    pub(super) presets: Vec<Preset>,
    pub(super) audit: Vec<AuditEntry>,
    /// Counts sign-ups made by the control route, so that each brings somebody new.
    pub(super) arrivals: u64,
    #[serde(default)]
    pub(super) oauth: OAuth,
    /// GoToSocial: on whom an action is running, and until when.
    #[serde(default)]
    pub(super) running: BTreeMap<Id, Timestamp>,
    #[serde(skip)]
    pub(super) throttle: Throttle,
    #[serde(skip)]
    pub(super) manner: Manner,
    #[serde(skip)]
    pub(super) swept: Option<Timestamp>,
    #[serde(skip)]
    pub(super) addresses_swept: Option<Timestamp>,
}

/// An account, local or remote.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(super) id: Id,
    pub(super) username: String,
    /// Lower-case punycode; none: local.
    pub(super) domain: Option<String>,
    pub(super) created_at: Timestamp,
    pub(super) profile: Profile,
    pub(super) followers: u32,
    pub(super) following: u32,
    pub(super) statuses: u32,
    pub(super) last_status_on: Option<Date>,
    pub(super) moved_to: Option<Id>,
    pub(super) memorial: bool,
    pub(super) silenced_at: Option<Timestamp>,
    pub(super) sensitized_at: Option<Timestamp>,
    pub(super) suspension: Option<Suspension>,
    /// Remote accounts have none, and local ones that deleted themselves neither.
    pub(super) user: Option<Box<User>>,
}

/// What deleting an account's data wipes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub(super) display_name: String,
    /// HTML.
    pub(super) note: String,
    pub(super) fields: Vec<Field>,
    pub(super) bot: bool,
    pub(super) locked: bool,
    pub(super) discoverable: Option<bool>,
    pub(super) indexable: bool,
    /// Whether there is a picture of one's own.
    pub(super) avatar: bool,
    /// Shortcodes of the server's own emoji in the texts.
    #[serde(default)]
    pub(super) emojis: Vec<String>,
}

/// A row of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Field {
    pub(super) name: Cow<'static, str>,
    /// HTML.
    pub(super) value: Cow<'static, str>,
    pub(super) verified_at: Option<Timestamp>,
}

/// Suspended; permanent once `deletion_due` is gone (2.3).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Suspension {
    pub(super) at: Timestamp,
    pub(super) origin: Origin,
    /// The deletion request's date; none: none exists any more.
    pub(super) deletion_due: Option<Timestamp>,
    /// Since when a moderator's DELETE waits for the worker.
    pub(super) deletion_queued_at: Option<Timestamp>,
}

/// Who suspended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Origin {
    /// A moderator here.
    Local,
    /// The account's own server.
    Remote,
}

/// The login behind a local account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct User {
    pub(super) id: i64,
    pub(super) email: String,
    pub(super) confirmed_at: Option<Timestamp>,
    pub(super) approved: bool,
    pub(super) disabled: bool,
    pub(super) locale: Option<String>,
    pub(super) invite_request: Option<String>,
    /// Id of a role; none: an ordinary member.
    pub(super) role: Option<i64>,
    pub(super) invited_by: Option<Inviter>,
    pub(super) created_by_application: Option<i64>,
    /// Sign-up, sessions, logins; in no particular order, as in the server's view.
    pub(super) addresses: Vec<Address>,
}

/// Whose invitation brought somebody in: the server keeps the user and shows the account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Inviter {
    pub(super) user: i64,
    pub(super) account: Id,
}

/// A network address somebody used.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Address {
    pub(super) ip: IpAddr,
    pub(super) used_at: Timestamp,
}

/// A strike against an account (account_warning).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Strike {
    pub(super) at: Timestamp,
    pub(super) target: Id,
    pub(super) by: Id,
    pub(super) action: String,
    pub(super) text: String,
    pub(super) report: Option<Id>,
    /// The posts of that report.
    #[serde(default)]
    pub(super) posts: Vec<Id>,
    /// Whether the person was told, by mail and in the app.
    pub(super) notified: bool,
}

/// Somebody's complaint about somebody.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(super) id: Id,
    pub(super) by: Id,
    pub(super) target: Id,
    pub(super) category: String,
    pub(super) comment: String,
    pub(super) created_at: Timestamp,
    pub(super) resolved_at: Option<Timestamp>,
    pub(super) resolved_by: Option<Id>,
    pub(super) assigned_to: Option<Id>,
    #[serde(default)]
    pub(super) updated_at: Option<Timestamp>,
    /// The reported posts, kept here whole because they outlive the account's other ones.
    #[serde(default)]
    pub(super) posts: Vec<Post>,
    /// Numbers of rules, from 1.
    #[serde(default)]
    pub(super) rules: Vec<i64>,
    /// Whether the other server was told; none for local targets.
    #[serde(default)]
    pub(super) forwarded: Option<bool>,
    /// GoToSocial: what the moderator wrote on resolving.
    #[serde(default)]
    pub(super) action_comment: Option<String>,
}

/// A warning text that is ready-made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Preset {
    pub(super) id: i64,
    pub(super) text: String,
}

/// A line of the audit log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AuditEntry {
    pub(super) at: Timestamp,
    pub(super) by: Id,
    pub(super) action: String,
    pub(super) target: String,
    /// GoToSocial: the private comment and the message of a rejection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) details: Option<String>,
}

impl Account {
    pub(super) fn is_local(&self) -> bool {
        self.domain.is_none()
    }

    /// Where GoToSocial's lists have it (5.6); local ones come first, because their domain is empty.
    pub(super) fn alphabetical(&self) -> String {
        format!("{}/@{}", self.domain.as_deref().unwrap_or_default(), self.username)
    }

    /// With the leading `@` and, for remote accounts, the domain.
    pub(super) fn handle(&self) -> String {
        match &self.domain {
            Some(domain) => format!("@{}@{domain}", self.username),
            None => format!("@{}", self.username),
        }
    }

    /// Takes the data, keeps the row (2.3): username and address stay reserved, the login is closed.
    pub(super) fn erase(&mut self) {
        self.profile = Profile::default();
        (self.followers, self.following, self.statuses, self.last_status_on) = (0, 0, 0, None);
        if let Some(user) = &mut self.user {
            user.disabled = true;
        }
        if let Some(suspension) = &mut self.suspension {
            (suspension.deletion_due, suspension.deletion_queued_at) = (None, None);
        }
    }
}

impl Suspension {
    /// By a moderator, with the data to be deleted in 30 days.
    pub(super) fn by_moderator(now: Timestamp) -> Self {
        Self { at: now, origin: Origin::Local, deletion_due: Some(ahead(now, 30 * DAY)), deletion_queued_at: None }
    }

    pub(super) fn deletion_ripe(&self, now: Timestamp, delay: Duration) -> bool {
        let queued = self.deletion_queued_at.is_some_and(|at| now.duration_since(at).unsigned_abs() >= delay);
        queued || self.deletion_due.is_some_and(|due| due <= now)
    }
}

impl Mastodon {
    /// By the id as it stands in a path.
    pub(super) fn find(&self, id: &str) -> Result<&Account, Refusal> {
        if self.manner.version == Dialect::GoToSocial {
            return self.find_ulid(id).ok_or(Refusal::NoRecord);
        }
        let id = id.parse().map(Id).map_err(|_| Refusal::NoRecord)?;
        self.accounts.get(&id).ok_or(Refusal::NoRecord)
    }

    /// The local account of that name; case does not count.
    pub(super) fn local(&self, username: &str) -> Option<&Account> {
        self.accounts.named(username, Account::is_local)
    }

    /// Writes a line into the audit log.
    pub(super) fn note(&mut self, now: Timestamp, by: Id, action: &str, target: String) {
        self.audit.push(AuditEntry { at: now, by, action: action.to_owned(), target, details: None });
    }
}
