//! The engine over a cache of a given size: made once by a real refresh from a practice server, kept for the next run.

use std::path::{Path, PathBuf};
use std::time::Instant;

use bailiwick_engine::clock::Clock;
use bailiwick_engine::decision::{Holds, RememberDays};
use bailiwick_engine::event::Event;
use bailiwick_engine::list::{AccountCounts, AccountPage, AccountQuery, Place, Sort, Start};
use bailiwick_engine::profile::{ProfileId, ProfileView};
use bailiwick_engine::{Engine, Keychain, Options, PracticeServer};

use crate::Trouble;
use crate::plain::Plain;
use crate::server::{Server, WIDE};

/// An open engine with one practice profile.
pub struct Desk {
    /// The engine.
    pub engine: Engine,
    /// Its profile.
    pub profile: ProfileId,
    folder: PathBuf,
}

/// The query that lists everybody, newest first.
pub fn everybody(limit: u32) -> AccountQuery {
    AccountQuery {
        place: Place::Accounts,
        typed: String::new(),
        filter: Default::default(),
        sort: Sort::default(),
        start: Start::Top,
        limit,
    }
}

/// Opens an engine that leaves the keychain alone.
pub async fn engine(folder: &Path) -> Result<Engine, Trouble> {
    let options = Options {
        folder: folder.to_owned(),
        clock: Clock::System,
        keychain: Keychain::Unused,
        holds: Holds::NONE,
        remember: RememberDays::default(),
    };
    Ok(Engine::open(options).await?)
}

/// Puts the server's practice profile on the desk.
pub async fn adopt(engine: &Engine, server: &Server, token: &str) -> Result<ProfileView, Trouble> {
    let server = PracticeServer {
        address: server.address.clone(),
        token: token.to_owned(),
        name: "Bench".to_owned(),
        letters: "BE".to_owned(),
    };
    Ok(engine.adopt_practice(server).await?)
}

/// Refreshes until everybody is there.
pub async fn fill(engine: &Engine, profile: &ProfileId) -> Result<ProfileView, Trouble> {
    let mut events = engine.listen();
    engine.refresh(profile).await?;
    loop {
        let seen = match events.recv().await {
            Ok(Event::Profile { profile: seen }) if seen.id == *profile => *seen,
            Ok(_) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => continue,
            Err(closed) => return Err(Trouble::said(closed)),
        };
        if let Some(problem) = seen.sync.problem.as_ref().filter(|_| !seen.sync.running) {
            return Err(Trouble::said(format!("the refresh ended: {:?}", problem.error)));
        }
        if !seen.sync.running && seen.sync.fill.is_none() && seen.sync.finished_at.is_some() {
            return Ok(seen);
        }
    }
}

impl Desk {
    /// The desk with so many accounts, below the folder; made when it is not there, or of another size.
    pub async fn of(folder: &Path, accounts: u32) -> Result<Self, Trouble> {
        let folder = folder.join(format!("desk-{accounts}"));
        if let Some(desk) = Self::kept(&folder, accounts).await? {
            return Ok(desk);
        }
        // What is there was not finished, or its cache began anew after a change of its schema.
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        eprintln!("bench: making a cache of {accounts} accounts, by refreshing it from a practice server");
        let began = Instant::now();
        let server = Server::start("mastodon", accounts, &["--limits", WIDE])?;
        let engine = engine(&folder).await?;
        let profile = adopt(&engine, &server, "practice-owner").await?.id;
        let view = fill(&engine, &profile).await?;
        eprintln!("bench: {} accounts after {:.0} s", view.cached, began.elapsed().as_secs_f64());
        engine.close().await;
        // The folder is free once nobody holds the engine.
        drop((engine, server));
        std::fs::write(folder.join("whole"), view.cached.to_string())?;
        Self::kept(&folder, accounts).await?.ok_or_else(|| Trouble::said("the cache that was just made is not there"))
    }

    async fn kept(folder: &Path, accounts: u32) -> Result<Option<Self>, Trouble> {
        let Ok(whole) = std::fs::read_to_string(folder.join("whole")) else { return Ok(None) };
        let engine = engine(folder).await?;
        let found = engine.profiles().await?.into_iter().find(|profile| whole == profile.cached.to_string());
        let Some(profile) = found.filter(|profile| profile.cached >= accounts / 100 * 95) else {
            engine.close().await;
            drop(engine);
            return Ok(None);
        };
        // Nothing is asked of a server that is not there any more.
        engine.pause_refresh(&profile.id).await?;
        let desk = Desk { engine, profile: profile.id, folder: folder.to_owned() };
        // Read once, so that nothing waits for the disk: that would measure the disk.
        std::io::copy(&mut std::fs::File::open(desk.files().join("cache.db"))?, &mut std::io::sink())?;
        Ok(Some(desk))
    }

    /// A page.
    pub async fn page(&self, query: AccountQuery) -> Result<AccountPage, Trouble> {
        Ok(self.engine.list_accounts(&self.profile, query).await?)
    }

    /// The counts beside it.
    pub async fn counts(&self, query: AccountQuery) -> Result<AccountCounts, Trouble> {
        Ok(self.engine.count_accounts(&self.profile, query).await?)
    }

    /// The folder that a window can be opened on.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of the profile's files.
    pub fn files(&self) -> PathBuf {
        self.folder.join("practice/profiles").join(&self.profile.0)
    }

    /// The same cache by the C interface.
    pub fn plain(&self) -> Result<Plain, Trouble> {
        let secrets = std::fs::read_to_string(self.folder.join("practice/secrets.json"))?;
        let secrets: serde_json::Value = serde_json::from_str(&secrets)?;
        let key = secrets[format!("{}/key", self.profile.0)].as_str().ok_or_else(|| Trouble::said("no key"))?;
        Plain::open(&self.files().join("cache.db"), key, CACHE_KIB)
    }
}

/// The page cache of the engine's own connections.
const CACHE_KIB: u32 = 32 * 1024;
