//! An export under way: rows are taken from the list, written, and told.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::cell::Line;
use super::file::{Unfinished, trouble};
use super::sheet::Sheet;
use super::whole::Whole;
use crate::clock::Clock;
use crate::error::{Problem, Result};
use crate::event::{Event, Events};
use crate::export::{ExportQuery, ExportState, Handle};
use crate::filter::Filter;
use crate::profile::instance::Instance;
use crate::read::all::merge::{Merge, Source};
use crate::store::cache::Cache;

/// Rows that are read and written at a time.
const ROWS: u32 = 500;

/// Nobody reads numbers that change more often, in ms.
const TELL_EVERY: i64 = 200;

/// An export that is about to begin.
pub(super) struct Run {
    /// Whose lists are written, as one.
    pub instances: Vec<Arc<Instance>>,
    pub filter: Filter,
    pub query: ExportQuery,
    pub handle: Handle,
    pub events: Events,
    pub clock: Clock,
}

impl Run {
    /// Writes the file to its end, unless it is stopped. How it ended is told when nothing unfinished is left of it.
    pub async fn run(mut self, file: Unfinished) {
        let mut held = Vec::new();
        let ended = self.write(file, &mut held).await;
        for cache in held {
            cache.close().await;
        }
        let whole = match ended {
            Ok(whole) => whole.ok_or(ExportState::Stopped),
            Err(error) => {
                let cause = error.source.as_ref().map(ToString::to_string);
                tracing::warn!(code = error.code.name(), cause, "a list could not be written into a file");
                Err(ExportState::Failed { problem: Problem::from(&error) })
            }
        };
        self.handle.told.send_modify(|told| match whole {
            Ok(path) => {
                told.view.file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                told.view.state = ExportState::Done;
                told.path = path;
            }
            Err(state) => told.view.state = state,
        });
        self.tell();
    }

    /// The whole file; none where it was stopped.
    async fn write(&mut self, mut file: Unfinished, held: &mut Vec<Cache>) -> Result<Option<PathBuf>> {
        let turns = self.handle.turns.clone();
        let _turn = tokio::select! {
            biased;
            // The other end's going is a stop, too.
            _ = self.handle.stop.changed() => return Ok(None),
            turn = turns.acquire() => turn,
        };
        let mut sources: Vec<_> = self.instances.iter().map(|instance| Source::of(instance, &self.filter)).collect();
        for source in &mut sources {
            if let Some(cache) = source.cache.held_still().await? {
                held.push(cache.clone());
                source.cache = cache;
            }
        }
        let whole = Whole::of(&self.query.columns, &self.instances, &sources)?;
        let addresses = self.instances.iter().map(|instance| Ok(instance.base()?.for_people()));
        let addresses: Vec<String> = addresses.collect::<Result<_>>()?;
        let path = self.handle.told.borrow().path.clone();
        let folder = path.parent().unwrap_or(&path).to_owned();
        let mut merge = Merge::new(sources, self.query.place, self.query.sort, None, ROWS);
        let mut sheet = Sheet::new(self.query.format, std::mem::take(&mut self.query.columns));
        let mut told_at = self.clock.now().0;
        loop {
            let mut taken = tokio::select! {
                biased;
                _ = self.handle.stop.changed() => return Ok(None),
                taken = merge.take(ROWS as usize) => taken,
            };
            if let Some((_, error)) = merge.unread.pop() {
                // A list without those of one instance would look whole.
                return Err(error);
            }
            let roles = whole.restore(&mut taken).await?;
            for ((at, row), role) in taken.iter().zip(&roles) {
                let instance = addresses.get(*at).map_or("", String::as_str);
                sheet.add(&Line { instance, row, role: role.as_deref() });
            }
            let ended = merge.ended();
            if ended {
                sheet.end();
            }
            let bytes = sheet.take();
            let written = apart(move || file.write(&bytes).map(|()| file)).await;
            file = written.map_err(|error| trouble(&folder, error))?;
            let more = u32::try_from(taken.len()).unwrap_or(u32::MAX);
            self.handle.told.send_modify(|told| told.view.rows = told.view.rows.saturating_add(more));
            if ended {
                let whole = apart(move || file.finish(&path)).await;
                return whole.map(Some).map_err(|error| trouble(&folder, error));
            }
            let now = self.clock.now().0;
            // A clock that was set back must not silence it.
            if !(0..TELL_EVERY).contains(&(now - told_at)) {
                told_at = now;
                self.tell();
            }
        }
    }

    fn tell(&self) {
        let export = self.handle.told.borrow().view.clone();
        self.events.send(Event::Export { export });
    }
}

/// Files are written by threads that may wait for a disk.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}
