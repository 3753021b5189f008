//! How a search of a GitLab goes: pages, faults, a token that loses its rights.

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::filter::FilterField;
use bailiwick_engine::list::Place;
use bailiwick_engine::profile::Connection;
use bailiwick_practice::{Fault, FaultKind, GitlabSwitches, Inferred, Kind, Options, Who, serve};
use serde_json::json;

use super::gitlab::bench;
use super::users::{everybody, names};
use super::{listed, search, search_once};
use crate::bench::Bench;

const LISTS: &str = "/api/v4/users";

/// The requests for lists of users, without their order and paging.
fn asked(bench: &Bench) -> Vec<String> {
    let lists = bench.server().requests().into_iter().filter(|request| request.path == LISTS);
    let ours = |part: &&str| {
        !["per_page=", "order_by=", "sort=", "pagination=", "cursor="].iter().any(|own| part.starts_with(own))
    };
    lists.map(|request| request.query.split('&').filter(ours).collect::<Vec<_>>().join("&")).collect()
}

#[tokio::test]
async fn a_filter_that_a_gitlab_ignores_is_noticed() {
    for (parameter, typed) in [
        ("search", "user:wren"),
        ("blocked", "state:blocked"),
        ("exclude_active", "state:banned"),
        ("admins", "state:staff"),
        ("external", "external:yes"),
        ("two_factor", "two-factor:on"),
        ("exclude_humans", "kind:bot"),
        ("exclude_humans", "kind:internal"),
        ("created_before", "joined:..2011-01-01"),
        ("public_email", "public-mail:nobody@x.example"),
    ] {
        let bench = bench("19.0.1", false, 150).await;
        let honest = search(&bench, typed).await;
        assert!(!honest.ignored, "{typed}");
        bench.server().add_fault(Fault::new(LISTS, FaultKind::IgnoreFilter { name: parameter.to_owned() }));
        let found = search(&bench, typed).await;
        assert!(found.ignored && found.problem.is_none(), "{typed}");
        if typed != "kind:internal" {
            assert_eq!(found.fitting, honest.fitting, "{typed}: what came is compared here");
            assert_eq!(listed(&bench, typed).await.len(), honest.fitting as usize, "{typed}");
        }
    }
}

#[tokio::test]
async fn who_signs_in_by_a_saml_provider_is_known_to_the_server_only() {
    let bench = bench("18.6.1", true, 150).await;
    let users = everybody(bench.server());
    let mut colleagues = users.iter().filter(|one| one.kind() == "human" && one.identities().is_empty());
    let mut by_provider = |id: i64| {
        let one = colleagues.next().unwrap();
        let identity = json!({ "provider": "group_saml", "extern_uid": one.name(), "saml_provider_id": id });
        bench.server().change_person(&one.id(), &json!({ "identities": [identity] })).unwrap();
        one.name().to_owned()
    };
    let (twelve, _thirteen) = (by_provider(12), by_provider(13));
    let found = search(&bench, "saml:12").await;
    assert_eq!((found.fitting, found.ignored), (1, false));
    assert_eq!(listed(&bench, "saml:12").await.into_iter().collect::<Vec<_>>(), [twelve]);
    assert!(listed(&bench, "saml:13").await.is_empty());
    // Ignored, nobody passes for found who signs in otherwise.
    bench.server().add_fault(Fault::new(LISTS, FaultKind::IgnoreFilter { name: "saml_provider_id".to_owned() }));
    assert!(search(&bench, "saml:12").await.ignored);
    let users = everybody(bench.server());
    let by_saml = users.iter().filter(|one| one.identities().iter().any(|one| one.0.contains("saml")));
    assert_eq!(listed(&bench, "saml:12").await, names(by_saml));
}

#[tokio::test]
async fn what_only_the_server_knows_is_listed_for_the_search_that_brought_it_only() {
    let bench = bench("18.6.1", false, 150).await;
    search(&bench, "").await;
    for typed in ["projects:none", "attribute:auto_banned_by_spam_log_id=312"] {
        assert!(listed(&bench, typed).await.is_empty(), "nothing that is loaded tells it");
        let found = search(&bench, typed).await;
        assert!(found.fitting > 0);
        assert_eq!(listed(&bench, typed).await.len(), found.fitting as usize, "{typed}");
        assert!(listed(&bench, "attribute:other=312").await.is_empty());
        search(&bench, "state:pending").await;
        assert!(listed(&bench, typed).await.is_empty());
    }
}

#[tokio::test]
async fn what_no_list_of_a_gitlab_tells_costs_no_request() {
    let bench = bench("18.6.1", false, 150).await;
    bench.server().clear_requests();
    for (typed, not_asked) in [
        ("ip:198.51.100.0/24", vec![FilterField::Ip]),
        ("invited-by:7", vec![FilterField::InvitedBy]),
        ("saml:12", vec![FilterField::Saml]),
        ("origin:remote", vec![]),
        ("domain:x.example", vec![]),
        ("role:moderator", vec![]),
        ("state:limited", vec![]),
    ] {
        let found = search(&bench, typed).await;
        assert_eq!((found.fetched, found.more, found.not_asked, found.problem), (0, false, not_asked, None), "{typed}");
    }
    assert_eq!(asked(&bench), [""; 0]);
}

