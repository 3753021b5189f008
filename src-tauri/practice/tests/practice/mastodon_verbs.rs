//! The verbs of the practice Mastodon (reference 2.1 to 2.4).

use bailiwick_practice::{Practice, Who};
use serde_json::{Value, json};

use crate::client::{Answer, Client, mastodon, quick, somebody};

fn account(id: &str) -> String {
    format!("/api/v1/admin/accounts/{id}")
}

fn pending(practice: &Practice) -> String {
    somebody(practice, |person| person["user"]["approved"] == false)
}

/// An approved local member without a role or a measure.
fn member(practice: &Practice) -> String {
    somebody(practice, |person| {
        let user = &person["user"];
        user["approved"] == true
            && user["role"].is_null()
            && person["suspension"].is_null()
            && person["silenced_at"].is_null()
            && person["username"] != "wren"
    })
}

fn remote(practice: &Practice) -> String {
    somebody(practice, |person| person["domain"].is_string() && person["suspension"].is_null())
}

fn refused(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
}

fn not_allowed() -> (u16, String) {
    (403, "This action is not allowed".to_owned())
}

async fn act(client: &Client, id: &str, body: Value) -> Answer {
    client.send("POST", &format!("{}/action", account(id)), &body).await
}

#[tokio::test]
async fn a_second_approve_is_forbidden() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let id = pending(&practice);
    let first = client.post(&format!("{}/approve", account(&id))).await;
    assert_eq!((first.status, &first.json()["approved"]), (200, &json!(true)));
    assert_eq!(refused(&client.post(&format!("{}/approve", account(&id))).await), not_allowed());
}

#[tokio::test]
async fn a_rejected_account_is_gone_and_its_name_with_it() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let id = pending(&practice);
    let first = client.post(&format!("{}/reject", account(&id))).await;
    assert_eq!((first.status, first.json()), (200, json!({})));
    assert_eq!(client.get(&account(&id)).await.status, 404);
    assert_eq!(refused(&client.post(&format!("{}/reject", account(&id))).await), (404, "Record not found".to_owned()));
    assert_eq!(refused(&client.post(&format!("{}/reject", account(&member(&practice)))).await), not_allowed());
}

#[tokio::test]
async fn undoing_twice_is_fine_except_for_suspensions() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let id = member(&practice);
    for (measure, undo, flag) in [
        ("silence", "unsilence", "silenced"),
        ("sensitive", "unsensitive", "sensitized"),
        ("disable", "enable", "disabled"),
    ] {
        let done = act(&client, &id, json!({ "type": measure })).await;
        assert_eq!((done.status, done.json()), (200, json!({})));
        assert_eq!(client.get(&account(&id)).await.json()[flag], true, "{measure}");
        for _ in 0..2 {
            let undone = client.post(&format!("{}/{undo}", account(&id))).await;
            assert_eq!((undone.status, &undone.json()[flag]), (200, &json!(false)), "{undo}");
        }
    }
    act(&client, &id, json!({ "type": "suspend" })).await;
    assert_eq!(client.post(&format!("{}/unsuspend", account(&id))).await.status, 200);
    assert_eq!(refused(&client.post(&format!("{}/unsuspend", account(&id))).await), not_allowed());
}

#[tokio::test]
async fn a_suspension_blanks_the_profile_and_restarts_its_clock() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let id = somebody(&practice, |person| person["username"] == "riverlevels");
    act(&client, &id, json!({ "type": "suspend" })).await;
    let seen = client.get(&account(&id)).await.json();
    assert_eq!((&seen["suspended"], &seen["account"]["suspended"]), (&json!(true), &json!(true)));
    assert_eq!(
        (&seen["account"]["note"], &seen["account"]["display_name"], &seen["account"]["bot"]),
        (&json!(""), &json!(""), &json!(false))
    );
    let due = |practice: &Practice| practice.person(&id).unwrap()["suspension"]["deletion_due"].to_string();
    let first = due(&practice);
    assert_eq!(act(&client, &id, json!({ "type": "suspend" })).await.status, 200);
    assert!(due(&practice) > first);
    let back = client.post(&format!("{}/unsuspend", account(&id))).await.json();
    assert_eq!(back["account"]["display_name"], "River Levels");
}

#[tokio::test]
async fn a_suspension_from_the_other_side_cannot_be_lifted_until_it_is_ours() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let id = somebody(&practice, |person| person["suspension"]["origin"] == "remote");
    let lift = format!("{}/unsuspend", account(&id));
    assert_eq!(refused(&client.post(&lift).await), not_allowed());
    act(&client, &id, json!({ "type": "suspend" })).await;
    assert_eq!(client.post(&lift).await.status, 200);
}

#[tokio::test]
async fn data_is_deleted_by_those_who_may_and_only_while_a_deletion_is_due() {
    let practice = mastodon().await;
    let (moderator, admin) = (Client::new(&practice, Who::Moderator), Client::new(&practice, Who::Admin));
    let id = member(&practice);
    let delete = async |client: &Client| client.send("DELETE", &account(&id), &json!({})).await;
    assert_eq!(refused(&delete(&admin).await), not_allowed(), "not suspended");
    act(&admin, &id, json!({ "type": "suspend" })).await;
    assert_eq!(refused(&delete(&moderator).await), not_allowed(), "a stock moderator may not");
    let queued = delete(&admin).await;
    assert_eq!((queued.status, queued.json()), (200, json!({})));
    assert_eq!(refused(&delete(&admin).await), not_allowed(), "the worker has run");
    let erased = admin.post(&format!("{}/unsuspend", account(&id))).await.json();
    assert_eq!((&erased["disabled"], &erased["account"]["display_name"]), (&json!(true), &json!("")));
}

