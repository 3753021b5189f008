//! A decision as a row of a file.

use serde_json::{Value, json};

use super::cell::{moment, state_word};
use crate::decision::{KnownBy, Trace};
use crate::model::Marks;
use crate::store::journal::DecisionRecord;

/// The columns: the same whatever the language of the desk, for those who read them by program.
const NAMES: [&str; 22] = [
    "instance",
    "id",
    "decided",
    "settled",
    "verb",
    "status",
    "lookup",
    "account",
    "handle",
    "by",
    "reason",
    "message",
    "told",
    "preset",
    "report",
    "note",
    "note_before",
    "before",
    "after",
    "answer",
    "server_words",
    "refusal",
];

/// Those of personal data beside them.
const PERSONAL: [&str; 2] = ["mail", "addresses"];

pub(super) fn names(personal: bool) -> Vec<&'static str> {
    if personal { [&NAMES[..], &PERSONAL[..]].concat() } else { NAMES.to_vec() }
}

/// A value for each name. Without traces, none for the personal ones.
pub(super) fn values(instance: &str, kept: &DecisionRecord, traces: Option<&[Trace]>) -> Vec<Value> {
    let said = |text: Option<&str>| text.filter(|text| !text.is_empty()).map_or(Value::Null, Value::from);
    let states = |marks: Marks| marks.to_vec().into_iter().map(state_word).collect::<Value>();
    let mut values = vec![
        said(Some(instance)),
        said(Some(&kept.id)),
        moment(Some(kept.decided_at)),
        moment(kept.settled_at),
        said(Some(kept.verb.word())),
        said(Some(kept.status.word())),
        said(kept.lookup.map(|lookup| lookup.word())),
        said(Some(&kept.account.0)),
        said(Some(&kept.handle)),
        said(Some(&kept.by)),
        said(kept.reason.as_deref()),
        said(kept.message.as_deref()),
        json!(kept.told),
        said(kept.preset.as_deref()),
        said(kept.report.as_ref().map(|report| report.0.as_str())),
        said(kept.note.as_deref()),
        said(kept.note_before.as_deref()),
        states(kept.before),
        kept.after.map_or(Value::Null, states),
        json!(kept.answer_code),
        said(kept.answer_words.as_deref()),
        // Its name; what else it says is for the window.
        json!(kept.refusal).get("kind").cloned().unwrap_or_default(),
    ];
    if let Some(traces) = traces {
        let known = |by| traces.iter().filter(move |trace| trace.by == by).map(|trace| trace.value.as_str());
        values.push(said(known(KnownBy::Mail).next()));
        values.push(known(KnownBy::Address).map(Value::from).collect());
    }
    values
}
