//! Mastodon's `Admin::Account` (mastodon.md §3) as an account of the desk.
//!
//! Covers 2.9 to 4.7 and GoToSocial: the role in three shapes, the address as text or object, booleans that are null for
//! remote accounts or false instead (§3.1, §3.2, §5.6).

use serde_json::Value;

use super::remembered;
use super::role::{self, Role};
use crate::error::Result;
use crate::model::{
    Account, AccountId, Activity, Address, FactGroup, FactGroupKind, FactLabel, FactValue, Mark, Marks, ProfileField,
};
use crate::platform::address::safe_segment;
use crate::platform::bounds;
use crate::platform::facts::grouped;
use crate::platform::json::{
    self, count, day, flag, get, id, line, line_within, link, list, missing, parse_time, text, text_within, time, yes,
};
use crate::platform::markup::{cut, plain};

/// The account that speaks for the server itself (§1.5).
const INSTANCE_ACTOR: &str = "-99";
/// The picture of accounts without one.
const NO_PICTURE: &str = "/missing.png";

/// Reads an account.
///
/// # Errors
/// [`crate::error::ErrorCode::Unreadable`] without a user name, or without an id that can be asked for.
pub(super) fn account(raw: &Value) -> Result<Account> {
    let id = id(raw, "id").filter(|id| safe_segment(id)).ok_or_else(|| missing("an account without a usable id"))?;
    let username = line_within(raw, "username", bounds::NAME).ok_or_else(|| missing("an account without a name"))?;
    let inner = get(raw, "account").unwrap_or(&Value::Null);
    // States are always those of today.
    let said = remembered::profile(raw).unwrap_or(inner);
    let domain = line_within(raw, "domain", bounds::NAME)
        .map(|domain| idna::domain_to_ascii(&domain).unwrap_or_else(|_| domain.to_lowercase()));
    let local = domain.is_none();
    let role = Role::read(get(raw, "role")).filter(|_| local);
    let mail = line_within(raw, "email", bounds::MAIL);
    // GoToSocial writes false where Mastodon writes null: of accounts of other servers neither knows.
    let mail_confirmed = flag(raw, "confirmed").filter(|_| local && mail.is_some());
    let moved = get(inner, "moved").filter(|moved| moved.is_object());
    let marks = Marks::NONE
        .with(Mark::Pending, local && !is_deserted(raw) && flag(raw, "approved") == Some(false))
        .with(Mark::Unconfirmed, mail_confirmed == Some(false))
        .with(Mark::Limited, yes(raw, "silenced"))
        .with(Mark::Sensitive, yes(raw, "sensitized"))
        .with(Mark::LoginFrozen, local && yes(raw, "disabled"))
        .with(Mark::Suspended, yes(raw, "suspended"))
        .with(Mark::Moved, moved.is_some())
        .with(Mark::Memorial, yes(inner, "memorial"))
        .with(Mark::Bot, yes(inner, "bot"))
        .with(Mark::Unknown, !state_is_told(raw, local))
        .with(Mark::Internal, id == INSTANCE_ACTOR);
    let rank = role::rank(role.as_ref());
    let mut account = Account {
        id: AccountId(id),
        username,
        domain,
        display_name: line(said, "display_name").unwrap_or_default(),
        created_at: time(raw, "created_at"),
        mail,
        mail_confirmed,
        marks: role::marks(marks, rank),
        untold: untold(raw, local),
        unknown_state: None,
        addresses: addresses(raw),
        reason: text_within(raw, "invite_request", bounds::TEXT),
        rank,
        role_id: role.as_ref().and_then(|role| role.id.clone()),
        activity: last_post(inner),
        two_factor: None,
        public_mail: None,
        identities: Vec::new(),
        auditor: false,
        note: None,
        locale: line(raw, "locale"),
        role: role.and_then(|role| role.name),
        bio: text(said, "note").map(|note| cut(&plain(&note).text, bounds::TEXT).to_owned()).unwrap_or_default(),
        fields: list(said, "fields").iter().filter_map(field).take(bounds::FIELDS).collect(),
        remembered: remembered::profile(raw).is_some(),
        facts: Vec::new(),
        picture: picture(said),
        page: link(inner, "url").or_else(|| link(inner, "uri")),
    };
    account.facts = facts(raw, inner, moved, &account);
    Ok(account)
}

/// Whether the server told the states that decisions are judged by. They are in every version's answer (§3.1), and null
/// at most; an answer without them tells nothing, least of all that an account is not limited. `sensitized` is not asked
/// for: 3.5 and GoToSocial do not have it.
fn state_is_told(raw: &Value, local: bool) -> bool {
    let told = |key: &str| raw.get(key).is_some_and(|value| value.is_null() || flag(raw, key).is_some());
    // Accounts of this server without a user, as of those who deleted themselves, have null wherever users have more.
    let without_user = raw.get("confirmed").is_some_and(Value::is_null);
    told("silenced") && told("suspended") && (!local || without_user || told("approved"))
}

