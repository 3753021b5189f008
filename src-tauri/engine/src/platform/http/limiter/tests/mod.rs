use super::state::{Admission, Class, Outcome, Request, State, Ticket};
use super::*;
use crate::platform::http::told::{End, Reading, Told};

mod facts;
mod practising;
mod properties;
mod simulated;
mod waiting;

/// 2026-11-21T10:00:00Z: windows of five, fifteen and sixty minutes begin.
const NOW: Timestamp = Timestamp(1_795_255_200_000);

const PERSON: Request = Request { class: Class::Person, paged: false };
const PERSON_PAGED: Request = Request { class: Class::Person, paged: true };
const PLAIN: Request = Request { class: Class::Background, paged: false };
const PAGED: Request = Request { class: Class::Background, paged: true };

fn at(seconds: i64) -> Timestamp {
    later(NOW, seconds * SECOND)
}

/// So many of so many are left, until then.
fn left(left: u32, limit: u32, ends: Timestamp) -> Told {
    let end = Some(End { server: ends.0, ours: ends, told: NOW.0 });
    Told { reading: Some(Reading { limit, left, end, length: None, alone: false }), retry: None, end }
}

impl State {
    /// Lets a request go that has to be let go.
    fn sent(&mut self, request: Request, now: Timestamp) -> Ticket {
        match self.admit(request, now) {
            Admission::Go(ticket) => ticket,
            other => panic!("{request:?} doesn't go: {other:?}"),
        }
    }

    /// The same, answered at once.
    fn asked(&mut self, request: Request, told: Told, now: Timestamp) {
        let ticket = self.sent(request, now);
        self.answer(&ticket, told, Outcome::Served, now);
    }

    fn answer(&mut self, ticket: &Ticket, told: Told, outcome: Outcome, now: Timestamp) {
        self.answered(ticket, &told, outcome, now);
        self.over(ticket);
    }

    /// Until when a request waits or is refused; none if it goes, and it has gone then.
    fn waits(&mut self, request: Request, now: Timestamp) -> Option<Timestamp> {
        match self.admit(request, now) {
            Admission::Go(ticket) => {
                self.over(&ticket);
                None
            }
            Admission::Refused(until) | Admission::Wait(Some(until)) => Some(until),
            Admission::Wait(None) => panic!("{request:?} waits for an answer"),
        }
    }
}
