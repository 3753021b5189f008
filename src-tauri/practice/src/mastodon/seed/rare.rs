//! People in states that seldom meet: two measures at once, a login without a trace, an inviter who is gone.

use super::super::state::{Id, Inviter, Suspension};
use super::locals::settled;
use super::plant::Planter;
use super::remotes::neighbour;
use crate::time::{DAY, HOUR, ago, ahead};

/// How many [`plant`] makes.
pub(super) const COUNT: usize = 11;

/// Planted last, so that everybody else stays who they were before.
pub(super) fn plant(planter: &mut Planter) {
    let now = planter.now;
    let limited_then_suspended = settled(planter, 77);
    planter.alter(limited_then_suspended, |account| {
        account.silenced_at = Some(ago(now, 9 * DAY));
        account.suspension = Some(Suspension::by_moderator(ago(now, 2 * DAY)));
    });
    let limited_and_frozen = settled(planter, 131);
    planter.alter(limited_and_frozen, |account| account.silenced_at = Some(ago(now, 3 * DAY)));
    planter.user(limited_and_frozen, |user| user.disabled = true);
    // Data that goes tomorrow.
    let almost_gone = settled(planter, 410);
    planter.alter(almost_gone, |account| {
        let at = ago(now, 29 * DAY);
        account.suspension =
            Some(Suspension { deletion_due: Some(ahead(now, 20 * HOUR)), ..Suspension::by_moderator(at) });
    });
    // Let in by hand before the mail was confirmed.
    let let_in_early = settled(planter, 2);
    planter.user(let_in_early, |user| user.confirmed_at = None);
    planter.alter(let_in_early, |account| (account.statuses, account.last_status_on) = (0, None));
    let orphan = settled(planter, 166);
    planter.user(orphan, |user| user.invited_by = Some(Inviter { user: 4_000_000, account: Id(1) }));
    let traceless = settled(planter, 620);
    planter.user(traceless, |user| user.addresses.clear());
    let decorated = settled(planter, 88);
    planter.alter(decorated, |account| {
        account.profile.display_name = ":blobfox: Mara :verified_hedgehog:".to_owned();
        account.profile.emojis = vec!["blobfox".to_owned(), "verified_hedgehog".to_owned()];
    });
    // Thirty letters, the longest that a sign-up form takes.
    let long = settled(planter, 52);
    planter.alter(long, |account| account.username = "a_very_long_handle_for_a_person".chars().take(30).collect());
    let quoting = neighbour(planter, "birds.example");
    planter.alter(quoting, |account| account.profile.bot = true);
    let (old, new) = (neighbour(planter, "old.example"), neighbour(planter, "harbour.example"));
    planter.alter(old, |account| account.moved_to = Some(new));
}
