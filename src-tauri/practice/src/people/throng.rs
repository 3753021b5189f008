//! The many of a large server: what they are called, write about themselves, and where they come from, spread as on real ones: a few very large mail
//! domains, servers and carriers, and a long tail.
//!
//! All domains are under reserved names; addresses are from the ranges for documentation, benchmarks (RFC 2544) and private networks (RFC 1918).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::names::Name;
use super::{Crowd, bios, reasons};
use crate::chance::Chance;
use crate::time::DAY;

/// How long the server has been there.
const YEARS: i64 = 10;
/// Handles are cut to this, so that a number fits behind them.
const LONGEST: usize = 22;

#[rustfmt::skip]
const ADJECTIVES: &[&str] = &[
    "quiet", "amber", "rusty", "northern", "gentle", "crooked", "velvet", "distant", "hollow", "brisk", "mossy", "copper", "foggy", "hasty", "lunar", "mellow",
    "nimble", "opal", "paper", "quaint", "rowdy", "salty", "tidal", "upland", "violet", "windy", "young", "zesty", "blue", "cosy", "dusty", "early",
];
#[rustfmt::skip]
const NOUNS: &[&str] = &[
    "otter", "lantern", "harbour", "meadow", "kettle", "badger", "compass", "thistle", "orchard", "pebble", "quill", "raven", "saddle", "teapot", "umbrella", "valley",
    "willow", "anchor", "bramble", "candle", "drizzle", "ember", "ferry", "gable", "heron", "island", "jackdaw", "kiln", "ladder", "marsh", "nettle", "oyster",
];
const CONSONANTS: &[&str] =
    &["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "br", "st", "kl", "sh"];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ai", "ou", "ea"];
const SIGNS: &[&str] = &["🌻", "🚲", "🐝", "🎻", "📚", "🏳️‍🌈", "🦉", "☕"];
/// Mail services that half of all people use, with how many of a hundred.
const BIG_MAIL: &[(&str, u64)] = &[("bigmail.example", 30), ("hotletter.example", 12), ("yonder.example", 8)];

/// What the many draw from.
#[derive(Debug)]
pub(crate) struct Throng {
    servers: Vec<String>,
    mail_domains: Vec<String>,
}

impl Throng {
    pub(crate) fn new(chance: &mut Chance, people: usize) -> Self {
        let mut names = |count: usize, ending: &str| -> Vec<String> {
            (0..count).map(|at| format!("{}-{}{at}.{ending}", chance.text(ADJECTIVES), chance.text(NOUNS))).collect()
        };
        let tail = (people / 250).clamp(64, 4096);
        Self { servers: names(tail, "example"), mail_domains: names(tail / 2, "mail.example") }
    }

    /// Another server; the largest has one in thirteen.
    pub(crate) fn server(&self, chance: &mut Chance) -> &str {
        &self.servers[skewed(chance, self.servers.len())]
    }

    /// A mail address: half of them at the three largest services, some at a domain of one's own.
    pub(crate) fn mail(&self, chance: &mut Chance, name: &Name, handle: &str) -> String {
        let mut ticket = chance.below(100);
        for (domain, share) in BIG_MAIL {
            if ticket < *share {
                let local = if chance.percent(40) { format!("{}.{}", name.given, handle) } else { handle.to_owned() };
                return format!("{local}@{domain}");
            }
            ticket -= share;
        }
        if chance.percent(4) {
            return format!("{}@{}-{handle}.example", name.given, name.family);
        }
        format!("{handle}@{}", self.mail_domains[skewed(chance, self.mail_domains.len())])
    }
}

/// A place in a table of so many: each about half as often as the one of half its number.
fn skewed(chance: &mut Chance, len: usize) -> usize {
    let bits = chance.below(u64::from(len.max(1).ilog2()) + 1);
    let at = ((1 << bits) | chance.below(1 << bits)) - 1;
    usize::try_from(at).unwrap_or(0) % len.max(1)
}

/// How long ago in seconds number `at` of `count` came, the first longest ago; more and more come each year, and none on the last day.
pub(crate) fn age(at: usize, count: usize) -> i64 {
    let left = (count - at) as f64 / count.max(1) as f64;
    DAY + (left.powi(2) * (YEARS * 365 * DAY) as f64) as i64
}

/// A network address: some share a carrier's, some a network, most have their own.
pub(crate) fn address(chance: &mut Chance) -> IpAddr {
    match chance.below(100) {
        0..20 => {
            let carrier = skewed(chance, 0x1_0000) as u32;
            IpAddr::V4(Ipv4Addr::from_bits(u32::from_be_bytes([198, 18, 0, 0]) | carrier))
        }
        20..60 => IpAddr::V4(Ipv4Addr::from_bits(u32::from_be_bytes([10, 0, 0, 0]) | chance.below(1 << 24) as u32)),
        _ => {
            let (site, subnet) = (chance.below(0x40) as u16, chance.below(0x1000) as u16);
            IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, site, subnet, 0, 0, 0, chance.below(0x1_0000) as u16))
        }
    }
}

