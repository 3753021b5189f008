//! Decisions that wait: held, taken back, sent when they are due, and not over anybody's head.

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::decision::{DecisionView, Holds, Review, Status};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::list::{AccountRow, Place};
use bailiwick_engine::model::{AccountId, Mark};
use bailiwick_practice::{Fault, FaultKind, Kind};
use serde_json::json;
use tokio::sync::watch;

use crate::bench::{Bench, code};

const HOLDS: Holds = Holds { reversible: 10_000, irreversible: 30_000, stale_hours: 6 };
/// So much of a hold counts at once: more would be a computer that slept.
const STEP: u32 = 4_000;

/// A bench whose decisions are held, on a clock that the test moves.
pub async fn held(kind: Kind) -> (Bench, watch::Sender<i64>) {
    let (bench, clock) = Bench::on_set_clock(kind).await;
    bench.refresh().await;
    bench.engine.set_holds(HOLDS);
    (bench, clock)
}

pub fn quietly() -> Choices {
    Choices { tell: Some(false), ..Choices::default() }
}

pub async fn now(bench: &Bench, id: &str) -> DecisionView {
    let rows = bench.engine.history(&bench.profile, None).await.unwrap().rows;
    rows.into_iter().find(|decision| decision.id == id).unwrap()
}

/// Waits until the decision is no longer as it is now, in status or in what is left of its hold.
pub async fn moves(bench: &Bench, seen: &DecisionView) -> DecisionView {
    let moved = async {
        loop {
            let now = now(bench, &seen.id).await;
            if (now.status, now.hold_left) != (seen.status, seen.hold_left) {
                return now;
            }
            tokio::task::yield_now().await;
        }
    };
    let Ok(moved) = tokio::time::timeout(std::time::Duration::from_secs(30), moved).await else {
        panic!("stayed as it was: {:#?}", now(bench, &seen.id).await);
    };
    moved
}

/// Waits until the decision has this status.
pub async fn becomes(bench: &Bench, id: &str, status: Status) -> DecisionView {
    loop {
        let now = now(bench, id).await;
        if now.status == status {
            return now;
        }
        moves(bench, &now).await;
    }
}

/// Lets so many ms of a hold pass, awake.
pub async fn live(bench: &Bench, clock: &watch::Sender<i64>, id: &str, mut ms: u32) -> DecisionView {
    let mut seen = now(bench, id).await;
    while ms > 0 && seen.status == Status::Held {
        let step = ms.min(STEP);
        clock.send_modify(|now| *now += i64::from(step));
        ms -= step;
        seen = moves(bench, &seen).await;
    }
    seen
}

pub async fn pending(bench: &Bench) -> Vec<AccountRow> {
    bench.list(Place::Queue, "").await.rows
}

#[tokio::test]
async fn what_is_held_is_a_row_and_leaves_when_its_hold_is_over() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let one = pending(&bench).await.remove(0);
    let decision = bench.decide(&one.id, Verb::Approve, Choices::default()).await.unwrap();
    assert_eq!((decision.status, decision.hold_left), (Status::Held, Some(10_000)));
    let waits = live(&bench, &clock, &decision.id, 8_000).await;
    assert_eq!((waits.status, waits.hold_left), (Status::Held, Some(2_000)));
    assert!(bench.posts().is_empty(), "{:?}", bench.posts());
    live(&bench, &clock, &decision.id, 2_000).await;
    let done = becomes(&bench, &decision.id, Status::Confirmed).await;
    assert!(!done.after.unwrap().contains(&Mark::Pending));
    assert_eq!(bench.posts().len(), 1);
    assert!(bench.engine.outbox(&bench.profile).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_taken_back_never_leaves_and_what_has_left_is_told_as_it_stands() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let mut two = pending(&bench).await;
    let (one, other) = (two.remove(0), two.remove(0));
    let decision = bench.decide(&one.id, Verb::Reject, Choices::default()).await.unwrap();
    assert_eq!(decision.hold_left, Some(30_000));
    let cancelled = bench.engine.cancel_decision(&bench.profile, &decision.id).await.unwrap();
    assert_eq!(cancelled.status, Status::Cancelled);
    let kept = bench.decide(&other.id, Verb::Approve, Choices::default()).await.unwrap();
    live(&bench, &clock, &kept.id, 10_000).await;
    becomes(&bench, &kept.id, Status::Confirmed).await;
    assert_eq!(bench.posts().len(), 1, "only the other's");
    assert_eq!(now(&bench, &decision.id).await.status, Status::Cancelled);
    let late = bench.engine.cancel_decision(&bench.profile, &kept.id).await.unwrap();
    assert_eq!(late.status, Status::Confirmed);
    let unknown = bench.engine.cancel_decision(&bench.profile, "nothing").await;
    assert_eq!(code(unknown), ErrorCode::NotFound);
}

