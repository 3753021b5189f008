//! Another moderator was quicker: the request is under way when the account changes, and the server's 403 means something else (2.1, #19147).

use bailiwick_engine::action::{Choices, Refusal, Verb};
use bailiwick_engine::decision::{DecisionView, Status};
use bailiwick_practice::{Fault, FaultKind};

use super::bodies::{cell, changing, decide};
use super::desk::Desk;

/// Decides about somebody in the one state who is in the other, with that role, by the time the server looks.
async fn overtaken(desk: &Desk, verb: Verb, (from, to): (&'static str, &str), role: Option<i64>) -> DecisionView {
    let cell = cell(verb, desk.version, from);
    let person = desk.subject(&cell, false).await;
    // The server is slow, the test is not: it goes on as soon as the request is there.
    let method = if verb == Verb::DeleteData { "DELETE" } else { "POST" };
    desk.server.add_fault(Fault::once("/api/v1/admin/accounts/", FaultKind::Delay { ms: 250 }).on(method));
    let change = async {
        desk.server.request_came(|request| request.method == method).await;
        desk.put(&person, to, "local", role);
        desk.record(&person)
    };
    // Requests of the setting up are no decision.
    desk.server.clear_requests();
    let (decision, before) = tokio::join!(decide(desk, &cell, &person, Choices::default()), change);
    assert_eq!(desk.record(&person), before, "{verb:?}: nothing was done");
    assert_eq!(changing(desk), 1, "{verb:?}: sent once");
    decision.unwrap()
}

#[tokio::test]
async fn a_403_is_explained_by_what_the_account_has_become() {
    let desk = Desk::new("4.6").await;
    let cases = [
        (Verb::Approve, ("pending", "active"), Refusal::NotPending),
        (Verb::Reject, ("pending", "active"), Refusal::NotPending),
        // "Forbidden", not "This action is not allowed": the other body for the other reason.
        (Verb::Approve, ("pending", "without-user"), Refusal::WithoutUser),
        (Verb::Reject, ("pending", "without-user"), Refusal::WithoutUser),
        (Verb::Unfreeze, ("frozen", "without-user"), Refusal::WithoutUser),
        (Verb::Unsuspend, ("suspended", "active"), Refusal::NotSuspended),
        (Verb::DeleteData, ("suspended", "active"), Refusal::SuspendFirst),
        (Verb::DeleteData, ("suspended", "erased"), Refusal::ErasedOrSuspendedElsewhere),
    ];
    let mut told = Vec::new();
    for (verb, states, wanted) in cases {
        let decision = overtaken(&desk, verb, states, None).await;
        assert_eq!((decision.status, decision.answer_code), (Status::Refused, Some(403)), "{verb:?} {states:?}");
        if decision.refusal.as_ref() != Some(&wanted) {
            told.push(format!("{verb:?} {states:?}: is {:?}, should be {wanted:?}", decision.refusal));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[tokio::test]
async fn whoever_rose_meanwhile_outranks() {
    let desk = Desk::new("4.6").await;
    for verb in [Verb::Sensitive, Verb::Freeze, Verb::Limit, Verb::Suspend] {
        let decision = overtaken(&desk, verb, ("active", "active"), Some(3)).await;
        assert_eq!((decision.status, decision.refusal), (Status::Refused, Some(Refusal::Outranked)), "{verb:?}");
    }
}

#[tokio::test]
async fn a_server_that_breaks_on_an_account_without_a_user_leaves_it_unsure() {
    // 2.4: "disable" of such an account raises an error on the server, 500; that nothing was done cannot be known from here.
    let desk = Desk::new("4.6").await;
    let decision = overtaken(&desk, Verb::Freeze, ("active", "without-user"), None).await;
    assert!(matches!(decision.status, Status::Unsure | Status::Refused), "{:?}", decision.status);
}
