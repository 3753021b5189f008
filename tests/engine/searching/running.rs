//! How a search goes: pages, faults, stopping, going on.

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::filter::{Filter, FilterField};
use bailiwick_engine::list::{AccountQuery, Place, Sort, Start};
use bailiwick_engine::profile::Connection;
use bailiwick_practice::{Dialect, ErrorBody, Fault, FaultKind, Kind};
use serde_json::json;

use super::people::{everybody, handles};
use super::{bench, listed, search, search_once};
use crate::bench::Bench;

const LISTS: &str = "/api/v2/admin/accounts";

#[tokio::test]
async fn wildcards_of_the_server_do_not_reach_the_list() {
    let bench = bench(Dialect::V4_6, 150).await;
    let people = everybody(bench.server());
    let mut members = people.iter().filter(|one| one.has_login());
    for name in ["foo_bar", "fooxbar"] {
        let change = json!({ "username": name, "user": { "email": format!("{name}@x.example") } });
        bench.server().change_person(members.next().unwrap().id(), &change).unwrap();
    }
    for typed in ["user:foo_bar", "mail:foo_bar", "foo_bar"] {
        let found = search(&bench, typed).await;
        assert_eq!((found.fetched, found.fitting, found.ignored), (2, 1, false), "{typed}");
        assert_eq!(listed(&bench, typed).await.into_iter().collect::<Vec<_>>(), ["foo_bar"], "{typed}");
    }
}

#[tokio::test]
async fn a_filter_that_the_server_ignores_is_noticed() {
    for (parameter, typed) in [
        ("status", "state:suspended"),
        ("origin", "origin:remote"),
        ("username", "user:wren"),
        ("by_domain", "domain:birds.example"),
        ("ip", "ip:2001:db8:dead::/48"),
        ("email", "mail:@birds.example"),
        ("role_ids", "role:3"),
    ] {
        let bench = bench(Dialect::V4_6, 200).await;
        let honest = search(&bench, typed).await;
        assert!(!honest.ignored, "{typed}");
        bench.server().add_fault(Fault::new(LISTS, FaultKind::IgnoreFilter { name: parameter.to_owned() }));
        let found = search(&bench, typed).await;
        assert!(found.ignored && found.problem.is_none(), "{typed}");
        assert_eq!(found.fitting, honest.fitting, "{typed}: what came is compared here");
        assert_eq!(listed(&bench, typed).await.len(), honest.fitting as usize, "{typed}");
    }
}

#[tokio::test]
async fn odd_links_and_short_pages_cost_nobody() {
    let whole = handles(&everybody(bench(Dialect::V4_6, 500).await.server()));
    for kind in [
        FaultKind::NoLink,
        FaultKind::LinkElsewhere { to: "https://elsewhere.example".to_owned() },
        FaultKind::OddCursor { cursor: "example.org/@someone".to_owned() },
        FaultKind::ShortPages { rows: 40 },
    ] {
        let bench = bench(Dialect::V4_6, 500).await;
        bench.server().add_fault(Fault::new("/api/*/admin/accounts", kind.clone()));
        let found = search(&bench, "").await;
        assert_eq!(found.fetched as usize, whole.len(), "{kind:?}");
        assert_eq!(listed(&bench, "").await, whole, "{kind:?}");
    }
}

#[tokio::test]
async fn paging_loses_and_doubles_nobody_while_people_come_and_go() {
    for version in [Dialect::V4_6, Dialect::V3_5] {
        let bench = bench(version, 300).await;
        bench.server().add_fault(Fault::new(LISTS, FaultKind::ShortPages { rows: 20 }));
        let stayed = everybody(bench.server());
        let mut gone = Vec::new();
        let mut runs = 0;
        loop {
            let found = search_once(&bench, "origin:local").await;
            assert_eq!(found.problem, None);
            runs += 1;
            if !found.more {
                break;
            }
            bench.server().sign_up(3);
            // The one at which the last page ended, and one who would be on the next.
            let rows = bench.list(Place::Accounts, "origin:local").await.rows;
            let last = rows.iter().map(|row| row.id.0.parse::<u64>().unwrap()).min().unwrap();
            let next = stayed.iter().filter(|one| one.is_local()).filter_map(|one| one.id().parse::<u64>().ok());
            let next = next.filter(|id| *id < last).max();
            for id in [Some(last), next].into_iter().flatten().map(|id| id.to_string()) {
                assert!(bench.server().remove_person(&id));
                gone.push(id);
            }
        }
        assert!(runs > 1, "{version:?}");
        let listed = listed(&bench, "origin:local").await;
        let there = handles(stayed.iter().filter(|one| one.is_local() && !gone.iter().any(|id| id == one.id())));
        assert!(listed.is_superset(&there), "{version:?}");
    }
}

