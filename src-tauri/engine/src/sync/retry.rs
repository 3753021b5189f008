//! Asking again: an instance that did not answer is asked once in a while, so that the desk notices its return by itself.
//! Then it is the timer's turn.

use std::sync::Arc;
use std::time::Duration;

use crate::profile::Connection;
use crate::profile::instance::Instance;
use crate::{Engine, WeakEngine};

/// How often instances that did not answer are asked again: one small request each.
const EVERY: Duration = Duration::from_secs(30);

/// Asks until the engine is gone.
pub(crate) async fn run(engine: WeakEngine, clock: crate::clock::Clock) {
    loop {
        clock.sleep(EVERY).await;
        let Some(engine) = engine.upgrade() else { return };
        for instance in waiting(&engine) {
            // Somebody paused it; but what waits to leave waits for its return.
            if instance.syncing.progress().await.paused && !instance.has_something_to_send().await {
                continue;
            }
            // Whatever it answers stands in the profile's connection.
            if let Err(error) = engine.check_connection(&instance.id).await {
                tracing::info!(code = error.code.name(), "an instance could not be asked again");
            }
        }
    }
}

/// The system says that the network came or went: every instance is asked whether it answers, the paused ones only for what
/// waits to leave. The word alone is not believed: a server of one's own network may answer without any other.
pub(crate) fn ask_all(engine: &Engine) {
    let instances: Vec<_> = engine.instances().values().cloned().collect();
    for instance in instances {
        let engine = engine.clone();
        tokio::spawn(async move {
            if instance.syncing.progress().await.paused && !instance.has_something_to_send().await {
                return;
            }
            if let Err(error) = engine.check_connection(&instance.id).await {
                tracing::info!(code = error.code.name(), "an instance could not be asked");
            }
        });
    }
}

/// Those that did not answer, and those whose time to wait is over.
fn waiting(engine: &Engine) -> Vec<Arc<Instance>> {
    let now = engine.0.clock.now();
    let due = |connection: &Connection| match connection {
        Connection::Offline { .. } => true,
        Connection::Waiting { until } => until.is_none_or(|until| until <= now),
        Connection::Untried | Connection::Online | Connection::Refused { .. } => false,
    };
    let instances: Vec<_> = engine.instances().values().cloned().collect();
    instances.into_iter().filter(|instance| due(&instance.connection()) && !instance.is_syncing()).collect()
}
