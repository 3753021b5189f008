//! Verbs: their words, letters, weights and goals.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::model::Mark;

/// What a moderator does to an account, or to a report about one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Verb {
    /// Let a pending account in.
    Approve,
    /// Turn a pending account away; it is erased.
    Reject,
    /// Warn: a strike, and nothing else changes (Mastodon's "none").
    Warn,
    /// Limit (Mastodon's "silence").
    Limit,
    /// Lift the limit.
    LiftLimit,
    /// Show all media behind a warning.
    Sensitive,
    /// Show media as the person marks it again.
    LiftSensitive,
    /// Freeze the login (Mastodon's "disable").
    Freeze,
    /// Unfreeze the login (Mastodon's "enable").
    Unfreeze,
    /// Suspend.
    Suspend,
    /// Unsuspend.
    Unsuspend,
    /// Delete a suspended account's data now.
    DeleteData,
    /// Block.
    Block,
    /// Unblock.
    Unblock,
    /// Ban.
    Ban,
    /// Unban.
    Unban,
    /// Deactivate: signing in ends it.
    Deactivate,
    /// Activate a deactivated account.
    Activate,
    /// Delete the account; what it contributed stays, under nobody's name.
    Delete,
    /// Delete the account and everything that it contributed.
    DeleteContributions,
    /// Ban a blocked account: unblock, then ban.
    BanBlocked,
    /// Block a banned account: unban, then block.
    BlockBanned,
    /// Ban a deactivated account: activate, then ban.
    BanDeactivated,
    /// Write the administrators' note about the account.
    Note,
    /// Take a report on oneself.
    AssignReport,
    /// Leave a report to others.
    UnassignReport,
    /// Mark a report as resolved.
    ResolveReport,
    /// Open a resolved report again.
    ReopenReport,
}

impl Verb {
    /// Every verb, for tables and for reading stored words.
    pub const ALL: [Verb; 28] = [
        Verb::Approve,
        Verb::Reject,
        Verb::Warn,
        Verb::Limit,
        Verb::LiftLimit,
        Verb::Sensitive,
        Verb::LiftSensitive,
        Verb::Freeze,
        Verb::Unfreeze,
        Verb::Suspend,
        Verb::Unsuspend,
        Verb::DeleteData,
        Verb::Block,
        Verb::Unblock,
        Verb::Ban,
        Verb::Unban,
        Verb::Deactivate,
        Verb::Activate,
        Verb::Delete,
        Verb::DeleteContributions,
        Verb::BanBlocked,
        Verb::BlockBanned,
        Verb::BanDeactivated,
        Verb::Note,
        Verb::AssignReport,
        Verb::UnassignReport,
        Verb::ResolveReport,
        Verb::ReopenReport,
    ];

    /// The word under which the journal keeps it: never changed.
    pub const fn word(self) -> &'static str {
        match self {
            Verb::Approve => "approve",
            Verb::Reject => "reject",
            Verb::Warn => "warn",
            Verb::Limit => "limit",
            Verb::LiftLimit => "lift-limit",
            Verb::Sensitive => "sensitive",
            Verb::LiftSensitive => "lift-sensitive",
            Verb::Freeze => "freeze",
            Verb::Unfreeze => "unfreeze",
            Verb::Suspend => "suspend",
            Verb::Unsuspend => "unsuspend",
            Verb::DeleteData => "delete-data",
            Verb::Block => "block",
            Verb::Unblock => "unblock",
            Verb::Ban => "ban",
            Verb::Unban => "unban",
            Verb::Deactivate => "deactivate",
            Verb::Activate => "activate",
            Verb::Delete => "delete",
            Verb::DeleteContributions => "delete-contributions",
            Verb::BanBlocked => "ban-blocked",
            Verb::BlockBanned => "block-banned",
            Verb::BanDeactivated => "ban-deactivated",
            Verb::Note => "note",
            Verb::AssignReport => "assign-report",
            Verb::UnassignReport => "unassign-report",
            Verb::ResolveReport => "resolve-report",
            Verb::ReopenReport => "reopen-report",
        }
    }

    /// The verb kept under the word; none for a word of a later version.
    pub fn from_word(word: &str) -> Option<Self> {
        Verb::ALL.into_iter().find(|verb| verb.word() == word)
    }

    /// Whether it is done to a report, not to an account.
    pub const fn is_about_report(self) -> bool {
        matches!(self, Verb::AssignReport | Verb::UnassignReport | Verb::ResolveReport | Verb::ReopenReport)
    }

    /// Whether whoever it is done to may not come in any more. Deactivating does not: signing in ends it.
    pub const fn shuts_out(self) -> bool {
        match self.goal() {
            Goal::Gone | Goal::Erased | Goal::Has(Mark::Suspended | Mark::Banned | Mark::Blocked) => true,
            Goal::Has(_) | Goal::Lacks(_) | Goal::Unseen | Goal::Noted | Goal::Assigned(_) | Goal::Resolved(_) => false,
        }
    }

    /// The key that opens its panel; none for what stands in the menu only. Every reverse of a sanction is `U`: lift.
    pub const fn letter(self) -> Option<char> {
        Some(match self {
            Verb::Approve => 'A',
            Verb::Reject => 'R',
            Verb::Warn => 'W',
            Verb::Limit => 'L',
            Verb::Sensitive => 'M',
            Verb::Freeze => 'F',
            Verb::Suspend => 'S',
            Verb::Block => 'B',
            Verb::Ban => 'N',
            Verb::Deactivate => 'D',
            Verb::Note => 'T',
            Verb::LiftLimit
            | Verb::LiftSensitive
            | Verb::Unfreeze
            | Verb::Unsuspend
            | Verb::Unblock
            | Verb::Unban
            | Verb::Activate => 'U',
            Verb::AssignReport | Verb::UnassignReport => 'I',
            Verb::ResolveReport | Verb::ReopenReport => 'E',
            Verb::DeleteData
            | Verb::Delete
            | Verb::DeleteContributions
            | Verb::BanBlocked
            | Verb::BlockBanned
            | Verb::BanDeactivated => return None,
        })
    }

    /// What takes a sanction back and can be prepared for a later day; none for what is not meant for some days, and for
    /// moves: what was before the move would not come back by it.
    pub const fn reverse(self) -> Option<Verb> {
        Some(match self {
            Verb::Limit => Verb::LiftLimit,
            Verb::Sensitive => Verb::LiftSensitive,
            Verb::Freeze => Verb::Unfreeze,
            Verb::Suspend => Verb::Unsuspend,
            Verb::Block => Verb::Unblock,
            Verb::Ban => Verb::Unban,
            Verb::Deactivate => Verb::Activate,
            _ => return None,
        })
    }

    /// Whether it can be taken back by another verb, on a server that has that one, too.
    pub const fn weight(self) -> Weight {
        match self {
            Verb::Approve
            | Verb::LiftLimit
            | Verb::LiftSensitive
            | Verb::Unfreeze
            | Verb::Unsuspend
            | Verb::Unblock
            | Verb::Unban
            | Verb::Activate
            | Verb::Note
            | Verb::AssignReport
            | Verb::UnassignReport
            | Verb::ResolveReport
            | Verb::ReopenReport => Weight::Gentle,
            Verb::Warn
            | Verb::Limit
            | Verb::Sensitive
            | Verb::Freeze
            | Verb::Suspend
            | Verb::Block
            | Verb::Ban
            | Verb::Deactivate
            | Verb::BanBlocked
            | Verb::BlockBanned
            | Verb::BanDeactivated => Weight::Restricts,
            Verb::Reject | Verb::DeleteData | Verb::Delete | Verb::DeleteContributions => Weight::Irreversible,
        }
    }
}

