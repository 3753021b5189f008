//! The desk behind the window: the engine, opened in the background, and what stands around it.

use std::path::PathBuf;
use std::sync::Arc;

use bailiwick_engine::error::{ErrorCode, KeychainFault, Problem};
use bailiwick_engine::event::Event;
use bailiwick_engine::export::{ExportQuery, ExportView};
use bailiwick_engine::profile::{ProfileId, ProfileView};
use bailiwick_engine::{Engine, clock::Clock};
use serde::Serialize;
use specta::Type;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use crate::bindings::DeskEvent;
use crate::error::{Answer, CommandError};
use crate::host::Host;
use crate::options::Options;
use crate::practice::PracticeServers;
use crate::preferences::Preferences;
use crate::{diagnostics, picture};

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
    /// Why the desk cannot open: nothing else works then.
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
    engine: watch::Receiver<Option<Result<Engine, Problem>>>,
    practice: Arc<PracticeServers>,
}

impl Desk {
    /// Opens the engine in the background: a keychain may take its time, and the window does not wait.
    pub(crate) fn open(host: Box<dyn Host>, folder: PathBuf, options: Options) -> Self {
        let host: Arc<dyn Host> = Arc::from(host);
        let practice = Arc::new(PracticeServers::new(&folder, options.practice_ports));
        let (opened, engine) = watch::channel(None);
        let desk = Desk { host: host.clone(), engine, practice: practice.clone() };
        let wanted = options.practice || host.preferences().practice;
        tauri::async_runtime::spawn(async move {
            let engine =
                Engine::open(bailiwick_engine::Options { folder, clock: Clock::System, keychain: options.keychain })
                    .await;
            if let Ok(engine) = &engine {
                tauri::async_runtime::spawn(forward(engine.listen(), host));
                if wanted {
                    practice.start(engine).await;
                }
            }
            opened.send_replace(Some(engine.map_err(|error| CommandError::from(error).0)));
        });
        desk
    }

    /// The engine, as soon as it is open.
    pub(crate) async fn engine(&self) -> Answer<Engine> {
        let mut waiting = self.engine.clone();
        let opened = waiting.wait_for(Option::is_some).await.map(|opened| opened.clone());
        match opened {
            Ok(Some(Ok(engine))) => Ok(engine),
            Ok(Some(Err(problem))) => Err(CommandError(problem)),
            Ok(None) | Err(_) => Err(CommandError(Problem { error: ErrorCode::Internal, server_said: None })),
        }
    }

    pub(crate) async fn state(&self) -> Answer<DeskState> {
        let engine = self.engine().await;
        let (profiles, keychain) = match &engine {
            Ok(engine) => (engine.profiles().await?, engine.keychain_fault()),
            Err(_) => (Vec::new(), None),
        };
        Ok(DeskState {
            profiles,
            preferences: self.host.preferences(),
            keychain,
            problem: engine.err().map(|error| error.0),
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

    pub(crate) async fn copy(&self, text: String) -> Answer<()> {
        let host = self.host.clone();
        blocking(move || host.fill_clipboard(text)).await
    }

    pub(crate) async fn start_export(&self, profile: Option<ProfileId>, query: ExportQuery) -> Answer<ExportView> {
        let folder = self.host.downloads()?;
        Ok(self.engine().await?.start_export(profile.as_ref(), query, &folder).await?)
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
        self.host.keep_preferences(&preferences)?;
        Ok(preferences)
    }

    pub(crate) fn quit(&self) {
        self.host.quit();
    }

    /// Closes what is open. Called once, when the program ends.
    pub async fn close(&self) {
        self.practice.stop().await;
        let opened = self.engine.borrow().clone();
        if let Some(Ok(engine)) = opened {
            engine.close().await;
        }
    }
}

/// Hands the engine's events on to the window.
async fn forward(mut events: Receiver<Event>, host: Arc<dyn Host>) {
    loop {
        match events.recv().await {
            Ok(event) => host.tell(DeskEvent(event)),
            Err(RecvError::Lagged(missed)) => {
                tracing::warn!(missed, "the window was told too slowly");
                // It asks for everything anew, so that nothing stays on screen as it was in between.
                host.tell(DeskEvent(Event::Profiles));
            }
            Err(RecvError::Closed) => return,
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> bailiwick_engine::error::Result<T> + Send + 'static,
) -> Answer<T> {
    match tauri::async_runtime::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(error) => Err(bailiwick_engine::error::Error::caused(ErrorCode::Internal, error).into()),
    }
}
