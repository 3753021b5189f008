//! Exports of this session: under way, ended, and how the ones are stopped and the others found.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, watch};

use super::{ExportState, ExportView};
use crate::profile::ProfileId;

/// As many are written at a time: each has a connection of its own, and one disk serves them all.
const AT_A_TIME: usize = 2;

/// An export, and where its file is or will be.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// As the desk draws it.
    pub view: ExportView,
    /// Its file.
    pub path: PathBuf,
}

/// What an export under way has in hand.
#[derive(Debug)]
pub(crate) struct Handle {
    /// Says when it is its turn.
    pub turns: Arc<Semaphore>,
    /// Says to stop, as does its other end's going: the engine is gone then.
    pub stop: watch::Receiver<()>,
    /// How far it is.
    pub told: watch::Sender<Told>,
}

#[derive(Debug, Clone)]
struct Export {
    /// None for the list over every instance.
    profile: Option<ProfileId>,
    stop: watch::Sender<()>,
    told: watch::Receiver<Told>,
}

/// The exports of this session. An export's id is its place among them.
#[derive(Debug)]
pub(crate) struct Exports {
    list: Mutex<Vec<Export>>,
    turns: Arc<Semaphore>,
}

impl Default for Exports {
    fn default() -> Self {
        Exports { list: Mutex::default(), turns: Arc::new(Semaphore::new(AT_A_TIME)) }
    }
}

impl Exports {
    /// Puts a new one beside the others, under an id and a path that are free.
    pub fn add(
        &self,
        profile: Option<ProfileId>,
        free: impl FnOnce(&[PathBuf]) -> PathBuf,
        of: Option<u32>,
    ) -> (ExportView, Handle) {
        let mut list = self.list();
        let taken: Vec<PathBuf> = list.iter().map(|export| export.told.borrow().path.clone()).collect();
        let path = free(&taken);
        let text = |part: Option<&Path>| part.map(|part| part.display().to_string()).unwrap_or_default();
        let view = ExportView {
            id: u32::try_from(list.len()).unwrap_or(u32::MAX),
            file: text(path.file_name().map(Path::new)),
            folder: text(path.parent()),
            rows: 0,
            of,
            state: ExportState::Running,
        };
        let (stop, stopping) = watch::channel(());
        let (telling, told) = watch::channel(Told { view: view.clone(), path });
        list.push(Export { profile, stop, told });
        (view, Handle { turns: self.turns.clone(), stop: stopping, told: telling })
    }

    /// Stops the export, and waits until nothing of it is left.
    pub async fn stop(&self, id: u32) {
        self.stop_each(|at, _| u32::try_from(at) == Ok(id)).await;
    }

    /// The same for those that read the profile's cache.
    pub async fn stop_of(&self, profile: &ProfileId) {
        self.stop_each(|_, export| export.profile.as_ref().is_none_or(|of| of == profile)).await;
    }

    /// The same for all.
    pub async fn stop_all(&self) {
        self.stop_each(|_, _| true).await;
    }

    async fn stop_each(&self, which: impl Fn(usize, &Export) -> bool) {
        let exports = self.list().clone();
        let stopped: Vec<Export> = exports
            .into_iter()
            .enumerate()
            .filter(|(at, export)| which(*at, export))
            .map(|(_, export)| export)
            .collect();
        for export in &stopped {
            export.stop.send_replace(());
        }
        for mut export in stopped {
            // An error says that it is gone altogether.
            drop(export.told.wait_for(|told| told.view.state != ExportState::Running).await);
        }
    }

    /// The file of a finished one.
    pub fn file(&self, id: u32) -> Option<PathBuf> {
        let list = self.list();
        let told = list.get(usize::try_from(id).ok()?)?.told.borrow();
        (told.view.state == ExportState::Done).then(|| told.path.clone())
    }

    fn list(&self) -> MutexGuard<'_, Vec<Export>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
