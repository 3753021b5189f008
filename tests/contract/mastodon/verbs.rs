//! Every verb through the engine, each with its reverse right after, judged by reading the account again on the wire.

use std::time::Duration;

use bailiwick_engine::action::Verb;
use bailiwick_engine::decision::{DecisionView, Status};
use bailiwick_engine::error::Result;
use bailiwick_engine::model::{AccountId, ReportId};
use serde_json::Value;

use super::Contract;
use super::people::{V1, id, is_ours, pending, yes};
use crate::desk::{is_refusal, verdict_of};
use crate::table::Verdict;

/// Between two looks at a server that acts in the background, and how many looks it gets.
const LOOK: (Duration, usize) = (Duration::from_millis(500), 10);

/// What the wire has to show after a verb.
#[derive(Debug, Clone, Copy)]
pub enum Shows {
    /// A flag with this value.
    Flag(&'static str, bool),
    /// No such account.
    Gone,
    /// The account as it was.
    There,
}

/// A verb and its reverse, with the flag that tells them apart.
const PAIRS: [(Verb, Verb, &str, &str); 4] = [
    (Verb::Limit, Verb::LiftLimit, "silenced", "limit"),
    (Verb::Sensitive, Verb::LiftSensitive, "sensitized", "force sensitive"),
    (Verb::Freeze, Verb::Unfreeze, "disabled", "freeze the login"),
    (Verb::Suspend, Verb::Unsuspend, "suspended", "suspend"),
];

impl Contract<'_> {
    /// Sign-ups, then one member, then somebody remote.
    pub(super) async fn verbs(&mut self) {
        self.sign_ups().await;
        let member = self.people.members.first().map(|row| id(row).to_owned());
        self.measures("local", member, "a local member without any restriction").await;
        let remote = self.people.remotes.first().map(|row| id(row).to_owned());
        self.measures("remote", remote, "somebody of another server without any restriction").await;
    }

    async fn sign_ups(&mut self) {
        // Approving somebody with a confirmed address makes the server mail a welcome: only to those who were made for this,
        // or on this computer.
        let near = self.wire.target().is_loopback();
        let silent = |row: &&Value| near || is_ours(row) || !yes(row, "confirmed");
        let waiting = std::mem::take(&mut self.people.waiting);
        let (approved, mut others): (Vec<Value>, Vec<Value>) = match waiting.iter().position(|row| silent(&row)) {
            Some(at) => waiting.into_iter().enumerate().fold((Vec::new(), Vec::new()), |mut both, (here, row)| {
                if here == at {
                    both.0.push(row)
                } else {
                    both.1.push(row)
                }
                both
            }),
            None => (Vec::new(), waiting),
        };
        match approved.first() {
            Some(row) => {
                self.verb("approve", id(row), Verb::Approve, None, Shows::Flag("approved", true)).await;
            }
            None => {
                self.put(
                    "desk: approve",
                    Verdict::not_tried("a pending sign-up without confirmed mail, or one named contract…"),
                );
            }
        }
        match others.is_empty() {
            true => {
                self.put("desk: reject", Verdict::not_tried("another pending sign-up"));
            }
            false => {
                // The last: those whose approval mails nobody stand first.
                let row = others.pop().unwrap_or_default();
                self.verb("reject", id(&row), Verb::Reject, None, Shows::Gone).await;
            }
        }
        self.people.waiting = others;
    }

    async fn measures(&mut self, origin: &str, id: Option<String>, needed: &str) {
        let Some(id) = id else {
            self.put(format!("desk: every verb, {origin}"), Verdict::not_tried(needed));
            return;
        };
        self.verb(&format!("warn, {origin}"), &id, Verb::Warn, None, Shows::There).await;
        for (verb, reverse, flag, name) in PAIRS {
            if verb == Verb::Freeze && origin == "remote" {
                let verdict = self.frozen_elsewhere(&id).await;
                self.put("desk: freeze the login, remote", verdict);
                continue;
            }
            let shown = Shows::Flag(flag, true);
            let done = self.verb(&format!("{name}, {origin}"), &id, verb, None, shown).await;
            // The reverse is sent in any case: a verb that seemed to fail may have come through.
            let verdict = self.verdict(&id, reverse, None, Shows::Flag(flag, false)).await;
            self.put(format!("desk: {name} undone, {origin}"), verdict.after(done));
        }
    }

