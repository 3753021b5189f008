//! What stands around a user of the practice GitLab (reference 5): note, deletion, identities, custom attributes, memberships, counts, events, settings.

use std::time::Duration;

use bailiwick_practice::{Kind, Options, Who, serve};
use serde_json::{Value, json};

use crate::client::{Client, gitlab, quick, read, somebody};

fn user(id: &str) -> String {
    format!("/api/v4/users/{id}")
}

#[tokio::test]
async fn a_note_is_written_over_whoever_wrote_it() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let id = practice.id_of("wren").unwrap();
    let answer = client.send("PUT", &user(&id), &json!({ "note": "Asked twice. – kim" })).await;
    assert_eq!((answer.status, &answer.json()["note"]), (200, &json!("Asked twice. – kim")));
    assert!(
        answer.json()["is_admin"].is_boolean() && answer.json().get("sign_in_count").is_none(),
        "the row comes back"
    );
    let taken = client.send("PUT", &user(&id), &json!({ "username": "KIM" })).await;
    assert_eq!((taken.status, taken.json()), (409, json!({ "message": "Username has already been taken" })));
    let other = json!({ "note": "Fine. – osei" });
    assert_eq!(client.send("PUT", &user(&id), &other).await.json()["note"], "Fine. – osei");
    let empty = client.send("PUT", &user(&id), &json!({ "note": "" })).await.json();
    assert_eq!(empty["note"], "");
    assert_eq!(Client::new(&practice, Who::NoAdminMode).send("PUT", &user(&id), &other).await.status, 403);
    assert_eq!(Client::new(&practice, Who::Read).send("PUT", &user(&id), &other).await.status, 403);
    let blank = client.send("PUT", &user(&id), &json!({ "name": " " })).await;
    assert_eq!((blank.status, blank.json()), (400, json!({ "message": { "name": ["can't be blank"] } })));
}

#[tokio::test]
async fn a_deletion_is_accepted_at_once_and_done_by_a_worker() {
    let practice = serve(Options { worker_delay: Duration::from_secs(60), ..quick(Kind::Gitlab) }).await.unwrap();
    let client = Client::new(&practice, Who::Administrator);
    let busy = |person: &Value| person["issues"].as_i64() > Some(3) && person["user_type"] == "human";
    let ids = ["", "?hard_delete=true"].map(|query| {
        let taken = practice.people().iter().find(|person| busy(person)).unwrap()["id"].to_string();
        practice.change_person(&taken, &json!({ "sign_in_count": 1, "user_type": "project_bot" })).unwrap();
        (taken, query)
    });
    let issues = |practice: &bailiwick_practice::Practice| {
        practice.person(&practice.id_of("ghost").unwrap()).unwrap()["issues"].as_i64().unwrap()
    };
    for (id, query) in ids {
        let written = practice.person(&id).unwrap()["issues"].as_i64().unwrap();
        let before = issues(&practice);
        let answer = client.send("DELETE", &format!("{}{query}", user(&id)), &json!({})).await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""));
        assert_eq!(client.get(&user(&id)).await.json()["state"], "active", "the worker has not run");
        practice.set_clock(practice.now() + Duration::from_secs(61));
        assert_eq!(client.get(&user(&id)).await.status, 404);
        assert_eq!(issues(&practice) - before, if query.is_empty() { written } else { 0 }, "the ghost's share {query}");
    }
}

#[tokio::test]
async fn a_sole_owner_is_only_deleted_hard() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let id = somebody(&practice, |person| person["memberships"].to_string().contains("\"sole_owner\":true"));
    let refused = client.send("DELETE", &user(&id), &json!({})).await;
    let text = "User cannot be removed while is the sole-owner of a group";
    assert_eq!((refused.status, refused.json()), (409, json!({ "message": text })));
    assert_eq!(client.send("DELETE", &user(&id), &json!({ "hard_delete": true })).await.status, 204);
    assert_eq!(client.get(&user(&id)).await.status, 404);
}

