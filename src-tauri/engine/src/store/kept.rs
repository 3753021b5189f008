//! How the files are opened that must never be lost: what cannot be opened is not touched, and what is to be changed by a
//! new version of Bailiwick is copied first.

use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::sqlite::SqlitePool;

use super::file::{self, Durability, Files, Key};
use super::snapshot;
use crate::error::{Error, ErrorCode, Result};

/// Opens the file and brings its schema up to date, after a proven copy of it was put beside it.
///
/// # Errors
/// `StoreUnusable` when it cannot be opened; `SnapshotFailed` when it cannot be copied, as on a full disk. It is then left
/// as it is.
pub async fn open(path: &Path, key: &Key, schema: &Migrator, files: Files) -> Result<SqlitePool> {
    let named = || path.display().to_string();
    let unusable = |error: sqlx::Error| Error::caused(ErrorCode::StoreUnusable { path: named() }, error);
    let pool = file::connect(path, key, Durability::MustKeepAll, files).await.map_err(unusable)?;
    let copied = async {
        let due = file::due(&pool, schema).await.map_err(unusable)?;
        if let Some(version) = due {
            let failed = |error| Error::caused(ErrorCode::SnapshotFailed { path: named() }, error);
            snapshot::make(&pool, path, key, version).await.map_err(failed)?;
        }
        Ok(due)
    };
    let due = match copied.await {
        Ok(due) => due,
        Err(error) => {
            pool.close().await;
            return Err(error);
        }
    };
    let pool = file::migrate(pool, schema, due).await.map_err(unusable)?;
    if due.is_some() {
        snapshot::drop_older(path);
    }
    Ok(pool)
}
