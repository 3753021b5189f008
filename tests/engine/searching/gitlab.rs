//! A GitLab: every part of a filter alone, and with every other, by version and edition.

use std::collections::BTreeSet;

use bailiwick_engine::filter::{FilterField, Matching};
use bailiwick_engine::list::Place;
use bailiwick_engine::model::Mark;
use bailiwick_practice::{GitlabSwitches, Kind, Options, Who};

use super::users::{User, everybody, names};
use super::{listed, search};
use crate::bench::Bench;

/// A word of the filter and what stands behind it.
type Part = (String, String);

pub async fn bench(version: &str, enterprise: bool, people: usize) -> Bench {
    let gitlab = GitlabSwitches { version: version.to_owned(), enterprise, ..GitlabSwitches::default() };
    Bench::on(Options { gitlab, people, ..Options::new(Kind::Gitlab) }, Who::Administrator).await
}

#[track_caller]
fn some(users: &[User], wanted: impl Fn(&User) -> bool) -> &User {
    users.iter().find(|one| wanted(one)).unwrap()
}

/// Parts to try with every other, and more values of them to try alone. Somebody on the server has each.
fn parts(users: &[User]) -> (Vec<Part>, Vec<Part>) {
    let part = |word: &str, value: &str| (word.to_owned(), value.to_owned());
    let all = |word: &str, values: &[&str]| values.iter().map(|value| part(word, value)).collect::<Vec<_>>();
    let cut = |text: &str, length: usize| text.chars().take(length).collect::<String>();
    let mut days: Vec<&str> = users.iter().map(User::day).collect();
    days.sort_unstable();
    let (from, to) = (days[days.len() / 3], days[days.len() * 2 / 3]);
    let member = some(users, |one| one.text("name").contains(' ') && one.text("name").is_ascii());
    let host = member.text("email").split_once('@').unwrap().1;
    let ldap = some(users, |one| one.identities().iter().any(|one| one.0 == "ldapmain"));
    let (provider, uid) = ldap.identities()[0];
    let public = some(users, |one| !one.text("public_email").is_empty() && !one.is("old_row"));
    let attributes = some(users, |one| !one.attributes().is_empty()).attributes();
    let paired = [
        all("state", &["pending", "active", "blocked", "banned", "staff"]),
        all("kind", &["human", "internal"]),
        all("external", &["yes"]),
        all("two-factor", &["off"]),
        all("ldap", &["yes", "no"]),
        all("auditor", &["yes"]),
        all("user", &[&cut(member.name(), 3).to_uppercase()]),
        all("name", &[&cut(member.text("name"), 4).to_uppercase()]),
        all("mail", &[&format!("@{host}")]),
        all("joined", &[&format!("{from}..{to}")]),
        all("identity", &[provider]),
        all("public-mail", &[public.text("public_email")]),
        all("attribute", &[&attributes[0]]),
        all("projects", &["none"]),
        all("role", &["administrator"]),
        all("", &[&cut(member.name(), 4)]),
    ];
    let alone = [
        all("state", &["deactivated", "locked", "unrestricted"]),
        all("kind", &["bot"]),
        all("external", &["no"]),
        all("two-factor", &["on"]),
        all("auditor", &["no"]),
        all("user", &[&cut(member.name(), 2)]),
        all("name", &[member.text("name"), &cut(member.text("name"), 1)]),
        all("mail", &[member.text("email"), "k"]),
        all("joined", &[from, &format!("..{from}"), &format!("{to}..")]),
        all("identity", &[&format!("{provider}:{uid}")]),
        all("origin", &["local"]),
    ];
    (paired.concat(), alone.concat())
}

fn typed(parts: &[&Part]) -> String {
    let write = |part: &&Part| match part.0.as_str() {
        "" => part.1.clone(),
        word => format!("{word}:\"{}\"", part.1),
    };
    parts.iter().map(write).collect::<Vec<_>>().join(" ")
}

struct Compared<'a> {
    bench: &'a Bench,
    users: &'a [User],
    enterprise: bool,
    /// The server's own whose rows do not show it.
    in_disguise: BTreeSet<String>,
}