/// Grape takes every word that dry-types' `Params::Bool` knows; Python's clients write theirs with a capital.
#[tokio::test]
async fn yes_and_no_are_understood_in_every_spelling_and_nonsense_is_not() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let owner = || somebody(&practice, |person| person["memberships"].to_string().contains("\"sole_owner\":true"));
    for (word, status) in [("False", 409), ("n", 409), ("perhaps", 400), ("True", 204), ("Y", 204)] {
        let answer = client.send("DELETE", &format!("{}?hard_delete={word}", user(&owner())), &json!({})).await;
        assert_eq!(answer.status, status, "{word}: {}", answer.text);
        client.get("/api/v4/version").await;
    }
    let id = practice.id_of("wren").unwrap();
    assert_eq!(client.send("PUT", &user(&id), &json!({ "external": "True" })).await.json()["external"], true);
    let settings = client.send("PUT", "/api/v4/application/settings", &json!({ "admin_mode": "False" })).await;
    assert_eq!(settings.json()["admin_mode"], false);
}

#[tokio::test]
async fn a_deletion_can_be_bound_to_what_was_seen() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let id = practice.id_of("wren").unwrap();
    practice.change_person(&id, &json!({ "location": "Moved" })).unwrap();
    let delete = async |date: &str| {
        read(client.request("DELETE", &user(&id)).header("if-unmodified-since", date).send().await.unwrap()).await
    };
    let old = delete("Wed, 01 Jan 2020 00:00:00 GMT").await;
    assert_eq!((old.status, old.json()), (412, json!({ "message": "412 Precondition Failed" })));
    assert_eq!(delete("Fri, 01 Jan 2100 00:00:00 GMT").await.status, 204);
}

#[tokio::test]
async fn an_ldap_block_ends_with_the_identity_and_comes_with_the_directory() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let id = somebody(&practice, |person| person["state"] == "ldap_blocked");
    let identity = format!("{}/identities/ldapmain", user(&id));
    assert_eq!(client.send("DELETE", &format!("{}/identities/saml", user(&id)), &json!({})).await.status, 404);
    assert_eq!(client.send("DELETE", &identity, &json!({})).await.status, 204);
    let freed = client.get(&user(&id)).await.json();
    assert_eq!((&freed["state"], &freed["identities"]), (&json!("blocked"), &json!([])));
    assert_eq!(client.post(&format!("{}/unblock", user(&id))).await.json(), json!(true));
    let wren = practice.id_of("wren").unwrap();
    practice.change_person(&wren, &json!({ "left_directory": true })).unwrap();
    assert_eq!(client.get(&user(&wren)).await.json()["state"], "ldap_blocked");
}

#[tokio::test]
async fn custom_attributes_are_read_written_and_taken_away() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let id = practice.id_of("wren").unwrap();
    let path = format!("{}/custom_attributes/case", user(&id));
    assert_eq!(client.get(&path).await.status, 404);
    let put = client.send("PUT", &path, &json!({ "value": "B-17" })).await;
    assert_eq!((put.status, put.json()), (200, json!({ "key": "case", "value": "B-17" })));
    assert_eq!(client.send("PUT", &path, &json!({})).await.status, 400);
    let found = client.get("/api/v4/users?custom_attributes[case]=B-17&with_custom_attributes=true").await.rows();
    assert_eq!((found.len(), &found[0]["custom_attributes"]), (1, &json!([{ "key": "case", "value": "B-17" }])));
    assert_eq!(Client::new(&practice, Who::User).get(&path).await.status, 403);
    assert_eq!(client.send("DELETE", &path, &json!({})).await.status, 204);
    assert_eq!(client.send("DELETE", &path, &json!({})).await.status, 404);
    let trust = format!("{}/custom_attributes/trusted_by", user(&id));
    assert_eq!(client.send("PUT", &trust, &json!({ "value": "kim" })).await.status, 200);
    practice.change_settings(&json!({ "practice": { "otherwise": ["trusted_by_refused"] } })).unwrap();
    assert_eq!(client.send("PUT", &trust, &json!({ "value": "kim" })).await.status, 403);
}

