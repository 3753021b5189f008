//! Modes of the practice Mastodon, its languages and its clock (reference 2.3, 2.5, 6).

use std::time::Duration;

use bailiwick_practice::{Kind, Limits, Options, Otherwise, Who, serve};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::client::{Client, mastodon, quick, read, somebody};
use crate::mastodon_list::V2;

const DAY: i64 = 24 * 3600;

#[tokio::test]
async fn limited_federation_opens_only_the_instance_and_applications_to_nobody() {
    let practice = mastodon().await;
    practice.change_settings(&json!({ "limited_federation": true })).unwrap();
    let nobody = Client::with(&practice, None);
    let refused = nobody.get(V2).await;
    assert_eq!(
        (refused.status, refused.json()),
        (401, json!({ "error": "This method requires an authenticated user" }))
    );
    let instance = nobody.get("/api/v2/instance").await;
    assert_eq!((instance.status, &instance.json()["configuration"]["limited_federation"]), (200, &json!(true)));
    assert_eq!(nobody.get("/api/v1/accounts/1").await.status, 401);
    let kim = Client::new(&practice, Who::Moderator);
    assert_eq!(kim.get(V2).await.status, 200);
    practice.change_person(&practice.id_of("kim").unwrap(), &json!({ "user": { "disabled": true } })).unwrap();
    assert_eq!(kim.get(V2).await.status, 403, "a frozen login is stopped here");
    practice.change_settings(&json!({ "limited_federation": false })).unwrap();
    assert_eq!(kim.get(V2).await.status, 200, "and nowhere else");
}

#[tokio::test]
async fn a_server_that_destroys_itself_is_gone_and_a_blocked_address_is_forbidden() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    practice.change_settings(&json!({ "self_destruct": true })).unwrap();
    let gone = client.get(V2).await;
    assert_eq!((gone.status, gone.json()), (410, json!({ "error": "Gone" })));
    practice.change_settings(&json!({ "self_destruct": false, "address_blocked": true })).unwrap();
    let blocked = client.get(V2).await;
    assert_eq!((blocked.status, blocked.text.as_str()), (403, "Forbidden"));
    assert!(practice.change_settings(&json!({ "version": "9.9" })).is_err());
    practice.reset();
    assert_eq!(client.get(V2).await.status, 200);
}

#[tokio::test]
async fn errors_follow_lang_then_the_user_then_the_client() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let path = format!("/api/v1/admin/accounts/{}/action", practice.id_of("wren").unwrap());
    let told = async |query: &str| {
        let request = client.request("POST", &format!("{path}{query}")).header("accept-language", "fr-CA, en;q=0.5");
        read(request.send().await.unwrap()).await.json()["error"].as_str().unwrap().to_owned()
    };
    assert!(told("").await.starts_with("Validation failed"), "kim reads English");
    assert!(told("?lang=de").await.starts_with("Prüfung"));
    let kim = practice.id_of("kim").unwrap();
    practice.change_person(&kim, &json!({ "user": { "locale": "de" } })).unwrap();
    assert!(told("").await.starts_with("Prüfung"));
    assert!(told("?lang=fr").await.starts_with("Validation impossible"));
    practice.change_settings(&json!({ "otherwise": [Otherwise::UserLocale] })).unwrap();
    assert!(told("").await.starts_with("Validation impossible"));
    practice.change_settings(&json!({ "otherwise": [] })).unwrap();
    practice.change_person(&kim, &json!({ "user": { "locale": null } })).unwrap();
    assert!(told("").await.starts_with("Validation impossible"));
    let dead = Client::new(&practice, Who::Revoked).get(&format!("{V2}?lang=de")).await;
    assert_eq!(dead.json()["error"], "Das Zugriffstoken wurde zurückgezogen");
    let fixed = client.get("/api/v1/admin/accounts/5?lang=de").await;
    assert_eq!(fixed.json()["error"], "Record not found", "the fixed ones stay English");
}

#[tokio::test]
async fn unconfirmed_sign_ups_go_after_a_week_of_the_servers_clock() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let id = practice.sign_up(1).remove(0);
    practice.change_person(&id, &json!({ "user": { "confirmed_at": null } })).unwrap();
    let path = format!("/api/v1/admin/accounts/{id}");
    let forward = async |days: i64| {
        let set = client.send("POST", "/practice/clock", &json!({ "forward_ms": days * DAY * 1000 })).await;
        assert_eq!(set.status, 200);
    };
    forward(6).await;
    assert_eq!(client.get(&path).await.status, 200);
    forward(2).await;
    assert_eq!(client.get(&path).await.status, 404);
    let waiting = client.all(&format!("{V2}?status=pending")).await;
    assert_eq!(waiting.len(), 29, "whoever has confirmed still waits");
    let past = practice.now().checked_sub(SignedDuration::from_hours(24 * 400)).unwrap();
    practice.set_clock(past);
    let shown = client.get("/practice/clock").await.json()["now"].as_str().unwrap().parse::<Timestamp>().unwrap();
    assert!(shown.duration_since(past).abs() < SignedDuration::from_mins(5));
}

