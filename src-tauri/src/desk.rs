//! The desk behind the window: the engine, opened in the background, and what stands around it. `opening` opens it, `lock`
//! closes or hides it, `vault` changes where its secrets are, `signin` lets people sign in.

mod leaving;
mod lock;
mod opening;
mod signin;
#[cfg(test)]
mod tests;
mod vault;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bailiwick_engine::error::{Error, ErrorCode, KeychainFault, Problem};
use bailiwick_engine::export::{ExportQuery, ExportView, HistoryExport};
use bailiwick_engine::profile::{ProfileId, ProfileView};
use bailiwick_engine::{Engine, clock::Clock};
use serde::Serialize;
use specta::Type;
use tokio::sync::watch;

use self::lock::Lock;
pub use crate::desk::lock::SecretState;
use crate::error::{Answer, CommandError};
use crate::host::Host;
use crate::options::Options;
use crate::practice::PracticeServers;
use crate::preferences::Preferences;
use crate::quitting::{Farewell, Quitting};
use crate::{diagnostics, picture};

pub use self::leaving::SettingsImported;

/// What the window needs to draw itself first.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeskState {
    /// The profiles, by number.
    pub profiles: Vec<ProfileView>,
    /// The preferences.
    pub preferences: Preferences,
    /// Why the keychain cannot be used; none when it can.
    pub keychain: Option<KeychainFault>,
    /// Where the secrets of real instances are, and whether the desk is locked: then there are no profiles here.
    pub secrets: SecretState,
    /// Why the desk cannot open: nothing else works then. None while it is locked.
    pub problem: Option<Problem>,
    /// The version of Bailiwick.
    pub version: String,
    /// Where pictures are asked for: `{base}/{profile}/{account}`.
    pub picture_base: String,
    /// Whether the practice servers run in this process.
    pub practice_running: bool,
    /// Why they do not, when they were to.
    pub practice_problem: Option<Problem>,
}

/// The desk behind the window.
pub struct Desk {
    host: Arc<dyn Host>,
    /// The engine once it is open, or why it is not.
    engine: Arc<watch::Sender<Option<Result<Engine, Problem>>>>,
    /// How it is opened.
    options: bailiwick_engine::Options,
    /// Whether the practice servers are to run.
    wanted: AtomicBool,
    practice: Arc<PracticeServers>,
    farewell: Arc<Farewell>,
    lock: Arc<Lock>,
    /// Hands on what the engine tells that is on the desk; what one before it still tells is heard no more.
    telling: Telling,
}

type Telling = Arc<Mutex<Option<tauri::async_runtime::JoinHandle<()>>>>;

impl Desk {
    /// Opens the engine in the background: a keychain may take its time, and the window does not wait.
    pub(crate) fn open(host: Box<dyn Host>, folder: PathBuf, options: Options) -> Self {
        let host: Arc<dyn Host> = Arc::from(host);
        let practice = Arc::new(PracticeServers::new(&folder, options.practice_ports));
        let preferences = host.preferences();
        let wanted = AtomicBool::new(options.practice || preferences.practice);
        let options = bailiwick_engine::Options {
            folder,
            clock: Clock::System,
            keychain: options.keychain,
            holds: preferences.holds.bounded(),
            remember: preferences.remember_days.bounded(),
        };
        let engine = Arc::new(watch::Sender::new(None));
        let (farewell, lock, telling) = (Arc::default(), Arc::default(), Arc::default());
        let desk = Desk { host, engine, options, wanted, practice, farewell, lock, telling };
        let opening = desk.opening();
        tauri::async_runtime::spawn(async move { opening.open(None).await });
        desk
    }

    /// The engine, as soon as it is open. While the desk is locked nobody gets it.
    pub(crate) async fn engine(&self) -> Answer<Engine> {
        let opened = self.opened().await;
        self.lock.check()?;
        opened
    }

    /// The same, locked or not.
    async fn opened(&self) -> Answer<Engine> {
        let mut waiting = self.engine.subscribe();
        let opened = waiting.wait_for(Option::is_some).await.map(|opened| opened.clone());
        match opened {
            Ok(Some(Ok(engine))) => Ok(engine),
            Ok(Some(Err(problem))) => Err(CommandError(problem)),
            Ok(None) | Err(_) => Err(CommandError(Problem { error: ErrorCode::Internal, server_said: None })),
        }
    }

    pub(crate) async fn state(&self) -> Answer<DeskState> {
        let secrets = self.secrets().await;
        let engine = self.engine().await;
        let profiles = match &engine {
            Ok(engine) => engine.profiles().await?,
            Err(_) => Vec::new(),
        };
        Ok(DeskState {
            profiles,
            preferences: self.host.preferences(),
            keychain: secrets.fault,
            secrets,
            problem: engine.err().map(|error| error.0).filter(|problem| problem.error != ErrorCode::Locked),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            picture_base: picture::base().to_owned(),
            practice_running: self.practice.running().await,
            practice_problem: self.practice.problem().await,
        })
    }

    pub(crate) async fn start_practice(&self) -> Answer<Vec<ProfileView>> {
        let engine = self.engine().await?;
        self.practice.start(&engine).await;
        if let Some(problem) = self.practice.problem().await {
            return Err(CommandError(problem));
        }
        // Whoever asked for practice people wants to find them again next time.
        let preferences = Preferences { practice: true, ..self.host.preferences() };
        self.host.keep_preferences(&preferences)?;
        Ok(engine.profiles().await?.into_iter().filter(|profile| profile.practice).collect())
    }

