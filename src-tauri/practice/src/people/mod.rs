//! The made-up people that both practice instances draw from: names, reasons, profile texts, mail and network addresses.
//!
//! Nothing here knows a platform. Mail domains are under reserved names (RFC 2606, RFC 6761) and network addresses from the ranges kept for documentation
//! (RFC 5737, RFC 3849): nobody real can be met, mailed or looked up by accident.

pub(crate) mod bios;
pub(crate) mod names;
pub(crate) mod posts;
pub(crate) mod reasons;
pub(crate) mod throng;

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::chance::Chance;
use names::Name;

/// From so many people on they are made as on a real large server, see `throng`; below that the few have always been the same.
pub(crate) const THRONG: usize = 10_000;

/// Mail domains of ordinary people.
#[rustfmt::skip]
pub(crate) const MAIL_DOMAINS: &[&str] = &[
    "example.org", "example.net", "example.com", "posthaus.example", "letterbox.example", "fastpost.example", "courriel.example", "correo.example",
    "poczta.example", "brievenbus.example", "webmail.example", "rivermail.example",
];

/// Where the spam wave gets its mail addresses; a few honest people are there too.
pub(crate) const SPAM_MAIL_DOMAINS: &[&str] =
    &["mailbox.example", "mailbox.example", "mailbox.example", "quick-inbox.example"];

/// The university whose library, rooms and students share one address.
pub(crate) const SCHOOL_MAIL_DOMAIN: &str = "uni-nordstadt.example";
/// The address that the university's people share.
pub(crate) const SCHOOL_ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 31));
/// The end of a VPN that careful people and spammers use alike.
pub(crate) const VPN_ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 200));
/// Where the spam wave comes from.
pub(crate) const SPAM_ADDRESSES: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7)),
    IpAddr::V4(Ipv4Addr::new(198, 51, 100, 9)),
    IpAddr::V4(Ipv4Addr::new(198, 51, 100, 12)),
];

/// Hands out names so that no two people share a handle, and reasons so that none is read twice before all have been.
#[derive(Debug)]
pub(crate) struct Crowd {
    pub(crate) chance: Chance,
    taken: HashSet<String>,
    unused_reasons: Vec<reasons::Reason>,
}

impl Crowd {
    /// `taken`: handles that are in use already.
    pub(crate) fn new(seed: u64, taken: impl IntoIterator<Item = String>) -> Self {
        Self { chance: Chance::new(seed), taken: taken.into_iter().collect(), unused_reasons: Vec::new() }
    }

    /// Keeps a handle for somebody in particular.
    pub(crate) fn reserve(&mut self, handle: &str) {
        self.taken.insert(handle.to_owned());
    }

    /// The same where somebody may be `elsewhere` who is not in the crowd: draws until the handle is nobody's there either, and remembers what was
    /// taken, so that the outcome is as if all of them had been in the crowd from the start.
    pub(crate) fn person_unless(&mut self, joint: &str, elsewhere: impl Fn(&str) -> bool) -> (Name, String) {
        loop {
            let before = self.chance.clone();
            let drawn = self.person(joint);
            if !elsewhere(&drawn.1) {
                return drawn;
            }
            self.chance = before;
        }
    }

    /// A name with a handle nobody has yet. `joint` stands between the parts (`_` on a Mastodon, `.` on a GitLab).
    pub(crate) fn person(&mut self, joint: &str) -> (Name, String) {
        let name = names::draw(&mut self.chance);
        let initial = name.given.get(..1).unwrap_or_default();
        let family_initial = name.family.get(..1).unwrap_or_default();
        let wish = match self.chance.below(6) {
            0 => format!("{}{joint}{}", name.given, name.family),
            1 => format!("{initial}{joint}{}", name.family),
            2 => format!("{}{joint}{family_initial}", name.given),
            3 => format!("{}{}", name.given, self.chance.between(60, 99)),
            4 => format!("{initial}{}", name.family),
            _ => name.given.clone(),
        };
        let handle = self.unique(&wish, &name, joint);
        (name, handle)
    }

    /// A handle as it was wished for, or with a number behind it where it is taken.
    pub(crate) fn claim(&mut self, wish: String) -> String {
        let mut handle = wish.clone();
        while !self.taken.insert(handle.clone()) {
            handle = format!("{wish}{}", self.chance.below(1_000_000));
        }
        handle
    }

    fn unique(&mut self, wish: &str, name: &Name, joint: &str) -> String {
        let mut handle = wish.to_owned();
        if self.taken.contains(&handle) {
            handle = format!("{}{joint}{}", name.given, name.family);
        }
        while !self.taken.insert(handle.clone()) {
            handle = format!("{}{joint}{}{}", name.given, name.family, self.chance.between(2, 100_000));
        }
        handle
    }

    /// A reason in the person's own language where one is left, else in any.
    pub(crate) fn reason(&mut self, locale: &str) -> reasons::Reason {
        if self.unused_reasons.is_empty() {
            self.unused_reasons = reasons::REASONS.to_vec();
            self.chance.shuffle(&mut self.unused_reasons);
        }
        let own = self.unused_reasons.iter().position(|(language, _)| *language == locale);
        let english = || self.unused_reasons.iter().position(|(language, _)| *language == "en");
        let at = own.or_else(english).unwrap_or(0);
        self.unused_reasons.swap_remove(at)
    }

    /// A mail address that fits the handle.
    pub(crate) fn mail(&mut self, name: &Name, handle: &str) -> String {
        let domain = self.chance.text(MAIL_DOMAINS);
        match self.chance.below(3) {
            0 => format!("{}.{}@{domain}", name.given, name.family),
            _ => format!("{handle}@{domain}"),
        }
    }

    /// An address from the documentation ranges that no group shares on purpose.
    pub(crate) fn address(&mut self) -> IpAddr {
        if self.chance.percent(45) {
            let [a, b, c] = [0, 0, 0].map(|_: i32| self.chance.below(0x1_0000) as u16);
            return IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, a % 0x400, b, 0, 0, 0, c));
        }
        let last = self.chance.between(32, 190) as u8;
        let [a, b, c] = *self.chance.pick(&[[192, 0, 2], [203, 0, 113], [198, 51, 100]]);
        IpAddr::V4(Ipv4Addr::new(a, b, c, last))
    }
}
