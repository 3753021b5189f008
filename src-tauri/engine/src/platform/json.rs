//! Forgiving reading of servers' JSON: everything may be missing, null, of another type, or unknown.
//!
//! Reading never fails; what cannot be read is absent. What an account cannot be without is demanded by the mappings.

use jiff::civil::Date;
use serde_json::Value;

use super::bounds::LINE;
use super::markup::{clean, cut, web_link};
use crate::error::{Error, ErrorCode};
use crate::model::Timestamp;

/// The value under the key, unless it is absent or null.
pub(crate) fn get<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    value.get(key).filter(|found| !found.is_null())
}

/// A text of one line or several; empty counts as absent (GoToSocial writes `""` for null, mastodon.md §5.6).
pub(crate) fn text(value: &Value, key: &str) -> Option<String> {
    let found = clean(get(value, key)?.as_str()?);
    (!found.trim().is_empty()).then_some(found)
}

/// A text of one line or several, of so many characters at most.
pub(crate) fn text_within(value: &Value, key: &str, longest: usize) -> Option<String> {
    text(value, key).map(|found| cut(&found, longest).to_owned())
}

/// A text of one line: line breaks and tabs become spaces. Longer ones than anybody reads are cut.
pub(crate) fn line(value: &Value, key: &str) -> Option<String> {
    line_within(value, key, LINE)
}

/// A text of one line, of so many characters at most.
pub(crate) fn line_within(value: &Value, key: &str, longest: usize) -> Option<String> {
    let found = text(value, key)?.replace(['\n', '\t'], " ");
    Some(cut(found.trim(), longest).trim_end().to_owned())
}

/// A web address, http or https only. It is taken whole or not at all: a cut one leads elsewhere.
pub(crate) fn link(value: &Value, key: &str) -> Option<String> {
    web_link(get(value, key)?.as_str()?)
}

/// An id: a string, or a number of any size. Whether it may stand in a path is another question.
pub(crate) fn id(value: &Value, key: &str) -> Option<String> {
    match get(value, key)? {
        Value::String(_) => line(value, key),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A whole number: as such, or as text (roles' permissions, mastodon.md §3.2).
pub(crate) fn number(value: &Value, key: &str) -> Option<u64> {
    let found = get(value, key)?;
    found.as_u64().or_else(|| found.as_str()?.trim().parse().ok())
}

/// A count; more than fits counts as the most that does.
pub(crate) fn count(value: &Value, key: &str) -> Option<u32> {
    number(value, key).map(|number| u32::try_from(number).unwrap_or(u32::MAX))
}

/// Yes or no: as such, or as text.
pub(crate) fn flag(value: &Value, key: &str) -> Option<bool> {
    match get(value, key)? {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text == "true" => Some(true),
        Value::String(text) if text == "false" => Some(false),
        _ => None,
    }
}

/// Whether the key says yes.
pub(crate) fn yes(value: &Value, key: &str) -> bool {
    flag(value, key).unwrap_or(false)
}

/// A moment in ISO 8601.
pub(crate) fn time(value: &Value, key: &str) -> Option<Timestamp> {
    parse_time(get(value, key)?.as_str()?)
}

/// Reads a moment in ISO 8601.
pub(crate) fn parse_time(text: &str) -> Option<Timestamp> {
    let moment: jiff::Timestamp = text.trim().parse().ok()?;
    Some(Timestamp(moment.as_millisecond()))
}

/// A day as `2026-11-21`, from a date or the date of a moment.
pub(crate) fn day(value: &Value, key: &str) -> Option<String> {
    let written = get(value, key)?.as_str()?;
    let date: Date = written.get(..10)?.parse().ok()?;
    Some(date.to_string())
}

/// Single words, such as scopes, of those under the key that are such: a few dozen short ones at most. None where there are
/// none.
pub(crate) fn words(value: &Value, key: &str) -> Option<Vec<String>> {
    let is_word =
        |word: &&str| word.len() <= 100 && !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic());
    let words = list(value, key).iter().filter_map(Value::as_str).filter(is_word).take(50);
    let words: Vec<String> = words.map(str::to_owned).collect();
    (!words.is_empty()).then_some(words)
}

/// The list under the key, or an empty one.
pub(crate) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    get(value, key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The error for an answer without what an account cannot be without. Never says what was in it: that is personal data.
pub(crate) fn missing(what: &'static str) -> Error {
    Error::caused(ErrorCode::Unreadable, what)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_form_of_a_value_is_read() {
        let value = json!({
            "id": 109876543210987654_u64, "sid": "01H", "empty": "", "null": null, "perm": "1115420", "num": 7,
            "t": "2026-01-02T03:04:05.678Z", "z": "2026-01-02T05:04:05+02:00", "d": "2026-01-02", "bad": "soon", "b": "true"
        });
        assert_eq!(id(&value, "id").as_deref(), Some("109876543210987654"));
        assert_eq!(id(&value, "sid").as_deref(), Some("01H"));
        assert_eq!(text(&value, "empty"), None);
        assert_eq!(text(&value, "null"), None);
        assert_eq!(number(&value, "perm"), Some(1_115_420));
        assert_eq!(number(&value, "num"), Some(7));
        assert_eq!(time(&value, "t"), Some(Timestamp(1_767_323_045_678)));
        assert_eq!(time(&value, "z"), Some(Timestamp(1_767_323_045_000)));
        assert_eq!(time(&value, "bad"), None);
        assert_eq!(day(&value, "d").as_deref(), Some("2026-01-02"));
        assert_eq!(day(&value, "t").as_deref(), Some("2026-01-02"));
        assert_eq!(day(&value, "bad"), None);
        assert_eq!(flag(&value, "b"), Some(true));
    }

    #[test]
    fn texts_are_cut_between_characters_and_addresses_never() {
        let long = "é".repeat(3_000);
        let value =
            json!({"t": long, "spaced": format!("ab {}", "c".repeat(9)), "url": format!("https://x.example/{long}")});
        assert_eq!(line(&value, "t").map(|cut| cut.chars().count()), Some(LINE));
        assert_eq!(line_within(&value, "spaced", 3).as_deref(), Some("ab"));
        assert_eq!(text_within(&value, "t", 7).as_deref(), Some("ééééééé"));
        assert_eq!(link(&value, "url"), None);
    }
}
