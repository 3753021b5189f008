//! Our own measure for background work on a server that tells nothing.

use super::later;
use crate::model::Timestamp;

/// One request in so many milliseconds, in the long run.
const APART: i64 = 200;
/// So many may go at once after a rest: a refresh is not slowed down, a whole fill is.
const AT_ONCE: i64 = 50;

/// When the next request may go.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// When all that were sent would have been sent, one after the other.
    done: Option<Timestamp>,
}

impl Pace {
    /// When the next request may go, if not now.
    pub(super) fn next(&self, now: Timestamp) -> Option<Timestamp> {
        self.done.map(|done| later(done, APART * (1 - AT_ONCE))).filter(|next| *next > now)
    }

    /// A request goes.
    pub(super) fn take(&mut self, now: Timestamp) {
        self.done = Some(later(self.done.map_or(now, |done| done.max(now)), APART));
    }

    /// Our clock was set back by so many milliseconds.
    pub(super) fn set_back(&mut self, by: i64) {
        self.done = self.done.map(|done| later(done, -by));
    }
}
