//! The people of the practice Mastodon: who they are and what has happened to them before the moderator sits down.
//!
//! `plant` makes one account at a time; `locals`, `remotes` and `queue` (who waits) say how many of which kind; `odd` holds the hostile and the unusual, `rare` the
//! states that seldom meet, `cases` the reports and strikes, `evidence` the reported posts.

mod cases;
mod evidence;
mod locals;
mod odd;
mod plant;
mod queue;
mod rare;
mod remotes;

use jiff::Timestamp;

use super::state::Mastodon;
use plant::Planter;

pub(super) use plant::html;

/// How many of a hundred ordinary accounts come from other servers.
const REMOTE_PERCENT: usize = 30;

impl Mastodon {
    /// About `people` accounts, the same for the same seed, with their times counted back from `now`.
    pub(crate) fn seed(seed: u64, people: usize, now: Timestamp) -> Self {
        let mut planter = Planter::new(seed, now, []);
        locals::staff(&mut planter);
        odd::plant(&mut planter);
        queue::waiting(&mut planter);
        locals::sanctioned(&mut planter);
        locals::groups(&mut planter);
        remotes::sanctioned(&mut planter);
        let missing = people.saturating_sub(planter.accounts.len() + rare::COUNT);
        let remote = missing * REMOTE_PERCENT / 100;
        remotes::ordinary(&mut planter, remote);
        locals::ordinary(&mut planter, missing - remote);
        rare::plant(&mut planter);
        let mut instance = Self { accounts: planter.accounts, ..Self::default() };
        cases::open(&mut instance, now);
        instance
    }

    /// New people at the door. Gives their ids.
    pub(crate) fn sign_up(&mut self, count: usize, now: Timestamp) -> Vec<String> {
        self.arrivals += 1;
        let accounts = std::mem::take(&mut self.accounts);
        let mut planter = Planter::new(0xA221_7A15 + self.arrivals, now, accounts);
        let ids = (0..count).map(|_| queue::applicant(&mut planter, 0, true).to_string()).collect();
        self.accounts = planter.accounts;
        ids
    }
}
