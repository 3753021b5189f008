//! What stands around a user (gitlab.md §5): counts, memberships, events, and what was done to it. Read when the user is
//! opened, and not kept.

use std::cmp::Reverse;

use serde_json::Value;

use super::client::{Gitlab, USERS};
use super::list::is_missing_record;
use crate::background::{Access, Background, Counts, Deed, Measure, MeasureKind, Membership, MembershipKind};
use crate::error::{Error, ErrorCode, Problem, Result};
use crate::model::{AccountId, Timestamp};
use crate::platform::address::safe_segment;
use crate::platform::bounds;
use crate::platform::json::{count, get, id, line, line_within, number, parse_time, time};
use crate::platform::rows::{aside, readable};

/// The server's most (§3.4).
const MEMBERSHIPS: usize = 100;
/// Enough to see what somebody is about.
const DEEDS: usize = 20;
/// The server itself keeps six; other programs may keep more.
const MEASURES: usize = 100;

/// Some rows, and whether the server has more.
struct Rows<T> {
    found: Vec<T>,
    more: bool,
}

impl Gitlab {
    /// What the server tells about a user beyond the user itself, each part asked for by itself.
    ///
    /// # Errors
    /// `NotFound` for a user that the server does not have; if not one part was answered, what kept the first from it.
    pub(crate) async fn background(&self, account: &AccountId) -> Result<Background> {
        if !safe_segment(&account.0) {
            return Err(ErrorCode::NotFound.into());
        }
        let part = |name: &str| format!("{USERS}/{account}/{name}");
        let (counts, memberships, deeds, measures) = tokio::join!(
            self.part(part("associations_count"), 0, counts),
            // Without a type both kinds come.
            self.part(part("memberships"), MEMBERSHIPS, |page, more| rows(page, more, MEMBERSHIPS, membership)),
            self.part(part("events"), DEEDS, |page, more| rows(page, more, DEEDS, deed)),
            self.part(part("custom_attributes"), 0, |page, more| rows(page, more, MEASURES, measure)),
        );
        let mut failed = Vec::new();
        let counts = told(counts, &mut failed);
        let memberships = told(memberships, &mut failed);
        let deeds = told(deeds, &mut failed);
        let measures = told(measures, &mut failed);
        if failed.len() == 4 {
            return Err(failed.swap_remove(0));
        }
        Ok(Background {
            counts,
            more_memberships: memberships.as_ref().is_some_and(|rows| rows.more),
            memberships: memberships.map(|rows| rows.found),
            more_deeds: deeds.as_ref().is_some_and(|rows| rows.more),
            deeds: deeds.map(|rows| rows.found),
            measures: measures.map(|rows| newest_first(rows.found)),
            problem: failed.first().map(Problem::from),
        })
    }

    /// One part, of so many rows; none where this version has no such route, which is no fault.
    async fn part<T: Send + 'static>(
        &self,
        path: String,
        per_page: usize,
        read: impl FnOnce(Value, bool) -> Result<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let per_page = per_page.to_string();
        let query = [("per_page", per_page.as_str())];
        let answer = self.http.get(&path, if per_page == "0" { &[] } else { &query }).await?;
        if answer.status() == 404 && answer.claims_json() && !is_missing_record(&answer) {
            return Ok(None);
        }
        let answer = self.granted(answer).await?;
        let more = answer.next("page").is_some() || answer.next("cursor").is_some();
        aside(move || read(answer.data()?, more)).await.map(Some)
    }
}

/// What a part told; what kept it from telling goes to the others that failed.
fn told<T>(answer: Result<Option<T>>, failed: &mut Vec<Error>) -> Option<T> {
    answer.unwrap_or_else(|error| {
        failed.push(error);
        None
    })
}

fn rows<T>(page: Value, more: bool, most: usize, read: impl Fn(&Value) -> Option<T>) -> Result<Rows<T>> {
    let mut found = readable(page, |row| read(&row).ok_or_else(|| ErrorCode::Unreadable.into()))?;
    let more = more || found.len() > most;
    found.truncate(most);
    Ok(Rows { found, more })
}

