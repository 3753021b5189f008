//! The many of a large instance: half of them here, half on some thousand other servers, nearly all of them without a history.

use jiff::Timestamp;

use super::super::state::{Address, Id, Origin, Suspension, User};
use super::plant::{Planter, html};
use crate::chance::Chance;
use crate::people::names::{self, Name};
use crate::people::throng::{self, Throng};
use crate::time::{DAY, HOUR, ago, ahead};

/// Of so many one waits for approval.
const ONE_WAITS: usize = 1_000;
/// Members of the staff besides those with names of their own.
const STAFF: usize = 44;

/// `count` more people, oldest first.
pub(super) fn plant(planter: &mut Planter, count: usize) {
    let throng = Throng::new(&mut planter.crowd.chance, count);
    let waiting = count / ONE_WAITS;
    let settled = count - waiting;
    for at in 0..settled {
        let age = throng::age(at, settled);
        if planter.crowd.chance.percent(50) {
            local(planter, &throng, age, at < STAFF * 2);
        } else {
            remote(planter, &throng, age);
        }
    }
    for _ in 0..waiting {
        applicant(planter, &throng);
    }
}

fn local(planter: &mut Planter, throng: &Throng, age: i64, founder: bool) {
    let (id, name) = somebody(planter, age, None);
    login(planter, throng, id, &name, age);
    let now = planter.now;
    let chance = &mut planter.crowd.chance;
    let (lot, since) = (chance.below(1_000), chance.between(0, age.min(900 * DAY)));
    let role = founder.then(|| if chance.percent(80) { 1 } else { 2 });
    let reason = chance.percent(45).then(|| throng::reason(chance, &name));
    planter
        .user(id, |user| (user.role, user.invite_request, user.disabled) = (role, reason, role.is_none() && lot == 0));
    if role.is_none() {
        restrict(planter, id, lot, ago(now, since));
    }
}

fn remote(planter: &mut Planter, throng: &Throng, age: i64) {
    let domain = throng.server(&mut planter.crowd.chance).to_owned();
    let (id, _) = somebody(planter, age, Some(&domain));
    let now = planter.now;
    let chance = &mut planter.crowd.chance;
    let (lot, since) = (chance.below(1_000), chance.between(0, age.min(900 * DAY)));
    restrict(planter, id, lot, ago(now, since));
}

/// Somebody who waits: three of four have confirmed their mail, the others not yet and not for longer than the server lets them.
fn applicant(planter: &mut Planter, throng: &Throng) {
    let chance = &mut planter.crowd.chance;
    let confirmed = chance.percent(75);
    let age = chance.between(HOUR, if confirmed { 20 * DAY } else { 40 * HOUR });
    let (id, name) = somebody(planter, age, None);
    login(planter, throng, id, &name, age);
    let reason = throng::reason(&mut planter.crowd.chance, &name);
    planter.alter(id, |account| (account.statuses, account.last_status_on) = (0, None));
    planter.user(id, |user| {
        (user.approved, user.invite_request, user.created_by_application) = (false, Some(reason), None);
        if !confirmed {
            user.confirmed_at = None;
        }
    });
}

/// Somebody with a profile and a life.
fn somebody(planter: &mut Planter, age: i64, domain: Option<&str>) -> (Id, Name) {
    let name = names::draw(&mut planter.crowd.chance);
    let handle = throng::handle(&mut planter.crowd, &name, "_");
    let id = match domain {
        Some(domain) => planter.remote(age, &handle, domain).id,
        None => planter.local(age, &handle, &name).id,
    };
    planter.live(id, &name, age);
    let chance = &mut planter.crowd.chance;
    let (shown, note) = (throng::display_name(chance, &name), html(&throng::bio(chance, name.locale)));
    planter.alter(id, |account| {
        (account.profile.display_name, account.profile.note) = (shown, note);
        // Growing has taken too much; of a million that is a quarter of a gigabyte.
        account.profile.note.shrink_to_fit();
        account.profile.fields.shrink_to_fit();
    });
    (id, name)
}

/// Mail and addresses as on a large server.
fn login(planter: &mut Planter, throng: &Throng, id: Id, name: &Name, age: i64) {
    let now = planter.now;
    let handle = planter.accounts.get(&id).map(|account| account.username.clone()).unwrap_or_default();
    let chance = &mut planter.crowd.chance;
    let email = throng.mail(chance, name, &handle);
    let first = Address { ip: throng::address(chance), used_at: ago(now, age) };
    let later = |chance: &mut Chance| Address {
        ip: throng::address(chance),
        used_at: ago(now, chance.between(0, age.min(360 * DAY))),
    };
    let addresses = std::iter::once(first).filter(|_| age < 360 * DAY);
    let more = chance.below(3);
    let mut addresses: Vec<Address> = addresses.chain((0..more).map(|_| later(chance))).collect();
    addresses.shrink_to_fit();
    planter.user(id, |user: &mut User| (user.email, user.addresses) = (email, addresses));
}

/// Some two of a hundred are under a measure, by a lot from 0 to 999.
fn restrict(planter: &mut Planter, id: Id, lot: u64, since: Timestamp) {
    let now = planter.now;
    let suspension = Suspension::by_moderator(since);
    planter.alter(id, |account| match lot {
        1..=8 => account.silenced_at = Some(since),
        9 | 10 => account.sensitized_at = Some(since),
        // By their own server.
        11 if !account.is_local() => {
            account.suspension = Some(Suspension { origin: Origin::Remote, deletion_due: None, ..suspension });
        }
        11..=18 => {
            let due = Some(ahead(since, 30 * DAY)).filter(|due| *due > now);
            account.suspension = Some(suspension);
            if due.is_none() {
                account.erase();
            }
        }
        _ => {}
    });
}
