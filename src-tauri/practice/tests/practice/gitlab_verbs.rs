//! The verbs of the practice GitLab: the refusals of 1.2 and what follows from a verb (1.5). The cells of matrix 1.1 are in `gitlab_matrix`.

use bailiwick_practice::{Practice, Who};
use serde_json::json;

use crate::client::{Answer, Client, gitlab, somebody};

const VERBS: [&str; 8] = ["activate", "deactivate", "block", "unblock", "ban", "unban", "approve", "reject"];

/// Nobody has seen them: dormant, however new.
fn unseen(practice: &Practice) -> String {
    somebody(practice, |person| {
        person["user_type"] == "human"
            && person["current_sign_in_at"].is_null()
            && person["last_activity_on"].is_null()
            && person["state"] == "active"
    })
}

fn user(id: &str) -> String {
    format!("/api/v4/users/{id}")
}

fn message(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["message"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn who_was_active_lately_is_not_deactivated_and_the_setting_says_what_lately_means() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let deactivate = format!("{}/deactivate", user(&practice.id_of("wren").unwrap()));
    let refusal = |days| {
        (
            403,
            format!(
                "The user you are trying to deactivate has been active in the past {days} days and cannot be deactivated"
            ),
        )
    };
    assert_eq!(message(&client.post(&deactivate).await), refusal(90));
    practice.change_settings(&json!({ "deactivate_dormant_users_period": 45 })).unwrap();
    assert_eq!(message(&client.post(&deactivate).await), refusal(45));
    assert_eq!(client.get("/api/v4/application/settings").await.json()["deactivate_dormant_users_period"], 45);
}

#[tokio::test]
async fn one_can_ban_oneself_but_not_block_oneself() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let me = user(&practice.id_of("kim").unwrap());
    let refusal = message(&client.post(&format!("{me}/block")).await);
    assert_eq!(refusal, (403, "403 Forbidden - The API initiating user cannot be blocked by the API".to_owned()));
    practice
        .change_person(
            &practice.id_of("kim").unwrap(),
            &json!({ "last_activity_on": null, "current_sign_in_at": null }),
        )
        .unwrap();
    assert_eq!(client.post(&format!("{me}/deactivate")).await.status, 403, "who asks is active");
    assert_eq!(client.post(&format!("{me}/ban")).await.json(), json!(true));
    assert_eq!(client.get(&me).await.status, 403, "and is locked out");
}

#[tokio::test]
async fn internal_users_are_not_blocked_or_deactivated_but_bots_are() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let ghost = user(&practice.id_of("ghost").unwrap());
    assert_eq!(
        message(&client.post(&format!("{ghost}/block")).await),
        (403, "An internal user cannot be blocked".to_owned())
    );
    assert_eq!(
        message(&client.post(&format!("{ghost}/deactivate")).await),
        (403, "Internal users cannot be deactivated".to_owned())
    );
    let bot = user(&practice.id_of("service_account_backup").unwrap());
    assert_eq!(client.post(&format!("{bot}/block")).await.json(), json!(true));
    let admin = user(&practice.id_of("ingrid").unwrap());
    assert_eq!(client.post(&format!("{admin}/ban")).await.json(), json!(true), "administrators are not guarded");
}

#[tokio::test]
async fn without_admin_rights_each_verb_has_its_own_refusal() {
    let practice = gitlab().await;
    let id = unseen(&practice);
    for who in [Who::User, Who::NoAdminMode] {
        let client = Client::new(&practice, who);
        for verb in VERBS {
            let text = match verb {
                "approve" | "reject" => format!("You are not allowed to {verb} a user"),
                _ => "403 Forbidden".to_owned(),
            };
            assert_eq!(message(&client.post(&format!("{}/{verb}", user(&id))).await), (403, text), "{verb}");
        }
    }
    practice.change_settings(&json!({ "admin_mode": false })).unwrap();
    assert_eq!(Client::new(&practice, Who::NoAdminMode).post(&format!("{}/block", user(&id))).await.status, 201);
}

