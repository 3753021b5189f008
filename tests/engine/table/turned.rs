//! What somebody can become between a decision and its leaving, and what the reference makes of it.

use std::collections::BTreeMap;

use bailiwick_engine::action::Verb;
use serde_json::Value;

use super::file::{Cell, Outcome};
use super::people::shown;

/// Cells by verb, origin and state.
pub type Table = BTreeMap<(&'static str, &'static str, &'static str), (Cell, Outcome)>;

/// What somebody becomes between the decision and its leaving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    /// This state; it may be the same.
    State(&'static str),
    /// Staff that stands above whoever decides.
    Staff,
    /// Nobody.
    Gone,
}

/// What becomes of the decision.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is sent, and meets what the file says, if the file has it.
    Leaves,
    WasSo,
    Changed,
    Gone,
}

/// Everything that somebody in the cell's state can become.
pub fn becoming(from: &Cell, table: &Table) -> Vec<Becomes> {
    let alike =
        table.values().filter(|(cell, _)| (cell.verb, cell.origin, cell.rank) == (from.verb, from.origin, "member"));
    let mut all: Vec<Becomes> = alike.map(|(cell, _)| Becomes::State(cell.state)).collect();
    if from.origin == "local" && from.state == "active" && from.version != "gotosocial" {
        all.push(Becomes::Staff);
    }
    all.push(Becomes::Gone);
    all
}

/// What the API tells of somebody that a moderator goes by (3.1, 5.6): restrictions, what they are, mail and role.
pub fn shows(person: &Value, version: &str) -> impl PartialEq + use<> {
    let user = &person["user"];
    (
        shown(person, version),
        person["moved_to"].is_null(),
        person["memorial"].clone(),
        person["profile"]["bot"].clone(),
        user.is_null(),
        user["role"].clone(),
    )
}

/// Whether all that the verb does is so, which it was not before, and the API shows it (2.2 to 2.4).
pub fn is_so(verb: Verb, before: &Value, now: &Value, version: &str) -> bool {
    let user = &now["user"];
    let sensitive = !["3.5", "gotosocial"].contains(&version);
    match verb {
        // Whoever is suspended or has no user was let in by nobody.
        Verb::Approve => user["approved"] == true && now["suspension"].is_null(),
        Verb::Sensitive => sensitive && !now["sensitized_at"].is_null(),
        Verb::LiftSensitive => sensitive && now["sensitized_at"].is_null(),
        Verb::Freeze => user["disabled"] == true,
        Verb::Unfreeze => user["disabled"] == false,
        Verb::Limit => !now["silenced_at"].is_null(),
        Verb::LiftLimit => now["silenced_at"].is_null(),
        // Suspending again is more than being suspended: the thirty days begin anew.
        Verb::Suspend => before["suspension"].is_null() && !now["suspension"].is_null(),
        Verb::Unsuspend => now["suspension"].is_null(),
        // 9.4: erased data shows by a login that is disabled.
        Verb::DeleteData => {
            !now["suspension"].is_null() && user["disabled"] == true && before["user"]["disabled"] == false
        }
        // Rejected is gone, and a warning leaves no state.
        _ => false,
    }
}
