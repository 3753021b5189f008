//! Every verb through the engine, each with its reverse right after, judged by reading the account again on the wire.

use std::time::Duration;

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::decision::{DecisionView, Status};
use bailiwick_engine::error::{ErrorCode, Result};
use bailiwick_engine::model::AccountId;

use super::{Contract, USERS};
use crate::desk::{is_refusal, verdict_of};
use crate::rows::{key, text};
use crate::table::Verdict;

/// Between two looks at a server whose worker deletes, and how many looks it gets.
const LOOK: (Duration, usize) = (Duration::from_millis(500), 60);

/// The verbs about somebody active and never seen: verb, state afterwards. They lead back to where they began.
const ROUND: [(Verb, &str); 13] = [
    (Verb::Block, "blocked"),
    (Verb::Unblock, "active"),
    (Verb::Ban, "banned"),
    (Verb::Unban, "active"),
    (Verb::Deactivate, "deactivated"),
    (Verb::Activate, "active"),
    (Verb::Block, "blocked"),
    (Verb::BanBlocked, "banned"),
    (Verb::BlockBanned, "blocked"),
    (Verb::Unblock, "active"),
    (Verb::Deactivate, "deactivated"),
    (Verb::BanDeactivated, "banned"),
    (Verb::Unban, "active"),
];

