//! The names under which a data folder has its entries in the system's keychain.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::whole;
use crate::error::{Error, ErrorCode, Result};
use crate::home::{DESK_KEY, RECOVERY_KEY};
use crate::store::desk;

/// The file that names the folder in the keychain. It holds no secret.
const FILE: &str = "keychain.id";

/// How a data folder's entries are named. What belongs to a profile has that one's id in its name. What belongs to the folder
/// has an id of the folder's before it: a person with two folders has one keychain, and what one folder forgets the other
/// must keep.
#[derive(Debug, Clone)]
pub struct Entries(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// None for a folder from before there were ids: its entries have the bare names.
    id: Option<String>,
    file: PathBuf,
}

impl Entries {
    /// The names of a folder's entries.
    ///
    /// # Errors
    /// `DiskTrouble`; `StoreUnusable` when what names the folder is no id.
    pub fn of(root: &Path) -> Result<Self> {
        let file = root.join(FILE);
        let id = match std::fs::read_to_string(&file) {
            Ok(text) => Some(uuid::Uuid::parse_str(text.trim()).map_err(|error| {
                Error::caused(ErrorCode::StoreUnusable { path: file.display().to_string() }, error)
            })?),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::caused(ErrorCode::DiskTrouble, error));
            }
            Err(_) => (!root.join(desk::FILE).exists()).then(uuid::Uuid::new_v4),
        };
        Ok(Entries(Arc::new(Inner { id: id.map(|id| id.to_string()), file })))
    }

    /// Writes down what the folder is called, before the first entry has that name.
    ///
    /// # Errors
    /// `DiskTrouble`.
    pub fn settle(&self) -> Result<()> {
        let Some(id) = self.0.id.as_ref().filter(|_| !self.0.file.exists()) else { return Ok(()) };
        let written = || {
            if let Some(folder) = self.0.file.parent() {
                crate::store::folder::make_private(folder)?;
            }
            whole::write(&self.0.file, id.as_bytes())
        };
        written().map_err(|error| Error::caused(ErrorCode::DiskTrouble, error))
    }

    /// The name in the keychain of what is called so here.
    pub(super) fn named(&self, name: &str) -> String {
        match &self.0.id {
            Some(id) if matches!(name, DESK_KEY | RECOVERY_KEY) => format!("{id}/{name}"),
            _ => name.to_owned(),
        }
    }
}

/// Forgets what a folder is called, once nothing in the keychain has that name.
///
/// # Errors
/// Those of the disk.
pub fn forget(root: &Path) -> std::io::Result<()> {
    whole::remove(&root.join(FILE))
}
