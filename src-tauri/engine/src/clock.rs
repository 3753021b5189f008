//! The one source of time: tests inject theirs.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

use crate::model::Timestamp;

/// Tells the time of day, and waits.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The system's clock.
    #[default]
    System,
    /// A clock that a test sets, in milliseconds since 1970.
    Set(watch::Receiver<i64>),
}

impl Clock {
    /// Now.
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Clock::Set(millis) => Timestamp(*millis.borrow()),
        }
    }

    /// Waits until the time has passed; for ever, if the test that sets the clock is gone. A clock that is set back makes no
    /// wait longer than it was to be from then on, as the system's doesn't.
    pub(crate) async fn sleep(&self, time: Duration) {
        self.sleep_from(self.now(), time).await;
    }

    /// The same from a moment that was read off a while ago: what a test moved since then is not slept through again.
    pub(crate) async fn sleep_from(&self, begun: Timestamp, time: Duration) {
        match self {
            Clock::System => tokio::time::sleep(time).await,
            Clock::Set(millis) => {
                let time = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
                let mut millis = millis.clone();
                let mut begun = begun.0;
                loop {
                    let now = *millis.borrow_and_update();
                    begun = begun.min(now);
                    if now.saturating_sub(begun) >= time {
                        return;
                    }
                    if millis.changed().await.is_err() {
                        std::future::pending::<()>().await;
                    }
                }
            }
        }
    }
}
