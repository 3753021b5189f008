//! What is typed, read and printed.

use proptest::prelude::*;

use super::super::text::pieces;
use super::super::*;
use super::{clause, read, some};

#[test]
fn every_part_is_read_and_printed_back() {
    let typed = "state:limited origin:remote user:anna name:\"Anna K\" mail:@example.org ip:198.51.100.0/24 \
                 domain:xn--bcher-kva.example role:Moderator invited-by:12345 kind:bot external:yes two-factor:off \
                 joined:2026-11-01.. active:<7d projects:none identity:\"ldapmain:uid=kim, ou=people\" ldap:no saml:12 auditor:yes \
                 public-mail:anna@example.org attribute:\"team=two words\" lang:de has:reason,note -state:suspended,staff \
                 -casino -\"poker night\" text:\"a b\",c two \"more words\" words";
    let filter = read(typed);
    let wanted = Filter {
        text: "two \"more words\" words".to_owned(),
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
        active: Some(Days { from: some("7d"), to: None }),
        without_projects: true,
        identity: some("ldapmain:uid=kim, ou=people"),
        ldap: Some(false),
        saml: some("12"),
        auditor: Some(true),
        public_mail: some("anna@example.org"),
        attribute: some("team=two words"),
        clauses: vec![
            clause(FilterField::Lang, false, &["de"]),
            clause(FilterField::Has, false, &["reason", "note"]),
            clause(FilterField::State, true, &["suspended", "staff"]),
            clause(FilterField::Text, true, &["casino"]),
            clause(FilterField::Text, true, &["poker night"]),
            clause(FilterField::Text, false, &["a b", "c"]),
        ],
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
    assert_eq!(read("name:\"open end").name, some("open end"), "its other quote is still to be typed");
    assert_eq!(read("name:\" end").name, some("end"));
    assert_eq!(read("\"").text, "\"\\\"\"", "a quote alone is a letter");
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
        "active:7d",
        "lang:1",
        "has:everything",
        "state:pending,angry",
        "domain:a/b,c.example",
        "-state:angry",
        "-has:",
        "text:",
        "is:angry",
    ];
    for typed in bad {
        let before = "state:limited 🙂 ";
        let (filter, problems) = Filter::parse(&format!("{before}{typed} tree"));
        assert_eq!(pieces(&filter.text), ["🙂", typed, "tree"]);
        assert_eq!(problems[0].word, typed);
        let place = (before.encode_utf16().count(), typed.len());
        assert_eq!((problems[0].start as usize, problems[0].length as usize), place, "{typed}");
        let word = typed.split(':').next().unwrap().replace("is", "state");
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
        FilterField::WORDED
            .iter()
            .map(|field| format!("{}:", field.word()))
            .chain(["", "text:", "is:"].map(str::to_owned))
            .flat_map(|key| [format!("-{key}"), key])
            .collect::<Vec<_>>(),
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
            "pending,limited",
            "a.example,\"b.example\",",
            "\"a,b\",c",
            "<7d",
            ">2026-01-01",
            "3m..7d",
            "de_AT",
            "reason,mail",
            "-state:pending",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,12}",
        ".{0,12}",
    ];
    let gap = proptest::sample::select(vec![" ", "  ", "", "\t", "\u{3000}"]);
    proptest::collection::vec((key, value, gap), 0..12)
        .prop_map(|parts| parts.into_iter().map(|(key, value, gap)| format!("{key}{value}{gap}")).collect())
}

#[test]
fn what_must_not_be_so_and_lists_become_clauses() {
    let clauses = |typed: &str| read(typed).clauses;
    assert_eq!(clauses("-state:SUSPENDED"), [clause(FilterField::State, true, &["suspended"])]);
    assert_eq!(
        clauses("domain:b.example,BÜCHER.example,"),
        [clause(FilterField::Domain, false, &["b.example", "xn--bcher-kva.example"])]
    );
    assert_eq!(
        clauses("-@kim -\"-x\""),
        [clause(FilterField::Text, true, &["@kim"]), clause(FilterField::Text, true, &["-x"])]
    );
    assert_eq!(clauses("lang:pt_BR"), [clause(FilterField::Lang, false, &["pt-br"])]);
    assert_eq!(clauses("is:limited,limited email:a,b").len(), 1, "one value is no list");
    assert_eq!(read("state:pending,pending").state, Some(StateFilter::Pending));
    assert_eq!(read("identity:ldapmain:uid=kim,ou=people").identity, some("ldapmain:uid=kim,ou=people"));
    assert_eq!(clauses("identity:\"a:x,y\",\"b\""), [clause(FilterField::Identity, false, &["a:x,y", "b"])]);
    assert_eq!(read("\"a,b\",c").text, "a,b ,c", "free words are no list");
    assert_eq!((read("- \"-\" \"-x\"").text, read("-\u{200b} -@").clauses), ("- -x".to_owned(), vec![]));
}

#[test]
fn of_a_part_that_is_typed_twice_the_later_counts_but_what_adds_up_adds_up() {
    for (typed, printed) in [
        ("state:pending state:limited,staff", "state:limited,staff"),
        ("state:limited,staff state:pending", "state:pending"),
        ("lang:de lang:fr", "lang:fr"),
        ("has:reason has:note has:reason", "has:reason has:note"),
        ("state:pending -state:limited -state:limited", "state:pending -state:limited"),
        ("text:a text:b,c text:d,e", "text:b,c text:d,e a"),
    ] {
        assert_eq!(read(typed).print(), printed, "{typed}");
    }
    let (filter, problems) = read("state:pending old").and("🙂 new state:limited ip:x");
    assert_eq!(filter.print(), "state:limited old 🙂 new ip:x");
    assert_eq!((problems[0].start, problems[0].length), (21, 4), "problems are told where they were typed");
}

#[test]
fn too_much_is_told_and_left_out() {
    let many = |count: u32, each: fn(u32) -> String| (0..count).map(each).collect::<Vec<_>>();
    let (filter, problems) = Filter::parse(&many(17, |at| format!("-x{at}")).join(" "));
    assert_eq!((filter.clauses.len(), problems.len(), problems[0].word.as_str()), (16, 1, "-x16"));
    let (filter, problems) = Filter::parse(&format!("domain:{} x", many(33, |at| format!("x{at}.example")).join(",")));
    assert_eq!((filter.print().as_str(), problems.len()), ("x", 1));
    assert_eq!(pieces(&read(&many(40, |at| format!("w{at}")).join(" ")).text).len(), 16);
}

proptest! {
    #[test]
    fn no_text_breaks_the_language(typed in ".{0,80}") {
        let (filter, problems) = Filter::parse(&typed);
        prop_assert_eq!(Filter::parse(&filter.print()).0, filter);
        let units: Vec<u16> = typed.encode_utf16().collect();
        for problem in problems {
            let at = problem.start as usize;
            let word = String::from_utf16(&units[at..at + problem.length as usize]).unwrap();
            prop_assert_eq!(word, problem.word);
        }
    }

    #[test]
    fn a_filter_that_is_printed_and_read_is_the_same(typed in typed()) {
        let (filter, _) = Filter::parse(&typed);
        let (again, _) = Filter::parse(&filter.print());
        prop_assert_eq!(again, filter, "{}", typed);
    }
}
