//! Waiting that ends: when it is told to, or when its time has passed by the clock.

use std::time::Duration;

use tokio::sync::watch;

use crate::clock::Clock;
use crate::error::{ErrorCode, Result};
use crate::model::Timestamp;

/// Waits, until it is told to stop or its time has passed.
pub struct Patience {
    pub clock: Clock,
    pub ends_at: Timestamp,
    pub stop: watch::Receiver<bool>,
}

impl Patience {
    /// Waits for the event.
    ///
    /// # Errors
    /// `Stopped`, `SignInTimedOut`.
    pub async fn wait<T>(&mut self, event: impl Future<Output = T>) -> Result<T> {
        let now = self.clock.now();
        let left = u64::try_from(self.ends_at.0.saturating_sub(now.0)).unwrap_or(0);
        tokio::select! {
            biased;
            _ = self.stop.wait_for(|stop| *stop) => Err(ErrorCode::Stopped.into()),
            () = self.clock.sleep_from(now, Duration::from_millis(left)) => Err(ErrorCode::SignInTimedOut.into()),
            happened = event => Ok(happened),
        }
    }

    /// Whether it was told to stop.
    pub fn is_stopped(&self) -> bool {
        *self.stop.borrow()
    }
}
