//! Deleting, last of all: one member through the desk with contributions kept, one with everything, one on the wire.

use bailiwick_engine::action::Verb;
use bailiwick_engine::model::AccountId;
use serde_json::Value;

use super::verbs::settled;
use super::{Contract, USERS};
use crate::rows::{key, text};
use crate::table::Verdict;

impl Contract<'_> {
    /// The last members of the list: the first was for the verbs.
    pub(super) async fn erasing(&mut self) {
        let mut doomed = self.people.members.split_off(1.min(self.people.members.len()));
        for (verb, name) in
            [(Verb::Delete, "desk: delete"), (Verb::DeleteContributions, "desk: delete with contributions")]
        {
            let verdict = match doomed.pop() {
                None => Verdict::not_tried("another member"),
                Some(row) => self.deleted(&row, verb).await,
            };
            self.put(name, verdict);
        }
        let verdict = match doomed.pop() {
            None => Verdict::not_tried("another member"),
            Some(row) => {
                let answer = self.wire.delete(&format!("{USERS}/{}", key(&row))).await;
                match answer.judged("204 without a body", 204, |answer| bodiless(&answer.text)) {
                    Verdict::Served(_) => self.gone(&key(&row)).await,
                    other => other,
                }
            }
        };
        self.put("DELETE on the wire", verdict);
    }

    async fn deleted(&self, row: &Value, verb: Verb) -> Verdict {
        self.wire.make_room(8).await;
        let decided = self.desk.decide(&AccountId(key(row)), verb, None).await;
        match settled(verb, decided) {
            Ok(told) => self.shown(&key(row), "gone", &format!("{told}, @{}", text(row, "username"))).await,
            Err(verdict) => verdict,
        }
    }
}

fn bodiless(text: &str) -> Result<String, String> {
    if text.is_empty() { Ok(String::new()) } else { Err(format!("a body: {text}")) }
}
