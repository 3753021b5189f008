//! Decided about one state, met in another: every verb × the state that it was offered in × the state that somebody else has
//! made of it until its hold is over.
//!
//! What is expected comes from the reference: the file tells what the verb meets in the state that is found, `shows` what
//! the API tells of it, `is_so` what each verb is for. The server's books tell whether anything was sent.

use std::collections::BTreeMap;

use bailiwick_engine::action::{Choices, Told, Verb};
use bailiwick_engine::decision::{DecisionView, Status};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::model::AccountId;

use super::desk::{Desk, Person, same};
use super::file::{self, Cell, Outcome};
use super::people::{restrictions, shown};
use super::record::Record;
use super::request::Wanted;
use super::turned::{Becomes, Table, Verdict, becoming, is_so, shows};
use crate::hourglass::{Hourglass, Left, is_staff};

/// How many are played at one desk: its history and the server's log grow, and with them the time that each takes.
const DESK_LASTS: usize = 120;

struct Play<'a> {
    desk: Desk,
    hourglass: Hourglass,
    table: &'a Table,
}

/// Plays everything of the version, of these verbs alone where some are named. What was so already is played once more with
/// telling the person, so that more is wanted than the state.
async fn play(version: &'static str, only: &[Verb]) {
    let table = table(version);
    let mut failed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut played = 0;
    let mut play = Play::new(version, &table).await;
    for (from, offered) in table.values().filter(|(cell, _)| cell.rank == "member") {
        // Whoever has moved or died is to a verb as whoever has not; that they did meanwhile is played.
        let alike = ["moved", "memorial"].contains(&from.state);
        if alike || matches!(offered, Outcome::Refused(..)) || !(only.is_empty() || only.contains(&from.verb)) {
            continue;
        }
        for to in becoming(from, &table) {
            played += 1;
            if played % DESK_LASTS == 0 {
                play = Play::new(version, &table).await;
            }
            let mut done = play.one(from, to, false, played).await;
            if done == Ok(Verdict::WasSo) {
                done = play.one(from, to, true, played).await;
            }
            if let Err(why) = done {
                let name = format!("{} {}: {} → {to:?}", from.verb.word(), from.origin, from.state);
                failed.entry(format!("{} {why}", from.verb.word())).or_default().push(name);
            }
        }
    }
    assert!(played > 60, "only {played} were played");
    let count: usize = failed.values().map(Vec::len).sum();
    let told: Vec<String> = failed.iter().map(|(why, cells)| format!("{why}\n    {}", cells.join("\n    "))).collect();
    assert!(failed.is_empty(), "{version}: {count} of {played} differ\n{}", told.join("\n"));
}

/// The cells of whoever usually decides, about members and about staff above, by verb, origin and state.
fn table(version: &'static str) -> Table {
    let usual = |cell: &Cell| {
        let by = if version == "gotosocial" || cell.verb == Verb::DeleteData { "admin" } else { "moderator" };
        cell.by == by
    };
    let cells = file::cells(version).into_iter().filter(|(cell, _)| usual(cell));
    let named = cells.filter_map(|(cell, outcome)| {
        let state = match cell.rank {
            "member" => cell.state,
            "above" if cell.state == "active" => "staff",
            _ => return None,
        };
        Some(((cell.verb.word(), cell.origin, state), (cell, outcome)))
    });
    named.collect()
}

impl<'a> Play<'a> {
    async fn new(version: &'static str, table: &'a Table) -> Self {
        let (hourglass, clock) = Hourglass::new();
        let desk = Desk::by(version, clock).await;
        Hourglass::hold_all(&desk.engine);
        Play { desk, hourglass, table }
    }

    async fn one(&self, from: &Cell, to: Becomes, telling: bool, number: usize) -> Result<Verdict, String> {
        let desk = &self.desk;
        let goes = to == Becomes::Gone || from.verb == Verb::Reject;
        let person = desk.subject(from, goes).await;
        let (held, choices) = self.decided(from, &person, telling).await?;
        let before = desk.record(&person);
        desk.server.clear_requests();
        match to {
            Becomes::State(state) => desk.put(&person, state, from.origin, None),
            Becomes::Staff => desk.put(&person, from.state, from.origin, Some(3)),
            Becomes::Gone => assert!(desk.server.remove_person(&person.number)),
        }
        let met = desk.record(&person);
        let left = self.hourglass.turn(&desk.engine, &held).await;
        let wanted = match to {
            Becomes::Gone => Verdict::Gone,
            _ if shows(&met.person, from.version) == shows(&before.person, from.version) => Verdict::Leaves,
            _ if choices.tell != Some(true) && is_so(from.verb, &before.person, &met.person, from.version) => {
                Verdict::WasSo
            }
            _ => Verdict::Changed,
        };
        match wanted {
            Verdict::Leaves => self.meets(from, to, &person, &met, &left, &choices)?,
            Verdict::WasSo | Verdict::Gone => {
                let status = if wanted == Verdict::WasSo { Status::WasSo } else { Status::Gone };
                same("the status", left.status, status)?;
                same("it is settled", left.settled_at.is_some(), true)?;
                self.nothing_sent(&person, &met)?;
            }
            Verdict::Changed => {
                same("the status", left.status, Status::Changed)?;
                let marks = |sight: &Option<bailiwick_engine::decision::Sight>| {
                    sight.as_ref().map(|sight| restrictions(&sight.marks))
                };
                same("what was seen", marks(&left.seen), Some(shown(&before.person, from.version)))?;
                same("what was found", marks(&left.found), Some(shown(&met.person, from.version)))?;
                self.nothing_sent(&person, &met)?;
                self.after_a_word(from, to, &person, &met, &left, &choices, number).await?;
            }
        }
        if desk.version == "gotosocial" && from.verb == Verb::Suspend {
            // An action runs for as long as the worker takes; the next one would meet a 409.
            desk.let_workers_run();
        }
        Ok(wanted)
    }

