//! Decisions that leave: side by side, no more than the server takes, changed before, kept when the desk is closed, and
//! asked about as carefully as the instance's safe mode says.

use bailiwick_engine::action::{Caution, Choices, Verb};
use bailiwick_engine::clock::Clock;
use bailiwick_engine::decision::{Holds, Review, Status};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::profile::SafeMode;
use bailiwick_engine::report::ReportQuery;
use bailiwick_practice::{Fault, FaultKind, Kind, Limits, Who};
use tokio::sync::watch;

use crate::bench::{Bench, OPEN, code, connect, moderator, practice};
use crate::waiting::{becomes, held, live, moves, now, pending, quietly};

fn at_once() -> Choices {
    Choices { at_once: true, ..quietly() }
}

#[tokio::test]
async fn one_that_the_server_takes_long_over_keeps_nobody_else() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let people = pending(&bench).await;
    let slow = format!("/api/v1/admin/accounts/{}/approve", people[0].id.0);
    bench.server().add_fault(Fault::new(slow, FaultKind::Delay { ms: 120_000 }));
    let mut made = Vec::new();
    for one in &people[..3] {
        made.push(bench.decide(&one.id, Verb::Approve, Choices::default()).await.unwrap());
    }
    for one in &made {
        live(&bench, &clock, &one.id, 10_000).await;
    }
    for one in &made[1..] {
        becomes(&bench, &one.id, Status::Confirmed).await;
    }
    assert_eq!(now(&bench, &made[0].id).await.status, Status::Sending);
}

#[tokio::test]
async fn who_asks_for_fewer_requests_is_waited_for_and_nobody_else() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let other = practice(Kind::Gitlab).await;
    let beside = connect(&bench.engine, &other, moderator(Kind::Gitlab)).await.unwrap().id;
    let one = pending(&bench).await.remove(0);
    let approve = format!("/api/v1/admin/accounts/{}/approve", one.id.0);
    bench.server().add_fault(Fault::once(approve, FaultKind::TooMany { retry_after: Some(300) }));
    let waits = bench.decide(&one.id, Verb::Approve, Choices::default()).await.unwrap();
    live(&bench, &clock, &waits.id, 10_000).await;
    let told = async {
        loop {
            let view = bench.view().await;
            if let Some(sending) = view.sending.filter(|sending| sending.waits_until.is_some()) {
                return sending;
            }
            tokio::task::yield_now().await;
        }
    };
    let sending = tokio::time::timeout(std::time::Duration::from_secs(30), told).await.unwrap();
    assert_eq!(sending.left, 1);
    assert!(sending.ends_at > sending.waits_until, "it ends after it has gone on: {sending:?}");

    // The other instance has no such trouble.
    bench.engine.set_holds(Holds::NONE);
    bench.engine.refresh(&beside).await.unwrap();
    let query =
        || crate::bench::query(bailiwick_engine::list::Place::Accounts, "", bailiwick_engine::list::Start::Top, 50);
    let found = async {
        loop {
            let rows = bench.engine.list_accounts(&beside, query()).await.unwrap().rows;
            if let Some(row) = rows.into_iter().find(|row| row.marks.is_empty()) {
                return row;
            }
            tokio::task::yield_now().await;
        }
    };
    let person = tokio::time::timeout(std::time::Duration::from_secs(30), found).await.unwrap();
    let seen = bench.engine.open_account(&beside, &person.id).await.unwrap();
    let done = bench.engine.decide(&beside, &person.id, &seen.revision, Verb::Block, Choices::default()).await.unwrap();
    assert_eq!(done.status, Status::Confirmed);
    assert_eq!(now(&bench, &waits.id).await.status, Status::Ready);

    clock.send_modify(|now| *now += 301_000);
    becomes(&bench, &waits.id, Status::Confirmed).await;
    assert_eq!(bench.posts().len(), 2, "the one that was refused, and the one that was taken");
}

