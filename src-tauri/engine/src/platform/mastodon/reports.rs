//! Reports of a Mastodon (mastodon.md §4.1, §4.2, §9.5): listing, single ones, what is done with them.

use serde_json::Value;

use super::client::{REPORTS, goes_on, login_disabled, refused};
use super::served::Dialect;
use super::statuses::post;
use super::verbs::sent;
use super::{Mastodon, READ_REPORTS_SCOPE, WRITE_REPORTS_SCOPE, map};
use crate::action::Verb;
use crate::error::{Error, ErrorCode, Result};
use crate::model::{Account, Report, ReportCategory, ReportId};
use crate::platform::address::safe_segment;
use crate::platform::bounds;
use crate::platform::http::Answer;
use crate::platform::json::{flag, get, id, list, missing, text_within, time};
use crate::platform::rows::{aside, readable};
use crate::platform::{FetchedReport, ReportsPage, Sent, WhichReports};
use crate::report::ReportState;

/// Half of the server's most: each report carries up to four whole accounts and every reported post.
const LIMIT: &str = "100";

/// One way through the server's list, since most versions have none that leads through open and resolved ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    Open,
    Resolved,
    Both,
}

impl Pass {
    const ALL: [Pass; 3] = [Pass::Open, Pass::Resolved, Pass::Both];

    /// The word under which a cursor names it.
    const fn word(self) -> &'static str {
        match self {
            Pass::Open => "open",
            Pass::Resolved => "resolved",
            Pass::Both => "both",
        }
    }

    /// The passes that lead to these reports, in order. Only 4.6 has a way to both (§4.2), and GoToSocial.
    fn of(state: ReportState, dialect: Dialect) -> &'static [Pass] {
        let both_at_once = match dialect {
            Dialect::GoToSocial => true,
            Dialect::Mastodon(version) => version.is_some_and(|version| version >= (4, 6)),
        };
        match state {
            ReportState::Open => &[Pass::Open],
            ReportState::Resolved => &[Pass::Resolved],
            ReportState::All if both_at_once => &[Pass::Both],
            ReportState::All => &[Pass::Open, Pass::Resolved],
        }
    }

    /// What asks for it. To 4.5 the mere presence of `resolved` means resolved ones only, so it is never sent as `false`
    /// (§4.2); GoToSocial reads it, and without it shows both.
    const fn query(self, dialect: Dialect) -> &'static [(&'static str, &'static str)] {
        match (self, dialect) {
            (Pass::Open, Dialect::GoToSocial) => &[("resolved", "false")],
            (Pass::Both, Dialect::GoToSocial) | (Pass::Open, Dialect::Mastodon(_)) => &[],
            (Pass::Resolved, _) => &[("resolved", "true")],
            (Pass::Both, Dialect::Mastodon(_)) => &[("resolved", "true"), ("unresolved", "true")],
        }
    }
}

/// Where a page begins: the pass, and the server's own cursor in it.
fn begin(cursor: Option<&str>, first: Pass) -> Result<(Pass, Option<&str>)> {
    let Some(cursor) = cursor else { return Ok((first, None)) };
    let read = || {
        let (word, below) = cursor.split_once(':')?;
        let pass = Pass::ALL.into_iter().find(|pass| pass.word() == word)?;
        Some((pass, Some(below).filter(|below| !below.is_empty())))
    };
    read().ok_or_else(|| Error::caused(ErrorCode::Internal, "not a cursor of reports"))
}

impl Mastodon {
    /// A page of reports, by descending id within each of open and resolved.
    pub(crate) async fn reports(&self, which: &WhichReports, cursor: Option<&str>) -> Result<ReportsPage> {
        let passes = Pass::of(which.state, self.dialect);
        let (pass, below) = begin(cursor, passes.first().copied().unwrap_or(Pass::Open))?;
        let mut query = vec![("limit", LIMIT)];
        query.extend_from_slice(pass.query(self.dialect));
        query.extend(which.target.as_ref().map(|target| ("target_account_id", target.0.as_str())));
        query.extend(which.reporter.as_ref().map(|reporter| ("account_id", reporter.0.as_str())));
        query.extend(below.map(|below| ("max_id", below)));
        let answer = self.http.get(REPORTS, &query).await?;
        let next = answer.next("max_id");
        let read = |raw: Value| report(&raw).map(|report| FetchedReport { report, raw });
        let reports = aside(move || readable(data(&answer)?, read)).await?;
        // As with accounts, the last link may lead to an empty page, and a cursor back.
        let next = next.filter(|_| !reports.is_empty()).filter(|next| goes_on(below, next));
        let then = || passes.iter().skip_while(|other| **other != pass).nth(1);
        let next = match next {
            Some(below) => Some(format!("{}:{below}", pass.word())),
            None => then().map(|pass| format!("{}:", pass.word())),
        };
        Ok(ReportsPage { reports, next })
    }

