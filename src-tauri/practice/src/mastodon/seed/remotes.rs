//! People of other servers, as this instance knows them: no mail, no addresses, ages to the day.

use super::super::state::{Id, Origin, Suspension};
use super::plant::Planter;
use crate::time::{DAY, ago};

/// Lower-case punycode, as the server stores it; the second is bücherwurm.example.
const DOMAINS: &[&str] = &[
    "orchard.example",
    "xn--bcherwurm-q9a.example",
    "harbour.example",
    "birds.example",
    "old.example",
    "pixels.example.net",
    "noise.example",
];

/// A server known for trouble: most of its people here are limited.
const TROUBLE: &str = "noise.example";

pub(super) fn neighbour(planter: &mut Planter, domain: &str) -> Id {
    let (name, handle) = planter.person();
    let days = planter.crowd.chance.between(1, 900);
    let id = planter.remote(days * DAY, &handle, domain).id;
    planter.live(id, &name, days * DAY);
    id
}

/// People of other servers under a measure, of ours or of theirs.
pub(super) fn sanctioned(planter: &mut Planter) {
    let now = planter.now;
    for at in 0..6 {
        let id = neighbour(planter, TROUBLE);
        planter.alter(id, |account| account.silenced_at = Some(ago(now, (3 + at * 17) * DAY)));
    }
    for domain in ["pixels.example.net", TROUBLE] {
        let id = neighbour(planter, domain);
        planter.alter(id, |account| account.sensitized_at = Some(ago(now, 20 * DAY)));
    }
    for at in 0..4 {
        let id = neighbour(planter, TROUBLE);
        let suspension = Suspension::by_moderator(ago(now, (4 + at * 6) * DAY));
        // Two are past their thirty days: the data is gone.
        let due = suspension.deletion_due.filter(|_| at < 2);
        planter.alter(id, |account| account.suspension = Some(Suspension { deletion_due: due, ..suspension }));
    }
    for domain in ["harbour.example", "old.example"] {
        let id = neighbour(planter, domain);
        let theirs =
            Suspension { at: ago(now, 12 * DAY), origin: Origin::Remote, deletion_due: None, deletion_queued_at: None };
        planter.alter(id, |account| account.suspension = Some(theirs));
    }
}

/// Neighbours without a history.
pub(super) fn ordinary(planter: &mut Planter, count: usize) {
    for _ in 0..count {
        let domain = planter.crowd.chance.text(DOMAINS);
        neighbour(planter, domain);
    }
}