impl Compared<'_> {
    /// Searches for the parts and compares whom the desk then lists with whom they mean; tells whether there is anybody.
    async fn compare(&self, parts: &[&Part]) -> bool {
        let typed = typed(parts);
        let found = search(self.bench, &typed).await;
        assert_eq!(found.problem, None, "{typed}");
        assert!(!found.ignored, "{typed}");
        let kind_asked = !found.not_asked.contains(&FilterField::Kind);
        // Of the server's own those are found who are known by name, and those who look like people where the server can
        // be asked for others than people.
        let is_found = |one: &User| {
            let shows = kind_asked && !one.is_bot();
            let for_internal = parts.iter().any(|part| part.0 == "kind" && part.1 == "internal");
            !for_internal || shows || !self.in_disguise.contains(one.name())
        };
        let fits = |one: &&User| is_found(one) && parts.iter().all(|part| one.fits(part, self.enterprise));
        let mut wanted = names(self.users.iter().filter(fits));
        let mut list = listed(self.bench, &typed).await;
        if parts.iter().any(|part| part.0.is_empty()) {
            // Words are looked for anywhere in what is loaded, beyond what the server compares.
            assert!(list.is_superset(&wanted), "{typed}: {wanted:?} are not all among {list:?}");
            assert!(found.fitting as usize >= wanted.len(), "{typed}");
            return !wanted.is_empty();
        }
        // Of this search alone, whatever earlier ones brought.
        assert_eq!(found.fitting as usize, wanted.len(), "{typed}: {wanted:?}");
        let somebody = !wanted.is_empty();
        if parts.iter().any(|part| part.0 == "kind" || part.1 == "active") {
            // Earlier searches brought them without telling what they are.
            wanted.retain(|name| !self.in_disguise.contains(name));
            list.retain(|name| !self.in_disguise.contains(name));
        }
        assert_eq!(list, wanted, "{typed}");
        somebody
    }
}

async fn every_filter_of(version: &str, enterprise: bool) {
    let bench = bench(version, enterprise, 150).await;
    let users = everybody(bench.server());
    search(&bench, "").await;
    assert_eq!(listed(&bench, "").await, names(&users));
    let rows = bench.list(Place::Accounts, "").await.rows;
    let known: BTreeSet<String> =
        rows.into_iter().filter(|row| row.marks.contains(&Mark::Internal)).map(|row| row.handle).collect();
    let in_disguise = users.iter().filter(|one| one.kind() == "internal" && !known.contains(one.name()));
    let in_disguise = names(in_disguise);
    assert!(!known.is_empty() && !in_disguise.is_empty(), "{known:?} {in_disguise:?}");
    let compared = Compared { bench: &bench, users: &users, enterprise, in_disguise };
    let (paired, more) = parts(&users);
    let mut telling = 0;
    for one in paired.iter().chain(&more) {
        let somebody = compared.compare(&[one]).await;
        assert!(somebody || (one.0 == "auditor" && !enterprise), "{one:?}: a filter that means nobody proves nothing");
    }
    for (at, one) in paired.iter().enumerate() {
        for other in paired[..at].iter().filter(|other| other.0 != one.0) {
            telling += u32::from(compared.compare(&[other, one]).await);
        }
    }
    assert!(telling > 80, "only {telling} pairs mean somebody");
}

#[tokio::test]
async fn every_filter_and_every_two_find_whom_they_mean_on_a_gitlab_15() {
    every_filter_of("15.11.13", false).await;
}

#[tokio::test]
async fn every_filter_and_every_two_find_whom_they_mean_on_an_enterprise_gitlab_16() {
    every_filter_of("16.11.10", true).await;
}

#[tokio::test]
async fn every_filter_and_every_two_find_whom_they_mean_on_a_gitlab_17() {
    every_filter_of("17.6.2", false).await;
}

#[tokio::test]
async fn every_filter_and_every_two_find_whom_they_mean_on_an_enterprise_gitlab_18() {
    every_filter_of("18.6.1", true).await;
}

#[tokio::test]
async fn every_filter_and_every_two_find_whom_they_mean_on_a_gitlab_19() {
    every_filter_of("19.0.1", false).await;
}

#[tokio::test]
async fn the_fields_of_a_gitlab_follow_its_version_and_edition() {
    for (version, enterprise) in [("15.11.13", true), ("18.6.1", false), ("18.6.1", true)] {
        let bench = bench(version, enterprise, 150).await;
        let fields = bench.list(Place::Accounts, "").await.fields;
        let matching = |field| fields.iter().find(|offer| offer.field == field).map(|offer| offer.matching);
        assert_eq!(matching(FilterField::Text), Some(Matching::Part), "{version}");
        assert_eq!(matching(FilterField::Joined), Some(Matching::Days), "{version}");
        let kind = if version == "15.11.13" { Matching::LoadedOnly } else { Matching::OneOf };
        assert_eq!(matching(FilterField::Kind), Some(kind), "{version}");
        assert_eq!(matching(FilterField::Auditor), enterprise.then_some(Matching::OneOf), "{version}");
        for offer in &fields {
            for value in &offer.values {
                let page = bench.list(Place::Accounts, &format!("{}:{value}", offer.word)).await;
                assert!(page.problems.is_empty(), "{}:{value}", offer.word);
            }
        }
    }
}
