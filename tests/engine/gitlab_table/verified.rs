//! What the server shows after the request: every verb × whether an answer came × what is so by then, as somebody else may have
//! made it.
//!
//! What is expected: an answer alone confirms nothing, what the server shows confirms it. Without an answer only what is shown
//! at once counts. Moves of two requests have tests of their own.

use bailiwick_engine::action::{Choices, NoteUse};
use bailiwick_engine::decision::{DecisionView, Lookup, Status};
use bailiwick_practice::{Fault, FaultKind};

use super::file::{Cell, Told};
use super::place::{Place, same};
use super::raw::NOTE;
use crate::hourglass::looked_after;

/// Each verb with whom and a state that it is offered in, and a state that is neither that nor the wanted one.
const PLAYED: [(&str, &str, &str, &str); 11] = [
    ("activate", "recent", "deactivated", "banned"),
    ("deactivate", "dormant", "active", "banned"),
    ("block", "recent", "active", "banned"),
    ("unblock", "recent", "blocked", "ldap_blocked"),
    ("ban", "recent", "active", "blocked"),
    ("unban", "recent", "banned", "blocked"),
    ("approve", "never", "blocked_pending_approval", "blocked"),
    ("reject", "never", "blocked_pending_approval", "active"),
    ("delete", "recent", "active", "blocked"),
    ("delete-contributions", "recent", "active", "blocked"),
    ("note", "recent", "active", "blocked"),
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
async fn met(place: &Place, cell: &Cell, other: &str, answered: bool, shows: Shows) -> DecisionView {
    let person = place.newcomer(cell);
    let (method, rest) = cell.requests()[0];
    let rest = rest.split_once('?').map_or(rest, |(path, _)| path).trim_start_matches("note");
    let route = format!("/api/v4/users/{}{rest}", person.id);
    let add = |kind| place.server.add_fault(Fault::once(route.clone(), kind).on(method));
    place.server.clear_faults();
    match (shows, answered) {
        (Shows::Wanted, true) => {}
        (Shows::Wanted, false) => add(FaultKind::CloseAfter),
        (_, true) => add(FaultKind::NoEffect),
        (_, false) => add(FaultKind::CloseBefore),
    }
    let overtaken = matches!(shows, Shows::Other | Shows::Gone);
    if overtaken {
        // The server is slow to show anything: the other one is quicker.
        place.server.add_fault(Fault::new("/api/v4/users", FaultKind::Delay { ms: 80 }).on("GET"));
    }
    let somebody_else = async {
        if overtaken {
            looked_after(&place.server).await;
            match shows {
                Shows::Gone => assert!(place.server.remove_person(&person.id)),
                _ if cell.verb.word() == "note" => {
                    place
                        .server
                        .change_person(&person.id, &serde_json::json!({ "note": "another" }))
                        .map(drop)
                        .unwrap();
                }
                _ => place.put(&person, cell.who, other),
            }
        }
    };
    let decided = async {
        let (engine, profile, id) = (place.engine(), place.profile(), person.account());
        let seen = engine.look_at_account(profile, &id).await.unwrap();
        let offer = seen.offers.iter().find(|offer| offer.verb == cell.verb).unwrap();
        let choices = Choices {
            typed_handle: offer.type_handle.clone(),
            note: (offer.note == NoteUse::Writes).then(|| NOTE.to_owned()),
            ..Choices::default()
        };
        engine.decide(profile, &id, &seen.revision, cell.verb, choices).await.unwrap()
    };
    place.server.clear_requests();
    let (decision, ()) = tokio::join!(decided, somebody_else);
    assert_eq!(place.changing().len(), 1, "{}: sent once", cell.name());
    decision
}

/// The status, and what a look told where it is not sure.
fn expected(cell: &Cell, answered: bool, shows: Shows) -> (Status, Option<Lookup>) {
    // §1.5, §5: a worker does it, and nothing shows until then.
    let queued = cell.desk == Told::Accepted;
    match (answered, shows) {
        (true, Shows::Gone) if queued => (Status::Confirmed, None),
        // By whom, nobody knows.
        (true, Shows::Gone) => (Status::Gone, None),
        (true, Shows::Wanted) if !queued => (Status::Confirmed, None),
        (true, _) => (Status::Accepted, None),
        (false, Shows::Gone) => (Status::Gone, Some(if queued { Lookup::Shows } else { Lookup::Different })),
        (false, _) if queued => (Status::Unsure, Some(Lookup::CannotTell)),
        (false, Shows::Wanted) => (Status::Confirmed, Some(Lookup::Shows)),
        (false, Shows::Unchanged) => (Status::Unsure, Some(Lookup::Unchanged)),
        (false, Shows::Other) => (Status::Unsure, Some(Lookup::Different)),
    }
}

#[tokio::test]
async fn what_an_18_6_shows_afterwards_is_what_counts() {
    let place = Place::new("18.6", true).await;
    let mut wrong = Vec::new();
    for (verb, who, from, other) in PLAYED {
        let cell = super::cell(verb, "18.6", who, from);
        for (answered, shows) in [true, false].into_iter().flat_map(|answered| SHOWN.map(|shows| (answered, shows))) {
            let decision = met(&place, &cell, other, answered, shows).await;
            let judged = (decision.status, decision.lookup);
            if let Err(why) = same("", judged, expected(&cell, answered, shows)) {
                wrong.push(format!("{verb}, answered {answered}, {shows:?}{why}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
}
