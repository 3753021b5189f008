//! One throttle of the server's as far as it is known: what was sent, heard of and not heard of, beside what answers tell.

use super::window::{Phase, SAME, Window, bounded, is_same, next};
use super::{MINUTE, later};
use crate::model::Timestamp;
use crate::platform::http::told::{End, Reading};

/// A throttle.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    /// Requests that were sent and not answered. Each may or may not be counted in what is left.
    flying: u32,
    /// Requests that were counted here without a word about what is left. Only its growth counts.
    untold: u32,
    /// Requests that were sent so shortly before the window's end that the server may count them in the next.
    late: u32,
    /// How long a window lasts, in milliseconds, once known.
    length: Option<i64>,
    window: Option<Window>,
}

/// When a request was sent, in the order of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sent {
    /// How many answers had come.
    pub(super) order: u64,
    /// How many requests nothing was told of.
    pub(super) untold: u32,
}

/// Whether background work may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// At once.
    Free,
    /// Not before then.
    Until(Timestamp),
    /// Once an answer has come.
    AfterAnswer,
}

impl Throttle {
    /// A request is sent. Gives of how many before it nothing was told.
    pub(super) fn enter(&mut self, now: Timestamp) -> u32 {
        self.flying = self.flying.saturating_add(1);
        if let Some(Window { phase: Phase::Runs { end, .. }, .. }) = self.window
            && later(now, SAME) >= end.ours
        {
            self.late = self.late.saturating_add(1);
        }
        self.untold
    }

    /// A request's answer has come.
    pub(super) const fn answered(&mut self) {
        self.flying = self.flying.saturating_sub(1);
    }

    /// No answer will come: the server may have counted the request.
    pub(super) const fn lose(&mut self) {
        self.answered();
        self.untold = self.untold.wrapping_add(1);
        if let Some(window) = &mut self.window {
            window.left = window.left.saturating_sub(1);
        }
    }

    /// Whether anything was told of it.
    pub(super) const fn is_known(&self) -> bool {
        self.window.is_some()
    }

    /// Ends the window where its time has come, by our clock or by what the server `told`; whether it did.
    pub(super) fn turn(&mut self, now: Timestamp, told: Option<End>, order: u64) -> bool {
        if let Some(window) = &mut self.window
            && let Phase::Runs { end, .. } = window.phase
            && (end.ours <= now || told.is_some_and(|told| end.server <= told.told))
        {
            let left = window.limit.saturating_sub(std::mem::take(&mut self.late));
            *window = Window { left, phase: Phase::Over { last: end }, order, ..*window };
            return true;
        }
        false
    }

    /// Our clock was set back by so many milliseconds: what was to come in a minute still comes in a minute.
    pub(super) fn set_back(&mut self, by: i64) {
        if let Some(window) = &mut self.window {
            let (Phase::Runs { end: End { ours: then, .. }, .. }
            | Phase::Over { last: End { ours: then, .. } }
            | Phase::Endless { look: then }) = &mut window.phase;
            *then = later(*then, -by);
        }
    }

    /// Whether background work may send now; of the throttle that it `keeps`, it leaves the last fifth.
    pub(super) fn room(&self, keeps: bool, now: Timestamp) -> Room {
        let Some(window) = &self.window else { return Room::Free };
        let alone = if self.flying == 0 { Room::Free } else { Room::AfterAnswer };
        let kept = if keeps { window.kept() } else { 0 };
        match window.phase {
            Phase::Over { .. } => alone,
            _ if window.left.saturating_sub(self.flying) > kept => Room::Free,
            // Some that fly may be counted already: their answers tell.
            _ if window.left > kept => Room::AfterAnswer,
            Phase::Runs { end, .. } => Room::Until(end.ours),
            Phase::Endless { look } if now < look => Room::Until(look),
            Phase::Endless { .. } => alone,
        }
    }

    /// Until when the throttle is known to be used up.
    pub(super) fn spent_until(&self) -> Option<Timestamp> {
        let window = self.window.as_ref().filter(|window| window.left <= self.flying)?;
        match window.phase {
            Phase::Runs { end, presumed: false } => Some(end.ours),
            Phase::Runs { presumed: true, .. } | Phase::Over { .. } | Phase::Endless { .. } => None,
        }
    }

    /// Limit, what is left, when the window ends, and what is kept of it: for people.
    pub(super) fn shown(&self) -> Option<(u32, u32, Option<Timestamp>, u32)> {
        let window = self.window.as_ref()?;
        let end = match window.phase {
            Phase::Runs { end, .. } => Some(end.ours),
            Phase::Over { .. } | Phase::Endless { .. } => None,
        };
        Some((window.limit, window.left, end, window.kept().min(window.left)))
    }

    /// Whether the window that is known to run is the one that the reading is about, as far as limit and end tell; none
    /// where none is known to run.
    pub(super) fn is_about(&self, reading: &Reading) -> Option<bool> {
        let window = self.window.as_ref()?;
        let Phase::Runs { end, .. } = window.phase else { return None };
        Some(window.limit == reading.limit && reading.end.is_some_and(|told| is_same(told, end)))
    }

