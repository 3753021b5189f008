//! The data file: its rows, and the full product that they are read over.

use bailiwick_engine::action::{Refusal, Verb};
use serde_json::json;

use super::words::{Body, body, letters, says};

const TEXT: &str = include_str!("../gitlab-verbs.txt");

pub const VERBS: [Verb; 14] = [
    Verb::Activate,
    Verb::Deactivate,
    Verb::Block,
    Verb::Unblock,
    Verb::Ban,
    Verb::Unban,
    Verb::Approve,
    Verb::Reject,
    Verb::Delete,
    Verb::DeleteContributions,
    Verb::Note,
    Verb::BanBlocked,
    Verb::BlockBanned,
    Verb::BanDeactivated,
];
pub const VERSIONS: [&str; 4] = ["15.11", "16.11", "17.6", "18.6"];
pub const WHO: [&str; 11] = [
    "recent",
    "dormant",
    "never",
    "administrator",
    "oneself",
    "project-bot",
    "service-account",
    "ghost",
    "alert-bot",
    "placeholder",
    "sole-owner",
];
const STATES: [&str; 6] = ["active", "blocked", "ldap_blocked", "banned", "deactivated", "blocked_pending_approval"];
const KINDS: [&str; 7] = ["cells", "out", "sends", "desk", "server", "says", "leaves"];

/// A cell of the product with what the file says of it.
#[derive(Debug, Clone)]
pub struct Cell {
    pub verb: Verb,
    pub version: &'static str,
    pub who: &'static str,
    pub state: &'static str,
    pub desk: Told,
    /// None: told elsewhere, or by nobody.
    pub server: Option<Done>,
}

/// What the desk says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    Confirmed,
    Accepted,
    /// Sent, and refused for this reason.
    Server(Refusal),
    /// Never sent.
    Refused(Refusal),
    Unlisted,
}

/// What the server does: statuses and bodies of its answers, and what is so afterwards.
#[derive(Debug, Clone)]
pub struct Done {
    pub statuses: Vec<u16>,
    pub bodies: Vec<Body>,
    pub after: After,
}

