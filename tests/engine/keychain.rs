//! A real keychain: each test runs itself again inside a D-Bus session of its own, with or without a gnome-keyring.

use std::process::{Command, Stdio};

use bailiwick_engine::error::{ErrorCode, KeychainFault};
use bailiwick_engine::profile::TokenPlace;
use bailiwick_engine::recovery::RecoveryState;
use bailiwick_engine::{Engine, Keychain, Options};
use bailiwick_practice::Kind;

use crate::bench::{connect, moderator, options, practice};

/// Names the part that the child plays.
const INSIDE: &str = "BAILIWICK_TEST_INSIDE_SESSION";

/// Starts a keyring that opens with this password, or fails to.
pub const UNLOCKED: &str = "printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1;";

/// Runs this test again in a home of its own: inside a D-Bus session in which these commands ran before, or without any.
/// False: this is the inside already.
pub fn outside(name: &str, session: Option<&str>) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return false;
    }
    let home = tempfile::tempdir().unwrap();
    let me = std::env::current_exe().unwrap();
    let mut command = match session {
        Some(before) => {
            let mut command = Command::new("dbus-run-session");
            command.args(["--", "sh", "-c", &format!("{before} exec \"$0\" --exact {name} --nocapture")]).arg(me);
            command
        }
        None => {
            let mut command = Command::new(me);
            command.args(["--exact", name, "--nocapture"]).env_remove("DBUS_SESSION_BUS_ADDRESS");
            command
        }
    };
    let output = command
        .env(INSIDE, name)
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
    if outside("keychain::tokens_and_keys_are_kept_by_the_systems_keychain_across_starts", Some(UNLOCKED)) {
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
    second.forget_instance(&views[0].id, false).await.unwrap();
    assert!(second.profiles().await.unwrap().is_empty());
}

