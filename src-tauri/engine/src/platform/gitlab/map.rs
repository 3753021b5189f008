//! GitLab's `UserWithAdmin` and `UserDetailsWithAdmin` (gitlab.md §4) as an account of the desk.

use serde_json::Value;

use crate::error::Result;
use crate::model::{
    Account, AccountId, Activity, Address, FactGroup, FactGroupKind, FactLabel, FactValue, Identity, Mark, Marks,
    ProfileField, Rank, Timestamp,
};
use crate::platform::BaseUrl;
use crate::platform::address::safe_segment;
use crate::platform::bounds;
use crate::platform::facts::grouped;
use crate::platform::json::{
    count, day, flag, get, id, line, line_within, link, list, missing, parse_time, text_within, time, yes,
};
use crate::platform::markup::{LONGEST_LINK, web_link};

/// Our own key in a user's JSON: whether the server left the user out when it was asked for all but its own.
pub(super) const INTERNAL: &str = "bailiwick_internal";

/// User names of GitLab's own automatic users (gitlab.md §2). REST has no `user_type`, so they count only together with
/// the flag `bot`; a person may have such a name.
const INTERNAL_BOTS: [&str; 9] = [
    "alert-bot",
    "support-bot",
    "visual-review-bot",
    "migration-bot",
    "suggested-reviewers-bot",
    "gitlab-security-bot",
    "gitlab-automation-bot",
    "gitlab-admin-bot",
    "gitlabduo",
];

/// Reads a user.
///
/// # Errors
/// [`crate::error::ErrorCode::Unreadable`] without a user name, a state, or an id that can be asked for.
pub(super) fn account(base: &BaseUrl, raw: &Value) -> Result<Account> {
    let id = id(raw, "id").filter(|id| safe_segment(id)).ok_or_else(|| missing("a user without a usable id"))?;
    let username = line_within(raw, "username", bounds::NAME).ok_or_else(|| missing("a user without a name"))?;
    let state = line_within(raw, "state", bounds::WORD).ok_or_else(|| missing("a user without a state"))?;
    let known = state_mark(&state);
    let administrator = yes(raw, "is_admin");
    // The key is there for administrators only; without it nothing is known.
    let mail_confirmed = raw.get("confirmed_at").map(|confirmed| !confirmed.is_null());
    let marks = known
        .unwrap_or(Marks::of(&[Mark::Unknown]))
        .with(Mark::Unconfirmed, mail_confirmed == Some(false))
        .with(Mark::Locked, yes(raw, "locked"))
        .with(Mark::Bot, yes(raw, "bot"))
        .with(Mark::External, yes(raw, "external"))
        .with(Mark::Administrator, administrator)
        .with(Mark::Internal, is_internal(raw, &username));
    let mut account = Account {
        id: AccountId(id),
        username,
        domain: None,
        display_name: line(raw, "name").unwrap_or_default(),
        created_at: time(raw, "created_at"),
        mail: line_within(raw, "email", bounds::MAIL),
        mail_confirmed,
        marks,
        untold: Marks::NONE,
        unknown_state: known.is_none().then_some(state),
        addresses: addresses(raw),
        reason: None,
        rank: if administrator { Rank::Administrator } else { Rank::Member },
        role: administrator.then(|| super::client::ADMINISTRATOR.to_owned()),
        role_id: None,
        activity: activity(raw),
        two_factor: flag(raw, "two_factor_enabled"),
        public_mail: line_within(raw, "public_email", bounds::MAIL),
        identities: identities(raw),
        auditor: yes(raw, "is_auditor"),
        note: text_within(raw, "note", bounds::TEXT),
        locale: line(raw, "preferred_language"),
        bio: text_within(raw, "bio", bounds::TEXT).unwrap_or_default(),
        fields: fields(raw),
        remembered: false,
        facts: Vec::new(),
        picture: picture(base, raw),
        page: link(raw, "web_url"),
    };
    account.facts = facts(raw, &account);
    Ok(account)
}

