//! Facts that help to decide.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Timestamp;

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
    /// Whether it takes one of the licence's seats.
    Seat,
    /// That it may read everything.
    Auditor,
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
