//! People with fixed names, in the place of ordinary colleagues: each makes one answer or refusal of the server visible, so that tests and whoever
//! looks around find them by name. The wave of spammers, applicants, machines and administrators are with the others.
//!
//! | username | is |
//! | --- | --- |
//! | `tilda.morrow` | active 12 days ago: too lately to be deactivated |
//! | `edmund.vale` | dormant for 137 days |
//! | `nadia.frost` | active, never signed in |
//! | `piotr.lang`, `greta.holm` | from LDAP: active, and blocked by it |
//! | `oscar.pike` | locked after too many failed logins |
//! | `vera.stone` | external, with two-factor |
//! | `hugo.ashby`, `lena.brook` | with a long note, and with one full of markup |
//! | `maren.tide` | projects, groups, events, keys, tokens, a second address, a status |
//! | `silas.reed`, `ada.winter` | blocked again, and unblocked: `blocked_by` and `unblocked_by` |
//! | `noel.harper`, `noel.jobs` | one mailbox, `noel.harper@` and `noel.harper+jobs@` |
//! | `ruth.callan` | the only owner of a group: 409 unless hard |
//! | `dex.marlow`, `ivo.lund` | banned, and deactivated |
//! | `bertil.gammal` | dormant, and an old row that can't be saved: nulls, 400, 422, 500 |
//! | `dora.prove`, `theo.terms` | whose tokens want a proof of possession, and who has not accepted the terms |
//! | `sam.gate` | came by SAML and SCIM, which the Enterprise Edition tells |

use super::super::belongings::{Key, Sort};
use super::super::state::{Duty, Identity, Membership, Source, State, StatusText, User};
use super::extras::{directory, sole_owner};
use super::plant::Planter;
use crate::time::{DAY, ago, day};

type Turn = fn(&Planter, User) -> User;

/// Username, name, and what makes them what they are.
#[rustfmt::skip]
pub(super) const NAMED: &[(&str, &str, Turn)] = &[
    ("tilda.morrow", "Tilda Morrow", |planter, user| User { two_factor: false, ..seen(planter, user, 12) }),
    ("edmund.vale", "Edmund Vale", |planter, user| seen(planter, user, 137)),
    ("nadia.frost", "Nadia Frost", |_, user| never_seen(user)),
    ("piotr.lang", "Piotr Lang", |planter, user| directory(seen(planter, user, 5))),
    ("greta.holm", "Greta Holm", |planter, user| directory(User { state: State::LdapBlocked, ..seen(planter, user, 110) })),
    ("oscar.pike", "Oscar Pike", |planter, user| User { locked: true, ..seen(planter, user, 1) }),
    ("vera.stone", "Vera Stone", |_, user| User { external: true, two_factor: true, organization: "Contractor".to_owned(), ..user }),
    ("hugo.ashby", "Hugo Ashby", |_, user| noted(user, LONG_NOTE)),
    ("lena.brook", "Lena Brook", |_, user| noted(user, MARKUP_NOTE)),
    ("maren.tide", "Maren Tide", busy),
    ("silas.reed", "Silas Reed", |planter, user| User { state: State::Blocked, ..signed(planter, seen(planter, user, 30), 60, 30) }),
    ("ada.winter", "Ada Winter", |planter, user| signed(planter, user, 40, 45)),
    ("noel.harper", "Noel Harper", |_, user| User { email: "noel.harper@letterbox.example".to_owned(), ..user }),
    ("noel.jobs", "Noel H.", |_, user| User { email: "noel.harper+jobs@letterbox.example".to_owned(), ..user }),
    ("ruth.callan", "Ruth Callan", |_, user| sole_owner(user)),
    ("dex.marlow", "Dex Marlow", banned),
    ("ivo.lund", "Ivo Lund", |planter, user| User { state: State::Deactivated, ..seen(planter, user, 200) }),
    ("bertil.gammal", "Bertil Gammal", old_row),
    ("dora.prove", "Dora Prove", |_, user| User { duty: Some(Duty::Dpop), ..user }),
    ("theo.terms", "Theo Terms", |_, user| User { duty: Some(Duty::Terms), ..user }),
    ("sam.gate", "Sam Gate", from_saml),
];