impl Contract<'_> {
    /// Sign-ups, then one member through every verb, then their note.
    pub(super) async fn verbs(&mut self) {
        self.sign_ups().await;
        let Some(id) = self.people.members.iter().find(|row| !super::people::was_seen(row)).map(key) else {
            self.put("desk: every verb", Verdict::not_tried("a member who never signed in"));
            return;
        };
        let mut state = "active";
        for (verb, after) in ROUND {
            let verdict = self.verb(&id, verb, after).await;
            let served = self.put(format!("desk: {} somebody {state}", verb.word()), verdict);
            if !served {
                self.put_back(&id).await;
                break;
            }
            state = after;
        }
        self.note(&id).await;
    }

    /// However far it came: each of these does nothing but in its own state.
    async fn put_back(&mut self, id: &str) {
        for verb in ["unban", "unblock", "activate"] {
            self.wire.post(&format!("{USERS}/{id}/{verb}"), &[]).await;
        }
        let now = self.wire.get(&format!("{USERS}/{id}")).await.json();
        let verdict = match text(&now, "state") {
            "active" => Verdict::served("active again"),
            state => Verdict::differs("active again", state),
        };
        self.put("put back", verdict);
    }

    /// The first and the last of those who wait; the others are for the wire.
    async fn sign_ups(&mut self) {
        if self.people.waiting.len() < 2 {
            self.put("desk: approve and reject", Verdict::not_tried("two pending sign-ups"));
            return;
        }
        let approved = self.people.waiting.remove(0);
        let rejected = self.people.waiting.pop().unwrap_or_default();
        let verdict = self.verb(&key(&approved), Verb::Approve, "active").await;
        self.put("desk: approve", verdict);
        let verdict = self.verb(&key(&rejected), Verb::Reject, "gone").await;
        self.put("desk: reject", verdict);
    }

    async fn verb(&self, id: &str, verb: Verb, after: &str) -> Verdict {
        // Look, look again, one to three requests, look; and who one is, if it is refused.
        self.wire.make_room(10).await;
        let decided = self.desk.decide(&AccountId(id.to_owned()), verb, None).await;
        match settled(verb, decided) {
            Ok(told) => self.shown(id, after, &told).await,
            Err(verdict) => verdict,
        }
    }

    /// Reads the account again.
    pub(super) async fn shown(&self, id: &str, after: &str, told: &str) -> Verdict {
        if after == "gone" {
            return match self.gone(id).await {
                Verdict::Served(_) => Verdict::served(told),
                other => other,
            };
        }
        let now = self.wire.get(&format!("{USERS}/{id}")).await;
        match text(&now.json(), "state") {
            state if state == after => Verdict::served(format!("{told}, {after} when read again")),
            state => {
                Verdict::differs(format!("{after} when read again"), format!("{told}, then {} {state}", now.status))
            }
        }
    }

    /// Reads until nobody is there.
    pub(super) async fn gone(&self, id: &str) -> Verdict {
        for _ in 0..LOOK.1 {
            if self.wire.get(&format!("{USERS}/{id}")).await.status == 404 {
                return Verdict::served("404 User Not Found");
            }
            tokio::time::sleep(LOOK.0).await;
        }
        Verdict::differs("404 when read again, once a worker has run", format!("still there after {:?}", LOOK.0 * 60))
    }

    /// Written, kept from overwriting another administrator's, and written back.
    async fn note(&mut self, id: &str) {
        let at = format!("{USERS}/{id}");
        let before = self.wire.get(&at).await.json()["note"].as_str().unwrap_or_default().to_owned();
        let ours = "Contract test of Bailiwick: please ignore.\nA second line, 50 % <b>plain</b>.";
        let verdict = self.noted(id, ours).await;
        self.put("desk: note", verdict);
        let verdict = self.conflict(id).await;
        self.put("desk: note, changed meanwhile", verdict);
        let written = self.wire.put(&at, &[("note", &before)]).await;
        let verdict = written.judged("the changed user with the note", 200, |answer| {
            match answer.json()["note"].as_str().unwrap_or_default() {
                note if note == before => Ok("as it was before".to_owned()),
                note => Err(format!("{note:?}")),
            }
        });
        self.put("PUT note, as it was", verdict);
    }

    async fn noted(&self, id: &str, note: &str) -> Verdict {
        self.wire.make_room(6).await;
        let writes = |choices| Choices { note: Some(note.to_owned()), ..choices };
        let told = match settled(Verb::Note, self.desk.decide_with(&AccountId(id.to_owned()), Verb::Note, writes).await)
        {
            Ok(told) => told,
            Err(verdict) => return verdict,
        };
        let now = self.wire.get(&format!("{USERS}/{id}")).await.json();
        let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
        match plain(text(&now, "note")) {
            read if read == plain(note) => Verdict::served(told),
            read => Verdict::differs("the note when read again", format!("{read:?}")),
        }
    }

    /// Somebody else writes between looking and deciding.
    async fn conflict(&self, id: &str) -> Verdict {
        let expected = "not sent: the note has changed since it was read";
        self.wire.make_room(4).await;
        let account = AccountId(id.to_owned());
        let seen = match self.desk.engine.look_at_account(&self.desk.profile, &account).await {
            Ok(seen) => seen,
            Err(error) => return verdict_of(expected, &error),
        };
        let theirs = "Another administrator was here.";
        self.wire.put(&format!("{USERS}/{id}"), &[("note", theirs)]).await;
        let choices = Choices { note: Some("overwritten".to_owned()), ..Choices::default() };
        let decided = self.desk.engine.decide(&self.desk.profile, &account, &seen.revision, Verb::Note, choices).await;
        let now = self.wire.get(&format!("{USERS}/{id}")).await.json();
        match decided {
            Err(error) if error.code == ErrorCode::ChangedMeanwhile && text(&now, "note") == theirs => {
                Verdict::served("refused, and the other's note stands")
            }
            Err(error) => verdict_of(expected, &error),
            Ok(view) => Verdict::differs(expected, format!("{:?}, note {}", view.status, now["note"])),
        }
    }
}

/// What the engine made of it: words for the table where the server took it, else the verdict.
pub fn settled(verb: Verb, decided: Result<DecisionView>) -> std::result::Result<String, Verdict> {
    let expected = format!("{verb:?} taken by the server");
    let view = decided.map_err(|error| verdict_of(&expected, &error))?;
    let code = view.answer_code.map(|code| code.to_string()).unwrap_or_default();
    let said = format!("{:?}, {code} {}", view.status, view.answer_words.clone().unwrap_or_default());
    // Deleting is a worker's work.
    let queued = matches!(verb, Verb::Reject | Verb::Delete | Verb::DeleteContributions);
    match view.status {
        Status::Confirmed => Ok(format!("{:?}", view.status)),
        Status::Accepted if queued => Ok(format!("{:?}", view.status)),
        Status::Refused if view.refusal.as_ref().is_some_and(is_refusal) => {
            Err(Verdict::Refused(format!("{:?}: {said}", view.refusal)))
        }
        _ => Err(Verdict::differs(expected, said)),
    }
}
