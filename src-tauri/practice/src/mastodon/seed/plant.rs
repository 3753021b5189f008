//! Making one account: ids by creation, profiles in the server's HTML, addresses with their times.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::Timestamp;

use super::super::register::Register;
use super::super::state::{Account, Address, Field, Id, Profile, User};
use crate::page::escape;
use crate::people::names::Name;
use crate::people::{Crowd, bios};
use crate::time::{DAY, HOUR, ago, day, midnight};

/// Plants accounts, each with an id of its own.
pub(super) struct Planter {
    pub(super) crowd: Crowd,
    pub(super) now: Timestamp,
    pub(super) accounts: BTreeMap<Id, Box<Account>>,
    /// Those who were here before; their names, ids and numbers are taken.
    pub(super) settled: Register,
    next_user: i64,
}

impl Planter {
    /// Plants beside those who are settled.
    pub(super) fn new(seed: u64, now: Timestamp, settled: Register) -> Self {
        let next_user = settled.index().last_user() + 1;
        Self { crowd: Crowd::new(seed, []), now, accounts: BTreeMap::new(), settled, next_user }
    }

    /// A name with a handle that nobody has yet, neither here nor elsewhere.
    pub(super) fn person(&mut self) -> (Name, String) {
        let settled = &self.settled;
        self.crowd.person_unless("_", |handle| settled.named(handle, |account| account.username == handle).is_some())
    }

    /// As the server makes them: milliseconds of the epoch, shifted, with a tail that keeps them apart.
    fn id_at(&mut self, moment: Timestamp) -> Id {
        let mut id = (moment.as_millisecond() << 16) | self.crowd.chance.between(0, 0x1_0000);
        while self.accounts.contains_key(&Id(id)) || self.settled.contains_key(&Id(id)) {
            id += 1;
        }
        Id(id)
    }

    /// A local account with a login, created `age` seconds ago: active, approved, confirmed, with an empty profile.
    pub(super) fn local(&mut self, age: i64, handle: &str, name: &Name) -> &mut Account {
        let at = ago(self.now, age);
        let id = self.id_at(at);
        let email = self.crowd.mail(name, handle);
        let old = age > 3 * 365 * DAY;
        let user = User {
            id: self.next_user,
            email,
            confirmed_at: Some(ago(at, -self.crowd.chance.between(40, 4000).min(age))),
            approved: true,
            disabled: false,
            locale: (!old || self.crowd.chance.percent(60)).then(|| name.locale.to_owned()),
            invite_request: None,
            role: None,
            invited_by: None,
            created_by_application: self.crowd.chance.percent(30).then_some(2),
            addresses: self.addresses(age),
        };
        self.next_user += 1;
        self.insert(Account { user: Some(Box::new(user)), ..bare(id, handle, at) })
    }

    /// An account of another server, first seen `age` seconds ago. Its own age is known to the day only.
    pub(super) fn remote(&mut self, age: i64, handle: &str, domain: &str) -> &mut Account {
        let id = self.id_at(ago(self.now, age));
        let created = midnight(ago(self.now, age + self.crowd.chance.between(0, 900) * DAY));
        self.insert(Account { domain: Some(domain.to_owned()), ..bare(id, handle, created) })
    }

    /// Puts an account in and gives it back.
    pub(super) fn insert(&mut self, account: Account) -> &mut Account {
        self.accounts.entry(account.id).or_insert_with(|| Box::new(account))
    }

    /// Where somebody of that age has come from, most often one place, sometimes two or three.
    fn addresses(&mut self, age: i64) -> Vec<Address> {
        let first = Address { ip: self.crowd.address(), used_at: ago(self.now, age) };
        let more = if age < DAY { self.crowd.chance.below(2) } else { self.crowd.chance.below(4) };
        let later = (0..more).map(|_| Address {
            ip: self.crowd.address(),
            used_at: ago(self.now, self.crowd.chance.between(0, age.max(1))),
        });
        let mut all: Vec<Address> = later.collect();
        all.insert(0, first);
        all
    }

    /// A profile and a life that fit somebody who has been here for `age` seconds.
    pub(super) fn live(&mut self, id: Id, name: &Name, age: i64) {
        let profile = self.profile(name);
        let chance = &mut self.crowd.chance;
        let days = u32::try_from(age / DAY).unwrap_or(0).min(2500);
        let statuses = if days == 0 { 0 } else { chance.below(u64::from(days) * 3) as u32 };
        let quiet = if chance.percent(75) { chance.between(0, 20 * DAY) } else { chance.between(0, 400 * DAY) };
        let (followers, following) = (chance.below(u64::from(days) + 12) as u32, chance.below(380) as u32);
        let last = (statuses > 0).then(|| day(ago(self.now, quiet.min(age))));
        if let Some(account) = self.accounts.get_mut(&id) {
            account.profile = profile;
            (account.statuses, account.followers, account.following, account.last_status_on) =
                (statuses, followers, following, last);
        }
    }

