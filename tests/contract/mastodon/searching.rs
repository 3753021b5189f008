//! Searching the server by each filter alone, as the desk does, with an empty cache: whatever is found, the server sent.

use bailiwick_engine::filter::{Filter, Origin, StateFilter};
use serde_json::Value;

use super::filters::addresses;
use super::people::{V1, V2, local, pending, text, yes};
use super::{Contract, path};
use crate::finding::{Search, searched};
use crate::table::Verdict;

/// A state: as it is typed, the filter, what the wire is asked for the same, whether a row is in it.
type State = (&'static str, StateFilter, &'static [(&'static str, &'static str)], fn(&Value) -> bool);

impl Contract<'_> {
    /// Every filter alone.
    pub(super) async fn searching(&mut self) {
        let mut searches = self.by_text();
        searches.extend(self.by_state().await);
        for search in searches {
            let name = format!("desk: search {}", search.name);
            let verdict = match &search.wanted {
                None => Verdict::not_tried("somebody to find by it"),
                Some(_) => searched(self.wire, self.desk, V1, &search).await,
            };
            self.put(name, verdict);
        }
        let verdict = self.invited().await;
        self.put("desk: search invited-by:", verdict);
    }

    /// By a user's id, which no version since 4.0 tells: whom it finds can't be known, only that it is asked.
    async fn invited(&self) -> Verdict {
        let anybody = |_: &Value| true;
        let filter = Filter { invited_by: Some("1".to_owned()), ..Filter::default() };
        let search = Search { name: "invited-by:", filter, wanted: None, picked_here: false, fits: Box::new(anybody) };
        searched(self.wire, self.desk, V1, &search).await
    }

    fn by_text(&self) -> Vec<Search> {
        let any = Filter::default;
        let member = self.people.sample(|row| {
            text(row, "email").contains('@') && text(&row["account"], "display_name").chars().any(char::is_alphanumeric)
        });
        let there = self.people.remotes.first();
        let said = |row: Option<&Value>, key: &str| row.map(|row| text(row, key).to_owned()).unwrap_or_default();
        let (name, mail, domain) = (said(member, "username"), said(member, "email"), said(there, "domain"));
        let shown = member.map(|row| text(&row["account"], "display_name").trim().to_owned()).unwrap_or_default();
        let seen = self.people.sample(|row| !addresses(row).is_empty());
        let ip = seen.map(|row| addresses(row).remove(0)).unwrap_or_default();
        // Roles have ids since 4.0; before, and elsewhere, they are words that no server looks for.
        let role = match (&self.people.my_role, self.dialect.since(4, 0)) {
            (Some(id), true) => id.clone(),
            _ => [text(&self.people.me, "role"), text(&self.people.me["role"], "name")].concat(),
        };
        let me = (!role.is_empty()).then(|| self.people.me.clone());
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let begins = |text: &str, with: &str| text.to_lowercase().starts_with(&with.to_lowercase());
        let gotosocial = self.dialect.is_gotosocial();
        let mut searches = vec![
            Search {
                name: "user:",
                filter: Filter { username: some(&name), ..any() },
                wanted: member.cloned(),
                picked_here: false,
                fits: Box::new(move |row| begins(text(row, "username"), &name)),
            },
            Search {
                name: "name:",
                filter: Filter { name: some(&shown), ..any() },
                wanted: member.cloned(),
                picked_here: false,
                fits: Box::new(move |row| begins(text(&row["account"], "display_name").trim(), &shown)),
            },
            Search {
                name: "mail:",
                filter: Filter { mail: some(&mail), ..any() },
                wanted: member.cloned(),
                picked_here: false,
                fits: Box::new(move |row| begins(text(row, "email"), &mail)),
            },
            Search {
                name: "domain:",
                filter: Filter { domain: some(&domain), ..any() },
                wanted: there.cloned(),
                picked_here: false,
                fits: Box::new(move |row| text(row, "domain") == domain),
            },
            Search {
                name: "ip:",
                filter: Filter { ip: some(&ip), ..any() },
                wanted: seen.cloned(),
                picked_here: false,
                fits: Box::new(move |row| gotosocial || addresses(row).contains(&ip)),
            },
        ];
        let wanted = role.clone();
        let has = move |row: &Value| {
            let role = &row["role"];
            let id = role["id"].as_str().map_or_else(|| role["id"].to_string(), str::to_owned);
            id == wanted || *role == wanted.as_str() || text(role, "name") == wanted
        };
        let filter = Filter { role: some(&role), ..any() };
        searches.push(Search { name: "role:", filter, wanted: me, picked_here: false, fits: Box::new(has) });
        searches
    }

    async fn by_state(&self) -> Vec<Search> {
        let states: [State; 7] = [
            ("state:pending", StateFilter::Pending, &[("status", "pending")], pending),
            ("state:not-suspended", StateFilter::NotSuspended, &[("status", "active")], |row| !yes(row, "suspended")),
            ("state:frozen", StateFilter::LoginFrozen, &[("status", "disabled")], |row| yes(row, "disabled")),
            ("state:limited", StateFilter::Limited, &[("status", "silenced")], |row| yes(row, "silenced")),
            ("state:suspended", StateFilter::Suspended, &[("status", "suspended")], |row| yes(row, "suspended")),
            ("state:staff", StateFilter::Staff, &[("permissions", "staff")], |row| !row["role"].is_null()),
            ("state:sensitive", StateFilter::Sensitive, &[("status", "sensitized")], |row| yes(row, "sensitized")),
        ];
        let mut searches = Vec::new();
        for (name, state, query, fits) in states {
            if state == StateFilter::Sensitive && !self.dialect.since(4, 0) {
                // These servers neither tell it nor look for it.
                continue;
            }
            let wanted = self.first(query).await;
            searches.push(Search {
                name,
                filter: Filter { state: Some(state), ..Filter::default() },
                wanted,
                picked_here: false,
                fits: Box::new(fits),
            });
        }
        for (name, origin, word, here) in
            [("origin:local", Origin::Local, "local", true), ("origin:remote", Origin::Remote, "remote", false)]
        {
            let wanted = self.first(&[("origin", word)]).await;
            let filter = Filter { origin: Some(origin), ..Filter::default() };
            searches.push(Search {
                name,
                filter,
                wanted,
                picked_here: false,
                fits: Box::new(move |row| local(row) == here),
            });
        }
        searches
    }

    async fn first(&self, query: &[(&str, &str)]) -> Option<Value> {
        let query: Vec<_> = query.iter().copied().chain([("limit", "1")]).collect();
        self.wire.get(&path(V2, &query)).await.rows()?.into_iter().next()
    }
}
