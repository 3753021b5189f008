//! Days on which something was: as typed, and as moments.

use jiff::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::model::Timestamp;

/// Days from one to another, both included, in UTC; open where there is none. As `2026-11-21`, or as so long ago: `7d`,
/// `2w`, `3m` and `1y` are 7 days, 2 weeks, 3 months and a year before now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Days {
    /// The first day, or how long ago it was at most.
    pub from: Option<String>,
    /// The last day, or how long ago it was at least.
    pub to: Option<String>,
}

/// A minute, in milliseconds.
const MINUTE: i64 = 60_000;

impl Days {
    /// Reads `2026-11-21`, `2026-11-01..2026-11-21`, `2026-11-01..`, `..2026-11-21`, `>=2026-11-01`, `<2026-12-01`, `<7d`
    /// (less than 7 days ago), `>3m`, `3m..7d`; none for days that are none, or that go backwards.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (from, to) = if let Some(rest) = text.strip_prefix(['<', '>']) {
            let (rest, whole) = rest.strip_prefix('=').map_or((rest, false), |rest| (rest, true));
            compared(text.starts_with('<'), whole, End::parse(rest.trim())?)?
        } else {
            let end = |text: &str| match text.trim() {
                "" => Some(None),
                text => End::parse(text).map(Some),
            };
            match text.split_once("..") {
                Some((from, to)) => (end(from)?, end(to)?),
                // So long ago is a moment, and no account was made in that one.
                None => (Some(End::Day(day(text)?)), Some(End::Day(day(text)?))),
            }
        };
        let typed = from.is_some() || to.is_some();
        let forwards = from.zip(to).is_none_or(|(from, to)| from.is_before(to));
        (typed && forwards).then(|| Days { from: from.map(End::print), to: to.map(End::print) })
    }

    /// The days as one types them; none where both ends are open.
    pub(super) fn print(&self) -> Option<String> {
        let ago = |end: &str| matches!(End::parse(end), Some(End::Ago(..)));
        match (self.from.as_deref(), self.to.as_deref()) {
            (None, None) => None,
            (Some(from), None) if ago(from) => Some(format!("<{from}")),
            (None, Some(to)) if ago(to) => Some(format!(">{to}")),
            (Some(from), Some(to)) if from == to => Some(from.to_owned()),
            (from, to) => Some(format!("{}..{}", from.unwrap_or_default(), to.unwrap_or_default())),
        }
    }

    /// The first moment, and the first one after the last; none where that end is open. What is so long ago is counted back
    /// from the beginning of this minute, so that pages of one list agree.
    pub(crate) fn moments(&self, now: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
        let now = Timestamp(now.0.div_euclid(MINUTE).saturating_mul(MINUTE));
        let end = |end: &Option<String>| end.as_deref().and_then(End::parse);
        let from = end(&self.from).and_then(|from| match from {
            End::Day(day) => midnight(day),
            End::Ago(number, unit) => before(now, number, unit),
        });
        let after = end(&self.to).and_then(|to| match to {
            End::Day(day) => day.tomorrow().ok().and_then(midnight),
            // Before all moments there was none.
            End::Ago(number, unit) => Some(before(now, number, unit).unwrap_or(Timestamp(i64::MIN))),
        });
        (from, after)
    }

    /// Whether the moment is on one of the days; one that is not known is on none.
    pub(super) fn hold(&self, moment: Option<Timestamp>, now: Timestamp) -> bool {
        let (from, after) = self.moments(now);
        moment.is_some_and(|at| from.is_none_or(|from| at >= from) && after.is_none_or(|after| at < after))
    }
}

/// Where days begin or end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Day(Date),
    /// So many days, weeks, months or years ago.
    Ago(i16, char),
}

impl End {
    fn parse(text: &str) -> Option<Self> {
        day(text).map(End::Day).or_else(|| ago(text))
    }

    fn print(self) -> String {
        match self {
            End::Day(day) => day.to_string(),
            End::Ago(number, unit) => format!("{number}{unit}"),
        }
    }

    /// Whether days can begin here and end there. Between a day and so long ago only the clock decides.
    fn is_before(self, end: End) -> bool {
        match (self, end) {
            (End::Day(from), End::Day(to)) => from <= to,
            (End::Ago(from, of), End::Ago(to, unit)) => about(from, of) > about(to, unit),
            _ => true,
        }
    }
}

/// The days that `<`, `<=`, `>` or `>=` means: of a day those before or after it, of so long ago what is less or more so.
fn compared(less: bool, whole: bool, end: End) -> Option<(Option<End>, Option<End>)> {
    Some(match (end, less) {
        (End::Day(day), true) => (None, Some(End::Day(if whole { day } else { usable(day.yesterday().ok()?)? }))),
        (End::Day(day), false) => (Some(End::Day(if whole { day } else { usable(day.tomorrow().ok()?)? })), None),
        (ago, true) => (Some(ago), None),
        (ago, false) => (None, Some(ago)),
    })
}

/// `7d`, `2w`, `3m`, `1y`: a number of up to four digits, of years up to three.
fn ago(text: &str) -> Option<End> {
    let unit = text.chars().next_back()?.to_ascii_lowercase();
    let digits = text.get(..text.len().checked_sub(1)?)?;
    let most = match unit {
        'd' | 'w' | 'm' => 4,
        'y' => 3,
        _ => return None,
    };
    let written = (1..=most).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    let number = digits.parse().ok().filter(|number| written && *number > 0)?;
    Some(End::Ago(number, unit))
}

