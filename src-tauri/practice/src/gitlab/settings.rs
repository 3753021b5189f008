//! The settings that bear on moderation: what they are, `GET` and `PUT /application/settings` (section 5).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::auth::{READ, WRITE};
use super::filter::truth;
use super::refusal::Refusal;
use super::state::Gitlab;
use super::switches::{GitlabSwitches, Inferred};
use crate::call::{Answer, Call};

/// While dormant users are deactivated by themselves, the period can't be shorter (1.6, from 15.5 on).
const SHORTEST_PERIOD: i64 = 90;

/// The settings, and the practice server's own switches.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    pub(super) admin_mode: bool,
    pub(super) deactivate_dormant_users: bool,
    /// Days.
    pub(super) deactivate_dormant_users_period: i64,
    pub(super) require_admin_approval_after_user_signup: bool,
    pub(super) user_deactivation_emails_enabled: bool,
    pub(super) enforce_email_subaddress_restrictions: bool,
    pub(super) throttle_authenticated_api_enabled: bool,
    pub(super) throttle_authenticated_api_requests_per_period: u32,
    pub(super) throttle_authenticated_api_period_in_seconds: u32,
    /// The throttle's words; empty: the usual ones.
    pub(super) rate_limiting_response_text: String,
    /// `GET /users/:id` by others than administrators, in 10 minutes; 0: off.
    pub(super) users_get_by_id_limit: u32,
    /// The limits of single endpoints below `/users/:id`, in a minute; 0: off, as where an older instance was upgraded (section 7).
    pub(super) users_api_limit_followers: u32,
    pub(super) users_api_limit_following: u32,
    pub(super) users_api_limit_status: u32,
    pub(super) users_api_limit_ssh_keys: u32,
    pub(super) users_api_limit_ssh_key: u32,
    pub(super) users_api_limit_gpg_keys: u32,
    pub(super) users_api_limit_gpg_key: u32,
    /// No setting of a GitLab: how this one practises.
    pub(super) practice: GitlabSwitches,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            admin_mode: true,
            deactivate_dormant_users: false,
            deactivate_dormant_users_period: 90,
            require_admin_approval_after_user_signup: true,
            user_deactivation_emails_enabled: true,
            enforce_email_subaddress_restrictions: false,
            throttle_authenticated_api_enabled: false,
            throttle_authenticated_api_requests_per_period: 7200,
            throttle_authenticated_api_period_in_seconds: 3600,
            rate_limiting_response_text: String::new(),
            users_get_by_id_limit: 300,
            users_api_limit_followers: 100,
            users_api_limit_following: 100,
            users_api_limit_status: 240,
            users_api_limit_ssh_keys: 120,
            users_api_limit_ssh_key: 120,
            users_api_limit_gpg_keys: 120,
            users_api_limit_gpg_key: 120,
            practice: GitlabSwitches::default(),
        }
    }
}

impl Settings {
    /// Days without activity that a deactivation wants: a setting since 15.4, a constant before.
    pub(super) fn dormant_days(&self) -> i64 {
        let switches = &self.practice;
        match switches.at_least(15, 4) {
            true => self.deactivate_dormant_users_period,
            false if switches.other(Inferred::ConstantIs180) => 180,
            false => 90,
        }
    }

    fn json(&self) -> Value {
        let mut json = json!(self);
        if let Value::Object(fields) = &mut json {
            fields.shift_remove("practice");
            fields.insert("id".to_owned(), json!(1));
            fields.insert("signup_enabled".to_owned(), json!(true));
            for (start, major, minor) in [
                ("deactivate_dormant_users_period", 15, 4),
                ("users_get_by_id_limit", 15, 0),
                ("users_api_limit_", 17, 10),
                ("enforce_email_subaddress_restrictions", 17, 0),
            ] {
                let there = self.practice.at_least(major, minor);
                fields.retain(|name, _| there || !name.starts_with(start));
            }
        }
        json
    }
}

impl Gitlab {
    pub(super) fn application_settings(&self, call: &Call) -> Result<Answer, Refusal> {
        self.admit_admin(call, READ)?;
        Ok(Answer::json(200, self.settings.json()))
    }

    /// Takes those that it knows and drops the rest; nothing known is 400.
    pub(super) fn put_application_settings(&mut self, call: &Call) -> Result<Answer, Refusal> {
        self.admit_admin(call, WRITE)?;
        let mut wanted = self.settings.json();
        let Value::Object(fields) = &mut wanted else {
            return Ok(Answer::json(200, wanted));
        };
        let mut known = false;
        for (name, value) in fields.iter_mut().filter(|(name, _)| *name != "id" && *name != "signup_enabled") {
            if let Some(text) = call.form.get(name) {
                *value = coerced(value, text).ok_or_else(|| Refusal::Parameter(format!("{name} is invalid")))?;
                known = true;
            }
        }
        if !known {
            return Err(Refusal::Parameter("at least one parameter must be provided".to_owned()));
        }
        let switches = self.settings.practice.clone();
        let read: Settings = serde_json::from_value(wanted).map_err(|error| Refusal::Parameter(error.to_string()))?;
        let shortest = if switches.at_least(15, 5) { SHORTEST_PERIOD } else { 1 };
        if read.deactivate_dormant_users && read.deactivate_dormant_users_period < shortest {
            let why = format!("must be greater than or equal to {shortest}");
            return Err(Refusal::Invalid(json!({ "deactivate_dormant_users_period": [why] })));
        }
        self.settings = Settings { practice: switches, ..read };
        Ok(Answer::json(200, self.settings.json()))
    }
}

/// A parameter's text as the type that stands there.
fn coerced(present: &Value, text: &str) -> Option<Value> {
    match present {
        Value::Bool(_) => truth("", text).ok().map(Value::Bool),
        Value::Number(_) => text.parse::<u32>().ok().map(|number| json!(number)),
        _ => Some(json!(text)),
    }
}
