//! Pages by number with totals, and by cursor without (3.4).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::order::Place;
use super::refusal::Refusal;
use super::switches::GitlabSwitches;
use crate::call::{Answer, Call, Params};
use crate::world::Site;

const DEFAULT: usize = 20;
const LARGEST: usize = 100;

/// Which slice of the rows goes out, and the headers that lead on.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) from: usize,
    pub(super) to: usize,
    headers: Vec<(&'static str, String)>,
}

impl Page {
    /// A page of so many rows of anything, with totals while they are counted.
    pub(super) fn by_number(
        total: usize,
        call: &Call,
        site: &Site,
        switches: &GitlabSwitches,
    ) -> Result<Self, Refusal> {
        let (page, per_page) = asked(call)?;
        let last = total.div_ceil(per_page).max(1);
        let counted = total <= switches.count_limit;
        let from = (page - 1).saturating_mul(per_page).min(total);
        let to = (from + per_page).min(total);
        let next = (to < total).then_some(page + 1);
        let prev = (page > 1).then_some(page - 1);
        let link = |rel: &str, number: usize| {
            let replaced = [("page", number.to_string()), ("per_page", per_page.to_string())];
            format!("<{}>; rel=\"{rel}\"", address(call, site, &replaced))
        };
        let links = [
            prev.map(|number| link("prev", number)),
            next.map(|number| link("next", number)),
            Some(link("first", 1)),
            counted.then(|| link("last", last)),
        ];
        let number = |number: Option<usize>| number.map(|number| number.to_string()).unwrap_or_default();
        let mut headers = vec![
            ("link", links.into_iter().flatten().collect::<Vec<_>>().join(", ")),
            ("x-next-page", number(next)),
            ("x-page", page.to_string()),
            ("x-per-page", per_page.to_string()),
            ("x-prev-page", number(prev)),
        ];
        if counted {
            headers.extend([("x-total", total.to_string()), ("x-total-pages", last.to_string())]);
        }
        Ok(Self { from, to, headers })
    }

    /// The page behind a cursor; it leads on behind `last`, where there is more.
    pub(super) fn by_cursor(last: Option<&Place>, call: &Call, site: &Site) -> Result<Self, Refusal> {
        let (_, per_page) = asked(call)?;
        let headers = last.map(|last| {
            let replaced = [("cursor", encode(last)), ("per_page", per_page.to_string())];
            ("link", format!("<{}>; rel=\"next\"", address(call, site, &replaced)))
        });
        Ok(Self { from: 0, to: per_page, headers: headers.into_iter().collect() })
    }

    pub(super) fn dress(self, answer: Answer) -> Answer {
        self.headers.into_iter().fold(answer, |answer, (name, value)| answer.with(name, value))
    }
}

/// Which page, and how long.
pub(super) fn asked(call: &Call) -> Result<(usize, usize), Refusal> {
    let per_page = match natural(&call.query, "per_page")? {
        None => DEFAULT,
        Some(0) => return Err(Refusal::Parameter("per_page has a value not allowed".to_owned())),
        Some(size) => size.min(LARGEST),
    };
    Ok((natural(&call.query, "page")?.unwrap_or(1).max(1), per_page))
}

/// The same request with some parameters replaced.
fn address(call: &Call, site: &Site, replaced: &[(&str, String)]) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in call.query.iter().filter(|(name, _)| !["access_token", "private_token"].contains(name)) {
        if replaced.iter().all(|(other, _)| *other != name) {
            query.append_pair(name, value);
        }
    }
    for (name, value) in replaced {
        query.append_pair(name, value);
    }
    format!("{}{}?{}", site.base, call.path, query.finish())
}

fn natural(query: &Params, name: &str) -> Result<Option<usize>, Refusal> {
    let Some(text) = query.filled(name) else {
        return Ok(None);
    };
    text.parse().map(Some).map_err(|_| Refusal::Parameter(format!("{name} is invalid")))
}

/// Opaque to clients: the place of the last row that they have seen.
fn encode((value, id): &Place) -> String {
    URL_SAFE_NO_PAD.encode(json!({ "value": value, "id": id.to_string(), "_kd": "n" }).to_string())
}

pub(super) fn decode(cursor: &str) -> Option<Place> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor.trim_end_matches('=')).ok()?;
    let place: Value = serde_json::from_slice(&bytes).ok()?;
    Some((place["value"].as_str()?.to_owned(), place["id"].as_str()?.parse().ok()?))
}
