//! The data file: its rows, and the full product that they are read over.

use bailiwick_engine::action::{Refusal, Verb};
use serde_json::json;

const TEXT: &str = include_str!("../mastodon-verbs.txt");

const VERBS: [Verb; 12] = [
    Verb::Approve,
    Verb::Reject,
    Verb::Warn,
    Verb::Sensitive,
    Verb::LiftSensitive,
    Verb::Freeze,
    Verb::Unfreeze,
    Verb::Limit,
    Verb::LiftLimit,
    Verb::Suspend,
    Verb::Unsuspend,
    Verb::DeleteData,
];
pub const VERSIONS: [&str; 5] = ["3.5", "4.0", "4.2", "4.6", "gotosocial"];
const BY: [&str; 2] = ["moderator", "admin"];
const ORIGINS: [&str; 2] = ["local", "remote"];
const STATES: [&str; 15] = [
    "active",
    "unconfirmed",
    "pending",
    "pending-unconfirmed",
    "limited",
    "sensitive",
    "frozen",
    "suspended",
    "suspended-limited",
    "erased",
    "suspended-elsewhere",
    "without-user",
    "moved",
    "memorial",
    "bot",
];
const RANKS: [&str; 5] = ["member", "below", "same", "above", "self"];

/// A cell of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub verb: Verb,
    pub version: &'static str,
    pub by: &'static str,
    pub origin: &'static str,
    pub state: &'static str,
    pub rank: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Never sent; what the server makes of the raw request.
    Refused(Refusal, Proof),
    Confirmed,
    Unprovable,
    Accepted,
    /// Sent, and refused with this status for this reason.
    Server(Refusal, u16),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Server(u16),
    HarmfulStrike,
    HarmfulLog,
    Idle,
    House,
}

struct Row {
    line: usize,
    fields: Vec<&'static str>,
}

fn rows() -> impl Iterator<Item = Row> {
    let lines = TEXT.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(|(text, line)| Row { line, fields: text.split('|').map(str::trim).collect() })
}

fn fits(pattern: &str, word: &str, known: &[&str], line: usize) -> bool {
    let words = pattern.split(',').map(str::trim);
    words.fold(false, |fits, one| {
        assert!(one == "*" || known.contains(&one), "line {line}: nobody knows {one:?}");
        fits || one == "*" || one == word
    })
}

fn refusal(word: &str, line: usize) -> Refusal {
    serde_json::from_value(json!({ "kind": word })).unwrap_or_else(|_| panic!("line {line}: no refusal {word:?}"))
}

/// None: left out.
fn outcome(text: &str, proof: &str, line: usize) -> Option<Outcome> {
    let words: Vec<&str> = text.split_whitespace().collect();
    Some(match words.as_slice() {
        ["out"] => {
            assert!(!proof.is_empty(), "line {line}: nothing is left out without a reason");
            return None;
        }
        ["confirmed"] => Outcome::Confirmed,
        ["unprovable"] => Outcome::Unprovable,
        ["accepted"] => Outcome::Accepted,
        ["server", why, code] => Outcome::Server(refusal(why, line), code.parse().unwrap()),
        ["refused", why] => Outcome::Refused(refusal(why, line), self::proof(proof, line)),
        _ => panic!("line {line}: no outcome {text:?}"),
    })
}

fn proof(text: &str, line: usize) -> Proof {
    match text.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["server", code] => Proof::Server(code.parse().unwrap()),
        ["harmful", "strike"] => Proof::HarmfulStrike,
        ["harmful", "log"] => Proof::HarmfulLog,
        ["idle"] => Proof::Idle,
        ["house"] => Proof::House,
        _ => panic!("line {line}: no proof {text:?}"),
    }
}

fn table() -> Vec<Row> {
    rows().filter(|row| !["cells", "again"].contains(&row.fields[0])).collect()
}

fn row_of<'a>(rows: &'a [Row], cell: &Cell) -> &'a Row {
    let verbs: Vec<&str> = VERBS.iter().map(|verb| verb.word()).collect();
    let row = rows.iter().find(|Row { line, fields }| {
        fits(fields[0], cell.verb.word(), &verbs, *line)
            && fits(fields[1], cell.version, &VERSIONS, *line)
            && fits(fields[2], cell.by, &BY, *line)
            && fits(fields[3], cell.origin, &ORIGINS, *line)
            && fits(fields[4], cell.state, &STATES, *line)
            && fits(fields[5], cell.rank, &RANKS, *line)
    });
    row.unwrap_or_else(|| panic!("no row for {cell:?}"))
}

/// Every cell of the version that is played, with its outcome.
pub fn cells(version: &'static str) -> Vec<(Cell, Outcome)> {
    let rows = table();
    let told = product(version).into_iter().filter_map(|cell| {
        let Row { line, fields } = row_of(&rows, &cell);
        let proof = fields.get(7).copied().unwrap_or_default();
        Some((cell, outcome(fields[6], proof, *line)?))
    });
    told.collect()
}

/// The lines of the rows that are the first to fit some cell.
pub fn lines_used(version: &'static str) -> Vec<usize> {
    let rows = table();
    product(version).iter().map(|cell| row_of(&rows, cell).line).collect()
}

/// The lines of all rows.
pub fn lines() -> Vec<usize> {
    table().iter().map(|row| row.line).collect()
}

/// Every combination of the words, also those that cannot be.
fn product(version: &'static str) -> Vec<Cell> {
    let mut cells = Vec::new();
    for verb in VERBS {
        for by in BY {
            for origin in ORIGINS {
                for state in STATES {
                    cells.extend(RANKS.map(|rank| Cell { verb, version, by, origin, state, rank }));
                }
            }
        }
    }
    cells
}

/// What the verb meets when it is called a second time.
pub fn again(cell: &Cell, first: &Outcome) -> Outcome {
    let row = rows().find(|row| {
        row.fields[0] == "again"
            && row.fields[1] == cell.verb.word()
            && fits(row.fields[2], cell.version, &VERSIONS, row.line)
    });
    let Row { line, fields } = row.unwrap_or_else(|| panic!("no row tells what {:?} does twice", cell.verb));
    // What the server makes of a raw second call is told by the row of the state that the first one left.
    if fields[3] == "as before" { first.clone() } else { outcome(fields[3], "house", line).unwrap() }
}

/// How many cells the file says that the version has.
pub fn announced(version: &str) -> usize {
    let row = rows().find(|row| row.fields[0] == "cells" && row.fields[1] == version);
    row.unwrap_or_else(|| panic!("the number of cells of {version} is missing")).fields[2].parse().unwrap()
}
