//! A running practice server and the hands that tests have on it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::fault::{Fault, Faults};
use crate::log::{Counts, LoggedRequest};
use crate::shared::{Clock, Shared, lock, save_changes};
use crate::world::{self, World};
use crate::{Limits, Options, PracticeError, Who, keep, serve as serving};

/// How long requests under way may take when the server is stopped.
const FAREWELL: Duration = Duration::from_secs(2);

/// Starts a practice server on 127.0.0.1 and returns once it accepts connections.
///
/// # Errors
/// [`PracticeError::Port`] where the port is taken, [`PracticeError::State`] where the state file can be neither read nor set aside.
pub async fn serve(options: Options) -> Result<Practice, PracticeError> {
    let now = Timestamp::now();
    let kept = match &options.state_file {
        None => None,
        Some(path) => {
            keep::load(path, options.kind).map_err(|source| PracticeError::State { path: path.clone(), source })?
        }
    };
    let mut world = match kept {
        Some(world) => world,
        None => seeded(&options, now).await,
    };
    world.adopt(&options, now);
    let port = |source| PracticeError::Port { port: options.port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await.map_err(port)?;
    let address = listener.local_addr().map_err(port)?;
    let root = options.root.trim_matches('/');
    let root = if root.is_empty() { String::new() } else { format!("/{root}") };
    let shared = Arc::new(Shared {
        base: format!("http://{address}{root}"),
        limits: Mutex::new(options.limits),
        world: Mutex::new(world),
        log: Mutex::default(),
        faults: Mutex::new(Faults::new(options.seed)),
        memory: Mutex::default(),
        clock: Mutex::new(Clock::Ahead(SignedDuration::ZERO)),
        changed: Notify::new(),
        came: Notify::new(),
        options: Options { root, ..options },
    });
    shared.save().await?;
    let (stop, stopped) = watch::channel(false);
    let server = tokio::spawn(serving::run(listener, Arc::clone(&shared), stopped));
    let saver = tokio::spawn(save_changes(Arc::clone(&shared)));
    Ok(Practice { address, shared, stop, server, saver })
}

/// Makes everybody up on a thread that may be busy: a million takes longer than anything else here may wait.
async fn seeded(options: &Options, now: Timestamp) -> World {
    let wanted = options.clone();
    match tokio::task::spawn_blocking(move || World::seed(&wanted, now)).await {
        Ok(world) => world,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // Only a runtime that is being shut down gives up a thread of this sort, and it doesn't wait for the answer.
            Err(_) => World::seed(options, now),
        },
    }
}

/// A running practice server. Dropping it ends it without waiting or saving; [`Practice::stop`] lets requests finish and saves.
#[derive(Debug)]
pub struct Practice {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    saver: JoinHandle<()>,
}

