//! A vault: a session moves in with all it has, a keychain moves in and out, and a short lock costs no decision its hold.

use std::path::Path;

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::check::JournalCheck;
use bailiwick_engine::clock::Clock;
use bailiwick_engine::decision::{Holds, Review, Status};
use bailiwick_engine::error::{ErrorCode, KeychainFault};
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::profile::TokenPlace;
use bailiwick_engine::{Engine, Keeping, Keychain, Options, Passphrase};
use bailiwick_practice::Kind;
use tokio::sync::watch;

use crate::bench::{Bench, code, files, moderator, options};
use crate::keychain::{UNLOCKED, outside};
use crate::recovery::{decisions, has, kept, secrets, write_down};
use crate::waiting::{becomes, now, pending};

const PASSPHRASE: &str = "a passphrase of mine";

fn typed(text: &str) -> Passphrase {
    Passphrase::typed(text.to_owned())
}

/// A session with a decision in its journal.
async fn session() -> Bench {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    let account = bench.somebody(StateFilter::Active).await;
    bench.decide(&account.id, Verb::Block, Choices::default()).await.unwrap();
    bench
}

async fn is_whole(bench: &Bench) {
    let view = bench.view().await;
    assert_eq!((view.token, view.journal_usable, decisions(bench).await), (TokenPlace::Vault, true, 1));
    assert!(view.cached > 0 && !view.cache_was_reset);
    assert_eq!((bench.engine.keeping(), bench.engine.keychain_fault()), (Keeping::Vault, None));
    bench.engine.check_connection(&bench.profile).await.unwrap();
}

#[tokio::test]
async fn a_session_moves_into_the_vault_with_all_it_has() {
    let bench = session().await;
    let short = ErrorCode::PassphraseShort { least: 10 };
    assert_eq!(code(bench.engine.make_vault(&typed("too short")).await), short);
    assert!(!bench.engine.is_closed() && bench.engine.keeping() == Keeping::Session);
    bench.engine.make_vault(&typed(PASSPHRASE)).await.unwrap();
    assert!(bench.engine.is_closed());
    let token = bench.server().token(moderator(Kind::Gitlab));
    let bench = bench.unlock_after(PASSPHRASE, Clock::System, async |folder: &Path| {
        let locked = code(Engine::open(options(folder)).await.map(drop));
        assert_eq!(locked, ErrorCode::Locked);
        let wrong = Engine::unlock(options(folder), &typed("another passphrase")).await.map(drop);
        assert_eq!(code(wrong), ErrorCode::PassphraseWrong);
        let checks = Engine::check_journals(folder, Keychain::Unused).await.unwrap();
        assert_eq!(checks, [JournalCheck::NoList { code: ErrorCode::Locked }]);
        for path in files(folder) {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()), "{}", path.display());
            assert!(!path.components().any(|part| part.as_os_str() == "sessions" || part.as_os_str() == "incoming"));
        }
    });
    let bench = bench.await;
    is_whole(&bench).await;
    // What is kept from now on is kept over the next start, too.
    bench.engine.renew_token(&bench.profile, bench.server().token(moderator(Kind::Gitlab))).await.unwrap();
    write_down(&bench.engine).await;
    bench.engine.change_passphrase(&typed(PASSPHRASE), &typed("quite another one")).await.unwrap();
    let bench = bench.unlock_after("quite another one", Clock::System, async |_| {}).await;
    is_whole(&bench).await;
}

#[tokio::test]
async fn a_move_that_was_cut_off_is_ended_at_the_next_start() {
    let bench = session().await;
    bench.engine.make_vault(&typed(PASSPHRASE)).await.unwrap();
    let bench = bench.unlock_after(PASSPHRASE, Clock::System, async |folder: &Path| {
        // As if it had been killed after the first of the files.
        std::fs::create_dir(folder.join("incoming")).unwrap();
        std::fs::rename(folder.join("profiles"), folder.join("incoming/profiles")).unwrap();
    });
    let bench = bench.await;
    is_whole(&bench).await;
    assert!(!bench.folder.path().join("incoming").exists());
}

#[tokio::test]
async fn a_move_that_was_cut_off_before_the_files_came_leaves_an_empty_desk_and_no_secret_of_nobody() {
    let bench = session().await;
    bench.engine.make_vault(&typed(PASSPHRASE)).await.unwrap();
    let size = |folder: &Path| std::fs::metadata(folder.join("vault.bin")).unwrap().len();
    let before = size(bench.folder.path());
    let bench = bench.unlock_after(PASSPHRASE, Clock::System, async |folder: &Path| {
        // The session was still where sessions are, and went as they do.
        std::fs::remove_dir_all(folder.join("profiles")).unwrap();
        for file in files(folder).into_iter().filter(|path| path.to_string_lossy().contains("desk.db")) {
            if file.parent() == Some(folder) {
                std::fs::remove_file(file).unwrap();
            }
        }
    });
    let bench = bench.await;
    assert!(bench.engine.profiles().await.unwrap().is_empty());
    assert!(size(bench.folder.path()) < before, "the token and the key are gone");
}