fn counts(answer: Value, _: bool) -> Result<Counts> {
    if !answer.is_object() {
        return Err(ErrorCode::Unreadable.into());
    }
    Ok(Counts {
        groups: count(&answer, "groups_count"),
        projects: count(&answer, "projects_count"),
        issues: count(&answer, "issues_count"),
        merge_requests: count(&answer, "merge_requests_count"),
    })
}

fn membership(row: &Value) -> Option<Membership> {
    let kind = match get(row, "source_type")?.as_str()? {
        "Project" => MembershipKind::Project,
        "Namespace" | "Group" => MembershipKind::Group,
        _ => return None,
    };
    Some(Membership {
        id: id(row, "source_id")?,
        kind,
        name: line(row, "source_name").unwrap_or_default(),
        access: access(number(row, "access_level")),
    })
}

/// GitLab's access levels (`lib/gitlab/access.rb`).
const fn access(level: Option<u64>) -> Access {
    match level {
        Some(5) => Access::Minimal,
        Some(10) => Access::Guest,
        Some(15) => Access::Planner,
        Some(20) => Access::Reporter,
        Some(30) => Access::Developer,
        Some(40) => Access::Maintainer,
        Some(50) => Access::Owner,
        Some(_) | None => Access::Other,
    }
}

fn deed(row: &Value) -> Option<Deed> {
    // What was pushed has no title of its own.
    let pushed = || get(row, "push_data").and_then(|push| line(push, "commit_title"));
    Some(Deed {
        at: time(row, "created_at"),
        action: line_within(row, "action_name", bounds::WORD)?,
        target: line_within(row, "target_type", bounds::WORD),
        title: line(row, "target_title").or_else(pushed),
    })
}

/// A custom attribute: the server keeps there who blocked whom, and other programs what they like (§5).
pub(super) fn measure(row: &Value) -> Option<Measure> {
    let key = line_within(row, "key", bounds::NAME)?;
    let kind = match key.as_str() {
        "blocked_by" => MeasureKind::Blocked,
        "unblocked_by" => MeasureKind::Unblocked,
        "trusted_by" => MeasureKind::Trusted,
        "auto_banned_by" => MeasureKind::BannedAlong,
        "auto_banned_by_abuse_report_id" => MeasureKind::BannedForReport,
        "auto_banned_by_spam_log_id" => MeasureKind::BannedForSpam,
        _ => return Some(Measure { kind: MeasureKind::Other { key }, by: line(row, "value"), at: None }),
    };
    let (by, at) = line(row, "value").map(signed).unzip();
    Some(Measure { kind, by, at: at.flatten() })
}

/// Who and when, of `name/id+time`; what is written otherwise is all of it who.
fn signed(text: String) -> (String, Option<Timestamp>) {
    // No user name has these two characters, and a time may.
    let Some((who, at)) = text.split_once('+').and_then(|(who, at)| Some((who, moment(at)?))) else {
        return (text, None);
    };
    let name = who.split_once('/').map_or(who, |(name, _)| name);
    (name.to_owned(), Some(at))
}

/// A moment as Ruby writes it: `2026-11-21 10:00:00 UTC`, `2026-11-21 10:00:00 +0100`; or in ISO 8601.
fn moment(text: &str) -> Option<Timestamp> {
    let parts: Vec<&str> = text.split_ascii_whitespace().collect();
    match parts.as_slice() {
        [date, time, "UTC"] => parse_time(&format!("{date}T{time}Z")),
        [date, time, offset] => parse_time(&format!("{date}T{time}{offset}")),
        _ => parse_time(text),
    }
}

/// Those of which the time is not known come last.
fn newest_first(mut measures: Vec<Measure>) -> Vec<Measure> {
    measures.sort_by_key(|measure| Reverse(measure.at));
    measures
}
