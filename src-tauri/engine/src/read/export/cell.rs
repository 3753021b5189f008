//! What stands in one cell: a column of one account, as text for spreadsheets or as JSON.

use serde_json::Value;

use crate::export::ExportColumn;
use crate::filter::is_invisible;
use crate::list::AccountRow;
use crate::model::{Mark, Timestamp};

/// An account as it is written.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// The instance's address.
    pub instance: &'a str,
    /// The account, with its display name and its reason whole.
    pub row: &'a AccountRow,
    /// The name of its role.
    pub role: Option<&'a str>,
}

impl Line<'_> {
    /// What stands in the column: a text, a list of words, or nothing.
    pub fn value(&self, column: ExportColumn) -> Value {
        let row = self.row;
        let said = |text: Option<&str>| text.filter(|text| !text.is_empty()).map_or(Value::Null, Value::from);
        match column {
            ExportColumn::Instance => said(Some(self.instance)),
            ExportColumn::Id => said(Some(&row.id.0)),
            ExportColumn::Handle => said(Some(&row.handle)),
            ExportColumn::Name => said(Some(&row.display_name)),
            ExportColumn::Domain => said(row.domain.as_deref()),
            ExportColumn::States => row.marks.iter().map(|mark| state_word(*mark)).collect(),
            ExportColumn::Role => said(self.role),
            ExportColumn::Joined => moment(row.created_at),
            ExportColumn::Active => moment(row.active_at),
            ExportColumn::Seen => moment(Some(row.seen_at)),
            ExportColumn::Reason => said(row.reason.as_deref()),
            ExportColumn::Mail => said(row.mail.as_deref()),
            ExportColumn::Address => said(row.ip.as_deref()),
        }
    }
}

/// The column's name in the file: the same whatever the language of the desk, for those who read it by program.
pub(super) const fn name(column: ExportColumn) -> &'static str {
    match column {
        ExportColumn::Instance => "instance",
        ExportColumn::Id => "id",
        ExportColumn::Handle => "handle",
        ExportColumn::Name => "name",
        ExportColumn::Domain => "domain",
        ExportColumn::States => "states",
        ExportColumn::Role => "role",
        ExportColumn::Joined => "joined",
        ExportColumn::Active => "active",
        ExportColumn::Seen => "seen",
        ExportColumn::Reason => "reason",
        ExportColumn::Mail => "mail",
        ExportColumn::Address => "address",
    }
}

/// A state's word, the one that is typed behind `state:` where there is one.
pub(super) const fn state_word(mark: Mark) -> &'static str {
    match mark {
        Mark::Pending => "pending",
        Mark::Unconfirmed => "unconfirmed",
        Mark::Limited => "limited",
        Mark::Sensitive => "sensitive",
        Mark::LoginFrozen => "frozen",
        Mark::Suspended => "suspended",
        Mark::Banned => "banned",
        Mark::Blocked => "blocked",
        Mark::LdapBlocked => "directory-blocked",
        Mark::Deactivated => "deactivated",
        Mark::Locked => "locked",
        Mark::Moved => "moved",
        Mark::Memorial => "memorial",
        Mark::Bot => "bot",
        Mark::External => "external",
        Mark::Staff => "staff",
        Mark::Administrator => "administrator",
        Mark::Internal => "internal",
        Mark::Gone => "gone",
        Mark::Unknown => "unknown",
    }
}

/// `2026-11-22T04:30:53.120Z`; nothing for a moment that no calendar has.
pub(super) fn moment(at: Option<Timestamp>) -> Value {
    let at = at.and_then(|at| jiff::Timestamp::from_millisecond(at.0).ok());
    at.map_or(Value::Null, |at| Value::from(format!("{at:.3}")))
}

/// A value as a cell of a spreadsheet, in its quotes. Every cell has them: where a comma is a decimal sign, a semicolon
/// would begin a new cell, and what follows it could be a formula.
pub(super) fn quoted(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(words) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Null | Value::Object(_) => String::new(),
    };
    format!("\"{}\"", harmless(&text).replace('"', "\"\""))
}

/// What begins a formula, or hides that one begins: with the full-width and small forms that spreadsheets take for the same.
const FORMULA: [char; 15] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'];

/// The text without what acts instead of being read: control characters (line breaks and tabs stay), and those that turn
/// the direction of writing. One that a spreadsheet might run begins with an apostrophe, also behind spaces.
fn harmless(text: &str) -> String {
    let text: String = text.chars().filter(|c| !acts(*c)).collect();
    let hidden = |c: &char| c.is_whitespace() || is_invisible(*c);
    let first = text.chars().next();
    let shown = text.chars().find(|c| !hidden(c));
    let formula = [first, shown].into_iter().flatten().any(|c| FORMULA.contains(&c));
    if formula { format!("'{text}") } else { text }
}

fn acts(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && !matches!(c, '\t' | '\r' | '\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_might_run_begins_with_an_apostrophe() {
        for text in [
            "=1+1",
            "+49 30",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\rx",
            "\nx",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "﹦1",
            "  =1",
            "\u{200b}=1",
            "\u{0}=1",
            "\u{202e}=1",
            "\u{a0}=1",
            "=cmd|' /C calc'!A0",
        ] {
            assert!(harmless(text).starts_with('\''), "{text:?}");
        }
        for text in ["", "anna", "a=1", "'=1", "1-1", "a@b", " anna", "–", "…"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn what_acts_instead_of_being_read_is_left_out() {
        assert_eq!(harmless("a\u{0}b\u{1b}[31mc\u{202e}d\u{2066}e\u{200f}f\u{9b}g\nh\ti"), "ab[31mcdefg\nh\ti");
    }

    #[test]
    fn moments_are_in_utc_and_one_that_no_calendar_has_is_nothing() {
        assert_eq!(moment(Some(Timestamp(1_795_321_853_120))), Value::from("2026-11-22T04:30:53.120Z"));
        assert_eq!(moment(Some(Timestamp(0))), Value::from("1970-01-01T00:00:00.000Z"));
        for at in [None, Some(Timestamp(i64::MAX)), Some(Timestamp(i64::MIN))] {
            assert_eq!(moment(at), Value::Null);
        }
    }
}
