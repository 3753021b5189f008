//! Lists, details and the instance's own facts of the practice GitLab (reference 3, 4, 6).

use std::collections::{BTreeMap, HashSet};

use bailiwick_practice::{Kind, Options, Who, serve};
use serde_json::{Value, json};

use crate::client::{Client, gitlab, quick, somebody};

const USERS: &str = "/api/v4/users";

fn ids(rows: &[Value]) -> Vec<i64> {
    rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn pages_by_number_and_by_cursor_hold_everybody_once() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    for order in ["id", "name", "username", "created_at", "updated_at"] {
        for sort in ["asc", "desc"] {
            for paging in ["offset", "keyset"] {
                let rows =
                    client.all(&format!("{USERS}?per_page=33&pagination={paging}&order_by={order}&sort={sort}")).await;
                let unique: HashSet<_> = ids(&rows).into_iter().collect();
                assert_eq!(
                    (rows.len(), unique.len()),
                    (practice.people().len(), practice.people().len()),
                    "{order} {sort} {paging}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_cursor_holds_while_users_come_and_go() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let before = ids(&practice.people());
    let mut seen = Vec::new();
    let mut next = Some(format!("{USERS}?per_page=40&pagination=keyset&order_by=id&sort=desc"));
    while let Some(path) = next {
        let page = client.get(&path).await;
        assert!(page.header("x-total").is_empty() && page.link("first").is_none());
        seen.extend(ids(&page.rows()));
        practice.sign_up(1);
        practice.remove_person(&seen.last().unwrap().to_string());
        next = page.link("next");
    }
    let unique: HashSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), unique.len()), (before.len(), before.len()));
}

#[tokio::test]
async fn a_page_by_number_counts_and_points() {
    let practice = gitlab().await;
    let page = Client::new(&practice, Who::Administrator)
        .get(&format!("{USERS}?per_page=100&page=2&active=true&state=banned"))
        .await;
    let total: usize = page.header("x-total").parse().unwrap();
    assert_eq!(
        (page.header("x-page"), page.header("x-prev-page"), page.header("x-per-page")),
        ("2".to_owned(), "1".to_owned(), "100".to_owned())
    );
    assert_eq!(page.header("x-total-pages"), total.div_ceil(100).to_string());
    assert!(
        page.link("first").unwrap().contains("active=true")
            && page.link("last").is_some()
            && page.link("prev").is_some()
    );
    assert!(page.rows().iter().all(|row| row["state"] == "active"), "unknown parameters are dropped");
}

#[tokio::test]
async fn paging_that_is_not_served_is_405_and_bad_parameters_are_400() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let search = client.get(&format!("{USERS}?pagination=keyset&search=kim")).await;
    assert_eq!(
        (search.status, search.json()),
        (405, json!({ "error": "Keyset pagination is not yet available for this type of request" }))
    );
    let far = client.get(&format!("{USERS}?page=501&per_page=100")).await;
    assert!(far.status == 405 && far.text.contains("50000") && far.text.contains("type User"));
    for query in
        ["order_by=state", "sort=up", "active=maybe", "created_after=soon", "per_page=0", "page=x", "extern_uid=1"]
    {
        let answer = client.get(&format!("{USERS}?{query}")).await;
        assert!(answer.status == 400 && answer.json()["error"].is_string(), "{query}: {}", answer.text);
    }
    assert_eq!(client.get(&format!("{USERS}?per_page=500")).await.rows().len(), 100);
}

#[tokio::test]
async fn both_ends_of_a_span_of_creation_belong_to_it() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let id = practice.id_of("wren").unwrap();
    let at = practice.person(&id).unwrap()["created_at"].as_str().unwrap().to_owned();
    let rows = client.all(&format!("{USERS}?created_after={at}&created_before={at}")).await;
    assert_eq!(ids(&rows), [id.parse::<i64>().unwrap()]);
}

#[tokio::test]
async fn filters_hold_what_they_say_and_false_is_ignored() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let everybody = practice.people();
    let rows = async |query: &str| client.all(&format!("{USERS}?per_page=100&{query}")).await;
    let expected = |test: &dyn Fn(&Value) -> bool| everybody.iter().filter(|person| test(person)).count();
    let internal = |person: &Value| {
        !["human", "project_bot", "service_user", "service_account"].contains(&person["user_type"].as_str().unwrap())
    };
    let cases: Vec<(&str, usize)> = vec![
        ("active=true", expected(&|person| person["state"] == "active" && !internal(person))),
        ("active=false", everybody.len()),
        ("blocked=true", expected(&|person| person["state"] == "blocked" || person["state"] == "ldap_blocked")),
        ("exclude_active=true", expected(&|person| person["state"] != "active")),
        ("exclude_internal=true", expected(&|person| !internal(person))),
        ("humans=true", expected(&|person| person["user_type"] == "human")),
        ("exclude_humans=true", expected(&|person| person["user_type"] != "human")),
        ("without_project_bots=true", expected(&|person| person["user_type"] != "project_bot")),
        ("admins=true", 4),
        ("external=true", expected(&|person| person["external"] == true)),
        ("exclude_external=true", expected(&|person| person["external"] == false)),
        ("two_factor=enabled", expected(&|person| person["two_factor"] == true)),
        ("two_factor=perhaps", everybody.len()),
        ("without_projects=true", expected(&|person| person["projects"] == 0)),
        ("username=KIM", 1),
        ("created_after=2100-01-01", 0),
        ("created_before=2100-01-01T00:00:00Z", everybody.len()),
        ("banned=true", everybody.len()),
    ];
    for (query, count) in cases {
        assert_eq!(rows(query).await.len(), count, "{query}");
    }
    let buckets = rows("exclude_active=true").await.iter().fold(BTreeMap::new(), |mut buckets, row| {
        *buckets.entry(row["state"].as_str().unwrap().to_owned()).or_insert(0) += 1;
        buckets
    });
    assert_eq!(
        buckets.keys().map(String::as_str).collect::<Vec<_>>(),
        ["banned", "blocked", "blocked_pending_approval", "deactivated", "ldap_blocked"]
    );
}

