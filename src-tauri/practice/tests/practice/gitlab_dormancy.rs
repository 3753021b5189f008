//! What a practice GitLab does by itself, and what other administrators do (reference 1.5, 1.6), through the control routes.

use std::time::Duration;

use bailiwick_practice::{Kind, Options, Practice, Who, serve};
use serde_json::{Value, json};

use crate::client::{Client, gitlab, mastodon, quick};

fn state(practice: &Practice, name: &str) -> Value {
    practice.person(&practice.id_of(name).unwrap()).unwrap()["state"].clone()
}

#[tokio::test]
async fn the_daily_job_takes_the_dormant_where_the_setting_is_on() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let run = async || client.send("POST", "/practice/dormancy", &json!({})).await.json()["deactivated"].clone();
    assert_eq!(run().await, json!([]), "off by default");
    let fresh = practice.sign_up(1).remove(0);
    practice.change_person(&fresh, &json!({ "state": "active" })).unwrap();
    practice.change_settings(&json!({ "deactivate_dormant_users": true })).unwrap();
    let taken = run().await;
    let ids =
        |names: &[&str]| -> Vec<Value> { names.iter().map(|name| json!(practice.id_of(name).unwrap())).collect() };
    let taken = taken.as_array().unwrap();
    for id in ids(&["edmund.vale", "nadia.frost"]) {
        assert!(taken.contains(&id), "{id}");
    }
    for id in ids(&["tilda.morrow", "bertil.gammal", "greta.holm", "project_17_bot_4f2a", "ghost"]) {
        assert!(!taken.contains(&id), "{id}");
    }
    assert!(!taken.contains(&json!(fresh)), "never seen, but here for less than a week");
    assert_eq!(state(&practice, "edmund.vale"), "deactivated");
    assert!(practice.state()["letters"].to_string().contains("edmund.vale@quarry.example"));
    assert_eq!(run().await, json!([]), "nobody is left");
    let answer = client.post(&format!("/api/v4/users/{fresh}/deactivate")).await;
    assert_eq!(answer.json(), json!(true), "the manual rule is another");
    let elsewhere = mastodon().await;
    assert_eq!(Client::new(&elsewhere, Who::Admin).send("POST", "/practice/dormancy", &json!({})).await.status, 400);
}

#[tokio::test]
async fn another_administrator_acts_past_the_log_with_all_that_follows() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let id = practice.id_of("tilda.morrow").unwrap();
    let act =
        async |verb: &str, body: Value| client.send("POST", &format!("/practice/people/{id}/{verb}"), &body).await;
    assert_eq!(act("block", json!({ "by": "osei" })).await.json(), json!({ "status": 201, "body": true }));
    let by = practice.person(&id).unwrap()["custom_attributes"]["blocked_by"].clone();
    assert!(by.as_str().unwrap().starts_with("osei/3+"));
    let refused = act("ban", json!({})).await.json();
    assert_eq!(refused, json!({ "status": 403, "body": { "message": "You cannot ban blocked users." } }));
    assert_eq!(practice.act(&id, "unblock", "ingrid").unwrap()["body"], true);
    assert!(practice.requests().is_empty());
    for (verb, by) in [("promote", "osei"), ("block", "wren"), ("block", "nobody")] {
        assert_eq!(act(verb, json!({ "by": by })).await.status, 404, "{verb} by {by}");
    }
}

#[tokio::test]
async fn who_was_deactivated_comes_back_by_signing_in() {
    let practice = gitlab().await;
    let sign_in = |name: &str| practice.act(&practice.id_of(name).unwrap(), "sign_in", "").unwrap()["body"].clone();
    assert_eq!((sign_in("ivo.lund"), state(&practice, "ivo.lund")), (json!(true), json!("active")));
    for name in ["dex.marlow", "greta.holm", "oscar.pike"] {
        let before = state(&practice, name);
        assert_eq!((sign_in(name), state(&practice, name)), (json!(false), before), "{name}");
    }
}

#[tokio::test]
async fn the_true_state_has_due_jobs_done() {
    let practice = serve(Options { worker_delay: Duration::from_secs(60), ..quick(Kind::Gitlab) }).await.unwrap();
    let client = Client::new(&practice, Who::Administrator);
    let id = practice.sign_up(1).remove(0);
    let path = format!("/practice/people/{id}");
    client.post(&format!("/api/v4/users/{id}/reject")).await;
    assert!(client.get(&path).await.json()["removal_queued_at"].is_string());
    client.send("POST", "/practice/clock", &json!({ "forward_ms": 61_000 })).await;
    assert_eq!(client.get(&path).await.status, 404);
}

#[tokio::test]
async fn each_row_that_can_be_turned_round_is_told_and_taken() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let rows = client.get("/practice/otherwise").await.rows();
    assert!(rows.iter().all(|row| !row["section"].as_str().unwrap().is_empty() && row["instead"].is_string()));
    let names: Vec<&Value> = rows.iter().map(|row| &row["row"]).collect();
    let all = json!({ "practice": { "otherwise": names } });
    assert_eq!(client.send("POST", "/practice/settings", &all).await.status, 200);
    assert_eq!(
        client.get("/practice/settings").await.json()["practice"]["otherwise"].as_array().unwrap().len(),
        rows.len()
    );
}
