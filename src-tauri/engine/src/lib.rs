//! Everything that Bailiwick knows and does, without a window: the engine never learns that there is one.
//!
//! [`Engine`] is the only public face. Doors lead inwards only:
//! `Engine → {decision, sync} → {platform, store, secret} → {model, action, filter, error}`;
//! `platform` and `store` do not know each other.

pub mod action;
pub mod background;
pub mod clock;
pub mod decision;
mod desk;
pub mod error;
pub mod event;
pub mod export;
pub mod filter;
mod home;
pub mod list;
pub mod model;
mod platform;
pub mod profile;
mod read;
pub mod report;
mod secret;
mod store;
mod sync;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;

use crate::action::{Choices, Verb};
use crate::clock::Clock;
use crate::decision::{DecisionView, HistoryPage, Status};
pub use crate::desk::{PracticeServer, looks_like_token};
use crate::error::{Error, ErrorCode, KeychainFault, Result};
use crate::event::{Event, Events};
use crate::export::Exports;
use crate::home::Home;
use crate::model::AccountId;
use crate::profile::draft::Draft;
use crate::profile::instance::Instance;
use crate::profile::syncing::Attention;
use crate::profile::{ProfileId, ProfileView};
use crate::store::Files;
use crate::store::desk::ProfileRecord;
use crate::store::folder::DataFolder;
pub use crate::store::folder::make_private;

/// Where and when an engine works.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder; made if it is missing. One engine at a time holds it.
    pub folder: PathBuf,
    /// The source of time.
    pub clock: Clock,
    /// Where the secrets of real instances are kept.
    pub keychain: Keychain,
}

/// Where the secrets of real instances are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keychain {
    /// In the system's keychain; where there is none, for this session only.
    System,
    /// Nowhere: for this session only.
    Unused,
}

/// The engine without keeping it open, for tasks of its own.
pub(crate) struct WeakEngine(Weak<Inner>);

impl WeakEngine {
    pub fn upgrade(&self) -> Option<Engine> {
        self.0.upgrade().map(Engine)
    }
}

/// The engine: profiles, their accounts, decisions about them. Clones share one engine.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    folder: DataFolder,
    real: Arc<Home>,
    practice: Arc<Home>,
    clock: Clock,
    events: Events,
    /// Names this start in the journal: a row found sending under another start was cut off.
    start: String,
    /// What somebody looks at.
    attention: tokio::sync::watch::Sender<Attention>,
    instances: RwLock<HashMap<ProfileId, Arc<Instance>>>,
    drafts: Mutex<HashMap<String, Draft>>,
    exports: Exports,
    /// Profiles are added and marked one at a time, so that no two get the same number.
    desk: tokio::sync::Mutex<()>,
}

impl Engine {
    /// Takes the data folder and opens everything in it. What an earlier start left sending becomes unsure.
    ///
    /// # Errors
    /// `AlreadyOpen` when another process has the folder, `FolderUnusable` and `StoreUnusable` with the path.
    pub async fn open(options: Options) -> Result<Self> {
        let folder = taken(&options.folder).await?;
        let real = Arc::new(Home::open_real(&folder, options.keychain).await?);
        let practice = Arc::new(Home::open_practice(&folder).await?);
        let engine = Engine(Arc::new(Inner {
            folder,
            real,
            practice,
            clock: options.clock,
            events: Events::new(),
            start: uuid::Uuid::new_v4().to_string(),
            attention: tokio::sync::watch::Sender::default(),
            instances: RwLock::default(),
            drafts: Mutex::default(),
            exports: Exports::default(),
            desk: tokio::sync::Mutex::new(()),
        }));
        for home in [&engine.0.real, &engine.0.practice] {
            for record in home.desk.profiles().await? {
                let instance = engine.put(engine.instance_of(record, home, Files::There).await?);
                Engine::settle_unsure(instance);
            }
        }
        let clock = engine.0.clock.clone();
        let weak = || WeakEngine(Arc::downgrade(&engine.0));
        tokio::spawn(sync::retry::run(weak(), clock.clone()));
        tokio::spawn(sync::timer::run(weak(), clock, engine.0.attention.subscribe()));
        Ok(engine)
    }

    /// Everything that changes, from now on.
    pub fn listen(&self) -> tokio::sync::broadcast::Receiver<Event> {
        self.0.events.listen()
    }

    /// Why the system's keychain is not used; none when it is.
    pub fn keychain_fault(&self) -> Option<KeychainFault> {
        self.0.real.fault
    }

    /// Where everything lies.
    pub fn folder(&self) -> PathBuf {
        self.0.folder.root().to_owned()
    }

    /// Every profile, by number.
    ///
    /// # Errors
    /// `DiskTrouble`.
    pub async fn profiles(&self) -> Result<Vec<ProfileView>> {
        let instances: Vec<_> = self.instances().values().cloned().collect();
        let mut views = Vec::with_capacity(instances.len());
        for instance in instances {
            views.push(instance.view().await?);
        }
        views.sort_by_key(|view| view.mark.number);
        Ok(views)
    }

    /// Starts refreshing the profile's cache, goes on with its fill, and ends a pause; events tell how it goes.
    ///
    /// # Errors
    /// `NoSuchProfile`, `NoToken`, `DiskTrouble`.
    pub async fn refresh(&self, profile: &ProfileId) -> Result<()> {
        let instance = self.instance(profile)?;
        instance.server()?;
        sync::start(instance.clone(), sync::Hand::Person);
        instance.set_paused(false).await
    }

