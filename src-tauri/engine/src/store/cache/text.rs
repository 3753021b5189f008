//! Texts as the full-text index takes them, and what is asked of it.
//!
//! The index is one of trigrams, so that a word of three letters and more is a phrase. One and two letters are looked for
//! as any of the trigrams that begin with them; every text ends with two line breaks, so that its last letters begin some.

use sqlx::QueryBuilder;
use sqlx::sqlite::Sqlite;

use super::super::sql;
use super::Cache;
use super::bits::{self, Bits};
use super::narrow::Narrow;
use crate::error::Result;

/// Shorter words are no phrase of trigrams.
const TRIGRAM: usize = 3;

/// Of so many of the newest rows it is looked how many have a short word.
const SAMPLE: i64 = 1_000;

/// Those that so many of them have are met soon enough on the way along the rows, and would ask for half the index.
const FREQUENT: i64 = 10;

/// A letter that begins more trigrams is met soon enough, too.
const TRIGRAMS: usize = 1_000;

/// The marks that stand beside the text, each as a word of its own: all that states and origins are made of.
const BESIDE: i64 = bits::RARE | bits::REMOTE;

/// The first of the characters that stand for marks: nobody's text has them, folding takes care of that no more than of any
/// other private character, but in this column is nothing else.
const PRIVATE: u32 = 0xE000;

/// The number of no bit: a mark that nobody has.
const NOBODYS: u32 = 0xff;

/// The text as the index takes it.
pub(super) fn indexed(folded: &str) -> String {
    format!("{folded}\n\n")
}

/// The marks as words for the index.
pub(super) fn marks(marks: i64) -> String {
    named(marks).map(word).collect::<Vec<_>>().join(" ")
}

/// The numbers of the bits that stand in the index.
fn named(bits: i64) -> impl Iterator<Item = u32> {
    (0..=20).filter(move |bit| bits & BESIDE & (1 << bit) != 0)
}

/// A mark as a word of three letters.
fn word(bit: u32) -> String {
    let letter = char::from_u32(PRIVATE + bit).unwrap_or('\u{E0FF}');
    std::iter::repeat_n(letter, TRIGRAM).collect()
}

/// A word that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// The word, folded.
    pub text: String,
    /// What the index is asked for it; none where it is not asked.
    pub asked: Option<String>,
}

impl Word {
    /// A word that the index is asked for where it is long enough.
    pub fn of(text: String) -> Self {
        let asked = (text.chars().count() >= TRIGRAM).then(|| format!("folded : {}", quoted(&text)));
        Word { text, asked }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The question to the index for these words and marks; none where it has none of the words.
pub(super) fn asked(words: &[Word], wanted: &[Bits]) -> Option<String> {
    let known: Vec<&str> = words.iter().filter_map(|word| word.asked.as_deref()).collect();
    if known.is_empty() {
        return None;
    }
    let mut asked = known.join(" AND ");
    for bits in wanted {
        let words = |bits: i64| named(bits).map(|bit| format!("marks : {}", quoted(&word(bit)))).collect::<Vec<_>>();
        let (one_of, none_of) = (words(bits.one_of), words(bits.none_of));
        // Whether one of them is there can only be asked where all of them stand in the index.
        if !one_of.is_empty() && bits.one_of & !BESIDE == 0 {
            asked = format!("({asked}) AND ({})", one_of.join(" OR "));
        }
        if !none_of.is_empty() {
            asked = format!("({asked}) NOT ({})", none_of.join(" OR "));
        }
    }
    Some(asked)
}

/// Whether the index answers for all of the bits.
pub(super) const fn knows(bits: Bits) -> bool {
    bits.one_of & !BESIDE == 0 && bits.none_of & !BESIDE == 0
}

impl Cache {
    /// Finds out what the index is asked for short words. Beside a long one they are left to the rows that it finds.
    pub(super) async fn spell(&self, narrow: &mut Narrow<'_>) -> Result<()> {
        if narrow.words.iter().any(|word| word.asked.is_some()) {
            return Ok(());
        }
        for word in &mut narrow.words {
            word.asked = self.spelt(&word.text).await?;
        }
        Ok(())
    }

    /// The trigrams that begin with a short word; none where so many have it that walking finds them sooner.
    async fn spelt(&self, word: &str) -> Result<Option<String>> {
        let mut query: QueryBuilder<Sqlite> =
            QueryBuilder::new("SELECT count(*) FROM (SELECT folded FROM account ORDER BY row DESC LIMIT ");
        query.push(SAMPLE).push(") WHERE instr(folded, ").push_bind(word).push(") > 0");
        let found: i64 = query.build_query_scalar().fetch_one(&self.0).await.map_err(sql)?;
        if found >= FREQUENT {
            return Ok(None);
        }
        let trigrams: Vec<String> =
            sqlx::query_scalar("SELECT term FROM account_term WHERE term >= ? AND term < ? LIMIT ?")
                .bind(word)
                .bind(format!("{word}\u{10FFFF}"))
                .bind(i64::try_from(TRIGRAMS + 1).unwrap_or(i64::MAX))
                .fetch_all(&self.0)
                .await
                .map_err(sql)?;
        Ok(match trigrams.len() {
            0 => Some(format!("marks : {}", quoted(&self::word(NOBODYS)))),
            more if more > TRIGRAMS => None,
            _ => {
                let trigrams: Vec<String> = trigrams.iter().map(|trigram| quoted(trigram)).collect();
                Some(format!("folded : ({})", trigrams.join(" OR ")))
            }
        })
    }
}
