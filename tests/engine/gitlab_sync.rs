//! A GitLab's refreshes: by change, with a sweep as safety, and never from what anybody may see.

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::list::Place;
use bailiwick_engine::model::{AccountId, Mark};
use bailiwick_engine::profile::Connection;
use bailiwick_practice::{Fault, FaultKind, GitlabSwitches, Inferred, Kind, LoggedRequest, Options, Who};
use serde_json::json;

use crate::bench::{Bench, connect};
use crate::filling::{USERS, looks, well};

mod sweeping;

async fn bench(people: usize, gitlab: GitlabSwitches) -> Bench {
    Bench::on(Options { people, gitlab, ..Options::new(Kind::Gitlab) }, Who::Administrator).await
}

/// A bench whose cache is filled, with an empty log.
async fn filled(people: usize, gitlab: GitlabSwitches) -> Bench {
    let bench = bench(people, gitlab).await;
    well(&bench.refresh().await);
    bench.server().clear_requests();
    bench
}

/// Which of the users' lists was asked for: the rank that is looked up, what changed, who is not active, administrators,
/// everybody from the top or from somewhere on.
fn list(asked: &LoggedRequest) -> Option<&'static str> {
    Some(match asked.query.as_str() {
        _ if asked.path != USERS => return None,
        "per_page=1" => "rank",
        query if query.contains("order_by=updated_at") => "changed",
        query if query.contains("exclude_active=true") => "waiting",
        query if query.contains("admins=true") => "staff",
        query if query.contains("cursor=") || query.contains("&page=") => "all, on",
        _ => "all",
    })
}

fn lists(bench: &Bench) -> Vec<&'static str> {
    bench.server().requests().iter().filter_map(list).collect()
}

async fn marks(bench: &Bench, id: &str) -> Vec<Mark> {
    bench.engine.open_account(&bench.profile, &AccountId(id.to_owned())).await.unwrap().marks
}

/// Colleagues without a story, oldest first: the newest are the first that a sweep comes to.
fn colleagues(bench: &Bench) -> Vec<String> {
    let people = bench.server().people().into_iter().rev();
    let plain =
        people.filter(|one| one["state"] == "active" && one["user_type"] == "human" && one["is_admin"] == false);
    plain.map(|one| one["id"].to_string()).collect()
}

#[tokio::test]
async fn what_other_administrators_did_is_found_by_the_next_refresh() {
    let bench = filled(900, GitlabSwitches::default()).await;
    let people = colleagues(&bench);
    let dormant = bench.server().id_of("edmund.vale").unwrap();
    for (id, verb) in [(&people[1], "block"), (&people[2], "ban"), (&dormant, "deactivate")] {
        assert_eq!(bench.server().act(id, verb, "ingrid").unwrap()["body"], true, "{verb}");
    }
    bench.server().change_person(&people[3], &json!({ "note": "Second warning. – ingrid" })).unwrap();
    bench.server().change_person(&people[4], &json!({ "username": "somebody.else", "name": "Somebody Else" })).unwrap();
    let newcomers = bench.server().sign_up(2);
    let view = bench.refresh().await;
    well(&view);
    assert_eq!(marks(&bench, &people[1]).await, [Mark::Blocked]);
    assert_eq!(marks(&bench, &people[2]).await, [Mark::Banned]);
    assert_eq!(marks(&bench, &dormant).await, [Mark::Deactivated]);
    let noted = bench.engine.open_account(&bench.profile, &AccountId(people[3].clone())).await.unwrap();
    assert_eq!(noted.note.as_deref(), Some("Second warning. – ingrid"));
    assert_eq!(bench.list(Place::Accounts, "somebody.else").await.rows.len(), 1);
    let queue = bench.list(Place::Queue, "").await.rows;
    assert!(newcomers.iter().all(|id| queue.iter().any(|row| row.id.0 == *id)));
    let changed = lists(&bench).into_iter().filter(|list| *list == "changed").count();
    assert_eq!(changed, 3, "one page with news, two without");
    assert_eq!(looks(&bench), 0);
}