/// The picture's address, which may be relative to the server.
fn picture(base: &BaseUrl, raw: &Value) -> Option<String> {
    let written = get(raw, "avatar_url")?.as_str().filter(|written| written.len() <= LONGEST_LINK)?;
    web_link(base.resolve(written)?.as_str())
}

/// The marks of a state (gitlab.md §2); none for a word that we do not know.
fn state_mark(state: &str) -> Option<Marks> {
    Some(match state {
        "active" => Marks::NONE,
        "blocked" => Marks::of(&[Mark::Blocked]),
        "ldap_blocked" => Marks::of(&[Mark::LdapBlocked]),
        "banned" => Marks::of(&[Mark::Banned]),
        "deactivated" => Marks::of(&[Mark::Deactivated]),
        super::client::PENDING => Marks::of(&[Mark::Pending]),
        _ => return None,
    })
}

/// When it was last active, as the server counts it (§1.6): the later of the last activity's day, from its first moment,
/// and of the current sign-in. Neither, both told, is never; one that is not told could be any time.
fn activity(raw: &Value) -> Activity {
    let moments = [
        day(raw, "last_activity_on").and_then(|day| parse_time(&format!("{day}T00:00:00Z"))),
        time(raw, "current_sign_in_at"),
    ];
    let never = ["last_activity_on", "current_sign_in_at"].iter().all(|key| raw.get(key).is_some_and(Value::is_null));
    let latest: Option<Timestamp> = moments.into_iter().flatten().max();
    latest.map_or(if never { Activity::Never } else { Activity::Untold }, Activity::At)
}

/// Whether it belongs to the server. REST does not say (§2): where that was looked up for a single user, the answer stands
/// in the JSON. Else what surely is one: a known bot, or the ghost, who has no flag, but its own name and no sign-in.
fn is_internal(raw: &Value, username: &str) -> bool {
    if let Some(looked_up) = flag(raw, INTERNAL) {
        return looked_up;
    }
    let name = username.to_ascii_lowercase();
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let never_came =
        ["last_sign_in_at", "current_sign_in_at", "last_activity_on"].iter().all(|key| get(raw, key).is_none());
    let ghost = bare == "ghost" && line(raw, "name").as_deref() == Some("Ghost User");
    never_came && (ghost || (yes(raw, "bot") && INTERNAL_BOTS.contains(&bare)))
}

/// Takes the addresses out that were last used before; whether there were any.
pub(crate) fn forget_addresses(raw: &mut Value, before: Timestamp) -> bool {
    let mut any = false;
    for (ip, at) in [("current_sign_in_ip", "current_sign_in_at"), ("last_sign_in_ip", "last_sign_in_at")] {
        let old = get(raw, ip).is_some() && time(raw, at).is_some_and(|used_at| used_at < before);
        if let Some(raw) = raw.as_object_mut().filter(|_| old) {
            raw.insert(ip.to_owned(), Value::Null);
            any = true;
        }
    }
    any
}

/// The two addresses that a single user's answer has, latest first.
fn addresses(raw: &Value) -> Vec<Address> {
    let address =
        |ip: &str, at: &str| Some(Address { ip: line_within(raw, ip, bounds::ADDRESS)?, used_at: time(raw, at) });
    let current = address("current_sign_in_ip", "current_sign_in_at");
    let last = address("last_sign_in_ip", "last_sign_in_at");
    let last = last.filter(|last| current.as_ref().is_none_or(|current| current.ip != last.ip));
    let mut addresses: Vec<Address> = [current, last].into_iter().flatten().collect();
    addresses.sort_by_key(|address| std::cmp::Reverse(address.used_at));
    addresses
}

/// Accounts elsewhere, under the names that those places have in every language.
fn fields(raw: &Value) -> Vec<ProfileField> {
    let places = [
        ("github", "GitHub"),
        ("linkedin", "LinkedIn"),
        ("twitter", "X (Twitter)"),
        ("discord", "Discord"),
        ("skype", "Skype"),
    ];
    let field = |(key, name): (&str, &str)| {
        let value = line(raw, key)?;
        Some(ProfileField { name: name.to_owned(), value, link: link(raw, key), verified: false })
    };
    places.into_iter().filter_map(field).collect()
}

