//! ULIDs for what is numbered inside: 48 bits of time, 80 that look random but follow from the number, so that an id read back finds its row.

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The ULID of a snowflake-like number (milliseconds shifted by 16, with a tail).
pub(super) fn of_number(number: i64) -> String {
    of(number >> 16, number)
}

/// The ULID of something made at `millisecond` with a number of its own.
pub(super) fn of(millisecond: i64, number: i64) -> String {
    let time = u128::try_from(millisecond).unwrap_or(0) & 0xFFFF_FFFF_FFFF;
    // Any mixing does: it only has to be the same every time.
    let mixed = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23) ^ 0x5851_F42D_4C95_7F2D;
    let bits = (time << 80) | (u128::from(mixed) << 16) | u128::from(number as u16);
    (0..26).rev().map(|place| LETTERS[((bits >> (place * 5)) & 31) as usize] as char).collect()
}

/// The number behind a ULID that [`of_number`] made; others give some number, which then has to be compared.
pub(super) fn number(ulid: &str) -> Option<i64> {
    if ulid.len() != 26 {
        return None;
    }
    let bits = ulid.bytes().try_fold(0_u128, |bits, letter| {
        let value = LETTERS.iter().position(|known| *known == letter.to_ascii_uppercase())?;
        Some((bits << 5) | value as u128)
    })?;
    let (time, tail) = (i64::try_from(bits >> 80).ok()?, i64::try_from(bits & 0xFFFF).ok()?);
    Some((time << 16) | tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_comes_back_from_its_ulid_and_later_ones_sort_later() {
        let numbers = [112_233_445_566_778_899_i64, 112_233_445_566_778_900, 115_000_000_000_000_000];
        let ulids: Vec<String> = numbers.iter().map(|number| of_number(*number)).collect();
        assert!(ulids.iter().all(|ulid| ulid.len() == 26));
        assert_eq!(ulids.iter().map(|ulid| number(ulid)).collect::<Vec<_>>(), numbers.map(Some));
        assert!(ulids[0] < ulids[2]);
        assert_eq!(number("108267707882207829"), None);
    }
}
