//! Proxies: the instance's own, the system's, and none before this computer itself.

use std::net::SocketAddr;
use std::process::{Command, Stdio};

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::profile::{Connection, TrustSetup};
use bailiwick_practice::Kind;

use super::authority::Authority;
use super::front::Front;
use super::proxy::{Manner, Proxy};
use super::{file, find};
use crate::bench::{code, engine, moderator, practice};

/// Where nothing listens.
fn nowhere() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[tokio::test]
async fn an_instances_own_proxy_carries_everything_and_international_names_go_out_in_ascii() {
    for (manner, scheme) in [(Manner::Socks, "socks5h"), (Manner::Connect, "http")] {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path()).await;
        let server = practice(Kind::Gitlab).await;
        let authority = Authority::new("An authority of our own");
        let front = Front::tls(&server, &authority.server("xn--mll-hoa.example")).await;
        let proxy = Proxy::new(manner, SocketAddr::from(([127, 0, 0, 1], front.port))).await;
        let setup = TrustSetup {
            roots_file: Some(file(folder.path(), "roots.pem", &authority.pem())),
            proxy: Some(proxy.address(scheme)),
            ..TrustSetup::default()
        };
        let seen = engine.look_at_certificate("müll.example", Some(setup.clone())).await.unwrap();
        assert_eq!((seen.names, seen.fault), (vec!["xn--mll-hoa.example".to_owned()], None));
        let found = engine.find_server_by("https://MÜLL.example/", Some(setup)).await.unwrap();
        let token = server.token(moderator(Kind::Gitlab));
        engine.identify(&found.draft, token).await.unwrap();
        let asked = proxy.asked();
        assert!(asked.len() > 2 && asked.iter().all(|place| place == "xn--mll-hoa.example:443"), "{asked:?}");
    }
}

#[tokio::test]
async fn a_proxy_that_does_not_serve_is_told_as_the_proxys_fault() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let dead = nowhere();
    let refusing = Proxy::new(Manner::Refusing, nowhere()).await;
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let hanging_up = mute.local_addr().unwrap();
    std::thread::spawn(move || mute.incoming().for_each(drop));
    for proxy in [
        format!("http://{dead}"),
        format!("socks5h://{dead}"),
        refusing.address("http"),
        format!("http://{hanging_up}"),
        format!("socks5h://{hanging_up}"),
    ] {
        let setup = TrustSetup { proxy: Some(proxy.clone()), ..TrustSetup::default() };
        let host = proxy.split_once("://").unwrap().1.to_owned();
        let refused = code(engine.find_server_by("tree.example", Some(setup)).await);
        assert_eq!(refused, ErrorCode::ProxyUnusable { host }, "{proxy}");
    }
}

#[tokio::test]
async fn a_proxy_that_does_not_find_the_server_is_not_blamed() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let proxy = Proxy::new(Manner::SocksWithoutHosts, nowhere()).await;
    let setup = TrustSetup { proxy: Some(proxy.address("socks5h")), ..TrustSetup::default() };
    let refused = code(engine.find_server_by("tree.example", Some(setup)).await);
    assert_eq!(refused, ErrorCode::NotReachable { host: "tree.example".to_owned() });
    // With socks5 the name is looked up here, and the proxy is not even asked.
    let setup = TrustSetup { proxy: Some(proxy.address("socks5")), ..TrustSetup::default() };
    let unknown = code(engine.find_server_by("no-such-server.invalid", Some(setup)).await);
    assert_eq!(unknown, ErrorCode::NoSuchServer { host: "no-such-server.invalid".to_owned() });
    assert_eq!(proxy.asked(), ["tree.example:443"]);
}

#[tokio::test]
async fn no_proxy_stands_before_this_computer_itself() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let server = practice(Kind::Mastodon).await;
    let proxy = Some(format!("http://{}", nowhere()));
    for (listen, host) in
        [("127.0.0.1:0", "http://127.0.0.1"), ("127.0.0.1:0", "http://localhost"), ("[::1]:0", "http://[::1]")]
    {
        let front = Front::plain(&server, listen, host).await;
        let setup = TrustSetup { proxy: proxy.clone(), ..TrustSetup::default() };
        assert!(find(&engine, &front, setup).await.is_ok(), "{host}");
    }
}

/// Names the part that the child plays.
const INSIDE: &str = "BAILIWICK_TEST_INSIDE_PROXY";

/// The environment is one for all tests, so this one runs itself again with another.
#[tokio::test]
async fn the_systems_proxy_is_used_and_its_exceptions_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    if std::env::var_os(INSIDE).is_some() {
        let engine = engine(folder.path()).await;
        let by_proxy = code(engine.find_server("tree.example").await);
        let dead = std::env::var("HTTPS_PROXY").unwrap().replace("http://", "");
        assert_eq!(by_proxy, ErrorCode::ProxyUnusable { host: dead });
        let straight = code(engine.find_server("no-such-server.invalid").await);
        assert_eq!(straight, ErrorCode::NoSuchServer { host: "no-such-server.invalid".to_owned() });
        let server = practice(Kind::Mastodon).await;
        let view = crate::bench::connect(&engine, &server, moderator(Kind::Mastodon)).await.unwrap();
        assert_eq!(engine.check_connection(&view.id).await.unwrap().connection, Connection::Online);
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "network::proxies::the_systems_proxy_is_used_and_its_exceptions_are_kept", "--nocapture"])
        .env(INSIDE, "yes")
        .env("HTTPS_PROXY", format!("http://{}", nowhere()))
        .env("HTTP_PROXY", format!("http://{}", nowhere()))
        .env("NO_PROXY", "invalid")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("test result: ok. 1 passed"), "{words}");
}
