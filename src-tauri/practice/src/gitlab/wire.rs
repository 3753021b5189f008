//! Users as JSON (section 4): short for anybody, public, one's own, an administrator's list row and detail; fields by version and edition.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::state::{Gitlab, Identity, State, User};
use super::users::with;
use crate::time::iso;
use crate::world::Site;

/// Major and minor; `(0, 0)` stands for always.
type Since = (u16, u16);

/// Fields that came or went: name, since when, since when no more.
const BY_VERSION: &[(&str, Since, Since)] = &[
    ("bio_html", (0, 0), (14, 0)),
    ("locked", (15, 8), (0, 0)),
    ("namespace_id", (14, 10), (0, 0)),
    ("discord", (15, 0), (0, 0)),
    ("skype", (0, 0), (19, 0)),
    ("github", (18, 0), (0, 0)),
    ("preferred_language", (18, 0), (0, 0)),
    ("created_by", (15, 6), (0, 0)),
    ("provisioned_by_project_id", (19, 0), (0, 0)),
    ("email_reset_offered_at", (16, 7), (19, 0)),
    ("scim_identities", (16, 1), (0, 0)),
];

/// Columns without a value in rows that are older than they are.
const NULL_IN_OLD_ROWS: &[&str] = &[
    "public_email",
    "bio",
    "location",
    "job_title",
    "organization",
    "local_time",
    "theme_id",
    "private_profile",
    "commit_email",
];

impl Gitlab {
    /// Takes away what this version does not have.
    fn of_version(&self, mut json: Value) -> Value {
        let switches = &self.settings.practice;
        if let Value::Object(fields) = &mut json {
            for (name, (major, minor), until) in BY_VERSION {
                let there =
                    switches.at_least(*major, *minor) && (*until == (0, 0) || !switches.at_least(until.0, until.1));
                if !there {
                    fields.shift_remove(*name);
                }
            }
        }
        json
    }

    /// Nulls where an old row has them.
    fn as_old(user: &User, mut json: Value) -> Value {
        if let (Value::Object(fields), true) = (&mut json, user.old_row) {
            for (name, value) in fields.iter_mut() {
                if NULL_IN_OLD_ROWS.contains(&name.as_str()) {
                    *value = Value::Null;
                }
            }
        }
        json
    }

    /// UserBasic: what everybody gets, and all that a token without admin rights sees in a list.
    pub(super) fn basic_json(&self, user: &User, site: &Site) -> Value {
        let avatar = user
            .avatar
            .then(|| format!("{}/uploads/-/system/user/avatar/{}/{}.png", site.base, user.id, user.username));
        self.of_version(json!({
            "id": user.id,
            "username": user.username,
            "public_email": user.public_email,
            "name": user.name,
            "state": user.state.word(),
            "locked": user.locked,
            "avatar_url": avatar,
            "web_url": format!("{}/{}", site.base, user.username),
        }))
    }

    /// What others than administrators see of a user; a private profile shows less.
    pub(super) fn public_json(&self, user: &User, site: &Site, now: Timestamp, oneself: bool) -> Value {
        let mut json = self.profile_json(user, site, now);
        if let (Value::Object(fields), true) = (&mut json, user.private_profile && !oneself) {
            for name in ["created_at", "followers", "following", "is_followed"] {
                fields.shift_remove(name);
            }
        }
        json
    }

    /// The profile page's facts.
    fn profile_json(&self, user: &User, site: &Site, now: Timestamp) -> Value {
        let work = match (user.job_title.as_str(), user.organization.as_str()) {
            ("", "") => None,
            (job, "") => Some(job.to_owned()),
            ("", place) => Some(place.to_owned()),
            (job, place) => Some(format!("{job} at {place}")),
        };
        let facts = json!({
            "created_at": iso(user.created_at),
            "bio": user.bio,
            "bio_html": format!("<p>{}</p>", crate::page::escape(&user.bio)),
            "location": user.location,
            "skype": "",
            "linkedin": "",
            "twitter": "",
            "discord": "",
            "website_url": user.website_url,
            "github": "",
            "job_title": user.job_title,
            "pronouns": user.pronouns,
            "organization": user.organization,
            "bot": user.user_type.is_bot(),
            "work_information": work,
            "followers": user.followers,
            "following": user.following,
            "is_followed": false,
            "local_time": now.strftime("%-I:%M %p").to_string(),
        });
        Self::as_old(user, self.of_version(with(self.basic_json(user, site), facts)))
    }