#[tokio::test]
async fn a_desk_that_waits_for_its_keychain_is_not_put_away_for_a_vault() {
    let bench = session().await;
    let desk = bench.folder.path().join("desk.db");
    std::fs::write(&desk, "of an earlier time").unwrap();
    let refused = code(bench.engine.make_vault(&typed(PASSPHRASE)).await);
    assert_eq!(refused, ErrorCode::KeyGone { path: desk.display().to_string() });
    assert_eq!(std::fs::read(&desk).unwrap(), b"of an earlier time");
    assert!(!bench.folder.path().join("vault.bin").exists());
    assert_eq!((bench.engine.is_closed(), decisions(&bench).await), (false, 1), "the session goes on");
}

/// A real profile on a set clock, with a decision that is held for 30 s.
async fn holding() -> (Bench, watch::Sender<i64>, String) {
    let (bench, clock) = Bench::real_on_set_clock(Kind::Mastodon).await;
    bench.refresh().await;
    bench.engine.set_holds(Holds::default());
    let one = pending(&bench).await.remove(0);
    let made = bench.decide(&one.id, Verb::Reject, Choices::default()).await.unwrap();
    assert_eq!((made.status, made.hold_left), (Status::Held, Some(30_000)));
    (bench, clock, made.id)
}

#[tokio::test]
async fn a_short_lock_pauses_a_hold_and_a_long_one_asks_before_anything_leaves() {
    let (bench, clock, id) = holding().await;
    bench.engine.make_vault(&typed(PASSPHRASE)).await.unwrap();
    let lock = async |bench: Bench, minutes: i64| {
        let by = Clock::Set(clock.subscribe());
        let later = async |_: &Path| clock.send_modify(|now| *now += minutes * 60_000);
        bench.unlock_after(PASSPHRASE, by, later).await
    };
    let bench = lock(bench, 3).await;
    let after = now(&bench, &id).await;
    assert_eq!((after.status, after.review), (Status::Held, Review::None));
    assert!(after.hold_left.unwrap() >= 29_000, "{:?}", after.hold_left);
    assert!(bench.posts().is_empty());
    let bench = lock(bench, 11).await;
    let asked = async {
        while now(&bench, &id).await.review != Review::Together {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), asked).await.unwrap();
    assert!(bench.posts().is_empty());
}

#[tokio::test]
async fn what_was_held_when_a_locked_desk_was_closed_waits_for_a_word() {
    let (bench, clock, id) = holding().await;
    bench.engine.make_vault(&typed(PASSPHRASE)).await.unwrap();
    let by = Clock::Set(clock.subscribe());
    let bench =
        bench.unlock_after(PASSPHRASE, by, async |folder| bailiwick_engine::keep_waiting(folder).unwrap()).await;
    assert_eq!(now(&bench, &id).await.review, Review::Together);
    assert!(bench.posts().is_empty());
    // Once said, it is said: what is released leaves, and the next start asks about nothing more.
    bench.engine.release_decisions(&bench.profile, std::slice::from_ref(&id)).await.unwrap();
    let bench = bench.unlock_after(PASSPHRASE, Clock::Set(clock.subscribe()), async |_| {}).await;
    assert_eq!(now(&bench, &id).await.review, Review::None);
}

#[tokio::test]
async fn behind_a_lock_that_only_hides_no_hold_is_counted_and_nothing_leaves() {
    let (bench, clock, id) = holding().await;
    bench.engine.set_hidden(true);
    for _ in 0..60 {
        clock.send_modify(|now| *now += 1_000);
        tokio::task::yield_now().await;
    }
    // It looks again every 30 s, so by now it has looked, and let it be.
    let still = now(&bench, &id).await;
    assert_eq!((still.status, still.review), (Status::Held, Review::None));
    assert!(bench.posts().is_empty());
    bench.engine.set_hidden(false);
    let counted = crate::waiting::moves(&bench, &still).await;
    assert!(counted.hold_left.unwrap() >= still.hold_left.unwrap() - 1_000, "{:?}", counted.hold_left);
    crate::waiting::live(&bench, &clock, &id, 30_000).await;
    becomes(&bench, &id, Status::Confirmed).await;
    assert_eq!(bench.posts().len(), 1);
}

