//! Pages of lists: every filter in every order, first and deep; counts; others.

use std::collections::BTreeSet;
use std::time::Instant;

use bailiwick_engine::list::{AccountQuery, Sort, SortBy, Start};

use crate::desk::{Desk, everybody};
use crate::plain::Plain;
use crate::row::{Goal, Row};
use crate::times::{Dice, Times};
use crate::{Trouble, sql};

/// How often each page is asked for: with twenty, one that met something else on the computer is not the 95th percentile.
const TIMES: usize = 20;

/// Why no index serves a filter in an order: then its bound is 16 ms. None where one does.
fn unindexed(filter: &str, by: SortBy) -> Option<&'static str> {
    let has = |words: &[&str]| words.iter().any(|word| filter.contains(word));
    if has(&["lang:", "has:", "two-factor:", "joined:"]) {
        return Some("kept as bits or a range beside the row: walked over along the order, not looked up");
    }
    let few = ["pending", "limited", "sensitive", "frozen", "state:suspended", "staff"];
    let looked_up = has(&["user:", "name:", "mail:", "domain:", "ip:", "role:", "an "])
        || (has(&few) && !filter.starts_with('-') && !filter.contains("not-suspended"));
    (by != SortBy::Joined && looked_up).then_some(
        "found by its own index and sorted, or met along the order's: one for every pair would be sixty indexes",
    )
}

/// What is filtered by, alone.
fn filters(samples: &Samples) -> Vec<String> {
    let states = ["pending", "not-suspended", "unrestricted", "limited", "sensitive", "frozen", "suspended", "staff"];
    let mut filters: Vec<String> = states.iter().map(|state| format!("state:{state}")).collect();
    filters.extend(["origin:local", "origin:remote", "-state:suspended", "state:limited,suspended"].map(str::to_owned));
    filters.extend(samples.domains.iter().map(|domain| format!("domain:{domain}")));
    filters.extend(samples.mails.iter().map(|mail| format!("mail:@{mail}")));
    filters.extend(samples.networks.iter().map(|network| format!("ip:{network}")));
    filters.extend(["joined:<7d", "joined:<900d", "lang:de", "has:reason", "role:moderator"].map(str::to_owned));
    filters.extend(
        ["user:a", "name:an", "two-factor:on", "an origin:local", "state:limited origin:local"].map(str::to_owned),
    );
    filters
}

/// Values that are there: of each kind a common one and a rare one.
struct Samples {
    domains: Vec<String>,
    mails: Vec<String>,
    networks: Vec<String>,
}

impl Samples {
    async fn of(desk: &Desk) -> Result<Self, Trouble> {
        let loaded = desk.counts(everybody(1)).await?.loaded as usize;
        let mut dice = Dice::of("samples");
        let (mut domains, mut mails, mut networks) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..60 {
            let index = u32::try_from(dice.below(loaded)).unwrap_or(0);
            let page = desk.page(AccountQuery { start: Start::At { index }, ..everybody(20) }).await?;
            for row in page.rows {
                domains.extend(row.domain);
                mails.extend(row.mail.and_then(|mail| Some(mail.split_once('@')?.1.to_owned())));
                networks.extend(row.ip.filter(|ip| ip.contains('.')).map(|ip| format!("{ip}/24")));
            }
        }
        Ok(Samples { domains: ends(domains), mails: ends(mails), networks: ends(networks) })
    }
}

/// The most common and the least common.
fn ends(mut values: Vec<String>) -> Vec<String> {
    values.sort();
    let mut counted: Vec<(usize, String)> = Vec::new();
    for value in values {
        match counted.last_mut().filter(|(_, last)| *last == value) {
            Some((count, _)) => *count += 1,
            None => counted.push((1, value)),
        }
    }
    counted.sort();
    let ends = [counted.first().cloned(), counted.last().cloned()];
    ends.into_iter().flatten().map(|(_, value)| value).collect()
}

/// Every page, in turns with the unfiltered one.
pub async fn list_any(desk: &Desk) -> Result<Vec<Row>, Trouble> {
    let samples = Samples::of(desk).await?;
    let orders = [
        SortBy::Joined,
        SortBy::Handle,
        SortBy::Name,
        SortBy::Mail,
        SortBy::Domain,
        SortBy::Address,
        SortBy::Active,
        SortBy::Seen,
    ];
    let mut bound = Times::default();
    let mut worst = (0.0, String::new());
    let mut slow: Vec<(f64, String)> = Vec::new();
    let mut worst_unindexed = (0.0, String::new());
    let mut reasons = BTreeSet::new();
    for filter in filters(&samples) {
        for by in orders {
            for deep in [false, true] {
                let query = AccountQuery {
                    typed: filter.clone(),
                    sort: Sort { by, descending: by == SortBy::Joined },
                    ..everybody(100)
                };
                let start = if deep { deep_in(desk, &query).await? } else { Start::Top };
                let query = AccountQuery { start, ..query };
                let mut times = Times::default();
                for _ in 0..TIMES {
                    let began = Instant::now();
                    desk.page(everybody(100)).await?;
                    bound.since(began);
                    let began = Instant::now();
                    desk.page(query.clone()).await?;
                    times.since(began);
                }
                let said = format!("{filter} by {by:?}{}", if deep { ", deep" } else { "" });
                let time = times.percentile(95);
                let place = match unindexed(&filter, by) {
                    Some(why) => {
                        reasons.insert(why);
                        &mut worst_unindexed
                    }
                    None => &mut worst,
                };
                if time > place.0 {
                    *place = (time, said.clone());
                }
                slow.push((time, said));
            }
        }
    }
    let page = bound.percentile(95);
    slow.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (time, said) in slow.iter().take(12) {
        eprintln!("bench: list_any {time:.2} ms  {said}");
    }
    let reasons: Vec<&str> = reasons.into_iter().collect();
    Ok(vec![
        Row::new("list_any", "ms p95", worst.0, ("unfiltered keyset page", page), Goal::AtMost(5.0)).noting(worst.1),
        Row::new("list_any_unindexed", "ms p95", worst_unindexed.0, ("16 ms", 16.0), Goal::AtMost(5.0))
            .noting(format!("{}; {}", worst_unindexed.1, reasons.join("; "))),
    ])
}

