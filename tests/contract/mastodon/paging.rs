//! Pages: order, limits, cursors, the Link header, and the budget that every answer tells.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::Value;

use super::people::{V1, V2, id, text};
use super::{Contract, counted, ids, judged_list, path};
use crate::table::Verdict;
use crate::wire::Answer;

/// How many pages are followed: enough to prove that they join.
const PAGES: usize = 3;

impl Contract<'_> {
    /// Everything about pages.
    pub(super) async fn paging(&mut self) {
        self.limits().await;
        self.links().await;
        self.whole_list().await;
        if !self.dialect.is_gotosocial() {
            self.cursors().await;
            self.lost_roles().await;
        }
        self.budget().await;
    }

    async fn limits(&mut self) {
        self.list("limit=2", V2, &[("limit", "2")], "two rows", |rows| sized(rows, rows.len() == 2)).await;
        self.list("limit=1000", V2, &[("limit", "1000")], "two hundred rows at most", |rows| {
            sized(rows, rows.len() <= 200)
        })
        .await;
        if self.dialect.is_gotosocial() {
            return;
        }
        self.list("limit=-2", V2, &[("limit", "-2")], "the absolute value", |rows| sized(rows, rows.len() == 2)).await;
        // Both follow from reading the server's code only; either outcome is survived.
        let zero = self.wire.get(&format!("{V2}?limit=0")).await;
        self.put("limit=0", either(&zero, "500, or an empty list", &[500, 200]));
        let odd = self.wire.get(&format!("{V2}?max_id=nonsense")).await;
        self.put("a cursor that is no id", either(&odd, "a list, or 400", &[200, 400]));
    }

    /// `next` on a full page, `prev` on every page with rows; both absolute, on this server.
    async fn links(&mut self) {
        let answer = self.wire.get(&path(V2, &[("limit", "2"), ("username", "")])).await;
        let wrong = self.dialect.before(4, 2);
        let gotosocial = self.dialect.is_gotosocial();
        // The first versions of v2 linked to v1, with parameters that v1 doesn't know.
        let route = if wrong { V1 } else { V2 };
        let judged = |rel: &str, cursor: &str, of: fn(&[Value]) -> Option<&Value>| {
            let expected = format!("rel=\"{rel}\" to {route} with {cursor}");
            judged_list(&answer, &expected, |rows| {
                let link = answer.link(rel).ok_or_else(|| format!("no rel=\"{rel}\""))?;
                let url = url::Url::parse(&link).map_err(|_| format!("no absolute address: {link}"))?;
                let given = url.query_pairs().find(|(name, _)| name == cursor).map(|(_, value)| value.into_owned());
                let given = given.ok_or_else(|| format!("no {cursor} in {link}"))?;
                if !url.path().ends_with(route) {
                    return Err(format!("a link to {}", url.path()));
                }
                // GoToSocial's cursors are no ids.
                if !gotosocial && Some(given.as_str()) != of(rows).map(id) {
                    return Err(format!("{cursor}={given}"));
                }
                Ok(format!("{cursor}={given}"))
            })
        };
        let verdicts = [judged("next", "max_id", |rows| rows.last()), judged("prev", "min_id", |rows| rows.first())];
        for (rel, verdict) in ["next", "prev"].into_iter().zip(verdicts) {
            self.put(format!("Link rel={rel}"), verdict);
        }
    }

    /// As a client pages: by the cursor in `next`, with its own parameters.
    async fn whole_list(&mut self) {
        let mut all: Vec<Value> = Vec::new();
        let mut cursor: Option<String> = None;
        for page in 1..=PAGES {
            let mut query = vec![("limit", "200")];
            query.extend(cursor.as_deref().map(|cursor| ("max_id", cursor)));
            let answer = self.wire.get(&path(V2, &query)).await;
            let Some(rows) = answer.rows() else {
                let verdict = judged_list(&answer, "a page", |_| Ok(String::new()));
                self.put("paging to the end", verdict);
                return;
            };
            let (full, empty) = (rows.len() == 200, rows.is_empty());
            all.extend(rows);
            let next = answer.link("next");
            let odd = match (&next, full, empty) {
                (None, true, _) => Some("a full page without `next`"),
                (Some(_), false, false) if !self.dialect.is_gotosocial() => Some("a page with room left has a `next`"),
                _ => None,
            };
            if let Some(odd) = odd {
                self.put(
                    "paging to the end",
                    Verdict::differs("`next` on full pages only", format!("page {page}: {odd}")),
                );
                return;
            }
            cursor = next.and_then(|link| cursor_of(&link));
            if cursor.is_none() || empty {
                break;
            }
        }
        let end = if cursor.is_none() || !all.len().is_multiple_of(200) { "to the end" } else { "more were left" };
        let verdict = match self.joined(&all) {
            Ok(()) => Verdict::served(format!("{} {end}, nobody twice, in order", counted(all.len()))),
            Err(came) => Verdict::differs("nobody twice, newest first", came),
        };
        self.put("paging to the end", verdict);
    }

    /// Nobody twice, and in the order of this software.
    fn joined(&self, rows: &[Value]) -> Result<(), String> {
        let mut seen = HashSet::new();
        if let Some(twice) = rows.iter().find(|row| !seen.insert(id(row).to_owned())) {
            return Err(format!("id {} twice", id(twice)));
        }
        let place = |row: &Value| format!("{}/@{}", text(row, "domain"), text(row, "username"));
        for pair in rows.windows(2) {
            let in_order = if self.dialect.is_gotosocial() {
                place(&pair[0]).to_lowercase() < place(&pair[1]).to_lowercase()
            } else {
                id(&pair[0]).parse::<u64>().ok() > id(&pair[1]).parse::<u64>().ok()
            };
            if !in_order {
                return Err(format!("id {} before {}", id(&pair[0]), id(&pair[1])));
            }
        }
        Ok(())
    }

    /// `max_id` below, `since_id` the newest above, `min_id` the page right above.
    async fn cursors(&mut self) {
        let newest = self.wire.get(&format!("{V2}?limit=4")).await.rows().unwrap_or_default();
        let [first, second, third, fourth] = ids(&newest).try_into().unwrap_or_default();
        if fourth.is_empty() {
            self.put("max_id, since_id, min_id", Verdict::not_tried("four accounts"));
            return;
        }
        let cases = [
            ("max_id", &second, [&third, &fourth]),
            ("since_id", &fourth, [&first, &second]),
            ("min_id", &fourth, [&second, &third]),
        ];
        for (cursor, value, wanted) in cases {
            let query = [("limit", "2"), (cursor, value.as_str())];
            let expected = format!("{wanted:?}");
            self.list(cursor, V2, &query, &expected, |rows| {
                let came = ids(rows);
                if came.iter().collect::<Vec<_>>() == wanted { Ok(expected.clone()) } else { Err(format!("{came:?}")) }
            })
            .await;
        }
    }

    /// The array form of the role filter is lost from Link: whoever follows it blindly pages through everybody.
    async fn lost_roles(&mut self) {
        let Some(role) = self.people.my_role.clone() else { return };
        let answer = self.wire.get(&path(V2, &[("role_ids[]", &role), ("limit", "1")])).await;
        let verdict = judged_list(&answer, "a `next` without role_ids[]", |_| match answer.link("next") {
            Some(link) if !link.contains("role_ids") => {
                Ok("lost, as known: clients put their own filters on again".to_owned())
            }
            Some(_) => Err("a `next` that keeps it".to_owned()),
            None => Err("no `next`".to_owned()),
        });
        self.put("role_ids[] in Link", verdict);
    }

    async fn budget(&mut self) {
        let answer = self.wire.get(&format!("{V2}?limit=1")).await;
        let told = |name: &str| answer.header(name).to_owned();
        let [limit, left, reset] = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"].map(told);
        let whole = |text: &str| text.parse::<u32>().is_ok();
        let verdict = if self.dialect.is_gotosocial() && limit.is_empty() {
            Verdict::not_tried("rate limiting switched on (advanced-rate-limit-requests)")
        } else if whole(&limit) && whole(&left) && reset.parse::<Timestamp>().is_ok() {
            Verdict::served(format!("{left} of {limit} until {reset}"))
        } else {
            Verdict::differs(
                "X-RateLimit-Limit and -Remaining as numbers, -Reset as a moment in ISO 8601",
                format!("{limit:?} {left:?} {reset:?}"),
            )
        };
        self.put("rate limit headers", verdict);
    }
}

fn sized(rows: &[Value], fits: bool) -> Result<String, String> {
    if fits { Ok(counted(rows.len())) } else { Err(counted(rows.len())) }
}

fn either(answer: &Answer, expected: &str, statuses: &[u16]) -> Verdict {
    if statuses.contains(&answer.status) {
        Verdict::served(format!("{}, and either outcome is survived", answer.status))
    } else {
        Verdict::differs(expected, answer.summary())
    }
}

/// The cursor in a link: the only part of it that is used.
fn cursor_of(link: &str) -> Option<String> {
    let url = url::Url::parse(link).ok()?;
    url.query_pairs().find(|(name, _)| name == "max_id").map(|(_, value)| value.into_owned())
}
