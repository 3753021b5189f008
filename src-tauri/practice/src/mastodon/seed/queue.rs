//! Those who wait for a decision: honest people, a spam wave, and some one has to think about.

use super::super::state::{Id, User};
use super::locals::{at_school, invite};
use super::plant::Planter;
use crate::people::names::Name;
use crate::people::{self, reasons};
use crate::time::{HOUR, MINUTE};

/// Minutes as seconds, for tables of ages.
pub(super) const fn minutes(count: i64) -> i64 {
    count * MINUTE
}

/// Somebody who has just signed up, with a reason of their own.
pub(super) fn applicant(planter: &mut Planter, age: i64, confirmed: bool) -> Id {
    let (name, handle) = planter.person();
    let (_, reason) = planter.crowd.reason(name.locale);
    let id = planter.local(age, &handle, &name).id;
    planter.user(id, |user| wait(user, reason, confirmed));
    id
}

fn wait(user: &mut User, reason: &str, confirmed: bool) {
    user.approved = false;
    user.invite_request = Some(reason.to_owned());
    user.created_by_application = None;
    if !confirmed {
        user.confirmed_at = None;
    }
}

/// Handle, name, age in minutes, mail, reason; they stand at the top of the queue in every picture.
#[rustfmt::skip]
const FIRST_IN_LINE: &[(&str, &str, i64, &str, &str)] = &[
    ("anna_k", "Anna Kovács", 184, "anna.k@posthaus.example", "I draw birds and would like to share them with other naturalists."),
    ("m_okonkwo", "Miriam Okonkwo", 63, "m.okonkwo@uni-nordstadt.example", "Library staff, moving here with three colleagues. We post about cataloguing and rare maps."),
    ("zoe_m", "Zoë Meijer", 58, "zoe@brievenbus.example", "Vrienden raadden jullie aan. Ik maak foto's van de stad."),
    ("rita_v", "Rita Vasquez", 40, "rita.v@letterbox.example", "Coming from another server that is closing down at the end of the month (old.example)."),
    ("joel", "Joel Birch", 31, "joel@rivermail.example", "Woodworking, bread, and a bit of politics. I read the rules."),
];

/// The queue: 29 with confirmed mail, 12 without; honest people, a spam wave, and some one has to think about.
pub(super) fn waiting(planter: &mut Planter) {
    for (handle, full, age, mail, reason) in FIRST_IN_LINE {
        planter.crowd.reserve(handle);
        let name = Name { full: (*full).to_owned(), given: (*handle).to_owned(), family: String::new(), locale: "en" };
        let id = planter.local(minutes(*age), handle, &name).id;
        planter.user(id, |user| {
            user.email = (*mail).to_owned();
            wait(user, reason, true);
        });
        if mail.ends_with(people::SCHOOL_MAIL_DOMAIN) {
            planter.seen_at(id, people::SCHOOL_ADDRESS);
        }
    }
    for at in 0..8 {
        let age = minutes(95 + at * 170) + planter.crowd.chance.between(0, 3000);
        applicant(planter, age, true);
    }
    for at in 0..7 {
        let age = (at * 15 + 5) * HOUR + planter.crowd.chance.between(0, 9000);
        applicant(planter, age, false);
    }
    for at in 0..13 {
        spammer(planter, at, minutes(25 + at * 8), ![3, 7, 11, 12].contains(&at));
    }
    for (at, address) in [people::SCHOOL_ADDRESS, people::SCHOOL_ADDRESS, people::VPN_ADDRESS, people::VPN_ADDRESS]
        .into_iter()
        .enumerate()
    {
        let id = applicant(planter, minutes(130 + at as i64 * 210), true);
        planter.seen_at(id, address);
        if address == people::SCHOOL_ADDRESS {
            planter.user(id, at_school);
        }
    }
    let spammer_behind_vpn = spammer(planter, 13, minutes(140), false);
    planter.seen_at(spammer_behind_vpn, people::VPN_ADDRESS);
    let invited = applicant(planter, minutes(220), true);
    invite(planter, invited, "wren");
}

/// One of the wave: near-identical reason, one of three addresses, one of two mail domains.
fn spammer(planter: &mut Planter, number: i64, age: i64, confirmed: bool) -> Id {
    let at = usize::try_from(number).unwrap_or(0);
    let handle = reasons::SPAM_HANDLES[at % reasons::SPAM_HANDLES.len()];
    planter.crowd.reserve(handle);
    let name = Name { full: handle.to_owned(), given: handle.to_owned(), family: String::new(), locale: "en" };
    let reason = reasons::SPAM[at % reasons::SPAM.len()];
    let address = people::SPAM_ADDRESSES[at % people::SPAM_ADDRESSES.len()];
    let domain = people::SPAM_MAIL_DOMAINS[at % people::SPAM_MAIL_DOMAINS.len()];
    let id = planter.local(age, handle, &name).id;
    planter.user(id, |user| {
        user.email = format!("{}@{domain}", handle.replace('_', ""));
        wait(user, reason, confirmed);
    });
    planter.seen_at(id, address);
    id
}
