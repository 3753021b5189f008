//! Reports: the server's lists and filters on the wire, and what is done with one through the engine.

use bailiwick_engine::action::Verb;
use bailiwick_engine::decision::Status;
use bailiwick_engine::model::ReportId;
use bailiwick_engine::report::{ReportFilter, ReportHands, ReportQuery, ReportState};
use serde_json::Value;

use super::people::{V1, id, text, yes};
use super::verbs::Shows;
use super::{Contract, all, counted, ids, judged_list, path};
use crate::desk::{is_refusal, verdict_of};
use crate::table::Verdict;

const REPORTS: &str = "api/v1/admin/reports";
const NEEDED: &str = "an open report";

impl Contract<'_> {
    /// The list by each of its filters, and one report.
    pub(super) async fn report_lists(&mut self) {
        let gotosocial = self.dialect.is_gotosocial();
        let open = |row: &Value| !yes(row, "action_taken");
        let closed = |row: &Value| yes(row, "action_taken");
        if gotosocial {
            self.each("reports resolved=false", REPORTS, &[("resolved", "false")], "open ones", NEEDED, open).await;
        } else {
            self.each("reports by default", REPORTS, &[], "open ones only", NEEDED, open).await;
        }
        let needed = "a resolved report";
        self.each("reports resolved=true", REPORTS, &[("resolved", "true")], "resolved ones only", needed, closed)
            .await;
        if !gotosocial {
            let (said, wanted) = match self.dialect.since(4, 6) {
                true => ("read as a boolean since 4.6: open ones", false),
                false => ("by its presence until 4.5: resolved ones", true),
            };
            self.each("reports resolved=false", REPORTS, &[("resolved", "false")], said, NEEDED, |row| {
                yes(row, "action_taken") == wanted
            })
            .await;
            self.both_kinds().await;
        }
        let Some(report) = self.open_report().await else {
            self.put("one report", Verdict::not_tried(NEEDED));
            return;
        };
        let parties = [
            ("account_id", text(&report["account"], "id")),
            ("target_account_id", text(&report["target_account"], "id")),
        ];
        for (name, party) in parties {
            let key = name.trim_end_matches("_id");
            self.each(
                &format!("reports {name}"),
                REPORTS,
                &[(name, party)],
                "reports of that account",
                NEEDED,
                |row| text(&row[key], "id") == party,
            )
            .await;
        }
        let answer = self.wire.get(&format!("{REPORTS}/{}", id(&report))).await;
        let verdict =
            answer.judged("a report with whole accounts and posts in it", 200, |answer| whole(&answer.json()));
        self.put("one report", verdict);
        let nobody = if gotosocial { "01AAAAAAAAAAAAAAAAAAAAAAAA" } else { "999999999999999999" };
        let answer = self.wire.get(&format!("{REPORTS}/{nobody}")).await;
        let verdict = match gotosocial {
            true => answer.judged("404", 404, |answer| Ok(answer.summary())),
            false => answer.says("404 of a missing record", 404, "Record not found"),
        };
        self.put("a report that is not there", verdict);
    }

    /// Both kinds at once, which only 4.6 and later can be asked for.
    async fn both_kinds(&mut self) {
        let answer = self.wire.get(&path(REPORTS, &[("resolved", "true"), ("unresolved", "true")])).await;
        let both = self.dialect.since(4, 6);
        let expected =
            if both { "open and resolved ones (since 4.6)" } else { "resolved ones: `unresolved` came with 4.6" };
        let verdict = judged_list(&answer, expected, |rows| match both {
            true if rows.iter().any(|row| yes(row, "action_taken"))
                && rows.iter().any(|row| !yes(row, "action_taken")) =>
            {
                Ok(counted(rows.len()))
            }
            true => Err(format!("{}, of one kind only", counted(rows.len()))),
            false => all(rows, |row| yes(row, "action_taken")),
        });
        self.put("reports resolved and unresolved", verdict);
    }

    /// An open report that nobody handles, about somebody made for this first.
    async fn open_report(&self) -> Option<Value> {
        let query: &[(&str, &str)] = if self.dialect.is_gotosocial() { &[("resolved", "false")] } else { &[] };
        let mut rows = self.wire.get(&path(REPORTS, query)).await.rows()?;
        rows.retain(|row| row["assigned_account"].is_null());
        rows.sort_by_key(|row| !super::people::is_ours(&row["target_account"]));
        rows.into_iter().next()
    }

    /// Through the engine: list, assign, unassign, resolve, reopen, and a warning because of a report.
    pub(super) async fn report_verbs(&mut self) {
        let verdict = self.listed().await;
        self.put("desk: open reports", verdict);
        let Some(report) = self.open_report().await else {
            self.put("desk: assign, unassign, resolve, reopen", Verdict::not_tried(NEEDED));
            return;
        };
        let about = ReportId(id(&report).to_owned());
        let me = id(&self.people.me).to_owned();
        let mine = move |row: &Value| text(&row["assigned_account"], "id") == me;
        let done = self.report_verb("assign a report", &about, Verb::AssignReport, true, mine).await;
        self.report_verb("unassign a report", &about, Verb::UnassignReport, done, |row| {
            row["assigned_account"].is_null()
        })
        .await;
        let done = self
            .report_verb("resolve a report", &about, Verb::ResolveReport, true, |row| yes(row, "action_taken"))
            .await;
        let answer = self.wire.post(&format!("{REPORTS}/{about}/resolve"), &[]).await;
        let verdict = answer.judged("200 again, and the report", 200, |answer| whole(&answer.json()));
        self.put("resolve a report again", verdict);
        self.report_verb("reopen a report", &about, Verb::ReopenReport, done, |row| !yes(row, "action_taken")).await;
        if !self.dialect.is_gotosocial() {
            self.because().await;
        }
    }

    /// The desk's list is the server's.
    async fn listed(&self) -> Verdict {
        let expected = "the reports that the server has open";
        let filter = ReportFilter {
            state: ReportState::Open,
            hands: ReportHands::Any,
            category: None,
            origin: None,
            target: None,
            reporter: None,
        };
        self.wire.make_room(2).await;
        if let Err(error) = self.desk.engine.load_reports(&self.desk.profile, filter.clone()).await {
            return verdict_of(expected, &error);
        }
        let query = ReportQuery { filter, cursor: None, limit: 500 };
        let rows = match self.desk.engine.list_reports(&self.desk.profile, query).await {
            Ok(page) => page.rows,
            Err(error) => return verdict_of(expected, &error),
        };
        let query: &[(&str, &str)] = if self.dialect.is_gotosocial() { &[("resolved", "false")] } else { &[] };
        let answer = self.wire.get(&path(REPORTS, query)).await;
        judged_list(&answer, expected, |there| {
            match ids(there).into_iter().find(|id| !rows.iter().any(|row| row.id.0 == *id)) {
                Some(id) => Err(format!("report {id} is missing")),
                None => Ok(format!("{} of {}", there.len(), rows.len())),
            }
        })
    }

    /// Decides about a report; `done` says whether what it would undo was done.
    async fn report_verb(
        &mut self,
        name: &str,
        report: &ReportId,
        verb: Verb,
        done: bool,
        holds: impl Fn(&Value) -> bool,
    ) -> bool {
        let expected = format!("{verb:?} taken, and seen when read again");
        self.wire.make_room(8).await;
        let verdict = match self.desk.decide_report(report, verb).await {
            Err(error) => verdict_of(&expected, &error),
            Ok(view) => match view.status {
                Status::Confirmed => {
                    let answer = self.wire.get(&format!("{REPORTS}/{report}")).await;
                    let shown = |answer: &crate::wire::Answer| {
                        if holds(&answer.json()) {
                            Ok("Confirmed".to_owned())
                        } else {
                            Err("the server doesn't show it".to_owned())
                        }
                    };
                    answer.judged(&expected, 200, shown)
                }
                Status::Refused if view.refusal.as_ref().is_some_and(is_refusal) => {
                    Verdict::Refused(format!("{:?}", view.refusal))
                }
                status => {
                    Verdict::differs(expected, format!("{status:?} {:?} {:?}", view.answer_code, view.answer_words))
                }
            },
        };
        self.put(format!("desk: {name}"), verdict.after(done))
    }

    /// A warning because of a report closes that one and no other.
    async fn because(&mut self) {
        let rows = self.wire.get(REPORTS).await.rows().unwrap_or_default();
        let chosen = rows.iter().find(|row| self.people.may_be_touched(&row["target_account"]));
        let Some(chosen) = chosen else {
            self.put("desk: warn because of a report", Verdict::not_tried("an open report about a member"));
            return;
        };
        let (report, target) = (ReportId(id(chosen).to_owned()), id(&chosen["target_account"]).to_owned());
        if !self.verb("warn because of a report", &target, Verb::Warn, Some(report.clone()), Shows::There).await {
            return;
        }
        let answer = self.wire.get(&format!("{REPORTS}/{report}")).await;
        let verdict = answer.judged("the report that was named is closed", 200, |answer| {
            if yes(&answer.json(), "action_taken") { Ok("closed".to_owned()) } else { Err("still open".to_owned()) }
        });
        self.put("the report after the warning", verdict);
        self.report_verb("reopen it", &report, Verb::ReopenReport, true, |row| !yes(row, "action_taken")).await;
        let answer = self.wire.get(&format!("{V1}/{target}")).await;
        self.put("the account after the warning", answer.judged("as it was", 200, |_| Ok("there".to_owned())));
    }
}

/// A report with all that the desk reads in it.
fn whole(report: &Value) -> Result<String, String> {
    for key in ["account", "target_account"] {
        if text(&report[key], "id").is_empty()
            || report[key].get("email").is_none()
            || !report[key]["account"].is_object()
        {
            return Err(format!("`{key}` is no whole account"));
        }
    }
    if !report["statuses"].is_array() || !report["rules"].is_array() || !report["category"].is_string() {
        return Err("no statuses, rules or category".to_owned());
    }
    Ok(format!("{}, {} posts", text(report, "category"), report["statuses"].as_array().map_or(0, Vec::len)))
}