/// How heavy a verb is; the window colours its button by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Weight {
    /// Gives something to the person, or takes nothing away.
    Gentle,
    /// Takes something away; can be reversed.
    Restricts,
    /// Cannot be taken back.
    Irreversible,
}

/// States of those who may not take part, and the one that cannot be judged: whoever is let in has none of them.
pub(super) const SHUT_OUT: &[Mark] =
    &[Mark::Pending, Mark::Suspended, Mark::Banned, Mark::Blocked, Mark::LdapBlocked, Mark::Deactivated, Mark::Unknown];

/// The wanted outcome of a verb: what must be true once it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// The account has this mark.
    Has(Mark),
    /// The account lacks these marks.
    Lacks(&'static [Mark]),
    /// The server has no such account any more.
    Gone,
    /// The account's data is erased; its row stays.
    Erased,
    /// Nothing that the server shows.
    Unseen,
    /// The administrators' note reads as it was written.
    Noted,
    /// The report is assigned to us (or to nobody).
    Assigned(bool),
    /// The report is resolved (or open).
    Resolved(bool),
}

impl Verb {
    /// What must be true once the verb is done.
    pub const fn goal(self) -> Goal {
        match self {
            Verb::Approve | Verb::Unblock | Verb::Unban | Verb::Activate => Goal::Lacks(SHUT_OUT),
            Verb::Reject | Verb::Delete | Verb::DeleteContributions => Goal::Gone,
            Verb::Warn => Goal::Unseen,
            Verb::Limit => Goal::Has(Mark::Limited),
            Verb::LiftLimit => Goal::Lacks(&[Mark::Limited, Mark::Unknown]),
            Verb::Sensitive => Goal::Has(Mark::Sensitive),
            Verb::LiftSensitive => Goal::Lacks(&[Mark::Sensitive, Mark::Unknown]),
            Verb::Freeze => Goal::Has(Mark::LoginFrozen),
            Verb::Unfreeze => Goal::Lacks(&[Mark::LoginFrozen, Mark::Unknown]),
            Verb::Suspend => Goal::Has(Mark::Suspended),
            Verb::Unsuspend => Goal::Lacks(&[Mark::Suspended, Mark::Unknown]),
            Verb::DeleteData => Goal::Erased,
            Verb::Block | Verb::BlockBanned => Goal::Has(Mark::Blocked),
            Verb::Ban | Verb::BanBlocked | Verb::BanDeactivated => Goal::Has(Mark::Banned),
            Verb::Deactivate => Goal::Has(Mark::Deactivated),
            Verb::Note => Goal::Noted,
            Verb::AssignReport => Goal::Assigned(true),
            Verb::UnassignReport => Goal::Assigned(false),
            Verb::ResolveReport => Goal::Resolved(true),
            Verb::ReopenReport => Goal::Resolved(false),
        }
    }
}
