//! The practice server's own routes, for tests that are not written in Rust. None of them counts in the log or meets a fault.
//!
//! | route | does |
//! | --- | --- |
//! | `GET /practice/requests` | the log: `[{at, method, path, query, body, who, status}]`, oldest first |
//! | `DELETE /practice/requests` | empties it |
//! | `GET /practice/count` | `{requests, too_many, by_route, by_status, people}`: how many requests came since the start, also those that the log has forgotten (it keeps the last 20,000), and how many people there are |
//! | `DELETE /practice/count` | sets the counts to zero |
//! | `GET /practice/limits` | the throttles, `null` where there are none |
//! | `POST /practice/limits` | `{"per_token": 300, "window_s": 300, "paging": 300, "paging_window_s": 900, "per_user": 1500}`, of which only what changes has to be there, or `null` for none. A GitLab's throttle is a setting (`throttle_authenticated_api_…`), which this route switches too: it takes the first two |
//! | `GET /practice/faults` | the faults that are on |
//! | `POST /practice/faults` | one [`Fault`] as JSON, of the kinds in [`crate::FaultKind`], for instance `{"route": "/api/*/approve", "method": "POST", "kind": "close_after", "count": 1}` or `{"route": "/api/", "kind": "next_earlier", "pages": 3}` |
//! | `DELETE /practice/faults` | switches all off |
//! | `GET /practice/people` | everybody's raw state; of a million that is a gigabyte |
//! | `POST /practice/people` | `{"count": 3}` new sign-ups that wait for approval; answers their ids |
//! | `GET /practice/people/ID` | one person's raw state (on a GitLab with due jobs of workers done); 404: there is nobody, or no more |
//! | `POST /practice/people/ID` | a JSON merge patch on it, as if another moderator had been there, for instance `{"state": "banned"}` or `{"last_activity_on": "2026-01-31", "current_sign_in_at": null}` on a GitLab |
//! | `DELETE /practice/people/ID` | takes the person away |
//! | `POST /practice/people/ID/VERB` | GitLab: another administrator uses one of the eight verbs, `{"by": "osei"}` (`ingrid` unless told), with all that follows from it; or the person signs in (`sign_in`). Answers `{"status": 201, "body": true}`, what the API would have said |
//! | `POST /practice/dormancy` | GitLab: the daily job for dormant users; answers `{"deactivated": [ID]}`, nobody while `deactivate_dormant_users` is off |
//! | `GET /practice/state` | everything the server remembers (people, reports, strikes, audit log, settings) |
//! | `GET /practice/settings` | the settings: a GitLab's own, a Mastodon's [`crate::Manner`] |
//! | `POST /practice/settings` | a JSON merge patch on them, for instance `{"version": "3.5", "otherwise": ["limit_zero"]}` on a Mastodon, and on a GitLab `{"admin_mode": false, "deactivate_dormant_users_period": 30, "enforce_email_subaddress_restrictions": true, "practice": {"version": "15.11.13"}}` (its own switches, [`crate::GitlabSwitches`], are under `practice`) |
//! | `GET /practice/otherwise` | the rows of the reference that can be turned round: `[{row, section, instead}]`, on a Mastodon also `says` |
//! | `GET /practice/clock` | `{"now": ISO}` |
//! | `POST /practice/clock` | `{"now": ISO}` or `{"forward_ms": 60000}`: sets the server's clock, which goes on from there. Throttle windows, workers, expiry of tokens and, on a Mastodon, the schedulers that delete unconfirmed sign-ups (after 7 days, 2 in the older dialects) and old addresses go by it |
//! | `POST /practice/reset` | makes everybody up again |
//!
//! Answers are JSON; refusals are 400 or 404 with `{"error": …}`.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::call::Answer;
use crate::fault::Fault;
use crate::shared::{Shared, lock};
use crate::{Limits, Otherwise, PracticeError, page, time};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignUps {
    count: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deed {
    /// Username of an administrator.
    #[serde(default = "ingrid")]
    by: String,
}

fn ingrid() -> String {
    "ingrid".to_owned()
}

/// What isn't named stays as it is, or as it is on a real server where there were no throttles.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsChange {
    per_token: Option<u32>,
    per_user: Option<u32>,
    window_s: Option<u64>,
    paging: Option<u32>,
    paging_window_s: Option<u64>,
}

impl LimitsChange {
    fn laid_over(self, limits: Limits) -> Limits {
        let seconds = |given: Option<u64>, present| given.map_or(present, Duration::from_secs);
        Limits {
            per_token: self.per_token.unwrap_or(limits.per_token),
            per_user: self.per_user.unwrap_or(limits.per_user),
            window: seconds(self.window_s, limits.window),
            paging: self.paging.unwrap_or(limits.paging),
            paging_window: seconds(self.paging_window_s, limits.paging_window),
        }
    }
}

/// Both at once: first set, then forward.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockChange {
    now: Option<Timestamp>,
    #[serde(default)]
    forward_ms: i64,
}

