//! Very many people: how they are spread, that any page comes at once, and what is counted of requests.

use std::collections::HashMap;

use bailiwick_practice::{Kind, Options, Practice, Who, serve};
use serde_json::{Value, json};

use crate::client::{Client, gitlab, mastodon, quick};
use crate::mastodon_list::V2;

const PEOPLE: usize = 10_000;
const USERS: &str = "/api/v4/users";

async fn many(kind: Kind) -> Practice {
    serve(Options { people: PEOPLE, ..quick(kind) }).await.unwrap()
}

fn count(people: &[Value], test: impl Fn(&Value) -> bool) -> usize {
    people.iter().filter(|person| test(person)).count()
}

/// How many have the same, most first.
fn shares<'a>(values: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    let mut counts: Vec<usize> = counts.into_values().collect();
    counts.sort_unstable_by(|one, other| other.cmp(one));
    counts
}

fn mail_domain(mail: &Value) -> Option<&str> {
    Some(mail.as_str()?.split_once('@')?.1)
}

#[tokio::test]
async fn a_large_mastodon_is_spread_as_real_ones_are() {
    let people = many(Kind::Mastodon).await.people();
    assert_eq!(people.len(), PEOPLE);
    let percent = |test: fn(&Value) -> bool| count(&people, test) * 100 / PEOPLE;
    assert!((45..55).contains(&percent(|person| person["domain"].is_string())));
    let restricted =
        |person: &Value| ["silenced_at", "sensitized_at", "suspension"].iter().any(|name| !person[name].is_null());
    assert!((200..400).contains(&count(&people, restricted)), "{}", count(&people, restricted));
    assert!((41..80).contains(&count(&people, |person| person["user"]["approved"] == false)));
    let staff = count(&people, |person| !person["user"]["role"].is_null());
    assert!((40..65).contains(&staff), "{staff}");
    let locals = || people.iter().filter(|person| person["domain"].is_null() && !person["user"].is_null());
    let reasons = locals().filter(|person| person["user"]["invite_request"].is_string()).count();
    assert!((35..60).contains(&(reasons * 100 / locals().count())));
    let servers = shares(people.iter().filter_map(|person| person["domain"].as_str()));
    assert!(servers.len() > 40 && servers[0] > 6 * servers[servers.len() / 2], "{servers:?}");
    let mails = shares(people.iter().filter_map(|person| mail_domain(&person["user"]["email"])));
    assert!(mails.len() > 100 && mails[0] * 100 / locals().count() > 20 && mails[mails.len() - 1] == 1);
    let addresses = locals().flat_map(|person| person["user"]["addresses"].as_array().unwrap());
    let shared = shares(addresses.filter_map(|address| address["ip"].as_str()));
    assert!(shared[0] > 50 && shared.iter().filter(|uses| **uses == 1).count() * 2 > shared.len());
    let years = shares(people.iter().filter_map(|person| person["created_at"].as_str()?.get(..4)));
    assert!(years.len() >= 10);
}

#[tokio::test]
async fn ids_rise_with_creation() {
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let mut people = many(kind).await.people();
        people
            .retain(|person| person["domain"].is_null() && person["created_at"].as_str().is_some_and(|at| at > "2000"));
        let number = |person: &Value| person["id"].to_string().trim_matches('"').parse::<i64>().unwrap();
        people.retain(|person| number(person) > 0);
        people.sort_by_key(number);
        let late =
            people.windows(2).filter(|two| two[0]["created_at"].as_str() > two[1]["created_at"].as_str()).count();
        // Some of the few that a GitLab has always had were given an earlier day.
        assert!(late <= 5, "{late}");
    }
}

#[tokio::test]
async fn a_large_gitlab_is_spread_as_real_ones_are() {
    let people = many(Kind::Gitlab).await.people();
    assert_eq!(people.len(), PEOPLE);
    let in_state = |state: &str| count(&people, |person| person["state"] == state);
    let restricted: usize = ["blocked", "banned", "deactivated", "ldap_blocked"].map(in_state).iter().sum();
    assert!((200..400).contains(&restricted), "{restricted}");
    assert!((25..80).contains(&in_state("blocked_pending_approval")));
    assert_eq!(count(&people, |person| person["is_admin"] == true), 50);
    let mails = shares(people.iter().filter_map(|person| mail_domain(&person["email"])));
    assert!(mails.len() > 100 && mails[0] * 100 / PEOPLE > 20);
    let names = shares(people.iter().filter_map(|person| person["username"].as_str()));
    assert_eq!(names[0], 1, "nobody shares a username");
    assert!(people.iter().any(|person| person["username"] == "maren.tide"), "those with names are there, too");
}

