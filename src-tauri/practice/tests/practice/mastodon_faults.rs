//! Every fault by its word on the wire: what the client gets of an approval, and whether it happened all the same.

use bailiwick_practice::{Practice, Who};
use serde_json::{Value, json};

use crate::client::{Client, mastodon};
use crate::mastodon_list::V2;

async fn switch(client: &Client, fault: &Value) {
    let answer = client.send("POST", "/practice/faults", fault).await;
    assert_eq!(answer.status, 200, "{fault}: {}", answer.text);
}

fn approved(practice: &Practice, id: &str) -> bool {
    practice.person(id).unwrap()["user"]["approved"] == true
}

#[tokio::test]
async fn each_fault_answers_as_it_should_and_has_or_has_not_an_effect() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    // None: no answer. The text is how the body begins.
    let cases = [
        (json!({ "kind": "delay", "ms": 5 }), Some((200, "{\"id\"")), true),
        (json!({ "kind": "delay_after", "ms": 5 }), Some((200, "{\"id\"")), true),
        (json!({ "kind": "status", "code": 500 }), Some((500, "{\"error\"")), false),
        (json!({ "kind": "status", "code": 502, "body": "html" }), Some((502, "<html>")), false),
        (json!({ "kind": "status", "code": 503, "body": "html" }), Some((503, "<html>")), false),
        (json!({ "kind": "too_many" }), Some((429, "{\"error\"")), false),
        (json!({ "kind": "too_many", "retry_after": 2 }), Some((429, "{\"error\"")), false),
        (json!({ "kind": "close_before" }), None, false),
        (json!({ "kind": "close_after" }), None, true),
        (json!({ "kind": "cut_off" }), None, true),
        (json!({ "kind": "html_for_json" }), Some((200, "<!doctype html>")), false),
        (json!({ "kind": "wrong_type" }), Some((200, "{\"id\":{")), false),
        (json!({ "kind": "big_body", "megabytes": 1 }), Some((200, "[\"practice")), false),
        (json!({ "kind": "redirect", "to": "https://elsewhere.example/" }), Some((302, "")), false),
        (json!({ "kind": "token_revoked" }), Some((401, "{\"error\"")), false),
        (json!({ "kind": "no_effect" }), Some((200, "{\"id\"")), false),
        (json!({ "kind": "bare" }), Some((200, "{}")), true),
        (json!({ "kind": "bare", "body": "message" }), Some((200, "{\"message\":\"OK\"}")), true),
        (json!({ "kind": "bare", "body": "nothing" }), Some((200, "")), true),
        (json!({ "kind": "only_bodies", "json": true }), Some((200, "{\"id\"")), true),
        (json!({ "kind": "no_link" }), Some((200, "{\"id\"")), true),
        (json!({ "kind": "link_elsewhere", "to": "ftp://elsewhere.example" }), Some((200, "{\"id\"")), true),
        (json!({ "kind": "odd_cursor" }), Some((200, "{\"id\"")), true),
        (json!({ "kind": "short_pages", "rows": 3 }), Some((200, "{\"id\"")), true),
        (json!({ "kind": "ignore_filter", "name": "status" }), Some((200, "{\"id\"")), true),
    ];
    for (id, (fault, answered, happened)) in practice.sign_up(cases.len()).iter().zip(cases) {
        let mut whole = json!({ "route": "/api/*/approve", "method": "POST", "count": 1 });
        whole.as_object_mut().unwrap().extend(fault.as_object().unwrap().clone());
        switch(&client, &whole).await;
        let sent = client.request("POST", &format!("/api/v1/admin/accounts/{id}/approve")).send().await;
        let came = match sent {
            Ok(response) => {
                let status = response.status().as_u16();
                response.text().await.ok().map(|text| (status, text))
            }
            Err(_) => None,
        };
        match (&came, answered) {
            (None, None) => {}
            (Some((status, text)), Some((wanted, start))) => {
                assert!(*status == wanted && text.starts_with(start), "{fault}: {status} {text:.80}");
            }
            _ => panic!("{fault}: {came:?}"),
        }
        assert_eq!(approved(&practice, id), happened, "{fault}");
        assert_eq!(client.get("/practice/faults").await.text, "[]", "once only");
    }
}

#[tokio::test]
async fn a_fault_can_come_late_seldom_and_on_one_route() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let list = async || client.get(&format!("{V2}?limit=1")).await.status;
    switch(&client, &json!({ "route": "/api/v2/", "kind": "status", "code": 503, "after": 2, "count": 1 })).await;
    assert_eq!([list().await, list().await, list().await, list().await], [200, 200, 503, 200]);
    switch(&client, &json!({ "route": "/api/v2/", "kind": "status", "code": 502, "probability": 0.5 })).await;
    let mut hit = 0;
    for _ in 0..100 {
        hit += u32::from(list().await == 502);
        assert_eq!(client.get("/api/v1/instance").await.status, 200, "another route");
    }
    assert!((20..80).contains(&hit), "{hit} of 100");
}
