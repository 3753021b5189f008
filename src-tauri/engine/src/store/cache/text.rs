//! Texts as the full-text indexes take them, and what is asked of them.
//!
//! Three letters and more are phrases of trigrams. One and two letters are looked up as words: each row has its letters and
//! pairs of letters, written by their numbers, because the letters themselves may be anything.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::bits::{self, Bits};

/// Shorter words have no trigram.
pub(super) const TRIGRAM: usize = 3;

/// The marks that stand beside the text, each as a word of its own: all that states and origins are made of.
const BESIDE: i64 = bits::RARE | bits::REMOTE;

/// The first of the characters that stand for marks: nobody's text has them, folding takes care of that no more than of any
/// other private character, but in this column is nothing else.
const PRIVATE: u32 = 0xE000;

/// The marks as words for the index of trigrams.
pub(super) fn marks(marks: i64) -> String {
    let there = (0..=20).filter(|bit| marks & BESIDE & (1 << bit) != 0);
    there.map(word).collect::<Vec<_>>().join(" ")
}

/// A mark as a word of three letters.
fn word(bit: u32) -> String {
    let letter = char::from_u32(PRIVATE + bit).unwrap_or('\u{E0FF}');
    std::iter::repeat_n(letter, TRIGRAM).collect()
}

/// The letters and pairs of letters of a folded text as words, with the marks beside them.
pub(super) fn letters(folded: &str, marks: i64) -> String {
    let mut words = BTreeSet::new();
    for line in folded.lines() {
        let letters: Vec<char> = line.chars().collect();
        words.extend(letters.iter().map(|letter| short(&[*letter])));
        words.extend(letters.windows(2).map(short));
    }
    for bit in (0..=20).filter(|bit| marks & BESIDE & (1 << bit) != 0) {
        words.insert(format!("m{bit}"));
    }
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// One or two letters as a word.
pub(super) fn short(letters: &[char]) -> String {
    letters.iter().fold(String::new(), |mut word, letter| {
        let _ = write!(word, "z{:x}", u32::from(*letter));
        word
    })
}

/// A question to one of the two indexes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// Which index.
    pub table: &'static str,
    /// The question, in the language of the index.
    pub asked: String,
}

/// The question for these words, all of the same kind: with a trigram or shorter.
pub(super) fn asked(words: &[String], wanted: &[Bits]) -> Option<Match> {
    let long: Vec<&String> = words.iter().filter(|word| word.chars().count() >= TRIGRAM).collect();
    let (table, mut asked) = if long.is_empty() {
        let words = words.iter().map(|word| short(&word.chars().collect::<Vec<_>>()));
        ("account_short", words.collect::<Vec<_>>().join(" AND "))
    } else {
        let phrases = long.iter().map(|word| format!("folded : \"{}\"", word.replace('"', "\"\"")));
        ("account_text", phrases.collect::<Vec<_>>().join(" AND "))
    };
    if asked.is_empty() {
        return None;
    }
    let name =
        |bit: u32| if table == "account_text" { format!("marks : \"{}\"", word(bit)) } else { format!("m{bit}") };
    for bits in wanted {
        let named =
            |bits: i64| (0..=20).filter(move |bit| bits & BESIDE & (1 << bit) != 0).map(name).collect::<Vec<_>>();
        let (one_of, none_of) = (named(bits.one_of), named(bits.none_of));
        // Whether one of them is there can only be asked where all of them stand in the index.
        if !one_of.is_empty() && bits.one_of & !BESIDE == 0 {
            asked = format!("({asked}) AND ({})", one_of.join(" OR "));
        }
        if !none_of.is_empty() {
            asked = format!("({asked}) NOT ({})", none_of.join(" OR "));
        }
    }
    Some(Match { table, asked })
}

/// Whether the index answers for all of the bits.
pub(super) const fn knows(bits: Bits) -> bool {
    bits.one_of & !BESIDE == 0 && bits.none_of & !BESIDE == 0
}
