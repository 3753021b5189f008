//! What real Mastodons do in the corners: odd search values, logins that don't work, granular scopes, people without a login, the instance's own actor.

use bailiwick_practice::{Practice, Who};
use serde_json::{Value, json};

use crate::client::{Answer, Client, mastodon, read, somebody};
use crate::mastodon_list::{V1, V2, ids};

const REPORTS: &str = "/api/v1/admin/reports";
const ME: &str = "/api/v1/accounts/verify_credentials";

async fn found(client: &Client, query: &str) -> Vec<String> {
    let answer = client.get(query).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    ids(&answer.rows()).into_iter().map(str::to_owned).collect()
}

fn refused(answer: &Answer, status: u16, text: &str) {
    assert_eq!((answer.status, &answer.json()["error"]), (status, &json!(text)));
}

#[tokio::test]
async fn odd_values_find_what_the_database_makes_of_them_and_break_nothing() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let kim = vec![practice.id_of("kim").unwrap()];
    for query in
        ["username=%20@@kim", "username=%20%20kim", "email=KIM@%25", "username=ki%25&origin=local&permissions=staff"]
    {
        assert_eq!(found(&client, &format!("{V2}?{query}")).await, kim, "{query}");
    }
    let everybody = found(&client, V2).await;
    for query in [
        "username=%25",
        "username=%20",
        "status=",
        "origin=%20",
        "limit=",
        "role_ids=",
        "nonsense=1",
        "permissions=all",
    ] {
        assert_eq!(found(&client, &format!("{V2}?{query}")).await, everybody, "{query}");
    }
    let there = found(&client, &format!("{V2}?by_domain=noise.example")).await;
    assert_eq!(found(&client, &format!("{V2}?by_domain=%20noise.example%20")).await, there);
    let long = "x".repeat(4_000);
    for query in [
        "role_ids[]=abc",
        "invited_by=abc",
        "ip=192.0.2.0/99",
        "username=%00",
        "email=%F0%9F%8C%BB",
        &format!("display_name={long}"),
    ] {
        assert!(found(&client, &format!("{V2}?{query}")).await.is_empty(), "{query}");
    }
    for query in
        ["role_ids[]=1", "invited_by=1", "permissions=staff", "origin=remote", "status=suspended", "order=active"]
    {
        assert_eq!(found(&client, &format!("{V1}?{query}")).await, found(&client, V1).await, "v1 doesn't know {query}");
    }
}

#[tokio::test]
async fn filters_are_joined_by_and_except_where_one_overrides_another() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let staff = found(&client, &format!("{V2}?permissions=staff")).await;
    assert_eq!(found(&client, &format!("{V2}?permissions=staff&role_ids[]=1")).await, staff, "the roles are replaced");
    let both =
        client.get(&format!("{V2}?status=pending&email=%25@mailbox.example&ip=203.0.113.0/24&origin=local")).await;
    for row in both.rows() {
        assert_eq!(
            (&row["approved"], row["email"].as_str().unwrap().ends_with("@mailbox.example")),
            (&json!(false), true)
        );
    }
    assert!(
        found(&client, &format!("{V2}?origin=remote&email=%25")).await.is_empty(),
        "a mail address is a local thing"
    );
    let all = found(&client, V2).await;
    let both = found(&client, &format!("{V2}?limit=2&min_id={}&since_id={}", all[50], all[4])).await;
    assert_eq!(both, all[48..50], "since_id is nothing beside min_id");
}

