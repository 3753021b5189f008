use proptest::prelude::*;

use super::*;

fn read(typed: &str) -> Filter {
    let (filter, problems) = Filter::parse(typed);
    assert_eq!(problems, [], "{typed}");
    filter
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn every_part_is_read_and_printed_back() {
    let typed = "state:limited origin:remote user:anna name:\"Anna K\" mail:@example.org ip:198.51.100.0/24 \
                 domain:xn--bcher-kva.example role:Moderator invited-by:12345 kind:bot external:yes two-factor:off \
                 joined:2026-11-01.. projects:none identity:\"ldapmain:uid=kim, ou=people\" ldap:no saml:12 auditor:yes \
                 public-mail:anna@example.org attribute:\"team=two words\" two words";
    let filter = read(typed);
    let wanted = Filter {
        text: "two words".to_owned(),
        state: Some(StateFilter::Limited),
        origin: Some(Origin::Remote),
        username: some("anna"),
        name: some("Anna K"),
        mail: some("@example.org"),
        ip: some("198.51.100.0/24"),
        domain: some("xn--bcher-kva.example"),
        role: some("Moderator"),
        invited_by: some("12345"),
        kind: Some(AccountKind::Bot),
        external: Some(true),
        two_factor: Some(false),
        joined: Some(Days { from: some("2026-11-01"), to: None }),
        without_projects: true,
        identity: some("ldapmain:uid=kim, ou=people"),
        ldap: Some(false),
        saml: some("12"),
        auditor: Some(true),
        public_mail: some("anna@example.org"),
        attribute: some("team=two words"),
    };
    assert_eq!(filter, wanted);
    assert_eq!(filter.print(), typed);
}

#[test]
fn values_are_read_as_servers_keep_them() {
    assert_eq!(read("user:@anna").username, some("anna"));
    assert_eq!(read("user:\" @ anna\"").username, some("anna"));
    assert_eq!(read("domain:BÜCHER.example").domain, some("xn--bcher-kva.example"));
    assert_eq!(read("domain:localhost:3000").domain, some("localhost:3000"));
    assert_eq!(read("State:LIMITED").state, Some(StateFilter::Limited));
    assert_eq!(read("name:one name:two").name, some("two"), "the later one counts");
    assert_eq!(read(r#"name:"say \"hi\" \\o/""#).name, some(r#"say "hi" \o/"#));
    assert_eq!(read("\"state:limited\" x").text, "state:limited x", "in quotes it is a word");
    assert_eq!(read("name:\"open end").name, some("\"open"), "a quote alone is a letter");
    assert_eq!((read("two-factor:YES").two_factor, read("external:off").external), (Some(true), Some(false)));
    assert_eq!(read("two-factor:on two-factor:no").two_factor, Some(false));
    assert_eq!(read("identity:\"ldapmain: uid=kim\"").identity, some("ldapmain:uid=kim"));
    assert_eq!(read("identity:saml:").identity, some("saml"));
    assert_eq!(read("attribute:a=b=c").attribute, some("a=b=c"));
    assert_eq!(read(&format!("identity:ldapmain:{}", "x".repeat(255))).identity.map(|text| text.len()), Some(264));
}

#[test]
fn what_is_no_filter_stays_in_the_text_and_is_told_with_what_is_possible() {
    let bad = [
        "state:angry",
        "origin:mars",
        "user:",
        "user:@",
        "name:\"\"",
        "mail:@",
        "ip:198.51.100",
        "ip:198.51.100.0/33",
        "domain:a/b",
        "domain:..",
        "role:",
        "invited-by:anna",
        "kind:cat",
        "external:perhaps",
        "two-factor:2",
        "joined:yesterday",
        "joined:2026-11-21..2026-11-01",
        "joined:..",
        "projects:some",
        "identity::uid=kim",
        "ldap:",
        "saml:okta",
        "auditor:1",
        "public-mail:@example.org",
        "attribute:key",
        "attribute:key=",
        "attribute:a[b]=c",
    ];
    for typed in bad {
        let (filter, problems) = Filter::parse(&format!("state:limited {typed} tree"));
        assert_eq!(filter.text, format!("{typed} tree"));
        assert_eq!(problems[0].word, typed);
        let word = typed.split(':').next().unwrap();
        assert!(problems[0].possible.iter().all(|possible| possible.starts_with(&format!("{word}:"))));
        assert!(!problems[0].possible.is_empty());
        for possible in &problems[0].possible {
            assert_eq!(read(possible).text, "", "{possible} is possible");
        }
    }
    let (filter, problems) = Filter::parse("ip:198.51.100.7 ip:nonsense");
    assert_eq!((filter.ip, problems.len()), (some("198.51.100.7"), 1), "what was understood stays");
}

/// Text out of pieces that mean something here, more often than not.
fn typed() -> impl Strategy<Value = String> {
    let key = proptest::sample::select(
        FilterField::WORDED.iter().map(|field| format!("{}:", field.word())).chain([String::new()]).collect::<Vec<_>>(),
    );
    let value = prop_oneof![
        proptest::sample::select(vec![
            "limited",
            "remote",
            "@anna",
            "\"Anna K\"",
            "\"",
            "\\",
            "\"\\\"",
            "198.51.100.0/24",
            "Bücher.example",
            "12",
            "bot",
            "yes",
            "on",
            "none",
            "2026-11-01..2026-11-21",
            "..2026-11-21",
            "ldapmain:uid=kim, ou=x",
            "\" saml: x \"",
            "anna@example.org",
            "\"key= two words\"",
            "",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,12}",
        ".{0,12}",
    ];
    let gap = proptest::sample::select(vec![" ", "  ", "", "\t", "\u{3000}"]);
    proptest::collection::vec((key, value, gap), 0..12)
        .prop_map(|parts| parts.into_iter().map(|(key, value, gap)| format!("{key}{value}{gap}")).collect())
}

proptest! {
    #[test]
    fn a_filter_that_is_printed_and_read_is_the_same(typed in typed()) {
        let (filter, _) = Filter::parse(&typed);
        let (again, _) = Filter::parse(&filter.print());
        prop_assert_eq!(again, filter, "{}", typed);
    }
}
