//! Every answer that a verb can get (6.2, 6.3), also none: the decision says no more than is known, and nothing is sent twice.

use bailiwick_engine::action::{Choices, Refusal, Verb};
use bailiwick_engine::decision::{DecisionView, Lookup, Status};
use bailiwick_engine::error::ErrorCode;
use bailiwick_practice::{ErrorBody, Fault, FaultKind, Who};
use serde_json::json;

use super::bodies::{cell, changing, decide};
use super::desk::{Desk, Person};
use super::file::Cell;
use super::record::Record;
use crate::bench::connect;

/// Each verb in a state in which the server takes it.
const PLAYED: [(Verb, &str); 12] = [
    (Verb::Approve, "pending"),
    (Verb::Reject, "pending"),
    (Verb::Warn, "active"),
    (Verb::Sensitive, "active"),
    (Verb::LiftSensitive, "sensitive"),
    (Verb::Freeze, "active"),
    (Verb::Unfreeze, "frozen"),
    (Verb::Limit, "active"),
    (Verb::LiftLimit, "limited"),
    (Verb::Suspend, "active"),
    (Verb::Unsuspend, "suspended"),
    (Verb::DeleteData, "suspended"),
];

struct Met {
    cell: Cell,
    person: Person,
    before: Record,
    after: Record,
    decision: DecisionView,
}

