//! A desk to which all of it happens: lives of an engine, one after the other on one folder, before a practice Mastodon.

use std::collections::BTreeSet;
use std::time::Duration;

use bailiwick_engine::action::Choices;
use bailiwick_engine::action::Verb;
use bailiwick_engine::clock::Clock;
use bailiwick_engine::decision::{DecisionView, Holds, Status};
use bailiwick_engine::model::AccountId;
use bailiwick_engine::profile::{Connection, ProfileId};
use bailiwick_engine::{Engine, Options, PracticeServer};
use bailiwick_practice::{Kind, Practice, Who, serve};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use super::books::{self, Books};
use super::receipts;
use super::steps::{Deed, Model, Step, Trip};
use crate::bench::options;

/// What does not happen within this time never happens.
const PATIENCE: Duration = Duration::from_secs(15);

/// A decision that was made.
#[derive(Debug, Clone)]
pub struct Made {
    pub id: String,
    pub account: String,
    pub handle: String,
    pub verb: Verb,
    /// What it says to the person; nobody else says that.
    pub words: Option<String>,
    pub(super) hold: i64,
    /// So much had passed on the clock.
    pub(super) at: i64,
}

/// One engine, with all that it does beside: gone together.
pub struct Life {
    runtime: Runtime,
    engine: Engine,
}

pub struct Desk {
    pub(super) life: Option<Life>,
    pub(super) server: Practice,
    _server_runtime: Runtime,
    pub(super) profile: ProfileId,
    clock: watch::Sender<i64>,
    /// All that passed on the clock when it went forward, in ms.
    pub(super) passed: i64,
    pub(super) people: Vec<(String, String)>,
    pub(super) made: Vec<Made>,
    pub(super) cancelled: BTreeSet<String>,
    /// The server's books before anything was decided.
    pub(super) before: Books,
    pub(super) deeds: BTreeSet<(String, Deed)>,
    pub(super) away: Option<Away>,
    folder: TempDir,
}

/// The server does not answer.
pub struct Away {
    /// When this life of the desk noticed.
    pub(super) since: i64,
    /// Requests that were to change something, until the desk knew.
    pub(super) posts: usize,
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

impl StateMachineTest for Desk {
    type SystemUnderTest = Desk;
    type Reference = Model;

    fn init_test(_: &<Model as ReferenceStateMachine>::State) -> Desk {
        Desk::new()
    }

    fn apply(mut desk: Desk, _: &<Model as ReferenceStateMachine>::State, step: Step) -> Desk {
        match step {
            Step::Decide { who, verb, worded, hold } => desk.decide(who, verb, worded, hold),
            Step::Cancel(nth) => desk.cancel(nth),
            Step::SendAnyway(nth) => desk.send_anyway(nth),
            Step::Release => desk.release(),
            Step::Leave { another_page } => desk.server_leaves(another_page),
            Step::Return => desk.server_returns(),
            Step::Stumble(trip) => desk.stumble(trip),
            Step::SomebodyElse { who, deed } => desk.somebody_else(who, deed),
            Step::Kill { midway, after } => desk.kill(midway, after),
            Step::Restart => desk.restart(),
            Step::Jump(ms) => desk.jump(ms),
            Step::Settle => desk.settle(),
        }
        desk
    }

    fn check_invariants(desk: &Desk, _: &<Model as ReferenceStateMachine>::State) {
        desk.fits();
    }