#[tokio::test]
async fn only_a_suspended_login_is_stopped_at_the_admins_door_and_any_other_at_ones_own() {
    let practice = mastodon().await;
    let kim = Client::new(&practice, Who::Moderator);
    let id = practice.id_of("kim").unwrap();
    for (change, back, text) in [
        (json!({ "disabled": true }), json!({ "disabled": false }), "Your login is currently disabled"),
        (json!({ "approved": false }), json!({ "approved": true }), "Your login is currently pending approval"),
        (
            json!({ "confirmed_at": null }),
            json!({ "confirmed_at": "2024-01-01T00:00:00Z" }),
            "Your login is missing a confirmed e-mail address",
        ),
    ] {
        practice.change_person(&id, &json!({ "user": change })).unwrap();
        refused(&kim.get(ME).await, 403, text);
        assert_eq!(kim.get(V2).await.status, 200, "{text}");
        practice.change_person(&id, &json!({ "user": back })).unwrap();
    }
    let suspension =
        json!({ "at": "2026-01-01T00:00:00Z", "origin": "local", "deletion_due": null, "deletion_queued_at": null });
    practice.change_person(&id, &json!({ "suspension": suspension })).unwrap();
    for path in [ME, V1, V2, REPORTS] {
        refused(&kim.get(path).await, 403, "Your login is currently disabled");
    }
}

/// A token of kim's with these scopes only, by the form that a browser fills in.
async fn granted(practice: &Practice, scopes: &str) -> Client {
    let nobody = Client::with(practice, None);
    let post = async |path: &str, fields: Vec<(&str, &str)>| {
        read(nobody.request("POST", path).form(&fields).send().await.unwrap()).await
    };
    let oob = ("redirect_uri", "urn:ietf:wg:oauth:2.0:oob");
    let app =
        post("/api/v1/apps", vec![("client_name", "Desk"), ("redirect_uris", oob.1), ("scopes", scopes)]).await.json();
    let (id, secret) = (app["client_id"].as_str().unwrap(), app["client_secret"].as_str().unwrap());
    let asked = vec![
        ("client_id", id),
        oob,
        ("response_type", "code"),
        ("scope", scopes),
        ("account", "kim"),
        ("decision", "allow"),
    ];
    let location = post("/oauth/authorize", asked).await.header("location");
    let code = location.split_once("code=").unwrap().1;
    let grant =
        vec![("grant_type", "authorization_code"), ("code", code), ("client_id", id), ("client_secret", secret), oob];
    let token = post("/oauth/token", grant).await.json();
    Client::with(practice, Some(token["access_token"].as_str().unwrap().to_owned()))
}

#[tokio::test]
async fn a_granular_scope_opens_its_own_door_only() {
    let practice = mastodon().await;
    let outside = "This action is outside the authorized scopes";
    let accounts = granted(&practice, "admin:read:accounts admin:write:reports").await;
    assert_eq!(accounts.get(V2).await.status, 200);
    refused(&accounts.get(REPORTS).await, 403, outside);
    assert_eq!(accounts.post(&format!("{REPORTS}/2/resolve")).await.status, 200);
    let id = practice.sign_up(1).remove(0);
    refused(&accounts.post(&format!("{V1}/{id}/approve")).await, 403, outside);
    refused(&accounts.get(ME).await, 403, outside);
    let reports = granted(&practice, "profile admin:read:reports admin:write:accounts").await;
    assert_eq!(reports.get(REPORTS).await.status, 200);
    refused(&reports.get(V1).await, 403, outside);
    assert_eq!(reports.post(&format!("{V1}/{id}/approve")).await.status, 200);
    assert_eq!(reports.get(ME).await.json()["username"], "kim");
}

#[tokio::test]
async fn a_local_account_whose_owner_deleted_it_has_no_login_and_takes_measures_like_a_remote_one() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let id =
        somebody(&practice, |person| person["domain"].is_null() && person["user"].is_null() && person["id"] != "-99");
    let path = format!("{V1}/{id}");
    let shown = client.get(&path).await.json();
    for name in
        ["domain", "email", "ip", "confirmed", "disabled", "approved", "locale", "invite_request", "ips", "role"]
    {
        assert_eq!(shown.get(name), Some(&Value::Null), "{name}");
    }
    assert!(
        found(&client, &format!("{V2}?username={}&origin=local", shown["username"].as_str().unwrap()))
            .await
            .contains(&id)
    );
    for verb in ["approve", "reject", "enable"] {
        refused(&client.post(&format!("{path}/{verb}")).await, 403, "Forbidden");
    }
    for (measure, flag) in [("sensitive", "sensitized"), ("silence", "silenced"), ("suspend", "suspended")] {
        assert_eq!(client.send("POST", &format!("{path}/action"), &json!({ "type": measure })).await.status, 200);
        assert_eq!(client.get(&path).await.json()[flag], true, "{measure}");
        assert_eq!(practice.state()["strikes"].as_array().unwrap().last().unwrap()["notified"], false);
    }
    assert_eq!(client.post(&format!("{path}/unsuspend")).await.status, 200);
}

