//! The shape of an account: what is text, number, null or absent, by software and version.

use serde_json::Value;

use super::Contract;
use super::people::{ACTOR, V1, V2, id, local, text, yes};
use crate::table::Verdict;

/// What is null for people of other servers, because the server doesn't know it.
const UNKNOWN_ELSEWHERE: [&str; 9] =
    ["email", "ip", "confirmed", "disabled", "approved", "locale", "invite_request", "ips", "role"];

impl Contract<'_> {
    /// Shapes of the people who are there.
    pub(super) async fn shapes(&mut self) {
        let member = self.people.sample(|row| local(row) && text(row, "email").contains('@')).cloned();
        self.shape("a local account", member.as_ref(), "a local member", |contract, row| contract.local_shape(row));
        let me = Some(self.people.me.clone()).filter(|me| !id(me).is_empty());
        self.shape("one's own account", me.as_ref(), "an account of one's own", |contract, row| {
            contract.local_shape(row)
        });
        let remote = self.people.remotes.first().cloned();
        self.shape("a remote account", remote.as_ref(), "somebody of another server", |contract, row| {
            contract.remote_shape(row)
        });
        let suspended = self.people.suspended.first().cloned();
        self.shape("a suspended account", suspended.as_ref(), "somebody of this server who is suspended", |_, row| {
            blanked(row)
        });
        if !self.dialect.is_gotosocial() {
            self.actor().await;
        }
    }

    fn shape(
        &mut self,
        operation: &str,
        row: Option<&Value>,
        needed: &str,
        look: impl FnOnce(&Self, &Value) -> Result<String, String>,
    ) {
        let verdict = match row.map(|row| look(self, row)) {
            None => Verdict::not_tried(needed),
            Some(Ok(detail)) => Verdict::Served(detail),
            Some(Err(came)) => Verdict::differs("the shape of this version", came),
        };
        self.put(format!("JSON of {operation}"), verdict);
    }

    fn local_shape(&self, row: &Value) -> Result<String, String> {
        for key in ["id", "username", "created_at", "email"] {
            need(row, key, Value::is_string)?;
        }
        for key in ["confirmed", "approved", "disabled", "suspended", "silenced"] {
            need(row, key, Value::is_boolean)?;
        }
        need(row, "account", Value::is_object)?;
        need(row, "ips", Value::is_array)?;
        let with_sensitized = self.dialect.since(4, 0);
        if row.get("sensitized").is_some() != with_sensitized {
            return Err(format!("`sensitized` {}", row["sensitized"]));
        }
        for known in row["ips"].as_array().into_iter().flatten() {
            need(known, "ip", Value::is_string)?;
            need(known, "used_at", Value::is_string)?;
        }
        let old = self.dialect.before(4, 0);
        need(row, "ip", |ip| ip.is_null() || if old { ip.is_object() } else { ip.is_string() })?;
        self.role_shape(&row["role"])
            .map(|role| format!("{}, role {role}", if old { "ip an object" } else { "ip text" }))
    }

    /// A word up to 3.5, the raw record in 4.0, an entity with texts since 4.1.
    fn role_shape(&self, role: &Value) -> Result<&'static str, String> {
        let permissions = &role["permissions"];
        let decimal = permissions.as_str().is_some_and(|text| text.parse::<u64>().is_ok());
        if self.dialect.before(4, 0) {
            return if role.is_string() { Ok("a word") } else { Err(format!("role {role}")) };
        }
        if self.dialect.before(4, 1) && role["id"].is_i64() && permissions.is_u64() {
            return Ok("the raw record");
        }
        if role["id"].is_string() && decimal { Ok("an entity") } else { Err(format!("role {role}")) }
    }

    fn remote_shape(&self, row: &Value) -> Result<String, String> {
        need(row, "domain", Value::is_string)?;
        if self.dialect.is_gotosocial() {
            for key in ["email", "locale"] {
                need(row, key, |value| value == "")?;
            }
            for key in ["confirmed", "approved", "disabled"] {
                need(row, key, |value| value == false)?;
            }
            return need(row, "role", Value::is_object)
                .map(|()| "empty texts and false where Mastodon has null".to_owned());
        }
        for key in UNKNOWN_ELSEWHERE {
            // Null, not absent: the difference tells an older server from an account without a user.
            need(row, key, Value::is_null)?;
            if row.get(key).is_none() {
                return Err(format!("no `{key}`"));
            }
        }
        Ok(format!("null: {}", UNKNOWN_ELSEWHERE.join(", ")))
    }

    /// The server's own actor can be read, and is in no list.
    async fn actor(&mut self) {
        let answer = self.wire.get(&format!("{V1}/{ACTOR}")).await;
        let verdict = answer.judged("the server's own actor, by its fixed id", 200, |answer| {
            let row = answer.json();
            if id(&row) == ACTOR { Ok(text(&row, "username").to_owned()) } else { Err(format!("id {}", row["id"])) }
        });
        self.put("GET the server's own actor", verdict);
        let name = answer.json()["username"].as_str().unwrap_or("nobody").to_owned();
        self.list(
            "the server's own actor in the list",
            V2,
            &[("username", &name), ("origin", "local")],
            "in no list",
            |rows| {
                if rows.iter().any(|row| id(row) == ACTOR) {
                    Err("listed".to_owned())
                } else {
                    Ok("not listed".to_owned())
                }
            },
        )
        .await;
    }
}

fn need(row: &Value, key: &str, is: impl FnOnce(&Value) -> bool) -> Result<(), String> {
    if is(&row[key]) { Ok(()) } else { Err(format!("`{key}` is {}", row[key])) }
}

/// What a moderator judged by is gone from the API once somebody is suspended.
fn blanked(row: &Value) -> Result<String, String> {
    let inner = &row["account"];
    if !yes(inner, "suspended") {
        return Err("the account inside is not called suspended".to_owned());
    }
    match (text(inner, "display_name"), text(inner, "note")) {
        ("", "") => Ok("name and text are blank".to_owned()),
        (name, _) => Err(format!("display name {name:?}")),
    }
}
