//! Measures the desk: each figure beside its bound, both in the same run and in turns, because absolute times say more about
//! the computer than about the program.
//!
//! `make bench` builds and starts it. `SCALE=100000` makes a smaller cache than a million; caches are kept in `target/bench`
//! for the next run. What it finds is printed as a table and written to `target/bench.json`.

mod deciding;
mod desk;
mod listing;
mod plain;
mod row;
mod searching;
mod server;
mod sql;
mod syncing;
mod times;

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::desk::Desk;
use crate::row::{Grown, Row, table};

/// Why nothing could be measured.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(String);

impl Trouble {
    fn said(words: impl std::fmt::Display) -> Self {
        Trouble(words.to_string())
    }
}

macro_rules! troubles {
    ($($kind:ty),*) => {
        $(impl From<$kind> for Trouble {
            fn from(error: $kind) -> Self {
                Trouble(format!("{error:?}"))
            }
        })*
    };
}

troubles!(std::io::Error, serde_json::Error, bailiwick_engine::error::Error, reqwest::Error);

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(work()),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("bench: {trouble}");
            ExitCode::FAILURE
        }
    }
}

async fn work() -> Result<(), Trouble> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, address, token, folder] = arguments.as_slice()
        && word == "client"
    {
        let cost = syncing::client(address, token, Path::new(folder)).await?;
        println!("{}", serde_json::to_string(&cost)?);
        return Ok(());
    }
    let scale = match std::env::var("SCALE") {
        Ok(text) => text.parse().map_err(|_| Trouble::said("SCALE is a number of accounts, such as 100000"))?,
        Err(_) => 1_000_000,
    };
    // ONLY=search,list measures some of it.
    let only = std::env::var("ONLY").unwrap_or_default();
    let wanted = |part: &str| only.is_empty() || only.split(',').any(|one| one == part);
    let folder = syncing::folder()?;
    let mut bench = Bench::default();
    let cached = ["search", "list", "counts", "others", "disk"].into_iter().any(wanted);
    if cached {
        let mut smaller = Vec::new();
        for accounts in [10_000, 100_000].into_iter().filter(|accounts| *accounts < scale) {
            smaller.push((accounts, over_cache(&folder, accounts, &wanted).await?));
        }
        let mut rows = over_cache(&folder, scale, &wanted).await?;
        for row in &mut rows {
            let of = |(accounts, rows): &(u32, Vec<Row>)| {
                let same = rows.iter().find(|other| other.name == row.name)?;
                Some(Grown { accounts: *accounts, value: same.value, bound: same.bound })
            };
            row.growth = smaller.iter().filter_map(of).collect();
        }
        bench.take("cache", Ok(rows));
    }
    if wanted("sync") {
        bench.take("sync_store", syncing::store(&folder));
        bench.take("sync_budget", syncing::budget(&folder).await.map(|row| vec![row]));
        bench.take("refresh_requests", syncing::refresh(&folder).await.map(|row| vec![row]));
    }
    if wanted("deciding") {
        bench.take("decisions_queued", deciding::queue(&folder).await);
        bench.take("decisions_budget", deciding::budget(&folder).await.map(|row| vec![row]));
    }
    if wanted("window") {
        bench.take("window", window(&folder, scale).await);
    }
    bench.print()
}

/// What was measured, and which parts could not be.
#[derive(Debug, Default)]
struct Bench {
    rows: Vec<Row>,
    failed: Vec<String>,
}

impl Bench {
    /// One part that fails does not spoil what the others found.
    fn take(&mut self, part: &str, rows: Result<Vec<Row>, Trouble>) {
        match rows {
            Ok(rows) => self.rows.extend(rows),
            Err(trouble) => self.failed.push(format!("{part} could not be measured: {trouble}")),
        }
    }

    fn print(self) -> Result<(), Trouble> {
        println!("\n{}\n", table(&self.rows));
        for row in self.rows.iter().filter(|row| !row.note.is_empty()) {
            println!("{}: {}", row.name, row.note);
        }
        std::fs::write("target/bench.json", serde_json::to_string_pretty(&self.rows)?)?;
        println!("\nwritten to target/bench.json");
        if self.failed.is_empty() { Ok(()) } else { Err(Trouble(self.failed.join("\n"))) }
    }
}

/// Everything that is measured over one cache.
async fn over_cache(folder: &Path, accounts: u32, wanted: &impl Fn(&str) -> bool) -> Result<Vec<Row>, Trouble> {
    let desk = Desk::of(folder, accounts).await?;
    let plain = desk.plain()?;
    eprintln!("bench: measuring over {accounts} accounts");
    let mut rows = Vec::new();
    if wanted("search") {
        rows.extend(searching::rows(&desk, &plain).await?);
    }
    if wanted("list") {
        rows.extend(listing::list_any(&desk).await?);
    }
    if wanted("counts") {
        rows.extend(listing::facets(&desk, &plain).await?);
    }
    if wanted("others") {
        rows.push(listing::others(&desk, &plain).await?);
    }
    if wanted("disk") {
        rows.push(listing::disk(&desk).await?);
    }
    drop(plain);
    desk.engine.close().await;
    Ok(rows)
}

/// What the real window measures of itself.
async fn window(folder: &Path, accounts: u32) -> Result<Vec<Row>, Trouble> {
    let desk = Desk::of(folder, accounts).await?;
    let data = desk.folder().to_owned();
    desk.engine.close().await;
    // The folder is free for the window once nobody holds the engine.
    drop(desk);
    let output = folder.join("window.json");
    eprintln!("bench: measuring the window over {accounts} accounts");
    let status = Command::new("node").arg("tests/desk/speed.mjs").arg(&data).arg(&output).status()?;
    if !status.success() {
        return Err(Trouble::said(format!("the window's part ended with {status}")));
    }
    Ok(serde_json::from_slice(&std::fs::read(&output)?)?)
}
