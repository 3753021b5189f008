//! Users as JSON (section 4): short for anybody, public, one's own, an administrator's list row and detail.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::state::{Gitlab, User};
use super::users::with;
use crate::time::iso;
use crate::world::Site;

impl Gitlab {
    /// UserBasic: what everybody gets, and all that a token without admin rights sees in a list.
    pub(super) fn basic_json(user: &User, site: &Site) -> Value {
        let avatar = user
            .avatar
            .then(|| format!("{}/uploads/-/system/user/avatar/{}/{}.png", site.base, user.id, user.username));
        json!({
            "id": user.id,
            "username": user.username,
            "public_email": user.public_email,
            "name": user.name,
            "state": user.state.word(),
            "locked": user.locked,
            "avatar_url": avatar,
            "web_url": format!("{}/{}", site.base, user.username),
        })
    }

    /// The profile page's facts.
    pub(super) fn public_json(user: &User, site: &Site, now: Timestamp) -> Value {
        let work = match (user.job_title.as_str(), user.organization.as_str()) {
            ("", "") => None,
            (job, "") => Some(job.to_owned()),
            ("", place) => Some(place.to_owned()),
            (job, place) => Some(format!("{job} at {place}")),
        };
        let facts = json!({
            "created_at": iso(user.created_at),
            "bio": user.bio,
            "location": user.location,
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
        with(Self::basic_json(user, site), facts)
    }

    /// What somebody sees of themselves.
    pub(super) fn own_json(user: &User, site: &Site, now: Timestamp) -> Value {
        let identities: Vec<Value> = user
            .identities
            .iter()
            .map(|identity| json!({ "provider": identity.provider, "extern_uid": identity.extern_uid, "saml_provider_id": null }))
            .collect();
        let facts = json!({
            "last_sign_in_at": user.last_sign_in_at.map(iso),
            "confirmed_at": user.confirmed_at.map(iso),
            "last_activity_on": user.last_activity_on,
            "email": user.email,
            "theme_id": 3,
            "color_scheme_id": 1,
            "projects_limit": if user.external { 0 } else { 100_000 },
            "current_sign_in_at": user.current_sign_in_at.map(iso),
            "identities": identities,
            "can_create_group": !user.external,
            "can_create_project": !user.external,
            "two_factor_enabled": user.two_factor,
            "external": user.external,
            "private_profile": user.private_profile,
            "commit_email": user.email,
            "preferred_language": user.preferred_language,
        });
        with(Self::public_json(user, site, now), facts)
    }

    /// UserWithAdmin: an administrator's list row.
    pub(super) fn admin_json(&self, user: &User, site: &Site, now: Timestamp) -> Value {
        let created_by =
            user.created_by.and_then(|id| self.users.get(&id)).map(|creator| Self::basic_json(creator, site));
        let facts = json!({
            "is_admin": user.is_admin,
            "note": user.note,
            "namespace_id": user.id + 40,
            "created_by": created_by,
            "email_reset_offered_at": null,
        });
        with(Self::own_json(user, site, now), facts)
    }

    /// UserDetailsWithAdmin: the row and what only a single user's answer has.
    pub(super) fn detail_json(&self, user: &User, site: &Site, now: Timestamp) -> Value {
        let facts = json!({
            "highest_role": if user.projects > 0 { 30 } else { 0 },
            "current_sign_in_ip": user.current_sign_in_ip,
            "last_sign_in_ip": user.last_sign_in_ip,
            "sign_in_count": user.sign_in_count,
        });
        with(self.admin_json(user, site, now), facts)
    }
}
