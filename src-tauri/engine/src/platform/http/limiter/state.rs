//! What is known of a server's throttles and refusals, and by it whether a request may go. Without waiting and without a
//! clock of its own: everything is told the time.
//!
//! Two throttles are told apart (mastodon.md §6.1): the token's, which counts everything, and the paging's, which counts
//! requests for a further page. An answer describes the one with least left, and doesn't say which that is.

use super::pace::Pace;
use super::pause::Pause;
use super::throttle::{Room, Sent, Throttle};
use crate::model::Timestamp;
use crate::platform::http::told::{End, Reading, Told};
use crate::profile::Budget;

/// Background requests at a time (gitlab.md §7).
const AT_A_TIME: u32 = 4;
/// The same on a server that tells nothing.
const AT_A_TIME_UNTOLD: u32 = 2;

/// For whom a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::platform::http) enum Class {
    /// For the person, who waits for it now.
    Person,
    /// For nobody in particular: it has time.
    Background,
    /// It undoes what was done by halves: it is sent even where the server would surely refuse it, because nothing else
    /// brings the account back.
    Owed,
}

/// A request as the limiter sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::platform::http) struct Request {
    /// For whom.
    pub(in crate::platform::http) class: Class,
    /// Whether the paging throttle counts it.
    pub(in crate::platform::http) paged: bool,
}

/// A request that was let through.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ticket {
    /// The request.
    pub(super) request: Request,
    /// When it was sent, as the token's throttle counts, and as the paging's does.
    token: Sent,
    paging: Sent,
}

/// What becomes of a request.
#[derive(Debug)]
pub(super) enum Admission {
    /// It goes.
    Go(Ticket),
    /// It is not sent: until then the server would refuse it.
    Refused(Timestamp),
    /// It waits, until then or until an answer came.
    Wait(Option<Timestamp>),
}

/// How a request was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// By the application: yes or no.
    Served,
    /// It was one too many: 429, or 503 with a wait.
    Refused,
    /// By a server in trouble, which says nothing about throttles.
    Trouble,
}

/// Everything that is known.
#[derive(Debug, Default)]
pub(super) struct State {
    token: Throttle,
    paging: Throttle,
    pause: Pause,
    pace: Pace,
    /// Background requests under way, until their answer is read.
    under_way: u32,
    /// Answers so far, and windows that ended.
    order: u64,
    /// Background requests that wait: plain ones, and those for a further page.
    waiting: [u32; 2],
    /// The latest that our clock has shown.
    latest: Option<Timestamp>,
}

impl State {
    /// Whether the request may go now. If it may, it has gone.
    pub(super) fn admit(&mut self, request: Request, now: Timestamp) -> Admission {
        self.turn(now, None);
        match request.class {
            Class::Person => match self.held(request.paged, now) {
                Some(until) => Admission::Refused(until),
                None => Admission::Go(self.go(request, now)),
            },
            Class::Owed => Admission::Go(self.go(request, now)),
            Class::Background => match self.room(request.paged, now) {
                Room::Free => {
                    self.under_way = self.under_way.saturating_add(1);
                    self.pace.take(now);
                    Admission::Go(self.go(request, now))
                }
                Room::Until(until) => Admission::Wait(Some(until)),
                Room::AfterAnswer => Admission::Wait(None),
            },
        }
    }

    fn go(&mut self, request: Request, now: Timestamp) -> Ticket {
        let token = Sent { order: self.order, untold: self.token.enter(now) };
        let untold = if request.paged { self.paging.enter(now) } else { 0 };
        Ticket { request, token, paging: Sent { order: self.order, untold } }
    }

    /// Until when a request would surely be refused; none where nobody knows.
    pub(super) fn held(&self, paged: bool, now: Timestamp) -> Option<Timestamp> {
        let paging = if paged { self.paging.spent_until() } else { None };
        self.pause.for_all(now).max(self.token.spent_until()).max(paging)
    }

