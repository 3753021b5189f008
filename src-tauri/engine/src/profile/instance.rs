//! A profile at work: its files, its server, whether that answers, and how its refreshing goes.

mod access;
mod answering;
mod drawing;
mod offering;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::watch;

use super::fetching::fill_so_far;
use super::opening::Opening;
use super::searching::Searching;
use super::session::{PostPictures, ReportsLoaded};
use super::syncing::{Attention, Syncing};
use super::turns::Turns;
use super::{Caching, Connection, Pictures, ProfileId, SyncPhase, SyncState, TokenPlace};
use crate::clock::Clock;
use crate::decision::{Holds, Status};
use crate::error::{Error, ErrorCode, Problem, Result};
use crate::event::Events;
use crate::home::Home;
use crate::model::{AccountId, Timestamp};
use crate::platform::{BaseUrl, Line, Server, TokenSource};
use crate::store::cache::Cache;
use crate::store::desk::ProfileRecord;
use crate::store::journal::{DecisionRecord, Journal};
use crate::store::{Files, Key};

pub(crate) use drawing::tell_of;

/// How long closing waits for a decision under way.
const FAREWELL: Duration = Duration::from_secs(10);

/// A profile at work.
pub(crate) struct Instance {
    pub id: ProfileId,
    pub home: Arc<Home>,
    pub cache: Cache,
    /// None when it cannot be opened: then nothing is decided, and nothing else is touched.
    pub journal: Option<Journal>,
    /// Why it cannot be opened.
    journal_problem: Option<Problem>,
    pub clock: Clock,
    pub events: Events,
    /// Decisions about one account go one after another; so do lookups of the unsure ones.
    pub turns: Turns,
    /// Shared from a decision's row to its end, within its turn: who closes the files waits for all of them.
    pub under_way: Arc<tokio::sync::RwLock<()>>,
    changing: tokio::sync::Mutex<()>,
    /// Decisions whose outcome could not be written down yet, with the status that they still have in the journal: tried again
    /// before anything else is decided.
    pub owed: Mutex<Vec<(Status, DecisionRecord)>>,
    /// Rings when a decision may be due.
    pub bell: Arc<tokio::sync::Notify>,
    /// Rings when something may be due, or no longer.
    pub due_bell: Arc<tokio::sync::Notify>,
    /// Rings when something of the profile is to be told anew.
    untold: Arc<tokio::sync::Notify>,
    /// Keeps what opens the server.
    pub opening: Arc<Opening>,
    /// Tells the refreshing to stop.
    pub stop: watch::Sender<()>,
    /// How fetching goes, and when.
    pub syncing: Syncing,
    /// The last search on the server.
    pub searching: Searching,
    cache_was_reset: bool,
    /// Whom the cache was told to be decided about; none when it was told nothing yet.
    pub overlaid: tokio::sync::Mutex<Option<Vec<AccountId>>>,
    software_asked: AtomicBool,
    reports_loaded: Mutex<ReportsLoaded>,
    post_pictures: Mutex<PostPictures>,
    holds: Arc<RwLock<Holds>>,
    hidden: Arc<AtomicBool>,
    state: Mutex<State>,
    record: RwLock<ProfileRecord>,
}

pub(super) struct State {
    server: Option<Server>,
    line: Line,
    source: Option<Arc<TokenSource>>,
    token: TokenPlace,
    connection: Connection,
    pub(super) sync: SyncState,
    /// So far its drawings are ahead of the count.
    ahead: u32,
    pace: Option<u32>,
    /// Since when it had not answered, after it has answered again.
    returned: Option<Timestamp>,
    /// Since when it has not answered as it should.
    away: Option<Timestamp>,
}

/// What all profiles of an engine share.
pub(crate) struct Around<'a> {
    pub clock: Clock,
    pub events: Events,
    /// What somebody looks at.
    pub attention: watch::Receiver<Attention>,
    pub holds: Arc<RwLock<Holds>>,
    /// Whether the desk is hidden behind a lock.
    pub hidden: Arc<AtomicBool>,
    /// Names this start in the journal.
    pub start: &'a str,
}

