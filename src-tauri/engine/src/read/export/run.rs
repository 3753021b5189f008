//! An export under way: rows are taken from the list, written, and told.

use std::path::PathBuf;
use std::sync::Arc;

use super::cell::{Line, name};
use super::ended::{Pace, apart, conclude, written_more};
use super::file::{Unfinished, trouble};
use super::sheet::Sheet;
use super::whole::Whole;
use crate::clock::Clock;
use crate::error::Result;
use crate::event::Events;
use crate::export::{ExportQuery, Handle};
use crate::filter::Filter;
use crate::profile::instance::Instance;
use crate::read::all::merge::{Merge, Source};
use crate::store::cache::Cache;

/// Rows that are read and written at a time.
const ROWS: u32 = 500;

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
        conclude(&self.handle, &self.events, ended);
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
        let columns = std::mem::take(&mut self.query.columns);
        let mut sheet = Sheet::new(self.query.format, columns.iter().map(|column| name(*column)).collect());
        let mut pace = Pace::from(self.clock.now());
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
                let line = Line { instance, row, role: role.as_deref() };
                sheet.add(columns.iter().map(|column| line.value(*column)));
            }
            let ended = merge.ended();
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
