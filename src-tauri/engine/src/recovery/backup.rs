//! Backups: a journal as a file that may be taken anywhere, because only the recovery key opens it.

use std::io;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{kept_home, keys};
use crate::Engine;
use crate::action::Refusal;
use crate::error::{Error, ErrorCode, Result};
use crate::model::Timestamp;
use crate::profile::ProfileId;
use crate::profile::instance::Instance;
use crate::read::export::{Unfinished, part_of_name, trouble};
use crate::store::backup::{self, About};

/// How backups end.
const ENDING: &str = "bailiwick";

/// More backups of a folder are not listed.
const LISTED: usize = 50;

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Backup {
    /// The file's name.
    pub file: String,
    /// The folder in which it is, for people.
    pub folder: String,
}

/// A file that may be a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackupFile {
    /// Its name.
    pub name: String,
    /// When it was written.
    pub written_at: Timestamp,
}

/// Where backups are looked for, and which there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackupList {
    /// The folder, for people.
    pub folder: String,
    /// The files, newest first.
    pub files: Vec<BackupFile>,
}

impl Engine {
    /// Writes the profile's journal into a new file in the folder, under the recovery key. Nothing that was there before is
    /// written over.
    ///
    /// # Errors
    /// `NoRecoveryKey` where none was made, `NotAllowed` with `JournalUnusable`, `ExportUnwritable` for a folder where no
    /// file can be made, `DiskTrouble`; `KeychainUnusable`.
    pub async fn back_up(&self, profile: &ProfileId, folder: &Path) -> Result<Backup> {
        let _one_at_a_time = self.0.desk.lock().await;
        let instance = self.recoverable(profile)?;
        let recovery = keys::kept(&instance.home.secrets).await?.ok_or(ErrorCode::NoRecoveryKey)?;
        let unusable = || ErrorCode::NotAllowed { refusal: Refusal::JournalUnusable };
        let journal = instance.journal.as_ref().ok_or_else(unusable)?;
        let key = instance.home.file_key(profile).await?;
        let own = instance.home.profile_folder(profile);
        let part = backup::make(journal, &own, &key, &recovery, &about(&instance)).await?;
        let wanted = folder.join(self.backup_name(&instance));
        let folder = folder.to_owned();
        let written = tokio::task::spawn_blocking(move || {
            written(part.path(), &folder, &wanted).map_err(|error| trouble(&folder, error))
        });
        let path = written.await.map_err(|error| Error::caused(ErrorCode::Internal, error))??;
        let text = |part: Option<&Path>| part.map(|part| part.display().to_string()).unwrap_or_default();
        Ok(Backup { file: text(path.file_name().map(Path::new)), folder: text(path.parent()) })
    }

    /// Files of the folder that may be backups, newest first.
    ///
    /// # Errors
    /// `ExportUnwritable` for a folder that cannot be read.
    pub async fn backups(&self, folder: &Path) -> Result<BackupList> {
        let name = folder.display().to_string();
        let folder = folder.to_owned();
        let listed = tokio::task::spawn_blocking(move || listed(&folder).map_err(|error| trouble(&folder, error)));
        let files = listed.await.map_err(|error| Error::caused(ErrorCode::Internal, error))??;
        Ok(BackupList { folder: name, files })
    }

    /// A profile whose journal may be taken elsewhere: a real one, which outlasts this session.
    pub(super) fn recoverable(&self, profile: &ProfileId) -> Result<std::sync::Arc<Instance>> {
        let instance = self.instance(profile)?;
        kept_home(&instance.home)?;
        if instance.home.is_practice() { Err(ErrorCode::NoRecoveryKey.into()) } else { Ok(instance) }
    }

    /// `Bailiwick journal tree-example 2026-11-22.bailiwick`, with the day in UTC.
    fn backup_name(&self, instance: &Instance) -> String {
        let now = jiff::Timestamp::from_millisecond(self.0.clock.now().0).unwrap_or_default();
        let day = now.to_zoned(TimeZone::UTC).date();
        format!("Bailiwick journal {} {day}.{ENDING}", part_of_name(&instance.record().name))
    }
}

/// Whose journal it is.
pub(super) fn about(instance: &Instance) -> About {
    let record = instance.record();
    About { base: record.base, person: record.who.id, username: record.who.username }
}

/// Writes what was made and proven under the name that people see, and reads it back.
fn written(from: &Path, folder: &Path, wanted: &Path) -> io::Result<PathBuf> {
    let bytes = std::fs::read(from)?;
    let mut file = Unfinished::begin(folder)?;
    file.write(&bytes)?;
    let path = file.finish(wanted)?;
    if std::fs::read(&path)? == bytes { Ok(path) } else { Err(io::ErrorKind::InvalidData.into()) }
}

fn listed(folder: &Path) -> io::Result<Vec<BackupFile>> {
    let of = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        let found = entry.metadata().ok()?;
        let written = found.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        let ours = found.is_file() && Path::new(&name).extension().is_some_and(|ending| ending == ENDING);
        let written_at = Timestamp(i64::try_from(written.as_millis()).unwrap_or(i64::MAX));
        ours.then_some(BackupFile { name, written_at })
    };
    let mut found: Vec<_> = std::fs::read_dir(folder)?.flatten().filter_map(of).collect();
    found.sort_by(|one, other| (other.written_at.0, &other.name).cmp(&(one.written_at.0, &one.name)));
    found.truncate(LISTED);
    Ok(found)
}
