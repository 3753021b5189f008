//! A lost keychain does not lose history: each test plays inside a D-Bus session of its own, with a real keychain to lose.

use std::path::{Path, PathBuf};

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::clock::Clock;
use bailiwick_engine::error::{ErrorCode, KeychainFault};
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::profile::TokenPlace;
use bailiwick_engine::recovery::{Recovered, RecoveryState};
use bailiwick_engine::{Engine, Keychain, Options};
use bailiwick_practice::Kind;

use crate::bench::{Bench, code, connect, files, moderator, options, practice};
use crate::keychain::{UNLOCKED, outside};

pub fn kept(folder: &Path) -> Options {
    Options { keychain: Keychain::System, ..options(folder) }
}

/// Makes a recovery key and writes it down, as a person would.
pub async fn write_down(engine: &Engine) -> Vec<String> {
    let draft = engine.draft_recovery_key().await.unwrap();
    let asked = draft.asked.iter().map(|number| draft.groups[*number as usize - 1].to_lowercase()).collect();
    let state = engine.keep_recovery_key(asked).await.unwrap();
    assert!(matches!(state, RecoveryState::Kept { made_at: Some(_), problem: None }), "{state:?}");
    draft.groups.to_vec()
}

/// Another recovery key, which opens nothing here.
pub async fn another() -> String {
    let folder = tempfile::tempdir().unwrap();
    let engine = crate::bench::Open::new(kept(folder.path())).await;
    engine.draft_recovery_key().await.unwrap().groups.join(" ")
}

pub fn lose(names: &[String]) {
    for name in names {
        keyring::v1::Entry::new("Bailiwick", name).unwrap().delete_credential().unwrap();
    }
}

pub fn has(name: &str) -> bool {
    keyring::v1::Entry::new("Bailiwick", name).unwrap().get_password().is_ok()
}

/// What the keychain calls something of the desk in this folder.
pub fn named(folder: &Path, name: &str) -> String {
    format!("{}/{name}", std::fs::read_to_string(folder.join("keychain.id")).unwrap())
}

/// The names of everything that the keychain has of the desk in this folder with these profiles.
pub fn secrets(folder: &Path, profiles: &[&str]) -> Vec<String> {
    let own = |profile: &&str| [format!("{profile}/key"), format!("{profile}/token")];
    let desk = ["desk/key", "recovery"].map(|name| named(folder, name));
    profiles.iter().flat_map(own).chain(desk).collect()
}

/// A desk with a decision in its journal, and the recovery key of it.
pub async fn bench() -> (Bench, Vec<String>) {
    let bench = Bench::kept(Kind::Gitlab).await;
    bench.refresh().await;
    let account = bench.somebody(StateFilter::Active).await;
    bench.decide(&account.id, Verb::Block, Choices::default()).await.unwrap();
    let groups = write_down(&bench.engine).await;
    (bench, groups)
}

pub async fn decisions(bench: &Bench) -> usize {
    bench.engine.history(&bench.profile, None).await.unwrap().rows.len()
}

#[tokio::test]
async fn a_lost_keychain_does_not_lose_the_history() {
    if outside("recovery::a_lost_keychain_does_not_lose_the_history", Some(UNLOCKED)) {
        return;
    }
    let (bench, groups) = bench().await;
    let (folder, id) = (bench.folder.path().to_owned(), bench.profile.0.clone());
    let wrong = another().await;
    let (typed, token) = (groups.join(" "), bench.server().token(moderator(Kind::Gitlab)));
    let bench = bench.reopen_after(Clock::System, async |_| {
        lose(&secrets(&folder, &[&id]));
        let desk = folder.join("desk.db").display().to_string();
        assert_eq!(code(Engine::open(kept(&folder)).await.map(drop)), ErrorCode::KeyGone { path: desk });
        let mut mistyped = groups.clone();
        mistyped[2] = mistyped[2].chars().rev().collect();
        mistyped[11].clear();
        mistyped[11].push_str("ABC");
        let before: Vec<_> = files(&folder).into_iter().map(|path| std::fs::read(path).unwrap()).collect();
        for (typed, refused) in [
            (mistyped.join(" "), ErrorCode::RecoveryKeyMistyped { groups: vec![3, 12] }),
            (groups[..17].join(" "), ErrorCode::RecoveryKeyLength { has: 68, needs: 72 }),
            (wrong, ErrorCode::RecoveryKeyWrong),
        ] {
            assert_eq!(code(Engine::recover(&kept(&folder), typed, None).await), refused);
        }
        let after: Vec<_> = files(&folder).into_iter().map(|path| std::fs::read(path).unwrap()).collect();
        assert!(
            before == after && !has(&named(&folder, "desk/key")) && !has(&format!("{id}/key")),
            "nothing was changed"
        );
        let recovered = Engine::recover(&kept(&folder), typed, None).await.unwrap();
        assert_eq!(recovered, Recovered { keys: 2 });
    });
    let bench = bench.await;
    let view = bench.view().await;
    assert_eq!(
        (view.journal_usable, view.token, decisions(&bench).await),
        (true, TokenPlace::Missing { why: None }, 1)
    );
    assert!(matches!(bench.engine.recovery().await.unwrap(), RecoveryState::Kept { problem: None, .. }));
    bench.engine.renew_token(&bench.profile, token).await.unwrap();
    let account = bench.somebody(StateFilter::Active).await;
    bench.decide(&account.id, Verb::Block, Choices::default()).await.unwrap();
    assert_eq!(decisions(&bench).await, 2);
}

