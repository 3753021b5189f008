//! Every part of a filter alone, and with every other, on every version.

use bailiwick_engine::filter::{FilterField, Matching};
use bailiwick_engine::list::Place;
use bailiwick_practice::{Dialect, Fault, FaultKind};

use serde_json::json;

use super::people::{Person, everybody, handles};
use super::{bench, listed, search};
use crate::bench::Bench;

/// A word of the filter and what stands behind it.
type Part = (String, String);

#[track_caller]
fn some(people: &[Person], wanted: impl Fn(&Person) -> bool) -> &Person {
    people.iter().find(|one| wanted(one)).unwrap()
}

/// Parts to try, with values that somebody on the server has.
fn parts(people: &[Person]) -> Vec<Part> {
    let part = |word: &str, value: &str| (word.to_owned(), value.to_owned());
    let cut = |text: &str, length: usize| text.chars().take(length).collect::<String>();
    let states = ["pending", "not-suspended", "suspended", "limited", "sensitive", "frozen", "staff", "unrestricted"];
    let mut parts: Vec<Part> = states.iter().map(|state| part("state", state)).collect();
    parts.extend([part("origin", "local"), part("origin", "remote")]);
    let member = some(people, |one| one.has_login() && one.name().contains(' ') && one.name().is_ascii());
    let stranger = some(people, |one| !one.is_local() && one.name().chars().count() > 3);
    let suspended = some(people, |one| one.is("suspension") && one.name().chars().count() > 3);
    let underlined = some(people, |one| one.text("username").contains('_') && !one.text("username").starts_with('_'));
    parts.extend([part("user", &cut(member.text("username"), 2)), part("user", underlined.text("username"))]);
    parts.extend([part("name", member.name()), part("name", &cut(stranger.name(), 2).to_uppercase())]);
    parts.push(part("name", &cut(suspended.name(), 3)));
    let host = member.mail().split_once('@').unwrap().1;
    parts.extend([part("mail", &cut(member.mail(), 2)), part("mail", &format!("@{}", host.to_uppercase()))]);
    let of_ip = |letter: char| some(people, |one| one.addresses().iter().any(|ip| ip.contains(letter)));
    let ip = |letter: char| of_ip(letter).addresses().into_iter().find(|ip| ip.contains(letter)).unwrap().to_owned();
    let begin: Vec<String> = ip('.').split('.').take(2).map(str::to_owned).collect();
    parts.extend([part("ip", &ip('.')), part("ip", &format!("{}.0.0/16", begin.join("."))), part("ip", &ip(':'))]);
    let idn = some(people, |one| one.text("domain").starts_with("xn--"));
    parts.extend([part("domain", stranger.text("domain")), part("domain", idn.text("domain"))]);
    parts.extend([part("role", "moderator"), part("role", "3")]);
    let inviter = some(people, |one| one.inviter().is_some()).inviter().unwrap();
    parts.push(part("invited-by", &inviter.to_string()));
    parts.push(part("", &cut(member.text("username"), 3)));
    parts
}

/// As it is typed, with capitals and letters of other countries where the server keeps others.
fn typed(parts: &[&Part]) -> String {
    let write = |part: &&Part| match part.0.as_str() {
        "" => part.1.clone(),
        "domain" => format!("domain:{}", idna::domain_to_unicode(&part.1).0.to_uppercase()),
        word => format!("{word}:\"{}\"", part.1),
    };
    parts.iter().map(write).collect::<Vec<_>>().join(" ")
}

/// Searches for the parts and compares whom the desk then lists with whom they mean; tells whether there is anybody.
async fn compare(bench: &Bench, people: &[Person], parts: &[&Part], version: Dialect) -> bool {
    let typed = typed(parts);
    let found = search(bench, &typed).await;
    assert_eq!(found.problem, None, "{typed}");
    assert!(!found.ignored, "{typed}");
    let told = !found.not_asked.contains(&FilterField::InvitedBy);
    let fits = |person: &&Person| told && parts.iter().all(|part| person.fits(part, version));
    let wanted = handles(people.iter().filter(fits));
    let list = listed(bench, &typed).await;
    if parts.iter().any(|part| part.0.is_empty()) {
        // Words are looked for anywhere in what is loaded, beyond what the server compares.
        assert!(list.is_superset(&wanted), "{typed}: {wanted:?} are not all among {list:?}");
        assert!(found.fitting as usize >= wanted.len(), "{typed}");
    } else {
        assert_eq!(list, wanted, "{typed}");
        // Also of this search alone, whatever earlier ones brought.
        assert_eq!(found.fitting as usize, wanted.len(), "{typed}");
    }
    !wanted.is_empty()
}

