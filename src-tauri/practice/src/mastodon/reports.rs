//! admin/reports (4.1, 4.2): list, one report, and what moderators do with it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::auth::require;
use super::filter::number;
use super::instance::{RULES, rule};
use super::paging::{ADMIN, Page};
use super::refusal::Refusal;
use super::roles::MANAGE_REPORTS;
use super::state::{Id, Mastodon, Report};
use super::statuses::truth;
use super::words::{Complaint, Field, Flaw};
use crate::call::{Answer, Call, Params};
use crate::time::iso;
use crate::world::Site;
use crate::{Dialect, Otherwise};

const READ: &[&str] = &["admin:read", "admin:read:reports"];
const WRITE: &[&str] = &["admin:write", "admin:write:reports"];
const CATEGORIES: &[&str] = &["other", "spam", "legal", "violation"];

/// Open, closed or both. Until 4.5 `resolved` counted by being there, and both together could not be had (4.2).
fn wanted(query: &Params, version: Dialect) -> (bool, bool) {
    if version < Dialect::V4_6 {
        let resolved = query.filled("resolved").is_some();
        return (!resolved, resolved);
    }
    let asks = |name: &str| query.filled(name).is_some_and(truth);
    match (asks("unresolved"), asks("resolved")) {
        (true, true) => (true, true),
        (false, true) => (false, true),
        (_, false) => (true, false),
    }
}

impl Mastodon {
    pub(super) fn reports(&self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let caller = self.admit(call, READ)?;
        require(caller, MANAGE_REPORTS)?;
        let version = self.manner.version;
        let (open, closed) = wanted(&call.query, version);
        let about = |name: &str| call.query.filled(name).map(|text| Id(number(text)));
        let (by, target) = (about("account_id"), about("target_account_id"));
        let mut rows: Vec<(Id, &Report)> = self
            .reports
            .iter()
            .filter(|report| if report.resolved_at.is_some() { closed } else { open })
            .filter(|report| by.is_none_or(|by| report.by == by) && target.is_none_or(|id| report.target == id))
            .map(|report| (report.id, report))
            .collect();
        rows.sort_unstable_by_key(|(id, _)| *id);
        let page = Page::of(rows.into_iter(), &call.query, ADMIN, &self.manner.otherwise)?;
        let rows = page.rows.iter().map(|(_, report)| self.report_json(report, site)).collect();
        let answer = Answer::json(200, Value::Array(rows));
        let known: &[&str] = if version < Dialect::V4_6 { &["resolved"] } else { &["resolved", "unresolved"] };
        let kept = [known, &["account_id", "target_account_id"]].concat();
        Ok(match page.link(&format!("{}{}", site.base, call.path), &call.query, &kept) {
            Some(link) => answer.with("link", link),
            None => answer,
        })
    }

    pub(super) fn report(&self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        let caller = self.admit(call, READ)?;
        let report = self.find_report(id)?;
        require(caller, MANAGE_REPORTS)?;
        Ok(Answer::json(200, self.report_json(report, site)))
    }

    fn find_report(&self, id: &str) -> Result<&Report, Refusal> {
        let id = id.parse().map(Id).map_err(|_| Refusal::NoRecord)?;
        self.reports.iter().find(|report| report.id == id).ok_or(Refusal::NoRecord)
    }

    /// assign_to_self, unassign, resolve, reopen; each answers the report, and none minds being called twice.
    pub(super) fn handle_report(&mut self, call: &Call, site: &Site, id: &str, verb: &str) -> Result<Answer, Refusal> {
        if !["assign_to_self", "unassign", "resolve", "reopen"].contains(&verb) {
            return Err(Refusal::NoRoute);
        }
        let caller = self.admit(call, WRITE)?;
        let id = self.find_report(id)?.id;
        let by = require(caller, MANAGE_REPORTS)?.id;
        if verb == "resolve" {
            self.resolve(id, by, call.now);
        } else if let Some(report) = self.reports.iter_mut().find(|report| report.id == id) {
            match verb {
                // Also away from another moderator, without a word.
                "assign_to_self" => report.assigned_to = Some(by),
                "unassign" => report.assigned_to = None,
                _ => (report.resolved_at, report.resolved_by) = (None, None),
            }
            report.updated_at = Some(call.now);
            self.note(call.now, by, verb, format!("Report #{id}"));
        }
        self.report_again(id, site)
    }

    /// PUT and PATCH: category and rules. Only a violation has rules.
    pub(super) fn update_report(&mut self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        let caller = self.admit(call, WRITE)?;
        let report = self.find_report(id)?;
        let by = require(caller, MANAGE_REPORTS)?.id;
        let category = call.form.filled("category").unwrap_or(&report.category).to_owned();
        if !CATEGORIES.contains(&category.as_str()) {
            // An enumeration that raises, unless the server validates.
            return Err(if self.manner.otherwise.contains(&Otherwise::UnknownCategory) {
                Refusal::Invalid(vec![Flaw(Field::Category, Complaint::NotInList)])
            } else {
                Refusal::Broken
            });
        }
        let asked: BTreeSet<i64> =
            call.form.all("rule_ids[]").filter(|text| !text.trim().is_empty()).map(number).collect();
        let touched = call.form.get("rule_ids[]").is_some();
        let rules = if touched { asked.into_iter().collect() } else { report.rules.clone() };
        if category != "violation" && !rules.is_empty() {
            return Err(Refusal::Invalid(vec![Flaw(Field::RuleIds, Complaint::NotBlank)]));
        }
        if rules.iter().any(|number| !(1..=RULES.len() as i64).contains(number)) {
            return Err(Refusal::Invalid(vec![Flaw(Field::RuleIds, Complaint::UnknownRules)]));
        }
        let id = report.id;
        if let Some(report) = self.reports.iter_mut().find(|report| report.id == id) {
            (report.category, report.rules, report.updated_at) = (category, rules, Some(call.now));
        }
        self.note(call.now, by, "update", format!("Report #{id}"));
        self.report_again(id, site)
    }

    fn report_again(&self, id: Id, site: &Site) -> Result<Answer, Refusal> {
        let report = self.reports.iter().find(|report| report.id == id).ok_or(Refusal::NoRecord)?;
        Ok(Answer::json(200, self.report_json(report, site)))
    }

    /// Admin::Report (9.5): four whole Admin::Accounts, and the posts as they were.
    pub(super) fn report_json(&self, report: &Report, site: &Site) -> Value {
        let account = |id: Option<Id>| {
            id.and_then(|id| self.accounts.get(&id))
                .map_or(Value::Null, |account| self.admin_account_json(account, site))
        };
        let mut json = Map::new();
        let mut put = |name: &str, value: Value| {
            json.insert(name.to_owned(), value);
        };
        put("id", json!(report.id));
        put("action_taken", json!(report.resolved_at.is_some()));
        put("action_taken_at", json!(report.resolved_at.map(iso)));
        put("category", json!(report.category));
        put("comment", json!(report.comment));
        put("forwarded", json!(report.forwarded));
        put("created_at", json!(iso(report.created_at)));
        put("updated_at", json!(iso(report.updated_at.or(report.resolved_at).unwrap_or(report.created_at))));
        put("account", account(Some(report.by)));
        put("target_account", account(Some(report.target)));
        put("assigned_account", account(report.assigned_to));
        put("action_taken_by_account", account(report.resolved_by));
        let target = self.accounts.get(&report.target);
        let posts = report.posts.iter().filter_map(|post| Some(self.status_json(post, target?, site)));
        put("statuses", posts.collect());
        put("rules", report.rules.iter().map(|number| rule(*number)).collect());
        Value::Object(json)
    }
}
