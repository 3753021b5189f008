//! What a server said, laid over what it said before, and stored.

use serde_json::Value;

use super::retention;
use crate::error::{Error, ErrorCode, Result};
use crate::event::Event;
use crate::model::{Account, AccountId, Mark, Timestamp};
use crate::platform::{self, BaseUrl};
use crate::profile::instance::Instance;
use crate::profile::{Platform, RemoteCache};
use crate::store::cache::{Fetched, Progress};

/// An account as it is stored now.
pub(crate) struct Kept {
    /// What the server said, over what it said before.
    pub account: Account,
    /// Whether the cache did not know it, or knew it otherwise.
    pub news: bool,
}

/// How far fetching has come once a page is stored.
pub(super) type Advance = Box<dyn FnOnce(&mut Progress) + Send>;

/// Stores a list's page, as far as its accounts are to be kept, and in the same transaction how far fetching has come by it;
/// and tells of it.
pub(super) async fn keep_page(
    instance: &Instance,
    mut page: Vec<platform::Fetched>,
    asked_at: Timestamp,
    advance: Option<Advance>,
) -> Result<Vec<Kept>> {
    let remote = instance.caching().remote;
    page.retain(|fetched| is_kept(remote, &fetched.account));
    let count = u32::try_from(page.len()).unwrap_or(u32::MAX);
    let kept = keep_with(instance, page, asked_at, advance).await?;
    instance
        .set_sync(|sync| {
            sync.pages += 1;
            sync.fetched = sync.fetched.saturating_add(count);
        })
        .await;
    if count > 0 {
        instance.events.send(Event::Accounts { profile: instance.id.clone() });
    }
    Ok(kept)
}

/// Whether an account that a list brought is to be kept.
fn is_kept(remote: RemoteCache, account: &Account) -> bool {
    match remote {
        _ if account.domain.is_none() => true,
        RemoteCache::All => true,
        RemoteCache::Restricted => RESTRICTIONS.iter().any(|mark| account.marks.has(*mark)),
        RemoteCache::None => false,
    }
}

/// What an account of another server can be restricted by.
const RESTRICTIONS: [Mark; 3] = [Mark::Suspended, Mark::Limited, Mark::Sensitive];

/// Stores what the server said, over what it said before where a list tells less than the account itself.
///
/// It counts as seen when it was asked for: a page that was slow must not undo what was learned meanwhile.
pub(super) async fn keep(
    instance: &Instance,
    fetched: Vec<platform::Fetched>,
    asked_at: Timestamp,
) -> Result<Vec<Kept>> {
    keep_with(instance, fetched, asked_at, None).await
}

async fn keep_with(
    instance: &Instance,
    fetched: Vec<platform::Fetched>,
    asked_at: Timestamp,
    advance: Option<Advance>,
) -> Result<Vec<Kept>> {
    let record = instance.record();
    let base = instance.base()?;
    let kind = record.software.platform;
    // What is to be kept no longer never comes in.
    let oldest = retention::oldest_address(record.caching, asked_at);
    let ids: Vec<AccountId> = fetched.iter().map(|fetched| fetched.account.id.clone()).collect();
    let mut known = instance.cache.raw_of(&ids).await?;
    // Large profiles take their time to be read again: away from the threads that serve requests.
    let merging = move || -> (Vec<Fetched>, Vec<bool>) {
        let merged = fetched.into_iter().map(|fetched| {
            let old = known.get(&fetched.account.id).and_then(|raw| serde_json::from_str(raw).ok());
            let (row, news) = merge(kind, &base, old.unwrap_or_default(), fetched, oldest);
            // A page may have an account twice.
            known.insert(row.account.id.clone(), row.raw.clone());
            (row, news)
        });
        merged.unzip()
    };
    let merged = tokio::task::spawn_blocking(merging).await;
    let (rows, news) = merged.map_err(|fault| Error::caused(ErrorCode::Internal, fault))?;
    match advance {
        Some(advance) => instance.syncing.advance(&instance.cache, &rows, asked_at, advance).await?,
        None => instance.cache.store(&rows, asked_at).await?,
    }
    Ok(rows.into_iter().zip(news).map(|(row, news)| Kept { account: row.account, news }).collect())
}

/// What is said now over what was said before (null where nothing was), and whether that is news.
fn merge(
    kind: Platform,
    base: &BaseUrl,
    old: Value,
    fetched: platform::Fetched,
    oldest: Option<Timestamp>,
) -> (Fetched, bool) {
    let platform::Fetched { account, raw } = fetched;
    let mut merged = platform::merge_raw(kind, old.clone(), raw.clone());
    if let Some(oldest) = oldest {
        platform::forget_addresses(kind, &mut merged, oldest);
    }
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
