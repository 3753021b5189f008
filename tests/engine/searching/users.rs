//! Which users of a GitLab a filter means, worked out from what the practice server keeps and not from what it answers.

use std::collections::BTreeSet;

use bailiwick_practice::Practice;
use serde_json::Value;

use super::people::begins;

/// A user as the server keeps them.
pub struct User(Value);

/// Everybody whom lists show to an administrator.
pub fn everybody(server: &Practice) -> Vec<User> {
    server.people().into_iter().map(User).collect()
}

/// The names of those who fit.
pub fn names<'a>(users: impl IntoIterator<Item = &'a User>) -> BTreeSet<String> {
    users.into_iter().map(|user| user.name().to_owned()).collect()
}

impl User {
    pub fn id(&self) -> String {
        self.0["id"].to_string()
    }

    /// The user name.
    pub fn name(&self) -> &str {
        self.text("username")
    }

    pub fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap_or_default()
    }

    pub fn is(&self, key: &str) -> bool {
        self.0[key] == true
    }

    /// `provider` and `uid` of every identity.
    pub fn identities(&self) -> Vec<(&str, &str)> {
        let identities = self.0["identities"].as_array().unwrap().iter();
        identities.map(|one| (one["provider"].as_str().unwrap(), one["extern_uid"].as_str().unwrap())).collect()
    }

    /// A custom attribute, as one types it.
    pub fn attributes(&self) -> Vec<String> {
        let attributes = self.0["custom_attributes"].as_object().unwrap().iter();
        attributes.map(|(key, value)| format!("{key}={}", value.as_str().unwrap())).collect()
    }

    /// The day on which it was made.
    pub fn day(&self) -> &str {
        self.text("created_at").split_once('T').unwrap().0
    }

    pub fn kind(&self) -> &'static str {
        match self.text("user_type") {
            "human" => "human",
            "project_bot" | "service_user" | "service_account" => "bot",
            _ => "internal",
        }
    }

    /// Whether its row says that it is no person; of the server's own stand-ins for people none does (gitlab.md §2).
    pub fn is_bot(&self) -> bool {
        !["human", "ghost", "placeholder", "import_user"].contains(&self.text("user_type"))
    }

    fn in_state(&self, word: &str) -> bool {
        let state = self.text("state");
        match word {
            "active" => state == "active" && self.kind() != "internal",
            "unrestricted" => state == "active",
            "blocked" => state == "blocked" || state == "ldap_blocked",
            "pending" => state == "blocked_pending_approval",
            "locked" => self.is("locked"),
            "staff" => self.is("is_admin"),
            other => state == other,
        }
    }

    fn has_text(&self, word: &str) -> bool {
        let mails = [self.text("email"), self.text("public_email")];
        let part = |name: &str| name.to_lowercase().contains(&word.to_lowercase());
        part(self.name()) || part(self.text("name")) || mails.iter().any(|mail| mail.eq_ignore_ascii_case(word))
    }

    /// Whether one part of a filter means the user. Of a lone word only what the server compares is known.
    pub fn fits(&self, part: &(String, String), enterprise: bool) -> bool {
        let value = part.1.as_str();
        let yes = value == "yes" || value == "on";
        let (from, to) = value.split_once("..").unwrap_or((value, value));
        match part.0.as_str() {
            "state" => self.in_state(value),
            "user" => begins(self.name(), value),
            "name" => begins(self.text("name"), value),
            "mail" if value.starts_with('@') => self.text("email").to_lowercase().ends_with(&value.to_lowercase()),
            "mail" => begins(self.text("email"), value),
            "role" => value == "administrator" && self.is("is_admin"),
            "kind" => self.kind() == value,
            "external" => self.is("external") == yes,
            "two-factor" => self.is("two_factor") == yes,
            "joined" => (from.is_empty() || self.day() >= from) && (to.is_empty() || self.day() <= to),
            "projects" => self.0["projects"] == 0,
            "identity" => self.identities().iter().any(|(provider, uid)| match value.split_once(':') {
                Some((wanted, of)) => wanted == *provider && of == *uid,
                None => value == *provider,
            }),
            "ldap" => self.identities().iter().any(|(provider, _)| provider.starts_with("ldap")) == yes,
            // Rows of the other edition do not tell it of anybody.
            "auditor" => (enterprise && self.is("is_auditor")) == yes,
            "public-mail" => self.text("public_email") == value,
            "attribute" => self.attributes().iter().any(|own| own == value),
            "origin" => value == "local",
            "" => self.has_text(value),
            other => panic!("no part of a filter: {other}"),
        }
    }
}
