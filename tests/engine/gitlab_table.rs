//! Every verb × version × who × state on a GitLab: what the data file says is what happens, cell by cell.
//!
//! The file is `gitlab-verbs.txt`; what it says was read from the reference. Each cell is proved twice: `raw` sends the request as anybody could, and
//! `decided` goes through the desk. `errors` has the answers that are about no state, `dormancy` the border of the one refusal that is computed.

mod decided;
mod dormancy;
mod errors;
mod file;
mod meanwhile;
mod people;
mod place;
mod raw;
mod record;
mod verified;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use file::{Cell, Row, Told};
use place::Place;

/// How many cells are played on one server: its log grows, and with it the time that each cell takes.
const SERVER_LASTS: usize = 150;

/// Who proves a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// A plain request.
    Request,
    /// The desk.
    Desk,
}

/// Plays every cell of the version; one that fails does not hide the others.
async fn play(version: &'static str, by: By) {
    let cells = file::cells(version);
    assert_eq!(cells.len(), file::announced(version), "{version}: the cells that the file announces are played");
    let mut failed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut place = Place::new(version, by == By::Desk).await;
    for (number, cell) in cells.iter().enumerate() {
        if number % SERVER_LASTS == SERVER_LASTS - 1 {
            place = Place::new(version, by == By::Desk).await;
        }
        let played = match by {
            By::Request => raw::proves(&place, cell).await,
            By::Desk => decided::proves(&place, cell).await,
        };
        if let Err(why) = played {
            failed.entry(format!("{} {why}", cell.verb.word())).or_default().push(cell.name());
        }
    }
    let count: usize = failed.values().map(Vec::len).sum();
    let told: Vec<String> = failed.iter().map(|(why, cells)| format!("{why}\n    {}", cells.join("\n    "))).collect();
    assert!(failed.is_empty(), "{version}: {count} of {} cells differ\n{}", cells.len(), told.join("\n"));
}

#[tokio::test]
async fn every_request_to_15_11_does_what_the_file_says() {
    play("15.11", By::Request).await;
}

#[tokio::test]
async fn every_request_to_16_11_does_what_the_file_says() {
    play("16.11", By::Request).await;
}

#[tokio::test]
async fn every_request_to_17_6_does_what_the_file_says() {
    play("17.6", By::Request).await;
}

#[tokio::test]
async fn every_request_to_18_6_does_what_the_file_says() {
    play("18.6", By::Request).await;
}

#[tokio::test]
async fn the_desk_decides_every_cell_of_15_11_as_the_file_says() {
    play("15.11", By::Desk).await;
}

#[tokio::test]
async fn the_desk_decides_every_cell_of_16_11_as_the_file_says() {
    play("16.11", By::Desk).await;
}

#[tokio::test]
async fn the_desk_decides_every_cell_of_17_6_as_the_file_says() {
    play("17.6", By::Desk).await;
}

#[tokio::test]
async fn the_desk_decides_every_cell_of_18_6_as_the_file_says() {
    play("18.6", By::Desk).await;
}

#[test]
fn every_row_of_the_file_is_the_first_that_fits_some_cell() {
    let used: BTreeSet<usize> = file::VERSIONS.into_iter().flat_map(file::lines_used).collect();
    let idle: Vec<usize> = file::rows().iter().map(Row::line).filter(|line| !used.contains(line)).collect();
    assert!(idle.is_empty(), "lines that say nothing: {idle:?}");
}

/// The two halves of the file can contradict each other: what the desk lets through has to be what the server does, and what it refuses has to be
/// refused there, or do nothing, or be forbidden by a rule of the house that the file names.
#[test]
fn the_desk_refuses_what_the_server_refuses_and_nothing_that_it_does_in_earnest() {
    let house = ["ownAccount", "serversOwn", "bannedInstead", "decidePending"];
    let mut odd = Vec::new();
    for cell in file::VERSIONS.into_iter().flat_map(file::cells) {
        let changes = cell.server.as_ref().is_some_and(file::Done::changes);
        let fine = match &cell.desk {
            Told::Confirmed | Told::Accepted => changes,
            Told::Server(_) => cell.server.is_some() && !changes,
            Told::Refused(refusal) => !changes || house.contains(&file::word(refusal).as_str()),
            Told::Unlisted => cell.server.is_none(),
        };
        if !fine {
            odd.push(cell.name());
        }
    }
    assert!(odd.is_empty(), "{}", odd.join("\n"));
}

/// A cell by its words, for tests of single ones.
fn cell(verb: &str, version: &'static str, who: &str, state: &str) -> Cell {
    let mut all = file::cells(version).into_iter();
    let found = all.find(|cell| cell.verb.word() == verb && cell.who == who && cell.state == state);
    found.unwrap_or_else(|| panic!("no cell {verb} {version} {who} {state}"))
}
