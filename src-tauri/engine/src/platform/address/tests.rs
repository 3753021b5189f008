use proptest::prelude::*;

use super::*;

#[test]
fn what_people_type_becomes_an_address() {
    let cases = [
        ("tree.example", "https://tree.example", "tree.example"),
        ("  Tree.Example. ", "https://tree.example", "tree.example"),
        ("\u{200b}tree.example\u{feff}", "https://tree.example", "tree.example"),
        ("tree.example:8443", "https://tree.example:8443", "tree.example:8443"),
        ("https://tree.example:443/", "https://tree.example", "tree.example"),
        ("HTTPS://git.example/gitlab/", "https://git.example/gitlab", "git.example/gitlab"),
        ("https://git.example/a%20b", "https://git.example/a%20b", "git.example/a%20b"),
        ("git.example/gitlab?x=1#y", "https://git.example/gitlab", "git.example/gitlab"),
        ("127.0.0.1:4780", "http://127.0.0.1:4780", "127.0.0.1:4780"),
        ("127.8.9.1", "http://127.8.9.1", "127.8.9.1"),
        ("[::1]:80", "http://[::1]", "[::1]"),
        ("::1", "http://[::1]", "[::1]"),
        ("localhost", "http://localhost", "localhost"),
        ("http://localhost:3000", "http://localhost:3000", "localhost:3000"),
        ("https://localhost:3000", "https://localhost:3000", "localhost:3000"),
        ("10.0.0.7", "https://10.0.0.7", "10.0.0.7"),
        ("@kim@tree.example", "https://tree.example", "tree.example"),
        ("kim@tree.example", "https://tree.example", "tree.example"),
        ("@kim@127.0.0.1:4780", "http://127.0.0.1:4780", "127.0.0.1:4780"),
        ("https://tree.example/@kim", "https://tree.example", "tree.example"),
        ("https://tree.example/@kim@other.example/1", "https://tree.example", "tree.example"),
        ("tree.example/admin/accounts?origin=local", "https://tree.example", "tree.example"),
        ("https://git.example/gitlab/-/admin/users", "https://git.example/gitlab", "git.example/gitlab"),
        ("https://git.example/gitlab/admin/users", "https://git.example/gitlab", "git.example/gitlab"),
        ("bücher.example", "https://xn--bcher-kva.example", "bücher.example"),
        ("日本語.example", "https://xn--wgv71a119e.example", "日本語.example"),
        // Cyrillic that looks Latin, mixed scripts, and Greek stay in ASCII.
        ("аррӏе.example", "https://xn--80ak6aa92e.example", "xn--80ak6aa92e.example"),
        ("pаypal.example", "https://xn--pypal-4ve.example", "xn--pypal-4ve.example"),
    ];
    for (typed, stored, shown) in cases {
        let base = BaseUrl::parse(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
        assert_eq!(base.as_str(), stored, "{typed}");
        assert_eq!(base.for_people(), shown, "{typed}");
        assert_eq!(BaseUrl::from_stored(stored).unwrap(), base, "{typed}");
    }
}

#[test]
fn what_is_no_address_is_refused() {
    for typed in [
        "",
        " ",
        "@",
        "@kim",
        "kim@",
        "tree example",
        "https://",
        "https:/tree.example",
        "https:tree.example",
        "ftp://tree.example",
        "mailto:kim@tree.example",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://kim@tree.example",
        "https://kim:pw@tree.example",
        "kim:pw@tree.example",
        "tree.example:0",
        "tree.example:99999",
        "0.0.0.0",
        "[::]",
        "255.255.255.255",
        "1234",
        "0x7f.1",
        "127.1",
        "tree.example\\@evil.example",
        "tree\n.example",
        "a@b@c@d",
        "%%%",
    ] {
        let error = BaseUrl::parse(typed).expect_err(typed);
        assert_eq!(error.code, ErrorCode::AddressInvalid, "{typed}");
    }
    assert_eq!(BaseUrl::parse(&"x".repeat(3000)).unwrap_err().code, ErrorCode::AddressInvalid);
    for typed in ["http://tree.example", "http://10.0.0.7", "http://localhost.evil.example", "http://128.0.0.1"] {
        assert_eq!(BaseUrl::parse(typed).unwrap_err().code, ErrorCode::HttpNotAllowed, "{typed}");
        assert_eq!(BaseUrl::from_stored(typed).unwrap_err().code, ErrorCode::HttpNotAllowed, "{typed}");
    }
}

#[test]
fn only_the_own_origin_and_path_are_covered() {
    let base = BaseUrl::parse("https://git.example/gitlab").unwrap();
    for (url, covered) in [
        ("https://git.example/gitlab/api/v4/users", true),
        ("https://git.example:443/gitlab", true),
        ("https://git.example/gitlabber", false),
        ("https://git.example/api", false),
        ("https://git.example/gitlab/../api", false),
        ("https://git.example:444/gitlab/api", false),
        ("http://git.example/gitlab/api", false),
        ("https://evil.example/gitlab/api", false),
        ("https://kim@git.example/gitlab/api", false),
    ] {
        assert_eq!(base.covers(&Url::parse(url).unwrap()), covered, "{url}");
    }
    assert_eq!(base.join("api/v4/users").as_str(), "https://git.example/gitlab/api/v4/users");
    assert_eq!(base.resolve("/uploads/a.png").unwrap().as_str(), "https://git.example/uploads/a.png");
    let candidates: Vec<_> = base.candidates().iter().map(|base| base.as_str().to_owned()).collect();
    assert_eq!(candidates, ["https://git.example/gitlab", "https://git.example"]);
}

#[test]
fn ids_that_could_lead_elsewhere_are_no_segments() {
    for id in ["109876543210987654", "01FBVD42CQ3ZEEVMW180SBX03B", "-99"] {
        assert!(safe_segment(id), "{id}");
    }
    for id in ["", ".", "..", "1/approve", "1?x", "1#", "1%2f", "é", " "] {
        assert!(!safe_segment(id), "{id}");
    }
}

#[test]
fn private_addresses_are_known() {
    for url in [
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://192.168.1.1/",
        "https://172.16.0.1/",
        "https://169.254.169.254/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "https://x.localhost/",
    ] {
        assert!(is_private(&Url::parse(url).unwrap()), "{url}");
    }
    for url in ["https://tree.example/", "https://203.0.113.7/", "https://[2001:db8::1]/"] {
        assert!(!is_private(&Url::parse(url).unwrap()), "{url}");
    }
}

proptest! {
    #[test]
    fn nothing_typed_is_too_odd(typed in "\\PC{0,60}") {
        if let Ok(base) = BaseUrl::parse(&typed) {
            prop_assert_eq!(BaseUrl::from_stored(base.as_str()).unwrap(), base.clone());
            prop_assert!(base.is_https() || base.is_loopback());
            prop_assert!(base.covers(&base.join("api/v1/x")));
            let _ = base.for_people();
        }
    }
}
