//! A server: its kind, its software, its pages, and what is found when it is connected.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{InstanceMark, TokenPlace, Who};
use crate::signin::{PurposeScopes, SignInOffers};

/// The kind of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Platform {
    /// Mastodon, and servers that speak its admin API.
    Mastodon,
    /// GitLab.
    Gitlab,
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

impl Software {
    /// Major and minor of `4.2.10+hometown-1.1.1`, `4.7.0-alpha.2+glitch`, `18.6.1-ee`; none for what is no version.
    pub(crate) fn major_minor(&self) -> Option<(u32, u32)> {
        let mut parts = self.version.trim_start_matches('v').split(|c: char| !c.is_ascii_digit());
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    }
}

/// A page of the server that can be opened in the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ServerPage {
    /// The account in the server's own moderation pages.
    Account,
    /// Where the account is trusted, unlocked, or taken over to look around.
    AccountPowers,
    /// The account's tokens for impersonation.
    ImpersonationTokens,
    /// The account's public page.
    PublicProfile,
    /// The report in the server's own moderation pages.
    Report,
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
    /// What a token can be for, the least first.
    pub purposes: Vec<PurposeScopes>,
    /// How one can sign in.
    pub sign_in: SignInOffers,
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
    /// Whether the server knows accounts of other servers.
    pub federated: bool,
}
