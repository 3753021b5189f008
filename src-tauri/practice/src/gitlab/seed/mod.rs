//! The people of the practice GitLab: colleagues and students, contractors, machines, and those whom an administrator has to judge.
//!
//! `plant` makes ordinary users, `cases` those to be judged, `extras` the rarer kinds of account, `named` those with fixed names; here stands how many of which kind there are, and how old.

mod cases;
mod extras;
mod named;
mod plant;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::machine::Event;
use super::state::{Gitlab, State, User, UserType};
use crate::people::{Crowd, reasons};
use crate::time::{DAY, MINUTE};
use plant::Planter;

/// Makes a user of a certain age in seconds.
type Make = Box<dyn FnOnce(&mut Planter, i64) -> User>;

/// Whom to plant; the age in seconds orders them.
struct Plan {
    age: i64,
    make: Make,
}

/// Of so many who are here longest some have access tokens.
const WITH_TOKENS: usize = 500;

/// Username, name, title, administrator, two-factor.
#[rustfmt::skip]
const STAFF: &[(&str, &str, &str, bool, bool)] = &[
    ("root", "Administrator", "", true, true),
    ("kim", "Kim Lindqvist", "Systems & moderation", true, true),
    ("osei", "Kwabena Osei", "Release engineer", true, true),
    ("ingrid", "Ingrid Wallin", "Security, Thursdays", true, false),
    ("wren", "Wren Ashdown", "Hydrologist", false, true),
];

const MACHINES: &[(&str, &str, UserType)] = &[
    ("ghost", "Ghost User", UserType::Ghost),
    ("alert-bot", "GitLab Alert Bot", UserType::AlertBot),
    ("support-bot", "GitLab Support Bot", UserType::SupportBot),
    ("project_17_bot_4f2a", "gauge-deploy", UserType::ProjectBot),
    ("project_23_bot_91bc", "docs-preview", UserType::ProjectBot),
    ("project_31_bot_07de", "renovate", UserType::ProjectBot),
    ("service_account_backup", "Backup", UserType::ServiceAccount),
    ("service_account_mirror", "Mirror", UserType::ServiceAccount),
];

impl Gitlab {
    /// About `people` users, the same for the same seed, with their times counted back from `now`.
    pub(crate) fn seed(seed: u64, people: usize, now: Timestamp) -> Self {
        let mut planter = Planter { crowd: Crowd::new(seed ^ 0x6174, []), now };
        for handle in STAFF
            .iter()
            .map(|staff| staff.0)
            .chain(MACHINES.iter().map(|machine| machine.0))
            .chain(reasons::SPAM_HANDLES.iter().copied())
            .chain(named::NAMED.iter().map(|named| named.0))
        {
            planter.crowd.reserve(handle);
        }
        let mut plans = founders();
        plans.extend(special(&mut planter));
        let missing = people.saturating_sub(plans.len()).max(extras::ROOM);
        for at in 0..missing {
            let share = (at + 1) as f64 / missing as f64;
            // Among those who are here longest: who looks for anybody, newest first, meets ordinary people.
            let turned = at.checked_sub(missing - extras::ROOM).map(|at| (at / 3, at % 3));
            plans.push(plan(DAY + (share.powi(2) * 1700.0 * DAY as f64) as i64, move |planter, age| {
                let user = planter.colleague(age);
                extras::turned(planter, user, turned)
            }));
        }
        plans.sort_by_key(|plan| Reverse(plan.age));
        let users = plans.into_iter().zip(1..).map(|(plan, id)| {
            let mut user = User { id, ..(plan.make)(&mut planter, plan.age) };
            extras::furnish(&mut user);
            (id, user)
        });
        let mut users: BTreeMap<i64, User> = users.collect();
        let waits = |user: &&mut User| user.state == State::BlockedPendingApproval && user.website_url.is_empty();
        if let Some(longest) = users.values_mut().find(waits) {
            extras::invited(longest);
        }
        let mut tokens = super::auth::fixed();
        tokens.extend(users.values().take(WITH_TOKENS).flat_map(extras::tokens));
        Self { users, tokens, ..Self::default() }
    }

