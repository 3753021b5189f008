//! Filters of the practice Mastodon's lists (reference 1.2 to 1.4).

use bailiwick_practice::Who;
use serde_json::{Value, json};

use crate::client::{Client, mastodon};

pub const V1: &str = "/api/v1/admin/accounts";
pub const V2: &str = "/api/v2/admin/accounts";

pub fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn v1_lists_local_accounts_that_are_not_suspended() {
    let practice = mastodon().await;
    let rows = Client::new(&practice, Who::Moderator).all(&format!("{V1}?limit=50")).await;
    assert!(rows.iter().all(|row| row["domain"].is_null() && row["suspended"] == false));
    assert!(rows.iter().any(|row| row["approved"] == false) && rows.iter().any(|row| row["silenced"] == true));
}

#[tokio::test]
async fn a_v1_flag_counts_by_being_there() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let remote = client.get(&format!("{V1}?remote=false")).await.rows();
    assert!(!remote.is_empty() && remote.iter().all(|row| row["domain"].is_string()));
    let last_wins = client.get(&format!("{V1}?suspended=0&pending=true")).await.rows();
    assert!(!last_wins.is_empty() && last_wins.iter().all(|row| row["suspended"] == true));
    let without_effect = client.get(&format!("{V1}?sensitized=true&local=true&limit=200")).await.rows();
    assert_eq!(ids(&without_effect), ids(&client.get(&format!("{V1}?limit=200")).await.rows()));
}

#[tokio::test]
async fn staff_are_those_who_may_manage_reports() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let staff = client.get(&format!("{V2}?permissions=staff")).await.rows();
    assert_eq!(staff.len(), 6);
    assert_eq!(ids(&staff), ids(&client.get(&format!("{V1}?staff=1")).await.rows()));
    assert_eq!(client.get(&format!("{V2}?permissions=everything")).await.rows().len(), 100);
}

#[tokio::test]
async fn texts_match_by_prefix_with_open_wildcards() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let names = async |query: &str| -> Vec<String> {
        client
            .get(&format!("{V2}?{query}"))
            .await
            .rows()
            .iter()
            .map(|row| row["username"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("username=@KIM").await, ["kim"]);
    assert!(names("username=arguerite").await.is_empty());
    assert_eq!(names("username=k_m").await, ["kim"]);
    assert!(names("email=%25@mailbox.example").await.contains(&"spammer42".to_owned()));
    assert_eq!(names("display_name=kim%20l").await, ["kim"]);
    assert!(names("email=&username=kim").await == ["kim"], "blank values are ignored");
}

#[tokio::test]
async fn a_domain_is_exact_and_overrides_the_origin() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let rows = client.get(&format!("{V2}?origin=local&by_domain=noise.example")).await.rows();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["domain"] == "noise.example"));
    assert!(client.get(&format!("{V2}?by_domain=Noise.example")).await.rows().is_empty());
    assert!(client.get(&format!("{V2}?by_domain=example")).await.rows().is_empty());
    let idn = client.get(&format!("{V1}?by_domain=xn--bcherwurm-q9a.example")).await.rows();
    assert!(idn[0]["account"]["acct"].as_str().unwrap().ends_with("@bücherwurm.example"));
}

#[tokio::test]
async fn an_address_is_looked_up_by_range_and_an_unreadable_one_finds_nobody() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let school = client.get(&format!("{V2}?ip=192.0.2.31")).await.rows();
    assert_eq!(school.len(), 17);
    assert!(client.get(&format!("{V2}?ip=192.0.2.0/24")).await.rows().len() > school.len());
    assert!(!client.get(&format!("{V2}?ip=2001:db8::/32")).await.rows().is_empty());
    let unreadable = client.get(&format!("{V2}?ip=there")).await;
    assert_eq!((unreadable.status, unreadable.text.as_str()), (200, "[]"));
}

#[tokio::test]
async fn an_unknown_word_is_refused_before_the_role_is_looked_at() {
    let practice = mastodon().await;
    let member = Client::new(&practice, Who::Member);
    let status = member.get(&format!("{V2}?status=foo")).await;
    assert_eq!((status.status, status.json()), (400, json!({ "error": "Unknown status: foo" })));
    let origin = member.get(&format!("{V2}?origin=mars")).await;
    assert_eq!((origin.status, origin.json()), (400, json!({ "error": "Unknown origin: mars" })));
    assert_eq!(member.get(&format!("{V2}?status=active")).await.status, 403);
}

#[tokio::test]
async fn sensitized_is_a_status_that_v2_knows() {
    let practice = mastodon().await;
    let rows = Client::new(&practice, Who::Moderator).get(&format!("{V2}?status=sensitized")).await.rows();
    assert_eq!(rows.len(), 6);
    assert!(rows.iter().all(|row| row["sensitized"] == true));
}
