//! What to start, for whom, and what may go wrong in starting.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use crate::{GitlabSwitches, Manner};

/// Which server is practised on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A Mastodon 4.6.
    Mastodon,
    /// A GitLab 18.
    Gitlab,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Mastodon => "Mastodon",
            Self::Gitlab => "GitLab",
        })
    }
}

/// How to serve an instance.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which platform.
    pub kind: Kind,
    /// Port on 127.0.0.1; 0 takes any that is free.
    pub port: u16,
    /// Same seed, same people.
    pub seed: u64,
    /// About how many people there are; the special ones are always there, so fewer than about 150 is not reached. From 10,000 on they are spread as on a
    /// real large server: ten years of sign-ups, half of a Mastodon's people on other servers, a few large mail services and carriers; a million
    /// takes a release build about fifteen seconds and 1.5 GB.
    pub people: usize,
    /// Where the state is kept between runs; none: it goes with the process. A file that is there wins over `seed` and `people`.
    pub state_file: Option<PathBuf>,
    /// A path under which everything is served, such as `/gitlab`; empty: none. `/practice/…` stays at the top.
    pub root: String,
    /// The throttles; none switches them off. Only a Mastodon has any: a GitLab's are off unless an administrator turns them on.
    pub limits: Option<Limits>,
    /// How long queued deletions (GitLab's reject, Mastodon's delete) wait for their worker: until then the account is still there.
    pub worker_delay: Duration,
    /// How a Mastodon behaves: version, modes, rows turned round. A GitLab doesn't look.
    pub manner: Manner,
    /// How a GitLab behaves: version, edition, rows turned round. A Mastodon doesn't look.
    pub gitlab: GitlabSwitches,
}

impl Options {
    /// 300 people of seed 1 on any free port, nothing kept, real throttles.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            port: 0,
            seed: 1,
            people: 300,
            state_file: None,
            root: String::new(),
            limits: Some(Limits::default()),
            worker_delay: Duration::from_millis(1500),
            manner: Manner::default(),
            gitlab: GitlabSwitches::default(),
        }
    }
}

/// Mastodon's throttles (reference 6.1). Windows are fixed and aligned to the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests of one token, or of one address without a token, in a window.
    pub per_token: u32,
    /// Requests of one user in a window.
    pub per_user: u32,
    /// Length of that window.
    pub window: Duration,
    /// Requests of one user with `page`, `max_id`, `min_id` or `since_id` in a paging window.
    pub paging: u32,
    /// Length of the paging window.
    pub paging_window: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_token: 300,
            per_user: 1500,
            window: Duration::from_secs(5 * 60),
            paging: 300,
            paging_window: Duration::from_secs(15 * 60),
        }
    }
}

impl FromStr for Limits {
    type Err = LimitsError;

    /// `PER_TOKEN/WINDOW,PAGING/WINDOW`, windows in seconds; the second pair may be left out. Five tokens' worth is a user's.
    fn from_str(text: &str) -> Result<Self, LimitsError> {
        let pair = |text: &str| {
            let (count, seconds) = text.split_once('/')?;
            let (count, seconds): (u32, u64) = (count.trim().parse().ok()?, seconds.trim().parse().ok()?);
            (count > 0 && seconds > 0).then(|| (count, Duration::from_secs(seconds)))
        };
        let (first, second) = text.split_once(',').map_or((text, None), |(first, second)| (first, Some(second)));
        let (per_token, window) = pair(first).ok_or(LimitsError)?;
        let usual = Self::default();
        let (paging, paging_window) =
            second.map_or(Some((usual.paging, usual.paging_window)), pair).ok_or(LimitsError)?;
        Ok(Self { per_token, per_user: per_token.saturating_mul(5), window, paging, paging_window })
    }
}

/// Limits that can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write PER_TOKEN/SECONDS,PAGING/SECONDS, such as 300/300,300/900, with numbers from 1 up")]
pub struct LimitsError;

/// Whose token. Somebody who is only on the other platform stands for the nearest here (a GitLab's `Moderator` is its administrator).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Mastodon: @kim, role Moderator.
    Moderator,
    /// Mastodon: @noor, role Admin.
    Admin,
    /// Mastodon: @ada, role Owner.
    Owner,
    /// Mastodon: @wren, no role, though the token has every scope.
    Member,
    /// GitLab: kim, administrator, scopes `api` and `admin_mode`.
    Administrator,
    /// GitLab: wren, no administrator.
    User,
    /// GitLab: osei, administrator whose token lacks `admin_mode`.
    NoAdminMode,
    /// Both: kim with a token that may only read.
    Read,
    /// Both: kim with a token whose scopes open nothing that a desk needs.
    NoScope,
    /// Both: a token that was revoked.
    Revoked,
}

/// Why a practice server could not be started or stopped, or not be changed.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// The port is taken or may not be used.
    #[error("port {port} on 127.0.0.1 can't be used: {source}")]
    Port {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The state file can't be read, set aside or written.
    #[error("the practice state {} can't be kept: {source}", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no person with this id.
    #[error("nobody here has the id {0}")]
    Nobody(String),
    /// The change would leave something that is no person, or no settings.
    #[error("this change doesn't fit: {0}")]
    Change(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_from_two_pairs_and_nonsense_is_refused() {
        let seconds = Duration::from_secs;
        let read: Limits = "30/10, 20/60".parse().unwrap();
        let wanted =
            Limits { per_token: 30, per_user: 150, window: seconds(10), paging: 20, paging_window: seconds(60) };
        assert_eq!(read, wanted);
        assert_eq!("300/300".parse(), Ok(Limits::default()));
        for text in ["", "30", "30/", "0/10", "30/0", "30/10,", "a/b,c/d", "-1/10", "30/10,20/60,5/5"] {
            assert_eq!(text.parse::<Limits>(), Err(LimitsError), "{text}");
        }
    }
}