#[tokio::test]
async fn a_night_asleep_is_no_time_to_take_it_back_in() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let one = pending(&bench).await.remove(0);
    let decision = bench.decide(&one.id, Verb::Reject, Choices::default()).await.unwrap();
    clock.send_modify(|now| *now += 8 * 60 * 60 * 1000);
    let seen = moves(&bench, &decision).await;
    assert_eq!((seen.status, seen.hold_left, seen.review), (Status::Held, Some(29_000), Review::Singly));
}

#[tokio::test]
async fn a_hold_goes_on_where_it_was_after_a_restart() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let one = pending(&bench).await.remove(0);
    let decision = bench.decide(&one.id, Verb::Approve, Choices::default()).await.unwrap();
    live(&bench, &clock, &decision.id, 6_000).await;
    let bench = bench.reopen_with(bailiwick_engine::clock::Clock::Set(clock.subscribe())).await;
    let seen = now(&bench, &decision.id).await;
    assert_eq!((seen.status, seen.hold_left), (Status::Held, Some(4_000)));
    live(&bench, &clock, &decision.id, 4_000).await;
    becomes(&bench, &decision.id, Status::Confirmed).await;
}

#[tokio::test]
async fn what_changed_meanwhile_waits_for_a_word_with_both_states() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let one = bench.somebody(StateFilter::Unrestricted).await;
    let decision = bench.decide(&one.id, Verb::Suspend, quietly()).await.unwrap();
    bench.server().change_person(&one.id.0, &json!({ "silenced_at": "2026-11-21T00:00:00Z" })).unwrap();
    live(&bench, &clock, &decision.id, 10_000).await;
    let changed = becomes(&bench, &decision.id, Status::Changed).await;
    assert!(bench.posts().is_empty());
    assert!(!changed.seen.unwrap().marks.contains(&Mark::Limited));
    assert!(changed.found.unwrap().marks.contains(&Mark::Limited));
    bench.engine.send_anyway(&bench.profile, &decision.id).await.unwrap();
    let done = becomes(&bench, &decision.id, Status::Confirmed).await;
    assert!(done.before.contains(&Mark::Limited), "the receipt tells what it met");
}

#[tokio::test]
async fn what_is_so_already_is_not_done_again_unless_more_was_wanted() {
    let (bench, clock) = held(Kind::Mastodon).await;
    for (tell, status) in [(false, Status::WasSo), (true, Status::Changed)] {
        let one = bench.somebody(StateFilter::Unrestricted).await;
        let choices = Choices { tell: Some(tell), ..Choices::default() };
        let decision = bench.decide(&one.id, Verb::Limit, choices).await.unwrap();
        bench.server().change_person(&one.id.0, &json!({ "silenced_at": "2026-11-21T00:00:00Z" })).unwrap();
        live(&bench, &clock, &decision.id, 10_000).await;
        becomes(&bench, &decision.id, status).await;
        assert!(bench.posts().is_empty(), "{status:?}");
        bench.engine.cancel_decision(&bench.profile, &decision.id).await.unwrap();
        bench.refresh().await;
    }
}

#[tokio::test]
async fn who_is_gone_meanwhile_is_gone_by_whom_nobody_knows() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let one = pending(&bench).await.remove(0);
    let decision = bench.decide(&one.id, Verb::Reject, Choices::default()).await.unwrap();
    assert!(bench.server().remove_person(&one.id.0));
    live(&bench, &clock, &decision.id, 30_000).await;
    becomes(&bench, &decision.id, Status::Gone).await;
    assert!(bench.posts().is_empty());
}

