//! Letters that look like Latin ones: who hides a word in them is found by it, and by any other spelling.
//!
//! The pairs are from Unicode's `confusables.txt` (UTS #39), those of single letters that people are fooled with, and letters
//! with a stroke, which no normal form takes apart. Case is folded before, so where the capital looks like another letter
//! than the small one does, one of both is chosen. Digits stay apart from letters: `l` and `1`, `o` and `0` tell accounts and
//! mail addresses apart. Both sides of a comparison go through here, so words in scripts of their own are still found.

/// The letter that this one looks like, or itself. Of folded letters only: small, and in compatibility form.
pub(super) const fn plain(letter: char) -> char {
    match letter {
        'a'..='z' => letter,
        // Cyrillic, Greek, Armenian; small capitals and other phonetic letters; letters with a stroke.
        'а' | 'α' | 'ɑ' | 'ᴀ' => 'a',
        'в' | 'ь' | 'β' | 'ʙ' | 'ƀ' => 'b',
        'с' | 'ᴄ' | 'ƈ' => 'c',
        'ԁ' | 'ᴅ' | 'đ' | 'ɖ' | 'ɗ' => 'd',
        'е' | 'є' | 'ε' | 'ᴇ' | 'ɛ' | 'ҽ' => 'e',
        'ƒ' | 'ꜰ' => 'f',
        'ɡ' | 'ɢ' | 'ց' | 'ǥ' => 'g',
        'н' | 'һ' | 'հ' | 'ʜ' | 'ħ' => 'h',
        'і' | 'ι' | 'ı' | 'ɪ' | 'ɩ' | 'ɨ' => 'i',
        'ј' | 'ϳ' | 'ᴊ' | 'ȷ' => 'j',
        'к' | 'κ' | 'ᴋ' | 'ƙ' => 'k',
        'ӏ' | 'ʟ' | 'ł' | 'ƚ' => 'l',
        'м' | 'μ' | 'ᴍ' => 'm',
        'η' | 'ո' | 'ɴ' | 'п' => 'n',
        'о' | 'ο' | 'օ' | 'ᴏ' | 'ø' | 'ɵ' | 'ө' => 'o',
        'р' | 'ρ' | 'ᴘ' => 'p',
        'ԛ' => 'q',
        'г' | 'ʀ' => 'r',
        'ѕ' | 'ꜱ' => 's',
        'т' | 'τ' | 'ᴛ' | 'ŧ' | 'ƭ' => 't',
        'υ' | 'ս' | 'ᴜ' | 'ʋ' => 'u',
        'ѵ' | 'ν' | 'ᴠ' => 'v',
        'ԝ' | 'ѡ' | 'ω' | 'ᴡ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' | 'ү' | 'ʏ' => 'y',
        'ζ' | 'ᴢ' | 'ƶ' => 'z',
        // The other small form of σ, at the end of words.
        'ς' => 'σ',
        // White letters on black circles and squares.
        '\u{1f150}'..='\u{1f169}' => latin(letter as u32 - 0x1f150, letter),
        '\u{1f170}'..='\u{1f189}' => latin(letter as u32 - 0x1f170, letter),
        _ => letter,
    }
}

/// The Latin letter with this number.
const fn latin(number: u32, letter: char) -> char {
    match char::from_u32('a' as u32 + number) {
        Some(latin) => latin,
        None => letter,
    }
}
