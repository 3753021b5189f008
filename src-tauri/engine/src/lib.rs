//! Everything that Bailiwick knows and does, without a window: the engine never learns that there is one.
//!
//! [`Engine`] is the only public face. Doors lead inwards only:
//! `Engine → {decision, sync} → {platform, store, secret} → {model, action, filter, error}`;
//! `platform` and `store` do not know each other.

pub mod action;
pub mod background;
pub mod check;
pub mod clock;
pub mod connection;
pub mod decision;
mod desk;
pub mod due;
pub mod error;
pub mod event;
pub mod export;
pub mod filter;
pub mod forgetting;
mod home;
pub mod keeping;
pub mod list;
pub mod model;
mod platform;
mod probe;
pub mod profile;
mod read;
pub mod recovery;
pub mod report;
mod secret;
pub mod settings;
pub mod signin;
mod store;
mod sync;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;

use crate::action::{Choices, Verb};
use crate::clock::Clock;
use crate::decision::{
    About, ChainReport, DecisionView, HistoryFilter, HistoryPage, Holds, ReceiptView, RememberDays, Remembered, Review,
    Status,
};
pub use crate::desk::{PracticeServer, looks_like_token};
use crate::error::{Error, ErrorCode, KeychainFault, Result};
use crate::event::{Event, Events};
use crate::export::Exports;
use crate::home::Home;
use crate::model::AccountId;
use crate::profile::draft::Draft;
use crate::profile::instance::{Around, Instance};
use crate::profile::syncing::Attention;
use crate::profile::{ProfileId, ProfileView};
use crate::recovery::Recovery;
pub use crate::secret::{Keeping, Passphrase};
use crate::signin::SignIns;
use crate::store::Files;
use crate::store::desk::ProfileRecord;
use crate::store::folder::DataFolder;
pub use crate::store::folder::{keep_waiting, make_private};

/// Where and when an engine works.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder; made if it is missing. One engine at a time holds it.
    pub folder: PathBuf,
    /// The source of time.
    pub clock: Clock,
    /// Where the secrets of real instances are kept.
    pub keychain: Keychain,
    /// How long decisions are held before they leave.
    pub holds: Holds,
    /// For how long the words of settled decisions are kept.
    pub remember: RememberDays,
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
    sign_ins: SignIns,
    exports: Exports,
    recovery: Recovery,
    holds: Arc<RwLock<Holds>>,
    /// Whether the desk is hidden behind a lock.
    hidden: Arc<AtomicBool>,
    /// For how long the words of settled decisions are kept.
    remember: tokio::sync::watch::Sender<RememberDays>,
    /// Profiles are added and marked one at a time, so that no two get the same number.
    desk: tokio::sync::Mutex<()>,
}

impl Engine {
    /// Takes the data folder and opens everything in it. What an earlier start left sending becomes unsure.
    ///
    /// # Errors
    /// `AlreadyOpen` when another process has the folder; `FolderUnusable`, `StoreUnusable`, `KeyGone`, `SnapshotFailed` and
    /// `VaultUnusable` with the path; `Locked` where there is a vault: [`Engine::unlock`] opens it.
    pub async fn open(options: Options) -> Result<Self> {
        Self::open_with(options, None).await
    }