impl Done {
    pub fn changes(&self) -> bool {
        self.after != After::Same
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    Same,
    State(&'static str),
    Noted,
    Queued { soft: bool },
}

/// What a verb leaves besides the state.
#[derive(Debug)]
pub struct Left {
    pub fields: Vec<&'static str>,
    pub letters: usize,
}

impl Cell {
    pub fn name(&self) -> String {
        format!("{} {} {} {}", self.version, self.verb.word(), self.who, self.state)
    }

    pub fn is_move(&self) -> bool {
        matches!(self.verb, Verb::BanBlocked | Verb::BlockBanned | Verb::BanDeactivated)
    }

    pub fn is_deletion(&self) -> bool {
        matches!(self.verb, Verb::Delete | Verb::DeleteContributions)
    }

    /// The requests: method, and what stands behind the user's path.
    pub fn requests(&self) -> Vec<(&'static str, &'static str)> {
        let row = first("sends", |row| row.fits(1, self.verb.word()));
        let one = |text: &'static str| text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        row.fields[2].split(';').map(one).collect()
    }

    pub fn leaves(&self) -> Left {
        let row = self.leaves_row();
        Left { fields: row.fields[3].split_whitespace().collect(), letters: row.fields[4].parse().unwrap() }
    }

    fn leaves_row(&self) -> Row {
        first("leaves", |row| row.fits(1, self.verb.word()) && row.fits(2, self.state))
    }
}

/// The refusal's own word.
pub fn word(refusal: &Refusal) -> String {
    serde_json::to_value(refusal).unwrap()["kind"].as_str().unwrap().to_owned()
}

/// A row of the file.
#[derive(Debug, Clone)]
pub struct Row {
    line: usize,
    pub fields: Vec<&'static str>,
}

impl Row {
    pub fn line(&self) -> usize {
        self.line
    }

    pub fn fits(&self, field: usize, word: &str) -> bool {
        let known: Vec<&str> = VERBS.iter().map(|verb| verb.word()).chain(VERSIONS).chain(WHO).chain(STATES).collect();
        let words = self.fields[field].split(',').map(str::trim);
        words.fold(false, |fits, one| {
            assert!(one == "*" || known.contains(&one), "line {}: nobody knows {one:?}", self.line);
            fits || one == "*" || one == word
        })
    }
}

pub fn rows() -> Vec<Row> {
    let lines = TEXT.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty() && !line.starts_with('#'));
    let rows: Vec<Row> =
        lines.map(|(text, line)| Row { line, fields: text.split('|').map(str::trim).collect() }).collect();
    for row in &rows {
        assert!(KINDS.contains(&row.fields[0]), "line {}: no row is {:?}", row.line, row.fields[0]);
    }
    rows
}

pub fn first(kind: &str, fits: impl Fn(&Row) -> bool) -> Row {
    let found = rows().into_iter().find(|row| row.fields[0] == kind && fits(row));
    found.unwrap_or_else(|| panic!("no row of {kind:?} fits"))
}

/// A combination of the words, and the rows that say something of it.
struct Combined {
    cell: (Verb, &'static str, &'static str, &'static str),
    out: Option<Row>,
    desk: Row,
    server: Row,
}

/// Every combination, also those that are left out.
fn product(version: &'static str) -> Vec<Combined> {
    let rows = rows();
    let first =
        |kind: &str, fits: &dyn Fn(&Row) -> bool| rows.iter().find(|row| row.fields[0] == kind && fits(row)).cloned();
    let mut all = Vec::new();
    for verb in VERBS {
        for who in WHO {
            for state in STATES {
                let narrow = |row: &Row| row.fits(1, verb.word()) && row.fits(2, who) && row.fits(3, state);
                let wide = |row: &Row| {
                    row.fits(1, verb.word()) && row.fits(2, version) && row.fits(3, who) && row.fits(4, state)
                };
                let name = || panic!("no row for {} {version} {who} {state}", verb.word());
                all.push(Combined {
                    cell: (verb, version, who, state),
                    out: first("out", &wide),
                    desk: first("desk", &narrow).unwrap_or_else(name),
                    server: first("server", &wide).unwrap_or_else(name),
                });
            }
        }
    }
    all
}

/// Every cell of the version that is played.
pub fn cells(version: &'static str) -> Vec<Cell> {
    let played = product(version).into_iter().filter(|combined| combined.out.is_none());
    let told = played.map(|Combined { cell: (verb, version, who, state), desk, server, .. }| Cell {
        verb,
        version,
        who,
        state,
        desk: told(&desk),
        server: done(&server, version, state),
    });
    told.collect()
}

/// The lines that say something of some cell of the version.
pub fn lines_used(version: &'static str) -> Vec<usize> {
    let mut used = Vec::new();
    for Combined { out, desk, server, .. } in product(version) {
        used.extend(out.as_ref().map(|row| row.line));
        if out.is_none() {
            used.extend([desk.line, server.line]);
            used.extend(letters(&server).into_iter().map(|letter| says(letter, version).line));
        }
    }
    let leaving = cells(version).into_iter().filter(|cell| cell.server.as_ref().is_some_and(Done::changes));
    used.extend(leaving.map(|cell| cell.leaves_row().line));
    let plain = rows().into_iter().filter(|row| ["cells", "sends"].contains(&row.fields[0]));
    used.extend(plain.map(|row| row.line));
    used
}

/// How many cells the file says that the version has.
pub fn announced(version: &str) -> usize {
    first("cells", |row| row.fields[1] == version).fields[2].parse().unwrap()
}

fn told(row: &Row) -> Told {
    match row.fields[4].split_whitespace().collect::<Vec<_>>().as_slice() {
        ["confirmed"] => Told::Confirmed,
        ["accepted"] => Told::Accepted,
        ["unlisted"] => Told::Unlisted,
        ["server", words @ ..] => Told::Server(refusal(words, row.line)),
        ["refused", words @ ..] => Told::Refused(refusal(words, row.line)),
        other => panic!("line {}: the desk does not say {other:?}", row.line),
    }
}

fn refusal(words: &[&str], line: usize) -> Refusal {
    let number = |at: usize| words[at].parse::<u32>().unwrap();
    let json = match words {
        [kind] => json!({ "kind": kind }),
        [kind, _, _] => json!({ "kind": kind, "days": number(1), "needed": number(2) }),
        _ => panic!("line {line}: no refusal {words:?}"),
    };
    serde_json::from_value(json).unwrap_or_else(|_| panic!("line {line}: no refusal {words:?}"))
}

fn done(row: &Row, version: &str, state: &'static str) -> Option<Done> {
    if ["untold", "composed"].contains(&row.fields[5]) {
        return None;
    }
    let statuses = row.fields[5].split(';').map(|status| status.trim().parse().unwrap()).collect();
    let bodies = row.fields[6].split(';').map(|text| body(text.trim(), version, state)).collect();
    let after = match row.fields[7] {
        "=" => After::Same,
        "noted" => After::Noted,
        "queued" => After::Queued { soft: false },
        "queued-soft" => After::Queued { soft: true },
        other => {
            let known = STATES.into_iter().find(|state| *state == other);
            After::State(known.unwrap_or_else(|| panic!("line {}: nobody is {other:?}", row.line)))
        }
    };
    Some(Done { statuses, bodies, after })
}
