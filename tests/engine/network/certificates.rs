//! Each certificate that is not taken is told why, and nothing was sent before.

use bailiwick_engine::error::{CertificateFault, ErrorCode};
use bailiwick_engine::profile::TrustSetup;
use bailiwick_practice::Kind;
use rustls::version::{TLS12, TLS13};

use super::authority::{Authority, self_signed};
use super::front::Front;
use super::{file, find};
use crate::bench::{code, engine, practice};

fn not_trusted(front: &Front, fault: CertificateFault) -> ErrorCode {
    ErrorCode::CertificateNotTrusted { host: front.place(), fault }
}

#[tokio::test]
async fn each_fault_of_a_certificate_is_told_and_nothing_is_sent_before() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let server = practice(Kind::Mastodon).await;
    let authority = Authority::new("An authority of our own");
    let roots = file(folder.path(), "roots.pem", &authority.pem());
    let ours = TrustSetup { roots_file: Some(roots), ..TrustSetup::default() };
    let table = [
        (authority.server_between("localhost", 2020, 2021), ours.clone(), CertificateFault::Expired),
        (authority.server_between("localhost", 2990, 2999), ours.clone(), CertificateFault::Expired),
        (authority.server("tree.example"), ours.clone(), CertificateFault::OtherName),
        (self_signed("localhost"), ours.clone(), CertificateFault::UnknownIssuer),
        (authority.server("localhost"), TrustSetup::default(), CertificateFault::UnknownIssuer),
    ];
    for (pair, setup, fault) in table {
        let front = Front::tls(&server, &pair).await;
        assert_eq!(code(find(&engine, &front, setup.clone()).await), not_trusted(&front, fault));
        let seen = engine.look_at_certificate(&front.address(), Some(setup)).await.unwrap();
        assert_eq!(seen.fault, Some(fault));
        assert!(server.requests().is_empty(), "{fault:?}");
    }
    let front = Front::tls(&server, &authority.server("localhost")).await;
    let found = find(&engine, &front, ours).await.unwrap();
    assert_eq!(found.address, front.place());
    assert!(!server.requests().is_empty());
}

#[tokio::test]
async fn a_pinned_certificate_is_taken_whatever_else_is_wrong_with_it_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let server = practice(Kind::Gitlab).await;
    let authority = Authority::new("An authority of our own");
    let odd = [
        authority.server_between("localhost", 2020, 2021),
        authority.server_between("localhost", 2990, 2999),
        authority.server("tree.example"),
        self_signed("localhost"),
    ];
    for pair in odd {
        let front = Front::tls(&server, &pair).await;
        let seen = engine.look_at_certificate(&front.address(), None).await.unwrap();
        let pinned = TrustSetup { pinned: Some(seen.sha256.to_lowercase().replace(':', " ")), ..TrustSetup::default() };
        assert!(find(&engine, &front, pinned.clone()).await.is_ok());
        server.clear_requests();
        // Even one that everybody else would take.
        let roots = file(folder.path(), "roots.pem", &authority.pem());
        let pinned = TrustSetup { roots_file: Some(roots), ..pinned };
        let front = Front::tls(&server, &authority.server("localhost")).await;
        let refused = code(find(&engine, &front, pinned).await);
        assert_eq!(refused, ErrorCode::CertificateChanged { host: front.place() });
        assert!(server.requests().is_empty());
    }
}

/// Shows a certificate without having its key: whoever pins it must not take him for the server.
#[tokio::test]
async fn a_pinned_certificate_is_not_taken_from_somebody_who_has_not_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let server = practice(Kind::Mastodon).await;
    let (real, thief) = (self_signed("localhost"), self_signed("localhost"));
    for version in [&TLS12, &TLS13] {
        let front = Front::forging(&server, &real, &thief, version).await;
        let seen = engine.look_at_certificate(&front.address(), None).await.unwrap();
        let pinned = TrustSetup { pinned: Some(seen.sha256), ..TrustSetup::default() };
        let refused = code(find(&engine, &front, pinned).await);
        assert!(matches!(refused, ErrorCode::CertificateNotTrusted { .. }), "{refused:?}");
        assert!(server.requests().is_empty());
    }
}

