mod clauses;

use serde_json::{Value, json};

use super::plan::{Route, plan};
use crate::filter::{Filter, FilterField, SeenRole};
use crate::model::Timestamp;
use crate::platform::canned::{Canned, json as answer, reply};
use crate::platform::mastodon::GOTOSOCIAL;
use crate::platform::mastodon::client::Mastodon;
use crate::platform::mastodon::served::Dialect;
use crate::profile::{Platform, Software};

const NEW: Dialect = Dialect::Mastodon(Some((4, 6)));
/// 2026-11-22T04:30:59.999Z
const NOW: Timestamp = Timestamp(1_795_321_859_999);
const OLD: Dialect = Dialect::Mastodon(Some((3, 5)));

/// Each pass as one text, and what is not asked.
fn planned(typed: &str, dialect: Dialect, route: Route) -> (Vec<String>, Vec<FilterField>) {
    let roles = [
        SeenRole { name: "Moderator".to_owned(), id: Some("4".to_owned()) },
        SeenRole { name: "wordy".to_owned(), id: None },
    ];
    let plan = plan(&Filter::parse(typed).0, &roles, dialect, route);
    let text = |query: &Vec<(&str, String)>| {
        query.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    };
    (plan.passes.iter().map(|pass| text(&pass.query)).collect(), plan.not_asked)
}

#[test]
fn v2_is_asked_for_every_part_at_once() {
    let not = |field| vec![field];
    let cases: &[(&str, &[&str], Vec<FilterField>)] = &[
        ("", &[""], vec![]),
        ("state:pending", &["origin=local&status=pending"], vec![]),
        ("state:not-suspended origin:remote", &["origin=remote&status=active"], vec![]),
        ("state:sensitive", &["status=sensitized"], vec![]),
        ("state:frozen", &["origin=local&status=disabled", "origin=local&status=suspended"], vec![]),
        ("state:unrestricted", &["status=active"], not(FilterField::State)),
        ("state:staff", &["origin=local&permissions=staff"], vec![]),
        ("state:staff role:4", &["origin=local&role_ids[]=4"], not(FilterField::State)),
        ("state:banned", &[], vec![]),
        ("user:@anna name:\"Anna K\"", &["username=anna&display_name=Anna K"], vec![]),
        ("mail:anna@", &["origin=local&email=anna@"], vec![]),
        ("mail:@spam.example", &["origin=local&email=%@spam.example"], vec![]),
        ("ip:198.51.100.0/24", &["origin=local&ip=198.51.100.0/24"], vec![]),
        ("domain:bücher.example", &["by_domain=xn--bcher-kva.example"], vec![]),
        ("domain:x.example origin:remote", &["by_domain=x.example"], vec![]),
        ("domain:x.example origin:local", &[], vec![]),
        ("domain:x.example mail:a", &[], vec![]),
        ("role:moderator", &["origin=local&role_ids[]=4"], vec![]),
        ("role:-99", &["origin=local"], not(FilterField::Role)),
        ("role:wordy", &["origin=local"], not(FilterField::Role)),
        ("invited-by:7", &["origin=local&invited_by=7"], vec![]),
        ("anna", &["username=anna", "display_name=anna"], vec![]),
        ("@anna", &["username=anna", "display_name=anna"], vec![]),
        ("@anna@Bücher.example", &["username=anna&by_domain=xn--bcher-kva.example"], vec![]),
        ("anna@x.example", &["username=anna&by_domain=x.example", "origin=local&email=anna@x.example"], vec![]),
        ("198.51.100.7", &["origin=local&ip=198.51.100.7"], vec![]),
        ("anna user:an", &["username=an"], not(FilterField::Text)),
        ("two words origin:local", &["origin=local"], not(FilterField::Text)),
        ("kind:bot state:pending", &["origin=local&status=pending"], not(FilterField::Kind)),
        ("joined:2026-11-21 external:no ldap:no auditor:no", &[""], not(FilterField::Joined)),
        ("two-factor:off origin:local", &[], not(FilterField::TwoFactor)),
        ("identity:saml", &[], not(FilterField::Identity)),
        ("kind:bot projects:none", &[], not(FilterField::Projects)),
    ];
    for (typed, passes, not_asked) in cases {
        let (found, not) = planned(typed, NEW, Route::V2);
        assert_eq!(
            (found.iter().map(String::as_str).collect::<Vec<_>>(), &not),
            (passes.to_vec(), not_asked),
            "{typed}"
        );
    }
}