#[tokio::test]
async fn a_journal_whose_key_is_lost_opens_again_at_once() {
    if outside("recovery::a_journal_whose_key_is_lost_opens_again_at_once", Some(UNLOCKED)) {
        return;
    }
    let (bench, groups) = bench().await;
    let id = bench.profile.0.clone();
    let journal = bench.file("journal.db");
    let lost = async |_: &Path| lose(&[format!("{id}/key")]);
    let bench = bench.reopen_after(Clock::System, lost).await;
    // More than one start without the key does not lose it for good, nor does a profile that is added meanwhile.
    let bench = bench.reopen().await;
    let other = practice(Kind::Mastodon).await;
    connect(&bench.engine, &other, moderator(Kind::Mastodon)).await.unwrap();
    let before = bench.view().await;
    assert!(!before.journal_usable);
    let path = journal.display().to_string();
    assert_eq!(before.journal_problem.map(|problem| problem.error), Some(ErrorCode::KeyGone { path }));
    let wrong = another().await;
    assert_eq!(code(bench.engine.recover_with_key(wrong).await), ErrorCode::RecoveryKeyWrong);
    assert!(!bench.view().await.journal_usable);
    assert_eq!(bench.engine.recover_with_key(groups.join("-")).await.unwrap(), Recovered { keys: 1 });
    let after = bench.view().await;
    assert!(after.journal_usable && after.journal_problem.is_none() && after.drawn > before.drawn);
    assert_eq!(decisions(&bench).await, 1);
    let bench = bench.reopen().await;
    assert_eq!((bench.view().await.journal_usable, decisions(&bench).await), (true, 1));
    // One that opens nothing is as good as none.
    let changed = async |_: &Path| {
        let entry = keyring::v1::Entry::new("Bailiwick", &format!("{id}/key")).unwrap();
        entry.set_password(&"0f".repeat(32)).unwrap();
    };
    let bench = bench.reopen_after(Clock::System, changed).await;
    assert!(!bench.view().await.journal_usable);
    assert_eq!(bench.engine.recover_with_key(groups.concat()).await.unwrap(), Recovered { keys: 1 });
    assert_eq!((bench.view().await.journal_usable, decisions(&bench).await), (true, 1));
}

#[tokio::test]
async fn profiles_that_come_and_go_are_recovered_as_they_are() {
    if outside("recovery::profiles_that_come_and_go_are_recovered_as_they_are", Some(UNLOCKED)) {
        return;
    }
    let (bench, groups) = bench().await;
    let other = practice(Kind::Mastodon).await;
    let added = connect(&bench.engine, &other, moderator(Kind::Mastodon)).await.unwrap().id;
    let all = secrets(bench.folder.path(), &[&bench.profile.0, &added.0]);
    let (folder, typed) = (bench.folder.path().to_owned(), groups.join(" "));
    let bench = bench.reopen_after(Clock::System, async |_| {
        lose(&all);
        assert_eq!(Engine::recover(&kept(&folder), typed.clone(), None).await.unwrap().keys, 3);
    });
    let bench = bench.await;
    assert_eq!(bench.engine.profiles().await.unwrap().len(), 2);
    bench.engine.forget_instance(&added, false).await.unwrap();
    bench.engine.close().await;
    lose(&secrets(bench.folder.path(), &[]));
    lose(&[format!("{}/key", bench.profile.0)]);
    let bench = bench.reopen_after(Clock::System, async |folder| {
        assert_eq!(Engine::recover(&kept(folder), typed.clone(), None).await.unwrap().keys, 2);
        assert!(!has(&format!("{}/key", added.0)), "what was removed does not come back");
    });
    assert_eq!(decisions(&bench.await).await, 1);
}

