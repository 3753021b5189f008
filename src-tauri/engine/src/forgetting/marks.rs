//! The mark of an end: that everything is being forgotten. It stands in the folder from before the first thing goes until the
//! last has gone, so that what was cut off in between goes on at the next start. A single profile on its way is written down
//! in the desk file.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, ErrorCode, Result};
use crate::profile::ProfileId;
use crate::secret::entries;
use crate::store::folder::make_private;

/// The folder of the marks, within a home.
const FOLDER: &str = "forgetting";

/// The mark of everything; it names the profiles, whose keys are in the keychain.
const EVERYTHING: &str = "everything";

/// Marks everything, with these profiles.
pub(super) fn set_everything(root: &Path, profiles: &[ProfileId]) -> Result<()> {
    let names: Vec<&str> = profiles.iter().map(|profile| profile.0.as_str()).collect();
    write(root, EVERYTHING, &names.join("\n")).map_err(trouble)
}

/// The profiles that are to be forgotten with everything; none where not everything is.
pub(super) fn everything(root: &Path) -> Result<Option<Vec<ProfileId>>> {
    match fs::read_to_string(root.join(FOLDER).join(EVERYTHING)) {
        Ok(names) => Ok(Some(names.lines().filter_map(profile).collect())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(trouble(error)),
    }
}

/// Nothing of it is left: the mark goes, and after it, since the mark would be followed by that name, what the folder is called
/// in the keychain.
pub(super) fn drop_everything(root: &Path) -> Result<()> {
    let gone = match fs::remove_dir_all(root.join(FOLDER)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => entries::forget(root),
    };
    gone.map_err(trouble)
}

/// The id becomes a part of a path.
fn profile(name: &str) -> Option<ProfileId> {
    uuid::Uuid::parse_str(name).ok().map(|id| ProfileId(id.to_string()))
}

fn write(root: &Path, name: &str, text: &str) -> io::Result<()> {
    let folder = root.join(FOLDER);
    make_private(&folder)?;
    let mut file = File::create(folder.join(name))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn trouble(error: io::Error) -> Error {
    Error::caused(ErrorCode::DiskTrouble, error)
}
