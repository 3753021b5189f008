//! The throttles and their headers (6.1): fixed windows aligned to the epoch, so that all clients of a server start anew together.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;

use super::state::Id;
use crate::call::Call;
use crate::{Dialect, Limits};

/// Whose requests are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Token(String),
    User(Id),
    /// Everybody without a token; on loopback there is one address.
    Address,
    Paging(Id),
    Registration,
}

/// Registrations of applications from one address (5.1), and their window.
const REGISTRATIONS: u32 = 5;
const REGISTRATION_WINDOW: Duration = Duration::from_secs(10 * 60);
/// Requests of one user in a window before tokens were counted by themselves.
const PER_USER_BEFORE: u32 = 300;

/// How much each key has used in its present window.
#[derive(Clone, Debug, Default)]
pub(crate) struct Throttle(HashMap<Key, (i64, u32)>);

/// The throttle with the least left, as the headers describe it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    limit: u32,
    used: u32,
    /// Seconds of the epoch.
    reset: i64,
}

impl Throttle {
    /// Counts a request in every throttle that concerns it.
    pub(super) fn count(&mut self, limits: &Limits, call: &Call, caller: Option<Id>, version: Dialect) -> Reading {
        let by_token = version >= Dialect::V4_2;
        let own = match (caller, &call.token) {
            (Some(user), Some(_)) if !by_token => vec![(Key::User(user), limits.per_user.min(PER_USER_BEFORE))],
            (Some(user), Some(token)) => {
                vec![(Key::Token(token.clone()), limits.per_token), (Key::User(user), limits.per_user)]
            }
            _ => vec![(Key::Address, limits.per_token)],
        };
        let mut readings: Vec<Reading> =
            own.into_iter().map(|(key, limit)| self.add(key, limit, limits.window, call.now)).collect();
        let paged = ["page", "max_id", "min_id", "since_id"].iter().any(|name| call.query.get(name).is_some());
        if let (true, Some(user)) = (paged, caller) {
            readings.push(self.add(Key::Paging(user), limits.paging, limits.paging_window, call.now));
        }
        if version >= Dialect::V4_6 && call.method == "POST" && call.path == "/api/v1/apps" {
            readings.push(self.add(Key::Registration, REGISTRATIONS, REGISTRATION_WINDOW, call.now));
        }
        let least = readings.iter().copied().min_by_key(Reading::remaining);
        least.unwrap_or(Reading { limit: limits.per_token, used: 0, reset: call.now.as_second() })
    }

    fn add(&mut self, key: Key, limit: u32, window: Duration, now: Timestamp) -> Reading {
        let length = i64::try_from(window.as_secs()).unwrap_or(i64::MAX).max(1);
        let number = now.as_second().div_euclid(length);
        let (present, used) = self.0.entry(key).or_insert((number, 0));
        if *present != number {
            (*present, *used) = (number, 0);
        }
        *used = used.saturating_add(1);
        Reading { limit, used: *used, reset: number.saturating_add(1).saturating_mul(length) }
    }
}

/// A reading with nothing left.
pub(super) fn spent(now: Timestamp) -> Reading {
    Throttle::default().add(Key::Address, 0, Limits::default().window, now)
}

impl Reading {
    /// Negative once exceeded, so that an exceeded throttle wins over one that is just used up.
    fn remaining(&self) -> i64 {
        i64::from(self.limit) - i64::from(self.used)
    }

    pub(super) fn exceeded(&self) -> bool {
        self.remaining() < 0
    }

    /// Reset is ISO 8601 with six digits, not seconds of the epoch.
    pub(super) fn headers(&self) -> [(&'static str, String); 3] {
        let reset = Timestamp::from_second(self.reset).unwrap_or(Timestamp::MAX);
        let limit = if self.limit == 0 { Limits::default().per_token } else { self.limit };
        [
            ("x-ratelimit-limit", limit.to_string()),
            ("x-ratelimit-remaining", self.remaining().max(0).to_string()),
            ("x-ratelimit-reset", reset.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()),
        ]
    }
}
