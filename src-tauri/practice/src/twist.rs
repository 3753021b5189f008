//! Faults that let a request through but bend it on its way in, or its answer on the way out.

use url::Url;

use crate::call::{Answer, BodyKind, Call, Content};
use crate::fault::{BareBody, FaultKind};

/// Parameters by which either platform points at a page.
const CURSORS: &[&str] = &["max_id", "min_id", "since_id", "id_after", "id_before", "cursor", "page"];

/// The request as the server then understands it; none: this fault is of another sort.
pub(crate) fn request(call: &Call, fault: &FaultKind) -> Option<Call> {
    let mut call = call.clone();
    match fault {
        FaultKind::NoLink | FaultKind::LinkElsewhere { .. } | FaultKind::OddCursor { .. } | FaultKind::Bare { .. } => {}
        FaultKind::ShortPages { rows } => {
            for name in ["limit", "per_page"] {
                let asked = call.query.get(name).and_then(|text| text.parse::<u32>().ok());
                let least = asked.unwrap_or(u32::MAX).min(*rows).max(1);
                call.query = call.query.with(name, &least.to_string());
            }
        }
        FaultKind::IgnoreFilter { name } => {
            let array = format!("{name}[]");
            for known in [name, &array] {
                call.query = call.query.without(known);
                call.form = call.form.without(known);
            }
        }
        FaultKind::OnlyBodies { json } => {
            let readable = match call.body {
                BodyKind::None => true,
                BodyKind::Json => *json,
                BodyKind::Form => !json,
            };
            if !readable {
                call.form = call.query.clone();
            }
        }
        _ => return None,
    }
    Some(call)
}

/// The answer as it then goes out.
pub(crate) fn answer(mut answer: Answer, fault: &FaultKind) -> Answer {
    match fault {
        FaultKind::NoLink => answer.headers.retain(|(name, _)| *name != "link"),
        FaultKind::LinkElsewhere { to } => each_link(&mut answer, |url| elsewhere(url, to)),
        FaultKind::OddCursor { cursor } => each_link(&mut answer, |url| with_cursor(url, cursor)),
        FaultKind::Bare { body } if (200..300).contains(&answer.status) => {
            answer.content = match body {
                BareBody::Empty => Content::Json(serde_json::json!({})),
                BareBody::Message => Content::Json(serde_json::json!({ "message": "OK" })),
                BareBody::Nothing => Content::Text(String::new()),
            };
        }
        _ => {}
    }
    answer
}

/// Every address in angle brackets.
fn each_link(answer: &mut Answer, change: impl Fn(&str) -> String) {
    for (_, value) in answer.headers.iter_mut().filter(|(name, _)| *name == "link") {
        let parts = value.split('<').enumerate().map(|(at, part)| match part.split_once('>') {
            Some((url, rest)) if at > 0 => format!("<{}>{rest}", change(url)),
            _ => part.to_owned(),
        });
        *value = parts.collect();
    }
}

fn elsewhere(url: &str, to: &str) -> String {
    let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or_default();
    format!("{}{path}", to.trim_end_matches('/'))
}

fn with_cursor(url: &str, cursor: &str) -> String {
    let Ok(mut parsed) = Url::parse(url) else {
        return url.to_owned();
    };
    let pairs: Vec<(String, String)> = parsed.query_pairs().into_owned().collect();
    let changed = pairs.into_iter().map(|(name, value)| {
        let value = if CURSORS.contains(&name.as_str()) { cursor.to_owned() } else { value };
        (name, value)
    });
    let changed: Vec<_> = changed.collect();
    parsed.query_pairs_mut().clear().extend_pairs(changed);
    parsed.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_can_lead_elsewhere_and_cursors_can_be_odd() {
        let link =
            "<http://127.0.0.1:1/api?limit=2&max_id=5>; rel=\"next\", <http://127.0.0.1:1/api?min_id=9>; rel=\"prev\"";
        let plain = || Answer::json(200, serde_json::json!([])).with("link", link);
        let away = answer(plain(), &FaultKind::LinkElsewhere { to: "ftp://elsewhere.example".to_owned() });
        assert_eq!(
            away.headers[0].1,
            "<ftp://elsewhere.example/api?limit=2&max_id=5>; rel=\"next\", <ftp://elsewhere.example/api?min_id=9>; rel=\"prev\""
        );
        let odd = answer(plain(), &FaultKind::OddCursor { cursor: "a/@b".to_owned() });
        assert!(odd.headers[0].1.contains("limit=2&max_id=a%2F%40b>") && odd.headers[0].1.contains("min_id=a%2F%40b"));
        assert!(answer(plain(), &FaultKind::NoLink).headers.is_empty());
    }
}