    /// New people at the door. Gives their ids.
    pub(crate) fn sign_up(&mut self, count: usize, now: Timestamp) -> Vec<String> {
        self.arrivals += 1;
        let taken: Vec<String> = self.users.values().map(|user| user.username.clone()).collect();
        let mut planter = Planter { crowd: Crowd::new(0xA221_7A15 + self.arrivals, taken), now };
        let first = self.users.keys().next_back().copied().unwrap_or(0) + 1;
        let mut ids = Vec::new();
        for (id, _) in (first..).zip(0..count) {
            let applicant = planter.applicant(0);
            // Nobody asks an administrator where the setting says so.
            let state = match State::Active.after(Event::BlockPendingApproval) {
                Some(waiting) if self.settings.require_admin_approval_after_user_signup => waiting,
                _ => State::Active,
            };
            let user = User { id, state, ..applicant };
            self.users.insert(id, user);
            ids.push(id.to_string());
        }
        ids
    }
}

fn plan(age: i64, make: impl FnOnce(&mut Planter, i64) -> User + 'static) -> Plan {
    Plan { age, make: Box::new(make) }
}

/// Administrators first, then the machines that every instance has.
fn founders() -> Vec<Plan> {
    let staff =
        STAFF.iter().zip(0..).map(|(staff, at)| plan((1800 - at) * DAY, move |planter, age| planter.staff(staff, age)));
    let machines = MACHINES
        .iter()
        .zip(0..)
        .map(|(machine, at)| plan((1780 - at * 3) * DAY, move |planter, age| planter.machine(*machine, age)));
    staff.chain(machines).collect()
}

/// Everybody with something about them that an administrator looks for.
fn special(planter: &mut Planter) -> Vec<Plan> {
    let mut plans = Vec::new();
    let mut add = |count: i64, age: &dyn Fn(i64) -> i64, kind: fn(&mut Planter, i64) -> User| {
        plans.extend((0..count).map(|at| plan(age(at), kind)));
    };
    add(18, &|at| (at * at * 95 + 22) * MINUTE, Planter::applicant);
    add(11, &|at| (at * 47 + 30) * DAY, Planter::blocked);
    add(9, &|at| (at * 29 + 12) * DAY, Planter::banned);
    add(7, &|at| (at * 60 + 300) * DAY, Planter::deactivated);
    add(5, &|at| (at * 120 + 400) * DAY, Planter::ldap_blocked);
    add(12, &|at| (at * 70 + 210) * DAY, Planter::dormant);
    add(8, &|at| (at * 11 + 3) * DAY, Planter::never_signed_in);
    add(3, &|at| (at * 90 + 100) * DAY, Planter::locked);
    add(10, &|at| (at * 33 + 20) * DAY, Planter::external);
    for (at, handle) in (0..).zip(&reasons::SPAM_HANDLES[..12]) {
        // Most wait; some were let in before the wave was seen.
        plans.push(plan((30 + at * 9) * MINUTE, move |planter, age| planter.spammer(handle, at, age)));
    }
    plans.extend(odd());
    planter.crowd.chance.shuffle(&mut plans);
    plans
}

/// Names and texts that try a desk's patience.
fn odd() -> Vec<Plan> {
    let long: String = "Lopadotemachoselachogaleokranioleipsano".chars().cycle().take(255).collect();
    let odd = [
        (
            "img-onerror",
            "<img src=x onerror=alert(1)>".to_owned(),
            "<script>window.pwned = true</script> **bold** [link](javascript:alert(1))",
        ),
        (
            "desk.support",
            "\u{202E}ksed\u{202C} Support \u{2066}official\u{2069}".to_owned(),
            "Send us your token and we will renew it.",
        ),
        ("kirn", "K\u{200B}im Lind\u{200D}qvist".to_owned(), ""),
        ("longname", long, "My name is a dish."),
        ("sunflower", "🌻🐝🌻".to_owned(), "🌻"),
        ("l.haddad", "ليلى حداد".to_owned(), "مخطوطات وبيانات مفتوحة."),
        ("formula", "=1+1".to_owned(), reasons::FORMULA),
    ];
    odd.into_iter()
        .zip(0..)
        .map(|((handle, name, bio), at)| {
            plan((40 + at * 31) * DAY, move |planter, age| User {
                username: handle.to_owned(),
                name,
                bio: bio.to_owned(),
                ..planter.colleague(age)
            })
        })
        .collect()
}
