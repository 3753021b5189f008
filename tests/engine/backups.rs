//! Backups: a journal that was taken elsewhere comes back, where there is none that opens; with a real keychain.

use std::path::Path;

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::clock::Clock;
use bailiwick_engine::decision::{Holds, Review, Status};
use bailiwick_engine::error::{ErrorCode, Result};
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::profile::ProfileView;
use bailiwick_practice::Kind;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::bench::{Bench, Open, code, connect, files, moderator, practice};
use crate::keychain::{UNLOCKED, outside};
use crate::recovery::{another, bench, decisions, kept, lose, named, write_down};

/// Writes the backup, and names it.
async fn backed_up(bench: &Bench, folder: &Path) -> String {
    let backup = bench.engine.back_up(&bench.profile, folder).await.unwrap();
    assert_eq!(backup.folder, folder.display().to_string());
    assert!(backup.file.starts_with("Bailiwick journal test 20") && backup.file.ends_with(".bailiwick"));
    backup.file
}

#[tokio::test]
async fn a_backup_brings_a_deleted_journal_back() {
    if outside("backups::a_backup_brings_a_deleted_journal_back", Some(UNLOCKED)) {
        return;
    }
    let (bench, groups) = bench().await;
    let out = tempfile::tempdir().unwrap();
    let name = backed_up(&bench, out.path()).await;
    let listed = bench.engine.backups(out.path()).await.unwrap();
    assert_eq!(listed.files.iter().map(|file| &file.name).collect::<Vec<_>>(), [&name]);
    assert_eq!(code(restored(&bench, out.path(), &name, None).await), ErrorCode::JournalOpens);
    let journal = bench.file("journal.db");
    let bench = bench.reopen_after(Clock::System, async |_| std::fs::remove_file(&journal).unwrap()).await;
    assert!(!bench.view().await.journal_usable);
    assert!(restored(&bench, out.path(), &name, None).await.unwrap().journal_usable);
    assert_eq!(decisions(&bench).await, 1);
    assert_eq!(code(restored(&bench, out.path(), &name, None).await), ErrorCode::JournalOpens);
    // The second time it is broken, and the key is typed.
    let broken = async |_: &Path| std::fs::write(&journal, b"this was a journal").unwrap();
    let bench = bench.reopen_after(Clock::System, broken).await;
    restored(&bench, out.path(), &name, Some(groups.join(" "))).await.unwrap();
    let aside = journal.with_file_name("journal.aside-1.db");
    assert_eq!(std::fs::read(aside).unwrap(), b"this was a journal", "set aside, not deleted");
    let account = bench.somebody(StateFilter::Active).await;
    bench.decide(&account.id, Verb::Block, Choices::default()).await.unwrap();
    let bench = bench.reopen().await;
    assert_eq!(decisions(&bench).await, 2);
    assert!(!files(bench.folder.path()).iter().any(|path| path.extension().is_some_and(|ending| ending == "part")));
}

#[tokio::test]
async fn a_backup_comes_to_a_computer_where_nothing_was_decided_yet() {
    if outside("backups::a_backup_comes_to_a_computer_where_nothing_was_decided_yet", Some(UNLOCKED)) {
        return;
    }
    let (bench, groups) = bench().await;
    let out = tempfile::tempdir().unwrap();
    let name = backed_up(&bench, out.path()).await;
    let folder = tempfile::tempdir().unwrap();
    let other = Open::new(kept(folder.path())).await;
    let profile = connect(&other, bench.server(), moderator(Kind::Gitlab)).await.unwrap().id;
    let typed = || Some(groups.join(" "));
    let view = other.restore_journal(&profile, out.path(), &name, typed()).await.unwrap();
    assert!(view.journal_usable);
    assert_eq!(other.history(&profile, None).await.unwrap().total, 1);
    let again = other.restore_journal(&profile, out.path(), &name, typed()).await;
    assert_eq!(code(again), ErrorCode::JournalOpens);
    assert!(files(folder.path()).iter().any(|path| path.ends_with("journal.aside-1.db")), "the empty one is set aside");
}

#[tokio::test]
async fn what_waits_in_a_backup_waits_for_a_word_where_it_is_restored() {
    if outside("backups::what_waits_in_a_backup_waits_for_a_word_where_it_is_restored", Some(UNLOCKED)) {
        return;
    }
    let (bench, groups) = bench().await;
    bench.engine.set_holds(Holds::default());
    let account = bench.somebody(StateFilter::Active).await;
    let waits = bench.decide(&account.id, Verb::Block, Choices::default()).await.unwrap();
    assert_eq!(waits.status, Status::Held);
    let out = tempfile::tempdir().unwrap();
    let name = backed_up(&bench, out.path()).await;
    let folder = tempfile::tempdir().unwrap();
    let other = Open::new(kept(folder.path())).await;
    let profile = connect(&other, bench.server(), moderator(Kind::Gitlab)).await.unwrap().id;
    other.restore_journal(&profile, out.path(), &name, Some(groups.join(" "))).await.unwrap();
    let outbox = other.outbox(&profile).await.unwrap();
    let found: Vec<_> = outbox.iter().map(|one| (one.id.as_str(), one.status, one.review)).collect();
    assert_eq!(found, [(waits.id.as_str(), Status::Held, Review::Together)], "the first computer sends it, too");
}

