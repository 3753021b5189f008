//! Refreshing: what it costs beside other clients, whether it keeps to a server's budget, how few requests it needs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bailiwick_engine::Engine;
use bailiwick_engine::profile::ProfileId;
use serde::{Deserialize, Serialize};

use crate::Trouble;
use crate::desk::{adopt, engine, fill};
use crate::row::{Goal, Row};
use crate::server::{Server, WIDE};

/// What a client has done and what that cost it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Cost {
    /// Accounts fetched.
    pub accounts: u32,
    /// Processor time of its process, in seconds.
    pub cpu: f64,
    /// Its peak resident memory, in KiB.
    pub peak: f64,
}

impl Cost {
    fn per_second(self) -> f64 {
        f64::from(self.accounts) / self.cpu
    }
}

/// How many accounts each client fetches when its processor time is measured.
const FETCHED: u32 = 10_000;

/// Which client, in a process of its own.
enum Client<'a> {
    Bailiwick(&'a Path),
    Python,
}

/// This program as a client: refreshes everything from the server and prints what it cost.
pub async fn client(address: &str, token: &str, folder: &Path) -> Result<Cost, Trouble> {
    let engine = engine(folder).await?;
    let server = Address(address.to_owned());
    let profile = server.adopt(&engine, token).await?;
    let view = fill(&engine, &profile).await?;
    engine.close().await;
    let (cpu, peak) = spent()?;
    Ok(Cost { accounts: view.cached, cpu, peak })
}

struct Address(String);

impl Address {
    async fn adopt(&self, engine: &Engine, token: &str) -> Result<ProfileId, Trouble> {
        let server = bailiwick_engine::PracticeServer {
            address: self.0.clone(),
            token: token.to_owned(),
            name: "Bench".to_owned(),
            letters: "BE".to_owned(),
        };
        Ok(engine.adopt_practice(server).await?.id)
    }
}

/// Processor time and peak memory of this process, as the kernel counts them.
fn spent() -> Result<(f64, f64), Trouble> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The program's name may have spaces; what comes after its bracket is numbers (proc(5): utime and stime, in ticks).
    let numbers: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |at: usize| numbers.get(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
    Ok(((ticks(11) + ticks(12)) / 100.0, peak.unwrap_or(f64::NAN)))
}

fn run(client: &Client<'_>, kind: &str, address: &str, accounts: u32) -> Result<Cost, Trouble> {
    let mut command = match client {
        Client::Bailiwick(folder) => {
            if folder.exists() {
                std::fs::remove_dir_all(folder)?;
            }
            let mut command = Command::new(std::env::current_exe()?);
            command.args(["client", address, token(kind)]).arg(folder);
            command
        }
        Client::Python => {
            let mut command = Command::new("target/clients/venv/bin/python");
            command.args(["tests/bench/clients.py", kind, address, token(kind), &accounts.to_string()]);
            command
        }
    };
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(Trouble::said(format!("a client of the {kind} ended with {}", output.status)));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn token(kind: &str) -> &'static str {
    if kind == "mastodon" { "practice-owner" } else { "practice-administrator" }
}

/// Accounts per second of the processor, in turns with a client that stores nothing; and the memory that both take.
pub fn store(folder: &Path) -> Result<Vec<Row>, Trouble> {
    let scratch = folder.join("client");
    let ours = Client::Bailiwick(&scratch);
    let mut rows = Vec::new();
    let mut python_peak = f64::NAN;
    for (kind, name, least) in
        [("gitlab", "python-gitlab, not storing", 1.0), ("mastodon", "Mastodon.py, not storing", 10.0)]
    {
        // A GitLab that tells nothing of a throttle would be asked slowly, so that one is switched on.
        let server = Server::start(kind, FETCHED, &["--limits", WIDE])?;
        let (mut best, mut bound) = (0.0_f64, 0.0_f64);
        for _ in 0..3 {
            best = best.max(run(&ours, kind, &server.address, FETCHED)?.per_second());
            let theirs = run(&Client::Python, kind, &server.address, FETCHED)?;
            bound = bound.max(theirs.per_second());
            python_peak = theirs.peak;
        }
        let row = format!("sync_store_{kind}");
        rows.push(Row::new(&row, "accounts a CPU-second", best, (name, bound), Goal::AtLeast(least)));
    }
    let server = Server::start("mastodon", 100_000, &["--limits", WIDE])?;
    let peak = run(&ours, "mastodon", &server.address, 100_000)?.peak;
    rows.push(
        Row::new("sync_memory", "MiB", peak / 1024.0, ("Mastodon.py", python_peak / 1024.0), Goal::AtMost(1.5))
            .noting("Mastodon.py keeps no page: what it takes does not grow with the accounts"),
    );
    Ok(rows)
}

