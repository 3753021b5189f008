//! What of an account matters to a decision, as it was seen: shown beside what was found later.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::subject::Subject;
use crate::model::{Account, Mark};

/// What was seen of an account when it was decided about, or right before the decision would have been sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Sight {
    /// Its states.
    pub marks: Vec<Mark>,
    /// The server's word for a state that we have none for: hostile text.
    pub unknown_state: Option<String>,
    /// Its handle: hostile text.
    pub handle: String,
    /// The name of its role.
    pub role: Option<String>,
    /// Its mail address.
    pub mail: Option<String>,
    /// Why they want to join: hostile text.
    pub reason: Option<String>,
    /// The administrators' note: hostile text.
    pub note: Option<String>,
    /// Of a report: whether it is resolved.
    pub resolved: Option<bool>,
    /// Of a report: in whose hands it is.
    pub assigned: Option<String>,
}

impl Sight {
    pub(super) fn of(subject: &Subject) -> Self {
        let account = Sight::of_account(subject.account());
        match subject {
            Subject::Account(_) => account,
            Subject::Report { report, .. } => Sight {
                resolved: Some(report.resolved),
                assigned: report.assigned.as_ref().map(Account::handle),
                ..account
            },
        }
    }

    pub(super) fn of_account(account: &Account) -> Self {
        Sight {
            marks: account.marks.to_vec(),
            unknown_state: account.unknown_state.clone(),
            handle: account.handle(),
            role: account.role.clone(),
            mail: account.mail.clone(),
            reason: account.reason.clone(),
            note: account.note.clone(),
            resolved: None,
            assigned: None,
        }
    }
}
