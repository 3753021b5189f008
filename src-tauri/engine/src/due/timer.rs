//! Tells when something is due. At the start that is also what became due while Bailiwick was away.

use std::sync::Weak;
use std::time::Duration;

use super::{DueEnd, Standing};
use crate::decision::journal;
use crate::error::Result;
use crate::event::Event;
use crate::model::Timestamp;
use crate::profile::instance::Instance;

/// It looks at least this often: a computer that slept counts its sleep in no timer, and the cache may know more by now.
const LOOK: Duration = Duration::from_secs(60);

/// Watches until the instance is gone.
pub(crate) async fn run(instance: Weak<Instance>) {
    let mut told = Vec::new();
    loop {
        let Some(here) = instance.upgrade() else { return };
        if here.journal.is_none() {
            return;
        }
        let (clock, bell) = (here.clock.clone(), here.due_bell.clone());
        let begun = clock.now();
        let wait = match tend(&here, &mut told).await {
            Ok(wait) => wait,
            Err(error) => {
                tracing::warn!(code = error.code.name(), "what is due could not be looked after");
                LOOK
            }
        };
        drop(here);
        tokio::select! {
            () = clock.sleep_from(begun, wait) => {}
            () = bell.notified() => {}
        }
    }
}

/// What was told of an item: when it is, and how its account stands, once it is due.
type Told = (String, Timestamp, Option<Standing>);

/// Tells of what changed since `told`. Returns after what time to come back.
async fn tend(instance: &Instance, told: &mut Vec<Told>) -> Result<Duration> {
    let (journal, now) = (journal(instance)?, instance.clock.now());
    let mut open = Vec::new();
    let mut wait = LOOK;
    for due in journal.dues().await? {
        let left = due.at.0.saturating_sub(now.0);
        let mut standing = None;
        if left > 0 {
            wait = wait.min(Duration::from_millis(left.unsigned_abs()));
        } else {
            let decision = match &due.timed {
                Some((decision, _)) => journal.get(decision).await?,
                None => None,
            };
            standing = Some(super::standing(instance, &due.account, decision.as_ref()).await);
        }
        if standing == Some(Standing::Gone) {
            journal.end_due(&due.id, DueEnd::Overtaken, now).await?;
        } else {
            open.push((due.id, due.at, standing));
        }
    }
    if open != *told {
        *told = open;
        instance.events.send(Event::Dues { profile: instance.id.clone() });
    }
    Ok(wait)
}
