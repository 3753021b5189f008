//! The eight verbs on the wire: status, whole body and the state afterwards, walked through every state that the API leads to, and back.

use serde_json::{Value, json};

use super::{Contract, USERS};
use crate::rows::{key, text};
use crate::table::Verdict;

/// One request of the walk: verb, status, body, state afterwards.
type Step = (&'static str, u16, Says, &'static str);

/// What an answer says.
#[derive(Debug, Clone, Copy)]
enum Says {
    True,
    /// `true` since 16.8, `false` before: an active user is activated.
    TrueSoon,
    False,
    Null,
    Words(&'static str),
    /// Words of a service, which the API itself had with a prefix before 16.8.
    Blocked,
    /// Words that older versions had otherwise.
    Refused,
}

/// Somebody active and never seen, through blocked, banned and deactivated.
const WALK: [Step; 35] = [
    ("activate", 201, Says::TrueSoon, "active"),
    ("unblock", 201, Says::False, "active"),
    ("unban", 403, Says::Words("You cannot unban active users."), "active"),
    ("approve", 409, Says::Words("The user you are trying to approve is not pending approval"), "active"),
    ("reject", 409, Says::Words("User does not have a pending request"), "active"),
    ("block", 201, Says::True, "blocked"),
    ("block", 201, Says::Null, "blocked"),
    ("activate", 403, Says::Blocked, "blocked"),
    ("deactivate", 403, Says::Refused, "blocked"),
    ("ban", 403, Says::Words("You cannot ban blocked users."), "blocked"),
    ("unban", 403, Says::Words("You cannot unban blocked users."), "blocked"),
    ("approve", 409, Says::Words("The user you are trying to approve is not pending approval"), "blocked"),
    ("reject", 409, Says::Words("User does not have a pending request"), "blocked"),
    ("unblock", 201, Says::True, "active"),
    ("ban", 201, Says::True, "banned"),
    ("ban", 403, Says::Words("You cannot ban banned users."), "banned"),
    ("block", 201, Says::Null, "banned"),
    ("activate", 403, Says::Blocked, "banned"),
    ("deactivate", 403, Says::Refused, "banned"),
    ("approve", 409, Says::Words("The user you are trying to approve is not pending approval"), "banned"),
    ("reject", 409, Says::Words("User does not have a pending request"), "banned"),
    ("unban", 201, Says::True, "active"),
    ("ban", 201, Says::True, "banned"),
    // A hidden unban: the reason why the desk never unblocks who is banned.
    ("unblock", 201, Says::True, "active"),
    ("deactivate", 201, Says::True, "deactivated"),
    ("deactivate", 201, Says::Null, "deactivated"),
    ("unblock", 403, Says::Words("403 Forbidden - Deactivated users cannot be unblocked by the API"), "deactivated"),
    ("ban", 403, Says::Words("You cannot ban deactivated users."), "deactivated"),
    ("unban", 403, Says::Words("You cannot unban deactivated users."), "deactivated"),
    ("approve", 409, Says::Words("The user you are trying to approve is not pending approval"), "deactivated"),
    ("reject", 409, Says::Words("User does not have a pending request"), "deactivated"),
    ("activate", 201, Says::True, "active"),
    ("deactivate", 201, Says::True, "deactivated"),
    ("block", 201, Says::True, "blocked"),
    ("unblock", 201, Says::True, "active"),
];

impl Contract<'_> {
    /// The walk, then those who wait.
    pub(super) async fn matrix(&mut self) {
        let never_seen = self.people.members.iter().find(|row| !super::people::was_seen(row)).map(key);
        match never_seen {
            Some(id) => self.walk(&id).await,
            None => {
                self.put("the eight verbs on the wire", Verdict::not_tried("a member who never signed in"));
            }
        }
        self.pending().await;
    }

    async fn walk(&mut self, id: &str) {
        let mut state = "active";
        for (verb, status, says, after) in WALK {
            let verdict = self.step(id, verb, status, says, after).await;
            if !self.put(format!("{verb} somebody {state}"), verdict) {
                // Whatever came next would be about another state. Each of these does nothing but in its own.
                for back in ["unblock", "activate"] {
                    self.wire.post(&format!("{USERS}/{id}/{back}"), &[]).await;
                }
                return;
            }
            state = after;
        }
    }

    async fn step(&self, id: &str, verb: &str, status: u16, says: Says, after: &str) -> Verdict {
        let answer = self.wire.post(&format!("{USERS}/{id}/{verb}"), &[]).await;
        let now = self.wire.get(&format!("{USERS}/{id}")).await.json();
        let body = serde_json::from_str::<Value>(&answer.text).unwrap_or_else(|_| json!(answer.text));
        let new = self.version.since(16, 8);
        let service = "Error occurred. A blocked user must be unblocked to be activated";
        let fits = match says {
            Says::True => body == json!(true),
            Says::TrueSoon => body == json!(new),
            Says::False => body == json!(false),
            Says::Null => body.is_null() && answer.text.trim() == "null",
            Says::Words(words) => body == json!({ "message": words }),
            Says::Blocked if new => body == json!({ "message": service }),
            Says::Blocked | Says::Refused => body["message"].is_string(),
        };
        let expected = format!("{status} {says:?}, then {after}");
        let came = format!("{} {body}, then {}", answer.status, text(&now, "state"));
        if fits && answer.status == status && text(&now, "state") == after {
            return Verdict::served(came);
        }
        // Whoever was seen lately isn't deactivated, which is no matter of rights.
        let of_rights = |words: &String| words.contains("scope") || (status < 300 && verb != "deactivate");
        match answer.refusal().filter(of_rights) {
            Some(words) => Verdict::Refused(words),
            None => Verdict::differs(expected, came),
        }
    }

    /// Who waits: what does nothing, then approve and reject, whose successes have odd forms.
    async fn pending(&mut self) {
        let waiting: Vec<String> = self.people.waiting.iter().map(key).collect();
        let [first, second, ..] = waiting.as_slice() else {
            self.put("approve and reject on the wire", Verdict::not_tried("two more pending sign-ups"));
            return;
        };
        let wait = super::people::PENDING;
        let words = "You cannot ban blocked_pending_approval users.";
        for (verb, status, says) in [
            ("activate", 403, Says::Blocked),
            ("deactivate", 403, Says::Refused),
            ("block", 201, Says::Null),
            ("ban", 403, Says::Words(words)),
            ("unban", 403, Says::Words("You cannot unban blocked_pending_approval users.")),
        ] {
            let verdict = self.step(first, verb, status, says, wait).await;
            self.put(format!("{verb} somebody pending"), verdict);
        }
        let done = json!({ "message": "Success" });
        for (id, verb, status, end) in [(first, "approve", 201, "active"), (second, "reject", 200, "gone")] {
            let answer = self.wire.post(&format!("{USERS}/{id}/{verb}"), &[]).await;
            let verdict = answer.judged(&format!("{status} {done}"), status, |answer| {
                if answer.json() == done { Ok(format!("{status} {done}")) } else { Err(answer.text.clone()) }
            });
            if self.put(format!("{verb} somebody pending"), verdict) {
                let verdict = self.shown(id, end, verb).await;
                self.put(format!("{verb}: {end} when read again"), verdict);
            }
        }
    }
}