/// A handle that nobody has yet.
pub(crate) fn handle(crowd: &mut Crowd, name: &Name, joint: &str) -> String {
    let chance = &mut crowd.chance;
    let mut wish = match chance.below(10) {
        0..4 => invented(chance),
        4..6 => format!("{}{joint}{}", chance.text(ADJECTIVES), chance.text(NOUNS)),
        6..8 => format!("{}{joint}{}", name.given, name.family),
        8 => format!("{}{}", name.given.get(..1).unwrap_or_default(), name.family),
        _ => format!("{}{}", name.family, name.given),
    };
    if chance.percent(35) {
        wish = format!("{wish}{}", chance.between(1, 2010));
    }
    wish.truncate(LONGEST);
    crowd.claim(wish)
}

/// A word of no language.
fn invented(chance: &mut Chance) -> String {
    let syllables = 2 + chance.below(3);
    (0..syllables).map(|_| format!("{}{}", chance.text(CONSONANTS), chance.text(VOWELS))).collect()
}

/// What is shown in the handle's stead; now and then nothing.
pub(crate) fn display_name(chance: &mut Chance, name: &Name) -> String {
    match chance.below(20) {
        0 | 1 => String::new(),
        2..5 => format!("{} {}", capital(chance.text(ADJECTIVES)), capital(chance.text(NOUNS))),
        5..7 => capital(&invented(chance)),
        7..9 => format!("{} {}", name.full, chance.text(SIGNS)),
        _ => name.full.clone(),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A profile's text: one or two of the written ones in the person's language, and a line that hardly anybody else has.
pub(crate) fn bio(chance: &mut Chance, locale: &str) -> String {
    let own: Vec<&str> = bios::BIOS.iter().filter(|(language, _)| *language == locale).map(|(_, text)| *text).collect();
    let line = |chance: &mut Chance| {
        let (first, second) = (chance.text(ADJECTIVES), chance.text(NOUNS));
        format!("{} {second} of {}. #{}", capital(first), capital(&invented(chance)), invented(chance))
    };
    let mut text = match chance.below(10) {
        0 => return String::new(),
        1 => chance.text(bios::LONG_BIOS).to_owned(),
        _ if own.is_empty() => chance.pick(bios::BIOS).1.to_owned(),
        _ => (*chance.pick(&own)).to_owned(),
    };
    if chance.percent(25) {
        text = format!("{text} {}", chance.pick(bios::BIOS).1);
    }
    if chance.percent(40) {
        text = format!("{text}\n\n{}", line(chance));
    }
    text
}

/// Why somebody wanted to come.
pub(crate) fn reason(chance: &mut Chance, name: &Name) -> String {
    let own: Vec<&str> =
        reasons::REASONS.iter().filter(|(language, _)| *language == name.locale).map(|(_, text)| *text).collect();
    let text = if own.is_empty() { chance.pick(reasons::REASONS).1 } else { *chance.pick(&own) };
    format!("{text} – {} / {}", name.full, capital(&invented(chance)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_have_much_and_many_have_little() {
        let mut chance = Chance::new(1);
        let mut counts = vec![0_u32; 4096];
        for _ in 0..130_000 {
            counts[skewed(&mut chance, 4096)] += 1;
        }
        assert!((9_000..11_000).contains(&counts[0]), "{}", counts[0]);
        assert!(counts[2000..].iter().max() < Some(&30) && counts.iter().filter(|count| **count > 0).count() > 3_500);
        assert!((0..1_000).all(|_| skewed(&mut chance, 1) == 0 && skewed(&mut chance, 5) < 5));
    }

    #[test]
    fn ages_fall_from_ten_years_to_a_day() {
        let ages: Vec<i64> = (0..1_000).map(|at| age(at, 1_000)).collect();
        assert!(ages.is_sorted_by(|one, other| one > other));
        assert_eq!(ages[0] / DAY, 3_651);
        assert!(ages[999] >= DAY && ages[900] < 60 * DAY);
    }

    #[test]
    fn everybody_gets_a_handle_of_their_own_that_a_server_would_take() {
        let mut crowd = Crowd::new(3, []);
        let mut seen = std::collections::HashSet::new();
        for _ in 0..20_000 {
            let name = super::super::names::draw(&mut crowd.chance);
            let handle = handle(&mut crowd, &name, "_");
            assert!(
                handle.len() <= 30 && handle.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
                "{handle}"
            );
            assert!(seen.insert(handle));
        }
    }
}
