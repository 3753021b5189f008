//! What the practice server remembers, before and after.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::file::{After, Cell};
use super::place::same;

/// Everything that a verb could leave behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Null: there is no such person.
    pub person: Value,
    others: Value,
    settings: Value,
    letters: Vec<Value>,
}

impl Record {
    pub fn of(state: &Value, id: &str) -> Self {
        let mut others = state["users"].clone();
        let person = others.as_object_mut().and_then(|users| users.remove(id)).unwrap_or_default();
        let letters = state["letters"].as_array().unwrap().clone();
        Record { person, others, settings: state["settings"].clone(), letters }
    }

    /// Exactly what the file says that the verb leaves, on this person, and nothing else anywhere.
    pub fn shows(&self, before: &Self, cell: &Cell, after: After, note: &str) -> Result<(), String> {
        if after == After::Same {
            return same("the server", self, before);
        }
        same("everybody else", &self.others, &before.others)?;
        same("the settings", &self.settings, &before.settings)?;
        let left = cell.leaves();
        let mut wanted: BTreeSet<String> = left.fields.iter().map(|field| (*field).to_owned()).collect();
        let person = &self.person;
        match after {
            After::State(state) => {
                if state != cell.state {
                    wanted.insert("state".to_owned());
                }
                same("the state", &person["state"], &json!(state))?;
                same("a ban's row", person["banned_at"].is_null(), state != "banned")?;
            }
            After::Noted => same("the note", &person["note"], &json!(note))?,
            After::Queued { soft } => {
                same("whether its deletion is queued", person["removal_queued_at"].is_null(), false)?;
                same("whether contributions go to the ghost", &person["removal_is_soft"], &json!(soft))?;
            }
            After::Same => {}
        }
        let stopped = ["running_pipelines", "pipeline_schedules"].map(|name| person[name] == json!(0));
        same("pipelines stopped", stopped, [wanted.contains("running_pipelines"); 2])?;
        same("what changed", changes(&before.person, person), wanted)?;
        let letters: Vec<&Value> = self.letters.iter().skip(before.letters.len()).collect();
        same("letters", letters.len(), left.letters)?;
        same("letters to others", letters.iter().all(|letter| letter["to"] == before.person["email"]), true)
    }
}

/// What differs between two raw states, as paths. When it was last touched doesn't count.
fn changes(before: &Value, after: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk("", before, after, &mut found);
    found.remove("updated_at");
    found
}

fn walk(path: &str, before: &Value, after: &Value, found: &mut BTreeSet<String>) {
    match (before, after) {
        (Value::Object(one), Value::Object(other)) => {
            for name in one.keys().chain(other.keys()) {
                let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                walk(&below, &before[name], &after[name], found);
            }
        }
        _ if before != after => {
            found.insert(path.to_owned());
        }
        _ => {}
    }
}
