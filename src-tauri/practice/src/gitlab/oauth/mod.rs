//! OAuth (section 6): who registered, what was granted, and the answers' shapes. The page is in `authorize`, tokens in `token`, devices in `device`.

mod authorize;
mod device;
mod pages;
mod token;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::state::Gitlab;
use crate::call::{Answer, Call};
use crate::chance::Chance;
use crate::page;
use crate::world::Site;

/// What an administrator has registered. All are public: they have no secret.
struct Application {
    id: &'static str,
    name: &'static str,
    scopes: &'static [&'static str],
}

const APPLICATIONS: &[Application] = &[
    Application {
        id: "practice-application",
        name: "Bailiwick",
        scopes: &["api", "read_api", "read_user", "admin_mode"],
    },
    Application {
        id: "practice-application-plain",
        name: "Bailiwick, without admin mode",
        scopes: &["api", "read_api", "read_user"],
    },
];

fn application(id: &str) -> Option<&'static Application> {
    APPLICATIONS.iter().find(|application| application.id == id)
}

impl Application {
    /// Whether all of them may be asked for; none stands for the first that it has.
    fn allows(&self, scope: &str) -> bool {
        scope.split_whitespace().all(|wanted| self.scopes.contains(&wanted))
    }

    fn or_first(&self, scope: Option<&str>) -> String {
        scope.or(self.scopes.first().copied()).unwrap_or_default().to_owned()
    }
}

/// Everything that was granted so far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct OAuth {
    codes: Vec<Code>,
    grants: Vec<Grant>,
    devices: Vec<device::Device>,
    made: u64,
}

/// An authorization code: good once, for ten minutes.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Code {
    code: String,
    application: String,
    user: i64,
    redirect_uri: String,
    scope: String,
    /// S256 of what the client keeps to itself.
    challenge: Option<String>,
    at: Timestamp,
}

/// An access token with the refresh token that replaces it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Grant {
    access_token: String,
    refresh_token: String,
    application: String,
    pub(super) user: i64,
    scope: String,
    at: Timestamp,
    /// Seconds.
    lives: i64,
    pub(super) revoked: bool,
}

impl Grant {
    pub(super) fn scopes(&self) -> Vec<&str> {
        self.scope.split_whitespace().collect()
    }

    /// Seconds that are left; negative: expired since.
    fn left(&self, now: Timestamp) -> i64 {
        self.lives.saturating_sub(now.as_second().saturating_sub(self.at.as_second()))
    }

    pub(super) fn expired(&self, now: Timestamp) -> bool {
        self.left(now) <= 0
    }
}

impl OAuth {
    pub(super) fn grant(&self, access_token: &str) -> Option<&Grant> {
        self.grants.iter().find(|grant| grant.access_token == access_token)
    }

    /// Something nobody else has; practice only, so it need not be hard to guess.
    fn make(&mut self, now: Timestamp) -> String {
        self.made += 1;
        let mut chance = Chance::new(self.made ^ now.as_nanosecond() as u64);
        (0..4).map(|_| format!("{:016x}", chance.number())).collect()
    }
}

impl Gitlab {
    pub(super) fn oauth_answer(&mut self, call: &Call, site: &Site) -> Answer {
        match (call.method.as_str(), call.segments().as_slice()) {
            ("GET", ["oauth", "authorize"]) => self.authorize_page(call, site),
            ("POST", ["oauth", "authorize"]) => self.authorize(call, site),
            ("POST", ["oauth", "token"]) => self.token(call),
            ("POST", ["oauth", "revoke"]) => self.revoke(call),
            ("GET", ["oauth", "token", "info"]) => self.token_info(call),
            ("POST", ["oauth", "authorize_device"]) if self.has_devices() => self.authorize_device(call, site),
            ("GET", ["oauth", "device"]) if self.has_devices() => self.device_page(call, site),
            ("POST", ["oauth", "device"]) if self.has_devices() => self.approve_device(call),
            _ => Answer::html(404, page::missing()),
        }
    }
}

/// Who asks: in the form, or in HTTP Basic with an empty secret.
fn client_id(call: &Call) -> Option<&str> {
    call.form.get("client_id").or_else(|| call.basic.as_ref().map(|(id, _)| id.as_str()))
}

/// The errors of RFC 6749 in Doorkeeper's words.
fn refused(status: u16, error: &str, why: &str) -> Answer {
    Answer::json(status, json!({ "error": error, "error_description": why }))
}

fn unknown_client() -> Answer {
    refused(
        401,
        "invalid_client",
        "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
    )
}

fn invalid_grant() -> Answer {
    refused(
        400,
        "invalid_grant",
        "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
    )
}

fn invalid_scope() -> Answer {
    refused(400, "invalid_scope", "The requested scope is invalid, unknown, or malformed.")
}