/// Whether an account of this server has no user any more. GoToSocial writes an empty address and `false` where Mastodon
/// writes null (§5.6).
fn is_deserted(raw: &Value) -> bool {
    get(raw, "email").and_then(Value::as_str) == Some("")
}

/// States that this answer is silent about: `sensitized` is in no answer before 4.0 nor in GoToSocial's, and `disabled` is
/// null for accounts of this server without a user (§3.1), as `approved` is: nobody let them in.
fn untold(raw: &Value, local: bool) -> Marks {
    Marks::NONE
        .with(Mark::Pending, local && (is_deserted(raw) || flag(raw, "approved").is_none()))
        .with(Mark::Sensitive, flag(raw, "sensitized").is_none())
        .with(Mark::LoginFrozen, local && (is_deserted(raw) || flag(raw, "disabled").is_none()))
}

/// When it last posted, which is all that is told of its activity: from the first moment of that day. Without a post
/// nothing is known; it may have come every day to read.
fn last_post(inner: &Value) -> Activity {
    let midnight = |day: String| parse_time(&format!("{day}T00:00:00Z"));
    day(inner, "last_status_at").and_then(midnight).map_or(Activity::Untold, Activity::At)
}

/// Addresses, latest first. The one under `ip` is any of them, not the latest (§3.1), so it goes last.
fn addresses(raw: &Value) -> Vec<Address> {
    let ip = |value: &Value| line_within(value, "ip", bounds::ADDRESS);
    let known = |value: &Value| Some(Address { ip: ip(value)?, used_at: time(value, "used_at") });
    let mut addresses: Vec<Address> = list(raw, "ips").iter().filter_map(known).collect();
    let single = match get(raw, "ip") {
        Some(object @ Value::Object(_)) => known(object),
        _ => ip(raw).map(|ip| Address { ip, used_at: None }),
    };
    addresses.sort_by_key(|address| std::cmp::Reverse(address.used_at));
    addresses.extend(single);
    let mut seen = std::collections::HashSet::new();
    addresses.retain(|address| seen.insert(address.ip.clone()));
    addresses.truncate(bounds::ADDRESSES);
    addresses
}

fn field(value: &Value) -> Option<ProfileField> {
    let content = plain(&text(value, "value").unwrap_or_default());
    let name = line(value, "name").unwrap_or_default();
    (!name.is_empty() || !content.text.is_empty()).then(|| ProfileField {
        name,
        value: cut(&content.text, bounds::FIELD).to_owned(),
        link: content.link,
        verified: get(value, "verified_at").is_some(),
    })
}

fn picture(inner: &Value) -> Option<String> {
    link(inner, "avatar_static").or_else(|| link(inner, "avatar")).filter(|url| !url.ends_with(NO_PICTURE))
}

fn facts(raw: &Value, inner: &Value, moved: Option<&Value>, account: &Account) -> Vec<FactGroup> {
    let moved_to = moved.and_then(|moved| line(moved, "acct").or_else(|| line(moved, "url")));
    let who = [
        account.mail.clone().map(|mail| (FactLabel::Mail, FactValue::Mail(mail))),
        account.mail_confirmed.map(|confirmed| (FactLabel::MailConfirmed, FactValue::Flag(confirmed))),
        line(raw, "locale").map(|language| (FactLabel::Language, FactValue::Text(language))),
        account.role.clone().map(|role| (FactLabel::Role, FactValue::Text(role))),
        account.created_at.map(|joined| (FactLabel::Joined, FactValue::Time(joined))),
        json::id(raw, "invited_by_account_id").map(|inviter| (FactLabel::InvitedBy, FactValue::Code(inviter))),
        account.domain.clone().map(|domain| (FactLabel::Domain, FactValue::Code(domain))),
        moved_to.map(|target| (FactLabel::MovedTo, FactValue::Text(target))),
        Some((FactLabel::Id, FactValue::Code(account.id.0.clone()))),
    ];
    let did = [
        count(inner, "statuses_count").map(|posts| (FactLabel::Posts, FactValue::Number(posts))),
        count(inner, "followers_count").map(|followers| (FactLabel::Followers, FactValue::Number(followers))),
        count(inner, "following_count").map(|following| (FactLabel::Following, FactValue::Number(following))),
        day(inner, "last_status_at").map(|last| (FactLabel::LastPost, FactValue::Day(last))),
    ];
    grouped(vec![
        (FactGroupKind::Account, who.into_iter().collect()),
        (FactGroupKind::Activity, did.into_iter().collect()),
    ])
}
