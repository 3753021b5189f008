//! What stops in the middle of a move: the window leaves, the desk is closed, the desk dies.

use std::time::Duration;

use bailiwick_engine::Engine;
use bailiwick_engine::action::Choices;
use bailiwick_engine::decision::{Lookup, Status, StepPart};
use bailiwick_engine::event::Event;
use bailiwick_practice::{FaultKind, Kind};
use tokio::runtime::Runtime;

use super::{CASES, Case, Scene, steps, within};
use crate::bench::{Bench, engine, options};

/// So long does a request hang: no test waits for it.
const FOR_EVER: FaultKind = FaultKind::Delay { ms: 60_000 };

/// Decides on an engine that dies without a farewell once the request of the verb has come; then the desk is opened again.
async fn killed(scene: Scene, case: &Case, verb: &str) -> Scene {
    let Scene { mut bench, id } = scene;
    bench.engine.close().await;
    let elsewhere = tempfile::tempdir().unwrap();
    // An engine holds its folder as long as it lives: one with another folder takes its place for the time being.
    bench.engine = engine(elsewhere.path()).await;
    let scene = Scene { bench, id };
    let doomed = Runtime::new().unwrap();
    let (folder, profile) = (options(scene.bench.folder.path()), scene.bench.profile.clone());
    let (id, wanted) = (scene.id.clone(), case.verb);
    let deciding = doomed.spawn(async move {
        let engine = Engine::open(folder).await.unwrap();
        let seen = engine.look_at_account(&profile, &id).await.unwrap().revision;
        engine.decide(&profile, &id, &seen, wanted, Choices::default()).await
    });
    scene.came(verb).await;
    // Its threads are waited for, its tasks are not: they end where they are.
    tokio::task::spawn_blocking(move || doomed.shutdown_timeout(Duration::from_secs(10))).await.unwrap();
    assert!(deciding.await.unwrap_err().is_cancelled());
    reopened(scene).await
}

/// Closes the desk and opens it again.
async fn reopened(scene: Scene) -> Scene {
    let Scene { bench, id } = scene;
    Scene { bench: bench.reopen().await, id }
}

#[tokio::test]
async fn a_desk_that_dies_between_the_steps_tells_it_loudly_and_sends_nothing_by_itself() {
    for case in &CASES {
        let scene = Scene::on(Bench::practice(Kind::Gitlab).await, case).await;
        scene.fails(case.second, FOR_EVER);
        let scene = killed(scene, case, case.second).await;
        let kept = scene.kept().await;
        let parts = [(StepPart::First, Status::Accepted), (StepPart::Second, Status::Unsure)];
        assert_eq!((kept.status, kept.lookup), (Status::Halfway, Some(Lookup::NotYet)), "{:?}", case.verb);
        assert_eq!(steps(&kept), parts);
        let again = scene.bench.engine.look_again(&scene.bench.profile, &kept.id).await.unwrap();
        assert_eq!((again.status, again.lookup), (Status::Halfway, Some(Lookup::NotYet)));
        assert_eq!(scene.bench.refresh().await.halfway.len(), 1);
        assert_eq!(scene.state(), "active");
        assert_eq!(scene.sent(), [case.first, case.second], "nothing is sent by itself");
        scene.bench.server().act(&scene.id.0, "block", "osei").unwrap();
        assert_eq!(scene.bench.refresh().await.halfway, []);
        scene.bench.server().act(&scene.id.0, "unblock", "osei").unwrap();
        assert_eq!(scene.bench.refresh().await.halfway, [], "who is let in on purpose is not told about again");
    }
}

#[tokio::test]
async fn a_desk_that_dies_at_the_first_step_tells_it_until_the_account_was_read() {
    let case = &CASES[0];
    let scene = Scene::on(Bench::practice(Kind::Gitlab).await, case).await;
    scene.fails(case.first, FOR_EVER);
    let scene = killed(scene, case, case.first).await;
    let kept = scene.bench.settled().await;
    assert_eq!((kept.status, kept.lookup), (Status::Halfway, Some(Lookup::Unchanged)));
    assert_eq!(scene.loud().await, [""; 0]);
    assert_eq!((scene.state().as_str(), scene.sent()), (case.before, vec![case.first.to_owned()]));
}

#[tokio::test]
async fn a_window_that_leaves_tears_no_move_apart() {
    let case = &CASES[0];
    let scene = Scene::of(case).await;
    scene.fails(case.second, FaultKind::Delay { ms: 300 });
    let mut events = scene.bench.engine.listen();
    let seen = scene.bench.engine.open_account(&scene.bench.profile, &scene.id).await.unwrap().revision;
    let (desk, profile, id) = (scene.bench.engine.clone(), scene.bench.profile.clone(), scene.id.clone());
    let asked = tokio::spawn(async move { desk.decide(&profile, &id, &seen, CASES[0].verb, Choices::default()).await });
    scene.came(case.second).await;
    asked.abort();
    assert!(asked.await.unwrap_err().is_cancelled());
    let ended = within(async {
        loop {
            if let Event::Decision { decision } = events.recv().await.unwrap()
                && decision.status != Status::Sending
            {
                return decision;
            }
        }
    })
    .await;
    assert_eq!((ended.status, scene.state().as_str()), (Status::Confirmed, case.after));
}

#[tokio::test]
async fn a_desk_that_is_closed_ends_the_move_first() {
    let case = &CASES[0];
    let scene = Scene::on(Bench::practice(Kind::Gitlab).await, case).await;
    scene.fails(case.second, FaultKind::Delay { ms: 300 });
    let seen = scene.bench.engine.open_account(&scene.bench.profile, &scene.id).await.unwrap().revision;
    let (desk, profile, id) = (scene.bench.engine.clone(), scene.bench.profile.clone(), scene.id.clone());
    let asked = tokio::spawn(async move { desk.decide(&profile, &id, &seen, CASES[0].verb, Choices::default()).await });
    scene.came(case.second).await;
    scene.bench.engine.close().await;
    assert_eq!(scene.state(), case.after);
    assert_eq!(asked.await.unwrap().unwrap().status, Status::Confirmed);
    let scene = reopened(scene).await;
    assert_eq!(scene.kept().await.status, Status::Confirmed);
}