    /// Logins with other services; the provider's id is Enterprise Edition.
    fn identities(&self, user: &User) -> Vec<Value> {
        let plain = |own: &Identity| json!({ "provider": own.provider, "extern_uid": own.extern_uid });
        let identities = user.identities.iter().filter(|own| !own.is_scim());
        if self.settings.practice.enterprise {
            identities.map(|own| with(plain(own), json!({ "saml_provider_id": own.saml_provider_id }))).collect()
        } else {
            identities.map(plain).collect()
        }
    }

    /// What somebody sees of themselves.
    pub(super) fn own_json(&self, user: &User, site: &Site, now: Timestamp) -> Value {
        let facts = json!({
            "last_sign_in_at": user.last_sign_in_at.map(iso),
            "confirmed_at": user.confirmed_at.map(iso),
            "last_activity_on": user.last_activity_on,
            "email": user.email,
            "theme_id": 3,
            "color_scheme_id": 1,
            "projects_limit": if user.external { 0 } else { 100_000 },
            "current_sign_in_at": user.current_sign_in_at.map(iso),
            "identities": self.identities(user),
            "can_create_group": !user.external,
            "can_create_project": !user.external,
            "two_factor_enabled": user.two_factor,
            "external": user.external,
            "private_profile": user.private_profile,
            "commit_email": user.email,
            "preferred_language": user.preferred_language,
        });
        Self::as_old(user, self.of_version(with(self.profile_json(user, site, now), facts)))
    }

    /// UserWithAdmin: an administrator's list row.
    pub(super) fn admin_json(&self, user: &User, site: &Site, now: Timestamp) -> Value {
        let created_by =
            user.created_by.and_then(|id| self.users.get(&id)).map(|creator| self.basic_json(creator, site));
        let facts = json!({
            "is_admin": user.is_admin,
            "note": user.note,
            "namespace_id": user.id + 40,
            "created_by": created_by,
            "email_reset_offered_at": null,
            "provisioned_by_project_id": null,
        });
        let row = with(self.own_json(user, site, now), facts);
        let scim = user.identities.iter().filter(|own| own.is_scim());
        let scim = scim.map(|own| json!({ "extern_uid": own.extern_uid, "group_id": null, "active": true }));
        let scim: Vec<Value> = scim.collect();
        let enterprise = json!({
            "is_auditor": user.is_auditor,
            "using_license_seat": user.state == State::Active && !user.user_type.is_internal(),
            "scim_identities": scim,
            "shared_runners_minutes_limit": null,
            "extra_shared_runners_minutes_limit": null,
            "provisioned_by_group_id": null,
            "enterprise_group_id": null,
            "enterprise_group_associated_at": null,
        });
        self.of_version(if self.settings.practice.enterprise { with(row, enterprise) } else { row })
    }

    /// UserDetailsWithAdmin: the row and what only a single user's answer has.
    pub(super) fn detail_json(&self, user: &User, site: &Site, now: Timestamp) -> Value {
        let facts = json!({
            "highest_role": user.memberships.iter().map(|one| one.access_level).max().unwrap_or(0),
            "current_sign_in_ip": user.current_sign_in_ip,
            "last_sign_in_ip": user.last_sign_in_ip,
            "sign_in_count": user.sign_in_count,
        });
        let detail = with(self.admin_json(user, site, now), facts);
        let enterprise = json!({ "plan": "free", "trial": false });
        if self.settings.practice.enterprise { with(detail, enterprise) } else { detail }
    }
}
