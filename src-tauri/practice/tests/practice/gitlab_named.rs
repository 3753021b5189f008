//! The people of the practice GitLab by whom each answer of the server can be seen (reference 1.1, 1.2, 4, 5).

use bailiwick_practice::{Practice, Who};
use serde_json::{Value, json};

use crate::client::{Client, gitlab};

fn of(practice: &Practice, name: &str) -> String {
    format!("/api/v4/users/{}", practice.id_of(name).unwrap())
}

#[tokio::test]
async fn each_answer_has_somebody_who_gets_it() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let message = |text: &str| json!({ "message": text });
    let lately =
        message("The user you are trying to deactivate has been active in the past 90 days and cannot be deactivated");
    let ldap = |verb: &str| message(&format!("403 Forbidden - LDAP blocked users cannot be {verb} by the API"));
    let odd = message("Website url is not a valid URL");
    for (name, verb, status, body) in [
        ("tilda.morrow", "deactivate", 403, lately.clone()),
        ("wren", "deactivate", 403, lately),
        ("edmund.vale", "deactivate", 201, json!(true)),
        ("edmund.vale", "deactivate", 201, Value::Null),
        ("edmund.vale", "unblock", 403, message("403 Forbidden - Deactivated users cannot be unblocked by the API")),
        ("nadia.frost", "deactivate", 201, json!(true)),
        ("greta.holm", "block", 403, ldap("modified")),
        ("greta.holm", "unblock", 403, ldap("unblocked")),
        ("piotr.lang", "block", 201, json!(true)),
        ("kim", "block", 403, message("403 Forbidden - The API initiating user cannot be blocked by the API")),
        ("ghost", "block", 403, message("An internal user cannot be blocked")),
        ("alert-bot", "deactivate", 403, message("Internal users cannot be deactivated")),
        ("project_17_bot_4f2a", "block", 201, json!(true)),
        ("service_account_backup", "ban", 201, json!(true)),
        ("ingrid", "block", 201, json!(true)),
        ("silas.reed", "block", 201, Value::Null),
        ("silas.reed", "activate", 403, message("Error occurred. A blocked user must be unblocked to be activated")),
        ("silas.reed", "approve", 409, message("The user you are trying to approve is not pending approval")),
        ("silas.reed", "reject", 409, message("User does not have a pending request")),
        ("dex.marlow", "ban", 403, message("You cannot ban banned users.")),
        ("dex.marlow", "block", 201, Value::Null),
        ("ivo.lund", "activate", 201, json!(true)),
        ("ada.winter", "unblock", 201, json!(false)),
        ("bertil.gammal", "deactivate", 400, odd.clone()),
        ("bertil.gammal", "block", 500, odd),
    ] {
        let answer = client.post(&format!("{}/{verb}", of(&practice, name))).await;
        assert_eq!((answer.status, answer.json()), (status, body), "{verb} {name}");
    }
    let owner = client.send("DELETE", &of(&practice, "ruth.callan"), &json!({})).await;
    assert_eq!(owner.status, 409);
}

#[tokio::test]
async fn they_are_as_their_row_says() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let shown = async |name: &str| client.get(&of(&practice, name)).await.json();
    assert_eq!(shown("oscar.pike").await["locked"], true);
    let vera = shown("vera.stone").await;
    assert_eq!((&vera["external"], &vera["two_factor_enabled"]), (&json!(true), &json!(true)));
    assert_eq!(shown("tilda.morrow").await["two_factor_enabled"], false);
    assert!(shown("hugo.ashby").await["note"].as_str().unwrap().contains('\n'));
    assert!(shown("lena.brook").await["note"].as_str().unwrap().contains("<script>"));
    let old = shown("bertil.gammal").await;
    assert!(
        ["public_email", "bio", "theme_id", "private_profile", "local_time"].iter().all(|name| old[*name].is_null())
    );
    for name in ["silas.reed", "ada.winter"] {
        let rows = client.get(&format!("{}/custom_attributes", of(&practice, name))).await.rows();
        let keys: Vec<&str> = rows.iter().map(|row| row["key"].as_str().unwrap()).collect();
        assert_eq!(keys, ["blocked_by", "unblocked_by"], "{name}");
    }
    let maren = of(&practice, "maren.tide");
    let counts = client.get(&format!("{maren}/associations_count")).await.json();
    assert!(
        counts["projects_count"] == 6
            && counts["groups_count"].as_u64() >= Some(2)
            && counts["issues_count"].as_u64() > Some(3)
    );
    assert!(client.get(&format!("{maren}/events")).await.rows().len() > 5);
    let invited =
        practice.people().into_iter().find(|person| !person["invitations"].as_array().unwrap().is_empty()).unwrap();
    assert!(invited["state"] == "blocked_pending_approval" && invited["created_by"] == 2);
    let pending: Vec<Value> = client.all("/api/v4/users?exclude_active=true&per_page=100").await;
    let wave =
        |row: &&Value| row["state"] == "blocked_pending_approval" && row["website_url"] == "https://deals-now.example";
    assert!(pending.iter().filter(wave).count() >= 8);
}

#[tokio::test]
async fn a_ban_reaches_the_other_account_of_one_mailbox() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let put = json!({ "enforce_email_subaddress_restrictions": true });
    client.send("PUT", "/api/v4/application/settings", &put).await;
    client.post(&format!("{}/ban", of(&practice, "noel.jobs"))).await;
    assert_eq!(client.get(&of(&practice, "noel.harper")).await.json()["state"], "banned");
}
