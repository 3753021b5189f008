//! Settings as a file: what the person set, and which instances are on the desk. Nothing in it opens anything, and nothing
//! is anybody else's. A file that comes back is a stranger's until it has been checked.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Engine;
use crate::desk::checked_caching;
use crate::error::{Error, ErrorCode, Result};
use crate::event::Event;
use crate::model::Timestamp;
use crate::platform::BaseUrl;
use crate::platform::http::clean_words;
use crate::profile::draft::{PLACES, checked_mark, checked_name, free_mark};
use crate::profile::{Caching, InstanceMark, Pictures, ProfileId, SafeMode, ServerSettings, Software, Trust, Who};
use crate::read::export::{Unfinished, trouble};
use crate::store::desk::ProfileRecord;

/// What such a file calls itself.
const KIND: &str = "Bailiwick settings";

/// The form that this version writes and reads.
const VERSION: u32 = 1;

/// No file of ours is larger, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// More instances than this nobody has on a desk of nine places.
const MANY: usize = 100;

/// Longer ids, versions and domains no server has.
const LONGEST: usize = 253;

/// The file.
#[derive(Serialize, Deserialize)]
struct Settings {
    kind: String,
    version: u32,
    preferences: Option<Value>,
    instances: Vec<Kept>,
}

/// An instance in the file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    name: String,
    address: String,
    home: String,
    mark: InstanceMark,
    software: Software,
    safe_mode: SafeMode,
    caching: Caching,
    pictures: Pictures,
    username: String,
    id: String,
}

/// What came of a file with settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Adopted {
    /// Names of the instances that are on the desk now, without a token.
    pub added: Vec<String>,
    /// Names of those that are not: they were there already, there is no place for them, or they are none.
    pub skipped: Vec<String>,
    /// The preferences in it, as the shell wrote them.
    pub preferences: Option<Value>,
}

impl Engine {
    /// Writes the settings into a new file in the folder, for its owner only. The preferences are the shell's.
    ///
    /// # Errors
    /// `ExportUnwritable` for a folder where no file can be made, `DiskTrouble`.
    pub async fn export_settings(&self, folder: &Path, preferences: Value) -> Result<PathBuf> {
        let mut records: Vec<ProfileRecord> = {
            let instances = self.instances();
            let real = instances.values().filter(|instance| !instance.home.is_practice());
            real.map(|instance| instance.record()).collect()
        };
        records.sort_by_key(|record| record.mark.number);
        let instances = records.into_iter().map(kept).collect();
        let settings = Settings { kind: KIND.to_owned(), version: VERSION, preferences: Some(preferences), instances };
        let text = serde_json::to_vec_pretty(&settings).map_err(|error| Error::caused(ErrorCode::Internal, error))?;
        let now = jiff::Timestamp::from_millisecond(self.0.clock.now().0).unwrap_or_default();
        let wanted = folder.join(format!("{KIND} {}.json", now.to_zoned(TimeZone::UTC).date()));
        let folder = folder.to_owned();
        let written = tokio::task::spawn_blocking(move || {
            let mut file = Unfinished::begin(&folder).map_err(|error| trouble(&folder, error))?;
            file.write(&text).and_then(|()| file.finish(&wanted)).map_err(|error| trouble(&folder, error))
        });
        written.await.map_err(|error| Error::caused(ErrorCode::Internal, error))?
    }

    /// Puts the instances of such a file on the desk that are not there: without a token, looking only. Whoever brings a
    /// token has to be the same person.
    ///
    /// # Errors
    /// `SettingsUnreadable` for what is no such file, or one of a later version; `DiskTrouble`, `KeychainUnusable`.
    pub async fn import_settings(&self, path: &Path) -> Result<Adopted> {
        let file = path.to_owned();
        let read = tokio::task::spawn_blocking(move || read(&file)).await;
        let settings =
            read.ok().flatten().ok_or_else(|| ErrorCode::SettingsUnreadable { path: path.display().to_string() })?;
        let mut adopted = Adopted { added: Vec::new(), skipped: Vec::new(), preferences: settings.preferences };
        for kept in settings.instances {
            let name = checked_name(&kept.name).ok().or_else(|| clean_words(&kept.name)).unwrap_or_default();
            // Two may have the same name, and only one of them be what it seems.
            let address = BaseUrl::from_stored(&kept.address).map(|base| base.for_people()).unwrap_or_default();
            let list = if self.adopt(kept).await? { &mut adopted.added } else { &mut adopted.skipped };
            list.push(if address.is_empty() { name } else { format!("{name} · {address}") });
        }
        Ok(adopted)
    }

