use proptest::prelude::*;

use super::*;
use crate::filter::{AccountKind, Days, Filter, Origin, StateFilter};
use crate::list::{Count, Place, Sort, SortBy, Start};
use crate::model::{Activity, Address, Identity, Mark, Marks};

pub(super) async fn cache() -> Cache {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    SCHEMA.run(&pool).await.unwrap();
    Cache(pool, Arc::default())
}

fn fetched(account: Account) -> Fetched {
    // What was said tells whether something changed.
    let raw = format!("{account:?}");
    Fetched { account, raw }
}

/// Days are counted back from here.
const NOW: Timestamp = Timestamp(1_795_300_000_000);

pub(super) fn listing<'a>(filter: &'a Filter, hits: Hits, sort: Sort) -> Listing<'a> {
    Listing { place: Place::Accounts, filter, hits, sort, now: NOW }
}

/// Everybody whom the filter leaves, newest first.
async fn found(cache: &Cache, filter: &Filter, hits: Hits) -> Vec<String> {
    let page = cache.page(&listing(filter, hits, Sort::default()), &Start::Top, 500).await.unwrap();
    page.rows.into_iter().map(|row| row.id.0).collect()
}

/// Texts that are the beginning of each other, with wildcards, capitals and letters that change their length.
const TEXTS: [&str; 12] =
    ["foo_bar", "fooxbar", "FOO", "İstanbul", "istanbul", "ΟΔΟΣ", "οδοσ", "Anna K", "anna", "%", "a\"b", ""];
const MAILS: [&str; 4] = ["Anna@Spam.example", "anna@spam.example.org", "x@a@spam.example", "foo_bar@posteo.example"];
const IPS: [&str; 7] = [
    "198.51.100.7",
    "::ffff:198.51.100.8",
    "2001:db8::7",
    "2001:db8:ffff::1",
    "c633:6400::1",
    "nonsense",
    "203.0.113.9",
];
const RANGES: [&str; 6] =
    ["198.51.100.7", "198.51.100.0/24", "2001:db8::/48", "::/0", "0.0.0.0/0", "::ffff:198.51.100.0/120"];

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::sample::select(texts).prop_map(str::to_owned)
}

fn maybe(texts: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    prop_oneof![2 => Just(None), 1 => one_of(texts).prop_map(Some)]
}

prop_compose! {
    fn account()(
        username in one_of(&TEXTS), display_name in one_of(&TEXTS), mail in maybe(&MAILS), role in maybe(&["Owner", "ВЛАДЕЛЕЦ", "3"]),
        role_id in maybe(&["3", "-99"]), domain in maybe(&["spam.example", "xn--bcher-kva.example"]),
        addresses in proptest::collection::vec((one_of(&IPS), any::<bool>()), 0..4), marks in any::<u32>(),
        (identities, created_at, two_factor, public_mail, auditor, never) in login(),
    ) -> Account {
        let address = |(ip, dated): (String, bool)| Address { ip, used_at: dated.then_some(Timestamp(1)) };
        Account {
            username,
            domain,
            display_name,
            mail,
            marks: Marks::from_bits(marks & marks.rotate_left(7)).without(Mark::Gone),
            addresses: addresses.into_iter().map(address).collect(),
            role,
            role_id,
            identities,
            created_at,
            two_factor,
            public_mail,
            auditor,
            activity: if never { Activity::Never } else { Activity::Untold },
            ..Account::nobody()
        }
    }
}

