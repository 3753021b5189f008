//! Lists as odd servers give them, each by its word on the wire: next pages that aren't, rows that come again, parameters that nobody reads.

use std::collections::HashSet;

use bailiwick_practice::{Practice, Who};
use serde_json::{Value, json};

use crate::client::{Answer, Client, gitlab, mastodon};
use crate::mastodon_list::{V1, V2, ids};

const USERS: &str = "/api/v4/users";

async fn switch(client: &Client, fault: Value) {
    let mut whole = json!({ "route": "/api/" });
    whole.as_object_mut().unwrap().extend(fault.as_object().unwrap().clone());
    let answer = client.send("POST", "/practice/faults", &whole).await;
    assert_eq!(answer.status, 200, "{whole}: {}", answer.text);
}

async fn off(client: &Client) {
    client.send("DELETE", "/practice/faults", &json!({})).await;
}

async fn both() -> [(Practice, Client, &'static str); 2] {
    let (social, forge) = (mastodon().await, gitlab().await);
    let (moderator, administrator) = (Client::new(&social, Who::Moderator), Client::new(&forge, Who::Administrator));
    [(social, moderator, "/api/v2/admin/accounts?limit=10"), (forge, administrator, "/api/v4/users?per_page=10")]
}

fn numbers(answer: &Answer) -> Vec<String> {
    answer.rows().iter().map(|row| row["id"].to_string().trim_matches('"').to_owned()).collect()
}

/// The pages that a client sees who follows `next` blindly, at most so many.
async fn follow(client: &Client, path: &str, most: usize) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next.filter(|_| pages.len() < most) {
        let page = client.get(&path).await;
        pages.push(numbers(&page));
        next = page.link("next");
    }
    pages
}

#[tokio::test]
async fn a_next_page_can_be_the_same_page() {
    for (_practice, client, list) in both().await {
        switch(&client, json!({ "kind": "next_same" })).await;
        let pages = follow(&client, list, 4).await;
        assert!(pages.len() == 4 && pages.iter().all(|page| *page == pages[0]) && pages[0].len() == 10);
        let numbered = client.get(&format!("{USERS}?page=3")).await.header("x-next-page");
        assert!(numbered.is_empty() || numbered == "3");
    }
}

#[tokio::test]
async fn pages_can_go_in_a_circle() {
    for (_practice, client, list) in both().await {
        switch(&client, json!({ "kind": "next_earlier", "pages": 2 })).await;
        let pages = follow(&client, list, 9).await;
        let different: HashSet<&Vec<String>> = pages.iter().collect();
        assert_eq!((pages.len(), different.len()), (9, 3));
        assert!(pages[0] == pages[3] && pages[1] == pages[4] && pages[2] == pages[8]);
        off(&client).await;
        assert_eq!(follow(&client, list, 4).await.iter().collect::<HashSet<_>>().len(), 4, "a straight line again");
    }
}

#[tokio::test]
async fn rows_can_come_again_with_the_next_page_and_can_have_changed() {
    for (_practice, client, list) in both().await {
        let plain = follow(&client, list, 3).await;
        switch(&client, json!({ "kind": "repeat_rows", "rows": 3 })).await;
        let pages = follow(&client, list, 3).await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [13, 13, 13]);
        assert_eq!((&pages[1][..3], &pages[1][3..]), (&plain[0][7..], &plain[1][..]));
        assert_eq!(pages[0][..3], plain[0][7..], "the first page repeats its own");
        off(&client).await;
        switch(&client, json!({ "kind": "repeat_rows", "rows": 1, "changed": true })).await;
        let rows = client.get(list).await.rows();
        let again = rows.iter().rfind(|row| row["id"] == rows[0]["id"]).unwrap();
        assert_ne!(again, &rows[0]);
        assert!(rows[0].to_string().contains("(again)"));
    }
}

#[tokio::test]
async fn rows_can_come_in_any_order() {
    for (_practice, client, list) in both().await {
        let plain = client.get(list).await;
        switch(&client, json!({ "kind": "shuffle_rows" })).await;
        let mixed = client.get(list).await;
        assert_ne!(numbers(&mixed), numbers(&plain));
        assert_eq!(numbers(&mixed).iter().collect::<HashSet<_>>(), numbers(&plain).iter().collect::<HashSet<_>>());
        assert_eq!(mixed.link("next"), plain.link("next"));
    }
}

