//! What crosses the border: commands that work, errors with their codes, calls that are refused.

use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager, WebviewWindow};

/// The desk on the mock runtime, with a data folder of its own.
pub struct Shell {
    app: App<MockRuntime>,
    _folder: tempfile::TempDir,
}

/// The tests leave the keychain of whoever runs them alone.
fn options(folder: &std::path::Path) -> bailiwick::Options {
    bailiwick::Options {
        data: Some(folder.to_owned()),
        keychain: bailiwick_engine::Keychain::Unused,
        practice_ports: [0, 0],
        ..Default::default()
    }
}

fn app(options: bailiwick::Options) -> App<MockRuntime> {
    let app = bailiwick::build(mock_builder()).build(bailiwick::context()).unwrap();
    // The mock's event loop never becomes ready by itself.
    bailiwick::set_up(app.handle(), options).unwrap();
    app
}

impl Shell {
    pub fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = options(folder.path());
        Shell { app: app(options), _folder: folder }
    }

    /// The same on a folder that stays.
    pub fn at(folder: &std::path::Path) -> Self {
        Shell { app: app(options(folder)), _folder: tempfile::tempdir().unwrap() }
    }

    /// The same with the system's keychain, on a folder that stays: for tests inside a session of their own.
    pub fn kept(folder: &std::path::Path) -> Self {
        let options = bailiwick::Options { keychain: bailiwick_engine::Keychain::System, ..options(folder) };
        Shell { app: app(options), _folder: tempfile::tempdir().unwrap() }
    }

    /// Starts the practice servers. Gives the id of a profile.
    pub fn practise(&self) -> String {
        self.call("start_practice", json!({})).unwrap()[0]["id"].as_str().unwrap().to_owned()
    }

    fn window(&self) -> WebviewWindow<MockRuntime> {
        self.app.get_webview_window("desk").unwrap()
    }

    fn call_from(&self, url: &str, command: &str, arguments: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: url.parse().unwrap(),
            body: InvokeBody::Json(arguments),
            headers: tauri::http::HeaderMap::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(&self.window(), request).map(|body| body.deserialize::<Value>().unwrap())
    }

    pub fn call(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        self.call_from("tauri://localhost", command, arguments)
    }
}

/// A filter that filters nothing, as it crosses.
fn empty_filter() -> Value {
    serde_json::to_value(bailiwick_engine::filter::Filter::default()).unwrap()
}

impl Drop for Shell {
    fn drop(&mut self) {
        tauri::async_runtime::block_on(self.app.state::<bailiwick::Desk>().close());
    }
}

#[test]
fn a_fresh_desk_has_no_profiles_and_no_problem() {
    let shell = Shell::open();
    let state = shell.call("desk_state", json!({})).unwrap();
    assert_eq!(state["profiles"], json!([]));
    assert_eq!(state["problem"], Value::Null);
    assert_eq!(state["preferences"]["theme"], "system");
}

#[test]
fn an_error_crosses_with_its_code_and_its_details() {
    let shell = Shell::open();
    let error = shell.call("find_server", json!({ "address": "http://tree.example" })).unwrap_err();
    assert_eq!(error, json!({ "error": { "code": "httpNotAllowed" }, "serverSaid": null }));
    let error = shell.call("find_server", json!({ "address": "no address" })).unwrap_err();
    assert_eq!(error["error"]["code"], "addressInvalid");
    let error = shell.call("refresh", json!({ "profile": "nobody" })).unwrap_err();
    assert_eq!(error["error"]["code"], "noSuchProfile");
}

#[test]
fn a_list_that_cannot_be_written_is_refused_with_the_reason() {
    let shell = Shell::open();
    let query = |columns: &[&str]| {
        json!({
            "place": "accounts", "typed": "", "filter": empty_filter(), "format": "csv", "columns": columns,
            "sort": { "by": "joined", "descending": true },
        })
    };
    let start =
        |profile: Value, columns| shell.call("start_export", json!({ "profile": profile, "query": query(columns) }));
    assert_eq!(start(Value::Null, &[]).unwrap_err()["error"]["code"], "exportEmpty");
    assert_eq!(start(json!("nobody"), &["handle"]).unwrap_err()["error"]["code"], "noSuchProfile");
    // One that never began is neither shown nor stopped.
    assert_eq!(shell.call("show_export", json!({ "id": 0 })).unwrap_err()["error"]["code"], "notFound");
    assert_eq!(shell.call("stop_export", json!({ "id": 0 })).unwrap(), Value::Null);
}

