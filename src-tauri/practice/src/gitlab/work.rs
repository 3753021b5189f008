//! What background workers do, some time after the answer: deletions, bans of the same mailbox, LDAP blocks; and the mail that goes out (1.5).

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::machine::Event;
use super::state::{Gitlab, State, User, UserType};

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
        let gone: Vec<User> = self
            .users
            .extract_if(.., |_, user| user.removal_queued_at.is_some_and(due))
            .map(|(_, user)| user)
            .collect();
        for user in gone.iter().filter(|user| user.removal_is_soft) {
            if let Some(ghost) = self.users.values_mut().find(|user| user.user_type == UserType::Ghost) {
                ghost.issues += user.issues;
                ghost.merge_requests += user.merge_requests;
            }
        }
        for user in self.users.values_mut().filter(|user| user.left_directory) {
            if let Some(state) = user.state.after(Event::LdapBlock) {
                (user.state, user.updated_at) = (state, now);
            }
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
        for user in self.users.values_mut().filter(|user| user.id != job.banned && user.state == State::Active) {
            if self::mailbox(&user.email) == mailbox {
                (user.state, user.updated_at, user.banned_at) = (State::Banned, now, Some(now));
                user.custom_attributes.insert("auto_banned_by".to_owned(), job.by.clone());
            }
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
