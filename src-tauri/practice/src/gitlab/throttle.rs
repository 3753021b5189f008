//! Both kinds of 429 (section 7): the instance's throttle in plain text with its headers, and the limits of single endpoints in JSON without.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;

use super::auth::READ_USERS;
use super::refusal::Refusal;
use super::state::Gitlab;
use crate::Limits;
use crate::call::{Answer, Call, Content};
use crate::time::http_date;
use crate::world::Site;

/// What counts by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Name {
    AuthenticatedApi,
    UsersGetById,
    Below(Endpoint),
}

/// The endpoints below `/users/:id` that have a limit of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Endpoint {
    Followers,
    Following,
    Status,
    SshKeys,
    SshKey,
    GpgKeys,
    GpgKey,
}

/// Requests by name and user in the present window.
#[derive(Clone, Debug, Default)]
pub(crate) struct Throttle(HashMap<(Name, i64), (i64, u32)>);

impl Throttle {
    /// Counts one more in a window aligned to the epoch. Gives the count.
    fn add(&mut self, name: Name, user: i64, period: u32, now: Timestamp) -> u32 {
        let window = now.as_second().div_euclid(i64::from(period.max(1)));
        let (present, used) = self.0.entry((name, user)).or_insert((window, 0));
        if *present != window {
            (*present, *used) = (window, 0);
        }
        *used = used.saturating_add(1);
        *used
    }
}

/// The instance's throttle as its headers describe it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    limit: u32,
    period: u32,
    observed: u32,
    now: Timestamp,
}

impl Reading {
    pub(super) fn exceeded(&self) -> bool {
        self.observed > self.limit
    }

    fn reset(&self) -> i64 {
        let period = i64::from(self.period.max(1));
        (self.now.as_second().div_euclid(period) + 1).saturating_mul(period)
    }

    /// `Limit` is per minute while the others are per period: they don't add up on a real server either.
    pub(super) fn dress(&self, answer: Answer) -> Answer {
        let per_minute = (u64::from(self.limit) * 60).div_ceil(u64::from(self.period.max(1)));
        answer
            .with("ratelimit-name", "throttle_authenticated_api")
            .with("ratelimit-limit", per_minute.to_string())
            .with("ratelimit-observed", self.observed.to_string())
            .with("ratelimit-remaining", self.limit.saturating_sub(self.observed).to_string())
            .with("ratelimit-reset", self.reset().to_string())
    }

    pub(super) fn refusal(&self, text: &str) -> Answer {
        let reset = self.reset();
        let wait = reset.saturating_sub(self.now.as_second());
        let text = if text.is_empty() { "Retry later\n" } else { text };
        let plain = Answer { status: 429, headers: Vec::new(), content: Content::Text(text.to_owned()) };
        let date = Timestamp::from_second(reset).unwrap_or(Timestamp::MAX);
        self.dress(plain).with("ratelimit-resettime", http_date(date)).with("retry-after", wait.to_string())
    }
}

impl Gitlab {
    /// Counts a request in the instance's throttle, where an administrator has switched it on; only requests with a good token count there.
    pub(super) fn throttled(&mut self, call: &Call) -> Option<Reading> {
        if !self.settings.throttle_authenticated_api_enabled {
            return None;
        }
        let user = self.admit(call, &[]).ok()?.user.id;
        let limit = self.settings.throttle_authenticated_api_requests_per_period;
        let period = self.settings.throttle_authenticated_api_period_in_seconds;
        let observed = self.throttle.add(Name::AuthenticatedApi, user, period, call.now);
        Some(Reading { limit, period, observed, now: call.now })
    }

    /// The instance's throttle, where it is on: its window stands for all that a Mastodon's has.
    pub(crate) fn limits(&self) -> Option<Limits> {
        let settings = &self.settings;
        let window = Duration::from_secs(settings.throttle_authenticated_api_period_in_seconds.into());
        let per_token = settings.throttle_authenticated_api_requests_per_period;
        settings.throttle_authenticated_api_enabled.then_some(Limits {
            per_token,
            per_user: per_token,
            window,
            paging: per_token,
            paging_window: window,
        })
    }

    /// Switches the instance's throttle on with the window of a token, or off.
    pub(crate) fn change_limits(&mut self, limits: Option<Limits>) {
        self.settings.throttle_authenticated_api_enabled = limits.is_some();
        if let Some(limits) = limits {
            self.settings.throttle_authenticated_api_requests_per_period = limits.per_token;
            let seconds = u32::try_from(limits.window.as_secs()).unwrap_or(u32::MAX);
            self.settings.throttle_authenticated_api_period_in_seconds = seconds.max(1);
        }
    }

    /// Counts a request in an endpoint's own limit; 0 switches it off.
    pub(super) fn limit_here(
        &mut self,
        (name, limit, period): (Name, u32, u32),
        user: i64,
        call: &Call,
        site: &Site,
    ) -> Result<(), Refusal> {
        let on = site.limits.is_some() && limit > 0;
        if on && self.throttle.add(name, user, period, call.now) > limit { Err(Refusal::TooManyHere) } else { Ok(()) }
    }

    /// The limits that came with 17.10, in a minute. Administrators are exempt from two of them only.
    pub(super) fn limit_below(&mut self, endpoint: Endpoint, call: &Call, site: &Site) -> Result<(), Refusal> {
        let caller = self.admit(call, READ_USERS)?;
        let (who, is_admin) = (caller.user.id, caller.user.is_admin);
        let settings = &self.settings;
        let (limit, exempts) = match endpoint {
            Endpoint::Followers => (settings.users_api_limit_followers, true),
            Endpoint::Following => (settings.users_api_limit_following, true),
            Endpoint::Status => (settings.users_api_limit_status, false),
            Endpoint::SshKeys => (settings.users_api_limit_ssh_keys, false),
            Endpoint::SshKey => (settings.users_api_limit_ssh_key, false),
            Endpoint::GpgKeys => (settings.users_api_limit_gpg_keys, false),
            Endpoint::GpgKey => (settings.users_api_limit_gpg_key, false),
        };
        if !settings.practice.at_least(17, 10) || (is_admin && exempts) {
            return Ok(());
        }
        self.limit_here((Name::Below(endpoint), limit, 60), who, call, site)
    }

    /// 429 by fault: with seconds as the instance's throttle says it, without as an endpoint's limit does.
    pub(crate) fn too_many(call: &Call, retry_after: Option<u64>) -> Answer {
        let Some(seconds) = retry_after else {
            return Refusal::TooManyHere.answer(&super::GitlabSwitches::default());
        };
        let reset = call.now.as_second().saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX));
        let date = http_date(Timestamp::from_second(reset).unwrap_or(Timestamp::MAX));
        Answer { status: 429, headers: Vec::new(), content: Content::Text("Retry later\n".to_owned()) }
            .with("ratelimit-name", "throttle_authenticated_api")
            .with("ratelimit-limit", "120")
            .with("ratelimit-observed", "7201")
            .with("ratelimit-remaining", "0")
            .with("ratelimit-reset", reset.to_string())
            .with("ratelimit-resettime", date)
            .with("retry-after", seconds.to_string())
    }
}
