//! Files: what may be thrown away is, what may not is never touched.

use std::path::Path;

use bailiwick_engine::Engine;
use bailiwick_engine::action::{Choices, Refusal, Verb};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::list::Place;
use bailiwick_engine::profile::{InstanceMark, Pictures, SafeMode};
use bailiwick_practice::Kind;

use crate::bench::{Bench, code, engine, options};

#[tokio::test]
async fn a_second_engine_on_the_same_folder_is_refused_until_the_first_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let first = engine(folder.path()).await;
    assert_eq!(Engine::open(options(folder.path())).await.err().unwrap().code, ErrorCode::AlreadyOpen);
    first.close().await;
    drop(first);
    engine(folder.path()).await;
}

#[tokio::test]
async fn nothing_readable_lies_on_the_disk() {
    let bench = Bench::practice(Kind::Mastodon).await;
    bench.refresh().await;
    let mail = bench.list(Place::Accounts, "").await.rows.into_iter().find_map(|row| row.mail).unwrap();
    bench.engine.close().await;
    let mut files = 0;
    for path in bench.database_files() {
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.starts_with(b"SQLite format 3"), "{}", path.display());
        assert!(!bytes.windows(mail.len()).any(|window| window == mail.as_bytes()), "{}", path.display());
        files += 1;
    }
    assert!(files >= 3, "desk, cache and journal were looked at");
}

#[tokio::test]
async fn a_broken_cache_is_set_aside_and_filled_again() {
    let bench = Bench::practice(Kind::Gitlab).await;
    let before = bench.refresh().await.cached;
    let cache = bench.file("cache.db");
    bench.engine.close().await;
    std::fs::write(&cache, b"this was a database").unwrap();
    let bench = bench.reopen().await;
    let view = bench.view().await;
    assert!(view.cache_was_reset, "and told");
    assert_eq!(view.cached, 0);
    assert_eq!(std::fs::read(cache.with_extension("db.broken")).unwrap(), b"this was a database");
    assert_eq!(bench.refresh().await.cached, before);
}

#[tokio::test]
async fn a_broken_journal_is_told_and_never_touched() {
    let bench = Bench::practice(Kind::Gitlab).await;
    bench.refresh().await;
    let journal = bench.file("journal.db");
    bench.engine.close().await;
    std::fs::write(&journal, b"this was a journal").unwrap();
    let bench = bench.reopen().await;
    assert!(!bench.view().await.journal_usable);
    bench.refresh().await;
    let account = bench.somebody(bailiwick_engine::filter::StateFilter::Active).await;
    let refused = code(bench.decide(&account.id, Verb::Block, Choices::default()).await);
    assert_eq!(refused, ErrorCode::NotAllowed { refusal: Refusal::JournalUnusable });
    bench.engine.close().await;
    assert_eq!(std::fs::read(&journal).unwrap(), b"this was a journal");
}

#[tokio::test]
async fn broken_practice_data_does_not_keep_the_desk_from_opening() {
    for broken in ["desk.db", "secrets.json"] {
        let bench = Bench::practice(Kind::Gitlab).await;
        bench.engine.close().await;
        let practice = bench.folder.path().join("practice");
        let Bench { engine: before, folder, .. } = bench;
        drop(before);
        std::fs::write(practice.join(broken), b"{ half").unwrap();
        let engine = engine(folder.path()).await;
        assert!(engine.profiles().await.unwrap().is_empty(), "{broken}");
        let aside = folder.path().join("practice.broken").join(broken);
        assert_eq!(std::fs::read(aside).unwrap(), b"{ half", "{broken}: set aside, not deleted");
    }
}

#[tokio::test]
async fn an_emptied_or_lost_journal_is_told_and_not_replaced() {
    for lose in [|path: &Path| std::fs::write(path, b""), |path: &Path| std::fs::remove_file(path)] {
        let bench = Bench::practice(Kind::Mastodon).await;
        let journal = bench.file("journal.db");
        bench.engine.close().await;
        lose(&journal).unwrap();
        let bench = bench.reopen().await;
        assert!(!bench.view().await.journal_usable);
        assert_eq!(std::fs::metadata(&journal).map_or(0, |found| found.len()), 0);
    }
}

