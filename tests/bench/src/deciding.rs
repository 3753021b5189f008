//! Deciding: what it costs to write one down beside the plainest row that is as safe, and whether what waits uses all that a
//! server allows.

use std::path::Path;
use std::time::{Duration, Instant};

use bailiwick_engine::Engine;
use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::decision::{DecisionView, Holds, Status};
use bailiwick_engine::list::{AccountRow, Start};
use bailiwick_engine::model::Mark;
use bailiwick_engine::profile::{ProfileId, SafeMode};
use serde::Deserialize;

use crate::Trouble;
use crate::desk::{adopt, engine, everybody, fill};
use crate::plain::Plain;
use crate::row::{Goal, Row};
use crate::server::{Server, WIDE};
use crate::syncing::{Counted, fresh, reqwest_json};
use crate::times::Times;

/// So many decisions.
const DECISIONS: usize = 500;
/// What a decision and its receipt weigh, about.
const BYTES: usize = 1_200;

/// A throttle of this many requests in so many seconds, and for further pages.
const REQUESTS: u32 = 150;
const WINDOW: u64 = 3;
const PAGES: u32 = 30;
/// So many people that fetching them takes longer than sending the decisions.
const PEOPLE: u32 = 200_000;

/// Decisions that are written down, held, and not sent: how many a second, and one beside a row of the same weight.
pub async fn queue(folder: &Path) -> Result<Vec<Row>, Trouble> {
    let folder = fresh(folder, "queue")?;
    let server = Server::start("mastodon", 5_000, &["--limits", WIDE])?;
    let engine = engine(&folder).await?;
    let profile = adopt(&engine, &server, "practice-owner").await?.id;
    fill(&engine, &profile).await?;
    engine.pause_refresh(&profile).await?;
    engine.set_holds(Holds { reversible: 60_000, irreversible: 60_000, ..Holds::NONE });
    let plain = Plain::journal(&folder.join("plain.db"))?;
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    let words = "x".repeat(BYTES);
    for row in people(&engine, &profile).await? {
        let seen = engine.open_account(&profile, &row.id).await?.revision;
        let choices = Choices { tell: Some(false), ..Choices::default() };
        let began = Instant::now();
        engine.decide(&profile, &row.id, &seen, Verb::Limit, choices).await?;
        ours.since(began);
        let began = Instant::now();
        plain.rows(&format!("INSERT INTO decision (words) VALUES ('{words}')"))?;
        theirs.since(began);
    }
    engine.close().await;
    let (one, insert) = (ours.percentile(50), theirs.percentile(50));
    let bound = "a plain synchronous insert";
    Ok(vec![
        Row::new("decision_queued", "ms", one, (bound, insert), Goal::AtMost(2.0))
            .noting("both durable before they return: written ahead, synchronous=FULL, encrypted; in turns, medians"),
        Row::new("decisions_per_second", "decisions/s", 1_000.0 / one, (bound, 1_000.0 / insert), Goal::AtLeast(0.5)),
    ])
}

