//! Snapshots: the file as it was before a new version of Bailiwick changed its schema, beside it and under the same key.
//!
//! `journal.before-3.db` is `journal.db` before its third migration. The newest two are kept.

use std::path::{Path, PathBuf};

use sqlx::sqlite::SqlitePool;

use super::copy::{self, Trouble};
use super::file::Key;

/// As many are kept: the last one, and one from before in case the trouble shows late.
const KEPT: usize = 2;

/// Copies the file as it is before that migration. When this returns, the copy is whole, proven and on the disk.
pub async fn make(pool: &SqlitePool, path: &Path, key: &Key, version: i64) -> Result<(), Trouble> {
    let name = format!("{}{}.db", prefix(path), version);
    copy::proven(pool, &path.with_file_name(name), key).await
}

/// Deletes all but the newest.
pub fn drop_older(path: &Path) {
    for (_, old) in all(path).into_iter().skip(KEPT) {
        if let Err(error) = std::fs::remove_file(&old) {
            tracing::warn!(%error, "an old snapshot could not be deleted");
        }
    }
}

fn prefix(path: &Path) -> String {
    format!("{}.before-", path.file_stem().unwrap_or_default().to_string_lossy())
}

/// Every snapshot of the file, newest first. Nothing that we did not name is one.
fn all(path: &Path) -> Vec<(i64, PathBuf)> {
    let prefix = prefix(path);
    let Some(Ok(entries)) = path.parent().map(std::fs::read_dir) else { return Vec::new() };
    let of = |entry: std::fs::DirEntry| {
        let name = entry.file_name();
        let version = name.to_str()?.strip_prefix(&prefix)?.strip_suffix(".db")?.parse().ok()?;
        Some((version, entry.path()))
    };
    let mut found: Vec<_> = entries.flatten().filter_map(of).collect();
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found
}
