//! A real keychain: each test runs itself again inside a D-Bus session of its own, with or without a gnome-keyring.

use std::process::{Command, Stdio};

use bailiwick_engine::error::{ErrorCode, KeychainFault};
use bailiwick_engine::profile::TokenPlace;
use bailiwick_engine::{Engine, Keychain, Options};
use bailiwick_practice::Kind;

use crate::bench::{connect, moderator, options, practice};

/// Names the part that the child plays.
const INSIDE: &str = "BAILIWICK_TEST_INSIDE_SESSION";

/// Starts a keyring that opens with this password, or fails to.
const UNLOCKED: &str = "printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1;";

/// Runs this test again in a home of its own: inside a D-Bus session in which these commands ran before, or without any.
/// False: this is the inside already.
fn outside(test: &str, session: Option<&str>) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return false;
    }
    let home = tempfile::tempdir().unwrap();
    let me = std::env::current_exe().unwrap();
    let name = format!("keychain::{test}");
    let mut command = match session {
        Some(before) => {
            let mut command = Command::new("dbus-run-session");
            command.args(["--", "sh", "-c", &format!("{before} exec \"$0\" --exact {name} --nocapture")]).arg(me);
            command
        }
        None => {
            let mut command = Command::new(me);
            command.args(["--exact", &name, "--nocapture"]).env_remove("DBUS_SESSION_BUS_ADDRESS");
            command
        }
    };
    let output = command
        .env(INSIDE, test)
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("XDG_RUNTIME_DIR", home.path())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("dbus-run-session is needed (make test installs it): {error}"));
    let words = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    // The session's own exit status also tells of its daemon's troubles; the test's last line tells of the test.
    assert!(words.contains("test result: ok. 1 passed"), "inside the session ({}):\n{words}", output.status);
    true
}

#[tokio::test]
async fn tokens_and_keys_are_kept_by_the_systems_keychain_across_starts() {
    if outside("tokens_and_keys_are_kept_by_the_systems_keychain_across_starts", Some(UNLOCKED)) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let server = practice(Kind::Mastodon).await;
    let first = open(folder.path()).await;
    assert_eq!(first.keychain_fault(), None);
    let view = connect(&first, &server, moderator(Kind::Mastodon)).await.unwrap();
    assert_eq!(view.token, TokenPlace::Keychain);
    first.close().await;
    drop(first);
    for path in crate::bench::files(folder.path()) {
        let bytes = std::fs::read(&path).unwrap();
        let token = server.token(moderator(Kind::Mastodon));
        assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()), "{}", path.display());
    }
    let second = open(folder.path()).await;
    let views = second.profiles().await.unwrap();
    assert_eq!((views.len(), &views[0].token), (1, &TokenPlace::Keychain));
    second.check_connection(&views[0].id).await.unwrap();
    second.remove_profile(&views[0].id).await.unwrap();
    assert!(second.profiles().await.unwrap().is_empty());
}

#[tokio::test]
async fn without_a_keychain_everything_is_for_this_session_only_and_goes_with_it() {
    if outside("without_a_keychain_everything_is_for_this_session_only_and_goes_with_it", None) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let server = practice(Kind::Gitlab).await;
    let first = open(folder.path()).await;
    assert_eq!(first.keychain_fault(), Some(KeychainFault::Absent));
    let view = connect(&first, &server, moderator(Kind::Gitlab)).await.unwrap();
    assert_eq!(view.token, TokenPlace::SessionOnly);
    first.close().await;
    drop(first);
    let left: Vec<_> = crate::bench::files(folder.path())
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("sessions/"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(open(folder.path()).await.profiles().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_keychain_that_is_locked_or_hangs_does_not_hold_the_desk() {
    // A keyring that was made under another password: asking it waits for a prompt that nobody sees.
    let locked = "printf one | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; \
                  gnome-keyring-daemon --replace --components=secrets >/dev/null 2>&1 </dev/null;";
    if outside("a_keychain_that_is_locked_or_hangs_does_not_hold_the_desk", Some(locked)) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let asked = std::time::Instant::now();
    let engine = open(folder.path()).await;
    assert!(
        matches!(engine.keychain_fault(), Some(KeychainFault::Locked | KeychainFault::TimedOut)),
        "{:?}",
        engine.keychain_fault()
    );
    assert!(asked.elapsed().as_secs() < 60, "the desk opened in {:?}", asked.elapsed());
    engine.close().await;
}

async fn open(folder: &std::path::Path) -> Engine {
    Engine::open(Options { keychain: Keychain::System, ..options(folder) }).await.unwrap()
}

#[tokio::test]
async fn a_broken_desk_file_is_told_and_never_touched() {
    if outside("a_broken_desk_file_is_told_and_never_touched", Some(UNLOCKED)) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path()).await;
    first.close().await;
    drop(first);
    let desk = folder.path().join("desk.db");
    for broken in [b"this was a desk".as_slice(), b"".as_slice()] {
        std::fs::write(&desk, broken).unwrap();
        let error = Engine::open(Options { keychain: Keychain::System, ..options(folder.path()) }).await.err().unwrap();
        assert_eq!(error.code, ErrorCode::StoreUnusable { path: desk.display().to_string() });
        assert_eq!(std::fs::read(&desk).unwrap(), broken);
    }
}