/// About how many hours that is: months and years differ.
fn about(number: i16, unit: char) -> i32 {
    let hours = match unit {
        'd' => 24,
        'w' => 7 * 24,
        'm' => 730,
        _ => 8_766,
    };
    i32::from(number) * hours
}

/// So long before a moment; none before the beginning of the calendar.
fn before(now: Timestamp, number: i16, unit: char) -> Option<Timestamp> {
    let span = match unit {
        'd' => Span::new().try_days(number),
        'w' => Span::new().try_weeks(number),
        'm' => Span::new().try_months(number),
        _ => Span::new().try_years(number),
    };
    let now = jiff::Timestamp::from_millisecond(now.0).ok()?.to_zoned(TimeZone::UTC);
    Some(Timestamp(now.checked_sub(span.ok()?).ok()?.timestamp().as_millisecond()))
}

/// A day that is written in full: other ways to write one would not compare as text.
fn day(text: &str) -> Option<Date> {
    let digits = |c: (usize, u8)| if matches!(c.0, 4 | 7) { c.1 == b'-' } else { c.1.is_ascii_digit() };
    let written = text.len() == 10 && text.bytes().enumerate().all(digits);
    text.parse().ok().filter(|_| written).and_then(usable)
}

/// A day whose year has four digits, and that begins in UTC before the calendar ends.
fn usable(day: Date) -> Option<Date> {
    (day.year() >= 0 && midnight(day).is_some()).then_some(day)
}

/// The first moment of the day in UTC; none beyond the end of the calendar.
fn midnight(day: Date) -> Option<Timestamp> {
    Some(Timestamp(day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22T04:30:59.999Z
    const NOW: Timestamp = Timestamp(1_795_321_859_999);

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn so_long_ago_is_counted_back_from_this_minute() {
        assert_eq!(at("2026-11-22T04:30:59.999Z"), NOW);
        for (typed, from, after) in [
            ("<7d", Some("2026-11-15T04:30:00Z"), None),
            ("<=2W", Some("2026-11-08T04:30:00Z"), None),
            (">3m", None, Some("2026-08-22T04:30:00Z")),
            (">=1y", None, Some("2025-11-22T04:30:00Z")),
            ("3m..7d", Some("2026-08-22T04:30:00Z"), Some("2026-11-15T04:30:00Z")),
            ("2026-11-01..7d", Some("2026-11-01T00:00:00Z"), Some("2026-11-15T04:30:00Z")),
        ] {
            let moments = Days::parse(typed).unwrap().moments(NOW);
            assert_eq!(moments, (from.map(at), after.map(at)), "{typed}");
        }
        for now in [i64::MIN, i64::MAX] {
            assert!(!Days::parse(">1d").unwrap().hold(Some(Timestamp(0)), Timestamp(now)), "no clock shows {now}");
        }
    }

    #[test]
    fn days_begin_and_end_at_midnight_in_utc() {
        let days = Days::parse("2026-11-20..2026-11-21").unwrap();
        let at = |text: &str| Some(at(text));
        assert_eq!(days.moments(NOW), (at("2026-11-20T00:00:00Z"), at("2026-11-22T00:00:00Z")));
        for (moment, held) in [
            ("2026-11-19T23:59:59.999Z", false),
            ("2026-11-20T00:00:00Z", true),
            ("2026-11-21T23:59:59.999Z", true),
            ("2026-11-22T00:00:00Z", false),
        ] {
            assert_eq!(days.hold(at(moment), NOW), held, "{moment}");
        }
        assert!(!days.hold(None, NOW));
        assert!(Days::parse("..2026-11-21").unwrap().hold(Some(Timestamp(0)), NOW));
        assert!(
            Days::parse("0001-01-01..9999-12-30").unwrap().hold(Some(Timestamp(0)), NOW),
            "the ends of the calendar"
        );
    }

    #[test]
    fn only_days_that_exist_and_go_forwards_are_read() {
        for bad in [
            "",
            "..",
            "soon",
            "2026-02-30",
            "2026-11-21..2026-11-20",
            "2026-11-21..soon",
            "20261121",
            "2026-11-21T10:00",
            "2026-11-2",
            "2026-11-20...2026-11-21",
            "9999-12-31",
            "7d",
            "<0d",
            "<7h",
            "<-7d",
            "<12345d",
            "7d..3m",
            "7d..1w",
            "<",
            "<2026-13-01",
            "<0000-01-01",
        ] {
            assert_eq!(Days::parse(bad), None, "{bad}");
        }
        for (typed, printed) in [
            ("2026-11-21", "2026-11-21"),
            ("2026-11-21..2026-11-21", "2026-11-21"),
            ("2026-11-01 .. 2026-11-21", "2026-11-01..2026-11-21"),
            ("2026-11-01..", "2026-11-01.."),
            ("..2026-11-21", "..2026-11-21"),
            ("<2026-11-21", "..2026-11-20"),
            ("<= 2026-11-21", "..2026-11-21"),
            (">2026-11-21", "2026-11-22.."),
            (">=2026-11-21", "2026-11-21.."),
            ("<07D", "<7d"),
            ("7d..", "<7d"),
            ("..1y", ">1y"),
            ("3M..7d", "3m..7d"),
        ] {
            assert_eq!(Days::parse(typed).unwrap().print().as_deref(), Some(printed), "{typed}");
        }
    }
}
