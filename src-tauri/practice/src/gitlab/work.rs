//! What background workers do, some time after the answer: deletions, bans of the same mailbox, LDAP blocks; and the mail that goes out (1.5).

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::index::List;
use super::machine::Event;
use super::state::{Gitlab, State, UserType};

/// Older letters than this many are forgotten.
const LETTERS_KEPT: usize = 300;

/// Something for a worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    /// When it was queued.
    at: Timestamp,
    /// Whose mailbox is to be banned everywhere.
    banned: i64,
    /// Who banned, as custom attributes say it.
    by: String,
}

/// A mail to a user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Letter {
    at: Timestamp,
    to: String,
    about: String,
}

impl Gitlab {
    /// What workers would have done by now.
    pub(crate) fn work(&mut self, now: Timestamp, delay: Duration) {
        let due = |at: Timestamp| now.duration_since(at).unsigned_abs() >= delay;
        let (ready, waiting) = std::mem::take(&mut self.jobs).into_iter().partition(|job| due(job.at));
        self.jobs = waiting;
        let ready: Vec<Job> = ready;
        for job in ready {
            self.ban_same_mail(&job, now);
        }
        let doomed = self.users.listed(List::Doomed).iter().filter_map(|id| self.users.get(id));
        let gone = doomed.filter(|user| user.removal_queued_at.is_some_and(due)).map(|user| user.id);
        for id in gone.collect::<Vec<_>>() {
            self.delete(id);
        }
        for id in self.users.listed(List::LeftDirectory).clone() {
            let Some(mut user) = self.users.get_mut(&id) else { continue };
            if let Some(state) = user.state.after(Event::LdapBlock) {
                (user.state, user.updated_at) = (state, now);
            }
        }
    }

    /// A soft deletion leaves the contributions to the ghost.
    fn delete(&mut self, id: i64) {
        let Some(user) = self.users.remove(&id).filter(|user| user.removal_is_soft) else { return };
        let mut machines = self.users.listed(List::Machines).iter().filter_map(|id| self.users.get(id));
        let ghost = machines.find(|user| user.user_type == UserType::Ghost).map(|user| user.id);
        if let Some(mut ghost) = ghost.and_then(|id| self.users.get_mut(&id)) {
            ghost.issues += user.issues;
            ghost.merge_requests += user.merge_requests;
        }
    }

    pub(super) fn queue_ban_of_same_mail(&mut self, banned: i64, by: String, now: Timestamp) {
        self.jobs.push(Job { at: now, banned, by });
    }

    /// A ban may reach accounts that nobody selected: active ones with the same mailbox behind `+tags` (1.5).
    fn ban_same_mail(&mut self, job: &Job, now: Timestamp) {
        let Some(mailbox) = self.users.get(&job.banned).map(|user| mailbox(&user.email)) else {
            return;
        };
        let active = self.users.values().filter(|user| user.id != job.banned && user.state == State::Active);
        let same = active.filter(|user| self::mailbox(&user.email) == mailbox).map(|user| user.id);
        for id in same.collect::<Vec<_>>() {
            let Some(mut user) = self.users.get_mut(&id) else { continue };
            (user.state, user.updated_at, user.banned_at) = (State::Banned, now, Some(now));
            user.custom_attributes.insert("auto_banned_by".to_owned(), job.by.clone());
        }
    }

    pub(super) fn write(&mut self, to: &str, about: &str, now: Timestamp) {
        self.letters.push(Letter { at: now, to: to.to_owned(), about: about.to_owned() });
        if self.letters.len() > LETTERS_KEPT {
            self.letters.remove(0);
        }
    }
}

fn mailbox(email: &str) -> String {
    let (local, domain) = email.split_once('@').unwrap_or((email, ""));
    format!("{}@{domain}", local.split('+').next().unwrap_or(local)).to_lowercase()
}
