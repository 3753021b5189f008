//! What happens without anybody asking: due deletions (2.3) and what the daily schedulers clear away (2.5).

use std::time::Duration;

use jiff::Timestamp;

use super::state::{Id, Mastodon};
use crate::Dialect;
use crate::time::{DAY, MINUTE, ago};

/// How long sign-ups may stay without a confirmed mail address (2.5), and how long it was up to 4.2.0.
const UNCONFIRMED: i64 = 7 * DAY;
const UNCONFIRMED_BEFORE: i64 = 2 * DAY;
/// How long network addresses are kept (2.5).
const ADDRESSES: i64 = 365 * DAY;
/// How often the daily schedulers look here.
const SWEEP: i64 = MINUTE;

impl Mastodon {
    /// What workers and schedulers would have done by now.
    pub(super) fn work(&mut self, now: Timestamp, delay: Duration) {
        for account in self.accounts.values_mut() {
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
        let lately = self.swept.is_some_and(|at| now.duration_since(at).abs().as_secs() < SWEEP);
        if lately || version == Dialect::GoToSocial {
            return;
        }
        self.swept = Some(now);
        let confirmed_by = ago(now, if version <= Dialect::V4_0 { UNCONFIRMED_BEFORE } else { UNCONFIRMED });
        let kept_since = ago(now, ADDRESSES);
        let mut late = Vec::new();
        for account in self.accounts.values_mut() {
            let Some(user) = &mut account.user else { continue };
            user.addresses.retain(|address| address.used_at >= kept_since);
            if user.confirmed_at.is_none() && account.created_at < confirmed_by {
                late.push(account.id);
            }
        }
        for id in late {
            self.drop_account(id);
        }
    }

    /// Deletes the row, and with it the reports by and against the account. False: there was none.
    pub(super) fn drop_account(&mut self, id: Id) -> bool {
        self.reports.retain(|report| report.by != id && report.target != id);
        self.accounts.remove(&id).is_some()
    }
}
