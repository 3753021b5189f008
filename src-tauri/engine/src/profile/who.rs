//! Who the moderator is on a server, and what they may do there.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::action::Verb;

/// Something that the moderator may or may not do there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Ability {
    /// Look at accounts with mail and addresses.
    Look,
    /// Approve and reject sign-ups.
    DecideSignUps,
    /// Warn.
    Warn,
    /// Limit accounts, force their media sensitive, and the reverses.
    Limit,
    /// Freeze logins and unfreeze them.
    Freeze,
    /// Suspend and unsuspend.
    Suspend,
    /// Block and unblock.
    Block,
    /// Ban and unban.
    Ban,
    /// Read reports.
    SeeReports,
    /// Assign, resolve and reopen reports.
    Reports,
    /// Deactivate and activate.
    Deactivate,
    /// Write notes about accounts on the server.
    Notes,
    /// Delete data.
    DeleteData,
    /// Delete accounts.
    DeleteAccounts,
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
    /// This server does not serve it.
    NotHere,
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
    /// Verbs that this version of the server turned out not to serve.
    #[serde(default)]
    pub unserved: Vec<Verb>,
    /// Settings of the server, as far as it tells them to us.
    #[serde(default)]
    pub settings: ServerSettings,
}

/// Settings of a server that decide what verbs do. None is for what it does not tell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct ServerSettings {
    /// After how many days without activity an account may be deactivated.
    pub dormant_days: Option<u32>,
    /// Whether a ban takes other active accounts with the same mail address along.
    pub bans_same_mail: Option<bool>,
    /// Whether people are told by mail that they were deactivated.
    pub mails_deactivated: Option<bool>,
    /// Whether it is the edition with more filters.
    pub enterprise: Option<bool>,
}

impl ServerSettings {
    /// These settings, and of those that the server does not tell just now what it told before.
    pub(crate) fn or(self, known: &Self) -> Self {
        ServerSettings {
            dormant_days: self.dormant_days.or(known.dormant_days),
            bans_same_mail: self.bans_same_mail.or(known.bans_same_mail),
            mails_deactivated: self.mails_deactivated.or(known.mails_deactivated),
            enterprise: self.enterprise.or(known.enterprise),
        }
    }
}

impl Who {
    /// What is known of the ability.
    pub fn allowance(&self, ability: Ability) -> &Allowance {
        self.may.iter().find(|may| may.ability == ability).map_or(&Allowance::Unknown, |may| &may.allowance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_one_was_in_an_earlier_version_can_still_be_read() {
        let kept = r#"{"id":"1","username":"kim","role":"Administrator","may":[{"ability":"ban","allowance":{"kind":"notByScope","scope":"api"}}]}"#;
        let who: Who = serde_json::from_str(kept).unwrap();
        assert_eq!((who.settings, who.unserved), (ServerSettings::default(), Vec::new()));
    }

    #[test]
    fn what_is_told_now_counts_more_than_what_was_known() {
        let known = ServerSettings { dormant_days: Some(90), bans_same_mail: Some(true), ..ServerSettings::default() };
        let told = ServerSettings { dormant_days: Some(30), ..ServerSettings::default() };
        assert_eq!(told.or(&known), ServerSettings { dormant_days: Some(30), ..known });
    }
}
