//! International names as people may see them without being deceived.

use idna::uts46::{AsciiDenyList, Hyphens, Uts46};

/// A domain for people; see [`super::BaseUrl::for_people`].
pub(crate) fn host_for_people(ascii: &str) -> String {
    let (shown, fine) =
        Uts46::new().to_user_interface(ascii.as_bytes(), AsciiDenyList::URL, Hyphens::Allow, |label, _, bidi| {
            !bidi && (label.iter().all(|c| is_latin(*c)) || label.iter().all(|c| is_east_asian(*c)))
        });
    if fine.is_ok() { shown.into_owned() } else { ascii.to_owned() }
}

/// Latin letters that are not easily taken for others. Cyrillic and Greek have whole words that look Latin.
const fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | '0'..='9' | '-' | 'ß'..='ö' | 'ø'..='\u{130}' | '\u{132}'..='\u{137}' | '\u{139}'..='\u{148}' | '\u{14a}'..='\u{17e}')
}

/// Kana, Han and Hangul: a label of nothing else looks like nothing Latin. Without the marks that look like strokes.
const fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e01}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}
