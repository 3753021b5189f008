//! Who was shut out is known when they come again, for as long as was chosen.

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::clock::Clock;
use bailiwick_engine::decision::{DecisionView, HistoryFilter, Holds, KnownBy, RememberDays, Remembered, Status};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::list::{AccountRow, Place};
use bailiwick_engine::model::AccountId;
use bailiwick_practice::Kind;
use serde_json::json;
use tokio::sync::watch;

use crate::bench::{Bench, code};

const DAY: i64 = 24 * 60 * 60 * 1000;

async fn remembered(bench: &Bench, account: &AccountId) -> Vec<Remembered> {
    bench.engine.remembered(&bench.profile, account).await.unwrap()
}

/// By what they are known, and by which decision.
async fn known(bench: &Bench, account: &AccountId) -> Vec<(KnownBy, String, u32)> {
    let told = remembered(bench, account).await;
    let mut known: Vec<_> = told.into_iter().map(|one| (one.by, one.decision, one.times)).collect();
    known.sort_by_key(|(by, ..)| by.word());
    known
}

/// Somebody who is rejected, and somebody who waits and is made to have the same mail address, written otherwise.
async fn came_again() -> (Bench, watch::Sender<i64>, DecisionView, AccountRow) {
    let (bench, clock) = Bench::on_set_clock(Kind::Mastodon).await;
    bench.refresh().await;
    let mut queue = bench.list(Place::Queue, "").await.rows;
    let (first, again) = (queue.remove(0), queue.pop().unwrap());
    assert_eq!(known(&bench, &again.id).await, []);
    let mail = first.mail.clone().unwrap().to_uppercase();
    bench.server().change_person(&again.id.0, &json!({ "user": { "email": mail } })).unwrap();
    let choices = Choices { reason: Some("casino".to_owned()), ..Choices::default() };
    let decision = bench.decide(&first.id, Verb::Reject, choices).await.unwrap();
    assert_eq!(decision.status, Status::Confirmed);
    bench.refresh().await;
    (bench, clock, decision, again)
}

/// Waits until the decision's words are erased.
async fn erased(bench: &Bench, id: &str) -> DecisionView {
    let gone = async {
        loop {
            let page = bench.engine.search_history(&bench.profile, &HistoryFilter::default(), None).await.unwrap();
            let now = page.rows.into_iter().find(|decision| decision.id == id).unwrap();
            if now.handle.is_empty() {
                return now;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), gone).await.unwrap()
}

#[tokio::test]
async fn who_was_rejected_is_known_by_the_mail_address_however_it_is_written() {
    let (bench, _clock, decision, again) = came_again().await;
    let told = remembered(&bench, &again.id).await;
    let by_mail = told.iter().find(|one| one.by == KnownBy::Mail).unwrap();
    assert_eq!((by_mail.verb, by_mail.times, by_mail.same), (Verb::Reject, 1, false));
    assert_eq!((&by_mail.decision, &by_mail.account), (&decision.id, &decision.account));
    assert_eq!(by_mail.handle.as_deref(), Some(decision.handle.as_str()));
    assert_eq!(by_mail.decided_at, decision.decided_at);
    assert_eq!(code(bench.engine.remembered(&bench.profile, &AccountId("0".to_owned())).await), ErrorCode::NotFound);
}

#[tokio::test]
async fn address_and_name_bring_back_to_mind_too_and_on_a_gitlab_as_well() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    let first = bench.somebody(StateFilter::Active).await.id;
    let again = bench.list(Place::Queue, "").await.rows.remove(0).id;
    let change = json!({ "current_sign_in_ip": "2001:DB8::7", "last_sign_in_ip": "2001:db8:0:0::7" });
    bench.server().change_person(&first.0, &change).unwrap();
    bench.server().change_person(&again.0, &change).unwrap();
    bench.refresh().await;
    let name = bench.engine.open_account(&bench.profile, &first).await.unwrap().username;
    let decision = bench.decide(&first, Verb::Ban, Choices::default()).await.unwrap();
    assert_eq!(decision.status, Status::Confirmed);
    bench.server().change_person(&again.0, &json!({ "username": name.to_uppercase() })).unwrap();
    bench.engine.look_at_account(&bench.profile, &again).await.unwrap();
    let expected = [(KnownBy::Address, decision.id.clone(), 1), (KnownBy::Name, decision.id, 1)];
    assert_eq!(known(&bench, &again).await, expected);
}

#[tokio::test]
async fn after_its_time_nobody_can_be_read_off_but_who_comes_again_is_still_known_and_then_no_more() {
    let (bench, clock, decision, again) = came_again().await;
    let before = known(&bench, &again.id).await;
    assert!(!before.is_empty());
    clock.send_modify(|now| *now += 181 * DAY);
    let left = erased(&bench, &decision.id).await;
    assert_eq!((left.reason, left.handle.as_str(), &left.account), (None, "", &decision.account));
    assert_eq!(known(&bench, &again.id).await, before);
    assert!(remembered(&bench, &again.id).await.iter().all(|one| one.handle.is_none()));
    let report = bench.engine.verify_journal(&bench.profile).await.unwrap();
    assert_eq!((report.receipts, report.erased, report.fault), (2, 2, None));
    assert!(bench.engine.receipts(&bench.profile, &decision.id).await.unwrap().iter().all(|receipt| receipt.erased));
    clock.send_modify(|now| *now += 180 * DAY);
    let forgotten = async {
        while !known(&bench, &again.id).await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), forgotten).await.unwrap();
}

#[tokio::test]
async fn what_had_its_time_while_the_desk_was_closed_goes_at_the_next_start() {
    let (bench, clock, decision, again) = came_again().await;
    let before = known(&bench, &again.id).await;
    clock.send_modify(|now| *now += 100 * DAY);
    let bench = bench.reopen_with(Clock::Set(clock.subscribe())).await;
    let chosen = bench.engine.search_history(&bench.profile, &HistoryFilter::default(), None).await.unwrap();
    assert!(chosen.rows.iter().all(|decision| !decision.handle.is_empty()));
    let bench =
        bench.reopen_after(Clock::Set(clock.subscribe()), async |_| clock.send_modify(|now| *now += 100 * DAY)).await;
    erased(&bench, &decision.id).await;
    assert_eq!(known(&bench, &again.id).await, before, "with the same secret");
}

#[tokio::test]
async fn a_shorter_time_counts_at_once_and_what_waits_keeps_everything() {
    let (bench, clock, decision, again) = came_again().await;
    bench.engine.set_holds(Holds { reversible: 60_000, irreversible: 120_000, ..Holds::default() });
    let held = bench.decide(&again.id, Verb::Reject, Choices::default()).await.unwrap();
    assert_eq!(held.status, Status::Held);
    clock.send_modify(|now| *now += 8 * DAY);
    bench.engine.set_remember(RememberDays(7));
    erased(&bench, &decision.id).await;
    let waits = bench.engine.outbox(&bench.profile).await.unwrap();
    assert!(waits.len() == 1 && waits[0].handle == held.handle && waits[0].seen.is_some());
    assert!(bench.engine.receipts(&bench.profile, &held.id).await.unwrap().iter().all(|receipt| !receipt.erased));
}
