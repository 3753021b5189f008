//! What the practice Mastodon says about itself, about an account, and about who may not ask (reference 3, 6.2).

use bailiwick_practice::Who;
use serde_json::{Value, json};

use crate::client::{Client, mastodon, somebody};
use crate::mastodon_list::{V1, V2};

#[tokio::test]
async fn the_three_403_bodies_differ_and_only_verify_credentials_knows_dead_tokens() {
    let practice = mastodon().await;
    let error = async |client: Client, path: &str| {
        let answer = client.get(path).await;
        (answer.status, answer.json()["error"].as_str().unwrap().to_owned())
    };
    let not_allowed = (403, "This action is not allowed".to_owned());
    let unknown = || Client::with(&practice, Some("garbage".to_owned()));
    assert_eq!(error(Client::new(&practice, Who::Member), V2).await, not_allowed);
    assert_eq!(error(Client::with(&practice, None), V2).await, not_allowed);
    assert_eq!(error(unknown(), V2).await, not_allowed);
    assert_eq!(
        error(Client::new(&practice, Who::NoScope), V2).await,
        (403, "This action is outside the authorized scopes".to_owned())
    );
    assert_eq!(error(Client::new(&practice, Who::Revoked), V2).await, (401, "The access token was revoked".to_owned()));
    let me = "/api/v1/accounts/verify_credentials";
    assert_eq!(error(unknown(), me).await, (401, "The access token is invalid".to_owned()));
    let remote = somebody(&practice, |person| person["domain"].is_string());
    let forbidden = Client::new(&practice, Who::Moderator).post(&format!("{V1}/{remote}/enable")).await;
    assert_eq!((forbidden.status, forbidden.json()), (403, json!({ "error": "Forbidden" })));
}

#[tokio::test]
async fn a_missing_record_and_a_missing_route_read_differently() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    for id in ["1", "abc"] {
        assert_eq!(client.get(&format!("{V1}/{id}")).await.json(), json!({ "error": "Record not found" }));
    }
    let route = client.get("/api/v2/admin/accounts/1").await;
    assert_eq!((route.status, route.json()), (404, json!({ "error": "Not Found" })));
    assert!(client.browse("/api/v1/nothing").await.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn verify_credentials_says_who_and_which_role() {
    let practice = mastodon().await;
    let me = Client::new(&practice, Who::Moderator).get("/api/v1/accounts/verify_credentials").await.json();
    assert_eq!(me["username"], "kim");
    assert_eq!(
        me["role"],
        json!({ "id": "1", "name": "Moderator", "permissions": "1115420", "color": "#2f7d6b", "highlighted": true, "collection_limit": 10 })
    );
    let member = Client::new(&practice, Who::Member).get("/api/v1/accounts/verify_credentials").await.json();
    assert_eq!((&member["role"]["id"], &member["role"]["permissions"]), (&json!("-99"), &json!("65536")));
}

#[tokio::test]
async fn a_remote_account_has_nulls_where_a_local_one_has_facts() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let remote = client.get(&format!("{V2}?origin=remote&limit=1")).await.rows().remove(0);
    for name in ["email", "ip", "confirmed", "disabled", "approved", "locale", "invite_request", "ips", "role"] {
        assert_eq!(remote.get(name), Some(&Value::Null), "{name}");
    }
    assert!(remote.get("created_by_application_id").is_none() && remote["account"].get("roles").is_none());
    let local = client.get(&format!("{V2}?username=kim&origin=local")).await.rows().remove(0);
    let keys: Vec<_> =
        local.as_object().unwrap().keys().filter(|key| *key != "created_by_application_id").cloned().collect();
    assert_eq!(
        keys,
        [
            "id",
            "username",
            "domain",
            "created_at",
            "email",
            "ip",
            "confirmed",
            "suspended",
            "silenced",
            "sensitized",
            "disabled",
            "approved",
            "locale",
            "invite_request",
            "ips",
            "account",
            "role"
        ]
    );
    assert_eq!(local["account"]["roles"][0]["name"], "Moderator");
}

#[tokio::test]
async fn the_instance_says_what_it_is() {
    let practice = mastodon().await;
    let nobody = Client::with(&practice, None);
    assert_eq!(nobody.get("/api/v2/instance").await.json()["api_versions"]["mastodon"], 11);
    assert_eq!(nobody.get("/api/v1/instance").await.json()["version"], "4.6.5");
    let links = nobody.get("/.well-known/nodeinfo").await.json();
    let nodeinfo = nobody.get(links["links"][0]["href"].as_str().unwrap()).await.json();
    assert_eq!(nodeinfo["software"]["name"], "mastodon");
}

#[tokio::test]
async fn a_picture_is_a_png_and_the_same_each_time() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let kim = client.get(&format!("{V2}?username=kim&origin=local")).await.rows().remove(0);
    let url = kim["account"]["avatar"].as_str().unwrap().to_owned();
    let bytes = async || client.request("GET", &url).send().await.unwrap().bytes().await.unwrap();
    let picture = bytes().await;
    assert!(picture.starts_with(b"\x89PNG") && picture.len() < 20_000);
    assert_eq!(picture[16..24], [0, 0, 0, 96, 0, 0, 0, 96]);
    assert_eq!(picture, bytes().await);
}

#[tokio::test]
async fn a_gitlab_header_is_no_token_here() {
    let practice = mastodon().await;
    let request =
        Client::with(&practice, None).request("GET", V2).header("private-token", practice.token(Who::Moderator));
    assert_eq!(request.send().await.unwrap().status(), 403);
}