async fn every_filter(bench: &Bench, version: Dialect) {
    for nobody in everybody(bench.server()).iter().filter(|one| one.is_local() && !one.has_login()) {
        // GoToSocial calls them pending (mastodon.md §5.6), which its own filter does not.
        bench.server().remove_person(nobody.id());
    }
    let people = everybody(bench.server());
    let stranger = some(&people, |one| !one.is_local());
    bench.server().change_person(stranger.id(), &json!({ "domain": "xn--bcher-kva.example" })).unwrap();
    let people = everybody(bench.server());
    let parts = parts(&people);
    let mut telling = 0;
    for (at, one) in parts.iter().enumerate() {
        let somebody = compare(bench, &people, &[one], version).await;
        assert!(somebody || version != Dialect::V4_6, "{one:?}: a filter that means nobody proves nothing");
        for other in parts[..at].iter().filter(|other| other.0 != one.0) {
            telling += u32::from(compare(bench, &people, &[other, one], version).await);
        }
    }
    assert!(telling > 60, "only {telling} pairs mean somebody");
}

async fn every_filter_of(version: Dialect) {
    every_filter(&bench(version, 160).await, version).await;
}

#[tokio::test]
async fn every_filter_and_every_two_find_whom_they_mean_on_4_6() {
    every_filter_of(Dialect::V4_6).await;
}

#[tokio::test]
async fn every_filter_and_every_two_find_whom_they_mean_on_4_0() {
    every_filter_of(Dialect::V4_0).await;
}

#[tokio::test]
async fn every_filter_and_every_two_find_whom_they_mean_on_3_5() {
    every_filter_of(Dialect::V3_5).await;
}

#[tokio::test]
async fn every_filter_and_every_two_find_whom_they_mean_on_gotosocial() {
    every_filter_of(Dialect::GoToSocial).await;
}

#[tokio::test]
async fn every_filter_and_every_two_find_whom_they_mean_without_v2() {
    let bench = bench(Dialect::V3_5, 160).await;
    let no_route = FaultKind::Status { code: 404, body: bailiwick_practice::ErrorBody::Json };
    bench.server().add_fault(Fault::new("/api/v2/admin", no_route));
    every_filter(&bench, Dialect::V3_5).await;
}

#[tokio::test]
async fn fields_are_offered_as_the_server_takes_them() {
    let offered = async |bench: &Bench| bench.list(Place::Accounts, "").await.fields;
    let matching = |fields: &[bailiwick_engine::filter::FieldOffer], field| {
        fields.iter().find(|offer| offer.field == field).map(|offer| offer.matching)
    };
    let new = bench(Dialect::V4_6, 150).await;
    assert_eq!(matching(&offered(&new).await, FilterField::InvitedBy), Some(Matching::IdUnchecked));
    new.refresh().await;
    let fields = offered(&new).await;
    let role = fields.iter().find(|offer| offer.field == FilterField::Role).unwrap();
    assert_eq!((role.matching, role.values.join(" ")), (Matching::OneOf, "Admin Moderator Owner".to_owned()));
    let state = fields.iter().find(|offer| offer.field == FilterField::State).unwrap();
    assert_eq!((state.word.as_str(), state.matching), ("state", Matching::OneOf));
    for value in &state.values {
        assert!(new.list(Place::Accounts, &format!("state:{value}")).await.problems.is_empty());
    }
    for version in [Dialect::V3_5, Dialect::GoToSocial] {
        let fields = offered(&bench(version, 150).await).await;
        assert_eq!(matching(&fields, FilterField::Role), Some(Matching::LoadedOnly), "{version:?}");
        assert_eq!(matching(&fields, FilterField::Mail), Some(Matching::Beginning), "{version:?}");
        let inviter = if version == Dialect::V3_5 { Some(Matching::IdUnchecked) } else { None };
        assert_eq!(matching(&fields, FilterField::InvitedBy), inviter, "{version:?}");
    }
}
