//! Reports and posts, as every platform's mapping makes them.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Account, AccountId, Mark, Timestamp};

/// The server's own id of a report: opaque.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct ReportId(pub String);

impl std::fmt::Display for ReportId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a report is about, as the reporter chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReportCategory {
    /// Spam.
    Spam,
    /// Illegal content.
    Legal,
    /// A rule of the server is broken.
    Violation,
    /// Something else, or a word that we do not know.
    Other,
}

/// Somebody who takes part in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// The account.
    pub id: AccountId,
    /// `username` or `username@domain`, without a leading `@`.
    pub handle: String,
    /// The name that the person chose: hostile text.
    pub display_name: String,
    /// States and attributes, in order.
    pub marks: Vec<Mark>,
}

impl Party {
    /// The account as a party.
    pub fn of(account: &Account) -> Self {
        Party {
            id: account.id.clone(),
            handle: account.handle(),
            display_name: account.display_name.clone(),
            marks: account.marks.to_vec(),
        }
    }
}

/// Who sees a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Everybody who looks for it.
    Unlisted,
    /// Followers.
    Followers,
    /// Those who are mentioned.
    Mentioned,
    /// A word that we do not know: perhaps few.
    Unknown,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum MediaKind {
    /// A still picture.
    Image,
    /// A film, or a moving picture without sound.
    Video,
    /// Sound.
    Audio,
    /// Something else, or not told.
    Other,
}

/// A file of a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Media {
    /// What it is.
    pub kind: MediaKind,
    /// What its author says that it shows.
    pub description: Option<String>,
    /// Where the small still picture of it is; only the engine fetches it. Never crosses to the window.
    #[serde(skip)]
    pub preview: Option<String>,
    /// The name under which the window asks for the small still picture: `picture://…/PROFILE/media/KEY`.
    pub key: Option<String>,
}

/// A post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Post {
    /// The server's id of it.
    pub id: String,
    /// When it was written.
    pub created_at: Option<Timestamp>,
    /// When it was changed last.
    pub edited_at: Option<Timestamp>,
    /// The warning before it; empty without.
    pub warning: String,
    /// Its text, as plain text.
    pub text: String,
    /// Whether its author marked its media as sensitive.
    pub sensitive: bool,
    /// Who sees it.
    pub visibility: Visibility,
    /// Its language, as the server writes it.
    pub language: Option<String>,
    /// Whether it answers another post.
    pub is_reply: bool,
    /// Whose post it passes on, as a handle; then the text is theirs.
    pub boosts: Option<String>,
    /// Its public page, http or https only.
    pub page: Option<String>,
    /// Its files.
    pub media: Vec<Media>,
}

/// A report as its server described it.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The server's id.
    pub id: ReportId,
    /// What it is about.
    pub category: ReportCategory,
    /// What the reporter wrote: hostile text.
    pub comment: String,
    /// Whether it was passed on to the account's own server; none where the server does not tell.
    pub forwarded: Option<bool>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it was resolved.
    pub resolved_at: Option<Timestamp>,
    /// Whether it is resolved.
    pub resolved: bool,
    /// Whom it is about.
    pub target: Account,
    /// Who reported; none where the server does not tell.
    pub reporter: Option<Account>,
    /// Who handles it.
    pub assigned: Option<Account>,
    /// Who resolved it.
    pub resolved_by: Option<Account>,
    /// The reported posts.
    pub posts: Vec<Post>,
    /// The rules that were named.
    pub rules: Vec<String>,
}

impl Report {
    /// A short fingerprint of what matters to a decision about it: open or not, whose it is, whom it is about.
    pub fn revision(&self) -> String {
        super::fingerprint(&format!(
            "{}\n{}\n{:?}\n{}",
            self.id,
            self.resolved,
            self.assigned.as_ref().map(|account| &account.id),
            self.target.id
        ))
    }
}
