//! What a server said, laid over what it said before, and stored.

use serde_json::Value;

use crate::error::{Error, ErrorCode, Result};
use crate::event::Event;
use crate::model::{Account, AccountId, Timestamp};
use crate::platform::{self, BaseUrl};
use crate::profile::Platform;
use crate::profile::instance::Instance;
use crate::store::cache::Fetched;

/// An account as it is stored now.
pub(crate) struct Kept {
    /// What the server said, over what it said before.
    pub account: Account,
    /// Whether the cache did not know it, or knew it otherwise.
    pub news: bool,
}

/// Stores a page and tells of it.
pub(super) async fn keep_page(
    instance: &Instance,
    page: Vec<platform::Fetched>,
    asked_at: Timestamp,
) -> Result<Vec<Kept>> {
    let count = u32::try_from(page.len()).unwrap_or(u32::MAX);
    let kept = keep(instance, page, asked_at).await?;
    instance
        .set_sync(|sync| {
            sync.pages += 1;
            sync.fetched = sync.fetched.saturating_add(count);
        })
        .await;
    instance.events.send(Event::Accounts { profile: instance.id.clone() });
    Ok(kept)
}

/// Stores what the server said, over what it said before where a list tells less than the account itself.
///
/// It counts as seen when it was asked for: a page that was slow must not undo what was learned meanwhile.
pub(super) async fn keep(
    instance: &Instance,
    fetched: Vec<platform::Fetched>,
    asked_at: Timestamp,
) -> Result<Vec<Kept>> {
    let record = instance.record();
    let base = instance.base()?;
    let kind = record.software.platform;
    let ids: Vec<AccountId> = fetched.iter().map(|fetched| fetched.account.id.clone()).collect();
    let mut known = instance.cache.raw_of(&ids).await?;
    // Large profiles take their time to be read again: away from the threads that serve requests.
    let merging = move || -> (Vec<Fetched>, Vec<bool>) {
        let merged = fetched.into_iter().map(|fetched| {
            let old = known.get(&fetched.account.id).and_then(|raw| serde_json::from_str(raw).ok());
            let (row, news) = merge(kind, &base, old.unwrap_or_default(), fetched);
            // A page may have an account twice.
            known.insert(row.account.id.clone(), row.raw.clone());
            (row, news)
        });
        merged.unzip()
    };
    let merged = tokio::task::spawn_blocking(merging).await;
    let (rows, news) = merged.map_err(|fault| Error::caused(ErrorCode::Internal, fault))?;
    instance.cache.store(&rows, asked_at).await?;
    Ok(rows.into_iter().zip(news).map(|(row, news)| Kept { account: row.account, news }).collect())
}

/// What is said now over what was said before (null where nothing was), and whether that is news.
fn merge(kind: Platform, base: &BaseUrl, old: Value, fetched: platform::Fetched) -> (Fetched, bool) {
    let platform::Fetched { account, raw } = fetched;
    let merged = platform::merge_raw(kind, old.clone(), raw.clone());
    let news = platform::is_news(kind, &old, &merged);
    let plain = |account| Fetched { account, raw: raw.to_string() };
    if merged == raw {
        return (plain(account), news);
    }
    match platform::account_from_raw(kind, base, &merged) {
        Ok(account) => (Fetched { account, raw: merged.to_string() }, news),
        // What was kept no longer goes with what is said now.
        Err(_) => (plain(account), true),
    }
}

/// Forgets what a profile said before its suspension: its data is to be erased.
pub(crate) async fn forget_remembered(instance: &Instance, account: &AccountId) -> Result<()> {
    let Some(kept) = instance.cache.get(account).await? else { return Ok(()) };
    let Ok(mut raw) = serde_json::from_str(&kept.raw) else { return Ok(()) };
    let kind = instance.record().software.platform;
    if !platform::forget_remembered(kind, &mut raw) {
        return Ok(());
    }
    let account = platform::account_from_raw(kind, &instance.base()?, &raw)?;
    instance.cache.store(&[Fetched { account, raw: raw.to_string() }], kept.seen_at).await
}