    /// The end of the window that runs, by the server's clock.
    pub(super) fn end(&self) -> Option<i64> {
        match self.window.as_ref()?.phase {
            Phase::Runs { end, .. } => Some(end.server),
            Phase::Over { .. } | Phase::Endless { .. } => None,
        }
    }

    /// Whether the reading tells less, or of another limit, than our own count can explain where nobody else uses the
    /// throttle: the token's is ours alone, while others page as the same person.
    pub(super) fn cannot_be(&self, reading: &Reading) -> bool {
        let window = self.window.as_ref().filter(|window| !window.guessed);
        window.is_some_and(|window| {
            reading.limit != window.limit || reading.left < window.left.saturating_sub(self.flying)
        })
    }

    /// How long a window lasts, once known.
    pub(super) const fn length(&self) -> Option<i64> {
        self.length
    }

    /// Whether what is known of it may be about another throttle.
    pub(super) const fn is_guessed(&self) -> bool {
        matches!(self.window, Some(Window { guessed: true, .. }))
    }

    /// What is left at least, and at most, when a request that still flies was counted.
    pub(super) fn expected(&self) -> Option<(u32, u32)> {
        let left = self.window.as_ref()?.left;
        Some((left.saturating_sub(self.flying), left))
    }

    /// An answer with a number told what is left here, or may have; `sent` is when its request was sent.
    pub(super) fn told(&mut self, reading: &Reading, surely: bool, (sent, order): (Sent, u64), now: Timestamp) {
        // Those of which nothing was told since may have been counted later than this one.
        let untold = self.untold.wrapping_sub(sent.untold);
        if surely {
            self.learn_length(reading);
            // What was a guess makes room for what is known.
            self.window.take_if(|window| window.guessed && !window.goes_on(reading));
        }
        if let Some(window) = &mut self.window {
            if sent.order < window.order && window.outlives(reading) {
                return;
            }
            // A limit that is told by a refusal counts what was refused to others as well.
            window.limit = if reading.left == 0 { window.limit.min(reading.limit) } else { reading.limit };
            if window.goes_on(reading) {
                let own = window.left.saturating_sub(1);
                window.left = match untold {
                    0 if sent.order >= window.order => reading.left,
                    0 => reading.left.min(window.left),
                    // Our own count explains it, unless others use the throttle as well.
                    _ if reading.left.saturating_add(self.flying) > own => own,
                    _ => reading.left,
                };
                window.order = order;
                window.end_by(reading, now);
                window.guessed &= !surely;
                return;
            }
        }
        let limit = self.window.as_ref().map_or(reading.limit, |window| window.limit);
        let phase = match reading.end {
            Some(end) => Phase::Runs { end: bounded(end, now), presumed: false },
            None => Phase::Endless { look: later(now, MINUTE) },
        };
        self.late = 0;
        let left = reading.left.saturating_sub(untold);
        self.window = Some(Window { limit, left, phase, guessed: !surely, order });
    }

    /// A request was answered and counted, but what is left here was not told, except that it is so much at least: of
    /// two throttles the answer told the one with less.
    pub(super) fn untold(&mut self, at_least: Option<u32>, sent: Sent, now: Timestamp) {
        let Some(window) = &mut self.window else { return };
        let own = window.left.saturating_sub(1);
        window.left = match at_least {
            // The latest word: nobody who was sent later has been answered.
            Some(least) if sent.untold == self.untold && sent.order >= window.order => own.max(least),
            _ => own,
        };
        self.untold = self.untold.wrapping_add(1);
        match window.phase {
            // It may have been counted in the window that is over, and says nothing of the new one.
            Phase::Over { .. } if sent.order < window.order => {}
            Phase::Over { last } => match (self.length, at_least) {
                (Some(length), _) => window.phase = Phase::Runs { end: next(last, length, now), presumed: true },
                (None, Some(_)) => window.phase = Phase::Endless { look: later(now, MINUTE) },
                // It no longer tells.
                (None, None) => self.window = None,
            },
            Phase::Endless { .. } => window.phase = Phase::Endless { look: later(now, MINUTE) },
            Phase::Runs { .. } => {}
        }
    }

    /// Windows follow each other without a gap: two ends are one length apart, or several.
    fn learn_length(&mut self, reading: &Reading) {
        let last = match self.window.as_ref().filter(|window| !window.guessed).map(|window| window.phase) {
            Some(Phase::Runs { end, presumed: false } | Phase::Over { last: end }) => Some(end.server),
            _ => None,
        };
        let apart =
            reading.end.zip(last).map(|(end, last)| end.server.saturating_sub(last)).filter(|apart| *apart > SAME);
        self.length = reading.length.or_else(|| match (self.length, apart) {
            (Some(known), Some(apart)) => Some(known.min(apart)),
            (known, apart) => known.or(apart),
        });
    }
}
