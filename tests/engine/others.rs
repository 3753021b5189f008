//! Who shares an address, a network or a mail domain: as many as one finds by looking at everybody.

use std::net::IpAddr;

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::list::{AccountDetail, Others, Place, Sharing};
use bailiwick_engine::model::{AccountId, Mark};
use bailiwick_practice::Kind;

use crate::bench::{Bench, code};

/// Everybody of the cache, whole, with the mail address of the row.
async fn everybody(bench: &Bench) -> Vec<(AccountDetail, Option<String>)> {
    let mut all = Vec::new();
    for row in bench.list(Place::Accounts, "").await.rows {
        all.push((bench.engine.open_account(&bench.profile, &row.id).await.unwrap(), row.mail));
    }
    all
}

fn addresses(detail: &AccountDetail) -> Vec<IpAddr> {
    detail.addresses.iter().filter_map(|address| address.ip.parse().ok()).collect()
}

fn near(one: IpAddr, other: IpAddr) -> bool {
    match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => one.octets()[..3] == other.octets()[..3],
        (IpAddr::V6(one), IpAddr::V6(other)) => one.segments()[..4] == other.segments()[..4],
        _ => false,
    }
}

/// Whom the others are, found by looking at everybody.
fn found<'a>(all: &'a [(AccountDetail, Option<String>)], me: &AccountId, told: &Others) -> Vec<&'a AccountDetail> {
    let shares = |(other, mail): &&(AccountDetail, Option<String>)| match told.sharing {
        Sharing::Address => addresses(other).contains(&told.value.parse().unwrap()),
        Sharing::Network => {
            let network = told.value.split_once('/').unwrap().0.parse().unwrap();
            addresses(other).iter().any(|address| near(*address, network))
        }
        Sharing::MailDomain => {
            mail.as_ref().is_some_and(|mail| mail.to_lowercase().ends_with(&format!("@{}", told.value)))
        }
    };
    all.iter().filter(shares).map(|(other, _)| other).filter(|other| other.id != *me).collect()
}

const RESTRICTIONS: [Mark; 10] = [
    Mark::Pending,
    Mark::Limited,
    Mark::Sensitive,
    Mark::LoginFrozen,
    Mark::Suspended,
    Mark::Banned,
    Mark::Blocked,
    Mark::LdapBlocked,
    Mark::Deactivated,
    Mark::Unknown,
];

#[tokio::test]
async fn others_are_all_who_share_it_and_those_in_good_standing_are_among_them() {
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let bench = Bench::new(kind).await;
        bench.refresh().await;
        let all = everybody(&bench).await;
        let mut kinds = [0; 3];
        for (me, mail) in &all {
            let others = bench.engine.others(&bench.profile, &me.id).await.unwrap();
            for told in &others {
                let found = found(&all, &me.id, told);
                assert_eq!(told.others.number as usize, found.len(), "{kind:?} {} {told:?}", me.handle);
                assert!(!told.others.more && !found.is_empty());
                let good = found.iter().filter(|other| !other.marks.iter().any(|mark| RESTRICTIONS.contains(mark)));
                assert_eq!(told.good.number as usize, good.count(), "{kind:?} {} {told:?}", me.handle);
                // Whoever lists them finds them, and the account itself.
                let listed = bench.list(Place::Accounts, &told.typed).await.rows;
                assert_eq!(listed.len(), found.len() + 1, "{kind:?} {told:?}");
                for of in &told.states {
                    let listed =
                        bench.list(Place::Accounts, &format!("{} state:{}", told.typed, of.state.word())).await.rows;
                    let others = listed.iter().filter(|row| row.id != me.id).count();
                    assert_eq!((of.count.number as usize, of.count.more), (others, false), "{kind:?} {of:?}");
                }
                kinds[told.sharing as usize] += 1;
            }
            // And nothing that is shared is left out.
            let told = |value: &str| others.iter().any(|told| told.value == value);
            let mine = addresses(me);
            for address in mine.iter().take(5) {
                let shared = all.iter().any(|(other, _)| other.id != me.id && addresses(other).contains(address));
                assert_eq!(told(&address.to_string()), shared, "{kind:?} {} {address}", me.handle);
                let beyond = all.iter().any(|(other, _)| {
                    let theirs = addresses(other);
                    other.id != me.id
                        && theirs.iter().any(|at| near(*at, *address))
                        && !mine.iter().any(|at| near(*at, *address) && theirs.contains(at))
                });
                let network = others.iter().any(|told| {
                    let first = told.value.split_once('/').and_then(|(first, _)| first.parse().ok());
                    told.sharing == Sharing::Network && first.is_some_and(|first| near(first, *address))
                });
                assert_eq!(network, beyond, "{kind:?} {} {address}", me.handle);
            }
            if let Some((_, domain)) = mail.as_ref().and_then(|mail| mail.rsplit_once('@')) {
                let same = |mail: &String| mail.rsplit_once('@').is_some_and(|(_, other)| other == domain);
                let shared = all.iter().filter(|(_, mail)| mail.as_ref().is_some_and(same)).count() > 1;
                assert_eq!(told(&domain.to_lowercase()), shared, "{kind:?} {} {domain}", me.handle);
            }
        }
        // Everybody of the made-up GitLab has an address of their own.
        let shared = if kind == Kind::Gitlab { &kinds[2..] } else { &kinds[..] };
        assert!(shared.iter().all(|count| *count > 0), "{kind:?}: nobody shares anything: {kinds:?}");
    }
}

#[tokio::test]
async fn those_whom_this_desk_rejected_are_told_apart_from_those_who_left() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    let (mut shared, mut sharers) = (None, Vec::new());
    for row in bench.list(Place::Queue, "").await.rows {
        let others = bench.engine.others(&bench.profile, &row.id).await.unwrap();
        let address = others.into_iter().find(|told| told.sharing == Sharing::Address);
        let Some(address) = address else { continue };
        let waiting = bench.list(Place::Queue, &address.typed).await.rows;
        if waiting.len() > 2 {
            sharers = waiting;
            shared = Some(address);
            break;
        }
    }
    let before = shared.unwrap();
    let [me, rejected, left, ..] = &sharers[..] else { panic!("three are needed who wait behind one address") };
    bench.decide(&rejected.id, Verb::Reject, Choices::default()).await.unwrap();
    assert!(bench.server().remove_person(&left.id.0));
    let looked = bench.engine.look_at_account(&bench.profile, &left.id).await.unwrap();
    assert!(looked.marks.contains(&Mark::Gone));
    let others = bench.engine.others(&bench.profile, &me.id).await.unwrap();
    let after = others.into_iter().find(|told| told.value == before.value).unwrap();
    assert_eq!(after.others, before.others, "who is gone is still told");
    assert_eq!((after.gone.number, after.rejected_here), (2, 1));
    assert_eq!(after.good, before.good);
}

#[tokio::test]
async fn an_account_that_the_cache_does_not_have_shares_nothing() {
    let bench = Bench::new(Kind::Gitlab).await;
    let nobody = AccountId("999999".to_owned());
    assert_eq!(code(bench.engine.others(&bench.profile, &nobody).await), ErrorCode::NotFound);
}
