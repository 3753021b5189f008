//! Reading: lists and single accounts, from the cache or from the server.

mod all;
mod background;
mod complete;
pub(crate) mod export;
mod others;
mod reports;
mod search;

pub(crate) use self::others::addresses;
use crate::error::{Error, ErrorCode, Result};
use crate::filter::Filter;
use crate::list::{AccountCounts, AccountDetail, AccountPage, AccountQuery, Place, QueueParts, Sort, StateCount};
use crate::model::{Account, AccountId, Mark, ReportId, Timestamp};
use crate::platform::Known;
use crate::profile::instance::Instance;
use crate::profile::{Pictures, ProfileId, ServerPage};
use crate::store::cache::{Kept, Listing};
use crate::{Engine, decision, platform, sync};

pub(crate) use self::reports::cached_report;

/// More of what a server said is not shown, in characters.
const RAW_SHOWN: usize = 500_000;

/// No page is larger than this, whatever is asked.
const ROWS: u32 = 500;

impl Engine {
    /// A page of a list, from the cache: it needs no network.
    ///
    /// # Errors
    /// `NoSuchProfile`, `DiskTrouble`.
    pub async fn list_accounts(&self, profile: &ProfileId, query: AccountQuery) -> Result<AccountPage> {
        let instance = self.instance(profile)?;
        // What is typed comes after what stands beside it, and the later word counts.
        let (filter, problems) = query.filter.and(&query.typed);
        let listing = listing(&instance, query.place, &filter, query.sort);
        let page = instance.cache.page(&listing, &query.start, query.limit.clamp(1, ROWS)).await?;
        let record = instance.record();
        let fields = match instance.server() {
            Ok(server) => server.fields(&Known::of(&record.software, &record.who, &instance.cache.roles().await?)),
            Err(_) => Vec::new(),
        };
        Ok(AccountPage {
            oldest_seen_at: page.rows.iter().map(|row| row.seen_at).min(),
            rows: page.rows,
            next: page.next,
            at: page.at,
            typed: filter.print(),
            filter,
            fields,
            problems,
        })
    }

    /// How many accounts a list has, from the cache; where the list begins and its order don't matter.
    ///
    /// # Errors
    /// `NoSuchProfile`, `DiskTrouble`.
    pub async fn count_accounts(&self, profile: &ProfileId, query: AccountQuery) -> Result<AccountCounts> {
        let instance = self.instance(profile)?;
        let (filter, _) = query.filter.and(&query.typed);
        let listing = listing(&instance, query.place, &filter, query.sort);
        let states = platform::states(instance.record().software.platform);
        let counts = instance.cache.count(&listing, states).await?;
        let (loaded, _) = instance.cache.counts().await?;
        let states = states.iter().zip(counts.states).map(|(&state, count)| StateCount { state, count }).collect();
        let (confirmed, unconfirmed) = counts.parts;
        let parts = (query.place == Place::Queue).then_some(QueueParts { confirmed, unconfirmed });
        Ok(AccountCounts { matching: counts.matching, loaded, states, parts })
    }

    /// One account, from the cache.
    ///
    /// # Errors
    /// `NotFound` when the cache does not have it.
    pub async fn open_account(&self, profile: &ProfileId, account: &AccountId) -> Result<AccountDetail> {
        detail(&*self.instance(profile)?, account).await
    }

    /// One account, read from the server now. When the server no longer has it, what is cached is marked as gone.
    ///
    /// # Errors
    /// Whatever keeps it from being read.
    pub async fn look_at_account(&self, profile: &ProfileId, account: &AccountId) -> Result<AccountDetail> {
        let instance = self.instance(profile)?;
        sync::look(&instance, account).await?;
        detail(&instance, account).await
    }

    /// What the server said of the account, as indented JSON.
    ///
    /// # Errors
    /// `NotFound` when the cache does not have it.
    pub async fn account_raw(&self, profile: &ProfileId, account: &AccountId) -> Result<String> {
        let kept = kept(&*self.instance(profile)?, account).await?;
        let text = serde_json::to_string_pretty(&json(&kept)?);
        let text = text.map_err(|error| Error::caused(ErrorCode::Internal, error))?;
        Ok(if text.len() > RAW_SHOWN { text.chars().take(RAW_SHOWN).chain("\n…".chars()).collect() } else { text })
    }

