//! How a profile's fetching goes, beside what is drawn of it: how far it came, when it is its turn again, who asked for it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::ProfileId;
use crate::error::Result;
use crate::model::Timestamp;
use crate::store::cache::{Cache, Fetched, Progress};

/// What nobody sees is fetched anew that often; what is looked at more often.
const HIDDEN: Duration = Duration::from_secs(15 * 60);
const OTHERS: Duration = Duration::from_secs(5 * 60);
const LOOKED_AT: Duration = Duration::from_secs(60);

/// An unfinished fill goes on so long after the desk was opened: the desk comes first.
const AFTER_OPENING: Duration = Duration::from_secs(5);

/// The longest wait after failures.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// Over so long a time a fill's speed is measured.
const MEASURED: i64 = 5 * 60 * 1000;

/// What somebody looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Attention {
    /// Whether nobody can see the window.
    pub hidden: bool,
    /// The instance on screen.
    pub profile: Option<ProfileId>,
}

impl Attention {
    /// How often the instance is refreshed.
    pub fn interval(&self, profile: &ProfileId) -> Duration {
        match &self.profile {
            _ if self.hidden => HIDDEN,
            Some(watched) if watched == profile => LOOKED_AT,
            _ => OTHERS,
        }
    }
}

/// When it is an instance's turn again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// The end of the last run, or the opening of the desk.
    since: Timestamp,
    /// Runs in a row that failed.
    failures: u32,
    /// The server asked to wait so long.
    not_before: Option<Timestamp>,
    /// Whether nothing but the opening of the desk is waited for.
    soon: bool,
    /// By so many hundredths the wait is longer, or shorter: desks that were opened together do not ask together.
    jitter: i64,
}

impl Plan {
    /// A plan from the opening of the desk on.
    pub fn new(now: Timestamp, soon: bool) -> Self {
        Plan { since: now, failures: 0, not_before: None, soon, jitter: jitter() }
    }

    /// A run ended: well, or with a failure of the server, which may have asked to wait.
    pub fn ended(&mut self, now: Timestamp, failed: bool, not_before: Option<Timestamp>) {
        let failures = if failed { self.failures.saturating_add(1) } else { 0 };
        *self = Plan { since: now, failures, not_before, soon: false, jitter: jitter() };
    }

    /// When it is its turn, where it comes every `interval`. A clock that was set back has no part in waiting.
    pub fn due(&mut self, interval: Duration, now: Timestamp) -> Timestamp {
        self.since = self.since.min(now);
        self.not_before = self.not_before.map(|until| until.min(later(now, LONGEST)));
        let wait = match (self.soon, self.failures) {
            (true, _) => AFTER_OPENING,
            (false, 0) => interval,
            (false, failures) => interval.saturating_mul(1 << failures.min(10)).min(LONGEST.max(interval)),
        };
        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let due = Timestamp(self.since.0.saturating_add(wait).saturating_add(wait / 100 * self.jitter));
        self.not_before.map_or(due, |until| until.max(due))
    }
}

/// From −10 to 10.
fn jitter() -> i64 {
    i64::from(uuid::Uuid::new_v4().as_bytes()[0]) % 21 - 10
}

