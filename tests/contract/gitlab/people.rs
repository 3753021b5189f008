//! Who is there, and whom a run may touch: never the token's own account, never an administrator, never the server's own users or anybody's machines;
//! on a server elsewhere only people whose name begins with `contract`, because somebody made them for this. The run makes some itself.

use std::collections::HashSet;

use serde_json::Value;

use super::USERS;
use crate::rows::{key, text, yes};
use crate::table::{Table, Verdict};
use crate::wire::{Wire, path};

/// How many pages of a hundred are read to see who is there.
const PAGES: usize = 10;

/// How many members a run wants: one for every verb, one for the requests, two to be deleted.
const WANTED: usize = 4;

/// The word of those who wait for approval.
pub const PENDING: &str = "blocked_pending_approval";

/// Who is there.
#[derive(Debug, Default)]
pub struct People {
    /// The token's own account.
    pub me: Value,
    /// Everybody, as far as was read, newest first.
    pub everybody: Vec<Value>,
    /// Active people who may be touched; never seen ones first, because those can be deactivated.
    pub members: Vec<Value>,
    /// Those who wait and may be touched.
    pub waiting: Vec<Value>,
    own: HashSet<String>,
    anybody: bool,
}

impl People {
    /// Reads the list, and makes up who is missing.
    pub async fn read(wire: &Wire, me: &str, table: &mut Table) -> Self {
        let mut people = People { anybody: wire.target().is_loopback(), ..People::default() };
        people.me = wire.get(&format!("{USERS}/{me}")).await.json();
        people.everybody = pages(wire, &[]).await;
        let persons = pages(wire, &[("exclude_internal", "true")]).await;
        people.own = persons.iter().map(key).collect();
        people.members = people.some("active");
        people.waiting = people.some(PENDING);
        let missing = WANTED.saturating_sub(people.members.len());
        if missing > 0 {
            let verdict = people.make(wire, missing).await;
            table.put("POST users, to have somebody", verdict);
        }
        people
    }

    /// Those in the state who may be touched; made for this first.
    fn some(&self, state: &str) -> Vec<Value> {
        let mut rows: Vec<Value> = self
            .everybody
            .iter()
            .filter(|row| text(row, "state") == state && self.may_be_touched(row))
            .cloned()
            .collect();
        rows.sort_by_key(|row| (!is_ours(row), was_seen(row), yes(row, "two_factor_enabled")));
        rows
    }

    /// Neither ourselves, nor staff, nor a machine, nor the server's own. What cannot be told counts as staff.
    pub fn may_be_touched(&self, row: &Value) -> bool {
        let own = self.me["id"].is_null() || key(row) == key(&self.me);
        let plain = row["is_admin"] == false && row["bot"] == false && self.own.contains(&key(row));
        !own && plain && (self.anybody || is_ours(row))
    }

    /// Makes members: active at once, with a random password. They may be mailed, at an address that leads nowhere.
    async fn make(&mut self, wire: &Wire, count: usize) -> Verdict {
        let taken: HashSet<&str> = self.everybody.iter().map(|row| text(row, "username")).collect();
        let names = (1..).map(|number| format!("contract_made_{number}")).filter(|name| !taken.contains(name.as_str()));
        for name in names.take(count).collect::<Vec<_>>() {
            let mail = format!("{name}@mail.example");
            let form = [
                ("username", name.as_str()),
                ("name", "Made for a contract"),
                ("email", &mail),
                ("force_random_password", "true"),
                ("skip_confirmation", "true"),
            ];
            let answer = wire.post(USERS, &form).await;
            if answer.status != 201 {
                return answer.judged("a new user", 201, |_| Ok(String::new()));
            }
            self.own.insert(key(&answer.json()));
            self.members.push(answer.json());
        }
        Verdict::served(format!("{count} made"))
    }

    /// The first that fits, to look for by a filter, not to act on.
    pub fn sample(&self, fits: impl Fn(&Value) -> bool) -> Option<&Value> {
        self.members.iter().chain(&self.everybody).find(|row| fits(row))
    }
}

/// Whether somebody made the account for a contract.
fn is_ours(row: &Value) -> bool {
    text(row, "username").starts_with("contract")
}

/// Whether there was ever a sign-in or activity.
pub fn was_seen(row: &Value) -> bool {
    !row["last_activity_on"].is_null() || !row["current_sign_in_at"].is_null()
}

/// A list, as far as it is read.
async fn pages(wire: &Wire, query: &[(&str, &str)]) -> Vec<Value> {
    let mut all = Vec::new();
    for number in 1..=PAGES {
        let number = number.to_string();
        let mut query = query.to_vec();
        query.extend([("per_page", "100"), ("page", number.as_str())]);
        let rows = wire.get(&path(USERS, &query)).await.rows().unwrap_or_default();
        let full = rows.len() == 100;
        all.extend(rows);
        if !full {
            break;
        }
    }
    all
}
