//! What was typed, taken apart: words, `-words`, and words with one or several values, in quotes or not.

use super::FilterField;

/// A typed word.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// Whether it begins with the `-` that means "not".
    pub not: bool,
    /// The part of the filter that stands before its colon; none for a free word.
    pub field: Option<FilterField>,
    /// What stands there, or after the colon, without quotes: one, or several between commas. Some may be empty.
    pub values: Vec<String>,
    /// As it was typed.
    pub typed: &'a str,
    /// Where it begins, in bytes.
    pub at: usize,
}

/// Takes a text apart. A quote counts where a value begins, and goes on to the next one, or to the end while that is still
/// to be typed; every other one is a letter. A `-` counts at the beginning of a word; alone it is none.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (not, inner) = match rest.strip_prefix('-') {
            Some(inner) => (true, inner),
            None => (false, rest),
        };
        let (field, begins) = key(inner);
        let after = inner.get(begins..).unwrap_or_default();
        let (values, length) = values(after, field);
        let (typed, next) = rest.split_at(usize::from(not) + begins + length);
        if typed != "-" {
            words.push(Word { not, field, values, typed, at: text.len() - rest.len() });
        }
        rest = next.trim_start();
    }
    words
}

/// The known word before a colon, whatever its case (some keyboards begin every text with a capital), and where its value begins.
pub(super) fn key(text: &str) -> (Option<FilterField>, usize) {
    let known = text.split_once(':').and_then(|(word, _)| Some((FilterField::named(word)?, word.len() + 1)));
    known.map_or((None, 0), |(field, begins)| (Some(field), begins))
}

/// The values, and how long they are with quotes and commas. A free word is one value, commas and all.
fn values(text: &str, field: Option<FilterField>) -> (Vec<String>, usize) {
    let mut values = Vec::new();
    let mut length = 0;
    loop {
        let after = text.get(length..).unwrap_or_default();
        let in_quotes = quoted(after);
        let list = field.is_some_and(|field| in_quotes.is_some() || !field.keeps_commas());
        let (value, its) = in_quotes.unwrap_or_else(|| plain(after, list));
        values.push(value);
        length += its;
        match text.get(length..) {
            Some(rest) if list && rest.starts_with(',') => length += 1,
            _ => return (values, length),
        }
    }
}

/// A value in quotes, and how long it is with them. Inside, a backslash keeps a quote or another backslash.
pub(super) fn quoted(text: &str) -> Option<(String, usize)> {
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
    // A quote alone is a letter.
    (!value.trim().is_empty()).then_some((value, text.len()))
}

/// A value without quotes: up to a space, or in a list up to a comma.
pub(super) fn plain(text: &str, list: bool) -> (String, usize) {
    let value = text.split(|c: char| c.is_whitespace() || (list && c == ',')).next().unwrap_or_default();
    (value.to_owned(), value.len())
}

/// A value in quotes, as it is typed.
pub(super) fn quote(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
