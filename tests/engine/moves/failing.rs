//! Every answer that a step can get.

use bailiwick_engine::action::{Choices, Refusal, Verb};
use bailiwick_engine::decision::{Lookup, Status, StepPart};
use bailiwick_engine::event::Event;
use bailiwick_engine::model::Mark;
use bailiwick_practice::{ErrorBody, Fault, FaultKind, Kind};
use serde_json::json;

use super::{CASES, Scene, steps, within};
use crate::bench::Bench;

const FORBIDDEN: FaultKind = FaultKind::Status { code: 403, body: ErrorBody::Json };
const STUMBLE: FaultKind = FaultKind::Status { code: 500, body: ErrorBody::Html };

#[tokio::test]
async fn a_second_step_that_is_refused_is_put_back_and_its_reason_kept() {
    for case in &CASES {
        let scene = Scene::of(case).await;
        scene.fails(case.second, FORBIDDEN);
        let decision = scene.decide(case.verb).await;
        assert_eq!(scene.state(), case.before, "{:?}", case.verb);
        assert_eq!(decision.status, Status::PutBack, "{decision:?}");
        assert_eq!((decision.answer_code, decision.refusal.clone()), (Some(403), Some(Refusal::ServerSaysNo)));
        assert!(decision.answer_words.is_some());
        let kept = scene.kept().await;
        assert_eq!(kept, decision);
        let parts = [
            (StepPart::First, Status::Accepted),
            (StepPart::Second, Status::Refused),
            (StepPart::Back, Status::Confirmed),
        ];
        assert_eq!(steps(&kept), parts);
        assert_eq!(scene.sent(), [case.first, case.second, case.back]);
        let order: Vec<String> = scene.bench.server().requests().into_iter().map(|request| request.method).collect();
        assert_eq!(order[..5], ["GET", "POST", "POST", "POST", "GET"], "why it was refused is asked afterwards");
        assert_eq!(scene.loud().await, [""; 0]);
    }
}

#[tokio::test]
async fn who_was_active_lately_cannot_be_deactivated_again_and_is_left_active_loudly() {
    let case = &CASES[2];
    let scene = Scene::of(case).await;
    let today = scene.bench.server().now().strftime("%Y-%m-%d").to_string();
    scene.bench.server().change_person(&scene.id.0, &json!({ "last_activity_on": today })).unwrap();
    scene.bench.engine.look_at_account(&scene.bench.profile, &scene.id).await.unwrap();
    scene.fails(case.second, FORBIDDEN);
    let decision = scene.decide(case.verb).await;
    assert_eq!(scene.state(), "active");
    assert_eq!((decision.status, decision.lookup), (Status::Halfway, Some(Lookup::NotYet)));
    let back = decision.steps.last().unwrap();
    assert_eq!((back.part, back.status, back.answer_code), (StepPart::Back, Status::Refused, Some(403)));
    assert!(matches!(back.refusal, Some(Refusal::RecentlyActive { needed: 90, .. })), "{:?}", back.refusal);
    assert_eq!(scene.loud().await, [case.username]);
}

#[tokio::test]
async fn a_second_step_without_an_answer_counts_as_done_where_the_server_shows_it() {
    for case in &CASES {
        let scene = Scene::of(case).await;
        scene.fails(case.second, FaultKind::CloseAfter);
        let decision = scene.decide(case.verb).await;
        assert_eq!((decision.status, scene.state().as_str()), (Status::Confirmed, case.after), "{:?}", case.verb);
        assert_eq!(scene.sent(), [case.first, case.second], "nothing is undone");
    }
}

#[tokio::test]
async fn a_second_step_that_is_lost_or_without_effect_is_put_back() {
    for fault in [FaultKind::CloseBefore, FaultKind::NoEffect, FaultKind::TooMany { retry_after: Some(3_600) }] {
        for case in &CASES {
            let scene = Scene::of(case).await;
            scene.fails(case.second, fault.clone());
            let decision = scene.decide(case.verb).await;
            assert_eq!(scene.state(), case.before, "{:?} {fault:?}", case.verb);
            assert_eq!(decision.status, Status::PutBack, "{:?} {fault:?}", case.verb);
            assert_eq!(scene.sent(), [case.first, case.second, case.back]);
        }
    }
}

