//! Searching by text: whole words, parts of them, one and two letters.

use std::time::Instant;

use bailiwick_engine::filter::fold;
use memchr::memmem::Finder;
use nucleo::pattern::{CaseMatching, Normalization};
use nucleo::{Config, Nucleo};

use crate::desk::{Desk, everybody};
use crate::plain::Plain;
use crate::row::{Goal, Row};
use crate::times::{Dice, Times};
use crate::{Trouble, sql};

/// How many searches.
const SEARCHES: usize = 200;

/// Every row about searching.
pub async fn rows(desk: &Desk, plain: &Plain) -> Result<Vec<Row>, Trouble> {
    let strings = plain.texts(sql::FOLDED)?;
    let parts = parts(&strings, 3, 8);
    let mut engine = Times::default();
    let mut bound = Times::default();
    let mut stated = Times::default();
    let mut fuzzy = Times::default();
    let mut slowest = Vec::new();
    let mut matcher = matcher(&strings);
    for (number, part) in parts.iter().enumerate() {
        let page = timed(desk, part, &mut engine).await?;
        slowest.push((engine.last(), part.clone()));
        let began = Instant::now();
        let found = plain.rows(&sql::search(part))?;
        bound.since(began);
        if page != found {
            return Err(Trouble::said(format!("{part:?}: {page} rows by the engine, {found} by SQL")));
        }
        timed(desk, &format!("{part} state:not-suspended origin:remote"), &mut stated).await?;
        // The matcher needs a tenth of a second a time: a few of them tell as much.
        if number % 10 == 0 {
            let began = Instant::now();
            matcher.pattern.reparse(0, &quoted(part), CaseMatching::Ignore, Normalization::Smart, false);
            while matcher.tick(10_000).running {}
            fuzzy.since(began);
        }
    }
    slowest.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (time, part) in slowest.iter().take(8) {
        eprintln!("bench: search_text {time:.2} ms  {part}");
    }
    let (short, scan) = short(desk, &strings).await?;
    let text = engine.percentile(95);
    Ok(vec![
        Row::new("search_text", "ms p95", text, ("the same SQL in C", bound.percentile(95)), Goal::AtMost(2.0)),
        Row::new(
            "search_text_vs_fuzzy",
            "ms p50",
            engine.percentile(50),
            ("nucleo, 2 threads", fuzzy.percentile(50)),
            Goal::AtMost(1.0 / 15.0),
        ),
        Row::new("search_text_state", "ms p95", stated.percentile(95), ("search_text", text), Goal::AtMost(4.0)),
        Row::new("search_short", "ms p95", short, ("4 ms or memmem", scan.max(4.0)), Goal::AtMost(2.0)),
    ])
}

async fn timed(desk: &Desk, typed: &str, times: &mut Times) -> Result<usize, Trouble> {
    let mut query = everybody(100);
    typed.clone_into(&mut query.typed);
    let began = Instant::now();
    let page = desk.page(query).await?;
    times.since(began);
    Ok(page.rows.len())
}

/// One and two letters, in the engine and by running through all strings.
async fn short(desk: &Desk, strings: &[String]) -> Result<(f64, f64), Trouble> {
    let packed = strings.join("\n");
    let mut engine = Times::default();
    let mut scan = Times::default();
    for part in parts(strings, 1, 2).iter().take(SEARCHES / 2) {
        timed(desk, part, &mut engine).await?;
        let began = Instant::now();
        let finder = Finder::new(part.as_bytes());
        std::hint::black_box(finder.find_iter(packed.as_bytes()).count());
        scan.since(began);
    }
    Ok((engine.percentile(95), scan.percentile(95)))
}

/// Parts of strings that are there, so many letters long; every twentieth is nowhere.
fn parts(strings: &[String], shortest: usize, longest: usize) -> Vec<String> {
    let mut dice = Dice::of("parts");
    let mut parts = Vec::with_capacity(SEARCHES);
    while parts.len() < SEARCHES && !strings.is_empty() {
        let letters: Vec<char> = strings[dice.below(strings.len())].chars().collect();
        let length = shortest + dice.below(longest - shortest + 1);
        let from = dice.below(letters.len().saturating_sub(length) + 1);
        let part: String = letters.iter().skip(from).take(length).collect();
        let usable = part.chars().count() == length && part.chars().all(char::is_alphanumeric) && fold(&part) == part;
        if usable {
            let nowhere = parts.len() % 20 == 19 && length > 2;
            parts.push(if nowhere { part.chars().map(|_| 'q').collect() } else { part });
        }
    }
    parts
}

/// Substrings only, as the engine finds them.
fn quoted(part: &str) -> String {
    format!("'{part}")
}

fn matcher(strings: &[String]) -> Nucleo<()> {
    let matcher = Nucleo::new(Config::DEFAULT, std::sync::Arc::new(|| {}), Some(2), 1);
    let injector = matcher.injector();
    for string in strings {
        injector.push((), |_, columns| columns[0] = string.as_str().into());
    }
    matcher
}
