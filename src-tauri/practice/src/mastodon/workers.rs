//! What happens without anybody asking: due deletions (2.3) and what the daily schedulers clear away (2.5).

use std::time::Duration;

use jiff::Timestamp;

use super::index::List;
use super::state::{Account, Id, Mastodon};
use crate::Dialect;
use crate::time::{DAY, HOUR, MINUTE, ago};

/// How long sign-ups may stay without a confirmed mail address (2.5), and how long it was up to 4.2.0.
const UNCONFIRMED: i64 = 7 * DAY;
const UNCONFIRMED_BEFORE: i64 = 2 * DAY;
/// How long network addresses are kept (2.5).
const ADDRESSES: i64 = 365 * DAY;
/// How often the daily schedulers look here, and how often at everybody's addresses.
const SWEEP: i64 = MINUTE;
const ADDRESS_SWEEP: i64 = HOUR;

impl Mastodon {
    /// What workers and schedulers would have done by now.
    pub(crate) fn work(&mut self, now: Timestamp, delay: Duration) {
        let index = self.accounts.index();
        let due = index.due_by(now).into_iter().chain(index.list(List::Doomed).iter().copied());
        for id in due.collect::<Vec<_>>() {
            let Some(mut account) = self.accounts.get_mut(&id) else { continue };
            if account.suspension.as_ref().is_some_and(|suspension| suspension.deletion_ripe(now, delay)) {
                account.erase();
            }
        }
        self.running.retain(|_, until| *until > now);
        self.sweep(now);
    }

    /// The daily schedulers: unconfirmed sign-ups and old network addresses go (2.5).
    pub(super) fn sweep(&mut self, now: Timestamp) {
        let version = self.manner.version;
        if version == Dialect::GoToSocial {
            return;
        }
        let due =
            |last: Option<Timestamp>, every: i64| last.is_none_or(|at| now.duration_since(at).abs().as_secs() >= every);
        if !due(self.swept, SWEEP) {
            return;
        }
        self.swept = Some(now);
        let confirmed_by = ago(now, if version <= Dialect::V4_0 { UNCONFIRMED_BEFORE } else { UNCONFIRMED });
        for id in self.accounts.index().unconfirmed_before(confirmed_by) {
            self.drop_account(id);
        }
        if !due(self.addresses_swept, ADDRESS_SWEEP) {
            return;
        }
        self.addresses_swept = Some(now);
        let kept_since = ago(now, ADDRESSES);
        let old = |account: &&Account| {
            account.user.iter().flat_map(|user| &user.addresses).any(|address| address.used_at < kept_since)
        };
        let with_old: Vec<Id> = self.accounts.values().filter(old).map(|account| account.id).collect();
        for id in with_old {
            let Some(mut account) = self.accounts.get_mut(&id) else { continue };
            if let Some(user) = &mut account.user {
                user.addresses.retain(|address| address.used_at >= kept_since);
            }
        }
    }

    /// Deletes the row, and with it the reports by and against the account. False: there was none.
    pub(super) fn drop_account(&mut self, id: Id) -> bool {
        self.reports.retain(|report| report.by != id && report.target != id);
        self.accounts.remove(&id).is_some()
    }
}