    /// One report; none if the server has none of this id.
    pub(crate) async fn report(&self, id: &ReportId) -> Result<Option<FetchedReport>> {
        if !safe_segment(&id.0) {
            return Ok(None);
        }
        let answer = self.http.get(&format!("{REPORTS}/{id}"), &[]).await?;
        if answer.status() == 404 && self.is_missing_record(&answer) {
            return Ok(None);
        }
        let read = move || {
            let raw = data(&answer)?;
            Ok(FetchedReport { report: report(&raw)?, raw })
        };
        aside(read).await.map(Some)
    }

    /// Sends a verb about a report (§4.1); each answers the report.
    pub(crate) async fn act_on_report(&self, id: &ReportId, verb: Verb) -> Sent {
        let action = match verb {
            Verb::AssignReport => "assign_to_self",
            Verb::UnassignReport => "unassign",
            Verb::ResolveReport => "resolve",
            Verb::ReopenReport => "reopen",
            // Verbs about accounts.
            _ => return Sent::NotArrived(ErrorCode::NotFound.into()),
        };
        if !safe_segment(&id.0) {
            return Sent::NotArrived(ErrorCode::NotFound.into());
        }
        sent(self.http.post(&format!("{REPORTS}/{id}/{action}"), &[]).await, WRITE_REPORTS_SCOPE)
    }
}

/// The data of an answer about reports, or what its refusal means. As with accounts, a 403 to a GET is about scope or role
/// (§6.2), unless the login is disabled.
fn data(answer: &Answer) -> Result<Value> {
    if answer.is_success() {
        return answer.data();
    }
    let error = refused(answer, READ_REPORTS_SCOPE);
    Err(match error.code {
        ErrorCode::ServerSaysNo { status: 403 } if !login_disabled(answer) => {
            Error { code: ErrorCode::RoleMissing { handle: None }, ..error }
        }
        _ => error,
    })
}

/// Reads a report (§9.5). Its accounts are whole admin accounts (§4.2).
///
/// # Errors
/// [`ErrorCode::Unreadable`] without an id that can be asked for, or without the account that it is about.
pub(super) fn report(raw: &Value) -> Result<Report> {
    let id = id(raw, "id").filter(|id| safe_segment(id)).ok_or_else(|| missing("a report without a usable id"))?;
    let party = |key: &str| get(raw, key).and_then(|account| map::account(account).ok());
    let target: Account = party("target_account").ok_or_else(|| missing("a report about nobody"))?;
    let resolved_at = time(raw, "action_taken_at");
    Ok(Report {
        id: ReportId(id),
        category: category(raw),
        comment: text_within(raw, "comment", bounds::TEXT).unwrap_or_default(),
        forwarded: flag(raw, "forwarded"),
        created_at: time(raw, "created_at"),
        resolved: flag(raw, "action_taken").unwrap_or(resolved_at.is_some()),
        resolved_at,
        target,
        reporter: party("account"),
        assigned: party("assigned_account"),
        resolved_by: party("action_taken_by_account"),
        posts: list(raw, "statuses").iter().take(bounds::POSTS).filter_map(|status| post(status).ok()).collect(),
        rules: list(raw, "rules").iter().take(bounds::RULES).filter_map(rule).collect(),
    })
}

/// Before 3.5 there was none; later versions may have more.
fn category(raw: &Value) -> ReportCategory {
    match get(raw, "category").and_then(Value::as_str) {
        Some("spam") => ReportCategory::Spam,
        Some("legal") => ReportCategory::Legal,
        Some("violation") => ReportCategory::Violation,
        _ => ReportCategory::Other,
    }
}

fn rule(raw: &Value) -> Option<String> {
    text_within(raw, "text", bounds::FIELD).or_else(|| text_within(raw, "hint", bounds::FIELD))
}
