//! The recovery key: 256 random bits that a person writes down and types again, years later.
//!
//! It is written in Crockford's base 32 (no I, L, O and U; the first three are read as 1, 1 and 0) in 18 groups of four. The
//! first three letters of a group are data, the fourth is their check: a wrong letter, two that changed places, and groups
//! that did are always told, with the number of the group. 14 bits are left; they check the whole.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Secret;
use crate::error::ErrorCode;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Groups of a key.
pub const GROUPS: usize = 18;

/// Letters of a group.
const LETTERS: usize = 4;

/// Bits that a letter stands for.
const BITS: usize = 5;

/// Data letters of a key: 256 bits and 14 that check them.
const DATA: usize = GROUPS * (LETTERS - 1);

/// What a person keeps. It cannot be printed or serialised but by [`RecoveryKey::groups`], which is for the person.
#[derive(Clone, Debug)]
pub struct RecoveryKey(Secret);

impl RecoveryKey {
    /// A new random key, from the system's source.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        getrandom::fill(&mut *bytes)?;
        Ok(Self::of(&bytes))
    }

    fn of(bytes: &[u8; 32]) -> Self {
        RecoveryKey(Secret::hex(bytes))
    }

    /// A key that was kept; none if it is no key.
    pub fn from_kept(kept: Secret) -> Option<Self> {
        let key = RecoveryKey(kept);
        key.bytes().map(|_| key)
    }

    /// As 64 hexadecimal digits, for the one who keeps it and the file that it opens.
    pub const fn secret(&self) -> &Secret {
        &self.0
    }

    /// A key as somebody typed it: upper or lower case, with any signs between the groups or none.
    ///
    /// # Errors
    /// `RecoveryKeyMistyped` with the groups that are not as they were shown; `RecoveryKeyLength`.
    pub fn typed(text: &str) -> Result<Self, ErrorCode> {
        let letters: usize = text.chars().filter(|c| c.is_alphanumeric()).count();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let joined = Zeroizing::new(words.concat());
        let groups: Vec<Zeroizing<String>> = if words.len() == GROUPS {
            // Typed as it is shown: a letter too few is told by its group.
            words.iter().map(|&word| Zeroizing::new(word.to_owned())).collect()
        } else if letters == GROUPS * LETTERS {
            let letters = Zeroizing::new(joined.chars().collect::<Vec<_>>());
            // Four letters fit into what a text begins with, so none of them moves.
            letters.chunks(LETTERS).map(|group| Zeroizing::new(group.iter().collect())).collect()
        } else {
            let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
            return Err(ErrorCode::RecoveryKeyLength { has: number(letters), needs: number(GROUPS * LETTERS) });
        };
        let read: Vec<_> = groups.iter().enumerate().map(|(at, group)| data_of(at, group)).collect();
        let wrong = read.iter().zip(1..).filter(|(group, _)| group.is_none()).map(|(_, number)| number).collect();
        let mut data = Zeroizing::new(Vec::with_capacity(DATA));
        read.iter().flatten().for_each(|group| data.extend_from_slice(group));
        bytes_of(&data).map(|bytes| Self::of(&bytes)).ok_or(ErrorCode::RecoveryKeyMistyped { groups: wrong })
    }

    /// The groups as they are shown to the person, once.
    pub fn groups(&self) -> Vec<Zeroizing<String>> {
        let Some(bytes) = self.bytes() else { return Vec::new() };
        let data = data(&bytes);
        let group = |(at, data): (usize, &[u8])| {
            let letters = data.iter().copied().chain([check(at, data)]);
            Zeroizing::new(letters.map(|value| char::from(ALPHABET[usize::from(value)])).collect())
        };
        data.chunks(LETTERS - 1).enumerate().map(group).collect()
    }

    fn bytes(&self) -> Option<Zeroizing<[u8; 32]>> {
        let digits = self.0.expose();
        if digits.len() != 64 || !digits.is_ascii() {
            return None;
        }
        let mut bytes = Zeroizing::new([0; 32]);
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        Some(bytes)
    }
}

/// Whether two texts are the same group, however they are typed.
pub fn same_group(typed: &str, group: &str) -> bool {
    plain(typed.trim()).is_some_and(|typed| plain(group) == Some(typed))
}

/// The data letters of the key, by their values.
fn data(bytes: &[u8; 32]) -> Zeroizing<Vec<u8>> {
    let whole = Sha256::digest(bytes);
    let bit = |at: usize| {
        let byte = if at < 256 { bytes[at / 8] } else { whole[(at - 256) / 8] };
        byte >> (7 - at % 8) & 1
    };
    Zeroizing::new((0..DATA).map(|at| (0..BITS).fold(0, |value, next| value << 1 | bit(at * BITS + next))).collect())
}

/// The key of these data letters, if they are so many and its check is right.
fn bytes_of(letters: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0; 32]);
    for at in 0..256 {
        let bit = letters.get(at / BITS)? >> (BITS - 1 - at % BITS) & 1;
        bytes[at / 8] |= bit << (7 - at % 8);
    }
    (*data(&bytes) == letters).then_some(bytes)
}

/// The data letters of a typed group, by their values; none if its check is wrong.
fn data_of(at: usize, group: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut values = plain(group)?;
    let last = values.pop()?;
    (values.len() == LETTERS - 1 && check(at, &values) == last).then_some(values)
}

