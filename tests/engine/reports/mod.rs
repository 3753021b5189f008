//! Reports: fetched, kept, listed, and the posts and pictures in them; in every version that practice speaks.
//! `listing` walks lists, `others` has what other moderators and servers do meanwhile, `evidence` posts and pictures,
//! `lying` servers that lie.

mod evidence;
mod listing;
mod lying;
mod others;

use std::collections::BTreeSet;

use bailiwick_engine::event::Event;
use bailiwick_engine::profile::{ProfileId, ProfileView};
use bailiwick_engine::report::{ReportFilter, ReportHands, ReportPage, ReportQuery, ReportRow, ReportState};
use bailiwick_practice::{Dialect, Kind, Manner, Options, Practice, Who, serve};
use serde_json::Value;
use tempfile::TempDir;

use crate::bench::{Open, connect, engine};

const VERSIONS: [Dialect; 5] = [Dialect::V3_5, Dialect::V4_0, Dialect::V4_2, Dialect::V4_6, Dialect::GoToSocial];
const REPORTS: &str = "/api/v1/admin/reports";

struct Tree {
    engine: Open,
    server: Practice,
    profile: ProfileId,
    _folder: TempDir,
}

const EVERYTHING: ReportFilter = ReportFilter {
    state: ReportState::All,
    hands: ReportHands::Any,
    category: None,
    origin: None,
    target: None,
    reporter: None,
};

fn open() -> ReportFilter {
    ReportFilter { state: ReportState::Open, ..EVERYTHING }
}

impl Tree {
    async fn new(version: Dialect) -> Self {
        // GoToSocial lets in administrators only.
        Self::with(version, if version == Dialect::GoToSocial { Who::Owner } else { Who::Moderator }).await
    }

    async fn with(version: Dialect, who: Who) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path()).await;
        let manner = Manner { version, ..Manner::default() };
        let server = serve(Options { manner, ..Options::new(Kind::Mastodon) }).await.unwrap();
        let profile = connect(&engine, &server, who).await.unwrap().id;
        Tree { engine, server, profile, _folder: folder }
    }

    async fn refresh(&self) -> ProfileView {
        let mut events = self.engine.listen();
        self.engine.refresh(&self.profile).await.unwrap();
        loop {
            if let Event::Profile { profile } = events.recv().await.unwrap()
                && !profile.sync.running
            {
                return *profile;
            }
        }
    }

    async fn view(&self) -> ProfileView {
        self.engine.profiles().await.unwrap().remove(0)
    }

    async fn page(&self, filter: ReportFilter, cursor: Option<String>, limit: u32) -> ReportPage {
        self.engine.list_reports(&self.profile, ReportQuery { filter, cursor, limit }).await.unwrap()
    }

    async fn list(&self, filter: ReportFilter) -> ReportPage {
        self.page(filter, None, 500).await
    }

    async fn rows(&self, filter: ReportFilter) -> Vec<ReportRow> {
        self.list(filter).await.rows
    }

    async fn load(&self, filter: ReportFilter) {
        self.engine.load_reports(&self.profile, filter).await.unwrap();
    }

    /// What the server has, by the comments.
    fn truth(&self, fits: impl Fn(&Value) -> bool) -> BTreeSet<String> {
        let state = self.server.state();
        let reports = state["reports"].as_array().unwrap().iter();
        reports.filter(|report| fits(report)).map(|report| report["comment"].as_str().unwrap().to_owned()).collect()
    }

    /// As another moderator's program would.
    async fn elsewhere(&self, who: Who, path: &str) {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = client.post(format!("{}{path}", self.server.base_url())).bearer_auth(self.server.token(who));
        assert!(request.send().await.unwrap().status().is_success());
    }

    fn asked(&self, part: &str) -> usize {
        self.server.requests().iter().filter(|request| request.path.contains(part)).count()
    }
}

fn comments(rows: &[ReportRow]) -> BTreeSet<String> {
    rows.iter().map(|row| row.comment.clone()).collect()
}

fn is_open(report: &Value) -> bool {
    report["resolved_at"].is_null()
}
