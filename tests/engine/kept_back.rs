//! What is kept from leaving: its cause is no longer one, it is old and cannot be taken back, somebody said to keep it.

use bailiwick_engine::action::{Choices, Refusal, Verb};
use bailiwick_engine::decision::{DecisionView, Review, Status};
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::profile::{Connection, SafeMode};
use bailiwick_engine::report::{ReportQuery, ReportRow};
use bailiwick_practice::{Fault, FaultKind, Kind, Who};
use serde_json::json;

use crate::bench::{Bench, OPEN};
use crate::waiting::{becomes, held, live, moves, now, pending, quietly};

pub const HOUR: i64 = 60 * 60 * 1000;

async fn reports(bench: &Bench) -> Vec<ReportRow> {
    let query = ReportQuery { filter: OPEN, cursor: None, limit: 20 };
    bench.engine.list_reports(&bench.profile, query).await.unwrap().rows
}

/// Waits until it waits for a word.
pub async fn asked_about(bench: &Bench, id: &str) -> DecisionView {
    loop {
        let seen = now(bench, id).await;
        if seen.review != Review::None {
            return seen;
        }
        tokio::task::yield_now().await;
    }
}

pub async fn in_time<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(std::time::Duration::from_secs(30), work).await.unwrap()
}

#[tokio::test]
async fn a_report_about_somebody_else_is_no_cause() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let one = bench.somebody(StateFilter::Unrestricted).await;
    let report = reports(&bench).await.into_iter().find(|row| row.target.id != one.id).unwrap();
    let choices = Choices { report: Some(report.id), ..quietly() };
    let made = bench.decide(&one.id, Verb::Limit, choices).await.unwrap();
    live(&bench, &clock, &made.id, 10_000).await;
    let refused = becomes(&bench, &made.id, Status::Refused).await;
    assert_eq!(refused.refusal, Some(Refusal::ReportAboutOther));
    assert!(bench.posts().is_empty(), "{:?}", bench.posts());
}

#[tokio::test]
async fn a_report_that_was_resolved_meanwhile_is_no_cause_any_more() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let report = reports(&bench).await.into_iter().find(|row| row.target.marks.is_empty()).unwrap();
    let choices = Choices { report: Some(report.id.clone()), ..quietly() };
    let made = bench.decide(&report.target.id, Verb::Sensitive, choices).await.unwrap();
    let server = bench.server();
    let address = format!("{}/api/v1/admin/reports/{}/resolve", server.base_url(), report.id.0);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let theirs = client.post(address).bearer_auth(server.token(Who::Admin)).send().await.unwrap();
    assert!(theirs.status().is_success());
    live(&bench, &clock, &made.id, 10_000).await;
    let refused = becomes(&bench, &made.id, Status::Refused).await;
    assert_eq!(refused.refusal, Some(Refusal::ReportResolved));
    assert_eq!(bench.posts().len(), 1, "the other moderator's: {:?}", bench.posts());
}

#[tokio::test]
async fn what_cannot_be_taken_back_and_waited_for_days_asks_however_it_waited() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let one = pending(&bench).await.remove(0);
    let made = bench.decide(&one.id, Verb::Reject, Choices::default()).await.unwrap();
    live(&bench, &clock, &made.id, 28_000).await;
    bench.engine.set_safe_mode(&bench.profile, SafeMode::ReadOnly).await.unwrap();
    live(&bench, &clock, &made.id, 2_000).await;
    assert_eq!(becomes(&bench, &made.id, Status::Ready).await.review, Review::None);
    clock.send_modify(|now| *now += 72 * HOUR);
    bench.engine.set_safe_mode(&bench.profile, SafeMode::AskAlways).await.unwrap();
    assert_eq!(in_time(asked_about(&bench, &made.id)).await.review, Review::Singly);
    assert!(bench.posts().is_empty());
    // Its word once, and it goes.
    bench.engine.release_decisions(&bench.profile, std::slice::from_ref(&made.id)).await.unwrap();
    becomes(&bench, &made.id, Status::Confirmed).await;
}

#[tokio::test]
async fn a_night_asleep_in_the_middle_of_a_hold_asks() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let one = pending(&bench).await.remove(0);
    let made = bench.decide(&one.id, Verb::Reject, Choices::default()).await.unwrap();
    clock.send_modify(|now| *now += 12 * HOUR);
    assert_eq!(in_time(asked_about(&bench, &made.id)).await.review, Review::Singly);
    assert!(bench.posts().is_empty());
}

#[tokio::test]
async fn a_night_asleep_in_the_last_moment_of_a_hold_asks_too() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let one = pending(&bench).await.remove(0);
    let made = bench.decide(&one.id, Verb::Reject, Choices::default()).await.unwrap();
    live(&bench, &clock, &made.id, 29_500).await;
    clock.send_modify(|now| *now += 12 * HOUR);
    assert_eq!(in_time(asked_about(&bench, &made.id)).await.review, Review::Singly);
    assert!(bench.posts().is_empty());
}

#[tokio::test]
async fn whoever_says_send_anyway_says_it_once_however_late() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let one = pending(&bench).await.remove(0);
    let made = bench.decide(&one.id, Verb::Reject, Choices::default()).await.unwrap();
    bench.server().change_person(&one.id.0, &json!({ "silenced_at": "2026-11-21T00:00:00Z" })).unwrap();
    live(&bench, &clock, &made.id, 30_000).await;
    becomes(&bench, &made.id, Status::Changed).await;
    clock.send_modify(|now| *now += 7 * HOUR);
    bench.engine.send_anyway(&bench.profile, &made.id).await.unwrap();
    becomes(&bench, &made.id, Status::Confirmed).await;
}