#[tokio::test]
async fn a_damaged_page_costs_the_cache_and_not_the_desk() {
    let bench = Bench::practice(Kind::Mastodon).await;
    let before = bench.refresh().await.cached;
    let cache = bench.file("cache.db");
    bench.engine.close().await;
    for from in [2_000, 40_000, 90_000, 200_000] {
        let mut bytes = std::fs::read(&cache).unwrap();
        let end = (from + 3_000).min(bytes.len());
        bytes[from.min(end)..end].fill(0x5a);
        std::fs::write(&cache, bytes).unwrap();
    }
    let bench = bench.reopen().await;
    assert!(bench.view().await.cache_was_reset);
    assert_eq!(bench.refresh().await.cached, before);
}

#[tokio::test]
async fn a_folder_that_is_not_ours_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let notes = folder.path().join("sessions/notes/mine.txt");
    std::fs::create_dir_all(notes.parent().unwrap()).unwrap();
    std::fs::write(&notes, b"mine").unwrap();
    engine(folder.path()).await;
    assert_eq!(std::fs::read(notes).unwrap(), b"mine");
}

#[tokio::test]
async fn names_marks_and_habits_of_a_profile_survive_a_restart() {
    let bench = Bench::practice(Kind::Mastodon).await;
    let id = &bench.profile;
    let mark = InstanceMark { number: 7, letters: "zz".to_owned(), ..bench.view().await.mark };
    bench.engine.rename_profile(id, "  Tree  ").await.unwrap();
    bench.engine.mark_profile(id, mark).await.unwrap();
    bench.engine.set_safe_mode(id, SafeMode::ReadOnly).await.unwrap();
    bench.engine.set_pictures(id, Pictures::Grey).await.unwrap();
    let bench = bench.reopen().await;
    let view = bench.view().await;
    assert_eq!((view.name.as_str(), view.mark.number, view.mark.letters.as_str()), ("Tree", 7, "ZZ"));
    assert!(view.safe_mode == SafeMode::ReadOnly && view.pictures == Pictures::Grey && view.practice);
}

#[tokio::test]
async fn names_and_marks_that_cannot_be_shown_are_refused() {
    let bench = Bench::new(Kind::Mastodon).await;
    for name in ["", "   ", "a\u{202e}b", "two\nlines", &"x".repeat(61)] {
        assert_eq!(code(bench.engine.rename_profile(&bench.profile, name).await), ErrorCode::NameInvalid, "{name:?}");
    }
    let mark = bench.view().await.mark;
    for letters in ["", "A", "ABC", "A ", "—!"] {
        let mark = InstanceMark { letters: letters.to_owned(), ..mark.clone() };
        assert_eq!(code(bench.engine.mark_profile(&bench.profile, mark).await), ErrorCode::NameInvalid, "{letters:?}");
    }
    for number in [0, 10] {
        let mark = InstanceMark { number, ..mark.clone() };
        assert_eq!(code(bench.engine.mark_profile(&bench.profile, mark).await), ErrorCode::NumberTaken);
    }
}

#[tokio::test]
async fn a_removed_profile_leaves_no_file_and_no_secret() {
    let bench = Bench::practice(Kind::Gitlab).await;
    bench.refresh().await;
    let cache = bench.file("cache.db");
    let folder = cache.parent().unwrap().to_owned();
    bench.engine.forget_instance(&bench.profile, false).await.unwrap();
    assert!(!folder.exists());
    assert!(bench.engine.profiles().await.unwrap().is_empty());
    let secrets = std::fs::read_to_string(bench.folder.path().join("practice/secrets.json")).unwrap();
    assert!(!secrets.contains(&bench.profile.0));
}

#[tokio::test]
async fn a_profile_whose_key_is_gone_still_opens_with_its_journal_untouched() {
    let bench = Bench::practice(Kind::Gitlab).await;
    let cached = bench.refresh().await.cached;
    let journal = bench.file("journal.db");
    bench.engine.close().await;
    let before = std::fs::read(&journal).unwrap();
    let secrets = bench.folder.path().join("practice/secrets.json");
    let kept: std::collections::BTreeMap<String, String> =
        serde_json::from_str(&std::fs::read_to_string(&secrets).unwrap()).unwrap();
    let without: std::collections::BTreeMap<_, _> =
        kept.into_iter().filter(|(name, _)| *name != format!("{}/key", bench.profile.0)).collect();
    std::fs::write(&secrets, serde_json::to_string(&without).unwrap()).unwrap();
    let bench = bench.reopen().await;
    let view = bench.view().await;
    assert!(!view.journal_usable && view.cache_was_reset);
    assert_eq!(bench.refresh().await.cached, cached);
    assert_eq!(std::fs::read(&journal).unwrap(), before);
}
