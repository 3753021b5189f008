//! What a person chose to keep the vault shut. It may be typed into the window; from there it goes nowhere but into a key.

use serde::Deserialize;
use specta::Type;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::error::{ErrorCode, Result};

/// Fewer characters than this nobody may choose.
const LEAST: u32 = 10;

/// A passphrase as somebody typed it. Refuses `Debug`, `Display` and `Serialize`; wiped when dropped.
#[derive(Clone, Deserialize, Type)]
#[serde(transparent)]
pub struct Passphrase(#[specta(type = String)] Zeroizing<String>);

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

impl Passphrase {
    /// A typed text.
    pub fn typed(text: String) -> Self {
        Passphrase(Zeroizing::new(text))
    }

    /// Whether it may be chosen.
    ///
    /// # Errors
    /// `PassphraseShort` for less than 10 characters.
    pub(crate) fn checked(&self) -> Result<&Self> {
        let long = u32::try_from(self.plain().chars().count()).unwrap_or(u32::MAX);
        if long < LEAST { Err(ErrorCode::PassphraseShort { least: LEAST }.into()) } else { Ok(self) }
    }

    /// In Unicode's normal form C: keyboards write the same letter in different ways, and the passphrase must open the vault
    /// on each.
    pub(super) fn plain(&self) -> Zeroizing<String> {
        // Composing makes no text longer than this (UAX #15), so nothing is left behind by a text that moved.
        let mut plain = Zeroizing::new(String::with_capacity(self.0.len().saturating_mul(3)));
        plain.extend(self.0.nfc());
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Passphrase {
        Passphrase::typed(text.to_owned())
    }

    #[test]
    fn ten_characters_of_any_writing_are_enough_and_nine_are_not() {
        for enough in ["0123456789", "  spaces  ", "прохладный", "一二三四五六七八九十", "🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑"]
        {
            assert!(typed(enough).checked().is_ok(), "{enough}");
        }
        for short in ["", "012345678", "üüüüüüüüü", "u\u{308}u\u{308}u\u{308}u\u{308}u\u{308}"] {
            let error = typed(short).checked().unwrap_err();
            assert_eq!(error.code, ErrorCode::PassphraseShort { least: 10 }, "{short}");
        }
    }

    #[test]
    fn a_letter_is_the_same_however_a_keyboard_writes_it() {
        assert_eq!(*typed("gru\u{308}n u\u{308}ber").plain(), *typed("gr\u{fc}n \u{fc}ber").plain());
        assert_eq!(typed(" a  b ").plain().as_str(), " a  b ", "spaces are part of it");
        // The worst that composing does to a length.
        assert!(typed("\u{1d160}").plain().len() <= 3 * "\u{1d160}".len());
    }
}