#[test]
fn a_list_over_no_instance_is_empty() {
    let shell = Shell::open();
    let query = |cursor| {
        let sort = json!({ "by": "joined", "descending": true });
        json!({ "query": { "place": "queue", "typed": "state:pending", "sort": sort, "cursor": cursor, "limit": 10 } })
    };
    let page = shell.call("list_all", query(Value::Null)).unwrap();
    assert_eq!((&page["rows"], &page["next"], &page["unread"]), (&json!([]), &Value::Null, &json!([])));
    assert_eq!(page["filter"]["state"], "pending");
    let counts = shell.call("count_all", query(Value::Null)).unwrap();
    assert_eq!(counts["matching"], json!({ "number": 0, "more": false }));
    assert_eq!(shell.call("list_all", query(json!("not one"))).unwrap_err()["error"]["code"], "internal");
    let error = shell.call("others", json!({ "profile": "nobody", "account": "1" })).unwrap_err();
    assert_eq!(error["error"]["code"], "noSuchProfile");
}

#[test]
fn without_a_keychain_there_is_nothing_to_recover_and_a_wrong_key_is_told() {
    let shell = Shell::open();
    let state = shell.call("recovery_state", json!({})).unwrap();
    assert_eq!(state, json!({ "kind": "sessionOnly", "why": "unused" }));
    assert_eq!(shell.call("draft_recovery_key", json!({})).unwrap_err()["error"]["code"], "keychainUnusable");
    assert_eq!(shell.call("drop_recovery_draft", json!({})).unwrap(), Value::Null);
    let error = shell.call("recover", json!({ "typed": "ABCD" })).unwrap_err();
    assert_eq!(error["error"], json!({ "code": "recoveryKeyLength", "has": 4, "needs": 72 }));
    assert_eq!(shell.call("back_up", json!({ "profile": "nobody" })).unwrap_err()["error"]["code"], "noSuchProfile");
}

#[test]
fn only_web_pages_are_opened() {
    let shell = Shell::open();
    for address in ["javascript:alert(1)", "file:///etc/passwd", "https://name:word@tree.example/", "tree.example"] {
        let error = shell.call("open_link", json!({ "url": address })).unwrap_err();
        assert_eq!(error["error"]["code"], "linkNotAllowed", "{address}");
    }
}

#[test]
fn a_command_that_is_not_ours_is_refused() {
    let shell = Shell::open();
    for command in
        ["plugin:store|load", "plugin:opener|open_url", "plugin:window|close", "plugin:event|emit", "no_such_command"]
    {
        assert!(shell.call(command, json!({})).is_err(), "{command} was answered");
    }
}

#[test]
fn a_page_that_is_not_ours_is_refused() {
    let shell = Shell::open();
    assert!(shell.call_from("https://tree.example/", "desk_state", json!({})).is_err());
}

#[test]
fn preferences_are_kept() {
    let shell = Shell::open();
    let mut preferences = shell.call("desk_state", json!({})).unwrap()["preferences"].clone();
    preferences["theme"] = json!("dark");
    preferences["hideAddresses"] = json!(true);
    shell.call("set_preferences", json!({ "preferences": preferences })).unwrap();
    assert_eq!(shell.call("desk_state", json!({})).unwrap()["preferences"], preferences);
}

#[test]
fn practice_people_are_on_the_desk_and_may_be_decided_about() {
    let shell = Shell::open();
    let profiles = shell.call("start_practice", json!({})).unwrap();
    let profiles = profiles.as_array().unwrap();
    assert_eq!(profiles.len(), 2);
    for profile in profiles {
        assert_eq!(profile["practice"], true);
        assert_eq!(profile["safeMode"], "askIrreversible");
        assert_eq!(profile["token"]["kind"], "practice");
    }
    let state = shell.call("desk_state", json!({})).unwrap();
    assert_eq!(state["practiceRunning"], true);
    // Whoever asked once finds them again.
    assert_eq!(state["preferences"]["practice"], true);
}

#[test]
fn a_second_desk_on_the_same_folder_says_so() {
    let first = Shell::open();
    first.call("desk_state", json!({})).unwrap();
    let second = Shell { app: app(options(first._folder.path())), _folder: tempfile::tempdir().unwrap() };
    let state = second.call("desk_state", json!({})).unwrap();
    assert_eq!(state["problem"]["error"]["code"], "alreadyOpen");
    let error = second.call("start_practice", json!({})).unwrap_err();
    assert_eq!(error["error"]["code"], "alreadyOpen");
}
