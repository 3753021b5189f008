//! The people of the practice Mastodon: who they are and what has happened to them before the moderator sits down.
//!
//! `plant` makes one account at a time; `locals`, `remotes` and `queue` (who waits) say how many of which kind, `throng` where they are very many; `odd` holds the hostile and the unusual, `rare` the
//! states that seldom meet, `cases` the reports and strikes, `evidence` the reported posts.

mod cases;
mod evidence;
mod locals;
mod odd;
mod plant;
mod queue;
mod rare;
mod remotes;
mod throng;

use jiff::Timestamp;

use super::register::Register;
use super::state::Mastodon;
use crate::people::THRONG;
use plant::Planter;

pub(super) use plant::html;

/// How many of a hundred ordinary accounts come from other servers.
const REMOTE_PERCENT: usize = 30;

impl Mastodon {
    /// About `people` accounts, the same for the same seed, with their times counted back from `now`.
    pub(crate) fn seed(seed: u64, people: usize, now: Timestamp) -> Self {
        let mut planter = Planter::new(seed, now, Register::default());
        locals::staff(&mut planter);
        odd::plant(&mut planter);
        queue::waiting(&mut planter);
        locals::sanctioned(&mut planter);
        locals::groups(&mut planter);
        remotes::sanctioned(&mut planter);
        let missing = people.saturating_sub(planter.accounts.len() + rare::COUNT);
        if people >= THRONG {
            throng::plant(&mut planter, missing);
        } else {
            let remote = missing * REMOTE_PERCENT / 100;
            remotes::ordinary(&mut planter, remote);
            locals::ordinary(&mut planter, missing - remote);
        }
        rare::plant(&mut planter);
        let mut instance = Self { accounts: Register::from(planter.accounts), ..Self::default() };
        cases::open(&mut instance, now);
        instance
    }

    /// New people at the door. Gives their ids.
    pub(crate) fn sign_up(&mut self, count: usize, now: Timestamp) -> Vec<String> {
        self.arrivals += 1;
        let settled = std::mem::take(&mut self.accounts);
        let mut planter = Planter::new(0xA221_7A15 + self.arrivals, now, settled);
        let ids = (0..count).map(|_| queue::applicant(&mut planter, 0, true).to_string()).collect();
        self.accounts = planter.settled;
        for account in planter.accounts.into_values() {
            self.accounts.insert(account);
        }
        ids
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    fn fingerprint(instance: &Mastodon) -> String {
        let hash = Sha256::digest(serde_json::to_vec(instance).unwrap());
        hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_three_hundred_are_who_they_have_always_been() {
        let now: Timestamp = "2026-06-01T12:00:00Z".parse().unwrap();
        let mut instance = Mastodon::seed(1, 300, now);
        assert_eq!(fingerprint(&instance), "a77d39e852e8adf1", "of seed 1");
        instance.sign_up(3, now);
        assert_eq!(fingerprint(&instance), "e96f55fd4e8c5af7", "with three more");
        assert_eq!(fingerprint(&Mastodon::seed(7, 2_000, now)), "a6b38f9c53631b9f", "of seed 7");
    }
}
