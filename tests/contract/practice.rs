//! The contract against the practice servers: each version keeps it whole, and what breaks it is seen. Here the Mastodons.

pub mod gitlab;

use std::time::Duration;

use bailiwick_practice::{
    BareBody, Dialect, ErrorBody, Fault, FaultKind, Kind, Limits, Manner, Options, Practice, Who, serve,
};

use serde_json::Value;

use crate::run::whole;
use crate::table::{Table, Verdict};
use crate::target::Target;

/// Limits that are told and never reached: old versions count three hundred of a user in any window.
const LIMITS: Limits = Limits {
    per_token: 100_000,
    per_user: 100_000,
    window: Duration::from_secs(1),
    paging: 100_000,
    paging_window: Duration::from_secs(1),
};

/// Rows that are refused by a stock moderator's role.
const BY_ROLE: [&str; 2] = ["desk: delete data", "body of DELETE, a second time"];

async fn practice(version: Dialect) -> Result<Practice, String> {
    // A deletion that waits for its worker is taken twice; GoToSocial refuses a second action while one runs.
    let worker_delay = if version == Dialect::GoToSocial { Duration::ZERO } else { Duration::from_secs(600) };
    let options = Options {
        manner: Manner { version, ..Manner::default() },
        people: 20,
        limits: Some(LIMITS),
        worker_delay,
        ..Options::new(Kind::Mastodon)
    };
    serve(options).await.map_err(|error| error.to_string())
}

async fn run(server: &Practice, who: Who) -> Result<Table, String> {
    let token = server.token(who);
    let (staff, told) = (untouchable(server), told(server));
    let table = whole(Target::new(&server.base_url(), &token, false)?, Table::default()).await;
    if untouchable(server) != staff {
        return Err("staff or the server's own actor are not as they were".to_owned());
    }
    if self::told(server) != told {
        return Err("somebody was told of a measure".to_owned());
    }
    without(&token, table)
}

/// The table, in which the token must not stand.
fn without(token: &str, table: Table) -> Result<Table, String> {
    match table.rows.iter().find(|row| row.line().contains(token)) {
        Some(row) => Err(format!("the token stands in the row {:?}", row.operation)),
        None => Ok(table),
    }
}

/// Everybody with a role, and the server's own actor, as the server keeps them.
fn untouchable(server: &Practice) -> Vec<Value> {
    let people = server.people().into_iter();
    people.filter(|person| person["id"].to_string().contains("-99") || !person["user"]["role"].is_null()).collect()
}

/// How many people were ever told of a measure, by mail or in the server.
fn told(server: &Practice) -> usize {
    let state = server.state();
    state["strikes"].as_array().into_iter().flatten().filter(|strike| strike["notified"] == true).count()
}

/// An owner finds everything served, and on a Mastodon somebody for everything.
pub async fn version(version: Dialect) -> Result<String, String> {
    let table = run(&practice(version).await?, Who::Owner).await?;
    none(&table, "differs")?;
    if version != Dialect::GoToSocial {
        none(&table, "not tried")?;
        // Of 3.5 some searches are known to have no parameter.
        if version != Dialect::V3_5 {
            none(&table, "refused")?;
        }
    }
    Ok(table.sum())
}

/// A stock moderator is refused what the role doesn't allow, and nothing else.
pub async fn as_moderator() -> Result<String, String> {
    let table = run(&practice(Dialect::V4_6).await?, Who::Moderator).await?;
    none(&table, "differs")?;
    none(&table, "not tried")?;
    let refused: Vec<_> = table.rows.iter().filter(|row| row.verdict.word() == "refused").collect();
    let names: Vec<_> = refused.iter().map(|row| row.operation.as_str()).collect();
    if names == BY_ROLE { Ok(table.sum()) } else { Err(format!("refused: {names:?}")) }
}

/// A server that breaks the contract here shows it in this row.
pub async fn broken(fault: Fault, row: &str) -> Result<String, String> {
    let server = practice(Dialect::V4_6).await?;
    server.add_fault(fault);
    differs(&run(&server, Who::Owner).await?, row)
}

