//! The server's own books, beside what the journal says.

use std::collections::BTreeMap;

use bailiwick_engine::action::Verb;
use bailiwick_engine::decision::{DecisionView, Status};
use bailiwick_engine::model::Mark;
use serde_json::Value;

use super::desk::Made;

/// What a verb leaves on the server, as often as it was done: measures leave a strike, the rest a line in the audit log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trace {
    Strike { action: String, target: String, text: String },
    Line { action: String, target: String },
}

pub type Books = BTreeMap<Trace, usize>;

pub fn read(state: &Value) -> Books {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let strikes = state["strikes"].as_array().unwrap().iter().map(|strike| Trace::Strike {
        action: text(&strike["action"]),
        target: text(&strike["target"]),
        text: text(&strike["text"]),
    });
    let lines = state["audit"].as_array().unwrap().iter();
    let lines = lines.map(|line| Trace::Line { action: text(&line["action"]), target: text(&line["target"]) });
    let mut books = Books::new();
    for trace in strikes.chain(lines) {
        *books.entry(trace).or_default() += 1;
    }
    books
}

/// What the decision leaves when it is done.
pub fn trace(made: &Made) -> Trace {
    let action = match made.verb {
        Verb::Limit => "silence",
        Verb::Freeze => "disable",
        Verb::Suspend => "suspend",
        Verb::LiftLimit => "unsilence",
        Verb::Unfreeze => "enable",
        Verb::Unsuspend => "unsuspend",
        Verb::Approve => "approve",
        _ => "reject",
    };
    let action = action.to_owned();
    match made.verb {
        Verb::Limit | Verb::Freeze | Verb::Suspend => {
            Trace::Strike { action, target: made.account.clone(), text: made.words.clone().unwrap_or_default() }
        }
        _ => Trace::Line { action, target: format!("@{}", made.handle) },
    }
}

/// How often it was done since then.
pub fn times(books: &Books, before: &Books, trace: &Trace) -> usize {
    let at = |books: &Books| books.get(trace).copied().unwrap_or_default();
    at(books) - at(before)
}

/// Whether the status says that the request may have left.
pub fn may_have_left(status: Status) -> bool {
    match status {
        Status::Sending
        | Status::Confirmed
        | Status::Accepted
        | Status::Unprovable
        | Status::Unsure
        | Status::Gone
        | Status::PutBack
        | Status::Halfway => true,
        Status::Held | Status::Ready | Status::Refused | Status::Changed | Status::WasSo | Status::Cancelled => false,
    }
}

/// Whether what was read after the request shows what was wanted.
pub fn shows_it(decision: &DecisionView) -> bool {
    let Some(after) = &decision.after else { return decision.verb == Verb::Reject };
    let has = |mark| after.contains(&mark);
    match decision.verb {
        Verb::Limit => has(Mark::Limited),
        Verb::LiftLimit => !has(Mark::Limited),
        Verb::Freeze => has(Mark::LoginFrozen),
        Verb::Unfreeze => !has(Mark::LoginFrozen),
        Verb::Suspend => has(Mark::Suspended),
        Verb::Unsuspend => !has(Mark::Suspended),
        Verb::Approve => !has(Mark::Pending),
        _ => false,
    }
}