#[tokio::test]
async fn a_search_stops_when_told_and_goes_on_where_it_was() {
    let bench = bench(Dialect::V4_6, 400).await;
    bench.server().add_fault(Fault::new(LISTS, FaultKind::ShortPages { rows: 30 }));
    let first = search_once(&bench, "origin:local").await;
    assert_eq!((first.pages, first.fetched, first.more), (5, 150, true));
    bench.server().clear_faults();
    bench.server().add_fault(Fault::new(LISTS, FaultKind::Delay { ms: 60_000 }));
    bench.engine.search_server(&bench.profile, "origin:local".to_owned()).await.unwrap();
    assert!(bench.view().await.search.unwrap().running);
    bench.engine.stop_search(&bench.profile).await.unwrap();
    let stopped = bench.view().await.search.unwrap();
    assert_eq!((stopped.running, stopped.fetched, stopped.more), (false, 150, true));
    assert_eq!(stopped.problem.unwrap().error, ErrorCode::Stopped);
    bench.server().clear_faults();
    let ended = search(&bench, "  origin:local ").await;
    let local = everybody(bench.server()).iter().filter(|one| one.is_local()).count();
    assert_eq!((ended.fetched as usize, ended.more, ended.problem), (local, false, None));
    let again = search_once(&bench, "origin:local").await;
    assert_eq!(again.pages, 2, "what has ended begins anew");
}

#[tokio::test]
async fn another_filter_takes_the_place_of_the_search_under_way() {
    let bench = bench(Dialect::V4_6, 150).await;
    bench.server().add_fault(Fault::once(LISTS, FaultKind::Delay { ms: 60_000 }));
    bench.engine.search_server(&bench.profile, "origin:local".to_owned()).await.unwrap();
    bench
        .server()
        .request_came(|request| request.path.starts_with(LISTS) && request.query.contains("origin=local"))
        .await;
    let found = search(&bench, "state:suspended").await;
    assert_eq!((found.typed.as_str(), found.problem.is_none()), ("state:suspended", true));
    assert!(found.fetched > 0 && found.fetched == found.fitting);
}

#[tokio::test]
async fn what_keeps_the_server_from_answering_is_told_and_the_search_goes_on_later() {
    let mut bench = bench(Dialect::V4_6, 300).await;
    bench.server().add_fault(Fault::new(LISTS, FaultKind::ShortPages { rows: 20 }));
    assert!(search_once(&bench, "origin:local").await.more);
    bench.server().clear_faults();
    let bad = FaultKind::Status { code: 400, body: ErrorBody::Json };
    bench.server().add_fault(Fault::once(LISTS, bad));
    let refused = search_once(&bench, "origin:local").await.problem.unwrap();
    assert_eq!(refused.error, ErrorCode::ServerSaysNo { status: 400 });
    assert!(refused.server_said.is_some());
    let kim = bench.server().id_of("kim").unwrap();
    bench.server().change_person(&kim, &json!({ "user": { "role": null } })).unwrap();
    let refused = search_once(&bench, "origin:local").await;
    assert_eq!(refused.problem.unwrap().error, ErrorCode::RoleMissing { handle: None });
    assert!(matches!(bench.view().await.connection, Connection::Refused { .. }));
    let port = bench.server().address().port();
    bench.stop_server().await;
    let offline = search_once(&bench, "origin:local").await;
    assert!(matches!(offline.problem.unwrap().error, ErrorCode::NotReachable { .. }));
    assert_eq!((offline.pages, offline.fetched, offline.more), (5, 100, true));
    assert_eq!(listed(&bench, "origin:local").await.len(), 100, "what came is there without the server");
    bench.start_server(port).await;
    let ended = search(&bench, "origin:local").await;
    let local = everybody(bench.server()).iter().filter(|one| one.is_local()).count();
    assert_eq!((ended.fetched as usize, ended.problem), (local, None));
}

#[tokio::test]
async fn who_was_invited_is_listed_for_the_search_that_brought_them_only() {
    let bench = Bench::practice(Kind::Mastodon).await;
    let people = everybody(bench.server());
    let inviter = people.iter().find_map(|one| one.inviter()).unwrap();
    let typed = format!("invited-by:{inviter}");
    let invited = handles(people.iter().filter(|one| one.inviter() == Some(inviter)));
    bench.refresh().await;
    assert!(listed(&bench, &typed).await.is_empty(), "nothing that is loaded tells it");
    search(&bench, &typed).await;
    assert_eq!(listed(&bench, &typed).await, invited);
    assert!(listed(&bench, "invited-by:999999").await.is_empty());
    search(&bench, "state:pending").await;
    assert!(listed(&bench, &typed).await.is_empty());
    let bench = bench.reopen().await;
    assert!(bench.view().await.search.is_none(), "a search is of this session");
}

#[tokio::test]
async fn chips_and_text_are_one_filter_and_the_text_counts() {
    let bench = bench(Dialect::V4_6, 150).await;
    bench.refresh().await;
    let beside = Filter {
        text: "x".to_owned(),
        name: Some("A \"B\"".to_owned()),
        ..Filter::parse("state:pending user:@wren").0
    };
    let typed = "state:limited ip:nonsense".to_owned();
    let (sort, start) = (Sort::default(), Start::Top);
    let query = AccountQuery { place: Place::Accounts, typed, filter: beside, sort, start, limit: 10 };
    let page = bench.engine.list_accounts(&bench.profile, query).await.unwrap();
    assert_eq!(page.typed, r#"state:limited user:wren name:"A \"B\"" x ip:nonsense"#);
    assert_eq!(Filter::parse(&page.typed).0, page.filter);
    assert_eq!(page.problems[0].word, "ip:nonsense");
    let found = search_once(&bench, "two words").await;
    assert_eq!(found.not_asked, [FilterField::Text]);
}
