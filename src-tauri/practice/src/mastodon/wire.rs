//! Accounts as JSON, in the shape of the version and in its key order (3.1, 3.2, 3.4, 9.1 to 9.4).

use serde_json::{Map, Value, json};

use super::roles::Role;
use super::state::{Account, Field, Mastodon, Profile, User};
use crate::Dialect;
use crate::time::{iso, midnight};
use crate::world::Site;

impl Mastodon {
    /// Admin::Account. Without a login (remote, or deleted by themselves) its facts are null, not absent.
    pub(super) fn admin_account_json(&self, account: &Account, site: &Site) -> Value {
        let user = account.user.as_deref();
        let version = self.manner.version;
        if version == Dialect::GoToSocial {
            return self.gts_account_json(account, site);
        }
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
        let first = user.and_then(|user| Some((user, user.addresses.first()?)));
        put(
            "ip",
            json!(first.map(|(user, address)| match version {
                // By mistake the whole row, and with it the only user id that ever left the server.
                Dialect::V3_5 => json!({ "user_id": user.id, "ip": address.ip, "used_at": iso(address.used_at) }),
                _ => json!(address.ip),
            })),
        );
        let role = json!(user.map(|user| Role::of(user.role).shown_to_admins(version)));
        if version == Dialect::V3_5 {
            put("role", role.clone());
        }
        put("confirmed", json!(user.map(|user| user.confirmed_at.is_some())));
        put("suspended", json!(account.suspension.is_some()));
        put("silenced", json!(account.silenced_at.is_some()));
        if version != Dialect::V3_5 {
            put("sensitized", json!(account.sensitized_at.is_some()));
        }
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
        if version != Dialect::V3_5 {
            put("role", role);
        }
        Value::Object(json)
    }

    /// The public account. A suspended one is blanked: what a moderator judged by is gone from the API.
    pub(super) fn account_json(&self, account: &Account, site: &Site) -> Value {
        self.account_json_to(account, site, true)
    }

    /// `deep`: also where the account has moved to; one level only.
    fn account_json_to(&self, account: &Account, site: &Site, deep: bool) -> Value {
        let version = self.manner.version;
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
        put("id", json!(self.shown_id(account.id)));
        put("username", json!(name));
        put("acct", json!(acct));
        put("display_name", json!(profile.display_name));
        put("locked", json!(profile.locked));
        put("bot", json!(profile.bot));
        put("discoverable", json!(profile.discoverable));
        if version >= Dialect::V4_2 {
            put("indexable", json!(profile.indexable));
        }
        put("group", json!(false));
        put("created_at", json!(iso(midnight(account.created_at))));
        put("note", json!(profile.note));
        put("url", json!(format!("{home}/@{name}")));
        if version >= Dialect::V4_2 {
            put("uri", json!(format!("{home}/users/{name}")));
        }
        for (part, picture) in [("avatar", avatar), ("header", header)] {
            put(part, json!(picture));
            put(&format!("{part}_static"), json!(picture));
            if version >= Dialect::V4_6 {
                put(&format!("{part}_description"), json!(""));
            }
        }
        put("followers_count", json!(followers));
        put("following_count", json!(following));
        put("statuses_count", json!(statuses));
        put("last_status_at", json!(account.last_status_on.filter(|_| !suspended)));
        if version >= Dialect::V4_6 {
            put("hide_collections", json!(account.is_local().then_some(false)));
            for shown in ["show_media", "show_media_replies", "show_featured"] {
                put(shown, json!(true));
            }
        }
        put("emojis", profile.emojis.iter().map(|code| emoji(code, base)).collect());
        put("fields", Value::Array(profile.fields.iter().map(field).collect()));
        if account.is_local() && version >= Dialect::V4_0 {
            put("noindex", json!(!profile.indexable));
            let role =
                account.user.as_ref().map(|user| Role::of(user.role)).filter(|role| role.highlighted && !suspended);
            let shown = role.map(|role| json!({ "id": role.id.to_string(), "name": role.name, "color": role.color }));
            if version >= Dialect::V4_2 {
                put("roles", Value::Array(shown.into_iter().collect()));
            }
        }
        if version >= Dialect::V4_6 {
            put("feature_approval", json!({ "automatic": ["public"], "manual": [], "current_user": "automatic" }));
        }
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

fn emoji(code: &str, base: &str) -> Value {
    let url = format!("{base}/emoji/{code}.png");
    json!({ "shortcode": code, "url": url, "static_url": url, "visible_in_picker": true })
}

fn addresses(user: &User) -> Vec<Value> {
    user.addresses.iter().map(|address| json!({ "ip": address.ip, "used_at": iso(address.used_at) })).collect()
}

fn field(field: &Field) -> Value {
    json!({ "name": field.name, "value": field.value, "verified_at": field.verified_at.map(iso) })
}
