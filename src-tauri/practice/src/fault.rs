//! Faults by switch: what servers, proxies and networks do wrong, on the routes and as often as a test asks.

use serde::{Deserialize, Serialize};

use crate::chance::Chance;

/// What goes wrong, where and how often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// Path on the server, with its root: with `*` (any run of characters) it has to match whole, without it is a prefix. `/` hits everything.
    pub route: String,
    /// Only this method (upper case); none: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// So many matching requests pass unharmed first.
    #[serde(default)]
    pub after: u32,
    /// So many requests are hit, then no more; none: until the faults are cleared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// How likely a matching request is hit, 0 to 1; none: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
}

/// The kinds of fault; in JSON the field `kind` with the rest beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// Waits, then serves the request as usual (also when the client has left meanwhile, as real servers do).
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// Serves the request, but sends the answer late.
    DelayAfter {
        /// Milliseconds.
        ms: u64,
    },
    /// Answers with this status, nothing done.
    Status {
        /// HTTP status.
        code: u16,
        /// What the body looks like.
        #[serde(default)]
        body: ErrorBody,
    },
    /// 429 in the platform's own shape, nothing done.
    TooMany {
        /// Seconds in `Retry-After`; none: no such header (Mastodon never sends one).
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// The connection is closed without an answer, nothing done.
    CloseBefore,
    /// The request takes effect, then the connection is closed without an answer.
    CloseAfter,
    /// The request takes effect; half of the body comes, though `Content-Length` promises all, then the connection closes.
    CutOff,
    /// 200 with a page instead of JSON, nothing done: a captive portal, a sign-in wall.
    HtmlForJson,
    /// 200 with JSON of another shape, nothing done.
    WrongType,
    /// 200 with a very large JSON body, nothing done.
    BigBody {
        /// Megabytes (a million bytes).
        #[serde(default = "fifty")]
        megabytes: u32,
    },
    /// 302 to another address, nothing done.
    Redirect {
        /// Absolute URL.
        to: String,
    },
    /// 401 as for a revoked token, nothing done.
    TokenRevoked,
    /// Answered as if it had worked, but nothing has changed.
    NoEffect,
    /// Served, but a list has no `Link`.
    NoLink,
    /// Served, but `Link` leads to another host or scheme.
    LinkElsewhere {
        /// Scheme and host that take the place of the server's own, such as `https://elsewhere.example`.
        to: String,
    },
    /// Served, but the cursors in `Link` are no ids.
    OddCursor {
        /// What stands there instead.
        #[serde(default = "odd_cursor")]
        cursor: String,
    },
    /// Pages hold no more than so many rows, whatever was asked; `Link` still leads on.
    ShortPages {
        /// The most rows of a page.
        rows: u32,
    },
    /// A filter (or any other parameter) is silently ignored.
    IgnoreFilter {
        /// Its name, without `[]`.
        name: String,
    },
    /// Takes effect; where that is a success, the body says nothing about it.
    Bare {
        /// What comes instead.
        #[serde(default)]
        body: BareBody,
    },
    /// Only JSON bodies are read (`json: true`) or only forms, multipart ones too; parameters in the others are not seen, those in the address are.
    OnlyBodies {
        /// Whether JSON is what is read.
        json: bool,
    },
}

/// A success without content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BareBody {
    /// `{}`, as Mastodon's reject.
    #[default]
    Empty,
    /// `{"message":"OK"}`, as GoToSocial's action.
    Message,
    /// No bytes at all.
    Nothing,
}

/// The body of a made-up error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorBody {
    /// The platform's JSON with an `error`.
    #[default]
    Json,
    /// A proxy's page.
    Html,
}

const fn fifty() -> u32 {
    50
}

fn odd_cursor() -> String {
    "example.org/@someone".to_owned()
}

impl Fault {
    /// A fault on every request to `route`, until cleared.
    #[must_use]
    pub fn new(route: impl Into<String>, kind: FaultKind) -> Self {
        Self { route: route.into(), method: None, kind, after: 0, count: None, probability: None }
    }

