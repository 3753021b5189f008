//! Whom a filter means, worked out from what the practice server keeps and not from what it answers.

use std::collections::BTreeSet;

use bailiwick_practice::{Dialect, Practice};
use serde_json::Value;

/// Somebody as the server keeps them.
pub struct Person(Value);

/// Everybody whom lists show.
pub fn everybody(server: &Practice) -> Vec<Person> {
    server.people().into_iter().filter(|person| person["id"] != "-99").map(Person).collect()
}

/// The handles of those who fit.
pub fn handles<'a>(people: impl IntoIterator<Item = &'a Person>) -> BTreeSet<String> {
    people.into_iter().map(Person::handle).collect()
}

pub fn begins(text: &str, begin: &str) -> bool {
    text.to_lowercase().starts_with(&begin.to_lowercase())
}

impl Person {
    pub fn handle(&self) -> String {
        match self.0["domain"].as_str() {
            Some(domain) => format!("{}@{domain}", self.text("username")),
            None => self.text("username").to_owned(),
        }
    }

    pub fn id(&self) -> &str {
        self.text("id")
    }

    pub fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap_or_default()
    }

    pub fn name(&self) -> &str {
        self.0["profile"]["display_name"].as_str().unwrap_or_default()
    }

    pub fn mail(&self) -> &str {
        self.0["user"]["email"].as_str().unwrap_or_default()
    }

    pub fn has_login(&self) -> bool {
        self.0["user"].is_object()
    }

    pub fn is_local(&self) -> bool {
        self.0["domain"].is_null()
    }

    /// A text of the login behind it.
    pub fn login(&self, key: &str) -> &str {
        self.0["user"][key].as_str().unwrap_or_default()
    }

    pub fn inviter(&self) -> Option<i64> {
        self.0["user"]["invited_by"]["user"].as_i64()
    }

    pub fn addresses(&self) -> Vec<&str> {
        let addresses = self.0["user"]["addresses"].as_array().map(Vec::as_slice).unwrap_or_default();
        addresses.iter().filter_map(|address| address["ip"].as_str()).collect()
    }

    pub fn is(&self, key: &str) -> bool {
        !self.0[key].is_null()
    }

    fn of_login(&self, key: &str, value: bool) -> bool {
        self.0["user"][key] == value
    }

    fn role(&self) -> Option<i64> {
        self.0["user"]["role"].as_i64()
    }

    fn in_state(&self, word: &str, version: Dialect) -> bool {
        // Neither tells (mastodon.md §3.1, §5.6).
        let tells_sensitive = !matches!(version, Dialect::V3_5 | Dialect::GoToSocial);
        let sensitive = tells_sensitive && self.is("sensitized_at");
        let (pending, frozen) = (self.of_login("approved", false), self.of_login("disabled", true));
        match word {
            "pending" => pending,
            "not-suspended" => !self.is("suspension"),
            "suspended" => self.is("suspension"),
            "limited" => self.is("silenced_at"),
            "sensitive" => sensitive,
            "frozen" => frozen,
            "staff" => self.role().is_some(),
            "unrestricted" => !pending && !frozen && !sensitive && !self.is("suspension") && !self.is("silenced_at"),
            other => panic!("no state of a Mastodon: {other}"),
        }
    }

    /// Whether one part of a filter means the person. Of a lone word only what the server compares is known: beginnings.
    pub fn fits(&self, part: &(String, String), version: Dialect) -> bool {
        let value = part.1.as_str();
        match part.0.as_str() {
            "state" => self.in_state(value, version),
            "origin" => (value == "local") == self.is_local(),
            "user" => begins(self.text("username"), value),
            "name" => begins(self.name(), value),
            "mail" if value.starts_with('@') => self.mail().to_lowercase().ends_with(&value.to_lowercase()),
            "mail" => self.has_login() && begins(self.mail(), value),
            "ip" => self.addresses().iter().any(|ip| match value.strip_suffix("0.0/16") {
                Some(begin) => ip.starts_with(begin),
                None => *ip == value,
            }),
            "domain" => self.0["domain"] == value,
            "role" => match (version, value) {
                (_, "moderator") => self.role() == Some(1),
                (Dialect::V3_5 | Dialect::GoToSocial, _) => false,
                (_, id) => self.role() == id.parse().ok(),
            },
            "invited-by" => self.inviter() == value.parse().ok(),
            // Suspended ones are shown without a name, so that nothing of theirs has the word.
            "" => begins(self.text("username"), value) || (!self.is("suspension") && begins(self.name(), value)),
            other => panic!("no part of a filter: {other}"),
        }
    }
}
