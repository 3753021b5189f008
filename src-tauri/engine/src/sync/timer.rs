//! The timer: every instance is refreshed by itself, what is looked at more often, what fails less often.

use std::time::Duration;

use tokio::sync::watch;

use super::{Hand, start};
use crate::WeakEngine;
use crate::clock::Clock;
use crate::model::Timestamp;
use crate::profile::Connection;
use crate::profile::instance::Instance;
use crate::profile::syncing::Attention;

/// It looks at least this often whose turn it is: the computer may have slept, or its clock have been set.
const LOOK: Duration = Duration::from_secs(30);

/// By less than this, in milliseconds, the next turn is not told anew.
const SAME: i64 = 1000;

/// Refreshes until the engine is gone.
pub(crate) async fn run(engine: WeakEngine, clock: Clock, mut attention: watch::Receiver<Attention>) {
    loop {
        let now = clock.now();
        let mut next = Timestamp(now.0.saturating_add(i64::try_from(LOOK.as_millis()).unwrap_or_default()));
        {
            let Some(engine) = engine.upgrade() else { return };
            let instances: Vec<_> = engine.instances().values().cloned().collect();
            let seen = attention.borrow_and_update().clone();
            for instance in instances {
                let turn = turn(&instance, &seen, now).await;
                match turn {
                    Some(due) if due <= now => start(instance, Hand::Timer),
                    Some(due) => {
                        next = next.min(due);
                        tell(&instance, Some(due)).await;
                    }
                    None => tell(&instance, None).await,
                }
            }
        }
        // The clock may have gone on, or been set, while that was found out.
        let wait = next.0.saturating_sub(clock.now().0);
        let wait = Duration::from_millis(u64::try_from(wait).unwrap_or_default()).min(LOOK);
        tokio::select! {
            () = clock.sleep(wait) => {}
            changed = attention.changed() => if changed.is_err() { return },
        }
    }
}

/// When it is the instance's turn; none while it runs, is paused, or has nobody to ask.
async fn turn(instance: &Instance, attention: &Attention, now: Timestamp) -> Option<Timestamp> {
    // One that does not answer is asked by `retry`, which costs less.
    let absent = matches!(instance.connection(), Connection::Offline { .. });
    let idle = instance.server().is_err() || absent || instance.is_syncing();
    if idle || instance.syncing.progress().await.paused {
        return None;
    }
    Some(instance.syncing.plan().due(attention.interval(&instance.id), now))
}

async fn tell(instance: &Instance, due: Option<Timestamp>) {
    let told = instance.next_turn();
    let same = match (told, due) {
        (Some(told), Some(due)) => (told.0 - due.0).abs() < SAME,
        (told, due) => told == due,
    };
    if !same {
        instance.set_sync(|sync| sync.next_at = due.filter(|_| !sync.running)).await;
    }
}