    fn profile(&mut self, name: &Name) -> Profile {
        let chance = &mut self.crowd.chance;
        let display_name = match chance.below(8) {
            0 => String::new(),
            1 => format!("{} {}", name.full, chance.text(&["🌻", "🚲", "🐝", "🎻", "📚", "🏳️‍🌈", "🦉", "☕"])),
            2 => name.full.split(' ').next().unwrap_or(&name.full).to_owned(),
            _ => name.full.clone(),
        };
        let own: Vec<_> = bios::BIOS.iter().filter(|(locale, _)| *locale == name.locale).collect();
        let note = match chance.below(10) {
            0 => String::new(),
            1 => html(chance.text(bios::LONG_BIOS)),
            _ if own.is_empty() => html(chance.pick(bios::BIOS).1),
            _ => html(chance.pick(&own).1),
        };
        let rows = chance.below(4);
        let mut fields: Vec<Field> = Vec::new();
        for _ in 0..rows {
            let (name, value) = chance.pick(bios::FIELDS);
            if fields.iter().all(|field| field.name != *name) {
                let verified_at = (value.starts_with("https") && chance.percent(50))
                    .then(|| ago(self.now, chance.between(DAY, 300 * DAY)));
                fields.push(Field { name: Cow::Borrowed(name), value: field_html(value), verified_at });
            }
        }
        Profile {
            display_name,
            note,
            fields,
            bot: false,
            locked: chance.percent(12),
            discoverable: *chance.pick(&[Some(true), Some(true), Some(false), None]),
            indexable: chance.percent(55),
            avatar: chance.percent(85),
            emojis: Vec::new(),
        }
    }

    /// Where the account comes from: all addresses are this one, besides what was seen before.
    pub(super) fn seen_at(&mut self, id: Id, ip: IpAddr) {
        let recent = ago(self.now, self.crowd.chance.between(0, 3 * HOUR));
        if let Some(account) = self.accounts.get_mut(&id) {
            let since = ago(account.created_at, -90);
            if let Some(user) = &mut account.user {
                user.addresses = vec![
                    Address { ip, used_at: since.min(self.now) },
                    Address { ip, used_at: recent.max(since).min(self.now) },
                ];
                user.addresses.dedup_by_key(|address| address.ip);
            }
        }
    }

    /// Changes the login of a planted account.
    pub(super) fn user(&mut self, id: Id, change: impl FnOnce(&mut User)) {
        if let Some(user) = self.accounts.get_mut(&id).and_then(|account| account.user.as_mut()) {
            change(user);
        }
    }

    /// Changes a planted account.
    pub(super) fn alter(&mut self, id: Id, change: impl FnOnce(&mut Account)) {
        if let Some(account) = self.accounts.get_mut(&id) {
            change(account);
        }
    }
}

fn bare(id: Id, handle: &str, created_at: Timestamp) -> Account {
    Account {
        id,
        username: handle.to_owned(),
        domain: None,
        created_at,
        profile: Profile::default(),
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
    }
}

/// Plain text as the server renders a profile: paragraphs, and hashtags as links.
pub(in super::super) fn html(text: &str) -> String {
    let word = |word: &str| match word.strip_prefix('#') {
        Some(tag) => format!(
            "<a href=\"https://{}/tags/{tag}\" class=\"mention hashtag\" rel=\"tag\">#<span>{tag}</span></a>",
            super::super::DOMAIN
        ),
        None => escape(word),
    };
    let paragraph = |text: &str| format!("<p>{}</p>", text.split(' ').map(word).collect::<Vec<_>>().join(" "));
    text.split("\n\n").map(paragraph).collect()
}

fn field_html(value: &'static str) -> Cow<'static, str> {
    match value.strip_prefix("https://") {
        Some(shown) => Cow::Owned(format!(
            "<a href=\"{value}\" target=\"_blank\" rel=\"nofollow noopener me\" translate=\"no\"><span class=\"invisible\">https://</span><span class=\"\">{}</span><span class=\"invisible\"></span></a>",
            escape(shown)
        )),
        // None of the table's needs escaping.
        None => Cow::Borrowed(value),
    }
}
