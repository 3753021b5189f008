//! Limits of the practice GitLab: counting and offsets of lists (reference 3.4), and both kinds of 429 (section 7).

use bailiwick_practice::{GitlabSwitches, Kind, Options, Who, serve};
use serde_json::json;

use crate::client::{Client, gitlab, quick};

const USERS: &str = "/api/v4/users";

#[tokio::test]
async fn above_a_threshold_there_are_no_totals_and_further_still_no_pages() {
    let switches = GitlabSwitches { count_limit: 100, offset_limit: 250, ..GitlabSwitches::default() };
    let practice = serve(Options { gitlab: switches, ..quick(Kind::Gitlab) }).await.unwrap();
    let client = Client::new(&practice, Who::Administrator);
    let page = client.get(&format!("{USERS}?per_page=50")).await;
    assert!(page.header("x-total").is_empty() && page.header("x-total-pages").is_empty());
    assert!(page.link("last").is_none() && page.link("next").is_some() && page.link("first").is_some());
    assert!(!client.get(&format!("{USERS}?admins=true")).await.header("x-total").is_empty(), "few rows are counted");
    assert_eq!(client.get(&format!("{USERS}?per_page=50&page=5")).await.status, 200);
    let far = client.get(&format!("{USERS}?per_page=50&page=6")).await;
    assert_eq!((far.status, far.json()["error"].as_str().unwrap().contains("250")), (405, true));
    let all = client.all(&format!("{USERS}?pagination=keyset&order_by=id&per_page=50")).await;
    assert_eq!(all.len(), practice.people().len());
}

#[tokio::test]
async fn the_instances_throttle_speaks_plain_text_and_tells_when_to_come_back() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    assert!(client.get("/api/v4/user").await.header("ratelimit-limit").is_empty(), "off by default");
    let settings = json!({
        "throttle_authenticated_api_enabled": true,
        "throttle_authenticated_api_requests_per_period": 3,
        "throttle_authenticated_api_period_in_seconds": 360_000_000,
        "rate_limiting_response_text": "Slow down, please",
    });
    practice.change_settings(&settings).unwrap();
    for left in ["2", "1", "0"] {
        let answer = client.get("/api/v4/user").await;
        assert_eq!((answer.status, answer.header("ratelimit-remaining")), (200, left.to_owned()));
        assert_eq!(answer.header("ratelimit-limit"), "1", "per minute, whatever the period");
        assert!(answer.header("retry-after").is_empty() && answer.header("ratelimit-resettime").is_empty());
    }
    let refused = client.get("/api/v4/user").await;
    assert_eq!((refused.status, refused.text.as_str()), (429, "Slow down, please"));
    assert!(refused.header("content-type").starts_with("text/plain"));
    assert_eq!(refused.header("ratelimit-name"), "throttle_authenticated_api");
    assert_eq!(refused.header("ratelimit-observed"), "4");
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    assert!(refused.header("ratelimit-reset").parse::<u64>().unwrap() > 0);
    assert!(refused.header("ratelimit-resettime").ends_with("GMT"));
    assert_eq!(Client::new(&practice, Who::Read).get("/api/v4/user").await.status, 429, "by user, not by token");
    assert_eq!(Client::new(&practice, Who::User).get("/api/v4/user").await.status, 200);
    practice.change_settings(&json!({ "practice": { "version": "17.11.0" } })).unwrap();
    let older = Client::new(&practice, Who::User).get("/api/v4/user").await;
    assert!(older.status == 200 && older.header("ratelimit-limit").is_empty(), "before 18.0 with a 429 only");
    assert_eq!(client.get("/api/v4/user").await.header("ratelimit-limit"), "1");
}

#[tokio::test]
async fn an_endpoints_limit_speaks_nested_json_and_says_nothing_more() {
    let practice = serve(Options::new(Kind::Gitlab)).await.unwrap();
    practice.change_settings(&json!({ "users_get_by_id_limit": 2, "users_api_limit_status": 1 })).unwrap();
    let wren = Client::new(&practice, Who::User);
    let path = format!("{USERS}/{}", practice.id_of("wren").unwrap());
    let now = practice.now();
    practice.set_clock(now);
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(wren.get(&path).await.status);
    }
    // The window may turn once meanwhile; never twice.
    assert!(statuses.contains(&429), "{statuses:?}");
    let mut refused = wren.get(&path).await;
    while refused.status == 200 {
        refused = wren.get(&path).await;
    }
    let text = "This endpoint has been requested too many times. Try again later.";
    assert_eq!((refused.status, refused.json()), (429, json!({ "message": { "error": text } })));
    assert!(refused.header("retry-after").is_empty() && refused.header("ratelimit-limit").is_empty());
    let administrator = Client::new(&practice, Who::Administrator);
    for _ in 0..5 {
        assert_eq!(administrator.get(&path).await.status, 200, "administrators are exempt");
    }
    let mut status = administrator.get(&format!("{path}/status")).await;
    while status.status == 200 {
        status = administrator.get(&format!("{path}/status")).await;
    }
    assert_eq!(status.status, 429, "but not from this one");
}
