//! Which server of this family answers: what is expected of it follows from software and version.

use bailiwick_engine::profile::Software;

/// A software with its version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Mastodon or a fork of it, by major and minor version. One that doesn't tell counts as the newest.
    Mastodon(u32, u32),
    /// GoToSocial.
    GoToSocial,
}

impl Dialect {
    /// The dialect of a found server.
    pub fn of(software: &Software) -> Self {
        if software.name == "GoToSocial" {
            return Dialect::GoToSocial;
        }
        let mut numbers = software.version.split(|c: char| !c.is_ascii_digit()).map(str::parse::<u32>);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(major)), Some(Ok(minor))) => Dialect::Mastodon(major, minor),
            _ => Dialect::Mastodon(u32::MAX, 0),
        }
    }

    /// A Mastodon of this version or a later one.
    pub fn since(self, major: u32, minor: u32) -> bool {
        matches!(self, Dialect::Mastodon(..)) && !self.before(major, minor)
    }

    /// A Mastodon older than this version.
    pub fn before(self, major: u32, minor: u32) -> bool {
        matches!(self, Dialect::Mastodon(here, there) if (here, there) < (major, minor))
    }

    /// GoToSocial.
    pub fn is_gotosocial(self) -> bool {
        self == Dialect::GoToSocial
    }
}
