use proptest::prelude::*;
use serde_json::{Value, json};

use super::{account, raw, remote};
use crate::error::ErrorCode;
use crate::model::{Account, FactLabel, FactValue, Mark, Rank};
use crate::platform::bounds;
use crate::platform::canned::any_json;
use crate::platform::mastodon::account_from_raw;

#[test]
fn an_account_is_read_whole() {
    let anna = account(&json!({}));
    assert_eq!(anna.handle(), "anna_k");
    assert_eq!(anna.display_name, "Anna 🌲");
    assert_eq!(anna.bio, "Trees.\n\nAnd more");
    assert_eq!(anna.reason.as_deref(), Some("I like trees.\nReally."));
    assert_eq!(
        anna.addresses.iter().map(|address| address.ip.as_str()).collect::<Vec<_>>(),
        ["2001:db8::7", "198.51.100.7"]
    );
    assert_eq!(anna.picture.as_deref(), Some("https://files.example/a.png"));
    assert_eq!(anna.fields.len(), 1);
    assert_eq!(anna.fields[0].link.as_deref(), Some("https://anna.example/"));
    assert!(anna.fields[0].verified);
    assert!(anna.marks.to_vec().is_empty());
    let labels: Vec<FactLabel> = anna.facts.iter().flat_map(|group| &group.facts).map(|fact| fact.label).collect();
    use FactLabel::{Followers, Following, Id, Joined, Language, LastPost, Mail, MailConfirmed, Posts};
    assert_eq!(labels, [Mail, MailConfirmed, Language, Joined, Id, Posts, Followers, Following, LastPost]);
    assert_eq!(anna.facts[0].facts[0].value, FactValue::Mail("Anna@Posteo.example".to_owned()));
}

#[test]
fn states_become_marks() {
    let cases = [
        (json!({"approved": false}), vec![Mark::Pending]),
        (json!({"approved": false, "confirmed": false}), vec![Mark::Pending, Mark::Unconfirmed]),
        (json!({"silenced": true}), vec![Mark::Limited]),
        (json!({"sensitized": true, "disabled": true}), vec![Mark::Sensitive, Mark::LoginFrozen]),
        (json!({"suspended": true, "account": {"display_name": "", "note": ""}}), vec![Mark::Suspended]),
        (
            json!({"account": {"bot": true, "memorial": true, "moved": {"acct": "anna@new.example"}}}),
            vec![Mark::Bot, Mark::Moved, Mark::Memorial],
        ),
        (json!({"account": {"locked": true}}), vec![]),
        (json!({"account": null, "ips": null, "role": null, "ip": null}), vec![]),
        (json!({"id": -99, "username": "internal"}), vec![Mark::Internal]),
        (json!({"role": {"id": "1", "name": "Moderator", "permissions": "1115420"}}), vec![Mark::Staff]),
    ];
    for (changes, marks) in cases {
        assert_eq!(account(&changes).marks.to_vec(), marks, "{changes}");
    }
}

#[test]
fn accounts_of_other_servers_have_no_states_of_users() {
    for extra in [
        json!({}),
        json!({"approved": false, "confirmed": false, "disabled": false, "email": "", "role": {"id": "user", "name": "user", "permissions": "0"}}),
    ] {
        let mut changes = remote();
        changes.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let account = account(&changes);
        assert_eq!(account.handle(), "anna_k@xn--bcher-kva.example");
        assert_eq!((account.mail, account.mail_confirmed), (None, None));
        assert!(account.marks.to_vec().is_empty());
        assert_eq!((account.rank, account.role), (Rank::Member, None));
    }
}

#[test]
fn the_role_is_read_in_every_shape() {
    let cases = [
        (json!("user"), Rank::Member, None),
        (json!("moderator"), Rank::Staff, Some("moderator")),
        (json!("admin"), Rank::Administrator, Some("admin")),
        (
            json!({"id": 3, "name": "Owner", "position": 1000, "permissions": 1, "highlighted": true}),
            Rank::Administrator,
            Some("Owner"),
        ),
        (json!({"id": "3", "name": "Owner", "permissions": "8388607"}), Rank::Administrator, Some("Owner")),
        (json!({"id": "1", "name": "Moderator", "permissions": "1115420"}), Rank::Staff, Some("Moderator")),
        (json!({"id": "9", "name": "Donor", "permissions": "65536"}), Rank::Member, Some("Donor")),
        (json!({"id": "-99", "name": "", "permissions": "65536"}), Rank::Member, None),
        (json!({"name": "admin"}), Rank::Administrator, Some("admin")),
        (json!({"id": "user", "name": "user", "permissions": "0"}), Rank::Member, None),
        (json!(null), Rank::Member, None),
        (json!(7), Rank::Member, None),
    ];
    for (role, rank, name) in cases {
        let account = account(&json!({ "role": role }));
        assert_eq!((account.rank, account.role.as_deref()), (rank, name), "{role}");
    }
}

