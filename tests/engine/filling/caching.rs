//! What is to be kept of other servers, and for how long, is changed while the desk is at work.

use bailiwick_engine::list::Place;
use bailiwick_engine::model::{AccountId, Mark};
use bailiwick_engine::profile::{Caching, RemoteCache};
use bailiwick_practice::Kind;

use super::{assert_whole, bench, until, well};
use crate::bench::Bench;

async fn wish(bench: &Bench, remote: RemoteCache) {
    let caching = Caching { remote, ..bench.view().await.caching };
    bench.engine.set_caching(&bench.profile, caching).await.unwrap();
    until(bench, "it is as was wished", |view| !view.sync.running && view.sync.fill.is_none()).await;
}

/// How many of other servers are in the cache, and how many of them have no restriction.
async fn theirs(bench: &Bench) -> (usize, usize) {
    let rows = bench.list(Place::Accounts, "origin:remote").await.rows;
    let restricted = [Mark::Suspended, Mark::Limited, Mark::Sensitive];
    let free = rows.iter().filter(|row| !row.marks.iter().any(|mark| restricted.contains(mark))).count();
    (rows.len(), free)
}

#[tokio::test]
async fn a_wish_for_more_is_fetched_and_a_wish_for_less_is_forgotten() {
    let bench = bench(Kind::Mastodon, 700).await;
    bench
        .engine
        .set_caching(&bench.profile, Caching { remote: RemoteCache::None, ..Caching::default() })
        .await
        .unwrap();
    well(&bench.refresh().await);
    let local = bench.list(Place::Accounts, "origin:local").await.rows.len();
    let (of_reports, _) = theirs(&bench).await;
    wish(&bench, RemoteCache::Restricted).await;
    let (restricted, _) = theirs(&bench).await;
    assert!(restricted > of_reports);
    wish(&bench, RemoteCache::All).await;
    assert_whole(&bench, "everybody").await;
    wish(&bench, RemoteCache::Restricted).await;
    let (kept, free) = theirs(&bench).await;
    assert!(kept <= restricted && free <= of_reports, "{kept} of {restricted}, {free} without a restriction");
    wish(&bench, RemoteCache::None).await;
    assert!(theirs(&bench).await.0 <= of_reports);
    assert_eq!(bench.list(Place::Accounts, "origin:local").await.rows.len(), local);
    wish(&bench, RemoteCache::All).await;
    assert_whole(&bench, "everybody again").await;
}

#[tokio::test]
async fn who_is_gone_is_kept_for_thirty_days() {
    let (bench, clock) = Bench::on_set_clock(Kind::Mastodon).await;
    well(&bench.refresh().await);
    let row = bench.list(Place::Queue, "").await.rows.remove(0);
    assert!(bench.server().remove_person(&row.id.0));
    well(&bench.refresh().await);
    let seen = bench.engine.open_account(&bench.profile, &row.id).await.unwrap();
    assert!(seen.marks.contains(&Mark::Gone));
    clock.send_modify(|now| *now += 29 * 86_400_000);
    until(&bench, "its turn", |view| view.sync.running).await;
    until(&bench, "done", |view| !view.sync.running).await;
    assert!(bench.engine.open_account(&bench.profile, &row.id).await.is_ok());
    clock.send_modify(|now| *now += 2 * 86_400_000);
    until(&bench, "its turn", |view| view.sync.running).await;
    until(&bench, "done", |view| !view.sync.running).await;
    assert!(bench.engine.open_account(&bench.profile, &row.id).await.is_err());
}

#[tokio::test]
async fn addresses_that_nobody_used_for_long_are_forgotten_and_stay_so() {
    let bench = bench(Kind::Mastodon, 300).await;
    well(&bench.refresh().await);
    let id = AccountId(bench.server().id_of("kim").unwrap());
    let raw = async || bench.engine.account_raw(&bench.profile, &id).await.unwrap();
    let dated = |raw: &str| raw.matches("used_at").count();
    let before = dated(&raw().await);
    assert!(before > 0);
    let caching = Caching { address_days: Some(1), ..bench.view().await.caching };
    bench.server().set_clock(bench.server().now());
    bench.engine.set_caching(&bench.profile, caching).await.unwrap();
    let seen = bench.engine.open_account(&bench.profile, &id).await.unwrap();
    let young = |at: Option<bailiwick_engine::model::Timestamp>| {
        let day = std::time::Duration::from_secs(86_400).as_millis() as i64;
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64;
        at.is_none_or(|at| at.0 > now - day - 60_000)
    };
    assert!(seen.addresses.iter().all(|address| young(address.used_at)), "{:?}", seen.addresses);
    let kept = dated(&raw().await);
    assert!(kept < before, "they are not in what the server said either");
    bench.engine.look_at_account(&bench.profile, &id).await.unwrap();
    assert_eq!(dated(&raw().await), kept, "and do not come back");
}
