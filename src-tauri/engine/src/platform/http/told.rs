//! What an answer tells of a server's throttles: how many requests are left, until when, and how long we are asked to wait.
//!
//! Mastodon: `X-RateLimit-*` with a moment in ISO 8601, about whichever throttle has least left (mastodon.md §6.1).
//! GitLab: `RateLimit-*` with epoch seconds, `RateLimit-ResetTime` as an HTTP date, and a limit that is scaled to a minute
//! while the rest is not (gitlab.md §7). Others count the seconds that are left, or tell nothing.

use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use crate::model::Timestamp;
use crate::platform::json::parse_time;

/// No throttle's window lasts longer. What ends later, or has ended, was told by another clock than the one it is held
/// against.
const LONGEST_WINDOW: i64 = 24 * 60 * 60 * 1000;
/// Smaller numbers are seconds from now, greater ones seconds of the epoch (this one is of 1973).
const EPOCH_BEGINS: u64 = 100_000_000;
/// How far our clock and the server's are held to differ when there is no `Date`, in milliseconds.
const MARGIN: i64 = 1000;
/// A limit for a minute below this was rounded too much to tell how long the window is.
const LEAST_PER_MINUTE: u64 = 10;

/// What an answer tells.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    /// What is left, if it says so.
    pub(super) reading: Option<Reading>,
    /// Until when it asks us to wait, by our clock; may lie in the past.
    pub(super) retry: Option<Timestamp>,
    /// When the window ends, whether or not it says what is left.
    pub(super) end: Option<End>,
}

/// What is left of one throttle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    /// Requests in a window, 1 or more.
    pub(super) limit: u32,
    /// How many of them are left.
    pub(super) left: u32,
    /// When the window ends.
    pub(super) end: Option<End>,
    /// How long a window lasts, in milliseconds.
    pub(super) length: Option<i64>,
    /// Whether the server has this one throttle only for the whole API.
    pub(super) alone: bool,
}

/// The end of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    /// By the server's clock, in milliseconds of the epoch, whole seconds: tells windows apart.
    pub(super) server: i64,
    /// By our clock, rather a second late than early: it is what is waited for.
    pub(super) ours: Timestamp,
    /// When it was told, by the clock of `server`: what ended before is over.
    pub(super) told: i64,
}

/// Reads an answer that came now.
pub(super) fn read(status: StatusCode, headers: &HeaderMap, now: Timestamp) -> Told {
    let date = text(headers, DATE.as_str()).and_then(http_date);
    let end = ["x-ratelimit-reset", "ratelimit-reset", "ratelimit-resettime"]
        .into_iter()
        .find_map(|name| moment(text(headers, name)?, date.unwrap_or(now)))
        .and_then(|end| end_of(end, date, now));
    Told { reading: reading(status, headers, end), retry: retry(headers, date, now), end }
}

fn reading(status: StatusCode, headers: &HeaderMap, end: Option<End>) -> Option<Reading> {
    let count = |name: &str| Some(u32::try_from(number(text(headers, name)?)?).unwrap_or(u32::MAX));
    let (left, alone) = match count("x-ratelimit-remaining") {
        Some(left) => (left, false),
        None => (count("ratelimit-remaining")?, true),
    };
    let scaled = count("ratelimit-limit");
    let (limit, length) = match count("ratelimit-observed").filter(|_| alone) {
        // Only this sum fits to what remains. The request that is refused is observed as well.
        Some(observed) => {
            let refused = u32::from(status == StatusCode::TOO_MANY_REQUESTS);
            let limit = observed.saturating_add(left).saturating_sub(refused);
            (limit, length(limit, scaled, end))
        }
        None => (count("x-ratelimit-limit").or(scaled)?, None),
    };
    let limit = limit.max(left);
    (limit > 0).then_some(Reading { limit, left, end, length, alone })
}

/// How long a window lasts that has so many requests, and so many a minute: only if windows of this length end there, as
/// they are aligned to the epoch.
fn length(limit: u32, per_minute: Option<u32>, end: Option<End>) -> Option<i64> {
    let per_minute = u64::from(per_minute?);
    if per_minute < LEAST_PER_MINUTE {
        return None;
    }
    let seconds = (u64::from(limit) * 60 + per_minute / 2) / per_minute;
    let length = i64::try_from(seconds).ok()?.checked_mul(1000).filter(|length| *length > 0)?;
    (end?.server % length == 0).then_some(length)
}

