//! The requests that change an account (mastodon.md §2), and what became of one.

use super::WRITE_SCOPE;
use super::client::{Mastodon, V1, refused};
use crate::action::{Choices, Refusal, Verb};
use crate::error::{Error, ErrorCode, Problem};
use crate::model::AccountId;
use crate::platform::Sent;
use crate::platform::address::safe_segment;
use crate::platform::http::{Answer, Posted};
use crate::platform::json::line;

/// A request that changes something.
enum Request {
    Post(String, Vec<(&'static str, String)>),
    Delete(String),
}

impl Mastodon {
    /// Sends a verb (§2).
    pub(crate) async fn act(&self, account: &AccountId, verb: Verb, choices: &Choices) -> Sent {
        let posted = match self.request(account, verb, choices) {
            None => return Sent::NotArrived(Error::new(ErrorCode::NotFound)),
            Some(Request::Delete(path)) => self.http.delete(&path, &[]).await,
            Some(Request::Post(path, form)) => {
                let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
                self.http.post(&path, &form).await
            }
        };
        sent(posted, WRITE_SCOPE)
    }

    fn request(&self, account: &AccountId, verb: Verb, choices: &Choices) -> Option<Request> {
        if !safe_segment(&account.0) {
            return None;
        }
        let below = |action: &str| format!("{V1}/{account}/{action}");
        let post = |action: &str| Some(Request::Post(below(action), Vec::new()));
        match verb {
            Verb::Approve => post("approve"),
            Verb::Reject if self.gotosocial => {
                let mut form = vec![("send_email", choices.tell.unwrap_or(false).to_string())];
                form.extend(choices.message.clone().map(|message| ("message", message)));
                Some(Request::Post(below("reject"), form))
            }
            Verb::Reject => post("reject"),
            Verb::Warn => Some(Request::Post(below("action"), action_form("none", choices))),
            Verb::Sensitive => Some(Request::Post(below("action"), action_form("sensitive", choices))),
            Verb::Freeze => Some(Request::Post(below("action"), action_form("disable", choices))),
            Verb::Limit => Some(Request::Post(below("action"), action_form("silence", choices))),
            Verb::Suspend => Some(Request::Post(below("action"), action_form("suspend", choices))),
            Verb::LiftLimit => post("unsilence"),
            Verb::LiftSensitive => post("unsensitive"),
            Verb::Unfreeze => post("enable"),
            Verb::Unsuspend => post("unsuspend"),
            Verb::DeleteData => Some(Request::Delete(format!("{V1}/{account}"))),
            // Verbs of other servers, and those about reports.
            _ => None,
        }
    }
}

/// The fields of `action` (§2.4). Whether the person is told is always sent: left out it would mean yes, and before 3.5 no.
fn action_form(kind: &str, choices: &Choices) -> Vec<(&'static str, String)> {
    let mut form =
        vec![("type", kind.to_owned()), ("send_email_notification", choices.tell.unwrap_or(false).to_string())];
    form.extend(choices.message.clone().filter(|text| !text.trim().is_empty()).map(|text| ("text", text)));
    form.extend(choices.preset.clone().map(|preset| ("warning_preset_id", preset)));
    form.extend(choices.report.clone().map(|report| ("report_id", report.0)));
    form
}

/// What became of it. `{}`, the account, or `{"message":"OK"}` (§1.1, §5.6): no body tells that nothing changed.
pub(super) fn sent(posted: Posted, scope: &str) -> Sent {
    match posted {
        Posted::NotArrived(error) => Sent::NotArrived(error),
        Posted::Unsure(error) => Sent::Unsure(error),
        Posted::Answered(answer) if answer.is_success() => {
            Sent::Taken { status: answer.status(), words: answer.words() }
        }
        Posted::Answered(answer) if is_missing_route(&answer) => Sent::Refused {
            status: answer.status(),
            words: answer.words(),
            problem: Problem {
                error: ErrorCode::NotAllowed { refusal: Refusal::NotOnThisServer },
                server_said: answer.words(),
            },
        },
        Posted::Answered(answer) => {
            let problem = Problem::from(&refused(&answer, scope));
            Sent::Refused { status: answer.status(), words: answer.words(), problem }
        }
    }
}

/// A missing route answers `{"error":"Not Found"}`, a missing record `Record not found` (§5.4). Proxies answer in plain
/// text or by a page.
fn is_missing_route(answer: &Answer) -> bool {
    answer.status() == 404
        && answer.json().and_then(|body| line(&body, "error")).is_some_and(|error| error == "Not Found")
}
