//! Moments in which the desk could believe a GitLab too much, or too little.

use bailiwick_engine::action::{ActionOffer, Choices, NoteUse, Refusal, Verb};
use bailiwick_engine::decision::{DecisionView, Status};
use bailiwick_engine::list::Place;
use bailiwick_engine::model::AccountId;
use bailiwick_practice::{Fault, FaultKind, GitlabSwitches, Kind, Options, Who};
use serde_json::json;

use crate::bench::Bench;

/// Every inferred fact of the reference, by its name at the practice server.
const ROWS: [&str; 27] = [
    "activate_banned_or_pending",
    "deactivate_banned_or_pending",
    "block_banned",
    "block_pending",
    "unblock_banned",
    "unblock_pending",
    "ban_oneself",
    "ban_internal",
    "deactivate_oneself",
    "unsaved_is422",
    "scope_in_message",
    "token_in_message",
    "odd_id_in_message",
    "doomed_are_blocked",
    "never_seen_is_active",
    "constant_is180",
    "older_have_ban",
    "older_guard_oneself",
    "ldap_block_stays",
    "short_searches_match",
    "keyset_search",
    "old_keyset_refused",
    "trusted_by_refused",
    "tokens_never_expire",
    "grant_asks_itself",
    "grant_without_admin_mode",
    "blocked_caller_is401",
];

const STATES: [&str; 6] = ["active", "blocked", "ldap_blocked", "banned", "deactivated", "blocked_pending_approval"];

/// Verbs with their route and the state that they lead to.
const VERBS: [(Verb, &str, &str); 8] = [
    (Verb::Activate, "activate", "active"),
    (Verb::Deactivate, "deactivate", "deactivated"),
    (Verb::Block, "block", "blocked"),
    (Verb::Unblock, "unblock", "active"),
    (Verb::Ban, "ban", "banned"),
    (Verb::Unban, "unban", "active"),
    (Verb::Approve, "approve", "active"),
    (Verb::Reject, "reject", "gone"),
];

async fn on(practice: serde_json::Value) -> Bench {
    let gitlab: GitlabSwitches = serde_json::from_value(practice).unwrap();
    Bench::on(Options { people: 150, limits: None, gitlab, ..Options::new(Kind::Gitlab) }, Who::Administrator).await
}

struct Subject<'a> {
    bench: &'a Bench,
    id: AccountId,
}

impl Subject<'_> {
    fn put(&self, change: &serde_json::Value) {
        self.bench.server().change_person(&self.id.0, change).unwrap();
    }

    fn state(&self) -> String {
        let person = self.bench.server().person(&self.id.0);
        person.map_or_else(|| "gone".to_owned(), |person| person["state"].as_str().unwrap().to_owned())
    }

    async fn offers(&self) -> Vec<ActionOffer> {
        self.bench.engine.look_at_account(&self.bench.profile, &self.id).await.unwrap().offers
    }

    async fn decide(&self, offer: &ActionOffer) -> DecisionView {
        let choices = Choices {
            typed_handle: offer.type_handle.clone(),
            note: (offer.note == NoteUse::Writes).then(|| "noted".to_owned()),
            ..Choices::default()
        };
        self.bench.decide(&self.id, offer.verb, choices).await.unwrap()
    }
}

/// What is wrong with how the decision ended.
fn lie(decision: &DecisionView, before: &str, goal: &str, now: &str) -> Option<String> {
    let fits = match decision.status {
        Status::Confirmed => now == goal,
        Status::Accepted => goal == "gone",
        Status::Refused | Status::PutBack => now == before,
        Status::Halfway => now == "active",
        _ => false,
    };
    (!fits).then(|| format!("{:?} of {before}: {:?} {:?}, and it is {now}", decision.verb, decision.status, decision.refusal))
}

async fn verbs_on(bench: &Bench, activity: &serde_json::Value, found: &mut Vec<String>) {
    let subject = Subject { bench, id: AccountId(bench.server().id_of("silas.reed").unwrap()) };
    for state in STATES {
        for (verb, route, goal) in VERBS {
            let mut put = activity.clone();
            put["state"] = json!(state);
            put["removal_queued_at"] = serde_json::Value::Null;
            subject.put(&put);
            let offers = subject.offers().await;
            let offer = offers.iter().find(|offer| offer.verb == verb).unwrap();
            if offer.refusal.is_none() {
                let decision = subject.decide(offer).await;
                found.extend(lie(&decision, state, goal, &subject.state()));
                if decision.status == Status::Refused {
                    found.push(format!("{verb:?} of {state} is offered, and refused: {:?} {:?}", decision.refusal, decision.answer_words));
                }
            } else {
                let before = subject.state();
                let done = bench.server().act(&subject.id.0, route, "osei").unwrap();
                if subject.state() != before && subject.state() == goal {
                    found.push(format!("{verb:?} of {state} works ({done}), and is not offered: {:?}", offer.refusal));
                }
            }
        }
        for (verb, goal) in [(Verb::BanBlocked, "banned"), (Verb::BlockBanned, "blocked"), (Verb::BanDeactivated, "banned")] {
            let mut put = activity.clone();
            put["state"] = json!(state);
            subject.put(&put);
            let offers = subject.offers().await;
            if let Some(offer) = offers.iter().find(|offer| offer.verb == verb) {
                let decision = subject.decide(offer).await;
                found.extend(lie(&decision, state, goal, &subject.state()));
                if decision.status != Status::Confirmed {
                    found.push(format!("{verb:?} of {state}: {:?} {:?} {:?}", decision.status, decision.refusal, decision.answer_words));
                }
            }
        }
    }
}

#[tokio::test]
async fn probe_rows() {
    let never = json!({"last_activity_on": null, "current_sign_in_at": null, "last_sign_in_at": null, "sign_in_count": 0});
    for row in ROWS {
        for version in ["18.6.1", "13.12.5"] {
            let mut found = Vec::new();
            let bench = on(json!({"otherwise": [row], "version": version, "enterprise": row.len() % 2 == 0})).await;
            let view = bench.refresh().await;
            if view.sync.problem.is_some() {
                found.push(format!("refresh: {:?}", view.sync.problem));
            }
            let view = bench.refresh().await;
            if view.sync.problem.is_some() {
                found.push(format!("second refresh: {:?}", view.sync.problem));
            }
            verbs_on(&bench, &never, &mut found).await;
            println!("== {row} {version}\n  {}", found.join("\n  "));
        }
    }
}
