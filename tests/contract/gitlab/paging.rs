//! Pages: by number with totals, by cursor without, order, limits, and where the server stops.

use std::collections::HashSet;

use serde_json::Value;

use super::{Contract, USERS};
use crate::rows::{counted, judged_list, key};
use crate::table::Verdict;
use crate::wire::{Answer, path};

/// How many pages are followed: enough to prove that they join.
const PAGES: usize = 4;

impl Contract<'_> {
    /// Everything about pages.
    pub(super) async fn paging(&mut self) {
        self.limits().await;
        self.by_number().await;
        self.orders().await;
        self.by_cursor().await;
        self.too_far().await;
        self.budget().await;
    }

    async fn limits(&mut self) {
        self.list("per_page=2", &[("per_page", "2")], "two rows", |rows| sized(rows, rows.len() == 2)).await;
        self.list("per_page=1000", &[("per_page", "1000")], "a hundred rows at most", |rows| {
            sized(rows, rows.len() <= 100)
        })
        .await;
        self.list("no per_page", &[], "twenty rows at most", |rows| sized(rows, rows.len() <= 20)).await;
    }

    /// Headers of the first page, then the links of `next`, as a client follows them.
    async fn by_number(&mut self) {
        let answer = self.wire.get(&path(USERS, &[("per_page", "2")])).await;
        let header = |name: &str| answer.header(name).to_owned();
        let [page, per_page, next] = ["x-page", "x-per-page", "x-next-page"].map(header);
        // Above ten thousand rows they are left out.
        let total = header("x-total");
        let verdict = judged_list(&answer, "X-Page 1, X-Per-Page 2, X-Next-Page 2", |rows| {
            match (page.as_str(), per_page.as_str(), next.as_str()) {
                ("1", "2", "2") => Ok(format!("of {} in all", if total.is_empty() { "untold many" } else { &total })),
                ("1", "2", "") if rows.len() < 2 => Ok("everybody on one page".to_owned()),
                came => Err(format!("{came:?}")),
            }
        });
        self.put("headers of a page", verdict);
        let verdict = self.followed(&[("per_page", "2")], false).await;
        self.put("paging by number", verdict);
    }

    /// Pages along `rel="next"`: nobody twice, newest first.
    async fn followed(&self, query: &[(&str, &str)], by_id: bool) -> Verdict {
        let mut at = path(USERS, query);
        let mut all: Vec<Value> = Vec::new();
        for _ in 0..PAGES {
            let answer = self.wire.get(&at).await;
            let Some(rows) = answer.rows() else { return judged_list(&answer, "a page", |_| Ok(String::new())) };
            all.extend(rows);
            match self.next(&answer) {
                Some(next) => at = next,
                None => break,
            }
        }
        let mut seen = HashSet::new();
        let twice = all.iter().find(|row| !seen.insert(key(row)));
        let upward = all.windows(2).find(|pair| by_id && pair[0]["id"].as_i64() <= pair[1]["id"].as_i64());
        match (twice, upward) {
            (Some(row), _) => Verdict::differs("nobody twice", format!("id {} twice", key(row))),
            (_, Some(pair)) => {
                Verdict::differs("newest first", format!("id {} before {}", key(&pair[0]), key(&pair[1])))
            }
            _ if all.is_empty() => Verdict::differs("a page", "no row"),
            _ => Verdict::served(format!("{}, nobody twice", counted(all.len()))),
        }
    }

    /// The address may name the server as the world knows it; only its path and query are asked for here.
    fn next(&self, answer: &Answer) -> Option<String> {
        let url = url::Url::parse(&answer.link("next")?).ok()?;
        let root = url::Url::parse(self.wire.target().base()).ok()?;
        let at = url.path().strip_prefix(root.path().trim_end_matches('/')).unwrap_or(url.path()).to_owned();
        Some(format!("{at}?{}", url.query().unwrap_or_default()))
    }

    async fn orders(&mut self) {
        let verdict = self.followed(&[("per_page", "3")], true).await;
        self.put("the order without a wish", verdict);
        let up = [("sort", "asc"), ("per_page", "3")];
        self.list("sort=asc", &up, "oldest first", |rows| {
            let ids: Vec<_> = rows.iter().map(|row| row["id"].as_i64()).collect();
            if ids.is_sorted() { Ok(format!("{ids:?}")) } else { Err(format!("{ids:?}")) }
        })
        .await;
        for order in ["name", "username", "created_at", "updated_at"] {
            let query = [("order_by", order), ("per_page", "2")];
            self.list(&format!("order_by={order}"), &query, "served", |rows| sized(rows, !rows.is_empty())).await;
        }
        for (name, value) in [("order_by", "last_activity_on"), ("sort", "nonsense")] {
            let answer = self.wire.get(&path(USERS, &[(name, value)])).await;
            let verdict = answer.judged("400 of an unknown order", 400, |answer| Ok(answer.summary()));
            self.put(format!("{name}={value}"), verdict);
        }
    }

    /// Since 16.5; before it is refused or ignored, and both are survived.
    async fn by_cursor(&mut self) {
        let served = self.version.since(16, 5);
        for order in ["id", "updated_at"] {
            let query = [("pagination", "keyset"), ("order_by", order), ("sort", "desc"), ("per_page", "2")];
            let answer = self.wire.get(&path(USERS, &query)).await;
            let verdict = if !served {
                either(&answer, "405, or a page by number: before 16.5 there was none by cursor", &[200, 405])
            } else if answer.header("x-total").is_empty() && answer.status == 200 {
                match answer.link("next").filter(|link| link.contains("cursor=")) {
                    Some(_) => self.followed(&query, order == "id").await,
                    None => Verdict::differs("rel=\"next\" with a cursor", answer.header("link")),
                }
            } else {
                answer.judged("a page without totals", 200, |_| Err("with totals: by number".to_owned()))
            };
            self.put(format!("pagination=keyset by {order}"), verdict);
        }
        let query = [("pagination", "keyset"), ("search", "aaa")];
        let answer = self.wire.get(&path(USERS, &query)).await;
        // Inferred from the server's code; either outcome is survived.
        self.put("keyset with a search, no order", either(&answer, "405, or a page", &[200, 405]));
        let query = [("pagination", "keyset"), ("search", "aaa"), ("order_by", "id"), ("sort", "desc")];
        let answer = self.wire.get(&path(USERS, &query)).await;
        let verdict = match served {
            true => answer.judged("a page", 200, |answer| Ok(answer.summary().chars().take(3).collect())),
            false => either(&answer, "405, or a page by number", &[200, 405]),
        };
        self.put("keyset with a search, by id", verdict);
    }

    async fn too_far(&mut self) {
        let answer = self.wire.get(&path(USERS, &[("page", "501"), ("per_page", "100")])).await;
        let verdict = match self.version.since(17, 0) {
            true => answer.judged("405 beyond 50,000 rows, since 17.0", 405, |answer| Ok(answer.summary())),
            false => judged_list(&answer, "a page", |rows| Ok(counted(rows.len()))),
        };
        self.put("a page beyond 50,000 rows", verdict);
    }

    /// Told with every answer since 18.0 where the instance's throttle is on; off is what it comes with.
    async fn budget(&mut self) {
        let answer = self.wire.get(&path(USERS, &[("per_page", "1")])).await;
        let told = |name: &str| answer.header(name).to_owned();
        let [limit, left, reset] = ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"].map(told);
        let whole = |text: &String| text.parse::<u64>().is_ok();
        let verdict = if limit.is_empty() {
            Verdict::served("not told: no throttle, or a version before 18")
        } else if [&limit, &left, &reset].into_iter().all(whole) {
            Verdict::served(format!("{left} left, {limit} a minute, until {reset}"))
        } else {
            Verdict::differs(
                "RateLimit-Limit, -Remaining and -Reset as numbers",
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
