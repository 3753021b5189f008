//! Lists of several caches are what sorting all of their rows gives.

use std::cmp::Ordering;

use super::*;
use crate::filter::{lower, octets};
use crate::list::SortBy;
use crate::model::{Account, AccountId, Activity, Address, Mark, Marks};
use crate::store::Key;
use crate::store::cache::Fetched;

/// The profiles' numbers, in the order of the sources.
const NUMBERS: [u8; 3] = [3, 1, 2];

fn some<T: Copy>(of: &[T], at: u64) -> T {
    of[usize::try_from(at).unwrap() % of.len()]
}

/// Accounts with few values of each kind, so that there are many equals, and some without.
fn account(number: u8, at: u64) -> Fetched {
    let chance = |salt: u64| (at * 31 + salt * 17 + u64::from(number) * 7).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    let text = |texts: &[Option<&str>], salt| some(texts, chance(salt)).map(str::to_owned);
    let name = text(&[Some("Anna"), Some("anna"), Some("Ben"), Some("Ωmega"), None], 2).unwrap_or_default();
    let address = |ip| Address { ip, used_at: None };
    let ips = [Some("198.51.100.7"), Some("9.9.9.9"), Some("2001:db8::7"), None];
    let marks = Marks::NONE.with(Mark::Pending, chance(7) % 3 == 0);
    let account = Account {
        id: AccountId(format!("{number}-{at}")),
        username: text(&[Some("anna"), Some("Ben"), Some("ben")], 1).unwrap_or_default(),
        domain: text(&[Some("spam.example"), Some("tree.example"), None, None], 3),
        display_name: name,
        created_at: some(&[None, Some(1_000), Some(1_001), Some(2_000), Some(3_000)], chance(4)).map(Timestamp),
        mail: text(&[Some("B@tree.example"), Some("b@tree.example"), Some("a@tree.example"), None], 5),
        mail_confirmed: some(&[Some(true), Some(false), None], chance(6)),
        marks,
        addresses: text(&ips, 8).map(address).into_iter().collect(),
        activity: some(
            &[Activity::Untold, Activity::Never, Activity::At(Timestamp(5)), Activity::At(Timestamp(6))],
            chance(9),
        ),
        ..Account::nobody()
    };
    Fetched { account, raw: format!("{at}") }
}

async fn caches(folder: &std::path::Path) -> Vec<Cache> {
    let mut caches = Vec::new();
    for number in NUMBERS {
        let folder = folder.join(number.to_string());
        std::fs::create_dir(&folder).unwrap();
        let (cache, _) = Cache::open(&folder, &Key::random().unwrap()).await.unwrap();
        for (from, seen_at) in [(0, 4_000), (9, 4_001), (18, 4_000)] {
            let page: Vec<Fetched> = (from..from + 9).map(|at| account(number, at)).collect();
            cache.store(&page, Timestamp(seen_at)).await.unwrap();
        }
        caches.push(cache);
    }
    caches
}

fn sources(caches: &[Cache], filter: &Filter) -> Vec<Source> {
    let of = |(cache, number): (&Cache, u8)| {
        Source::new(cache.clone(), number, filter.clone(), Hits::default(), Timestamp(5_000))
    };
    caches.iter().zip(NUMBERS).map(of).collect()
}

/// What the row is ordered by, as text and as a number; none where it has no such thing.
fn value(by: SortBy, row: &AccountRow) -> Option<(Vec<u8>, i64)> {
    let text = |text: &str| Some((lower(text).into_bytes(), 0));
    let time = |at: Option<Timestamp>| Some((Vec::new(), at?.0));
    match by {
        SortBy::Joined => time(Some(Timestamp(0))),
        SortBy::Handle => text(row.handle.split('@').next().unwrap()),
        SortBy::Name => Some(&row.display_name).filter(|name| !name.is_empty()).and_then(|name| text(name)),
        SortBy::Mail => row.mail.as_deref().and_then(text),
        SortBy::Domain => row.domain.as_deref().and_then(text),
        SortBy::Address => Some((octets(row.ip.as_deref()?)?, 0)),
        SortBy::Active => time(row.active_at),
        SortBy::Seen => time(Some(row.seen_at)),
    }
}

