//! The parts of a filter: their words, and how a server offers them.

use serde::{Deserialize, Serialize};
use specta::Type;

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
    /// `active:`
    Active,
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
    /// `lang:`, the language that the person chose.
    Lang,
    /// `has:reason` and the like.
    Has,
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

impl FilterField {
    /// Every part that has a word before a colon.
    pub(crate) const WORDED: [FilterField; 23] = [
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
        FilterField::Active,
        FilterField::Projects,
        FilterField::Identity,
        FilterField::Ldap,
        FilterField::Saml,
        FilterField::Auditor,
        FilterField::PublicMail,
        FilterField::Attribute,
        FilterField::Lang,
        FilterField::Has,
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
            FilterField::Active => "active",
            FilterField::Projects => "projects",
            FilterField::Identity => "identity",
            FilterField::Ldap => "ldap",
            FilterField::Saml => "saml",
            FilterField::Auditor => "auditor",
            FilterField::PublicMail => "public-mail",
            FilterField::Attribute => "attribute",
            FilterField::Lang => "lang",
            FilterField::Has => "has",
        }
    }

    /// The part that a word before a colon names: its own word, or another that people type, whatever its case.
    pub(super) fn named(word: &str) -> Option<Self> {
        let also = [
            (FilterField::State, "is"),
            (FilterField::Username, "username"),
            (FilterField::Mail, "email"),
            (FilterField::Lang, "language"),
            // Nobody has to type it: printed are lists of words by it, which have no other form.
            (FilterField::Text, TEXT),
        ];
        let own = FilterField::WORDED.into_iter().map(|field| (field, field.word()));
        own.chain(also).find(|(_, known)| known.eq_ignore_ascii_case(word)).map(|(field, _)| field)
    }

    /// Whether no account tells it, so that only a search on the server can: who invited it, its projects, its custom
    /// attributes, the number of its SAML provider.
    pub(crate) const fn is_of_the_server(self) -> bool {
        matches!(self, FilterField::InvitedBy | FilterField::Projects | FilterField::Saml | FilterField::Attribute)
    }

    /// Whether commas belong to a value that is typed without quotes, as they do to a place in a directory.
    pub(super) const fn keeps_commas(self) -> bool {
        matches!(self, FilterField::Identity | FilterField::Attribute)
    }
}

/// The word before the colon of a list of words, one of which is to be found: `text:casino,poker`.
pub(super) const TEXT: &str = "text";
