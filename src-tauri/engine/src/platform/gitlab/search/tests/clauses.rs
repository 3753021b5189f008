//! What must not be so or may be one of several; and that every parameter of the list is reached.

use super::super::plan::plan;
use super::{NOW, served};
use crate::filter::FilterField as F;
use crate::filter::{Filter, FilterField};

fn planned(typed: &str, version: &str, enterprise: bool) -> (Option<String>, Vec<FilterField>) {
    let (filter, problems) = Filter::parse(typed);
    assert_eq!(problems, [], "{typed}");
    let plan = plan(&filter, served(version, Some(enterprise)), NOW);
    let line = |query: Vec<(_, String)>| {
        query
            .iter()
            .map(|(name, value): &(std::borrow::Cow<'_, str>, _)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("&")
    };
    (plan.query.map(line), plan.not_asked)
}

#[test]
fn lists_and_what_is_excluded_are_left_to_us() {
    let cases: &[(&str, Option<&str>, &[F])] = &[
        ("-state:blocked", Some(""), &[F::State]),
        ("state:active -state:staff", Some("active=true"), &[F::State]),
        ("state:blocked,banned", Some("exclude_active=true"), &[F::State]),
        ("state:pending state:banned", Some("exclude_active=true"), &[F::State]),
        ("state:blocked,active", Some(""), &[F::State]),
        ("-state:blocked,banned", Some(""), &[F::State]),
        ("domain:a.example,b.example", None, &[]),
        ("-domain:a.example", Some(""), &[F::Domain]),
        ("origin:local,remote", Some(""), &[F::Origin]),
        ("ip:198.51.100.7,198.51.100.8", None, &[F::Ip]),
        ("-ip:198.51.100.7", Some(""), &[F::Ip]),
        ("-projects:none", None, &[F::Projects]),
        ("mail:a@b.example,c@d.example", Some(""), &[F::Mail]),
        ("-wren", Some(""), &[F::Text]),
        ("ash -wren", Some("search=ash"), &[F::Text]),
        ("\"kim lee\"", Some("search=kim lee"), &[]),
        ("\"kim lee\" wrens", Some("search=kim lee"), &[F::Text]),
        ("\"k l\"", Some(""), &[F::Text]),
        ("lang:de has:note active:<7d", Some(""), &[F::Active, F::Lang, F::Has]),
        ("joined:<7d", Some("created_after=2026-11-15T04:30:00Z"), &[]),
        ("joined:>1y", Some("created_before=2025-11-22T04:30:00Z"), &[]),
        ("joined:<7d,1y..6m", Some(""), &[F::Joined]),
    ];
    for (typed, query, not_asked) in cases {
        let (found, not) = planned(typed, "18.6.1", false);
        assert_eq!((found.as_deref(), not.as_slice()), (*query, *not_asked), "{typed}");
    }
}

#[test]
fn every_parameter_of_the_list_is_reached_by_something_typed() {
    // gitlab.md §3.1. Left out are `username`, which takes whole names only and is a part of `search`; `active` and the like
    // with `false`, which are ignored; and what is no filter: `order_by`, `sort`, pages, `with_custom_attributes`.
    let cases = [
        ("search=kim", "user:kim", "18.6.1"),
        ("active=true", "state:active", "18.6.1"),
        ("blocked=true", "state:blocked", "18.6.1"),
        ("exclude_active=true", "state:banned", "18.6.1"),
        ("external=true", "external:yes", "18.6.1"),
        ("exclude_external=true", "external:no", "18.6.1"),
        ("humans=true", "kind:human", "18.6.1"),
        ("exclude_humans=true", "kind:bot", "18.6.1"),
        ("exclude_internal=true", "kind:bot", "18.6.1"),
        ("without_project_bots=true", "kind:human", "16.11.10"),
        ("created_after=2026-11-01T00:00:00Z", "joined:>=2026-11-01", "18.6.1"),
        ("created_before=2026-12-01T00:00:00Z", "joined:<2026-12-01", "18.6.1"),
        ("two_factor=enabled", "two-factor:on", "18.6.1"),
        ("two_factor=disabled", "two-factor:off", "18.6.1"),
        ("without_projects=true", "projects:none", "18.6.1"),
        ("admins=true", "state:staff", "18.6.1"),
        ("provider=ldapmain", "identity:ldapmain:kim", "18.6.1"),
        ("extern_uid=kim", "identity:ldapmain:kim", "18.6.1"),
        ("public_email=kim@x.example", "public-mail:kim@x.example", "19.0.1"),
        ("custom_attributes[team]=a", "attribute:team=a", "18.6.1"),
        ("auditors=true", "auditor:yes", "18.6.1"),
        ("skip_ldap=true", "ldap:no", "18.6.1"),
        ("saml_provider_id=12", "saml:12", "18.6.1"),
    ];
    for (parameter, typed, version) in cases {
        let query = planned(typed, version, true).0.unwrap_or_default();
        assert!(query.split('&').any(|sent| sent == parameter), "{typed}: {query}");
    }
}
