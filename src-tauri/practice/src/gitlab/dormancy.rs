//! What an instance does by itself about people who are not seen (1.6), what brings them back, and the hands of other administrators: all for the
//! control routes.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::machine::Event;
use super::state::{Gitlab, State, User, UserType};
use crate::call::{Answer, Content};
use crate::time::{DAY, ago, day};

/// Whoever was never seen is left in peace for so long.
const GRACE: i64 = 7 * DAY;
/// No more in one run.
const AT_ONCE: usize = 100_000;

impl Gitlab {
    /// The daily job, where the setting is on: whoever the manual rule would take, but of those who were never seen only who is here for a week, and
    /// no bots (`app/workers/users/deactivate_dormant_users_worker.rs`, `User.dormant`, `User.with_no_activity`). Gives their ids.
    pub(crate) fn deactivate_dormant(&mut self, now: Timestamp) -> Vec<String> {
        if !self.settings.deactivate_dormant_users {
            return Vec::new();
        }
        let days = self.settings.dormant_days();
        let since = ago(now, GRACE);
        let takes = |user: &&User| {
            user.state == State::Active
                && matches!(user.user_type, UserType::Human | UserType::ServiceUser)
                && !user.recently_active(now, days)
                && (!user.never_seen() || user.created_at <= since)
        };
        let ids: Vec<i64> = self.users.values().filter(takes).map(|user| user.id).take(AT_ONCE).collect();
        ids.into_iter().filter(|id| self.deactivated(*id, now)).map(|id| id.to_string()).collect()
    }

    /// Somebody signs in: who was deactivated is active again (1.5). False: this account can't.
    fn sign_in(&mut self, id: i64, now: Timestamp) -> bool {
        let Some(mut user) = self.users.get_mut(&id) else { return false };
        let state = if user.state == State::Deactivated { user.state.after(Event::Activate) } else { Some(user.state) };
        let (Some(State::Active), false) = (state, user.locked) else { return false };
        user.last_sign_in_at = user.current_sign_in_at.or(Some(now));
        user.last_sign_in_ip = user.current_sign_in_ip.clone();
        (user.state, user.updated_at, user.current_sign_in_at) = (State::Active, now, Some(now));
        user.last_activity_on = Some(day(now));
        user.sign_in_count += 1;
        true
    }

    /// Another administrator uses one of the eight verbs, or the person signs in; as `{"status", "body"}`. None: no such person, administrator or verb.
    pub(crate) fn act(&mut self, id: &str, verb: &str, by: &str, now: Timestamp) -> Option<Value> {
        let id = id.parse().ok().filter(|id| self.users.contains_key(id))?;
        let answer = if verb == "sign_in" {
            let done = self.sign_in(id, now);
            Answer::json(if done { 200 } else { 403 }, json!(done))
        } else {
            let by = self.named(by).filter(|user| user.is_admin).map(|user| (user.username.clone(), user.id))?;
            self.moderated(id, verb, &by, now)?
        };
        let body = if let Content::Json(body) = answer.content { body } else { Value::Null };
        Some(json!({ "status": answer.status, "body": body }))
    }
}
