//! Custom attributes of users: the table where the server itself notes who blocked whom (section 5).

use serde_json::{Value, json};

use super::auth::{READ_USERS, WRITE};
use super::refusal::Refusal;
use super::state::{Gitlab, User};
use super::switches::Inferred;
use super::users::number;
use crate::call::{Answer, Call};

impl Gitlab {
    pub(super) fn custom_attributes(&self, call: &Call, id: &str) -> Result<Answer, Refusal> {
        let user = self.for_attributes(call, id, READ_USERS)?;
        Ok(Answer::json(200, Value::Array(attributes(user))))
    }

    pub(super) fn custom_attribute(&self, call: &Call, id: &str, key: &str) -> Result<Answer, Refusal> {
        let user = self.for_attributes(call, id, READ_USERS)?;
        let value = user.custom_attributes.get(key).ok_or_else(missing)?;
        Ok(Answer::json(200, json!({ "key": key, "value": value })))
    }

    /// The value that stands there is replaced.
    pub(super) fn put_custom_attribute(&mut self, call: &Call, id: &str, key: &str) -> Result<Answer, Refusal> {
        let id = self.for_attributes(call, id, WRITE)?.id;
        let value = call.form.get("value").ok_or_else(|| Refusal::Parameter("value is missing".to_owned()))?;
        if key == "trusted_by" && self.settings.practice.other(Inferred::TrustedByRefused) {
            return Err(Refusal::forbidden());
        }
        if let Some(mut user) = self.users.get_mut(&id) {
            user.custom_attributes.insert(key.to_owned(), value.to_owned());
        }
        Ok(Answer::json(200, json!({ "key": key, "value": value })))
    }

    pub(super) fn delete_custom_attribute(&mut self, call: &Call, id: &str, key: &str) -> Result<Answer, Refusal> {
        let id = self.for_attributes(call, id, WRITE)?.id;
        let removed = self.users.get_mut(&id).and_then(|mut user| user.custom_attributes.remove(key));
        removed.map(|_| Answer::empty()).ok_or_else(missing)
    }

    fn for_attributes(&self, call: &Call, id: &str, scopes: &[&str]) -> Result<&User, Refusal> {
        let id = number(id)?;
        self.admit_admin(call, scopes)?;
        self.users.get(&id).ok_or_else(Refusal::no_user)
    }
}

fn missing() -> Refusal {
    Refusal::Message(404, "404 Not found".to_owned())
}

pub(super) fn attributes(user: &User) -> Vec<Value> {
    user.custom_attributes.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect()
}
