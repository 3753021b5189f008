//! Whom a filter means.

use super::super::*;
use super::read;
use crate::model::{Account, Activity, Address, Identity, Mark, Marks, Timestamp};

/// 2026-11-22T04:30:59.999Z
const NOW: Timestamp = Timestamp(1_795_321_859_999);

const DAY: i64 = 86_400_000;

fn anna() -> Account {
    Account {
        username: "anna".to_owned(),
        display_name: "Anna  Kаrenina".to_owned(),
        mail: Some("anna@Mail.example".to_owned()),
        reason: Some("I like\nold trains".to_owned()),
        note: Some("see ticket 12".to_owned()),
        marks: Marks::of(&[Mark::Pending, Mark::Limited]),
        created_at: Some(Timestamp(NOW.0 - 10 * DAY)),
        activity: Activity::At(Timestamp(NOW.0 - DAY)),
        locale: Some("de_AT".to_owned()),
        two_factor: None,
        addresses: vec![Address { ip: "198.51.100.7".to_owned(), used_at: Some(NOW) }],
        ..Account::nobody()
    }
}

#[track_caller]
fn assert_fits(account: &Account, cases: &[(&str, bool)]) {
    for (typed, fits) in cases {
        assert_eq!(read(typed).fits(account, NOW), *fits, "{typed}");
    }
}

#[test]
fn words_and_phrases_are_found_in_all_that_an_account_tells() {
    assert_fits(
        &anna(),
        &[
            ("trains ticket", true),
            ("\"anna karenina\"", true),
            ("\"karenina anna\"", false),
            ("karenina anna", true),
            ("\"old trains\"", true),
            ("\"like old\"", true),
            ("\"mail.example i like\"", false),
            ("@anna", true),
            ("198.51.100.0/24", true),
            ("-casino", true),
            ("-trains", false),
            ("-\"trains old\"", true),
            ("text:casino,trains", true),
            ("-text:casino,trains", false),
            ("-198.51.100.0/24", false),
        ],
    );
}

#[test]
fn one_value_of_a_list_is_enough_and_none_may_fit_what_is_excluded() {
    assert_fits(
        &anna(),
        &[
            ("state:suspended,limited", true),
            ("state:suspended,banned", false),
            ("-state:suspended,banned", true),
            ("-state:suspended,limited", false),
            ("state:pending -state:suspended", true),
            ("domain:a.example,b.example", false),
            ("-domain:a.example", true),
            ("mail:@other.example,@mail.EXAMPLE", true),
            ("-mail:@mail.example", false),
            ("ip:203.0.113.1,198.51.100.0/24", true),
            ("joined:<7d", false),
            ("joined:<2w", true),
            ("joined:>7d", true),
            ("-joined:<7d", true),
            ("joined:<1d,1m..7d", true),
            ("active:<2d", true),
            ("active:>2d", false),
            ("lang:de", true),
            ("lang:de-at", true),
            ("lang:de-ch,fr", false),
            ("lang:d", false),
            ("-lang:de", false),
            ("has:reason has:note", true),
            ("has:reason has:role", false),
            ("has:role,mail", true),
            ("-has:bio,role", true),
        ],
    );
}

#[test]
fn what_is_not_told_is_neither_so_nor_excluded_where_a_server_may_know_more() {
    let of_one_address =
        Account { addresses: vec![Address { ip: "198.51.100.7".to_owned(), used_at: None }], ..Account::nobody() };
    assert_fits(
        &of_one_address,
        &[("ip:203.0.113.0/24", false), ("-ip:203.0.113.0/24", false), ("-ip:198.51.100.7", false)],
    );
    let blank = Account { marks: Marks::of(&[Mark::Suspended]), ..Account::nobody() };
    assert_fits(&blank, &[("name:x,y", false), ("-name:x", false), ("-user:x", true)]);
    let never_came = Account { activity: Activity::Never, ..Account::nobody() };
    assert_fits(
        &never_came,
        &[("-kind:internal", false), ("-kind:bot", true), ("active:>1y", false), ("-active:<1y", true)],
    );
    let nobody = Account::nobody();
    assert_fits(
        &nobody,
        &[
            ("-projects:none", false),
            ("-invited-by:7", false),
            ("-attribute:a=b", false),
            ("-saml:7", false),
            ("projects:none", false),
            ("two-factor:on,off", false),
            ("-two-factor:on", true),
            ("-lang:de", true),
            ("-joined:<7d", true),
        ],
    );
    let by_saml = Account { identities: vec![Identity { provider: "saml".to_owned(), uid: "x".to_owned() }], ..nobody };
    assert_fits(&by_saml, &[("identity:saml:", true), ("identity:\"a\",\"saml\"", true), ("-identity:saml", false)]);
}

#[test]
fn a_search_never_vouches_for_a_clause() {
    let blank = Account { marks: Marks::of(&[Mark::Suspended]), ..Account::nobody() };
    assert_eq!(read("name:x").check(&blank, &[], NOW), Fit::Untold);
    assert_eq!(read("name:x,y").check(&blank, &[], NOW), Fit::No);
    assert_eq!(read("name:x").check(&blank, &[FilterField::Name], NOW), Fit::No);
}
