//! What a verb changes: the state by the machine, or why it can't be saved (1.2), and what follows (1.5).

use jiff::Timestamp;
use serde_json::json;

use super::machine::Event;
use super::moderation::Verb;
use super::refusal::Refusal;
use super::state::{Gitlab, Source, State, User};
use super::switches::{Inferred, ReadOnly};
use crate::call::Answer;

impl Gitlab {
    /// Sends an event. What the machine does not allow changes nothing and answers `false`.
    pub(super) fn transition(
        &mut self,
        verb: Verb,
        id: i64,
        event: Event,
        by: &(String, i64),
        now: Timestamp,
    ) -> Result<Answer, Refusal> {
        let no = || Answer::json(201, json!(false));
        let user = self.users.get(&id).ok_or_else(Refusal::no_user)?;
        let Some(state) = user.state.after(event) else {
            return Ok(no());
        };
        let vetoed = (self.settings.practice.read_only == ReadOnly::Vetoed).then(String::new);
        if let Some(why) = user.unsaveable.clone().or(vetoed) {
            return match self.unsaved(verb) {
                Some(status) => Err(Refusal::Message(status, why)),
                None => Ok(no()),
            };
        }
        if let Some(mut user) = self.users.get_mut(&id) {
            (user.state, user.updated_at) = (state, now);
            user.banned_at = (state == State::Banned).then_some(now);
        }
        self.note_down(verb, id, by.1, now);
        self.follow_up(verb, id, by, now);
        Ok(verb.success())
    }

    /// Deactivates without anybody asking. False: the record stays as it is.
    pub(super) fn deactivated(&mut self, id: i64, now: Timestamp) -> bool {
        let nobody = (String::new(), 0);
        let done = self.transition(Verb::Deactivate, id, Event::Deactivate, &nobody, now);
        done.is_ok() && self.users.get(&id).is_some_and(|user| user.state == State::Deactivated)
    }

    /// The status of a record that can't be saved; none: 201 with `false`.
    fn unsaved(&self, verb: Verb) -> Option<u16> {
        let switches = &self.settings.practice;
        match verb {
            Verb::Activate if !switches.at_least(16, 8) => None,
            Verb::Unblock => None,
            Verb::Activate | Verb::Approve | Verb::Reject => Some(422),
            Verb::Deactivate => Some(400),
            // No status is passed on, so the API's default shows.
            Verb::Block | Verb::Ban | Verb::Unban => {
                Some(if switches.other(Inferred::UnsavedIs422) { 422 } else { 500 })
            }
        }
    }

    fn follow_up(&mut self, verb: Verb, id: i64, by: &(String, i64), now: Timestamp) {
        let signed = format!("{}/{}+{}", by.0, by.1, now.strftime("%Y-%m-%d %H:%M:%S UTC"));
        let newest = self.settings.practice.at_least(19, 0);
        // The attributes that say who it was came with the 15.x line (1.7).
        let signs = self.settings.practice.at_least(15, 0);
        let mut letters = Vec::new();
        let Some(mut user) = self.users.get_mut(&id) else { return };
        match verb {
            Verb::Block => {
                if signs {
                    user.custom_attributes.insert("blocked_by".to_owned(), signed.clone());
                }
                (user.running_pipelines, user.pipeline_schedules) = (0, 0);
            }
            Verb::Unblock if signs => {
                user.custom_attributes.insert("unblocked_by".to_owned(), signed.clone());
            }
            Verb::Deactivate => {
                if newest {
                    user.pipeline_schedules = 0;
                }
                if self.settings.user_deactivation_emails_enabled {
                    letters.push("Your account has been deactivated");
                }
            }
            Verb::Approve => letters = welcome(&mut user),
            Verb::Activate | Verb::Unblock | Verb::Ban | Verb::Unban | Verb::Reject => {}
        }
        let to = user.email.clone();
        drop(user);
        for about in letters {
            self.write(&to, about, now);
        }
        let same_mail = self.settings.enforce_email_subaddress_restrictions && self.settings.practice.at_least(17, 0);
        if verb == Verb::Ban && same_mail {
            self.queue_ban_of_same_mail(id, signed, now);
        }
    }

    /// Queues the hard deletion. Until the worker has run the row stays as it is, so a second reject succeeds too.
    pub(super) fn reject(&mut self, id: i64, now: Timestamp) {
        let to = self.users.get(&id).map(|user| user.email.clone()).unwrap_or_default();
        self.doom(id, false, now);
        self.write(&to, "Your request to join has been rejected", now);
    }

    /// Queues a deletion, once.
    pub(super) fn doom(&mut self, id: i64, soft: bool, now: Timestamp) {
        let blocks = !soft && self.settings.practice.other(Inferred::DoomedAreBlocked);
        if let Some(mut user) = self.users.get_mut(&id) {
            user.removal_queued_at.get_or_insert(now);
            user.removal_is_soft = soft;
            if let Some(state) = user.state.after(Event::Block).filter(|_| blocks) {
                user.state = state;
            }
        }
    }

    /// An LDAP identity that is taken away frees the account from the directory's block, not from every block (section 2).
    pub(super) fn leave_ldap(&mut self, id: i64) {
        let stays = self.settings.practice.other(Inferred::LdapBlockStays);
        if let Some(mut user) = self.users.get_mut(&id).filter(|user| user.state == State::LdapBlocked && !stays) {
            user.state = user.state.after(Event::Block).unwrap_or(user.state);
            user.left_directory = false;
        }
    }
}

/// What an approval does beyond the state. Gives the letters' subjects.
fn welcome(user: &mut User) -> Vec<&'static str> {
    let mut letters = Vec::new();
    if user.confirmed_at.is_none() {
        letters.push("Confirmation instructions");
    } else {
        let accepted = std::mem::take(&mut user.invitations);
        user.projects += accepted.iter().filter(|one| one.source_type == Source::Project).count() as u32;
        user.memberships.extend(accepted);
    }
    letters.push("Welcome, your account has been approved");
    if user.created_by.is_some() {
        letters.push("Set your password");
    }
    letters
}
