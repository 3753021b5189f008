//! A profile at work: its files, its server, whether that answers, and how its refreshing goes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::watch;

use super::fetching::fill_so_far;
use super::searching::Searching;
use super::session::{PostPictures, ReportsLoaded};
use super::syncing::{Attention, Syncing};
use super::{
    Ability, Allowance, Caching, Connection, LeftHalfway, Pictures, ProfileId, ProfileView, Software, SyncPhase,
    SyncState, TokenPlace, Who,
};
use crate::action::{Refusal, Verb};
use crate::clock::Clock;
use crate::error::{Error, ErrorCode, Problem, Result};
use crate::event::{Event, Events};
use crate::home::Home;
use crate::platform::{self, BaseUrl, Circumstances, Server};
use crate::secret::Secret;
use crate::store::cache::Cache;
use crate::store::desk::ProfileRecord;
use crate::store::journal::{DecisionRecord, Journal};
use crate::store::{Files, Key};

/// How long closing waits for a decision under way.
const FAREWELL: Duration = Duration::from_secs(10);

/// A profile at work.
pub(crate) struct Instance {
    pub id: ProfileId,
    pub home: Arc<Home>,
    pub cache: Cache,
    /// None when it cannot be opened: then nothing is decided, and nothing else is touched.
    pub journal: Option<Journal>,
    pub clock: Clock,
    pub events: Events,
    /// Decisions go one after another; so do lookups of the unsure ones.
    pub turn: Arc<tokio::sync::Mutex<()>>,
    /// Held from a decision's row to its end, within its turn: who closes the files waits for it.
    pub under_way: Arc<tokio::sync::Mutex<()>>,
    changing: tokio::sync::Mutex<()>,
    /// Decisions whose outcome could not be written down yet: tried again before anything else is decided.
    pub owed: Mutex<Vec<DecisionRecord>>,
    /// Tells the refreshing to stop.
    pub stop: watch::Sender<()>,
    /// How fetching goes, and when.
    pub syncing: Syncing,
    /// The last search on the server.
    pub searching: Searching,
    cache_was_reset: bool,
    software_asked: AtomicBool,
    reports_loaded: Mutex<ReportsLoaded>,
    post_pictures: Mutex<PostPictures>,
    state: Mutex<State>,
    record: RwLock<ProfileRecord>,
}

pub(super) struct State {
    server: Option<Server>,
    token: TokenPlace,
    connection: Connection,
    pub(super) sync: SyncState,
    drawn: u32,
}