async fn restored(bench: &Bench, folder: &Path, name: &str, typed: Option<String>) -> Result<ProfileView> {
    bench.engine.restore_journal(&bench.profile, folder, name, typed).await
}

#[tokio::test]
async fn where_the_key_is_gone_the_journal_itself_comes_before_its_backup() {
    if outside("backups::where_the_key_is_gone_the_journal_itself_comes_before_its_backup", Some(UNLOCKED)) {
        return;
    }
    let (bench, groups) = bench().await;
    let out = tempfile::tempdir().unwrap();
    let name = backed_up(&bench, out.path()).await;
    let account = bench.somebody(StateFilter::Active).await;
    bench.decide(&account.id, Verb::Block, Choices::default()).await.unwrap();
    let key = [format!("{}/key", bench.profile.0)];
    let bench = bench.reopen_after(Clock::System, async |_| lose(&key)).await;
    let typed = Some(groups.join(" "));
    assert_eq!(code(restored(&bench, out.path(), &name, typed.clone()).await), ErrorCode::JournalOpens);
    assert_eq!((bench.view().await.journal_usable, decisions(&bench).await), (true, 2), "with all that it had");
    // Also where the backup is an older key's.
    write_down(&bench.engine).await;
    let bench = bench.reopen_after(Clock::System, async |_| lose(&key)).await;
    assert_eq!(code(restored(&bench, out.path(), &name, typed.clone()).await), ErrorCode::JournalOpens);
    assert_eq!((bench.view().await.journal_usable, decisions(&bench).await), (true, 2));
    // Without the file that has its key, the backup is all there is.
    let lost = async |folder: &Path| {
        lose(&key);
        std::fs::remove_file(folder.join("recovery.db")).unwrap();
    };
    let bench = bench.reopen_after(Clock::System, lost).await;
    restored(&bench, out.path(), &name, typed).await.unwrap();
    assert_eq!(decisions(&bench).await, 1);
    let bench = bench.reopen().await;
    assert_eq!((bench.view().await.journal_usable, decisions(&bench).await), (true, 1));
}

#[tokio::test]
async fn a_backup_that_is_not_whole_or_not_ours_is_refused_and_changes_nothing() {
    if outside("backups::a_backup_that_is_not_whole_or_not_ours_is_refused_and_changes_nothing", Some(UNLOCKED)) {
        return;
    }
    let (bench, groups) = bench().await;
    let out = tempfile::tempdir().unwrap();
    let name = backed_up(&bench, out.path()).await;
    let whole = std::fs::read(out.path().join(&name)).unwrap();
    let mut damaged = whole.clone();
    let end = damaged.len();
    damaged[end - 9_000..end - 5_000].fill(0x5a);
    let cut = &whole[..whole.len() / 2];
    for (name, bytes) in [("damaged", damaged.as_slice()), ("cut", cut), ("text", b"this is a text"), ("empty", b"")] {
        std::fs::write(out.path().join(name), bytes).unwrap();
    }
    let hex =
        keyring::v1::Entry::new("Bailiwick", &named(bench.folder.path(), "recovery")).unwrap().get_password().unwrap();
    newer(&out.path().join(&name), &out.path().join("newer"), &hex).await;
    let other = practice(Kind::Mastodon).await;
    let other = connect(&bench.engine, &other, moderator(Kind::Mastodon)).await.unwrap();
    let foreign = bench.engine.back_up(&other.id, out.path()).await.unwrap().file;
    let journal = bench.file("journal.db");
    let broken = async |_: &Path| std::fs::write(&journal, b"this was a journal").unwrap();
    let bench = bench.reopen_after(Clock::System, broken).await;
    let of_another = ErrorCode::BackupOfAnother { address: other.address, username: other.you.username };
    for (name, refused) in [
        ("damaged", ErrorCode::BackupUnusable),
        ("cut", ErrorCode::BackupUnusable),
        ("text", ErrorCode::RecoveryKeyWrong),
        ("empty", ErrorCode::BackupUnusable),
        ("missing", ErrorCode::BackupUnusable),
        ("..", ErrorCode::BackupUnusable),
        ("newer", ErrorCode::BackupTooNew),
        (foreign.as_str(), of_another),
    ] {
        assert_eq!(code(restored(&bench, out.path(), name, Some(groups.join(" "))).await), refused, "{name}");
    }
    let wrong = Some(another().await);
    assert_eq!(code(restored(&bench, out.path(), &name, wrong).await), ErrorCode::RecoveryKeyWrong);
    assert_eq!(std::fs::read(&journal).unwrap(), b"this was a journal");
    let left = files(journal.parent().unwrap());
    assert!(!left.iter().any(|path| path.extension().is_some_and(|ending| ending == "part")), "{left:?}");
    restored(&bench, out.path(), &name, None).await.unwrap();
    assert_eq!(std::fs::read(out.path().join(&name)).unwrap(), whole, "the backup was only read");
}

/// The backup as a later version of Bailiwick would write it.
async fn newer(backup: &Path, to: &Path, key: &str) {
    std::fs::copy(backup, to).unwrap();
    let options = SqliteConnectOptions::new().pragma("key", format!("\"x'{key}'\"")).filename(to);
    let mut file = options.connect().await.unwrap();
    sqlx::query("INSERT INTO _sqlx_migrations VALUES (99, 'later', 0, TRUE, x'00', 1)")
        .execute(&mut file)
        .await
        .unwrap();
    file.close().await.unwrap();
}
