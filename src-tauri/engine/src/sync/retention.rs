//! What is kept no longer: accounts that are gone for long, addresses that nobody used for long, and accounts of other
//! servers once fewer of them are wished for.

use super::refresh::is_due;
use super::{Hand, start, steps};
use crate::error::Result;
use crate::event::Event;
use crate::model::{AccountId, Timestamp};
use crate::platform;
use crate::profile::instance::Instance;
use crate::profile::{Caching, RemoteCache};
use crate::store::cache::{Fetched, Progress};

/// A day, in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// How often it is looked for what is to be forgotten, in milliseconds.
const EVERY: i64 = 60 * 60 * 1000;

/// So many accounts lose their old addresses at once.
const AT_ONCE: u32 = 500;

/// The moment so many days before.
const fn days_before(now: Timestamp, days: u16) -> Timestamp {
    Timestamp(now.0.saturating_sub(days as i64 * DAY))
}

/// The oldest last use of addresses that are kept; none where all are.
pub(super) fn oldest_address(caching: Caching, now: Timestamp) -> Option<Timestamp> {
    caching.address_days.map(|days| days_before(now, days))
}

/// Forgets what is kept no longer, once in a while.
pub(super) async fn tidy(instance: &Instance) -> Result<()> {
    let now = instance.clock.now();
    let tidied_at = instance.syncing.session().tidied_at;
    if !is_due(tidied_at, EVERY, now) {
        return Ok(());
    }
    forget_old(instance, instance.caching(), now).await?;
    instance.syncing.session().tidied_at = Some(now);
    Ok(())
}

async fn forget_old(instance: &Instance, caching: Caching, now: Timestamp) -> Result<()> {
    instance.cache.purge(days_before(now, caching.gone_days)).await?;
    let Some(oldest) = oldest_address(caching, now) else { return Ok(()) };
    loop {
        let accounts = instance.cache.addresses_before(oldest, AT_ONCE).await?;
        if accounts.is_empty() || !forget_addresses(instance, &accounts, oldest).await? {
            return Ok(());
        }
    }
}

/// Takes the old addresses out of these accounts; whether there were any.
async fn forget_addresses(instance: &Instance, accounts: &[AccountId], oldest: Timestamp) -> Result<bool> {
    let (kind, base) = (instance.record().software.platform, instance.base()?);
    let mut any = false;
    for account in accounts {
        let Some(kept) = instance.cache.get(account).await? else { continue };
        let Ok(mut raw) = serde_json::from_str(&kept.raw) else { continue };
        if platform::forget_addresses(kind, &mut raw, oldest) {
            let account = platform::account_from_raw(kind, &base, &raw)?;
            instance.cache.store(&[Fetched { account, raw: raw.to_string() }], kept.seen_at).await?;
            any = true;
        }
    }
    Ok(any)
}

/// Goes by another wish from now on: what is to be kept no longer is forgotten, what is to be kept as well is fetched.
pub(crate) async fn adapt(instance: &std::sync::Arc<Instance>, caching: Caching) -> Result<()> {
    let before = instance.caching();
    let now = instance.clock.now();
    if amount(caching.remote) > amount(before.remote) {
        // Before the wish is written down: what is wished for then, is surely fetched.
        let had_restricted = before.remote == RemoteCache::Restricted;
        let change = |progress: &mut Progress| {
            // A fill that was never begun begins with the new wish.
            if progress.fill.is_some() || progress.reached_end {
                progress.fill = Some(steps::widened(progress.fill.as_ref(), had_restricted, now));
                progress.reached_end = false;
            }
        };
        instance.syncing.advance(&instance.cache, &[], now, change).await?;
    }
    instance.change(|record| record.caching = caching).await?;
    if amount(caching.remote) < amount(before.remote) {
        instance.cache.forget_remote(caching.remote == RemoteCache::Restricted).await?;
    }
    if caching != before {
        forget_old(instance, caching, now).await?;
        instance.events.send(Event::Accounts { profile: instance.id.clone() });
    }
    instance.tell_progress().await;
    let goes_on = instance.server().is_ok() && !instance.syncing.progress().await.paused;
    if goes_on && amount(caching.remote) > amount(before.remote) {
        start(instance.clone(), Hand::Timer);
    }
    Ok(())
}

/// How much of other servers is kept, for comparing.
const fn amount(remote: RemoteCache) -> u8 {
    match remote {
        RemoteCache::None => 0,
        RemoteCache::Restricted => 1,
        RemoteCache::All => 2,
    }
}
