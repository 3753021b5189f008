//! What one types: `state:limited user:foo name:"Anna K" -domain:a.example,b.example words`, read and printed.

use super::complete::utf16;
use super::part::{beginning, possible};
use super::text::{self, pieces};
use super::words::{Word, quote, words};
use super::{Clause, Filter, FilterField, FilterProblem, Has, language, looked_for};

/// More is not read, in characters: nobody types it.
const TYPED: usize = 8_000;

/// More clauses are not typed, and each costs the search something.
const CLAUSES: usize = 16;

/// More values of one part are not typed.
const VALUES: usize = 32;

impl Filter {
    /// Reads a filter. Free words are left as text; phrases in it stay in their quotes.
    ///
    /// A filter word that names nothing stays in the text (it may be what the person looks for) and is told with what is
    /// possible. Of a part that is typed twice the later one counts, except for what must not be so, `has:` and words, which
    /// add up. At most 16 free words, 16 clauses of 32 values, and 320 characters of each value.
    pub fn parse(typed: &str) -> (Self, Vec<FilterProblem>) {
        let mut filter = Filter::default();
        let problems = filter.add(typed);
        (filter, problems)
    }

    /// The filter with what is typed after it: of a part that both have, the typed one counts. The problems are those of
    /// what is typed.
    pub fn and(&self, typed: &str) -> (Self, Vec<FilterProblem>) {
        // It may have been made by hand.
        let (mut filter, _) = Filter::parse(&self.print());
        let problems = filter.add(typed);
        (filter, problems)
    }

    fn add(&mut self, typed: &str) -> Vec<FilterProblem> {
        let typed = beginning(typed, TYPED);
        let mut problems = Vec::new();
        let mut text = pieces(&self.text);
        for word in words(&typed) {
            let taken = match word.field {
                // A free word.
                None if !word.not => {
                    text.extend(word.values);
                    continue;
                }
                // One of a list of one.
                Some(FilterField::Text) if !word.not && word.filled().count() == 1 => {
                    text.extend(word.values);
                    continue;
                }
                _ => self.take(&word),
            };
            if word.field.is_none() && taken == Err(Refused::NoValue) {
                // As `-@` before the name is typed.
                continue;
            }
            if let Err(refused) = taken {
                problems.push(FilterProblem {
                    word: word.typed.to_owned(),
                    start: utf16(typed.get(..word.at).unwrap_or_default()),
                    length: utf16(word.typed),
                    possible: word.possible(),
                });
                if refused == Refused::NoValue {
                    text.push(word.typed.to_owned());
                }
            }
        }
        self.text = text::kept(&text);
        problems
    }

    /// Takes in what a word says, unless it is a free one.
    pub(super) fn take(&mut self, word: &Word<'_>) -> Result<(), Refused> {
        let field = word.field.unwrap_or(FilterField::Text);
        let mut values: Vec<String> = Vec::new();
        for value in word.filled() {
            let value = canonical(field, value).ok_or(Refused::NoValue)?;
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if values.len() > VALUES {
            return Err(Refused::TooMuch);
        }
        let adds_up = word.not || matches!(field, FilterField::Text | FilterField::Has);
        let clause = match values.as_slice() {
            [] => return Err(Refused::NoValue),
            [value] if !word.not && !matches!(field, FilterField::Lang | FilterField::Has) => {
                self.clauses.retain(|clause| clause.not || clause.field != field);
                return if self.read(field, value) { Ok(()) } else { Err(Refused::NoValue) };
            }
            _ => Clause { field, not: word.not, values },
        };
        if !adds_up {
            self.clauses.retain(|clause| clause.not || clause.field != field);
            self.forget(field);
        }
        if self.clauses.contains(&clause) {
            return Ok(());
        }
        if self.clauses.len() >= CLAUSES {
            return Err(Refused::TooMuch);
        }
        self.clauses.push(clause);
        Ok(())
    }

    /// The filter as one types it; read again, it is the same.
    pub fn print(&self) -> String {
        let parts = FilterField::WORDED.into_iter().filter_map(|field| {
            let value = self.part(field)?;
            Some(format!("{}:{}", field.word(), written(field, &value, false)))
        });
        let clauses = self.clauses.iter().map(Clause::print);
        let words = pieces(&self.text).into_iter().map(|piece| text::typed(&piece, false));
        parts.chain(clauses).chain(words).collect::<Vec<_>>().join(" ")
    }
}

/// Why a word is not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// It says nothing that the part could mean.
    NoValue,
    /// There is too much already.
    TooMuch,
}

impl Word<'_> {
    /// Its values without those that are none yet, as behind the last comma.
    fn filled(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(String::as_str).filter(|value| !value.trim().is_empty())
    }

    /// What could stand in its place.
    fn possible(&self) -> Vec<String> {
        let possible = self.field.map(possible).unwrap_or_default();
        if self.not { possible.into_iter().map(|word| format!("-{word}")).collect() } else { possible }
    }
}

/// A value as it is printed, without quotes; none for what is no value of the part.
fn canonical(field: FilterField, value: &str) -> Option<String> {
    match field {
        FilterField::Lang => language(value),
        FilterField::Has => Has::read(value).map(|has| has.word().to_owned()),
        FilterField::Text => text::piece(value).filter(|piece| !looked_for(&quote(piece)).is_empty()),
        _ => Filter::single(field, value)?.part(field),
    }
}

/// A value as it is typed: alone, or as one of several.
pub(super) fn written(field: FilterField, value: &str, list: bool) -> String {
    let protected =
        value.is_empty() || value.starts_with('"') || value.contains(|c: char| c.is_whitespace() || c == ',');
    if protected || (list && field.keeps_commas()) { quote(value) } else { value.to_owned() }
}
