//! Which GitLab answers: what is expected of it follows from its version and edition.

/// Version and edition. One that doesn't tell counts as the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    number: (u32, u32),
    enterprise: bool,
}

impl Version {
    /// Of `18.6.1-ee`; the edition also stands in the metadata.
    pub fn of(text: &str, enterprise: Option<bool>) -> Self {
        let mut numbers = text.split(|c: char| !c.is_ascii_digit()).map(str::parse::<u32>);
        let number = match (numbers.next(), numbers.next()) {
            (Some(Ok(major)), Some(Ok(minor))) => (major, minor),
            _ => (u32::MAX, 0),
        };
        Version { number, enterprise: enterprise.unwrap_or_else(|| text.ends_with("-ee")) }
    }

    /// This version or a later one.
    pub fn since(self, major: u32, minor: u32) -> bool {
        self.number >= (major, minor)
    }

    /// The edition with more filters and fields.
    pub fn is_enterprise(self) -> bool {
        self.enterprise
    }
}
