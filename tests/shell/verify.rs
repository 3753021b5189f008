//! `bailiwick --verify-journal`, as it is run: without a display, and never beside an open desk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::clock::Clock;
use bailiwick_engine::decision::{Holds, RememberDays};
use bailiwick_engine::event::Event;
use bailiwick_engine::filter::Filter;
use bailiwick_engine::list::{AccountQuery, Place, Sort, Start};
use bailiwick_engine::{Engine, Keychain, Options, PracticeServer};
use bailiwick_practice::{Kind, Who};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

/// Exit code and what is said, on either stream.
fn verify(folder: &Path) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_bailiwick"))
        .arg("--verify-journal")
        .env("BAILIWICK_DATA", folder)
        .env("BAILIWICK_KEYCHAIN", "none")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), words)
}

/// Decides once on a practice instance, and asks meanwhile.
async fn decided(folder: &Path) {
    let engine = Engine::open(Options {
        folder: folder.to_owned(),
        clock: Clock::System,
        keychain: Keychain::Unused,
        holds: Holds::NONE,
        remember: RememberDays::default(),
    });
    let engine = engine.await.unwrap();
    let server = bailiwick_practice::serve(bailiwick_practice::Options::new(Kind::Mastodon)).await.unwrap();
    let on_desk = PracticeServer {
        address: server.base_url(),
        token: server.token(Who::Moderator),
        name: "Hollyhock".to_owned(),
        letters: "HO".to_owned(),
    };
    let profile = engine.adopt_practice(on_desk).await.unwrap().id;
    let mut events = engine.listen();
    engine.refresh(&profile).await.unwrap();
    loop {
        if let Event::Profile { profile } = events.recv().await.unwrap()
            && !profile.sync.running
        {
            break;
        }
    }
    let query = AccountQuery {
        place: Place::Queue,
        typed: String::new(),
        filter: Filter::default(),
        sort: Sort::default(),
        start: Start::Top,
        limit: 1,
    };
    let account = engine.list_accounts(&profile, query).await.unwrap().rows.remove(0).id;
    let seen = engine.open_account(&profile, &account).await.unwrap().revision;
    engine.decide(&profile, &account, &seen, Verb::Approve, Choices::default()).await.unwrap();
    let (code, words) = verify(folder);
    assert_eq!(code, Some(2), "{words}");
    assert!(words.contains("Bailiwick is open"), "{words}");
    engine.close().await;
}

/// The journal below the folder, and the key that lies beside practice files.
fn journal(folder: &Path) -> (PathBuf, String) {
    let profiles = folder.join("practice/profiles");
    let profile = std::fs::read_dir(profiles).unwrap().next().unwrap().unwrap();
    let secrets = std::fs::read_to_string(folder.join("practice/secrets.json")).unwrap();
    let kept: BTreeMap<String, String> = serde_json::from_str(&secrets).unwrap();
    let key = kept[&format!("{}/key", profile.file_name().to_str().unwrap())].clone();
    (profile.path().join("journal.db"), key)
}

#[test]
fn the_journals_are_checked_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let (missing, words) = verify(&folder.path().join("missing"));
    assert_eq!(missing, Some(2), "{words}");
    assert_eq!(verify(folder.path()), (Some(0), format!("There is no journal in {}.\n", folder.path().display())));
    // A runtime of its own: once it is gone, nobody holds the engine.
    tokio::runtime::Runtime::new().unwrap().block_on(decided(folder.path()));
    assert_eq!(verify(folder.path()), (Some(0), "Hollyhock: 2 receipts hold\n".to_owned()));
    let (path, key) = journal(folder.path());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let options = SqliteConnectOptions::new().pragma("key", format!("\"x'{key}'\"")).filename(&path);
        let mut file = options.connect().await.unwrap();
        for statement in
            ["DROP TRIGGER receipt_is_not_changed", "UPDATE receipt SET status = 'refused' WHERE number = 2"]
        {
            sqlx::query(statement).execute(&mut file).await.unwrap();
        }
        file.close().await.unwrap();
    });
    let fault = "Hollyhock: FAULT: receipt 2 was changed; 1 receipt holds before that\n";
    assert_eq!(verify(folder.path()), (Some(1), fault.to_owned()));
    std::fs::write(&path, "this was a journal").unwrap();
    let (unreadable, words) = verify(folder.path());
    assert_eq!(unreadable, Some(2), "{words}");
    assert!(words.starts_with("Hollyhock: not checked, because "), "{words}");
}
