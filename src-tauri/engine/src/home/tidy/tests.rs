//! Every gap between the steps of putting a profile on the desk and of taking it off: the process dies there, or the keychain
//! does.

use std::path::Path;
use std::sync::Arc;

use super::super::{Home, open_kept};
use crate::clock::Clock;
use crate::decision::{Holds, RememberDays};
use crate::platform::canned;
use crate::profile::{Caching, Hue, InstanceMark, Pattern, Pictures, Platform, ProfileId, SafeMode, Software, Trust};
use crate::secret::{Credential, Fate, Faulty, Secret, SecretPlace};
use crate::store::desk::ProfileRecord;
use crate::{Engine, Keychain, Options};

/// More calls to the keychain than either takes.
const CALLS: usize = 40;

fn record() -> ProfileRecord {
    ProfileRecord {
        id: ProfileId(uuid::Uuid::new_v4().to_string()),
        name: "Tree".to_owned(),
        base: "https://tree.example/".to_owned(),
        home: "tree.example".to_owned(),
        mark: InstanceMark { number: 1, letters: "TR".to_owned(), pattern: Pattern::Solid, hue: Hue::Blue },
        software: Software { platform: Platform::Mastodon, name: "Mastodon".to_owned(), version: "4.6.0".to_owned() },
        who: canned::who("1", &[]),
        safe_mode: SafeMode::default(),
        pictures: Pictures::Off,
        caching: Caching::default(),
        trust: Trust::default(),
        added_at: canned::clock().now(),
        token_facts: None,
        probed_at: None,
    }
}

async fn engine(folder: &Path) -> Engine {
    let options = Options {
        folder: folder.to_owned(),
        clock: Clock::System,
        keychain: Keychain::Unused,
        holds: Holds::NONE,
        remember: RememberDays::default(),
    };
    Engine::open(options).await.unwrap()
}

async fn home(root: &Path, place: &Arc<Faulty>) -> Arc<Home> {
    Arc::new(open_kept(root, SecretPlace::Faulty(place.clone())).await.unwrap())
}

fn folders(root: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(root.join("profiles")) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The next start cleans up: whoever is on the desk has everything, and nothing is anybody else's.
async fn started_again(root: &Path, place: &Arc<Faulty>, fate: Fate) -> usize {
    place.meets(Fate::Well);
    let home = home(root, place).await;
    home.tidy().await.unwrap();
    let ids: Vec<String> = home.desk.profiles().await.unwrap().into_iter().map(|profile| profile.id.0).collect();
    let of = |id: &String| [format!("{id}/key"), format!("{id}/token")];
    let mut wanted: Vec<String> = ids.iter().flat_map(of).chain(["desk/key".to_owned()]).collect();
    wanted.sort_unstable();
    assert_eq!(place.names(), wanted, "{fate:?}");
    assert_eq!(folders(root), ids, "{fate:?}");
    assert!(home.desk.passages().await.unwrap().is_empty(), "{fate:?}");
    home.desk.close().await;
    ids.len()
}

fn fates() -> impl Iterator<Item = Fate> {
    (0..CALLS).flat_map(|at| [Fate::FailsFrom(at), Fate::DiesBefore(at), Fate::DiesAfter(at)])
}

/// Does something to a profile of a home of its own under each fate, until one comes too late. Gives how often nobody was
/// on the desk afterwards, and how often somebody.
async fn under_each_fate(work: impl AsyncFn(&Engine, &Arc<Home>, &Faulty, Fate) -> bool) -> (u32, u32) {
    let folder = tempfile::tempdir().unwrap();
    let mut ends = (0, 0);
    let mut late = 0;
    for (number, fate) in fates().enumerate() {
        let own = folder.path().join(number.to_string());
        let root = own.join("home");
        let place = Arc::new(Faulty::new());
        let engine = engine(&own.join("desk")).await;
        let home = home(&root, &place).await;
        let done = work(&engine, &home, &place, fate).await;
        // A process that is gone holds no file.
        let opened: Vec<_> = engine.instances().values().cloned().collect();
        for instance in opened {
            instance.close().await;
        }
        engine.close().await;
        home.desk.close().await;
        match started_again(&root, &place, fate).await {
            0 => ends.0 += 1,
            _ => ends.1 += 1,
        }
        late = if done { late + 1 } else { 0 };
        if late == 3 {
            return ends;
        }
    }
    panic!("more calls than were looked at");
}

/// Runs it until it ends or the process dies. Whether it ended well.
async fn lived<T>(place: &Faulty, work: impl Future<Output = crate::error::Result<T>>) -> bool {
    tokio::select! {
        done = work => done.is_ok(),
        () = place.dead.notified() => false,
    }
}

#[tokio::test]
async fn wherever_connecting_is_cut_off_neither_an_orphan_is_left_nor_a_profile_without_its_token() {
    let (nobody, somebody) = under_each_fate(async |engine, home, place, fate| {
        place.meets(fate);
        let credential = Credential::pasted(Secret::new("token".to_owned()), canned::clock().now());
        lived(place, engine.add(home, record(), &credential, None)).await
    })
    .await;
    assert!(nobody >= 9 && somebody >= 3, "{nobody} {somebody}");
}

#[tokio::test]
async fn wherever_removing_is_cut_off_the_profile_is_whole_or_gone() {
    let (gone, whole) = under_each_fate(async |engine, home, place, fate| {
        let credential = Credential::pasted(Secret::new("token".to_owned()), canned::clock().now());
        let profile = engine.add(home, record(), &credential, None).await.unwrap().id;
        place.meets(fate);
        lived(place, engine.forget_instance(&profile, false)).await
    })
    .await;
    assert!(gone >= 6 && whole >= 2, "{gone} {whole}");
}
