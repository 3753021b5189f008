//! Searching the server by each filter alone, as the desk does; each of what was found is read again on the wire.

use bailiwick_engine::filter::{AccountKind, Days, Filter, StateFilter};
use serde_json::Value;

use super::people::PENDING;
use super::{Contract, USERS};
use crate::finding::{Search, searched};
use crate::rows::{key, text, yes};
use crate::table::Verdict;

/// Whether an account fits.
type Fits = fn(&Value) -> bool;

/// A search by something that an account simply is: as it stands in the table, the filter, whether a row fits.
type Plain = (&'static str, fn() -> Filter, Fits);

fn state(state: StateFilter) -> Filter {
    Filter { state: Some(state), ..Filter::default() }
}

const PLAIN: [Plain; 13] = [
    ("state:active", || state(StateFilter::Active), |row| text(row, "state") == "active"),
    ("state:blocked", || state(StateFilter::Blocked), |row| ["blocked", "ldap_blocked"].contains(&text(row, "state"))),
    ("state:banned", || state(StateFilter::Banned), |row| text(row, "state") == "banned"),
    ("state:deactivated", || state(StateFilter::Deactivated), |row| text(row, "state") == "deactivated"),
    ("state:pending", || state(StateFilter::Pending), |row| text(row, "state") == PENDING),
    ("state:locked", || state(StateFilter::Locked), |row| yes(row, "locked")),
    ("state:staff", || state(StateFilter::Staff), |row| yes(row, "is_admin")),
    ("kind:human", || Filter { kind: Some(AccountKind::Human), ..Filter::default() }, |row| row["bot"] == false),
    ("kind:bot", || Filter { kind: Some(AccountKind::Bot), ..Filter::default() }, |row| yes(row, "bot")),
    ("external:yes", || Filter { external: Some(true), ..Filter::default() }, |row| yes(row, "external")),
    ("external:no", || Filter { external: Some(false), ..Filter::default() }, |row| row["external"] == false),
    ("two-factor:on", || Filter { two_factor: Some(true), ..Filter::default() }, |row| yes(row, "two_factor_enabled")),
    (
        "two-factor:off",
        || Filter { two_factor: Some(false), ..Filter::default() },
        |row| row["two_factor_enabled"] == false,
    ),
];

/// States that no filter of the list is for: the desk picks them from everybody who is not active, or from everybody.
const PICKED: [&str; 4] = ["state:banned", "state:deactivated", "state:pending", "state:locked"];

impl Contract<'_> {
    /// Every filter alone.
    pub(super) async fn searching(&mut self) {
        let mut searches = self.by_words();
        searches.extend(PLAIN.map(|(name, filter, fits)| Search {
            name,
            filter: filter(),
            wanted: self.people.everybody.iter().find(|row| fits(row)).cloned(),
            picked_here: PICKED.contains(&name),
            fits: Box::new(fits),
        }));
        searches.push(self.without_projects_typed());
        for search in searches {
            let verdict = match &search.wanted {
                None => Verdict::not_tried("somebody to find by it"),
                Some(_) => searched(self.wire, self.desk, USERS, &search).await,
            };
            self.put(format!("desk: search {}", search.name), verdict);
        }
    }

    fn by_words(&self) -> Vec<Search> {
        let any = Filter::default;
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let begins = |text: &str, with: &str| text.to_lowercase().starts_with(&with.to_lowercase());
        let member = self.people.sample(|row| text(row, "username").len() > 3 && text(row, "email").contains('@'));
        let said = |key: &str| member.map(|row| text(row, key).to_owned()).unwrap_or_default();
        let (name, shown, mail, made) = (said("username"), said("name"), said("email"), said("created_at"));
        let day = made.get(..10).unwrap_or_default().to_owned();
        let linked = self.people.sample(|row| identity(row).is_some());
        let uid = linked.and_then(identity).unwrap_or_default();
        let shows = self.people.sample(|row| text(row, "public_email").contains('@'));
        let public = shows.map(|row| text(row, "public_email").to_owned()).unwrap_or_default();
        let (by_name, by_text, by_shown) = (name.clone(), name.clone(), shown.clone());
        let (by_mail, by_day, by_public, by_uid) = (mail.clone(), day.clone(), public.clone(), uid.clone());
        vec![
            Search {
                name: "a word",
                filter: Filter { text: name.clone(), ..any() },
                wanted: member.cloned(),
                picked_here: false,
                fits: Box::new(move |row| {
                    let texts = ["username", "name", "email"].map(|key| text(row, key).to_lowercase());
                    texts.iter().any(|text| text.contains(&by_text.to_lowercase()))
                }),
            },
            Search {
                name: "user:",
                filter: Filter { username: some(&name), ..any() },
                wanted: member.cloned(),
                picked_here: false,
                fits: Box::new(move |row| begins(text(row, "username"), &by_name)),
            },
            Search {
                name: "name:",
                filter: Filter { name: some(&shown), ..any() },
                wanted: member.cloned(),
                picked_here: false,
                fits: Box::new(move |row| begins(text(row, "name").trim(), by_shown.trim())),
            },
            Search {
                name: "mail:",
                filter: Filter { mail: some(&mail), ..any() },
                wanted: member.cloned(),
                picked_here: false,
                fits: Box::new(move |row| begins(text(row, "email"), &by_mail)),
            },
            Search {
                name: "joined:",
                filter: Filter {
                    joined: (!day.is_empty()).then(|| Days { from: some(&day), to: some(&day) }),
                    ..any()
                },
                wanted: member.cloned(),
                picked_here: false,
                fits: Box::new(move |row| text(row, "created_at").starts_with(&by_day)),
            },
            Search {
                name: "identity:",
                filter: Filter { identity: some(&uid), ..any() },
                wanted: linked.cloned(),
                picked_here: false,
                fits: Box::new(move |row| identity(row).as_ref() == Some(&by_uid)),
            },
            Search {
                name: "public-mail:",
                filter: Filter { public_mail: some(&public), ..any() },
                wanted: shows.cloned(),
                picked_here: false,
                fits: Box::new(move |row| text(row, "public_email").eq_ignore_ascii_case(&by_public)),
            },
        ]
    }

    /// Whom it finds the list doesn't tell; only that nobody who is found is looked at twice for it.
    fn without_projects_typed(&self) -> Search {
        let never_seen = self.people.members.iter().find(|row| !super::people::was_seen(row)).cloned();
        Search {
            name: "projects:none",
            filter: Filter { without_projects: true, ..Filter::default() },
            wanted: never_seen,
            picked_here: false,
            fits: Box::new(|row| !key(row).is_empty()),
        }
    }
}

/// The first way to sign in elsewhere, as it is typed.
fn identity(row: &Value) -> Option<String> {
    let first = row["identities"].as_array()?.first()?;
    Some(format!("{}:{}", first["provider"].as_str()?, first["extern_uid"].as_str()?))
}
