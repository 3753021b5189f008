//! Accounts in this dialect: empty texts and `false` where Mastodon has null, and a role for everybody (5.6).

use serde_json::{Map, Value, json};

use super::super::state::{Account, Mastodon};
use crate::time::iso;
use crate::world::Site;

/// Role: always an object; members and moderators may nothing.
pub(in super::super) fn role_json(role: Option<i64>) -> Value {
    let (name, permissions) = match role {
        Some(1) => ("moderator", "66844"),
        Some(2 | 3) => ("admin", "546033"),
        _ => ("user", "0"),
    };
    json!({ "id": name, "name": name, "color": "", "permissions": permissions, "highlighted": name == "admin" })
}

impl Mastodon {
    pub(in super::super) fn gts_account_json(&self, account: &Account, site: &Site) -> Value {
        let user = account.user.as_ref();
        let mut json = Map::new();
        let mut put = |name: &str, value: Value| {
            json.insert(name.to_owned(), value);
        };
        put("id", json!(self.shown_id(account.id)));
        put("username", json!(account.username));
        put("domain", json!(account.domain));
        put("created_at", json!(iso(account.created_at)));
        put("email", json!(user.map_or("", |user| user.email.as_str())));
        put("ip", json!(user.and_then(|user| user.addresses.first()).map(|address| address.ip)));
        put("ips", json!([]));
        put("locale", json!(user.and_then(|user| user.locale.as_deref()).unwrap_or_default()));
        put("invite_request", json!(user.and_then(|user| user.invite_request.as_ref())));
        put("role", role_json(user.and_then(|user| user.role)));
        put("confirmed", json!(user.is_some_and(|user| user.confirmed_at.is_some())));
        put("approved", json!(user.is_some_and(|user| user.approved)));
        put("disabled", json!(user.is_some_and(|user| user.disabled)));
        put("silenced", json!(account.silenced_at.is_some()));
        put("suspended", json!(account.suspension.is_some()));
        put("account", self.account_json(account, site));
        if let Some(application) = user.and_then(|user| user.created_by_application) {
            put("created_by_application_id", json!(self.shown_id(super::Id(application << 40))));
        }
        Value::Object(json)
    }
}