/// A window's end by our clock. `Date` tells how far the clocks differ; it has whole seconds, so that the end is found up
/// to a second late. Where a proxy dates by another clock than the throttle's, only ours is left to hold it against.
fn end_of(told: Timestamp, date: Option<Timestamp>, now: Timestamp) -> Option<End> {
    let server = told.0.div_euclid(1000).saturating_mul(1000);
    let from = |then: Timestamp, margin: i64| {
        let left = Some(server.saturating_sub(then.0)).filter(|left| (0..=LONGEST_WINDOW).contains(left))?;
        Some(End { server, ours: Timestamp(now.0.saturating_add(left + margin)), told: then.0 })
    };
    date.and_then(|date| from(date, 0)).or_else(|| from(now, MARGIN))
}

fn retry(headers: &HeaderMap, date: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    let told = text(headers, RETRY_AFTER.as_str())?;
    if let Ok(seconds) = told.parse::<u32>() {
        return Some(Timestamp(now.0.saturating_add(i64::from(seconds) * 1000)));
    }
    let until = http_date(told)?;
    Some(date.map_or(until, |date| Timestamp(now.0.saturating_add(until.0.saturating_sub(date.0)))))
}

/// A moment in any of the forms: ISO 8601, epoch seconds, seconds from now, HTTP date.
fn moment(text: &str, now: Timestamp) -> Option<Timestamp> {
    let seconds = || {
        let seconds = text.parse::<u64>().ok()?;
        let millis = i64::try_from(seconds).ok()?.checked_mul(1000)?;
        Some(Timestamp(if seconds < EPOCH_BEGINS { now.0.saturating_add(millis) } else { millis }))
    };
    parse_time(text).or_else(seconds).or_else(|| http_date(text))
}

pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(Timestamp(date.as_millisecond()))
}