/// The paging throttle and the token's, with windows of seconds.
const PAGES: u32 = 40;
const WINDOW: Duration = Duration::from_secs(15);
const WINDOWS: u32 = 3;

/// Requests and pages under throttles whose windows are scaled down.
pub async fn budget(folder: &Path) -> Result<Row, Trouble> {
    let limits = format!("{PAGES}/5,{PAGES}/{}", WINDOW.as_secs());
    let server = Server::start("mastodon", 200 * PAGES * (WINDOWS + 1), &["--limits", &limits])?;
    let folder = fresh(folder, "budget")?;
    let engine = engine(&folder).await?;
    // Windows are aligned to the epoch: what is measured begins with one and ends with one.
    let into = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() % WINDOW.as_millis();
    tokio::time::sleep(WINDOW - Duration::from_millis(u64::try_from(into).unwrap_or(0))).await;
    let began = Instant::now();
    let profile = adopt(&engine, &server, token("mastodon")).await?.id;
    engine.refresh(&profile).await?;
    tokio::time::sleep((WINDOW * WINDOWS).saturating_sub(began.elapsed())).await;
    let view = engine.profiles().await?.into_iter().find(|view| view.id == profile);
    engine.close().await;
    // Pages and not accounts: the lists of what matters first fill no page.
    let counted: Counted = reqwest_json(&format!("{}/practice/count", server.address)).await?;
    let log: Vec<Asked> = reqwest_json(&format!("{}/practice/requests", server.address)).await?;
    let pages = log.iter().filter(|asked| asked.path.ends_with("/admin/accounts")).count();
    let permitted = ("what the allowance permits", f64::from(PAGES * WINDOWS));
    let fetched = view.map_or(0, |view| view.cached);
    let row = Row::new("sync_budget", "pages", pages as f64, permitted, Goal::AtLeast(0.98));
    let held = row.holds && counted.too_many == 0;
    Ok(Row { holds: held, ..row }.noting(format!("{fetched} accounts; {} answers were 429", counted.too_many)))
}

/// How many requests came to a practice server.
#[derive(Deserialize)]
pub struct Counted {
    /// Of those 429.
    pub too_many: u32,
}

/// A request as the practice server's log has it.
#[derive(Deserialize)]
struct Asked {
    path: String,
    query: String,
}

impl Asked {
    /// Whether it is a page of the sweep, which takes what is left of the budget: a list of everybody.
    fn is_of_sweep(&self) -> bool {
        self.path.ends_with("/admin/accounts") && !self.query.contains("min_id=") && !self.query.contains("pending")
    }
}

/// JSON from the hands that a practice server has for tests.
pub async fn reqwest_json<T: serde::de::DeserializeOwned>(url: &str) -> Result<T, Trouble> {
    let bytes = reqwest::get(url).await?.error_for_status()?.bytes().await?;
    Ok(serde_json::from_slice(&bytes)?)
}

/// Requests of a refresh that finds nothing new.
pub async fn refresh(folder: &Path) -> Result<Row, Trouble> {
    // A cache of its own: a server that is started anew makes up other people than those that a kept one has.
    let folder = fresh(folder, "idle")?;
    let server = Server::start("mastodon", 100_000, &["--limits", WIDE])?;
    let engine = engine(&folder).await?;
    let profile = adopt(&engine, &server, token("mastodon")).await?.id;
    fill(&engine, &profile).await?;
    let log = format!("{}/practice/requests", server.address);
    reqwest::Client::new().delete(&log).send().await?.error_for_status()?;
    idle(&engine, &profile).await?;
    let asked: Vec<Asked> = reqwest_json(&log).await?;
    let requests = asked.iter().take_while(|asked| !asked.is_of_sweep()).count();
    engine.pause_refresh(&profile).await?;
    engine.close().await;
    Ok(Row::new("refresh_requests", "requests", requests as f64, ("three", 3.0), Goal::AtMost(1.0)))
}

/// One refresh, until its sweep begins: that takes what is left of the budget.
async fn idle(engine: &Engine, profile: &ProfileId) -> Result<(), Trouble> {
    use bailiwick_engine::event::Event;
    use bailiwick_engine::profile::SyncPhase;
    let mut events = engine.listen();
    engine.refresh(profile).await?;
    loop {
        if let Ok(Event::Profile { profile }) = events.recv().await
            && (!profile.sync.running || profile.sync.phase == SyncPhase::Sweep)
        {
            return Ok(());
        }
    }
}

/// A folder that is not there yet.
pub fn fresh(folder: &Path, name: &str) -> Result<PathBuf, Trouble> {
    let folder = folder.join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    Ok(folder)
}

/// Where the files of this run lie.
pub fn folder() -> Result<PathBuf, Trouble> {
    let folder = PathBuf::from("target/bench");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
