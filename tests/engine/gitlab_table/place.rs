//! A practice GitLab of some version, with few people on it, and a desk in front of it where one is wanted.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::Duration;

use bailiwick_engine::Engine;
use bailiwick_engine::clock::Clock;
use bailiwick_engine::model::AccountId;
use bailiwick_engine::profile::ProfileId;
use bailiwick_practice::{GitlabSwitches, Kind, LoggedRequest, Options, Practice, Who, serve};
use jiff::SignedDuration;
use serde_json::Value;
use tempfile::TempDir;

use super::file::{self, After, Cell};
use super::people;
use super::record::Record;
use crate::bench::{Open, connect, options};

/// How long a queued deletion waits for its worker, in seconds; the tests set the clock on instead of waiting.
const WORKER: i64 = 60;
/// Those who stay on the server: whoever decides, and two other token holders.
const KEPT: [&str; 3] = ["kim", "osei", "wren"];

pub struct Place {
    pub server: Practice,
    /// For requests past the desk.
    pub http: reqwest::Client,
    desk: Option<Desk>,
    /// Somebody for each kind: what sort of account it is never changes on a server.
    people: BTreeMap<&'static str, Person>,
}

struct Desk {
    engine: Open,
    profile: ProfileId,
    _folder: TempDir,
}

/// Somebody, and their raw state without anything special.
#[derive(Clone)]
pub struct Person {
    pub id: String,
    plain: Value,
}

impl Person {
    pub fn account(&self) -> AccountId {
        AccountId(self.id.clone())
    }
}

pub fn same<T: PartialEq + Debug>(what: &str, got: T, wanted: T) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("{what}: is {got:?}, should be {wanted:?}")) }
}

impl Place {
    /// Of the newest patch of a version.
    pub async fn new(version: &str, with_desk: bool) -> Self {
        let version = if version.split('.').count() > 2 { version.to_owned() } else { format!("{version}.1") };
        let server = serve(Options {
            people: 150,
            limits: None,
            worker_delay: Duration::from_secs(WORKER.unsigned_abs()),
            gitlab: GitlabSwitches { version, ..GitlabSwitches::default() },
            ..Options::new(Kind::Gitlab)
        })
        .await
        .unwrap();
        let people = thin_out(&server);
        // The practice server is on this computer: no proxy has anything to do with it.
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let place = Place { server, http, desk: None, people };
        if with_desk { place.with_desk().await } else { place }
    }

    /// The same with a desk, connected now.
    pub async fn with_desk(self) -> Self {
        self.with_desk_by(Clock::System).await
    }

    /// The same with a desk that has another clock.
    pub async fn with_desk_by(mut self, clock: Clock) -> Self {
        self.desk = Some(Desk::new(&self.server, clock).await);
        self
    }

    pub fn engine(&self) -> &Engine {
        &self.desk.as_ref().unwrap().engine
    }

    pub fn profile(&self) -> &ProfileId {
        &self.desk.as_ref().unwrap().profile
    }

    /// Somebody in the cell's state. Who will be gone once a worker has run is somebody new.
    pub fn subject(&self, cell: &Cell) -> Person {
        let goes = matches!(cell.server.as_ref().map(|done| done.after), Some(After::Queued { .. }));
        if goes && cell.who != "oneself" {
            return self.newcomer(cell);
        }
        let who = self.people[cell.who].clone();
        self.put(&who, cell.who, cell.state);
        who
    }

    /// Somebody new in the cell's state.
    pub fn newcomer(&self, cell: &Cell) -> Person {
        let who = person(&self.server, &self.server.sign_up(1).remove(0));
        self.put(&who, cell.who, cell.state);
        who
    }

    pub fn put(&self, person: &Person, who: &str, state: &str) {
        let raw = people::in_state(&person.plain, who, state, self.server.now());
        self.server.change_person(&person.id, &raw).unwrap();
    }

    /// Whoever decides is as they were, whatever was done to them.
    pub fn restore(&self, cell: &Cell) {
        if cell.who == "oneself" {
            self.put(&self.people["oneself"], "oneself", "active");
        }
    }

    pub fn record(&self, person: &Person) -> Record {
        Record::of(&self.server.state(), &person.id)
    }

    pub fn token(&self, who: Who) -> String {
        self.server.token(who)
    }

    /// Requests that were to change something.
    pub fn changing(&self) -> Vec<LoggedRequest> {
        self.server.requests().into_iter().filter(|request| request.method != "GET").collect()
    }

    /// Lets the server's workers do what is queued.
    pub fn let_workers_run(&self) {
        self.server.set_clock(self.server.now() + SignedDuration::from_secs(WORKER + 1));
    }
}

impl Desk {
    async fn new(server: &Practice, clock: Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Open::new(bailiwick_engine::Options { clock, ..options(folder.path()) }).await;
        let profile = connect(&engine, server, Who::Administrator).await.unwrap().id;
        Desk { engine, profile, _folder: folder }
    }
}

fn person(server: &Practice, id: &str) -> Person {
    Person { id: id.to_owned(), plain: people::plain(&server.person(id).unwrap()) }
}

/// Leaves the fewest: everything is compared before and after, and that takes time. Gives somebody for each kind.
fn thin_out(server: &Practice) -> BTreeMap<&'static str, Person> {
    let mut kept: Vec<String> = KEPT.iter().map(|name| server.id_of(name).unwrap()).collect();
    let mut people = BTreeMap::from([("oneself", person(server, &kept[0]))]);
    let others = file::WHO.into_iter().filter(|who| *who != "oneself");
    let names = ["tilda.morrow", "edmund.vale", "nadia.frost", "oscar.pike", "vera.stone", "hugo.ashby", "lena.brook"]
        .into_iter()
        .chain(["maren.tide", "silas.reed", "ada.winter"]);
    for (who, name) in others.zip(names) {
        let id = server.id_of(name).unwrap();
        people.insert(who, person(server, &id));
        kept.push(id);
    }
    for raw in server.people() {
        let id = raw["id"].to_string();
        if !kept.contains(&id) {
            server.remove_person(&id);
        }
    }
    people
}
