//! What is told of an export: how far it is, and how it ended.

use std::io;
use std::path::PathBuf;

use crate::error::{Problem, Result};
use crate::event::{Event, Events};
use crate::export::{ExportState, Handle};
use crate::model::Timestamp;

/// Nobody reads numbers that change more often, in ms.
const TELL_EVERY: i64 = 200;

/// Tells how far an export is, not too often.
pub(super) struct Pace(Timestamp);

impl From<Timestamp> for Pace {
    fn from(begun: Timestamp) -> Self {
        Pace(begun)
    }
}

impl Pace {
    pub fn step(&mut self, handle: &Handle, events: &Events, now: Timestamp) {
        // A clock that was set back must not silence it.
        if !(0..TELL_EVERY).contains(&(now.0 - self.0.0)) {
            self.0 = now;
            tell(handle, events);
        }
    }
}

/// Counts rows that were written.
pub(super) fn written_more(handle: &Handle, rows: usize) {
    let more = u32::try_from(rows).unwrap_or(u32::MAX);
    handle.told.send_modify(|told| told.view.rows = told.view.rows.saturating_add(more));
}

/// Tells how it ended: with a whole file, stopped where there is none, or failed. Nothing unfinished is left by now.
pub(super) fn conclude(handle: &Handle, events: &Events, ended: Result<Option<PathBuf>>) {
    let whole = match ended {
        Ok(whole) => whole.ok_or(ExportState::Stopped),
        Err(error) => {
            let cause = error.source.as_ref().map(ToString::to_string);
            tracing::warn!(code = error.code.name(), cause, "a list could not be written into a file");
            Err(ExportState::Failed { problem: Problem::from(&error) })
        }
    };
    handle.told.send_modify(|told| match whole {
        Ok(path) => {
            told.view.file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            told.view.state = ExportState::Done;
            told.path = path;
        }
        Err(state) => told.view.state = state,
    });
    tell(handle, events);
}

fn tell(handle: &Handle, events: &Events) {
    let export = handle.told.borrow().view.clone();
    events.send(Event::Export { export });
}

/// Files are written by threads that may wait for a disk.
pub(super) async fn apart<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}
