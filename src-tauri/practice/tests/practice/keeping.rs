//! The state file.

use std::time::Duration;

use bailiwick_practice::{Kind, Options, Who, serve};
use serde_json::json;

use crate::client::{Client, quick, somebody};

fn kept(kind: Kind, folder: &tempfile::TempDir) -> Options {
    Options { state_file: Some(folder.path().join("deep/state.json")), ..quick(kind) }
}

#[tokio::test]
async fn what_was_decided_survives_a_restart() {
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let folder = tempfile::tempdir().unwrap();
        let practice = serve(kept(kind, &folder)).await.unwrap();
        let id = somebody(&practice, |person| person["username"] == "wren");
        let (who, verb) = match kind {
            Kind::Mastodon => (Who::Moderator, format!("/api/v1/admin/accounts/{id}/action?type=silence")),
            Kind::Gitlab => (Who::Administrator, format!("/api/v4/users/{id}/block")),
        };
        let client = Client::new(&practice, who);
        assert!(client.send("POST", &verb, &json!({ "type": "silence" })).await.status < 300);
        let before = practice.state();
        practice.stop().await.unwrap();
        let again = serve(Options { seed: 99, people: 5, ..kept(kind, &folder) }).await.unwrap();
        assert_eq!(again.state(), before);
        again.stop().await.unwrap();
        assert_eq!(std::fs::read_dir(folder.path().join("deep")).unwrap().count(), 1, "no drafts are left");
    }
}

#[tokio::test]
async fn a_change_is_on_disk_soon_also_without_a_stop() {
    let folder = tempfile::tempdir().unwrap();
    let practice = serve(kept(Kind::Gitlab, &folder)).await.unwrap();
    practice.change_person("1", &json!({ "name": "Somebody Else" })).unwrap();
    tokio::time::sleep(Duration::from_millis(700)).await;
    drop(practice);
    let again = serve(kept(Kind::Gitlab, &folder)).await.unwrap();
    assert_eq!(again.person("1").unwrap()["name"], "Somebody Else");
}

#[tokio::test]
async fn a_broken_file_is_set_aside_and_new_people_come() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    std::fs::write(&path, "{\"format\":1,\"world\":").unwrap();
    let options = Options { state_file: Some(path.clone()), ..quick(Kind::Mastodon) };
    let practice = serve(options.clone()).await.unwrap();
    assert!(practice.people().len() >= 300);
    assert_eq!(std::fs::read_to_string(folder.path().join("state.json.broken")).unwrap(), "{\"format\":1,\"world\":");
    practice.stop().await.unwrap();
    let other = serve(Options { state_file: Some(path), ..quick(Kind::Gitlab) }).await.unwrap();
    assert!(other.id_of("alert-bot").is_some(), "another platform's file is set aside as well");
}

#[tokio::test]
async fn a_stopped_server_is_unreachable_and_its_port_free_again() {
    let practice = serve(quick(Kind::Mastodon)).await.unwrap();
    let (client, port) = (Client::new(&practice, Who::Moderator), practice.address().port());
    assert_eq!(client.get("/api/v2/instance").await.status, 200);
    let taken = serve(Options { port, ..quick(Kind::Gitlab) }).await;
    assert!(taken.unwrap_err().to_string().contains(&port.to_string()));
    practice.stop().await.unwrap();
    assert!(client.request("GET", "/api/v2/instance").send().await.unwrap_err().is_connect());
    let again = serve(Options { port, ..quick(Kind::Mastodon) }).await.unwrap();
    assert_eq!(again.address().port(), port);
}
