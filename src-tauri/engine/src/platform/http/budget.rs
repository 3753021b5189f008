//! What is left of a server's budget, and how long it asks us to wait.
//!
//! Mastodon: `X-RateLimit-*` with a moment in ISO 8601 (mastodon.md §6.1). GitLab: `RateLimit-*` with epoch seconds,
//! `RateLimit-ResetTime` as an HTTP date, and a limit that is scaled to a minute while the rest is not (gitlab.md §7).

use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::model::Timestamp;
use crate::platform::json::parse_time;
use crate::profile::Budget;

/// Reads the budget, if the answer tells it.
pub(super) fn read(headers: &HeaderMap) -> Option<Budget> {
    let number = |name: &str| text(headers, name)?.parse::<u32>().ok();
    let remaining = number("x-ratelimit-remaining").or_else(|| number("ratelimit-remaining"))?;
    let limit = match number("ratelimit-observed") {
        // GitLab's limit is scaled to a minute: only this sum fits to what remains.
        Some(observed) => observed.saturating_add(remaining),
        None => number("x-ratelimit-limit").or_else(|| number("ratelimit-limit"))?,
    };
    Some(Budget { limit: limit.max(remaining), remaining, resets_at: reset(headers) })
}

/// Until when the server asks us to wait, if it says so; never before `now`.
pub(super) fn wait_until(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let asked = text(headers, RETRY_AFTER.as_str()).and_then(|text| match text.parse::<u32>() {
        Ok(seconds) => Some(Timestamp(now.0.saturating_add(i64::from(seconds) * 1000))),
        Err(_) => http_date(text),
    });
    asked.or_else(|| reset(headers)).map(|until| until.max(now))
}

fn reset(headers: &HeaderMap) -> Option<Timestamp> {
    let moment = |name: &str| moment(text(headers, name)?);
    moment("x-ratelimit-reset").or_else(|| moment("ratelimit-reset")).or_else(|| moment("ratelimit-resettime"))
}

/// A moment in any of the forms: ISO 8601, epoch seconds, HTTP date.
fn moment(text: &str) -> Option<Timestamp> {
    let epoch = || text.parse::<u32>().ok().map(|seconds| Timestamp(i64::from(seconds) * 1000));
    parse_time(text).or_else(epoch).or_else(|| http_date(text))
}

fn http_date(text: &str) -> Option<Timestamp> {
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(Timestamp(date.as_millisecond()))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let header = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        pairs.iter().map(header).collect()
    }

    #[test]
    fn both_forms_of_the_budget_are_read() {
        let mastodon = headers(&[
            ("x-ratelimit-limit", "300"),
            ("x-ratelimit-remaining", "212"),
            ("x-ratelimit-reset", "2026-11-21T10:05:00.123456Z"),
        ]);
        let resets_at = Some(Timestamp(1_795_255_500_123));
        assert_eq!(read(&mastodon), Some(Budget { limit: 300, remaining: 212, resets_at }));
        let gitlab = headers(&[
            ("ratelimit-limit", "120"),
            ("ratelimit-observed", "200"),
            ("ratelimit-remaining", "7000"),
            ("ratelimit-reset", "1795255500"),
        ]);
        let resets_at = Some(Timestamp(1_795_255_500_000));
        assert_eq!(read(&gitlab), Some(Budget { limit: 7200, remaining: 7000, resets_at }));
        assert_eq!(read(&headers(&[("x-ratelimit-remaining", "many")])), None);
        assert_eq!(read(&HeaderMap::new()), None);
    }

    #[test]
    fn every_form_of_waiting_is_read() {
        let now = Timestamp(1_795_255_200_000);
        let cases = [
            (("retry-after", "30"), Some(1_795_255_230_000)),
            (("retry-after", "Sat, 21 Nov 2026 10:05:00 GMT"), Some(1_795_255_500_000)),
            (("retry-after", "Sat, 21 Nov 2020 10:05:00 GMT"), Some(now.0)),
            (("ratelimit-reset", "1795255500"), Some(1_795_255_500_000)),
            (("ratelimit-resettime", "Sat, 21 Nov 2026 10:05:00 GMT"), Some(1_795_255_500_000)),
            (("x-ratelimit-reset", "2026-11-21T10:05:00.000000Z"), Some(1_795_255_500_000)),
            (("retry-after", "soon"), None),
            (("retry-after", "99999999999999999999"), None),
        ];
        for (pair, until) in cases {
            assert_eq!(wait_until(&headers(&[pair]), now), until.map(Timestamp), "{pair:?}");
        }
    }
}
