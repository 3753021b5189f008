//! What follows from a verb of the practice GitLab (reference 1.5), records that can't be saved and read-only databases (1.2), and the rarer people.

use bailiwick_practice::{Kind, Options, Practice, Who, serve};
use serde_json::{Value, json};

use crate::client::{Answer, Client, gitlab, quick, somebody};

fn user(id: &str) -> String {
    format!("/api/v4/users/{id}")
}

fn newcomer(practice: &Practice, change: Value) -> String {
    let id = practice.sign_up(1).remove(0);
    practice.change_person(&id, &change).unwrap();
    id
}

fn switch(practice: &Practice, switches: Value) {
    practice.change_settings(&json!({ "practice": switches })).unwrap();
}

fn message(answer: &Answer) -> (u16, Value) {
    (answer.status, answer.json().get("message").cloned().unwrap_or_else(|| answer.json()))
}

#[tokio::test]
async fn a_record_that_cannot_be_saved_fails_differently_by_verb() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let why = "Email is not allowed for sign-up";
    let cases = [
        ("activate", "deactivated", 422),
        ("deactivate", "active", 400),
        ("approve", "blocked_pending_approval", 422),
        ("block", "active", 500),
        ("ban", "active", 500),
        ("unban", "banned", 500),
    ];
    for (verb, state, status) in cases {
        let id = newcomer(&practice, json!({ "state": state, "unsaveable": why }));
        let answer = client.post(&format!("{}/{verb}", user(&id))).await;
        assert_eq!(message(&answer), (status, json!(why)), "{verb}");
        assert_eq!(client.get(&user(&id)).await.json()["state"], state);
    }
    let id = newcomer(&practice, json!({ "state": "blocked", "unsaveable": why }));
    assert_eq!(client.post(&format!("{}/unblock", user(&id))).await.json(), json!(false));
    switch(&practice, json!({ "otherwise": ["unsaved_is422"] }));
    let id = newcomer(&practice, json!({ "state": "active", "unsaveable": why }));
    assert_eq!(client.post(&format!("{}/ban", user(&id))).await.status, 422);
}

#[tokio::test]
async fn a_read_only_database_vetoes_or_refuses() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let id = newcomer(&practice, json!({ "state": "blocked" }));
    for (read_only, status, body) in [
        ("vetoed", 201, json!(false)),
        ("forbidden", 403, json!("You cannot perform write operations on a read-only instance")),
        ("not_allowed", 405, json!("405 Method Not Allowed")),
        ("unavailable", 503, json!("You cannot perform write operations on a read-only instance")),
        ("no", 201, json!(true)),
    ] {
        switch(&practice, json!({ "read_only": read_only }));
        assert_eq!(message(&client.post(&format!("{}/unblock", user(&id))).await), (status, body), "{read_only}");
        assert_eq!(client.get(&user(&id)).await.status, 200, "reading goes on");
    }
}

#[tokio::test]
async fn the_guards_that_the_source_lacks_can_be_switched_on() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let (me, ghost) = (practice.id_of("kim").unwrap(), practice.id_of("ghost").unwrap());
    switch(&practice, json!({ "otherwise": ["ban_oneself", "ban_internal", "deactivate_oneself"] }));
    for (id, verb) in [(&me, "ban"), (&me, "deactivate"), (&ghost, "ban")] {
        assert_eq!(client.post(&format!("{}/{verb}", user(id))).await.status, 403, "{verb}");
    }
    switch(&practice, json!({ "otherwise": [] }));
    assert_eq!(client.post(&format!("{}/ban", user(&ghost))).await.json(), json!(true), "internal users can be banned");
}

#[tokio::test]
async fn whoever_waits_for_deletion_may_be_blocked_meanwhile() {
    let options = Options { worker_delay: std::time::Duration::from_secs(3600), ..quick(Kind::Gitlab) };
    let practice = serve(options).await.unwrap();
    let client = Client::new(&practice, Who::Administrator);
    switch(&practice, json!({ "otherwise": ["doomed_are_blocked"] }));
    let id = somebody(&practice, |person| person["state"] == "blocked_pending_approval");
    assert_eq!(client.post(&format!("{}/reject", user(&id))).await.status, 200);
    assert_eq!(client.post(&format!("{}/reject", user(&id))).await.status, 409);
}

#[tokio::test]
async fn blocking_stops_pipelines_and_deactivating_writes_a_letter() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let change = json!({ "state": "active", "running_pipelines": 2, "pipeline_schedules": 1 });
    let (blocked, deactivated) = (newcomer(&practice, change.clone()), newcomer(&practice, change));
    client.post(&format!("{}/block", user(&blocked))).await;
    let stopped = practice.person(&blocked).unwrap();
    assert_eq!((&stopped["running_pipelines"], &stopped["pipeline_schedules"]), (&json!(0), &json!(0)));
    client.post(&format!("{}/unblock", user(&blocked))).await;
    assert!(
        practice.person(&blocked).unwrap()["custom_attributes"]["unblocked_by"].as_str().unwrap().starts_with("kim/")
    );
    client.post(&format!("{}/deactivate", user(&deactivated))).await;
    assert!(practice.state()["letters"].to_string().contains("Your account has been deactivated"));
    assert_eq!(practice.person(&deactivated).unwrap()["pipeline_schedules"], 1, "only since 19.0");
}