const LONG_NOTE: &str = "2026-03: asked for a second account for the lab, refused. – kim\n2026-05: asked again, refused again. – osei\n\nIf it comes up a third time, talk to the lab's head first (ext. 114).";
const MARKUP_NOTE: &str = "<b>Careful</b> <script>window.pwned = true</script> <img src=x onerror=alert(1)> [see](javascript:alert(1)) \u{202E}desrever\u{202C} – ingrid";

/// A colleague in the clothes of somebody with a name.
pub(super) fn named(planter: &Planter, user: User, (username, name, turn): &(&str, &str, Turn)) -> User {
    let user = User {
        username: (*username).to_owned(),
        name: (*name).to_owned(),
        email: format!("{username}@quarry.example"),
        public_email: String::new(),
        note: None,
        preferred_language: "en".to_owned(),
        ..user
    };
    turn(planter, user)
}

fn seen(planter: &Planter, user: User, days: i64) -> User {
    let at = ago(planter.now, days * DAY);
    User {
        current_sign_in_at: Some(at),
        last_sign_in_at: Some(ago(at, 3 * DAY)),
        last_activity_on: Some(day(at)),
        ..user
    }
}

fn never_seen(user: User) -> User {
    User {
        current_sign_in_at: None,
        last_sign_in_at: None,
        last_activity_on: None,
        current_sign_in_ip: None,
        last_sign_in_ip: None,
        sign_in_count: 0,
        two_factor: false,
        created_by: Some(2),
        ..user
    }
}

fn noted(user: User, note: &str) -> User {
    User { note: Some(note.to_owned()), ..user }
}

/// Blocked and unblocked so many days ago.
fn signed(planter: &Planter, mut user: User, unblocked: i64, blocked: i64) -> User {
    for (key, by, days) in [("blocked_by", "kim/2", blocked), ("unblocked_by", "osei/3", unblocked)] {
        let at = ago(planter.now, days * DAY).strftime("%Y-%m-%d %H:%M:%S UTC");
        user.custom_attributes.insert(key.to_owned(), format!("{by}+{at}"));
    }
    user
}

fn banned(planter: &Planter, user: User) -> User {
    let mut user = noted(seen(planter, user, 20), "Three abuse reports in one night. – ingrid");
    user.custom_attributes.insert("auto_banned_by_abuse_report_id".to_owned(), "88".to_owned());
    let at = ago(planter.now, 19 * DAY);
    User { state: State::Banned, banned_at: Some(at), updated_at: at, ..user }
}

fn from_saml(_: &Planter, user: User) -> User {
    let mut saml = Identity::new("group_saml", "sam.gate@id.quarry.example");
    saml.saml_provider_id = Some(7);
    User { identities: vec![saml, Identity::new("scim", "sam.gate")], ..user }
}

fn old_row(planter: &Planter, user: User) -> User {
    let why = "Website url is not a valid URL";
    User { unsaveable: Some(why.to_owned()), old_row: true, bio: String::new(), ..seen(planter, user, 160) }
}

fn busy(planter: &Planter, user: User) -> User {
    let group = |source_id, name: &str, access_level| Membership {
        source_id,
        source_name: name.to_owned(),
        source_type: Source::Namespace,
        access_level,
        sole_owner: false,
    };
    let key = |id, sort, title: &str, key: &str| Key {
        id,
        sort,
        title: title.to_owned(),
        key: key.to_owned(),
        created_at: user.created_at,
    };
    User {
        projects: 6,
        memberships: vec![group(610, "Field stations", 40), group(611, "Sensors", 30)],
        keys: vec![
            key(1, Sort::Ssh, "field laptop", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPractice maren.tide"),
            key(2, Sort::Ssh, "buoy 7", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABPractice buoy"),
            key(3, Sort::Gpg, "", "-----BEGIN PGP PUBLIC KEY BLOCK-----\npractice\n-----END PGP PUBLIC KEY BLOCK-----"),
        ],
        other_emails: vec!["maren@letterbox.example".to_owned()],
        unconfirmed_emails: vec!["maren@later.example".to_owned()],
        status: Some(StatusText {
            emoji: "rain_cloud".to_owned(),
            message: "At the weir until <b>Friday</b>".to_owned(),
            availability: "busy".to_owned(),
        }),
        support_pin: true,
        ..seen(planter, user, 2)
    }
}