    /// Nobody of another server signs in here: the engine knows, and sends nothing.
    async fn frozen_elsewhere(&self, id: &str) -> Verdict {
        let expected = "not offered: nobody of another server signs in here";
        match self.desk.decide(&AccountId(id.to_owned()), Verb::Freeze, None).await {
            Ok(view) => Verdict::differs(expected, format!("{:?}", view.status)),
            Err(error) => match verdict_of(expected, &error) {
                Verdict::Differs { came, .. } if came.contains("OtherServersAccount") => Verdict::served("not offered"),
                other => other,
            },
        }
    }

    /// Decides, and looks at the wire. Tells whether it was served.
    pub(super) async fn verb(
        &mut self,
        name: &str,
        id: &str,
        verb: Verb,
        report: Option<ReportId>,
        shows: Shows,
    ) -> bool {
        let verdict = self.verdict(id, verb, report, shows).await;
        self.put(format!("desk: {name}"), verdict)
    }

    async fn verdict(&self, id: &str, verb: Verb, report: Option<ReportId>, shows: Shows) -> Verdict {
        // Look, look again, send, look; and who one is, if it is refused.
        self.wire.make_room(8).await;
        let decided = self.desk.decide(&AccountId(id.to_owned()), verb, report).await;
        match settled(verb, shows, decided, self.dialect.is_gotosocial()) {
            Ok(told) => self.shown(id, shows, &told).await,
            Err(verdict) => verdict,
        }
    }

    /// Reads the account again until it shows what is wanted.
    async fn shown(&self, id: &str, shows: Shows, told: &str) -> Verdict {
        let looks = if self.dialect.is_gotosocial() { LOOK.1 } else { 1 };
        for look in 1.. {
            let answer = self.wire.get(&format!("{V1}/{id}")).await;
            let row = answer.json();
            let shown = match shows {
                Shows::Gone => answer.status == 404,
                Shows::There => answer.status == 200,
                Shows::Flag("sensitized", _) if row.get("sensitized").is_none() => {
                    return Verdict::served(format!("{told}; this version doesn't show it"));
                }
                Shows::Flag("approved", true) => answer.status == 200 && !pending(&row),
                Shows::Flag(flag, wanted) => answer.status == 200 && yes(&row, flag) == wanted,
            };
            if shown {
                return Verdict::served(told);
            }
            if look >= looks {
                let came = match shows {
                    Shows::Flag(flag, _) if answer.status == 200 => {
                        format!("{told}, and the server shows {flag} as {}", row[flag])
                    }
                    _ => format!("{told}, and then {}", answer.status),
                };
                return Verdict::differs(format!("{shows:?} when read again"), came);
            }
            tokio::time::sleep(LOOK.0).await;
        }
        Verdict::differs("an answer", "none")
    }
}

/// What the engine made of it: words for the table where the server took it, else the verdict.
fn settled(
    verb: Verb,
    shows: Shows,
    decided: Result<DecisionView>,
    slow: bool,
) -> std::result::Result<String, Verdict> {
    let expected = format!("{verb:?} taken by the server");
    let view = decided.map_err(|error| verdict_of(&expected, &error))?;
    let said = format!(
        "{:?}, {} {}",
        view.status,
        view.answer_code.map(|code| code.to_string()).unwrap_or_default(),
        view.answer_words.clone().unwrap_or_default()
    );
    let unseen = matches!(shows, Shows::There | Shows::Flag("sensitized", _));
    match view.status {
        Status::Confirmed => Ok(format!("{:?}", view.status)),
        Status::Unprovable if unseen => Ok(format!("{:?}", view.status)),
        // Suspending and erasing are done by a worker there.
        Status::Accepted if slow || verb == Verb::DeleteData => Ok(format!("{:?}", view.status)),
        Status::Refused if view.refusal.as_ref().is_some_and(is_refusal) => {
            Err(Verdict::Refused(format!("{:?}: {said}", view.refusal)))
        }
        _ => Err(Verdict::differs(expected, said)),
    }
}
