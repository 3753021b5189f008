//! The three shapes in which parameters come: forms, multipart forms as `curl -F` sends them, and JSON.

use bailiwick_practice::{Practice, Who};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::client::{Answer, Client, gitlab, mastodon, read};

/// The fields as a browser's or curl's multipart form; written out by hand, so that no library's idea of one is in between.
pub fn multipart(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--seam\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    request.header("content-type", "multipart/form-data; boundary=seam").body(body + "--seam--\r\n")
}

async fn sent(request: RequestBuilder) -> Answer {
    read(request.send().await.unwrap()).await
}

fn last_strike(practice: &Practice) -> Value {
    let mut strike = practice.state()["strikes"].as_array().unwrap().last().unwrap().clone();
    strike.as_object_mut().unwrap().remove("at");
    strike
}

#[tokio::test]
async fn a_form_a_multipart_form_and_json_say_the_same() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let path = format!("/api/v1/admin/accounts/{}/action", practice.id_of("wren").unwrap());
    let fields = [
        ("type", "none"),
        ("text", "Zeile 1\r\nZeile 2 & 50 % ☂"),
        ("report_id", "2"),
        ("send_email_notification", "false"),
    ];
    let post = || client.request("POST", &path);
    assert_eq!(sent(post().form(&fields)).await.status, 200);
    let by_form = last_strike(&practice);
    assert_eq!(by_form["notified"], false);
    assert_eq!(sent(multipart(post(), &fields)).await.status, 200);
    assert_eq!(last_strike(&practice), by_form);
    let object: serde_json::Map<String, Value> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    assert_eq!(sent(post().json(&object)).await.status, 200);
    assert_eq!(last_strike(&practice), by_form);
}

#[tokio::test]
async fn arrays_come_in_each_shape() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let put = || client.request("PUT", "/api/v1/admin/reports/1");
    let fields = [("category", "violation"), ("rule_ids[]", "1"), ("rule_ids[]", "2")];
    for request in [
        put().form(&fields),
        multipart(put(), &fields),
        put().json(&json!({ "category": "violation", "rule_ids": ["1", "2"] })),
    ] {
        assert_eq!(sent(request).await.json()["rules"].as_array().unwrap().len(), 2);
        sent(put().json(&json!({ "category": "spam", "rule_ids": [""] }))).await;
    }
}

#[tokio::test]
async fn a_file_is_no_parameter_and_a_broken_form_has_none() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let path = format!("/api/v1/admin/accounts/{}/action", practice.id_of("wren").unwrap());
    let raw = |body: &str| {
        let request = client.request("POST", &path).header("content-type", "multipart/form-data; boundary=seam");
        request.body(body.to_owned())
    };
    let file =
        "--seam\r\nContent-Disposition: form-data; name=\"type\"; filename=\"type.txt\"\r\n\r\nnone\r\n--seam--\r\n";
    let cut = "--seam\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nno";
    for body in [file, cut, "type=none"] {
        assert_eq!(sent(raw(body)).await.status, 422, "{body}");
    }
}

#[tokio::test]
async fn the_log_keeps_no_secret_of_a_multipart_form() {
    let practice = mastodon().await;
    let client = Client::with(&practice, None);
    let fields = [("grant_type", "client_credentials"), ("client_id", "x"), ("client_secret", "hush")];
    assert_eq!(sent(multipart(client.request("POST", "/oauth/token"), &fields)).await.status, 401);
    assert!(!json!(practice.requests()).to_string().contains("hush"));
}

#[tokio::test]
async fn a_gitlab_reads_multipart_forms_as_well() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let path = format!("/api/v4/users/{}", practice.id_of("wren").unwrap());
    let answer = sent(multipart(client.request("PUT", &path), &[("note", "seen")])).await;
    assert_eq!((answer.status, answer.json()["note"].as_str()), (200, Some("seen")), "{}", answer.text);
}
