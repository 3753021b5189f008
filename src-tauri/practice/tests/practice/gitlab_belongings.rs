//! What belongs to a user of the practice GitLab (reference 5, 7): keys, mail addresses, two-factor, projects, activity, support PIN.

use bailiwick_practice::{Kind, Options, Practice, Who, serve};
use serde_json::{Value, json};

use crate::client::{Client, gitlab, quick};

fn of(practice: &Practice, name: &str) -> String {
    format!("/api/v4/users/{}", practice.id_of(name).unwrap())
}

#[tokio::test]
async fn keys_are_listed_shown_added_and_taken_away() {
    let practice = gitlab().await;
    let (kim, wren) = (Client::new(&practice, Who::Administrator), Client::new(&practice, Who::User));
    let maren = of(&practice, "maren.tide");
    let keys = wren.get("/api/v4/users/maren.tide/keys").await.rows();
    assert_eq!((keys.len(), &keys[0]["title"]), (2, &json!("field laptop")), "public, and by name");
    assert_eq!(kim.get(&format!("{maren}/gpg_keys")).await.rows().len(), 1);
    assert_eq!(kim.get(&format!("{maren}/keys/{}", keys[1]["id"])).await.json(), keys[1]);
    let gpg = kim.get(&format!("{maren}/keys/3")).await;
    assert_eq!((gpg.status, gpg.json()), (404, json!({ "message": "404 Key Not Found" })));
    let new = json!({ "title": "spare", "key": "ssh-ed25519 AAAA" });
    assert_eq!(wren.send("POST", &format!("{maren}/keys"), &new).await.status, 403);
    let added = kim.send("POST", &format!("{maren}/keys"), &new).await;
    assert_eq!((added.status, &added.json()["title"]), (201, &json!("spare")));
    assert_eq!(kim.send("POST", &format!("{maren}/keys"), &json!({ "key": "x" })).await.status, 400);
    let path = format!("{maren}/keys/{}", added.json()["id"]);
    assert_eq!(kim.send("DELETE", &path, &json!({})).await.status, 204);
    assert_eq!(kim.send("DELETE", &path, &json!({})).await.status, 404);
    assert_eq!(kim.send("POST", &format!("{maren}/gpg_keys/3/revoke"), &json!({})).await.status, 202);
    assert!(kim.get(&format!("{maren}/gpg_keys")).await.rows().is_empty());
}

#[tokio::test]
async fn addresses_besides_the_first_are_for_administrators() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let path = format!("{}/emails", of(&practice, "maren.tide"));
    let rows = client.get(&path).await.rows();
    let confirmed: Vec<bool> = rows.iter().map(|row| row["confirmed_at"].is_string()).collect();
    assert_eq!((confirmed, &rows[1]["email"]), (vec![true, false], &json!("maren@later.example")));
    assert_eq!(Client::new(&practice, Who::User).get(&path).await.status, 403);
    for (mail, why) in [("nonsense", "is invalid"), ("KIM@quarry.example", "has already been taken")] {
        let refused = client.send("POST", &path, &json!({ "email": mail })).await;
        assert_eq!((refused.status, refused.json()), (400, json!({ "message": { "email": [why] } })));
    }
    let added =
        client.send("POST", &path, &json!({ "email": "third@letterbox.example", "skip_confirmation": true })).await;
    assert_eq!((added.status, added.json()["confirmed_at"].is_string()), (201, true));
    assert_eq!(client.get("/api/v4/users?search=third@letterbox.example").await.rows().len(), 1);
    assert_eq!(client.send("DELETE", &format!("{path}/{}", rows[1]["id"]), &json!({})).await.status, 204);
    assert_eq!(client.get(&path).await.rows().len(), 2);
    assert_eq!(client.send("DELETE", &format!("{path}/0"), &json!({})).await.status, 404);
}

