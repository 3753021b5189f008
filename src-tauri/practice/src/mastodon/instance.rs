//! What the instance says about itself.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::DOMAIN;
use super::state::Mastodon;
use crate::Dialect;
use crate::time::{DAY, ago, day};
use crate::world::Site;

/// The instance's title.
pub(super) const TITLE: &str = "Hollyhock";
const DESCRIPTION: &str =
    "A practice neighbourhood for moderators: gardeners, night owls and train spotters, all of them made up.";

pub(super) const RULES: &[&str] = &[
    "Be kind, also when you are right.",
    "No harassment, no hate, no doxxing.",
    "No advertising beyond your own small things.",
    "Describe your pictures, and do not feed the moderators after midnight.",
];

impl Mastodon {
    pub(super) fn instance_v2(&self, site: &Site) -> Value {
        let version = self.manner.version;
        let source = match version {
            Dialect::GoToSocial => "https://codeberg.org/superseriousbusiness/gotosocial",
            _ => "https://github.com/mastodon/mastodon",
        };
        let mut json = json!({
            "domain": DOMAIN,
            "title": TITLE,
            "version": version.version(),
            "source_url": source,
            "description": DESCRIPTION,
            "usage": { "users": { "active_month": self.people_here() } },
            "thumbnail": { "url": format!("{}/headers/missing.png", site.base) },
            "icon": [],
            "languages": ["en", "de"],
            "configuration": self.configuration(),
            "registrations": { "enabled": true, "approval_required": true, "reason_required": true, "message": null, "min_age": null, "url": null },
            "api_versions": { "mastodon": 11 },
            "contact": { "email": "desk@hollyhock.example", "account": self.contact(site) },
            "rules": rules(),
        });
        // Since 4.3.
        if let (true, Value::Object(fields)) = (version < Dialect::V4_6, &mut json) {
            fields.retain(|name, _| name != "api_versions");
        }
        json
    }

    pub(super) fn instance_v1(&self, site: &Site) -> Value {
        json!({
            "uri": DOMAIN,
            "title": TITLE,
            "short_description": DESCRIPTION,
            "description": DESCRIPTION,
            "email": "desk@hollyhock.example",
            "version": self.manner.version.version(),
            "urls": { "streaming_api": format!("wss://{DOMAIN}") },
            "stats": { "user_count": self.people_here(), "status_count": self.posts_here(), "domain_count": self.domains() },
            "thumbnail": format!("{}/headers/missing.png", site.base),
            "languages": ["en", "de"],
            "registrations": true,
            "approval_required": true,
            "invites_enabled": true,
            "configuration": self.configuration(),
            "contact_account": self.contact(site),
            "rules": rules(),
        })
    }

    pub(super) fn nodeinfo(&self, now: Timestamp) -> Value {
        let since = |days: i64| {
            let from = day(ago(now, days * DAY));
            self.accounts
                .values()
                .filter(|account| account.is_local() && account.last_status_on.is_some_and(|on| on >= from))
                .count()
        };
        json!({
            "version": "2.0",
            "software": { "name": self.manner.version.software(), "version": self.manner.version.version() },
            "protocols": ["activitypub"],
            "services": { "outbound": [], "inbound": [] },
            "usage": { "users": { "total": self.people_here(), "activeMonth": since(30), "activeHalfyear": since(180) }, "localPosts": self.posts_here() },
            "openRegistrations": true,
            "metadata": { "nodeName": TITLE, "nodeDescription": DESCRIPTION },
        })
    }

    fn people_here(&self) -> usize {
        self.accounts.index().approved()
    }

    fn posts_here(&self) -> u64 {
        self.accounts.index().local_statuses()
    }

    fn domains(&self) -> usize {
        self.accounts.index().domains()
    }

    fn configuration(&self) -> Value {
        let mut json = json!({
            "accounts": { "max_featured_tags": 10, "max_pinned_statuses": 5, "max_profile_fields": 4 },
            "statuses": { "max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23 },
            "translation": { "enabled": false },
        });
        if self.manner.version >= Dialect::V4_6 {
            json["limited_federation"] = json!(self.manner.limited_federation);
        }
        json
    }

    fn contact(&self, site: &Site) -> Value {
        self.local("ada").map_or(Value::Null, |owner| self.account_json(owner, site))
    }
}

pub(super) fn nodeinfo_links(site: &Site) -> Value {
    json!({ "links": [{ "rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": format!("{}/nodeinfo/2.0", site.base) }] })
}

fn rules() -> Vec<Value> {
    RULES.iter().zip(1_i64..).map(|(_, number)| rule(number)).collect()
}

/// The rule with this number; null where there is none.
pub(super) fn rule(number: i64) -> Value {
    let at = usize::try_from(number - 1).unwrap_or(usize::MAX);
    RULES
        .get(at)
        .map_or(Value::Null, |text| json!({ "id": number.to_string(), "text": text, "hint": "", "translations": {} }))
}
