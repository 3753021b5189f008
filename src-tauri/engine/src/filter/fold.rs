//! The rules by which text is compared: `fold` for words anywhere in a text, `lower` for the beginning of one.

use super::alike;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds text for comparing: compatibility forms (width, mathematical letters), accents, case, letters that look like Latin
/// ones, and characters that cannot be seen. Letter by letter: what is part of a text is part of it folded.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        // Most names and addresses, at a fraction of the cost.
        return text.chars().filter(is_seen).map(|c| c.to_ascii_lowercase()).collect();
    }
    text.nfkd().filter(is_seen).flat_map(char::to_lowercase).filter(is_seen).map(alike::plain).collect()
}

fn is_seen(c: &char) -> bool {
    !is_combining_mark(*c) && !is_invisible(*c) && (!c.is_control() || c.is_whitespace())
}

/// Characters without a glyph of their own: zero-width ones, soft hyphen, bidi controls, fillers that only look like space.
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Text without its case, letter by letter, as a server's `ILIKE` compares it: the beginning of a text stays the beginning.
pub fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn look_alikes_find_the_letters_that_they_pass_for() {
        for (disguised, plain) in [
            ("саsіnо", "casino"),
            ("СА\u{405}ІNО", "casino"),
            ("Ｃａｓｉｎｏ", "casino"),
            ("𝕮𝖆𝖘𝖎𝖓𝖔", "casino"),
            ("ⓒⓐⓢⓘⓝⓞ", "casino"),
            ("🅒🅐🅢🅘🅝🅞", "casino"),
            ("🅲🅰🆂🅸🅽🅾", "casino"),
            ("ᴄᴀꜱɪɴᴏ", "casino"),
            ("c\u{200b}a\u{ad}s\u{301}ino", "casino"),
            ("αρρle ρаγ", "apple pay"),
            ("Łukasz Sørensen", "lukasz sorensen"),
            ("ＩＳＴＡＮＢＵＬ İı", "istanbul ii"),
        ] {
            assert_eq!(fold(disguised), plain, "{disguised}");
        }
    }

    #[test]
    fn digits_are_no_letters() {
        for (one, other) in [("l", "1"), ("o", "0"), ("s", "5"), ("i", "1"), ("b", "6")] {
            assert_ne!(fold(one), fold(other));
        }
        assert_eq!(fold("１𝟎"), "10");
    }

    #[test]
    fn words_in_scripts_of_their_own_are_found_in_either_case() {
        for (text, word) in [
            ("Василиса Прекрасная", "прекрасная"),
            ("ΓΙΩΡΓΟΣ ΠΑΠΑΣ", "Γιώργος"),
            ("Հայաստան", "հայա"),
            ("日本語の名前", "名前"),
            ("اَلْعَرَبِيَّةُ", "العربية"),
        ] {
            assert!(fold(text).contains(&fold(word)), "{text}");
        }
        assert!(!fold("Василиса").contains(&fold("Наталья")));
    }

    #[test]
    fn every_character_folds_to_what_stays() {
        for c in '\0'..=char::MAX {
            let once = fold(&c.to_string());
            assert_eq!(fold(&once), once, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn text_folds_to_what_stays_and_its_parts_to_parts_of_it(text in "\\PC{0,40}", from in 0_usize..20, length in 0_usize..20) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded.clone());
            let part: String = text.chars().skip(from).take(length).collect();
            prop_assert!(folded.contains(&fold(&part)), "{:?} of {:?}", part, text);
        }
    }
}
