//! Faults as a client meets them.

use std::time::{Duration, Instant};

use bailiwick_practice::{ErrorBody, Fault, FaultKind, Practice, Who};
use serde_json::json;

use crate::client::{Client, gitlab, mastodon, somebody};

fn approve(practice: &Practice) -> (String, String) {
    let id = somebody(practice, |person| person["user"]["approved"] == false);
    (format!("/api/v1/admin/accounts/{id}/approve"), id)
}

fn approved(practice: &Practice, id: &str) -> bool {
    practice.person(id).unwrap()["user"]["approved"] == true
}

#[tokio::test]
async fn a_connection_closed_before_the_effect_leaves_no_answer_and_no_effect() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let (path, id) = approve(&practice);
    practice.add_fault(Fault::once("/api/*/approve", FaultKind::CloseBefore).on("POST"));
    let error = client.request("POST", &path).send().await.unwrap_err();
    assert!(!error.is_timeout() && error.status().is_none(), "{error:?}");
    assert!(!approved(&practice, &id));
    assert_eq!(client.post(&path).await.status, 200, "once only");
}

#[tokio::test]
async fn a_connection_closed_after_the_effect_leaves_no_answer_but_the_effect() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let (path, id) = approve(&practice);
    practice.add_fault(Fault::once("/api/", FaultKind::CloseAfter));
    assert!(client.request("POST", &path).send().await.is_err());
    assert!(approved(&practice, &id));
    let log = practice.requests();
    assert_eq!((log.len(), log[0].status), (1, None));
}

#[tokio::test]
async fn a_body_that_is_cut_off_is_an_error_after_the_status() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    practice.add_fault(Fault::once("/api/v2/admin/accounts", FaultKind::CutOff));
    let response = client.request("GET", "/api/v2/admin/accounts").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.content_length().unwrap() > 1000);
    assert!(response.bytes().await.is_err());
}

#[tokio::test]
async fn a_delay_delays_and_the_effect_comes_also_when_the_client_has_left() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let (path, id) = approve(&practice);
    practice.add_fault(Fault::once("/", FaultKind::Delay { ms: 300 }));
    let error = client.request("POST", &path).timeout(Duration::from_millis(50)).send().await.unwrap_err();
    assert!(error.is_timeout() && !approved(&practice, &id));
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert!(approved(&practice, &id));
    practice.add_fault(Fault::once("/", FaultKind::DelayAfter { ms: 120 }));
    let start = Instant::now();
    client.get("/api/v2/instance").await;
    assert!(start.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn errors_come_as_json_or_as_a_proxys_page() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    practice.add_fault(Fault::once("/", FaultKind::Status { code: 500, body: ErrorBody::Json }));
    practice.add_fault(Fault::once("/", FaultKind::Status { code: 502, body: ErrorBody::Html }));
    let (first, second) = (client.get("/api/v4/user").await, client.get("/api/v4/user").await);
    assert_eq!((first.status, first.json()["error"].is_string()), (500, true));
    assert!(second.status == 502 && second.text.contains("<h1>502</h1>"));
    assert_eq!(client.get("/api/v4/user").await.status, 200);
}

#[tokio::test]
async fn too_many_requests_come_in_each_platforms_shapes() {
    let (social, forge) = (mastodon().await, gitlab().await);
    for practice in [&social, &forge] {
        practice.add_fault(Fault::once("/api/", FaultKind::TooMany { retry_after: None }));
        practice.add_fault(Fault::once("/api/", FaultKind::TooMany { retry_after: Some(7) }));
    }
    let client = Client::new(&social, Who::Moderator);
    let (plain, with) = (client.get("/api/v2/instance").await, client.get("/api/v2/instance").await);
    assert_eq!(
        (plain.status, plain.json(), plain.header("retry-after")),
        (429, json!({ "error": "Too many requests" }), String::new())
    );
    assert_eq!(
        (plain.header("x-ratelimit-remaining"), plain.header("x-ratelimit-limit"), with.header("retry-after")),
        ("0".to_owned(), "300".to_owned(), "7".to_owned())
    );
    let client = Client::new(&forge, Who::Administrator);
    let (plain, with) = (client.get("/api/v4/user").await, client.get("/api/v4/user").await);
    assert!(plain.json()["message"]["error"].is_string() && plain.header("retry-after").is_empty());
    assert_eq!(
        (with.text.trim(), with.header("retry-after"), with.header("ratelimit-remaining")),
        ("Retry later", "7".to_owned(), "0".to_owned())
    );
}

#[tokio::test]
async fn strange_answers_with_200() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    practice.add_fault(Fault::once("/", FaultKind::HtmlForJson));
    practice.add_fault(Fault::once("/", FaultKind::WrongType));
    let page = client.get("/api/v2/admin/accounts").await;
    assert!(page.status == 200 && page.header("content-type").starts_with("text/html"));
    assert!(client.get("/api/v2/admin/accounts").await.json().is_object());
}

#[tokio::test]
async fn a_very_large_body_is_fifty_megabytes_of_json() {
    let practice = mastodon().await;
    practice.add_fault(Fault::once("/", FaultKind::BigBody { megabytes: 50 }));
    let body = Client::new(&practice, Who::Moderator)
        .request("GET", "/api/v2/instance")
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert!(body.len() > 50_000_000);
    assert!(body.starts_with(b"[\"practice") && body.ends_with(b",\"\"]"));
}

#[tokio::test]
async fn redirects_and_revoked_tokens_by_switch() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    practice.add_fault(Fault::once("/api/", FaultKind::Redirect { to: "http://elsewhere.example/api".to_owned() }));
    let away = client.get("/api/v2/instance").await;
    assert_eq!((away.status, away.header("location")), (302, "http://elsewhere.example/api".to_owned()));
    practice.add_fault(Fault::new("/api/", FaultKind::TokenRevoked));
    for _ in 0..2 {
        assert_eq!(client.get("/api/v2/admin/accounts").await.status, 401);
    }
    practice.clear_faults();
    assert_eq!(client.get("/api/v2/admin/accounts").await.status, 200);
}

#[tokio::test]
async fn an_answer_without_effect_looks_like_one_with() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let (path, id) = approve(&practice);
    practice.add_fault(Fault::once("/", FaultKind::NoEffect));
    assert_eq!(client.post(&path).await.json()["approved"], true);
    assert!(!approved(&practice, &id));
}
