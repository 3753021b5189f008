//! How the server says no: status and words by which a client tells one reason from another.

use super::Contract;
use super::people::{V1, V2, id};
use crate::table::Verdict;
use crate::wire::{Answer, As};

/// An id that fits a database and that nobody has.
const NOBODY: &str = "999999999999999999";
/// The same as a ULID.
const NO_ULID: &str = "01AAAAAAAAAAAAAAAAAAAAAAAA";

const NOT_ALLOWED: &str = "This action is not allowed";

fn any(answer: &Answer) -> Result<String, String> {
    Ok(answer.summary())
}

impl Contract<'_> {
    /// Every refusal that this token alone can provoke. That of a missing scope would need another token.
    pub(super) async fn refusals(&mut self) {
        self.unknown_words().await;
        self.missing().await;
        self.strangers().await;
        self.wrong_states().await;
        self.wrong_actions().await;
    }

    async fn unknown_words(&mut self) {
        let status = if self.dialect.before(4, 0) { 500 } else { 400 };
        for name in ["status", "origin"] {
            let answer = self.wire.get(&format!("{V2}?{name}=nonsense")).await;
            let verdict = if self.dialect.since(4, 0) {
                answer.says("400 with the word (errors of the list)", 400, &format!("Unknown {name}: nonsense"))
            } else {
                answer.judged("400, and 500 before 4.0 (errors of the list)", status, any)
            };
            self.put(format!("v2 {name}=nonsense"), verdict);
        }
        let answer = self.wire.get(&format!("{V2}?ip=nonsense")).await;
        let verdict = if self.dialect.is_gotosocial() {
            answer.judged("400", 400, any)
        } else {
            answer.judged("an empty list: what is no address finds nobody", 200, |answer| match answer.rows() {
                Some(rows) if rows.is_empty() => Ok("an empty list".to_owned()),
                _ => Err(answer.summary()),
            })
        };
        self.put("v2 ip=nonsense", verdict);
    }

    /// A missing record and a missing route have different words.
    async fn missing(&mut self) {
        let gotosocial = self.dialect.is_gotosocial();
        let nobody = if gotosocial { NO_ULID } else { NOBODY };
        let gone = |answer: &Answer| match gotosocial {
            true => answer.judged("404", 404, any),
            false => answer.says("404 of a missing record", 404, "Record not found"),
        };
        let answer = self.wire.get(&format!("{V1}/{nobody}")).await;
        self.put("GET nobody", gone(&answer));
        if !gotosocial {
            let answer = self.wire.get(&format!("{V1}/nonsense")).await;
            self.put("GET an id that is no number", gone(&answer));
        }
        let answer = self.wire.get("api/v1/admin/nonsense").await;
        let verdict = match gotosocial {
            true => answer.judged("404", 404, any),
            false => answer.says("404 of a missing route", 404, "Not Found"),
        };
        self.put("GET a route that is not there", verdict);
        let verbs: &[&str] = match gotosocial {
            true => &["approve", "reject"],
            false => &["approve", "reject", "enable", "unsilence", "unsuspend", "unsensitive"],
        };
        for verb in verbs {
            let answer = self.wire.post(&format!("{V1}/{nobody}/{verb}"), &[]).await;
            self.put(format!("{verb} nobody"), gone(&answer));
        }
        let form = [("type", "suspend"), ("send_email_notification", "false")];
        let answer = self.wire.post(&format!("{V1}/{nobody}/action"), &form).await;
        self.put("action on nobody", gone(&answer));
        if !gotosocial {
            let answer = self.wire.delete(&format!("{V1}/{nobody}")).await;
            self.put("DELETE nobody", gone(&answer));
        }
    }

    /// An unknown token counts as none: 403 by the role, unless the server lets nobody in without.
    async fn strangers(&mut self) {
        for (who, name) in [(As::Nobody, "no token"), (As::Unknown, "an unknown token")] {
            let answer = self.wire.get_as(who, V2).await;
            let verdict = match answer.status {
                401 => Verdict::served(format!("{} (also in limited federation, and before 3.5.1)", answer.summary())),
                _ if self.dialect.is_gotosocial() => answer.judged("401", 401, any),
                _ => answer.says("403 by the role (or 401 where nobody is let in without a token)", 403, NOT_ALLOWED),
            };
            self.put(format!("the list with {name}"), verdict);
        }
    }

    /// "You may not" and "it is so already" have the same words; an account without a login has others.
    async fn wrong_states(&mut self) {
        let gotosocial = self.dialect.is_gotosocial();
        match self.people.members.first().map(|row| id(row).to_owned()) {
            None => {
                self.put("approve somebody who is in", Verdict::not_tried("a local member"));
            }
            Some(member) => {
                let answer = self.wire.post(&format!("{V1}/{member}/approve"), &[]).await;
                let verdict = match gotosocial {
                    true => answer.judged("200 again", 200, |_| Ok("200 again".to_owned())),
                    false => answer.says("403 by the state", 403, NOT_ALLOWED),
                };
                self.put("approve somebody who is in", verdict);
                if !gotosocial {
                    let answer = self.wire.post(&format!("{V1}/{member}/unsuspend"), &[]).await;
                    self.put("unsuspend somebody who is not", answer.says("403 by the state", 403, NOT_ALLOWED));
                }
            }
        }
        let Some(remote) = self.people.remotes.first().map(|row| id(row).to_owned()) else {
            self.put("approve and enable somebody remote", Verdict::not_tried("somebody of another server"));
            return;
        };
        let verbs: &[&str] = if gotosocial { &["approve"] } else { &["approve", "enable"] };
        for verb in verbs {
            let answer = self.wire.post(&format!("{V1}/{remote}/{verb}"), &[]).await;
            let verdict = match gotosocial {
                true => answer.judged("404: no user", 404, any),
                false => answer.says("403 of an account without a login", 403, "Forbidden"),
            };
            self.put(format!("{verb} somebody remote"), verdict);
        }
        if !gotosocial {
            let form = [("type", "disable"), ("send_email_notification", "false")];
            let answer = self.wire.post(&format!("{V1}/{remote}/action"), &form).await;
            let verdict = answer.judged("500: an exception, nothing changes", 500, any);
            self.put("action disable on somebody remote", verdict);
        }
    }

    /// Wrong types, and ids of presets and reports that are not there.
    async fn wrong_actions(&mut self) {
        let Some(member) = self.people.members.first().map(|row| id(row).to_owned()) else {
            self.put("action without a type", Verdict::not_tried("a local member"));
            return;
        };
        let at = format!("{V1}/{member}/action?lang=en");
        let quiet = ("send_email_notification", "false");
        let cases = [
            (
                "action without a type",
                vec![quiet],
                "Validation failed: Type can't be blank, Type is not included in the list",
            ),
            (
                "action with an unknown type",
                vec![quiet, ("type", "nonsense")],
                "Validation failed: Type is not included in the list",
            ),
        ];
        for (operation, form, words) in cases {
            let answer = self.wire.post(&at, &form).await;
            let verdict = if self.dialect.is_gotosocial() {
                answer.judged("400", 400, any)
            } else if self.dialect.before(4, 0) {
                answer.judged("200: before 4.0 no type was refused, and only a strike came of it", 200, any)
            } else {
                answer.says("422 of the validation", 422, words)
            };
            self.put(operation, verdict);
        }
        if self.dialect.is_gotosocial() {
            return;
        }
        for name in ["warning_preset_id", "report_id"] {
            let form = [quiet, ("type", "none"), (name, NOBODY)];
            let answer = self.wire.post(&at, &form).await;
            self.put(
                format!("action with an unknown {name}"),
                answer.says("404 of a missing record", 404, "Record not found"),
            );
        }
    }
}
