//! Which requests came: tests read here what a client really sent.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::Serialize;

/// Older requests than this many are forgotten, so that a server left running does not grow.
const KEPT: usize = 20_000;

/// One request to a practice server. Requests to `/practice/…` are not in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LoggedRequest {
    /// When it came, ISO 8601 in UTC with milliseconds.
    pub at: String,
    /// Upper case.
    pub method: String,
    /// Decoded path with the root, if any.
    pub path: String,
    /// Raw query without `?`; tokens in it are left out.
    pub query: String,
    /// The body as text, at most 64 kB of it.
    pub body: String,
    /// Handle of the token's holder; `unknown` for a token nobody has; none without a token. The token itself is never kept.
    pub who: Option<String>,
    /// Status of the answer; none while the request is being answered, and where a fault closed the connection instead.
    pub status: Option<u16>,
}

/// The log of one server.
#[derive(Debug, Default)]
pub(crate) struct Log {
    first: u64,
    entries: VecDeque<LoggedRequest>,
}

impl Log {
    /// Takes a request in; the number finds it again.
    pub(crate) fn add(&mut self, entry: LoggedRequest) -> u64 {
        self.entries.push_back(entry);
        if self.entries.len() > KEPT {
            self.entries.pop_front();
            self.first += 1;
        }
        self.first + self.entries.len() as u64 - 1
    }

    /// Notes how a request was answered, unless it was forgotten meanwhile.
    pub(crate) fn settle(&mut self, number: u64, status: u16) {
        let at = number.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        if let Some(entry) = at.and_then(|at| self.entries.get_mut(at)) {
            entry.status = Some(status);
        }
    }

    pub(crate) fn entries(&self) -> Vec<LoggedRequest> {
        self.entries.iter().cloned().collect()
    }

    pub(crate) fn clear(&mut self) {
        self.first += self.entries.len() as u64;
        self.entries.clear();
    }
}

/// A log entry for a request that has just come.
pub(crate) fn entry(
    now: Timestamp,
    method: &str,
    path: &str,
    query: &str,
    body: &[u8],
    who: Option<String>,
) -> LoggedRequest {
    let query = query
        .split('&')
        .filter(|pair| !pair.starts_with("access_token=") && !pair.starts_with("private_token="))
        .collect::<Vec<_>>()
        .join("&");
    let body = String::from_utf8_lossy(&body[..body.len().min(64 * 1024)]).into_owned();
    let body = if path.contains("/oauth/") { without_secrets(&body) } else { body };
    LoggedRequest {
        at: crate::time::iso(now),
        method: method.to_owned(),
        path: path.to_owned(),
        query,
        body,
        who,
        status: None,
    }
}

/// OAuth sends secrets in bodies, as forms mostly; of JSON and of multipart forms everything is left out.
fn without_secrets(body: &str) -> String {
    const SECRETS: &[&str] =
        &["client_secret", "code", "code_verifier", "device_code", "token", "access_token", "refresh_token"];
    if body.trim_start().starts_with('{') {
        return "{}".to_owned();
    }
    if body.starts_with("--") {
        return String::new();
    }
    let kept = body.split('&').filter(|pair| !SECRETS.contains(&pair.split('=').next().unwrap_or_default()));
    kept.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_the_query_is_not_logged() {
        let entry = entry(Timestamp::UNIX_EPOCH, "GET", "/x", "limit=2&access_token=secret&a=b", b"", None);
        assert_eq!(entry.query, "limit=2&a=b");
    }

    #[test]
    fn settling_finds_the_request_even_after_others_were_forgotten() {
        let mut log = Log::default();
        let one = |path: &str| entry(Timestamp::UNIX_EPOCH, "GET", path, "", b"", None);
        let old = log.add(one("/old"));
        log.clear();
        let new = log.add(one("/new"));
        log.settle(old, 500);
        log.settle(new, 200);
        assert_eq!(log.entries().iter().map(|entry| entry.status).collect::<Vec<_>>(), [Some(200)]);
    }
}
