//! Where a user has been and who looks their way (sections 5, 7): projects, days of activity, followers, support PIN.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::auth::{READ_USERS, WRITE};
use super::refusal::Refusal;
use super::state::{Gitlab, Membership, Source, User};
use super::throttle::Endpoint;
use super::users::number;
use crate::call::{Answer, Call};
use crate::chance::Chance;
use crate::time::{DAY, ago, ahead, day, iso};
use crate::world::Site;

/// Whoever may maintain a project counts as its owner here.
const MAINTAINER: u8 = 40;
/// How far back `/user/activities` looks by itself, in days.
const ACTIVITIES: i64 = 182;

/// How somebody has to do with a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tie {
    Owns,
    ContributesTo,
    Starred,
}

impl Gitlab {
    /// By id or name.
    pub(super) fn projects(&self, call: &Call, site: &Site, id: &str, tie: Tie) -> Result<Answer, Refusal> {
        self.admit(call, READ_USERS)?;
        let user = self.either(id)?;
        let tied = |one: &&Membership| match tie {
            Tie::Owns => one.access_level >= MAINTAINER,
            Tie::ContributesTo => user.issues + user.merge_requests > 0,
            Tie::Starred => one.source_id % 3 == 0,
        };
        let own = user.memberships.iter().filter(|one| one.source_type == Source::Project).filter(tied);
        self.paged(own.map(|one| project_json(one, user, site)).collect(), call, site)
    }

    /// Oldest activity first. Others than administrators miss those with a private profile.
    pub(super) fn activities(&self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let caller = self.admit(call, READ_USERS)?;
        let from = match call.query.filled("from") {
            None => day(ago(call.now, ACTIVITIES * DAY)),
            Some(text) => {
                let date = text.get(..10).and_then(|text| text.parse::<Date>().ok());
                date.ok_or_else(|| Refusal::Parameter("from is invalid".to_owned()))?
            }
        };
        let seen = self.users.values().filter(|user| caller.is_admin || !user.private_profile);
        let mut seen: Vec<(Date, &User)> = seen.filter_map(|user| Some((user.last_activity_on?, user))).collect();
        seen.retain(|(on, _)| *on >= from);
        seen.sort_by_key(|(on, user)| (*on, user.id));
        let row = |(on, user): &(Date, &User)| json!({ "username": user.username, "last_activity_on": on, "last_activity_at": on });
        self.paged(seen.iter().map(row).collect(), call, site)
    }

    /// As many as the profile counts: whoever has been here longest.
    pub(super) fn followers(
        &mut self,
        call: &Call,
        site: &Site,
        id: &str,
        endpoint: Endpoint,
    ) -> Result<Answer, Refusal> {
        self.limit_below(endpoint, call, site)?;
        let user = self.users.get(&number(id)?).ok_or_else(Refusal::no_user)?;
        let count = if endpoint == Endpoint::Followers { user.followers } else { user.following };
        let others = self.users.values().filter(|other| other.id != user.id).take(count as usize);
        self.paged(others.map(|other| self.basic_json(other, site)).collect(), call, site)
    }

    /// Since 18.0. Whoever signed in lately may have one; it is the same until it is revoked.
    pub(super) fn support_pin(&self, call: &Call, id: &str) -> Result<Answer, Refusal> {
        let user = self.with_pin(call, id, READ_USERS)?;
        let pin = Chance::of_word(&user.username).between(100_000, 1_000_000);
        Ok(Answer::json(200, json!({ "pin": pin.to_string(), "expires_at": iso(ahead(call.now, 3 * DAY)) })))
    }

    pub(super) fn revoke_support_pin(&mut self, call: &Call, id: &str) -> Result<Answer, Refusal> {
        let id = self.with_pin(call, id, WRITE)?.id;
        if let Some(mut user) = self.users.get_mut(&id) {
            user.support_pin = false;
        }
        Ok(Answer::json(202, Value::Null))
    }

    fn with_pin(&self, call: &Call, id: &str, scopes: &[&str]) -> Result<&User, Refusal> {
        if !self.settings.practice.at_least(18, 0) {
            return Err(Refusal::NoRoute);
        }
        let id = number(id)?;
        self.admit_admin(call, scopes)?;
        let user = self.users.get(&id).ok_or_else(Refusal::no_user)?;
        let none = || Refusal::Message(404, "404 Support PIN not found or expired Not Found".to_owned());
        Some(user).filter(|user| user.support_pin).ok_or_else(none)
    }
}

fn project_json(one: &Membership, user: &User, site: &Site) -> Value {
    let path = one.source_name.to_lowercase().replace(' ', "-");
    let full = format!("{}/{path}", user.username);
    json!({
        "id": one.source_id,
        "description": null,
        "name": one.source_name,
        "name_with_namespace": format!("{} / {}", user.name, one.source_name),
        "path": path,
        "path_with_namespace": full,
        "created_at": iso(user.created_at),
        "default_branch": "main",
        "topics": [],
        "web_url": format!("{}/{full}", site.base),
        "avatar_url": null,
        "star_count": one.source_id % 7,
        "forks_count": one.source_id % 3,
        "last_activity_at": user.current_sign_in_at.map(iso),
        "visibility": "public",
    })
}
