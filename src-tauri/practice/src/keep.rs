//! The state file: written whole beside its place and renamed into it, so that a crash leaves the old one or the new one.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Kind;
use crate::world::World;

/// Grows whenever an older program could not read what this one writes, or the other way round.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Kept<W> {
    format: u32,
    world: W,
}

/// Reads the kept state; none where there is no file. A file that can't be read as this kind's state is set aside under `*.broken`.
pub(crate) fn load(path: &Path, kind: Kind) -> io::Result<Option<World>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let why = match serde_json::from_slice::<Kept<World>>(&bytes) {
        Ok(kept) if kept.format == FORMAT && kept.world.kind() == kind => {
            return Ok(Some(kept.world));
        }
        Ok(_) => "it is of another version or platform".to_owned(),
        Err(error) => error.to_string(),
    };
    let aside = beside(path, "broken");
    fs::rename(path, &aside)?;
    tracing::warn!(file = %path.display(), aside = %aside.display(), why, "the practice state can't be read: set aside, new people are made up");
    Ok(None)
}

/// The bytes that [`store`] writes; apart from it, so that the world is locked only for this.
pub(crate) fn bytes(world: &World) -> io::Result<Vec<u8>> {
    serde_json::to_vec(&Kept { format: FORMAT, world }).map_err(io::Error::other)
}

/// Writes the state, whole or not at all.
pub(crate) fn store(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let draft = beside(path, "new");
    let mut file = fs::File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}
