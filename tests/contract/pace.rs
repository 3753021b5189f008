//! How fast a run goes: a disposable server is somebody's computer all the same.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use tokio::time::Instant;

/// Between two requests to a server that is not on this computer: four a second.
const GAP: Duration = Duration::from_millis(250);

/// With fewer requests left in the server's budget, the run waits for the next window.
const RESERVE: u32 = 20;

/// What is left of the server's budget, and until when.
#[derive(Debug, Clone, Copy)]
struct Budget {
    remaining: u32,
    reset: Timestamp,
}

/// The pace of a run.
#[derive(Debug)]
pub struct Pace {
    gentle: bool,
    state: Mutex<(Instant, Option<Budget>)>,
}

impl Pace {
    /// Four requests a second where `gentle`, else as fast as the server answers; in both cases within its budget.
    pub fn new(gentle: bool) -> Self {
        Pace { gentle, state: Mutex::new((Instant::now(), None)) }
    }

    /// Waits until so many requests are due.
    pub async fn wait(&self, requests: u32) {
        if let Some(reset) = self.spend(requests) {
            let left = reset.duration_since(Timestamp::now());
            let left = Duration::try_from(left).unwrap_or_default() + Duration::from_secs(1);
            println!(
                "(the server's budget of requests is nearly used: waiting {} seconds, until {reset})",
                left.as_secs()
            );
            tokio::time::sleep(left).await;
        }
        if !self.gentle {
            return;
        }
        let due = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let due = state.0.max(Instant::now());
            state.0 = due + GAP * requests;
            due
        };
        tokio::time::sleep_until(due).await;
    }

    /// Reads the budget that an answer tells.
    pub fn note(&self, headers: &HeaderMap) {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let [mastodon, gitlab] = ["x-ratelimit-remaining", "ratelimit-remaining"].map(text);
        let remaining = mastodon.or(gitlab).and_then(|text| text.parse().ok());
        // The one writes a moment, the other counts the seconds since 1970.
        let reset = text("x-ratelimit-reset")
            .and_then(|text| text.parse().ok())
            .or_else(|| Timestamp::from_second(text("ratelimit-reset")?.parse().ok()?).ok());
        if let (Some(remaining), Some(reset)) = (remaining, reset) {
            self.state.lock().unwrap_or_else(PoisonError::into_inner).1 = Some(Budget { remaining, reset });
        }
    }

    /// Takes so many requests off the budget; if it is nearly used, when it begins anew. What the engine sends is taken off
    /// beforehand, because its answers are not seen here.
    fn spend(&self, requests: u32) -> Option<Timestamp> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let budget = state.1.as_mut().filter(|budget| budget.reset > Timestamp::now())?;
        budget.remaining = budget.remaining.saturating_sub(requests);
        let spent = (budget.remaining < RESERVE).then_some(budget.reset)?;
        state.1 = None;
        Some(spent)
    }
}