#[tokio::test]
async fn an_empty_page_in_the_middle_leads_on_and_a_mastodon_s_loses_nobody() {
    for (practice, client, list) in both().await {
        let everybody: Vec<String> = follow(&client, list, 1_000).await.concat();
        switch(&client, json!({ "kind": "empty_page", "after": 2, "count": 1 })).await;
        let pages = follow(&client, list, 1_000).await;
        assert!(pages[2].is_empty() && !pages[1].is_empty() && pages[3].len() == 10);
        let lost = everybody.len() - pages.concat().len();
        assert_eq!(lost, if practice.id_of("noor").is_some() { 0 } else { 10 });
    }
}

#[tokio::test]
async fn a_page_can_be_shorter_than_asked_and_have_a_next_one() {
    for (_practice, client, list) in both().await {
        switch(&client, json!({ "kind": "short_pages", "rows": 4 })).await;
        let pages = follow(&client, list, 3).await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 4]);
    }
}

#[tokio::test]
async fn a_full_page_can_have_no_link() {
    for (_practice, client, list) in both().await {
        switch(&client, json!({ "kind": "no_link" })).await;
        let page = client.get(list).await;
        assert_eq!((page.rows().len(), page.header("link")), (10, String::new()));
    }
}

#[tokio::test]
async fn a_cursor_can_be_refused_later() {
    for code in [400, 404, 422] {
        for (_practice, client, list) in both().await {
            switch(&client, json!({ "kind": "refuse_cursor", "code": code, "after": 1 })).await;
            let first = client.get(list).await;
            assert_eq!((first.status, client.get(list).await.status), (200, 200), "no cursor, no refusal");
            let second = client.get(&first.link("next").unwrap()).await;
            let third = client.get(&second.link("next").unwrap()).await;
            assert_eq!((second.status, third.status, third.json()["error"].is_string()), (200, code, true));
        }
    }
}

#[tokio::test]
async fn every_filter_can_be_ignored_at_once() {
    let [(_social, moderator, _), (_forge, administrator, _)] = both().await;
    switch(&moderator, json!({ "kind": "ignore_filters" })).await;
    let plain = moderator.get(&format!("{V2}?limit=30")).await;
    let asked = moderator.get(&format!("{V2}?limit=30&origin=remote&status=pending&username=kim&role_ids[]=1")).await;
    assert_eq!(ids(&asked.rows()), ids(&plain.rows()));
    let old = moderator.get(&format!("{V1}?limit=30&remote=true&suspended=true")).await.rows();
    assert!(old.iter().all(|row| row["domain"].is_null() && row["suspended"] == false), "v1's own defaults stay");
    assert_eq!(moderator.get(&asked.link("next").unwrap()).await.rows().len(), 30, "cursors still work");
    switch(&administrator, json!({ "kind": "ignore_filters" })).await;
    let plain = administrator.get(&format!("{USERS}?per_page=30")).await;
    let asked = administrator.get(&format!("{USERS}?per_page=30&blocked=true&search=kim&admins=true")).await;
    assert_eq!(numbers(&asked), numbers(&plain));
    let sorted = administrator.get(&format!("{USERS}?per_page=30&order_by=name&sort=asc&admins=true")).await;
    assert_ne!(numbers(&sorted), numbers(&plain), "the order is no filter");
}

#[tokio::test]
async fn lengths_and_cursors_can_be_ignored() {
    for (_practice, client, list) in both().await {
        let usual = client.get(list.split('?').next().unwrap()).await.rows().len();
        switch(&client, json!({ "kind": "ignore_limit" })).await;
        assert_eq!(client.get(list).await.rows().len(), usual);
        off(&client).await;
        switch(&client, json!({ "kind": "ignore_cursor" })).await;
        let pages = follow(&client, list, 3).await;
        assert!(pages.len() == 3 && pages[1] == pages[0] && pages[2] == pages[0]);
    }
}

#[tokio::test]
async fn people_come_and_go_while_they_are_listed() {
    for (practice, client, list) in both().await {
        let before = practice.population();
        switch(&client, json!({ "kind": "churn", "join": 5, "leave": 2 })).await;
        let first = numbers(&client.get(list).await);
        assert_eq!(practice.population(), before + 3);
        let second = numbers(&client.get(list).await);
        assert_eq!(practice.population(), before + 6);
        assert_ne!(first, second);
        switch(&client, json!({ "kind": "churn", "leave": 250 })).await;
        for _ in 0..3 {
            assert_eq!(client.get(list).await.status, 200, "whose token it is stays");
        }
    }
}

#[tokio::test]
async fn an_id_that_is_no_number_is_gotosocials() {
    let practice = mastodon().await;
    practice.change_settings(&json!({ "version": "gotosocial" })).unwrap();
    let rows = Client::new(&practice, Who::Admin).get(&format!("{V2}?limit=5")).await.rows();
    assert!(ids(&rows).iter().all(|id| id.len() == 26 && id.parse::<i64>().is_err()));
}
