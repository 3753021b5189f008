//! What must not be so, what may be one of several, and parts that no list can be asked for: on the server and in the cache.

use std::collections::BTreeSet;

use bailiwick_engine::filter::FilterField;
use bailiwick_practice::{Dialect, Kind};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use super::people::{Person, everybody, handles};
use super::users::{self, User};
use super::{bench, gitlab, listed, search};
use crate::bench::Bench;

const VERSION: Dialect = Dialect::V4_6;

/// A word as it is typed, and whom it means.
struct Case<T> {
    typed: String,
    means: Box<dyn Fn(&T) -> bool>,
}

fn case<T>(typed: &str, means: impl Fn(&T) -> bool + 'static) -> Case<T> {
    Case { typed: typed.to_owned(), means: Box::new(means) }
}

/// A list of a part's values, and the same excluded; each means whom its single values mean.
fn lists<T: 'static>(word: &'static str, values: &[&str], fits: fn(&T, &(String, String)) -> bool) -> [Case<T>; 2] {
    let parts: Vec<(String, String)> = values.iter().map(|value| (word.to_owned(), (*value).to_owned())).collect();
    let typed = format!("{word}:{}", values.iter().map(|value| format!("\"{value}\"")).collect::<Vec<_>>().join(","));
    let others = parts.clone();
    [
        case(&typed, move |one| parts.iter().any(|part| fits(one, part))),
        case(&format!("-{typed}"), move |one| !others.iter().any(|part| fits(one, part))),
    ]
}

fn fits(person: &Person, part: &(String, String)) -> bool {
    person.fits(part, VERSION)
}

fn since(text: &str, days: i64) -> bool {
    text.parse::<Timestamp>().is_ok_and(|at| at >= ago(days))
}

fn ago(days: i64) -> Timestamp {
    Timestamp::now().to_zoned(TimeZone::UTC).checked_sub(days.days()).unwrap().timestamp()
}

/// A number of days ago at which nobody joined for an hour: the minute in which the test runs does not matter.
fn quiet<'a>(joined: impl Iterator<Item = &'a str> + Clone) -> i64 {
    let near = |days: i64, text: &str| {
        let between = text.parse::<Timestamp>().unwrap().duration_since(ago(days));
        between.abs().as_secs() < 3_600
    };
    let half = |days: i64| joined.clone().filter(|text| since(text, days)).count() * 3 > joined.clone().count();
    (1..3_000).find(|days| half(*days) && !joined.clone().any(|text| near(*days, text))).unwrap()
}

fn of_people(people: &[Person]) -> Vec<Case<Person>> {
    let hosts: BTreeSet<&str> = people.iter().map(|one| one.text("domain")).filter(|host| !host.is_empty()).collect();
    let hosts: Vec<&str> = hosts.into_iter().take(3).collect();
    let member = people.iter().find(|one| one.has_login() && one.name().is_ascii() && one.name().len() > 4).unwrap();
    let (name, host) = (member.name(), member.mail().split_once('@').unwrap().1);
    let ip = people.iter().find_map(|one| one.addresses().first().map(|ip| (*ip).to_owned())).unwrap();
    let days = quiet(people.iter().map(|one| one.text("created_at")));
    let mut cases = Vec::new();
    cases.extend(lists("state", &["pending", "limited"], fits));
    cases.extend(lists("state", &["suspended", "sensitive", "staff"], fits));
    cases.extend(lists("origin", &["remote"], fits).into_iter().skip(1));
    cases.extend(lists("domain", &hosts, fits));
    cases.extend(lists("mail", &[&format!("@{host}"), "k"], fits));
    cases.extend(lists("user", &["a", "be", member.text("username")], fits));
    cases.extend(lists("role", &["moderator", "3"], fits));
    cases.extend(lists("ip", &[&ip, "203.0.113.0/24"], |one: &Person, (_, value)| {
        one.addresses().iter().any(|ip| if value.ends_with("/24") { ip.starts_with("203.0.113.") } else { ip == value })
    }));
    // Of suspended ones no name is told: they may have had it.
    let begun: String = name.chars().take(2).collect();
    let part = ("name".to_owned(), begun.clone());
    cases.push(case(&format!("-name:\"{begun}\""), move |one: &Person| !one.is("suspension") && !fits(one, &part)));
    cases.push(case(&format!("joined:<{days}d"), move |one: &Person| since(one.text("created_at"), days)));
    cases.push(case(&format!("joined:>{days}d"), move |one: &Person| !since(one.text("created_at"), days)));
    cases.push(case(&format!("-joined:<{days}d"), move |one: &Person| !since(one.text("created_at"), days)));
    // Suspended ones are shown without.
    let posted = |one: &Person| one.text("last_status_on").parse::<Date>().ok().filter(|_| !one.is("suspension"));
    let midnight = |day: Date| day.to_zoned(TimeZone::UTC).unwrap().timestamp();
    cases.push(case("active:<30d", move |one| posted(one).is_some_and(|day| midnight(day) >= ago(30))));
    cases.push(case("active:>30d", move |one| posted(one).is_some_and(|day| midnight(day) < ago(30))));
    let speaks = |one: &Person, wanted: &str| {
        let locale = one.login("locale").to_lowercase();
        locale == wanted || locale.starts_with(&format!("{wanted}-"))
    };
    cases.push(case("lang:en", move |one| speaks(one, "en")));
    cases.push(case("-lang:en,pl", move |one| !speaks(one, "en") && !speaks(one, "pl")));
    cases.push(case("has:reason", |one: &Person| !one.login("invite_request").is_empty()));
    cases.push(case("-has:mail,address", |one: &Person| !one.has_login()));
    cases.push(case("has:role,reason", |one: &Person| {
        one.fits(&("state".to_owned(), "staff".to_owned()), VERSION) || !one.login("invite_request").is_empty()
    }));
    cases
}