impl Instance {
    /// Opens a profile's files and takes its token from where it is kept. A missing token or a broken journal does not
    /// keep the profile off the desk: what is cached can still be looked at.
    pub async fn open(
        record: ProfileRecord,
        home: Arc<Home>,
        clock: Clock,
        events: Events,
        attention: watch::Receiver<Attention>,
        start: &str,
        files: Files,
    ) -> Result<Self> {
        let folder = home.profile_folder(&record.id);
        crate::store::folder::make_private(&folder).map_err(|error| Error::caused(ErrorCode::DiskTrouble, error))?;
        let key = match home.file_key(&record.id).await {
            Ok(key) => key,
            // The journal's key is gone. With another one the journal stays closed, as it has to, and the cache is made
            // anew; so the loss costs what it must and no more.
            Err(error @ Error { code: ErrorCode::StoreUnusable { .. }, .. }) => {
                tracing::error!(cause = error.source.map(|source| source.to_string()), "a profile's key is gone");
                Key::random().map_err(|error| Error::caused(ErrorCode::Internal, error))?
            }
            Err(error) => return Err(error),
        };
        let (cache, cache_was_reset) = Cache::open(&folder, &key).await?;
        let journal = match Journal::open(&folder, &key, start, files).await {
            Ok(journal) => Some(journal),
            Err(error) => {
                tracing::error!(cause = error.source.map(|source| source.to_string()), "a journal cannot be opened");
                None
            }
        };
        let progress = cache.progress().await?;
        let (token, place) = match home.token(&record.id).await {
            Ok(Some(token)) => (Some(token), home.token_place()),
            Ok(None) => (None, TokenPlace::Missing { why: None }),
            Err(Error { code: ErrorCode::KeychainUnusable { why }, .. }) => {
                (None, TokenPlace::Missing { why: Some(why) })
            }
            Err(error) => return Err(error),
        };
        let server = token.map(|token| server(&record, token, &clock)).transpose()?;
        let sync = SyncState {
            running: false,
            paused: progress.paused,
            phase: SyncPhase::Pending,
            fill: fill_so_far(&progress),
            next_at: None,
            pages: 0,
            fetched: 0,
            finished_at: progress.finished_at,
            problem: None,
            more_on_server: progress.more_on_server(),
            pending_complete: true,
            unreliable: Vec::new(),
        };
        let syncing = Syncing::new(progress, clock.now(), attention);
        let state = State { server, token: place, connection: Connection::Untried, sync, drawn: 0 };
        Ok(Instance {
            id: record.id.clone(),
            home,
            cache,
            journal,
            clock,
            events,
            turn: Arc::default(),
            under_way: Arc::default(),
            changing: tokio::sync::Mutex::new(()),
            owed: Mutex::default(),
            stop: watch::Sender::new(()),
            syncing,
            searching: Searching::default(),
            cache_was_reset,
            software_asked: AtomicBool::new(false),
            reports_loaded: Mutex::default(),
            post_pictures: Mutex::default(),
            state: Mutex::new(state),
            record: RwLock::new(record),
        })
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The profile as it is kept.
    pub fn record(&self) -> ProfileRecord {
        self.record.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the kept profile: on the disk first, then here. One change at a time, or the later would undo the earlier.
    pub async fn change(&self, change: impl FnOnce(&mut ProfileRecord)) -> Result<()> {
        let _one_at_a_time = self.changing.lock().await;
        let mut record = self.record();
        change(&mut record);
        self.home.desk.change(&record).await?;
        *self.record.write().unwrap_or_else(PoisonError::into_inner) = record;
        self.tell().await;
        Ok(())
    }

    /// The server, with the token.
    pub fn server(&self) -> Result<Server> {
        self.state().server.clone().ok_or_else(|| ErrorCode::NoToken.into())
    }

    /// Takes another token into use, after it was kept.
    pub fn use_token(&self, token: Secret) -> Result<()> {
        let server = server(&self.record(), token, &self.clock)?;
        let mut state = self.state();
        state.server = Some(server);
        state.token = self.home.token_place();
        state.connection = Connection::Untried;
        Ok(())
    }

    /// The server's address.
    pub fn base(&self) -> Result<BaseUrl> {
        BaseUrl::from_stored(&self.record().base)
    }

    /// Notes whether the server answered, and passes the answer on.
    pub async fn noted<T>(&self, answer: Result<T>) -> Result<T> {
        let connection = match &answer {
            Ok(_) => Connection::Online,
            Err(error) => match self.connection_after(error) {
                Some(connection) => connection,
                None => return answer,
            },
        };
        if std::mem::replace(&mut self.state().connection, connection.clone()) != connection {
            self.tell().await;
        }
        answer
    }

    /// The same for the answer about a single account: a server that stumbles over one account is not offline.
    pub async fn noted_single<T>(&self, answer: Result<T>) -> Result<T> {
        match answer {
            Err(error) if matches!(error.code, ErrorCode::ServerTrouble { .. } | ErrorCode::Unreadable) => Err(error),
            other => self.noted(other).await,
        }
    }

    /// What an error says about the connection; none when it says nothing (our own faults).
    fn connection_after(&self, error: &Error) -> Option<Connection> {
        let problem = || Problem::from(error);
        if error.is_unreachable() || error.is_interposed() {
            let since = match &self.state().connection {
                Connection::Offline { since, .. } => *since,
                _ => self.clock.now(),
            };
            return Some(Connection::Offline { since, problem: problem() });
        }
        match &error.code {
            ErrorCode::RateLimited { until } => Some(Connection::Waiting { until: *until }),
            _ if error.is_about_rights() => Some(Connection::Refused { problem: problem() }),
            // It answered, though not what was hoped for.
            ErrorCode::ServerSaysNo { .. } | ErrorCode::NotFound => Some(Connection::Online),
            _ => None,
        }
    }

    /// Whether the last request was answered.
    pub fn connection(&self) -> Connection {
        self.state().connection.clone()
    }

    /// What forbids every decision here and now.
    pub fn obstacle(&self) -> Option<Refusal> {
        if self.journal.is_none() {
            return Some(Refusal::JournalUnusable);
        }
        let state = self.state();
        match (&state.server, &state.connection) {
            (None, _) => Some(Refusal::NoToken),
            (_, Connection::Refused { problem: Problem { error: ErrorCode::TokenNotTaken, .. } }) => {
                Some(Refusal::TokenDead)
            }
            (_, Connection::Offline { .. }) => Some(Refusal::Offline),
            _ if self.read_only() => Some(Refusal::ReadOnly),
            _ => None,
        }
    }

    fn read_only(&self) -> bool {
        self.record.read().unwrap_or_else(PoisonError::into_inner).read_only
    }

    /// What is known when actions are offered.
    pub fn circumstances<'a>(&self, record: &'a ProfileRecord) -> Circumstances<'a> {
        Circumstances { who: &record.who, now: self.clock.now(), blocked_by: self.obstacle() }
    }

