//! Accounts, as every platform's mapping makes them: no platform's JSON, no SQL.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A moment, in milliseconds since 1970-01-01 UTC. Crosses to the window as a plain number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Timestamp(#[specta(type = f64)] pub i64);

/// The server's own id of an account: opaque, because Mastodon's do not fit a JavaScript number and other servers use ULIDs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct AccountId(pub String);

impl std::fmt::Display for AccountId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A state or an attribute of an account, each shown by icon and word.
///
/// The discriminant is the bit under which the cache keeps it: never renumber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[repr(u8)]
pub enum Mark {
    /// Waits for a moderator's approval.
    Pending = 0,
    /// The mail address has not been confirmed.
    Unconfirmed = 1,
    /// Limited (Mastodon's "silence").
    Limited = 2,
    /// All media forced sensitive.
    Sensitive = 3,
    /// May not sign in (Mastodon's "disable").
    LoginFrozen = 4,
    /// Suspended.
    Suspended = 5,
    /// Banned.
    Banned = 6,
    /// Blocked by an administrator.
    Blocked = 7,
    /// Blocked by a directory (LDAP, SAML, SCIM).
    LdapBlocked = 8,
    /// Deactivated; signing in ends it.
    Deactivated = 9,
    /// Locked after too many failed sign-ins.
    Locked = 10,
    /// Has moved to another account.
    Moved = 11,
    /// Kept in memory of somebody who died.
    Memorial = 12,
    /// Automated.
    Bot = 13,
    /// External to the organisation.
    External = 14,
    /// Has a role with power over others.
    Staff = 15,
    /// May do everything.
    Administrator = 16,
    /// Belongs to the server itself (ghost, alert bot).
    Internal = 17,
    /// The server no longer has it.
    Gone = 18,
    /// In a state whose word we do not know; see [`Account::unknown_state`].
    Unknown = 19,
}

impl Mark {
    /// Every mark, in the order in which people see them.
    pub const ALL: [Mark; 20] = [
        Mark::Gone,
        Mark::Suspended,
        Mark::Banned,
        Mark::Blocked,
        Mark::LdapBlocked,
        Mark::Pending,
        Mark::Limited,
        Mark::Sensitive,
        Mark::LoginFrozen,
        Mark::Deactivated,
        Mark::Locked,
        Mark::Unknown,
        Mark::Administrator,
        Mark::Staff,
        Mark::Internal,
        Mark::Bot,
        Mark::Unconfirmed,
        Mark::Moved,
        Mark::Memorial,
        Mark::External,
    ];

    const fn bit(self) -> u32 {
        1 << self as u8
    }
}

/// A set of marks, kept as bits in the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Marks(u32);

impl Marks {
    /// No mark.
    pub const NONE: Marks = Marks(0);

    /// The set with these marks.
    pub fn of(marks: &[Mark]) -> Self {
        Marks(marks.iter().fold(0, |bits, mark| bits | mark.bit()))
    }

    /// The set as the cache keeps it; bits that no mark has are dropped.
    pub fn from_bits(bits: u32) -> Self {
        Marks(bits & Self::of(&Mark::ALL).0)
    }

    /// The bits that the cache keeps.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether the mark is in the set.
    pub const fn has(self, mark: Mark) -> bool {
        self.0 & mark.bit() != 0
    }

    /// Whether one of the marks is in the set.
    pub fn any(self, marks: &[Mark]) -> bool {
        self.0 & Self::of(marks).0 != 0
    }

    /// Adds the mark when the condition holds.
    #[must_use]
    pub fn with(self, mark: Mark, condition: bool) -> Self {
        if condition { Marks(self.0 | mark.bit()) } else { self }
    }

    /// Takes the mark away.
    #[must_use]
    pub const fn without(self, mark: Mark) -> Self {
        Marks(self.0 & !mark.bit())
    }

    /// The marks in the order in which people see them.
    pub fn to_vec(self) -> Vec<Mark> {
        Mark::ALL.into_iter().filter(|mark| self.has(*mark)).collect()
    }
}

/// How much power the account has on its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Rank {
    /// An ordinary member, or somebody of another server.
    Member,
    /// Has a role that can act on others.
    Staff,
    /// May do everything.
    Administrator,
}

/// A network address from which the account was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// IPv4 or IPv6, as the server wrote it.
    pub ip: String,
    /// When it was last used, if the server says.
    pub used_at: Option<Timestamp>,
}

/// A row of the profile's own table of links and facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileField {
    /// The label, as plain text.
    pub name: String,
    /// The value, as plain text.
    pub value: String,
    /// The real target of its first link, http or https only.
    pub link: Option<String>,
    /// Whether the server checked that the linked page links back.
    pub verified: bool,
}