    async fn decided(&self, cell: &Cell, person: &Person, telling: bool) -> Result<(DecisionView, Choices), String> {
        let (desk, id) = (&self.desk, AccountId(person.id.clone()));
        let seen = desk.engine.look_at_account(desk.profile(cell.by), &id).await;
        let seen = seen.map_err(|error| format!("cannot be opened: {:?}", error.code))?;
        let offer = seen.offers.iter().find(|offer| offer.verb == cell.verb).ok_or("is not offered")?;
        let choices = Choices {
            tell: (offer.told == Told::Choice).then_some(telling),
            typed_handle: offer.type_handle.clone(),
            ..Choices::default()
        };
        let decided = desk.engine.decide(desk.profile(cell.by), &id, &seen.revision, cell.verb, choices.clone()).await;
        Ok((decided.map_err(|error| format!("cannot be decided: {:?}", error.code))?, choices))
    }

    /// What is sent anyway is about what was found; what is not is taken back.
    #[expect(clippy::too_many_arguments, reason = "one moment of a play, told once")]
    async fn after_a_word(
        &self,
        from: &Cell,
        to: Becomes,
        person: &Person,
        met: &Record,
        changed: &DecisionView,
        choices: &Choices,
        number: usize,
    ) -> Result<(), String> {
        let (engine, profile) = (&self.desk.engine, &changed.profile);
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
        self.meets(from, to, person, met, &left, choices).map_err(|why| format!("sent anyway: {why}"))
    }

    /// It meets what the file says of the state that was found.
    fn meets(
        &self,
        from: &Cell,
        to: Becomes,
        person: &Person,
        met: &Record,
        left: &DecisionView,
        choices: &Choices,
    ) -> Result<(), String> {
        let state = match to {
            Becomes::State(state) => state,
            Becomes::Staff => "staff",
            Becomes::Gone => return Err("nobody is there to meet it".to_owned()),
        };
        let (cell, outcome) = &self.table[&(from.verb.word(), from.origin, state)];
        let (status, refusal) = match outcome {
            Outcome::Confirmed => (Status::Confirmed, None),
            Outcome::Unprovable => (Status::Unprovable, None),
            Outcome::Accepted => (Status::Accepted, None),
            Outcome::Server(refusal, _) | Outcome::Refused(refusal, _) => (Status::Refused, Some(refusal)),
        };
        same("the status", left.status, status)?;
        same("the reason", left.refusal.as_ref(), refusal)?;
        if matches!(outcome, Outcome::Refused(..)) {
            return self.nothing_sent(person, met);
        }
        let sent = Wanted::chosen(from.verb, &person.id, choices, from.version);
        same("the requests", self.requests(), vec![sent])?;
        let after = self.desk.record(person);
        match outcome {
            Outcome::Server(..) => same("the server", &after, met),
            _ => after.shows_one_call(met, cell, choices, &self.desk.own(cell.by).number),
        }
    }

    fn nothing_sent(&self, person: &Person, met: &Record) -> Result<(), String> {
        same("the requests", self.requests(), Vec::new())?;
        same("the server", &self.desk.record(person), met)
    }

    fn requests(&self) -> Vec<Wanted> {
        let all = self.desk.server.requests();
        all.iter().filter(|request| request.method != "GET").map(Wanted::came).collect()
    }
}

#[tokio::test]
async fn what_changed_until_it_leaves_is_judged_on_4_6() {
    play("4.6", &[]).await;
}

#[tokio::test]
async fn what_changed_until_it_leaves_is_judged_on_3_5_where_it_differs() {
    // 3.1: the flag is in no answer before 4.0.
    play("3.5", &[Verb::Sensitive, Verb::LiftSensitive]).await;
}

#[tokio::test]
async fn what_changed_until_it_leaves_is_judged_on_gotosocial() {
    play("gotosocial", &[]).await;
}
