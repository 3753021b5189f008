//! A throttle's window: how many requests it has, and how it ends.

use super::{HOUR, MINUTE, SECOND, later};
use crate::model::Timestamp;
use crate::platform::http::told::{End, Reading};

/// Ends that differ by no more are one window's: servers round, and some count seconds from now.
pub(super) const SAME: i64 = 2 * SECOND;
/// Of so many requests one is kept for the person.
const KEPT: u32 = 5;

/// A throttle's window.
#[derive(Debug)]
pub(super) struct Window {
    /// Requests in it.
    pub(super) limit: u32,
    /// What is left by the latest answer, less what was sent since and not told of.
    pub(super) left: u32,
    /// Whether it runs.
    pub(super) phase: Phase,
    /// Whether the answers that told of it may have been about another throttle.
    pub(super) guessed: bool,
    /// The number of the answer that told what is left: who was sent later knows more.
    pub(super) order: u64,
}

/// Whether a window runs, as far as is known.
#[derive(Debug, Clone, Copy)]
pub(super) enum Phase {
    /// It ends then.
    Runs { end: End, presumed: bool },
    /// By our clock it is over. The server's may still run, and others may have used the next one: one request looks.
    Over { last: End },
    /// Its end was not told; then it is looked at again, should nothing be left.
    Endless { look: Timestamp },
}

impl Window {
    /// A fifth, rounded up, but never all.
    pub(super) const fn kept(&self) -> u32 {
        let kept = self.limit.div_ceil(KEPT);
        if kept < self.limit { kept } else { self.limit.saturating_sub(1) }
    }

    /// Whether the reading is about an earlier window.
    pub(super) fn outlives(&self, reading: &Reading) -> bool {
        let Some(told) = reading.end else { return matches!(self.phase, Phase::Over { .. }) };
        match self.phase {
            Phase::Runs { end, .. } => told.server < end.server && !is_same(told, end),
            Phase::Over { last } => told.server <= last.server || is_same(told, last),
            Phase::Endless { .. } => false,
        }
    }

    /// Whether the reading is about this window.
    pub(super) fn goes_on(&self, reading: &Reading) -> bool {
        match (self.phase, reading.end) {
            (Phase::Runs { end, .. }, Some(told)) => is_same(told, end),
            (Phase::Runs { .. } | Phase::Endless { .. }, None) => true,
            (Phase::Over { .. }, _) | (Phase::Endless { .. }, Some(_)) => false,
        }
    }

    /// Each answer tells the end up to a second late: the earliest is the best.
    pub(super) fn end_by(&mut self, reading: &Reading, now: Timestamp) {
        match (&mut self.phase, reading.end) {
            (Phase::Runs { end, presumed }, Some(told)) => {
                let told = bounded(told, now);
                *end = if *presumed { told } else { End { ours: end.ours.min(told.ours), ..*end } };
                *presumed = false;
            }
            (Phase::Endless { look }, None) => *look = later(now, MINUTE),
            _ => {}
        }
    }
}

/// Whether they are one window's.
pub(super) fn is_same(one: End, other: End) -> bool {
    one.server.abs_diff(other.server) <= SAME.unsigned_abs()
}

/// The end at which it is looked again: in an hour, however late the window ends, and never at once, or a server whose
/// windows always end now would be asked without pause.
pub(super) fn bounded(end: End, now: Timestamp) -> End {
    End { ours: end.ours.clamp(later(now, SECOND), later(now, HOUR)), ..end }
}

/// The end of the window that runs now, of those that follow.
pub(super) fn next(last: End, length: i64, now: Timestamp) -> End {
    let length = length.max(SECOND);
    let passed = now.0.saturating_sub(last.ours.0).max(0).div_euclid(length).saturating_add(1).saturating_mul(length);
    bounded(End { server: last.server.saturating_add(passed), ours: later(last.ours, passed), ..last }, now)
}
