//! A server with two throttles, and clients whose requests and answers overtake each other: all of it in made-up time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use proptest::prelude::Rng;
use proptest::test_runner::TestRng;
use reqwest::header::{HeaderName, HeaderValue};

use super::*;

/// A throttle with fixed windows, aligned to the epoch.
#[derive(Debug, Clone)]
pub(super) struct Fixed {
    pub(super) limit: u32,
    pub(super) length: i64,
    number: i64,
    used: u32,
}

impl Fixed {
    pub(super) fn new(limit: u32, seconds: i64) -> Self {
        Fixed { limit, length: seconds * SECOND, number: 0, used: 0 }
    }

    fn count(&mut self, now: i64) {
        let number = now.div_euclid(self.length);
        if number != self.number {
            (self.number, self.used) = (number, 0);
        }
        self.used += 1;
    }

    fn left(&self) -> i64 {
        i64::from(self.limit) - i64::from(self.used)
    }

    fn ends(&self) -> i64 {
        (self.number + 1) * self.length
    }
}

/// What a run is made of.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub(super) token: Fixed,
    pub(super) paging: Option<Fixed>,
    /// How far the server's clock is ahead of ours, in milliseconds.
    pub(super) ahead: i64,
    /// Background requests that are wanted at a time.
    pub(super) workers: usize,
    /// Of so many background requests one is for no further page.
    pub(super) plain_each: u32,
    /// How long a request and its answer take at most, each, in milliseconds.
    pub(super) latency: u32,
    /// The person's plain requests in a second, in thousandths.
    pub(super) person: u32,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    /// Background requests served.
    pub(super) served: u32,
    pub(super) person_served: u32,
    /// The person's requests that were held back.
    pub(super) held: u32,
    /// Those that the server would have served.
    pub(super) held_in_vain: u32,
    /// Requests that were one too many.
    pub(super) too_many: u32,
    /// The least that was left of the token's throttle after a background request.
    pub(super) least_left: i64,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Arrives(usize),
    Answered(usize),
    Person,
}

/// A run.
pub(super) struct Run {
    scene: Scene,
    state: State,
    rng: TestRng,
    now: i64,
    events: BinaryHeap<Reverse<(i64, usize, Event)>>,
    tickets: Vec<(Ticket, Option<(StatusCode, HeaderMap)>)>,
    wanted: u32,
    under_way: usize,
    pub(super) outcomes: Outcomes,
}

impl Run {
    pub(super) fn new(scene: Scene, rng: TestRng) -> Self {
        Run {
            scene,
            state: State::default(),
            rng,
            now: NOW.0,
            events: BinaryHeap::new(),
            tickets: Vec::new(),
            wanted: 0,
            under_way: 0,
            outcomes: Outcomes { least_left: i64::MAX, ..Outcomes::default() },
        }
    }

    fn chance(&mut self, below: u32) -> u32 {
        if below == 0 { 0 } else { self.rng.next_u32() % below }
    }

    fn at(&mut self, then: i64, event: Event) {
        self.events.push(Reverse((then, self.events.len(), event)));
    }

    /// Lets so many seconds pass.
    pub(super) fn for_seconds(mut self, seconds: i64) -> Outcomes {
        // The server's windows begin with the run.
        self.now -= self.scene.ahead;
        let end = self.now + seconds * SECOND;
        if self.scene.person > 0 {
            self.at(self.now, Event::Person);
        }
        while self.now < end {
            let until = self.send_background();
            let event = self.events.peek().map(|Reverse((then, ..))| *then);
            let next = event.into_iter().chain(until).min().expect("everybody waits for ever");
            assert!(next > self.now || event == Some(next), "a wait for the past");
            self.now = self.now.max(next);
            if event == Some(next)
                && let Some(Reverse((_, _, event))) = self.events.pop()
            {
                self.happens(event);
            }
        }
        self.outcomes
    }

