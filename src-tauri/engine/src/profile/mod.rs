//! A profile: one instance as one moderator, with its mark on the desk and what is known of it.
//!
//! `instance` is the profile at work: its files, its server, whether that answers. `draft` is one that is being connected.

pub(crate) mod draft;
pub(crate) mod instance;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::{KeychainFault, Problem};
use crate::model::Timestamp;

/// The name of a profile inside Bailiwick: a UUID, never the host.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct ProfileId(pub String);

/// The kind of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Platform {
    /// Mastodon, and servers that speak its admin API.
    Mastodon,
    /// GitLab.
    Gitlab,
}

/// The pattern of an instance's tile and stripe: told apart before the hue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Pattern {
    /// Filled.
    Solid,
    /// Dashes.
    Dashed,
    /// Dots.
    Dotted,
    /// Two lines.
    Double,
    /// Slanted lines.
    Diagonal,
    /// Waves.
    Wave,
}

/// The hue of an instance's tile: never red, amber or green, which mean something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Hue {
    /// Blue.
    Blue,
    /// Teal.
    Teal,
    /// Purple.
    Purple,
    /// Brown.
    Brown,
    /// Pink.
    Pink,
    /// Slate.
    Slate,
}

/// How an instance is recognised on the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InstanceMark {
    /// 1 to 9, fixed: `Ctrl+number` switches to it. No two profiles share one.
    pub number: u8,
    /// Two letters or digits.
    pub letters: String,
    /// The pattern.
    pub pattern: Pattern,
    /// The hue.
    pub hue: Hue,
}

/// What is done with strangers' pictures on one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Pictures {
    /// Blurred until asked.
    Blurred,
    /// Without colour.
    Grey,
    /// Never fetched.
    Off,
}

/// Something that the moderator may or may not do there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Ability {
    /// Look at accounts with mail and addresses.
    Look,
    /// Approve and reject sign-ups.
    DecideSignUps,
    /// Limit accounts and lift limits.
    Limit,
    /// Block and unblock.
    Block,
    /// Ban and unban.
    Ban,
    /// Handle reports.
    Reports,
    /// Delete data.
    DeleteData,
    /// Act on other moderators.
    ActOnStaff,
}

/// Whether an ability is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Allowance {
    /// Yes.
    Yes,
    /// The role lacks it.
    NotByRole,
    /// The token lacks a scope.
    NotByScope {
        /// The scope's name on the server.
        scope: String,
    },
    /// The server does not tell beforehand.
    Unknown,
}

/// One line of "You may".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct May {
    /// The ability.
    pub ability: Ability,
    /// Whether it is there.
    pub allowance: Allowance,
}

/// Who the moderator is on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Who {
    /// The id of one's own account there.
    pub id: String,
    /// One's username there, without `@`.
    pub username: String,
    /// The role's name.
    pub role: Option<String>,
    /// What one may do there.
    pub may: Vec<May>,
}

impl Who {
    /// What is known of the ability.
    pub fn allowance(&self, ability: Ability) -> &Allowance {
        self.may.iter().find(|may| may.ability == ability).map_or(&Allowance::Unknown, |may| &may.allowance)
    }
}

/// The server's software.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Software {
    /// Its kind.
    pub platform: Platform,
    /// Its name: "Mastodon", "GitLab", "GoToSocial".
    pub name: String,
    /// Its version as it says; empty if it does not.
    pub version: String,
}

/// Whether the instance answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Connection {
    /// Nothing was asked in this session.
    Untried,
    /// The last request was answered.
    Online,
    /// The last request was not.
    Offline {
        /// Since when.
        since: Timestamp,
        /// What went wrong.
        problem: Problem,
    },
    /// It answers, but not to us: token, scope, role.
    Refused {
        /// What it refuses.
        problem: Problem,
    },
    /// It asked us to wait.
    Waiting {
        /// Until when, if it said so.
        until: Option<Timestamp>,
    },
}

/// Where the token is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum TokenPlace {
    /// In the system's keychain.
    Keychain,
    /// In memory: gone with this session.
    SessionOnly,
    /// In the practice folder: it opens nothing real.
    Practice,
    /// Nowhere that we can reach.
    Missing {
        /// Why the keychain did not give it; none when it has none.
        why: Option<KeychainFault>,
    },
}