#[tokio::test]
async fn the_instance_actor_is_in_no_list_and_suspending_it_is_all_that_is_refused() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Owner);
    let path = format!("{V1}/-99");
    let shown = client.get(&path).await.json();
    assert_eq!(
        (&shown["username"], &shown["email"], &shown["role"]),
        (&json!("hollyhock.example"), &Value::Null, &Value::Null)
    );
    for verb in ["approve", "reject", "enable"] {
        refused(&client.post(&format!("{path}/{verb}")).await, 403, "Forbidden");
    }
    refused(
        &client.send("POST", &format!("{path}/action"), &json!({ "type": "suspend" })).await,
        403,
        "This action is not allowed",
    );
    for (measure, status) in [("silence", "silenced"), ("sensitive", "sensitized")] {
        assert_eq!(client.send("POST", &format!("{path}/action"), &json!({ "type": measure })).await.status, 200);
        assert!(!found(&client, &format!("{V2}?status={status}")).await.contains(&"-99".to_owned()));
    }
    assert_eq!(client.send("POST", &format!("{path}/action"), &json!({ "type": "disable" })).await.status, 500);
}

#[tokio::test]
async fn one_who_moved_shows_where_to_and_no_further() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let id = somebody(&practice, |person| person["domain"].is_null() && person["moved_to"].is_string());
    let successor = practice.person(&id).unwrap()["moved_to"].as_str().unwrap().to_owned();
    practice.change_person(&successor, &json!({ "moved_to": practice.id_of("wren").unwrap() })).unwrap();
    let account = client.get(&format!("{V1}/{id}")).await.json()["account"].clone();
    assert_eq!(account["moved"]["id"], successor);
    assert!(account["moved"].get("moved").is_none());
    client.send("POST", &format!("{V1}/{id}/action"), &json!({ "type": "suspend" })).await;
    let blank = client.get(&format!("{V1}/{id}")).await.json()["account"].clone();
    assert!(blank.get("moved").is_none() && blank["avatar"].as_str().unwrap().ends_with("/missing.png"));
    assert_eq!(
        (&blank["fields"], &blank["emojis"], &blank["roles"], &blank["discoverable"]),
        (&json!([]), &json!([]), &json!([]), &json!(false))
    );
}

#[tokio::test]
async fn the_audit_log_has_measures_and_resolutions_but_no_deletion_and_no_silent_warning() {
    let practice = mastodon().await;
    let admin = Client::new(&practice, Who::Admin);
    let target = practice.id_of("office_desk").unwrap();
    let logged = || -> Vec<String> {
        let audit = practice.state()["audit"].as_array().unwrap().clone();
        audit.iter().map(|line| line["action"].as_str().unwrap().to_owned()).collect()
    };
    let act = async |body: Value| admin.send("POST", &format!("{V1}/{target}/action"), &body).await.status;
    act(json!({ "type": "none" })).await;
    assert!(logged().is_empty(), "no text, no line");
    act(json!({ "type": "none", "text": "Please." })).await;
    assert_eq!(logged(), ["none"]);
    act(json!({ "type": "suspend" })).await;
    let resolved = logged().iter().filter(|action| *action == "resolve").count();
    assert!(logged()[1] == "suspend" && resolved > 2);
    let before = logged().len();
    assert_eq!(admin.send("DELETE", &format!("{V1}/{target}"), &json!({})).await.status, 200);
    assert_eq!(logged().len(), before);
    for _ in 0..2 {
        admin.post(&format!("{V1}/{target}/unsilence")).await;
    }
    assert_eq!(logged()[before..], ["unsilence", "unsilence"], "also where nothing changed");
}
