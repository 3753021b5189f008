//! What a token is: asked of the token itself (gitlab.md §6).

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::error::{Error, ErrorCode, Result};
use crate::model::Timestamp;
use crate::platform::http::Http;
use crate::platform::json::{day, line, number, time, words};
use crate::platform::revoking;
use crate::profile::TokenFacts;
use crate::secret::Credential;

/// The token's own entry.
const OWN: &str = "api/v4/personal_access_tokens/self";

/// A personal access token by its own entry, what one signed in with by its grant. A server that stumbles has not told
/// that it does not tell: a token that only reads must not be offered every verb for it.
pub(super) async fn facts(http: &Http) -> Result<TokenFacts> {
    let answer = http.get(OWN, &[]).await?;
    if let Ok(told) = answer.data() {
        return Ok(TokenFacts {
            scopes: words(&told, "scopes"),
            name: line(&told, "name"),
            made_at: time(&told, "created_at"),
            last_used_at: time(&told, "last_used_at"),
            expires_at: day(&told, "expires_at").and_then(|day| expires(&day)),
        });
    }
    // 400 for what was granted to an application; older servers do not have the other route either.
    let answer = http.get("oauth/token/info", &[]).await?;
    let told = answer.data().unwrap_or_default();
    let scopes = http.granted().or_else(|| words(&told, "scope"));
    Ok(TokenFacts { scopes, made_at: seconds(&told, "created_at"), ..TokenFacts::default() })
}

/// Ends the token: a personal access token may end itself, whatever it may do else (15.0 and later).
pub(crate) async fn revoke(http: &Http, credential: &Credential) -> Result<()> {
    if credential.grant().is_some() {
        return revoking::grant(http, credential).await;
    }
    match revoking::done(http.come_what_may().delete(OWN, &[]).await) {
        Err(Error { code: ErrorCode::TokenNotTaken, .. }) => Ok(()),
        done => done,
    }
}

/// The token is refused from the beginning of that day on, by the server's UTC: `expires_at <= today`.
fn expires(day: &str) -> Option<Timestamp> {
    let day: Date = day.parse().ok()?;
    Some(Timestamp(day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond()))
}

fn seconds(told: &Value, key: &str) -> Option<Timestamp> {
    Some(Timestamp(i64::try_from(number(told, key)?).ok()?.checked_mul(1000)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_ends_when_its_last_day_begins() {
        assert_eq!(expires("2026-11-21"), Some(Timestamp(1_795_219_200_000)));
        assert_eq!(expires("soon"), None);
    }
}
