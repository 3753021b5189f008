//! People in every state, by the practice server's own hand, and what the states look like from outside.

use std::collections::BTreeSet;

use bailiwick_engine::model::Mark;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// The raw state of somebody without any mark, put into a cell's state, origin and role.
pub fn in_state(plain: &Value, state: &str, origin: &str, role: Option<i64>, now: Timestamp) -> Value {
    let mut person = plain.clone();
    if origin == "remote" {
        person["domain"] = json!("elsewhere.example");
        person["user"] = Value::Null;
    } else if role.is_some() {
        person["user"]["role"] = json!(role);
    }
    if state.ends_with("unconfirmed") {
        // 2.5: older ones are removed by a worker.
        person["created_at"] = json!(now.to_string());
    }
    let day = SignedDuration::from_hours(24);
    let suspension = |by: &str, due: Value| json!({ "at": (now - day * 10).to_string(), "origin": by, "deletion_due": due, "deletion_queued_at": null });
    let soon = json!((now + day * 20).to_string());
    match state {
        "active" => {}
        "unconfirmed" => person["user"]["confirmed_at"] = Value::Null,
        "pending" => person["user"]["approved"] = json!(false),
        "pending-unconfirmed" => {
            person["user"]["approved"] = json!(false);
            person["user"]["confirmed_at"] = Value::Null;
        }
        "limited" => person["silenced_at"] = json!((now - day).to_string()),
        "sensitive" => person["sensitized_at"] = json!((now - day).to_string()),
        // No row of the file has it: somebody limited a sensitive one.
        "limited-sensitive" => {
            person["silenced_at"] = json!((now - day).to_string());
            person["sensitized_at"] = json!((now - day).to_string());
        }
        "frozen" => person["user"]["disabled"] = json!(true),
        "suspended" => person["suspension"] = suspension("local", soon),
        "suspended-limited" => {
            person["suspension"] = suspension("local", soon);
            person["silenced_at"] = json!((now - day).to_string());
        }
        "erased" => {
            person["suspension"] = suspension("local", Value::Null);
            blank(&mut person);
            if origin == "local" {
                person["user"]["disabled"] = json!(true);
            }
        }
        "suspended-elsewhere" => person["suspension"] = suspension("remote", Value::Null),
        "without-user" => {
            person["user"] = Value::Null;
            blank(&mut person);
        }
        // Who it is does not matter, only that it is somebody.
        "moved" => person["moved_to"] = person["mover"].clone(),
        "memorial" => person["memorial"] = json!(true),
        "bot" => person["profile"]["bot"] = json!(true),
        _ => panic!("nobody is {state:?}"),
    }
    if let Value::Object(fields) = &mut person {
        fields.remove("mover");
    }
    person
}

fn blank(person: &mut Value) {
    person["profile"] = json!({
        "display_name": "", "note": "", "fields": [], "bot": false, "locked": false, "discoverable": null,
        "indexable": false, "avatar": false, "emojis": [],
    });
    for count in ["followers", "following", "statuses"] {
        person[count] = json!(0);
    }
    person["last_status_on"] = Value::Null;
}

/// Somebody of whom nothing special is true. `mover` is who they move to, if they do.
pub fn plain(person: &Value, mover: &str) -> Value {
    let mut plain = person.clone();
    for empty in ["suspension", "silenced_at", "sensitized_at", "moved_to"] {
        plain[empty] = Value::Null;
    }
    plain["memorial"] = json!(false);
    plain["profile"]["bot"] = json!(false);
    plain["user"]["approved"] = json!(true);
    plain["user"]["disabled"] = json!(false);
    if plain["user"]["confirmed_at"].is_null() {
        plain["user"]["confirmed_at"] = plain["created_at"].clone();
    }
    plain["mover"] = json!(mover);
    plain
}

/// The marks that tell what somebody may, the only ones that verbs change.
const RESTRICTIONS: [Mark; 6] =
    [Mark::Pending, Mark::Unconfirmed, Mark::Limited, Mark::Sensitive, Mark::LoginFrozen, Mark::Suspended];

/// Those of the restrictions that a desk shows.
pub fn restrictions(marks: &[Mark]) -> BTreeSet<Mark> {
    marks.iter().copied().filter(|mark| RESTRICTIONS.contains(mark)).collect()
}

/// Those that it has to show, from the raw state and from what the version's JSON has (3.1, 5.6).
pub fn shown(person: &Value, version: &str) -> BTreeSet<Mark> {
    let user = &person["user"];
    let of_user = |so: bool| !user.is_null() && so;
    let tells_sensitive = !["3.5", "gotosocial"].contains(&version);
    let pairs = [
        (Mark::Pending, of_user(user["approved"] == json!(false))),
        (Mark::Unconfirmed, of_user(user["confirmed_at"].is_null())),
        (Mark::Limited, !person["silenced_at"].is_null()),
        (Mark::Sensitive, tells_sensitive && !person["sensitized_at"].is_null()),
        (Mark::LoginFrozen, of_user(user["disabled"] == json!(true))),
        (Mark::Suspended, !person["suspension"].is_null()),
    ];
    pairs.into_iter().filter_map(|(mark, so)| so.then_some(mark)).collect()
}

/// What differs between two raw states, as paths. A suspension is one thing, whichever of its dates moved.
pub fn changes(before: &Value, after: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk("", before, after, &mut found);
    found
}

fn walk(path: &str, before: &Value, after: &Value, found: &mut BTreeSet<String>) {
    match (before, after) {
        (Value::Object(one), Value::Object(other)) if path != "suspension" => {
            let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            for name in names {
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