/// What is left of the server's budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Budget {
    /// Requests in a window.
    pub limit: u32,
    /// Requests left in this window.
    pub remaining: u32,
    /// When the window ends.
    pub resets_at: Option<Timestamp>,
}

/// How the refreshing of an instance goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SyncState {
    /// Whether it runs now.
    pub running: bool,
    /// What is fetched now, or was last.
    pub phase: SyncPhase,
    /// Pages fetched in this run.
    pub pages: u32,
    /// Accounts fetched in this run.
    pub fetched: u32,
    /// When a whole run last ended well.
    pub finished_at: Option<Timestamp>,
    /// What stopped the last run; none if it ended well.
    pub problem: Option<Problem>,
    /// Whether the server has older accounts that are not in the cache.
    pub more_on_server: bool,
    /// Whether the last run saw everybody who waits; false on servers with thousands of them.
    pub pending_complete: bool,
}

/// What a refresh fetches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SyncPhase {
    /// Accounts that wait.
    Pending,
    /// All accounts, newest first.
    Accounts,
}

/// A profile as the desk draws it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileView {
    /// Its id.
    pub id: ProfileId,
    /// Counts the drawings of this profile in this session: of two, the higher is the later, whichever arrives first.
    pub drawn: u32,
    /// The name that the person gave it.
    pub name: String,
    /// Host and path, for people: `tree.example`, `git.example/gitlab`, `127.0.0.1:4780`.
    pub address: String,
    /// What stands after the `@` of its own accounts, for people.
    pub home: String,
    /// Its mark.
    pub mark: InstanceMark,
    /// The server's software.
    pub software: Software,
    /// Who one is there.
    pub you: Who,
    /// Made-up people on this computer.
    pub practice: bool,
    /// Only looks.
    pub read_only: bool,
    /// What is done with pictures.
    pub pictures: Pictures,
    /// Where the token is.
    pub token: TokenPlace,
    /// Whether it answers.
    pub connection: Connection,
    /// How the refreshing goes.
    pub sync: SyncState,
    /// What is left of the server's budget, when it says so.
    pub budget: Option<Budget>,
    /// How many accounts the cache has.
    pub cached: u32,
    /// How many of them wait.
    pub pending: u32,
    /// Whether the journal can be written; without it nothing is decided.
    pub journal_usable: bool,
    /// Decisions that are not sure yet.
    pub unsure: u32,
    /// Whether the cache was broken and has been set aside in this session.
    pub cache_was_reset: bool,
    /// Whether the server knows accounts of other servers.
    pub federated: bool,
    /// Pages of the server that no API replaces.
    pub pages: Vec<ServerPage>,
}

/// A page of the server that can be opened in the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ServerPage {
    /// The account in the server's own moderation pages.
    Account,
    /// The account's public page.
    PublicProfile,
    /// Reports of abuse.
    AbuseReports,
    /// Logs of spam checks.
    SpamLogs,
    /// The moderation home: appeals, strikes, audit log.
    Moderation,
    /// Where one's own tokens are made and revoked.
    Tokens,
}

/// What was found at an address, before any token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundServer {
    /// The draft to go on with.
    pub draft: String,
    /// Host and path for people.
    pub address: String,
    /// Its software.
    pub software: Software,
    /// What it calls itself.
    pub title: Option<String>,
    /// How long it took to answer, in milliseconds.
    pub latency_ms: u32,
    /// Where a token is made, in the browser.
    pub token_page: String,
    /// The scopes that the token needs to moderate.
    pub scopes: Vec<String>,
    /// The scopes that the token needs to look only.
    pub scopes_to_look: Vec<String>,
}

/// Who one is on the found server, with the token that was pasted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundPerson {
    /// The draft to go on with.
    pub draft: String,
    /// The software, with the version that some servers tell only to those who have a token.
    pub software: Software,
    /// Who one is.
    pub you: Who,
    /// How long the server took, in milliseconds.
    pub latency_ms: u32,
    /// A name for the profile.
    pub name: String,
    /// A mark that no other profile has.
    pub mark: InstanceMark,
    /// Where the token will be kept.
    pub token: TokenPlace,
}

/// What the person chose when a server was connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileSetup {
    /// The name on the desk, 1 to 60 visible characters.
    pub name: String,
    /// The mark on the desk.
    pub mark: InstanceMark,
    /// What is done with pictures.
    pub pictures: Pictures,
}