#[tokio::test]
async fn two_factor_is_taken_from_those_who_have_it_and_never_from_administrators() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let reset = async |name: &str| {
        let answer = client.send("PATCH", &format!("{}/disable_two_factor", of(&practice, name)), &json!({})).await;
        (answer.status, if answer.text.is_empty() { Value::Null } else { answer.json()["message"].clone() })
    };
    assert_eq!(reset("vera.stone").await, (204, Value::Null));
    let none = "400 Bad request - Two-factor authentication is not enabled for this user";
    assert_eq!(reset("vera.stone").await, (400, json!(none)));
    assert_eq!(reset("osei").await.0, 403);
    practice.change_settings(&json!({ "practice": { "version": "15.1.0" } })).unwrap();
    assert_eq!(reset("wren").await.0, 404);
}

#[tokio::test]
async fn projects_and_days_of_activity_are_listed() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let contributed = client.get("/api/v4/users/maren.tide/contributed_projects").await.rows();
    assert_eq!(contributed.len(), 6);
    let owned = client.get("/api/v4/users/maren.tide/projects").await.rows();
    assert!(owned.len() < 6 && owned.iter().all(|project| contributed.contains(project)));
    assert_eq!(client.get("/api/v4/users/maren.tide/starred_projects").await.status, 200);
    let days = client.all("/api/v4/user/activities?per_page=100").await;
    assert!(days.windows(2).all(|two| two[0]["last_activity_on"].as_str() <= two[1]["last_activity_on"].as_str()));
    let named = |days: &[Value], name: &str| days.iter().any(|row| row["username"] == name);
    assert!(named(&days, "edmund.vale") && !named(&days, "ivo.lund") && !named(&days, "nadia.frost"));
    let since = client.all("/api/v4/user/activities?per_page=100&from=2001-01-01").await;
    assert!(since.len() > days.len());
    assert_eq!(client.get("/api/v4/user/activities?from=once").await.status, 400);
    let followers = client.get(&format!("{}/followers", of(&practice, "kim"))).await.rows();
    let count = client.get(&of(&practice, "kim")).await.json()["followers"].as_u64().unwrap();
    assert_eq!(followers.len() as u64, count.min(20));
}

#[tokio::test]
async fn a_support_pin_is_there_since_18_until_it_is_revoked() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let path = format!("{}/support_pin", of(&practice, "maren.tide"));
    assert_eq!(client.get(&path).await.json()["pin"].as_str().unwrap().len(), 6);
    assert_eq!(client.send("POST", &format!("{path}/revoke"), &json!({})).await.status, 202);
    assert_eq!(client.get(&path).await.status, 404);
    practice.change_settings(&json!({ "practice": { "version": "17.11.0" } })).unwrap();
    assert_eq!(client.get(&path).await.json(), json!({ "error": "404 Not Found" }));
}

#[tokio::test]
async fn each_endpoint_below_a_user_has_a_limit_of_its_own() {
    let practice = serve(Options { limits: Options::new(Kind::Gitlab).limits, ..quick(Kind::Gitlab) }).await.unwrap();
    let kim = Client::new(&practice, Who::Administrator);
    let maren = of(&practice, "maren.tide");
    for (setting, below, exempt) in [
        ("followers", "followers", true),
        ("following", "following", true),
        ("status", "status", false),
        ("ssh_keys", "keys", false),
        ("ssh_key", "keys/1", false),
        ("gpg_keys", "gpg_keys", false),
        ("gpg_key", "gpg_keys/3", false),
    ] {
        let limit = |requests: u32| {
            practice.change_settings(&json!({ format!("users_api_limit_{setting}"): requests })).unwrap()
        };
        limit(1);
        let path = format!("{maren}/{below}");
        // A minute may end between two of them, not between three.
        let mut statuses = Vec::new();
        for _ in 0..3 {
            statuses.push(kim.get(&path).await.status);
        }
        assert_eq!(statuses.contains(&429), !exempt, "{below}");
        limit(0);
        assert_eq!(kim.get(&path).await.status, 200, "off");
    }
}
