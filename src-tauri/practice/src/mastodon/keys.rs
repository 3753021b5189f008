//! Texts and network addresses as numbers that sort as they do. A text is kept as its first eight bytes: enough to be left with a few, who are then
//! compared whole.

use std::net::IpAddr;

/// A network address as two numbers.
pub(super) type Place = (u64, u64);

/// IPv4 inside IPv6.
pub(super) fn place(address: IpAddr) -> Place {
    let bits = match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    };
    ((bits >> 64) as u64, bits as u64)
}

/// The start of a pattern up to its first wildcard.
pub(super) fn literal(pattern: &str) -> &str {
    pattern.split(['%', '_']).next().unwrap_or_default()
}

/// The first eight bytes in lower case as a number that sorts as they do.
pub(super) fn head(text: &str) -> u64 {
    first_bytes(text, 0)
}

/// The largest head of a text that begins so.
pub(super) fn last_head(start: &str) -> u64 {
    first_bytes(start, u8::MAX)
}

fn first_bytes(text: &str, filler: u8) -> u64 {
    let start = text.to_lowercase();
    let mut bytes = [filler; 8];
    for (into, byte) in bytes.iter_mut().zip(start.bytes()) {
        *into = byte;
    }
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_sort_as_the_texts_do_and_hold_all_that_begin_so() {
        assert!(head("anna") < head("annb") && head("anna") < head("annabelle_longer"));
        assert!((head("an")..=last_head("AN")).contains(&head("Anna_Kovács")));
        assert!(!(head("an")..=last_head("an")).contains(&head("ao")));
        assert_eq!(head("spammer42"), head("spammer4"), "compared whole afterwards");
        assert!((head("żó")..=last_head("żó")).contains(&head("Żółw i przyjaciele")));
    }

    #[test]
    fn a_pattern_is_literal_up_to_its_first_wildcard() {
        assert_eq!(["kim%", "k_m", "%kim", "kim"].map(literal), ["kim", "k", "", "kim"]);
    }
}
