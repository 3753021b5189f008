//! Both lists: what they hold by default, and by state and origin.

use serde_json::Value;

use super::people::{V1, V2, id, local, pending, text, yes};
use super::{Contract, all, all_with, counted, ids};
use crate::table::Verdict;

/// The states of the lists: word, whether a row is in it, who is needed to see it.
type State = (&'static str, fn(&Value) -> bool, &'static str);

const STATES: [State; 5] = [
    ("active", |row| !yes(row, "suspended"), "anybody who is not suspended"),
    ("pending", pending, "a pending sign-up"),
    ("disabled", |row| yes(row, "disabled"), "somebody whose login is frozen"),
    ("silenced", |row| yes(row, "silenced"), "somebody who is limited"),
    ("suspended", |row| yes(row, "suspended"), "somebody who is suspended"),
];

impl Contract<'_> {
    /// Both lists by state and origin.
    pub(super) async fn lists(&mut self) {
        self.defaults().await;
        self.first_list().await;
        self.second_list().await;
    }

    /// v1 means local and not suspended, v2 means everybody.
    async fn defaults(&mut self) {
        let rule = "local people who are not suspended, pending ones among them (defaults of v1)";
        self.each("v1 list", V1, &[], rule, "anybody", |row| local(row) && !yes(row, "suspended")).await;
        let named = |row: Option<&Value>| row.map(|row| (id(row).to_owned(), text(row, "username").to_owned()));
        let cases = [
            ("somebody remote", named(self.people.remotes.first()), false),
            ("somebody suspended", named(self.people.suspended.first()), false),
            ("a pending sign-up", named(self.people.waiting.first()), true),
        ];
        for (who, sample, in_first) in cases {
            let Some((id, name)) = sample else {
                self.put(format!("v1 and v2 without parameters: {who}"), Verdict::not_tried(who));
                continue;
            };
            let query = [("username", name.as_str()), ("limit", "200")];
            let rule = if in_first {
                "in the list: v1 leaves out remote and suspended ones only"
            } else {
                "not in the list: v1 is local and not suspended"
            };
            let there = |rows: &[Value]| rows.iter().any(|row| text(row, "id") == id);
            self.list(&format!("v1 without parameters: {who}"), V1, &query, rule, |rows| {
                if there(rows) == in_first { Ok(counted(rows.len())) } else { Err(counted(rows.len())) }
            })
            .await;
            self.list(
                &format!("v2 without parameters: {who}"),
                V2,
                &query,
                "in the list: v2 has no defaults",
                |rows| all_with(rows, &id, |_| true),
            )
            .await;
        }
    }

    /// v1: flags count by being there; of several the last of a fixed order counts.
    async fn first_list(&mut self) {
        let mastodon = !self.dialect.is_gotosocial();
        self.each("v1 remote=true", V1, &[("remote", "true")], "people of other servers", "somebody remote", |row| {
            !local(row)
        })
        .await;
        let said =
            if mastodon { "a flag counts by its presence: remote all the same" } else { "a flag that says no: local" };
        self.each("v1 remote=false", V1, &[("remote", "false")], said, "somebody remote", |row| local(row) != mastodon)
            .await;
        for (word, fits, needed) in STATES {
            self.each(&format!("v1 {word}=true"), V1, &[(word, "true")], "local people in that state", needed, |row| {
                local(row) && fits(row)
            })
            .await;
            if mastodon {
                self.same(
                    &format!("v1 {word}=false"),
                    &[(word, "false")],
                    &[(word, "true")],
                    "a flag counts by its presence",
                )
                .await;
            }
        }
        if mastodon {
            self.same(
                "v1 suspended and active at once",
                &[("suspended", "true"), ("active", "true")],
                &[("suspended", "true")],
                "the last of active, pending, disabled, silenced, suspended counts",
            )
            .await;
            self.same("v1 sensitized", &[("sensitized", "true")], &[], "accepted and without effect since 3.5").await;
        }
        self.same("v1 local", &[("local", "true")], &[], "without effect: v1 is local anyway").await;
        let staff = "people with a role that may handle reports";
        let plain: Vec<String> = ids(&self.people.members);
        self.each("v1 staff", V1, &[("staff", "true")], staff, "anybody with a role", |row| {
            !plain.contains(&id(row).to_owned())
        })
        .await;
    }

    /// v2: words for state, origin, permissions and roles.
    async fn second_list(&mut self) {
        for (word, fits, needed) in STATES {
            self.each(&format!("v2 status={word}"), V2, &[("status", word)], "people in that state", needed, fits)
                .await;
        }
        self.sensitized().await;
        for (origin, wanted) in [("local", true), ("remote", false)] {
            self.each(
                &format!("v2 origin={origin}"),
                V2,
                &[("origin", origin)],
                "people of there",
                "somebody of there",
                |row| local(row) == wanted,
            )
            .await;
        }
        let (me, plain) = (id(&self.people.me).to_owned(), ids(&self.people.members));
        let staff = [("permissions", "staff"), ("limit", "200")];
        self.list("v2 permissions=staff", V2, &staff, "people with a role that may handle reports", |rows| {
            all_with(rows, &me, |row| !plain.contains(&id(row).to_owned()))
        })
        .await;
        if self.dialect.is_gotosocial() {
            let answer = self.wire.get(&format!("{V2}?permissions=nonsense")).await;
            let verdict = answer.judged("400: only staff is a word", 400, |answer| Ok(answer.summary()));
            self.put("v2 permissions=nonsense", verdict);
            return;
        }
        self.list(
            "v2 permissions=nonsense",
            V2,
            &[("permissions", "nonsense")],
            "ignored: every word but staff is",
            |rows| {
                if rows.is_empty() { Err("an empty list".to_owned()) } else { Ok(counted(rows.len())) }
            },
        )
        .await;
        self.roles(&me).await;
        let me_invited = [("invited_by", me.as_str())];
        self.list(
            "v2 invited_by=an account's id",
            V2,
            &me_invited,
            "nobody: it is compared with the user's id",
            |rows| {
                if rows.is_empty() { Ok("an empty list".to_owned()) } else { Err(counted(rows.len())) }
            },
        )
        .await;
    }

    async fn sensitized(&mut self) {
        if self.dialect.since(4, 0) {
            let query = [("status", "sensitized")];
            let needed = "somebody forced sensitive";
            self.each("v2 status=sensitized", V2, &query, "people in that state (since 4.0)", needed, |row| {
                yes(row, "sensitized")
            })
            .await;
            return;
        }
        let status = if self.dialect.is_gotosocial() { 400 } else { 500 };
        let answer = self.wire.get(&format!("{V2}?status=sensitized")).await;
        let verdict =
            answer.judged("an unknown word (a state since Mastodon 4.0)", status, |answer| Ok(answer.summary()));
        self.put("v2 status=sensitized", verdict);
    }

    async fn roles(&mut self, me: &str) {
        let Some(role) = self.people.my_role.clone() else {
            return;
        };
        // A number in the first version with roles.
        let has = |row: &Value| match &row["role"]["id"] {
            Value::String(id) => *id == role,
            Value::Number(id) => id.to_string() == role,
            _ => false,
        };
        let query = [("role_ids[]", role.as_str()), ("limit", "200")];
        self.list("v2 role_ids[]=one's own", V2, &query, "people with that role", |rows| all_with(rows, me, has)).await;
        let everyone = [("role_ids[]", "-99")];
        self.list("v2 role_ids[]=-99", V2, &everyone, "nobody: ordinary people have no role's id", |rows| {
            all(rows, |_| false)
        })
        .await;
    }

    /// The same people by two queries of v1.
    async fn same(&mut self, operation: &str, one: &[(&str, &str)], other: &[(&str, &str)], expected: &str) {
        let first = self.wire.get(&super::path(V1, one)).await;
        let second = self.wire.get(&super::path(V1, other)).await.rows().unwrap_or_default();
        let verdict = super::judged_list(&first, expected, |rows| {
            if ids(rows) == ids(&second) {
                Ok(counted(rows.len()))
            } else {
                Err(format!("{}, not the same people", counted(rows.len())))
            }
        });
        self.put(operation, verdict);
    }
}
