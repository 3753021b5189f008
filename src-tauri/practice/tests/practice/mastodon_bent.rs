//! Faults that bend a request or its answer: lists, links, filters, bodies.

use bailiwick_practice::{BareBody, Fault, FaultKind, Who};
use serde_json::json;

use crate::bodies::multipart;
use crate::client::{Client, mastodon, read};
use crate::mastodon_list::V2;

#[tokio::test]
async fn links_can_be_missing_foreign_or_hold_no_ids() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let link = async || client.get(&format!("{V2}?limit=2")).await.link("next");
    practice.add_fault(Fault::once("/", FaultKind::NoLink));
    assert_eq!(link().await, None);
    practice.add_fault(Fault::once("/", FaultKind::LinkElsewhere { to: "https://elsewhere.example".to_owned() }));
    assert!(link().await.unwrap().starts_with("https://elsewhere.example/api/v2/admin/accounts?limit=2&max_id="));
    practice.add_fault(Fault::once("/", FaultKind::OddCursor { cursor: "example.org/@someone".to_owned() }));
    assert!(link().await.unwrap().ends_with("max_id=example.org%2F%40someone"));
    assert!(link().await.unwrap().starts_with(&practice.base_url()));
}

#[tokio::test]
async fn pages_can_be_shorter_than_asked_and_still_lead_to_everybody() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    practice.add_fault(Fault::new("/api/v2/", FaultKind::ShortPages { rows: 40 }));
    assert_eq!(client.get(&format!("{V2}?limit=200")).await.rows().len(), 40);
    assert_eq!(client.all(&format!("{V2}?limit=200")).await.len(), practice.people().len() - 1);
}

#[tokio::test]
async fn a_filter_can_be_ignored_in_silence() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    practice.add_fault(Fault::new("/", FaultKind::IgnoreFilter { name: "role_ids".to_owned() }));
    assert_eq!(client.get(&format!("{V2}?role_ids[]=1&origin=local&limit=5")).await.rows().len(), 5);
    assert_eq!(client.get(&format!("{V2}?username=kim&origin=local&role_ids=1")).await.rows().len(), 1);
}

#[tokio::test]
async fn a_success_can_say_nothing_about_the_account() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let ids = practice.sign_up(3);
    for (id, (body, text)) in
        ids.iter().zip([(BareBody::Empty, "{}"), (BareBody::Message, "{\"message\":\"OK\"}"), (BareBody::Nothing, "")])
    {
        practice.add_fault(Fault::once("/api/*/approve", FaultKind::Bare { body }));
        let answer = client.post(&format!("/api/v1/admin/accounts/{id}/approve")).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, text));
        assert_eq!(practice.person(id).unwrap()["user"]["approved"], true);
    }
    practice.add_fault(Fault::once("/api/", FaultKind::Bare { body: BareBody::Empty }));
    assert_eq!(client.get("/api/v1/admin/accounts/5").await.json(), json!({ "error": "Record not found" }));
}

#[tokio::test]
async fn bodies_can_be_read_in_one_form_only() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let path = format!("/api/v1/admin/accounts/{}/action", practice.id_of("wren").unwrap());
    let form =
        async || read(client.request("POST", &path).form(&[("type", "none")]).send().await.unwrap()).await.status;
    let parts =
        async || read(multipart(client.request("POST", &path), &[("type", "none")]).send().await.unwrap()).await.status;
    let object = async || client.send("POST", &path, &json!({ "type": "none" })).await.status;
    practice.add_fault(Fault::new("/", FaultKind::OnlyBodies { json: true }));
    assert_eq!((form().await, parts().await, object().await), (422, 422, 200));
    practice.clear_faults();
    practice.add_fault(Fault::new("/", FaultKind::OnlyBodies { json: false }));
    assert_eq!((form().await, parts().await, object().await), (200, 200, 422));
}
