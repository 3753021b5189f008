//! Reading reports and posts.

use crate::action::{Caution, Choices, Verb};
use crate::decision::{About, DecisionView};
use crate::error::{Error, ErrorCode, Result};
use crate::model::{AccountId, Party, Post, Report, ReportId};
use crate::profile::instance::Instance;
use crate::profile::{Pictures, Platform, ProfileId};
use crate::report::{
    PostPage, ReportDetail, ReportFilter, ReportHands, ReportPage, ReportQuery, ReportRow, ReportState,
};
use crate::store::cache::Me;
use crate::store::desk::ProfileRecord;
use crate::{Engine, decision, platform, sync};

/// How many other open reports about the same account are shown beside one.
const OTHERS: u32 = 100;

impl Engine {
    /// A page of reports, from the cache.
    ///
    /// # Errors
    /// `NoSuchProfile`, `DiskTrouble`.
    pub async fn list_reports(&self, profile: &ProfileId, query: ReportQuery) -> Result<ReportPage> {
        let instance = self.instance(profile)?;
        let record = instance.record();
        let limit = query.limit.clamp(1, super::ROWS);
        let (rows, next) = instance.cache.reports(&query.filter, me(&record), query.cursor.as_deref(), limit).await?;
        let there = instance.open_reports(&record).await.is_some();
        Ok(ReportPage {
            oldest_seen_at: rows.iter().map(|row| row.seen_at).min(),
            rows,
            next,
            matching: instance.cache.reports_matching(&query.filter, me(&record)).await?,
            open: instance.cache.report_counts().await?.1,
            more_on_server: there && instance.reports_loaded().more(&sync::which_reports(&query.filter)),
        })
    }

    /// Fetches reports by the server's own filters into the cache, older ones than are loaded; [`crate::event::Event::Reports`] tells of it.
    ///
    /// # Errors
    /// Whatever keeps them from being read.
    pub async fn load_reports(&self, profile: &ProfileId, filter: ReportFilter) -> Result<()> {
        sync::load_reports(&*self.instance(profile)?, &filter).await
    }

    /// One report, from the cache.
    ///
    /// # Errors
    /// `NotFound` when the cache does not have it.
    pub async fn open_report(&self, profile: &ProfileId, report: &ReportId) -> Result<ReportDetail> {
        detail(&*self.instance(profile)?, report).await
    }

    /// One report, read from the server now.
    ///
    /// # Errors
    /// Whatever keeps it from being read.
    pub async fn look_at_report(&self, profile: &ProfileId, report: &ReportId) -> Result<ReportDetail> {
        let instance = self.instance(profile)?;
        sync::look_at_report(&instance, report).await?;
        detail(&instance, report).await
    }

    /// A page of an account's posts, read from the server now.
    ///
    /// # Errors
    /// `NotFound` for a suspended account, whose posts the server shows to nobody; whatever keeps them from being read.
    pub async fn posts(&self, profile: &ProfileId, account: &AccountId, cursor: Option<String>) -> Result<PostPage> {
        let instance = self.instance(profile)?;
        let server = instance.server()?;
        if let Some(kept) = instance.cache.get(account).await? {
            let known = super::understood(&instance, &kept)?;
            if !platform::has_posts(instance.record().software.platform, &known) {
                return Err(ErrorCode::NotFound.into());
            }
        }
        let page = sync::noted_aside(&instance, server.posts(account, cursor.as_deref()).await).await?;
        Ok(PostPage { posts: drawn(&instance, page.posts), next: page.next })
    }

    /// The small still picture of a post's file, as PNG of at most 640 pixels a side. Only now is it fetched, without the
    /// token, and not kept.
    ///
    /// # Errors
    /// `NoPicture` when there is none, when it is none that we show, or when pictures are off.
    pub async fn media(&self, profile: &ProfileId, key: &str) -> Result<Vec<u8>> {
        let instance = self.instance(profile)?;
        if instance.pictures() == Pictures::Off {
            return Err(ErrorCode::NoPicture.into());
        }
        let address = instance.post_pictures().address(key).ok_or(ErrorCode::NoPicture)?;
        platform::picture(&instance.base()?, &address, platform::POST_SIDE, &instance.line()).await
    }

