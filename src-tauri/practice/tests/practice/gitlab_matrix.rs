//! Matrix 1.1 of the practice GitLab from one data file: 8 verbs × 6 states × versions, with the state before and after read from the server; and its
//! inferred cells the other way round.

use bailiwick_practice::{GitlabSwitches, Kind, Options, Practice, Who, serve};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::{Client, quick};

#[derive(Deserialize)]
struct Cell {
    /// Inferred fact that is switched round.
    #[serde(default)]
    row: String,
    verb: String,
    state: String,
    status: u16,
    body: Value,
    /// `gone`: no such user.
    after: String,
    /// What is different before a version.
    #[serde(default)]
    before: serde_json::Map<String, Value>,
}

impl Cell {
    fn body(&self, version: &str) -> Value {
        let number = |text: &str| -> Vec<u32> { text.split('.').map(|part| part.parse().unwrap()).collect() };
        let older = self.before.iter().find(|(since, _)| number(version) < number(since));
        older.map_or_else(|| self.body.clone(), |(_, change)| change["body"].clone())
    }
}

async fn state(client: &Client, id: &str) -> String {
    let answer = client.get(&format!("/api/v4/users/{id}")).await;
    if answer.status == 404 { "gone".to_owned() } else { answer.json()["state"].as_str().unwrap().to_owned() }
}

async fn try_cell(practice: &Practice, client: &Client, cell: &Cell, version: &str) {
    let what = format!("{} × {} on {version} {}", cell.verb, cell.state, cell.row);
    // Nobody has seen a newcomer: dormant, however new.
    let id = practice.sign_up(1).remove(0);
    practice.change_person(&id, &json!({ "state": cell.state })).unwrap();
    assert_eq!(state(client, &id).await, cell.state);
    let answer = client.post(&format!("/api/v4/users/{id}/{}", cell.verb)).await;
    assert_eq!((answer.status, answer.json()), (cell.status, cell.body(version)), "{what}");
    assert_eq!(state(client, &id).await, cell.after, "{what}");
}

#[tokio::test]
async fn every_cell_answers_and_acts_as_the_source_says_in_every_version() {
    let cells: Vec<Cell> = serde_json::from_str(include_str!("gitlab_matrix.json")).unwrap();
    assert_eq!(cells.len(), 48);
    for version in ["14.3.0", "15.11.13", "16.7.0", "16.11.2", "17.5.1", "18.6.1", "19.0.0"] {
        let switches = GitlabSwitches { version: version.to_owned(), ..GitlabSwitches::default() };
        let practice = serve(Options { gitlab: switches, people: 1, ..quick(Kind::Gitlab) }).await.unwrap();
        let client = Client::new(&practice, Who::Administrator);
        for cell in &cells {
            try_cell(&practice, &client, cell, version).await;
        }
    }
}

#[tokio::test]
async fn every_inferred_cell_has_a_switch_for_the_other_outcome() {
    let practice = serve(Options { people: 1, ..quick(Kind::Gitlab) }).await.unwrap();
    let client = Client::new(&practice, Who::Administrator);
    for cell in serde_json::from_str::<Vec<Cell>>(include_str!("gitlab_otherwise.json")).unwrap() {
        let turned = json!({ "practice": { "otherwise": [cell.row] } });
        assert_eq!(client.send("POST", "/practice/settings", &turned).await.status, 200, "{}", cell.row);
        try_cell(&practice, &client, &cell, "18.6.1").await;
    }
    let unknown = json!({ "practice": { "otherwise": ["the_moon"] } });
    assert_eq!(client.send("POST", "/practice/settings", &unknown).await.status, 400);
}
