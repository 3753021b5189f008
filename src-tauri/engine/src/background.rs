//! What a server tells about one account beyond the account itself, when it is opened: read then, and not kept.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::Problem;
use crate::model::Timestamp;

/// The background of an account. Each part is asked for by itself, and may fail by itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Background {
    /// How much belongs to it; none where it could not be read.
    pub counts: Option<Counts>,
    /// Where it is a member; none where that could not be read.
    pub memberships: Option<Vec<Membership>>,
    /// Whether it is a member of more than is listed.
    pub more_memberships: bool,
    /// What it did last, newest first; none where that could not be read.
    pub deeds: Option<Vec<Deed>>,
    /// Whether it did more than is listed.
    pub more_deeds: bool,
    /// What administrators and the server did to it, newest first; none where that could not be read.
    pub measures: Option<Vec<Measure>>,
    /// Why something could not be read; the first of several.
    pub problem: Option<Problem>,
}

/// How much belongs to an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Groups that it is a member of.
    pub groups: Option<u32>,
    /// Projects that it is a member of.
    pub projects: Option<u32>,
    /// Issues that it opened.
    pub issues: Option<u32>,
    /// Merge requests that it opened.
    pub merge_requests: Option<u32>,
}

/// What somebody is a member of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum MembershipKind {
    /// A project.
    Project,
    /// A group.
    Group,
}

/// How much a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Access {
    /// Something that we have no word for.
    Other,
    /// Minimal access.
    Minimal,
    /// Guest.
    Guest,
    /// Planner.
    Planner,
    /// Reporter.
    Reporter,
    /// Developer.
    Developer,
    /// Maintainer.
    Maintainer,
    /// Owner.
    Owner,
}

/// One membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Membership {
    /// The server's id of the project or group.
    pub id: String,
    /// Of what.
    pub kind: MembershipKind,
    /// Its name: hostile text.
    pub name: String,
    /// How much it may do there.
    pub access: Access,
}

/// One thing that the account did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Deed {
    /// When.
    pub at: Option<Timestamp>,
    /// The server's own words for it: "pushed to", "commented on".
    pub action: String,
    /// The kind of thing that it was done to, in the server's word: "Issue".
    pub target: Option<String>,
    /// Its title: hostile text.
    pub title: Option<String>,
}

/// What was done to the account, as the server keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Measure {
    /// What.
    pub kind: MeasureKind,
    /// Who did it, or which account, report or log caused it: hostile text.
    pub by: Option<String>,
    /// When, if the server wrote it in a form that we know.
    pub at: Option<Timestamp>,
}

/// Kinds of measures that the server remembers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum MeasureKind {
    /// Blocked.
    Blocked,
    /// Unblocked.
    Unblocked,
    /// Trusted: its posts are not checked for spam.
    Trusted,
    /// Banned along with another account of the same mail address.
    BannedAlong,
    /// Banned by the server because of an abuse report.
    BannedForReport,
    /// Banned by the server because of a spam log.
    BannedForSpam,
    /// Something that other programs keep there.
    Other {
        /// Its key: hostile text.
        key: String,
    },
}