#[tokio::test]
async fn a_server_that_asks_for_a_certificate_gets_the_one_that_was_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let server = practice(Kind::Mastodon).await;
    let (authority, clients) = (Authority::new("servers"), Authority::new("clients"));
    let roots = Some(file(folder.path(), "roots.pem", &authority.pem()));
    let right = Some(file(folder.path(), "kim.pem", &clients.client("kim").both()));
    let foreign = Some(file(folder.path(), "foreign.pem", &Authority::new("others").client("kim").both()));
    let pair = authority.server("localhost");
    let setup = |client_file| TrustSetup { roots_file: roots.clone(), client_file, ..TrustSetup::default() };
    let front = Front::asking(&server, &pair, &clients, &[&TLS13]).await;
    let without = code(find(&engine, &front, setup(None)).await);
    assert_eq!(without, ErrorCode::ClientCertificateNeeded { host: front.place() });
    for version in [&TLS12, &TLS13] {
        let front = Front::asking(&server, &pair, &clients, &[version]).await;
        let wrong = code(find(&engine, &front, setup(foreign.clone())).await);
        assert_eq!(wrong, ErrorCode::ClientCertificateRefused { host: front.place() }, "{version:?}");
        assert!(server.requests().is_empty());
        assert!(find(&engine, &front, setup(right.clone())).await.is_ok(), "{version:?}");
        server.clear_requests();
    }
}

#[tokio::test]
async fn a_handshake_that_breaks_off_is_told_as_that() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    for rudely in [false, true] {
        let front = Front::breaking_off(rudely).await;
        assert_eq!(code(find(&engine, &front, TrustSetup::default()).await), ErrorCode::CutOff);
        assert_eq!(code(engine.look_at_certificate(&front.address(), None).await), ErrorCode::CutOff);
    }
}

#[tokio::test]
async fn a_certificate_is_shown_as_people_can_compare_it_and_nothing_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let server = practice(Kind::Mastodon).await;
    let authority = Authority::new("An authority of our own");
    let front = Front::tls(&server, &authority.server_between("localhost", 2020, 2021)).await;
    let seen = engine.look_at_certificate(&front.address(), None).await.unwrap();
    assert_eq!((seen.subject.as_str(), seen.issuer.as_str()), ("CN=a server", "CN=An authority of our own"));
    assert_eq!(seen.names, ["localhost"]);
    assert_eq!((seen.not_before.0, seen.not_after.0), (1_577_836_800_000, 1_609_459_200_000));
    assert!(!seen.self_signed && seen.sha256.len() == 95 && seen.now > seen.not_after);
    let own = Front::tls(&server, &self_signed("localhost")).await;
    assert!(engine.look_at_certificate(&own.address(), None).await.unwrap().self_signed);
    assert!(server.requests().is_empty());
    assert_eq!(code(engine.look_at_certificate(&server.base_url(), None).await), ErrorCode::NotFound);
}

#[tokio::test]
async fn a_strangers_words_in_a_certificate_are_cleaned_and_cut() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let server = practice(Kind::Mastodon).await;
    let authority = Authority::new(&format!("\u{202e}<b>evil</b>\u{200b}\n{}", "long ".repeat(2000)));
    let front = Front::tls(&server, &authority.server("localhost")).await;
    let seen = engine.look_at_certificate(&front.address(), None).await.unwrap();
    assert!(seen.issuer.chars().count() <= 200, "{}", seen.issuer.len());
    assert!(!seen.issuer.contains(['\u{202e}', '\u{200b}', '\n', '<']), "{}", seen.issuer);
}
