//! Users as list and detail, oneself, and custom attributes.

use serde_json::{Value, json};

use super::auth::{READ, READ_USERS};
use super::filter::{Filter, Order};
use super::paging::Page;
use super::refusal::Refusal;
use super::state::{Gitlab, User};
use crate::call::{Answer, Call};
use crate::world::Site;

impl Gitlab {
    /// 200 for everybody: who is not effectively an administrator gets short rows and misses the blocked and banned (the privilege trap of 3.1).
    pub(super) fn list(&self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let caller = self.admit(call, READ_USERS)?;
        let filter = Filter::parse(&call.query, caller.is_admin)?;
        let order = Order::parse(&call.query, caller.is_admin)?;
        let mut users: Vec<&User> = self.users.values().filter(|user| filter.matches(user)).collect();
        filter.sort(&mut users, &order);
        let page = Page::of(&users, &order, call, site)?;
        let with_attributes = caller.is_admin
            && call.query.get("with_custom_attributes").is_some_and(|value| value == "true" || value == "1");
        let rows = users[page.from..page.to].iter().map(|user| match caller.is_admin {
            true if with_attributes => {
                with(self.admin_json(user, site, call.now), json!({ "custom_attributes": attributes(user) }))
            }
            true => self.admin_json(user, site, call.now),
            false => Self::basic_json(user, site),
        });
        let rows = Value::Array(rows.collect());
        Ok(page.dress(Answer::json(200, rows)))
    }

    pub(super) fn show(&self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        let id = number(id)?;
        let caller = self.admit(call, READ_USERS)?;
        let user = self.users.get(&id).ok_or_else(Refusal::no_user)?;
        Ok(Answer::json(
            200,
            if caller.is_admin {
                self.detail_json(user, site, call.now)
            } else {
                Self::public_json(user, site, call.now)
            },
        ))
    }

    /// An administrator sees the long form of themselves, whether in admin mode or not.
    pub(super) fn current_user(&self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let user = self.admit(call, READ_USERS)?.user;
        let json =
            if user.is_admin { self.admin_json(user, site, call.now) } else { Self::own_json(user, site, call.now) };
        Ok(Answer::json(200, json))
    }

    pub(super) fn custom_attributes(&self, call: &Call, id: &str) -> Result<Answer, Refusal> {
        let user = self.for_attributes(call, id)?;
        Ok(Answer::json(200, Value::Array(attributes(user))))
    }

    pub(super) fn custom_attribute(&self, call: &Call, id: &str, key: &str) -> Result<Answer, Refusal> {
        let user = self.for_attributes(call, id)?;
        let value = user.custom_attributes.get(key).ok_or_else(|| Refusal::Message(404, "404 Not found".to_owned()))?;
        Ok(Answer::json(200, json!({ "key": key, "value": value })))
    }

    fn for_attributes(&self, call: &Call, id: &str) -> Result<&User, Refusal> {
        let id = number(id)?;
        self.admit_admin(call, READ)?;
        self.users.get(&id).ok_or_else(Refusal::no_user)
    }
}

/// A path whose id is no number has no route.
fn number(id: &str) -> Result<i64, Refusal> {
    id.parse().map_err(|_| Refusal::NoRoute)
}

fn attributes(user: &User) -> Vec<Value> {
    user.custom_attributes.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect()
}

/// One object's fields behind another's.
pub(super) fn with(mut first: Value, second: Value) -> Value {
    if let (Value::Object(into), Value::Object(fields)) = (&mut first, second) {
        into.extend(fields);
    }
    first
}
