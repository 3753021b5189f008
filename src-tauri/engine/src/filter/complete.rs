//! What could be typed next at the caret: words of the filter, and values behind them.

use super::language::written;
use super::words::{key, plain, quoted};
use super::{Completion, FieldOffer, FilterField, lower};

/// More are not shown.
const MOST: usize = 12;

/// A word shorter than this may become anything: only words of the filter are offered for it, no values.
const TELLING: usize = 2;

/// What is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Typing {
    /// The part of the filter whose value is typed; none for a free word, or the beginning of a filter word.
    pub field: Option<FilterField>,
    /// What of the word or value stands before the caret, without an opening quote.
    pub begun: String,
    not: bool,
    /// Values of the same list before this one, as typed with their commas.
    before: String,
    /// The same without quotes.
    others: Vec<String>,
    /// Whether it is a free phrase, in quotes.
    phrase: bool,
    /// Whether a colon follows right behind what is replaced.
    named: bool,
    start: u32,
    length: u32,
}

impl Typing {
    /// What is typed at the caret, in UTF-16 units.
    pub fn at(typed: &str, caret: u32) -> Self {
        let caret = bytes_of(typed, caret);
        let (left, right) = typed.split_at(caret);
        let mut at = 0;
        let (begins, mut typing) = loop {
            let rest = left.get(at..).unwrap_or_default();
            let begins = at + rest.len() - rest.trim_start().len();
            match word(left.get(begins..).unwrap_or_default()) {
                Ok(length) => at = begins + length,
                Err(typing) => break (begins, typing),
            }
        };
        let list = typing.field.is_some_and(|field| !field.keeps_commas());
        let mut ends = plain(right, list).1;
        if typing.field.is_none()
            && let Some(colon) = right.get(..ends).and_then(|run| run.find(':'))
        {
            ends = colon + 1;
            typing.named = true;
        }
        typing.start = utf16(left.get(..begins).unwrap_or_default());
        typing.length = utf16(left.get(begins..).unwrap_or_default()) + utf16(right.get(..ends).unwrap_or_default());
        typing
    }

    /// What could stand there, best first: of the parts that are offered, and of `common` values of the part that is typed.
    pub fn completions(&self, offers: &[FieldOffer], common: &[String]) -> Vec<Completion> {
        let mut completions = match self.field {
            _ if self.phrase => Vec::new(),
            Some(field) => self.values(field, offers, common),
            None => self.fields(offers),
        };
        completions.truncate(MOST);
        completions
    }

    fn fields(&self, offers: &[FieldOffer]) -> Vec<Completion> {
        let begun = lower(&self.begun);
        let offered = offers.iter().filter(|offer| !offer.word.is_empty() && self.allows(offer.field));
        let fields = offered.clone().filter(|offer| offer.word.starts_with(&begun)).map(|offer| {
            let text = format!("{}{}:", self.dash(), offer.word);
            Completion { text, field: offer.field, start: self.start, length: self.length, open: true }
        });
        let mut completions: Vec<Completion> = fields.collect();
        if begun.chars().count() >= TELLING && !self.named {
            // Whoever types a state means that.
            for offer in offered.filter(|offer| offer.field == FilterField::State) {
                let states = offer.values.iter().filter(|state| state.starts_with(&begun));
                completions.extend(states.map(|state| self.value(offer.field, state)));
            }
        }
        completions
    }

    fn values(&self, field: FilterField, offers: &[FieldOffer], common: &[String]) -> Vec<Completion> {
        let Some(offer) = offers.iter().find(|offer| offer.field == field).filter(|_| self.allows(field)) else {
            return Vec::new();
        };
        let days = match field {
            FilterField::Joined | FilterField::Active if self.others.is_empty() => {
                ["<1d", "<7d", "<30d", ">1y"].as_slice()
            }
            _ => &[],
        };
        let known = offer.values.iter().chain(common).map(String::as_str).chain(days.iter().copied());
        let begun = lower(&self.begun);
        let mut fitting: Vec<&str> = Vec::new();
        for value in known {
            let there = fitting.contains(&value) || value == self.begun;
            if !there
                && has_word(&lower(value), &begun)
                && !self.others.iter().any(|other| lower(other) == lower(value))
            {
                fitting.push(value);
            }
        }
        // Those that begin so before those of which a later word does.
        fitting.sort_by_key(|value| !lower(value).starts_with(&begun));
        fitting.into_iter().map(|value| self.value(field, value)).collect()
    }

    fn value(&self, field: FilterField, value: &str) -> Completion {
        let list = !self.before.is_empty();
        let value = written(field, value, list);
        let text = format!("{}{}:{}{value}", self.dash(), field.word(), self.before);
        Completion { text, field, start: self.start, length: self.length, open: false }
    }

    /// What only a server knows can neither be excluded nor be one of several.
    fn allows(&self, field: FilterField) -> bool {
        !field.is_of_the_server() || (!self.not && self.before.is_empty())
    }

    const fn dash(&self) -> &'static str {
        if self.not { "-" } else { "" }
    }
}

/// Whether one of the words of a value begins so: `state:susp` may be the beginning of `not-suspended`.
fn has_word(value: &str, begun: &str) -> bool {
    let mut words = value.match_indices([' ', '-', '.']).filter_map(|(at, _)| value.get(at + 1..));
    value.starts_with(begun) || words.any(|word| word.starts_with(begun))
}

/// Goes through a word of the text before the caret: how long it is, or what is typed where it reaches the caret.
fn word(text: &str) -> Result<usize, Typing> {
    let (not, inner) = text.strip_prefix('-').map_or((false, text), |inner| (true, inner));
    let (field, begins) = key(inner);
    let values = inner.get(begins..).unwrap_or_default();
    let mut others = Vec::new();
    let mut at = 0;
    loop {
        let rest = values.get(at..).unwrap_or_default();
        let in_quotes = quoted(rest);
        let list = field.is_some_and(|field| in_quotes.is_some() || !field.keeps_commas());
        // A quote that is still open holds everything up to the caret.
        let open = rest.strip_prefix('"').map(|begun| (begun.to_owned(), rest.len()));
        let phrase = field.is_none() && open.is_some();
        let (value, length) = in_quotes.or(open).unwrap_or_else(|| plain(rest, list));
        if at + length == values.len() {
            let before = values.get(..at).unwrap_or_default().to_owned();
            return Err(Typing { field, begun: value, not, before, others, phrase, named: false, start: 0, length: 0 });
        }
        at += length;
        if !(list && values.get(at..).is_some_and(|rest| rest.starts_with(','))) {
            return Ok(text.len() - values.len() + at);
        }
        others.push(value);
        at += 1;
    }
}

/// Where so many UTF-16 units end, in bytes: at a letter's beginning, and not behind the text.
fn bytes_of(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, letter) in text.char_indices() {
        match left.checked_sub(letter.len_utf16()) {
            Some(rest) => left = rest,
            None => return at,
        }
    }
    text.len()
}

/// How long a text is in UTF-16 units.
pub(super) fn utf16(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}