    /// Decides about a report as it was on screen, and sends it; as [`Engine::decide`].
    ///
    /// # Errors
    /// As [`Engine::decide`].
    pub async fn decide_report(
        &self,
        profile: &ProfileId,
        report: &ReportId,
        revision: &str,
        verb: Verb,
        choices: Choices,
    ) -> Result<DecisionView> {
        self.decide_about(profile, About::Report(report.clone()), revision, verb, choices).await
    }
}

fn me(record: &ProfileRecord) -> Me<'_> {
    Me { id: &record.who.id, username: &record.who.username }
}

/// Open reports about the account that are loaded, newest first; none where there are no reports for us.
pub(super) async fn about(
    instance: &Instance,
    record: &ProfileRecord,
    account: &AccountId,
) -> Result<Option<Vec<ReportRow>>> {
    if instance.open_reports(record).await.is_none() {
        return Ok(None);
    }
    let filter = ReportFilter {
        state: ReportState::Open,
        hands: ReportHands::Any,
        category: None,
        origin: None,
        target: Some(account.clone()),
        reporter: None,
    };
    Ok(Some(instance.cache.reports(&filter, me(record), None, OTHERS).await?.0))
}

/// The posts with the keys of their pictures; without any where pictures are off.
fn drawn(instance: &Instance, mut posts: Vec<Post>) -> Vec<Post> {
    if instance.pictures() != Pictures::Off {
        instance.post_pictures().name(&mut posts);
    }
    posts
}

/// A report as the cache has it.
///
/// # Errors
/// `NotFound` when it does not have it.
pub(crate) async fn cached_report(instance: &Instance, id: &ReportId) -> Result<Report> {
    let record = instance.record();
    let kept = instance.cache.report(id, me(&record)).await?.ok_or(ErrorCode::NotFound)?;
    understood(record.software.platform, kept.raw).await
}

async fn understood(kind: Platform, raw: String) -> Result<Report> {
    let read = move || {
        let raw = serde_json::from_str(&raw).map_err(|error| Error::caused(ErrorCode::Internal, error))?;
        platform::report_from_raw(kind, &raw)
    };
    // Hundreds of long posts take their time, and nothing else should wait for it.
    let report = tokio::task::spawn_blocking(read).await;
    report.map_err(|fault| Error::caused(ErrorCode::Internal, fault))?
}

async fn detail(instance: &Instance, id: &ReportId) -> Result<ReportDetail> {
    let record = instance.record();
    let kept = instance.cache.report(id, me(&record)).await?.ok_or(ErrorCode::NotFound)?;
    let report = understood(record.software.platform, kept.raw).await?;
    let mut offers = instance.report_offers(&report);
    if instance.clock.now().0 - kept.row.seen_at.0 > super::OLD_MS {
        offers.iter_mut().for_each(|offer| offer.cautions.push(Caution::OldState));
    }
    let decisions = match &instance.journal {
        Some(journal) => journal.of_report(id).await?,
        None => Vec::new(),
    };
    let mut others = about(instance, &record, &report.target.id).await?.unwrap_or_default();
    others.retain(|row| row.id != report.id);
    let resolved_by = match &report.resolved_by {
        Some(account) => {
            let mut now = instance.cache.parties(std::slice::from_ref(&account.id)).await?;
            Some(now.remove(&account.id).unwrap_or_else(|| Party::of(account)))
        }
        None => None,
    };
    Ok(ReportDetail {
        revision: report.revision(),
        id: report.id,
        category: report.category,
        comment: report.comment,
        forwarded: report.forwarded,
        created_at: report.created_at,
        resolved: report.resolved,
        resolved_at: report.resolved_at,
        resolved_by,
        // As these accounts are known now, which may be newer than the report.
        target: kept.row.target,
        reporter: kept.row.reporter,
        assigned: kept.row.assigned,
        mine: kept.row.mine,
        posts: drawn(instance, report.posts),
        rules: report.rules,
        others,
        offers,
        seen_at: kept.row.seen_at,
        decisions: decisions.into_iter().map(|kept| decision::view(&instance.id, kept)).collect(),
        pages: platform::report_pages(&record.software),
    })
}
