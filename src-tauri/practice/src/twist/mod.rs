//! Faults that let a request through but bend it on its way in, or its answer on the way out.

mod links;
mod rows;

use url::form_urlencoded::Serializer;

use crate::call::{Answer, BodyKind, Call, Content, Params};
use crate::chance::Chance;
use crate::fault::{BareBody, FaultKind};

pub(crate) use rows::Memory;

/// Parameters by which either platform points at a page.
const CURSORS: &[&str] = &["max_id", "min_id", "since_id", "id_after", "id_before", "cursor", "page"];
/// Parameters that say how a list is cut and in which order it comes, not whom it holds.
const SHAPE: &[&str] = &["limit", "per_page", "pagination", "order_by", "sort", "access_token", "private_token"];

/// Whether a request asks for a page by cursor or number.
pub(crate) fn points_at_a_page(query: &Params) -> bool {
    CURSORS.iter().any(|name| query.get(name).is_some())
}

/// The request as the server then understands it; none: this fault is of another sort.
pub(crate) fn request(call: &Call, fault: &FaultKind) -> Option<Call> {
    let mut call = call.clone();
    match fault {
        FaultKind::NoLink
        | FaultKind::LinkElsewhere { .. }
        | FaultKind::OddCursor { .. }
        | FaultKind::Bare { .. }
        | FaultKind::NextSame
        | FaultKind::NextEarlier { .. }
        | FaultKind::RepeatRows { .. }
        | FaultKind::ShuffleRows
        | FaultKind::EmptyPage => {}
        FaultKind::ShortPages { rows } => {
            for name in ["limit", "per_page"] {
                let asked = call.query.get(name).and_then(|text| text.parse::<u32>().ok());
                let least = asked.unwrap_or(u32::MAX).min(*rows).max(1);
                call.query = call.query.with(name, &least.to_string());
            }
        }
        FaultKind::IgnoreFilter { name } => {
            let array = format!("{name}[]");
            forget(&mut call, |known| known == name || known == array);
        }
        FaultKind::IgnoreFilters => forget(&mut call, |name| !CURSORS.contains(&name) && !SHAPE.contains(&name)),
        FaultKind::IgnoreLimit => forget(&mut call, |name| ["limit", "per_page"].contains(&name)),
        FaultKind::IgnoreCursor => forget(&mut call, |name| CURSORS.contains(&name)),
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

fn forget(call: &mut Call, lost: impl Fn(&str) -> bool) {
    let names: Vec<String> =
        call.form.iter().map(|(name, _)| name).filter(|name| lost(name)).map(str::to_owned).collect();
    for name in names {
        call.query = call.query.without(&name);
        call.form = call.form.without(&name);
    }
}

/// What bending an answer needs besides it.
pub(crate) struct Bench<'a> {
    /// As it came.
    pub(crate) call: &'a Call,
    /// The server's address, with its root.
    pub(crate) base: &'a str,
    pub(crate) memory: &'a mut Memory,
    pub(crate) chance: Chance,
}

impl Bench<'_> {
    /// The address of the request itself, without tokens.
    fn own_address(&self) -> String {
        let mut query = Serializer::new(String::new());
        for (name, value) in
            self.call.query.iter().filter(|(name, _)| !["access_token", "private_token"].contains(name))
        {
            query.append_pair(name, value);
        }
        format!("{}{}?{}", self.base, self.call.path, query.finish())
    }
}

/// The answer as it then goes out.
pub(crate) fn answer(mut answer: Answer, fault: &FaultKind, bench: &mut Bench<'_>) -> Answer {
    match fault {
        FaultKind::NoLink => answer.headers.retain(|(name, _)| *name != "link"),
        FaultKind::LinkElsewhere { to } => links::each(&mut answer, |url| links::elsewhere(url, to)),
        FaultKind::OddCursor { cursor } => links::each(&mut answer, |url| links::with_cursor(url, cursor)),
        FaultKind::Bare { body } if (200..300).contains(&answer.status) => {
            answer.content = match body {
                BareBody::Empty => Content::Json(serde_json::json!({})),
                BareBody::Message => Content::Json(serde_json::json!({ "message": "OK" })),
                BareBody::Nothing => Content::Text(String::new()),
            };
        }
        FaultKind::NextSame => links::set_next(&mut answer, &bench.own_address()),
        FaultKind::NextEarlier { pages } => {
            let earlier = bench.memory.pages_before(bench.own_address(), *pages);
            if let Some(earlier) = earlier {
                links::set_next(&mut answer, &earlier);
            }
        }
        FaultKind::RepeatRows { rows, changed } => rows::repeat(&mut answer, *rows, *changed, bench),
        FaultKind::ShuffleRows => rows::shuffle(&mut answer, &mut bench.chance),
        FaultKind::EmptyPage => rows::hide(&mut answer, &bench.own_address()),
        _ => {}
    }
    answer
}

/// The headers that only accompany another answer: a wrong date, a budget that is none.
pub(crate) fn headers(answer: &mut Answer, fault: &FaultKind, call: &Call) {
    match fault {
        FaultKind::DateSkew { seconds } => {
            answer.headers.retain(|(name, _)| *name != "date");
            answer.headers.push(("date", crate::time::http_date(crate::time::ahead(call.now, *seconds))));
        }
        FaultKind::OddBudget { text, name } => links::odd_budget(answer, text, name.as_deref()),
        _ => {}
    }
}
