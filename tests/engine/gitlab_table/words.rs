//! What answers say, as the data file has it.

use serde_json::Value;

use super::file::{Row, first};

/// A whole body.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    Json(Value),
    /// A refusal whose words the reference gives the beginning of only.
    Begins(String),
    /// The changed user.
    User,
    Empty,
}

/// The body that stands for the text in a cell's row.
pub fn body(text: &str, version: &str, state: &str) -> Body {
    match text {
        "user" => return Body::User,
        "empty" => return Body::Empty,
        _ => {}
    }
    let text = match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(letter) => says(letter, version).fields[3].replace("STATE", state),
        None => text.to_owned(),
    };
    let json: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}"));
    match json["message"].as_str().and_then(|words| words.strip_suffix('…')) {
        Some(beginning) => Body::Begins(beginning.to_owned()),
        None => Body::Json(json),
    }
}

/// The refusals that a row of what the server does names.
pub fn letters(server: &Row) -> Vec<&'static str> {
    let bodies = server.fields.get(6).copied().unwrap_or_default();
    bodies.split(';').filter_map(|text| text.trim().strip_prefix('(')?.strip_suffix(')')).collect()
}

/// The row with a refusal's words.
pub fn says(letter: &str, version: &str) -> Row {
    first("says", |row| row.fields[1] == letter && row.fits(2, version))
}