/// How an account signs in, and since when it is there.
fn login() -> impl Strategy<Value = (Vec<Identity>, Option<Timestamp>, Option<bool>, Option<String>, bool, bool)> {
    let uid = one_of(&["uid=kim,ou=x", "UID=KIM,OU=X", "", "kim", "kim:x"]);
    let identity = (one_of(&["ldapmain", "LDAPsecondary", "group_saml", "not-ldap"]), uid);
    let identity = identity.prop_map(|(provider, uid)| Identity { provider, uid });
    // The first and the last moment of 2026-11-21, and those beside them.
    let moments = [MIDNIGHT - 1, MIDNIGHT, MIDNIGHT + 86_399_999, MIDNIGHT + 86_400_000, 0];
    let created_at = proptest::option::of(proptest::sample::select(moments.to_vec()).prop_map(Timestamp));
    let flags = (proptest::option::of(any::<bool>()), maybe(&MAILS), any::<bool>(), any::<bool>());
    (proptest::collection::vec(identity, 0..3), created_at, flags).prop_map(
        |(identities, created_at, (on, mail, auditor, never))| (identities, created_at, on, mail, auditor, never),
    )
}

/// The first moment of 2026-11-21.
const MIDNIGHT: i64 = 1_795_219_200_000;

/// Parts of a filter about how people sign in.
fn login_filter() -> impl Strategy<Value = Filter> {
    let kind = proptest::option::of(proptest::sample::select(AccountKind::ALL.to_vec()));
    let identity =
        maybe(&["ldapmain", "LDAPMAIN:uid=kim,ou=x", "ldap", "not-ldap:kim", "ldapmain:", "group_saml:kim:x"]);
    let flag = || prop_oneof![3 => Just(None), 1 => any::<bool>().prop_map(Some)];
    let day = || maybe(&["2026-11-20", "2026-11-21", "2026-11-22"]);
    let days = prop_oneof![2 => Just(None), 1 => (day(), day()).prop_map(|(from, to)| Some(Days { from, to }))];
    (kind, flag(), flag(), flag(), flag(), identity, days, maybe(&MAILS)).prop_map(
        |(kind, external, two_factor, ldap, auditor, identity, joined, public_mail)| Filter {
            kind,
            external,
            two_factor,
            ldap,
            auditor,
            identity,
            joined,
            public_mail,
            ..Filter::default()
        },
    )
}

prop_compose! {
    fn filter()(
        text in prop_oneof![Just(String::new()), one_of(&["foo", "@anna", "an", "198.51.100.0/24", "anna spam", "%", "::/0", "a", "k", "oo", "zq", "\"", "an zq"])],
        state in prop_oneof![Just(None), proptest::sample::select(&StateFilter::ALL[..]).prop_map(Some)],
        origin in prop_oneof![3 => Just(None), 1 => Just(Some(Origin::Local)), 1 => Just(Some(Origin::Remote))],
        username in maybe(&["foo_", "FOO", "%", "i", "ΟΔΟΣ", "anna k"]), name in maybe(&["anna", "ANNA K", "οδος", "İ", "a\""]),
        mail in maybe(&["anna@", "@spam.example", "@SPAM.example", "foo_"]), ip in maybe(&RANGES),
        domain in maybe(&["spam.example", "spam"]), role in maybe(&["owner", "владелец", "3", "-99"]),
    ) -> Filter {
        Filter { text, state, origin, username, name, mail, ip, domain, role, ..Filter::default() }
    }
}

/// Words with clauses, as they are typed.
const TYPED: [&str; 24] = [
    "-state:suspended",
    "state:limited,suspended",
    "-state:limited,suspended",
    "-foo",
    "anna -spam",
    "domain:spam.example,other.example",
    "-domain:spam.example",
    "-mail:@spam.example",
    "mail:@spam.example,anna@",
    "has:reason",
    "-has:mail",
    "has:address,role",
    "-ip:198.51.100.0/24",
    "ip:198.51.100.7,2001:db8::/48",
    "-name:anna",
    "user:foo,an",
    "lang:de",
    "-lang:de,pt",
    "joined:<7d",
    "-joined:>30d",
    "-origin:remote -kind:bot",
    "-role:owner",
    "\"anna k\"",
    "-two-factor:on",
];

