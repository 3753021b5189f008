//! What a server gave: a token, perhaps with what renews it (RFC 6749 §5.1).

use serde_json::Value;
use zeroize::Zeroizing;

use super::Asking;
use crate::error::{ErrorCode, Result};
use crate::model::Timestamp;
use crate::platform::http::Answer;
use crate::platform::json::{get, line};
use crate::secret::{Credential, Grant, Secret, Way};

/// Longer tokens are none, in bytes. Some servers sign theirs, which makes them long.
const LONGEST: usize = 4096;
/// Shorter ones could be guessed.
const SHORTEST: usize = 8;
/// A life that is longer says nothing, in seconds: ten years.
const LONGEST_LIFE: u64 = 10 * 365 * 24 * 60 * 60;
/// How many scopes are kept of an answer that names them.
const MOST_SCOPES: usize = 100;

/// Reads a successful answer of the token's address.
///
/// # Errors
/// `Unreadable` for what is no bearer token, `HtmlInsteadOfData`.
pub(super) fn read(answer: Answer, asking: &Asking, now: Timestamp) -> Result<Credential> {
    let told = answer.secret_data()?;
    let bearer = get(&told, "token_type").is_none_or(|kind| kind.as_str().is_some_and(is_bearer));
    let token = secret(&told, "access_token").filter(|_| bearer).ok_or(ErrorCode::Unreadable)?;
    let refresh = secret(&told, "refresh_token");
    let grant = Grant {
        app: asking.app.clone(),
        scopes: scopes(&told).unwrap_or_else(|| asking.scopes.clone()),
        refresh,
        expires_at: life(&told).map(|seconds| Timestamp(now.0.saturating_add(seconds.saturating_mul(1000)))),
    };
    Ok(Credential { token, since: Some(now), way: Way::SignedIn(Box::new(grant)) })
}

fn is_bearer(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("bearer")
}

/// A text that can be a token. The answer's own copy goes with the answer.
fn secret(told: &Value, key: &str) -> Option<Secret> {
    let text = Zeroizing::new(get(told, key)?.as_str()?.to_owned());
    let fits = (SHORTEST..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| Secret::new(text.as_str().to_owned()))
}

/// The scopes that were granted; none where the server does not say, which means those that were asked for.
fn scopes(told: &Value) -> Option<Vec<String>> {
    let named: Vec<String> = line(told, "scope")?.split_whitespace().take(MOST_SCOPES).map(str::to_owned).collect();
    (!named.is_empty()).then_some(named)
}

/// How long the token lives, in seconds. What cannot be a life counts as untold: the server's refusal then tells.
fn life(told: &Value) -> Option<i64> {
    let seconds = get(told, "expires_in")?.as_u64().filter(|seconds| (1..=LONGEST_LIFE).contains(seconds))?;
    i64::try_from(seconds).ok()
}
