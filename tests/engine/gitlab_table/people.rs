//! People of every kind in every state, as the practice server keeps them.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// What stands in everybody's note beforehand.
pub const NOTE: &str = "Asked twice for a second account. – ingrid";
/// What stands in the attributes that blocks and unblocks overwrite.
const SIGNED: &str = "osei/3+2026-01-31 12:00:00 UTC";
/// How long ago somebody was active who is so `recent`; half a day more, so that nothing hangs on the hour.
const RECENT: i64 = 12;
const DORMANT: i64 = 137;

/// The raw state of an ordinary person, put into a cell's kind and state.
pub fn in_state(plain: &Value, who: &str, state: &str, now: Timestamp) -> Value {
    let mut person = plain.clone();
    let days = match who {
        "oneself" => Some(0),
        "recent" | "sole-owner" => Some(RECENT),
        "dormant" | "administrator" | "project-bot" => Some(DORMANT),
        "never" | "service-account" | "ghost" | "alert-bot" | "placeholder" => None,
        _ => panic!("nobody is {who:?}"),
    };
    person["user_type"] = json!(match who {
        "project-bot" | "service-account" | "ghost" | "alert-bot" | "placeholder" => who.replace('-', "_"),
        _ => "human".to_owned(),
    });
    person["is_admin"] = json!(["administrator", "oneself"].contains(&who));
    let was_active =
        active(days.map(|days| now - SignedDuration::from_hours(24 * days + if days > 0 { 12 } else { 0 })));
    merge(&mut person, was_active);
    person["state"] = json!(state);
    person["banned_at"] = if state == "banned" { json!(now.to_string()) } else { Value::Null };
    person["memberships"] = if who == "sole-owner" { json!([membership(true)]) } else { json!([]) };
    person
}

/// The fields of somebody whose last sign-in and activity were then.
pub fn active(at: Option<Timestamp>) -> Value {
    let day = at.map(|at| at.to_zoned(TimeZone::UTC).date().to_string());
    let at = at.map(|at| at.to_string());
    let came = u32::from(at.is_some());
    json!({ "current_sign_in_at": at, "last_sign_in_at": at, "last_activity_on": day, "sign_in_count": came })
}

/// Somebody of whom nothing special is true; every side effect of §1.5 would show on them.
pub fn plain(person: &Value) -> Value {
    let mut plain = person.clone();
    let nothing = json!({
        "locked": false, "external": false, "unsaveable": null, "duty": null, "left_directory": false, "old_row": false, "is_auditor": false,
        "removal_queued_at": null, "removal_is_soft": false, "identities": [], "created_by": null,
        "confirmed_at": person["created_at"], "unconfirmed_emails": [], "note": NOTE, "running_pipelines": 2, "pipeline_schedules": 3,
        "invitations": [membership(false)], "custom_attributes": { "blocked_by": SIGNED, "unblocked_by": SIGNED },
    });
    merge(&mut plain, nothing);
    plain
}

fn membership(sole_owner: bool) -> Value {
    json!({ "source_id": 611, "source_name": "Sensors", "source_type": "Namespace", "access_level": 50, "sole_owner": sole_owner })
}

fn merge(person: &mut Value, fields: Value) {
    if let (Value::Object(into), Value::Object(fields)) = (person, fields) {
        into.extend(fields);
    }
}
