//! What belongs to a user (section 5): SSH and GPG keys, and the mail addresses besides the first.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::auth::{READ_USERS, WRITE};
use super::edit::unchanged_since;
use super::filter::truth;
use super::refusal::Refusal;
use super::state::{Gitlab, User};
use super::throttle::Endpoint;
use super::users::number;
use crate::call::{Answer, Call, Params};
use crate::chance::Chance;
use crate::time::iso;
use crate::world::Site;

/// A key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(super) id: i64,
    pub(super) sort: Sort,
    /// SSH keys have one.
    pub(super) title: String,
    pub(super) key: String,
    pub(super) created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sort {
    Ssh,
    Gpg,
}

impl Sort {
    fn not_found(self) -> Refusal {
        let name = if self == Self::Ssh { "Key" } else { "GPG Key" };
        Refusal::Message(404, format!("404 {name} Not Found"))
    }
}

impl Key {
    fn json(&self) -> Value {
        match self.sort {
            Sort::Ssh => json!({
                "id": self.id,
                "title": self.title,
                "created_at": iso(self.created_at),
                "expires_at": null,
                "key": self.key,
                "usage_type": "auth_and_signing",
            }),
            Sort::Gpg => json!({ "id": self.id, "key": self.key, "created_at": iso(self.created_at) }),
        }
    }
}

impl Gitlab {
    /// Anybody's SSH keys are public, by id or name; GPG keys go by id.
    pub(super) fn keys(&mut self, call: &Call, site: &Site, id: &str, sort: Sort) -> Result<Answer, Refusal> {
        self.limit_below(if sort == Sort::Ssh { Endpoint::SshKeys } else { Endpoint::GpgKeys }, call, site)?;
        let keys = self.whose_keys(id, sort)?.keys.iter().filter(|key| key.sort == sort);
        self.paged(keys.map(Key::json).collect(), call, site)
    }

    pub(super) fn key(&mut self, call: &Call, site: &Site, id: &str, key: &str, sort: Sort) -> Result<Answer, Refusal> {
        self.limit_below(if sort == Sort::Ssh { Endpoint::SshKey } else { Endpoint::GpgKey }, call, site)?;
        let key = number(key)?;
        let found = self.whose_keys(id, sort)?.keys.iter().find(|own| own.id == key && own.sort == sort);
        found.map(|key| Answer::json(200, key.json())).ok_or_else(|| sort.not_found())
    }

    pub(super) fn add_key(&mut self, call: &Call, id: &str, sort: Sort) -> Result<Answer, Refusal> {
        let id = self.to_change(call, id)?.id;
        let text = required(&call.form, "key")?;
        let title = if sort == Sort::Ssh { required(&call.form, "title")? } else { String::new() };
        let last = self.users.values().flat_map(|user| &user.keys).map(|key| key.id).max().unwrap_or(0);
        let key = Key { id: last + 1, sort, title, key: text, created_at: call.now };
        let json = key.json();
        if let Some(mut user) = self.users.get_mut(&id) {
            user.keys.push(key);
        }
        Ok(Answer::json(201, json))
    }

    pub(super) fn remove_key(&mut self, call: &Call, id: &str, key: &str, sort: Sort) -> Result<Answer, Refusal> {
        self.drop_key(call, id, key, sort)?;
        Ok(Answer::empty())
    }

    /// 202: signatures become unverified in the background.
    pub(super) fn revoke_gpg_key(&mut self, call: &Call, id: &str, key: &str) -> Result<Answer, Refusal> {
        self.drop_key(call, id, key, Sort::Gpg)?;
        Ok(Answer::json(202, Value::Null))
    }

    fn drop_key(&mut self, call: &Call, id: &str, key: &str, sort: Sort) -> Result<(), Refusal> {
        let key = number(key)?;
        let user = self.to_change(call, id)?;
        let id = user.id;
        let found = user.keys.iter().find(|own| own.id == key && own.sort == sort).ok_or_else(|| sort.not_found())?;
        unchanged_since(call, found.created_at)?;
        if let Some(mut user) = self.users.get_mut(&id) {
            user.keys.retain(|own| own.id != key);
        }
        Ok(())
    }

    fn whose_keys(&self, id: &str, sort: Sort) -> Result<&User, Refusal> {
        if sort == Sort::Ssh {
            return self.either(id);
        }
        self.users.get(&number(id)?).ok_or_else(Refusal::no_user)
    }

    /// Without the primary address, which therefore can't be deleted either.
    pub(super) fn emails(&self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        let id = number(id)?;
        self.admit_admin(call, READ_USERS)?;
        let user = self.users.get(&id).ok_or_else(Refusal::no_user)?;
        let confirmed = user.other_emails.iter().map(|mail| email_json(mail, Some(user.created_at)));
        let unconfirmed = user.unconfirmed_emails.iter().map(|mail| email_json(mail, None));
        self.paged(confirmed.chain(unconfirmed).collect(), call, site)
    }

    pub(super) fn add_email(&mut self, call: &Call, id: &str) -> Result<Answer, Refusal> {
        let id = self.to_change(call, id)?.id;
        let mail = required(&call.form, "email")?;
        let skips = call.form.filled("skip_confirmation").map_or(Ok(false), |text| truth("skip_confirmation", text))?;
        let wrong = |why: &str| Refusal::Invalid(json!({ "email": [why] }));
        if !mail.contains('@') {
            return Err(wrong("is invalid"));
        }
        if self.users.values().any(|user| user.has_email(&mail)) {
            return Err(wrong("has already been taken"));
        }
        let json = email_json(&mail, skips.then_some(call.now));
        if let Some(mut user) = self.users.get_mut(&id) {
            if skips { user.other_emails.push(mail) } else { user.unconfirmed_emails.push(mail) }
        }
        Ok(Answer::json(201, json))
    }

    pub(super) fn remove_email(&mut self, call: &Call, id: &str, email: &str) -> Result<Answer, Refusal> {
        let email = number(email)?;
        let user = self.to_change(call, id)?;
        let id = user.id;
        if !user.other_emails.iter().chain(&user.unconfirmed_emails).any(|mail| email_id(mail) == email) {
            return Err(Refusal::Message(404, "404 Email Not Found".to_owned()));
        }
        unchanged_since(call, user.created_at)?;
        if let Some(mut user) = self.users.get_mut(&id) {
            user.other_emails.retain(|mail| email_id(mail) != email);
            user.unconfirmed_emails.retain(|mail| email_id(mail) != email);
        }
        Ok(Answer::empty())
    }

    /// Whom an administrator is about to change.
    fn to_change(&self, call: &Call, id: &str) -> Result<&User, Refusal> {
        let id = number(id)?;
        self.admit_admin(call, WRITE)?;
        self.users.get(&id).ok_or_else(Refusal::no_user)
    }
}

fn required(form: &Params, name: &str) -> Result<String, Refusal> {
    let value = form.filled(name).map(str::to_owned);
    value.ok_or_else(|| Refusal::Parameter(format!("{name} is missing")))
}

/// Addresses are kept as plain text; their ids are drawn from it.
fn email_id(mail: &str) -> i64 {
    Chance::of_word(mail).between(1, 1_000_000)
}

fn email_json(mail: &str, confirmed_at: Option<Timestamp>) -> Value {
    json!({ "id": email_id(mail), "email": mail, "confirmed_at": confirmed_at.map(iso) })
}
