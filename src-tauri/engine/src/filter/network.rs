//! Network addresses and ranges of them, by their bytes: the cache compares them as such.

use std::net::IpAddr;

/// An address, or all that begin with the same bits. IPv4 is IPv4 also where it is written inside of IPv6.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Network {
    /// The first address, in network order: 4 bytes or 16.
    pub first: Vec<u8>,
    /// The last one.
    pub last: Vec<u8>,
}

impl Network {
    /// Reads `198.51.100.7`, `198.51.100.0/24`, `2001:db8::/32`. An address inside a range stands for the range, as for
    /// the servers.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) if bits.bytes().all(|digit| digit.is_ascii_digit()) => {
                (address, Some(bits.parse::<usize>().ok()?))
            }
            Some(_) => return None,
            None => (text, None),
        };
        let written: IpAddr = address.parse().ok()?;
        let bytes = bytes(written.to_canonical());
        let whole = bytes.len() * 8;
        // Of an IPv4 address in IPv6, the bits before it are fixed.
        let before = if written.is_ipv6() { 128 - whole } else { 0 };
        let bits = match bits {
            None => whole,
            Some(bits) => bits.checked_sub(before).filter(|bits| *bits <= whole)?,
        };
        let kept = |at: usize| bits.saturating_sub(at * 8).min(8);
        let mask: Vec<u8> = (0..bytes.len()).map(|at| !u8::try_from(0xff_u16 >> kept(at)).unwrap_or(0)).collect();
        let first = bytes.iter().zip(&mask).map(|(byte, mask)| byte & mask).collect();
        let last = bytes.iter().zip(&mask).map(|(byte, mask)| byte | !mask).collect();
        Some(Network { first, last })
    }

    /// Whether the address is in the range; no for what is none.
    pub fn holds(&self, address: &str) -> bool {
        let bytes = octets(address);
        bytes.is_some_and(|bytes| bytes.len() == self.first.len() && self.first <= bytes && bytes <= self.last)
    }
}

/// The bytes of an address in network order, IPv4 as 4 bytes however it is written; none for what is none.
pub(crate) fn octets(address: &str) -> Option<Vec<u8>> {
    Some(bytes(address.parse::<IpAddr>().ok()?.to_canonical()))
}

fn bytes(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_its_addresses_and_no_others() {
        let cases = [
            ("198.51.100.7", "198.51.100.7", true),
            ("198.51.100.7", "198.51.100.8", false),
            ("198.51.100.77/24", "198.51.100.255", true),
            ("198.51.100.77/24", "198.51.101.0", false),
            ("198.51.100.0/30", "198.51.100.3", true),
            ("198.51.100.0/30", "198.51.100.4", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "203.0.113.9", false),
            ("::/0", "2001:db8::1", true),
            ("2001:DB8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false),
            ("::ffff:198.51.100.7", "198.51.100.7", true),
            ("198.51.100.0/24", "::ffff:198.51.100.7", true),
            ("::ffff:198.51.100.0/120", "198.51.100.9", true),
            ("198.51.100.0/24", "nonsense", false),
            // The same bytes at their beginning.
            ("32.1.13.184", "2001:db8::", false),
        ];
        for (range, address, inside) in cases {
            assert_eq!(Network::parse(range).unwrap().holds(address), inside, "{range} {address}");
        }
        for bad in
            ["", "1", "198.51.100", "198.51.100.7/33", "::/129", "::ffff:1.2.3.4/95", "1.2.3.4/", "1.2.3.4/+8", "a/8"]
        {
            assert_eq!(Network::parse(bad), None, "{bad}");
        }
    }
}