/// The moment so much later.
fn later(from: Timestamp, by: Duration) -> Timestamp {
    Timestamp(from.0.saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
}

/// How fast a fill is.
#[derive(Debug, Default)]
pub(crate) struct Rate(VecDeque<(Timestamp, u32)>);

impl Rate {
    /// So many accounts more. Gives how many come in a minute; none before the second page.
    pub fn take(&mut self, now: Timestamp, count: u32) -> Option<u32> {
        // Set back, the clock has nothing to measure by.
        self.0.retain(|(at, _)| *at <= now && at.0 >= now.0.saturating_sub(MEASURED));
        self.0.push_back((now, count));
        let (begin, first) = *self.0.front()?;
        let millis = u64::try_from(now.0.saturating_sub(begin.0)).ok().filter(|millis| *millis > 0)?;
        // What the first page brought came before the time that is measured.
        let came: u64 = self.0.iter().map(|(_, count)| u64::from(*count)).sum::<u64>() - u64::from(first);
        u32::try_from(came.saturating_mul(60_000) / millis).ok()
    }
}

/// What lasts no longer than the session.
#[derive(Debug, Default)]
pub(crate) struct Session {
    /// When the server was last asked who one is.
    pub rights_at: Option<Timestamp>,
    /// When the list of those who wait was last fetched whole, and how many pages it had.
    pub waiting_at: Option<(Timestamp, u32)>,
    /// When the sweep last went on.
    pub swept_at: Option<Timestamp>,
    /// When what is to be kept no longer was last forgotten.
    pub tidied_at: Option<Timestamp>,
    /// The speed of the fill.
    pub rate: Rate,
}

/// A profile's fetching.
#[derive(Debug)]
pub(crate) struct Syncing {
    /// How far it came, as it stands in the cache.
    progress: tokio::sync::Mutex<Progress>,
    /// Somebody asks for a refresh while a run is under way.
    pub wanted: watch::Sender<bool>,
    /// What somebody looks at.
    pub attention: watch::Receiver<Attention>,
    plan: Mutex<Plan>,
    session: Mutex<Session>,
}

impl Syncing {
    /// Fetching that came so far before the desk was opened.
    pub fn new(progress: Progress, now: Timestamp, attention: watch::Receiver<Attention>) -> Self {
        // One that was never begun waits for somebody to come by.
        let unfinished = progress.fill.is_some();
        Syncing {
            progress: tokio::sync::Mutex::new(progress),
            wanted: watch::Sender::new(false),
            attention,
            plan: Mutex::new(Plan::new(now, unfinished)),
            session: Mutex::default(),
        }
    }

    /// How far it came.
    pub async fn progress(&self) -> Progress {
        self.progress.lock().await.clone()
    }

    /// Stores accounts and how far fetching has come by them, in one transaction.
    pub async fn advance(
        &self,
        cache: &Cache,
        accounts: &[Fetched],
        seen_at: Timestamp,
        change: impl FnOnce(&mut Progress),
    ) -> Result<()> {
        let mut progress = self.progress.lock().await;
        let mut next = progress.clone();
        change(&mut next);
        cache.store_page(accounts, seen_at, Some(&next)).await?;
        *progress = next;
        Ok(())
    }

    /// When it is its turn.
    pub fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What this session knows.
    pub fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    /// How many seconds after `NOW` it is the plan's turn.
    fn wait(plan: &mut Plan, interval: Duration, now: Timestamp) -> i64 {
        (plan.due(interval, now).0 - now.0) / 1000
    }

    fn in_seconds(seconds: i64) -> Timestamp {
        Timestamp(NOW.0 + seconds * 1000)
    }

    #[test]
    fn what_is_looked_at_comes_more_often_than_what_nobody_sees() {
        let (one, other) = (ProfileId("1".to_owned()), ProfileId("2".to_owned()));
        let looking = Attention { hidden: false, profile: Some(one.clone()) };
        assert_eq!(looking.interval(&one), LOOKED_AT);
        assert_eq!(looking.interval(&other), OTHERS);
        assert_eq!(Attention { hidden: true, ..looking }.interval(&one), HIDDEN);
        assert_eq!(Attention::default().interval(&one), OTHERS);
    }

    #[test]
    fn failures_double_the_wait_up_to_an_hour_and_success_ends_it() {
        let mut plan = Plan::new(NOW, false);
        assert!((54..=66).contains(&wait(&mut plan, LOOKED_AT, NOW)));
        for failures in 1..=20 {
            plan.ended(NOW, true, None);
            let longest = (60_i64 << failures.min(20)).min(3600);
            let waits = wait(&mut plan, LOOKED_AT, NOW);
            assert!((longest * 9 / 10..=longest * 11 / 10).contains(&waits), "{failures}: {waits}");
        }
        plan.ended(NOW, false, None);
        assert!((54..=66).contains(&wait(&mut plan, LOOKED_AT, NOW)));
    }

    #[test]
    fn a_server_that_asks_to_wait_is_given_its_time_but_not_the_whole_day() {
        let mut plan = Plan::new(NOW, false);
        plan.ended(NOW, true, Some(in_seconds(900)));
        assert_eq!(wait(&mut plan, LOOKED_AT, NOW), 900);
        plan.ended(NOW, true, Some(in_seconds(90_000)));
        assert_eq!(wait(&mut plan, LOOKED_AT, NOW), 3600);
    }

    #[test]
    fn a_clock_that_jumps_neither_floods_nor_stops_it() {
        let mut plan = Plan::new(NOW, false);
        // A night asleep: it is its turn once, however often it was missed.
        let morning = in_seconds(36_000);
        assert!(wait(&mut plan, LOOKED_AT, morning) <= 0);
        plan.ended(morning, false, None);
        assert!(wait(&mut plan, LOOKED_AT, morning) >= 54);
        // Set back by a month, it waits its minute.
        let back = in_seconds(-30 * 86_400);
        assert!((54..=66).contains(&wait(&mut plan, LOOKED_AT, back)));
        let then = Timestamp(back.0 + 67_000);
        assert!(wait(&mut plan, LOOKED_AT, then) <= 0);
        plan.ended(NOW, true, Some(in_seconds(60)));
        assert!(wait(&mut plan, LOOKED_AT, back) <= 3600, "nor for a moment that lies a month ahead");
    }

    #[test]
    fn a_speed_is_that_of_the_last_minutes() {
        let mut rate = Rate::default();
        assert_eq!(rate.take(NOW, 200), None);
        assert_eq!(rate.take(in_seconds(6), 200), Some(2000));
        assert_eq!(rate.take(in_seconds(60), 200), Some(400));
        assert_eq!(rate.take(in_seconds(3000), 200), None, "after a long pause it is measured anew");
        assert_eq!(rate.take(NOW, 200), None, "and after the clock was set back");
    }
}