    fn room(&self, paged: bool, now: Timestamp) -> Room {
        let told = self.token.is_known() || self.paging.is_known();
        let at_a_time = match told {
            _ if self.pause.is_careful() => 1,
            true => AT_A_TIME,
            false => AT_A_TIME_UNTOLD,
        };
        let mut rooms = vec![self.token.room(true, now)];
        if paged {
            rooms.push(self.paging.room(false, now));
        }
        rooms.extend(self.pause.for_background(now).map(Room::Until));
        if self.under_way >= at_a_time {
            rooms.push(Room::AfterAnswer);
        }
        if !told {
            rooms.extend(self.pace.next(now).map(Room::Until));
        }
        // An answer can shorten no wait for a moment.
        let until =
            rooms.iter().filter_map(|room| if let Room::Until(until) = room { Some(*until) } else { None }).max();
        match until {
            Some(until) => Room::Until(until),
            None if rooms.contains(&Room::AfterAnswer) => Room::AfterAnswer,
            None => Room::Free,
        }
    }

    /// Takes an answer in.
    pub(super) fn answered(&mut self, ticket: &Ticket, told: &Told, outcome: Outcome, now: Timestamp) {
        self.turn(now, told.end);
        self.order = self.order.saturating_add(1);
        let paged = ticket.request.paged;
        let about_paging = told.reading.as_ref().is_some_and(|reading| paged && self.is_paging(reading));
        match (&told.reading, about_paging) {
            (Some(reading), true) => {
                self.paging.told(reading, true, (ticket.paging, self.order), now);
                self.token.untold(Some(reading.left), ticket.token, now);
            }
            (Some(reading), false) => {
                self.token.told(reading, !paged || reading.alone, (ticket.token, self.order), now);
                if paged {
                    self.paging.untold(Some(reading.left), ticket.paging, now);
                }
            }
            (None, _) if outcome != Outcome::Trouble => {
                self.token.untold(None, ticket.token, now);
                if paged {
                    self.paging.untold(None, ticket.paging, now);
                }
            }
            (None, _) => self.lose(paged),
        }
        if told.reading.is_some() || outcome != Outcome::Trouble {
            self.token.answered();
            if paged {
                self.paging.answered();
            }
        }
        self.heed(ticket, told, outcome, now);
    }

    /// Slows down after a refusal, and gets over it after an answer.
    fn heed(&mut self, ticket: &Ticket, told: &Told, outcome: Outcome, now: Timestamp) {
        let sent = ticket.token.order;
        match outcome {
            Outcome::Refused => {
                let window = told.reading.filter(|reading| reading.left == 0).and_then(|reading| reading.end);
                // Where something is left, the end of the window has nothing to do with the refusal (gitlab.md §7).
                let end = told.end.filter(|_| told.reading.is_none());
                let retry = told.retry.or_else(|| end.map(|end| end.ours));
                self.pause.refused((sent, self.order), retry, window.is_some(), now);
            }
            Outcome::Served if ticket.request.class == Class::Background => self.pause.served(sent),
            Outcome::Served | Outcome::Trouble => {}
        }
    }

    /// No answer came: the connection broke, or nobody waited for it.
    pub(super) const fn lose(&mut self, paged: bool) {
        self.token.lose();
        if paged {
            self.paging.lose();
        }
    }

    /// The request is over, with its answer read or without.
    pub(super) const fn over(&mut self, ticket: &Ticket) {
        if matches!(ticket.request.class, Class::Background) {
            self.under_way = self.under_way.saturating_sub(1);
        }
    }