/// The row says that the server answers otherwise.
fn differs(table: &Table, row: &str) -> Result<String, String> {
    match table.rows.iter().find(|known| known.operation == row).map(|row| &row.verdict) {
        Some(Verdict::Differs { .. }) => Ok(table.sum()),
        Some(other) => Err(format!("{row}: {other:?}")),
        None => Err(format!("there is no row {row}")),
    }
}

/// A parameter that the server doesn't look at.
pub fn ignored(name: &str) -> Fault {
    Fault::new("/api/v2/admin/accounts", FaultKind::IgnoreFilter { name: name.to_owned() })
}

/// A verb that is answered and not done.
pub fn without_effect() -> Fault {
    Fault::new("/api/v1/admin/accounts/*/action", FaultKind::NoEffect)
}

/// Lists without a way on.
pub fn without_links() -> Fault {
    Fault::new("/api/v2/admin/accounts", FaultKind::NoLink)
}

/// Another body than this version's.
pub fn other_body() -> Fault {
    Fault::new("/api/v1/admin/accounts/*/reject", FaultKind::Bare { body: BareBody::Message })
}

/// A server in trouble where reports are resolved.
pub fn in_trouble() -> Fault {
    let trouble = FaultKind::Status { code: 500, body: ErrorBody::Html };
    Fault::new("/api/v1/admin/reports/*/resolve", trouble)
}

/// Nobody answers: one row says so, and the run ends.
pub async fn nobody_there() -> Result<String, String> {
    let server = practice(Dialect::V4_6).await?;
    let (address, token) = (server.base_url(), server.token(Who::Owner));
    server.stop().await.map_err(|error| error.to_string())?;
    let table = whole(Target::new(&address, &token, false)?, Table::default()).await;
    match table.rows.as_slice() {
        [row] if row.verdict.word() == "differs" => Ok(table.sum()),
        rows => Err(format!("{} rows", rows.len())),
    }
}

/// Only this computer, or what somebody calls disposable; never a token over plain http, never one in an error.
pub async fn guarded() -> Result<String, String> {
    let cases = [
        ("http://127.0.0.1:3000", "token-token", false, true),
        ("http://[::1]:3000/", "token-token", false, true),
        ("http://localhost:3000", "token-token", false, true),
        ("https://tree.example", "token-token", false, false),
        ("https://tree.example", "token-token", true, true),
        ("https://127.0.0.1.tree.example", "token-token", false, false),
        ("http://tree.example", "token-token", true, false),
        ("https://me:secret@tree.example", "token-token", true, false),
        ("ftp://tree.example", "token-token", true, false),
        ("tree.example", "token-token", true, false),
        ("http://127.0.0.1:3000", " ", false, false),
    ];
    for (address, token, disposable, fine) in cases {
        let target = Target::new(address, token, disposable);
        if target.is_ok() != fine {
            return Err(format!("{address}: {target:?}"));
        }
        if format!("{target:?}").contains("token-token") {
            return Err(format!("{address}: the token is in {target:?}"));
        }
    }
    let names = [("hollyhock.example", true), ("127.0.0.1:4791", true), ("mastodon.social", false), ("example", false)];
    let here = Target::new("http://127.0.0.1:3000", "token-token", false)?;
    if let Some((name, _)) = names.into_iter().find(|(name, fine)| here.may_be(name) != *fine) {
        return Err(format!("a server on this computer that calls itself {name}"));
    }
    Ok(format!("{} addresses", cases.len()))
}

/// Servers' words can't move the terminal's cursor.
pub async fn plain_words() -> Result<String, String> {
    let mut table = Table::default();
    table.put("words", Verdict::served(format!("\u{1b}[2J{}", "x".repeat(1000))));
    let line = table.lines("served");
    if line.contains('\u{1b}') || line.len() > 600 {
        Err(line)
    } else {
        Ok("no control characters, and cut".to_owned())
    }
}

fn none(table: &Table, word: &str) -> Result<(), String> {
    match table.count(word) {
        0 => Ok(()),
        _ => Err(format!("{}\n{}", table.sum(), table.lines(word))),
    }
}
