//! A history under a filter, written into a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::begun;
use super::decided::{names, values};
use super::ended::{Pace, apart, conclude, written_more};
use super::file::{Unfinished, free, part_of_name, trouble};
use super::sheet::Sheet;
use crate::Engine;
use crate::clock::Clock;
use crate::decision::journal;
use crate::error::Result;
use crate::event::Events;
use crate::export::{ExportView, Handle, HistoryExport};
use crate::profile::ProfileId;
use crate::profile::instance::Instance;

/// Decisions that are read and written at a time.
const ROWS: u32 = 500;

impl Engine {
    /// Begins to write the settled decisions that fit into a new file in the folder, as [`Engine::start_export`] does with
    /// accounts. What settles meanwhile may be in it or not; nothing is in it twice.
    ///
    /// # Errors
    /// `NoSuchProfile`, `NotAllowed` when the journal cannot be read; `ExportUnwritable` for a folder where no file can be
    /// made, and `DiskTrouble`. What goes wrong later is told by the event.
    pub async fn start_history_export(
        &self,
        profile: &ProfileId,
        query: HistoryExport,
        folder: &Path,
    ) -> Result<ExportView> {
        let instance = self.instance(profile)?;
        let of = journal(&instance)?.settled_in_number(&query.filter).await?;
        let name = part_of_name(&instance.record().name);
        let wanted = folder.join(self.file_name(&name, "history", query.format));
        let file = begun(folder).await?;
        let (view, handle) = self.0.exports.add(Some(profile.clone()), |taken| free(&wanted, taken), Some(of));
        let run = Run { instance, query, handle, events: self.0.events.clone(), clock: self.0.clock.clone() };
        tokio::spawn(run.run(file));
        Ok(view)
    }
}

/// An export that is about to begin.
struct Run {
    instance: Arc<Instance>,
    query: HistoryExport,
    handle: Handle,
    events: Events,
    clock: Clock,
}

impl Run {
    /// Writes the file to its end, unless it is stopped. How it ended is told when nothing unfinished is left of it.
    async fn run(mut self, file: Unfinished) {
        let ended = self.write(file).await;
        conclude(&self.handle, &self.events, ended);
    }

    /// The whole file; none where it was stopped.
    async fn write(&mut self, mut file: Unfinished) -> Result<Option<PathBuf>> {
        let turns = self.handle.turns.clone();
        let _turn = tokio::select! {
            biased;
            // The other end's going is a stop, too.
            _ = self.handle.stop.changed() => return Ok(None),
            turn = turns.acquire() => turn,
        };
        let journal = journal(&self.instance)?.clone();
        let address = self.instance.base()?.for_people();
        let path = self.handle.told.borrow().path.clone();
        let folder = path.parent().unwrap_or(&path).to_owned();
        let mut sheet = Sheet::new(self.query.format, names(self.query.personal));
        let mut pace = Pace::from(self.clock.now());
        let mut before = None;
        loop {
            let taken = tokio::select! {
                biased;
                _ = self.handle.stop.changed() => return Ok(None),
                taken = journal.settled(&self.query.filter, before, ROWS) => taken?,
            };
            let ids = || taken.iter().map(|(_, kept)| kept.id.as_str());
            let traces = if self.query.personal { Some(journal.traces(ids()).await?) } else { None };
            for (_, kept) in &taken {
                let own = traces.as_ref().map(|all| all.get(&kept.id).map_or(&[][..], Vec::as_slice));
                sheet.add(values(&address, kept, own).into_iter());
            }
            before = taken.last().map(|(seq, _)| *seq);
            let ended = u32::try_from(taken.len()).is_ok_and(|rows| rows < ROWS);
            if ended {
                sheet.end();
            }
            let bytes = sheet.take();
            let written = apart(move || file.write(&bytes).map(|()| file)).await;
            file = written.map_err(|error| trouble(&folder, error))?;
            written_more(&self.handle, taken.len());
            if ended {
                let whole = apart(move || file.finish(&path)).await;
                return whole.map(Some).map_err(|error| trouble(&folder, error));
            }
            pace.step(&self.handle, &self.events, self.clock.now());
        }
    }
}