#[tokio::test]
async fn a_suspended_account_loses_its_data_after_thirty_days() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let id = practice.id_of("riverlevels").unwrap();
    client.send("POST", &format!("/api/v1/admin/accounts/{id}/action"), &json!({ "type": "suspend" })).await;
    let later = practice.now().checked_add(SignedDuration::from_hours(24 * 31)).unwrap();
    practice.set_clock(later);
    assert_eq!(client.get(&format!("/api/v1/admin/accounts/{id}")).await.json()["disabled"], true);
    assert_eq!(practice.person(&id).unwrap()["suspension"]["deletion_due"], Value::Null);
}

#[tokio::test]
async fn throttles_start_anew_when_the_servers_clock_reaches_the_next_window() {
    let limits = Limits { per_token: 2, window: Duration::from_secs(10_000_000), ..Limits::default() };
    let practice = serve(Options { limits: Some(limits), ..quick(Kind::Mastodon) }).await.unwrap();
    let client = Client::new(&practice, Who::Moderator);
    for status in [200, 200, 429] {
        assert_eq!(client.get("/api/v2/instance").await.status, status);
    }
    practice.set_clock(practice.now().checked_add(SignedDuration::from_secs(10_000_001)).unwrap());
    assert_eq!(client.get("/api/v2/instance").await.status, 200);
}

#[tokio::test]
async fn before_4_2_a_person_is_counted_and_not_a_token() {
    let practice = serve(Options { limits: Some(Limits::default()), ..quick(Kind::Mastodon) }).await.unwrap();
    practice.change_settings(&json!({ "version": "4.0" })).unwrap();
    let first = Client::new(&practice, Who::Moderator).get("/api/v2/instance").await;
    let second = Client::new(&practice, Who::Read).get("/api/v2/instance").await;
    assert_eq!(
        [first.header("x-ratelimit-remaining"), second.header("x-ratelimit-remaining")],
        ["299".to_owned(), "298".to_owned()]
    );
}

#[tokio::test]
async fn the_rows_that_can_be_turned_round_are_listed() {
    let practice = mastodon().await;
    let client = Client::with(&practice, None);
    let rows = client.get("/practice/otherwise").await.rows();
    assert_eq!(rows.len(), Otherwise::all().len());
    assert_eq!((&rows[0]["row"], &rows[0]["section"]), (&json!("limit_zero"), &json!("1.4")));
    assert_eq!(client.get("/practice/settings").await.json()["version"], "4.6");
}

#[tokio::test]
async fn posts_are_there_for_whoever_may_see_the_account() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let posts = format!("/api/v1/accounts/{}/statuses", practice.id_of("wren").unwrap());
    let rows = client.all(&format!("{posts}?limit=3")).await;
    assert!(rows.len() > 3);
    assert_eq!(rows[0]["account"]["username"], "wren");
    assert_eq!(rows, client.all(&posts).await, "the same every time");
    let with_media = client.all(&format!("{posts}?only_media=true")).await;
    assert!(with_media.iter().all(|post| !post["media_attachments"].as_array().unwrap().is_empty()));
    assert_eq!(Client::new(&practice, Who::Read).get(&posts).await.status, 403, "a token needs read:statuses");
    assert_eq!(Client::with(&practice, None).get(&posts).await.status, 200);
    let waiting = somebody(&practice, |person| person["user"]["approved"] == false);
    assert_eq!(client.get(&format!("/api/v1/accounts/{waiting}")).await.status, 404);
    let suspended = somebody(&practice, |person| person["suspension"]["origin"] == "local");
    assert!(client.get(&format!("/api/v1/accounts/{suspended}/statuses")).await.rows().is_empty());
    assert_eq!(client.get(&format!("/api/v1/accounts/{suspended}")).await.json()["suspended"], true);
}

#[tokio::test]
async fn a_state_file_from_before_reports_and_oauth_still_loads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let options = || Options { state_file: Some(path.clone()), ..quick(Kind::Mastodon) };
    let practice = serve(options()).await.unwrap();
    let id = practice.id_of("wren").unwrap();
    practice.change_person(&id, &json!({ "username": "renamed" })).unwrap();
    practice.stop().await.unwrap();
    let mut kept: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let strip = |value: &mut Value, names: &[&str]| {
        value.as_object_mut().unwrap().retain(|name, _| !names.contains(&name.as_str()));
    };
    let world = &mut kept["world"]["mastodon"];
    strip(world, &["oauth", "running"]);
    for report in world["reports"].as_array_mut().unwrap() {
        strip(report, &["updated_at", "posts", "rules", "forwarded", "action_comment"]);
    }
    for strike in world["strikes"].as_array_mut().unwrap() {
        strip(strike, &["posts"]);
    }
    for account in world["accounts"].as_object_mut().unwrap().values_mut() {
        strip(&mut account["profile"], &["emojis"]);
    }
    std::fs::write(&path, kept.to_string()).unwrap();
    let again = serve(options()).await.unwrap();
    assert_eq!(again.id_of("renamed").unwrap(), id);
    let reports = Client::new(&again, Who::Moderator).get("/api/v1/admin/reports").await.rows();
    assert!(!reports.is_empty() && reports[0]["statuses"] == json!([]));
}
