//! The one filter type: parsed from what a person types, printed back, run on the cache or sent to a server.
//!
//! `words` takes what was typed apart, `language` reads and prints a whole filter, `part` one part of it, `clause` what is
//! not so or one of several, `text` free words; `complete` tells what could be typed next. `fits` says what a filter means
//! for one account; the cache narrows its rows by the same meaning. `fold` and `alike` compare text, `network` addresses,
//! `days` moments, `identity` ways to sign in, `lang` languages; `has` knows what an account may have, `state` and `kind`
//! the marks behind their words. How a server is asked for a filter is the platform's matter.

mod alike;
mod clause;
mod complete;
mod days;
mod field;
mod fits;
mod fold;
mod has;
mod identity;
mod kind;
mod lang;
mod language;
mod network;
mod part;
mod state;
#[cfg(test)]
mod tests;
mod text;
mod words;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use clause::Clause;
pub(crate) use complete::Typing;
pub use days::Days;
pub use field::{FieldOffer, FilterField, Matching};
pub(crate) use fits::{Fit, addresses_are_untold};
pub(crate) use fold::lower;
pub use fold::{fold, is_invisible};
pub(crate) use has::Has;
pub(crate) use identity::{DIRECTORY, identities, sought_identity};
pub use kind::AccountKind;
pub(crate) use kind::internal_is_untold;
pub(crate) use lang::{language, speaks};
pub(crate) use network::{Network, octets};
pub(crate) use part::{NO_PROJECTS, ON_OR_OFF, YES_OR_NO, attribute, domain, is_address};
pub use state::StateFilter;
pub(crate) use text::{folded, looked_for, pieces};

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
    /// Words, and phrases in quotes: all must be found in name, display name, mail, domain, reason or note.
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
    /// The days on which it was last active.
    pub active: Option<Days>,
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
    /// What the parts above cannot say: that something must not be so, or may be one of several. At most 16; each has to
    /// fit.
    pub clauses: Vec<Clause>,
}

/// What could be typed next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Completion {
    /// What stands there when it is chosen: `state:`, `state:pending`, `role:"Site owner"`.
    pub text: String,
    /// Which part of the filter it is.
    pub field: FilterField,
    /// Where what it takes the place of begins in what was typed, in UTF-16 units.
    pub start: u32,
    /// How much of it is replaced, in UTF-16 units.
    pub length: u32,
    /// Whether a value is still to be typed after it.
    pub open: bool,
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
    /// Where it begins in what was typed, in UTF-16 units, as web views count.
    pub start: u32,
    /// How long it is, in UTF-16 units.
    pub length: u32,
    /// What could stand there.
    pub possible: Vec<String>,
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