/// Some to try together with another, each of which excludes somebody.
fn pairs<T>(before: &[Case<T>]) -> impl Iterator<Item = &Case<T>> {
    before.iter().rev().filter(|case| case.typed.starts_with('-')).step_by(2).take(3)
}

/// Compares whom the server's search and then the list bring with whom the words mean; tells whether there is anybody.
async fn compare(bench: &Bench, typed: &str, wanted: BTreeSet<String>) -> bool {
    let found = search(bench, typed).await;
    assert_eq!((&found.problem, found.ignored), (&None, false), "{typed}");
    assert_eq!(found.fitting as usize, wanted.len(), "{typed}");
    assert_eq!(listed(bench, typed).await, wanted, "{typed}");
    !wanted.is_empty()
}

#[tokio::test]
async fn clauses_find_whom_they_mean_on_a_mastodon() {
    let bench = bench(VERSION, 160).await;
    let people = everybody(bench.server());
    let cases = of_people(&people);
    let mut telling = 0;
    for (at, one) in cases.iter().enumerate() {
        let somebody = compare(&bench, &one.typed, handles(people.iter().filter(|person| (one.means)(person)))).await;
        assert!(somebody, "{}: who means nobody proves nothing", one.typed);
        for other in pairs(&cases[..at]) {
            let wanted = people.iter().filter(|person| (one.means)(person) && (other.means)(person));
            telling += u32::from(compare(&bench, &format!("{} {}", other.typed, one.typed), handles(wanted)).await);
        }
    }
    assert!(telling > 30, "only {telling} pairs mean somebody");
}

#[tokio::test]
async fn words_are_found_in_reasons_and_not_where_they_are_excluded() {
    let bench = bench(VERSION, 160).await;
    let people = everybody(bench.server());
    search(&bench, "").await;
    let all = listed(&bench, "").await;
    let applicant = people.iter().find(|one| one.login("invite_request").split(' ').count() > 3).unwrap();
    let words: Vec<&str> = applicant.login("invite_request").split_whitespace().collect();
    let phrase = words[1..3].join(" ");
    for typed in [format!("\"{phrase}\""), format!("text:nobodyhasthis,\"{phrase}\"")] {
        let found = listed(&bench, &typed).await;
        assert!(found.contains(&applicant.handle()), "{typed}");
        let others = listed(&bench, &format!("-{typed}")).await;
        assert!(found.is_disjoint(&others), "{typed}");
        assert_eq!(found.len() + others.len(), all.len(), "{typed}");
    }
    let turned = format!("\"{} {}\"", words[2], words[1]);
    assert!(!listed(&bench, &turned).await.contains(&applicant.handle()), "{turned}");
    let name = everybody(bench.server()).iter().find(|one| one.has_login()).unwrap().text("username").to_owned();
    let disguised: String = name
        .chars()
        .map(|c| match c {
            'a' => 'а',
            'e' => 'е',
            'o' => 'ο',
            c => c,
        })
        .collect();
    assert!(listed(&bench, &disguised).await.contains(&name), "{disguised}");
}

fn user_fits(user: &User, part: &(String, String)) -> bool {
    user.fits(part, false)
}