/// What the letters stand for; none if one of them stands for nothing.
fn plain(letters: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut values = Zeroizing::new(Vec::with_capacity(letters.len()));
    for letter in letters.chars() {
        values.push(value(letter)?);
    }
    Some(values)
}

/// What a letter stands for.
fn value(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|&known| char::from(known) == letter).and_then(|at| u8::try_from(at).ok())
}

/// The check letter of a group. The letters are read as numbers of the field of 32, each weighed by another power of its
/// generator, and the place of the group is added: so no single change, and no change of places, keeps it.
fn check(at: usize, data: &[u8]) -> u8 {
    let place = u8::try_from(at + 1).unwrap_or(0);
    place ^ data.iter().fold(0, |sum, &value| times_generator(sum ^ value))
}

/// Times x, modulo x⁵ + x² + 1.
const fn times_generator(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 0b10_0000 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(key: &RecoveryKey) -> Vec<String> {
        key.groups().iter().map(|group| group.as_str().to_owned()).collect()
    }

    fn wrong(groups: &[String]) -> Option<Vec<u32>> {
        match RecoveryKey::typed(&groups.join(" ")) {
            Ok(_) => None,
            Err(ErrorCode::RecoveryKeyMistyped { groups }) => Some(groups),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn it_is_read_as_it_is_shown_however_it_is_typed() {
        let key = RecoveryKey::of(&[0xa5; 32]);
        let groups = text(&key);
        assert_eq!(groups.len(), GROUPS);
        assert!(groups.iter().all(|group| group.len() == LETTERS));
        let as_people_type = |text: String| text.replace('0', "o").replace('1', "L");
        for typed in [
            groups.join(" "),
            groups.join("-").to_lowercase(),
            groups.concat(),
            as_people_type(groups.join(" ")),
            groups.chunks(6).map(|line| line.join(" ")).collect::<Vec<_>>().join("\n"),
        ] {
            let read = RecoveryKey::typed(&typed).unwrap();
            assert_eq!(read.secret().expose(), key.secret().expose(), "{typed}");
        }
        assert!(same_group(&groups[0].to_lowercase(), &groups[0]) && !same_group("", &groups[0]));
    }

    #[test]
    fn it_does_not_print() {
        let key = RecoveryKey::random().unwrap();
        let printed = format!("{key:?}");
        assert!(!printed.contains(key.secret().expose()) && !printed.contains(&text(&key)[0]));
    }

    #[test]
    fn what_is_too_short_or_too_long_is_told_by_its_length_or_its_group() {
        let groups = text(&RecoveryKey::of(&[7; 32]));
        assert_eq!(RecoveryKey::typed("").unwrap_err(), ErrorCode::RecoveryKeyLength { has: 0, needs: 72 });
        assert_eq!(
            RecoveryKey::typed(&groups[1..].join(" ")).unwrap_err(),
            ErrorCode::RecoveryKeyLength { has: 68, needs: 72 }
        );
        let mut short = groups.clone();
        short[4].pop();
        assert_eq!(wrong(&short), Some(vec![5]));
        let mut foreign = groups;
        foreign[17] = "ÄU!!".to_owned();
        assert_eq!(
            RecoveryKey::typed(&foreign.join("")).unwrap_err(),
            ErrorCode::RecoveryKeyLength { has: 70, needs: 72 }
        );
        foreign[17] = "UUUU".to_owned();
        assert_eq!(wrong(&foreign), Some(vec![18]));
    }

    proptest! {
        #[test]
        fn every_wrong_letter_is_told_with_its_group(bytes in any::<[u8; 32]>(), at in 0..72_usize, by in 1..32_usize) {
            let mut groups = text(&RecoveryKey::of(&bytes));
            let group = &mut groups[at / LETTERS];
            let mut letters: Vec<char> = group.chars().collect();
            let value = usize::from(value(letters[at % LETTERS]).unwrap());
            letters[at % LETTERS] = char::from(ALPHABET[(value + by) % 32]);
            *group = letters.into_iter().collect();
            prop_assert_eq!(wrong(&groups), Some(vec![u32::try_from(at / LETTERS + 1).unwrap()]));
        }

        #[test]
        fn letters_that_changed_places_are_told_with_their_group(bytes in any::<[u8; 32]>(), at in 0..18_usize, from in 0..3_usize) {
            let mut groups = text(&RecoveryKey::of(&bytes));
            let mut letters: Vec<char> = groups[at].chars().collect();
            prop_assume!(letters[from] != letters[from + 1]);
            letters.swap(from, from + 1);
            groups[at] = letters.into_iter().collect();
            prop_assert_eq!(wrong(&groups), Some(vec![u32::try_from(at + 1).unwrap()]));
        }

        #[test]
        fn groups_that_changed_places_are_both_told(bytes in any::<[u8; 32]>(), one in 0..18_usize, other in 0..18_usize) {
            prop_assume!(one != other);
            let mut groups = text(&RecoveryKey::of(&bytes));
            groups.swap(one, other);
            let mut both = vec![u32::try_from(one + 1).unwrap(), u32::try_from(other + 1).unwrap()];
            both.sort_unstable();
            prop_assert_eq!(wrong(&groups), Some(both));
        }

        #[test]
        fn every_key_comes_back(bytes in any::<[u8; 32]>()) {
            let key = RecoveryKey::of(&bytes);
            let kept = RecoveryKey::from_kept(key.secret().clone()).unwrap();
            let read = RecoveryKey::typed(&text(&kept).concat()).unwrap();
            prop_assert_eq!(read.secret().expose(), key.secret().expose());
        }
    }
}
