//! Every verb × version × origin × state × rank on a Mastodon: what the data file says is what happens, cell by cell.
//!
//! The file is `mastodon-verbs.txt`; what it says was read from the reference, and is held here against the engine and the practice server at once.

mod answers;
mod bodies;
mod cell;
mod desk;
mod file;
mod meanwhile;
mod people;
mod proof;
mod races;
mod record;
pub mod request;
mod turned;
mod verified;

use std::collections::{BTreeMap, BTreeSet};

use desk::Desk;

/// How many cells are played at one desk: its history and the server's log grow, and with them the time that each cell takes.
const DESK_LASTS: usize = 120;

/// Plays every cell of the version; one that fails does not hide the others.
async fn play(version: &'static str) {
    let cells = file::cells(version);
    assert_eq!(cells.len(), file::announced(version), "{version}: the cells that the file announces are played");
    let mut failed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut desk = Desk::new(version).await;
    for (number, (cell, outcome)) in cells.iter().enumerate() {
        if number % DESK_LASTS == DESK_LASTS - 1 {
            desk = Desk::new(version).await;
        }
        if let Err(why) = desk.play(cell, outcome, number).await {
            let name = format!("{} by {}: {} {} {}", cell.verb.word(), cell.by, cell.origin, cell.state, cell.rank);
            failed.entry(format!("{} {why}", cell.verb.word())).or_default().push(name);
        }
    }
    let count: usize = failed.values().map(Vec::len).sum();
    let told: Vec<String> = failed.iter().map(|(why, cells)| format!("{why}\n    {}", cells.join("\n    "))).collect();
    assert!(failed.is_empty(), "{version}: {count} of {} cells differ\n{}", cells.len(), told.join("\n"));
}

#[tokio::test]
async fn every_cell_of_3_5_is_as_the_file_says() {
    play("3.5").await;
}

#[tokio::test]
async fn every_cell_of_4_0_is_as_the_file_says() {
    play("4.0").await;
}

#[tokio::test]
async fn every_cell_of_4_2_is_as_the_file_says() {
    play("4.2").await;
}

#[tokio::test]
async fn every_cell_of_4_6_is_as_the_file_says() {
    play("4.6").await;
}

#[tokio::test]
async fn every_cell_of_gotosocial_is_as_the_file_says() {
    play("gotosocial").await;
}

#[test]
fn every_row_of_the_file_is_the_first_that_fits_some_cell() {
    let used: BTreeSet<usize> = file::VERSIONS.into_iter().flat_map(file::lines_used).collect();
    let idle: Vec<usize> = file::lines().into_iter().filter(|line| !used.contains(line)).collect();
    assert!(idle.is_empty(), "lines that say nothing: {idle:?}");
}