/// A place far into the list: by its cursor, as somebody who has scrolled there asks for the next page.
async fn deep_in(desk: &Desk, query: &AccountQuery) -> Result<Start, Trouble> {
    let matching = desk.counts(query.clone()).await?.matching.number;
    let at = AccountQuery { start: Start::At { index: matching / 2 }, limit: 1, ..query.clone() };
    let page = desk.page(at).await?;
    Ok(page.rows.into_iter().next().map_or(Start::Top, |row| Start::After { cursor: row.cursor }))
}

/// Counts beside the states, without a text and under twenty of them.
pub async fn facets(desk: &Desk, plain: &Plain) -> Result<Vec<Row>, Trouble> {
    let (mut engine, mut grouped) = (Times::default(), Times::default());
    for _ in 0..TIMES {
        let began = Instant::now();
        desk.counts(everybody(1)).await?;
        engine.since(began);
        let began = Instant::now();
        plain.rows(sql::GROUPED)?;
        grouped.since(began);
        // What it leaves to be tidied up is not the engine's.
        desk.counts(everybody(1)).await?;
    }
    let (mut under, mut grouped_under) = (Times::default(), Times::default());
    let texts = ["an", "and", "mail", "gmail", "ann", "lin", "art", "berg", "son", "net", "org", "ian", "mar", "cas"];
    let texts = texts.into_iter().chain(["ber", "der", "ina", "ros", "ton", "ell"]);
    for text in texts.filter(|text| text.len() > 2) {
        for _ in 0..3 {
            let query = AccountQuery { typed: text.to_owned(), ..everybody(1) };
            let began = Instant::now();
            desk.counts(query).await?;
            under.since(began);
            let began = Instant::now();
            plain.rows(&sql::grouped_under(text))?;
            grouped_under.since(began);
            desk.counts(everybody(1)).await?;
        }
    }
    let (value, bound) = (engine.percentile(95), grouped.percentile(95));
    let (text_value, text_bound) = (under.percentile(95), grouped_under.percentile(95));
    Ok(vec![
        Row::new("facets", "ms p95", value, ("the GROUP BY", bound), Goal::AtMost(1.0 / 50.0)),
        Row::new("facets_text", "ms p95", text_value, ("the GROUP BY under the text", text_bound), Goal::AtMost(1.0)),
    ])
}

/// Who else shares an address, a network, a mail domain.
pub async fn others(desk: &Desk, plain: &Plain) -> Result<Row, Trouble> {
    let (mut engine, mut bound) = (Times::default(), Times::default());
    let page = desk.page(AccountQuery { typed: "origin:local".to_owned(), ..everybody(100) }).await?;
    for row in page.rows.iter().filter(|row| row.ip.is_some()) {
        let began = Instant::now();
        desk.engine.others(&desk.profile, &row.id).await?;
        engine.since(began);
        let (Some(ip), Some(mail)) = (&row.ip, &row.mail) else { continue };
        let began = Instant::now();
        for statement in sql::others(ip, mail) {
            plain.rows(&statement)?;
        }
        bound.since(began);
    }
    let bound = ("exact index look-ups", bound.percentile(95));
    Ok(Row::new("others", "ms p95", engine.percentile(95), bound, Goal::AtMost(3.0)))
}

/// Bytes on the disk for an account, beside its raw JSON.
pub async fn disk(desk: &Desk) -> Result<Row, Trouble> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(desk.files())? {
        bytes += entry?.metadata()?.len();
    }
    let loaded = desk.counts(everybody(1)).await?.loaded;
    let mut dice = Dice::of("raw");
    let (mut raw, mut seen) = (0, 0);
    for _ in 0..100 {
        let index = u32::try_from(dice.below(loaded as usize)).unwrap_or(0);
        let page = desk.page(AccountQuery { start: Start::At { index }, ..everybody(5) }).await?;
        for row in page.rows {
            // The desk shows it indented: measured is what the server sent.
            let shown = desk.engine.account_raw(&desk.profile, &row.id).await?;
            let sent: serde_json::Value = serde_json::from_str(&shown)?;
            raw += sent.to_string().len();
            seen += 1;
        }
    }
    let per_account = bytes as f64 / f64::from(loaded.max(1));
    let bound = ("raw JSON", raw as f64 / f64::from(seen.max(1)));
    Ok(Row::new("disk", "bytes an account", per_account, bound, Goal::AtMost(0.65)))
}
