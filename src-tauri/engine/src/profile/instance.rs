//! A profile at work: its files, its server, whether that answers, and how its refreshing goes.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::Duration;

use tokio::sync::watch;

use super::fetching::fill_so_far;
use super::opening::Opening;
use super::searching::Searching;
use super::session::{PostPictures, ReportsLoaded};
use super::syncing::{Attention, Syncing};
use super::turns::Turns;
use super::{
    Ability, Allowance, Caching, Connection, LeftHalfway, Pictures, ProfileId, ProfileView, SafeMode, Software,
    SyncPhase, SyncState, TokenHealth, TokenPlace, Who,
};
use crate::action::{ActionOffer, Caution, Refusal, Verb};
use crate::clock::Clock;
use crate::decision::Holds;
use crate::error::{Error, ErrorCode, Problem, Result};
use crate::event::{Event, Events};
use crate::home::Home;
use crate::model::{Account, AccountId, Report, Timestamp};
use crate::platform::{self, BaseUrl, Circumstances, Line, Server, TokenSource};
use crate::secret::Credential;
use crate::store::cache::Cache;
use crate::store::desk::ProfileRecord;
use crate::store::journal::{DecisionRecord, Journal};
use crate::store::{Files, Key};

/// How long closing waits for a decision under way.
const FAREWELL: Duration = Duration::from_secs(10);

/// More drawings than this nobody makes of a profile whose files are closed.
const LAST_WORDS: u32 = 1_000;