    /// Puts one on the desk. False: it is there, there is no place, or it is none.
    async fn adopt(&self, kept: Kept) -> Result<bool> {
        let _one_at_a_time = self.0.desk.lock().await;
        let home = &self.0.real;
        let others: Vec<ProfileRecord> = self.instances().values().map(|instance| instance.record()).collect();
        let Some(record) = checked(kept, &others, self.0.clock.now()) else { return Ok(false) };
        let known = |other: &ProfileRecord| other.base == record.base && other.who.id == record.who.id;
        if self.instances().values().any(|other| !other.home.is_practice() && known(&other.record())) {
            return Ok(false);
        }
        self.bring(home, &record, None, None).await?;
        self.keep_recoverable().await;
        self.0.events.send(Event::Profiles);
        Ok(true)
    }
}

fn kept(record: ProfileRecord) -> Kept {
    Kept {
        name: record.name,
        address: record.base,
        home: record.home,
        mark: record.mark,
        software: record.software,
        safe_mode: record.safe_mode,
        caching: record.caching,
        pictures: record.pictures,
        username: record.who.username,
        id: record.who.id,
    }
}

/// The settings of a file; none for one that is none of ours, or of a later version.
fn read(path: &Path) -> Option<Settings> {
    let mut text = Vec::new();
    let file = File::open(path).ok().filter(|file| file.metadata().is_ok_and(|found| found.is_file()))?;
    file.take(LARGEST + 1).read_to_end(&mut text).ok()?;
    if text.len() as u64 > LARGEST {
        return None;
    }
    let settings: Settings = serde_json::from_slice(&text).ok()?;
    (settings.kind == KIND && settings.version == VERSION && settings.instances.len() <= MANY).then_some(settings)
}

/// The instance as it would be on the desk: whatever it was allowed elsewhere, here it only looks.
fn checked(kept: Kept, others: &[ProfileRecord], now: Timestamp) -> Option<ProfileRecord> {
    let base = BaseUrl::from_stored(&kept.address).ok()?;
    let name = checked_name(&kept.name).ok()?;
    let mark = match checked_mark(kept.mark, others.iter()) {
        Ok(mark) if others.iter().all(|other| other.mark.letters != mark.letters) => mark,
        _ if others.len() >= usize::from(PLACES) => return None,
        _ => free_mark(&name, others).ok()?,
    };
    let is_id = !kept.id.is_empty() && kept.id.len() <= LONGEST && kept.id.bytes().all(|byte| byte.is_ascii_graphic());
    let username = words(&kept.username).filter(|username| is_id && !username.contains(char::is_whitespace))?;
    Some(ProfileRecord {
        id: ProfileId(uuid::Uuid::new_v4().to_string()),
        name,
        base: base.as_str().to_owned(),
        home: words(&kept.home).unwrap_or_default(),
        mark,
        software: Software {
            platform: kept.software.platform,
            name: words(&kept.software.name)?,
            version: words(&kept.software.version).unwrap_or_default(),
        },
        // What one may do is looked up once there is a token.
        who: Who {
            id: kept.id,
            username,
            role: None,
            may: Vec::new(),
            unserved: Vec::new(),
            settings: ServerSettings::default(),
        },
        safe_mode: SafeMode::ReadOnly,
        pictures: kept.pictures,
        caching: checked_caching(kept.caching).ok()?,
        // Whom to trust is a decision about this computer: a file that somebody sent makes none.
        trust: Trust::default(),
        added_at: now,
        token_facts: None,
        probed_at: None,
    })
}

/// A line of a file as people may see it.
fn words(text: &str) -> Option<String> {
    clean_words(text).filter(|text| text.len() <= LONGEST)
}
