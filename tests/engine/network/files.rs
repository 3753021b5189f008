//! Files that are no certificates, and keys that stay where they belong.

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::profile::{Connection, PartChange, TrustChange, TrustSetup};
use bailiwick_engine::{Keychain, Options};
use bailiwick_practice::Kind;
use rustls::version::TLS13;

use super::authority::Authority;
use super::front::Front;
use super::{connect, file, find};
use crate::bench::{Open, code, engine, files, moderator, options, practice};
use crate::keychain::{UNLOCKED, outside};

#[tokio::test]
async fn a_file_that_is_not_what_was_asked_for_is_told_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let server = practice(Kind::Mastodon).await;
    let authority = Authority::new("An authority of our own");
    let front = Front::tls(&server, &authority.server("localhost")).await;
    let (kim, other) = (authority.client("kim"), authority.client("other"));
    let broken = authority.pem().replace("MII", "!!!");
    let written = |name: &str, text: &str| file(folder.path(), name, text);
    let neither = [
        written("garbage.pem", "this was a certificate"),
        written("empty.pem", ""),
        written("broken.pem", &broken),
        written("cut.pem", &authority.pem()[..200]),
        written("key.pem", &kim.key_pem),
        written("large.pem", &authority.pem().repeat(10 * 1024 * 1024 / authority.pem().len())),
        folder.path().display().to_string(),
        folder.path().join("missing.pem").display().to_string(),
        "relative.pem".to_owned(),
        "/dev/zero".to_owned(),
        // Nobody may read it from its beginning, not even root.
        "/proc/self/mem".to_owned(),
        String::new(),
    ];
    let no_pair = [
        written("certificate.pem", &kim.pem),
        written("foreign.pem", &format!("{}{}", kim.pem, other.key_pem)),
        written("locked.pem", &kim.both().replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")),
    ];
    for path in &neither {
        let setup = TrustSetup { roots_file: Some(path.clone()), ..TrustSetup::default() };
        let refused = code(find(&engine, &front, setup).await);
        assert_eq!(refused, ErrorCode::CertificateFileUnusable { path: path.clone() });
    }
    for path in neither.iter().chain(&no_pair) {
        let setup = TrustSetup { client_file: Some(path.clone()), ..TrustSetup::default() };
        let error = find(&engine, &front, setup).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::CertificateFileUnusable { path: path.clone() });
        let shown = format!("{error:?} {error} {:?}", error.source);
        assert!(!shown.contains(&kim.key_line()) && !shown.contains(&other.key_line()), "{shown}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn what_was_typed_wrong_is_told_before_anything_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let server = practice(Kind::Mastodon).await;
    let find = async |setup| code(engine.find_server_by(&server.base_url(), Some(setup)).await);
    let pinned = |typed: &str| TrustSetup { pinned: Some(typed.to_owned()), ..TrustSetup::default() };
    let proxy = |typed: &str| TrustSetup { proxy: Some(typed.to_owned()), ..TrustSetup::default() };
    assert_eq!(find(pinned("AA:BB")).await, ErrorCode::FingerprintInvalid);
    assert_eq!(find(proxy("http://kim:word@proxy.example")).await, ErrorCode::ProxyInvalid);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_key_of_a_client_certificate_is_in_the_keychain_and_nowhere_else() {
    if outside("network::files::the_key_of_a_client_certificate_is_in_the_keychain_and_nowhere_else", Some(UNLOCKED)) {
        return;
    }
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let kept = || Options { keychain: Keychain::System, ..options(folder.path()) };
    let server = practice(Kind::Mastodon).await;
    let (authority, clients) = (Authority::new("servers"), Authority::new("clients"));
    let kim = clients.client("kim");
    let front = Front::asking(&server, &authority.server("localhost"), &clients, &[&TLS13]).await;
    let setup = TrustSetup {
        roots_file: Some(file(elsewhere.path(), "roots.pem", &authority.pem())),
        client_file: Some(file(elsewhere.path(), "kim.pem", &kim.both())),
        ..TrustSetup::default()
    };
    let first = Open::new(kept()).await;
    let view = connect(&first, &front, server.token(moderator(Kind::Mastodon)), setup).await;
    let shown = format!("{view:?} {}", serde_json::to_string(&view).unwrap());
    assert!(!shown.contains(&kim.key_line()));
    first.close().await;
    drop(first);
    drop(elsewhere);
    for path in files(folder.path()) {
        let bytes = std::fs::read(&path).unwrap();
        let line = kim.key_line();
        assert!(!bytes.windows(line.len()).any(|window| window == line.as_bytes()), "{}", path.display());
    }
    let second = Open::new(kept()).await;
    let view = second.check_connection(&view.id).await.unwrap();
    assert_eq!(view.connection, Connection::Online, "it is shown after a restart as well");
    let change = TrustChange { client_file: PartChange::Drop, ..TrustChange::default() };
    let view = second.set_trust(&view.id, change).await.unwrap();
    let Connection::Offline { problem, .. } = view.connection else { panic!("{view:?}") };
    assert_eq!(problem.error, ErrorCode::ClientCertificateNeeded { host: front.place() });
    assert!(view.trust.client.is_none());
}
