//! Pages and cursors of the practice Mastodon (reference 1.5).

use std::collections::HashSet;

use bailiwick_practice::Who;
use serde_json::json;

use crate::client::{Client, mastodon};
use crate::mastodon_list::{V1, V2, ids};

#[tokio::test]
async fn v2_without_parameters_lists_everybody_but_the_instance_actor() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let rows = client.all(&format!("{V2}?limit=37")).await;
    let unique: HashSet<_> = ids(&rows).into_iter().collect();
    assert_eq!(unique.len(), rows.len());
    assert_eq!(rows.len(), practice.people().len() - 1);
    assert!(!unique.contains("-99"));
    assert_eq!(client.get(&format!("{V1}/-99")).await.status, 200);
}

#[tokio::test]
async fn ids_go_down_and_prev_leads_back() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let first = client.get(&format!("{V2}?limit=40")).await;
    let second = client.get(&first.link("next").unwrap()).await;
    let numbers: Vec<i64> =
        [first.rows(), second.rows()].concat().iter().map(|row| row["id"].as_str().unwrap().parse().unwrap()).collect();
    assert!(numbers.is_sorted_by(|one, other| one > other));
    let back = client.get(&second.link("prev").unwrap()).await;
    assert_eq!(ids(&back.rows()), ids(&first.rows()));
}

#[tokio::test]
async fn prev_of_the_newest_page_finds_who_signed_up_since() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let prev = client.get(&format!("{V2}?limit=5")).await.link("prev").unwrap();
    assert!(client.get(&prev).await.rows().is_empty());
    let mut new = practice.sign_up(2);
    new.sort_unstable_by(|one, other| other.cmp(one));
    assert_eq!(ids(&client.get(&prev).await.rows()), new);
}

#[tokio::test]
async fn nobody_is_lost_or_doubled_while_accounts_come_and_go() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let before = ids(&practice.people()).into_iter().map(str::to_owned).collect::<Vec<_>>();
    let mut seen: Vec<String> = Vec::new();
    let mut next = Some(format!("{V2}?limit=40"));
    let mut gone = Vec::new();
    while let Some(path) = next {
        let page = client.get(&path).await;
        seen.extend(page.rows().iter().map(|row| row["id"].as_str().unwrap().to_owned()));
        next = page.link("next");
        practice.sign_up(1);
        let last = before.iter().rfind(|id| *id != "-99" && !gone.contains(*id) && !seen.contains(*id));
        if let Some(id) = last.cloned() {
            practice.remove_person(&id);
            gone.push(id);
        }
    }
    let unique: HashSet<_> = seen.iter().collect();
    assert_eq!(unique.len(), seen.len());
    assert!(before.iter().filter(|id| *id != "-99" && !gone.contains(id)).all(|id| unique.contains(id)));
}

#[tokio::test]
async fn a_role_filter_in_array_form_is_lost_from_the_link() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let page = client.get(&format!("{V2}?limit=1&role_ids[]=1&role_ids[]=2&origin=local&nonsense=1")).await;
    assert_eq!(page.rows()[0]["role"]["highlighted"], true);
    let next = page.link("next").unwrap();
    assert!(
        next.contains("limit=1")
            && next.contains("origin=local")
            && !next.contains("role_ids")
            && !next.contains("nonsense"),
        "{next}"
    );
    let scalar = client.get(&format!("{V2}?limit=1&role_ids=1")).await.link("next").unwrap();
    assert!(scalar.contains("role_ids=1"));
    assert!(client.get(&format!("{V2}?role_ids[]=-99")).await.rows().is_empty());
}

#[tokio::test]
async fn a_limit_of_zero_breaks_the_server_and_a_large_one_is_capped() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let broken = client.get(&format!("{V2}?limit=0")).await;
    assert_eq!((broken.status, broken.json()), (500, json!({ "status": 500, "error": "Internal Server Error" })));
    let page = client.browse(&format!("{V2}?limit=abc")).await;
    assert!(page.status == 500 && page.text.starts_with("<!doctype html>"));
    assert_eq!(client.get(&format!("{V2}?limit=1000")).await.rows().len(), 200);
    assert_eq!(client.get(&format!("{V2}?limit=-3")).await.rows().len(), 3);
    assert!(client.get(&format!("{V2}?max_id=abc")).await.rows().is_empty());
}
