//! Moves of a GitLab over another state: two requests, and what becomes of the account when the second fails.
//!
//! `failing` has every answer that a step can get, `torn` what stops in the middle of one.

mod failing;
mod torn;

use std::time::Duration;

use bailiwick_engine::action::{Choices, Refusal, Verb};
use bailiwick_engine::decision::{DecisionView, Lookup, Status, StepPart};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::model::{AccountId, Mark};
use bailiwick_practice::{Fault, FaultKind, Kind, Options};

use crate::bench::{Bench, code, moderator};

/// A move with somebody whom it is for, and the requests that it is made of.
pub struct Case {
    pub verb: Verb,
    pub username: &'static str,
    pub before: &'static str,
    pub after: &'static str,
    pub first: &'static str,
    pub second: &'static str,
    pub back: &'static str,
}

pub const CASES: [Case; 3] = [
    Case {
        verb: Verb::BanBlocked,
        username: "silas.reed",
        before: "blocked",
        after: "banned",
        first: "unblock",
        second: "ban",
        back: "block",
    },
    Case {
        verb: Verb::BlockBanned,
        username: "dex.marlow",
        before: "banned",
        after: "blocked",
        first: "unban",
        second: "block",
        back: "ban",
    },
    Case {
        verb: Verb::BanDeactivated,
        username: "ivo.lund",
        before: "deactivated",
        after: "banned",
        first: "activate",
        second: "ban",
        back: "deactivate",
    },
];

/// A desk with an account on it.
pub struct Scene {
    pub bench: Bench,
    pub id: AccountId,
}

impl Scene {
    pub async fn of(case: &Case) -> Self {
        let options = Options { limits: None, ..Options::new(Kind::Gitlab) };
        Scene::on(Bench::on(options, moderator(Kind::Gitlab)).await, case).await
    }

    pub async fn on(bench: Bench, case: &Case) -> Self {
        let id = AccountId(bench.server().id_of(case.username).unwrap());
        bench.engine.look_at_account(&bench.profile, &id).await.unwrap();
        let scene = Scene { bench, id };
        assert_eq!(scene.state(), case.before);
        scene.bench.server().clear_requests();
        scene
    }

    /// What the server itself remembers.
    pub fn state(&self) -> String {
        self.bench.server().person(&self.id.0).unwrap()["state"].as_str().unwrap().to_owned()
    }

    /// The route of a verb for this account.
    pub fn route(&self, verb: &str) -> String {
        format!("/api/v4/users/{}/{verb}", self.id)
    }

    /// The next request of this verb meets the fault.
    pub fn fails(&self, verb: &str, kind: FaultKind) {
        self.bench.server().add_fault(Fault::once(self.route(verb), kind).on("POST"));
    }

    pub async fn decide(&self, verb: Verb) -> DecisionView {
        self.bench.decide(&self.id, verb, Choices::default()).await.unwrap()
    }

    /// The verbs that were sent.
    pub fn sent(&self) -> Vec<String> {
        let posts = self.bench.posts().into_iter();
        posts.map(|path| path.rsplit('/').next().unwrap_or_default().to_owned()).collect()
    }

    /// Waits until a request of this verb has come.
    pub async fn came(&self, verb: &str) {
        let route = self.route(verb);
        self.bench.server().request_came(|request| request.method == "POST" && request.path == route).await;
    }

    /// The newest decision as the journal has it.
    pub async fn kept(&self) -> DecisionView {
        self.bench.engine.history(&self.bench.profile, None).await.unwrap().rows.remove(0)
    }

    /// The handles of accounts with the loud mark.
    pub async fn loud(&self) -> Vec<String> {
        self.bench.view().await.halfway.into_iter().map(|left| left.handle).collect()
    }
}

/// What does not come within this time never comes.
pub async fn within<T>(coming: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), coming).await.unwrap()
}

/// What the steps are for, and where they stand.
pub fn steps(decision: &DecisionView) -> Vec<(StepPart, Status)> {
    decision.steps.iter().map(|step| (step.part, step.status)).collect()
}

#[tokio::test]
async fn each_move_is_two_requests_with_the_journal_ahead_of_both() {
    for case in &CASES {
        let scene = Scene::of(case).await;
        scene.fails(case.first, FaultKind::Delay { ms: 400 });
        scene.fails(case.second, FaultKind::Delay { ms: 400 });
        let looking = async {
            scene.came(case.first).await;
            let kept = scene.kept().await;
            assert_eq!(steps(&kept), [(StepPart::First, Status::Sending)], "{:?}", case.verb);
            assert_eq!(scene.state(), case.before);
            scene.came(case.second).await;
            let kept = scene.kept().await;
            let both = [(StepPart::First, Status::Accepted), (StepPart::Second, Status::Sending)];
            assert_eq!((kept.status, steps(&kept)), (Status::Sending, both.to_vec()), "{:?}", case.verb);
            assert_eq!(scene.state(), "active", "for a moment");
        };
        let (decision, ()) = tokio::join!(scene.decide(case.verb), looking);
        assert_eq!(scene.state(), case.after);
        assert_eq!((decision.status, decision.refusal.clone()), (Status::Confirmed, None), "{:?}", case.verb);
        let both = [(StepPart::First, Status::Confirmed), (StepPart::Second, Status::Confirmed)];
        assert_eq!(steps(&decision), both);
        assert_eq!(scene.kept().await, decision);
        assert_eq!(scene.sent(), [case.first, case.second], "and nothing else");
        let order: Vec<String> = scene.bench.server().requests().into_iter().map(|request| request.method).collect();
        assert_eq!(order, ["GET", "POST", "POST", "GET"], "nothing is read while the account is active");
        assert_eq!(scene.loud().await, [""; 0]);
    }
}

#[tokio::test]
async fn a_move_is_offered_in_its_own_state_only() {
    for case in &CASES {
        for other in CASES.iter().filter(|other| other.verb != case.verb) {
            let scene = Scene::of(case).await;
            let decided = scene.bench.decide(&scene.id, other.verb, Choices::default()).await;
            assert!(decided.is_err(), "{:?} of somebody who is {}", other.verb, case.before);
            assert_eq!(scene.sent(), [""; 0]);
        }
    }
}

#[tokio::test]
async fn a_later_look_at_a_settled_move_changes_nothing() {
    let scene = Scene::of(&CASES[0]).await;
    let decision = scene.decide(Verb::BanBlocked).await;
    scene.bench.server().act(&scene.id.0, "unban", "ingrid").unwrap();
    let again = scene.bench.engine.look_again(&scene.bench.profile, &decision.id).await.unwrap();
    assert_eq!((again.status, again.lookup), (Status::Confirmed, None::<Lookup>));
}

#[tokio::test]
async fn what_was_learned_of_an_account_counts_although_this_answer_lacks_it() {
    let bench = Bench::new(Kind::Gitlab).await;
    // Nothing in its own answer says that it belongs to the server: a list without such users does, and is lost this time.
    let id = AccountId(bench.server().id_of("placeholder_4c1e").unwrap());
    let seen = bench.engine.look_at_account(&bench.profile, &id).await.unwrap();
    assert!(seen.marks.contains(&Mark::Internal));
    bench.server().add_fault(Fault::once("/api/v4/user*s", FaultKind::CloseBefore).on("GET"));
    let decided = bench.engine.decide(&bench.profile, &id, &seen.revision, Verb::Block, Choices::default()).await;
    assert_eq!(code(decided), ErrorCode::NotAllowed { refusal: Refusal::ServersOwn }, "and not: it changed meanwhile");
    assert_eq!(bench.posts(), [""; 0]);
}
