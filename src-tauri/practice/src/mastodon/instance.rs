//! What the instance says about itself.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::state::Mastodon;
use super::{DOMAIN, VERSION};
use crate::time::{DAY, ago, day};
use crate::world::Site;

/// The instance's title.
pub(super) const TITLE: &str = "Hollyhock";
const DESCRIPTION: &str =
    "A practice neighbourhood for moderators: gardeners, night owls and train spotters, all of them made up.";

const RULES: &[&str] = &[
    "Be kind, also when you are right.",
    "No harassment, no hate, no doxxing.",
    "No advertising beyond your own small things.",
    "Describe your pictures, and do not feed the moderators after midnight.",
];

impl Mastodon {
    pub(super) fn instance_v2(&self, site: &Site) -> Value {
        json!({
            "domain": DOMAIN,
            "title": TITLE,
            "version": VERSION,
            "source_url": "https://github.com/mastodon/mastodon",
            "description": DESCRIPTION,
            "usage": { "users": { "active_month": self.people_here() } },
            "thumbnail": { "url": format!("{}/headers/missing.png", site.base) },
            "icon": [],
            "languages": ["en", "de"],
            "configuration": configuration(),
            "registrations": { "enabled": true, "approval_required": true, "reason_required": true, "message": null, "min_age": null, "url": null },
            "api_versions": { "mastodon": 11 },
            "contact": { "email": "desk@hollyhock.example", "account": self.contact(site) },
            "rules": rules(),
        })
    }

    pub(super) fn instance_v1(&self, site: &Site) -> Value {
        json!({
            "uri": DOMAIN,
            "title": TITLE,
            "short_description": DESCRIPTION,
            "description": DESCRIPTION,
            "email": "desk@hollyhock.example",
            "version": VERSION,
            "urls": { "streaming_api": format!("wss://{DOMAIN}") },
            "stats": { "user_count": self.people_here(), "status_count": self.posts_here(), "domain_count": self.domains() },
            "thumbnail": format!("{}/headers/missing.png", site.base),
            "languages": ["en", "de"],
            "registrations": true,
            "approval_required": true,
            "invites_enabled": true,
            "configuration": configuration(),
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
            "software": { "name": "mastodon", "version": VERSION },
            "protocols": ["activitypub"],
            "services": { "outbound": [], "inbound": [] },
            "usage": { "users": { "total": self.people_here(), "activeMonth": since(30), "activeHalfyear": since(180) }, "localPosts": self.posts_here() },
            "openRegistrations": true,
            "metadata": { "nodeName": TITLE, "nodeDescription": DESCRIPTION },
        })
    }

    fn people_here(&self) -> usize {
        self.accounts.values().filter(|account| account.user.as_ref().is_some_and(|user| user.approved)).count()
    }

    fn posts_here(&self) -> u32 {
        self.accounts.values().filter(|account| account.is_local()).map(|account| account.statuses).sum()
    }

    fn domains(&self) -> usize {
        let mut domains: Vec<_> = self.accounts.values().filter_map(|account| account.domain.as_ref()).collect();
        domains.sort();
        domains.dedup();
        domains.len()
    }

    fn contact(&self, site: &Site) -> Value {
        self.local("ada").map_or(Value::Null, |owner| self.account_json(owner, site))
    }
}

pub(super) fn nodeinfo_links(site: &Site) -> Value {
    json!({ "links": [{ "rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": format!("{}/nodeinfo/2.0", site.base) }] })
}

fn configuration() -> Value {
    json!({
        "accounts": { "max_featured_tags": 10, "max_pinned_statuses": 5, "max_profile_fields": 4 },
        "statuses": { "max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23 },
        "translation": { "enabled": false },
        "limited_federation": false,
    })
}

fn rules() -> Vec<Value> {
    let numbered = RULES.iter().enumerate();
    numbered
        .map(|(at, text)| json!({ "id": (at + 1).to_string(), "text": text, "hint": "", "translations": {} }))
        .collect()
}
