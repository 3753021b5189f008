//! The people of the practice GitLab: colleagues and students, contractors, machines, and those whom an administrator has to judge.
//!
//! `plant` makes ordinary users, `cases` those to be judged, `extras` the rarer kinds of account, `named` those with fixed names, `throng` the very many; here stands how many of which kind there are, and how old.

mod cases;
mod extras;
mod named;
mod plant;
mod throng;

use std::cmp::Reverse;

use jiff::Timestamp;

use super::machine::Event;
use super::register::Register;
use super::state::{Gitlab, State, User, UserType};
use crate::people::{Crowd, THRONG, reasons};
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
        let mut planter = Planter { crowd: Crowd::new(seed ^ 0x6174, []), now, settled: Register::default() };
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
        let many = people >= THRONG;
        if many {
            plans.extend(throng::plans(&mut planter, missing));
        }
        for at in 0..if many { 0 } else { missing } {
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
            user
        });
        let mut users: Register = users.collect();
        let waits = |user: &&User| user.state == State::BlockedPendingApproval && user.website_url.is_empty();
        let longest = users.values().find(waits).map(|user| user.id);
        if let Some(mut longest) = longest.and_then(|id| users.get_mut(&id)) {
            extras::invited(&mut longest);
        }
        let mut tokens = super::auth::fixed();
        tokens.extend(users.values().take(WITH_TOKENS).flat_map(extras::tokens));
        Self { users, tokens, ..Self::default() }
    }

    /// New people at the door. Gives their ids.
    pub(crate) fn sign_up(&mut self, count: usize, now: Timestamp) -> Vec<String> {
        self.arrivals += 1;
        let settled = std::mem::take(&mut self.users);
        let mut planter = Planter { crowd: Crowd::new(0xA221_7A15 + self.arrivals, []), now, settled };
        let first = planter.settled.last_id() + 1;
        let mut ids = Vec::new();
        for (id, _) in (first..).zip(0..count) {
            let applicant = planter.applicant(0);
            // Nobody asks an administrator where the setting says so.
            let state = match State::Active.after(Event::BlockPendingApproval) {
                Some(waiting) if self.settings.require_admin_approval_after_user_signup => waiting,
                _ => State::Active,
            };
            let user = User { id, state, ..applicant };
            planter.settled.insert(user);
            ids.push(id.to_string());
        }
        self.users = planter.settled;
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

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    fn fingerprint(instance: &Gitlab) -> String {
        let hash = Sha256::digest(serde_json::to_vec(instance).unwrap());
        hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_three_hundred_are_who_they_have_always_been() {
        let now: Timestamp = "2026-06-01T12:00:00Z".parse().unwrap();
        let mut instance = Gitlab::seed(1, 300, now);
        assert_eq!(fingerprint(&instance), "8b1d1232b1cd879d", "of seed 1");
        instance.sign_up(3, now);
        assert_eq!(fingerprint(&instance), "c8a708cb682490ad", "with three more");
        assert_eq!(fingerprint(&Gitlab::seed(7, 2_000, now)), "33475f059c3eff36", "of seed 7");
    }
}
