//! Which request a filter becomes.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::fields::fields;
use super::super::plan::plan;
use super::super::served::Served;
use super::{NOW, served, settings, software};
use crate::filter::FilterField as F;
use crate::filter::{FieldOffer, Filter, FilterField, Fit, Matching};
use crate::platform::gitlab::account_from_raw;
use crate::platform::{BaseUrl, Known};

/// The request as one text, and what is not asked.
fn planned(typed: &str, served: Served) -> (Option<String>, Vec<FilterField>) {
    let (filter, problems) = Filter::parse(typed);
    assert_eq!(problems, [], "{typed}");
    let plan = plan(&filter, served, NOW);
    let text = plan
        .query
        .map(|query| query.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"));
    (text, plan.not_asked)
}

#[track_caller]
fn assert_planned(served: Served, cases: &[(&str, Option<&str>, &[FilterField])]) {
    for (typed, query, not_asked) in cases {
        let (found, not) = planned(typed, served);
        assert_eq!((found.as_deref(), not.as_slice()), (*query, *not_asked), "{typed}");
    }
}

#[test]
fn every_part_becomes_its_parameter() {
    assert_planned(
        served("19.0.1-ee", Some(true)),
        &[
            ("", Some(""), &[]),
            ("state:active", Some("active=true"), &[]),
            ("state:blocked", Some("blocked=true"), &[]),
            ("state:pending", Some("exclude_active=true"), &[F::State]),
            ("state:banned", Some("exclude_active=true"), &[F::State]),
            ("state:deactivated", Some("exclude_active=true"), &[F::State]),
            ("state:locked", Some(""), &[F::State]),
            ("state:unrestricted", Some(""), &[F::State]),
            ("state:not-suspended", Some(""), &[]),
            ("state:staff", Some("admins=true"), &[]),
            ("role:administrator", Some("admins=true"), &[]),
            ("role:Administrator state:staff", Some("admins=true"), &[]),
            ("kind:human", Some("humans=true"), &[]),
            ("kind:bot", Some("exclude_humans=true&exclude_internal=true"), &[]),
            ("kind:internal", Some("exclude_humans=true"), &[]),
            ("external:yes", Some("external=true"), &[]),
            ("external:no", Some("exclude_external=true"), &[]),
            ("two-factor:on", Some("two_factor=enabled"), &[]),
            ("two-factor:off", Some("two_factor=disabled"), &[]),
            (
                "joined:2026-11-01..2026-11-21",
                Some("created_after=2026-11-01T00:00:00Z&created_before=2026-11-22T00:00:00Z"),
                &[],
            ),
            ("joined:2026-11-01..", Some("created_after=2026-11-01T00:00:00Z"), &[]),
            ("joined:..2026-12-31", Some("created_before=2027-01-01T00:00:00Z"), &[]),
            ("projects:none", Some("without_projects=true"), &[]),
            ("identity:ldapmain", Some(""), &[F::Identity]),
            ("identity:ldapmain:uid=kim,ou=x:y", Some("provider=ldapmain&extern_uid=uid=kim,ou=x:y"), &[]),
            ("ldap:no", Some("skip_ldap=true"), &[]),
            ("ldap:yes", Some(""), &[F::Ldap]),
            ("saml:12", Some("saml_provider_id=12"), &[]),
            ("auditor:yes", Some("auditors=true"), &[]),
            ("auditor:no", Some(""), &[F::Auditor]),
            ("public-mail:a@b.example", Some("public_email=a@b.example"), &[]),
            ("attribute:team=a=b", Some("custom_attributes[team]=a=b"), &[]),
            ("state:active kind:human two-factor:off", Some("active=true&humans=true&two_factor=disabled"), &[]),
        ],
    );
}

#[test]
fn one_text_at_most_is_searched_for_and_never_one_that_could_lose_somebody() {
    assert_planned(
        served("18.6.1", None),
        &[
            ("user:@kim", Some("search=kim"), &[]),
            ("user:ki", Some(""), &[F::Username]),
            ("name:\"Kim Lee\"", Some("search=Kim Lee"), &[]),
            ("name:\"K L\"", Some(""), &[F::Name]),
            ("mail:kim@corp.example", Some("search=kim@corp.example"), &[]),
            ("mail:@corp.example", Some(""), &[F::Mail]),
            ("mail:kim@", Some(""), &[F::Mail]),
            ("mail:kim@corp", Some(""), &[F::Mail]),
            ("mail:@corp.example user:kim", Some("search=kim"), &[F::Mail]),
            ("mail:kim@corp.example user:kim wren", Some("search=kim@corp.example"), &[F::Username, F::Text]),
            ("user:kim name:Kim", Some("search=kim"), &[F::Name]),
            ("user:ki name:Kim", Some("search=Kim"), &[F::Username]),
            ("public-mail:a@b.example", Some("search=a@b.example"), &[]),
            ("public-mail:root@localhost", Some(""), &[F::PublicMail]),
            ("wren", Some("search=wren"), &[]),
            ("@wren", Some("search=wren"), &[]),
            ("@", Some(""), &[]),
            ("wr", Some(""), &[F::Text]),
            ("kim@corp.example", Some("search=kim@corp.example"), &[]),
            ("kim@corp", Some(""), &[F::Text]),
            ("two words", Some("search=words"), &[F::Text]),
            ("a kim@corp words", Some("search=words"), &[F::Text]),
            ("198.51.100.7", Some("search=198.51.100.7"), &[F::Text]),
            ("wren state:blocked", Some("search=wren&blocked=true"), &[]),
        ],
    );
}

#[test]
fn what_no_user_of_a_gitlab_is_or_tells_costs_no_request() {
    for served in [served("15.11.13", Some(false)), served("18.6.1", None)] {
        assert_planned(
            served,
            &[
                ("origin:remote", None, &[]),
                ("domain:x.example kind:bot", None, &[]),
                ("role:Moderator", None, &[]),
                ("role:3", None, &[]),
                ("state:suspended", None, &[]),
                ("state:limited", None, &[]),
                ("ip:198.51.100.7 state:active", None, &[F::Ip]),
                ("invited-by:7", None, &[F::InvitedBy]),
                ("saml:12", None, &[F::Saml]),
                ("origin:local", Some(""), &[]),
            ],
        );
    }
}

#[test]
fn what_a_version_or_edition_would_drop_is_not_sent() {
    let old: &[(&str, Option<&str>, &[F])] = &[
        ("state:banned", Some(""), &[F::State]),
        ("state:pending", Some(""), &[F::State]),
        ("state:active", Some("active=true"), &[]),
        ("kind:human", Some("exclude_internal=true&without_project_bots=true"), &[F::Kind]),
        ("kind:bot", Some("exclude_internal=true"), &[F::Kind]),
        ("kind:internal", Some(""), &[F::Kind]),
        ("ldap:no", Some(""), &[F::Ldap]),
        ("auditor:yes", Some(""), &[F::Auditor]),
    ];
    assert_planned(served("16.11.10", Some(false)), old);
    assert_planned(served("15.11.13", None), old);
    // Without a version the newest is believed; the edition never is.
    assert_planned(
        served("", None),
        &[
            ("kind:human", Some("humans=true"), &[]),
            ("public-mail:a@b.example", Some("public_email=a@b.example"), &[]),
            ("auditor:yes", Some(""), &[F::Auditor]),
        ],
    );
}

#[test]
fn fields_are_offered_as_the_version_and_edition_take_them() {
    let offered = |version: &str, enterprise| {
        fields(&Known { software: &software(version), settings: &settings(enterprise), roles: &[] })
    };
    let matching =
        |fields: &[FieldOffer], field| fields.iter().find(|offer| offer.field == field).map(|offer| offer.matching);
    let new = offered("18.6.1-ee", Some(true));
    assert_eq!(matching(&new, F::Kind), Some(Matching::OneOf));
    assert_eq!(matching(&new, F::Saml), Some(Matching::IdUnchecked));
    assert_eq!(matching(&new, F::Auditor), Some(Matching::OneOf));
    let old = offered("16.11.10", Some(false));
    assert_eq!(matching(&old, F::Kind), Some(Matching::LoadedOnly));
    assert_eq!(matching(&old, F::Ldap), Some(Matching::LoadedOnly));
    assert_eq!((matching(&old, F::Saml), matching(&old, F::Auditor)), (None, None));
    for fields in [&new, &old] {
        assert_eq!(matching(fields, F::Domain), None);
        for offer in fields {
            assert_eq!(offer.word, offer.field.word());
            for value in &offer.values {
                assert_eq!(Filter::parse(&format!("{}:{value}", offer.word)).1, [], "{value} can be typed");
            }
        }
    }
}

const TYPED: [&str; 30] = [
    "state:active",
    "state:banned",
    "state:blocked",
    "state:staff",
    "kind:human",
    "kind:bot",
    "kind:internal",
    "external:yes",
    "external:no",
    "two-factor:on",
    "joined:2026-11-21",
    "identity:ldapmain:x",
    "ldap:no",
    "saml:12",
    "auditor:yes",
    "public-mail:a@b.example",
    "mail:a@b.example",
    "user:wren",
    "user:w",
    "name:\"Wren Ash\"",
    "projects:none",
    "attribute:a=b",
    "state:banned,blocked",
    "state:blocked,active",
    "-state:blocked",
    "-kind:bot",
    "user:wren,bob",
    "\"wren ash\"",
    "-wren",
    "joined:<2w",
];

fn row() -> impl Strategy<Value = Value> {
    let states = ["active", "blocked", "ldap_blocked", "banned", "deactivated", "blocked_pending_approval", "odd"];
    let names = ["wren", "Wren Ashdown", "WREN ASH", "ghost", "bob"];
    let ways = ["ldapmain", "ldap2", "group_saml"];
    let way = proptest::sample::select(ways.to_vec()).prop_map(|way| json!({"provider": way, "extern_uid": "X"}));
    let name = || proptest::sample::select(names.to_vec());
    let one = (name(), name(), proptest::sample::select(states.to_vec()), proptest::collection::vec(way, 0..3));
    let flags = proptest::array::uniform5(any::<bool>());
    (one, flags, proptest::option::of(Just("a@b.example")), any::<bool>()).prop_map(
        |((username, name, state, identities), [bot, external, two_factor, admin, auditor], mail, came)| {
            json!({
                "id": 1, "username": username, "name": name, "state": state, "identities": identities, "bot": bot,
                "external": external, "two_factor_enabled": two_factor, "is_admin": admin, "is_auditor": auditor,
                "email": mail, "public_email": mail, "created_at": "2026-11-21T23:59:59.999Z",
                "last_activity_on": came.then_some("2026-11-20"), "current_sign_in_at": null
            })
        },
    )
}

proptest! {
    #[test]
    fn whoever_fits_is_never_counted_as_sent_by_mistake(
        raw in row(), typed in proptest::sample::subsequence(&TYPED[..], 0..5),
        version in proptest::sample::select(vec!["15.11.13", "17.6.2", "19.0.1", ""]), enterprise in any::<bool>(),
    ) {
        let filter = Filter::parse(&typed.join(" ")).0;
        let plan = plan(&filter, served(version, Some(enterprise)), NOW);
        for (name, value) in plan.query.iter().flatten() {
            prop_assert!(!value.trim().is_empty() && value != "false", "{}", name);
        }
        let base = BaseUrl::parse("https://git.example").unwrap();
        let account = account_from_raw(&base, &raw).unwrap();
        if filter.check(&account, &plan.not_asked, NOW) != Fit::No {
            prop_assert!(plan.asked.may_bring(&account, NOW), "{:?} {}", typed, raw);
        }
    }
}