#[tokio::test]
async fn a_search_takes_parts_of_names_and_whole_mail_addresses() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let names = async |search: &str| -> Vec<String> {
        client
            .get(&format!("{USERS}?search={search}"))
            .await
            .rows()
            .iter()
            .map(|row| row["username"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("@kim").await[0], "kim", "an exact username comes first");
    assert_eq!(names("kim@quarry.example").await, ["kim"]);
    assert!(names("@quarry.example").await.is_empty());
    assert!(names("ki").await.is_empty(), "too short for a part");
    assert!(names("indqvis").await.contains(&"kim".to_owned()));
}

#[tokio::test]
async fn without_admin_rights_rows_are_short_and_the_blocked_are_missing_without_a_word() {
    let practice = gitlab().await;
    for who in [Who::User, Who::NoAdminMode] {
        let rows =
            Client::new(&practice, who).all(&format!("{USERS}?per_page=100&two_factor=enabled&order_by=name")).await;
        assert!(rows.iter().all(|row| row.get("email").is_none() && row.get("is_admin").is_none()));
        let states: HashSet<_> = rows.iter().map(|row| row["state"].as_str().unwrap()).collect();
        assert_eq!(states, HashSet::from(["active", "deactivated", "blocked_pending_approval"]));
    }
    let osei = Client::new(&practice, Who::NoAdminMode).get("/api/v4/user").await.json();
    assert_eq!(osei["is_admin"], true, "oneself is shown whole");
    let wren = Client::new(&practice, Who::User).get("/api/v4/user").await.json();
    assert!(wren.get("is_admin").is_none() && wren["email"] == "wren@quarry.example");
}

#[tokio::test]
async fn only_a_single_users_answer_has_addresses() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let id = somebody(&practice, |person| person["current_sign_in_ip"].is_string());
    let detail = client.get(&format!("{USERS}/{id}")).await.json();
    assert!(
        detail["current_sign_in_ip"].is_string()
            && detail["sign_in_count"].is_number()
            && detail["highest_role"].is_number()
    );
    let row = client.get(&format!("{USERS}?per_page=1")).await.rows().remove(0);
    assert!(row.get("current_sign_in_ip").is_none() && row["is_admin"] == false);
    let date =
        client.get(&format!("{USERS}?username=kim")).await.rows()[0]["last_activity_on"].as_str().unwrap().to_owned();
    assert_eq!(date.len(), "2026-01-01".len());
    let with_attributes = client.get(&format!("{USERS}?blocked=true&with_custom_attributes=true")).await.rows();
    assert!(with_attributes.iter().all(|row| row["custom_attributes"].is_array()));
}

#[tokio::test]
async fn both_ways_to_show_a_token_work_and_a_token_can_ask_about_itself() {
    let practice = gitlab().await;
    let private = Client::with(&practice, None)
        .request("GET", "/api/v4/user")
        .header("private-token", practice.token(Who::Administrator));
    assert_eq!(private.send().await.unwrap().status(), 200);
    let itself = Client::new(&practice, Who::NoScope).get("/api/v4/personal_access_tokens/self").await.json();
    assert_eq!((&itself["scopes"], &itself["active"]), (&json!(["read_repository"]), &json!(true)));
    let client = Client::new(&practice, Who::Administrator);
    assert_eq!(client.get("/api/v4/metadata").await.json()["version"], "18.6.1");
    assert_eq!(client.get("/api/v4/version").await.json()["version"], "18.6.1");
    assert_eq!(client.get("/api/v4/application/settings").await.json()["admin_mode"], true);
    assert_eq!(Client::new(&practice, Who::User).get("/api/v4/application/settings").await.status, 403);
}

#[tokio::test]
async fn a_relative_root_is_in_every_address() {
    let practice = serve(Options { root: "/gitlab".to_owned(), ..quick(Kind::Gitlab) }).await.unwrap();
    assert!(practice.base_url().ends_with("/gitlab"));
    let client = Client::new(&practice, Who::Administrator);
    let page = client.get(&format!("{USERS}?per_page=2")).await;
    assert!(page.rows()[0]["web_url"].as_str().unwrap().starts_with(&practice.base_url()));
    assert_eq!(client.get(&page.link("next").unwrap()).await.status, 200);
    let outside = format!("http://{}/api/v4/users", practice.address());
    assert_eq!(client.get(&outside).await.status, 404);
}

#[tokio::test]
async fn pages_that_have_no_api_can_be_opened() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    for path in ["/", "/kim", "/admin/users/kim", "/admin/abuse_reports", "/admin/spam_logs"] {
        let page = client.get(path).await;
        assert!(page.status == 200 && page.text.contains("PRACTICE"), "{path}");
    }
    assert_eq!(client.get("/nobody-here").await.status, 404);
}
