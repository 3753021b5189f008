//! A desk that does not open because the keychain is lost, and opens again with the recovery key. The keychain is lost for
//! real: each part plays in a D-Bus session of its own, the second in another home.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::border::Shell;

/// Names the part that the child plays, and the folder in which everything lies.
const PART: &str = "BAILIWICK_TEST_PART";
const FOLDER: &str = "BAILIWICK_TEST_FOLDER";

const UNLOCKED: &str = "printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1;";

/// Plays a part of this test in a session with a fresh keychain.
fn play(part: &str, folder: &Path) {
    let home = tempfile::tempdir().unwrap();
    let test = "recovery::a_desk_whose_keychain_is_lost_opens_with_the_recovery_key";
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", &format!("{UNLOCKED} exec \"$0\" --exact {test} --nocapture")])
        .arg(std::env::current_exe().unwrap())
        .env(PART, part)
        .env(FOLDER, folder)
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("XDG_RUNTIME_DIR", home.path())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("test result: ok. 1 passed"), "{part} ({}):\n{words}", output.status);
}

#[test]
fn a_desk_whose_keychain_is_lost_opens_with_the_recovery_key() {
    let Some(folder) = std::env::var_os(FOLDER).map(std::path::PathBuf::from) else {
        let folder = tempfile::tempdir().unwrap();
        play("write down", folder.path());
        play("lose", folder.path());
        return;
    };
    let paper = folder.join("paper");
    let shell = Shell::kept(&folder.join("data"));
    if std::env::var(PART).unwrap() == "write down" {
        assert_eq!(shell.call("recovery_state", json!({})).unwrap()["kind"], "missing");
        let draft = shell.call("draft_recovery_key", json!({})).unwrap();
        let groups: Vec<&str> =
            draft["groups"].as_array().unwrap().iter().map(|group| group.as_str().unwrap()).collect();
        let asked = draft["asked"].as_array().unwrap().iter();
        let typed: Vec<&str> = asked.map(|number| groups[number.as_u64().unwrap() as usize - 1]).collect();
        assert_eq!(shell.call("keep_recovery_key", json!({ "typed": typed })).unwrap()["kind"], "kept");
        std::fs::write(paper, groups.join(" ")).unwrap();
        return;
    }
    let state = shell.call("desk_state", json!({})).unwrap();
    assert_eq!(state["problem"]["error"]["code"], "keyGone");
    assert_eq!(shell.call("recovery_state", json!({})).unwrap_err()["error"]["code"], "keyGone");
    let typed = std::fs::read_to_string(paper).unwrap();
    assert_eq!(
        shell.call("recover", json!({ "typed": &typed[5..] })).unwrap_err()["error"]["code"],
        "recoveryKeyLength"
    );
    assert_eq!(shell.call("desk_state", json!({})).unwrap()["problem"]["error"]["code"], "keyGone");
    assert_eq!(shell.call("recover", json!({ "typed": typed })).unwrap(), json!({ "keys": 1 }));
    assert_eq!(shell.call("desk_state", json!({})).unwrap()["problem"], Value::Null);
    assert_eq!(shell.call("recovery_state", json!({})).unwrap()["kind"], "kept");
}