#[tokio::test]
async fn an_approval_lets_in_with_all_that_waited_and_an_unblock_does_not() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let invitation = json!([{ "source_id": 7, "source_name": "gauge", "source_type": "Project", "access_level": 30 }]);
    let change = json!({ "invitations": invitation, "confirmed_at": "2026-01-01T00:00:00Z", "created_by": 2 });
    let id = newcomer(&practice, change.clone());
    client.post(&format!("{}/approve", user(&id))).await;
    assert_eq!(client.get(&format!("{}/memberships", user(&id))).await.rows().len(), 1);
    let letters = practice.state()["letters"].to_string();
    assert!(letters.contains("has been approved") && letters.contains("Set your password"));
    let unblocked = newcomer(&practice, change);
    client.post(&format!("{}/unblock", user(&unblocked))).await;
    assert!(client.get(&format!("{}/memberships", user(&unblocked))).await.rows().is_empty());
}

#[tokio::test]
async fn accounts_with_the_same_mailbox_are_banned_by_a_worker_and_stay_so() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let same = |person: &Value| person["email"].as_str().unwrap().starts_with("m.orrell+");
    let ids: Vec<String> =
        practice.people().iter().filter(|person| same(person)).map(|person| person["id"].to_string()).collect();
    assert_eq!(ids.len(), 3);
    practice.change_settings(&json!({ "enforce_email_subaddress_restrictions": true })).unwrap();
    client.post(&format!("{}/ban", user(&ids[0]))).await;
    for other in &ids[1..] {
        assert_eq!(client.get(&user(other)).await.json()["state"], "banned");
        let by = client.get(&format!("{}/custom_attributes/auto_banned_by", user(other))).await.json();
        assert!(by["value"].as_str().unwrap().starts_with("kim/"));
    }
    client.post(&format!("{}/unban", user(&ids[0]))).await;
    assert_eq!(client.get(&user(&ids[1])).await.json()["state"], "banned");
    assert!(practice.person(&ids[0]).unwrap()["banned_at"].is_null());
}

#[tokio::test]
async fn whoever_cannot_sign_in_cannot_use_a_token() {
    let practice = gitlab().await;
    let kim = practice.id_of("kim").unwrap();
    let client = Client::new(&practice, Who::Administrator);
    for (change, word) in [
        (json!({ "duty": "password" }), "password expired"),
        (json!({ "duty": "terms" }), "Terms of Service"),
        (json!({ "duty": "two_factor" }), "Two-factor"),
        (json!({ "duty": null, "state": "deactivated" }), "deactivated"),
        (json!({ "state": "blocked" }), "blocked"),
    ] {
        practice.change_person(&kim, &change).unwrap();
        let answer = client.get("/api/v4/user").await;
        assert!(answer.status == 403 && answer.text.contains(word), "{}", answer.text);
    }
    switch(&practice, json!({ "otherwise": ["blocked_caller_is401"] }));
    assert_eq!(client.get("/api/v4/user").await.status, 401);
}

#[tokio::test]
async fn rarer_people_are_there_and_internal_ones_can_be_left_out() {
    let practice = gitlab().await;
    let people = practice.people();
    assert_eq!(people.len(), 300);
    for kind in ["service_user", "service_account", "placeholder", "import_user", "duo_code_review_bot", "support_bot"]
    {
        assert!(people.iter().any(|person| person["user_type"] == kind), "{kind}");
    }
    for (what, test) in [
        (
            "in LDAP and active",
            (|person| person["identities"].to_string().contains("ldapmain") && person["state"] == "active")
                as fn(&Value) -> bool,
        ),
        ("trusted", |person| person["custom_attributes"]["trusted_by"].is_string()),
        ("banned by a spam log", |person| person["custom_attributes"]["auto_banned_by_spam_log_id"].is_string()),
        ("unconfirmed", |person| person["confirmed_at"].is_null() && person["state"] == "active"),
        ("from the wave", |person| person["email"].as_str().unwrap().ends_with("@mailbox.example")),
        ("never signed in", |person| person["sign_in_count"] == 0 && person["user_type"] == "human"),
        ("external", |person| person["external"] == true),
        ("locked", |person| person["locked"] == true),
    ] {
        assert!(people.iter().any(test), "{what}");
    }
    let client = Client::new(&practice, Who::Administrator);
    let listed = client.get("/api/v4/users?exclude_internal=true&search=placeholder").await.rows();
    assert!(listed.is_empty());
    let stand_in = client.get("/api/v4/users?username=placeholder_4c1e").await.rows().remove(0);
    assert_eq!((&stand_in["bot"], &stand_in["state"]), (&json!(false), &json!("active")));
}

#[tokio::test]
async fn a_state_file_of_before_the_switches_still_loads() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { state_file: Some(folder.path().join("state.json")), ..quick(Kind::Gitlab) };
    let practice = serve(options.clone()).await.unwrap();
    practice.change_person("3", &json!({ "note": "kept" })).unwrap();
    practice.stop().await.unwrap();
    let path = folder.path().join("state.json");
    let mut kept: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let world = kept["world"]["gitlab"].as_object_mut().unwrap();
    for name in ["oauth", "jobs", "letters"] {
        world.remove(name);
    }
    let old = ["admin_mode", "deactivate_dormant_users", "deactivate_dormant_users_period"];
    world["settings"].as_object_mut().unwrap().retain(|name, _| old.contains(&name.as_str()));
    for person in world["users"].as_object_mut().unwrap().values_mut() {
        for name in
            ["removal_is_soft", "memberships", "invitations", "issues", "status", "duty", "unsaveable", "banned_at"]
        {
            person.as_object_mut().unwrap().remove(name);
        }
    }
    std::fs::write(&path, kept.to_string()).unwrap();
    let again = serve(options).await.unwrap();
    assert_eq!(again.person("3").unwrap()["note"], "kept");
}