#[tokio::test]
async fn a_change_behind_what_one_did_oneself_is_found() {
    let bench = filled(900, GitlabSwitches::default()).await;
    let people = colleagues(&bench);
    let (hidden, mine) = people[10..].split_first().unwrap();
    bench.server().change_person(hidden, &json!({ "name": "Changed Behind" })).unwrap();
    // What is looked at and decided here is in the cache as it is, and in front of it.
    for id in &mine[..230] {
        bench.server().change_person(id, &json!({ "bio": "changed" })).unwrap();
        bench.engine.look_at_account(&bench.profile, &AccountId(id.clone())).await.unwrap();
    }
    well(&bench.refresh().await);
    assert_eq!(bench.list(Place::Accounts, "Changed Behind").await.rows.len(), 1);
    bench.server().clear_requests();
    well(&bench.refresh().await);
    assert_eq!(lists(&bench), ["changed", "changed", "waiting"], "and the next one is short again");
}

#[tokio::test]
async fn a_run_that_was_cut_off_among_the_changes_loses_none() {
    let bench = filled(900, GitlabSwitches::default()).await;
    well(&bench.refresh().await);
    let people = colleagues(&bench);
    for id in &people[..450] {
        bench.server().change_person(id, &json!({ "name": "Changed" })).unwrap();
    }
    let after = 3;
    bench.server().add_fault(Fault { after, ..Fault::once(USERS, FaultKind::CloseBefore) });
    assert!(bench.refresh().await.sync.problem.is_some());
    assert_eq!(bench.list(Place::Accounts, "name:Changed").await.rows.len(), 300, "what came is there");
    well(&bench.refresh().await);
    assert_eq!(bench.list(Place::Accounts, "name:Changed").await.rows.len(), 450);
}

#[tokio::test]
async fn every_version_and_way_of_paging_finds_changes_and_whoever_waits() {
    let old = |version: &str| GitlabSwitches { version: version.to_owned(), ..GitlabSwitches::default() };
    let refused = GitlabSwitches { otherwise: [Inferred::OldKeysetRefused].into(), ..old("16.4.1") };
    let uncounted = GitlabSwitches { count_limit: 50, ..old("16.4.1") };
    let short = GitlabSwitches { count_limit: 50, offset_limit: 200, ..old("17.6.0") };
    for gitlab in [old("15.11.13"), old("16.11.2"), refused, uncounted, short] {
        let told = format!("{gitlab:?}");
        let bench = filled(200, gitlab).await;
        let view = bench.view().await;
        assert_eq!(view.cached as usize, bench.server().people().len(), "{told}");
        let waiting = bench.server().people().iter().filter(|one| one["state"] == "blocked_pending_approval").count();
        assert_eq!((view.pending as usize, view.sync.pending_complete), (waiting, true), "{told}");
        let people = colleagues(&bench);
        bench.server().act(&people[1], "block", "ingrid").unwrap();
        bench.server().change_person(&people[2], &json!({ "name": "Changed" })).unwrap();
        well(&bench.refresh().await);
        assert_eq!(marks(&bench, &people[1]).await, [Mark::Blocked], "{told}");
        assert_eq!(bench.list(Place::Accounts, "name:Changed").await.rows.len(), 1, "{told}");
    }
}

#[tokio::test]
async fn those_who_no_longer_wait_are_found_and_others_on_the_list_are_kept() {
    let bench = filled(300, GitlabSwitches::default()).await;
    let queue = bench.list(Place::Queue, "").await.rows;
    assert!(bench.server().remove_person(&queue[0].id.0));
    bench.server().act(&queue[1].id.0, "approve", "ingrid").unwrap();
    well(&bench.refresh().await);
    let now = bench.list(Place::Queue, "").await.rows;
    assert_eq!(now.len(), queue.len() - 2);
    assert!(marks(&bench, &queue[0].id.0).await.contains(&Mark::Gone));
    assert!(!marks(&bench, &queue[1].id.0).await.contains(&Mark::Pending));
    for (state, mark) in [(StateFilter::Banned, Mark::Banned), (StateFilter::Deactivated, Mark::Deactivated)] {
        let rows = bench.list(Place::Accounts, &format!("state:{}", state.word())).await.rows;
        assert!(!rows.is_empty() && rows.iter().all(|row| row.marks.contains(&mark)));
    }
}

