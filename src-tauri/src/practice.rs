//! The practice servers inside this process: started when asked for, their state kept in the data folder.

use std::path::{Path, PathBuf};

use bailiwick_engine::error::{Error, ErrorCode, Problem};
use bailiwick_engine::{Engine, PracticeServer};
use bailiwick_practice::{Kind, Practice, PracticeError, Who};
use tokio::sync::Mutex;

use crate::error::CommandError;

/// Both practice servers.
pub(crate) struct PracticeServers {
    folder: PathBuf,
    ports: [u16; 2],
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    running: Vec<(Kind, Practice)>,
    problem: Option<Problem>,
}

impl PracticeServers {
    /// Servers that keep their state in the data folder's practice part.
    pub fn new(data: &Path, ports: [u16; 2]) -> Self {
        PracticeServers { folder: data.join("practice"), ports, state: Mutex::default() }
    }

    /// Starts those that do not run, and puts them on the desk. What goes wrong stands in [`PracticeServers::problem`].
    pub async fn start(&self, engine: &Engine) {
        let mut state = self.state.lock().await;
        state.problem = None;
        for (kind, port) in [Kind::Mastodon, Kind::Gitlab].into_iter().zip(self.ports) {
            if state.running.iter().any(|(running, _)| *running == kind) {
                continue;
            }
            match self.start_one(engine, kind, port).await {
                Ok(server) => state.running.push((kind, server)),
                Err(error) => state.problem = Some(CommandError::from(error).0),
            }
        }
    }

    async fn start_one(&self, engine: &Engine, kind: Kind, port: u16) -> Result<Practice, Error> {
        let (file, name, letters, who) = match kind {
            Kind::Mastodon => ("mastodon.json", "Hollyhock", "HO", Who::Moderator),
            Kind::Gitlab => ("gitlab.json", "Quarry", "QU", Who::Administrator),
        };
        let options = bailiwick_practice::Options {
            port,
            state_file: Some(self.folder.join(file)),
            ..bailiwick_practice::Options::new(kind)
        };
        let server = bailiwick_practice::serve(options).await.map_err(|error| match error {
            PracticeError::Port { port, source } => Error::caused(ErrorCode::PortTaken { port }, source),
            other => Error::caused(ErrorCode::Internal, other),
        })?;
        let on_desk = PracticeServer {
            address: server.base_url(),
            token: server.token(who),
            name: name.to_owned(),
            letters: letters.to_owned(),
        };
        engine.adopt_practice(on_desk).await?;
        Ok(server)
    }

    /// Whether both run.
    pub async fn running(&self) -> bool {
        self.state.lock().await.running.len() == self.ports.len()
    }

    /// Why they do not, when they were to.
    pub async fn problem(&self) -> Option<Problem> {
        self.state.lock().await.problem.clone()
    }

    /// Stops both; their state is kept.
    pub async fn stop(&self) {
        for (_, server) in std::mem::take(&mut self.state.lock().await.running) {
            if let Err(error) = server.stop().await {
                tracing::warn!(%error, "a practice server's last changes were not kept");
            }
        }
    }
}