    /// The account's picture, still and small, as PNG. Only now is it fetched, without the token.
    ///
    /// # Errors
    /// `NoPicture` when there is none, when it is none that we show, or when pictures are off.
    pub async fn picture(&self, profile: &ProfileId, account: &AccountId) -> Result<Vec<u8>> {
        let instance = self.instance(profile)?;
        if instance.pictures() == Pictures::Off {
            return Err(ErrorCode::NoPicture.into());
        }
        let address = understood(&instance, &kept(&instance, account).await?)?.picture.ok_or(ErrorCode::NoPicture)?;
        platform::picture(&instance.base()?, &address, platform::ACCOUNT_SIDE, &instance.line()).await
    }

    /// The address of a page of the server, for the browser.
    ///
    /// # Errors
    /// `NotFound` when this server has no such page.
    pub async fn page_address(
        &self,
        profile: &ProfileId,
        page: ServerPage,
        account: Option<&AccountId>,
        report: Option<&ReportId>,
    ) -> Result<String> {
        let instance = self.instance(profile)?;
        let account = match account {
            Some(account) => Some(understood(&instance, &kept(&instance, account).await?)?),
            None => None,
        };
        let software = instance.record().software;
        let address = platform::page_address(software.platform, &instance.base()?, page, account.as_ref(), report);
        address.ok_or_else(|| ErrorCode::NotFound.into())
    }
}

/// The instance's list under the filter, as of now.
fn listing<'a>(instance: &Instance, place: Place, filter: &'a Filter, sort: Sort) -> Listing<'a> {
    Listing { place, filter, hits: instance.searching.hits(filter), sort, now: instance.clock.now() }
}

/// The account as the cache has it.
///
/// # Errors
/// `NotFound` when it does not have it.
pub(crate) async fn cached(instance: &Instance, account: &AccountId) -> Result<Account> {
    understood(instance, &kept(instance, account).await?)
}

async fn kept(instance: &Instance, account: &AccountId) -> Result<Kept> {
    instance.cache.get(account).await?.ok_or_else(|| ErrorCode::NotFound.into())
}

fn json(kept: &Kept) -> Result<serde_json::Value> {
    serde_json::from_str(&kept.raw).map_err(|error| Error::caused(ErrorCode::Internal, error))
}

fn understood(instance: &Instance, kept: &Kept) -> Result<Account> {
    let mut account = platform::account_from_raw(instance.record().software.platform, &instance.base()?, &json(kept)?)?;
    if kept.gone {
        account.marks = account.marks.without(Mark::Pending).with(Mark::Gone, true);
    }
    Ok(account)
}

/// After a day nobody should act on a cached state without knowing its age.
const OLD_MS: i64 = 24 * 60 * 60 * 1000;

async fn detail(instance: &Instance, id: &AccountId) -> Result<AccountDetail> {
    let kept = kept(instance, id).await?;
    let account = understood(instance, &kept)?;
    let record = instance.record();
    let mut offers = instance.offers(&account);
    if instance.clock.now().0 - kept.seen_at.0 > OLD_MS {
        offers.iter_mut().for_each(|offer| offer.cautions.push(crate::action::Caution::OldState));
    }
    let decisions = match &instance.journal {
        Some(journal) => journal.of_account(id).await?,
        None => Vec::new(),
    };
    let home = account.domain.clone().unwrap_or_else(|| record.home.clone());
    let mut pages = platform::account_pages(record.software.platform);
    if account.marks.has(Mark::Pending) {
        // Nobody has a public page before they are let in.
        pages.retain(|page| *page != ServerPage::PublicProfile);
    }
    let reports = reports::about(instance, &record, id).await?;
    let has_posts = !kept.gone && platform::has_posts(record.software.platform, &account);
    Ok(AccountDetail {
        id: account.id.clone(),
        handle: account.handle(),
        home,
        own: account.id.0 == record.who.id,
        revision: account.revision(),
        username: account.username,
        display_name: account.display_name,
        marks: account.marks.to_vec(),
        unknown_state: account.unknown_state,
        rank: account.rank,
        reason: account.reason,
        bio: account.bio,
        fields: account.fields,
        remembered: account.remembered,
        facts: account.facts,
        addresses: account.addresses,
        has_picture: account.picture.is_some() && instance.pictures() != Pictures::Off,
        offers,
        reports,
        has_posts,
        note: account.note,
        has_background: !kept.gone && platform::has_background(record.software.platform),
        seen_at: Timestamp(kept.seen_at.0),
        decisions: decisions.into_iter().map(|kept| decision::view(&instance.id, kept)).collect(),
        pages,
    })
}