/// A server that is gone for so many ms, and one decision made meanwhile.
async fn away(ms: i64) -> (Bench, watch::Sender<i64>, DecisionView) {
    let (bench, clock) = Bench::on_set_clock(Kind::Mastodon).await;
    bench.refresh().await;
    let one = pending(&bench).await.remove(0);
    // Somebody's sign-in page answers in its place.
    bench.server().add_fault(Fault::new("/", FaultKind::HtmlForJson));
    bench.refresh().await;
    let decision = bench.decide(&one.id, Verb::Approve, Choices::default()).await.unwrap();
    assert_eq!(decision.status, Status::Ready);
    clock.send_modify(|now| *now += ms);
    bench.server().clear_faults();
    bench.engine.check_connection(&bench.profile).await.unwrap();
    (bench, clock, decision)
}

#[tokio::test]
async fn what_was_decided_without_a_network_leaves_when_it_is_back() {
    let (bench, _clock, decision) = away(60_000).await;
    becomes(&bench, &decision.id, Status::Confirmed).await;
}

#[tokio::test]
async fn after_a_long_time_away_nothing_leaves_before_a_word() {
    let (bench, _clock, decision) = away(11 * 60_000).await;
    let asked = async {
        loop {
            let seen = now(&bench, &decision.id).await;
            if seen.review != Review::None {
                return seen;
            }
            tokio::task::yield_now().await;
        }
    };
    let seen = tokio::time::timeout(std::time::Duration::from_secs(30), asked).await.unwrap();
    assert_eq!((seen.status, seen.review), (Status::Ready, Review::Together));
    assert!(bench.posts().is_empty());
    bench.engine.release_decisions(&bench.profile, std::slice::from_ref(&decision.id)).await.unwrap();
    becomes(&bench, &decision.id, Status::Confirmed).await;
}

#[tokio::test]
async fn two_decisions_about_one_person_leave_in_their_order() {
    let (bench, clock) = held(Kind::Gitlab).await;
    let one = bench.somebody(StateFilter::Active).await;
    let first = bench.decide(&one.id, Verb::Block, Choices::default()).await.unwrap();
    let again: AccountId = one.id.clone();
    let second = bench.decide(&again, Verb::Ban, Choices::default()).await.unwrap();
    live(&bench, &clock, &first.id, 10_000).await;
    becomes(&bench, &first.id, Status::Confirmed).await;
    // Counted while the clock moved, it may have lived less long.
    live(&bench, &clock, &second.id, 10_000).await;
    // It was decided about somebody who was active, and that is over.
    becomes(&bench, &second.id, Status::Changed).await;
    assert_eq!(bench.posts().len(), 1);
    let report = bench.engine.verify_journal(&bench.profile).await.unwrap();
    assert_eq!(report.fault, None);
    assert!(report.receipts >= 6, "{report:?}");
}

#[tokio::test]
async fn the_queue_leaves_out_whom_something_was_decided_about() {
    let (bench, _clock) = held(Kind::Mastodon).await;
    let before = pending(&bench).await;
    let counted = |bench: &Bench| {
        let query = crate::bench::query(Place::Queue, "", bailiwick_engine::list::Start::Top, 1);
        let (engine, profile) = (bench.engine.clone(), bench.profile.clone());
        async move { engine.count_accounts(&profile, query).await.unwrap().matching.number as usize }
    };
    assert_eq!(counted(&bench).await, before.len());
    let decision = bench.decide(&before[0].id, Verb::Reject, Choices::default()).await.unwrap();
    let after = pending(&bench).await;
    assert_eq!((after.len(), counted(&bench).await), (before.len() - 1, before.len() - 1));
    assert!(after.iter().all(|row| row.id != before[0].id));
    let text = format!("user:{}", before[0].handle);
    assert_eq!(bench.list(Place::Queue, &text).await.rows.len(), 0);
    assert_eq!(bench.list(Place::Accounts, &text).await.rows.len(), 1, "everybody is there");
    // Also after a restart, from the journal.
    let bench = bench.reopen().await;
    bench.engine.cancel_decision(&bench.profile, &decision.id).await.unwrap();
    assert_eq!((pending(&bench).await.len(), counted(&bench).await), (before.len(), before.len()));
}
