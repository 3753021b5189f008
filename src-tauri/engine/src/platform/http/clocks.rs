//! How far our clock and the server's differ, by the `Date` of its answers.

use std::sync::{Mutex, PoisonError};

use reqwest::header::{AGE, DATE, HeaderMap};

use super::told::http_date;
use crate::model::Timestamp;

/// A difference above this many seconds is told: tokens, throttles and holds are then off by so much.
pub(crate) const TELLING: i32 = 5 * 60;

/// The last difference that an answer told.
#[derive(Debug, Default)]
pub(super) struct Clocks(Mutex<Option<i32>>);

impl Clocks {
    /// Reads an answer that came now. One out of a cache tells an earlier time.
    pub(super) fn note(&self, headers: &HeaderMap, now: Timestamp) {
        if headers.contains_key(AGE) {
            return;
        }
        let date = headers.get(DATE).and_then(|date| date.to_str().ok()).and_then(http_date);
        if let Some(date) = date {
            let ahead = now.0.saturating_sub(date.0) / 1000;
            let ahead = i32::try_from(ahead).unwrap_or(if ahead < 0 { i32::MIN } else { i32::MAX });
            let before = self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(ahead);
            if ahead.saturating_abs() > TELLING && before.is_none_or(|before| before.saturating_abs() <= TELLING) {
                tracing::warn!(ahead, "this computer's clock and a server's differ");
            }
        }
    }

    /// By how many seconds ours is ahead.
    pub(super) fn ahead(&self) -> Option<i32> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn the_last_answer_that_tells_the_time_counts_unless_a_cache_gave_it() {
        let clocks = Clocks::default();
        // 2027-01-15 08:00:00 UTC.
        let now = Timestamp(1_800_000_000_000);
        let mut headers = HeaderMap::new();
        clocks.note(&headers, now);
        assert_eq!(clocks.ahead(), None);
        headers.insert(DATE, HeaderValue::from_static("Fri, 15 Jan 2027 07:53:20 GMT"));
        clocks.note(&headers, now);
        assert_eq!(clocks.ahead(), Some(400));
        headers.insert(DATE, HeaderValue::from_static("Fri, 15 Jan 2027 08:10:00 GMT"));
        clocks.note(&headers, now);
        assert_eq!(clocks.ahead(), Some(-600));
        headers.insert(DATE, HeaderValue::from_static("nonsense"));
        clocks.note(&headers, now);
        headers.insert(DATE, HeaderValue::from_static("Fri, 15 Jan 2027 08:00:00 GMT"));
        headers.insert(AGE, HeaderValue::from_static("600"));
        clocks.note(&headers, now);
        assert_eq!(clocks.ahead(), Some(-600));
    }
}
