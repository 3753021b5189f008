//! Reports in this dialect: list, one, and resolving with a comment.

use serde_json::{Value, json};

use super::super::paging::kept_url;
use super::super::refusal::Refusal;
use super::super::state::{Mastodon, Report};
use super::super::statuses::truth;
use super::{READ, WRITE, list, missing};
use crate::call::{Answer, Call};
use crate::world::Site;

impl Mastodon {
    /// All of them, unless `resolved` says which; newest first.
    pub(super) fn gts_reports(&self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        self.administrator(call, READ)?;
        let query = &call.query;
        let limit = list::limit(query, 20, 100)?;
        let resolved = query.filled("resolved").map(truth);
        let (by, target) = (query.filled("account_id"), query.filled("target_account_id"));
        let (below, above) = (query.filled("max_id"), query.filled("min_id").or(query.filled("since_id")));
        let mut rows: Vec<(String, &Report)> = self
            .reports
            .iter()
            .filter(|report| resolved.is_none_or(|resolved| report.resolved_at.is_some() == resolved))
            .filter(|report| by.is_none_or(|id| self.shown_id(report.by) == id))
            .filter(|report| target.is_none_or(|id| self.shown_id(report.target) == id))
            .map(|report| (Self::report_ulid(report), report))
            .filter(|(id, _)| {
                below.is_none_or(|below| id.as_str() < below) && above.is_none_or(|above| id.as_str() > above)
            })
            .collect();
        rows.sort_unstable_by(|(one, _), (other, _)| other.cmp(one));
        rows.truncate(limit);
        let json = rows.iter().map(|(_, report)| self.gts_report_json(report, site)).collect();
        let answer = Answer::json(200, Value::Array(json));
        let (Some((first, _)), Some((last, _))) = (rows.first(), rows.last()) else {
            return Ok(answer);
        };
        let kept = ["resolved", "account_id", "target_account_id"];
        let address = format!("{}{}", site.base, call.path);
        let next = kept_url(&address, query, &kept, "max_id", last);
        let prev = kept_url(&address, query, &kept, "min_id", first);
        Ok(answer.with("link", format!("{next}; rel=\"next\", {prev}; rel=\"prev\"")))
    }

    pub(super) fn gts_report(&self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        self.administrator(call, READ)?;
        let report = self.reports.iter().find(|report| Self::report_ulid(report) == id).ok_or_else(missing)?;
        Ok(Answer::json(200, self.gts_report_json(report, site)))
    }

    pub(super) fn gts_resolve(&mut self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        let by = self.administrator(call, WRITE)?.id;
        let found = self.reports.iter().find(|report| Self::report_ulid(report) == id).ok_or_else(missing)?.id;
        self.resolve(found, by, call.now);
        let comment = call.form.filled("action_taken_comment").map(str::to_owned);
        let report = self.reports.iter_mut().find(|report| report.id == found).ok_or_else(missing)?;
        report.action_comment = comment;
        self.gts_report(call, site, id)
    }

    fn gts_report_json(&self, report: &Report, site: &Site) -> Value {
        let mut json = self.report_json(report, site);
        json["id"] = json!(Self::report_ulid(report));
        json["action_taken_comment"] = json!(report.action_comment);
        json
    }
}
