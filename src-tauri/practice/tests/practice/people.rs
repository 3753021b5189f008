//! What kinds of people there are, and that none of them can be mistaken for a real one.

use std::net::IpAddr;

use bailiwick_practice::{Kind, Options, serve};
use serde_json::Value;

use crate::client::{gitlab, mastodon, quick};

fn names(people: &[Value]) -> Vec<String> {
    people.iter().map(|person| person["username"].as_str().unwrap().to_owned()).collect()
}

fn count(people: &[Value], test: impl Fn(&Value) -> bool) -> usize {
    people.iter().filter(|person| test(person)).count()
}

#[tokio::test]
async fn the_same_seed_makes_the_same_people_and_another_makes_others() {
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let people = async |seed| names(&serve(Options { seed, ..quick(kind) }).await.unwrap().people());
        let first = people(7).await;
        assert_eq!(first, people(7).await);
        assert_ne!(first, people(8).await);
    }
}

#[tokio::test]
async fn the_mastodon_has_its_mix() {
    let people = mastodon().await.people();
    assert_eq!(people.len(), 300);
    let waiting = |person: &Value| person["user"]["approved"] == false;
    let confirmed = |person: &Value| person["user"]["confirmed_at"].is_string();
    assert_eq!((count(&people, waiting), count(&people, |person| waiting(person) && confirmed(person))), (41, 29));
    for (what, least, test) in [
        ("limited", 9, (|person: &Value| !person["silenced_at"].is_null()) as fn(&Value) -> bool),
        ("sensitive", 4, |person| !person["sensitized_at"].is_null()),
        ("frozen", 6, |person| person["user"]["disabled"] == true),
        ("suspended", 15, |person| !person["suspension"].is_null()),
        ("remote", 50, |person| person["domain"].is_string()),
        ("bots", 4, |person| person["profile"]["bot"] == true),
        ("moved", 3, |person| !person["moved_to"].is_null()),
        ("memorial", 2, |person| person["memorial"] == true),
        ("invited", 8, |person| !person["user"]["invited_by"].is_null()),
        ("staff", 6, |person| !person["user"]["role"].is_null()),
        ("very long names", 1, |person| person["profile"]["display_name"].as_str().unwrap().chars().count() == 10_000),
        ("formulas", 1, |person| {
            person["user"]["invite_request"].as_str().is_some_and(|reason| reason.starts_with('='))
        }),
    ] {
        assert!(count(&people, test) >= least, "{what}: {}", count(&people, test));
    }
}

#[tokio::test]
async fn the_mastodon_has_names_that_try_a_desks_patience() {
    let people = mastodon().await.people();
    let somewhere = |field: &str, part: &str| {
        count(&people, |person| person["profile"][field].as_str().is_some_and(|text| text.contains(part))) > 0
    };
    for (what, part) in [
        ("an emoji", "🌻"),
        ("Arabic", "ليلى"),
        ("Hebrew", "תמר"),
        ("a letter of no width", "\u{200B}"),
        ("a joiner", "\u{200D}"),
        ("a direction turned round", "\u{202E}"),
        ("an isolated direction", "\u{2066}"),
        ("marks upon marks", "\u{0335}"),
        ("a blank that is a letter", "\u{3164}"),
        ("markup", "<img src=x onerror="),
        ("a shortcode", ":blobfox:"),
    ] {
        assert!(somewhere("display_name", part), "{what}");
    }
    assert!(somewhere("note", "<script>") && somewhere("note", "javascript:") && somewhere("note", "<iframe"));
    let fields = |part: &str| count(&people, |person| person["profile"]["fields"].to_string().contains(part)) > 0;
    assert!(fields("<b>Site</b>") && fields("javascript:"));
    assert!(count(&people, |person| person["username"].as_str().unwrap().len() == 30) > 0, "the longest handle");
}

