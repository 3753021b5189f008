//! A desk on a practice Mastodon of some version, with two people at it: a moderator and an admin.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use bailiwick_engine::clock::Clock;
use bailiwick_engine::profile::ProfileId;
use bailiwick_practice::{Kind, Manner, Options, Practice, Who, serve};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::file::Cell;
use super::people;
use super::record::Record;
use super::request::Raw;
use crate::bench::{Open, connect, options};

/// How long a queued deletion waits for its worker; the tests set the clock on instead of waiting.
const WORKER: u64 = 60;
/// A preset of the practice server, and what it says.
pub const PRESET: &str = "2";
pub const PRESET_TEXT: &str = "This is a reminder of rule 2. The next step would be a limit.";

pub struct Desk {
    pub engine: Open,
    pub server: Practice,
    pub raw: Raw,
    pub version: &'static str,
    profiles: BTreeMap<&'static str, ProfileId>,
    own: BTreeMap<&'static str, Person>,
    /// Somebody with several open reports against them.
    suspect: Person,
    _folder: TempDir,
}

/// Somebody by the number that the server's own hand takes, and by the id of the API.
#[derive(Clone)]
pub struct Person {
    pub number: String,
    pub id: String,
    /// The raw state without anything special.
    plain: Value,
}

pub fn same<T: PartialEq + Debug>(what: &str, got: T, wanted: T) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("{what}: is {got:?}, should be {wanted:?}")) }
}

pub fn token_of(by: &str) -> Who {
    if by == "admin" { Who::Admin } else { Who::Moderator }
}

impl Desk {
    pub async fn new(version: &'static str) -> Self {
        Self::by(version, Clock::System).await
    }

    /// The same by another clock.
    pub async fn by(version: &'static str, clock: Clock) -> Self {
        let manner = Manner { version: serde_json::from_value(json!(version)).unwrap(), ..Manner::default() };
        let worker_delay = std::time::Duration::from_secs(WORKER);
        let practice = Options { people: 150, limits: None, worker_delay, manner, ..Options::new(Kind::Mastodon) };
        let server = serve(practice).await.unwrap();
        let raw = Raw::new(server.base_url());
        let folder = tempfile::tempdir().unwrap();
        let engine = Open::new(bailiwick_engine::Options { clock, ..options(folder.path()) }).await;
        let (mut profiles, mut own) = (BTreeMap::new(), BTreeMap::new());
        let people: &[&str] = if version == "gotosocial" { &["admin"] } else { &["moderator", "admin"] };
        for by in people.iter().copied() {
            profiles.insert(by, connect(&engine, &server, token_of(by)).await.unwrap().id);
            let name = if by == "admin" { "noor" } else { "kim" };
            own.insert(by, Self::person(&server, &raw, version, &server.id_of(name).unwrap()).await);
        }
        let suspect = Self::person(&server, &raw, version, &thin_out(&server)).await;
        Desk { engine, server, raw, version, profiles, own, suspect, _folder: folder }
    }

    async fn person(server: &Practice, raw: &Raw, version: &str, number: &str) -> Person {
        let person = server.person(number).unwrap();
        let mover = server.id_of("wren").unwrap();
        let plain = people::plain(&person, &mover);
        let id = if version == "gotosocial" {
            // Ids are ULIDs there, which only the API tells.
            let name = person["username"].as_str().unwrap();
            let path = format!("/api/v2/admin/accounts?username={name}&origin=local");
            let found = raw.get(&server.token(Who::Owner), &path).await;
            let mut rows = found.as_array().unwrap().iter();
            rows.find(|row| row["username"] == name).unwrap()["id"].as_str().unwrap().to_owned()
        } else {
            number.to_owned()
        };
        Person { number: number.to_owned(), id, plain }
    }

    pub fn profile(&self, by: &str) -> &ProfileId {
        &self.profiles[by]
    }

    pub fn own(&self, by: &str) -> &Person {
        &self.own[by]
    }

    pub fn token(&self, by: &str) -> String {
        self.server.token(token_of(by))
    }

    /// Somebody in the cell's state. Who may be erased by the cell is somebody new.
    pub async fn subject(&self, cell: &Cell, fresh: bool) -> Person {
        let person = match cell.rank {
            "self" => self.own[cell.by].clone(),
            _ if fresh => {
                let number = self.server.sign_up(1).remove(0);
                Self::person(&self.server, &self.raw, self.version, &number).await
            }
            _ => self.suspect.clone(),
        };
        let role = match (cell.by, cell.rank) {
            (_, "member" | "self") => None,
            ("moderator", "same") | ("admin", "below") => Some(1),
            ("admin", "same") => Some(2),
            (_, "above") => Some(3),
            _ => panic!("nobody is {} a {}", cell.rank, cell.by),
        };
        self.put(&person, cell.state, cell.origin, role);
        person
    }

    pub fn put(&self, person: &Person, state: &str, origin: &str, role: Option<i64>) {
        let state = people::in_state(&person.plain, state, origin, role, self.server.now());
        self.server.change_person(&person.number, &state).unwrap();
    }

    pub fn record(&self, person: &Person) -> Record {
        Record::of(&self.server.state(), &person.number)
    }

    /// Lets the server's workers do what is queued.
    pub fn let_workers_run(&self) {
        let later = self.server.now() + SignedDuration::from_secs(i64::try_from(WORKER).unwrap() + 1);
        self.server.set_clock(later);
    }

    /// Opens every report about the person again.
    pub async fn open_reports(&self, person: &Person) {
        if self.version == "gotosocial" {
            return;
        }
        let record = self.record(person);
        for (id, (target, resolved)) in &record.reports {
            if *target == person.number && !resolved[0].is_null() {
                let reopen = Raw::plain("POST", &format!("/api/v1/admin/reports/{id}/reopen"));
                assert_eq!(self.raw.send(&self.server.token(Who::Owner), &reopen).await.0, 200);
            }
        }
    }
}

/// Leaves the staff and whoever has to do with a report: everything is compared before and after, and that takes time.
/// Gives whom most reports are about.
fn thin_out(server: &Practice) -> String {
    let state = server.state();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut about: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: BTreeSet<String> =
        ["kim", "noor", "ada", "wren"].into_iter().filter_map(|name| server.id_of(name)).collect();
    for report in state["reports"].as_array().unwrap() {
        *about.entry(text(&report["target"])).or_default() += 1;
        kept.extend([text(&report["by"]), text(&report["target"])]);
    }
    for id in state["accounts"].as_object().unwrap().keys().filter(|id| !kept.contains(*id)) {
        server.remove_person(id);
    }
    about.into_iter().max_by_key(|(_, count)| *count).unwrap().0
}