#[tokio::test]
async fn nobody_of_the_many_can_be_mistaken_for_somebody_real() {
    let reserved = |domain: &str| {
        domain.ends_with(".example")
            || ["example.org", "example.net", "example.com", "pixels.example.net"].contains(&domain)
    };
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        for person in many(kind).await.people() {
            let domains =
                [mail_domain(&person["user"]["email"]), mail_domain(&person["email"]), person["domain"].as_str()];
            assert!(domains.into_iter().flatten().all(reserved), "{domains:?}");
        }
    }
}

#[tokio::test]
async fn every_page_of_every_list_leads_on_to_everybody() {
    let practice = many(Kind::Mastodon).await;
    let rows = Client::new(&practice, Who::Moderator).all(&format!("{V2}?limit=200")).await;
    let bytes = json!(rows).to_string().len() / rows.len();
    assert_eq!(rows.len(), PEOPLE - 1);
    assert!((1_400..2_600).contains(&bytes), "an account has about two kilobytes: {bytes}");
    let practice = many(Kind::Gitlab).await;
    let client = Client::new(&practice, Who::Administrator);
    assert_eq!(client.all(&format!("{USERS}?pagination=keyset&per_page=100&order_by=id")).await.len(), PEOPLE);
    assert_eq!(client.all(&format!("{USERS}?per_page=100&order_by=updated_at&sort=desc")).await.len(), PEOPLE);
}

#[tokio::test]
async fn a_newcomer_takes_no_name_of_the_many() {
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let practice = many(kind).await;
        practice.sign_up(300);
        let people = practice.people();
        assert_eq!(people.len(), PEOPLE + 300);
        assert_eq!(shares(people.iter().filter_map(|person| person["username"].as_str()))[0], 1);
    }
}

#[tokio::test]
async fn requests_are_counted_also_when_the_log_is_emptied() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let id = practice.sign_up(1).remove(0);
    for _ in 0..3 {
        client.get(&format!("{V2}?limit=1")).await;
    }
    client.get(&format!("/api/v1/admin/accounts/{id}")).await;
    practice.clear_requests();
    let counted = client.get("/practice/count").await.json();
    assert_eq!(
        counted,
        json!({
            "requests": 4,
            "too_many": 0,
            "by_route": { "GET /api/v1/admin/accounts/:id": 1, "GET /api/v2/admin/accounts": 3 },
            "by_status": { "200": 4 },
            "people": 301,
        })
    );
    client.send("DELETE", "/practice/count", &json!({})).await;
    assert_eq!(practice.counts().requests, 0);
}

#[tokio::test]
async fn throttles_can_be_changed_while_the_server_runs() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    assert_eq!(client.get("/practice/limits").await.json(), Value::Null);
    assert!(client.get("/api/v2/instance").await.header("x-ratelimit-limit").is_empty());
    let set = client.send("POST", "/practice/limits", &json!({ "per_token": 7, "paging_window_s": 20 })).await;
    let wanted = json!({ "per_token": 7, "per_user": 1500, "window_s": 300, "paging": 300, "paging_window_s": 20 });
    assert_eq!((set.status, set.json()), (200, wanted));
    assert_eq!(client.get("/api/v2/instance").await.header("x-ratelimit-limit"), "7");
    assert_eq!(client.send("POST", "/practice/limits", &json!({ "per_week": 7 })).await.status, 400);
    client.send("POST", "/practice/limits", &Value::Null).await;
    assert!(practice.limits().is_none());
    assert!(client.get("/api/v2/instance").await.header("x-ratelimit-limit").is_empty());
    let forge = gitlab().await;
    let administrator = Client::new(&forge, Who::Administrator);
    administrator.send("POST", "/practice/limits", &json!({ "per_token": 600, "window_s": 60 })).await;
    assert_eq!(administrator.get("/api/v4/user").await.header("ratelimit-remaining"), "599");
    let settings = administrator.get("/practice/settings").await.json();
    assert_eq!(settings["throttle_authenticated_api_requests_per_period"], 600);
    administrator.send("POST", "/practice/limits", &Value::Null).await;
    assert!(administrator.get("/api/v4/user").await.header("ratelimit-remaining").is_empty());
}