impl Practice {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its address as a client is given it: `http://127.0.0.1:PORT`, with the root if there is one.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.shared.base.clone()
    }

    /// The fixed token of somebody.
    #[must_use]
    pub fn token(&self, who: Who) -> String {
        world::token(self.shared.options.kind, who).to_owned()
    }

    /// Every request so far, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<LoggedRequest> {
        lock(&self.shared.log).entries()
    }

    /// Waits until a request that the test wants has come; one that is in the log already counts.
    pub async fn request_came(&self, wanted: impl Fn(&LoggedRequest) -> bool) {
        loop {
            let next = self.shared.came.notified();
            tokio::pin!(next);
            // Listens before it looks, so that a request in between is not missed.
            next.as_mut().enable();
            if lock(&self.shared.log).any(&wanted) {
                return;
            }
            next.await;
        }
    }

    /// How many requests came, by route and by status. The log forgets the oldest, this forgets none.
    #[must_use]
    pub fn counts(&self) -> Counts {
        lock(&self.shared.log).counts().clone()
    }

    /// Sets the counts to zero.
    pub fn clear_counts(&self) {
        lock(&self.shared.log).clear_counts();
    }

    /// How many people there are.
    #[must_use]
    pub fn population(&self) -> usize {
        lock(&self.shared.world).len()
    }

    /// The throttles as they are now; on a GitLab that of the instance's settings.
    #[must_use]
    pub fn limits(&self) -> Option<Limits> {
        self.shared.limits()
    }

    /// Other throttles from now on; none switches them off. On a GitLab the setting for authenticated API requests, which takes `per_token` and `window`.
    pub fn change_limits(&self, limits: Option<Limits>) {
        self.shared.change_limits(limits);
    }

    /// Empties the log.
    pub fn clear_requests(&self) {
        lock(&self.shared.log).clear();
    }

    /// Switches a fault on, behind those that are on already.
    pub fn add_fault(&self, fault: Fault) {
        lock(&self.shared.faults).add(fault);
    }

    /// Switches all faults off.
    pub fn clear_faults(&self) {
        self.shared.clear_faults();
    }

    /// Everybody's raw state, as the server keeps it and no API shows it; ids as in the API are under `id`.
    #[must_use]
    pub fn people(&self) -> Vec<Value> {
        self.shared.people()
    }

    /// One person's raw state.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<Value> {
        self.shared.person(id)
    }

    /// The id of the local person with this handle.
    #[must_use]
    pub fn id_of(&self, username: &str) -> Option<String> {
        lock(&self.shared.world).id_of(username)
    }

    /// Lays a change over a person's raw state (objects merge, null empties a field), as if another moderator had been there; gives the new state.
    ///
    /// # Errors
    /// [`PracticeError::Nobody`], or [`PracticeError::Change`] where the result would not be a person.
    pub fn change_person(&self, id: &str, change: &Value) -> Result<Value, PracticeError> {
        self.shared.change(id, change)
    }

    /// Another administrator of a GitLab (by username) uses one of the eight verbs on somebody, or that person signs in (`sign_in`), past log and
    /// faults; gives `{"status", "body"}` as the API would have answered. None: no such person, administrator or verb, or no GitLab.
    pub fn act(&self, id: &str, verb: &str, by: &str) -> Option<Value> {
        self.shared.act(id, verb, by)
    }

    /// Runs a GitLab's daily job for dormant users; gives whom it deactivated: nobody while `deactivate_dormant_users` is off, or on a Mastodon.
    pub fn deactivate_dormant(&self) -> Vec<String> {
        self.shared.deactivate_dormant().unwrap_or_default()
    }

    /// Everything that the server remembers: on a Mastodon also `reports`, `strikes` and `audit`, on a GitLab also `settings`.
    #[must_use]
    pub fn state(&self) -> Value {
        lock(&self.shared.world).state()
    }

    /// Lays a change over the settings: on a GitLab as if another administrator had saved them (names of its `/application/settings`), on a
    /// Mastodon its [`crate::Manner`].
    ///
    /// # Errors
    /// [`PracticeError::Change`] where the result would not be settings.
    pub fn change_settings(&self, change: &Value) -> Result<(), PracticeError> {
        self.shared.change_settings(change)
    }

    /// The server's clock: the computer's, unless it was set.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.shared.now()
    }

    /// Sets the server's clock, which throttles, expiry and scheduled deletion go by. It goes on from there.
    pub fn set_clock(&self, now: Timestamp) {
        self.shared.set_clock(now);
    }

    /// Stops the server's clock at this moment, until it is set or stopped anew.
    pub fn stop_clock(&self, now: Timestamp) {
        self.shared.stop_clock(now);
    }

    /// Takes a person away, as if another moderator had rejected or deleted them. False: there was nobody.
    pub fn remove_person(&self, id: &str) -> bool {
        self.shared.remove(id)
    }

    /// New people sign up now and wait for approval. Gives their ids.
    pub fn sign_up(&self, count: usize) -> Vec<String> {
        self.shared.sign_up(count)
    }

    /// Makes everybody up again; log and faults stay.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Stops listening, lets requests under way finish for at most two seconds, and saves the state.
    ///
    /// # Errors
    /// [`PracticeError::State`] where the state could not be written.
    pub async fn stop(mut self) -> Result<(), PracticeError> {
        self.stop.send_replace(true);
        if tokio::time::timeout(FAREWELL, &mut self.server).await.is_err() {
            self.server.abort();
        }
        self.saver.abort();
        self.shared.save().await
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        self.saver.abort();
    }
}
