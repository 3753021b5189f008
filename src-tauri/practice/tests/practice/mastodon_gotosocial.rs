//! The practice Mastodon in GoToSocial's dialect (reference 5.6).

use std::time::Duration;

use bailiwick_practice::{Dialect, Kind, Manner, Options, Practice, Who, serve};
use serde_json::{Value, json};

use crate::client::{Client, quick, read};
use crate::mastodon_list::{V1, V2, ids};

async fn gotosocial(worker_delay: Duration) -> Practice {
    let manner = Manner { version: Dialect::GoToSocial, ..Manner::default() };
    serve(Options { manner, worker_delay, ..quick(Kind::Mastodon) }).await.unwrap()
}

async fn id_of(client: &Client, name: &str) -> String {
    let rows = client.get(&format!("{V2}?username={name}&origin=local")).await.rows();
    rows[0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_list_is_alphabetical_and_its_cursor_no_id() {
    let practice = gotosocial(Duration::ZERO).await;
    let client = Client::new(&practice, Who::Admin);
    let first = client.get(V2).await;
    assert_eq!(first.rows().len(), 50);
    let next = first.link("next").unwrap();
    assert!(next.contains("max_id=%2F%40"), "{next}");
    let rows = client.all(&format!("{V2}?limit=80")).await;
    assert_eq!(rows.len(), practice.people().len() - 1);
    let place =
        |row: &Value| format!("{}/@{}", row["domain"].as_str().unwrap_or_default(), row["username"].as_str().unwrap());
    let places: Vec<String> = rows.iter().map(place).collect();
    assert!(places.is_sorted_by(|one, other| one < other));
    let second = client.get(&next).await;
    let back = client.get(&second.link("prev").unwrap()).await;
    assert_eq!(ids(&back.rows()), ids(&first.rows()));
    assert_eq!(client.get(&format!("{V2}?limit=1000")).await.rows().len(), 200);
    assert!(rows.iter().all(|row| row["id"].as_str().unwrap().len() == 26));
}

#[tokio::test]
async fn an_account_has_empty_texts_where_mastodon_has_null() {
    let practice = gotosocial(Duration::ZERO).await;
    let client = Client::new(&practice, Who::Admin);
    let remote = client.get(&format!("{V2}?origin=remote&limit=1")).await.rows().remove(0);
    assert_eq!((&remote["email"], &remote["locale"], &remote["ips"]), (&json!(""), &json!(""), &json!([])));
    for flag in ["confirmed", "approved", "disabled"] {
        assert_eq!(remote[flag], false, "{flag}");
    }
    assert!(remote.get("sensitized").is_none() && remote.get("invited_by_account_id").is_none());
    let ada = client.get(&format!("{V1}/{}", id_of(&client, "ada").await)).await.json();
    assert_eq!((&ada["role"]["name"], ada["role"]["permissions"].is_string()), (&json!("admin"), true));
    assert_eq!(ada["id"], ada["account"]["id"]);
}

#[tokio::test]
async fn only_administrators_are_let_in_and_wrong_words_are_refused() {
    let practice = gotosocial(Duration::ZERO).await;
    assert_eq!(Client::new(&practice, Who::Moderator).get(V2).await.status, 403);
    assert_eq!(Client::with(&practice, None).get(V2).await.status, 401);
    let client = Client::new(&practice, Who::Admin);
    for query in ["status=foo", "origin=mars", "permissions=everything", "ip=there", "limit=abc"] {
        let refused = client.get(&format!("{V2}?{query}")).await;
        assert!(refused.status == 400 && refused.text.contains("Bad Request"), "{query}: {}", refused.text);
    }
    let id = id_of(&client, "wren").await;
    for verb in ["enable", "unsilence", "unsuspend", "unsensitive"] {
        let missing = client.post(&format!("{V1}/{id}/{verb}")).await;
        assert_eq!((missing.status, missing.json()), (404, json!({ "error": "Not Found" })), "{verb}");
    }
    assert_eq!(client.send("DELETE", &format!("{V1}/{id}"), &json!({})).await.status, 404);
}

#[tokio::test]
async fn suspend_is_the_only_action_and_one_runs_at_a_time() {
    let practice = gotosocial(Duration::from_secs(3600)).await;
    let client = Client::new(&practice, Who::Admin);
    let path = format!("{V1}/{}/action", id_of(&client, "wren").await);
    assert_eq!(client.send("POST", &path, &json!({ "type": "silence" })).await.status, 400);
    assert_eq!(client.send("POST", &path, &json!({})).await.status, 400);
    let form = client.request("POST", &path).form(&[("type", "suspend"), ("text", "spam")]);
    let done = read(form.send().await.unwrap()).await;
    assert_eq!((done.status, done.json()), (200, json!({ "message": "OK" })));
    assert_eq!(client.send("POST", &path, &json!({ "type": "suspend" })).await.status, 409);
    practice.set_clock(practice.now().checked_add(jiff::SignedDuration::from_hours(2)).unwrap());
    assert_eq!(client.send("POST", &path, &json!({ "type": "suspend" })).await.status, 200);
    assert_eq!(client.get(&path.replace("/action", "")).await.json()["suspended"], true);
}

#[tokio::test]
async fn a_rejection_can_say_why_and_answers_the_account() {
    let practice = gotosocial(Duration::ZERO).await;
    let client = Client::new(&practice, Who::Owner);
    let (anna, joel) = (id_of(&client, "anna_k").await, id_of(&client, "joel").await);
    for _ in 0..2 {
        assert_eq!(client.post(&format!("{V1}/{anna}/approve")).await.json()["approved"], true);
    }
    assert_eq!(client.post(&format!("{V1}/{anna}/reject")).await.status, 422);
    let why = json!({ "private_comment": "known", "message": "Sorry.", "send_email": true });
    let rejected = client.send("POST", &format!("{V1}/{joel}/reject"), &why).await;
    assert_eq!((rejected.status, &rejected.json()["username"]), (200, &json!("joel")));
    assert_eq!(client.get(&format!("{V1}/{joel}")).await.status, 404);
    let audit = practice.state()["audit"].as_array().unwrap().clone();
    assert!(audit.last().unwrap()["details"].as_str().unwrap().contains("Sorry."));
}

#[tokio::test]
async fn it_says_what_it_is_and_resolves_reports_with_a_comment() {
    let practice = gotosocial(Duration::ZERO).await;
    let client = Client::new(&practice, Who::Admin);
    assert!(client.get("/api/v1/instance").await.json()["version"].as_str().unwrap().contains("git"));
    let nodeinfo = client.get("/nodeinfo/2.0").await.json();
    assert_eq!(nodeinfo["software"]["name"], "gotosocial");
    let reports = "/api/v1/admin/reports";
    assert_eq!(client.all(reports).await.len(), 12, "all of them, unless asked");
    let open = client.get(&format!("{reports}?resolved=false")).await.rows();
    assert_eq!(open.len(), 7);
    let id = open[0]["id"].as_str().unwrap();
    let comment = json!({ "action_taken_comment": "Talked to them." });
    let resolved = client.send("POST", &format!("{reports}/{id}/resolve"), &comment).await.json();
    assert_eq!(
        (&resolved["action_taken"], &resolved["action_taken_comment"]),
        (&json!(true), &json!("Talked to them."))
    );
}
