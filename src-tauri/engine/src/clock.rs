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

    /// Waits until the time has passed; for ever, if the test that sets the clock is gone.
    pub(crate) async fn sleep(&self, time: Duration) {
        match self {
            Clock::System => tokio::time::sleep(time).await,
            Clock::Set(millis) => {
                let until = self.now().0.saturating_add(i64::try_from(time.as_millis()).unwrap_or(i64::MAX));
                if millis.clone().wait_for(|now| *now >= until).await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        }
    }
}
