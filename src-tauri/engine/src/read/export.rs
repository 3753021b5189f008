//! Writes lists into files, row by row: `run` takes the rows from the list, `whole` adds what rows don't show, `history`
//! takes them from the journal, `sheet` and `cell` write them, `file` keeps what is not whole yet out of sight, `ended` tells
//! how it ended.

mod cell;
mod decided;
mod ended;
mod file;
mod history;
mod run;
mod sheet;
mod whole;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use self::file::free;
pub(crate) use self::file::{Unfinished, part_of_name, trouble};
use self::run::Run;
use crate::Engine;
use crate::error::{Error, ErrorCode, Result};
use crate::export::{ExportFormat, ExportQuery, ExportView};
use crate::filter::Filter;
use crate::list::{AccountCounts, AccountQuery, AllQuery, Place, Start};
use crate::profile::ProfileId;

impl Engine {
    /// Begins to write the list into a new file in the folder; [`crate::event::Event::Export`] tells how it goes. Without a
    /// profile, the list over every instance but the practice ones. The file has the list as it is when its turn comes, and
    /// nothing that was there before is written over.
    ///
    /// # Errors
    /// `NoSuchProfile`, `ExportEmpty` without a column, `Internal` with one twice; `ExportUnwritable` for a folder where no
    /// file can be made, and `DiskTrouble`. What goes wrong later is told by the event.
    pub async fn start_export(
        &self,
        profile: Option<&ProfileId>,
        query: ExportQuery,
        folder: &Path,
    ) -> Result<ExportView> {
        if query.columns.is_empty() {
            return Err(ErrorCode::ExportEmpty.into());
        }
        if query.columns.iter().collect::<HashSet<_>>().len() < query.columns.len() {
            return Err(Error::caused(ErrorCode::Internal, "a column twice"));
        }
        let (instances, name) = match profile {
            Some(profile) => {
                let instance = self.instance(profile)?;
                let name = part_of_name(&instance.record().name);
                (vec![instance], name)
            }
            None => (self.real_instances(), "all".to_owned()),
        };
        let (filter, _) = query.filter.and(&query.typed);
        let matching = self.counted(profile, &query, filter.print()).await?.matching;
        let list = match query.place {
            Place::Queue => "queue",
            Place::Accounts => "accounts",
        };
        let wanted = folder.join(self.file_name(&name, list, query.format));
        let file = begun(folder).await?;
        let of = (!matching.more).then_some(matching.number);
        let (view, handle) = self.0.exports.add(profile.cloned(), |taken| free(&wanted, taken), of);
        let run = Run { instances, filter, query, handle, events: self.0.events.clone(), clock: self.0.clock.clone() };
        tokio::spawn(run.run(file));
        Ok(view)
    }

    /// Stops it; the unfinished file is deleted when this returns. One that has ended already is left as it is.
    pub async fn stop_export(&self, export: u32) {
        self.0.exports.stop(export).await;
    }

    /// The file of a finished export of this session.
    ///
    /// # Errors
    /// `NotFound` for one that is not finished, and for a file that is no longer where it was written.
    pub async fn export_file(&self, export: u32) -> Result<PathBuf> {
        self.0.exports.file(export).filter(|path| path.exists()).ok_or_else(|| ErrorCode::NotFound.into())
    }

    async fn counted(&self, profile: Option<&ProfileId>, query: &ExportQuery, typed: String) -> Result<AccountCounts> {
        let (place, sort) = (query.place, query.sort);
        match profile {
            Some(profile) => {
                let (filter, start) = (Filter::default(), Start::Top);
                self.count_accounts(profile, AccountQuery { place, typed, filter, sort, start, limit: 1 }).await
            }
            None => self.count_all(AllQuery { place, typed, sort, cursor: None, limit: 1 }).await,
        }
    }

    /// `bailiwick-tree-queue-2026-11-22.csv`, with the day in UTC.
    fn file_name(&self, instance: &str, list: &str, format: ExportFormat) -> String {
        let now = jiff::Timestamp::from_millisecond(self.0.clock.now().0).unwrap_or_default();
        let day = now.to_zoned(TimeZone::UTC).date();
        format!("bailiwick-{instance}-{list}-{day}.{}", format.ending())
    }
}

/// Begins a file in the folder.
async fn begun(folder: &Path) -> Result<Unfinished> {
    let folder = folder.to_owned();
    let begun =
        tokio::task::spawn_blocking(move || Unfinished::begin(&folder).map_err(|error| trouble(&folder, error)));
    begun.await.map_err(|error| Error::caused(ErrorCode::Internal, error))?
}
