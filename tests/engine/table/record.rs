//! What the practice server remembers of somebody, before and after.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_engine::action::{Choices, Verb};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::desk::same;
use super::file::Cell;
use super::people::changes;
use super::request::action_type;

/// Everything that a verb could leave behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Null: there is no such person.
    pub person: Value,
    pub strikes: Vec<Value>,
    /// Target, and who resolved it when.
    pub reports: BTreeMap<String, (String, Value)>,
    pub audit: usize,
}

impl Record {
    pub fn of(state: &Value, id: &str) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let reports = state["reports"].as_array().unwrap().iter();
        Record {
            person: state["accounts"][id].clone(),
            strikes: state["strikes"].as_array().unwrap().clone(),
            reports: reports
                .map(|report| {
                    let resolved = json!([report["resolved_at"], report["resolved_by"]]);
                    (text(&report["id"]), (text(&report["target"]), resolved))
                })
                .collect(),
            audit: state["audit"].as_array().unwrap().len(),
        }
    }

    /// The reports about somebody that wait.
    pub fn open_about(&self, id: &str) -> Vec<String> {
        let open = self.reports.iter().filter(|(_, (target, resolved))| target == id && resolved[0].is_null());
        open.map(|(id, _)| id.clone()).collect()
    }

    /// Exactly what one call of the verb leaves, and nothing else (2.2 to 2.4).
    pub fn shows_one_call(&self, before: &Self, cell: &Cell, choices: &Choices, by: &str) -> Result<(), String> {
        let id = before.person["id"].as_str().unwrap();
        if cell.verb == Verb::Reject {
            same("the rejected person", &self.person, &Value::Null)?;
        } else {
            same("what changed on the server", changes(&before.person, &self.person), wanted(cell.verb, before))?;
            self.has_new_values(cell.verb)?;
        }
        let mastodon = cell.version != "gotosocial";
        let measure = action_type(cell.verb).filter(|_| mastodon);
        let closed: BTreeSet<String> = before.reports.keys().filter(|id| self.closes(before, id)).cloned().collect();
        let to_close: BTreeSet<String> = match (measure, &choices.report) {
            (None, _) => BTreeSet::new(),
            // 2.4: a warning resolves the report that it names, every measure all that are open.
            (Some("none"), report) => report.iter().map(ToString::to_string).collect(),
            (Some(_), _) => before.open_about(id).into_iter().collect(),
        };
        if cell.verb != Verb::Reject {
            same("the reports that were closed", &closed, &to_close)?;
        }
        let resolved_by_us = closed.iter().all(|id| self.reports[id].1[1] == json!(by));
        same("resolved by whoever decided", resolved_by_us, true)?;
        if let Some(word) = measure {
            same("strikes", self.strikes.len(), before.strikes.len() + 1)?;
            same("the strike", self.strikes.last().unwrap(), &strike(word, before, self, choices, by))?;
        } else if mastodon {
            same("strikes", self.strikes.len(), before.strikes.len())?;
        }
        let own_line = match cell.verb {
            // 2.2: in the audit log since 4.1, and deletion never; 2.4: a warning only with a text.
            Verb::Approve if ["3.5", "4.0"].contains(&cell.version) => 0,
            Verb::DeleteData => 0,
            Verb::Warn if choices.message.is_none() && choices.preset.is_none() => 0,
            _ => 1,
        };
        same("lines in the audit log", self.audit - before.audit, own_line + closed.len())
    }

    fn closes(&self, before: &Self, id: &str) -> bool {
        self.reports.get(id) != before.reports.get(id) && self.reports.contains_key(id)
    }

    fn has_new_values(&self, verb: Verb) -> Result<(), String> {
        let person = &self.person;
        let suspension = &person["suspension"];
        match verb {
            Verb::Approve => same("approved", &person["user"]["approved"], &json!(true)),
            Verb::Sensitive => same("sensitized", person["sensitized_at"].is_null(), false),
            Verb::LiftSensitive => same("sensitized", person["sensitized_at"].is_null(), true),
            Verb::Freeze => same("disabled", &person["user"]["disabled"], &json!(true)),
            Verb::Unfreeze => same("disabled", &person["user"]["disabled"], &json!(false)),
            Verb::Limit => same("silenced", person["silenced_at"].is_null(), false),
            Verb::LiftLimit => same("silenced", person["silenced_at"].is_null(), true),
            Verb::Unsuspend => same("suspension", suspension, &Value::Null),
            Verb::DeleteData => same("deletion queued", suspension["deletion_queued_at"].is_null(), false),
            Verb::Suspend => {
                let at = |name: &str| suspension[name].as_str().unwrap().parse::<Timestamp>().unwrap();
                same("origin", &suspension["origin"], &json!("local"))?;
                same("until the data goes", at("deletion_due") - SignedDuration::from_hours(30 * 24), at("at"))
            }
            _ => Ok(()),
        }
    }
}

/// What has to differ: renewed where it was so already, unless that has no date.
fn wanted(verb: Verb, before: &Record) -> BTreeSet<String> {
    let person = &before.person;
    let changed = match verb {
        Verb::Approve => Some("user.approved"),
        Verb::Sensitive => Some("sensitized_at"),
        Verb::LiftSensitive => Some("sensitized_at").filter(|_| !person["sensitized_at"].is_null()),
        Verb::Freeze | Verb::Unfreeze => Some("user.disabled"),
        Verb::Limit | Verb::LiftLimit => Some("silenced_at"),
        Verb::Suspend | Verb::Unsuspend => Some("suspension"),
        // Queued is queued.
        Verb::DeleteData => Some("suspension").filter(|_| person["suspension"]["deletion_queued_at"].is_null()),
        _ => None,
    };
    changed.into_iter().map(str::to_owned).collect()
}

/// One strike, as 2.4 has it: the preset's text, a blank line, one's own; the person told only where there is one to tell.
fn strike(word: &str, before: &Record, after: &Record, choices: &Choices, by: &str) -> Value {
    let left = after.strikes.last().unwrap();
    let preset = choices.preset.as_ref().map(|_| super::desk::PRESET_TEXT.to_owned());
    let text = preset.into_iter().chain(choices.message.clone()).collect::<Vec<_>>().join("\n\n");
    json!({
        "at": left["at"], "target": before.person["id"], "by": by, "action": word, "text": text,
        "report": choices.report.as_ref().map(ToString::to_string), "posts": left["posts"],
        "notified": choices.tell == Some(true) && !before.person["user"].is_null(),
    })
}