fn facts(raw: &Value, account: &Account) -> Vec<FactGroup> {
    let words = |label, key: &str| line(raw, key).map(|value| (label, FactValue::Text(value)));
    let moment = |label, key: &str| time(raw, key).map(|at| (label, FactValue::Time(at)));
    let number = |label, key: &str| count(raw, key).map(|value| (label, FactValue::Number(value)));
    let confirmed = match (time(raw, "confirmed_at"), account.mail_confirmed) {
        (Some(at), _) => Some(FactValue::Time(at)),
        (None, told) => told.map(FactValue::Flag),
    };
    let website =
        link(raw, "website_url").map(FactValue::Link).or_else(|| line(raw, "website_url").map(FactValue::Text));
    let created_by = get(raw, "created_by").and_then(|by| line_within(by, "username", bounds::NAME));
    let who = [
        account.mail.clone().map(|mail| (FactLabel::Mail, FactValue::Mail(mail))),
        confirmed.map(|value| (FactLabel::MailConfirmed, value)),
        account.public_mail.clone().map(|mail| (FactLabel::PublicMail, FactValue::Mail(mail))),
        words(FactLabel::Language, "preferred_language"),
        account.role.clone().map(|role| (FactLabel::Role, FactValue::Text(role))),
        account.auditor.then_some((FactLabel::Auditor, FactValue::Flag(true))),
        account.created_at.map(|joined| (FactLabel::Joined, FactValue::Time(joined))),
        created_by.map(|by| (FactLabel::CreatedBy, FactValue::Text(by))),
        sign_ins(&account.identities).map(|all| (FactLabel::Identities, FactValue::Text(all))),
        account.two_factor.map(|on| (FactLabel::TwoFactor, FactValue::Flag(on))),
        number(FactLabel::ProjectsLimit, "projects_limit"),
        flag(raw, "using_license_seat").map(|takes| (FactLabel::Seat, FactValue::Flag(takes))),
        Some((FactLabel::Id, FactValue::Code(account.id.0.clone()))),
    ];
    let did = [
        moment(FactLabel::CurrentSignIn, "current_sign_in_at"),
        moment(FactLabel::LastSignIn, "last_sign_in_at"),
        number(FactLabel::SignIns, "sign_in_count"),
        day(raw, "last_activity_on").map(|day| (FactLabel::LastActivity, FactValue::Day(day))),
        number(FactLabel::Followers, "followers"),
        number(FactLabel::Following, "following"),
    ];
    let says = [
        words(FactLabel::Organisation, "organization"),
        words(FactLabel::JobTitle, "job_title"),
        words(FactLabel::Location, "location"),
        website.map(|value| (FactLabel::Website, value)),
    ];
    grouped(vec![
        (FactGroupKind::Account, who.into_iter().collect()),
        (FactGroupKind::Activity, did.into_iter().collect()),
        (FactGroupKind::About, says.into_iter().collect()),
    ])
}

/// Ways to sign in by other services; one without the service's name is none.
fn identities(raw: &Value) -> Vec<Identity> {
    let identity = |value: &Value| {
        Some(Identity { provider: line(value, "provider")?, uid: line(value, "extern_uid").unwrap_or_default() })
    };
    list(raw, "identities").iter().filter_map(identity).take(bounds::IDENTITIES).collect()
}

/// How the person signs in: `ldapmain: uid=kim,…`, one a line.
fn sign_ins(identities: &[Identity]) -> Option<String> {
    let written = |Identity { provider, uid }: &Identity| {
        if uid.is_empty() { provider.clone() } else { format!("{provider}: {uid}") }
    };
    let all: Vec<String> = identities.iter().map(written).collect();
    (!all.is_empty()).then(|| all.join("\n"))
}