#[tokio::test]
async fn a_new_recovery_key_takes_the_place_of_the_old_one_once_it_is_written_down() {
    if outside("recovery::a_new_recovery_key_takes_the_place_of_the_old_one_once_it_is_written_down", Some(UNLOCKED)) {
        return;
    }
    let bench = Bench::kept(Kind::Gitlab).await;
    assert_eq!(bench.engine.recovery().await.unwrap(), RecoveryState::Missing);
    let draft = bench.engine.draft_recovery_key().await.unwrap();
    let wrong = code(bench.engine.keep_recovery_key(vec!["0000".to_owned()]).await);
    assert_eq!(wrong, ErrorCode::RecoveryKeyMistyped { groups: draft.asked });
    assert_eq!(bench.engine.recovery().await.unwrap(), RecoveryState::Missing, "it was not written down");
    let old = write_down(&bench.engine).await.join(" ");
    bench.engine.draft_recovery_key().await.unwrap();
    bench.engine.drop_recovery_draft();
    let new = write_down(&bench.engine).await.join(" ");
    assert_eq!(code(bench.engine.recover_with_key(old).await), ErrorCode::RecoveryKeyWrong);
    assert_eq!(bench.engine.recover_with_key(new).await.unwrap(), Recovered { keys: 0 }, "nothing was lost");
}

#[tokio::test]
async fn the_recovery_key_is_in_no_file() {
    if outside("recovery::the_recovery_key_is_in_no_file", Some(UNLOCKED)) {
        return;
    }
    let (bench, groups) = bench().await;
    let out = tempfile::tempdir().unwrap();
    bench.engine.back_up(&bench.profile, out.path()).await.unwrap();
    let hex =
        keyring::v1::Entry::new("Bailiwick", &named(bench.folder.path(), "recovery")).unwrap().get_password().unwrap();
    let raw: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect();
    let own =
        keyring::v1::Entry::new("Bailiwick", &format!("{}/key", bench.profile.0)).unwrap().get_password().unwrap();
    bench.engine.close().await;
    let texts = [groups[..3].join(" "), groups[..3].join("-"), groups[..3].concat(), hex, own];
    let all: Vec<PathBuf> = files(bench.folder.path()).into_iter().chain(files(out.path())).collect();
    assert!(all.iter().any(|path| path.ends_with("recovery.db")) && all.len() > 4);
    for path in all {
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.starts_with(b"SQLite format 3"), "{}", path.display());
        for secret in texts.iter().map(String::as_bytes).chain([raw.as_slice()]) {
            let found = bytes.windows(secret.len()).any(|window| window.eq_ignore_ascii_case(secret));
            assert!(!found, "{}", path.display());
        }
        #[cfg(unix)]
        if path.ends_with("recovery.db") || path.starts_with(out.path()) {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}

#[tokio::test]
async fn without_a_keychain_there_is_no_recovery_key_and_it_is_said() {
    let bench = Bench::new(Kind::Gitlab).await;
    let why = KeychainFault::Unused;
    assert_eq!(bench.engine.recovery().await.unwrap(), RecoveryState::SessionOnly { why });
    let unusable = ErrorCode::KeychainUnusable { why };
    assert_eq!(code(bench.engine.draft_recovery_key().await), unusable);
    let out = tempfile::tempdir().unwrap();
    assert_eq!(code(bench.engine.back_up(&bench.profile, out.path()).await), unusable);
    let folder = tempfile::tempdir().unwrap();
    let typed = ["0000"; 18].join(" ");
    assert!(matches!(
        code(Engine::recover(&options(folder.path()), typed, None).await),
        ErrorCode::RecoveryKeyMistyped { groups } if groups.len() > 10
    ));
    let practice = Bench::practice(Kind::Gitlab).await;
    assert_eq!(code(practice.engine.back_up(&practice.profile, out.path()).await), ErrorCode::NoRecoveryKey);
}
