//! The first proof: the request as anybody with a token could send it, what the server answers, and what it then remembers.

use bailiwick_practice::Who;
use reqwest::Method;
use serde_json::Value;

use super::file::{Cell, Done};
use super::place::{Person, Place, same};
use super::words::Body;

/// What is written where a note is.
pub const NOTE: &str = "Zweitkonto & Co. – 50 % = 1/2 <b>x</b>\n2026-11-21 asked again";

/// An answer.
#[derive(Debug)]
pub struct Came {
    pub status: u16,
    pub text: String,
}

impl Came {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::String(format!("no JSON: {}", self.text)))
    }
}

/// Sends the cell's requests one after the other and holds the answers and the server's memory against the file.
pub async fn proves(place: &Place, cell: &Cell) -> Result<(), String> {
    let Some(done) = &cell.server else { return Ok(()) };
    let person = place.subject(cell);
    let before = place.record(&person);
    let mut came = Vec::new();
    for request in cell.requests() {
        came.push(send(place, &place.token(Who::Administrator), &person.id, request).await);
    }
    let proved = answers(&came, done, &person).and_then(|()| {
        let after = place.record(&person);
        after.shows(&before, cell, done.after, NOTE)
    });
    place.restore(cell);
    proved
}

/// One request about a user: `POST /block`, `DELETE ?hard_delete=true`, `PUT note`.
pub async fn send(place: &Place, token: &str, id: &str, (method, rest): (&str, &str)) -> Came {
    let rest = if rest == "note" { "" } else { rest };
    let address = format!("{}/api/v4/users/{id}{rest}", place.server.base_url());
    let mut request = place.http.request(Method::from_bytes(method.as_bytes()).unwrap(), address);
    if !token.is_empty() {
        request = request.header("private-token", token);
    }
    if method == "PUT" {
        request = request.form(&[("note", NOTE)]);
    }
    let answer = request.send().await.unwrap();
    Came { status: answer.status().as_u16(), text: answer.text().await.unwrap() }
}

fn answers(came: &[Came], done: &Done, person: &Person) -> Result<(), String> {
    same("the status", came.iter().map(|one| one.status).collect(), done.statuses.clone())?;
    same("the answers", came.len(), done.bodies.len())?;
    came.iter().zip(&done.bodies).try_for_each(|(came, wanted)| match wanted {
        Body::Empty => same("the body", came.text.as_str(), ""),
        Body::Json(wanted) => same("the body", &came.json(), wanted),
        Body::Begins(words) => {
            let json = came.json();
            let said = json["message"].as_str().unwrap_or_default();
            if said.starts_with(words) { Ok(()) } else { Err(format!("the body: is {json}, should begin {words:?}")) }
        }
        Body::User => {
            let json = came.json();
            same("whose body", json["id"].to_string(), person.id.clone())?;
            same("the note in the body", json["note"].as_str(), Some(NOTE))
        }
    })
}
