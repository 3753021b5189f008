//! The many of a large instance: people who are simply there, some two of a hundred under a measure, a few machines.

use std::rc::Rc;

use jiff::Timestamp;

use super::super::state::{State, User, UserType};
use super::plant::Planter;
use super::{Plan, extras, plan};
use crate::chance::Chance;
use crate::people::bios;
use crate::people::names::{self, Name};
use crate::people::throng::{self, Throng};
use crate::time::{DAY, HOUR, ago, day};

/// Of so many one waits for approval.
const ONE_WAITS: usize = 1_000;
/// Administrators besides those with names of their own.
const ADMINS: usize = 46;

/// Plans for `count` more users, of whom those who are here longest include the rarer kinds.
pub(super) fn plans(planter: &mut Planter, count: usize) -> Vec<Plan> {
    let throng = Rc::new(Throng::new(&mut planter.crowd.chance, count));
    let waiting = count / ONE_WAITS;
    let settled = count - waiting;
    let mut plans = Vec::with_capacity(count);
    for at in 0..settled {
        let throng = Rc::clone(&throng);
        let turned = (at < extras::ROOM).then_some((at / 3, at % 3));
        plans.push(plan(throng::age(at, settled), move |planter, age| match turned {
            Some(_) => {
                let user = planter.colleague(age);
                extras::turned(planter, user, turned)
            }
            None => somebody(planter, &throng, age, at < extras::ROOM + ADMINS),
        }));
    }
    for _ in 0..waiting {
        let throng = Rc::clone(&throng);
        let age = planter.crowd.chance.between(HOUR, 20 * DAY);
        plans.push(plan(age, move |planter, age| applicant(planter, &throng, age)));
    }
    plans
}

/// Somebody with a handle, a mail address and a text as on a large server.
fn newcomer(planter: &mut Planter, throng: &Throng, age: i64) -> (User, Name) {
    let name = names::draw(&mut planter.crowd.chance);
    let handle = throng::handle(&mut planter.crowd, &name, ".");
    let mut user = planter.blank(&name, &handle, age);
    let chance = &mut planter.crowd.chance;
    let shown = throng::display_name(chance, &name);
    user.name = if shown.is_empty() { name.full.clone() } else { shown };
    user.email = throng.mail(chance, &name, &handle);
    user.public_email = if chance.percent(10) { user.email.clone() } else { String::new() };
    user.bio = if chance.percent(45) { throng::bio(chance, name.locale) } else { String::new() };
    (user, name)
}

fn somebody(planter: &mut Planter, throng: &Throng, age: i64, is_admin: bool) -> User {
    let (blank, _) = newcomer(planter, throng, age);
    let now = planter.now;
    let chance = &mut planter.crowd.chance;
    let mut user = with_work(blank, chance);
    user.is_admin = is_admin;
    if is_admin || chance.percent(95) {
        seen(&mut user, chance, now, age);
    }
    if !is_admin {
        restrict(&mut user, chance, now, age);
    }
    user
}

/// What they do, and how they are set up.
fn with_work(mut user: User, chance: &mut Chance) -> User {
    let maybe = |chance: &mut Chance, percent, table: &[&'static str]| {
        if chance.percent(percent) { chance.text(table).to_owned() } else { String::new() }
    };
    user.job_title = maybe(chance, 35, bios::JOBS);
    user.organization = maybe(chance, 30, bios::ORGANIZATIONS);
    user.location = maybe(chance, 40, bios::PLACES);
    user.pronouns = chance.percent(15).then(|| chance.text(&["she/her", "he/him", "they/them"]).to_owned());
    user.note = chance.percent(2).then(|| chance.text(bios::NOTES).to_owned());
    (user.two_factor, user.private_profile) = (chance.percent(30), chance.percent(8));
    user.projects = if chance.percent(40) { chance.below(4) as u32 } else { 0 };
    (user.followers, user.following) = (chance.below(12) as u32, chance.below(8) as u32);
    user
}

/// Signed in, most of them lately.
fn seen(user: &mut User, chance: &mut Chance, now: Timestamp, age: i64) {
    let longest = if chance.percent(60) { 30 * DAY } else { 900 * DAY };
    let last = ago(now, chance.between(0, longest.min(age.max(2))));
    let before = ago(last, chance.between(HOUR, 4 * DAY)).max(user.created_at);
    (user.current_sign_in_at, user.last_sign_in_at) = (Some(last), Some(before));
    user.last_activity_on = Some(day(last));
    user.sign_in_count = chance.between(1, 2 + age / (2 * DAY)) as u32;
    let addresses = [throng::address(chance), throng::address(chance)].map(|ip| ip.to_string());
    [user.current_sign_in_ip, user.last_sign_in_ip] = addresses.map(Some);
}

/// Some two of a hundred can't get in; others are from outside, or no people.
fn restrict(user: &mut User, chance: &mut Chance, now: Timestamp, age: i64) {
    match chance.below(1_000) {
        0..8 => user.state = State::Blocked,
        8..13 => {
            let at = ago(now, chance.between(0, age.min(900 * DAY)));
            (user.state, user.banned_at, user.updated_at) = (State::Banned, Some(at), at);
        }
        13..19 => user.state = State::Deactivated,
        19 | 20 => *user = User { state: State::LdapBlocked, ..extras::directory(user.clone()) },
        21 => user.locked = true,
        22..52 => user.external = true,
        52..57 => (user.user_type, user.two_factor) = (UserType::ProjectBot, false),
        _ => {}
    }
}

fn applicant(planter: &mut Planter, throng: &Throng, age: i64) -> User {
    let (mut user, name) = newcomer(planter, throng, age);
    let chance = &mut planter.crowd.chance;
    user.state = State::BlockedPendingApproval;
    user.bio = throng::reason(chance, &name);
    if chance.percent(25) {
        user.confirmed_at = None;
    }
    user
}
