//! The rarer kinds of account, in the place of ordinary colleagues: the same draws are made for them, so that nobody else changes.

use super::super::state::{Identity, Membership, Source, State, StatusText, User, UserType};
use super::super::tokens::Token;
use super::named::{NAMED, named};
use super::plant::Planter;
use crate::chance::Chance;
use crate::time::{DAY, ago, day};

/// Turns a colleague into somebody rarer.
type Turn = fn(&Planter, User) -> User;

/// Each takes the place of every third of the colleagues who are here longest.
pub(super) const TURNS: &[Turn] = &[
    service_user,
    |planter, user| stand_in(planter, user, UserType::Placeholder, "placeholder_4c1e", "Placeholder Ada Quill"),
    |planter, user| stand_in(planter, user, UserType::Placeholder, "placeholder_4c1f", "Placeholder J. Moss"),
    |planter, user| stand_in(planter, user, UserType::ImportUser, "import_user_8d20", "Import User"),
    |planter, user| stand_in(planter, user, UserType::DuoCodeReviewBot, "duo-review-bot", "Duo Review"),
    |_, user| sole_owner(user),
    |planter, user| sole_owner(unseen_lately(planter, user)),
    |_, user| directory(user),
    |_, user| directory(user),
    |_, user| User { identities: vec![Identity::new("saml", &format!("{}@id.quarry.example", user.username))], ..user },
    |_, user| same_mailbox(user, "one"),
    |_, user| same_mailbox(user, "two"),
    |_, user| same_mailbox(user, "three"),
    trusted,
    banned_by_spam_log,
    |_, user| User { confirmed_at: None, unconfirmed_emails: vec![format!("{}@later.example", user.username)], ..user },
    |_, user| User { is_auditor: true, ..user },
];

/// So many colleagues are needed for all of them to find a place.
pub(super) const ROOM: usize = TURNS.len() * 3;

/// Of each three of those colleagues the first is somebody rarer, the second has a fixed name, and so has the third while there are names left.
pub(super) fn turned(planter: &Planter, user: User, place: Option<(usize, usize)>) -> User {
    let (rare, name) = match place {
        Some((three, 0)) => (TURNS.get(three), None),
        Some((three, 1)) => (None, NAMED.get(three)),
        Some((three, _)) => (None, NAMED.get(TURNS.len() + three)),
        None => (None, None),
    };
    match (rare, name) {
        (Some(turn), _) => turn(planter, user),
        (None, Some(one)) => named(planter, user, one),
        (None, None) => user,
    }
}

fn service_user(_: &Planter, user: User) -> User {
    let user_type = UserType::ServiceUser;
    User { user_type, username: "service_user_ingest".to_owned(), name: "Ingest".to_owned(), two_factor: false, ..user }
}

/// Internal: nobody signs in with it.
fn stand_in(_: &Planter, user: User, user_type: UserType, username: &str, name: &str) -> User {
    User {
        user_type,
        username: username.to_owned(),
        name: name.to_owned(),
        email: format!("{username}@noreply.quarry.example"),
        public_email: String::new(),
        current_sign_in_at: None,
        last_sign_in_at: None,
        last_activity_on: None,
        current_sign_in_ip: None,
        last_sign_in_ip: None,
        sign_in_count: 0,
        two_factor: false,
        projects: 0,
        note: None,
        ..user
    }
}

pub(super) fn sole_owner(mut user: User) -> User {
    user.memberships.push(Membership {
        source_id: 900 + user.sign_in_count as i64,
        source_name: "Old hydrology".to_owned(),
        source_type: Source::Namespace,
        access_level: 50,
        sole_owner: true,
    });
    user
}

fn unseen_lately(planter: &Planter, user: User) -> User {
    let seen = ago(planter.now, 150 * DAY);
    let created_at = user.created_at.min(ago(seen, 30 * DAY));
    User {
        created_at,
        confirmed_at: Some(created_at),
        last_sign_in_at: Some(seen),
        current_sign_in_at: Some(seen),
        last_activity_on: Some(day(seen)),
        ..user
    }
}

pub(super) fn directory(user: User) -> User {
    let uid = format!("uid={},ou=people,dc=quarry,dc=example", user.username);
    User { identities: vec![Identity::new("ldapmain", &uid)], ..user }
}

