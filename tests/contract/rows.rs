//! Rows of a list as a server sent them, and the verdict on them as a whole.

use serde_json::Value;

use crate::table::Verdict;
use crate::wire::Answer;

/// Text under a key; empty where there is none.
pub fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}

/// Whether a flag is true.
pub fn yes(row: &Value, key: &str) -> bool {
    row[key] == true
}

/// The row's id, which some servers write as a number.
pub fn key(row: &Value) -> String {
    row["id"].as_str().map_or_else(|| row["id"].to_string(), str::to_owned)
}

/// The ids of all rows.
pub fn keys(rows: &[Value]) -> Vec<String> {
    rows.iter().map(key).collect()
}

/// The verdict on a list.
pub fn judged_list(answer: &Answer, expected: &str, holds: impl FnOnce(&[Value]) -> Result<String, String>) -> Verdict {
    answer.judged(expected, 200, |answer| match answer.rows() {
        Some(rows) => holds(&rows),
        None => Err(format!("no list: {}", answer.summary())),
    })
}

/// Every row fits, or the first that doesn't.
pub fn all(rows: &[Value], fits: impl Fn(&Value) -> bool) -> Result<String, String> {
    match rows.iter().find(|row| !fits(row)) {
        None => Ok(counted(rows.len())),
        Some(odd) => Err(format!("{}, and id {} among them doesn't fit", counted(rows.len()), key(odd))),
    }
}

/// Every row fits, and this one is there.
pub fn all_with(rows: &[Value], wanted: &str, fits: impl Fn(&Value) -> bool) -> Result<String, String> {
    match rows.iter().any(|row| key(row) == wanted) {
        true => all(rows, fits),
        false => Err(format!("{}, id {wanted} not among them", counted(rows.len()))),
    }
}

/// So many rows, in words.
pub fn counted(rows: usize) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}
