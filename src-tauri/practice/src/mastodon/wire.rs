//! Accounts as JSON, in the shape and the key order of 4.6 (3.1, 3.2, 3.4, 9.1 to 9.4).

use serde_json::{Map, Value, json};

use super::roles::Role;
use super::state::{Account, Field, Mastodon, Profile, User};
use crate::time::{iso, midnight};
use crate::world::Site;

impl Mastodon {
    /// Admin::Account. Without a login (remote, or deleted by themselves) its facts are null, not absent.
    pub(super) fn admin_account_json(&self, account: &Account, site: &Site) -> Value {
        let user = account.user.as_ref();
        let mut json = Map::new();
        let mut put = |name: &str, value: Value| {
            json.insert(name.to_owned(), value);
        };
        put("id", json!(account.id));
        put("username", json!(account.username));
        put("domain", json!(account.domain));
        put("created_at", json!(iso(account.created_at)));
        put("email", json!(user.map(|user| &user.email)));
        // "The first row of an unordered view": not always the latest.
        put("ip", json!(user.and_then(|user| user.addresses.first()).map(|address| address.ip)));
        put("confirmed", json!(user.map(|user| user.confirmed_at.is_some())));
        put("suspended", json!(account.suspension.is_some()));
        put("silenced", json!(account.silenced_at.is_some()));
        put("sensitized", json!(account.sensitized_at.is_some()));
        put("disabled", json!(user.map(|user| user.disabled)));
        put("approved", json!(user.map(|user| user.approved)));
        put("locale", json!(user.and_then(|user| user.locale.as_ref())));
        put("invite_request", json!(user.and_then(|user| user.invite_request.as_ref())));
        if let Some(application) = user.and_then(|user| user.created_by_application) {
            put("created_by_application_id", json!(application.to_string()));
        }
        if let Some(inviter) = user.and_then(|user| user.invited_by.as_ref()) {
            put("invited_by_account_id", json!(Some(inviter.account).filter(|id| self.accounts.contains_key(id))));
        }
        put("ips", json!(user.map(addresses)));
        put("account", self.account_json(account, site));
        put("role", json!(user.map(|user| Self::role_json(Role::of(user.role)))));
        Value::Object(json)
    }

    /// Role; its position stays on the server.
    pub(super) fn role_json(role: &Role) -> Value {
        json!({
            "id": role.id.to_string(), "name": role.name, "permissions": role.permissions().to_string(),
            "color": role.color, "highlighted": role.highlighted, "collection_limit": 10,
        })
    }

    /// The public account. A suspended one is blanked: what a moderator judged by is gone from the API.
    pub(super) fn account_json(&self, account: &Account, site: &Site) -> Value {
        self.account_json_to(account, site, true)
    }

    /// `deep`: also where the account has moved to; one level only.
    fn account_json_to(&self, account: &Account, site: &Site, deep: bool) -> Value {
        let suspended = account.suspension.is_some();
        let blank = Profile { discoverable: Some(false), ..Profile::default() };
        let profile = if suspended { &blank } else { &account.profile };
        let base = &site.base;
        let name = &account.username;
        let acct = account
            .domain
            .as_ref()
            .map_or_else(|| name.clone(), |domain| format!("{name}@{}", idna::domain_to_unicode(domain).0));
        let home = account.domain.as_ref().map_or_else(|| base.clone(), |domain| format!("https://{domain}"));
        let avatar = if profile.avatar {
            format!("{base}/avatars/{}.png", account.id)
        } else {
            format!("{base}/avatars/missing.png")
        };
        let header = if profile.avatar {
            format!("{base}/headers/{}.png", account.id)
        } else {
            format!("{base}/headers/missing.png")
        };
        let (followers, following, statuses) =
            if suspended { (0, 0, 0) } else { (account.followers, account.following, account.statuses) };
        let mut json = Map::new();
        let mut put = |name: &str, value: Value| {
            json.insert(name.to_owned(), value);
        };
        put("id", json!(account.id));
        put("username", json!(name));
        put("acct", json!(acct));
        put("display_name", json!(profile.display_name));
        put("locked", json!(profile.locked));
        put("bot", json!(profile.bot));
        put("discoverable", json!(profile.discoverable));
        put("indexable", json!(profile.indexable));
        put("group", json!(false));
        put("created_at", json!(iso(midnight(account.created_at))));
        put("note", json!(profile.note));
        put("url", json!(format!("{home}/@{name}")));
        put("uri", json!(format!("{home}/users/{name}")));
        put("avatar", json!(avatar));
        put("avatar_static", json!(avatar));
        put("avatar_description", json!(""));
        put("header", json!(header));
        put("header_static", json!(header));
        put("header_description", json!(""));
        put("followers_count", json!(followers));
        put("following_count", json!(following));
        put("statuses_count", json!(statuses));
        put("last_status_at", json!(account.last_status_on.filter(|_| !suspended)));
        put("hide_collections", json!(account.is_local().then_some(false)));
        for shown in ["show_media", "show_media_replies", "show_featured"] {
            put(shown, json!(true));
        }
        put("emojis", json!([]));
        put("fields", Value::Array(profile.fields.iter().map(field).collect()));
        if account.is_local() {
            put("noindex", json!(!profile.indexable));
            let role =
                account.user.as_ref().map(|user| Role::of(user.role)).filter(|role| role.highlighted && !suspended);
            let shown = role.map(|role| json!({ "id": role.id.to_string(), "name": role.name, "color": role.color }));
            put("roles", Value::Array(shown.into_iter().collect()));
        }
        put("feature_approval", json!({ "automatic": ["public"], "manual": [], "current_user": "automatic" }));
        if let Some(successor) = account.moved_to.filter(|_| deep && !suspended).and_then(|id| self.accounts.get(&id)) {
            put("moved", self.account_json_to(successor, site, false));
        }
        for (name, holds) in
            [("suspended", suspended), ("limited", account.silenced_at.is_some()), ("memorial", account.memorial)]
        {
            if holds {
                put(name, json!(true));
            }
        }
        Value::Object(json)
    }
}

fn addresses(user: &User) -> Vec<Value> {
    user.addresses.iter().map(|address| json!({ "ip": address.ip, "used_at": iso(address.used_at) })).collect()
}

fn field(field: &Field) -> Value {
    json!({ "name": field.name, "value": field.value, "verified_at": field.verified_at.map(iso) })
}