/// When it was made, or first seen: its row's upper bits.
fn made(row: &AccountRow) -> i64 {
    row.cursor[1..].split_once(':').unwrap().0.parse::<i64>().unwrap() >> 2
}

fn ordered(place: Place, sort: Sort, one: &(usize, usize, AccountRow), other: &(usize, usize, AccountRow)) -> Ordering {
    let descending = place == Place::Accounts && sort.descending;
    let way = |order: Ordering| if descending { order.reverse() } else { order };
    let key = |row: &AccountRow| match place {
        Place::Queue => Some((Vec::new(), i64::from(row.mail_confirmed == Some(false)))),
        Place::Accounts => value(sort.by, row),
    };
    let values = match (key(&one.2), key(&other.2)) {
        (Some(one), Some(other)) => way(one.cmp(&other)),
        (one, other) => other.is_some().cmp(&one.is_some()),
    };
    let made = way(made(&one.2).cmp(&made(&other.2)));
    values.then(made).then(NUMBERS[one.0].cmp(&NUMBERS[other.0])).then(one.1.cmp(&other.1))
}

const COLUMNS: [SortBy; 8] = [
    SortBy::Joined,
    SortBy::Handle,
    SortBy::Name,
    SortBy::Mail,
    SortBy::Domain,
    SortBy::Address,
    SortBy::Active,
    SortBy::Seen,
];

fn lists() -> Vec<(Place, Sort)> {
    let sorts = COLUMNS.into_iter().flat_map(|by| [true, false].map(|descending| Sort { by, descending }));
    sorts.map(|sort| (Place::Accounts, sort)).chain([(Place::Queue, Sort::default())]).collect()
}

#[tokio::test]
async fn a_merged_list_is_what_sorting_all_rows_gives_however_it_is_cut() {
    let folder = tempfile::tempdir().unwrap();
    let caches = caches(folder.path()).await;
    for (typed, cuts) in [("", &[(500, 500), (1, 7), (7, 50)][..]), ("an", &[(5, 3)]), ("origin:remote", &[(3, 5)])] {
        let (filter, _) = Filter::parse(typed);
        for (place, sort) in lists() {
            let mut all = Vec::new();
            for (at, source) in sources(&caches, &filter).into_iter().enumerate() {
                let rows = Merge::new(vec![source], place, sort, None, 500).take(500).await;
                all.extend(rows.into_iter().enumerate().map(|(index, (_, row))| (at, index, row)));
            }
            all.sort_by(|one, other| ordered(place, sort, one, other));
            let plain: Vec<_> = all.into_iter().map(|(at, _, row)| (at, row)).collect();
            assert!(plain.len() > 3, "{typed} {place:?}: {}", plain.len());
            for &(page, limit) in cuts {
                let mut streamed = Vec::new();
                let mut merge = Merge::new(sources(&caches, &filter), place, sort, None, page);
                while !merge.ended() {
                    streamed.extend(merge.take(limit).await);
                }
                assert!(streamed == plain, "{typed} {place:?} {sort:?} {page} {limit}");
                let (mut paged, mut cursor) = (Vec::new(), None);
                loop {
                    let behind = cursor.map(|text: String| Standing::read(place, sort, &text).unwrap());
                    let mut merge = Merge::new(sources(&caches, &filter), place, sort, behind.as_ref(), page);
                    let rows = merge.take(limit).await;
                    if rows.is_empty() {
                        break;
                    }
                    paged.extend(rows);
                    cursor = merge.last.map(|last| last.print());
                }
                assert!(paged == plain, "{typed} {place:?} {sort:?} {page} {limit}");
            }
        }
    }
}

#[tokio::test]
async fn a_cache_that_cannot_be_read_is_told_once_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let caches = caches(folder.path()).await;
    caches[1].close().await;
    let filter = Filter::default();
    let mut merge = Merge::new(sources(&caches, &filter), Place::Accounts, Sort::default(), None, 50);
    let mut rows = Vec::new();
    while !merge.ended() {
        rows.extend(merge.take(50).await);
    }
    assert_eq!(merge.unread.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [1]);
    assert_eq!(rows.len(), 54);
    assert!(rows.iter().all(|(at, _)| *at != 1));
}
