//! What stands around a user (section 5): memberships, counts, events, status.

use serde_json::{Value, json};

use super::auth::READ_USERS;
use super::paging::Page;
use super::refusal::Refusal;
use super::state::{Gitlab, Source, User};
use super::throttle::Endpoint;
use super::users::number;
use crate::call::{Answer, Call};
use crate::time::{DAY, ago, iso};
use crate::world::Site;

/// What somebody's events are about, in turn; GitLab's names for deed and kind.
const DEEDS: &[(&str, &str, &str)] = &[
    ("opened", "Issue", "Gauge 4 reports zero after rain"),
    ("commented on", "Note", "Gauge 4 reports zero after rain"),
    ("opened", "MergeRequest", "Read the sensor twice before storing"),
    ("accepted", "MergeRequest", "Read the sensor twice before storing"),
    ("closed", "Issue", "Map tiles are missing north of the weir"),
];

impl Gitlab {
    pub(super) fn memberships(&self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        let id = number(id)?;
        self.admit_admin(call, READ_USERS)?;
        let wanted = match call.query.get("type") {
            None => None,
            Some("Project") => Some(Source::Project),
            Some("Namespace") => Some(Source::Namespace),
            Some(_) => return Err(Refusal::Parameter("type does not have a valid value".to_owned())),
        };
        let user = self.users.get(&id).ok_or_else(Refusal::no_user)?;
        let rows = user.memberships.iter().filter(|one| wanted.is_none_or(|kind| kind == one.source_type)).map(|one| {
            json!({
                "source_id": one.source_id,
                "source_name": one.source_name,
                "source_type": one.source_type,
                "access_level": one.access_level,
            })
        });
        self.paged(rows.collect(), call, site)
    }

    /// An administrator, or somebody about themselves.
    pub(super) fn associations_count(&self, call: &Call, id: &str) -> Result<Answer, Refusal> {
        let id = number(id)?;
        let caller = self.admit(call, READ_USERS)?;
        if !caller.is_admin && caller.user.id != id {
            return Err(Refusal::forbidden());
        }
        let user = self.users.get(&id).ok_or_else(Refusal::no_user)?;
        let groups = user.memberships.iter().filter(|one| one.source_type == Source::Namespace).count();
        Ok(Answer::json(
            200,
            json!({
                "groups_count": groups,
                "projects_count": user.projects,
                "issues_count": user.issues,
                "merge_requests_count": user.merge_requests,
            }),
        ))
    }

    /// Newest first; as many as somebody's issues and merge requests, at most fifty.
    pub(super) fn events(&self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        self.admit(call, READ_USERS)?;
        let user = self.either(id)?;
        let wanted = |name: &str, value: &str| {
            call.query
                .filled(name)
                .is_none_or(|text| text.replace('_', "").eq_ignore_ascii_case(&value.replace(' ', "")))
        };
        let rows = (0..50.min(i64::from(user.issues + user.merge_requests)))
            .zip(DEEDS.iter().cycle())
            .filter(|(_, (action, target, _))| wanted("action", action) && wanted("target_type", target))
            .filter_map(|(at, deed)| self.event(user, site, at, deed));
        self.paged(rows.collect(), call, site)
    }

    fn event(&self, user: &User, site: &Site, at: i64, deed: &(&str, &str, &str)) -> Option<Value> {
        let last = user.current_sign_in_at?;
        let when = ago(last, at * 2 * DAY);
        let title = if user.website_url.is_empty() { deed.2 } else { user.bio.as_str() };
        (when >= user.created_at).then(|| {
            json!({
                "id": user.id * 1000 + at,
                "project_id": user.memberships.iter().find(|one| one.source_type == Source::Project).map(|one| one.source_id),
                "action_name": deed.0,
                "target_id": user.id * 100 + at,
                "target_iid": at + 1,
                "target_type": deed.1,
                "author_id": user.id,
                "target_title": title,
                "created_at": iso(when),
                "author": self.basic_json(user, site),
                "author_username": user.username,
            })
        })
    }

    /// Has a limit of its own, also for administrators (section 7).
    pub(super) fn status(&mut self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        self.limit_below(Endpoint::Status, call, site)?;
        let status = self.either(id)?.status.as_ref();
        let message = status.map(|status| status.message.as_str());
        Ok(Answer::json(
            200,
            json!({
                "emoji": status.map(|status| &status.emoji),
                "availability": status.map(|status| &status.availability),
                "message": message,
                "message_html": crate::page::escape(message.unwrap_or_default()),
                "clear_status_at": null,
            }),
        ))
    }

    pub(super) fn paged(&self, rows: Vec<Value>, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let page = Page::by_number(rows.len(), call, site, &self.settings.practice)?;
        let shown = Value::Array(rows[page.from..page.to].to_vec());
        Ok(page.dress(Answer::json(200, shown)))
    }
}