#[tokio::test]
async fn a_keychain_moves_into_the_vault_and_out_again_and_is_left_empty_behind() {
    if outside("vault::a_keychain_moves_into_the_vault_and_out_again_and_is_left_empty_behind", Some(UNLOCKED)) {
        return;
    }
    let (bench, _) = crate::recovery::bench().await;
    let names = secrets(bench.folder.path(), &[&bench.profile.0]);
    let in_keychain = |wanted: bool| names.iter().all(|name| has(name) == wanted);
    assert!(in_keychain(true));
    bench.engine.make_vault(&typed(PASSPHRASE)).await.unwrap();
    let bench = bench.unlock_after(PASSPHRASE, Clock::System, async |_| {}).await;
    is_whole(&bench).await;
    let left = async {
        while !in_keychain(false) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), left).await.unwrap();
    let wrong = bench.engine.leave_vault(Keychain::System, &typed("another passphrase")).await;
    assert_eq!(code(wrong), ErrorCode::PassphraseWrong);
    let unused = bench.engine.leave_vault(Keychain::Unused, &typed(PASSPHRASE)).await;
    assert_eq!(code(unused), ErrorCode::KeychainUnusable { why: KeychainFault::Unused });
    assert!(!bench.engine.is_closed() && in_keychain(false));
    bench.engine.leave_vault(Keychain::System, &typed(PASSPHRASE)).await.unwrap();
    assert!(in_keychain(true) && !bench.folder.path().join("vault.bin").exists());
    let bench = bench.reopen().await;
    let view = bench.view().await;
    assert_eq!((view.token, decisions(&bench).await), (TokenPlace::Keychain, 1));
    bench.engine.check_connection(&bench.profile).await.unwrap();
}

#[tokio::test]
async fn a_forgotten_passphrase_costs_the_tokens_and_not_the_history() {
    if outside("vault::a_forgotten_passphrase_costs_the_tokens_and_not_the_history", Some(UNLOCKED)) {
        return;
    }
    let (bench, groups) = crate::recovery::bench().await;
    let paper = groups.join(" ");
    bench.engine.make_vault(&typed(PASSPHRASE)).await.unwrap();
    // Into a new vault.
    let bench = bench.unlock_after("quite another one", Clock::System, async |folder: &Path| {
        let recover = async |fresh: &str| Engine::recover(&kept(folder), paper.clone(), Some(&typed(fresh))).await;
        assert_eq!(code(recover("too short").await), ErrorCode::PassphraseShort { least: 10 });
        assert_eq!(recover("quite another one").await.unwrap().keys, 2);
    });
    let bench = bench.await;
    let view = bench.view().await;
    assert_eq!((view.token, decisions(&bench).await), (TokenPlace::Missing { why: None }, 1));
    assert!(bench.folder.path().join("vault.aside-1.bin").exists());
    // And back into the keychain.
    let bench = bench.reopen_after(Clock::System, async |folder: &Path| {
        assert_eq!(code(Engine::open(kept(folder)).await.map(drop)), ErrorCode::Locked);
        assert_eq!(Engine::recover(&kept(folder), paper.clone(), None).await.unwrap().keys, 2);
    });
    let bench = bench.await;
    assert_eq!((bench.engine.keeping(), decisions(&bench).await), (Keeping::Keychain, 1));
    assert!(bench.folder.path().join("vault.aside-2.bin").exists());
}

#[tokio::test]
async fn a_vault_without_a_keychain_is_recovered_into_a_vault_only() {
    let bench = session().await;
    bench.engine.make_vault(&typed(PASSPHRASE)).await.unwrap();
    let bench = bench.unlock_after(PASSPHRASE, Clock::System, async |_| {}).await;
    let paper = write_down(&bench.engine).await.join(" ");
    let bench = bench.unlock_after("quite another one", Clock::System, async |folder: &Path| {
        let options = || Options { keychain: Keychain::Unused, ..options(folder) };
        let refused = code(Engine::recover(&options(), paper.clone(), None).await);
        assert_eq!(refused, ErrorCode::KeychainUnusable { why: KeychainFault::Unused });
        Engine::recover(&options(), paper.clone(), Some(&typed("quite another one"))).await.unwrap();
    });
    let bench = bench.await;
    assert_eq!((bench.engine.keeping(), decisions(&bench).await), (Keeping::Vault, 1));
    let token = bench.server().token(moderator(Kind::Gitlab));
    bench.engine.renew_token(&bench.profile, token).await.unwrap();
    is_whole(&bench).await;
}