#[tokio::test]
async fn what_leaves_takes_no_more_requests_than_there_are_and_is_looked_at_to_the_end() {
    let window = std::time::Duration::from_secs(60);
    let limits = Limits { per_token: 40, per_user: 200, window, paging: 40, paging_window: window };
    let begin = 1_800_000_000_000_i64;
    let (clock, set) = watch::channel(begin);
    let on = bailiwick_practice::Options { limits: Some(limits), ..bailiwick_practice::Options::new(Kind::Mastodon) };
    let bench = Bench::adopted_on(on, Clock::Set(set)).await;
    let to = |ms: i64| {
        bench.server().stop_clock(jiff::Timestamp::from_millisecond(ms).unwrap());
        clock.send_replace(ms);
    };
    to(begin);
    bench.refresh().await;
    // A window of its own, so that what the refresh took doesn't count.
    to(begin + 60_000);
    let people = pending(&bench).await;
    bench.engine.set_holds(Holds { reversible: 1_000, ..Holds::default() });
    bench.server().clear_requests();
    let mut made = Vec::new();
    assert!(people.len() > 14, "more than a window takes");
    for one in &people {
        made.push(bench.decide(&one.id, Verb::Approve, Choices::default()).await.unwrap().id);
    }
    to(begin + 62_000);
    for window in 2..6 {
        let quiet = async {
            loop {
                let left = bench.engine.outbox(&bench.profile).await.unwrap();
                let under_way = left.iter().any(|one| matches!(one.status, Status::Held | Status::Sending));
                let asked = bench.view().await.budget.is_some_and(|budget| budget.remaining < 3);
                if left.is_empty() || (asked && !under_way) {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), quiet).await.unwrap();
        to(begin + window * 60_000);
    }
    let log = bench.server().requests();
    assert!(log.iter().all(|request| request.status != Some(429)), "no request too many");
    for id in &made {
        assert_eq!(now(&bench, id).await.status, Status::Confirmed);
    }
}

#[tokio::test]
async fn what_waits_is_changed_in_one_step_and_what_has_left_is_not() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let one = bench.somebody(StateFilter::Unrestricted).await;
    let first = bench.decide(&one.id, Verb::Limit, quietly()).await.unwrap();
    let seen = bench.engine.open_account(&bench.profile, &one.id).await.unwrap();
    let instead = |id: String, revision: String| {
        let (engine, profile) = (bench.engine.clone(), bench.profile.clone());
        async move { engine.replace_decision(&profile, &id, &revision, Verb::Suspend, quietly()).await }
    };
    let stale = instead(first.id.clone(), "another".to_owned()).await;
    assert_eq!(code(stale), ErrorCode::ChangedMeanwhile);
    assert_eq!(now(&bench, &first.id).await.status, Status::Held, "nothing is lost");
    let second = instead(first.id.clone(), seen.revision.clone()).await.unwrap();
    assert_eq!((second.verb, second.status), (Verb::Suspend, Status::Held));
    assert_eq!(now(&bench, &first.id).await.status, Status::Cancelled);
    live(&bench, &clock, &second.id, 10_000).await;
    becomes(&bench, &second.id, Status::Confirmed).await;
    assert_eq!(bench.posts().len(), 1, "{:?}", bench.posts());
    assert_eq!(code(instead(second.id, seen.revision).await), ErrorCode::ChangedMeanwhile);
    assert_eq!(bench.engine.verify_journal(&bench.profile).await.unwrap().fault, None);
}

#[tokio::test]
async fn what_is_kept_when_the_desk_closes_waits_for_a_word_at_the_next_start() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let people = pending(&bench).await;
    let kept = bench.decide(&people[0].id, Verb::Approve, Choices::default()).await.unwrap();
    assert_eq!(bench.engine.leaving().await.unwrap().len(), 1);
    bench.engine.keep_waiting().await.unwrap();
    assert!(bench.engine.leaving().await.unwrap().is_empty());
    let bench = bench.reopen_with(Clock::Set(clock.subscribe())).await;
    let found = now(&bench, &kept.id).await;
    assert_eq!((found.status, found.review), (Status::Held, Review::Together));
    bench.engine.release_decisions(&bench.profile, std::slice::from_ref(&kept.id)).await.unwrap();
    live(&bench, &clock, &kept.id, 10_000).await;
    becomes(&bench, &kept.id, Status::Confirmed).await;
}