#[test]
fn the_address_is_read_in_every_shape() {
    let alone = |ip: Value| account(&json!({"ip": ip, "ips": null})).addresses;
    assert_eq!(alone(json!("192.0.2.1"))[0].ip, "192.0.2.1");
    let object = alone(json!({"user_id": 7, "ip": "192.0.2.1", "used_at": "2026-11-20T00:00:00Z"}));
    assert!(object[0].used_at.is_some());
    assert!(alone(json!(null)).is_empty());
}

/// An account from which some keys are gone altogether.
fn lacking(changes: &Value, keys: &[&str]) -> Account {
    let mut raw = raw(changes);
    raw.as_object_mut().unwrap().retain(|key, _| !keys.contains(&key.as_str()));
    account_from_raw(&raw).unwrap()
}

#[test]
fn an_answer_that_does_not_tell_the_state_is_no_proof_of_any() {
    let thin = account_from_raw(&json!({"id": "7", "username": "anna_k"})).unwrap();
    assert_eq!((thin.marks.to_vec(), thin.unknown_state), (vec![Mark::Unknown], None));
    for key in ["silenced", "suspended", "approved"] {
        assert!(lacking(&json!({}), &[key]).marks.has(Mark::Unknown), "{key} is absent");
        assert!(account(&json!({ key: "perhaps" })).marks.has(Mark::Unknown), "{key} is a riddle");
        assert_eq!(lacking(&json!({"suspended": true}), &[key]).marks.has(Mark::Suspended), key != "suspended");
    }
    let without_user = json!({"email": null, "confirmed": null, "disabled": null, "approved": null, "role": null});
    let gotosocial = json!({"domain": "far.example", "email": "", "confirmed": false, "approved": false, "ips": []});
    let known = [
        lacking(&json!({}), &["sensitized"]),
        lacking(&remote(), &["sensitized"]),
        lacking(&remote(), &["approved"]),
        lacking(&gotosocial, &["sensitized"]),
        lacking(&without_user, &[]),
        lacking(&without_user, &["approved"]),
        account(&json!({"id": "-99", "confirmed": null, "approved": null})),
    ];
    for account in known {
        assert!(!account.marks.has(Mark::Unknown), "{account:?}");
    }
    assert!(lacking(&remote(), &["silenced"]).marks.has(Mark::Unknown));
}

#[test]
fn what_strangers_write_has_bounds() {
    let long = "é".repeat(50_000);
    let fields: Vec<Value> = (0..200).map(|_| json!({"name": long, "value": long})).collect();
    let ips: Vec<Value> = (0..300)
        .map(|number| json!({"ip": format!("2001:db8::{number:x}"), "used_at": "2026-11-20T00:00:00Z"}))
        .collect();
    let changes = json!({
        "username": long, "email": long, "invite_request": long, "ips": ips, "ip": long,
        "role": {"id": "9", "name": long, "permissions": "16"},
        "account": {"display_name": long, "note": format!("<p>{long}</p>"), "fields": fields, "url": format!("https://x.example/{long}")}
    });
    let raw = raw(&changes);
    let kept = raw.clone();
    let account = account_from_raw(&raw).unwrap();
    assert_eq!(raw, kept);
    let length = |text: &str| text.chars().count();
    assert_eq!(length(&account.username), bounds::NAME);
    assert_eq!(length(&account.display_name), bounds::LINE);
    assert_eq!(length(&account.mail.unwrap()), bounds::MAIL);
    assert_eq!(length(&account.role.unwrap()), bounds::WORD);
    assert_eq!(length(&account.reason.unwrap()), bounds::TEXT);
    assert_eq!(length(&account.bio), bounds::TEXT);
    assert_eq!((account.fields.len(), length(&account.fields[0].value)), (bounds::FIELDS, bounds::FIELD));
    assert_eq!(account.addresses.len(), bounds::ADDRESSES);
    assert_eq!(account.page, None, "a cut address would lead elsewhere");
}

#[test]
fn an_account_without_usable_id_or_name_is_unreadable() {
    let ids = [json!(null), json!({}), json!("../7"), json!("7?x"), json!("é"), json!(7.5), json!("7".repeat(65))];
    for changes in ids.into_iter().map(|id| json!({ "id": id })).chain([json!({"username": ""})]) {
        assert_eq!(account_from_raw(&raw(&changes)).unwrap_err().code, ErrorCode::Unreadable);
    }
}

const KEYS: &[&str] = &[
    "id",
    "username",
    "domain",
    "created_at",
    "email",
    "ip",
    "ips",
    "used_at",
    "confirmed",
    "approved",
    "disabled",
    "silenced",
    "suspended",
    "role",
    "name",
    "permissions",
    "account",
    "note",
    "fields",
    "value",
    "verified_at",
    "moved",
    "avatar_static",
    "url",
    "last_status_at",
    "statuses_count",
    "invite_request",
    "locale",
    "invited_by_account_id",
];

proptest! {
    #[test]
    fn no_json_is_too_odd(odd in any_json(KEYS), whole: bool) {
        let raw = if whole { odd } else { raw(&odd) };
        if let Ok(account) = account_from_raw(&raw) {
            prop_assert!(account.facts.iter().all(|group| !group.facts.is_empty()));
            let _ = account.revision();
        }
    }
}