#[test]
fn older_servers_and_gotosocial_are_not_sent_what_they_do_not_know() {
    let gts = |typed| planned(typed, Dialect::GoToSocial, Route::V2);
    assert_eq!(gts("state:sensitive"), (vec![String::new()], vec![FilterField::State]));
    assert_eq!(gts("role:admin"), (vec!["origin=local".to_owned()], vec![FilterField::Role]));
    assert_eq!(gts("invited-by:7 user:a"), (vec![], vec![FilterField::InvitedBy]));
    let old = |typed| planned(typed, OLD, Route::V2);
    assert_eq!(old("state:sensitive"), (vec![String::new()], vec![FilterField::State]));
    assert_eq!(old("role:moderator"), (vec!["origin=local".to_owned()], vec![FilterField::Role]));
    assert_eq!(old("invited-by:7").0, ["origin=local&invited_by=7"]);
}

#[test]
fn v1_takes_several_lists_where_its_defaults_hide_somebody() {
    let v1 = |typed| planned(typed, OLD, Route::V1);
    let all = [
        "local=true&active=true",
        "local=true&suspended=true",
        "remote=true&active=true",
        "remote=true&suspended=true",
    ];
    assert_eq!(v1("").0, all);
    assert_eq!(v1("state:sensitive"), (all.map(str::to_owned).to_vec(), vec![FilterField::State]));
    assert_eq!(v1("state:limited").0, ["local=true&silenced=true", "remote=true&silenced=true"]);
    assert_eq!(v1("state:pending").0, ["local=true&pending=true"]);
    assert_eq!(v1("state:staff").0, ["local=true&active=true&staff=true", "local=true&suspended=true&staff=true"]);
    assert_eq!(v1("origin:remote state:suspended").0, ["remote=true&suspended=true"]);
    let domain = ["remote=true&active=true&by_domain=x.example", "remote=true&suspended=true&by_domain=x.example"];
    assert_eq!(v1("domain:x.example").0, domain);
    assert_eq!(v1("mail:a").0, ["local=true&active=true&email=a", "local=true&suspended=true&email=a"]);
    assert_eq!(v1("invited-by:7"), (vec![], vec![FilterField::InvitedBy]));
}

fn over(server: &Canned, name: &str, version: &str) -> Mastodon {
    let software = Software { platform: Platform::Mastodon, name: name.to_owned(), version: version.to_owned() };
    Mastodon::over(server.http(), &software)
}

/// Rows with these ids.
fn rows(ids: impl Iterator<Item = u32>) -> Value {
    ids.map(
        |id| json!({"id": id.to_string(), "username": "anna", "suspended": false, "silenced": false, "approved": true}),
    )
    .collect()
}

/// Asks until the search ends; gives the requests and how many accounts came.
async fn whole(server: &Canned, mastodon: &Mastodon, typed: &str) -> (Vec<String>, usize) {
    let (mut cursor, mut came) = (None, 0);
    for _ in 0..20 {
        let page = mastodon.search(&Filter::parse(typed).0, &[], NOW, cursor.as_deref()).await.unwrap();
        came += page.accounts.len();
        cursor = page.next;
        if cursor.is_none() {
            return (server.lines(), came);
        }
    }
    panic!("the search did not end: {:?}", server.lines())
}