#[tokio::test]
async fn whoever_closes_the_desk_sends_now_or_takes_back() {
    let (bench, _clock) = held(Kind::Mastodon).await;
    let people = pending(&bench).await;
    let dropped = bench.decide(&people[0].id, Verb::Reject, Choices::default()).await.unwrap();
    bench.engine.cancel_waiting().await.unwrap();
    assert_eq!(now(&bench, &dropped.id).await.status, Status::Cancelled);
    let sent = bench.decide(&people[1].id, Verb::Approve, Choices::default()).await.unwrap();
    bench.engine.hasten().await.unwrap();
    becomes(&bench, &sent.id, Status::Confirmed).await;
    assert_eq!(bench.posts().len(), 1);
}

#[tokio::test]
async fn what_an_earlier_start_left_long_ago_waits_for_a_word_and_old_rejections_for_their_own() {
    for (hours, verb, review) in
        [(0, Verb::Reject, Review::None), (7, Verb::Reject, Review::Singly), (7, Verb::Approve, Review::Together)]
    {
        let (bench, clock) = held(Kind::Mastodon).await;
        let one = pending(&bench).await.remove(0);
        let made = bench.decide(&one.id, verb, Choices::default()).await.unwrap();
        // A crash: nothing was marked.
        let later = async |_: &std::path::Path| clock.send_modify(|now| *now += hours * 60 * 60 * 1000);
        let bench = bench.reopen_after(Clock::Set(clock.subscribe()), later).await;
        if review != Review::None {
            assert_eq!(reviewed(&bench, &made.id).await.review, review);
        }
        let seen = now(&bench, &made.id).await;
        assert_eq!(seen.review, review, "{hours} hours later");
        assert!(bench.posts().is_empty());
    }
}

#[tokio::test]
async fn what_is_old_is_for_the_person_to_say() {
    for (stale_hours, review) in [(6, Review::Singly), (12, Review::Together)] {
        let (bench, clock) = held(Kind::Mastodon).await;
        bench.engine.set_holds(Holds { stale_hours, ..Holds::default() });
        let one = pending(&bench).await.remove(0);
        bench.server().add_fault(Fault::new("/", FaultKind::HtmlForJson));
        bench.refresh().await;
        let made = bench.decide(&one.id, Verb::Reject, Choices::default()).await.unwrap();
        clock.send_modify(|now| *now += 7 * 60 * 60 * 1000);
        bench.server().clear_faults();
        bench.engine.check_connection(&bench.profile).await.unwrap();
        assert_eq!(reviewed(&bench, &made.id).await.review, review);
    }
}