    /// Whether a reading that came for a further page is about the paging's throttle, as well as can be known.
    fn is_paging(&self, reading: &Reading) -> bool {
        if reading.alone {
            return false;
        }
        match (self.token.is_about(reading), self.paging.is_about(reading)) {
            (Some(true), Some(true)) => self.is_less_paging(reading),
            (Some(true), _) => self.token.cannot_be(reading),
            (_, Some(true)) => true,
            (Some(false), None) => !self.is_token_after_all(reading),
            (None, Some(false)) => false,
            // One of them has changed its limit: the paging's windows are the longer ones.
            (Some(false), Some(false)) => self.token.end() < reading.end.map(|end| end.server),
            // Of the token's throttle a part is kept, so that this is the careful guess.
            (None, None) => self.token.cannot_be(reading) || self.outlasts_token(reading),
        }
    }

    /// Of two windows with the same limit and end, whether the paging's has less left.
    fn is_less_paging(&self, reading: &Reading) -> bool {
        match (self.token.expected(), self.paging.expected()) {
            (Some((token_least, token)), Some((paging_least, paging))) => {
                paging < token || reading.left < token_least.min(paging_least)
            }
            _ => false,
        }
    }

    /// Whether the reading ends so early that what was held to be the token's window must be the paging's.
    fn is_token_after_all(&self, reading: &Reading) -> bool {
        self.token.is_guessed() && reading.end.is_some_and(|end| Some(end.server) < self.token.end())
    }

    /// Whether the window lasts longer than the token's ever do.
    fn outlasts_token(&self, reading: &Reading) -> bool {
        let left = |now: Timestamp| reading.end.map(|end| end.ours.0.saturating_sub(now.0));
        self.latest.and_then(left).zip(self.token.length()).is_some_and(|(left, length)| left > length)
    }

    /// What is left, of the throttle that has less.
    pub(super) fn budget(&mut self, now: Timestamp) -> Option<Budget> {
        self.turn(now, None);
        let token = self.token.shown();
        // Nothing is kept of the paging's.
        let paging = self.paging.shown().map(|(limit, left, end, _)| (limit, left, end, 0));
        let (limit, remaining, resets_at, kept) = [token, paging].into_iter().flatten().min_by_key(|shown| shown.1)?;
        Some(Budget { limit, remaining, resets_at, kept, waits_until: self.waits_until(now) })
    }

    pub(super) fn throttle(&mut self, now: Timestamp) -> Option<Budget> {
        self.turn(now, None);
        let (limit, remaining, resets_at, kept) = self.token.shown()?;
        Some(Budget { limit, remaining, resets_at, kept, waits_until: self.waits_until(now) })
    }

    /// Until when background work that is there waits.
    fn waits_until(&self, now: Timestamp) -> Option<Timestamp> {
        let kinds = [false, true].into_iter().zip(self.waiting).filter(|(_, waiting)| *waiting > 0);
        let until = kinds.map(|(paged, _)| match self.room(paged, now) {
            Room::Until(until) => Some(until),
            Room::Free | Room::AfterAnswer => None,
        });
        // What goes on soonest; what goes on at once doesn't wait.
        until.min()?
    }

    /// A background request begins to wait.
    pub(super) fn begin_waiting(&mut self, paged: bool) {
        self.waiting[usize::from(paged)] += 1;
    }

    /// It waits no more.
    pub(super) fn end_waiting(&mut self, paged: bool) {
        let waiting = &mut self.waiting[usize::from(paged)];
        *waiting = waiting.saturating_sub(1);
    }

    /// Time has passed: windows end. A clock that was set back takes with it whatever was to come.
    fn turn(&mut self, now: Timestamp, told: Option<End>) {
        if let Some(by) = self.latest.map(|latest| latest.0.saturating_sub(now.0)).filter(|by| *by > 0) {
            self.token.set_back(by);
            self.paging.set_back(by);
            self.pause.set_back(by);
            self.pace.set_back(by);
        }
        self.latest = Some(now);
        let order = self.order.saturating_add(1);
        let ended = [self.token.turn(now, told, order), self.paging.turn(now, told, order)];
        if ended.contains(&true) {
            self.order = order;
        }
    }
}
