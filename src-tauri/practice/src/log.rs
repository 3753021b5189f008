//! Which requests came: tests read here what a client really sent.

use std::collections::{BTreeMap, VecDeque};

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

/// How many requests came since the start or since they were last set to zero. Unlike the log, these numbers forget nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All of them.
    pub requests: u64,
    /// Of those 429, by a throttle or by a fault.
    pub too_many: u64,
    /// By method and path, ids written as `:id`; see [`ROUTES`].
    pub by_route: BTreeMap<String, u64>,
    /// By status of the answer; those that never got one are not here.
    pub by_status: BTreeMap<u16, u64>,
}

/// The routes that are counted by themselves; later ones are counted together as `other`.
pub const ROUTES: usize = 500;

impl Counts {
    fn came(&mut self, method: &str, path: &str) {
        self.requests += 1;
        let route = route(method, path);
        let known = self.by_route.len() < ROUTES || self.by_route.contains_key(&route);
        *self.by_route.entry(if known { route } else { "other".to_owned() }).or_default() += 1;
    }

    fn answered(&mut self, status: u16) {
        *self.by_status.entry(status).or_default() += 1;
        self.too_many += u64::from(status == 429);
    }
}

/// A path with its ids (numbers, ULIDs) taken out.
fn route(method: &str, path: &str) -> String {
    let is_id = |part: &str| {
        let number = part.strip_prefix('-').unwrap_or(part);
        let ulid = part.len() == 26 && part.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        ulid || (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let parts: Vec<&str> = path.split('/').map(|part| if is_id(part) { ":id" } else { part }).collect();
    format!("{method} {}", parts.join("/"))
}

/// The log of one server.
#[derive(Debug, Default)]
pub(crate) struct Log {
    first: u64,
    entries: VecDeque<LoggedRequest>,
    counts: Counts,
}

impl Log {
    /// Takes a request in; the number finds it again.
    pub(crate) fn add(&mut self, entry: LoggedRequest) -> u64 {
        self.counts.came(&entry.method, &entry.path);
        self.entries.push_back(entry);
        if self.entries.len() > KEPT {
            self.entries.pop_front();
            self.first += 1;
        }
        self.first + self.entries.len() as u64 - 1
    }

    /// Notes how a request was answered, unless it was forgotten meanwhile.
    pub(crate) fn settle(&mut self, number: u64, status: u16) {
        self.counts.answered(status);
        let at = number.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        if let Some(entry) = at.and_then(|at| self.entries.get_mut(at)) {
            entry.status = Some(status);
        }
    }

    pub(crate) fn entries(&self) -> Vec<LoggedRequest> {
        self.entries.iter().cloned().collect()
    }

    /// Whether a request like this is in the log.
    pub(crate) fn any(&self, wanted: impl FnMut(&LoggedRequest) -> bool) -> bool {
        self.entries.iter().any(wanted)
    }

    pub(crate) fn counts(&self) -> &Counts {
        &self.counts
    }

    pub(crate) fn clear_counts(&mut self) {
        self.counts = Counts::default();
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
    fn counts_go_on_where_the_log_forgets() {
        let mut log = Log::default();
        for number in 0..KEPT + 10 {
            let path = format!("/api/v1/admin/accounts/{number}/approve");
            let at = log.add(entry(Timestamp::UNIX_EPOCH, "POST", &path, "", b"", None));
            log.settle(at, if number % 2 == 0 { 200 } else { 429 });
        }
        assert_eq!(log.entries().len(), KEPT);
        let counts = log.counts();
        assert_eq!((counts.requests, counts.too_many), (20_010, 10_005));
        assert_eq!(counts.by_route, BTreeMap::from([("POST /api/v1/admin/accounts/:id/approve".to_owned(), 20_010)]));
        assert_eq!(counts.by_status, BTreeMap::from([(200, 10_005), (429, 10_005)]));
    }

    #[test]
    fn made_up_paths_do_not_grow_the_counts_for_ever() {
        let mut counts = Counts::default();
        (0..2 * ROUTES).for_each(|at| counts.came("GET", &format!("/made-up/x{at}")));
        assert_eq!((counts.requests, counts.by_route.len()), (1_000, ROUTES + 1));
        assert_eq!(counts.by_route["other"], 500);
        assert_eq!(route("GET", "/a/-99/01HZX3Q6W8Y2R4T5V7B9C1D3F5/b"), "GET /a/:id/:id/b");
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