#[tokio::test]
async fn a_queued_deletion_waits_for_its_worker() {
    let options = bailiwick_practice::Options {
        worker_delay: std::time::Duration::from_secs(3600),
        ..quick(bailiwick_practice::Kind::Mastodon)
    };
    let practice = bailiwick_practice::serve(options).await.unwrap();
    let admin = Client::new(&practice, Who::Admin);
    let id = member(&practice);
    act(&admin, &id, json!({ "type": "suspend" })).await;
    for _ in 0..2 {
        assert_eq!(admin.send("DELETE", &account(&id), &json!({})).await.status, 200);
    }
    assert!(practice.person(&id).unwrap()["suspension"]["deletion_due"].is_string());
}

#[tokio::test]
async fn rank_has_to_be_strictly_higher_except_for_a_warning() {
    let practice = mastodon().await;
    let id = |name: &str| practice.id_of(name).unwrap();
    let cases = [
        (Who::Moderator, "teo", false),
        (Who::Moderator, "kim", false),
        (Who::Moderator, "noor", false),
        (Who::Moderator, "ada", false),
        (Who::Admin, "kim", true),
        (Who::Admin, "ines", false),
        (Who::Owner, "marguerite", false),
        (Who::Owner, "noor", true),
        (Who::Moderator, "wren", true),
    ];
    for (who, target, allowed) in cases {
        let client = Client::new(&practice, who);
        for measure in ["sensitive", "silence", "disable", "suspend"] {
            let answer = act(&client, &id(target), json!({ "type": measure })).await;
            assert_eq!(answer.status, if allowed { 200 } else { 403 }, "{who:?} {measure} {target}");
        }
        practice.reset();
        assert_eq!(act(&client, &id(target), json!({ "type": "none", "text": "Hello" })).await.status, 200);
    }
}

#[tokio::test]
async fn freezing_a_login_that_is_not_there_breaks_the_server_and_changes_nothing() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Owner);
    let self_deleted =
        somebody(&practice, |person| person["domain"].is_null() && person["user"].is_null() && person["id"] != "-99");
    for id in [remote(&practice), self_deleted] {
        let before = practice.state();
        let answer = act(&client, &id, json!({ "type": "disable" })).await;
        assert_eq!(answer.status, 500);
        assert_eq!(practice.state(), before);
    }
}

#[tokio::test]
async fn remote_accounts_take_every_other_measure() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    for measure in ["none", "sensitive", "silence", "suspend"] {
        assert_eq!(act(&client, &remote(&practice), json!({ "type": measure })).await.status, 200, "{measure}");
    }
    let refusal = refused(&act(&client, "-99", json!({ "type": "suspend" })).await);
    assert_eq!(refusal, not_allowed(), "the instance actor");
}

#[tokio::test]
async fn a_wrong_type_is_told_and_a_wrong_report_or_preset_is_not_found() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let id = member(&practice);
    let blank = refused(&act(&client, &id, json!({})).await);
    assert_eq!(blank, (422, "Validation failed: Type can't be blank, Type is not included in the list".to_owned()));
    let wrong = refused(&act(&client, &id, json!({ "type": "ban" })).await);
    assert_eq!(wrong, (422, "Validation failed: Type is not included in the list".to_owned()));
    for body in
        [json!({ "type": "silence", "report_id": "9999" }), json!({ "type": "silence", "warning_preset_id": 9999 })]
    {
        assert_eq!(refused(&act(&client, &id, body).await), (404, "Record not found".to_owned()));
    }
    assert_eq!(client.get(&account(&id)).await.json()["silenced"], false, "nothing was done");
}

#[tokio::test]
async fn a_strike_keeps_preset_text_and_whether_the_person_was_told() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let id = member(&practice);
    let form = client.request("POST", &format!("{}/action", account(&id))).form(&[
        ("type", "none"),
        ("text", "Please."),
        ("warning_preset_id", "1"),
    ]);
    assert_eq!(form.send().await.unwrap().status(), 200);
    act(&client, &id, json!({ "type": "silence", "send_email_notification": false })).await;
    let strikes = practice.state()["strikes"].as_array().unwrap().clone();
    let [warning, limit] = &strikes[strikes.len() - 2..] else { unreachable!() };
    assert_eq!(warning["text"], "Please describe your pictures; our members read with their ears, too.\n\nPlease.");
    assert_eq!((&warning["notified"], &limit["notified"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn a_measure_closes_all_reports_against_the_account_and_a_warning_only_the_one_it_names() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let open = |target: &str| {
        let reports = practice.state()["reports"].as_array().unwrap().clone();
        reports
            .into_iter()
            .filter(|report| report["target"] == target && report["resolved_at"].is_null())
            .collect::<Vec<_>>()
    };
    let target = practice.id_of("office_desk").unwrap();
    let before = open(&target);
    assert!(before.len() > 2);
    act(&client, &target, json!({ "type": "none", "report_id": before[0]["id"] })).await;
    assert_eq!(open(&target).len(), before.len() - 1);
    act(&client, &target, json!({ "type": "silence", "report_id": before[1]["id"] })).await;
    assert!(open(&target).is_empty());
}

#[tokio::test]
async fn a_token_that_may_only_read_decides_nothing() {
    let practice = mastodon().await;
    let reader = Client::new(&practice, Who::Read);
    let id = pending(&practice);
    assert_eq!(reader.get(&account(&id)).await.status, 200);
    let refusal = refused(&reader.post(&format!("{}/approve", account(&id))).await);
    assert_eq!(refusal, (403, "This action is outside the authorized scopes".to_owned()));
    assert_eq!(
        refused(&Client::new(&practice, Who::Member).post(&format!("{}/approve", account(&id))).await),
        not_allowed()
    );
}