#[tokio::test]
async fn addresses_and_mail_domains_are_shared_by_spammers_and_by_the_innocent() {
    let people = mastodon().await.people();
    let waits = |person: &Value| person["user"]["approved"] == false;
    let seen_at = |address: &str| {
        let there: Vec<&Value> = people
            .iter()
            .filter(|person| {
                let addresses = person["user"]["addresses"].as_array().into_iter().flatten();
                addresses.clone().any(|one| one["ip"] == address)
            })
            .collect();
        (there.iter().filter(|person| waits(person)).count(), there.iter().filter(|person| !waits(person)).count())
    };
    let (applying, settled) = seen_at("192.0.2.31");
    assert!(applying >= 2 && settled >= 14, "a school: {applying} and {settled}");
    let of_one_domain =
        |person: &Value| person["user"]["email"].as_str().is_some_and(|mail| mail.ends_with("@mailbox.example"));
    let wave = count(&people, |person| waits(person) && of_one_domain(person));
    let earlier = count(&people, |person| !waits(person) && of_one_domain(person));
    assert!(wave >= 5 && earlier >= 4, "{wave} and {earlier}");
    let suspended = count(&people, |person| of_one_domain(person) && !person["suspension"].is_null());
    assert!(suspended >= 2 && suspended < earlier, "some behave");
    let domains: std::collections::HashSet<&str> =
        people.iter().filter_map(|person| person["domain"].as_str()).collect();
    assert!(domains.len() >= 6 && domains.iter().any(|domain| domain.starts_with("xn--")));
}

#[tokio::test]
async fn the_gitlab_has_its_mix() {
    let people = gitlab().await.people();
    assert_eq!(people.len(), 300);
    for state in ["active", "blocked", "ldap_blocked", "banned", "deactivated", "blocked_pending_approval"] {
        assert!(count(&people, |person| person["state"] == state) >= 5, "{state}");
    }
    for kind in ["project_bot", "service_account", "ghost", "alert_bot"] {
        assert!(count(&people, |person| person["user_type"] == kind) >= 1, "{kind}");
    }
    assert!(
        count(&people, |person| person["locked"] == true) >= 3
            && count(&people, |person| person["note"].is_string()) >= 15
    );
    assert_eq!(count(&people, |person| person["is_admin"] == true), 4);
}

#[tokio::test]
async fn nobody_can_be_mistaken_for_somebody_real() {
    let reserved = |mail: &str| {
        let domain = mail.split('@').nth(1).unwrap();
        domain.ends_with(".example") || ["example.org", "example.net", "example.com"].contains(&domain)
    };
    let documented = |ip: IpAddr| match ip {
        IpAddr::V4(ip) => {
            [[192, 0, 2], [198, 51, 100], [203, 0, 113]].contains(&[ip.octets()[0], ip.octets()[1], ip.octets()[2]])
        }
        IpAddr::V6(ip) => ip.segments()[..2] == [0x2001, 0xdb8],
    };
    for seed in 1..4 {
        for kind in [Kind::Mastodon, Kind::Gitlab] {
            for person in serve(Options { seed, ..quick(kind) }).await.unwrap().people() {
                let mail = [&person["user"]["email"], &person["email"]].into_iter().find_map(Value::as_str);
                assert!(mail.is_none_or(reserved), "{mail:?}");
                let domain = person["domain"].as_str().unwrap_or("x.example");
                assert!(reserved(&format!("x@{domain}")) || domain.ends_with(".example.net"), "{domain}");
                let listed = person["user"]["addresses"].as_array().into_iter().flatten().map(|address| &address["ip"]);
                for ip in
                    listed.chain([&person["current_sign_in_ip"], &person["last_sign_in_ip"]]).filter_map(Value::as_str)
                {
                    assert!(documented(ip.parse().unwrap()), "{ip}");
                }
            }
        }
    }
}

#[tokio::test]
async fn many_people_are_made_in_no_time() {
    let start = std::time::Instant::now();
    let practice = serve(Options { people: 5_000, ..quick(Kind::Mastodon) }).await.unwrap();
    assert_eq!(practice.people().len(), 5_000);
    assert!(start.elapsed() < std::time::Duration::from_secs(20));
}
