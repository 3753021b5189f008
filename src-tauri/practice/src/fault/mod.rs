//! Faults by switch: what servers, proxies and networks do wrong, on the routes and as often as a test asks.

mod kind;

use serde::{Deserialize, Serialize};

use crate::call::Params;
use crate::chance::Chance;
use crate::twist::points_at_a_page;

pub use kind::{BareBody, ErrorBody, FaultKind};

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

    fn concerns(&self, method: &str, path: &str, query: &Params) -> bool {
        let method_fits = self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method));
        let query_fits = !matches!(self.kind, FaultKind::RefuseCursor { .. }) || points_at_a_page(query);
        method_fits
            && query_fits
            && if self.route.contains('*') { glob(&self.route, path) } else { path.starts_with(&self.route) }
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

    /// A sequence of made-up chance for one request.
    pub(crate) fn dice(&mut self) -> Chance {
        Chance::new(self.chance.number())
    }

    /// What happens to this request: all that only accompanies, and the first other fault that strikes.
    pub(crate) fn strike(&mut self, method: &str, path: &str, query: &Params) -> Vec<FaultKind> {
        let mut struck: Vec<FaultKind> = Vec::new();
        let mut decided = false;
        for fault in self.list.iter_mut().filter(|fault| fault.concerns(method, path, query)) {
            let only_along = fault.kind.accompanies();
            if (decided && !only_along) || fault.count == Some(0) {
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
            decided |= !only_along;
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
        assert!(fault("/api/*/approve").concerns("POST", "/api/v1/admin/accounts/5/approve", &Params::default()));
        assert!(!fault("/api/*/approve").concerns("POST", "/api/v1/admin/accounts/5/approve/x", &Params::default()));
        assert!(fault("/api/v1").concerns("GET", "/api/v1/instance", &Params::default()));
        assert!(!fault("/api/v1").on("POST").concerns("GET", "/api/v1/instance", &Params::default()));
    }

    #[test]
    fn a_fault_with_a_count_strikes_so_often_and_is_then_gone() {
        let mut faults = Faults::new(1);
        faults.add(Fault { after: 1, ..Fault::once("/", FaultKind::CloseAfter) });
        assert!(faults.strike("GET", "/a", &Params::default()).is_empty());
        assert_eq!(faults.strike("GET", "/a", &Params::default()), [FaultKind::CloseAfter]);
        assert!(faults.strike("GET", "/a", &Params::default()).is_empty());
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