#[tokio::test]
async fn a_search_goes_down_each_list_with_its_own_filters_and_the_links_cursor() {
    let server = Canned::serve(|asked| match asked.line.as_str() {
        line if line.contains("max_id=8") => answer(200, &rows([3].into_iter())),
        // The link has lost the filters, and leads elsewhere.
        _ => reply(
            200,
            "Link: <https://other.example/x?max_id=8>; rel=\"next\"\r\n",
            &rows([9, 8].into_iter()).to_string(),
        ),
    })
    .await;
    let (lines, came) = whole(&server, &over(&server, "Mastodon", "4.6.5"), "anna state:pending").await;
    let list = |rest: &str| format!("GET /api/v2/admin/accounts?origin=local&status=pending&{rest}");
    assert_eq!(
        lines,
        [
            list("username=anna&limit=200"),
            list("username=anna&limit=200&max_id=8"),
            list("display_name=anna&limit=200"),
            list("display_name=anna&limit=200&max_id=8"),
        ]
    );
    assert_eq!(came, 6);
}

#[tokio::test]
async fn a_server_without_v2_is_searched_by_v1() {
    for (version, first) in [("3.4.6", 0), ("4.1.0", 1)] {
        let server = Canned::serve(|asked| match asked.line.as_str() {
            line if line.starts_with("GET /api/v1/admin/accounts?") => answer(200, &json!([])),
            _ => answer(404, &json!({"error": "Not Found"})),
        })
        .await;
        let (lines, _) = whole(&server, &over(&server, "Mastodon", version), "origin:remote").await;
        assert_eq!(
            lines[first..],
            [
                "GET /api/v1/admin/accounts?remote=true&active=true&limit=200",
                "GET /api/v1/admin/accounts?remote=true&suspended=true&limit=200",
            ]
        );
    }
}

#[tokio::test]
async fn a_lost_or_odd_link_is_made_up_for_by_the_last_id_but_on_gotosocial() {
    for header in ["", "Link: <https://tree.example/x?max_id=a%2F%40b>; rel=\"next\"\r\n"] {
        let server = Canned::serve(move |asked| match asked.line.as_str() {
            line if line.contains("max_id=801") => answer(200, &rows(795..798)),
            _ => reply(200, header, &rows((801..1001).rev()).to_string()),
        })
        .await;
        let (lines, came) = whole(&server, &over(&server, "Mastodon", "4.6.5"), "").await;
        assert_eq!((came, lines.len()), (203, 2), "{header}");
    }
    let server = Canned::serve(|asked| match asked.line.as_str() {
        line if line.contains("max_id=a%2F%40b") => answer(200, &json!([])),
        _ => reply(200, "Link: <https://tree.example/x?max_id=a%2F%40b>; rel=\"next\"\r\n", &rows(1..3).to_string()),
    })
    .await;
    assert_eq!(whole(&server, &over(&server, GOTOSOCIAL, "0.22.0"), "").await.0.len(), 2);
}

#[tokio::test]
async fn a_link_that_leads_back_ends_the_list() {
    let server = Canned::serve(|_| {
        reply(200, "Link: <https://tree.example/x?max_id=9>; rel=\"next\"\r\n", &rows([9].into_iter()).to_string())
    })
    .await;
    assert_eq!(whole(&server, &over(&server, "Mastodon", "4.6.5"), "").await.0.len(), 2);
}

#[tokio::test]
async fn what_the_server_should_not_have_sent_is_counted() {
    let server = Canned::serve(|_| answer(200, &rows(1..5))).await;
    let mastodon = over(&server, "Mastodon", "4.6.5");
    let misfits = async |typed: &str| mastodon.search(&Filter::parse(typed).0, &[], NOW, None).await.unwrap().misfits;
    assert_eq!(misfits("user:ann").await, 0);
    assert_eq!(misfits("user:bob").await, 4);
    assert_eq!(misfits("user:b_b").await, 0, "the server takes it for a wildcard");
    assert_eq!(misfits("state:suspended").await, 4);
    assert_eq!(misfits("origin:remote").await, 4);
    assert_eq!(misfits("mail:@x.example").await, 4);
    assert_eq!(misfits("user:ann two words").await, 0, "it was not asked for the words");
}
