//! Who is there, and whom a run may touch: never the token's own account, never staff, never the server's own actor; people
//! whose name begins with `contract` first, because somebody made them for this.

use serde_json::Value;

pub use crate::rows::{text, yes};
use crate::wire::{Wire, path};

/// The list with all its parameters.
pub const V2: &str = "api/v2/admin/accounts";
/// The list of old, and everything about one account.
pub const V1: &str = "api/v1/admin/accounts";

/// The account that speaks for a Mastodon itself.
pub const ACTOR: &str = "-99";

/// Permissions of ordinary members: to invite, and to invite without approval.
const MEMBERS: u64 = 0x1_0000 | 0x20_0000;

/// The account's id.
pub fn id(row: &Value) -> &str {
    text(row, "id")
}

/// Whether the account is of this server.
pub fn local(row: &Value) -> bool {
    row["domain"].is_null()
}

/// Whether it waits for approval.
pub fn pending(row: &Value) -> bool {
    local(row) && row["approved"] == false
}

/// Who is there, as far as the first pages of the lists tell. All of them may be touched but `me` and `staff`.
#[derive(Debug, Default)]
pub struct People {
    /// The token's own account.
    pub me: Value,
    /// The id of the token's own role; none where roles have none.
    pub my_role: Option<String>,
    /// People of this server without any restriction.
    pub members: Vec<Value>,
    /// People of other servers without any restriction.
    pub remotes: Vec<Value>,
    /// Those who wait, without confirmed mail first: approving one of the others mails a welcome.
    pub waiting: Vec<Value>,
    /// People of this server who are suspended, and whose data is not erased yet.
    pub suspended: Vec<Value>,
    /// What this server calls itself.
    home: String,
}

impl People {
    /// Reads the first pages of the lists.
    pub async fn read(wire: &Wire, me: &str, home: &str) -> Self {
        let mut people = People { home: home.to_owned(), ..People::default() };
        people.me = wire.get(&format!("{V1}/{me}")).await.json();
        people.my_role = match &people.me["role"]["id"] {
            Value::String(id) => Some(id.clone()),
            Value::Number(id) => Some(id.to_string()),
            _ => None,
        };
        let free = |row: &Value| {
            ["suspended", "silenced", "sensitized", "disabled"].iter().all(|flag| !yes(row, flag))
                && !yes(&row["account"], "memorial")
        };
        let member = |row: &Value| local(row) && free(row) && yes(row, "approved") && yes(row, "confirmed");
        people.members = people.some(wire, "origin", "local", "active", member).await;
        people.remotes = people.some(wire, "origin", "remote", "active", |row| !local(row) && free(row)).await;
        people.waiting = people.some(wire, "status", "pending", "pending", |row| pending(row) && free(row)).await;
        people.waiting.sort_by_key(|row| (!is_ours(row), yes(row, "confirmed")));
        let erasable = |row: &Value| local(row) && yes(row, "suspended") && !yes(row, "disabled") && !pending(row);
        people.suspended = people.some(wire, "origin", "local", "suspended", erasable).await;
        people
    }

    /// Those of a list who may be touched and fit; made for this first.
    async fn some(
        &self,
        wire: &Wire,
        name: &str,
        value: &str,
        status: &str,
        fits: impl Fn(&Value) -> bool,
    ) -> Vec<Value> {
        let mut rows: Vec<Value> = Vec::new();
        for more in [Some(("username", "contract")), None] {
            let mut query = vec![("limit", "200"), ("status", status), (name, value)];
            query.dedup_by_key(|pair| pair.0);
            query.extend(more);
            rows.extend(wire.get(&path(V2, &query)).await.rows().unwrap_or_default());
        }
        let mut seen = std::collections::HashSet::new();
        rows.retain(|row| fits(row) && self.may_be_touched(row) && seen.insert(id(row).to_owned()));
        rows.sort_by_key(|row| !is_ours(row));
        rows
    }

    /// Neither ourselves, nor staff, nor the server's own actor. What cannot be told counts as staff.
    pub fn may_be_touched(&self, row: &Value) -> bool {
        let own = id(row) == id(&self.me) || text(row, "username") == self.home;
        !own && !id(row).is_empty() && id(row) != ACTOR && !id(&self.me).is_empty() && is_member(row)
    }

    /// The first member that fits: to look for by a filter, not to act on.
    pub fn sample(&self, fits: impl Fn(&Value) -> bool) -> Option<&Value> {
        self.members.iter().chain([&self.me]).find(|row| fits(row))
    }
}

/// Whether somebody made the account for a contract.
pub fn is_ours(row: &Value) -> bool {
    text(row, "username").starts_with("contract")
}

/// An ordinary member, or anybody of another server. The role comes in four shapes.
fn is_member(row: &Value) -> bool {
    if row["account"]["roles"].as_array().is_some_and(|roles| !roles.is_empty()) {
        return false;
    }
    match &row["role"] {
        // Of another server. One of this server without a role has no user: nothing can be done to it as to others.
        Value::Null => !local(row),
        Value::String(word) => word == "user",
        Value::Object(role) => {
            !local(row) || role.get("permissions").and_then(bits).is_some_and(|bits| bits & !MEMBERS == 0)
        }
        _ => false,
    }
}

fn bits(permissions: &Value) -> Option<u64> {
    permissions.as_u64().or_else(|| permissions.as_str()?.parse().ok())
}
