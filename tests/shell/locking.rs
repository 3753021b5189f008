//! The lock and the vault as the window knows them. Where there is no keychain, a passphrase makes both real.

use serde_json::{Value, json};

use crate::border::Shell;

const PASSPHRASE: &str = "a passphrase of mine";

fn code(answer: Result<Value, Value>) -> Value {
    answer.unwrap_err()["error"]["code"].clone()
}

/// Commands that would tell something, or do something.
fn doors(profile: &str) -> Vec<(&'static str, Value)> {
    let query = json!({ "place": "queue", "typed": "", "sort": { "by": "joined", "descending": true }, "cursor": null, "limit": 10 });
    vec![
        ("list_all", json!({ "query": query })),
        ("outbox", json!({ "profile": profile })),
        ("refresh", json!({ "profile": profile })),
        ("open_account", json!({ "profile": profile, "account": "1" })),
        ("rename_profile", json!({ "profile": profile, "name": "other" })),
        ("find_server", json!({ "address": "127.0.0.1:1" })),
        ("start_practice", json!({})),
        ("recovery_state", json!({})),
        ("make_vault", json!({ "passphrase": PASSPHRASE })),
        ("change_passphrase", json!({ "old": PASSPHRASE, "fresh": "another passphrase" })),
        ("set_preferences", json!({ "preferences": {} })),
    ]
}

#[test]
fn without_a_vault_the_lock_hides_everything_and_says_that_it_only_hides() {
    let shell = Shell::open();
    let profile = shell.practise();
    let before = shell.call("desk_state", json!({})).unwrap();
    let secrets =
        json!({ "keeping": "session", "fault": "unused", "locked": false, "lockIsReal": false, "canKeychain": false });
    assert_eq!(before["secrets"], secrets);
    let state = shell.call("lock", json!({})).unwrap();
    assert_eq!((&state["profiles"], &state["problem"]), (&json!([]), &Value::Null));
    assert_eq!((&state["secrets"]["locked"], &state["secrets"]["lockIsReal"]), (&json!(true), &json!(false)));
    for (command, arguments) in doors(&profile) {
        assert_eq!(code(shell.call(command, arguments)), "locked", "{command}");
    }
    assert!(!shell.call("desk_state", json!({})).unwrap().to_string().contains(&profile));
    // What ends a sign-in tells nothing; it may arrive after the lock.
    assert_eq!(shell.call("cancel_sign_in", json!({ "id": "1" })), Ok(Value::Null));
    assert_eq!(shell.call("cancel_connecting", json!({ "draft": "1" })), Ok(Value::Null));
    assert_eq!(code(shell.call("await_sign_in", json!({ "id": "1" }))), "locked");
    assert_eq!(shell.call("lock", json!({})).unwrap()["secrets"]["locked"], true, "it can be locked again");
    let after = shell.call("unlock", json!({ "passphrase": null })).unwrap();
    assert_eq!(after["secrets"], secrets);
    assert_eq!(after["profiles"].as_array().unwrap().len(), 2);
    assert!(shell.call("outbox", json!({ "profile": profile })).is_ok());
}

#[test]
fn with_a_vault_the_lock_is_real_and_the_desk_starts_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let shell = Shell::at(folder.path());
    let profile = shell.practise();
    assert_eq!(code(shell.call("make_vault", json!({ "passphrase": "too short" }))), "passphraseShort");
    assert_eq!(shell.call("desk_state", json!({})).unwrap()["secrets"]["keeping"], "session");
    let made = shell.call("make_vault", json!({ "passphrase": PASSPHRASE })).unwrap();
    let secrets =
        json!({ "keeping": "vault", "fault": null, "locked": false, "lockIsReal": true, "canKeychain": false });
    assert_eq!((&made["secrets"], made["profiles"].as_array().unwrap().len()), (&secrets, 2));

    let state = shell.call("lock", json!({})).unwrap();
    assert_eq!(
        (&state["profiles"], &state["problem"], &state["secrets"]["locked"]),
        (&json!([]), &Value::Null, &json!(true))
    );
    for (command, arguments) in doors(&profile) {
        assert_eq!(code(shell.call(command, arguments)), "locked", "{command}");
    }
    assert_eq!(code(shell.call("unlock", json!({ "passphrase": null }))), "locked");
    let begun = std::time::Instant::now();
    assert_eq!(code(shell.call("unlock", json!({ "passphrase": "another passphrase" }))), "passphraseWrong");
    let second = shell.call("unlock", json!({ "passphrase": "another passphrase still" }));
    assert_eq!(code(second), "passphraseWrong");
    assert!(begun.elapsed().as_secs() >= 1, "the second try waited");
    let after = shell.call("unlock", json!({ "passphrase": PASSPHRASE })).unwrap();
    assert_eq!((&after["secrets"], after["profiles"].as_array().unwrap().len()), (&secrets, 2));
    assert!(after["practiceRunning"].as_bool().unwrap());
    assert!(shell.call("outbox", json!({ "profile": profile })).is_ok());
    assert_eq!(code(shell.call("leave_vault", json!({ "passphrase": PASSPHRASE }))), "keychainUnusable");
    let change = json!({ "old": PASSPHRASE, "fresh": "quite another passphrase" });
    assert_eq!(shell.call("change_passphrase", change).unwrap(), Value::Null);
    drop(shell);

    let again = Shell::at(folder.path());
    let state = again.call("desk_state", json!({})).unwrap();
    assert_eq!((&state["secrets"]["locked"], &state["secrets"]["lockIsReal"]), (&json!(true), &json!(true)));
    assert_eq!((&state["profiles"], &state["problem"]), (&json!([]), &Value::Null));
    let state = again.call("unlock", json!({ "passphrase": "quite another passphrase" })).unwrap();
    assert_eq!((&state["secrets"], state["profiles"].as_array().unwrap().len()), (&secrets, 2));
}

#[test]
fn a_damaged_vault_is_told_at_once_and_not_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let vault = folder.path().join("vault.bin");
    std::fs::write(&vault, "this was a vault").unwrap();
    let state = Shell::at(folder.path()).call("desk_state", json!({})).unwrap();
    let problem = json!({ "code": "vaultUnusable", "path": vault.display().to_string() });
    assert_eq!((&state["problem"]["error"], &state["secrets"]["locked"]), (&problem, &json!(false)));
    assert_eq!(std::fs::read(&vault).unwrap(), b"this was a vault");
}

#[test]
fn how_long_the_desk_stays_open_by_itself_has_its_bounds() {
    let shell = Shell::open();
    let mut preferences = shell.call("desk_state", json!({})).unwrap()["preferences"].clone();
    for (asked, kept) in
        [(json!(0), json!(1)), (json!(5), json!(5)), (json!(10_000), json!(240)), (Value::Null, Value::Null)]
    {
        preferences["lockAfterMinutes"] = asked;
        let answer = shell.call("set_preferences", json!({ "preferences": preferences })).unwrap();
        assert_eq!(answer["lockAfterMinutes"], kept);
    }
}
