//! Connecting: who is there, who we are there, and the exact reason why not.

use std::io::{Read, Write};
use std::net::TcpListener;

use bailiwick_engine::error::{CertificateFault, ErrorCode};
use bailiwick_engine::profile::{Ability, Allowance, Connection, Platform, TokenPlace};
use bailiwick_practice::{Fault, FaultKind, Kind, Who};

use crate::bench::{Bench, code, connect, engine, practice};

#[tokio::test]
async fn the_platform_is_found_by_asking_and_the_person_by_the_token() {
    for (kind, platform, role) in
        [(Kind::Mastodon, Platform::Mastodon, "Moderator"), (Kind::Gitlab, Platform::Gitlab, "Administrator")]
    {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path()).await;
        let server = practice(kind).await;
        let address = server.base_url().replace("http://", "");
        let found = engine.find_server(&format!("  {address}/ ")).await.unwrap();
        assert_eq!(found.software.platform, platform);
        assert_eq!(found.address, address);
        let who = crate::bench::moderator(kind);
        let person = engine.identify(&found.draft, format!("{}\n", server.token(who))).await.unwrap();
        assert_eq!((person.you.username.as_str(), person.you.role.as_deref()), ("kim", Some(role)));
        assert_eq!(person.token, TokenPlace::SessionOnly, "told plainly");
        assert_eq!(person.you.allowance(Ability::DecideSignUps), &Allowance::Yes);
    }
}

#[tokio::test]
async fn a_practice_server_connected_by_token_counts_as_real() {
    let bench = Bench::new(Kind::Mastodon).await;
    let view = bench.view().await;
    assert!(!view.practice);
    assert_eq!(view.token, TokenPlace::SessionOnly);
}

#[tokio::test]
async fn a_new_profile_starts_read_only_and_connecting_twice_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let server = practice(Kind::Gitlab).await;
    connect(&engine, &server, Who::Administrator).await.unwrap();
    let again = connect(&engine, &server, Who::Administrator).await;
    assert_eq!(code(again), ErrorCode::AlreadyConnected { name: "Test".to_owned() });
}

#[tokio::test]
async fn each_token_that_does_not_open_the_desk_is_told_why() {
    let scope = |scope: &str| ErrorCode::ScopeMissing { scope: scope.to_owned() };
    let roleless = |handle: &str| ErrorCode::RoleMissing { handle: Some(handle.to_owned()) };
    let table = [
        (Kind::Mastodon, Who::Revoked, ErrorCode::TokenNotTaken),
        (Kind::Mastodon, Who::Member, roleless("wren")),
        (Kind::Mastodon, Who::NoScope, scope("admin:read:accounts")),
        (Kind::Gitlab, Who::Revoked, ErrorCode::TokenNotTaken),
        (Kind::Gitlab, Who::User, roleless("wren")),
        (Kind::Gitlab, Who::NoAdminMode, ErrorCode::AdminModeMissing),
    ];
    for (kind, who, expected) in table {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path()).await;
        let server = practice(kind).await;
        let answer = connect(&engine, &server, who).await;
        assert_eq!(code(answer), expected, "{kind:?} {who:?}");
        assert!(engine.profiles().await.unwrap().is_empty(), "nothing is left on the desk");
    }
}

#[tokio::test]
async fn an_unknown_token_is_not_taken_and_a_text_that_is_none_is_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let server = practice(kind).await;
        let found = engine.find_server(&server.base_url()).await.unwrap();
        let answer = engine.identify(&found.draft, "AbCdEfGhIjKlMnOp".to_owned()).await;
        assert_eq!(code(answer), ErrorCode::TokenNotTaken, "{kind:?}");
        server.clear_requests();
        for text in ["", "two words", "line\nline-line", "ключключключ", &"x".repeat(10_000)] {
            assert_eq!(code(engine.identify(&found.draft, text.to_owned()).await), ErrorCode::NotAToken);
        }
        assert!(server.requests().is_empty());
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_told_before_anything_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    for typed in [
        "",
        "two words",
        "ftp://tree.example",
        "https://kim:word@tree.example",
        "https://",
        "tree..example",
        "file:///etc/passwd",
    ] {
        assert_eq!(code(engine.find_server(typed).await), ErrorCode::AddressInvalid, "{typed:?}");
    }
    assert_eq!(code(engine.find_server("http://tree.example").await), ErrorCode::HttpNotAllowed);
}

#[tokio::test]
async fn nothing_that_answers_is_told_apart_from_nothing_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = code(engine.find_server(&closed.to_string()).await);
    assert_eq!(refused, ErrorCode::NotReachable { host: closed.to_string() });
    // A name that can never exist (RFC 6761).
    let unknown = code(engine.find_server("https://no-such-server.invalid").await);
    assert_eq!(unknown, ErrorCode::NoSuchServer { host: "no-such-server.invalid".to_owned() });
}

