//! The throttles of the practice Mastodon (reference 6.1).

use std::time::Duration;

use bailiwick_practice::{Kind, Limits, Options, Practice, Who, serve};
use serde_json::json;

use crate::client::Client;

async fn with(limits: Limits) -> Practice {
    // Long windows: a test that meets the turn of one would see it start anew.
    let long = Duration::from_secs(10_000_000);
    serve(Options {
        limits: Some(Limits { window: long, paging_window: long, ..limits }),
        ..Options::new(Kind::Mastodon)
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn every_answer_tells_what_is_left_and_when_it_resets() {
    let practice = serve(Options::new(Kind::Mastodon)).await.unwrap();
    let client = Client::new(&practice, Who::Moderator);
    let first = client.get("/api/v1/accounts/verify_credentials").await;
    assert_eq!(
        (first.header("x-ratelimit-limit"), first.header("x-ratelimit-remaining")),
        ("300".to_owned(), "299".to_owned())
    );
    let reset = first.header("x-ratelimit-reset");
    assert!(reset.len() == "2026-01-01T00:00:00.000000Z".len() && reset.ends_with(".000000Z"), "{reset}");
    assert_eq!(client.get("/api/v1/nothing").await.header("x-ratelimit-limit"), "300");
}

#[tokio::test]
async fn a_token_that_has_used_its_window_gets_429_without_retry_after() {
    let practice = with(Limits { per_token: 3, ..Limits::default() }).await;
    let client = Client::new(&practice, Who::Moderator);
    for left in ["2", "1", "0"] {
        assert_eq!(client.get("/api/v2/instance").await.header("x-ratelimit-remaining"), left);
    }
    let refused = client.get("/api/v2/instance").await;
    assert_eq!((refused.status, refused.json()), (429, json!({ "error": "Too many requests" })));
    assert_eq!(refused.header("x-ratelimit-remaining"), "0");
    assert!(!refused.headers.contains_key("retry-after"));
    assert_eq!(Client::new(&practice, Who::Admin).get("/api/v2/instance").await.status, 200, "another token");
    assert_eq!(
        Client::new(&practice, Who::Read).get("/api/v2/instance").await.status,
        200,
        "the same person's other token"
    );
}

#[tokio::test]
async fn paging_has_a_throttle_of_its_own_per_person() {
    let practice = with(Limits { paging: 2, ..Limits::default() }).await;
    let client = Client::new(&practice, Who::Moderator);
    let page = "/api/v2/admin/accounts?max_id=999999999999999999&limit=1";
    assert_eq!(client.get(page).await.header("x-ratelimit-limit"), "2");
    assert_eq!(client.get(page).await.header("x-ratelimit-remaining"), "0");
    assert_eq!(client.get(page).await.status, 429);
    assert_eq!(Client::new(&practice, Who::Read).get(page).await.status, 429, "the same person's other token");
    let plain = client.get("/api/v2/admin/accounts?limit=1").await;
    assert_eq!((plain.status, plain.header("x-ratelimit-limit")), (200, "300".to_owned()));
}