    fn teardown(mut desk: Desk, _: <Model as ReferenceStateMachine>::State) {
        desk.ends();
        desk.fits();
        desk.everything_is_told();
        desk.close();
        let check = receipts::all_went_an_allowed_way(desk.folder.path(), &desk.profile.0);
        runtime().block_on(check);
    }
}

impl Desk {
    fn new() -> Self {
        let server_runtime = runtime();
        let practice = bailiwick_practice::Options {
            people: 60,
            limits: None,
            ..bailiwick_practice::Options::new(Kind::Mastodon)
        };
        let server = server_runtime.block_on(serve(practice)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (clock, _) = watch::channel(jiff::Timestamp::now().as_millisecond());
        let mut desk = Desk {
            life: None,
            before: books::read(&server.state()),
            server,
            _server_runtime: server_runtime,
            profile: ProfileId(String::new()),
            clock,
            passed: 0,
            people: Vec::new(),
            made: Vec::new(),
            cancelled: BTreeSet::new(),
            deeds: BTreeSet::new(),
            away: None,
            folder,
        };
        desk.people = desk.some_people();
        desk.live();
        let server = PracticeServer {
            address: desk.server.base_url(),
            token: desk.server.token(Who::Moderator),
            name: "Practice".to_owned(),
            letters: "PR".to_owned(),
        };
        desk.profile = desk.run(async |engine, _| engine.adopt_practice(server).await.unwrap().id);
        let people: Vec<_> = desk.people.iter().map(|(id, _)| AccountId(id.clone())).collect();
        desk.run(async |engine, profile| {
            for id in &people {
                engine.look_at_account(profile, id).await.unwrap();
            }
        });
        desk
    }

    fn live(&mut self) {
        let runtime = runtime();
        let options = Options { clock: Clock::Set(self.clock.subscribe()), ..options(self.folder.path()) };
        let engine = runtime.block_on(Engine::open(options)).unwrap();
        self.life = Some(Life { runtime, engine });
        if self.away.is_some() {
            // It knows of no time before it has asked.
            self.notice();
            let since = self.passed;
            self.away = self.away.take().map(|away| Away { since, ..away });
        }
    }

    pub(super) fn run<T>(&self, work: impl AsyncFnOnce(&Engine, &ProfileId) -> T) -> T {
        let life = self.life.as_ref().unwrap();
        let work = async { tokio::time::timeout(PATIENCE, work(&life.engine, &self.profile)).await };
        life.runtime.block_on(work).unwrap_or_else(|_| panic!("the engine does not answer"))
    }

    fn decide(&mut self, who: usize, verb: Verb, worded: bool, hold: u32) {
        let (account, handle) = self.people[who].clone();
        let takes_words = matches!(verb, Verb::Limit | Verb::Freeze | Verb::Suspend);
        let words = (worded && takes_words).then(|| format!("words {}", self.made.len()));
        let choices = Choices { tell: Some(false), message: words.clone(), ..Choices::default() };
        let id = AccountId(account.clone());
        let decided = self.run(async |engine, profile| {
            engine.set_holds(Holds { reversible: hold, irreversible: hold, ..Holds::NONE });
            let seen = engine.open_account(profile, &id).await?;
            engine.decide(profile, &id, &seen.revision, verb, choices).await
        });
        // What is refused beforehand has no row, which the next look at the journal proves.
        if let Ok(decision) = decided {
            let (hold, at) = (i64::from(hold), self.passed);
            self.made.push(Made { id: decision.id, account, handle, verb, words, hold, at });
        }
    }

    fn nth(&self, nth: usize) -> Option<String> {
        (!self.made.is_empty()).then(|| self.made[nth % self.made.len()].id.clone())
    }

    fn cancel(&mut self, nth: usize) {
        let Some(id) = self.nth(nth) else { return };
        let now = self.run(async |engine, profile| engine.cancel_decision(profile, &id).await.unwrap());
        assert!(!matches!(now.status, Status::Held | Status::Ready | Status::Changed), "{now:?}");
        if now.status == Status::Cancelled {
            self.cancelled.insert(id);
        }
    }

    fn send_anyway(&mut self, nth: usize) {
        let Some(id) = self.nth(nth) else { return };
        self.run(async |engine, profile| engine.send_anyway(profile, &id).await.unwrap());
    }

    pub(super) fn release(&mut self) {
        let all: Vec<_> = self.made.iter().map(|made| made.id.clone()).collect();
        self.run(async |engine, profile| engine.release_decisions(profile, &all).await.unwrap());
    }

    /// Everything that the engine does ends where it is, as in a process that is killed.
    fn kill(&mut self, midway: bool, after: i64) {
        if midway {
            let posts = self.posts();
            self.stumble(Trip::Slow);
            self.jump(1_000);
            // One may come or none: then the desk dies at rest.
            let came = async {
                while self.posts() == posts {
                    tokio::task::yield_now().await;
                }
            };
            let _ =
                self._server_runtime.block_on(async { tokio::time::timeout(Duration::from_millis(60), came).await });
        }
        let Life { runtime, engine, .. } = self.life.take().unwrap();
        runtime.shutdown_timeout(PATIENCE);
        drop(engine);
        self.jump(after);
        self.live();
    }

    fn close(&mut self) {
        self.run(async |engine, _| engine.close().await);
        let Life { runtime, engine, .. } = self.life.take().unwrap();
        drop(engine);
        runtime.shutdown_timeout(PATIENCE);
    }

    fn restart(&mut self) {
        self.close();
        self.live();
    }

    pub(super) fn jump(&mut self, ms: i64) {
        self.passed += ms.max(0);
        self.clock.send_modify(|now| *now += ms);
    }

    pub(super) fn connection(&self) -> Connection {
        let profiles = self.run(async |engine, _| engine.profiles().await.unwrap());
        profiles.into_iter().find(|view| view.id == self.profile).unwrap().connection
    }

    pub(super) fn posts(&self) -> usize {
        self.server.requests().iter().filter(|request| request.method != "GET").count()
    }

    pub(super) fn journal(&self) -> Vec<DecisionView> {
        self.run(async |engine, profile| {
            let (mut all, mut cursor) = (Vec::new(), None);
            loop {
                let page = engine.history(profile, cursor).await.unwrap();
                all.extend(page.rows);
                cursor = match page.next {
                    None => return all,
                    next => next,
                };
            }
        })
    }
}
