//! What the server says to those whom it does not let in, and about those whom it does not have.

use serde_json::{Value, json};

use super::super::place::{Place, same};
use super::super::raw::{Came, send};
use super::cells;

/// What has to stand in an answer.
type Fits = fn(&str, &Came) -> Result<(), String>;

/// Token, status, body.
const TOKENS: [(&str, u16, Fits); 9] = [
    ("", 401, unauthorized),
    ("nobody-gave-this-out", 401, unauthorized),
    ("practice-revoked", 401, invalid),
    ("practice-expired", 401, invalid),
    ("practice-read", 403, too_small),
    ("practice-read-user", 403, too_small),
    ("practice-no-scope", 403, too_small),
    // No administrator, and an administrator without admin mode: nothing tells the two apart.
    ("practice-user", 403, forbidden),
    ("practice-no-admin-mode", 403, forbidden),
];

fn unauthorized(_: &str, came: &Came) -> Result<(), String> {
    same("the body", came.json(), json!({ "message": "401 Unauthorized" }))
}

fn invalid(_: &str, came: &Came) -> Result<(), String> {
    same("the error", came.json()["error"].as_str(), Some("invalid_token"))?;
    same("a description", came.json()["error_description"].is_string(), true)
}

fn too_small(_: &str, came: &Came) -> Result<(), String> {
    let json = came.json();
    same("the error", json["error"].as_str(), Some("insufficient_scope"))?;
    same("the scope", json["scope"].as_str(), Some("api"))?;
    same("a message", &json["message"], &Value::Null)
}

fn forbidden(verb: &str, came: &Came) -> Result<(), String> {
    let words = match verb {
        "approve" => "You are not allowed to approve a user",
        "reject" => "You are not allowed to reject a user",
        _ => "403 Forbidden",
    };
    same("the body", came.json(), json!({ "message": words }))
}

#[tokio::test]
async fn whoever_is_not_let_in_changes_nothing_and_hears_why() {
    let mut odd = Vec::new();
    for version in ["15.11", "18.6"] {
        let place = Place::new(version, false).await;
        for cell in cells() {
            let person = place.subject(&cell);
            let before = place.record(&person);
            for (token, status, fits) in TOKENS {
                let came = send(&place, token, &person.id, cell.requests()[0]).await;
                let fine = same("the status", came.status, status)
                    .and_then(|()| fits(cell.verb.word(), &came))
                    .and_then(|()| same("the server", place.record(&person), before.clone()));
                odd.extend(fine.err().map(|why| format!("{version} {} with {token:?}: {why}", cell.verb.word())));
            }
        }
    }
    assert!(odd.is_empty(), "{}", odd.join("\n"));
}

#[tokio::test]
async fn whoever_is_not_there_is_not_found() {
    let place = Place::new("18.6", false).await;
    let token = place.token(bailiwick_practice::Who::Administrator);
    let mut odd = Vec::new();
    for cell in cells() {
        let request = cell.requests()[0];
        let came = send(&place, &token, "999999999", request).await;
        let wanted = (404, json!({ "message": "404 User Not Found" }));
        odd.extend(same("an unknown id", (came.status, came.json()), wanted).err());
        for no_number in ["kim", "1.5", "0x10"] {
            // §1.2: no route, and another body; a name is no id, whoever has it.
            let came = send(&place, &token, no_number, request).await;
            odd.extend(same(no_number, came.status, 404).err());
        }
    }
    assert!(odd.is_empty(), "{}", odd.join("\n"));
}