    /// Keeps what the server says of itself and of us, when it changed.
    pub async fn learn(&self, software: Option<Software>, mut who: Who) -> Result<()> {
        let record = self.record();
        let software = software.unwrap_or_else(|| record.software.clone());
        if software == record.software {
            // What this version turned out not to serve, it does not serve today either.
            who.unserved.clone_from(&record.who.unserved);
            // A server that stumbles over its settings has not changed them.
            who.settings = who.settings.or(&record.who.settings);
        }
        // Another person's answer under this token would be a fault of the server: what is known stays.
        if record.who.id != who.id || (record.who == who && record.software == software) {
            return Ok(());
        }
        let another = (software != record.software).then(|| software.clone());
        self.change(|record| {
            record.who = who;
            record.software = software;
        })
        .await?;
        if let Some(software) = another {
            let mut state = self.state();
            state.server = state.server.take().map(|server| server.speaking(&software));
        }
        Ok(())
    }

    /// What the server says of its software today, once in a session: servers are updated, and what they serve with them.
    /// None where it was asked already or does not tell.
    pub async fn software_now(&self) -> Option<Software> {
        if self.software_asked.swap(true, Ordering::Relaxed) {
            return None;
        }
        let known = self.record().software;
        let found = platform::find(&self.base().ok()?).await.ok()?.software;
        let version = if found.version.is_empty() {
            // Some tell it only to those who have a token.
            self.server().ok()?.version().await.unwrap_or(known.version)
        } else {
            found.version
        };
        (found.platform == known.platform).then_some(Software { version, ..found })
    }

    /// Keeps that this version of the server does not serve a verb, as a refusal told.
    pub async fn learn_unserved(&self, verb: Verb) {
        let learned = self.change(|record| {
            if !record.who.unserved.contains(&verb) {
                record.who.unserved.push(verb);
            }
        });
        if let Err(error) = learned.await {
            tracing::warn!(code = error.code.name(), "a verb that is not served could not be noted");
        }
    }

    /// What is kept on this computer, and for how long.
    pub fn caching(&self) -> Caching {
        self.record.read().unwrap_or_else(PoisonError::into_inner).caching
    }