    pub(crate) async fn take_token(&self) -> Answer<String> {
        let host = self.host.clone();
        blocking(move || host.take_clipboard(bailiwick_engine::looks_like_token)).await
    }

    /// A path that is no text cannot be handed on: as if nothing was chosen.
    pub(crate) async fn choose_file(&self) -> Answer<Option<String>> {
        let host = self.host.clone();
        blocking(move || Ok(host.choose_file().and_then(|path| path.to_str().map(str::to_owned)))).await
    }

    pub(crate) async fn copy(&self, text: String) -> Answer<()> {
        let host = self.host.clone();
        blocking(move || host.fill_clipboard(text)).await
    }

    /// The folder for files that people asked for.
    pub(crate) fn downloads(&self) -> Answer<PathBuf> {
        Ok(self.host.downloads()?)
    }

    pub(crate) async fn start_export(&self, profile: Option<ProfileId>, query: ExportQuery) -> Answer<ExportView> {
        let folder = self.downloads()?;
        Ok(self.engine().await?.start_export(profile.as_ref(), query, &folder).await?)
    }

    pub(crate) async fn start_history_export(&self, profile: &ProfileId, query: HistoryExport) -> Answer<ExportView> {
        let folder = self.downloads()?;
        Ok(self.engine().await?.start_history_export(profile, query, &folder).await?)
    }

    pub(crate) async fn show_export(&self, export: u32) -> Answer<()> {
        let file = self.engine().await?.export_file(export).await?;
        let host = self.host.clone();
        blocking(move || host.reveal(&file)).await
    }

    /// Opens a web page in the system's browser; whatever is no web page is refused.
    pub(crate) async fn open_in_browser(&self, address: &str) -> Answer<()> {
        let host = self.host.clone();
        let url = bailiwick_engine::web_address(address)?;
        blocking(move || host.open(&url)).await
    }

    pub(crate) async fn diagnostics(&self) -> Answer<String> {
        let state = self.state().await?;
        Ok(diagnostics::text(&state))
    }

    pub(crate) async fn set_preferences(&self, preferences: Preferences) -> Answer<Preferences> {
        // Whoever finds a locked desk does not choose when it locks.
        self.lock.check()?;
        self.keep_preferences(preferences).await
    }

    /// The same, locked or not.
    async fn keep_preferences(&self, preferences: Preferences) -> Answer<Preferences> {
        let preferences = preferences.bounded();
        self.host.keep_preferences(&preferences)?;
        if let Ok(engine) = self.opened().await {
            engine.set_holds(preferences.holds);
            engine.set_remember(preferences.remember_days);
        }
        Ok(preferences)
    }

    /// Somebody wants to close the desk. Returns whether it closes at once.
    pub(crate) fn closes(&self) -> bool {
        if self.farewell.is_going() {
            return true;
        }
        let (host, farewell) = (self.host.clone(), self.farewell.clone());
        let (engine, lock, folder) = (self.engine.clone(), self.lock.clone(), self.options.folder.clone());
        tauri::async_runtime::spawn(async move {
            let locked = lock.is_locked();
            if !locked && lock.apart().is_some() {
                // Its secrets are moving: what has not left is asked about when they are where they go.
                drop(tokio::time::timeout(MOVING, lock.turn.lock()).await);
            }
            let engine = engine.borrow().clone().and_then(Result::ok);
            match engine {
                // What would be asked about is nobody's to see now: all of it is kept.
                Some(engine) if locked => farewell.keep_and_quit(&engine, &host).await,
                None if locked => farewell.keep_for_later(&folder, &host),
                engine => farewell.wanted(engine, &host).await,
            }
        });
        false
    }

    /// Closes the desk as the person answered. A desk that is not open has nothing to ask about.
    pub(crate) async fn quit(&self, way: Quitting) -> Answer<()> {
        let opened = self.engine.borrow().clone();
        match opened {
            // Whoever finds a locked desk may close it, and decides nothing.
            Some(Ok(engine)) if self.lock.is_locked() => {
                self.farewell.keep_and_quit(&engine, &self.host).await;
                Ok(())
            }
            Some(Ok(engine)) => self.farewell.answered(way, &engine, &self.host).await,
            _ if self.lock.is_locked() => {
                self.farewell.keep_for_later(&self.options.folder, &self.host);
                Ok(())
            }
            _ => {
                self.farewell.go(&self.host);
                Ok(())
            }
        }
    }

    pub(crate) fn stay(&self) {
        self.farewell.stayed();
    }

    /// Closes what is open. Called once, when the program ends.
    pub async fn close(&self) {
        self.practice.stop().await;
        let opened = self.engine.borrow().clone().and_then(Result::ok);
        // One that is being locked away ends what is under way first.
        for engine in opened.into_iter().chain(self.lock.apart()) {
            engine.close().await;
        }
    }
}

/// So long whoever quits waits for secrets that are moving.
const MOVING: Duration = Duration::from_secs(40);

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> bailiwick_engine::error::Result<T> + Send + 'static,
) -> Answer<T> {
    match tauri::async_runtime::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(error) => Err(Error::caused(ErrorCode::Internal, error).into()),
    }
}
