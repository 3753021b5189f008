//! Making those whom an administrator has to judge, or has judged.

use std::net::IpAddr;

use super::super::state::{Identity, State, User};
use super::plant::Planter;
use crate::people::names::Name;
use crate::people::{self, bios, reasons};
use crate::time::{DAY, ago, day};

/// Administrators' words for why somebody was banned or blocked.
const SANCTION_NOTES: &[&str] = &[
    "Mirrored cracked software in 14 repositories. – kim",
    "Casino pages in snippets, see abuse report of last week. – osei",
    "Left in anger, blocked on request of the lab. – ingrid",
    "Token leaked on a public forum, waits for new laptop. – kim",
    "Issue spam in the gauge project, three nights in a row. – kim",
];

impl Planter {
    /// Signed up, waits for an administrator.
    pub(super) fn applicant(&mut self, age: i64) -> User {
        let (name, handle) = self.person();
        let chance = &mut self.crowd.chance;
        let (confirmed, school) = (chance.percent(70), chance.percent(15));
        let bio = if chance.percent(45) { chance.text(bios::NEWCOMER_LINES).to_owned() } else { String::new() };
        let blank = self.blank(&name, &handle, age);
        User {
            email: if school { format!("{handle}@{}", people::SCHOOL_MAIL_DOMAIN) } else { blank.email.clone() },
            state: State::BlockedPendingApproval,
            confirmed_at: blank.confirmed_at.filter(|_| confirmed),
            updated_at: blank.created_at,
            bio,
            ..blank
        }
    }

    /// One of the wave: same mail domains, same addresses, same words.
    pub(super) fn spammer(&mut self, handle: &'static str, number: i64, age: i64) -> User {
        let at = usize::try_from(number).unwrap_or(0);
        let address: IpAddr = people::SPAM_ADDRESSES[at % people::SPAM_ADDRESSES.len()];
        let named =
            Name { full: handle.replace('_', " "), given: handle.to_owned(), family: String::new(), locale: "en" };
        let blank = self.blank(&named, handle, age);
        let inside = number % 3 == 1;
        User {
            email: format!(
                "{}@{}",
                handle.replace('_', ""),
                people::SPAM_MAIL_DOMAINS[at % people::SPAM_MAIL_DOMAINS.len()]
            ),
            public_email: String::new(),
            state: if inside { State::Active } else { State::BlockedPendingApproval },
            bio: reasons::SPAM[at % reasons::SPAM.len()].to_owned(),
            website_url: "https://deals-now.example".to_owned(),
            current_sign_in_at: inside.then_some(blank.created_at),
            current_sign_in_ip: inside.then(|| address.to_string()),
            last_sign_in_ip: inside.then(|| address.to_string()),
            sign_in_count: u32::from(inside),
            last_activity_on: inside.then(|| day(blank.created_at)),
            ..blank
        }
    }

    pub(super) fn blocked(&mut self, age: i64) -> User {
        let mut user = self.long_gone(age, State::Blocked);
        let at = user.updated_at.strftime("%Y-%m-%d %H:%M:%S UTC");
        user.custom_attributes.insert("blocked_by".to_owned(), format!("kim/2+{at}"));
        user
    }

    pub(super) fn banned(&mut self, age: i64) -> User {
        self.long_gone(age, State::Banned)
    }

    /// Under a measure for some time, with a note that says why.
    fn long_gone(&mut self, age: i64, state: State) -> User {
        let user = self.colleague(age);
        let since = ago(self.now, age / 3);
        let note = self.crowd.chance.text(SANCTION_NOTES);
        User {
            state,
            updated_at: since,
            note: Some(note.to_owned()),
            last_activity_on: Some(day(since)),
            current_sign_in_at: Some(since),
            last_sign_in_at: user.last_sign_in_at.map(|at| at.min(since)),
            ..user
        }
    }

    pub(super) fn deactivated(&mut self, age: i64) -> User {
        User { state: State::Deactivated, ..self.dormant(age) }
    }

    pub(super) fn ldap_blocked(&mut self, age: i64) -> User {
        let user = self.dormant(age);
        User { state: State::LdapBlocked, identities: ldap(&user.username), ..user }
    }

    /// Not seen for between 100 days and most of their time here.
    pub(super) fn dormant(&mut self, age: i64) -> User {
        let user = self.colleague(age);
        let seen = ago(self.now, self.crowd.chance.between(100 * DAY, age.max(101 * DAY)));
        let from_ldap = self.crowd.chance.percent(40);
        User {
            current_sign_in_at: Some(seen),
            last_sign_in_at: Some(ago(seen, 3 * DAY).max(user.created_at)),
            last_activity_on: Some(day(seen)),
            identities: if from_ldap { ldap(&user.username) } else { Vec::new() },
            ..user
        }
    }

    pub(super) fn never_signed_in(&mut self, age: i64) -> User {
        let (name, handle) = self.person();
        let confirmed = self.crowd.chance.percent(50);
        let blank = self.blank(&name, &handle, age);
        User { created_by: Some(2), confirmed_at: blank.confirmed_at.filter(|_| confirmed), ..blank }
    }

    pub(super) fn locked(&mut self, age: i64) -> User {
        User { locked: true, ..self.colleague(age) }
    }

    pub(super) fn external(&mut self, age: i64) -> User {
        let user = self.colleague(age);
        let second = format!("{}+quarry@example.net", user.username);
        User { external: true, organization: "Contractor".to_owned(), other_emails: vec![second], ..user }
    }
}

fn ldap(username: &str) -> Vec<Identity> {
    vec![Identity::new("ldapmain", &format!("uid={username},ou=people,dc=quarry,dc=example"))]
}
