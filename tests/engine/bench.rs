//! A bench for the tests: an engine with a folder of its own, a practice server, and a profile that joins them.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::clock::Clock;
use bailiwick_engine::decision::{DecisionView, Holds, Lookup, RememberDays};
use bailiwick_engine::error::{ErrorCode, Result};
use bailiwick_engine::event::Event;
use bailiwick_engine::filter::{Filter, StateFilter};
use bailiwick_engine::list::{AccountCounts, AccountPage, AccountQuery, AccountRow, Place, Sort, Start};
use bailiwick_engine::model::AccountId;
use bailiwick_engine::profile::{Caching, Pictures, ProfileId, ProfileSetup, ProfileView, RemoteCache, SafeMode};
use bailiwick_engine::report::{ReportFilter, ReportHands, ReportState};
use bailiwick_engine::{Engine, Keychain, Options, Passphrase, PracticeServer};
use bailiwick_practice::{Kind, Practice, Who, serve};
use tempfile::TempDir;
use tokio::sync::broadcast::Receiver;
use tokio::sync::watch;

/// An event that does not come within this time never comes.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Bench {
    pub engine: Open,
    /// None while the network is down.
    pub server: Option<Practice>,
    kind: Kind,
    keychain: Keychain,
    pub profile: ProfileId,
    pub folder: TempDir,
}

/// An engine whose files are closed when it goes, and that is waited for. A process that ends while a database is still
/// closing may crash in the cryptography that is torn down at the same time.
pub struct Open(Engine);

impl Open {
    pub async fn new(options: Options) -> Self {
        Self::of(Engine::open(options).await.unwrap())
    }

    pub async fn unlocked(options: Options, passphrase: &str) -> Self {
        Self::of(Engine::unlock(options, &Passphrase::typed(passphrase.to_owned())).await.unwrap())
    }

    /// What tears cryptography down was registered when the first database was opened; what is registered after it runs
    /// before it.
    fn of(engine: Engine) -> Self {
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(|| assert!(shutdown_hooks::add_shutdown_hook(databases_close)));
        Open(engine)
    }
}

