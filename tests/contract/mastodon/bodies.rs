//! What the verbs answer on the wire, which the engine's rows don't show: the account, `{}`, or another software's words.
//! And the one verb that can't be taken back.

use bailiwick_engine::action::Verb;
use serde_json::{Value, json};

use super::Contract;
use super::people::{V1, id, is_ours, yes};
use super::verbs::Shows;
use crate::table::Verdict;
use crate::wire::Answer;

impl Contract<'_> {
    /// Each verb's body, on people whom the engine has left as they were.
    pub(super) async fn bodies(&mut self) {
        let mut waiting = std::mem::take(&mut self.people.waiting);
        let rejected = waiting.pop();
        // Approving one with a confirmed address makes the server mail a welcome.
        let near = self.wire.target().is_loopback();
        let silent = |row: &Value| near || is_ours(row) || !yes(row, "confirmed");
        let approved = waiting.into_iter().next().filter(silent);
        self.sign_up_body("approve", approved, "the account").await;
        let expected = match (self.dialect.before(4, 0), self.dialect.is_gotosocial()) {
            (false, false) => "{} (since 4.0)",
            _ => "the account",
        };
        self.sign_up_body("reject", rejected, expected).await;
        if self.dialect.is_gotosocial() {
            return;
        }
        let Some(member) = self.people.members.first().map(|row| id(row).to_owned()) else {
            self.put("body of every other verb", Verdict::not_tried("a local member"));
            return;
        };
        for measure in ["none", "sensitive", "disable", "silence", "suspend"] {
            let form =
                [("type", measure), ("send_email_notification", "false"), ("text", "Contract test: please ignore.")];
            let answer = self.wire.post(&format!("{V1}/{member}/action"), &form).await;
            self.put(format!("body of action {measure}"), body(&answer, "{}", &member));
        }
        for verb in ["unsensitive", "enable", "unsilence", "unsuspend"] {
            let answer = self.wire.post(&format!("{V1}/{member}/{verb}"), &[]).await;
            self.put(format!("body of {verb}"), body(&answer, "the account", &member));
        }
        for verb in ["unsensitive", "enable", "unsilence"] {
            let answer = self.wire.post(&format!("{V1}/{member}/{verb}"), &[]).await;
            self.put(format!("{verb} again"), body(&answer, "the account", &member));
        }
    }

    async fn sign_up_body(&mut self, verb: &str, row: Option<Value>, expected: &str) {
        let verdict = match row {
            None => Verdict::not_tried(
                "four pending sign-ups in all, two of them without confirmed mail or named contract…",
            ),
            Some(row) => {
                // GoToSocial can mail whom it rejects.
                let answer = self.wire.post(&format!("{V1}/{}/{verb}", id(&row)), &[("send_email", "false")]).await;
                body(&answer, expected, id(&row))
            }
        };
        self.put(format!("body of {verb}"), verdict);
    }

    /// DELETE, only of somebody who is suspended: by somebody else already, or just now by this run.
    pub(super) async fn erasing(&mut self) {
        let suspended = self.people.suspended.first().map(|row| id(row).to_owned());
        let second = self.people.members.get(1).map(|row| id(row).to_owned());
        let erased = match (suspended, second) {
            (Some(id), _) => Some(id),
            (None, Some(id)) if !self.dialect.is_gotosocial() => {
                let put =
                    self.verb("suspend, to be erased", &id, Verb::Suspend, None, Shows::Flag("suspended", true)).await;
                put.then_some(id)
            }
            _ => None,
        };
        let Some(erased) = erased else {
            self.put("desk: delete data", Verdict::not_tried("somebody suspended, or a second local member"));
            return;
        };
        self.verb("delete data", &erased, Verb::DeleteData, None, Shows::Flag("suspended", true)).await;
        if self.dialect.is_gotosocial() {
            return;
        }
        // Until the worker has run it is taken again, then refused by the state.
        let answer = self.wire.delete(&format!("{V1}/{erased}")).await;
        let expected = if self.dialect.before(4, 0) { "the account" } else { "{} (since 4.0)" };
        self.put("body of DELETE, a second time", body(&answer, expected, &erased));
    }
}

fn body(answer: &Answer, expected: &str, wanted: &str) -> Verdict {
    answer.judged(expected, 200, |answer| {
        let body = answer.json();
        let is = if body == json!({}) {
            "{} (since 4.0)"
        } else if id(&body) == wanted {
            "the account"
        } else {
            "something else"
        };
        if expected.starts_with(is) || is.starts_with(expected) {
            Ok(format!("200 {expected}"))
        } else {
            Err(answer.summary())
        }
    })
}
