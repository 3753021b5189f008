//! The people of the instance itself: staff, those under a measure, those who share an address, and everybody else.

use super::super::state::{Account, Id, Inviter, Origin, Profile, Suspension, User};
use super::super::{DOMAIN, INSTANCE_ACTOR};
use super::plant::{Planter, html};
use crate::people;
use crate::people::names::Name;
use crate::time::{DAY, HOUR, ago, ahead, day};

/// Handle, name, language, role, age in days, about themselves.
type Staff = (&'static str, &'static str, &'static str, Option<i64>, i64, &'static str);

#[rustfmt::skip]
const STAFF: &[Staff] = &[
    ("ada", "Ada Marchetti", "it", Some(3), 2180, "Keeps the lights on at Hollyhock. Sysadmin by day, tomatoes by evening. #hollyhock"),
    ("marguerite", "Marguerite Oyelaran", "en", Some(3), 2100, "Co-owner. Pays the electricity bill and reads every appeal."),
    ("noor", "Noor van Dalen", "nl", Some(2), 1700, "Admin here, bookbinder elsewhere. Ask me about the rules, I wrote half of them."),
    ("ines", "Inês Sampaio", "pt-BR", Some(2), 900, "Admin. Awake when Europe sleeps. #portoalegre"),
    ("kim", "Kim Lindqvist", "en", Some(1), 1240, "Moderator, tea first. If I limited you by mistake: write to desk@hollyhock.example and I will say sorry properly."),
    ("teo", "Teo Ferreira", "en", Some(1), 610, "Moderator on odd evenings. Trains on even ones. #trains"),
    ("wren", "Wren Ashdown", "en", None, 480, "Not staff, just here a lot. Hedgehogs. #hedgehogs"),
];

/// The instance actor and those whose tokens are known.
pub(super) fn staff(planter: &mut Planter) {
    let made = ago(planter.now, 2200 * DAY);
    for (handle, full, locale, role, days, about) in STAFF {
        planter.crowd.reserve(handle);
        let name = Name { full: (*full).to_owned(), given: (*handle).to_owned(), family: "staff".to_owned(), locale };
        let id = planter.local(days * DAY + 7 * HOUR, handle, &name).id;
        planter.live(id, &name, days * DAY);
        planter.user(id, |user| {
            user.email = format!("{handle}@{DOMAIN}");
            user.role = *role;
        });
        planter.alter(id, |account| {
            account.profile.display_name = (*full).to_owned();
            account.profile.note = html(about);
            account.profile.avatar = true;
            account.profile.discoverable = Some(true);
        });
    }
    planter.insert(Account {
        id: INSTANCE_ACTOR,
        username: DOMAIN.to_owned(),
        domain: None,
        created_at: made,
        profile: Profile { locked: true, bot: true, ..Profile::default() },
        followers: 0,
        following: 0,
        statuses: 0,
        last_status_on: None,
        moved_to: None,
        memorial: false,
        silenced_at: None,
        sensitized_at: None,
        suspension: None,
        user: None,
    });
}

/// Gives somebody a mail address of the university.
pub(super) fn at_school(user: &mut User) {
    let local_part = user.email.split('@').next().unwrap_or_default().to_owned();
    user.email = format!("{local_part}@{}", people::SCHOOL_MAIL_DOMAIN);
}

/// Somebody here invited them.
pub(super) fn invite(planter: &mut Planter, guest: Id, host: &str) {
    let host = planter.accounts.values().find(|account| account.is_local() && account.username == host);
    let inviter =
        host.and_then(|account| account.user.as_ref().map(|user| Inviter { user: user.id, account: account.id }));
    planter.user(guest, |user| user.invited_by = inviter);
}

/// Somebody settled, `days` old.
pub(super) fn settled(planter: &mut Planter, days: i64) -> Id {
    let (name, handle) = planter.person();
    let age = days * DAY + planter.crowd.chance.between(0, DAY);
    let id = planter.local(age, &handle, &name).id;
    planter.live(id, &name, age);
    if planter.crowd.chance.percent(45) {
        let (_, reason) = planter.crowd.reason(name.locale);
        planter.user(id, |user| user.invite_request = Some(reason.to_owned()));
    }
    id
}