prop_compose! {
    fn clauses()(some in proptest::collection::vec(proptest::sample::select(&TYPED[..]), 1..4)) -> Filter {
        Filter::parse(&some.join(" ")).0
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_cache_narrows_by_what_the_filter_means(
        accounts in proptest::collection::vec(account(), 40),
        filters in proptest::collection::vec(prop_oneof![filter(), login_filter(), clauses()], 30),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let cache = cache().await;
            let named = |(at, account): (usize, Account)| Account { id: AccountId(at.to_string()), ..account };
            let accounts: Vec<Account> = accounts.into_iter().enumerate().map(named).collect();
            let rows: Vec<Fetched> = accounts.iter().cloned().map(fetched).collect();
            // Twice, the first time with other people's facts: what changed leaves nothing behind.
            let strangers: Vec<Fetched> = accounts.iter().zip(accounts.iter().rev())
                .map(|(account, other)| fetched(Account { id: account.id.clone(), ..other.clone() })).collect();
            cache.store(&strangers, Timestamp(1)).await.unwrap();
            cache.store(&rows, Timestamp(2)).await.unwrap();
            for filter in filters {
                let mut found = found(&cache, &filter, Hits::default()).await;
                found.sort();
                let fits = |account: &&Account| filter.fits(account, NOW);
                let mut wanted: Vec<String> = accounts.iter().filter(fits).map(|account| account.id.0.clone()).collect();
                wanted.sort();
                prop_assert_eq!(&found, &wanted, "{:?}", filter);
                let counts = cache.count(&listing(&filter, Hits::default(), Sort::default()), &StateFilter::ALL).await.unwrap();
                prop_assert_eq!(counts.matching, Count { number: u32::try_from(wanted.len()).unwrap(), more: false }, "{:?}", filter);
                for (state, count) in StateFilter::ALL.into_iter().zip(counts.states) {
                    let stated = Filter { state: Some(state), ..filter.clone() };
                    let number = accounts.iter().filter(|account| stated.fits(account, NOW)).count();
                    prop_assert_eq!(count.number as usize, number, "{:?}", stated);
                }
            }
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn what_is_not_told_is_taken_from_the_search_that_was_asked_for_it() {
    let cache = cache().await;
    let suspended = Marks::of(&[Mark::Suspended]);
    let blank = |id: &str, marks| Account { id: AccountId(id.to_owned()), marks, ..Account::nobody() };
    let lone = vec![Address { ip: "198.51.100.7".to_owned(), used_at: None }];
    let accounts = [
        Account { addresses: lone.clone(), ..blank("brought", suspended) },
        Account { addresses: lone, ..blank("other", suspended) },
        blank("nameless", Marks::NONE),
    ];
    cache.store(&accounts.map(fetched), Timestamp(1)).await.unwrap();
    cache.keep_hits(5, &["brought", "nameless", "unknown"].map(|id| AccountId(id.to_owned()))).await.unwrap();
    let found = async |filter: Filter, hits: Hits| found(&cache, &filter, hits).await;
    let some = || Some("7".to_owned());
    let (name, ip) =
        (Filter { name: some(), ..Filter::default() }, Filter { ip: Some("::1".to_owned()), ..Filter::default() });
    let invited = Filter { invited_by: some(), ..Filter::default() };
    let hits = Hits { search: 5, ..Hits::default() };
    assert_eq!(found(name.clone(), hits).await, [""; 0]);
    assert_eq!(found(name.clone(), Hits { name: true, ..hits }).await, ["brought"]);
    assert_eq!(found(name, Hits { name: true, search: 4, ..hits }).await, [""; 0]);
    assert_eq!(found(ip.clone(), hits).await, [""; 0]);
    assert_eq!(found(ip, Hits { ip: true, ..hits }).await, ["brought"]);
    assert_eq!(found(invited.clone(), hits).await, [""; 0]);
    assert_eq!(found(invited.clone(), Hits { invited_by: true, ..hits }).await, ["nameless", "brought"]);
    for (typed, asked) in [
        ("projects:none", Hits { without_projects: true, ..hits }),
        ("saml:12", Hits { saml: true, ..hits }),
        ("attribute:a=b", Hits { attribute: true, ..hits }),
    ] {
        let filter = Filter::parse(typed).0;
        assert_eq!(found(filter.clone(), hits).await, [""; 0], "{typed}");
        assert_eq!(found(filter, asked).await, ["nameless", "brought"], "{typed}");
    }
    cache.forget_hits().await.unwrap();
    assert_eq!(found(invited, Hits { invited_by: true, ..hits }).await, [""; 0]);
}

#[tokio::test]
async fn who_may_be_the_servers_own_is_taken_from_the_search_for_those() {
    let cache = cache().await;
    let one = |id: &str, marks: &[Mark], activity| Account {
        id: AccountId(id.to_owned()),
        marks: Marks::of(marks),
        activity,
        ..Account::nobody()
    };
    let accounts = [
        one("known", &[Mark::Internal, Mark::Bot], Activity::Never),
        one("stand-in", &[], Activity::Never),
        one("newcomer", &[], Activity::Never),
        one("active", &[], Activity::At(Timestamp(1))),
        one("bot", &[Mark::Bot], Activity::Never),
    ];
    cache.store(&accounts.map(fetched), Timestamp(1)).await.unwrap();
    cache.keep_hits(5, &["known", "stand-in", "active", "bot"].map(|id| AccountId(id.to_owned()))).await.unwrap();
    let found = async |kind, hits| -> Vec<String> {
        let filter = Filter { kind: Some(kind), ..Filter::default() };
        found(&cache, &filter, hits).await.into_iter().rev().collect()
    };
    let hits = Hits { search: 5, kind: true, ..Hits::default() };
    assert_eq!(found(AccountKind::Internal, Hits::default()).await, ["known"]);
    assert_eq!(found(AccountKind::Internal, hits).await, ["known", "stand-in"]);
    assert_eq!(found(AccountKind::Human, hits).await, ["stand-in", "newcomer", "active"]);
    assert_eq!(found(AccountKind::Bot, hits).await, ["bot"]);
}

#[tokio::test]
async fn a_cache_of_an_earlier_version_is_emptied_and_filled_again() {
    let then = SCHEMA.iter().filter(|step| step.version <= 3).cloned().collect();
    let earlier =
        sqlx::migrate::Migrator { migrations: std::borrow::Cow::Owned(then), ..sqlx::migrate::Migrator::DEFAULT };
    let folder = tempfile::tempdir().unwrap();
    let key = Key::from_kept(crate::secret::Secret::new("0f".repeat(32))).unwrap();
    let path = folder.path().join("cache.db");
    let pool = file::open(&path, &key, Durability::MayLoseTheLast, &earlier, Files::New).await.unwrap();
    for statement in [
        "INSERT INTO account (row, id, username, display_name, marks, seen_at, folded, username_lower, name_lower, \
         addresses_untold, raw) VALUES (7, '7', 'anna', 'Anna', 1, 5, 'anna', 'anna', 'anna', 0, '{}')",
        "INSERT INTO account_text (rowid, folded) VALUES (7, 'anna')",
        "INSERT INTO account_address (row, ip) VALUES (7, x'01020304')",
        "INSERT INTO search_hit (search, row) VALUES (1, 7)",
        "INSERT INTO report (id, made_at, target, remote, category, resolved, comment, posts, media, seen_at, raw) \
         VALUES ('1', 1, '7', 0, 'spam', 0, '', 0, 0, 5, '{}')",
        "UPDATE progress SET finished_at = 5, older_cursor = 'x', reached_end = 1",
    ] {
        sqlx::query(statement).execute(&pool).await.unwrap();
    }
    pool.close().await;
    let (cache, set_aside) = Cache::open(folder.path(), &key).await.unwrap();
    assert!(!set_aside);
    assert_eq!((cache.counts().await.unwrap(), cache.report_counts().await.unwrap()), ((0, 0), (0, 0)));
    assert_eq!(cache.progress().await.unwrap(), Progress::default(), "so that all is fetched anew");
    let account = Account { id: AccountId("7".to_owned()), ..Account::nobody() };
    cache.store(&[Fetched { account, raw: "{}".to_owned() }], Timestamp(9)).await.unwrap();
    assert_eq!(cache.counts().await.unwrap().0, 1);
}

/// What a row is sorted by, as text that compares as the value does; none where it has none.
fn key(account: &Account, by: SortBy, seen_at: Timestamp) -> Option<Vec<u8>> {
    use crate::filter::{lower, octets};
    let number = |number: i64| (number.cast_unsigned() ^ (1 << 63)).to_be_bytes().to_vec();
    match by {
        SortBy::Joined => Some(Vec::new()),
        SortBy::Handle => Some(lower(&account.username).into_bytes()),
        SortBy::Name => Some(lower(&account.display_name).into_bytes()).filter(|_| !account.display_name.is_empty()),
        SortBy::Mail => account.mail.as_deref().map(|mail| lower(mail).into_bytes()),
        SortBy::Domain => account.domain.as_ref().map(|domain| domain.clone().into_bytes()),
        SortBy::Address => octets(&account.addresses.first()?.ip),
        SortBy::Active => match account.activity {
            Activity::At(at) => Some(number(at.0)),
            Activity::Never | Activity::Untold => None,
        },
        SortBy::Seen => Some(number(seen_at.0)),
    }
}

const ORDERS: [SortBy; 8] = [
    SortBy::Joined,
    SortBy::Handle,
    SortBy::Name,
    SortBy::Mail,
    SortBy::Domain,
    SortBy::Address,
    SortBy::Active,
    SortBy::Seen,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_order_is_one_list_wherever_a_page_begins(
        accounts in proptest::collection::vec(account(), 60),
        filters in proptest::collection::vec(prop_oneof![Just(Filter::default()), filter(), clauses()], 3),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let cache = cache().await;
            let named = |(at, account): (usize, Account)| Account { id: AccountId(at.to_string()), ..account };
            let accounts: Vec<Account> = accounts.into_iter().enumerate().map(named).collect();
            for (at, some) in accounts.chunks(20).enumerate() {
                let rows: Vec<Fetched> = some.iter().cloned().map(fetched).collect();
                cache.store(&rows, Timestamp(i64::try_from(at).unwrap())).await.unwrap();
            }
            for filter in filters {
                for by in ORDERS {
                    for descending in [false, true] {
                        let list = listing(&filter, Hits::default(), Sort { by, descending });
                        let whole = cache.page(&list, &Start::Top, 500).await.unwrap();
                        let ids: Vec<&str> = whole.rows.iter().map(|row| row.id.0.as_str()).collect();
                        let fitting = accounts.iter().filter(|account| filter.fits(account, NOW)).count();
                        prop_assert_eq!(ids.len(), fitting, "{:?}", filter);
                        prop_assert!(whole.next.is_none());
                        let keys: Vec<Option<Vec<u8>>> = ids.iter().map(|id| {
                            let at: usize = id.parse().unwrap();
                            key(&accounts[at], by, Timestamp(i64::try_from(at / 20).unwrap()))
                        }).collect();
                        for pair in keys.windows(2) {
                            let fits = match (&pair[0], &pair[1]) {
                                (Some(one), Some(next)) => if descending { one >= next } else { one <= next },
                                (None, Some(_)) => false,
                                (_, None) => true,
                            };
                            prop_assert!(fits, "{:?} {:?}", by, keys);
                        }
                        // By pages, and from any row on.
                        let mut start = Start::Top;
                        let mut paged = Vec::new();
                        loop {
                            let page = cache.page(&list, &start, 7).await.unwrap();
                            paged.extend(page.rows.into_iter().map(|row| row.id.0));
                            let Some(cursor) = page.next else { break };
                            start = Start::After { cursor };
                        }
                        prop_assert_eq!(&paged, &ids);
                        for (at, row) in whole.rows.iter().enumerate().step_by(11) {
                            let index = u32::try_from(at).unwrap();
                            let by_index = cache.page(&list, &Start::At { index }, 5).await.unwrap();
                            let from = cache.page(&list, &Start::From { cursor: row.cursor.clone() }, 5).await.unwrap();
                            prop_assert_eq!((by_index.at, from.at), (Some(index), Some(index)));
                            for page in [by_index, from] {
                                let some: Vec<&str> = page.rows.iter().map(|row| row.id.0.as_str()).collect();
                                prop_assert_eq!(&some[..], &ids[at..(at + 5).min(ids.len())]);
                            }
                        }
                    }
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_tally_is_what_counting_the_rows_would_give(
        accounts in proptest::collection::vec(account(), 30), again in proptest::collection::vec((account(), 0..40_usize), 30),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let cache = cache().await;
            let named = |(at, account): (usize, Account)| fetched(Account { id: AccountId(at.to_string()), ..account });
            let rows: Vec<Fetched> = accounts.into_iter().enumerate().map(named).collect();
            cache.store(&rows, Timestamp(1)).await.unwrap();
            for (time, (account, id)) in again.into_iter().enumerate() {
                let at = Timestamp(i64::try_from(time).unwrap() + 2);
                match time % 5 {
                    0 => cache.mark_gone(&AccountId(id.to_string()), at).await.unwrap(),
                    4 => cache.purge(Timestamp(at.0 - 9)).await.unwrap(),
                    _ => cache.store(&[named((id, account))], at).await.unwrap(),
                }
                let counted: Vec<(i64, i64)> = sqlx::query_as(
                    "SELECT marks & ? AS counted, count(*) FROM account GROUP BY counted ORDER BY counted",
                )
                .bind(super::signature::BELOW)
                .fetch_all(&cache.0)
                .await
                .unwrap();
                let tallied: Vec<(i64, i64)> =
                    sqlx::query_as("SELECT marks, count FROM tally ORDER BY marks").fetch_all(&cache.0).await.unwrap();
                prop_assert_eq!(tallied, counted);
            }
            cache.forget_remote(false).await.unwrap();
            prop_assert!(found(&cache, &Filter::parse("origin:remote").0, Hits::default()).await.is_empty());
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn a_cursor_that_the_list_never_gave_is_refused() {
    let cache = cache().await;
    let filter = Filter::default();
    for cursor in ["", "+", "7", "+x:", "+7:n", "+7:tfoo", "-7:", "+7:bzz", "+7:b0", "+9999999999999999999999:", "+7:é"]
    {
        for start in [Start::After { cursor: cursor.to_owned() }, Start::From { cursor: cursor.to_owned() }] {
            let list = listing(&filter, Hits::default(), Sort::default());
            assert!(cache.page(&list, &start, 5).await.is_err(), "{cursor}");
        }
    }
}

#[tokio::test]
async fn what_servers_said_comes_back_as_it_was_with_a_dictionary_and_without() {
    let cache = cache().await;
    let one = |number: i64| {
        let account =
            Account { id: AccountId(number.to_string()), created_at: Some(Timestamp(number)), ..Account::nobody() };
        let raw = format!(
            "{{\"id\": \"{number}\", \"note\": \"<p>{}</p>\"}}",
            "hello there, number ".repeat(9) + &number.to_string()
        );
        Fetched { account, raw }
    };
    for page in (0..1_400).collect::<Vec<i64>>().chunks(200) {
        let rows: Vec<Fetched> = page.iter().map(|number| one(*number)).collect();
        cache.store(&rows, Timestamp(1)).await.unwrap();
    }
    let dictionaries: Vec<i64> =
        sqlx::query_scalar("SELECT DISTINCT dictionary FROM account_raw ORDER BY 1").fetch_all(&cache.0).await.unwrap();
    assert_eq!(dictionaries, [0, 1]);
    for number in [0, 5, 999, 1_399] {
        assert_eq!(cache.get(&one(number).account.id).await.unwrap().unwrap().raw, one(number).raw);
    }
}
