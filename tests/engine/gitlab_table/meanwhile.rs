//! Decided about one state, met in another: every verb × the state that it was offered in × the state that somebody else has
//! made of it until its hold is over.
//!
//! What is expected comes from the reference: the file tells what the verb meets in the state that is found, `is_so` what
//! each verb is for. The server's books tell whether anything was sent.

use std::collections::BTreeMap;

use bailiwick_engine::action::{Choices, NoteUse, Verb};
use bailiwick_engine::decision::{DecisionView, Status};
use bailiwick_engine::error::ErrorCode;
use serde_json::json;

use super::file::{self, After, Cell, Told};
use super::place::{Person, Place, same};
use super::raw::NOTE;
use super::record::Record;
use crate::hourglass::{Hourglass, Left, is_staff};

/// How many are played on one server: its log grows, and with it the time that each takes.
const SERVER_LASTS: usize = 150;

/// What somebody becomes between the decision and its leaving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Becomes {
    /// This state; it may be the same.
    State(&'static str),
    /// An administrator in the same state.
    Administrator,
    /// The same, and somebody wrote the very note.
    Noted,
    /// The same, and active lately (§1.6).
    Recent,
    /// Nobody.
    Gone,
}

/// What becomes of the decision.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Leaves,
    WasSo,
    Changed,
    Gone,
}

/// Whoever the verb is about: activity matters to deactivating alone.
fn who(verb: Verb) -> &'static str {
    if verb == Verb::Deactivate { "dormant" } else { "recent" }
}

fn becoming(from: &Cell, all: &[Cell]) -> Vec<Becomes> {
    let alike = all.iter().filter(|cell| (cell.verb, cell.who) == (from.verb, from.who));
    let mut all: Vec<Becomes> = alike.map(|cell| Becomes::State(cell.state)).collect();
    all.extend([Becomes::Administrator, Becomes::Gone]);
    if from.verb == Verb::Note {
        all.push(Becomes::Noted);
    }
    if from.verb == Verb::Deactivate {
        all.push(Becomes::Recent);
    }
    all
}

/// Whether all that the verb does is so (§1.1, §1.4, §4): the ways out lead to the state itself, the ways in to `active`.
fn is_so(verb: Verb, state: &str) -> bool {
    match verb {
        Verb::Approve | Verb::Unblock | Verb::Unban | Verb::Activate => state == "active",
        Verb::Block | Verb::BlockBanned => state == "blocked",
        Verb::Ban | Verb::BanBlocked | Verb::BanDeactivated => state == "banned",
        Verb::Deactivate => state == "deactivated",
        // Rejected and deleted is gone.
        _ => false,
    }
}

struct Play {
    place: Place,
    hourglass: Hourglass,
    version: &'static str,
    cells: BTreeMap<(&'static str, &'static str), Cell>,
}

async fn play(version: &'static str) {
    let all = file::cells(version);
    let mut failed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut played = 0;
    let mut play = Play::new(version, &all).await;
    for from in all.iter().filter(|cell| cell.who == who(cell.verb)) {
        if matches!(from.desk, Told::Refused(_) | Told::Unlisted) {
            continue;
        }
        for to in becoming(from, &all) {
            played += 1;
            if played % SERVER_LASTS == 0 {
                play = Play::new(version, &all).await;
            }
            if let Err(why) = play.one(from, to, played).await {
                failed
                    .entry(format!("{} {why}", from.verb.word()))
                    .or_default()
                    .push(format!("{} → {to:?}", from.state));
            }
        }
    }
    assert!(played > 200, "only {played} were played");
    let count: usize = failed.values().map(Vec::len).sum();
    let told: Vec<String> = failed.iter().map(|(why, cells)| format!("{why}\n    {}", cells.join("\n    "))).collect();
    assert!(failed.is_empty(), "{version}: {count} of {played} differ\n{}", told.join("\n"));
}

impl Play {
    async fn new(version: &'static str, all: &[Cell]) -> Self {
        let (hourglass, clock) = Hourglass::new();
        let place = Place::new(version, false).await.with_desk_by(clock).await;
        Hourglass::hold_all(place.engine());
        let usual = all.iter().filter(|cell| cell.who == who(cell.verb));
        let cells = usual.map(|cell| ((cell.verb.word(), cell.state), cell.clone())).collect();
        Play { place, hourglass, version, cells }
    }