#[tokio::test]
async fn clauses_find_whom_they_mean_on_a_gitlab() {
    let bench = gitlab::bench("18.6.1", false, 150).await;
    let people = users::everybody(bench.server());
    let days = quiet(people.iter().map(|one| one.text("created_at")));
    let member = people.iter().find(|one| one.text("name").is_ascii() && one.text("name").contains(' ')).unwrap();
    let (mail, name) = (member.text("email").to_owned(), member.text("name").to_owned());
    let host = mail.split_once('@').unwrap().1;
    let mut cases: Vec<Case<User>> = Vec::new();
    cases.extend(lists("state", &["blocked", "banned"], user_fits));
    cases.extend(lists("state", &["pending", "staff", "locked"], user_fits));
    cases.extend(lists("mail", &[&format!("@{host}"), "b"], user_fits));
    cases.extend(lists("name", &[&name, "b"], user_fits));
    cases.extend(lists("user", &["k", member.name()], user_fits));
    cases.extend(lists("role", &["administrator"], user_fits));
    cases.extend(lists("two-factor", &["on"], user_fits));
    cases.push(case(&format!("joined:<{days}d"), move |one: &User| since(one.text("created_at"), days)));
    cases.push(case(&format!("joined:>{days}d"), move |one: &User| !since(one.text("created_at"), days)));
    cases.push(case("has:note", |one: &User| !one.text("note").trim().is_empty()));
    cases.push(case("-has:role,note", |one: &User| !one.is("is_admin") && one.text("note").trim().is_empty()));
    cases.push(case("has:bio", |one: &User| !one.is("old_row") && !one.text("bio").trim().is_empty()));
    cases.push(case("-lang:en", |one: &User| one.text("preferred_language") != "en"));
    for (at, one) in cases.iter().enumerate() {
        let somebody = compare(&bench, &one.typed, users::names(people.iter().filter(|user| (one.means)(user)))).await;
        assert!(somebody, "{}: who means nobody proves nothing", one.typed);
        for other in pairs(&cases[..at]) {
            let wanted = people.iter().filter(|user| (one.means)(user) && (other.means)(user));
            compare(&bench, &format!("{} {}", other.typed, one.typed), users::names(wanted)).await;
        }
    }
    for (typed, field) in [("-projects:none", FilterField::Projects), ("ip:198.51.100.7,198.51.100.8", FilterField::Ip)]
    {
        let found = search(&bench, typed).await;
        assert_eq!(
            (found.fetched, found.not_asked),
            (0, vec![field]),
            "{typed}: nobody of whom it is known would come"
        );
        assert!(listed(&bench, typed).await.is_empty(), "{typed}");
    }
}

#[tokio::test]
async fn what_could_be_typed_next_is_what_this_server_and_its_cache_have() {
    let bench = bench(VERSION, 160).await;
    search(&bench, "").await;
    let people = everybody(bench.server());
    let offered = async |typed: &str| -> Vec<String> {
        let caret = u32::try_from(typed.encode_utf16().count()).unwrap();
        let profile = Some(&bench.profile);
        let completions = bench.engine.complete_filter(profile, typed, caret).await.unwrap();
        completions.into_iter().map(|completion| completion.text).collect()
    };
    assert_eq!(offered("-sus").await, ["-state:suspended"]);
    assert_eq!(offered("state:pending,fr").await, ["state:pending,frozen"]);
    assert!(offered("state:bann").await.is_empty(), "a state of other servers");
    assert!(offered("role:mod").await.contains(&"role:Moderator".to_owned()));
    let stranger = people.iter().find(|one| one.text("domain").len() > 3).unwrap().text("domain");
    let begun: String = stranger.chars().take(3).collect();
    assert!(offered(&format!("domain:{begun}")).await.contains(&format!("domain:{stranger}")));
    let mail = people.iter().find(|one| one.has_login()).unwrap().mail();
    let (_, host) = mail.split_once('@').unwrap();
    let begun: String = format!("mail:@{host}").chars().take(8).collect();
    assert!(offered(&begun).await.contains(&format!("mail:@{host}")));
    assert!(offered("lang:e").await.contains(&"lang:en".to_owned()));
    let everywhere = bench.engine.complete_filter(None, "state:f", 7).await.unwrap();
    assert_eq!(everywhere.len(), 1, "the only instance is the common ground");
    let practice = Bench::practice(Kind::Mastodon).await;
    let nowhere = practice.engine.complete_filter(None, "state:f", 7).await.unwrap();
    assert!(nowhere.is_empty(), "practice instances are none");
}
