//! What was typed, taken apart: words, and words with a value in quotes.

use super::FilterField;

/// A typed word.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// The part of the filter that stands before its colon; none for a free word.
    pub field: Option<FilterField>,
    /// What stands there, or after the colon, without its quotes.
    pub value: String,
    /// As it was typed.
    pub typed: &'a str,
}

/// Takes a text apart. A quote counts where a value begins and where another one follows; every other one is a letter.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (field, begins) = key(rest);
        let after = rest.get(begins..).unwrap_or_default();
        let (value, length) = quoted(after).unwrap_or_else(|| plain(after));
        let (typed, next) = rest.split_at(begins + length);
        words.push(Word { field, value, typed });
        rest = next.trim_start();
    }
    words
}

/// The known word before a colon, whatever its case (some keyboards begin every text with a capital), and where its value begins.
fn key(text: &str) -> (Option<FilterField>, usize) {
    let known = |field: &FilterField| {
        let word = field.word();
        let begins = text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
        begins && text.as_bytes().get(word.len()) == Some(&b':')
    };
    match FilterField::WORDED.into_iter().find(known) {
        Some(field) => (Some(field), field.word().len() + 1),
        None => (None, 0),
    }
}

/// A value in quotes, and how long it is with them. Inside, a backslash keeps a quote or another backslash.
fn quoted(text: &str) -> Option<(String, usize)> {
    let mut letters = text.strip_prefix('"')?.char_indices();
    let mut value = String::new();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, at + 2)),
            '\\' => match letters.clone().next() {
                Some((_, kept @ ('"' | '\\'))) => {
                    value.push(kept);
                    letters.next();
                }
                _ => value.push(letter),
            },
            _ => value.push(letter),
        }
    }
    None
}

fn plain(text: &str) -> (String, usize) {
    let value = text.split(char::is_whitespace).next().unwrap_or_default();
    (value.to_owned(), value.len())
}

/// A value in quotes, as it is typed.
pub(super) fn quote(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