    /// Sends what may be sent; gives until when the rest waits.
    fn send_background(&mut self) -> Option<i64> {
        loop {
            let plain = self.wanted.is_multiple_of(self.scene.plain_each);
            if self.under_way >= self.scene.workers {
                return None;
            }
            match self.state.admit(if plain { PLAIN } else { PAGED }, Timestamp(self.now)) {
                Admission::Go(ticket) => {
                    self.wanted += 1;
                    self.under_way += 1;
                    self.send(ticket);
                }
                Admission::Wait(until) => {
                    assert!(until.is_none_or(|until| until.0 - self.now <= HOUR), "more than an hour");
                    return until.map(|until| until.0);
                }
                Admission::Refused(_) => panic!("background is never refused"),
            }
        }
    }

    fn send(&mut self, ticket: Ticket) {
        self.tickets.push((ticket, None));
        let arrives = self.now + i64::from(self.chance(self.scene.latency));
        self.at(arrives, Event::Arrives(self.tickets.len() - 1));
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Arrives(which) => {
                let answer = self.serve(self.tickets[which].0.request);
                self.tickets[which].1 = Some(answer);
                let answered = self.now + i64::from(self.chance(self.scene.latency));
                self.at(answered, Event::Answered(which));
            }
            Event::Answered(which) => {
                let Some((status, headers)) = self.tickets[which].1.clone() else { return };
                let told = told::read(status, &headers, Timestamp(self.now));
                let refused = status == StatusCode::TOO_MANY_REQUESTS;
                let outcome = if refused { Outcome::Refused } else { Outcome::Served };
                let ticket = &self.tickets[which].0;
                self.under_way -= usize::from(ticket.request.class == Class::Background);
                self.state.answer(ticket, told, outcome, Timestamp(self.now));
            }
            Event::Person => {
                match self.state.admit(PERSON, Timestamp(self.now)) {
                    Admission::Go(ticket) => self.send(ticket),
                    Admission::Refused(_) => self.hold(),
                    Admission::Wait(_) => panic!("the person never waits"),
                }
                let next = self.now + i64::from(self.chance(2_000_000 / self.scene.person));
                self.at(next, Event::Person);
            }
        }
    }

    fn hold(&mut self) {
        self.outcomes.held += 1;
        let mut token = self.scene.token.clone();
        token.count(self.now + self.scene.ahead);
        // A window that ended within the last second is not known to have ended.
        let just_begun =
            (self.now + self.scene.ahead).rem_euclid(token.length) <= SECOND + 2 * i64::from(self.scene.latency);
        self.outcomes.held_in_vain += u32::from(token.left() > 8 && !just_begun);
    }

    fn serve(&mut self, request: Request) -> (StatusCode, HeaderMap) {
        let now = self.now + self.scene.ahead;
        self.scene.token.count(now);
        let mut least = &self.scene.token;
        if let Some(paging) = self.scene.paging.as_mut().filter(|_| request.paged) {
            paging.count(now);
            if paging.left() < least.left() {
                least = paging;
            }
        }
        let status = if least.left() < 0 { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::OK };
        let outcomes = &mut self.outcomes;
        match request.class {
            _ if status != StatusCode::OK => outcomes.too_many += 1,
            Class::Person | Class::Owed => outcomes.person_served += 1,
            Class::Background => {
                outcomes.served += 1;
                outcomes.least_left = outcomes.least_left.min(self.scene.token.left());
            }
        }
        let moment = |millis| jiff::Timestamp::from_millisecond(millis).unwrap();
        let reset = moment(least.ends() + now.rem_euclid(SECOND));
        let headers = [
            ("date", moment(now).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()),
            ("x-ratelimit-limit", least.limit.to_string()),
            ("x-ratelimit-remaining", least.left().max(0).to_string()),
            ("x-ratelimit-reset", reset.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()),
        ];
        let header = |(name, value): (&'static str, String)| {
            (HeaderName::from_static(name), HeaderValue::from_str(&value).unwrap())
        };
        (status, headers.into_iter().map(header).collect())
    }
}
