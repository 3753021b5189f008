//! Making one user: staff, machines, and colleagues whom nobody has to judge.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::super::register::Register;
use super::super::state::{State, User, UserType};
use crate::people::names::Name;
use crate::people::{Crowd, bios};
use crate::time::{DAY, HOUR, ago, day};

/// Plants users; ids follow the order of planting, so the oldest come first.
pub(super) struct Planter {
    pub(super) crowd: Crowd,
    pub(super) now: Timestamp,
    /// Those who were here before; their names are taken.
    pub(super) settled: Register,
}

impl Planter {
    /// A name with a username that nobody has yet, neither in the crowd nor among the settled.
    pub(super) fn person(&mut self) -> (Name, String) {
        let settled = &self.settled;
        self.crowd.person_unless(".", |handle| settled.named(handle).is_some_and(|user| user.username == handle))
    }

    /// Somebody who works here and was active lately.
    pub(super) fn colleague(&mut self, age: i64) -> User {
        let (name, handle) = self.person();
        let mut user = self.blank(&name, &handle, age);
        let chance = &mut self.crowd.chance;
        let seen = ago(self.now, chance.between(0, (30 * DAY).min(age.max(2))));
        let before = ago(seen, chance.between(HOUR, 4 * DAY)).max(user.created_at);
        user.sign_in_count = chance.between(1, 2 + age / (2 * DAY)) as u32;
        (user.current_sign_in_at, user.last_sign_in_at) = (Some(seen), Some(before));
        user.last_activity_on = Some(day(seen));
        user.job_title = chance.text(bios::JOBS).to_owned();
        user.organization = chance.text(bios::ORGANIZATIONS).to_owned();
        user.location = if chance.percent(60) { chance.text(bios::PLACES).to_owned() } else { String::new() };
        user.bio = if chance.percent(50) { chance.text(bios::LINES).to_owned() } else { String::new() };
        user.pronouns = chance.percent(30).then(|| chance.text(&["she/her", "he/him", "they/them"]).to_owned());
        user.two_factor = chance.percent(55);
        user.private_profile = chance.percent(8);
        user.note = chance.percent(6).then(|| chance.text(bios::NOTES).to_owned());
        user.projects = chance.below(14) as u32;
        (user.followers, user.following) = (chance.below(30) as u32, chance.below(20) as u32);
        let addresses = [self.crowd.address(), self.crowd.address()].map(|ip| ip.to_string());
        [user.current_sign_in_ip, user.last_sign_in_ip] = addresses.map(Some);
        user
    }

    /// A confirmed, active account that nobody has used yet.
    pub(super) fn blank(&mut self, name: &Name, handle: &str, age: i64) -> User {
        let created_at = ago(self.now, age);
        let email = self.crowd.mail(name, handle);
        let public = self.crowd.chance.percent(20);
        User {
            id: 0,
            username: handle.to_owned(),
            name: name.full.clone(),
            public_email: if public { email.clone() } else { String::new() },
            email,
            other_emails: Vec::new(),
            state: State::Active,
            user_type: UserType::Human,
            locked: false,
            is_admin: false,
            external: false,
            two_factor: false,
            private_profile: false,
            avatar: self.crowd.chance.percent(85),
            created_at,
            updated_at: ago(self.now, self.crowd.chance.between(0, age.max(1))),
            confirmed_at: Some(ago(created_at, -300).min(self.now)),
            last_sign_in_at: None,
            current_sign_in_at: None,
            last_activity_on: None,
            last_sign_in_ip: None,
            current_sign_in_ip: None,
            sign_in_count: 0,
            bio: String::new(),
            location: String::new(),
            website_url: String::new(),
            organization: String::new(),
            job_title: String::new(),
            pronouns: None,
            preferred_language: match name.locale {
                "pt-BR" => "pt_BR".to_owned(),
                "zh-CN" => "zh_CN".to_owned(),
                locale => locale.to_owned(),
            },
            note: None,
            identities: Vec::new(),
            projects: 0,
            followers: 0,
            following: 0,
            created_by: None,
            custom_attributes: BTreeMap::new(),
            removal_queued_at: None,
            removal_is_soft: false,
            unconfirmed_emails: Vec::new(),
            memberships: Vec::new(),
            invitations: Vec::new(),
            issues: 0,
            merge_requests: 0,
            running_pipelines: 0,
            pipeline_schedules: 0,
            status: None,
            banned_at: None,
            unsaveable: None,
            duty: None,
            left_directory: false,
            is_auditor: false,
            keys: Vec::new(),
            support_pin: false,
            old_row: false,
        }
    }

    pub(super) fn staff(
        &mut self,
        (handle, name, title, is_admin, two_factor): &(&str, &str, &str, bool, bool),
        age: i64,
    ) -> User {
        User {
            username: (*handle).to_owned(),
            name: (*name).to_owned(),
            email: format!("{handle}@quarry.example"),
            public_email: String::new(),
            job_title: (*title).to_owned(),
            organization: "Quarry Cooperative".to_owned(),
            is_admin: *is_admin,
            two_factor: *two_factor,
            avatar: true,
            private_profile: false,
            pronouns: None,
            note: None,
            bio: String::new(),
            preferred_language: "en".to_owned(),
            ..self.colleague(age)
        }
    }

    pub(super) fn machine(&mut self, (handle, name, user_type): (&str, &str, UserType), age: i64) -> User {
        let named = Name { full: name.to_owned(), given: handle.to_owned(), family: String::new(), locale: "en" };
        let blank = self.blank(&named, handle, age);
        let active = matches!(user_type, UserType::ProjectBot | UserType::ServiceAccount);
        User {
            email: format!("{handle}@noreply.quarry.example"),
            public_email: String::new(),
            user_type,
            last_activity_on: active.then(|| day(self.now)),
            projects: u32::from(active),
            created_by: active.then_some(2),
            ..blank
        }
    }
}