/// A number, whatever stands behind it (`100, 100;w=60`).
fn number(text: &str) -> Option<u64> {
    let digits = text.split(|letter: char| !letter.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    /// 2026-11-21T10:00:00Z.
    const NOW: Timestamp = Timestamp(1_795_255_200_000);
    /// Five minutes later.
    const THEN: i64 = 1_795_255_500_000;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let header = |(name, value): &(&'static str, &str)| {
            Some((HeaderName::from_static(name), HeaderValue::from_str(value).ok()?))
        };
        pairs.iter().filter_map(header).collect()
    }

    fn told(pairs: &[(&'static str, &str)]) -> Told {
        read(StatusCode::OK, &headers(pairs), NOW)
    }

    fn ours(told: Told) -> Option<i64> {
        told.end.map(|end| end.ours.0 - NOW.0)
    }

    #[test]
    fn mastodons_form_is_read() {
        let mastodon = told(&[
            ("x-ratelimit-limit", "300"),
            ("x-ratelimit-remaining", "212"),
            ("x-ratelimit-reset", "2026-11-21T10:05:00.623456Z"),
        ]);
        let end = Some(End { server: THEN, ours: Timestamp(THEN + MARGIN), told: NOW.0 });
        assert_eq!(mastodon.reading, Some(Reading { limit: 300, left: 212, end, length: None, alone: false }));
        assert_eq!(mastodon.retry, None);
    }

    #[test]
    fn gitlabs_form_is_read_with_a_limit_that_is_scaled_to_a_minute() {
        let gitlab = |status, observed, remaining| {
            let headers = headers(&[
                ("date", "Sat, 21 Nov 2026 10:00:00 GMT"),
                ("ratelimit-limit", "120"),
                ("ratelimit-observed", observed),
                ("ratelimit-remaining", remaining),
                ("ratelimit-reset", "1795258800"),
            ]);
            read(status, &headers, NOW).reading
        };
        let end = Some(End { server: 1_795_258_800_000, ours: Timestamp(1_795_258_800_000), told: NOW.0 });
        let length = Some(3_600_000);
        let wanted = Reading { limit: 7200, left: 7000, end, length, alone: true };
        assert_eq!(gitlab(StatusCode::OK, "200", "7000"), Some(wanted));
        assert_eq!(gitlab(StatusCode::TOO_MANY_REQUESTS, "7201", "0"), Some(Reading { left: 0, ..wanted }));
        // Others went on asking: the length cannot be told from this.
        let more = gitlab(StatusCode::TOO_MANY_REQUESTS, "7811", "0").unwrap();
        assert_eq!((more.limit, more.length), (7810, None));
    }

    #[test]
    fn what_tells_nothing_is_no_reading() {
        for pairs in [
            &[][..],
            &[("x-ratelimit-remaining", "many"), ("x-ratelimit-limit", "300")],
            &[("x-ratelimit-remaining", "5")],
            &[("x-ratelimit-remaining", "-5"), ("x-ratelimit-limit", "300")],
            &[("x-ratelimit-remaining", "0"), ("x-ratelimit-limit", "0")],
        ] {
            assert_eq!(told(pairs).reading, None, "{pairs:?}");
        }
        let odd = told(&[("ratelimit-remaining", "60"), ("ratelimit-limit", "50, 50;w=60")]).reading.unwrap();
        assert_eq!((odd.limit, odd.left, odd.end), (60, 60, None));
    }

    #[test]
    fn every_form_of_a_windows_end_is_read() {
        for (name, value) in [
            ("x-ratelimit-reset", "2026-11-21T10:05:00.000000Z"),
            ("ratelimit-reset", "1795255500"),
            ("x-ratelimit-reset", "300"),
            ("ratelimit-resettime", "Sat, 21 Nov 2026 10:05:00 GMT"),
        ] {
            assert_eq!(ours(told(&[(name, value)])), Some(300_000 + MARGIN), "{value}");
        }
        for value in
            ["2026-11-21T09:55:00Z", "2027-11-21T09:55:00Z", "soon", "", "99999999999999999999", "999999999999"]
        {
            assert_eq!(ours(told(&[("x-ratelimit-reset", value)])), None, "{value}");
        }
    }

    #[test]
    fn a_server_whose_clock_differs_is_held_against_its_own_date() {
        let date = |date, reset| ours(told(&[("date", date), ("x-ratelimit-reset", reset)]));
        // Ours is a day and two minutes ahead, or behind.
        assert_eq!(date("Fri, 20 Nov 2026 09:58:00 GMT", "2026-11-20T10:00:00.9Z"), Some(120_000));
        assert_eq!(date("Sun, 22 Nov 2026 10:02:00 GMT", "2026-11-22T10:05:00Z"), Some(180_000));
        assert_eq!(date("Sun, 22 Nov 2026 10:02:00 GMT", "30"), Some(30_000));
        // A proxy's date of another clock.
        assert_eq!(date("Thu, 01 Jan 1970 00:00:00 GMT", "2026-11-21T10:05:00Z"), Some(300_000 + MARGIN));
        assert_eq!(date("yesterday", "2026-11-21T10:05:00Z"), Some(300_000 + MARGIN));
    }

    #[test]
    fn every_form_of_waiting_is_read() {
        let cases = [
            ("30", Some(30_000)),
            ("Sat, 21 Nov 2026 10:05:00 GMT", Some(300_000)),
            ("Sat, 21 Nov 2026 09:59:00 GMT", Some(-60_000)),
            ("soon", None),
            ("-1", None),
            ("99999999999999999999", None),
        ];
        for (value, until) in cases {
            let retry = |pairs: &[(&'static str, &str)]| told(pairs).retry.map(|until| until.0 - NOW.0);
            assert_eq!(retry(&[("retry-after", value)]), until, "{value}");
        }
        let skewed =
            told(&[("date", "Sat, 21 Nov 2026 09:00:00 GMT"), ("retry-after", "Sat, 21 Nov 2026 09:01:00 GMT")]);
        assert_eq!(skewed.retry, Some(Timestamp(NOW.0 + 60_000)));
    }

    proptest! {
        #[test]
        fn whatever_is_told_an_end_lies_within_a_day(values in proptest::collection::vec("[ -~]{0,40}|[0-9]{0,22}", 9)) {
            let names = [
                "date", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit-limit",
                "ratelimit-observed", "ratelimit-remaining", "ratelimit-reset", "retry-after",
            ];
            let pairs: Vec<_> = names.into_iter().zip(values.iter().map(String::as_str)).collect();
            let told = read(StatusCode::TOO_MANY_REQUESTS, &headers(&pairs), NOW);
            if let Some(end) = told.end {
                prop_assert!(end.ours >= NOW && end.ours.0 <= NOW.0 + LONGEST_WINDOW + MARGIN);
            }
            if let Some(reading) = told.reading {
                prop_assert!(reading.limit >= reading.left.max(1));
                prop_assert!(reading.length.is_none_or(|length| length > 0));
            }
        }
    }
}
