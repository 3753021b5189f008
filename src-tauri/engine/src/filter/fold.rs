//! The rules by which text is compared: `fold` for words anywhere in a text, `lower` for the beginning of one.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds text for comparing: compatibility forms, accents, case, and characters that cannot be seen.
pub fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_invisible(*c) && (!c.is_control() || c.is_whitespace()))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Characters without a glyph of their own: zero-width ones, soft hyphen, bidi controls, fillers that only look like space.
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Text without its case, letter by letter, as a server's `ILIKE` compares it: the beginning of a text stays the beginning.
pub fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}