pub(crate) fn answer(shared: &Shared, method: &str, path: &str, body: &[u8]) -> Answer {
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).skip(1).collect();
    match (method, segments.as_slice()) {
        ("GET", []) => Answer::html(
            200,
            page::practice(
                "Practice",
                "This is a practice server. Its control routes are listed in the documentation of bailiwick-practice.",
            ),
        ),
        ("GET", ["requests"]) => Answer::json(200, json!(lock(&shared.log).entries())),
        ("DELETE", ["requests"]) => {
            lock(&shared.log).clear();
            done()
        }
        ("GET", ["count"]) => {
            let mut counts = json!(lock(&shared.log).counts());
            counts["people"] = json!(lock(&shared.world).len());
            Answer::json(200, counts)
        }
        ("DELETE", ["count"]) => {
            lock(&shared.log).clear_counts();
            done()
        }
        ("GET", ["limits"]) => limits(shared),
        ("POST", ["limits"]) => parsed(body, |change: Option<LimitsChange>| {
            shared.change_limits(change.map(|change| change.laid_over(shared.limits().unwrap_or_default())));
            limits(shared)
        }),
        ("GET", ["faults"]) => Answer::json(200, json!(lock(&shared.faults).list())),
        ("POST", ["faults"]) => parsed(body, |fault: Fault| {
            lock(&shared.faults).add(fault);
            done()
        }),
        ("DELETE", ["faults"]) => {
            shared.clear_faults();
            done()
        }
        ("GET", ["people"]) => Answer::json(200, Value::Array(shared.people())),
        ("POST", ["people"]) => parsed(body, |new: SignUps| Answer::json(201, json!(shared.sign_up(new.count)))),
        ("GET", ["people", id]) => shared.person(id).map_or_else(nobody, |person| Answer::json(200, person)),
        ("POST", ["people", id]) => parsed(body, |change: Value| match shared.change(id, &change) {
            Ok(person) => Answer::json(200, person),
            Err(PracticeError::Nobody(_)) => nobody(),
            Err(error) => refused(&error.to_string()),
        }),
        ("DELETE", ["people", id]) => {
            if shared.remove(id) {
                done()
            } else {
                nobody()
            }
        }
        ("POST", ["people", id, verb]) => parsed(if body.is_empty() { b"{}" } else { body }, |deed: Deed| {
            shared.act(id, verb, &deed.by).map_or_else(nobody, |done| Answer::json(200, done))
        }),
        ("POST", ["dormancy"]) => match shared.deactivate_dormant() {
            Some(ids) => Answer::json(200, json!({ "deactivated": ids })),
            None => refused("only a GitLab deactivates the dormant"),
        },
        ("GET", ["state"]) => Answer::json(200, lock(&shared.world).state()),
        ("POST", ["settings"]) => parsed(body, |change: Value| match shared.change_settings(&change) {
            Ok(()) => done(),
            Err(error) => refused(&error.to_string()),
        }),
        ("GET", ["settings"]) => Answer::json(200, lock(&shared.world).settings()),
        ("GET", ["otherwise"]) => Answer::json(200, otherwise(shared)),
        ("GET", ["clock"]) => clock(shared),
        ("POST", ["clock"]) => parsed(body, |change: ClockChange| {
            let forward = SignedDuration::from_millis(change.forward_ms);
            match change.now.unwrap_or_else(|| shared.now()).checked_add(forward) {
                Ok(now) => {
                    shared.set_clock(now);
                    clock(shared)
                }
                Err(error) => refused(&error.to_string()),
            }
        }),
        ("POST", ["reset"]) => {
            shared.reset();
            done()
        }
        _ => Answer::json(404, json!({ "error": "there is no such practice route" })),
    }
}

fn parsed<T: for<'de> Deserialize<'de>>(body: &[u8], act: impl FnOnce(T) -> Answer) -> Answer {
    match serde_json::from_slice(body) {
        Ok(value) => act(value),
        Err(error) => refused(&error.to_string()),
    }
}

fn clock(shared: &Shared) -> Answer {
    Answer::json(200, json!({ "now": time::iso(shared.now()) }))
}

fn limits(shared: &Shared) -> Answer {
    let json = shared.limits().map(|limits| {
        json!({
            "per_token": limits.per_token,
            "per_user": limits.per_user,
            "window_s": limits.window.as_secs(),
            "paging": limits.paging,
            "paging_window_s": limits.paging_window.as_secs(),
        })
    });
    Answer::json(200, json!(json))
}

fn otherwise(shared: &Shared) -> Value {
    let inferred = |[row, section, instead]: [String; 3]| json!({ "row": row, "section": section, "instead": instead });
    match lock(&shared.world).inferred() {
        Some(rows) => rows.into_iter().map(inferred).collect(),
        None => Otherwise::all().iter().copied().map(told).collect(),
    }
}

fn told(row: Otherwise) -> Value {
    let [section, says, instead] = row.story();
    json!({ "row": row, "section": section, "says": says, "instead": instead })
}

fn done() -> Answer {
    Answer::json(200, json!({}))
}

fn nobody() -> Answer {
    Answer::json(404, json!({ "error": "there is no such person, or nobody who could do that" }))
}

fn refused(why: &str) -> Answer {
    Answer::json(400, json!({ "error": why }))
}
