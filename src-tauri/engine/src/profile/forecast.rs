//! When what waits will about have left.

use super::instance::Instance;
use super::{Budget, Connection, Sending};
use crate::error::Result;
use crate::model::Timestamp;

/// Requests that a decision takes: it is read before, sent, and read after.
pub(crate) const REQUESTS: u32 = 3;
/// How long a decision takes before any was measured, in ms.
const FIRST_GUESS: u32 = 700;
/// A throttle's window when only its end was told, in ms: Mastodon's (mastodon.md §6.1).
const WINDOW: i64 = 5 * 60 * 1000;

/// What leaves by itself on the instance, and when that will be done; none when nothing does.
pub(super) async fn sending(instance: &Instance) -> Result<Option<Sending>> {
    let Some(journal) = &instance.journal else { return Ok(None) };
    let (left, longest_hold) = journal.leaving().await?;
    if left == 0 {
        return Ok(None);
    }
    let now = instance.clock.now();
    let waits_until = match instance.connection() {
        Connection::Waiting { until } => until.filter(|until| *until > now),
        _ => None,
    };
    let ends_at = if instance.obstacle().is_some() {
        None
    } else {
        let begin = waits_until.unwrap_or(now);
        let throttle = instance.server().ok().and_then(|server| server.throttle());
        let sent = done_at(begin, left, instance.pace().unwrap_or(FIRST_GUESS), throttle);
        let held = Timestamp(now.0.saturating_add(longest_hold.into()));
        Some(sent.max(held))
    };
    Ok(Some(Sending { left, ends_at, waits_until }))
}

/// When so many decisions are sent that take so many ms each.
fn done_at(begin: Timestamp, left: u32, pace: u32, throttle: Option<Budget>) -> Timestamp {
    let by_pace = |decisions: u32| i64::from(decisions) * i64::from(pace);
    let needed = left.saturating_mul(REQUESTS);
    let Some((throttle, reset)) = throttle.and_then(|throttle| Some((throttle, throttle.resets_at?))) else {
        return Timestamp(begin.0.saturating_add(by_pace(left)));
    };
    if needed <= throttle.remaining || reset <= begin {
        return Timestamp(begin.0.saturating_add(by_pace(left)));
    }
    // The first window is used up, then whole ones, then what is left goes at its own pace.
    let behind = needed - throttle.remaining;
    let limit = throttle.limit.max(REQUESTS);
    let (whole, rest) = ((behind - 1) / limit, (behind - 1) % limit + 1);
    let last = by_pace(rest.div_ceil(REQUESTS));
    Timestamp(reset.0.saturating_add(i64::from(whole) * WINDOW).saturating_add(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throttle(limit: u32, remaining: u32, reset: i64) -> Option<Budget> {
        let resets_at = Some(Timestamp(reset));
        Some(Budget { limit, remaining, resets_at, kept: 0, waits_until: None })
    }

    #[test]
    fn without_a_throttle_the_pace_tells() {
        assert_eq!(done_at(Timestamp(1_000), 10, 200, None), Timestamp(3_000));
    }

    #[test]
    fn what_fits_into_the_window_goes_at_its_pace() {
        assert_eq!(done_at(Timestamp(0), 10, 200, throttle(300, 30, 60_000)), Timestamp(2_000));
    }

    #[test]
    fn what_does_not_fit_waits_for_the_windows() {
        // One decision more than fits.
        assert_eq!(done_at(Timestamp(0), 11, 200, throttle(300, 30, 60_000)), Timestamp(60_200));
        // 500 decisions are 1,500 requests: 300 now, four windows more, the last one at its pace.
        let end = done_at(Timestamp(0), 500, 200, throttle(300, 300, 60_000));
        assert_eq!(end, Timestamp(60_000 + 3 * WINDOW + 100 * 200));
    }
}
