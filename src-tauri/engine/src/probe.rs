//! Looking up what servers serve and let us do: when the person asks, and by itself once a week.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::error::Result;
use crate::profile::instance::Instance;
use crate::profile::{Connection, ProfileId, ProfileView};
use crate::{Engine, WeakEngine, decision};

/// How often it looks whose week is over.
const LOOK: Duration = Duration::from_secs(60 * 60);

impl Engine {
    /// Looks up anew what the server serves, who one is there, and what the token may do. What it answers stands in the
    /// profile; what it turned out not to serve may be tried again.
    ///
    /// # Errors
    /// `NoSuchProfile`, `NoToken`, `DiskTrouble`; never for a server that does not answer.
    pub async fn probe(&self, profile: &ProfileId) -> Result<ProfileView> {
        let instance = self.instance(profile)?;
        instance.server()?;
        instance.opening.keep_again().await;
        if instance.probe().await.is_ok() {
            instance.forget_unserved().await?;
            decision::recover(&instance).await;
        }
        instance.view().await
    }
}

/// Looks up until the engine is gone.
pub(crate) async fn run(engine: WeakEngine, clock: Clock) {
    loop {
        clock.sleep(LOOK).await;
        let Some(engine) = engine.upgrade() else { return };
        for instance in due(&engine) {
            if let Err(error) = instance.probe().await {
                tracing::info!(code = error.code.name(), "what a server serves could not be looked up");
            }
        }
    }
}

/// Those that answer us, or may, and whose week is over. A server that refuses us is asked again by the person only.
fn due(engine: &Engine) -> Vec<Arc<Instance>> {
    let now = engine.0.clock.now();
    let answers = |instance: &Instance| matches!(instance.connection(), Connection::Untried | Connection::Online);
    let instances = engine.instances();
    let due =
        |instance: &&Arc<Instance>| instance.is_to_be_probed(now) && answers(instance) && instance.server().is_ok();
    instances.values().filter(due).cloned().collect()
}
