//! Access tokens of the practice GitLab (reference 5, 6): listed, revoked, made, and those by which administrators act as somebody.

use bailiwick_practice::{Practice, Who};
use serde_json::{Value, json};

use crate::client::{Client, gitlab};

const TOKENS: &str = "/api/v4/personal_access_tokens";

fn names(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["name"].as_str().unwrap()).collect()
}

fn maren(practice: &Practice) -> String {
    practice.id_of("maren.tide").unwrap()
}

#[tokio::test]
async fn an_administrator_sees_everybodys_tokens_and_others_their_own() {
    let practice = gitlab().await;
    let kim = Client::new(&practice, Who::Administrator);
    let me = practice.id_of("kim").unwrap();
    let mine = kim.get(&format!("{TOKENS}?user_id={me}&state=active")).await.rows();
    assert_eq!(names(&mine), ["Bailiwick", "Bailiwick, reading", "git only", "directory"]);
    let dead = kim.get(&format!("{TOKENS}?user_id={me}&state=inactive")).await.rows();
    assert_eq!(names(&dead), ["old laptop", "last year"]);
    assert_eq!(names(&kim.get(&format!("{TOKENS}?user_id={me}&revoked=true")).await.rows()), ["old laptop"]);
    assert_eq!(names(&kim.get(&format!("{TOKENS}?user_id={me}&search=DIRECT")).await.rows()), ["directory"]);
    assert!(kim.all(TOKENS).await.len() > 10);
    let wren = Client::new(&practice, Who::User);
    assert_eq!(names(&wren.get(TOKENS).await.rows()), ["Bailiwick"]);
    let others = wren.get(&format!("{TOKENS}?user_id={me}")).await;
    assert_eq!((others.status, others.json()), (401, json!({ "message": "401 Unauthorized" })));
    assert_eq!(wren.get(&format!("{TOKENS}/11")).await.status, 404);
}

#[tokio::test]
async fn a_revoked_token_is_of_no_more_use() {
    let practice = gitlab().await;
    let kim = Client::new(&practice, Who::Administrator);
    let wren = Client::new(&practice, Who::User);
    assert_eq!(wren.send("DELETE", &format!("{TOKENS}/11"), &json!({})).await.status, 404, "another's");
    assert_eq!(kim.send("DELETE", &format!("{TOKENS}/13"), &json!({})).await.status, 204);
    assert_eq!(wren.get("/api/v4/user").await.json()["error"], "invalid_token");
    assert_eq!(kim.get(&format!("{TOKENS}/13")).await.json()["active"], false);
    let osei = Client::new(&practice, Who::NoAdminMode);
    assert_eq!(osei.send("DELETE", &format!("{TOKENS}/self"), &json!({})).await.status, 204);
    assert_eq!(osei.get("/api/v4/user").await.status, 401);
}

#[tokio::test]
async fn a_token_made_for_somebody_works_until_its_last_day() {
    let practice = gitlab().await;
    let kim = Client::new(&practice, Who::Administrator);
    let path = format!("/api/v4/users/{}/personal_access_tokens", maren(&practice));
    assert_eq!(kim.send("POST", &path, &json!({ "name": "x" })).await.status, 400);
    let made = kim
        .send(
            "POST",
            &path,
            &json!({ "name": "script", "scopes": ["read_api", "read_user"], "expires_at": "2999-01-01" }),
        )
        .await;
    assert_eq!(
        (made.status, &made.json()["scopes"], &made.json()["expires_at"]),
        (201, &json!(["read_api", "read_user"]), &json!("2999-01-01"))
    );
    let theirs = Client::with(&practice, Some(made.json()["token"].as_str().unwrap().to_owned()));
    assert_eq!(theirs.get("/api/v4/user").await.json()["username"], "maren.tide");
    practice.set_clock("2999-01-02T00:00:00Z".parse().unwrap());
    assert_eq!(theirs.get("/api/v4/user").await.json()["error"], "invalid_token");
}

#[tokio::test]
async fn impersonation_tokens_stand_apart() {
    let practice = gitlab().await;
    let kim = Client::new(&practice, Who::Administrator);
    let id = maren(&practice);
    let path = format!("/api/v4/users/{id}/impersonation_tokens");
    let rows = kim.get(&path).await.rows();
    assert!(rows.len() == 1 && rows[0]["impersonation"] == true);
    let personal = kim.get(&format!("{TOKENS}?user_id={id}")).await.rows();
    assert!(personal.len() == 2 && personal.iter().all(|row| row.get("impersonation").is_none()));
    let made = kim.send("POST", &path, &json!({ "name": "look", "scopes": "api" })).await.json();
    let one = format!("{path}/{}", made["id"]);
    assert_eq!(kim.get(&one).await.json()["name"], "look");
    assert_eq!(kim.send("DELETE", &one, &json!({})).await.status, 204);
    assert_eq!(kim.get(&format!("{path}?state=active")).await.rows().len(), 1);
    let none = kim.get(&format!("{path}/11")).await;
    assert_eq!(none.json(), json!({ "message": "404 Impersonation Token Not Found" }));
    assert_eq!(Client::new(&practice, Who::User).get(&path).await.status, 403);
}

#[tokio::test]
async fn whose_tokens_want_a_proof_gets_nowhere_without() {
    let practice = gitlab().await;
    let wren = practice.id_of("wren").unwrap();
    practice.change_person(&wren, &json!({ "duty": "dpop" })).unwrap();
    let answer = Client::new(&practice, Who::User).get("/api/v4/user").await;
    assert_eq!((answer.status, &answer.json()["error"]), (401, &json!("dpop_error")));
}
