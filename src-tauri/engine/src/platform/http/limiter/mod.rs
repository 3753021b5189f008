//! One limiter for each server and token, through which every request goes: it runs into no 429 by itself, keeps a fifth
//! of the token's throttle for what the person does now, and waits as long as it is asked to.
//!
//! What the person does goes at once, or is refused at once where the server would surely refuse it: a decision is never
//! delayed in silence. Background work waits its turn. `state` knows and decides, `throttle` is one of the server's
//! throttles with its `window`, `pause` what refusals cost, `pace` our own measure for servers that tell nothing. What answers tell is read
//! beside, in `told`.

mod pace;
mod pause;
mod state;
mod throttle;
mod window;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use tokio::sync::Notify;

use self::state::{Admission, Outcome, State, Ticket};
use super::told;
use crate::clock::Clock;
use crate::error::{ErrorCode, Result};
use crate::model::Timestamp;
use crate::profile::Budget;

pub(super) use self::state::{Class, Request};

/// Milliseconds.
const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
/// The longest wait, whatever a server says; then one request tries.
const HOUR: i64 = 60 * MINUTE;
/// Whoever waits looks again after this time by itself: the clock may have been set back, or the computer have slept.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// The parameters of a request for a further page, by which Mastodon's second throttle goes (mastodon.md §6.1).
const PAGING: [&str; 4] = ["page", "max_id", "min_id", "since_id"];

/// The moment so many milliseconds later.
const fn later(from: Timestamp, by: i64) -> Timestamp {
    Timestamp(from.0.saturating_add(by))
}

/// What one server allows one token.
#[derive(Debug)]
pub(super) struct Limiter {
    clock: Clock,
    state: Mutex<State>,
    /// Answers came: whoever waits looks again.
    changed: Notify,
}

impl Request {
    /// A request for the address.
    pub(super) fn new(class: Class, url: &url::Url) -> Self {
        Request { class, paged: url.query_pairs().any(|(name, _)| PAGING.contains(&&*name)) }
    }
}

impl Limiter {
    pub(super) fn new(clock: &Clock) -> Arc<Self> {
        Arc::new(Limiter { clock: clock.clone(), state: Mutex::default(), changed: Notify::new() })
    }

    /// Lets a request through when its time has come. Whoever no longer wants to wait drops the future.
    ///
    /// # Errors
    /// [`ErrorCode::RateLimited`] where the person's request would surely be refused.
    pub(super) async fn enter(self: &Arc<Self>, request: Request) -> Result<Permit> {
        let mut waiting = None;
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            // Listens before it looks, so that an answer in between is not missed.
            changed.as_mut().enable();
            let now = self.clock.now();
            let admission = self.state().admit(request, now);
            let until = match admission {
                Admission::Go(ticket) => return Ok(Permit { limiter: Arc::clone(self), ticket, answered: false }),
                Admission::Refused(until) => return Err(ErrorCode::RateLimited { until: Some(until) }.into()),
                Admission::Wait(until) => until,
            };
            waiting.get_or_insert_with(|| Waiting::begin(self, request.paged));
            let wait = until.map_or(i64::MAX, |until| until.0.saturating_sub(now.0));
            tokio::select! {
                () = changed => {}
                () = self.clock.sleep(Duration::from_millis(wait.unsigned_abs()).min(LOOK_AGAIN)) => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }

    /// What is left, and until when background work waits.
    pub(super) fn budget(&self) -> Option<Budget> {
        let now = self.clock.now();
        self.state().budget(now)
    }

    /// What is left of the throttle that every request counts in, paging or not.
    pub(super) fn throttle(&self) -> Option<Budget> {
        let now = self.clock.now();
        self.state().throttle(now)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is under way. It is held until its answer is read; dropped before an answer came, the request counts as
/// one that the server may have seen.
#[derive(Debug)]
pub(super) struct Permit {
    limiter: Arc<Limiter>,
    ticket: Ticket,
    answered: bool,
}

impl Permit {
    /// Takes the answer's headers in. Gives until when the server wants no more, if it refused.
    pub(super) fn answered(&mut self, status: StatusCode, headers: &HeaderMap) -> Option<Timestamp> {
        let now = self.limiter.clock.now();
        let told = told::read(status, headers, now);
        let outcome = match status {
            StatusCode::TOO_MANY_REQUESTS => Outcome::Refused,
            StatusCode::SERVICE_UNAVAILABLE if told.retry.is_some() => Outcome::Refused,
            _ if status.is_server_error() => Outcome::Trouble,
            _ => Outcome::Served,
        };
        let mut state = self.limiter.state();
        state.answered(&self.ticket, &told, outcome, now);
        self.answered = true;
        let held = (outcome == Outcome::Refused).then(|| state.held(self.ticket.request.paged, now)).flatten();
        drop(state);
        self.limiter.changed.notify_waiters();
        held
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.limiter.state();
        if !self.answered {
            state.lose(self.ticket.request.paged);
        }
        state.over(&self.ticket);
        drop(state);
        self.limiter.changed.notify_waiters();
    }
}

/// Counts among those who wait while it lives.
struct Waiting<'a> {
    limiter: &'a Limiter,
    paged: bool,
}

impl<'a> Waiting<'a> {
    fn begin(limiter: &'a Limiter, paged: bool) -> Self {
        limiter.state().begin_waiting(paged);
        Waiting { limiter, paged }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.limiter.state().end_waiting(self.paged);
    }
}

#[cfg(test)]
mod tests;
