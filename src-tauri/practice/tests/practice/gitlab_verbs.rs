//! The verbs of the practice GitLab: every cell of matrix 1.1 with its body, and the refusals of 1.2.

use bailiwick_practice::{Practice, Who};
use serde_json::{Value, json};

use crate::client::{Answer, Client, gitlab, somebody};

const STATES: [&str; 6] = ["active", "blocked", "ldap_blocked", "banned", "deactivated", "blocked_pending_approval"];

/// A cell: status, body, and the state afterwards (empty: as before; `gone`: no such user).
type Cell = (u16, Value, &'static str);

fn cells() -> Vec<(&'static str, [Cell; 6])> {
    let yes = |state| (201, json!(true), state);
    let idle = |body| (201, body, "");
    let no = |text: &str| (403, json!({ "message": text }), "");
    let conflict = |text: &str| (409, json!({ "message": text }), "");
    let a = || no("Error occurred. A blocked user must be unblocked to be activated");
    let c = || no("Error occurred. A blocked user cannot be deactivated");
    let d = || no("403 Forbidden - LDAP blocked users cannot be modified by the API");
    let e = || no("403 Forbidden - LDAP blocked users cannot be unblocked by the API");
    let f = || no("403 Forbidden - Deactivated users cannot be unblocked by the API");
    let g = |state| no(&format!("You cannot ban {state} users."));
    let h = |state| no(&format!("You cannot unban {state} users."));
    let i = || conflict("The user you are trying to approve is not pending approval");
    let j = || conflict("User does not have a pending request");
    let success = || json!({ "message": "Success" });
    let pending = "blocked_pending_approval";
    vec![
        ("activate", [idle(json!(true)), a(), a(), a(), yes("active"), a()]),
        ("deactivate", [yes("deactivated"), c(), c(), c(), idle(Value::Null), c()]),
        ("block", [yes("blocked"), idle(Value::Null), d(), idle(Value::Null), yes("blocked"), idle(Value::Null)]),
        ("unblock", [idle(json!(false)), yes("active"), e(), yes("active"), f(), yes("active")]),
        ("ban", [yes("banned"), g("blocked"), g("ldap_blocked"), g("banned"), g("deactivated"), g(pending)]),
        ("unban", [h("active"), h("blocked"), h("ldap_blocked"), yes("active"), h("deactivated"), h(pending)]),
        ("approve", [i(), i(), i(), i(), i(), (201, success(), "active")]),
        ("reject", [j(), j(), j(), j(), j(), (200, success(), "gone")]),
    ]
}

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
async fn every_cell_of_the_matrix_answers_and_acts_as_the_source_says() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let mut tried = 0;
    for (verb, row) in cells() {
        for (before, (status, body, after)) in STATES.into_iter().zip(row) {
            practice.reset();
            let id = unseen(&practice);
            practice.change_person(&id, &json!({ "state": before })).unwrap();
            let answer = client.post(&format!("{}/{verb}", user(&id))).await;
            assert_eq!((answer.status, answer.json()), (status, body), "{verb} × {before}");
            let now = client.get(&user(&id)).await;
            let state =
                if now.status == 404 { "gone".to_owned() } else { now.json()["state"].as_str().unwrap().to_owned() };
            assert_eq!(state, if after.is_empty() { before } else { after }, "{verb} × {before}");
            tried += 1;
        }
    }
    assert_eq!(tried, 48);
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
        for (verb, _) in cells() {
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
