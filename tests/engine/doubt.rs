//! Moments in which the desk could believe too much: what changes while it reads, a proxy's odd answer, a slow search, a
//! clock that is set back, data that is to be forgotten.

use bailiwick_engine::action::{Choices, Refusal, Verb};
use bailiwick_engine::decision::Status;
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::event::Event;
use bailiwick_engine::list::Place;
use bailiwick_engine::model::Mark;
use bailiwick_engine::profile::Connection;
use bailiwick_engine::report::{ReportQuery, ReportRow};
use bailiwick_practice::{ErrorBody, Fault, FaultKind, Kind, Options, Who};
use serde_json::json;

use crate::bench::{Bench, OPEN, code};

fn quietly() -> Choices {
    Choices { tell: Some(false), ..Choices::default() }
}

async fn open_reports(bench: &Bench) -> Vec<ReportRow> {
    let query = ReportQuery { filter: OPEN, cursor: None, limit: 500 };
    bench.engine.list_reports(&bench.profile, query).await.unwrap().rows
}

async fn mastodon(who: Who) -> Bench {
    let bench = Bench::on(Options { limits: None, ..Options::new(Kind::Mastodon) }, who).await;
    bench.refresh().await;
    bench
}

#[tokio::test]
async fn who_is_quicker_while_the_report_is_read_is_noticed() {
    let bench = mastodon(Who::Moderator).await;
    let unrestricted =
        |row: &ReportRow| row.target.marks.is_empty() && row.target.id != row.reporter.as_ref().unwrap().id;
    let row = open_reports(&bench).await.into_iter().find(unrestricted).unwrap();
    let id = row.target.id.clone();
    let seen = bench.engine.look_at_account(&bench.profile, &id).await.unwrap();
    bench.server().add_fault(Fault::once("/api/v1/admin/reports/*", FaultKind::Delay { ms: 600 }).on("GET"));
    bench.server().clear_requests();
    let another_moderator = async {
        bench.server().request_came(|request| request.path.contains("/admin/reports/")).await;
        bench.server().change_person(&id.0, &json!({ "silenced_at": "2026-11-21T00:00:00Z" })).unwrap();
    };
    let choices = Choices { report: Some(row.id.clone()), ..quietly() };
    let deciding = bench.engine.decide(&bench.profile, &id, &seen.revision, Verb::Limit, choices);
    let (decided, ()) = tokio::join!(deciding, another_moderator);
    assert_eq!(code(decided), ErrorCode::ChangedMeanwhile);
    assert!(bench.posts().is_empty(), "no second strike");
}

#[tokio::test]
async fn a_proxys_404_switches_no_verb_off() {
    let bench = mastodon(Who::Moderator).await;
    let row = bench.somebody(bailiwick_engine::filter::StateFilter::Unrestricted).await;
    let lost = FaultKind::Status { code: 404, body: ErrorBody::Html };
    bench.server().add_fault(Fault::once("/api/v1/admin/accounts/*/action", lost).on("POST"));
    let decided = bench.decide(&row.id, Verb::Limit, quietly()).await.unwrap();
    assert_ne!(decided.refusal, Some(Refusal::NotOnThisServer), "{decided:?}");
    let decided = bench.decide(&row.id, Verb::Limit, quietly()).await.unwrap();
    assert_eq!(decided.status, Status::Confirmed, "the next one is sent as ever");
}

#[tokio::test]
async fn a_search_that_the_server_stumbles_over_leaves_the_instance_online() {
    let bench = mastodon(Who::Moderator).await;
    let trouble = FaultKind::Status { code: 500, body: ErrorBody::Json };
    bench.server().add_fault(Fault::once("/api/v2/admin/accounts", trouble));
    let mut events = bench.engine.listen();
    bench.engine.search_server(&bench.profile, "mail:@spam.example".to_owned()).await.unwrap();
    let (connection, problem) = loop {
        if let Event::Profile { profile } = events.recv().await.unwrap()
            && let Some(search) = profile.search.filter(|search| !search.running)
        {
            break (profile.connection, search.problem);
        }
    };
    assert_eq!(problem.map(|problem| problem.error), Some(ErrorCode::ServerTrouble { status: 500 }));
    assert_eq!(connection, Connection::Online);
    let waits = bench.list(Place::Queue, "").await.rows.remove(0);
    assert_eq!(bench.decide(&waits.id, Verb::Approve, Choices::default()).await.unwrap().status, Status::Confirmed);
}

#[tokio::test]
async fn a_clock_that_is_set_back_freezes_nothing() {
    let (bench, clock) = Bench::on_set_clock(Kind::Mastodon).await;
    clock.send_modify(|now| *now += 24 * 60 * 60 * 1000);
    bench.refresh().await;
    let report = open_reports(&bench).await.into_iter().find(|row| row.assigned.is_none()).unwrap();
    let waits = bench.list(Place::Queue, "").await.rows.remove(0);
    clock.send_modify(|now| *now -= 24 * 60 * 60 * 1000);
    bench.server().change_person(&waits.id.0, &json!({ "user": { "approved": true } })).unwrap();
    let seen = bench.engine.look_at_account(&bench.profile, &waits.id).await.unwrap();
    assert!(!seen.marks.contains(&Mark::Pending), "what the server says now counts");
    let seen = bench.engine.look_at_report(&bench.profile, &report.id).await.unwrap();
    let decided = bench
        .engine
        .decide_report(&bench.profile, &report.id, &seen.revision, Verb::AssignReport, Choices::default())
        .await
        .unwrap();
    assert_eq!(decided.status, Status::Confirmed);
    assert!(bench.engine.open_report(&bench.profile, &report.id).await.unwrap().mine);
}

#[tokio::test]
async fn what_a_profile_said_is_remembered_until_its_data_is_deleted() {
    let bench = mastodon(Who::Admin).await;
    let rows = bench.list(Place::Accounts, "origin:remote state:unrestricted").await.rows;
    let named = rows.into_iter().find(|row| !row.display_name.is_empty()).unwrap();
    bench.decide(&named.id, Verb::Suspend, Choices::default()).await.unwrap();
    let seen = bench.engine.look_at_account(&bench.profile, &named.id).await.unwrap();
    assert!(seen.remembered && !seen.display_name.is_empty(), "the server shows a blank profile");
    let handle = seen.offers.iter().find(|offer| offer.verb == Verb::DeleteData).unwrap().type_handle.clone();
    let choices = Choices { typed_handle: handle, ..Choices::default() };
    let decided = bench.engine.decide(&bench.profile, &named.id, &seen.revision, Verb::DeleteData, choices).await;
    assert_eq!(decided.unwrap().status, Status::Unprovable);
    let seen = bench.engine.look_at_account(&bench.profile, &named.id).await.unwrap();
    assert!(!seen.remembered && seen.display_name.is_empty() && seen.bio.is_empty());
}
