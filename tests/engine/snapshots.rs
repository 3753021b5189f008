//! What is copied before a new version changes it: whole or not at all, and without a copy nothing is changed.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::process::Command;

use bailiwick_engine::clock::Clock;
use bailiwick_engine::error::ErrorCode;
use bailiwick_practice::Kind;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode};
use sqlx::{ConnectOptions, Connection};

use crate::bench::{Bench, engine, files};

/// The schema of the journal that these tests begin with, and the first that it lacks.
const OLD: i64 = 2;

/// The key of practice files lies beside them.
fn key(folder: &Path, name: &str) -> String {
    let secrets = std::fs::read_to_string(folder.join("practice/secrets.json")).unwrap();
    let kept: std::collections::BTreeMap<String, String> = serde_json::from_str(&secrets).unwrap();
    kept[name].clone()
}

async fn open(path: &Path, key: &str) -> SqliteConnection {
    let options = SqliteConnectOptions::new().pragma("key", format!("\"x'{key}'\"")).filename(path);
    options.create_if_missing(true).journal_mode(SqliteJournalMode::Wal).connect().await.unwrap()
}

async fn schema_until(kind: &str, version: i64) -> Migrator {
    let all = Migrator::new(Path::new("src/store/migrations").join(kind)).await.unwrap();
    let then = all.iter().filter(|step| step.version <= version).cloned().collect();
    Migrator { migrations: Cow::Owned(then), ..Migrator::DEFAULT }
}

/// Puts a journal of an earlier version in the place of the one that is there, with so many decisions.
async fn make_old(journal: &Path, key: &str, decisions: usize, reason: &str) {
    for ending in ["db", "db-wal", "db-shm"] {
        drop(std::fs::remove_file(journal.with_extension(ending)));
    }
    let mut file = open(journal, key).await;
    schema_until("journal", OLD).await.run(&mut file).await.unwrap();
    let mut transaction = file.begin().await.unwrap();
    for number in 0..decisions {
        sqlx::query(
            "INSERT INTO decision (id, start, account, handle, by, verb, status, decided_at, reason, before_marks) \
             VALUES (?, 'earlier', '7', 'anna', 'kim', 'block', 'confirmed', 1, ?, 0)",
        )
        .bind(format!("d{number}"))
        .bind(reason)
        .execute(&mut *transaction)
        .await
        .unwrap();
    }
    transaction.commit().await.unwrap();
    file.close().await.unwrap();
}

/// The newest schema that the file had, and its decisions.
async fn inside(path: &Path, key: &str) -> (i64, i64) {
    let mut file = open(path, key).await;
    let version = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(&mut file).await.unwrap();
    let decisions = sqlx::query_scalar("SELECT count(*) FROM decision").fetch_one(&mut file).await.unwrap();
    file.close().await.unwrap();
    (version, decisions)
}

/// A closed practice desk whose journal is of an earlier version, with its journal and key.
async fn old_bench() -> (Bench, PathBuf, String) {
    let bench = Bench::practice(Kind::Gitlab).await;
    let journal = bench.file("journal.db");
    let key = key(bench.folder.path(), &format!("{}/key", bench.profile.0));
    bench.engine.close().await;
    make_old(&journal, &key, 3, "spam").await;
    (bench, journal, key)
}

fn beside(journal: &Path) -> Vec<String> {
    let names = files(journal.parent().unwrap()).into_iter();
    let mut names: Vec<String> = names.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    names.retain(|name| name.contains("before"));
    names.sort();
    names
}

#[tokio::test]
async fn a_journal_is_copied_before_it_is_brought_up_to_date() {
    let (bench, journal, key) = old_bench().await;
    let bench = bench.reopen().await;
    assert_eq!(bench.engine.history(&bench.profile, None).await.unwrap().rows.len(), 3);
    bench.engine.close().await;
    assert_eq!(beside(&journal), ["journal.before-3.db"]);
    let snapshot = journal.with_file_name("journal.before-3.db");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&snapshot).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let bytes = std::fs::read(&snapshot).unwrap();
    assert!(!bytes.starts_with(b"SQLite format 3") && !bytes.windows(4).any(|window| window == b"spam"));
    assert_eq!(inside(&snapshot, &key).await, (OLD, 3));
    assert!(inside(&journal, &key).await.0 > OLD);
}

