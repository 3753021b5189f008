//! What the server shows after the request: every verb × whether an answer came × what is so by then, as somebody else may have
//! made it.
//!
//! What is expected: an answer alone confirms nothing (house rule "answers"), what the server shows confirms it, and what it
//! has no way to show (`unprovable` in the file) nobody claims. Without an answer only what is shown at once counts.

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::decision::{DecisionView, Lookup, Status};
use bailiwick_practice::{Fault, FaultKind};

use super::bodies::{cell, changing, decide};
use super::desk::{Desk, same};
use super::file::{self, Outcome};
use crate::hourglass::looked_after;

/// Each verb with a state that it is offered in, and one that is neither that nor the wanted one.
const PLAYED: [(Verb, &str, &str); 12] = [
    (Verb::Approve, "pending", "pending-unconfirmed"),
    (Verb::Reject, "pending", "active"),
    (Verb::Warn, "active", "limited"),
    (Verb::Sensitive, "active", "limited"),
    (Verb::LiftSensitive, "sensitive", "limited-sensitive"),
    (Verb::Freeze, "active", "limited"),
    (Verb::Unfreeze, "frozen", "erased"),
    (Verb::Limit, "active", "frozen"),
    (Verb::LiftLimit, "limited", "suspended-limited"),
    (Verb::Suspend, "active", "limited"),
    (Verb::Unsuspend, "suspended", "suspended-limited"),
    (Verb::DeleteData, "suspended", "suspended-limited"),
];

/// What is so once the request is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// What the request asked for.
    Wanted,
    /// What was so before.
    Unchanged,
    /// A third state.
    Other,
    /// Nobody any more.
    Gone,
}

const SHOWN: [Shows; 4] = [Shows::Wanted, Shows::Unchanged, Shows::Other, Shows::Gone];

/// Decides, and has the server take it as told.
async fn met(
    desk: &Desk,
    (verb, from, other): (Verb, &'static str, &str),
    answered: bool,
    shows: Shows,
) -> DecisionView {
    let cell = cell(verb, desk.version, from);
    let goes = shows == Shows::Gone || verb == Verb::Reject;
    let person = desk.subject(&cell, goes).await;
    let method = if verb == Verb::DeleteData { "DELETE" } else { "POST" };
    let add = |kind| desk.server.add_fault(Fault::once("/api/v1/admin/accounts/", kind).on(method));
    desk.server.clear_faults();
    match (shows, answered) {
        (Shows::Wanted, true) => {}
        (Shows::Wanted, false) => add(FaultKind::CloseAfter),
        (_, true) => add(FaultKind::NoEffect),
        (_, false) => add(FaultKind::CloseBefore),
    }
    let overtaken = matches!(shows, Shows::Other | Shows::Gone);
    if overtaken {
        // The server is slow to show anything: the other one is quicker.
        desk.server.add_fault(Fault::new("/api/v1/admin/accounts/", FaultKind::Delay { ms: 80 }).on("GET"));
        desk.server.add_fault(Fault::new("/api/v2/admin/accounts", FaultKind::Delay { ms: 80 }).on("GET"));
    }
    let somebody_else = async {
        if overtaken {
            looked_after(&desk.server).await;
            match shows {
                Shows::Gone => assert!(desk.server.remove_person(&person.number)),
                _ => desk.put(&person, other, "local", None),
            }
        }
    };
    desk.server.clear_requests();
    let (decision, ()) = tokio::join!(decide(desk, &cell, &person, Choices::default()), somebody_else);
    assert_eq!(changing(desk), 1, "{verb:?}: sent once");
    if desk.version == "gotosocial" {
        desk.let_workers_run();
    }
    decision.unwrap()
}

/// The status, and what a look told where it is not sure.
fn expected(verb: Verb, outcome: &Outcome, answered: bool, shows: Shows) -> (Status, Option<Lookup>) {
    let goes = matches!(verb, Verb::Reject | Verb::DeleteData);
    let untold = *outcome == Outcome::Unprovable;
    match (answered, shows) {
        (true, Shows::Gone) if goes => (Status::Confirmed, None),
        // By whom, nobody knows.
        (true, Shows::Gone) => (Status::Gone, None),
        (true, _) if untold => (Status::Unprovable, None),
        (true, Shows::Wanted) if *outcome == Outcome::Confirmed => (Status::Confirmed, None),
        (true, _) => (Status::Accepted, None),
        (false, Shows::Gone) => (Status::Gone, Some(if goes { Lookup::Shows } else { Lookup::Different })),
        // Gone as wanted, but sign-ups vanish by others' hands as well (§2.5).
        (false, Shows::Wanted) if verb == Verb::Reject => (Status::Gone, Some(Lookup::Shows)),
        // A worker does it later, or nothing would ever show it.
        (false, _) if untold || verb == Verb::DeleteData => (Status::Unsure, Some(Lookup::CannotTell)),
        (false, Shows::Wanted) => (Status::Confirmed, Some(Lookup::Shows)),
        (false, Shows::Unchanged) => (Status::Unsure, Some(Lookup::Unchanged)),
        (false, Shows::Other) => (Status::Unsure, Some(Lookup::Different)),
    }
}

async fn play(version: &'static str) {
    let desk = Desk::new(version).await;
    let (mut wrong, mut played) = (Vec::new(), 0);
    for (verb, from, other) in PLAYED {
        let wanted = cell(verb, version, from);
        let Some((_, outcome)) = file::cells(version).into_iter().find(|(cell, _)| *cell == wanted) else { continue };
        if matches!(outcome, Outcome::Refused(..)) {
            continue;
        }
        for (answered, shows) in [true, false].into_iter().flat_map(|answered| SHOWN.map(|shows| (answered, shows))) {
            played += 1;
            let decision = met(&desk, (verb, from, other), answered, shows).await;
            let judged = (decision.status, decision.lookup);
            if let Err(why) = same("", judged, expected(verb, &outcome, answered, shows)) {
                wrong.push(format!("{verb:?}, answered {answered}, {shows:?}{why}"));
            }
        }
    }
    assert!(played >= 8 * 3, "only {played} were played");
    assert!(wrong.is_empty(), "{version}: {} of {played} differ\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn what_a_4_6_shows_afterwards_is_what_counts() {
    play("4.6").await;
}

#[tokio::test]
async fn what_a_3_5_shows_afterwards_is_what_counts() {
    play("3.5").await;
}

#[tokio::test]
async fn what_a_gotosocial_shows_afterwards_is_what_counts() {
    play("gotosocial").await;
}