#[tokio::test]
async fn a_step_that_cannot_be_undone_leaves_the_loud_mark_until_the_account_is_shut_out() {
    for case in &CASES {
        let scene = Scene::of(case).await;
        scene.fails(case.second, FaultKind::CloseBefore);
        scene.fails(case.back, STUMBLE);
        let decision = scene.decide(case.verb).await;
        assert_eq!(scene.state(), "active");
        assert_eq!((decision.status, decision.lookup), (Status::Halfway, Some(Lookup::NotYet)), "{:?}", case.verb);
        assert_eq!(scene.loud().await, [case.username]);
        let again = scene.bench.engine.look_again(&scene.bench.profile, &decision.id).await.unwrap();
        assert_eq!((again.status, again.lookup), (Status::Halfway, Some(Lookup::NotYet)), "it is active still");
        assert_eq!(again.after, Some(vec![]));
        assert_eq!(scene.bench.refresh().await.halfway.len(), 1);
        assert_eq!(scene.sent(), [case.first, case.second, case.back], "looking sends nothing");
        assert_eq!(scene.decide(Verb::Block).await.status, Status::Confirmed);
        assert_eq!(scene.loud().await, [""; 0]);
        let rows = scene.bench.engine.history(&scene.bench.profile, None).await.unwrap().rows;
        let quiet = rows.into_iter().find(|row| row.id == decision.id).unwrap();
        let lookup = match case.verb {
            Verb::BlockBanned => Lookup::Shows,
            Verb::BanBlocked => Lookup::Unchanged,
            _ => Lookup::Different,
        };
        assert_eq!((quiet.status, quiet.lookup), (Status::Halfway, Some(lookup)), "by whom is not claimed");
    }
}

#[tokio::test]
async fn a_server_that_wants_a_short_wait_before_the_undoing_gets_it() {
    let (bench, clock) = Bench::on_set_clock(Kind::Gitlab).await;
    let case = &CASES[0];
    let scene = Scene::on(bench, case).await;
    scene.fails(case.second, FaultKind::CloseBefore);
    scene.fails(case.back, FaultKind::TooMany { retry_after: Some(20) });
    let mut events = scene.bench.engine.listen();
    let waiting = async {
        loop {
            if let Event::Decision { decision } = events.recv().await.unwrap()
                && let Some(last) = decision.steps.last()
                && last.refusal == Some(Refusal::AskedToWait)
            {
                assert_eq!(scene.state(), "active");
                clock.send_modify(|now| *now += 20_000);
                return;
            }
        }
    };
    let (decision, ()) = within(async { tokio::join!(scene.decide(case.verb), waiting) }).await;
    assert_eq!((decision.status, scene.state().as_str()), (Status::PutBack, case.before));
    assert_eq!(scene.sent(), [case.first, case.second, case.back, case.back]);
    let parts: Vec<Status> = decision.steps.iter().map(|step| step.status).collect();
    assert_eq!(parts, [Status::Accepted, Status::Unsure, Status::Refused, Status::Confirmed]);
    assert!(decision.steps[3].sent_at.0 - decision.steps[2].sent_at.0 >= 20_000, "{:?}", decision.steps);
}

#[tokio::test]
async fn a_network_that_is_gone_between_the_steps_is_given_a_moment_to_come_back() {
    let (bench, clock) = Bench::on_set_clock(Kind::Gitlab).await;
    let case = &CASES[0];
    let mut scene = Scene::on(bench, case).await;
    let port = scene.bench.server().address().port();
    // The first step is answered while nobody listens any more.
    scene.fails(case.first, FaultKind::DelayAfter { ms: 400 });
    let mut events = scene.bench.engine.listen();
    let (desk, profile, id) = (scene.bench.engine.clone(), scene.bench.profile.clone(), scene.id.clone());
    let seen = desk.open_account(&profile, &id).await.unwrap().revision;
    let deciding =
        tokio::spawn(async move { desk.decide(&profile, &id, &seen, CASES[0].verb, Choices::default()).await });
    scene.came(case.first).await;
    scene.bench.stop_server().await;
    within(async {
        loop {
            if let Event::Decision { decision } = events.recv().await.unwrap()
                && let Some(last) = decision.steps.last()
                && (last.part, &last.refusal) == (StepPart::Back, &Some(Refusal::Offline))
            {
                return;
            }
        }
    })
    .await;
    scene.bench.start_server(port).await;
    scene.bench.server().act(&scene.id.0, "unblock", "kim").unwrap();
    clock.send_modify(|now| *now += 5_000);
    let decision = within(deciding).await.unwrap().unwrap();
    assert_eq!((decision.status, scene.state().as_str()), (Status::PutBack, case.before), "{decision:?}");
    assert_eq!(scene.sent(), [case.back]);
    assert_eq!(scene.loud().await, [""; 0]);
}

#[tokio::test]
async fn a_server_that_wants_a_long_wait_leaves_the_loud_mark_at_once() {
    let case = &CASES[0];
    let scene = Scene::of(case).await;
    scene.fails(case.second, FaultKind::CloseBefore);
    scene.fails(case.back, FaultKind::TooMany { retry_after: Some(40) });
    let decision = scene.decide(case.verb).await;
    assert_eq!((decision.status, scene.state().as_str()), (Status::Halfway, "active"));
    assert_eq!(decision.steps.last().unwrap().refusal, Some(Refusal::AskedToWait));
}

