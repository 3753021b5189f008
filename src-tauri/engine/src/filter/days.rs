//! Days on which accounts were made: as typed, and as moments.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::model::Timestamp;

/// Days from one to another, both included, in UTC; open where there is none. As `2026-11-21`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Days {
    /// The first day.
    pub from: Option<String>,
    /// The last day.
    pub to: Option<String>,
}

impl Days {
    /// Reads `2026-11-21`, `2026-11-01..2026-11-21`, `2026-11-01..`, `..2026-11-21`; none for days that are none, or that
    /// go backwards.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let end = |text: &str| match text.trim() {
            "" => Some(None),
            text => day(text).map(|day| Some(day.to_string())),
        };
        let (from, to) = match text.split_once("..") {
            Some((from, to)) => (end(from)?, end(to)?),
            None => (end(text)?, end(text)?),
        };
        let typed = from.is_some() || to.is_some();
        let forwards = from.as_ref().zip(to.as_ref()).is_none_or(|(from, to)| from <= to);
        (typed && forwards).then_some(Days { from, to })
    }

    /// The days as one types them; none where both ends are open.
    pub(super) fn print(&self) -> Option<String> {
        match (&self.from, &self.to) {
            (None, None) => None,
            (Some(from), Some(to)) if from == to => Some(from.clone()),
            (from, to) => {
                Some(format!("{}..{}", from.as_deref().unwrap_or_default(), to.as_deref().unwrap_or_default()))
            }
        }
    }

    /// The first moment, and the first one after the last day; none where that end is open.
    pub(crate) fn moments(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        let from = self.from.as_deref().and_then(day);
        let after = self.to.as_deref().and_then(day).and_then(|last| last.tomorrow().ok());
        (from.and_then(midnight), after.and_then(midnight))
    }

    /// Whether the moment is on one of the days; one that is not known is on none.
    pub(super) fn hold(&self, moment: Option<Timestamp>) -> bool {
        let (from, after) = self.moments();
        moment.is_some_and(|at| from.is_none_or(|from| at >= from) && after.is_none_or(|after| at < after))
    }
}

/// A day that is written in full: other ways to write one would not compare as text.
fn day(text: &str) -> Option<Date> {
    let digits = |c: (usize, u8)| if matches!(c.0, 4 | 7) { c.1 == b'-' } else { c.1.is_ascii_digit() };
    let written = text.len() == 10 && text.bytes().enumerate().all(digits);
    text.parse().ok().filter(|day| written && midnight(*day).is_some())
}

/// The first moment of the day in UTC; none beyond the end of the calendar.
fn midnight(day: Date) -> Option<Timestamp> {
    Some(Timestamp(day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_and_end_at_midnight_in_utc() {
        let days = Days::parse("2026-11-20..2026-11-21").unwrap();
        let at = |text: &str| Some(Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond()));
        assert_eq!(days.moments(), (at("2026-11-20T00:00:00Z"), at("2026-11-22T00:00:00Z")));
        for (moment, held) in [
            ("2026-11-19T23:59:59.999Z", false),
            ("2026-11-20T00:00:00Z", true),
            ("2026-11-21T23:59:59.999Z", true),
            ("2026-11-22T00:00:00Z", false),
        ] {
            assert_eq!(days.hold(at(moment)), held, "{moment}");
        }
        assert!(!days.hold(None));
        assert!(Days::parse("..2026-11-21").unwrap().hold(Some(Timestamp(0))));
        assert!(Days::parse("0001-01-01..9999-12-30").unwrap().hold(Some(Timestamp(0))), "the ends of the calendar");
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
        ] {
            assert_eq!(Days::parse(bad), None, "{bad}");
        }
        for (typed, printed) in [
            ("2026-11-21", "2026-11-21"),
            ("2026-11-21..2026-11-21", "2026-11-21"),
            ("2026-11-01 .. 2026-11-21", "2026-11-01..2026-11-21"),
            ("2026-11-01..", "2026-11-01.."),
            ("..2026-11-21", "..2026-11-21"),
        ] {
            assert_eq!(Days::parse(typed).unwrap().print().as_deref(), Some(printed), "{typed}");
        }
    }
}
