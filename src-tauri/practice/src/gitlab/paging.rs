//! Pages by number with totals, and by cursor without (3.4).

use std::cmp::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::order::{Column, Order};
use super::refusal::Refusal;
use super::state::User;
use super::switches::{GitlabSwitches, Inferred};
use crate::call::{Answer, Call, Params};
use crate::world::Site;

const DEFAULT: usize = 20;
const LARGEST: usize = 100;

/// Which slice of the sorted users goes out, and the headers that lead on.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) from: usize,
    pub(super) to: usize,
    headers: Vec<(&'static str, String)>,
}

impl Page {
    /// A page of users. Keyset came with 16.5, the furthest offset with 17.0.
    pub(super) fn of(
        users: &mut [&User],
        order: &Order,
        call: &Call,
        site: &Site,
        switches: &GitlabSwitches,
    ) -> Result<Self, Refusal> {
        let not_yet = "Keyset pagination is not yet available for this type of request";
        let keyset = match call.query.get("pagination") {
            None | Some("offset" | "legacy" | "") => false,
            Some("keyset") => switches.at_least(16, 5) || switches.other(Inferred::OldKeysetRefused),
            Some(_) => return Err(Refusal::Parameter("pagination does not have a valid value".to_owned())),
        };
        if keyset && !switches.at_least(16, 5) {
            return Err(Refusal::NotThatPaging(not_yet.to_owned()));
        }
        match order {
            _ if !keyset => {
                let (page, per_page) = asked(call)?;
                if switches.at_least(17, 0) && page.saturating_mul(per_page) > switches.offset_limit {
                    return Err(Refusal::NotThatPaging(format!(
                        "Offset pagination has a maximum allowed offset of {} for requests that return objects of type User. Remaining records can be retrieved using keyset pagination.",
                        switches.offset_limit
                    )));
                }
                Self::by_number(users.len(), call, site, switches)
            }
            Order::BestMatch if switches.other(Inferred::KeysetSearch) => {
                users.sort_by_key(|user| std::cmp::Reverse(user.id));
                Self::by_cursor(users, asked(call)?.1, (Column::Id, true), call, site)
            }
            Order::BestMatch => Err(Refusal::NotThatPaging(not_yet.to_owned())),
            Order::By(column, descending) => Self::by_cursor(users, asked(call)?.1, (*column, *descending), call, site),
        }
    }

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

    fn by_cursor(
        users: &[&User],
        per_page: usize,
        (column, descending): (Column, bool),
        call: &Call,
        site: &Site,
    ) -> Result<Self, Refusal> {
        let from = match call.query.filled("cursor") {
            None => 0,
            Some(cursor) => {
                let seen = decode(cursor).ok_or_else(|| Refusal::Parameter("cursor is invalid".to_owned()))?;
                let behind = if descending { Ordering::Less } else { Ordering::Greater };
                users.partition_point(|user| column.place(user).cmp(&seen) != behind)
            }
        };
        let to = (from + per_page).min(users.len());
        let last = users.get(to.saturating_sub(1)).filter(|_| to < users.len());
        let headers = last.map(|last| {
            let replaced = [("cursor", encode(&column.place(last))), ("per_page", per_page.to_string())];
            ("link", format!("<{}>; rel=\"next\"", address(call, site, &replaced)))
        });
        Ok(Self { from, to, headers: headers.into_iter().collect() })
    }

    pub(super) fn dress(self, answer: Answer) -> Answer {
        self.headers.into_iter().fold(answer, |answer, (name, value)| answer.with(name, value))
    }
}

/// Which page, and how long.
fn asked(call: &Call) -> Result<(usize, usize), Refusal> {
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
fn encode((value, id): &(String, i64)) -> String {
    URL_SAFE_NO_PAD.encode(json!({ "value": value, "id": id.to_string(), "_kd": "n" }).to_string())
}

fn decode(cursor: &str) -> Option<(String, i64)> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor.trim_end_matches('=')).ok()?;
    let place: Value = serde_json::from_slice(&bytes).ok()?;
    Some((place["value"].as_str()?.to_owned(), place["id"].as_str()?.parse().ok()?))
}