#[tokio::test]
async fn tokens_fail_in_their_own_shapes() {
    let practice = gitlab().await;
    let block = format!("{}/block", user(&unseen(&practice)));
    let unknown = Client::with(&practice, Some("garbage".to_owned())).post(&block).await;
    assert_eq!((unknown.status, unknown.json()), (401, json!({ "message": "401 Unauthorized" })));
    let reader = Client::new(&practice, Who::Read).post(&block).await;
    assert_eq!((reader.status, &reader.json()["error"]), (403, &json!("insufficient_scope")));
    let revoked = Client::new(&practice, Who::Revoked).post(&block).await;
    assert_eq!((revoked.status, &revoked.json()["error"]), (401, &json!("invalid_token")));
    let no_scope = Client::new(&practice, Who::NoScope).get("/api/v4/users").await;
    assert_eq!((no_scope.status, &no_scope.json()["error"]), (403, &json!("insufficient_scope")));
}

#[tokio::test]
async fn unknown_users_and_odd_ids_read_differently() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    assert_eq!(message(&client.post("/api/v4/users/999999/ban").await), (404, "404 User Not Found".to_owned()));
    let odd = client.post("/api/v4/users/kim/ban").await;
    assert_eq!((odd.status, odd.json()), (404, json!({ "error": "404 Not Found" })));
}

#[tokio::test]
async fn a_rejected_user_waits_for_the_worker_and_can_be_rejected_again() {
    let options = bailiwick_practice::Options {
        worker_delay: std::time::Duration::from_secs(3600),
        ..bailiwick_practice::Options::new(bailiwick_practice::Kind::Gitlab)
    };
    let practice = bailiwick_practice::serve(options).await.unwrap();
    let client = Client::new(&practice, Who::Administrator);
    let id = somebody(&practice, |person| person["state"] == "blocked_pending_approval");
    for _ in 0..2 {
        assert_eq!(client.post(&format!("{}/reject", user(&id))).await.status, 200);
        assert_eq!(client.get(&user(&id)).await.json()["state"], "blocked_pending_approval");
    }
}

#[tokio::test]
async fn blocking_leaves_a_custom_attribute_that_says_who_and_when() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let id = unseen(&practice);
    client.post(&format!("{}/block", user(&id))).await;
    let attributes = client.get(&format!("{}/custom_attributes", user(&id))).await.rows();
    assert_eq!(attributes[0]["key"], "blocked_by");
    let kim = practice.id_of("kim").unwrap();
    assert!(attributes[0]["value"].as_str().unwrap().starts_with(&format!("kim/{kim}+")));
    assert_eq!(client.get(&format!("{}/custom_attributes/nothing", user(&id))).await.status, 404);
}

#[tokio::test]
async fn a_ban_reaches_other_accounts_with_the_same_mailbox_where_the_setting_says_so() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let (first, other) = (unseen(&practice), practice.id_of("wren").unwrap());
    practice.change_person(&first, &json!({ "email": "drop+1@mailbox.example" })).unwrap();
    practice.change_person(&other, &json!({ "email": "Drop+2@mailbox.example" })).unwrap();
    practice.change_settings(&json!({ "enforce_email_subaddress_restrictions": true })).unwrap();
    client.post(&format!("{}/ban", user(&first))).await;
    assert_eq!(client.get(&user(&other)).await.json()["state"], "banned");
}

#[tokio::test]
async fn dormancy_counts_whole_days_of_activity_and_the_moment_of_a_sign_in() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let now = practice.now();
    let ago = |days: u64| now - std::time::Duration::from_secs(days * 86_400);
    let day = |days: u64| ago(days).to_string()[..10].to_owned();
    for (change, status) in [
        (json!({ "last_activity_on": day(89), "current_sign_in_at": null }), 403),
        (json!({ "last_activity_on": day(90), "current_sign_in_at": null }), 201),
        (json!({ "last_activity_on": day(120), "current_sign_in_at": ago(89).to_string() }), 403),
        (json!({ "last_activity_on": null, "current_sign_in_at": ago(90).to_string() }), 201),
        (json!({ "last_activity_on": null, "current_sign_in_at": null }), 201),
    ] {
        let id = practice.sign_up(1).remove(0);
        practice.change_person(&id, &json!({ "state": "active" })).unwrap();
        practice.change_person(&id, &change).unwrap();
        assert_eq!(client.post(&format!("{}/deactivate", user(&id))).await.status, status, "{change}");
    }
}

#[tokio::test]
async fn newcomers_wait_only_where_the_setting_says_so() {
    let practice = gitlab().await;
    practice.change_settings(&json!({ "require_admin_approval_after_user_signup": false })).unwrap();
    let id = practice.sign_up(1).remove(0);
    assert_eq!(practice.person(&id).unwrap()["state"], "active");
}
