//! The GitLabs.

use std::time::Duration;

use bailiwick_practice::{BareBody, Fault, FaultKind, GitlabSwitches, Kind, Options, Practice, Who, serve};
use serde_json::Value;

use super::{differs, none, without};
use crate::run::whole;
use crate::table::{Row, Table};
use crate::target::Target;

async fn practice(version: &str, enterprise: bool) -> Result<Practice, String> {
    let options = Options {
        people: 20,
        limits: None,
        worker_delay: Duration::ZERO,
        gitlab: GitlabSwitches { version: version.to_owned(), enterprise, ..GitlabSwitches::default() },
        ..Options::new(Kind::Gitlab)
    };
    serve(options).await.map_err(|error| error.to_string())
}

async fn run(server: &Practice, who: Who) -> Result<Table, String> {
    let token = server.token(who);
    let before = untouchable(server);
    let table = whole(Target::new(&server.base_url(), &token, false)?, Table::default()).await;
    if untouchable(server) != before {
        return Err("staff, machines or the server's own users are not as they were".to_owned());
    }
    without(&token, table)
}

/// Administrators, machines and the server's own users, as the server keeps them; but for what the ghost inherits.
fn untouchable(server: &Practice) -> Vec<Value> {
    let others = |person: &Value| person["is_admin"] == true || person["user_type"] != "human";
    let mut people: Vec<Value> = server.people().into_iter().filter(others).collect();
    for fields in people.iter_mut().filter_map(Value::as_object_mut) {
        fields.retain(|name, _| !["issues", "merge_requests"].contains(&name.as_str()));
    }
    people
}

/// An administrator finds everything served, and somebody for everything.
pub async fn version(version: &str, enterprise: bool) -> Result<String, String> {
    let table = run(&practice(version, enterprise).await?, Who::Administrator).await?;
    none(&table, "differs")?;
    let old = version.starts_with("15.") || version.starts_with("16.");
    let odd = table.rows.iter().filter(|row| match row.verdict.word() {
        // These filters came with 17.0.
        "refused" => !old || !row.operation.starts_with("desk: search kind:"),
        "not tried" => !version.starts_with("15.") || row.operation != "block oneself",
        _ => false,
    });
    let odd: Vec<String> = odd.map(Row::line).collect();
    if odd.is_empty() { Ok(table.sum()) } else { Err(odd.join("\n")) }
}

/// A token that may only read is refused whatever would change something, for its scope, and nothing else.
pub async fn reading() -> Result<String, String> {
    let server = practice("18.6.1", false).await?;
    let before = server.people();
    let table = run(&server, Who::Read).await?;
    none(&table, "differs")?;
    if table.count("refused") < 10 {
        return Err(format!("too little is refused: {}\n{}", table.sum(), table.lines("refused")));
    }
    if server.people() != before {
        return Err("somebody is not as they were".to_owned());
    }
    Ok(table.sum())
}

/// A server that breaks the contract here shows it in this row.
pub async fn broken(fault: Fault, row: &str) -> Result<String, String> {
    let server = practice("18.6.1", false).await?;
    server.add_fault(fault);
    differs(&run(&server, Who::Administrator).await?, row)
}

/// A parameter that the server doesn't look at.
pub fn ignored(name: &str) -> Fault {
    Fault::new("/api/v4/users", FaultKind::IgnoreFilter { name: name.to_owned() })
}

/// A verb that is answered and not done.
pub fn without_effect(verb: &str) -> Fault {
    Fault::new(format!("/api/v4/users/*/{verb}"), FaultKind::NoEffect)
}

/// Lists without a way on.
pub fn without_links() -> Fault {
    Fault::new("/api/v4/users", FaultKind::NoLink)
}

/// Another body than GitLab's.
pub fn other_body() -> Fault {
    Fault::new("/api/v4/users/*/approve", FaultKind::Bare { body: BareBody::Empty })
}

/// Changes of users that are answered and not kept.
pub fn forgetful() -> Fault {
    Fault::new("/api/v4/users/*", FaultKind::NoEffect).on("PUT")
}
