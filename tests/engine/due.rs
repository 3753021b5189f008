//! What was meant for some days, and what is to be looked at again: due when its day comes, and lifted by nobody but a person.

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::clock::Clock;
use bailiwick_engine::decision::{DecisionView, Holds, Status};
use bailiwick_engine::due::{DueEnd, DueView, Standing};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::event::Event;
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::list::AccountRow;
use bailiwick_engine::model::{AccountId, Timestamp};
use bailiwick_engine::profile::ProfileId;
use bailiwick_practice::{ErrorBody, Fault, FaultKind, Kind, Who};
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::watch;

use crate::bench::{Bench, code, connect, practice};

const DAY: i64 = 24 * 60 * 60 * 1000;
/// Held until the clock moves.
const MOMENT: Holds = Holds { reversible: 1, irreversible: 1, stale_hours: 6 };
const ACTION: &str = "/api/v1/admin/accounts/*/action";

/// A bench with somebody who may take part.
async fn somebody(kind: Kind) -> (Bench, watch::Sender<i64>, AccountRow) {
    let (bench, clock) = Bench::on_set_clock(kind).await;
    bench.refresh().await;
    let state = if kind == Kind::Mastodon { StateFilter::Unrestricted } else { StateFilter::Active };
    let one = bench.somebody(state).await;
    (bench, clock, one)
}

fn lasting(days: u32) -> Choices {
    Choices { lasts: Some(days), ..quietly() }
}

fn quietly() -> Choices {
    Choices { tell: Some(false), reason: Some("third warning".to_owned()), ..Choices::default() }
}

async fn dues(bench: &Bench) -> Vec<DueView> {
    bench.engine.dues(&bench.profile).await.unwrap()
}

async fn only(bench: &Bench) -> DueView {
    let mut dues = dues(bench).await;
    assert_eq!(dues.len(), 1, "{dues:?}");
    dues.remove(0)
}

/// Limits somebody for a week.
async fn limited(bench: &Bench, one: &AccountRow) -> DecisionView {
    let decision = bench.decide(&one.id, Verb::Limit, lasting(7)).await.unwrap();
    assert_eq!((decision.status, decision.lasts), (Status::Confirmed, Some(7)));
    decision
}