#[tokio::test]
async fn a_first_step_that_is_refused_changed_nothing() {
    for (fault, refusal) in
        [(FORBIDDEN, Refusal::ServerSaysNo), (FaultKind::TooMany { retry_after: Some(1) }, Refusal::AskedToWait)]
    {
        for case in &CASES {
            let scene = Scene::of(case).await;
            scene.fails(case.first, fault.clone());
            let decision = scene.decide(case.verb).await;
            assert_eq!((decision.status, decision.refusal.as_ref()), (Status::Refused, Some(&refusal)));
            assert_eq!(decision.steps[0].refusal.as_ref(), Some(&refusal));
            assert_eq!((scene.state().as_str(), scene.sent()), (case.before, vec![case.first.to_owned()]));
            assert_eq!(scene.loud().await, [""; 0]);
        }
    }
}

#[tokio::test]
async fn a_first_step_that_lies_is_noticed_by_the_second() {
    for case in &CASES {
        let scene = Scene::of(case).await;
        scene.fails(case.first, FaultKind::NoEffect);
        let decision = scene.decide(case.verb).await;
        assert_eq!((decision.status, scene.state().as_str()), (Status::PutBack, case.before), "{decision:?}");
        assert_eq!(scene.loud().await, [""; 0]);
    }
}

#[tokio::test]
async fn a_first_step_without_an_answer_is_gone_on_with_only_where_the_account_is_active() {
    for case in &CASES {
        let scene = Scene::of(case).await;
        scene.fails(case.first, FaultKind::CloseAfter);
        let decision = scene.decide(case.verb).await;
        assert_eq!((decision.status, scene.state().as_str()), (Status::Confirmed, case.after), "{:?}", case.verb);

        let scene = Scene::of(case).await;
        scene.fails(case.first, FaultKind::CloseBefore);
        let decision = scene.decide(case.verb).await;
        assert_eq!((decision.status, decision.lookup), (Status::Unsure, Some(Lookup::Unchanged)), "{:?}", case.verb);
        assert_eq!((scene.state().as_str(), scene.sent()), (case.before, vec![case.first.to_owned()]));
        assert_eq!(scene.loud().await, [""; 0]);
    }
}

#[tokio::test]
async fn a_first_step_that_arrives_late_is_found_and_told_loudly() {
    let scene = Scene::of(&CASES[0]).await;
    scene.fails("unblock", FaultKind::CloseBefore);
    let decision = scene.decide(Verb::BanBlocked).await;
    assert_eq!(decision.status, Status::Unsure);
    scene.bench.server().act(&scene.id.0, "unblock", "kim").unwrap();
    let view = scene.bench.refresh().await;
    assert_eq!(view.halfway.iter().map(|left| &left.decision).collect::<Vec<_>>(), [&decision.id]);
    assert_eq!(scene.sent(), ["unblock"], "and nothing is sent by itself");
}

#[tokio::test]
async fn an_account_that_cannot_be_read_after_the_first_step_is_told_loudly() {
    let scene = Scene::of(&CASES[0]).await;
    scene.fails("unblock", FaultKind::CloseAfter);
    let unreadable = Fault { after: 1, ..Fault::once(format!("/api/v4/users/{}", scene.id), STUMBLE).on("GET") };
    scene.bench.server().add_fault(unreadable);
    let decision = scene.decide(Verb::BanBlocked).await;
    assert_eq!((decision.status, decision.after.clone()), (Status::Halfway, None));
    assert_eq!(scene.loud().await, [CASES[0].username]);
    scene.bench.server().act(&scene.id.0, "ban", "ingrid").unwrap();
    assert_eq!(scene.bench.refresh().await.halfway, [], "somebody else did it");
    let kept = scene.kept().await;
    assert_eq!((kept.status, kept.lookup), (Status::Halfway, Some(Lookup::Shows)));
    assert_eq!(kept.after, Some(vec![Mark::Banned]));
}

#[tokio::test]
async fn a_yes_that_cannot_be_looked_at_is_not_undone() {
    let scene = Scene::of(&CASES[0]).await;
    let unreadable = Fault { after: 1, ..Fault::once(format!("/api/v4/users/{}", scene.id), STUMBLE).on("GET") };
    scene.bench.server().add_fault(unreadable);
    let decision = scene.decide(Verb::BanBlocked).await;
    assert_eq!((decision.status, decision.lookup), (Status::Accepted, Some(Lookup::NotYet)));
    assert_eq!(scene.sent(), ["unblock", "ban"]);
    let again = scene.bench.engine.look_again(&scene.bench.profile, &decision.id).await.unwrap();
    assert_eq!((again.status, again.lookup), (Status::Confirmed, Some(Lookup::Shows)));
}

#[tokio::test]
async fn an_account_that_vanishes_between_the_steps_is_gone() {
    let scene = Scene::of(&CASES[0]).await;
    scene.fails("ban", FaultKind::Delay { ms: 300 });
    let another = async {
        scene.came("ban").await;
        assert!(scene.bench.server().remove_person(&scene.id.0));
    };
    let (decision, ()) = tokio::join!(scene.decide(Verb::BanBlocked), another);
    assert_eq!((decision.status, decision.after), (Status::Gone, None));
    assert_eq!(scene.loud().await, [""; 0]);
}