    async fn open_with(options: Options, typed: Option<&Passphrase>) -> Result<Self> {
        let folder = taken(&options.folder).await?;
        let real = Arc::new(Home::open_real(&folder, options.keychain, typed).await?);
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
            sign_ins: SignIns::default(),
            exports: Exports::default(),
            recovery: Recovery::default(),
            holds: Arc::new(RwLock::new(options.holds)),
            hidden: Arc::default(),
            remember: tokio::sync::watch::Sender::new(options.remember),
            desk: tokio::sync::Mutex::new(()),
        }));
        for home in [&engine.0.real, &engine.0.practice] {
            if let Err(error) = home.tidy().await {
                tracing::warn!(code = error.code.name(), "what an earlier start left halfway is still there");
            }
            for record in home.desk.profiles().await? {
                let instance = engine.instance_of(record, home, Files::There).await?;
                if engine.0.folder.is_kept() && instance.journal.is_some() {
                    decision::keep(&instance).await?;
                }
                Engine::settle_unsure(engine.put(instance));
            }
        }
        if engine.0.folder.is_kept() {
            engine.0.folder.kept();
        }
        engine.clear_keychain_soon(options.keychain);
        engine.keep_recoverable_soon();
        let clock = engine.0.clock.clone();
        let weak = || WeakEngine(Arc::downgrade(&engine.0));
        tokio::spawn(sync::retry::run(weak(), clock.clone()));
        tokio::spawn(probe::run(weak(), clock.clone()));
        tokio::spawn(decision::remember::run(weak(), clock.clone(), engine.0.remember.subscribe()));
        tokio::spawn(sync::timer::run(weak(), clock, engine.0.attention.subscribe()));
        Ok(engine)
    }

    /// Everything that changes, from now on.
    pub fn listen(&self) -> tokio::sync::broadcast::Receiver<Event> {
        self.0.events.listen()
    }

    /// Whether it was closed, by [`Engine::close`] or because everything was forgotten.
    pub fn is_closed(&self) -> bool {
        self.0.real.desk.is_closed()
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

    /// The system says that the network came or went: every instance is asked soon whether it answers.
    pub fn network_changed(&self) {
        sync::retry::ask_all(self);
    }

    /// Asks the server once who one is, and so whether it answers. What it answers stands in the profile.
    ///
    /// # Errors
    /// `NoSuchProfile`, `NoToken`; never for a server that does not answer.
    pub async fn check_connection(&self, profile: &ProfileId) -> Result<ProfileView> {
        let instance = self.instance(profile)?;
        let server = instance.server()?;
        instance.opening.keep_again().await;
        if instance.get_to_know(&server, None).await.is_ok() {
            decision::recover(&instance).await;
        }
        instance.view().await
    }

    /// Decides about an account as it was on screen. The journal has its row before the request leaves: at once where
    /// nothing is held and the server answers, else when its hold is over and its turn has come.
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
        self.decide_about(profile, About::Account(account.clone()), revision, verb, choices).await
    }

    async fn decide_about(
        &self,
        profile: &ProfileId,
        about: About,
        revision: &str,
        verb: Verb,
        choices: Choices,
    ) -> Result<DecisionView> {
        let instance = self.instance(profile)?;
        let hold = self.holds().of(verb);
        if hold > 0 || decision::must_wait(&instance, &about).await? {
            return decision::queue(&instance, &about, revision, verb, choices, hold).await;
        }
        decision::decide(&instance, &about, revision, verb, choices).await
    }

    /// How long decisions are held before they leave, from now on.
    pub fn set_holds(&self, holds: Holds) {
        *self.0.holds.write().unwrap_or_else(PoisonError::into_inner) = holds;
    }

    fn holds(&self) -> Holds {
        *self.0.holds.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// For how long the words of settled decisions are kept, from now on. What has had that time is forgotten soon.
    pub fn set_remember(&self, days: RememberDays) {
        self.0.remember.send_if_modified(|kept| std::mem::replace(kept, days) != days);
    }

    /// All decisions of the profile that are not settled, in the order in which they were made.
    ///
    /// # Errors
    /// `NotAllowed` when the journal cannot be read.
    pub async fn outbox(&self, profile: &ProfileId) -> Result<Vec<DecisionView>> {
        decision::outbox(&*self.instance(profile)?).await
    }

    /// Takes a decision back that has not left; one that has left is told as it stands.
    ///
    /// # Errors
    /// `NotFound`, `DiskTrouble`.
    pub async fn cancel_decision(&self, profile: &ProfileId, decision: &str) -> Result<DecisionView> {
        decision::cancel(&*self.instance(profile)?, decision).await
    }

    /// Sends a decision although something changed meanwhile, as it was found.
    ///
    /// # Errors
    /// `NotFound`, `DiskTrouble`.
    pub async fn send_anyway(&self, profile: &ProfileId, decision: &str) -> Result<DecisionView> {
        decision::send_anyway(&*self.instance(profile)?, decision).await
    }

    /// Puts another decision in the place of one that has not left. What is chosen now counts, its hold begins anew.
    ///
    /// # Errors
    /// As [`Engine::decide`]; `ChangedMeanwhile` also when the earlier one has left: then it stays as it stands.
    pub async fn replace_decision(
        &self,
        profile: &ProfileId,
        decision: &str,
        revision: &str,
        verb: Verb,
        choices: Choices,
    ) -> Result<DecisionView> {
        let instance = self.instance(profile)?;
        decision::replace(&instance, decision, revision, verb, choices, self.holds()).await
    }

    /// What is leaving or would leave by itself, on every instance: whoever closes the desk is asked about it.
    ///
    /// # Errors
    /// `DiskTrouble`.
    pub async fn leaving(&self) -> Result<Vec<DecisionView>> {
        let mut all = Vec::new();
        for instance in self.with_journals() {
            let kept = decision::outbox(&instance).await?;
            let leaves = |one: &DecisionView| matches!(one.status, Status::Held | Status::Ready | Status::Sending);
            all.extend(kept.into_iter().filter(|one| leaves(one) && one.review == Review::None));
        }
        Ok(all)
    }

    /// Ends every hold: what leaves by itself leaves now.
    ///
    /// # Errors
    /// `DiskTrouble`.
    pub async fn hasten(&self) -> Result<()> {
        for instance in self.with_journals() {
            decision::hasten(&instance).await?;
        }
        Ok(())
    }

    /// Keeps everything that has not left until somebody says a word about it, also at the next start.
    ///
    /// # Errors
    /// `DiskTrouble`.
    pub async fn keep_waiting(&self) -> Result<()> {
        let mut kept = Ok(());
        for instance in self.with_journals() {
            // A journal that cannot be written keeps no other one's from being kept.
            let now = decision::keep(&instance).await;
            kept = kept.and(now);
        }
        kept
    }

    /// Takes back everything that has not left and would leave by itself.
    ///
    /// # Errors
    /// `DiskTrouble`.
    pub async fn cancel_waiting(&self) -> Result<()> {
        for instance in self.with_journals() {
            decision::cancel_all(&instance).await?;
        }
        Ok(())
    }

    fn with_journals(&self) -> Vec<Arc<Instance>> {
        self.instances().values().filter(|instance| instance.journal.is_some()).cloned().collect()
    }

    /// Lets decisions leave that wait for a word after a long time without the server.
    ///
    /// # Errors
    /// `NotFound`, `DiskTrouble`.
    pub async fn release_decisions(&self, profile: &ProfileId, decisions: &[String]) -> Result<()> {
        decision::release(&*self.instance(profile)?, decisions).await
    }

    /// Goes through the receipts of the profile's journal.
    ///
    /// # Errors
    /// `NotAllowed` when the journal cannot be read.
    pub async fn verify_journal(&self, profile: &ProfileId) -> Result<ChainReport> {
        decision::verify(&*self.instance(profile)?).await
    }

    /// Looks up at the server what became of a decision that is not sure.
    ///
    /// # Errors
    /// `NotFound` for an unknown decision; whatever keeps the account from being read.
    pub async fn look_again(&self, profile: &ProfileId, decision: &str) -> Result<DecisionView> {
        decision::look_again(&*self.instance(profile)?, decision).await
    }

    /// Keeps what a person says of a decision that is not sure, and that a look could not settle: whether it arrived. One
    /// about which nothing is asked is returned as it stands.
    ///
    /// # Errors
    /// `NotFound` for an unknown decision, `DiskTrouble`.
    pub async fn say_whether_arrived(
        &self,
        profile: &ProfileId,
        decision: &str,
        arrived: bool,
    ) -> Result<DecisionView> {
        decision::said(&*self.instance(profile)?, decision, arrived).await
    }

    /// A page of what is settled and fits, newest first; the rest is in [`Engine::outbox`].
    ///
    /// # Errors
    /// `NotAllowed` when the journal cannot be read.
    pub async fn search_history(
        &self,
        profile: &ProfileId,
        filter: &HistoryFilter,
        cursor: Option<String>,
    ) -> Result<HistoryPage> {
        decision::search(&*self.instance(profile)?, filter, cursor.as_deref()).await
    }

    /// Every move of a decision, in their order.
    ///
    /// # Errors
    /// `NotFound` for an unknown decision, `NotAllowed` when the journal cannot be read.
    pub async fn receipts(&self, profile: &ProfileId, decision: &str) -> Result<Vec<ReceiptView>> {
        decision::receipts(&*self.instance(profile)?, decision).await
    }

    /// Earlier decisions that shut out somebody with the mail address, a network address or the name of this account.
    ///
    /// # Errors
    /// `NotFound` when the cache does not have the account, `NotAllowed` when the journal cannot be read.
    pub async fn remembered(&self, profile: &ProfileId, account: &AccountId) -> Result<Vec<Remembered>> {
        decision::remembered(&*self.instance(profile)?, account).await
    }

    /// A page of all that was decided, settled or not, newest first.
    ///
    /// # Errors
    /// `NotAllowed` when the journal cannot be read.
    pub async fn history(&self, profile: &ProfileId, cursor: Option<String>) -> Result<HistoryPage> {
        decision::history(&*self.instance(profile)?, cursor.as_deref()).await
    }

    /// Closes every file; lists that are being written into files are stopped, and sign-ins that nobody finished are
    /// undone. A home without a keychain goes with it, and so do the tokens that somebody signed in for.
    pub async fn close(&self) {
        let ends_session = self.0.real.is_session_only() && !self.is_closed();
        self.end_sign_ins().await;
        // Whoever adds, removes or cleans up ends that first; but a keychain that hangs keeps no program from ending.
        let _one_at_a_time = tokio::time::timeout(SETTLED, self.0.desk.lock()).await;
        self.close_files().await;
        if ends_session {
            self.give_back_session().await;
        }
        self.0.real.secrets.close();
        self.0.real.end_session();
        self.0.folder.release();
    }

    async fn close_files(&self) {
        self.0.exports.stop_all().await;
        let instances: Vec<_> = self.instances().values().cloned().collect();
        for instance in instances {
            instance.close().await;
        }
        self.0.real.desk.close().await;
        self.0.practice.desk.close().await;
    }

    fn instances(&self) -> std::sync::RwLockReadGuard<'_, HashMap<ProfileId, Arc<Instance>>> {
        self.0.instances.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn instance(&self, profile: &ProfileId) -> Result<Arc<Instance>> {
        self.instances().get(profile).cloned().ok_or_else(|| ErrorCode::NoSuchProfile.into())
    }

    async fn instance_of(&self, record: ProfileRecord, home: &Arc<Home>, files: Files) -> Result<Instance> {
        let around = Around {
            clock: self.0.clock.clone(),
            events: self.0.events.clone(),
            attention: self.0.attention.subscribe(),
            holds: self.0.holds.clone(),
            hidden: self.0.hidden.clone(),
            start: &self.0.start,
        };
        Instance::open(record, home.clone(), around, files).await
    }

    fn put(&self, instance: Instance) -> Arc<Instance> {
        let instance = Arc::new(instance);
        tokio::spawn(decision::sender::run(Arc::downgrade(&instance), self.0.clock.now()));
        tokio::spawn(profile::instance::tell_of(Arc::downgrade(&instance)));
        tokio::spawn(due::run(Arc::downgrade(&instance)));
        self.0.instances.write().unwrap_or_else(PoisonError::into_inner).insert(instance.id.clone(), instance.clone());
        instance
    }
}

/// How long closing waits for whoever changes what is on the desk.
const SETTLED: Duration = Duration::from_secs(25);

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
