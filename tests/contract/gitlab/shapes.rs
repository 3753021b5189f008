//! The JSON of a user, in the list and singly: by its keys a client knows whether it is treated as an administrator.

use serde_json::Value;

use super::{Contract, USERS};
use crate::rows::key;
use crate::table::Verdict;

/// What a key holds.
type Holds = fn(&Value) -> bool;

/// Text or null.
fn words(value: &Value) -> bool {
    value.is_string() || value.is_null()
}

/// What every row has for an administrator.
const ROW: [(&str, Holds); 20] = [
    ("id", Value::is_i64),
    ("username", Value::is_string),
    ("name", Value::is_string),
    ("state", Value::is_string),
    ("web_url", Value::is_string),
    ("avatar_url", words),
    ("created_at", words),
    ("bio", words),
    ("bot", Value::is_boolean),
    ("email", Value::is_string),
    ("is_admin", Value::is_boolean),
    ("note", words),
    ("last_sign_in_at", words),
    ("current_sign_in_at", words),
    ("confirmed_at", words),
    ("last_activity_on", words),
    ("two_factor_enabled", Value::is_boolean),
    ("external", Value::is_boolean),
    ("identities", Value::is_array),
    ("projects_limit", Value::is_i64),
];

/// What a single user's answer has besides.
const DETAIL: [(&str, Holds); 4] = [
    ("sign_in_count", Value::is_i64),
    ("current_sign_in_ip", words),
    ("last_sign_in_ip", words),
    ("highest_role", |value| value.is_i64() || value.is_null()),
];

/// Keys by the version that brought them.
const SINCE: [(&str, (u32, u32)); 3] = [("locked", (15, 8)), ("created_by", (15, 6)), ("namespace_id", (14, 10))];

/// The six words of the state machine.
const STATES: [&str; 6] = ["active", "blocked", "ldap_blocked", "banned", "deactivated", super::people::PENDING];

impl Contract<'_> {
    /// Rows and details.
    pub(super) async fn shapes(&mut self) {
        let rows = self.people.everybody.clone();
        let verdict = match rows.iter().find_map(|row| self.row_shape(row).err().map(|why| (key(row), why))) {
            Some((id, why)) => Verdict::differs("the shape of this version", format!("id {id}: {why}")),
            None if rows.is_empty() => Verdict::differs("rows", "none"),
            None => Verdict::served(format!("{} rows, each an administrator's view", rows.len())),
        };
        self.put("JSON of the list", verdict);
        let ids = [Some(&self.people.me), self.people.members.first(), self.people.waiting.first()];
        let ids: Vec<String> = ids.into_iter().flatten().map(key).collect();
        for (id, whose) in ids.into_iter().zip(["one's own", "a member's", "a waiting one's"]) {
            let answer = self.wire.get(&format!("{USERS}/{id}")).await;
            let verdict = answer.judged("the row's keys, and those of the detail", 200, |answer| {
                let json = answer.json();
                self.row_shape(&json)?;
                holds(&json, &DETAIL)?;
                Ok(format!("{} keys", json.as_object().map_or(0, serde_json::Map::len)))
            });
            self.put(format!("JSON of a user, {whose}"), verdict);
        }
    }

    fn row_shape(&self, row: &Value) -> Result<(), String> {
        holds(row, &ROW)?;
        let state = row["state"].as_str().unwrap_or_default();
        if !STATES.contains(&state) {
            return Err(format!("state {state:?}"));
        }
        for (key, (major, minor)) in SINCE {
            if row.get(key).is_some() != self.version.since(major, minor) {
                return Err(format!("`{key}`, which came with {major}.{minor}: {}", row[key]));
            }
        }
        Ok(())
    }
}

/// Each key is there, and holds what it should: null is not absent.
fn holds(row: &Value, keys: &[(&str, Holds)]) -> Result<(), String> {
    match keys.iter().find(|(key, is)| row.get(key).is_none_or(|value| !is(value))) {
        None => Ok(()),
        Some((key, _)) => {
            Err(row.get(key).map_or_else(|| format!("no `{key}`"), |value| format!("`{key}` is {value}")))
        }
    }
}
