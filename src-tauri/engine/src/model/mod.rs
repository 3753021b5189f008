//! Accounts, as every platform's mapping makes them: no platform's JSON, no SQL.

mod facts;
mod marks;
mod report;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use facts::{Fact, FactGroup, FactGroupKind, FactLabel, FactValue};
pub use marks::{Mark, Marks};
pub use report::{Media, MediaKind, Party, Post, Report, ReportCategory, ReportId, Visibility};

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

/// When an account was last active, as its server counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// The server does not tell.
    Untold,
    /// It never was.
    Never,
    /// Then.
    At(Timestamp),
}

/// A way to sign in by another service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The service's name on the server: `ldapmain`, `saml`.
    pub provider: String,
    /// Who the person is there.
    pub uid: String,
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
    /// States of which the server does not tell whether they are there.
    pub untold: Marks,
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
    /// The role's id on the server, when it has one.
    pub role_id: Option<String>,
    /// When it was last active.
    pub activity: Activity,
    /// Whether two-factor sign-in is on; none where the server does not tell.
    pub two_factor: Option<bool>,
    /// The mail address that it shows to everybody.
    pub public_mail: Option<String>,
    /// How the person signs in elsewhere (LDAP, SAML, …).
    pub identities: Vec<Identity>,
    /// Whether it may read everything, without changing it.
    pub auditor: bool,
    /// The note that the server's administrators share about it.
    pub note: Option<String>,
    /// The language that the person chose, as the server writes it (`de`, `pt-BR`).
    pub locale: Option<String>,
    /// The profile's text, as plain text.
    pub bio: String,
    /// The profile's fields.
    pub fields: Vec<ProfileField>,
    /// Whether name, text, fields and picture are those from before its suspension.
    pub remembered: bool,
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

    /// A short fingerprint of what matters to a decision: state, power, mail, reason, note and name.
    ///
    /// A verb carries the revision of the account on screen; when the server's differs, nothing is sent.
    pub fn revision(&self) -> String {
        fingerprint(&format!(
            "{}\n{}\n{}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
            self.id,
            self.handle(),
            self.marks.bits(),
            self.unknown_state,
            self.rank,
            self.role,
            self.mail,
            self.reason,
            self.note
        ))
    }
}

/// The first bytes of a digest: enough to tell whether something is as it was.
pub(crate) fn fingerprint(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
impl Account {
    /// An account of which nothing is told, for tests to begin with.
    pub(crate) fn nobody() -> Self {
        Account {
            id: AccountId(String::new()),
            username: "n".to_owned(),
            domain: None,
            display_name: String::new(),
            created_at: None,
            mail: None,
            mail_confirmed: None,
            marks: Marks::NONE,
            untold: Marks::NONE,
            unknown_state: None,
            addresses: Vec::new(),
            reason: None,
            rank: Rank::Member,
            role: None,
            role_id: None,
            activity: Activity::Untold,
            two_factor: None,
            public_mail: None,
            identities: Vec::new(),
            auditor: false,
            note: None,
            locale: None,
            bio: String::new(),
            fields: Vec::new(),
            facts: Vec::new(),
            picture: None,
            page: None,
            remembered: false,
        }
    }
}
