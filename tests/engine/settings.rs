//! Settings go out and come in: instances without their tokens, and nothing that was not checked.

use std::path::Path;

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::profile::{Pictures, SafeMode, TokenPlace};
use bailiwick_practice::{Kind, Practice, Who};
use serde_json::{Value, json};

use crate::bench::{Bench, Open, code, connect, engine, practice};

/// A desk with both kinds, and what it writes.
async fn written() -> (Open, [Practice; 2], tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let desk = engine(folder.path()).await;
    let servers = [practice(Kind::Mastodon).await, practice(Kind::Gitlab).await];
    for (server, who) in servers.iter().zip([Who::Moderator, Who::Administrator]) {
        let view = connect(&desk, server, who).await.unwrap();
        desk.set_pictures(&view.id, Pictures::Grey).await.unwrap();
    }
    let path = desk.export_settings(folder.path(), json!({"theme": "dark"})).await.unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let text = std::fs::read_to_string(path).unwrap();
    (desk, servers, folder, text)
}

fn put(folder: &Path, text: impl AsRef<[u8]>) -> std::path::PathBuf {
    let path = folder.join("settings.json");
    std::fs::write(&path, text).unwrap();
    path
}

#[tokio::test]
async fn what_goes_out_comes_in_elsewhere_without_tokens_and_looking_only() {
    let (_desk, servers, folder, text) = written().await;
    for (server, who) in servers.iter().zip([Who::Moderator, Who::Administrator]) {
        assert!(!text.contains(&server.token(who)));
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let other = engine(elsewhere.path()).await;
    let adopted = other.import_settings(&put(folder.path(), &text)).await.unwrap();
    assert_eq!((adopted.added.len(), adopted.skipped.len()), (2, 0));
    assert_eq!(adopted.preferences, Some(json!({"theme": "dark"})));
    let views = other.profiles().await.unwrap();
    for (view, server) in views.iter().zip(&servers) {
        assert_eq!(view.token, TokenPlace::Missing { why: None });
        assert_eq!((view.safe_mode, view.pictures), (SafeMode::ReadOnly, Pictures::Grey));
        assert_eq!((view.address.clone(), view.you.username.as_str()), (server.address().to_string(), "kim"));
        assert_eq!((&view.token_health, view.probed_at), (&None, None));
    }
    // Whoever brings a token is the same person.
    let (gitlab, server) = (&views[1], &servers[1]);
    let stranger = other.renew_token(&gitlab.id, server.token(Who::NoAdminMode)).await;
    assert!(stranger.is_err());
    let view = other.renew_token(&gitlab.id, server.token(Who::Administrator)).await.unwrap();
    assert!(view.token_health.is_some() && !view.you.may.is_empty());
    // A second time they are there already.
    let again = other.import_settings(&put(folder.path(), &text)).await.unwrap();
    assert_eq!((again.added.len(), again.skipped.len()), (0, 2));
}

#[tokio::test]
async fn what_is_no_such_file_or_of_a_later_version_changes_nothing() {
    let (_desk, _servers, folder, text) = written().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let other = engine(elsewhere.path()).await;
    let whole: Value = serde_json::from_str(&text).unwrap();
    let with = |key: &str, value: Value| {
        let mut changed = whole.clone();
        changed[key] = value;
        changed.to_string()
    };
    let mut unknown = whole.clone();
    unknown["instances"][0]["safeMode"] = json!("whateverComes");
    let many = vec![whole["instances"][0].clone(); 101];
    let large = format!("{}{}", " ".repeat(1024 * 1024), text);
    let odd = [
        String::new(),
        "not JSON".to_owned(),
        "[]".to_owned(),
        text[..text.len() / 2].to_owned(),
        with("version", json!(2)),
        with("kind", json!("somebody else's settings")),
        with("instances", json!(many)),
        unknown.to_string(),
        large,
    ];
    for text in odd {
        let path = put(folder.path(), &text);
        let told = code(other.import_settings(&path).await);
        assert_eq!(told, ErrorCode::SettingsUnreadable { path: path.display().to_string() }, "{:.80}", text.trim());
    }
    for path in [folder.path().join("missing.json"), folder.path().to_owned()] {
        assert!(matches!(code(other.import_settings(&path).await), ErrorCode::SettingsUnreadable { .. }));
    }
    assert!(other.profiles().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_instance_that_cannot_be_on_the_desk_is_skipped_and_the_others_are_not() {
    let (_desk, _servers, folder, text) = written().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let other = engine(elsewhere.path()).await;
    let mut whole: Value = serde_json::from_str(&text).unwrap();
    let good = whole["instances"][0].clone();
    let with = |key: &str, value: Value| {
        let mut changed = good.clone();
        changed[key] = value;
        changed
    };
    whole["instances"] = json!([
        with("address", json!("http://tree.example/")),
        with("address", json!("file:///etc/passwd")),
        with("name", json!("a\u{202e}b")),
        with("id", json!("")),
        with("id", json!("1\n2")),
        with("username", json!("two words")),
        with("caching", json!({"remote": "all", "goneDays": 9999, "addressDays": 1})),
        good.clone(),
        good,
    ]);
    let adopted = other.import_settings(&put(folder.path(), whole.to_string())).await.unwrap();
    assert_eq!((adopted.added.len(), adopted.skipped.len()), (1, 8));
    assert!(adopted.skipped.iter().all(|name| !name.contains('\u{202e}')));
}

#[tokio::test]
async fn a_mark_that_is_taken_becomes_another_and_a_full_desk_takes_no_more() {
    let (_desk, _servers, folder, text) = written().await;
    let bench = Bench::new(Kind::Gitlab).await;
    let taken = bench.view().await.mark;
    let mut whole: Value = serde_json::from_str(&text).unwrap();
    let mut one = whole["instances"][0].clone();
    one["mark"] = serde_json::to_value(&taken).unwrap();
    let numbered = |number: usize| {
        let mut other = one.clone();
        other["id"] = json!(format!("{number}"));
        other
    };
    whole["instances"] = (1..=10).map(numbered).collect();
    let adopted = bench.engine.import_settings(&put(folder.path(), whole.to_string())).await.unwrap();
    assert_eq!((adopted.added.len(), adopted.skipped.len()), (8, 2));
    let views = bench.engine.profiles().await.unwrap();
    let numbers: std::collections::BTreeSet<u8> = views.iter().map(|view| view.mark.number).collect();
    assert_eq!(numbers.len(), 9);
}
