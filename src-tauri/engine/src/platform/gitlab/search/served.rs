//! Which filters a GitLab takes, from its version and edition (gitlab.md §1.7, §3.1). It drops what it does not know without
//! a word, so what is known to be dropped is not sent; where the version is not told, the newest is believed.

use crate::platform::Known;

/// What is known of the server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Served {
    version: Option<(u32, u32)>,
    /// The edition with more filters. Only where it is sure: some of them cannot be checked here, and a server that drops
    /// one would have everybody pass for found.
    pub enterprise: bool,
}

impl Served {
    pub(super) fn of(known: &Known<'_>) -> Self {
        Served { version: known.software.major_minor(), enterprise: known.settings.enterprise == Some(true) }
    }

    /// `humans`, `exclude_humans`, `exclude_active` (§1.7).
    pub(super) fn kinds_and_states(self) -> bool {
        self.is_from(17)
    }

    /// `public_email`; older ones heeded it by accident at times (§1.7).
    pub(super) fn public_mail(self) -> bool {
        self.is_from(19)
    }

    fn is_from(self, major: u32) -> bool {
        self.version.is_none_or(|version| version >= (major, 0))
    }
}