/// Decisions that leave while everybody is fetched: requests in whole windows beside what the token is allowed, and no 429.
pub async fn budget(folder: &Path) -> Result<Row, Trouble> {
    let folder = fresh(folder, "deciding")?;
    let limits = format!("{REQUESTS}/{WINDOW},{PAGES}/{WINDOW}");
    let server = Server::start("mastodon", PEOPLE, &["--limits", &limits])?;
    let engine = engine(&folder).await?;
    let profile = adopt(&engine, &server, "practice-owner").await?.id;
    engine.refresh(&profile).await?;
    let people = loop {
        match people(&engine, &profile).await {
            Ok(people) => break people,
            Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    };
    // All are decided before the first leaves: held first, then kept back until the last is ready, too.
    engine.set_holds(Holds { reversible: 20_000, irreversible: 20_000, ..Holds::NONE });
    for row in &people {
        let seen = engine.open_account(&profile, &row.id).await?.revision;
        let choices = Choices { tell: Some(false), ..Choices::default() };
        engine.decide(&profile, &row.id, &seen, Verb::Limit, choices).await?;
    }
    engine.set_safe_mode(&profile, SafeMode::ReadOnly).await?;
    wait_until(&engine, &profile, |open| open.iter().all(|one| one.status != Status::Held)).await?;
    let ready = engine.outbox(&profile).await?.len();
    engine.set_safe_mode(&profile, SafeMode::default()).await?;
    wait_until(&engine, &profile, |open| open.len() < ready).await?;
    let begins = next_window(now());
    wait_until(&engine, &profile, |open| open.len() < DECISIONS / 20).await?;
    let ends = next_window(now()) - 1;
    let view = engine.profiles().await?.into_iter().find(|view| view.id == profile);
    let fetching = view.is_some_and(|view| view.sync.running);
    let counted: Counted = reqwest_json(&format!("{}/practice/count", server.address)).await?;
    let log: Vec<Came> = reqwest_json(&format!("{}/practice/requests", server.address)).await?;
    engine.close().await;
    if ends <= begins {
        return Err(Trouble::said("all decisions had left before a window was whole"));
    }
    let came = log.iter().filter(|came| came.window().is_some_and(|window| (begins..ends).contains(&window)));
    let came: Vec<&Came> = came.collect();
    let decided = came.iter().filter(|came| came.method == "POST").count();
    let windows = u32::try_from(ends - begins).map_err(Trouble::said)?;
    let allowed = ("what the token is allowed", f64::from(REQUESTS * windows));
    let row = Row::new("decisions_budget", "requests", came.len() as f64, allowed, Goal::AtLeast(0.97));
    let holds = row.holds && counted.too_many == 0;
    let whether = if fetching { "a fetch was under way" } else { "NOTHING was fetched meanwhile" };
    let words = format!(
        "{windows} windows of {WINDOW} s, {decided} of {ready} decisions in them, {whether}; {} answers were 429",
        counted.too_many
    );
    Ok(Row { holds: holds && fetching, ..row }.noting(words))
}

/// A request as the practice server's log has it.
#[derive(Deserialize)]
struct Came {
    at: String,
    method: String,
}

impl Came {
    /// The window that it came in, counted within the day: windows begin with the epoch, and a day is a whole number of them.
    fn window(&self) -> Option<u64> {
        let (_, time) = self.at.split_once('T')?;
        let mut numbers = time.trim_end_matches('Z').split([':', '.']).map(|number| number.parse::<u64>().ok());
        let (hours, minutes, seconds) = (numbers.next()??, numbers.next()??, numbers.next()??);
        Some((hours * 3_600 + minutes * 60 + seconds) / WINDOW)
    }
}

/// Seconds of this day, in UTC.
fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    since.as_secs() % 86_400
}

const fn next_window(seconds: u64) -> u64 {
    seconds / WINDOW + 1
}

async fn wait_until(engine: &Engine, profile: &ProfileId, so: impl Fn(&[DecisionView]) -> bool) -> Result<(), Trouble> {
    let until = Instant::now() + Duration::from_secs(240);
    while Instant::now() < until {
        if so(&engine.outbox(profile).await?) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Err(Trouble::said("decisions did not leave within four minutes"))
}

/// People who can be limited, each once.
async fn people(engine: &Engine, profile: &ProfileId) -> Result<Vec<AccountRow>, Trouble> {
    let mut found = Vec::new();
    let mut query = everybody(500);
    query.typed = "state:unrestricted -state:staff".to_owned();
    loop {
        let page = engine.list_accounts(profile, query.clone()).await?;
        found.extend(page.rows.into_iter().filter(|row| !row.marks.contains(&Mark::Internal)));
        if found.len() >= DECISIONS {
            found.truncate(DECISIONS);
            return Ok(found);
        }
        let Some(next) = page.next else { return Err(Trouble::said(format!("only {} people", found.len()))) };
        query.start = Start::After { cursor: next };
    }
}
