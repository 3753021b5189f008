//! Signing in on another device (RFC 8628): a code is shown here and typed there, and the server is asked until somebody has
//! decided.

use std::time::Duration;

use serde_json::Value;

use super::{Asking, Fault, Refused, answered, is_word};
use crate::error::{Error, ErrorCode, Result};
use crate::model::Timestamp;
use crate::platform::http::Http;
use crate::platform::json::{get, line};
use crate::secret::{Credential, Secret};

/// The word for this way (RFC 8628 §3.4).
const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Where the server does not say how long to wait between two questions, in seconds (RFC 8628 §3.2).
const USUAL_PAUSE: u64 = 5;
/// By how much each "slow down" lengthens it, in seconds (RFC 8628 §3.5).
const MORE: u64 = 5;
/// No server needs to be left alone for longer, in seconds.
const LONGEST_PAUSE: u64 = 60;

/// A device that waits for somebody's word.
#[derive(Debug)]
pub struct Device {
    code: Secret,
    /// What is typed on the server's page.
    pub user_code: String,
    /// For how many seconds it waits, where the server says so.
    pub lives: Option<u64>,
    pause: u64,
}

/// What came of one question.
#[derive(Debug)]
pub enum Told {
    /// Somebody agreed.
    Granted(Box<Credential>),
    /// Nobody has decided yet, or the server could not answer just now.
    NotYet,
}

impl Device {
    /// Begins.
    ///
    /// # Errors
    /// What the server refuses; `Unreadable` for codes that nobody could type.
    pub async fn begin(http: &Http, asking: &Asking) -> std::result::Result<Self, Refused> {
        let scopes = asking.scopes.join(" ");
        let mut form = vec![("scope", scopes.as_str())];
        form.extend(asking.app.form());
        let answer = answered(http.post("oauth/authorize_device", &form).await)?;
        if answer.status() == 404 {
            // Before 17.3 there is no such route, and what answers is a page (gitlab.md §6).
            return Err(Refused::from(Error::new(ErrorCode::NotFound)));
        }
        if !answer.is_success() {
            return Err(Refused::read(&answer, &[]));
        }
        let told = answer.data()?;
        let odd = || Refused::from(Error::new(ErrorCode::Unreadable));
        let code = get(&told, "device_code").and_then(Value::as_str).filter(|code| is_word(code));
        let user_code = line(&told, "user_code").filter(|code| is_typed(code)).ok_or_else(odd)?;
        let seconds = |key: &str| get(&told, key).and_then(Value::as_u64);
        Ok(Device {
            code: Secret::new(code.ok_or_else(odd)?.to_owned()),
            user_code,
            lives: seconds("expires_in").filter(|lives| *lives > 0),
            pause: seconds("interval").unwrap_or(USUAL_PAUSE).clamp(1, LONGEST_PAUSE),
        })
    }

    /// How long to wait before the next question.
    pub const fn pause(&self) -> Duration {
        Duration::from_secs(self.pause)
    }

    /// Asks once whether somebody has decided.
    ///
    /// # Errors
    /// What the server refuses for good: denied, too late, unknown.
    pub async fn ask(&mut self, http: &Http, asking: &Asking, now: Timestamp) -> Result<Told> {
        let form = vec![("grant_type", DEVICE_GRANT), ("device_code", self.code.expose())];
        match asking.token(http, form, &[&self.code], now).await {
            Ok(credential) => Ok(Told::Granted(Box::new(credential))),
            Err(refused) => match refused.fault {
                Fault::Pending => Ok(Told::NotYet),
                // A server that stumbles, or asks for fewer questions in its other words, gets fewer.
                Fault::TooSoon => Ok(self.slower()),
                _ if refused.may_pass() => Ok(self.slower()),
                _ => Err(refused.into()),
            },
        }
    }

    fn slower(&mut self) -> Told {
        self.pause = (self.pause + MORE).min(LONGEST_PAUSE);
        Told::NotYet
    }
}

/// Whether somebody can read it here and type it there: letters, digits and hyphens.
fn is_typed(text: &str) -> bool {
    (4..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