/// Three accounts behind one mailbox (1.5).
fn same_mailbox(user: User, tag: &str) -> User {
    User { email: format!("m.orrell+{tag}@letterbox.example"), public_email: String::new(), ..user }
}

fn trusted(planter: &Planter, mut user: User) -> User {
    let at = ago(planter.now, 20 * DAY).strftime("%Y-%m-%d %H:%M:%S UTC");
    user.custom_attributes.insert("trusted_by".to_owned(), format!("kim/2+{at}"));
    user
}

fn banned_by_spam_log(planter: &Planter, mut user: User) -> User {
    let at = ago(planter.now, DAY);
    user.custom_attributes.insert("auto_banned_by_spam_log_id".to_owned(), "312".to_owned());
    User { state: State::Banned, banned_at: Some(at), updated_at: at, ..user }
}

const PROJECTS: &[&str] =
    &["gauge", "weir-maps", "sediment", "docs", "ingest", "firmware", "dashboards", "tide-tables", "archive"];
const GROUPS: &[&str] = &["Hydrology", "Instruments", "Teaching", "Field trips", "Data desk"];

/// What stands around somebody; drawn from their name, so that it needs none of the crowd's chance.
pub(super) fn furnish(user: &mut User) {
    let mut chance = Chance::of_word(&user.username);
    for number in 0..user.projects {
        let mut source_id = 100 + chance.between(0, 400);
        while user.memberships.iter().any(|one| one.source_id == source_id) {
            source_id += 1;
        }
        user.memberships.push(Membership {
            source_id,
            source_name: format!("{}-{}", chance.text(PROJECTS), number + 1),
            source_type: Source::Project,
            access_level: *chance.pick(&[20, 30, 30, 40]),
            sole_owner: false,
        });
    }
    if user.user_type == UserType::Human && user.projects > 0 {
        for _ in 0..chance.below(3) {
            user.memberships.push(Membership {
                source_id: 600 + chance.between(0, 200),
                source_name: chance.text(GROUPS).to_owned(),
                source_type: Source::Namespace,
                access_level: *chance.pick(&[10, 20, 30, 40]),
                sole_owner: false,
            });
        }
    }
    user.memberships.shrink_to_fit();
    if user.sign_in_count > 0 {
        (user.issues, user.merge_requests) = (chance.below(40) as u32, chance.below(25) as u32);
        user.running_pipelines = chance.below(3) as u32;
        user.pipeline_schedules = chance.below(3) as u32;
    }
    if user.sign_in_count > 0 && chance.percent(12) {
        let (emoji, message) =
            *chance.pick(&[("palm_tree", "Back on Monday"), ("rain_cloud", "In the field"), ("coffee", "")]);
        user.status = Some(StatusText {
            emoji: emoji.to_owned(),
            message: message.to_owned(),
            availability: if message.is_empty() { "not_set" } else { "busy" }.to_owned(),
        });
    }
}

/// Made by an administrator and invited already: an approval does more for them than an unblock (1.5).
pub(super) fn invited(user: &mut User) {
    user.created_by = Some(2);
    user.confirmed_at.get_or_insert(user.created_at);
    user.invitations.push(Membership {
        source_id: 612,
        source_name: "Newcomers".to_owned(),
        source_type: Source::Namespace,
        access_level: 20,
        sole_owner: false,
    });
}

/// The access tokens of one user: some have a few, and one of them is an administrator's to act as its holder.
pub(super) fn tokens(user: &User) -> Vec<Token> {
    let mut chance = Chance::of_word(&format!("tokens of {}", user.username));
    let busy = user.username == "maren.tide";
    let some = user.state == State::Active && user.sign_in_count > 0 && !user.user_type.is_internal();
    let count = if busy {
        3
    } else if some && chance.percent(15) {
        1 + chance.below(2) as i64
    } else {
        0
    };
    let token = |number: i64| Token {
        id: user.id * 10 + 1000 + number,
        text: format!("practice-of-{}-{number}", user.username),
        name: chance.text(&["laptop", "nightly export", "editor", "buoy uplink"]).to_owned(),
        holder: user.username.clone(),
        scopes: vec![chance.text(&["api", "read_api", "read_repository"]).to_owned()],
        revoked: busy && number == 1,
        expires_at: None,
        impersonation: busy && number == 2,
    };
    (0..count).map(token).collect()
}
