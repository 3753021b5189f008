use proptest::prelude::*;
use serde_json::{Value, json};

use super::{account, base, raw};
use crate::error::ErrorCode;
use crate::model::{FactLabel, FactValue, Mark, Rank};
use crate::platform::bounds;
use crate::platform::canned::any_json;
use crate::platform::gitlab::{account_from_raw, merge_raw};

#[test]
fn a_user_is_read_whole() {
    let kim = account(&json!({}));
    assert_eq!((kim.id.0.as_str(), kim.handle().as_str(), kim.display_name.as_str()), ("42", "kim.lee", "Kim Lee"));
    assert_eq!(kim.picture.as_deref(), Some("https://git.example/uploads/-/system/user/avatar/42/a.png"));
    assert_eq!(
        kim.addresses.iter().map(|address| address.ip.as_str()).collect::<Vec<_>>(),
        ["198.51.100.7", "192.0.2.1"]
    );
    assert_eq!(kim.fields[0].name, "GitHub");
    assert_eq!(kim.mail_confirmed, Some(true));
    let facts: Vec<_> = kim.facts.iter().flat_map(|group| &group.facts).collect();
    let labels: Vec<FactLabel> = facts.iter().map(|fact| fact.label).collect();
    use FactLabel::*;
    assert_eq!(
        labels,
        [
            Mail,
            MailConfirmed,
            Language,
            Joined,
            CreatedBy,
            Identities,
            TwoFactor,
            ProjectsLimit,
            AdminNote,
            Id,
            CurrentSignIn,
            LastSignIn,
            SignIns,
            LastActivity,
            Organisation,
            JobTitle,
            Location,
            Website
        ]
    );
    assert_eq!(facts[5].value, FactValue::Text("ldapmain: uid=kim\nsaml".to_owned()));
    assert_eq!(facts[17].value, FactValue::Link("https://kim.example/".to_owned()));
}

#[test]
fn states_become_marks() {
    let cases = [
        ("active", vec![]),
        ("blocked", vec![Mark::Blocked]),
        ("ldap_blocked", vec![Mark::LdapBlocked]),
        ("banned", vec![Mark::Banned]),
        ("deactivated", vec![Mark::Deactivated]),
        ("blocked_pending_approval", vec![Mark::Pending]),
        ("frozen_by_moon", vec![Mark::Unknown]),
    ];
    for (state, marks) in cases {
        let account = account(&json!({ "state": state }));
        assert_eq!(account.marks.to_vec(), marks, "{state}");
        assert_eq!(account.unknown_state.is_some(), marks.contains(&Mark::Unknown));
    }
    let attributes =
        account(&json!({"locked": true, "bot": true, "external": true, "is_admin": true, "confirmed_at": null}));
    assert_eq!(
        attributes.marks.to_vec(),
        [Mark::Locked, Mark::Administrator, Mark::Bot, Mark::Unconfirmed, Mark::External]
    );
    assert_eq!(attributes.rank, Rank::Administrator);
}

#[test]
fn only_what_surely_is_the_servers_own_is_taken_for_it() {
    let never = json!({"last_sign_in_at": null, "current_sign_in_at": null, "last_activity_on": null});
    let with = |changes: Value| {
        let mut all = never.clone();
        all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        account(&all).marks.has(Mark::Internal)
    };
    assert!(with(json!({"username": "ghost", "name": "Ghost User"})));
    assert!(with(json!({"username": "ghost1", "name": "Ghost User"})));
    assert!(with(json!({"username": "alert-bot", "bot": true})));
    assert!(with(json!({"username": "GitLab-Security-Bot", "bot": true})));
    assert!(!with(json!({"username": "ghost", "name": "Casper"})));
    assert!(!with(json!({"username": "alert-bot"})));
    assert!(!with(json!({"username": "project_7_bot_abc", "bot": true})));
    assert!(!account(&json!({"username": "ghost", "name": "Ghost User"})).marks.has(Mark::Internal), "it signed in");
}

#[test]
fn a_user_without_id_name_or_state_is_unreadable() {
    for key in ["id", "username", "state"] {
        let error = account_from_raw(&base(), &raw(&json!({ key: null }))).unwrap_err();
        assert_eq!(error.code, ErrorCode::Unreadable);
    }
    let bare = account_from_raw(&base(), &json!({"id": "7", "username": "x", "state": "active"})).unwrap();
    assert_eq!((bare.mail_confirmed, bare.addresses.len()), (None, 0));
}

#[test]
fn what_strangers_write_has_bounds() {
    let long = "é".repeat(50_000);
    let identities: Vec<Value> = (0..200).map(|_| json!({"provider": "saml", "extern_uid": long})).collect();
    let website = format!("https://x.example/{long}");
    let kim = account(&json!({
        "username": long, "name": long, "state": long, "email": long, "bio": long, "note": long, "identities": identities,
        "website_url": website, "avatar_url": website, "web_url": website, "github": long, "current_sign_in_ip": long
    }));
    let length = |text: &str| text.chars().count();
    assert_eq!((length(&kim.username), length(&kim.display_name)), (bounds::NAME, bounds::LINE));
    assert_eq!((length(&kim.mail.unwrap()), length(&kim.bio)), (bounds::MAIL, bounds::TEXT));
    assert_eq!((length(&kim.unknown_state.unwrap()), length(&kim.addresses[0].ip)), (bounds::WORD, bounds::ADDRESS));
    assert_eq!((kim.page, kim.picture), (None, None), "a cut address would lead elsewhere");
    for fact in kim.facts.iter().flat_map(|group| &group.facts) {
        match &fact.value {
            FactValue::Text(text) => {
                assert!(length(text) <= bounds::IDENTITIES * (bounds::LINE + 10), "{:?}", fact.label)
            }
            FactValue::Link(_) => panic!("a cut address would lead elsewhere"),
            _ => {}
        }
    }
}

#[test]
fn a_list_row_keeps_what_only_the_single_answer_has() {
    let merged = merge_raw(raw(&json!({})), json!({"id": 42, "username": "kim.lee", "state": "banned", "note": null}));
    assert_eq!(merged["state"], "banned");
    assert_eq!(merged["note"], Value::Null);
    assert_eq!(merged["current_sign_in_ip"], "198.51.100.7");
    assert_eq!(merge_raw(Value::Null, json!({"id": 1})), json!({"id": 1}));
}

const KEYS: &[&str] = &[
    "id",
    "username",
    "name",
    "state",
    "locked",
    "bot",
    "avatar_url",
    "web_url",
    "created_at",
    "bio",
    "confirmed_at",
    "identities",
    "provider",
    "extern_uid",
    "current_sign_in_ip",
    "last_sign_in_at",
    "is_admin",
    "note",
    "created_by",
    "website_url",
    "last_activity_on",
];

proptest! {
    #[test]
    fn no_json_is_too_odd(odd in any_json(KEYS), whole: bool) {
        let raw = if whole { odd } else { raw(&odd) };
        let merged = merge_raw(raw.clone(), raw);
        if let Ok(account) = account_from_raw(&base(), &merged) {
            prop_assert!(account.facts.iter().all(|group| !group.facts.is_empty()));
            let _ = account.revision();
        }
    }
}
