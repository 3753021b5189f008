//! Every fault that the practice Mastodon has, on the practice GitLab.

use bailiwick_practice::{BareBody, ErrorBody, Fault, FaultKind, Practice, Who};
use serde_json::json;

use crate::client::{Client, gitlab};

const USERS: &str = "/api/v4/users";

fn fault(practice: &Practice, kind: FaultKind) {
    practice.clear_faults();
    practice.add_fault(Fault::once("/api/", kind));
}

fn pending(practice: &Practice) -> (String, String) {
    let id = practice.sign_up(1).remove(0);
    (format!("{USERS}/{id}/approve"), id)
}

fn active(practice: &Practice, id: &str) -> bool {
    practice.person(id).unwrap()["state"] == "active"
}

#[tokio::test]
async fn answers_are_lost_before_and_after_the_effect() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    for (kind, done) in [
        (FaultKind::CloseBefore, false),
        (FaultKind::CloseAfter, true),
        (FaultKind::NoEffect, false),
        (FaultKind::Status { code: 503, body: ErrorBody::Html }, false),
        (FaultKind::HtmlForJson, false),
        (FaultKind::WrongType, false),
        (FaultKind::TokenRevoked, false),
        (FaultKind::Redirect { to: "https://elsewhere.example/api".to_owned() }, false),
        (FaultKind::Bare { body: BareBody::Nothing }, true),
        (FaultKind::Delay { ms: 5 }, true),
        (FaultKind::DelayAfter { ms: 5 }, true),
    ] {
        let (path, id) = pending(&practice);
        let what = format!("{kind:?}");
        fault(&practice, kind);
        let answer = client.request("POST", &path).send().await;
        assert_eq!(active(&practice, &id), done, "{what}");
        assert_eq!(answer.is_err(), what.starts_with("Close"), "{what}");
    }
    let (path, id) = pending(&practice);
    fault(&practice, FaultKind::CutOff);
    assert!(client.request("POST", &path).send().await.unwrap().bytes().await.is_err() && active(&practice, &id));
}

#[tokio::test]
async fn revoked_tokens_and_bare_bodies_have_this_platforms_shapes() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    fault(&practice, FaultKind::TokenRevoked);
    let revoked = client.get("/api/v4/user").await;
    assert_eq!((revoked.status, &revoked.json()["error"]), (401, &json!("invalid_token")));
    let wren = practice.id_of("wren").unwrap();
    for (body, text) in [(BareBody::Empty, "{}"), (BareBody::Message, "{\"message\":\"OK\"}"), (BareBody::Nothing, "")]
    {
        fault(&practice, FaultKind::Bare { body });
        let answer = client.send("PUT", &format!("{USERS}/{wren}"), &json!({ "note": "x" })).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, text));
    }
    assert_eq!(practice.person(&wren).unwrap()["note"], "x");
}

#[tokio::test]
async fn lists_lose_their_way() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    for paging in ["offset", "keyset"] {
        let path = format!("{USERS}?pagination={paging}&order_by=id&per_page=50");
        fault(&practice, FaultKind::NoLink);
        assert!(client.get(&path).await.link("next").is_none(), "{paging}");
        fault(&practice, FaultKind::LinkElsewhere { to: "https://elsewhere.example".to_owned() });
        assert!(client.get(&path).await.link("next").unwrap().starts_with("https://elsewhere.example/api/v4/users?"));
        fault(&practice, FaultKind::OddCursor { cursor: "a/@b".to_owned() });
        let odd = client.get(&path).await.link("next").unwrap();
        let refused = client.get(&odd).await;
        assert!(refused.status == 400 && refused.json()["error"].is_string(), "{paging}");
        practice.clear_faults();
        practice.add_fault(Fault::new(USERS, FaultKind::ShortPages { rows: 7 }));
        let page = client.get(&path).await;
        assert_eq!((page.rows().len(), page.link("next").is_some()), (7, true), "{paging}");
        assert_eq!(client.all(&path).await.len(), practice.people().len(), "nobody is lost all the same");
    }
    fault(&practice, FaultKind::IgnoreFilter { name: "exclude_active".to_owned() });
    let rows = client.get(&format!("{USERS}?exclude_active=true&per_page=100&sort=asc")).await.rows();
    assert!(rows.iter().any(|row| row["state"] == "active"));
    fault(&practice, FaultKind::BigBody { megabytes: 2 });
    assert!(client.get(USERS).await.text.len() > 2_000_000);
}

#[tokio::test]
async fn only_one_sort_of_body_is_read() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let wren = practice.id_of("wren").unwrap();
    let path = format!("{USERS}/{wren}");
    practice.add_fault(Fault::new(USERS, FaultKind::OnlyBodies { json: false }));
    client.send("PUT", &path, &json!({ "note": "by JSON" })).await;
    assert!(practice.person(&wren).unwrap()["note"].is_null());
    let form = client.request("PUT", &path).form(&[("note", "by form")]).send().await.unwrap();
    assert_eq!((form.status().as_u16(), &practice.person(&wren).unwrap()["note"]), (200, &json!("by form")));
}