#[tokio::test]
async fn without_a_keychain_everything_is_for_this_session_only_and_goes_with_it() {
    if outside("keychain::without_a_keychain_everything_is_for_this_session_only_and_goes_with_it", None) {
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
    if outside("keychain::a_keychain_that_is_locked_or_hangs_does_not_hold_the_desk", Some(locked)) {
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
    if outside("keychain::a_broken_desk_file_is_told_and_never_touched", Some(UNLOCKED)) {
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

/// Locks the keyring that is open, as a desktop does when somebody goes away. Nobody sees its prompt from then on.
fn lock_keyring() {
    let locked = Command::new("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
        .args(["org.freedesktop.Secret.Service.Lock", "array:objpath:/org/freedesktop/secrets/collection/login"])
        .output()
        .unwrap();
    assert!(locked.status.success(), "{}", String::from_utf8_lossy(&locked.stderr));
}

/// Opens it again.
fn unlock_keyring() {
    let unlocked =
        Command::new("sh").args(["-c", &UNLOCKED.replace("--unlock", "--replace --unlock")]).output().unwrap();
    assert!(unlocked.status.success());
}

#[tokio::test]
async fn a_keychain_that_is_locked_while_the_desk_runs_costs_neither_a_token_nor_a_profile() {
    let name = "keychain::a_keychain_that_is_locked_while_the_desk_runs_costs_neither_a_token_nor_a_profile";
    if outside(name, Some(UNLOCKED)) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (server, other) = (practice(Kind::Mastodon).await, practice(Kind::Gitlab).await);
    let engine = open(folder.path()).await;
    let profile = connect(&engine, &server, moderator(Kind::Mastodon)).await.unwrap().id;
    let secrets = crate::recovery::secrets(folder.path(), &[&profile.0]);
    let kept = || secrets.iter().filter(|name| crate::recovery::has(name)).count();
    assert_eq!(kept(), 3, "the desk's key, the profile's, its token");
    lock_keyring();
    let is_fault = |code: ErrorCode| match code {
        ErrorCode::KeychainUnusable { why } => matches!(why, KeychainFault::Locked | KeychainFault::TimedOut),
        _ => false,
    };
    let token = server.token(moderator(Kind::Mastodon));
    let renewed = engine.renew_token(&profile, token).await;
    assert!(is_fault(crate::bench::code(renewed)));
    assert!(is_fault(crate::bench::code(engine.forget_instance(&profile, false).await)));
    assert!(is_fault(crate::bench::code(connect(&engine, &other, moderator(Kind::Gitlab)).await)));
    let views = engine.profiles().await.unwrap();
    assert_eq!((views.len(), &views[0].token), (1, &TokenPlace::Keychain), "as it was");
    engine.check_connection(&profile).await.unwrap();
    engine.close().await;
    drop(engine);

    unlock_keyring();
    // A keyring that was opened anew does not know who spoke with it before: another process looks at what is left.
    let later = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "keychain::a_desk_whose_keychain_is_open_again", "--ignored", "--nocapture"])
        .env(LATER, folder.path())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&later.stdout).into_owned() + &String::from_utf8_lossy(&later.stderr);
    assert!(later.status.success() && words.contains("1 passed"), "{words}");
}

/// Names the folder of the desk that the child opens.
const LATER: &str = "BAILIWICK_TEST_LATER";

#[tokio::test]
#[ignore = "started by the test that locks the keychain"]
async fn a_desk_whose_keychain_is_open_again() {
    let Some(folder) = std::env::var_os(LATER).map(std::path::PathBuf::from) else { return };
    let engine = open(&folder).await;
    assert_eq!(engine.keychain_fault(), None);
    let profile = engine.profiles().await.unwrap().remove(0).id;
    let secrets = crate::recovery::secrets(&folder, &[&profile.0]);
    let kept = || secrets.iter().filter(|name| crate::recovery::has(name)).count();
    let folders = || std::fs::read_dir(folder.join("profiles")).unwrap().count();
    assert_eq!((engine.profiles().await.unwrap().len(), kept(), folders()), (1, 3, 1), "and nothing of the other");
    engine.forget_instance(&profile, false).await.unwrap();
    assert_eq!((kept(), folders()), (1, 0));
    engine.close().await;
}

/// Stops the keyring of this session, or lets it go on: it is asked, and does not answer.
fn signal_keyring(signal: &str) {
    let asked = Command::new("dbus-send")
        .args(["--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
        .args(["org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.secrets"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&asked.stdout).into_owned();
    let pid = told.split_whitespace().last().unwrap();
    assert!(Command::new("kill").args([signal, pid]).status().unwrap().success(), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keychain_that_hangs_while_the_desk_runs_is_told_and_holds_up_nothing_else() {
    let name = "keychain::a_keychain_that_hangs_while_the_desk_runs_is_told_and_holds_up_nothing_else";
    if outside(name, Some(UNLOCKED)) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let server = practice(Kind::Mastodon).await;
    let engine = open(folder.path()).await;
    let profile = connect(&engine, &server, moderator(Kind::Mastodon)).await.unwrap().id;
    signal_keyring("-STOP");
    let begun = std::time::Instant::now();
    let (desk, renewed, token) = (engine.clone(), profile.clone(), server.token(moderator(Kind::Mastodon)));
    let renewing = tokio::spawn(async move { desk.renew_token(&renewed, token).await.map(drop) });
    // Meanwhile the desk goes on.
    engine.check_connection(&profile).await.unwrap();
    assert!(!renewing.is_finished(), "it still waits for the keychain");
    let hangs = ErrorCode::KeychainUnusable { why: KeychainFault::TimedOut };
    assert_eq!(crate::bench::code(renewing.await.unwrap()), hangs);
    assert_eq!(crate::bench::code(engine.forget_instance(&profile, false).await), hangs);
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
    assert_eq!(engine.profiles().await.unwrap().len(), 1, "it stays");
    signal_keyring("-CONT");
    engine.forget_instance(&profile, false).await.unwrap();
    assert!(!crate::recovery::has(&format!("{}/token", profile.0)));
    engine.close().await;
}

#[tokio::test]
async fn two_folders_in_one_keychain_share_nothing() {
    if outside("keychain::two_folders_in_one_keychain_share_nothing", Some(UNLOCKED)) {
        return;
    }
    let (here, there, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = practice(Kind::Mastodon).await;
    let engine = open(here.path()).await;
    let profile = connect(&engine, &server, moderator(Kind::Mastodon)).await.unwrap().id;
    crate::recovery::write_down(&engine).await;
    engine.close().await;
    let secrets = crate::recovery::secrets(here.path(), &[&profile.0]);
    drop(engine);

    let other = open(there.path()).await;
    connect(&other, &server, moderator(Kind::Mastodon)).await.unwrap();
    crate::recovery::write_down(&other).await;
    other.forget_everything(false, own.path()).await.unwrap();
    assert!(!there.path().join("keychain.id").exists());

    assert!(secrets.iter().all(|name| crate::recovery::has(name)), "nothing of the first was touched");
    let engine = open(here.path()).await;
    let views = engine.profiles().await.unwrap();
    assert_eq!((views.len(), views[0].journal_usable, &views[0].token), (1, true, &TokenPlace::Keychain));
    let recovery = engine.recovery().await.unwrap();
    assert!(matches!(recovery, RecoveryState::Kept { problem: None, .. }), "{recovery:?}");
    engine.close().await;
}