/// Counts the drawings of all profiles in this process: those of a desk that was opened anew are the later ones.
static DRAWN: AtomicU32 = AtomicU32::new(0);
/// So far ahead of that count is whatever is opened now.
static AHEAD: AtomicU32 = AtomicU32::new(0);

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
    /// Decisions whose outcome could not be written down yet: tried again before anything else is decided.
    pub owed: Mutex<Vec<DecisionRecord>>,
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
            ahead: AHEAD.load(Ordering::Relaxed),
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

    /// The server, with the token.
    pub fn server(&self) -> Result<Server> {
        self.state().server.clone().ok_or_else(|| ErrorCode::NoToken.into())
    }

    /// Takes another token into use, after it was kept.
    pub fn use_credential(&self, credential: Credential) -> Result<()> {
        let source = self.opening.source(credential);
        let server = server(&self.record(), &source, &self.line())?;
        let mut state = self.state();
        (state.server, state.source) = (Some(server), Some(source));
        state.token = self.home.token_place();
        state.connection = Connection::Untried;
        Ok(())
    }

    /// How the server is reached.
    pub fn line(&self) -> Line {
        self.state().line.clone()
    }

    /// Takes another way to the server into use, after it was kept.
    pub fn use_line(&self, line: Line) -> Result<()> {
        let mut state = self.state();
        state.line = line;
        state.connection = Connection::Untried;
        let Some(source) = state.source.clone() else { return Ok(()) };
        // What opens the server stays what it is, also while it is being renewed.
        state.server = Some(server(&self.record(), &source, &state.line)?);
        Ok(())
    }

    /// Lets go of what opened the server: it has ended, or was forgotten.
    pub fn drop_credential(&self) {
        let mut state = self.state();
        (state.server, state.source) = (None, None);
        state.token = TokenPlace::Missing { why: None };
        state.connection = Connection::Untried;
    }

    /// Waits for a renewal that is under way, since what it brings is given once, and keeps nothing that comes later: who
    /// opens these files next must not find them changed behind their back.
    pub async fn end_renewing(&self) {
        let source = self.state().source.clone();
        if let Some(source) = source {
            let _whoever_renews = tokio::time::timeout(FAREWELL, source.settled()).await;
        }
        self.opening.end().await;
    }

    /// What opens the server just now.
    pub fn credential(&self) -> Option<Credential> {
        self.state().source.as_ref().map(|source| source.credential())
    }

    /// How the token is; none without one.
    pub fn token_health(&self) -> Option<TokenHealth> {
        let (credential, record) = (self.credential()?, self.record());
        Some(TokenHealth::of(&credential, record.token_facts.as_ref(), record.software.platform, self.clock.now()))
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
        let before = {
            let mut guard = self.state();
            let state = &mut *guard;
            if let Connection::Offline { since, .. } = &state.connection {
                state.away.get_or_insert(*since);
            }
            // Also by way of a refusal or a wait: only an answer ends the time away.
            if connection == Connection::Online {
                state.returned = state.away.take().or(state.returned);
            }
            std::mem::replace(&mut state.connection, connection.clone())
        };
        if before != connection {
            self.bell.notify_one();
            self.tell().await;
        }
        answer
    }

    /// Whether the server answers again after it had not, and nobody has looked after what waited for it.
    pub fn has_returned(&self) -> bool {
        self.state().returned.is_some()
    }

    /// Since when it had not answered; once.
    pub fn take_return(&self) -> Option<Timestamp> {
        self.state().returned.take()
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

    /// What keeps every decision from being sent here and now.
    pub fn obstacle(&self) -> Option<Refusal> {
        match self.obstacle_to_deciding() {
            None | Some(Refusal::ReadOnly) if self.is_offline() => Some(Refusal::Offline),
            obstacle => obstacle,
        }
    }

    /// What forbids that anything is decided here and now, also to be sent later.
    pub fn obstacle_to_deciding(&self) -> Option<Refusal> {
        if self.journal.is_none() {
            return Some(Refusal::JournalUnusable);
        }
        let state = self.state();
        match (&state.server, &state.connection) {
            (None, _) => Some(Refusal::NoToken),
            (_, Connection::Refused { problem })
                if matches!(problem.error, ErrorCode::TokenNotTaken | ErrorCode::SignInNeeded) =>
            {
                Some(Refusal::TokenDead)
            }
            _ if self.safe_mode() == SafeMode::ReadOnly => Some(Refusal::ReadOnly),
            _ => None,
        }
    }

    /// How much is asked before something leaves.
    pub fn safe_mode(&self) -> SafeMode {
        self.record.read().unwrap_or_else(PoisonError::into_inner).safe_mode
    }

    /// What is known when actions are offered.
    pub fn circumstances<'a>(&self, record: &'a ProfileRecord) -> Circumstances<'a> {
        Circumstances { who: &record.who, now: self.clock.now(), blocked_by: self.obstacle() }
    }

    /// What can be decided about the account. Without an answer of the server a decision waits; about staff it is made only
    /// with the server's word at hand.
    pub fn offers(&self, account: &Account) -> Vec<ActionOffer> {
        let record = self.record();
        let here = Circumstances { blocked_by: self.obstacle_to_deciding(), ..self.circumstances(&record) };
        let mut offers = platform::offers(&record.software, account, &here);
        if self.is_offline() {
            for offer in offers.iter_mut().filter(|offer| offer.cautions.contains(&Caution::Staff)) {
                offer.refusal.get_or_insert(Refusal::Offline);
            }
        }
        offers
    }

    /// What can be decided about the report, in the same way.
    pub fn report_offers(&self, report: &Report) -> Vec<ActionOffer> {
        let record = self.record();
        let here = Circumstances { blocked_by: self.obstacle_to_deciding(), ..self.circumstances(&record) };
        platform::report_offers(&record.software, report, &here)
    }

    /// After how many hours a decision that cannot be taken back is old.
    pub fn stale_hours(&self) -> u32 {
        self.holds.read().unwrap_or_else(PoisonError::into_inner).stale_hours
    }

    /// Whether the desk is hidden behind a lock: then nothing leaves.
    pub fn is_hidden(&self) -> bool {
        self.hidden.load(Ordering::Acquire)
    }

    /// Whether a decision would leave if it could.
    pub async fn has_something_to_send(&self) -> bool {
        let Some(journal) = &self.journal else { return false };
        journal.leaving().await.is_ok_and(|(left, _)| left > 0)
    }

    /// How long the last decisions took, in ms; none before the first.
    pub fn pace(&self) -> Option<u32> {
        self.state().pace
    }

    /// Notes how long a decision took, in ms.
    pub fn took(&self, ms: i64) {
        let ms = u32::try_from(ms.clamp(1, 60_000)).unwrap_or(1);
        let mut state = self.state();
        state.pace = Some(state.pace.map_or(ms, |pace| pace - pace / 8 + ms / 8));
    }

    /// Whether the server does not answer.
    pub fn is_offline(&self) -> bool {
        matches!(self.state().connection, Connection::Offline { .. })
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
        self.software_today().await
    }

    /// The same, asked now. None where it does not tell.
    pub async fn software_today(&self) -> Option<Software> {
        let known = self.record().software;
        let found = platform::find(&self.base().ok()?, &self.line()).await.ok()?.software;
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

    /// Tells everybody soon how the profile is then: whoever decides does not wait until all of it is counted.
    pub fn tell_soon(&self) {
        self.untold.notify_one();
    }

    /// Tells everybody how the profile is now.
    pub async fn tell(&self) {
        // Boxed: whatever changes something tells of it in the end, and a view is large.
        match Box::pin(self.view()).await {
            Ok(view) => self.events.send(Event::Profile { profile: Box::new(view) }),
            Err(error) => tracing::warn!(code = error.code.name(), "a profile could not be drawn"),
        }
    }

    /// The profile as the desk draws it.
    pub async fn view(&self) -> Result<ProfileView> {
        // A file that fails costs its numbers, not the profile: the desk is still drawn.
        let (cached, pending) = self.cache.counts().await.unwrap_or_default();
        let (unsure, halfway) = match &self.journal {
            Some(journal) => (journal.unsure().await.unwrap_or_default(), self.halfway(journal).await),
            None => (0, Vec::new()),
        };
        let record = self.record();
        let open_reports = self.open_reports(&record).await;
        let base = self.base()?;
        let sending = super::forecast::sending(self).await.unwrap_or_default();
        let token_health = self.token_health();
        let state = self.state();
        Ok(ProfileView {
            id: self.id.clone(),
            drawn: DRAWN.fetch_add(1, Ordering::Relaxed).saturating_add(state.ahead).saturating_add(1),
            name: record.name,
            address: base.for_people(),
            home: record.home,
            mark: record.mark,
            pages: platform::pages(record.software.platform),
            federated: platform::federated(record.software.platform),
            software: record.software,
            you: record.who,
            practice: self.home.is_practice(),
            safe_mode: record.safe_mode,
            sending,
            pictures: record.pictures,
            caching: record.caching,
            trust: crate::connection::view(&record.trust, &self.clock),
            token: match self.opening.is_session_only() {
                true => TokenPlace::SessionOnly,
                false => state.token.clone(),
            },
            token_health,
            probed_at: record.probed_at,
            connection: state.connection.clone(),
            sync: state.sync.clone(),
            budget: state.server.as_ref().and_then(Server::budget),
            cached,
            pending,
            open_reports,
            search: self.searching.shown(),
            journal_usable: self.journal.is_some(),
            journal_problem: self.journal_problem.clone(),
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

    /// Why the journal cannot be opened; none when it is open.
    pub fn journal_problem(&self) -> Option<Problem> {
        self.journal_problem.clone()
    }

    /// Takes the place of the same profile as it was open before: its drawings are the later ones, also than what that one
    /// still tells while its tasks come to their end.
    pub fn succeed(&self, before: &Instance) {
        let ahead = before.state().ahead.saturating_add(LAST_WORDS);
        AHEAD.fetch_max(ahead, Ordering::Relaxed);
        self.state().ahead = ahead;
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

/// Tells of the instance whenever something of it is to be told anew, until it is gone.
pub(crate) async fn tell_of(instance: Weak<Instance>) {
    loop {
        let Some(untold) = instance.upgrade().map(|here| here.untold.clone()) else { return };
        untold.notified().await;
        let Some(here) = instance.upgrade() else { return };
        here.tell().await;
    }
}

fn server(record: &ProfileRecord, source: &Arc<TokenSource>, line: &Line) -> Result<Server> {
    let token = source.credential().token;
    let server = Server::new(&record.software, BaseUrl::from_stored(&record.base)?, token, line)?;
    Ok(server.carrying(source.clone()))
}
