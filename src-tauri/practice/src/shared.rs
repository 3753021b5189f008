//! What all requests to one server share, and how it gets onto the disk.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::sync::Notify;

use crate::chance::Chance;
use crate::fault::Faults;
use crate::log::Log;
use crate::twist::Memory;
use crate::world::{ChangeError, Site, World};
use crate::{Limits, Options, PracticeError, keep};

/// How long changes gather before the state is written.
const GATHER: Duration = Duration::from_millis(150);

/// The server's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Clock {
    /// So far ahead of the computer's.
    Ahead(SignedDuration),
    /// It stands still.
    Stands(Timestamp),
}

/// What all requests to one server share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) options: Options,
    pub(crate) base: String,
    pub(crate) limits: Mutex<Option<Limits>>,
    pub(crate) world: Mutex<World>,
    pub(crate) log: Mutex<Log>,
    pub(crate) faults: Mutex<Faults>,
    /// What some faults have to know of earlier requests.
    pub(crate) memory: Mutex<Memory>,
    pub(crate) clock: Mutex<Clock>,
    pub(crate) changed: Notify,
    /// Woken by each request as it comes, before it is served.
    pub(crate) came: Notify,
}

/// Locks, also after a panic elsewhere: a practice server with odd state is more use than none.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Says that the world has changed and wants to be written.
    pub(crate) fn touch(&self) {
        self.changed.notify_one();
    }

    /// Where and how it is served at this moment.
    pub(crate) fn site(&self) -> Site {
        Site { base: self.base.clone(), limits: *lock(&self.limits), worker_delay: self.options.worker_delay }
    }

    /// The throttles as they are now.
    pub(crate) fn limits(&self) -> Option<Limits> {
        lock(&self.world).limits(*lock(&self.limits))
    }

    /// Other throttles from now on; none switches them off. What was used in a window stays used.
    pub(crate) fn change_limits(&self, limits: Option<Limits>) {
        *lock(&self.limits) = limits;
        lock(&self.world).change_limits(limits);
        self.touch();
    }

    /// The server's clock.
    pub(crate) fn now(&self) -> Timestamp {
        match *lock(&self.clock) {
            Clock::Ahead(by) => {
                let now = Timestamp::now();
                now.checked_add(by).unwrap_or(now)
            }
            Clock::Stands(now) => now,
        }
    }

    /// Switches all faults off, and what they remembered.
    pub(crate) fn clear_faults(&self) {
        lock(&self.faults).clear();
        *lock(&self.memory) = Memory::default();
    }

    /// Whether the clock goes otherwise than the computer's.
    pub(crate) fn clock_is_set(&self) -> bool {
        !matches!(*lock(&self.clock), Clock::Ahead(by) if by.is_zero())
    }

    /// People come and go.
    pub(crate) fn churn(&self, join: usize, leave: usize, chance: &mut Chance) {
        lock(&self.world).churn(join, leave, self.now(), chance);
        self.touch();
    }

    /// Sets the server's clock; it goes on from there.
    pub(crate) fn set_clock(&self, now: Timestamp) {
        *lock(&self.clock) = Clock::Ahead(now.duration_since(Timestamp::now()));
    }

    /// Stops the server's clock.
    pub(crate) fn stop_clock(&self, now: Timestamp) {
        *lock(&self.clock) = Clock::Stands(now);
    }

    /// Makes everybody up again; log and faults stay, and so does the clock.
    pub(crate) fn reset(&self) {
        *lock(&self.world) = World::seed(&self.options, self.now());
        self.touch();
    }

    pub(crate) fn change(&self, id: &str, change: &Value) -> Result<Value, PracticeError> {
        let changed = lock(&self.world).change(id, change, self.now()).map_err(|error| match error {
            ChangeError::Nobody => PracticeError::Nobody(id.to_owned()),
            ChangeError::Shape(why) => PracticeError::Change(why),
        })?;
        self.touch();
        Ok(changed)
    }

    pub(crate) fn change_settings(&self, change: &Value) -> Result<(), PracticeError> {
        lock(&self.world).change_settings(change).map_err(|error| PracticeError::Change(error.to_string()))?;
        self.touch();
        Ok(())
    }

    /// Everybody's raw state as it is now, due jobs of workers done.
    pub(crate) fn people(&self) -> Vec<Value> {
        self.caught_up().people()
    }

    pub(crate) fn person(&self, id: &str) -> Option<Value> {
        self.caught_up().person(id)
    }

    fn caught_up(&self) -> MutexGuard<'_, World> {
        let mut world = lock(&self.world);
        world.catch_up(&self.site(), self.now());
        world
    }

    pub(crate) fn act(&self, id: &str, verb: &str, by: &str) -> Option<Value> {
        let done = self.caught_up().act(id, verb, by, self.now());
        self.touch();
        done
    }

    pub(crate) fn deactivate_dormant(&self) -> Option<Vec<String>> {
        let ids = self.caught_up().deactivate_dormant(self.now());
        self.touch();
        ids
    }

    pub(crate) fn remove(&self, id: &str) -> bool {
        let removed = lock(&self.world).remove(id);
        self.touch();
        removed
    }

    pub(crate) fn sign_up(&self, count: usize) -> Vec<String> {
        let ids = lock(&self.world).sign_up(count, self.now());
        self.touch();
        ids
    }

    /// Writes the state, where it is kept at all.
    pub(crate) async fn save(&self) -> Result<(), PracticeError> {
        let Some(path) = self.options.state_file.clone() else {
            return Ok(());
        };
        let bytes = keep::bytes(&lock(&self.world));
        let at = path.clone();
        let stored = tokio::task::spawn_blocking(move || keep::store(&at, &bytes?)).await;
        stored.map_err(io::Error::other).flatten().map_err(|source| PracticeError::State { path, source })
    }
}

/// Writes the state soon after each change, for ever.
pub(crate) async fn save_changes(shared: Arc<Shared>) {
    loop {
        shared.changed.notified().await;
        tokio::time::sleep(GATHER).await;
        if let Err(error) = shared.save().await {
            tracing::warn!(%error, "the practice state was not saved");
        }
    }
}