    /// Stops refreshing; what was stored stays.
    ///
    /// # Errors
    /// `NoSuchProfile`.
    pub async fn stop_refresh(&self, profile: &ProfileId) -> Result<()> {
        self.instance(profile)?.stop.send_replace(());
        Ok(())
    }

    /// Pauses fetching: nothing is asked of the server by itself until [`Engine::refresh`], also over restarts.
    ///
    /// # Errors
    /// `NoSuchProfile`, `DiskTrouble`.
    pub async fn pause_refresh(&self, profile: &ProfileId) -> Result<()> {
        let instance = self.instance(profile)?;
        instance.set_paused(true).await?;
        instance.stop.send_replace(());
        Ok(())
    }

    /// Says which instance somebody looks at now; none while the window is hidden. What nobody looks at is refreshed
    /// less often.
    pub fn watch(&self, profile: Option<ProfileId>) {
        self.0.attention.send_replace(Attention { hidden: profile.is_none(), profile });
    }

    /// Asks the server once who one is, and so whether it answers. What it answers stands in the profile.
    ///
    /// # Errors
    /// `NoSuchProfile`, `NoToken`; never for a server that does not answer.
    pub async fn check_connection(&self, profile: &ProfileId) -> Result<ProfileView> {
        let instance = self.instance(profile)?;
        let server = instance.server()?;
        if let Ok(who) = instance.noted(server.who().await).await {
            instance.learn(None, who).await?;
            decision::recover(&instance).await;
        }
        instance.view().await
    }

    /// Decides about an account as it was on screen, and sends it. The journal has its row before the request leaves.
    ///
    /// # Errors
    /// What keeps it from being sent: `NotAllowed` with the refusal, `ChangedMeanwhile`, `HandleNotTyped`, `TellNotChosen`,
    /// `TextTooLong`, and whatever keeps the account from being read. Once sent, the decision's status tells the outcome.
    pub async fn decide(
        &self,
        profile: &ProfileId,
        account: &AccountId,
        revision: &str,
        verb: Verb,
        choices: Choices,
    ) -> Result<DecisionView> {
        let instance = self.instance(profile)?;
        let decision = decision::decide(&instance, account, revision, verb, choices).await?;
        if matches!(decision.status, Status::Confirmed | Status::Accepted | Status::Unprovable) {
            // A sanction closes reports along the way; which ones, the server's list tells. Nobody waits for it.
            let about = account.clone();
            tokio::spawn(async move { sync::refresh_reports_about(&instance, &about).await });
        }
        Ok(decision)
    }

    /// Looks up at the server what became of a decision that is not sure.
    ///
    /// # Errors
    /// `NotFound` for an unknown decision; whatever keeps the account from being read.
    pub async fn look_again(&self, profile: &ProfileId, decision: &str) -> Result<DecisionView> {
        decision::look_again(&*self.instance(profile)?, decision).await
    }

    /// A page of what was decided, newest first.
    ///
    /// # Errors
    /// `NotAllowed` when the journal cannot be read.
    pub async fn history(&self, profile: &ProfileId, cursor: Option<String>) -> Result<HistoryPage> {
        decision::history(&*self.instance(profile)?, cursor.as_deref()).await
    }

    /// Closes every file; lists that are being written into files are stopped. A home without a keychain goes with it.
    pub async fn close(&self) {
        self.0.exports.stop_all().await;
        let instances: Vec<_> = self.instances().values().cloned().collect();
        for instance in instances {
            instance.close().await;
        }
        self.0.real.close().await;
        self.0.practice.close().await;
    }

    fn instances(&self) -> std::sync::RwLockReadGuard<'_, HashMap<ProfileId, Arc<Instance>>> {
        self.0.instances.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn instance(&self, profile: &ProfileId) -> Result<Arc<Instance>> {
        self.instances().get(profile).cloned().ok_or_else(|| ErrorCode::NoSuchProfile.into())
    }

    async fn instance_of(&self, record: ProfileRecord, home: &Arc<Home>, files: Files) -> Result<Instance> {
        let (clock, events, attention) = (self.0.clock.clone(), self.0.events.clone(), self.0.attention.subscribe());
        Instance::open(record, home.clone(), clock, events, attention, &self.0.start, files).await
    }

    fn put(&self, instance: Instance) -> Arc<Instance> {
        let instance = Arc::new(instance);
        self.0.instances.write().unwrap_or_else(PoisonError::into_inner).insert(instance.id.clone(), instance.clone());
        instance
    }
}

/// Takes the data folder. Somebody who closes the desk and opens it again at once finds the first one still tidying up:
/// it is waited for, but not for long.
async fn taken(folder: &Path) -> Result<DataFolder> {
    for _ in 0..20 {
        match DataFolder::take(folder) {
            Err(Error { code: ErrorCode::AlreadyOpen, .. }) => tokio::time::sleep(Duration::from_millis(150)).await,
            other => return other,
        }
    }
    DataFolder::take(folder)
}

/// A web page's address as the system's browser gets it: http or https, nothing else, without a name or password in it.
///
/// # Errors
/// `LinkNotAllowed`.
pub fn web_address(address: &str) -> Result<String> {
    let refused = || ErrorCode::LinkNotAllowed;
    let url = url::Url::parse(address.trim()).map_err(|_| refused())?;
    let plain = url.username().is_empty() && url.password().is_none();
    if matches!(url.scheme(), "http" | "https") && url.has_host() && plain {
        Ok(url.into())
    } else {
        Err(refused().into())
    }
}