/// A server that answers every request with the same bytes, once read.
fn always(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(&answer);
        }
    });
    address
}

#[tokio::test]
async fn a_server_that_is_neither_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let page = "<!doctype html><title>A shop</title>";
    let shop = always(
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}",
            page.len()
        )
        .into_bytes(),
    );
    assert_eq!(code(engine.find_server(&shop).await), ErrorCode::NeitherPlatform);
    let nothing = always(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec());
    assert_eq!(code(engine.find_server(&nothing).await), ErrorCode::NeitherPlatform);
    assert!(engine.profiles().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_server_that_lies_is_told_exactly_and_nothing_is_lost() {
    let table = [
        (FaultKind::HtmlForJson, ErrorCode::HtmlInsteadOfData { status: 200 }),
        (FaultKind::BigBody { megabytes: 50 }, ErrorCode::TooLarge { megabytes: 16 }),
        (FaultKind::CutOff, ErrorCode::CutOff),
        (FaultKind::CloseBefore, ErrorCode::CutOff),
        (FaultKind::WrongType, ErrorCode::Unreadable),
        (
            FaultKind::Status { code: 502, body: bailiwick_practice::ErrorBody::Html },
            ErrorCode::ServerTrouble { status: 502 },
        ),
        (
            FaultKind::Redirect { to: "https://elsewhere.example/".to_owned() },
            ErrorCode::SentElsewhere { host: "elsewhere.example".to_owned() },
        ),
        (FaultKind::TokenRevoked, ErrorCode::TokenNotTaken),
        (FaultKind::TooMany { retry_after: Some(60) }, ErrorCode::RateLimited { until: None }),
    ];
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let (bench, clock) = Bench::on_set_clock(kind).await;
        let before = bench.refresh().await.cached;
        for (fault, expected) in table.clone() {
            bench.server().add_fault(Fault::new("/", fault.clone()));
            let view = bench.refresh().await;
            let problem = view.sync.problem.unwrap_or_else(|| panic!("{kind:?} {fault:?}: the refresh went well"));
            let error = match problem.error {
                ErrorCode::RateLimited { until } => {
                    assert!(until.is_some(), "{kind:?}: when it takes requests again");
                    ErrorCode::RateLimited { until: None }
                }
                other => other,
            };
            assert_eq!(error, expected, "{kind:?} {fault:?}");
            assert_ne!(view.connection, Connection::Online, "{kind:?} {fault:?}");
            assert_eq!(view.cached, before, "{kind:?} {fault:?}: nothing is lost");
            bench.server().clear_faults();
        }
        // Longer than anything that was asked for.
        clock.send_modify(|now| *now += 60 * 60_000);
        let view = bench.refresh().await;
        assert_eq!((view.sync.problem, view.connection), (None, Connection::Online), "{kind:?}: and all is well again");
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let address = self_signed();
    let refused = code(engine.find_server(&format!("https://{address}")).await);
    let expected = ErrorCode::CertificateNotTrusted { host: address.clone(), fault: CertificateFault::UnknownIssuer };
    assert_eq!(refused, expected);
}

/// A TLS server whose certificate is signed by itself.
fn self_signed() -> String {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut session = rustls::ServerConnection::new(std::sync::Arc::new(config.clone())).unwrap();
            let _ = session.complete_io(&mut stream);
        }
    });
    format!("localhost:{port}")
}

#[tokio::test]
async fn a_new_token_must_be_the_same_persons() {
    let bench = Bench::new(Kind::Mastodon).await;
    let other = bench.engine.renew_token(&bench.profile, bench.server().token(Who::Admin)).await;
    assert_eq!(code(other), ErrorCode::OtherPerson { username: "noor".to_owned() });
    let dead = bench.engine.renew_token(&bench.profile, bench.server().token(Who::Revoked)).await;
    assert_eq!(code(dead), ErrorCode::TokenNotTaken);
    let view = bench.engine.renew_token(&bench.profile, bench.server().token(Who::Moderator)).await.unwrap();
    assert_eq!(view.connection, Connection::Online, "the old one stayed in use until a good one came");
}

#[tokio::test]
async fn no_answer_error_or_diagnosis_shows_the_token() {
    let bench = Bench::new(Kind::Mastodon).await;
    let token = bench.server().token(Who::Moderator);
    bench.refresh().await;
    bench.server().add_fault(Fault::new("/api", FaultKind::TokenRevoked));
    let view = bench.refresh().await;
    let shown = format!("{view:?} {:?}", bench.engine.check_connection(&bench.profile).await);
    assert!(!shown.contains(&token));
    for request in bench.server().requests() {
        assert!(!request.path.contains(&token) && !request.query.contains(&token) && !request.body.contains(&token));
    }
}
