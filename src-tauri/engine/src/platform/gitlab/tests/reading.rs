use proptest::prelude::*;
use serde_json::{Value, json};

use super::offering::{administrator, at_now};
use super::{account, base, raw};
use crate::error::ErrorCode;
use crate::model::{Activity, FactLabel, FactValue, Identity, Mark, Rank};
use crate::platform::bounds;
use crate::platform::canned::any_json;
use crate::platform::gitlab::{account_from_raw, merge_raw, offers};
use crate::platform::json::parse_time;

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
    assert_eq!(kim.note.as_deref(), Some("Asked for more\nquota."));
    assert_eq!((kim.two_factor, kim.public_mail.as_deref(), kim.auditor), (Some(true), None, false));
    let ldap = Identity { provider: "ldapmain".to_owned(), uid: "uid=kim".to_owned() };
    assert_eq!(kim.identities, [ldap, Identity { provider: "saml".to_owned(), uid: String::new() }]);
    assert_eq!(facts[16].value, FactValue::Link("https://kim.example/".to_owned()));
}

#[test]
fn what_enterprises_know_is_read_where_it_is_told() {
    let kim = account(&json!({"is_auditor": true, "using_license_seat": false, "public_email": "kim@open.example"}));
    let fact = |label| kim.facts.iter().flat_map(|group| &group.facts).find(|fact| fact.label == label);
    assert!(kim.auditor);
    assert_eq!(fact(FactLabel::Auditor).map(|fact| &fact.value), Some(&FactValue::Flag(true)));
    assert_eq!(fact(FactLabel::Seat).map(|fact| &fact.value), Some(&FactValue::Flag(false)));
    assert_eq!(kim.public_mail.as_deref(), Some("kim@open.example"));
    let plain =
        account(&json!({"two_factor_enabled": null, "is_auditor": null, "identities": [{"extern_uid": "7"}, 7]}));
    assert_eq!((plain.two_factor, plain.auditor, plain.identities.len()), (None, false, 0));
}

#[test]
fn activity_is_the_later_of_day_and_sign_in() {
    let read = |changes: Value, left_out: &[&str]| {
        let mut raw = raw(&changes);
        raw.as_object_mut().unwrap().retain(|key, _| !left_out.contains(&key.as_str()));
        account_from_raw(&base(), &raw).unwrap().activity
    };
    let (day, sign_in) = ("last_activity_on", "current_sign_in_at");
    let at = |text: &str| Activity::At(parse_time(text).unwrap());
    let of = |on: Value, at: Value| json!({"last_activity_on": on, "current_sign_in_at": at});
    let (morning, evening) = ("2026-11-20T00:00:00Z", "2026-11-19T20:00:00+00:00");
    let cases = [
        (of(json!("2026-11-20"), json!(evening)), &[][..], at(morning)),
        (of(json!("2026-11-19"), json!(evening)), &[], at(evening)),
        (of(json!("2026-11-20"), json!(null)), &[], at(morning)),
        (of(json!("2026-11-20T23:59:59Z"), json!(null)), &[], at(morning)),
        (of(json!(null), json!(evening)), &[], at(evening)),
        (of(json!(null), json!(null)), &[], Activity::Never),
        (of(json!(null), json!(null)), &[day], Activity::Untold),
        (of(json!(null), json!(null)), &[day, sign_in], Activity::Untold),
        (of(json!("2026-11-20"), json!(null)), &[sign_in], at(morning)),
        (of(json!("soon"), json!(null)), &[], Activity::Untold),
        (of(json!(7), json!({})), &[], Activity::Untold),
    ];
    for (changes, left_out, wanted) in cases {
        assert_eq!(read(changes.clone(), left_out), wanted, "{changes} without {left_out:?}");
    }
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
    let looked_up = |mut changes: Value, answer: Value| {
        changes["bailiwick_internal"] = answer;
        with(changes)
    };
    assert!(looked_up(json!({"username": "import_user_7"}), json!(true)), "the server was asked");
    assert!(!looked_up(json!({"username": "alert-bot", "bot": true}), json!(false)), "a person's bot of that name");
    assert!(looked_up(json!({"username": "alert-bot", "bot": true}), json!(null)), "it was not asked");
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
        "public_email": long, "last_activity_on": long, "website_url": website, "avatar_url": website, "web_url": website, "github": long, "current_sign_in_ip": long
    }));
    let length = |text: &str| text.chars().count();
    assert_eq!((length(&kim.username), length(&kim.display_name)), (bounds::NAME, bounds::LINE));
    assert_eq!((length(&kim.mail.unwrap()), length(&kim.bio)), (bounds::MAIL, bounds::TEXT));
    assert_eq!((length(&kim.unknown_state.unwrap()), length(&kim.addresses[0].ip)), (bounds::WORD, bounds::ADDRESS));
    assert_eq!((length(&kim.public_mail.unwrap()), length(&kim.note.unwrap())), (bounds::MAIL, bounds::TEXT));
    assert_eq!(kim.identities.len(), bounds::IDENTITIES);
    assert!(kim.identities.iter().all(|identity| length(&identity.uid) == bounds::LINE));
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
    "current_sign_in_at",
    "two_factor_enabled",
    "public_email",
    "is_auditor",
    "using_license_seat",
    "bailiwick_internal",
];

proptest! {
    #[test]
    fn no_json_is_too_odd(odd in any_json(KEYS), whole: bool) {
        let raw = if whole { odd } else { raw(&odd) };
        let merged = merge_raw(raw.clone(), raw);
        if let Ok(account) = account_from_raw(&base(), &merged) {
            prop_assert!(account.facts.iter().all(|group| !group.facts.is_empty()));
            prop_assert!(account.identities.len() <= bounds::IDENTITIES);
            let _ = account.revision();
            let me = administrator();
            for offer in offers(&account, &at_now(&me)) {
                let own = account.marks.has(Mark::Internal) || account.id.0 == me.id;
                prop_assert!(offer.refusal.is_some() || !own, "{:?}", offer.verb);
            }
        }
    }
}
