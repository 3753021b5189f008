//! Answers that are about no state (§1.2, §7): each verb meets each of them, raw and through the desk.

mod answered;
mod raw;
mod unanswered;
mod who;

use bailiwick_engine::action::{Choices, NoteUse};
use bailiwick_engine::decision::DecisionView;
use bailiwick_engine::error::Result;
use bailiwick_practice::{Fault, FaultKind};

use super::cell;
use super::file::Cell;
use super::place::{Person, Place};
use super::raw::NOTE;
use super::record::Record;

/// Each verb about somebody about whom the server takes it.
const PLAYED: [(&str, &str, &str); 11] = [
    ("activate", "recent", "deactivated"),
    ("deactivate", "dormant", "active"),
    ("block", "recent", "active"),
    ("unblock", "recent", "blocked"),
    ("ban", "recent", "active"),
    ("unban", "recent", "banned"),
    ("approve", "never", "blocked_pending_approval"),
    ("reject", "never", "blocked_pending_approval"),
    ("delete", "recent", "active"),
    ("delete-contributions", "recent", "active"),
    ("note", "recent", "active"),
];

fn cells() -> Vec<Cell> {
    PLAYED.into_iter().map(|(verb, who, state)| cell(verb, "18.6", who, state)).collect()
}

/// Whether the server does it later, and shows nothing of it until then (§1.5, §5).
fn is_queued(cell: &Cell) -> bool {
    ["reject", "delete", "delete-contributions"].contains(&cell.verb.word())
}

/// Looks at somebody and decides, with whatever the offer asks for.
async fn decide(place: &Place, cell: &Cell, person: &Person) -> Result<DecisionView> {
    let seen = place.engine().look_at_account(place.profile(), &person.account()).await?;
    let offer = seen.offers.iter().find(|offer| offer.verb == cell.verb);
    let choices = Choices {
        typed_handle: offer.and_then(|offer| offer.type_handle.clone()),
        note: offer.filter(|offer| offer.note == NoteUse::Writes).map(|_| NOTE.to_owned()),
        ..Choices::default()
    };
    place.server.clear_requests();
    place.engine().decide(place.profile(), &person.account(), &seen.revision, cell.verb, choices).await
}

/// A decision that met something on its way.
struct Met {
    cell: Cell,
    before: Record,
    after: Record,
    decision: DecisionView,
    /// The same after another look.
    looked: DecisionView,
}

impl Met {
    fn name(&self) -> String {
        self.cell.verb.word().to_owned()
    }
}

async fn look_again(place: &Place, decision: &DecisionView) -> DecisionView {
    place.engine().look_again(place.profile(), &decision.id).await.unwrap()
}

/// Each verb, its one request meeting the fault; then another look.
async fn met(place: &Place, fault: &FaultKind) -> Vec<Met> {
    let mut all = Vec::new();
    for cell in cells() {
        let (person, before, decision) = meets(place, &cell, fault).await;
        let after = place.record(&person);
        let looked = look_again(place, &decision).await;
        assert_eq!(place.changing().len(), 1, "{} {fault:?}: a look sends nothing", cell.verb.word());
        assert_eq!(place.record(&person), after, "{} {fault:?}: a look changes nothing", cell.verb.word());
        all.push(Met { cell, before, after, decision, looked });
    }
    all
}

/// A verb whose one request meets the fault: about whom, what was before, and what is said of it.
async fn meets(place: &Place, cell: &Cell, fault: &FaultKind) -> (Person, Record, DecisionView) {
    let person = place.subject(cell);
    let before = place.record(&person);
    let (method, _) = cell.requests()[0];
    place.server.add_fault(Fault::once("/api/v4/users/", fault.clone()).on(method));
    let decision = decide(place, cell, &person).await;
    let decision = decision.unwrap_or_else(|error| panic!("{} {fault:?}: {:?}", cell.verb.word(), error.code));
    assert_eq!(place.changing().len(), 1, "{} {fault:?}: sent once", cell.verb.word());
    place.server.clear_faults();
    (person, before, decision)
}