/// People under a measure, and those whose data is gone.
pub(super) fn sanctioned(planter: &mut Planter) {
    let now = planter.now;
    for at in 0..9 {
        let id = settled(planter, 60 + at * 41);
        planter.alter(id, |account| account.silenced_at = Some(ago(now, (2 + at * 9) * DAY)));
    }
    for at in 0..4 {
        let id = settled(planter, 90 + at * 66);
        planter.alter(id, |account| account.sensitized_at = Some(ago(now, (1 + at * 13) * DAY)));
    }
    for at in 0..6 {
        let id = settled(planter, 45 + at * 87);
        planter.user(id, |user| user.disabled = true);
    }
    for at in 0..6 {
        let id = settled(planter, 30 + at * 50);
        let since = 1 + at * 5;
        planter.alter(id, |account| {
            account.suspension = Some(Suspension {
                at: ago(now, since * DAY),
                deletion_due: Some(ahead(now, (30 - since) * DAY)),
                ..Suspension::by_moderator(now)
            });
        });
    }
    for at in 0..3 {
        let id = settled(planter, 240 + at * 100);
        planter.user(id, |user| user.disabled = true);
        planter.alter(id, |account| {
            account.profile = Profile::default();
            (account.statuses, account.followers, account.following, account.last_status_on) = (0, 0, 0, None);
            account.suspension = Some(Suspension {
                at: ago(now, (60 + at * 45) * DAY),
                origin: Origin::Local,
                deletion_due: None,
                deletion_queued_at: None,
            });
        });
    }
    // Deleted by themselves: the row keeps the name, no login is left.
    let gone = settled(planter, 400);
    planter.alter(gone, |account| (account.user, account.profile) = (None, Profile::default()));
}

/// People with something in common: an address, a mail domain, an inviter, a fate.
pub(super) fn groups(planter: &mut Planter) {
    for at in 0..14 {
        let id = settled(planter, 20 + at * 23);
        planter.seen_at(id, people::SCHOOL_ADDRESS);
        planter.user(id, at_school);
    }
    for at in 0..6 {
        let id = settled(planter, 35 + at * 61);
        planter.seen_at(id, people::VPN_ADDRESS);
    }
    // An earlier wave from the same addresses: two were let in and behave, two are suspended.
    let now = planter.now;
    for at in 0..4 {
        let id = settled(planter, 11 + at);
        planter.seen_at(id, people::SPAM_ADDRESSES[at as usize % 3]);
        planter.user(id, |user| {
            let local_part = user.email.split('@').next().unwrap_or_default().to_owned();
            user.email = format!("{local_part}@mailbox.example");
        });
        if at > 1 {
            planter.alter(id, |account| account.suspension = Some(Suspension::by_moderator(ago(now, 8 * DAY))));
        }
    }
    for (at, host) in ["wren", "kim", "wren", "teo", "ada", "wren", "noor"].into_iter().enumerate() {
        let id = settled(planter, 15 + at as i64 * 37);
        invite(planter, id, host);
    }
    for _ in 0..2 {
        let id = settled(planter, 1300);
        planter.alter(id, |account| account.memorial = true);
    }
    for _ in 0..3 {
        let (old, new) = (settled(planter, 700), settled(planter, 50));
        planter.alter(old, |account| account.moved_to = Some(new));
    }
    for (handle, title, about) in BOTS {
        planter.crowd.reserve(handle);
        let name =
            Name { full: (*title).to_owned(), given: (*handle).to_owned(), family: "bot".to_owned(), locale: "en" };
        let id = planter.local(330 * DAY, handle, &name).id;
        let today = day(planter.now);
        planter.alter(id, |account| {
            account.profile = Profile {
                display_name: (*title).to_owned(),
                note: html(about),
                bot: true,
                avatar: true,
                discoverable: Some(true),
                ..Profile::default()
            };
            (account.statuses, account.followers, account.last_status_on) = (7_900, 212, Some(today));
        });
    }
}

const BOTS: &[(&str, &str, &str)] = &[
    ("riverlevels", "River Levels", "Posts the gauge at the old bridge every hour. Unlisted. Run by @wren. #hydrology"),
    ("busdelays", "Bus Delays (unofficial)", "Lines 4, 7 and N2. Complains so that you don't have to."),
    ("wordoftheday", "Gair y Dydd", "One Welsh word a day, with love and mutations. #Cymraeg"),
    ("fogwatch", "Fog Watch", "A camera on a hill. Mostly grey. All pictures described. #fog"),
];

/// Everybody else: most are simply here.
pub(super) fn ordinary(planter: &mut Planter, count: usize) {
    for at in 0..count {
        // Many came lately, some were here from the start.
        let share = (at + 1) as f64 / count.max(1) as f64;
        settled(planter, 2 + (share.powi(2) * 1900.0) as i64);
    }
}
