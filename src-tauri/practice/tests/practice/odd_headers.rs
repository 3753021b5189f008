//! Headers that a polite client goes by, and how they can be wrong: when to come again, what time it is, what is left.

use bailiwick_practice::{Fault, FaultKind, Kind, Options, Who, serve};
use serde_json::json;

use crate::client::{Client, gitlab, mastodon};

fn later(seconds: Option<i64>, date: bool, text: Option<&str>) -> FaultKind {
    FaultKind::RetryLater { code: 429, seconds, date, text: text.map(str::to_owned) }
}

/// The time of day in seconds, by hand: this test shares no date library with the server.
fn seconds_of(date: &str) -> i64 {
    let parts: Vec<&str> = date.strip_suffix(" GMT").unwrap().split([' ', ':']).collect();
    let [_, _, _, _, hours, minutes, seconds]: [&str; 7] = parts.try_into().unwrap();
    let number = |text: &str| text.parse::<i64>().unwrap();
    number(hours) * 3600 + number(minutes) * 60 + number(seconds)
}

#[tokio::test]
async fn retry_after_comes_as_seconds_as_a_date_in_words_or_not_at_all() {
    for (practice, who) in [(mastodon().await, Who::Moderator), (gitlab().await, Who::Administrator)] {
        let client = Client::new(&practice, who);
        let refused = async |kind| {
            practice.add_fault(Fault::once("/api/", kind));
            let answer = client.get("/api/v4/user").await;
            (answer.status, answer.header("retry-after"))
        };
        assert_eq!(refused(later(Some(30), false, None)).await, (429, "30".to_owned()));
        assert_eq!(refused(later(None, false, None)).await, (429, String::new()));
        assert_eq!(refused(later(None, false, Some("soon"))).await, (429, "soon".to_owned()));
        practice.set_clock("2031-05-04T23:00:00Z".parse().unwrap());
        let (status, date) = refused(later(Some(90), true, None)).await;
        assert!(status == 429 && date.starts_with("Sun, 04 May 2031 23:01:3"), "{date}");
        let (_, past) = refused(later(Some(-3600), true, None)).await;
        assert!(past.starts_with("Sun, 04 May 2031 22:00:0"), "{past}");
    }
}

#[tokio::test]
async fn another_status_can_ask_for_patience_too() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let fault = json!({ "route": "/api/", "kind": "retry_later", "code": 503, "seconds": 5, "count": 1 });
    client.send("POST", "/practice/faults", &fault).await;
    let answer = client.get("/api/v2/instance").await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, "5".to_owned()));
    assert_eq!(client.get("/api/v2/instance").await.status, 200);
}

#[tokio::test]
async fn a_storm_of_429_hits_as_often_as_its_probability_says() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    practice.add_fault(Fault { probability: Some(0.7), ..Fault::new("/api/", later(Some(1), false, None)) });
    for _ in 0..100 {
        client.get("/api/v1/instance").await;
    }
    let counts = practice.counts();
    assert!((50..90).contains(&counts.too_many) && counts.requests == 100, "{counts:?}");
}

#[tokio::test]
async fn the_date_can_be_wrong_besides_another_fault() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    practice.set_clock("2031-05-04T12:00:00Z".parse().unwrap());
    let honest = client.get("/api/v2/instance").await.header("date");
    assert!(honest.starts_with("Sun, 04 May 2031 12:00:"), "the clock that was set: {honest}");
    practice.add_fault(Fault::new("/api/", FaultKind::DateSkew { seconds: -7200 }));
    practice
        .add_fault(Fault::once("/api/", FaultKind::Status { code: 500, body: bailiwick_practice::ErrorBody::Json }));
    let both = client.get("/api/v2/instance").await;
    assert_eq!(both.status, 500);
    assert!((seconds_of(&honest) - seconds_of(&both.header("date")) - 7200).abs() <= 20, "{}", both.header("date"));
    assert_eq!(both.headers.get_all("date").iter().count(), 1);
}

#[tokio::test]
async fn a_budget_can_be_nonsense_with_and_without_throttles() {
    let practice = serve(Options::new(Kind::Mastodon)).await.unwrap();
    let client = Client::new(&practice, Who::Moderator);
    let budget = async |text: &str, name: Option<&str>| {
        practice.clear_faults();
        let fault = FaultKind::OddBudget { text: text.to_owned(), name: name.map(str::to_owned) };
        practice.add_fault(Fault::new("/api/", fault));
        let answer = client.get("/api/v2/instance").await;
        ["limit", "remaining", "reset"].map(|part| answer.header(&format!("x-ratelimit-{part}")))
    };
    assert_eq!(budget("-1", None).await, ["-1", "-1", "-1"]);
    assert_eq!(budget("", None).await, ["", "", ""]);
    let [limit, remaining, reset] = budget("99999999999999999999", Some("remaining")).await;
    assert!(limit == "300" && remaining == "99999999999999999999" && reset.ends_with('Z'));
    practice.change_limits(None);
    assert_eq!(budget("soon", None).await, ["soon", "soon", "soon"]);
    let forge = gitlab().await;
    forge.add_fault(Fault::new("/api/", FaultKind::OddBudget { text: "NaN".to_owned(), name: None }));
    let answer = Client::new(&forge, Who::Administrator).get("/api/v4/user").await;
    assert_eq!((answer.status, answer.header("ratelimit-remaining")), (200, "NaN".to_owned()));
}
