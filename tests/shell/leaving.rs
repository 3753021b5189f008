//! Forgetting everything, and settings that go along, as the window asks for them.

use serde_json::{Value, json};

use crate::border::Shell;

#[test]
fn a_desk_that_forgot_everything_is_as_on_its_first_day() {
    let shell = Shell::open();
    let practised = shell.call("start_practice", json!({})).unwrap();
    let profile = practised[0]["id"].clone();
    assert!(practised[0]["tokenHealth"]["way"] == "pasted" && practised[0]["probedAt"].is_number());
    let mut preferences = shell.call("desk_state", json!({})).unwrap()["preferences"].clone();
    preferences["theme"] = json!("dark");
    shell.call("set_preferences", json!({ "preferences": preferences })).unwrap();
    let told = shell.call("forget_everything", json!({ "revoke": true })).unwrap();
    let practice: Vec<&Value> = told["forgotten"].as_array().unwrap().iter().map(|one| &one["practice"]).collect();
    assert_eq!(practice, [true, true]);
    let state = shell.call("desk_state", json!({})).unwrap();
    assert_eq!((&state["profiles"], &state["problem"]), (&json!([]), &Value::Null));
    assert_eq!((&state["preferences"]["theme"], &state["practiceRunning"]), (&json!("system"), &json!(false)));
    let gone = shell.call("probe", json!({ "profile": profile })).unwrap_err();
    assert_eq!(gone["error"]["code"], "noSuchProfile");
    // And it can begin anew.
    assert_eq!(shell.call("start_practice", json!({})).unwrap().as_array().unwrap().len(), 2);
}

#[test]
fn what_a_forgotten_instance_leaves_crosses_the_border() {
    let shell = Shell::open();
    let practised = shell.call("start_practice", json!({})).unwrap();
    let told = shell.call("forget_instance", json!({ "profile": practised[0]["id"], "revoke": false })).unwrap();
    assert_eq!(told["token"], json!({ "kind": "left", "problem": null }));
    assert_eq!((&told["practice"], &told["staysOnServer"], &told["dropped"]), (&json!(true), &json!([]), &json!(0)));
    let revoked = shell.call("revoke_token", json!({ "profile": practised[1]["id"] })).unwrap();
    assert_eq!((&revoked["tokenHealth"], &revoked["token"]["kind"]), (&Value::Null, &json!("missing")));
}

#[test]
fn settings_come_in_with_the_preferences_that_can_be_read() {
    let shell = Shell::open();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    let import = |settings: Value| {
        std::fs::write(&path, settings.to_string()).unwrap();
        shell.call("import_settings", json!({ "path": path }))
    };
    let with = |preferences: Value| json!({ "kind": "Bailiwick settings", "version": 1, "preferences": preferences, "instances": [] });
    let told = import(with(json!({ "theme": "dark", "holds": { "reversible": 999_999_999 } }))).unwrap();
    assert_eq!((&told["added"], &told["preferences"]["theme"]), (&json!([]), &json!("dark")));
    assert!(told["preferences"]["holds"]["reversible"].as_u64().unwrap() < 999_999_999, "within its bounds");
    let told = import(with(json!({ "theme": "of a later version" }))).unwrap();
    assert_eq!(told["preferences"]["theme"], "dark", "what cannot be read changes nothing");
    assert_eq!(import(json!([])).unwrap_err()["error"]["code"], "settingsUnreadable");
}