#[tokio::test]
async fn a_server_whose_first_word_is_a_refusal_was_away_all_the_same() {
    for first in [FaultKind::TooMany { retry_after: Some(1) }, FaultKind::WrongType] {
        let (bench, clock) = held(Kind::Mastodon).await;
        let one = pending(&bench).await.remove(0);
        bench.server().add_fault(Fault::new("/", FaultKind::HtmlForJson));
        bench.refresh().await;
        let made = bench.decide(&one.id, Verb::Approve, Choices::default()).await.unwrap();
        live(&bench, &clock, &made.id, 10_000).await;
        becomes(&bench, &made.id, Status::Ready).await;
        bench.server().clear_faults();
        bench.server().add_fault(Fault::once("/", first));
        clock.send_modify(|now| *now += HOUR);
        let check = async || bench.engine.check_connection(&bench.profile).await.unwrap().connection;
        // As long as it was asked to wait, and a little.
        while check().await != Connection::Online {
            clock.send_modify(|now| *now += 60_000);
        }
        assert_eq!(in_time(asked_about(&bench, &made.id)).await.review, Review::Together);
        assert!(bench.posts().is_empty());
    }
}

#[tokio::test]
async fn what_is_kept_while_it_is_looked_at_stays_kept() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let people = pending(&bench).await;
    let path = format!("/api/v1/admin/accounts/{}", people[0].id.0);
    bench.server().add_fault(Fault::new(path.clone(), FaultKind::Delay { ms: 1_000 }));
    let kept = bench.decide(&people[0].id, Verb::Approve, Choices::default()).await.unwrap();
    bench.server().clear_requests();
    live(&bench, &clock, &kept.id, 10_000).await;
    let asked = || bench.server().requests().into_iter().find(|request| request.path == path);
    in_time(async {
        while asked().is_none() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    bench.engine.keep_waiting().await.unwrap();
    in_time(async {
        while asked().is_none_or(|request| request.status.is_none()) {
            tokio::task::yield_now().await;
        }
    })
    .await;
    // Whoever comes behind it is sent meanwhile.
    let other = bench.decide(&people[1].id, Verb::Approve, Choices::default()).await.unwrap();
    live(&bench, &clock, &other.id, 10_000).await;
    becomes(&bench, &other.id, Status::Confirmed).await;
    let seen = now(&bench, &kept.id).await;
    assert_eq!((seen.status, seen.review), (Status::Ready, Review::Together));
    assert_eq!(bench.posts().len(), 1, "the other's alone: {:?}", bench.posts());
}

#[tokio::test]
async fn all_is_kept_also_where_holds_end_in_that_moment() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let people = pending(&bench).await;
    let slow = FaultKind::Delay { ms: 200 };
    bench.server().add_fault(Fault::new("/api/v1/admin/accounts/*", slow));
    let mut made = Vec::new();
    for one in &people {
        made.push(bench.decide(&one.id, Verb::Approve, Choices::default()).await.unwrap());
    }
    live(&bench, &clock, &made[0].id, 8_000).await;
    clock.send_modify(|now| *now += 2_000);
    bench.engine.keep_waiting().await.unwrap();
    assert_eq!(bench.engine.leaving().await.unwrap(), []);
    for one in &made {
        let seen = now(&bench, &one.id).await;
        let left = !matches!(seen.status, Status::Held | Status::Ready);
        assert!(left || seen.review == Review::Together, "{seen:?}");
    }
}

#[tokio::test]
async fn what_was_read_for_long_does_not_leave_once_the_desk_is_locked() {
    let (bench, _clock) = Bench::on_set_clock(Kind::Mastodon).await;
    bench.refresh().await;
    let one = pending(&bench).await.remove(0);
    let seen = bench.engine.open_account(&bench.profile, &one.id).await.unwrap();
    let path = format!("/api/v1/admin/accounts/{}", one.id.0);
    bench.server().add_fault(Fault::new(path.clone(), FaultKind::Delay { ms: 600 }).on("GET"));
    bench.server().clear_requests();
    let deciding = bench.engine.decide(&bench.profile, &one.id, &seen.revision, Verb::Approve, Choices::default());
    let locking = async {
        bench.server().request_came(|request| request.path == path).await;
        bench.engine.set_hidden(true);
    };
    let (made, ()) = tokio::join!(deciding, locking);
    let made = made.unwrap();
    assert_eq!((made.status, bench.posts().len()), (Status::Ready, 0), "it waits");
    bench.engine.set_hidden(false);
    becomes(&bench, &made.id, Status::Confirmed).await;
    assert_eq!(bench.posts().len(), 1);
}

#[tokio::test]
async fn what_is_kept_keeps_nothing_else_about_the_same_person() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let one = bench.somebody(StateFilter::Unrestricted).await;
    let kept = bench.decide(&one.id, Verb::Limit, quietly()).await.unwrap();
    bench.engine.keep_waiting().await.unwrap();
    let urgent = bench.decide(&one.id, Verb::Freeze, quietly()).await.unwrap();
    live(&bench, &clock, &urgent.id, 10_000).await;
    becomes(&bench, &urgent.id, Status::Confirmed).await;
    assert_eq!(now(&bench, &kept.id).await.review, Review::Together);
    // What was kept was about somebody whose login was not frozen.
    bench.engine.release_decisions(&bench.profile, std::slice::from_ref(&kept.id)).await.unwrap();
    live(&bench, &clock, &kept.id, 10_000).await;
    let met = now(&bench, &kept.id).await;
    let met = if met.status == Status::Changed { met } else { moves(&bench, &met).await };
    assert_ne!(met.status, Status::Confirmed);
    becomes(&bench, &kept.id, Status::Changed).await;
}