    /// The same, but only once.
    #[must_use]
    pub fn once(route: impl Into<String>, kind: FaultKind) -> Self {
        Self { count: Some(1), ..Self::new(route, kind) }
    }

    /// The same, but only for this method.
    #[must_use]
    pub fn on(self, method: impl Into<String>) -> Self {
        Self { method: Some(method.into()), ..self }
    }

    fn concerns(&self, method: &str, path: &str) -> bool {
        let method_fits = self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method));
        method_fits && if self.route.contains('*') { glob(&self.route, path) } else { path.starts_with(&self.route) }
    }
}

/// `*` stands for any run of characters, also none and also `/`.
fn glob(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, rest)) => text.strip_prefix(head).is_some_and(|tail| {
            tail.char_indices().map(|(at, _)| at).chain([tail.len()]).any(|at| glob(rest, &tail[at..]))
        }),
    }
}

/// The faults that are switched on.
#[derive(Debug)]
pub(crate) struct Faults {
    list: Vec<Fault>,
    chance: Chance,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        Self { list: Vec::new(), chance: Chance::new(seed ^ 0xFA17) }
    }

    pub(crate) fn add(&mut self, fault: Fault) {
        self.list.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.list.clear();
    }

    pub(crate) fn list(&self) -> &[Fault] {
        &self.list
    }

    /// What happens to this request: every matching delay, and the first other fault that strikes.
    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Vec<FaultKind> {
        let mut struck: Vec<FaultKind> = Vec::new();
        let mut decided = false;
        for fault in self.list.iter_mut().filter(|fault| fault.concerns(method, path)) {
            let only_late = matches!(fault.kind, FaultKind::Delay { .. } | FaultKind::DelayAfter { .. });
            if (decided && !only_late) || fault.count == Some(0) {
                continue;
            }
            if fault.after > 0 {
                fault.after -= 1;
                continue;
            }
            let dice = self.chance.below(1_000_000) as f64 / 1_000_000.0;
            if fault.probability.is_some_and(|probability| dice >= probability) {
                continue;
            }
            fault.count = fault.count.map(|left| left - 1);
            decided |= !only_late;
            struck.push(fault.kind.clone());
        }
        self.list.retain(|fault| fault.count != Some(0));
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_matches_any_run_and_plain_text_is_a_prefix() {
        let fault = |route: &str| Fault::new(route, FaultKind::NoEffect);
        assert!(fault("/api/*/approve").concerns("POST", "/api/v1/admin/accounts/5/approve"));
        assert!(!fault("/api/*/approve").concerns("POST", "/api/v1/admin/accounts/5/approve/x"));
        assert!(fault("/api/v1").concerns("GET", "/api/v1/instance"));
        assert!(!fault("/api/v1").on("POST").concerns("GET", "/api/v1/instance"));
    }

    #[test]
    fn a_fault_with_a_count_strikes_so_often_and_is_then_gone() {
        let mut faults = Faults::new(1);
        faults.add(Fault { after: 1, ..Fault::once("/", FaultKind::CloseAfter) });
        assert!(faults.strike("GET", "/a").is_empty());
        assert_eq!(faults.strike("GET", "/a"), [FaultKind::CloseAfter]);
        assert!(faults.strike("GET", "/a").is_empty());
        assert!(faults.list().is_empty());
    }

    #[test]
    fn a_fault_reads_as_the_readme_writes_it() {
        let fault: Fault =
            serde_json::from_str(r#"{"route":"/api/*","method":"POST","kind":"delay","ms":20,"count":2}"#).unwrap();
        assert_eq!(fault.kind, FaultKind::Delay { ms: 20 });
        let fault: Fault = serde_json::from_str(r#"{"route":"/","kind":"big_body"}"#).unwrap();
        assert_eq!(fault.kind, FaultKind::BigBody { megabytes: 50 });
    }
}
