//! Users as list and detail, and oneself (3, 4).

use serde_json::{Value, json};

use super::attributes::attributes;
use super::auth::READ_USERS;
use super::filter::{Filter, boolean};
use super::listing::Listed;
use super::order::Order;
use super::refusal::Refusal;
use super::state::{Gitlab, User};
use super::throttle::Name;
use crate::call::{Answer, Call};
use crate::world::Site;

/// Seconds in which `users_get_by_id_limit` counts.
const BY_ID_PERIOD: u32 = 600;

impl Gitlab {
    /// 200 for everybody: who is not effectively an administrator gets short rows and misses the blocked and banned (the privilege trap of 3.1).
    pub(super) fn list(&mut self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let is_admin = self.admit(call, READ_USERS)?.is_admin;
        let filter = Filter::parse(&call.query, is_admin, &self.settings.practice)?;
        let order = Order::parse(&call.query, is_admin)?;
        let with_attributes = boolean(&call.query, "with_custom_attributes")? && is_admin;
        if let Order::By(column, _) = order {
            self.users.open(column);
        }
        let listed = Listed { users: &self.users, filter: &filter, order };
        let (rows, page) = listed.page(call, site, &self.settings.practice)?;
        let rows = rows.into_iter().map(|user| match is_admin {
            true if with_attributes => {
                with(self.admin_json(user, site, call.now), json!({ "custom_attributes": attributes(user) }))
            }
            true => self.admin_json(user, site, call.now),
            false => self.basic_json(user, site),
        });
        let rows = Value::Array(rows.collect());
        Ok(page.dress(Answer::json(200, rows)))
    }

    /// Others than administrators may ask so often only (section 7).
    pub(super) fn show(&mut self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        let id = number(id)?;
        let caller = self.admit(call, READ_USERS)?;
        let (who, is_admin) = (caller.user.id, caller.is_admin);
        if !caller.user.is_admin {
            let limit = self.settings.users_get_by_id_limit;
            self.limit_here((Name::UsersGetById, limit, BY_ID_PERIOD), who, call, site)?;
        }
        let with_attributes = boolean(&call.query, "with_custom_attributes")? && is_admin;
        let user = self.users.get(&id).ok_or_else(Refusal::no_user)?;
        let json = if is_admin {
            self.detail_json(user, site, call.now)
        } else {
            self.public_json(user, site, call.now, who == id)
        };
        let more = if with_attributes { json!({ "custom_attributes": attributes(user) }) } else { json!({}) };
        Ok(Answer::json(200, with(json, more)))
    }

    /// An administrator sees the long form of themselves, whether in admin mode or not.
    pub(super) fn current_user(&self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let user = self.admit(call, READ_USERS)?.user;
        let json =
            if user.is_admin { self.admin_json(user, site, call.now) } else { self.own_json(user, site, call.now) };
        Ok(Answer::json(200, json))
    }

    /// By id, or by username.
    pub(super) fn either(&self, text: &str) -> Result<&User, Refusal> {
        let by_id = text.parse().ok().and_then(|id: i64| self.users.get(&id));
        by_id.or_else(|| self.named(text)).ok_or_else(Refusal::no_user)
    }
}

/// A path whose id is no number has no route.
pub(super) fn number(id: &str) -> Result<i64, Refusal> {
    id.parse().map_err(|_| Refusal::OddId)
}

/// One object's fields behind another's.
pub(super) fn with(mut first: Value, second: Value) -> Value {
    if let (Value::Object(into), Value::Object(fields)) = (&mut first, second) {
        into.extend(fields);
    }
    first
}
