//! From a page's rows to accounts, away from the threads that serve requests.

use serde_json::Value;

use super::Fetched;
use crate::error::{Error, ErrorCode, Result};
use crate::model::Account;

/// Runs what takes time for a large answer (16 MB of hostile markup) where nothing else waits for it.
pub(super) async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|fault| Error::caused(ErrorCode::Internal, fault))?
}

/// The accounts of a page; as [`readable`].
///
/// # Errors
/// As [`readable`].
pub(super) fn accounts(page: Value, read: impl Fn(&Value) -> Result<Account>) -> Result<Vec<Fetched>> {
    readable(page, |raw| read(&raw).map(|account| Fetched { account, raw }))
}

/// What stands in the rows of a page. A row that cannot be read is left out: one odd account must not keep the others from
/// the desk.
///
/// # Errors
/// [`ErrorCode::Unreadable`] for what is no list, and for rows of which not one can be read.
pub(super) fn readable<T>(page: Value, read: impl Fn(Value) -> Result<T>) -> Result<Vec<T>> {
    let Value::Array(rows) = page else {
        return Err(Error::caused(ErrorCode::Unreadable, "a page that is no list"));
    };
    let total = rows.len();
    let found: Vec<T> = rows.into_iter().filter_map(|raw| read(raw).ok()).collect();
    match total - found.len() {
        0 => {}
        odd if odd == total => return Err(Error::caused(ErrorCode::Unreadable, "a page without a readable row")),
        odd => tracing::warn!(odd, total, "rows of a page could not be read and were left out"),
    }
    Ok(found)
}
