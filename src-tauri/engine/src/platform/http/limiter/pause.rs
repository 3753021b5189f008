//! What a server that refuses (429, 503 with `Retry-After`) makes us wait.

use super::{HOUR, MINUTE, later};
use crate::model::Timestamp;

/// The longest wait that a refusal without a word makes, in milliseconds.
const LONGEST_BACK_OFF: i64 = 15 * MINUTE;

/// What is waited after refusals.
#[derive(Debug, Default)]
pub(super) struct Pause {
    /// Until when the server told us to wait.
    told: Option<Timestamp>,
    /// Until when background work waits of its own accord.
    back_off: Option<Timestamp>,
    /// Refusals one after the other.
    strikes: u32,
    /// The number of the last refusal: what was sent before it says nothing new.
    order: u64,
}

impl Pause {
    /// The request that was sent after so many answers was refused by the answer with the number. `retry` is the wait
    /// that was asked for; where a window's end was told instead, `is_told` says so.
    pub(super) fn refused(
        &mut self,
        (sent, order): (u64, u64),
        retry: Option<Timestamp>,
        is_told: bool,
        now: Timestamp,
    ) {
        // Several that were under way together are refused together.
        if sent >= self.order {
            self.strikes = self.strikes.saturating_add(1);
            self.order = order;
        }
        let retry = retry.filter(|until| *until > now).map(|until| until.min(later(now, HOUR)));
        self.told = self.told.max(retry);
        // Who refuses again after the wait that it told is not believed a second time.
        let untold = self.strikes.saturating_sub(u32::from(is_told || retry.is_some()));
        if untold > 0 {
            let minutes = 1_i64.checked_shl(untold - 1).unwrap_or(i64::MAX);
            let wait = minutes.saturating_mul(MINUTE).min(LONGEST_BACK_OFF);
            self.back_off = self.back_off.max(Some(later(now, wait)));
        }
    }

    /// Background work was served, by a request that was sent after so many answers.
    pub(super) const fn served(&mut self, sent: u64) {
        if sent >= self.order {
            self.strikes = 0;
        }
    }

    /// Until when everybody waits.
    pub(super) fn for_all(&self, now: Timestamp) -> Option<Timestamp> {
        self.told.filter(|until| *until > now)
    }

    /// Until when background work waits.
    pub(super) fn for_background(&self, now: Timestamp) -> Option<Timestamp> {
        self.told.max(self.back_off).filter(|until| *until > now)
    }

    /// Whether background work was not served since it was refused: then one request tries.
    pub(super) const fn is_careful(&self) -> bool {
        self.strikes > 0
    }

    /// Our clock was set back by so many milliseconds.
    pub(super) fn set_back(&mut self, by: i64) {
        for until in [&mut self.told, &mut self.back_off].into_iter().flatten() {
            *until = later(*until, -by);
        }
    }
}