#[tokio::test]
async fn older_gitlabs_are_not_sent_what_they_would_drop() {
    let bench = bench("16.11.10", false, 150).await;
    bench.server().clear_requests();
    let found = search(&bench, "state:banned kind:human auditor:yes").await;
    let wanted = [FilterField::State, FilterField::Kind, FilterField::Auditor];
    assert_eq!((found.not_asked, found.ignored), (wanted.to_vec(), false));
    assert!(asked(&bench).iter().all(|query| query == "exclude_internal=true&without_project_bots=true"));
}

#[tokio::test]
async fn paging_a_gitlab_loses_and_doubles_nobody_while_people_come_and_go() {
    // By number whoever stands behind a removed one moves up a page: there only people who come are bearable (§3.4).
    for (version, keyset) in [("18.6.1", true), ("16.0.8", false)] {
        let bench = bench(version, false, 300).await;
        bench.server().add_fault(Fault::new(LISTS, FaultKind::ShortPages { rows: 12 }));
        let stayed = everybody(bench.server());
        let humans = || stayed.iter().filter(|one| one.kind() == "human" && !one.is("external"));
        let mut gone = Vec::new();
        let mut runs = 0;
        loop {
            let found = search_once(&bench, "kind:human external:no").await;
            assert_eq!(found.problem, None);
            runs += 1;
            if !found.more {
                break;
            }
            bench.server().sign_up(3);
            // The one at which the last page ended, and one who would be on the next.
            let rows = bench.list(Place::Accounts, "kind:human external:no").await.rows;
            let last = rows.iter().map(|row| row.id.0.parse::<u64>().unwrap()).min().unwrap();
            let next = humans().filter_map(|one| one.id().parse::<u64>().ok()).filter(|id| *id < last).max();
            for id in [Some(last), next].into_iter().flatten().filter(|_| keyset).map(|id| id.to_string()) {
                assert!(bench.server().remove_person(&id));
                gone.push(id);
            }
        }
        assert!(runs > 2, "{version}");
        let listed = listed(&bench, "kind:human external:no").await;
        let there = names(humans().filter(|one| !gone.contains(&one.id())));
        assert!(listed.is_superset(&there), "{version}: {:?}", there.difference(&listed));
    }
}

#[tokio::test]
async fn a_gitlab_that_refuses_keyset_is_searched_by_number() {
    let gitlab = GitlabSwitches {
        version: "16.0.8".to_owned(),
        otherwise: [Inferred::OldKeysetRefused].into(),
        ..GitlabSwitches::default()
    };
    let options = Options { gitlab, people: 260, ..Options::new(Kind::Gitlab) };
    let bench = Bench::on(options, Who::Administrator).await;
    let found = search(&bench, "external:no").await;
    let wanted = everybody(bench.server()).iter().filter(|one| !one.is("external")).count();
    assert_eq!((found.fitting as usize, found.problem), (wanted, None));
    assert!(found.pages > 2);
}

#[tokio::test]
async fn lost_links_and_links_elsewhere_lead_nowhere_else() {
    let bench = bench("18.6.1", false, 300).await;
    let whole = names(&everybody(bench.server()));
    let elsewhere = FaultKind::LinkElsewhere { to: "https://elsewhere.example".to_owned() };
    bench.server().add_fault(Fault::new(LISTS, elsewhere));
    assert_eq!(search(&bench, "").await.fetched as usize, whole.len());
    assert_eq!(listed(&bench, "").await, whole);
}

/// A search that is half done, then the token is treated as anybody's: it is told, and nothing of what comes is kept.
async fn downgraded(bench: Bench, downgrade: impl Fn(&Bench), wanted: ErrorCode) {
    bench.server().add_fault(Fault::new(LISTS, FaultKind::ShortPages { rows: 10 }));
    let first = search_once(&bench, "external:no").await;
    assert_eq!((first.fetched, first.more), (50, true));
    let before = listed(&bench, "").await;
    downgrade(&bench);
    // Short rows, and an empty page where all who fit are hidden.
    for typed in ["external:no", "state:blocked", "kind:human"] {
        let refused = search_once(&bench, typed).await;
        assert_eq!(refused.problem.unwrap().error, wanted, "{typed}");
        assert_eq!(listed(&bench, "").await, before, "{typed}");
    }
    assert!(matches!(bench.view().await.connection, Connection::Refused { .. }));
}

#[tokio::test]
async fn a_role_that_is_lost_in_the_middle_of_a_search_is_told() {
    let bench = bench("18.6.1", false, 300).await;
    let kim = bench.server().id_of("kim").unwrap();
    let downgrade = |bench: &Bench| {
        bench.server().change_person(&kim, &json!({ "is_admin": false })).unwrap();
    };
    downgraded(bench, downgrade, ErrorCode::RoleMissing { handle: Some("kim".to_owned()) }).await;
}

#[tokio::test]
async fn admin_mode_that_is_switched_on_in_the_middle_of_a_search_is_told() {
    let server = serve(Options { people: 300, ..Options::new(Kind::Gitlab) }).await.unwrap();
    server.change_settings(&json!({ "admin_mode": false })).unwrap();
    let bench = Bench::beside(server, Kind::Gitlab, Who::NoAdminMode).await;
    let downgrade = |bench: &Bench| bench.server().change_settings(&json!({ "admin_mode": true })).unwrap();
    downgraded(bench, downgrade, ErrorCode::AdminModeMissing).await;
}