/// Waits until the threads of every database have ended, which nobody can be told of: also of those that a test which
/// failed has left open. Never for long.
extern "C" fn databases_close() {
    let is_database = |thread: std::io::Result<std::fs::DirEntry>| {
        let name = thread.and_then(|thread| std::fs::read_to_string(thread.path().join("comm"))).unwrap_or_default();
        name.starts_with("sqlx-sqlite")
    };
    for _ in 0..500 {
        let Ok(mut threads) = std::fs::read_dir("/proc/self/task") else { return };
        if !threads.any(is_database) {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

impl Deref for Open {
    type Target = Engine;

    fn deref(&self) -> &Engine {
        &self.0
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let engine = self.0.clone();
        let closing = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            // What a test left in the middle of something may never let its files go.
            runtime.block_on(async { tokio::time::timeout(Duration::from_secs(2), engine.close()).await })
        });
        drop(closing.join());
    }
}

/// An engine on the folder that leaves the keychain alone.
pub async fn engine(folder: &Path) -> Open {
    Open::new(options(folder)).await
}

pub fn options(folder: &Path) -> Options {
    Options {
        folder: folder.to_owned(),
        clock: Clock::System,
        keychain: Keychain::Unused,
        holds: Holds::NONE,
        remember: RememberDays::default(),
    }
}

pub async fn practice(kind: Kind) -> Practice {
    serve(bailiwick_practice::Options::new(kind)).await.unwrap()
}

/// Whoever moderates there.
pub fn moderator(kind: Kind) -> Who {
    match kind {
        Kind::Mastodon => Who::Moderator,
        Kind::Gitlab => Who::Administrator,
    }
}

/// Keeps everybody, whichever server they are of.
pub fn everybody() -> Caching {
    Caching { remote: RemoteCache::All, ..Caching::default() }
}

/// Connects the server by address and token, as a person would, and lets the profile moderate.
pub async fn connect(engine: &Engine, server: &Practice, who: Who) -> Result<ProfileView> {
    let found = engine.find_server(&server.base_url()).await?;
    let person = engine.identify(&found.draft, server.token(who)).await?;
    let setup =
        ProfileSetup { name: "Test".to_owned(), mark: person.mark, pictures: Pictures::Blurred, caching: everybody() };
    let view = engine.finish_connecting(&found.draft, setup).await?;
    engine.set_safe_mode(&view.id, SafeMode::default()).await
}

impl Bench {
    pub async fn new(kind: Kind) -> Self {
        Self::with(kind, moderator(kind)).await
    }

    pub async fn with(kind: Kind, who: Who) -> Self {
        Self::on(bailiwick_practice::Options::new(kind), who).await
    }

    /// The same on a server with other options.
    pub async fn on(options: bailiwick_practice::Options, who: Who) -> Self {
        let kind = options.kind;
        Self::beside(serve(options).await.unwrap(), kind, who).await
    }

    /// The same on a server that runs already.
    pub async fn beside(server: Practice, kind: Kind, who: Who) -> Self {
        Self::kept_by(Keychain::Unused, server, kind, who, Clock::System).await
    }

    /// The same with a clock that the test moves, in milliseconds.
    pub async fn real_on_set_clock(kind: Kind) -> (Self, watch::Sender<i64>) {
        let (clock, set) = watch::channel(1_800_000_000_000);
        let server = practice(kind).await;
        (Self::kept_by(Keychain::Unused, server, kind, moderator(kind), Clock::Set(set)).await, clock)
    }

    /// The same with the system's keychain: for tests inside a session of their own.
    pub async fn kept(kind: Kind) -> Self {
        Self::kept_by(Keychain::System, practice(kind).await, kind, moderator(kind), Clock::System).await
    }

    async fn kept_by(keychain: Keychain, server: Practice, kind: Kind, who: Who, clock: Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Open::new(Options { keychain, clock, ..options(folder.path()) }).await;
        let profile = connect(&engine, &server, who).await.unwrap().id;
        Bench { engine, server: Some(server), kind, keychain, profile, folder }
    }

    /// The same on the practice part of the desk, which survives restarts without a keychain.
    pub async fn practice(kind: Kind) -> Self {
        Self::adopted(kind, Clock::System).await
    }

    /// The same with a clock that the test moves, in milliseconds.
    pub async fn on_set_clock(kind: Kind) -> (Self, watch::Sender<i64>) {
        let (clock, set) = watch::channel(1_800_000_000_000);
        (Self::adopted(kind, Clock::Set(set)).await, clock)
    }

    async fn adopted(kind: Kind, clock: Clock) -> Self {
        Self::adopted_on(bailiwick_practice::Options::new(kind), clock).await
    }

    /// The same on a server with other options.
    pub async fn adopted_on(practice: bailiwick_practice::Options, clock: Clock) -> Self {
        let kind = practice.kind;
        let folder = tempfile::tempdir().unwrap();
        let engine = Open::new(Options { clock, ..options(folder.path()) }).await;
        let server = serve(practice).await.unwrap();
        let on_desk = PracticeServer {
            address: server.base_url(),
            token: server.token(moderator(kind)),
            name: "Practice".to_owned(),
            letters: "PR".to_owned(),
        };
        let profile = engine.adopt_practice(on_desk).await.unwrap().id;
        Bench { engine, server: Some(server), kind, keychain: Keychain::Unused, profile, folder }
    }

    /// The same on a server that runs already, as somebody there.
    pub async fn adopting(server: Practice, kind: Kind, on_desk: PracticeServer) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path()).await;
        let profile = engine.adopt_practice(on_desk).await.unwrap().id;
        Bench { engine, server: Some(server), kind, keychain: Keychain::Unused, profile, folder }
    }

    pub fn server(&self) -> &Practice {
        self.server.as_ref().unwrap()
    }

    pub async fn stop_server(&mut self) {
        self.server.take().unwrap().stop().await.unwrap();
    }

    pub async fn start_server(&mut self, port: u16) {
        let options = bailiwick_practice::Options { port, ..bailiwick_practice::Options::new(self.kind) };
        self.server = Some(serve(options).await.unwrap());
    }

    /// Closes the desk and opens it again.
    pub async fn reopen(self) -> Self {
        self.reopen_with(Clock::System).await
    }

    /// The same by another clock.
    pub async fn reopen_with(self, clock: Clock) -> Self {
        self.reopen_after(clock, async |_| {}).await
    }

    /// The same once something has been done in the folder that nobody holds.
    pub async fn reopen_after(self, clock: Clock, work: impl AsyncFnOnce(&Path)) -> Self {
        self.engine.close().await;
        let Bench { engine: before, server, kind, keychain, profile, folder } = self;
        drop(before);
        work(folder.path()).await;
        let engine = Open::new(Options { clock, keychain, ..options(folder.path()) }).await;
        Bench { engine, server, kind, keychain, profile, folder }
    }

    /// Closes the desk and opens its vault again with the passphrase, by that clock; in between something is done.
    pub async fn unlock_after(self, passphrase: &str, clock: Clock, work: impl AsyncFnOnce(&Path)) -> Self {
        self.engine.close().await;
        let Bench { engine: before, server, kind, keychain, profile, folder } = self;
        drop(before);
        work(folder.path()).await;
        let engine = Open::unlocked(Options { clock, keychain, ..options(folder.path()) }, passphrase).await;
        Bench { engine, server, kind, keychain, profile, folder }
    }

    /// A file of the profile.
    pub fn file(&self, name: &str) -> PathBuf {
        let mut files = files(self.folder.path()).into_iter();
        files.find(|path| path.ends_with(Path::new(&self.profile.0).join(name))).unwrap()
    }

    pub fn database_files(&self) -> Vec<PathBuf> {
        files(self.folder.path())
            .into_iter()
            .filter(|path| path.extension().is_some_and(|extension| extension == "db"))
            .collect()
    }

    pub async fn view(&self) -> ProfileView {
        self.engine.profiles().await.unwrap().into_iter().find(|view| view.id == self.profile).unwrap()
    }

    /// Refreshes and waits until the run ends; the profile tells how.
    pub async fn refresh(&self) -> ProfileView {
        let events = self.engine.listen();
        self.engine.refresh(&self.profile).await.unwrap();
        self.end_of_run(events).await
    }

    /// Waits until the run under way ends.
    pub async fn refreshed(&self) -> ProfileView {
        let events = self.engine.listen();
        match self.view().await {
            view if view.sync.running => self.end_of_run(events).await,
            view => view,
        }
    }

    async fn end_of_run(&self, mut events: Receiver<Event>) -> ProfileView {
        let ended = async {
            loop {
                if let Event::Profile { profile } = events.recv().await.unwrap()
                    && profile.id == self.profile
                    && !profile.sync.running
                {
                    return *profile;
                }
            }
        };
        tokio::time::timeout(PATIENCE, ended).await.expect_fast("the refresh did not end")
    }

    pub async fn list(&self, place: Place, typed: &str) -> AccountPage {
        self.page(place, typed, None, 500).await
    }

    pub async fn page(&self, place: Place, typed: &str, cursor: Option<String>, limit: u32) -> AccountPage {
        let start = cursor.map_or(Start::Top, |cursor| Start::After { cursor });
        self.engine.list_accounts(&self.profile, query(place, typed, start, limit)).await.unwrap()
    }

    pub async fn counts(&self, place: Place, typed: &str) -> AccountCounts {
        self.engine.count_accounts(&self.profile, query(place, typed, Start::Top, 1)).await.unwrap()
    }

    /// Some account in the state that is not staff.
    pub async fn somebody(&self, state: StateFilter) -> AccountRow {
        use bailiwick_engine::model::Mark;
        let odd = [Mark::Staff, Mark::Administrator, Mark::Internal, Mark::Bot];
        let rows = self.list(Place::Accounts, &format!("state:{}", state.word())).await.rows;
        rows.into_iter().find(|row| row.domain.is_none() && !row.marks.iter().any(|mark| odd.contains(mark))).unwrap()
    }

    /// Opens the account and decides about it as it is on screen.
    pub async fn decide(&self, account: &AccountId, verb: Verb, choices: Choices) -> Result<DecisionView> {
        let seen = self.engine.open_account(&self.profile, account).await?;
        self.engine.decide(&self.profile, account, &seen.revision, verb, choices).await
    }

    /// The newest decision, once it has been looked up.
    pub async fn settled(&self) -> DecisionView {
        let mut events = self.engine.listen();
        let settled = async {
            loop {
                let newest = self.engine.history(&self.profile, None).await.unwrap().rows.remove(0);
                if newest.lookup.is_some_and(|lookup| lookup != Lookup::NotYet) {
                    return newest;
                }
                events.recv().await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, settled).await.expect_fast("the decision was not looked up")
    }

    /// What the server was asked to do, without the reading.
    pub fn posts(&self) -> Vec<String> {
        let posts = self.server().requests().into_iter().filter(|request| request.method == "POST");
        posts.map(|request| format!("{} {}", request.path, request.body).trim().to_owned()).collect()
    }
}

pub fn query(place: Place, typed: &str, start: Start, limit: u32) -> AccountQuery {
    AccountQuery { place, typed: typed.to_owned(), filter: Filter::default(), sort: Sort::default(), start, limit }
}

/// Every open report.
pub const OPEN: ReportFilter = ReportFilter {
    state: ReportState::Open,
    hands: ReportHands::Any,
    category: None,
    origin: None,
    target: None,
    reporter: None,
};

/// Every file below the folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

pub fn code<T: std::fmt::Debug>(answer: Result<T>) -> ErrorCode {
    answer.unwrap_err().code
}

trait Fast<T> {
    fn expect_fast(self, words: &str) -> T;
}

impl<T> Fast<T> for std::result::Result<T, tokio::time::error::Elapsed> {
    fn expect_fast(self, words: &str) -> T {
        self.unwrap_or_else(|_| panic!("{words} within {PATIENCE:?}"))
    }
}