#[tokio::test]
async fn a_journal_that_is_up_to_date_or_new_is_not_copied() {
    let bench = Bench::practice(Kind::Gitlab).await.reopen().await;
    assert_eq!(beside(&bench.file("journal.db")), [""; 0]);
}

#[tokio::test]
async fn what_a_kill_left_half_written_is_not_taken_for_a_snapshot() {
    let (bench, journal, key) = old_bench().await;
    for name in ["journal.before-3.part", "journal.before-3.part-journal"] {
        std::fs::write(journal.with_file_name(name), vec![7; 9_000]).unwrap();
    }
    let bench = bench.reopen().await;
    assert!(bench.view().await.journal_usable);
    bench.engine.close().await;
    assert_eq!(beside(&journal), ["journal.before-3.db"]);
    assert_eq!(inside(&journal.with_file_name("journal.before-3.db"), &key).await, (OLD, 3));
}

#[tokio::test]
async fn the_newest_two_are_kept_and_nothing_else_is_deleted() {
    let (bench, journal, _) = old_bench().await;
    for name in ["journal.before-1.db", "journal.before-2.db", "journal.before-me.db"] {
        std::fs::write(journal.with_file_name(name), b"").unwrap();
    }
    let _open = bench.reopen().await;
    assert_eq!(beside(&journal), ["journal.before-2.db", "journal.before-3.db", "journal.before-me.db"]);
}

#[tokio::test]
async fn without_a_copy_the_journal_is_not_changed_and_says_why() {
    let (bench, journal, key) = old_bench().await;
    // A folder in its place cannot be written over.
    let obstacle = journal.with_file_name("journal.before-3.part");
    std::fs::create_dir(&obstacle).unwrap();
    let bench = bench.reopen().await;
    let view = bench.view().await;
    assert!(!view.journal_usable);
    let path = journal.display().to_string();
    assert_eq!(view.journal_problem.map(|problem| problem.error), Some(ErrorCode::SnapshotFailed { path }));
    bench.engine.close().await;
    assert_eq!(inside(&journal, &key).await, (OLD, 3));
    std::fs::remove_dir(&obstacle).unwrap();
    let bench = bench.reopen().await;
    assert!(bench.view().await.journal_usable);
}

/// Names the folder to the part of the test that has a disk without room.
const CRAMPED: &str = "BAILIWICK_TEST_CRAMPED";

#[cfg(unix)]
#[tokio::test]
async fn on_a_full_disk_the_journal_is_not_changed() {
    if let Some(folder) = std::env::var_os(CRAMPED) {
        let engine = engine(Path::new(&folder)).await;
        let view = engine.profiles().await.unwrap().remove(0);
        let code = view.journal_problem.unwrap().error;
        assert!(matches!(code, ErrorCode::SnapshotFailed { .. }), "{code:?}");
        return;
    }
    let (bench, journal, key) = old_bench().await;
    make_old(&journal, &key, 2_000, &"spam ".repeat(200)).await;
    let folder = bench.folder.path().to_owned();
    let opened_by_child = bench.reopen_after(Clock::System, async |_| {
        // No file may grow beyond half a megabyte: writing fails as on a disk that is full.
        let cramped = "trap '' XFSZ; ulimit -f 1024; exec \"$0\" --exact \"$1\" --nocapture";
        let test = "snapshots::on_a_full_disk_the_journal_is_not_changed";
        let me = std::env::current_exe().unwrap();
        let output = Command::new("sh").args(["-c", cramped]).arg(me).arg(test).env(CRAMPED, &folder).output().unwrap();
        let words = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(words.contains("test result: ok. 1 passed"), "{words}");
        assert_eq!(beside(&journal), [""; 0]);
        assert_eq!(inside(&journal, &key).await, (OLD, 2_000));
    });
    assert!(opened_by_child.await.view().await.journal_usable, "with room again");
}

#[tokio::test]
async fn the_desk_file_is_copied_too() {
    let folder = tempfile::tempdir().unwrap();
    engine(folder.path()).await.close().await;
    let practice = folder.path().join("practice");
    let key = key(folder.path(), "desk/key");
    std::fs::remove_file(practice.join("desk.db")).unwrap();
    let mut file = open(&practice.join("desk.db"), &key).await;
    schema_until("desk", 1).await.run(&mut file).await.unwrap();
    file.close().await.unwrap();
    engine(folder.path()).await.close().await;
    assert_eq!(beside(&practice.join("desk.db")), ["desk.before-2.db"]);
}