impl Instance {
    /// Opens a profile's files and takes its token from where it is kept. A missing token or a broken journal does not
    /// keep the profile off the desk: what is cached can still be looked at.
    pub async fn open(record: ProfileRecord, home: Arc<Home>, around: Around<'_>, files: Files) -> Result<Self> {
        let Around { clock, events, attention, holds, hidden, start } = around;
        let folder = home.profile_folder(&record.id);
        crate::store::folder::make_private(&folder).map_err(|error| Error::caused(ErrorCode::DiskTrouble, error))?;
        let (key, journal) = match home.file_key(&record.id).await {
            Ok(key) => {
                let journal = Journal::open(&folder, &key, start, files, clock.now()).await;
                (key, journal)
            }
            // The journal's key is gone. It stays closed until somebody brings the key back, and the cache is made anew
            // with another one; so the loss costs what it must and no more.
            Err(error @ Error { code: ErrorCode::KeyGone { .. }, .. }) => {
                (Key::random().map_err(|error| Error::caused(ErrorCode::Internal, error))?, Err(error))
            }
            Err(error) => return Err(error),
        };
        let (cache, cache_was_reset) = Cache::open(&folder, &key).await?;
        let (journal, journal_problem) = match journal {
            Ok(journal) => (Some(journal), None),
            Err(error) => {
                let cause = error.source.as_ref().map(ToString::to_string);
                tracing::error!(code = error.code.name(), cause, "a journal cannot be opened");
                (None, Some(Problem::from(&error)))
            }
        };
        let progress = cache.progress().await?;
        let (credential, place) = match home.credential(&record.id).await {
            Ok(Some(credential)) => (Some(credential), home.token_place()),
            Ok(None) => (None, TokenPlace::Missing { why: None }),
            Err(Error { code: ErrorCode::KeychainUnusable { why }, .. }) => {
                (None, TokenPlace::Missing { why: Some(why) })
            }
            Err(error) => return Err(error),
        };
        // Without a keychain the token is missing, too.
        let client = match &record.trust.client {
            Some(_) => home.client(&record.id).await.unwrap_or_default(),
            None => None,
        };
        let line = Line::of(&clock, &record.trust, client.as_ref());
        let untold: Arc<tokio::sync::Notify> = Arc::default();
        let opening = Opening::new(home.clone(), record.id.clone(), untold.clone());
        let source = credential.map(|credential| opening.source(credential));
        let server = source.as_ref().map(|source| server(&record, source, &line)).transpose()?;
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
        let state = State {
            server,
            line,
            source,
            token: place,
            connection: Connection::Untried,
            sync,
            ahead: drawing::ahead(),
            pace: None,
            returned: None,
            away: None,
        };
        Ok(Instance {
            id: record.id.clone(),
            home,
            cache,
            journal,
            journal_problem,
            clock,
            events,
            turns: Turns::default(),
            under_way: Arc::default(),
            changing: tokio::sync::Mutex::new(()),
            owed: Mutex::default(),
            bell: Arc::default(),
            untold,
            due_bell: Arc::default(),
            opening,
            stop: watch::Sender::new(()),
            syncing,
            searching: Searching::default(),
            cache_was_reset,
            overlaid: tokio::sync::Mutex::default(),
            software_asked: AtomicBool::new(false),
            reports_loaded: Mutex::default(),
            post_pictures: Mutex::default(),
            holds,
            hidden,
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

    /// Why the journal cannot be opened; none when it is open.
    pub fn journal_problem(&self) -> Option<Problem> {
        self.journal_problem.clone()
    }

    /// Closes the files, after the decision under way: an ordinary quit must not tear a move apart. One that takes longer
    /// than people wait for a program to end is found in the journal at the next start.
    pub async fn close(&self) {
        self.stop.send_replace(());
        self.searching.stop();
        self.end_renewing().await;
        let _no_decision_under_way = tokio::time::timeout(FAREWELL, self.under_way.write()).await;
        self.cache.close().await;
        if let Some(journal) = &self.journal {
            journal.close().await;
        }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // Whoever tells of it learns that there is nothing more to tell.
        self.untold.notify_one();
    }
}

fn server(record: &ProfileRecord, source: &Arc<TokenSource>, line: &Line) -> Result<Server> {
    let token = source.credential().token;
    let server = Server::new(&record.software, BaseUrl::from_stored(&record.base)?, token, line)?;
    Ok(server.carrying(source.clone()))
}