async fn reviewed(bench: &Bench, id: &str) -> bailiwick_engine::decision::DecisionView {
    let seen = async {
        loop {
            let seen = now(bench, id).await;
            if seen.review != Review::None {
                return seen;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), seen).await.unwrap()
}

#[tokio::test]
async fn one_key_is_enough_only_where_the_safe_mode_says_so() {
    let (bench, _clock) = held(Kind::Mastodon).await;
    let person = bench.somebody(StateFilter::Unrestricted).await;
    let wanted = [
        (SafeMode::AskAlways, Verb::Limit, false),
        (SafeMode::AskIrreversible, Verb::Limit, true),
        (SafeMode::Quick, Verb::Limit, true),
    ];
    for (mode, verb, goes) in wanted {
        bench.engine.set_safe_mode(&bench.profile, mode).await.unwrap();
        match bench.decide(&person.id, verb, at_once()).await {
            Ok(made) => {
                assert!(goes, "{mode:?}");
                bench.engine.cancel_decision(&bench.profile, &made.id).await.unwrap();
            }
            Err(error) => assert_eq!((error.code, goes), (ErrorCode::NotAsked, false), "{mode:?}"),
        }
        // What cannot be taken back is asked about in each; asked, it goes.
        let one = pending(&bench).await.remove(0);
        assert_eq!(code(bench.decide(&one.id, Verb::Reject, at_once()).await), ErrorCode::NotAsked, "{mode:?}");
        let made = bench.decide(&one.id, Verb::Reject, Choices::default()).await.unwrap();
        bench.engine.cancel_decision(&bench.profile, &made.id).await.unwrap();
    }
    bench.engine.set_safe_mode(&bench.profile, SafeMode::ReadOnly).await.unwrap();
    let refused = code(bench.decide(&person.id, Verb::Limit, quietly()).await);
    assert!(matches!(refused, ErrorCode::NotAllowed { .. }), "{refused:?}");
}

#[tokio::test]
async fn staff_are_never_decided_about_with_one_key() {
    let bench = Bench::with(Kind::Mastodon, Who::Owner).await;
    bench.refresh().await;
    bench.engine.set_holds(Holds::default());
    bench.engine.set_safe_mode(&bench.profile, SafeMode::Quick).await.unwrap();
    let rows = bench.list(bailiwick_engine::list::Place::Accounts, "").await.rows;
    let mut tried = 0;
    for row in rows {
        let seen = bench.engine.open_account(&bench.profile, &row.id).await.unwrap();
        for offer in seen.offers.iter().filter(|offer| offer.refusal.is_none()) {
            if offer.cautions.contains(&Caution::Staff) {
                let answer = bench.decide(&row.id, offer.verb, at_once()).await;
                assert_eq!(code(answer), ErrorCode::NotAsked, "{:?}", offer.verb);
                tried += 1;
            }
        }
    }
    assert!(tried > 3, "{tried}");
}

#[tokio::test]
async fn a_report_is_resolved_later_too() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let query = ReportQuery { filter: OPEN, cursor: None, limit: 10 };
    let report = bench.engine.list_reports(&bench.profile, query).await.unwrap().rows.remove(0).id;
    let before = pending(&bench).await.len();
    let seen = bench.engine.open_report(&bench.profile, &report).await.unwrap();
    // Without an answer of the server.
    bench.server().add_fault(Fault::new("/", FaultKind::HtmlForJson));
    bench.refresh().await;
    let choices = Choices::default();
    let made = bench
        .engine
        .decide_report(&bench.profile, &report, &seen.revision, Verb::ResolveReport, choices)
        .await
        .unwrap();
    assert_eq!((made.status, made.hold_left), (Status::Held, Some(10_000)));
    assert_eq!(pending(&bench).await.len(), before, "a report's end decides nothing about its person");
    live(&bench, &clock, &made.id, 10_000).await;
    assert_eq!(now(&bench, &made.id).await.status, Status::Ready);
    bench.server().clear_faults();
    bench.engine.check_connection(&bench.profile).await.unwrap();
    becomes(&bench, &made.id, Status::Confirmed).await;
    let seen = bench.engine.look_at_report(&bench.profile, &report).await.unwrap();
    assert!(seen.resolved);
}

#[tokio::test]
async fn a_report_that_another_resolved_meanwhile_is_not_resolved_again() {
    let (bench, clock) = held(Kind::Mastodon).await;
    let query = ReportQuery { filter: OPEN, cursor: None, limit: 10 };
    let report = bench.engine.list_reports(&bench.profile, query).await.unwrap().rows.remove(0).id;
    let seen = bench.engine.open_report(&bench.profile, &report).await.unwrap();
    let choices = Choices::default();
    let made = bench
        .engine
        .decide_report(&bench.profile, &report, &seen.revision, Verb::ResolveReport, choices)
        .await
        .unwrap();
    let server = bench.server();
    let address = format!("{}/api/v1/admin/reports/{}/resolve", server.base_url(), report.0);
    let theirs = reqwest::Client::new().post(address).bearer_auth(server.token(Who::Admin)).send().await.unwrap();
    assert!(theirs.status().is_success(), "the other moderator was quicker");
    live(&bench, &clock, &made.id, 10_000).await;
    let met = moves(&bench, &now(&bench, &made.id).await).await;
    assert!(matches!(met.status, Status::WasSo | Status::Changed), "{:?}", met.status);
    assert_eq!(bench.posts().len(), 1, "the other's");
}