    async fn one(&self, from: &Cell, to: Becomes, number: usize) -> Result<(), String> {
        let place = &self.place;
        let person = match to {
            Becomes::Gone => place.newcomer(from),
            _ => place.subject(from),
        };
        let held = self.decided(from, &person).await?;
        place.server.clear_requests();
        match to {
            Becomes::State(state) => place.put(&person, from.who, state),
            Becomes::Administrator => change(place, &person, json!({ "is_admin": true })),
            Becomes::Noted => change(place, &person, json!({ "note": NOTE })),
            Becomes::Recent => place.put(&person, "recent", from.state),
            Becomes::Gone => assert!(place.server.remove_person(&person.id)),
        }
        let met = place.record(&person);
        let left = self.hourglass.turn(place.engine(), &held).await;
        let wanted = match to {
            Becomes::Gone => Verdict::Gone,
            Becomes::Recent => Verdict::Leaves,
            Becomes::Noted => Verdict::WasSo,
            Becomes::Administrator => Verdict::Changed,
            Becomes::State(state) if state == from.state => Verdict::Leaves,
            Becomes::State(state) if is_so(from.verb, state) => Verdict::WasSo,
            Becomes::State(_) => Verdict::Changed,
        };
        match wanted {
            Verdict::Leaves => self.meets(from, to, &person, &met, &left),
            Verdict::WasSo | Verdict::Gone => {
                let status = if wanted == Verdict::WasSo { Status::WasSo } else { Status::Gone };
                same("the status", left.status, status)?;
                same("it is settled", left.settled_at.is_some(), true)?;
                self.nothing_sent(&person, &met)
            }
            Verdict::Changed => {
                same("the status", left.status, Status::Changed)?;
                same("both sights", left.seen.is_some() && left.found.is_some() && left.seen != left.found, true)?;
                self.nothing_sent(&person, &met)?;
                self.after_a_word(from, to, &person, &met, &left, number).await
            }
        }
    }

    async fn decided(&self, cell: &Cell, person: &Person) -> Result<DecisionView, String> {
        let (engine, profile, id) = (self.place.engine(), self.place.profile(), person.account());
        let seen = engine.look_at_account(profile, &id).await;
        let seen = seen.map_err(|error| format!("cannot be opened: {:?}", error.code))?;
        let offer = seen.offers.iter().find(|offer| offer.verb == cell.verb).ok_or("is not offered")?;
        let choices = Choices {
            typed_handle: offer.type_handle.clone(),
            note: (offer.note == NoteUse::Writes).then(|| NOTE.to_owned()),
            ..Choices::default()
        };
        let decided = engine.decide(profile, &id, &seen.revision, cell.verb, choices).await;
        decided.map_err(|error| format!("cannot be decided: {:?}", error.code))
    }

    /// What is sent anyway is about what was found; what is not is taken back.
    async fn after_a_word(
        &self,
        from: &Cell,
        to: Becomes,
        person: &Person,
        met: &Record,
        changed: &DecisionView,
        number: usize,
    ) -> Result<(), String> {
        let (engine, profile) = (self.place.engine(), &changed.profile);
        let became_staff = is_staff(changed.found.as_ref()) && !is_staff(changed.seen.as_ref());
        if became_staff {
            // About staff nobody decides with one button.
            let answer = engine.send_anyway(profile, &changed.id).await;
            same("sent anyway about staff", answer.map(drop).map_err(|error| error.code), Err(ErrorCode::NotAsked))?;
        }
        if became_staff || number.is_multiple_of(2) {
            let taken_back = engine.cancel_decision(profile, &changed.id).await.unwrap();
            return same("taken back", taken_back.status, Status::Cancelled);
        }
        let left = Left::new(engine, changed);
        engine.send_anyway(profile, &changed.id).await.unwrap();
        let left = left.seen().await;
        self.meets(from, to, person, met, &left).map_err(|why| format!("sent anyway: {why}"))
    }

    /// It meets what the file says of the state that was found.
    fn meets(
        &self,
        from: &Cell,
        to: Becomes,
        person: &Person,
        met: &Record,
        left: &DecisionView,
    ) -> Result<(), String> {
        let cell = match to {
            Becomes::State(state) => &self.cells[&(from.verb.word(), state)],
            Becomes::Recent => &super::cell(from.verb.word(), self.version, "recent", from.state),
            _ => from,
        };
        let (status, refusal) = match &cell.desk {
            Told::Confirmed => (Status::Confirmed, None),
            Told::Accepted => (Status::Accepted, None),
            Told::Server(refusal) | Told::Refused(refusal) => (Status::Refused, Some(refusal)),
            // It is for another state: a move whose first step has nothing to do.
            Told::Unlisted => {
                same("the status", left.status, Status::Refused)?;
                return self.nothing_sent(person, met);
            }
        };
        same("the status", left.status, status)?;
        same("the reason", left.refusal.as_ref(), refusal)?;
        if matches!(cell.desk, Told::Refused(_)) {
            return self.nothing_sent(person, met);
        }
        let wanted = cell.requests().into_iter().map(|(method, rest)| (method.to_owned(), rest.starts_with('/')));
        let came = self.place.changing();
        let came = came.iter().map(|request| (request.method.clone(), !request.path.ends_with(&person.id)));
        same("the requests", came.collect::<Vec<_>>(), wanted.collect())?;
        let after = cell.server.as_ref().map_or(After::Same, |done| done.after);
        self.place.record(person).shows(met, cell, after, NOTE)
    }

    fn nothing_sent(&self, person: &Person, met: &Record) -> Result<(), String> {
        same("the requests", self.place.changing().len(), 0)?;
        same("the server", &self.place.record(person), met)
    }
}

fn change(place: &Place, person: &Person, change: serde_json::Value) {
    place.server.change_person(&person.id, &change).unwrap();
}

#[tokio::test]
async fn what_changed_until_it_leaves_is_judged_on_18_6() {
    play("18.6").await;
}

#[tokio::test]
async fn what_changed_until_it_leaves_is_judged_on_15_11() {
    play("15.11").await;
}