/// What is cached of everybody, without the time at which it was seen.
async fn everything(bench: &Bench) -> Vec<(AccountId, Vec<Mark>)> {
    let rows = bench.list(Place::Accounts, "").await.rows;
    rows.into_iter().map(|row| (row.id, row.marks)).collect()
}

#[tokio::test]
async fn a_token_that_loses_its_power_within_a_refresh_brings_nothing_more() {
    let role = ErrorCode::RoleMissing { handle: Some("osei".to_owned()) };
    for (lost, code) in [("admin mode", ErrorCode::AdminModeMissing), ("role", role)] {
        for (wanted, after) in [("changed", 0), ("waiting", 2)] {
            let mut bench = bench(300, GitlabSwitches::default()).await;
            bench.server().change_settings(&json!({ "admin_mode": false })).unwrap();
            bench.profile = connect(&bench.engine, bench.server(), Who::NoAdminMode).await.unwrap().id;
            bench.server().clear_requests();
            well(&bench.refresh().await);
            let known = everything(&bench).await;
            bench.server().clear_requests();
            // The request has come, and before it is answered the server thinks otherwise of us.
            bench.server().add_fault(Fault { after, ..Fault::once(USERS, FaultKind::Delay { ms: 500 }) });
            let run = bench.refresh();
            let meanwhile = async {
                bench.server().request_came(|asked| list(asked) == Some(wanted)).await;
                bench.server().act(&colleagues(&bench)[0], "block", "ingrid").unwrap();
                match lost {
                    "role" => drop(
                        bench
                            .server()
                            .change_person(&bench.server().id_of("osei").unwrap(), &json!({ "is_admin": false }))
                            .unwrap(),
                    ),
                    _ => bench.server().change_settings(&json!({ "admin_mode": true })).unwrap(),
                }
            };
            let (view, ()) = futures_util::join!(run, meanwhile);
            let told = view.sync.problem.unwrap();
            assert_eq!(told.error, code, "{lost} at {wanted}");
            assert_eq!(view.connection, Connection::Refused { problem: told });
            assert_eq!(everything(&bench).await, known, "{lost} at {wanted}: nothing of what anybody sees is kept");
            assert_eq!(lists(&bench).last(), Some(&wanted), "and nothing more is asked for");
        }
    }
}

#[tokio::test]
async fn whose_the_ghost_is_survives_refreshes_and_another_name() {
    let bench = filled(200, GitlabSwitches::default()).await;
    let id = |username| AccountId(bench.server().id_of(username).unwrap());
    let ghost = id("ghost");
    let all = [
        (&ghost, true, 2),
        (&id("project_17_bot_4f2a"), false, 2),
        (&id("nadia.frost"), false, 2),
        (&id("wren"), false, 1),
    ];
    bench.server().change_person(&ghost.0, &json!({ "username": "spook", "name": "Boo" })).unwrap();
    for (id, internal, requests) in all {
        bench.server().clear_requests();
        let seen = bench.engine.look_at_account(&bench.profile, id).await.unwrap();
        assert_eq!(seen.marks.contains(&Mark::Internal), internal, "{}", seen.handle);
        assert_eq!(bench.server().requests().len(), requests, "{}", seen.handle);
    }
    for _ in 0..2 {
        well(&bench.refresh().await);
    }
    for (id, internal, _) in all {
        assert_eq!(marks(&bench, &id.0).await.contains(&Mark::Internal), internal, "{}", id.0);
    }
    let raw = bench.engine.account_raw(&bench.profile, &ghost).await.unwrap();
    assert!(raw.contains("\"bailiwick_internal\": true"), "whose word it is stands in its name");
}