/// What a fact is about; the window has a word for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FactLabel {
    /// Mail address.
    Mail,
    /// When the mail address was confirmed, or that it was not.
    MailConfirmed,
    /// Language of the person's interface.
    Language,
    /// Role's name.
    Role,
    /// When the account was made or first seen.
    Joined,
    /// Who invited the person (account id).
    InvitedBy,
    /// The server's id.
    Id,
    /// The other server.
    Domain,
    /// Number of posts.
    Posts,
    /// Number of followers.
    Followers,
    /// Number of accounts followed.
    Following,
    /// Date of the last post.
    LastPost,
    /// Last sign-in.
    LastSignIn,
    /// Current sign-in.
    CurrentSignIn,
    /// Day of the last activity.
    LastActivity,
    /// Number of sign-ins.
    SignIns,
    /// Whether two-factor authentication is on.
    TwoFactor,
    /// How the person signs in (LDAP, SAML, …).
    Identities,
    /// Who made the account.
    CreatedBy,
    /// Public mail address.
    PublicMail,
    /// Organisation.
    Organisation,
    /// Job title.
    JobTitle,
    /// Place.
    Location,
    /// Web page.
    Website,
    /// How many projects the person may make.
    ProjectsLimit,
    /// Administrators' note on the server.
    AdminNote,
    /// Where it moved to.
    MovedTo,
}

/// The value of a fact, with what the window needs to draw it well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", content = "value", rename_all = "camelCase")]
pub enum FactValue {
    /// Plain text of a stranger.
    Text(String),
    /// Text that is copied with a click: an id.
    Code(String),
    /// A mail address: personal data.
    Mail(String),
    /// A moment.
    Time(Timestamp),
    /// A day, as `2026-11-21`.
    Day(String),
    /// A number.
    Number(u32),
    /// Yes or no.
    Flag(bool),
    /// A link's real target, http or https only.
    Link(String),
}

/// One fact for the decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// What it is about.
    pub label: FactLabel,
    /// What it says.
    pub value: FactValue,
}

/// Where the facts stand on the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FactGroupKind {
    /// Who this is: mail, language, role, joined, invited by, id.
    Account,
    /// What it did: posts, followers, sign-ins.
    Activity,
    /// What it says of itself.
    About,
}

/// Facts that stand together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FactGroup {
    /// Which group.
    pub kind: FactGroupKind,
    /// Its facts, in order; never empty.
    pub facts: Vec<Fact>,
}

/// An account as its server described it.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The server's id.
    pub id: AccountId,
    /// The name without any domain.
    pub username: String,
    /// The other server's domain in lower-case ASCII; none for an account of this server.
    pub domain: Option<String>,
    /// The name that the person chose: hostile text.
    pub display_name: String,
    /// When it was made, or first seen by the server.
    pub created_at: Option<Timestamp>,
    /// Mail address, when the server has one.
    pub mail: Option<String>,
    /// Whether the mail address is confirmed; none where the server cannot know.
    pub mail_confirmed: Option<bool>,
    /// States and attributes.
    pub marks: Marks,
    /// The raw word of a state that we do not know.
    pub unknown_state: Option<String>,
    /// Addresses, latest first.
    pub addresses: Vec<Address>,
    /// Why the person wants to join.
    pub reason: Option<String>,
    /// How much power it has.
    pub rank: Rank,
    /// The role's name, when it has one.
    pub role: Option<String>,
    /// The profile's text, as plain text.
    pub bio: String,
    /// The profile's fields.
    pub fields: Vec<ProfileField>,
    /// Facts grouped for a decision.
    pub facts: Vec<FactGroup>,
    /// Where the still picture is; only the engine fetches it.
    pub picture: Option<String>,
    /// The account's public page.
    pub page: Option<String>,
}

impl Account {
    /// `username`, or `username@domain` for an account of another server. Without a leading `@`.
    pub fn handle(&self) -> String {
        match &self.domain {
            Some(domain) => format!("{}@{domain}", self.username),
            None => self.username.clone(),
        }
    }

    /// A short fingerprint of what matters to a decision: state, power, mail, reason and name.
    ///
    /// A verb carries the revision of the account on screen; when the server's differs, nothing is sent.
    pub fn revision(&self) -> String {
        use sha2::{Digest, Sha256};
        let mattering = format!(
            "{}\n{}\n{}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
            self.id,
            self.handle(),
            self.marks.bits(),
            self.unknown_state,
            self.rank,
            self.role,
            self.mail,
            self.reason
        );
        let digest = Sha256::digest(mattering.as_bytes());
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}
