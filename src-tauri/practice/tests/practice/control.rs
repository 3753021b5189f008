//! The control routes and the log.

use bailiwick_practice::Who;
use serde_json::{Value, json};

use crate::client::{Client, gitlab, mastodon};

#[tokio::test]
async fn the_log_says_who_asked_what_and_never_the_token() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    client.get("/api/v2/admin/accounts?limit=1&access_token=practice-owner").await;
    client.send("POST", "/api/v1/admin/accounts/1/action", &json!({ "type": "none" })).await;
    Client::with(&practice, None).get("/api/v2/instance").await;
    Client::with(&practice, Some("garbage".to_owned())).get("/@kim").await;
    let log = client.get("/practice/requests").await.rows();
    let seen: Vec<(&str, &str, u64)> = log
        .iter()
        .map(|entry| {
            (entry["method"].as_str().unwrap(), entry["path"].as_str().unwrap(), entry["status"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("GET", "/api/v2/admin/accounts", 200),
            ("POST", "/api/v1/admin/accounts/1/action", 404),
            ("GET", "/api/v2/instance", 200),
            ("GET", "/@kim", 200)
        ]
    );
    assert_eq!(
        log.iter().map(|entry| entry["who"].clone()).collect::<Vec<_>>(),
        [json!("kim"), json!("kim"), Value::Null, json!("unknown")]
    );
    assert_eq!((&log[0]["query"], &log[1]["body"]), (&json!("limit=1"), &json!("{\"type\":\"none\"}")));
    assert!(!json!(log).to_string().contains("practice-"));
    client.send("DELETE", "/practice/requests", &json!({})).await;
    assert!(practice.requests().is_empty());
}

#[tokio::test]
async fn faults_can_be_switched_by_http() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let fault = json!({ "route": "/api/v4/users/*/block", "method": "POST", "kind": "status", "code": 503, "body": "html", "count": 2 });
    assert_eq!(client.send("POST", "/practice/faults", &fault).await.status, 200);
    assert_eq!(client.get("/practice/faults").await.rows()[0]["kind"], "status");
    assert_eq!(client.post("/api/v4/users/5/block").await.status, 503);
    client.send("DELETE", "/practice/faults", &json!({})).await;
    assert_ne!(client.post("/api/v4/users/5/block").await.status, 503);
    assert_eq!(
        client.send("POST", "/practice/faults", &json!({ "route": "/", "kind": "earthquake" })).await.status,
        400
    );
}

#[tokio::test]
async fn another_moderator_can_be_played() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let id = practice.id_of("anna_k").unwrap();
    let path = format!("/practice/people/{id}");
    assert_eq!(client.get(&path).await.json()["user"]["approved"], false);
    let changed = client
        .send("POST", &path, &json!({ "user": { "approved": true }, "profile": { "display_name": "Anna" } }))
        .await
        .json();
    assert_eq!(
        (&changed["user"]["approved"], &changed["user"]["email"]),
        (&json!(true), &json!("anna.k@posthaus.example"))
    );
    assert_eq!(client.get(&format!("/api/v1/admin/accounts/{id}")).await.json()["account"]["display_name"], "Anna");
    assert_eq!(client.send("POST", &path, &json!({ "username": 5 })).await.status, 400);
    assert_eq!(client.send("DELETE", &path, &json!({})).await.status, 200);
    assert_eq!(client.get(&path).await.status, 404);
    let new = client.send("POST", "/practice/people", &json!({ "count": 3 })).await;
    assert_eq!(new.rows().len(), 3);
    client.post("/practice/reset").await;
    assert!(practice.id_of("anna_k").is_some());
    assert_eq!(client.get("/practice/nothing").await.status, 404);
    assert!(practice.requests().iter().all(|request| !request.path.starts_with("/practice")));
}