    /// How far reports were fetched in this session.
    pub fn reports_loaded(&self) -> MutexGuard<'_, ReportsLoaded> {
        self.reports_loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the pictures of posts are that were drawn in this session.
    pub fn post_pictures(&self) -> MutexGuard<'_, PostPictures> {
        self.post_pictures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is done with pictures.
    pub fn pictures(&self) -> Pictures {
        self.record.read().unwrap_or_else(PoisonError::into_inner).pictures
    }

    /// Tells everybody how the profile is now.
    pub async fn tell(&self) {
        match self.view().await {
            Ok(view) => self.events.send(Event::Profile { profile: Box::new(view) }),
            Err(error) => tracing::warn!(code = error.code.name(), "a profile could not be drawn"),
        }
    }

    /// The profile as the desk draws it.
    pub async fn view(&self) -> Result<ProfileView> {
        // A file that fails costs its numbers, not the profile: the desk is still drawn.
        let (cached, pending) = self.cache.counts().await.unwrap_or_default();
        let (unsure, halfway) = match &self.journal {
            Some(journal) => (journal.counts().await.unwrap_or_default().1, self.halfway(journal).await),
            None => (0, Vec::new()),
        };
        let record = self.record();
        let open_reports = self.open_reports(&record).await;
        let base = self.base()?;
        let mut state = self.state();
        state.drawn += 1;
        Ok(ProfileView {
            id: self.id.clone(),
            drawn: state.drawn,
            name: record.name,
            address: base.for_people(),
            home: record.home,
            mark: record.mark,
            pages: platform::pages(record.software.platform),
            federated: platform::federated(record.software.platform),
            software: record.software,
            you: record.who,
            practice: self.home.is_practice(),
            read_only: record.read_only,
            pictures: record.pictures,
            caching: record.caching,
            token: state.token.clone(),
            connection: state.connection.clone(),
            sync: state.sync.clone(),
            budget: state.server.as_ref().and_then(Server::budget),
            cached,
            pending,
            open_reports,
            search: self.searching.shown(),
            journal_usable: self.journal.is_some(),
            unsure,
            halfway,
            cache_was_reset: self.cache_was_reset,
        })
    }

    /// Moves that stopped halfway; those whose end could not be written down yet, too.
    async fn halfway(&self, journal: &Journal) -> Vec<LeftHalfway> {
        let mut loud = journal.halfway().await.unwrap_or_default();
        let owed = self.owed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let unwritten = owed.into_iter().filter(|owed| owed.is_loud() && loud.iter().all(|kept| kept.id != owed.id));
        let unwritten: Vec<_> = unwritten.collect();
        loud.extend(unwritten);
        let left = |kept: DecisionRecord| LeftHalfway {
            decision: kept.id,
            account: kept.account,
            handle: kept.handle,
            verb: kept.verb,
        };
        loud.into_iter().map(left).collect()
    }

    /// How many reports of the cache are open; none where there are none for us. Who the server does not tell about has
    /// them once some came.
    pub async fn open_reports(&self, record: &ProfileRecord) -> Option<u32> {
        let (loaded, open) = self.cache.report_counts().await.unwrap_or_default();
        match record.who.allowance(Ability::SeeReports) {
            Allowance::Yes => Some(open),
            Allowance::Unknown => (loaded > 0).then_some(open),
            Allowance::NotByRole | Allowance::NotByScope { .. } | Allowance::NotHere => None,
        }
    }

    /// Closes the files, after the decision under way: an ordinary quit must not tear a move apart. One that takes longer
    /// than people wait for a program to end is found in the journal at the next start.
    pub async fn close(&self) {
        self.stop.send_replace(());
        self.searching.stop();
        let _no_decision_under_way = tokio::time::timeout(FAREWELL, self.under_way.lock()).await;
        self.cache.close().await;
        if let Some(journal) = &self.journal {
            journal.close().await;
        }
    }
}

fn server(record: &ProfileRecord, token: Secret, clock: &Clock) -> Result<Server> {
    Server::new(&record.software, BaseUrl::from_stored(&record.base)?, token, clock)
}
