//! What the clock that is set by the control route moves: expiry, workers, windows.

use std::time::Duration;

use bailiwick_practice::{Dialect, Kind, Manner, Options, Practice, Who, serve};
use serde_json::json;

use crate::client::{Client, quick};
use crate::mastodon_list::{V1, V2};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

async fn forward(client: &Client, milliseconds: i64) {
    let answer = client.send("POST", "/practice/clock", &json!({ "forward_ms": milliseconds })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

async fn of(version: Dialect) -> (Practice, Client) {
    let manner = Manner { version, ..Manner::default() };
    let practice = serve(Options { manner, ..quick(Kind::Mastodon) }).await.unwrap();
    let client = Client::new(&practice, Who::Moderator);
    (practice, client)
}

/// Who has just signed up and never confirms, and who has.
fn two(practice: &Practice) -> [String; 2] {
    let ids = practice.sign_up(2);
    practice.change_person(&ids[0], &json!({ "user": { "confirmed_at": null } })).unwrap();
    [ids[0].clone(), ids[1].clone()]
}

#[tokio::test]
async fn a_sign_up_that_is_never_confirmed_vanishes_after_seven_days_and_after_two_in_old_versions() {
    for (version, days) in [(Dialect::V4_6, 7), (Dialect::V4_2, 7), (Dialect::V4_0, 2), (Dialect::V3_5, 2)] {
        let (practice, client) = of(version).await;
        let [forgetful, careful] = two(&practice);
        forward(&client, days * DAY_MS - 60_000).await;
        assert_eq!(client.get(&format!("{V1}/{forgetful}")).await.status, 200, "{version:?}: a minute before");
        forward(&client, 120_000).await;
        assert_eq!(client.get(&format!("{V1}/{forgetful}")).await.status, 404, "{version:?}");
        assert_eq!(client.get(&format!("{V1}/{careful}")).await.status, 200);
        let waiting = client.all(&format!("{V2}?status=pending&limit=200")).await;
        assert!(waiting.iter().all(|row| row["id"] != forgetful.as_str() && row["confirmed"] == true));
        assert_eq!(client.post(&format!("{V1}/{forgetful}/approve")).await.status, 404, "decided too late");
    }
}

#[tokio::test]
async fn the_control_routes_see_expiry_as_soon_as_the_clock_is_set() {
    let (practice, client) = of(Dialect::V4_6).await;
    let [forgetful, _] = two(&practice);
    let before = practice.people().len();
    forward(&client, 8 * DAY_MS).await;
    assert!(practice.person(&forgetful).is_none() && practice.people().len() < before);
}

#[tokio::test]
async fn suspended_data_and_old_addresses_go_when_their_day_comes() {
    let (practice, client) = of(Dialect::V4_6).await;
    let [_, id] = two(&practice);
    client.post(&format!("{V1}/{id}/approve")).await;
    let path = format!("{V1}/{id}/action");
    assert_eq!(client.send("POST", &path, &json!({ "type": "suspend" })).await.status, 200);
    forward(&client, 31 * DAY_MS).await;
    let gone = practice.person(&id).unwrap();
    assert!(gone["suspension"]["deletion_due"].is_null() && gone["user"]["disabled"] == true);
    assert!(!gone["user"]["addresses"].as_array().unwrap().is_empty());
    forward(&client, 365 * DAY_MS).await;
    assert_eq!(client.get(&format!("{V1}/{id}")).await.json()["ips"], json!([]));
    assert!(client.get(&format!("{V2}?ip=0.0.0.0/0")).await.rows().is_empty(), "not found by them any more either");
}

#[tokio::test]
async fn workers_do_what_waits_for_them() {
    let options = Options { worker_delay: Duration::from_secs(3600), ..quick(Kind::Gitlab) };
    let practice = serve(options).await.unwrap();
    let client = Client::new(&practice, Who::Administrator);
    let id = practice.sign_up(1).remove(0);
    assert_eq!(client.post(&format!("/api/v4/users/{id}/reject")).await.status, 200);
    forward(&client, 3_500_000).await;
    assert_eq!(client.get(&format!("/api/v4/users/{id}")).await.status, 200, "the worker has not come by");
    forward(&client, 200_000).await;
    assert_eq!(client.get(&format!("/api/v4/users/{id}")).await.status, 404);
}

#[tokio::test]
async fn throttle_windows_start_anew() {
    for (kind, who, path) in
        [(Kind::Mastodon, Who::Moderator, "/api/v2/instance"), (Kind::Gitlab, Who::Administrator, "/api/v4/user")]
    {
        let practice = serve(quick(kind)).await.unwrap();
        let client = Client::new(&practice, who);
        client.send("POST", "/practice/clock", &json!({ "now": "2030-01-01T00:00:00Z" })).await;
        client.send("POST", "/practice/limits", &json!({ "per_token": 2, "window_s": 300 })).await;
        let asked = async || client.get(path).await.status;
        assert_eq!([asked().await, asked().await, asked().await], [200, 200, 429]);
        forward(&client, 300_000).await;
        assert_eq!([asked().await, asked().await, asked().await], [200, 200, 429]);
        client.send("POST", "/practice/clock", &json!({ "now": "2029-12-31T00:00:00Z" })).await;
        assert_eq!(asked().await, 200, "also when it is set back");
    }
}
