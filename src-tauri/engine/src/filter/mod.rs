//! The one filter type: parsed from what a person types, printed back, run on the cache or sent to a server.
//!
//! `language` reads and prints it, `words` takes what was typed apart, `fits` says what it means for one account; the cache
//! narrows its rows by the same meaning. `fold` compares text, `network` addresses, `days` moments, `identity` ways to sign
//! in; `state` and `kind` know the marks behind their words. How a server is asked for a filter is the platform's matter.

mod days;
mod fits;
mod fold;
mod identity;
mod kind;
mod language;
mod network;
mod state;
#[cfg(test)]
mod tests;
mod words;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use days::Days;
pub(crate) use fits::{Fit, addresses_are_untold, folded, looked_for};
pub(crate) use fold::lower;
pub use fold::{fold, is_invisible};
pub(crate) use identity::{DIRECTORY, identities, sought_identity};
pub use kind::AccountKind;
pub(crate) use kind::internal_is_untold;
pub(crate) use language::{NO_PROJECTS, ON_OR_OFF, YES_OR_NO, attribute, domain, is_address};
pub(crate) use network::{Network, octets};
pub use state::StateFilter;

/// Where an account is at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    /// On this server.
    Local,
    /// On another server.
    Remote,
}

/// What is looked for: every part that is there has to fit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    /// Words: all must be found in name, display name or mail.
    // One that is an address or a range is also looked for among the addresses from which the account was used.
    pub text: String,
    /// The state.
    pub state: Option<StateFilter>,
    /// Where it is at home.
    pub origin: Option<Origin>,
    /// What the user name begins with.
    pub username: Option<String>,
    /// What the display name begins with.
    pub name: Option<String>,
    /// What the mail address begins with; with a leading `@`, the domain that it ends with.
    pub mail: Option<String>,
    /// An address, or a range as `198.51.100.0/24`, from which the account was used.
    pub ip: Option<String>,
    /// The other server's domain, whole.
    pub domain: Option<String>,
    /// The role's name, or its id on the server.
    pub role: Option<String>,
    /// The inviter's *user* id: only the server knows whom it invited.
    pub invited_by: Option<String>,
    /// A person, a program, or the server's own.
    pub kind: Option<AccountKind>,
    /// Whether it is external to the organisation.
    pub external: Option<bool>,
    /// Whether two-factor sign-in is on.
    pub two_factor: Option<bool>,
    /// The days on which it was made.
    pub joined: Option<Days>,
    /// Only those who are in no project: only the server knows.
    pub without_projects: bool,
    /// How the person signs in elsewhere: a provider, or `provider:uid`.
    pub identity: Option<String>,
    /// Whether the person signs in by a directory (LDAP).
    pub ldap: Option<bool>,
    /// The number of the SAML provider on the server: only the server knows.
    pub saml: Option<String>,
    /// Whether it may read everything, without changing it.
    pub auditor: Option<bool>,
    /// The public mail address, whole.
    pub public_mail: Option<String>,
    /// A custom attribute, `key=value`: only the server knows.
    pub attribute: Option<String>,
}

/// A part of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FilterField {
    /// Free words.
    Text,
    /// `state:`
    State,
    /// `origin:`
    Origin,
    /// `user:`
    Username,
    /// `name:`
    Name,
    /// `mail:`
    Mail,
    /// `ip:`
    Ip,
    /// `domain:`
    Domain,
    /// `role:`
    Role,
    /// `invited-by:`
    InvitedBy,
    /// `kind:`
    Kind,
    /// `external:`
    External,
    /// `two-factor:`
    TwoFactor,
    /// `joined:`
    Joined,
    /// `projects:`
    Projects,
    /// `identity:`
    Identity,
    /// `ldap:`
    Ldap,
    /// `saml:`
    Saml,
    /// `auditor:`
    Auditor,
    /// `public-mail:`
    PublicMail,
    /// `attribute:`
    Attribute,
}

/// How the server compares a part of the filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Matching {
    /// The beginning, whatever the case.
    Beginning,
    /// Any part of it, whatever the case.
    Part,
    /// The whole, exactly.
    Whole,
    /// An address in a range.
    Range,
    /// Days from one to another.
    Days,
    /// One of a few words.
    OneOf,
    /// By the id that was typed; what comes cannot be checked here.
    IdUnchecked,
    /// The server cannot be asked, or does nothing with it: looked for in what is loaded.
    LoadedOnly,
}

/// A part of a filter as this server offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldOffer {
    /// Which part.
    pub field: FilterField,
    /// The word that is typed before the colon; empty for free words.
    pub word: String,
    /// How the server compares it.
    pub matching: Matching,
    /// What can stand there, where it is one of a few; roles as they were seen.
    pub values: Vec<String>,
}

/// A role that loaded accounts have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SeenRole {
    /// Its name.
    pub name: String,
    /// Its id on the server, where roles have ids.
    pub id: Option<String>,
}

/// A typed word that is no filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FilterProblem {
    /// The word as typed.
    pub word: String,
    /// What could stand there.
    pub possible: Vec<String>,
}

impl FilterField {
    /// Every part that has a word before a colon.
    pub(crate) const WORDED: [FilterField; 20] = [
        FilterField::State,
        FilterField::Origin,
        FilterField::Username,
        FilterField::Name,
        FilterField::Mail,
        FilterField::Ip,
        FilterField::Domain,
        FilterField::Role,
        FilterField::InvitedBy,
        FilterField::Kind,
        FilterField::External,
        FilterField::TwoFactor,
        FilterField::Joined,
        FilterField::Projects,
        FilterField::Identity,
        FilterField::Ldap,
        FilterField::Saml,
        FilterField::Auditor,
        FilterField::PublicMail,
        FilterField::Attribute,
    ];

    /// The word that is typed before the colon; empty for free words.
    pub const fn word(self) -> &'static str {
        match self {
            FilterField::Text => "",
            FilterField::State => "state",
            FilterField::Origin => "origin",
            FilterField::Username => "user",
            FilterField::Name => "name",
            FilterField::Mail => "mail",
            FilterField::Ip => "ip",
            FilterField::Domain => "domain",
            FilterField::Role => "role",
            FilterField::InvitedBy => "invited-by",
            FilterField::Kind => "kind",
            FilterField::External => "external",
            FilterField::TwoFactor => "two-factor",
            FilterField::Joined => "joined",
            FilterField::Projects => "projects",
            FilterField::Identity => "identity",
            FilterField::Ldap => "ldap",
            FilterField::Saml => "saml",
            FilterField::Auditor => "auditor",
            FilterField::PublicMail => "public-mail",
            FilterField::Attribute => "attribute",
        }
    }
}

impl Origin {
    /// Both.
    pub(crate) const ALL: [Origin; 2] = [Origin::Local, Origin::Remote];

    /// The word that is typed after `origin:`.
    pub const fn word(self) -> &'static str {
        match self {
            Origin::Local => "local",
            Origin::Remote => "remote",
        }
    }
}