/// Waits until it is told that something about what is due changed.
async fn told(events: &mut Receiver<Event>, profile: &ProfileId) {
    let told = async {
        loop {
            if matches!(events.recv().await.unwrap(), Event::Dues { profile: whose } if whose == *profile) {
                return;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), told).await.unwrap();
}

/// Lets a hold of a moment pass.
async fn left(bench: &Bench, clock: &watch::Sender<i64>, id: &str) -> DecisionView {
    let mut events = bench.engine.listen();
    clock.send_modify(|now| *now += 1_000);
    let settled = async {
        loop {
            if let Event::Decision { decision } = events.recv().await.unwrap()
                && decision.id == id
                && !matches!(decision.status, Status::Held | Status::Ready | Status::Sending)
            {
                return *decision;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), settled).await.unwrap()
}

#[tokio::test]
async fn days_pass_and_nothing_lifts_itself() {
    let (bench, clock, one) = somebody(Kind::Mastodon).await;
    let decision = limited(&bench, &one).await;
    let due = only(&bench).await;
    assert_eq!((due.verb, due.handle), (Some(Verb::LiftLimit), one.handle));
    assert_eq!(due.decision.as_deref(), Some(&decision));
    assert_eq!((due.at.0, due.made_at), (decision.decided_at.0 + 7 * DAY, decision.decided_at));
    assert_eq!((due.is_due, due.standing), (false, Standing::Stands));
    clock.send_modify(|now| *now += 7 * DAY - 1);
    assert!(!only(&bench).await.is_due);
    let mut events = bench.engine.listen();
    clock.send_modify(|now| *now += 1);
    told(&mut events, &bench.profile).await;
    let due = only(&bench).await;
    assert_eq!((due.is_due, due.standing), (true, Standing::Stands));
    assert_eq!(bench.posts().len(), 1, "nothing but the limit was sent");
}

#[tokio::test]
async fn what_became_due_while_away_is_due_at_the_next_start() {
    let (bench, clock, one) = somebody(Kind::Mastodon).await;
    limited(&bench, &one).await;
    clock.send_modify(|now| *now += 30 * DAY);
    let bench = bench.reopen_with(Clock::Set(clock.subscribe())).await;
    let due = only(&bench).await;
    assert!(due.is_due, "{due:?}");
    // Put off, it comes again.
    let later = Timestamp(clock.borrow().saturating_add(DAY));
    assert!(!bench.engine.move_due(&bench.profile, &due.id, later).await.unwrap().is_due);
    let mut events = bench.engine.listen();
    clock.send_modify(|now| *now += DAY);
    while !only(&bench).await.is_due {
        told(&mut events, &bench.profile).await;
    }
}

#[tokio::test]
async fn what_is_taken_back_or_refused_leaves_nothing_due() {
    let (bench, clock, one) = somebody(Kind::Mastodon).await;
    bench.engine.set_holds(Holds::default());
    let held = bench.decide(&one.id, Verb::Limit, lasting(7)).await.unwrap();
    assert_eq!((held.status, dues(&bench).await), (Status::Held, vec![]), "it counts once it is so");
    bench.engine.cancel_decision(&bench.profile, &held.id).await.unwrap();
    bench.engine.set_holds(Holds::NONE);
    bench.server().add_fault(Fault::new(ACTION, FaultKind::Status { code: 403, body: ErrorBody::Json }).on("POST"));
    let refused = bench.decide(&one.id, Verb::Limit, lasting(7)).await.unwrap();
    assert_eq!(refused.status, Status::Refused);
    clock.send_modify(|now| *now += 8 * DAY);
    assert_eq!(dues(&bench).await, []);
}

#[tokio::test]
async fn what_was_so_already_is_due_as_well() {
    let (bench, clock, one) = somebody(Kind::Mastodon).await;
    bench.engine.set_holds(MOMENT);
    let held = bench.decide(&one.id, Verb::Limit, lasting(1)).await.unwrap();
    bench.server().change_person(&one.id.0, &json!({ "silenced_at": "2026-11-21T00:00:00Z" })).unwrap();
    assert_eq!(left(&bench, &clock, &held.id).await.status, Status::WasSo);
    assert_eq!(only(&bench).await.at.0, held.decided_at.0 + DAY, "from when it was decided");
}

#[tokio::test]
async fn of_a_decision_that_was_changed_before_it_left_the_later_days_count() {
    let (bench, clock, one) = somebody(Kind::Mastodon).await;
    bench.engine.set_holds(MOMENT);
    let first = bench.decide(&one.id, Verb::Limit, lasting(7)).await.unwrap();
    let seen = bench.engine.open_account(&bench.profile, &one.id).await.unwrap();
    let instead =
        bench.engine.replace_decision(&bench.profile, &first.id, &seen.revision, Verb::Limit, lasting(30)).await;
    let instead = instead.unwrap();
    assert_eq!(left(&bench, &clock, &instead.id).await.status, Status::Confirmed);
    let due = only(&bench).await;
    assert_eq!((due.at.0, due.decision.unwrap().lasts), (instead.decided_at.0 + 30 * DAY, Some(30)));
}

#[tokio::test]
async fn the_prepared_reverse_settles_it() {
    let (bench, clock, one) = somebody(Kind::Mastodon).await;
    limited(&bench, &one).await;
    let mut events = bench.engine.listen();
    clock.send_modify(|now| *now += 7 * DAY);
    told(&mut events, &bench.profile).await;
    let due = only(&bench).await;
    bench.engine.set_holds(MOMENT);
    let lift = bench.decide(&one.id, due.verb.unwrap(), Choices::default()).await.unwrap();
    assert_eq!(only(&bench).await.id, due.id, "it stands until it is done");
    assert_eq!(left(&bench, &clock, &lift.id).await.status, Status::Confirmed);
    assert_eq!(dues(&bench).await, []);
    let ended = bench.engine.end_due(&bench.profile, &due.id).await.unwrap();
    assert_eq!(ended.ended, Some(DueEnd::Done), "it stays as it ended");
}

#[tokio::test]
async fn what_somebody_else_lifted_says_so_and_waits_for_a_word() {
    let (bench, clock, one) = somebody(Kind::Mastodon).await;
    limited(&bench, &one).await;
    bench.server().change_person(&one.id.0, &json!({ "silenced_at": null })).unwrap();
    assert_eq!(only(&bench).await.standing, Standing::Stands, "nobody has looked");
    bench.engine.look_at_account(&bench.profile, &one.id).await.unwrap();
    assert_eq!(only(&bench).await.standing, Standing::Lifted);
    clock.send_modify(|now| *now += 7 * DAY);
    let due = only(&bench).await;
    assert_eq!((due.is_due, due.standing), (true, Standing::Lifted));
    let dropped = bench.engine.end_due(&bench.profile, &due.id).await.unwrap();
    assert_eq!((dropped.ended, dues(&bench).await), (Some(DueEnd::Dropped), vec![]));
}

#[tokio::test]
async fn of_somebody_who_is_gone_nothing_is_due() {
    let (bench, clock, one) = somebody(Kind::Mastodon).await;
    limited(&bench, &one).await;
    assert!(bench.server().remove_person(&one.id.0));
    bench.engine.look_at_account(&bench.profile, &one.id).await.unwrap();
    let due = only(&bench).await;
    assert_eq!((due.is_due, due.standing), (false, Standing::Gone), "until then it is only told");
    let mut events = bench.engine.listen();
    clock.send_modify(|now| *now += 7 * DAY);
    while !dues(&bench).await.is_empty() {
        told(&mut events, &bench.profile).await;
    }
    let ended = bench.engine.end_due(&bench.profile, &due.id).await.unwrap();
    assert_eq!(ended.ended, Some(DueEnd::Overtaken));
}

#[tokio::test]
async fn what_is_decided_in_its_place_overtakes_it_and_what_stands_beside_it_does_not() {
    let (bench, _clock, one) = somebody(Kind::Mastodon).await;
    limited(&bench, &one).await;
    bench.decide(&one.id, Verb::Suspend, quietly()).await.unwrap();
    assert_eq!(only(&bench).await.verb, Some(Verb::LiftLimit), "the limit is still there");

    let (bench, _clock, one) = somebody(Kind::Gitlab).await;
    bench.decide(&one.id, Verb::Block, lasting(30)).await.unwrap();
    assert_eq!(only(&bench).await.verb, Some(Verb::Unblock));
    let moved = bench.decide(&one.id, Verb::BanBlocked, lasting(5)).await.unwrap();
    assert_eq!((moved.status, moved.lasts), (Status::Confirmed, None), "a move takes no days");
    assert_eq!(dues(&bench).await, []);
}

#[tokio::test]
async fn two_profiles_keep_theirs_apart() {
    let (bench, _clock, one) = somebody(Kind::Mastodon).await;
    let other = practice(Kind::Gitlab).await;
    let other_profile = connect(&bench.engine, &other, Who::Administrator).await.unwrap().id;
    limited(&bench, &one).await;
    let due = only(&bench).await;
    assert_eq!(due.profile, bench.profile);
    assert_eq!(bench.engine.dues(&other_profile).await.unwrap(), []);
    assert_eq!(code(bench.engine.end_due(&other_profile, &due.id).await), ErrorCode::NotFound);
    assert_eq!(code(bench.engine.move_due(&other_profile, &due.id, due.at).await), ErrorCode::NotFound);
    assert_eq!(only(&bench).await, due);
}

#[tokio::test]
async fn a_reminder_comes_at_its_time_and_ends_by_a_word() {
    let (bench, clock, one) = somebody(Kind::Mastodon).await;
    let now = *clock.borrow();
    let words = Some(" is the \u{0}link gone?\r\n".to_owned());
    let mut events = bench.engine.listen();
    let made = bench.engine.remind(&bench.profile, &one.id, Timestamp(now + 2 * DAY), words).await.unwrap();
    told(&mut events, &bench.profile).await;
    assert_eq!((made.verb, made.words.as_deref()), (None, Some("is the link gone?")));
    assert_eq!(only(&bench).await, made);
    // Whatever is decided meanwhile, it is looked at again.
    bench.decide(&one.id, Verb::Limit, quietly()).await.unwrap();
    bench.decide(&one.id, Verb::LiftLimit, Choices::default()).await.unwrap();
    let sooner = Timestamp(now + DAY);
    assert_eq!(bench.engine.move_due(&bench.profile, &made.id, sooner).await.unwrap().at, sooner);
    let mut events = bench.engine.listen();
    clock.send_modify(|now| *now += DAY);
    while !only(&bench).await.is_due {
        told(&mut events, &bench.profile).await;
    }
    let done = bench.engine.end_due(&bench.profile, &made.id).await.unwrap();
    assert_eq!((done.ended, dues(&bench).await), (Some(DueEnd::Done), vec![]));
    assert_eq!(bench.engine.verify_journal(&bench.profile).await.unwrap().fault, None);
}

#[tokio::test]
async fn times_and_words_have_bounds() {
    let (bench, clock, one) = somebody(Kind::Mastodon).await;
    let now = *clock.borrow();
    for days in [0, 366] {
        let refused = bench.decide(&one.id, Verb::Limit, lasting(days)).await;
        assert_eq!(code(refused), ErrorCode::DueInvalid, "{days}");
    }
    assert!(bench.posts().is_empty());
    let remind =
        |at: i64, words: &str| bench.engine.remind(&bench.profile, &one.id, Timestamp(at), Some(words.to_owned()));
    for at in [now, now - DAY, now + 366 * DAY + 1, i64::MAX, i64::MIN] {
        assert_eq!(code(remind(at, "").await), ErrorCode::DueInvalid, "{at}");
    }
    assert_eq!(code(remind(now + DAY, &"é".repeat(5_001)).await), ErrorCode::TextTooLong { limit: 5_000 });
    let nobody = AccountId("nobody".to_owned());
    let unknown = bench.engine.remind(&bench.profile, &nobody, Timestamp(now + DAY), None).await;
    assert_eq!(code(unknown), ErrorCode::NotFound);
    assert_eq!(remind(now + 366 * DAY, " ").await.unwrap().words, None);
    // What cannot be taken back by another verb is not meant for days.
    let warned = bench.decide(&one.id, Verb::Warn, lasting(7)).await.unwrap();
    assert_eq!((warned.lasts, dues(&bench).await.len()), (None, 1));
}

#[tokio::test]
async fn a_yes_without_effect_ends_nothing_that_is_due() {
    let (bench, _clock, one) = somebody(Kind::Gitlab).await;
    let blocked = bench.decide(&one.id, Verb::Block, lasting(7)).await.unwrap();
    assert_eq!(blocked.status, Status::Confirmed);
    bench.server().add_fault(Fault::once("/api/v4/users/*/unblock", FaultKind::NoEffect).on("POST"));
    let lifted = bench.decide(&one.id, Verb::Unblock, Choices::default()).await.unwrap();
    assert_ne!(lifted.status, Status::Confirmed);
    assert_eq!(only(&bench).await.ended, None, "{:?}", lifted.status);
    let done = bench.decide(&one.id, Verb::Unblock, Choices::default()).await.unwrap();
    assert_eq!((done.status, dues(&bench).await), (Status::Confirmed, vec![]));
}