/// Decides while the request meets the fault. One request came, whatever became of it.
async fn met(desk: &Desk, (verb, state): (Verb, &'static str), fault: &FaultKind) -> Met {
    let cell = cell(verb, "4.6", state);
    let person = desk.subject(&cell, verb == Verb::Reject).await;
    let before = desk.record(&person);
    let method = if verb == Verb::DeleteData { "DELETE" } else { "POST" };
    desk.server.add_fault(Fault::once("/api/v1/admin/accounts/", fault.clone()).on(method));
    let decision = decide(desk, &cell, &person, Choices::default()).await;
    let decision = decision.unwrap_or_else(|error| panic!("{verb:?} {fault:?}: {:?}", error.code));
    assert_eq!(changing(desk), 1, "{verb:?} {fault:?}: sent once");
    desk.server.clear_faults();
    let after = desk.record(&person);
    Met { cell, person, before, after, decision }
}

impl Met {
    /// Looking again sends nothing, and claims nothing that the server does not show.
    async fn looked(&self, desk: &Desk, fault: &FaultKind) -> DecisionView {
        desk.server.clear_requests();
        let again = desk.engine.look_again(desk.profile(self.cell.by), &self.decision.id).await.unwrap();
        assert_eq!(changing(desk), 0, "{:?} {fault:?}: a look sends nothing", self.cell.verb);
        assert_eq!(desk.record(&self.person), self.after);
        again
    }
}

fn status(code: u16, body: ErrorBody) -> FaultKind {
    FaultKind::Status { code, body }
}

#[tokio::test]
async fn a_no_is_a_no_whichever_number_it_has() {
    let desk = Desk::new("4.6").await;
    for played in PLAYED {
        for code in [403, 404, 410] {
            let fault = status(code, ErrorBody::Json);
            let Met { before, after, decision, .. } = met(&desk, played, &fault).await;
            assert_eq!(after, before);
            assert_eq!((decision.status, decision.answer_code), (Status::Refused, Some(code)), "{played:?}");
            assert!(decision.refusal.is_some(), "{played:?} {code}: says why, or that nothing explains it");
        }
    }
}

#[tokio::test]
async fn a_single_400_or_422_takes_no_verb_from_a_mastodon() {
    // 6.3: 400 is a word that is missing, or a proxy's; only where another software is known to lack a verb (5.6) it means that.
    let mut taken = Vec::new();
    for code in [400, 422] {
        let desk = Desk::new("4.6").await;
        for played in PLAYED {
            let Met { before, after, decision, .. } = met(&desk, played, &status(code, ErrorBody::Json)).await;
            assert_eq!(after, before);
            assert_eq!((decision.status, decision.answer_code), (Status::Refused, Some(code)), "{played:?}");
            let cell = cell(played.0, "4.6", played.1);
            let person = desk.subject(&cell, played.0 == Verb::Reject).await;
            if let Err(error) = decide(&desk, &cell, &person, Choices::default()).await {
                taken.push(format!("{:?} after a {code}: {:?}", played.0, error.code));
            }
        }
    }
    assert!(taken.is_empty(), "{}", taken.join("\n"));
}

#[tokio::test]
async fn a_dead_token_is_named() {
    let desk = Desk::new("4.6").await;
    for played in PLAYED {
        let Met { before, after, decision, .. } = met(&desk, played, &FaultKind::TokenRevoked).await;
        assert_eq!(after, before);
        assert_eq!((decision.status, decision.answer_code), (Status::Refused, Some(401)), "{played:?}");
        assert_eq!(decision.refusal, Some(Refusal::TokenDead), "{played:?}");
    }
}

#[tokio::test]
async fn a_server_that_asks_to_wait_got_nothing() {
    // 6.1: a Mastodon sends no Retry-After, a proxy before it may.
    for played in PLAYED {
        for retry_after in [None, Some(30)] {
            // Another desk each time: after such an answer nothing is sent for a while.
            let desk = Desk::new("4.6").await;
            let Met { before, after, decision, .. } = met(&desk, played, &FaultKind::TooMany { retry_after }).await;
            assert_eq!(after, before);
            assert_eq!((decision.status, decision.answer_code), (Status::Refused, Some(429)), "{played:?}");
            assert_eq!(decision.refusal, Some(Refusal::AskedToWait), "{played:?}");
        }
    }
}

#[tokio::test]
async fn a_server_in_trouble_may_have_done_it_or_not() {
    let desk = Desk::new("4.6").await;
    let faults = [
        status(500, ErrorBody::Json),
        status(500, ErrorBody::Html),
        status(502, ErrorBody::Html),
        status(503, ErrorBody::Json),
        FaultKind::CloseBefore,
    ];
    for played in PLAYED {
        for fault in &faults {
            let met = met(&desk, played, fault).await;
            assert_eq!(met.after, met.before);
            let looked = met.looked(&desk, fault).await;
            for decision in [&met.decision, &looked] {
                assert_eq!(decision.status, Status::Unsure, "{played:?} {fault:?}");
                // A warning and a queued deletion cannot be seen: that they are not seen says nothing.
                let unseen = matches!(played.0, Verb::Warn | Verb::DeleteData);
                let wanted = if unseen { Lookup::CannotTell } else { Lookup::Unchanged };
                assert_eq!(decision.lookup, Some(wanted), "{played:?} {fault:?}");
            }
        }
    }
}

#[tokio::test]
async fn what_was_done_without_an_answer_is_found_on_the_server() {
    let desk = Desk::new("4.6").await;
    for played in PLAYED {
        for fault in [FaultKind::CloseAfter, FaultKind::CutOff] {
            let met = met(&desk, played, &fault).await;
            assert_ne!(met.after, met.before, "{played:?} {fault:?}: it was done");
            let looked = met.looked(&desk, &fault).await;
            let allowed: &[Status] = match (played.0, &fault) {
                // Gone, but by whom is not known; unless the answer's first line has come, which said yes.
                (Verb::Reject, FaultKind::CloseAfter) => &[Status::Gone],
                (Verb::Reject, _) => &[Status::Gone, Status::Confirmed],
                (Verb::Warn | Verb::DeleteData, FaultKind::CloseAfter) => &[Status::Unsure],
                (Verb::Warn, _) => &[Status::Unsure, Status::Unprovable],
                (Verb::DeleteData, _) => &[Status::Unsure, Status::Accepted],
                _ => &[Status::Confirmed],
            };
            for decision in [&met.decision, &looked] {
                assert!(allowed.contains(&decision.status), "{played:?} {fault:?}: {:?}", decision.status);
                // "Unchanged" would mean that it probably never arrived, which is not so.
                assert_ne!(decision.lookup, Some(Lookup::Unchanged), "{played:?} {fault:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_yes_without_effect_is_never_confirmed() {
    let desk = Desk::new("4.6").await;
    for played in PLAYED {
        let met = met(&desk, played, &FaultKind::NoEffect).await;
        assert_eq!(met.after, met.before);
        let looked = met.looked(&desk, &FaultKind::NoEffect).await;
        let allowed = if played.0 == Verb::Warn { Status::Unprovable } else { Status::Accepted };
        assert_eq!((met.decision.status, looked.status), (allowed, allowed), "{played:?}");
    }
}

#[tokio::test]
async fn a_token_without_the_scope_changes_nothing_and_the_scope_is_named() {
    // 6.2: "This action is outside the authorized scopes", the second of the three bodies.
    let desk = Desk::new("4.6").await;
    let profile = connect(&desk.engine, &desk.server, Who::Read).await.map(|view| view.id);
    // The same person is on the desk already, with the better token: another desk then.
    let folder = tempfile::tempdir().unwrap();
    let engine = crate::bench::engine(folder.path()).await;
    assert!(profile.is_err(), "one person is on a desk once");
    let profile = connect(&engine, &desk.server, Who::Read).await.unwrap().id;
    let cell = cell(Verb::Limit, "4.6", "active");
    let person = desk.subject(&cell, false).await;
    let before = desk.record(&person);
    let id = bailiwick_engine::model::AccountId(person.id.clone());
    let seen = engine.look_at_account(&profile, &id).await.unwrap();
    let choices = Choices { tell: Some(false), ..Choices::default() };
    let refusal = match engine.decide(&profile, &id, &seen.revision, Verb::Limit, choices).await {
        Ok(decision) => {
            assert_eq!(decision.status, Status::Refused);
            decision.refusal.unwrap()
        }
        Err(error) => match error.code {
            ErrorCode::NotAllowed { refusal } => refusal,
            other => panic!("{other:?}"),
        },
    };
    assert!(matches!(&refusal, Refusal::ScopeMissing { scope } if scope.starts_with("admin:write")), "{refusal:?}");
    assert_eq!(desk.record(&person), before);
}

#[tokio::test]
async fn a_moderator_who_was_shut_out_meanwhile_sends_nothing() {
    // 6.2: "Your login is currently disabled", the third body; 410 and the blocked address meet every request alike.
    let desk = Desk::new("4.6").await;
    let cell = cell(Verb::Limit, "4.6", "active");
    let person = desk.subject(&cell, false).await;
    let before = desk.record(&person);
    let (profile, id) = (desk.profile("moderator"), bailiwick_engine::model::AccountId(person.id.clone()));
    let seen = desk.engine.look_at_account(profile, &id).await.unwrap();
    let me = desk.own("moderator").clone();
    for manner in [json!({}), json!({ "self_destruct": true }), json!({ "address_blocked": true })] {
        if manner == json!({}) {
            desk.put(&me, "suspended", "local", None);
        }
        desk.server.change_settings(&manner).unwrap();
        desk.server.clear_requests();
        let choices = Choices { tell: Some(false), ..Choices::default() };
        let decided = desk.engine.decide(profile, &id, &seen.revision, Verb::Limit, choices).await;
        assert!(decided.is_err(), "{manner}: {decided:?}");
        assert_eq!((changing(&desk), desk.record(&person).person), (0, before.person.clone()), "{manner}");
        desk.put(&me, "active", "local", None);
        desk.server.change_settings(&json!({ "self_destruct": false, "address_blocked": false })).unwrap();
    }
}
