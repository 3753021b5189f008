//! Lists over every instance: the sorted lists of each, merged.

use bailiwick_engine::PracticeServer;
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::list::{AccountCounts, AccountRow, AllQuery, AllRow, Place, Sort, SortBy, Start};
use bailiwick_engine::profile::ProfileId;
use bailiwick_practice::{Kind, Practice, Who};

use crate::bench::{Bench, code, connect, moderator, practice, query};

/// A Mastodon and a GitLab on one desk, both filled, and a practice instance that has no part in it.
struct Two {
    bench: Bench,
    gitlab: ProfileId,
    _servers: [Practice; 2],
}

impl Two {
    async fn new() -> Self {
        let mut bench = Bench::new(Kind::Mastodon).await;
        let server = practice(Kind::Gitlab).await;
        let gitlab = connect(&bench.engine, &server, Who::Administrator).await.unwrap().id;
        let rehearsal = practice(Kind::Gitlab).await;
        let on_desk = PracticeServer {
            address: rehearsal.base_url(),
            token: rehearsal.token(moderator(Kind::Gitlab)),
            name: "Practice".to_owned(),
            letters: "PR".to_owned(),
        };
        let adopted = bench.engine.adopt_practice(on_desk).await.unwrap().id;
        for profile in [adopted, gitlab.clone(), bench.profile.clone()] {
            bench.profile = profile;
            bench.refresh().await;
        }
        Two { bench, gitlab, _servers: [server, rehearsal] }
    }

    fn profiles(&self) -> [&ProfileId; 2] {
        [&self.bench.profile, &self.gitlab]
    }

    /// The list of one, from its own cache.
    async fn one(&self, profile: &ProfileId, place: Place, typed: &str, sort: Sort) -> Vec<AccountRow> {
        let query = bailiwick_engine::list::AccountQuery { sort, ..query(place, typed, Start::Top, 500) };
        let page = self.bench.engine.list_accounts(profile, query).await.unwrap();
        assert_eq!(page.next, None, "the practice servers have no more");
        page.rows
    }

    /// The list of all, page by page.
    async fn all(&self, place: Place, typed: &str, sort: Sort, limit: u32) -> Vec<AllRow> {
        let (mut rows, mut cursor) = (Vec::new(), None);
        loop {
            let query = AllQuery { place, typed: typed.to_owned(), sort, cursor, limit };
            let page = self.bench.engine.list_all(query).await.unwrap();
            assert!(page.unread.is_empty());
            assert!(page.rows.len() == limit as usize || page.next.is_none());
            rows.extend(page.rows);
            cursor = page.next;
            if cursor.is_none() {
                return rows;
            }
        }
    }

    async fn counts(&self, place: Place, typed: &str) -> AccountCounts {
        let query = AllQuery { place, typed: typed.to_owned(), sort: Sort::default(), cursor: None, limit: 1 };
        self.bench.engine.count_all(query).await.unwrap()
    }
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

#[tokio::test]
async fn every_instance_is_in_the_list_in_its_own_order_and_made_up_people_are_not() {
    let two = Two::new().await;
    for (place, typed) in
        [(Place::Accounts, ""), (Place::Queue, ""), (Place::Accounts, "an"), (Place::Accounts, "state:pending")]
    {
        for by in COLUMNS {
            for descending in [true, false] {
                let sort = Sort { by, descending };
                let whole = two.all(place, typed, sort, 500).await;
                for profile in two.profiles() {
                    let of_one: Vec<_> =
                        whole.iter().filter(|of| of.profile == *profile).map(|of| &of.row.id).collect();
                    let own = two.one(profile, place, typed, sort).await;
                    assert_eq!(of_one, own.iter().map(|row| &row.id).collect::<Vec<_>>(), "{place:?} {typed} {sort:?}");
                }
                assert!(whole.iter().all(|of| two.profiles().contains(&&of.profile)));
                let paged = two.all(place, typed, sort, 17).await;
                assert!(paged == whole, "{place:?} {typed} {sort:?}: pages don't join");
            }
        }
    }
}

#[tokio::test]
async fn rows_of_different_instances_stand_by_what_they_are_ordered_by() {
    let two = Two::new().await;
    let rows = two.all(Place::Accounts, "", Sort::default(), 100).await;
    let joined: Vec<_> = rows.iter().filter_map(|of| of.row.created_at).collect();
    assert!(joined.is_sorted_by(|one, next| one >= next), "newest first");
    let changes = rows.windows(2).filter(|two| two[0].profile != two[1].profile).count();
    assert!(changes > 10, "they are mixed");
    let sort = Sort { by: SortBy::Mail, descending: false };
    let rows = two.all(Place::Accounts, "", sort, 100).await;
    let mails: Vec<_> = rows.iter().map(|of| of.row.mail.as_ref().map(|mail| mail.to_lowercase())).collect();
    let known: Vec<_> = mails.iter().map_while(Option::as_ref).collect();
    assert!(known.is_sorted());
    assert!(mails[known.len()..].iter().all(Option::is_none), "those without one come last");
    assert!(known.len() > 10 && known.len() < mails.len());
}

#[tokio::test]
async fn counts_are_the_sums() {
    let two = Two::new().await;
    for (place, typed) in
        [(Place::Accounts, ""), (Place::Queue, ""), (Place::Accounts, "an"), (Place::Accounts, "state:pending")]
    {
        let sum = two.counts(place, typed).await;
        let listed = two.all(place, typed, Sort::default(), 500).await.len();
        assert_eq!((sum.matching.number as usize, sum.matching.more), (listed, false), "{place:?} {typed}");
        let parts = sum.parts.map(|parts| parts.confirmed + parts.unconfirmed);
        assert_eq!(parts, (place == Place::Queue).then_some(sum.matching.number));
        for of in &sum.states {
            let typed = format!("{typed} state:{}", of.state.word());
            let listed = two.all(Place::Accounts, &typed, Sort::default(), 500).await.len();
            assert_eq!(of.count.number as usize, listed, "{place:?} {typed}");
        }
    }
}

#[tokio::test]
async fn rows_that_arrive_meanwhile_are_neither_met_twice_nor_push_others_out() {
    let two = Two::new().await;
    let whole = two.all(Place::Accounts, "", Sort::default(), 500).await;
    let query =
        |cursor| AllQuery { place: Place::Accounts, typed: String::new(), sort: Sort::default(), cursor, limit: 20 };
    let first = two.bench.engine.list_all(query(None)).await.unwrap();
    two.bench.server().sign_up(5);
    two.bench.refresh().await;
    let second = two.bench.engine.list_all(query(first.next)).await.unwrap();
    let ids = |rows: &[AllRow]| rows.iter().map(|of| of.row.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&second.rows), ids(&whole[20..40]));
}

#[tokio::test]
async fn a_place_that_the_list_never_gave_is_refused() {
    let two = Two::new().await;
    for cursor in
        ["", "0", "x", "1 ", "1 x", "999 0:1", "-1 0:1", "1 0:", "' OR 1=1 --", "1 \u{0}", "1 9999999999999999999999"]
    {
        let query = AllQuery {
            place: Place::Accounts,
            typed: String::new(),
            sort: Sort::default(),
            cursor: Some(cursor.to_owned()),
            limit: 10,
        };
        assert_eq!(code(two.bench.engine.list_all(query).await), ErrorCode::Internal, "{cursor}");
    }
}