#[tokio::test]
async fn memberships_and_counts_agree() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let id = somebody(&practice, |person| {
        person["projects"].as_i64() > Some(2) && person["memberships"].to_string().contains("Namespace")
    });
    let counts = client.get(&format!("{}/associations_count", user(&id))).await.json();
    for (kind, count) in [("Project", &counts["projects_count"]), ("Namespace", &counts["groups_count"])] {
        let rows = client.all(&format!("{}/memberships?per_page=2&type={kind}", user(&id))).await;
        assert!(rows.iter().all(|row| row["source_type"] == kind && row["access_level"].is_number()));
        assert_eq!(&json!(rows.len()), count, "{kind}");
    }
    assert_eq!(client.get(&format!("{}/memberships?type=Team", user(&id))).await.status, 400);
    let wren = Client::new(&practice, Who::User);
    assert_eq!(wren.get(&format!("{}/associations_count", user(&id))).await.status, 403);
    let own = user(&practice.id_of("wren").unwrap());
    assert_eq!(wren.get(&format!("{own}/associations_count")).await.status, 200);
    assert_eq!(wren.get(&format!("{own}/memberships")).await.status, 403);
}

#[tokio::test]
async fn events_and_status_go_by_id_or_name() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let id = somebody(&practice, |person| person["status"].is_object() && person["issues"].as_i64() > Some(5));
    let name = practice.person(&id).unwrap()["username"].as_str().unwrap().to_owned();
    let events = client.get(&format!("{}/events?per_page=3", user(&id))).await.rows();
    assert!(events.len() <= 3 && events.iter().all(|event| event["author_username"] == name.as_str()));
    let opened = client.all(&format!("{}/events?action=opened&target_type=merge_request", user(&name))).await;
    assert!(opened.iter().all(|event| event["action_name"] == "opened" && event["target_type"] == "MergeRequest"));
    assert!(client.get(&format!("{}/status", user(&name))).await.json()["emoji"].is_string());
    let none = client.get(&format!("{}/status", user("ghost"))).await.json();
    assert_eq!((&none["emoji"], &none["message_html"]), (&Value::Null, &json!("")));
}

#[tokio::test]
async fn settings_are_written_by_administrators_and_guarded() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let settings = "/api/v4/application/settings";
    let put = async |change: Value| client.send("PUT", settings, &change).await;
    let changed =
        put(json!({ "deactivate_dormant_users_period": 14, "enforce_email_subaddress_restrictions": true })).await;
    assert_eq!((changed.status, &changed.json()["deactivate_dormant_users_period"]), (200, &json!(14)));
    assert!(changed.json().get("practice").is_none());
    let floor = put(json!({ "deactivate_dormant_users": true })).await;
    assert!(floor.status == 400 && floor.json()["message"]["deactivate_dormant_users_period"].is_array());
    for (change, why) in [(json!({ "admin_mode": "perhaps" }), "invalid"), (json!({ "colour": "red" }), "at least one")]
    {
        let answer = put(change).await;
        assert!(answer.status == 400 && answer.json()["error"].as_str().unwrap().contains(why), "{}", answer.text);
    }
    assert_eq!(put(json!({ "admin_mode": false })).await.status, 200);
    assert_eq!(Client::new(&practice, Who::NoAdminMode).get(settings).await.json()["admin_mode"], false);
    assert_eq!(
        Client::new(&practice, Who::User).send("PUT", settings, &json!({ "admin_mode": true })).await.status,
        403
    );
}

#[tokio::test]
async fn a_token_for_reading_users_reads_all_that_stands_around_them_and_no_settings() {
    let practice = gitlab().await;
    let client = Client::with(&practice, Some("practice-read-user".to_owned()));
    let path = user(&practice.id_of("wren").unwrap());
    for below in ["", "/memberships", "/associations_count", "/custom_attributes", "/events", "/status"] {
        assert_eq!(client.get(&format!("{path}{below}")).await.status, 200, "{below}");
    }
    for other in ["/api/v4/application/settings", "/api/v4/users/x/nothing"] {
        assert_ne!(client.get(other).await.status, 200, "{other}");
    }
}
