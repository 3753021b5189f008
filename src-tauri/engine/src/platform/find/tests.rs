use serde_json::json;

use super::*;
use crate::platform::canned::{Canned, Reply, clock, html, json, reply};

async fn find(typed: &BaseUrl) -> Result<Found> {
    super::find(typed, &Line::from(&clock())).await
}

fn instance(version: &str) -> Reply {
    json(200, &json!({"domain": "tree.example", "title": "The Tree", "version": version}))
}

/// A server with a description of itself, and nodeinfo if it has a name for it.
async fn server(version: &'static str, name: Option<&'static str>, own_version: &'static str) -> Canned {
    Canned::serve(move |asked| match (asked.line.as_str(), name) {
        ("GET /api/v2/instance", _) => instance(version),
        ("GET /.well-known/nodeinfo", Some(_)) => json(200, &json!({"links": [{"rel": "x", "href": "/nodeinfo/2.0"}]})),
        ("GET /nodeinfo/2.0", Some(name)) => json(200, &json!({"software": {"name": name, "version": own_version}})),
        _ => json(404, &json!({"error": "Not Found"})),
    })
    .await
}

#[tokio::test]
async fn servers_with_mastodons_admin_api_are_known_by_name() {
    let cases = [
        ("4.6.5", Some("mastodon"), "4.6.5", "Mastodon", "4.6.5"),
        ("4.6.5", None, "", "Mastodon", "4.6.5"),
        ("4.7.0-alpha.2+glitch", Some("mastodon"), "", "glitch-soc", "4.7.0-alpha.2+glitch"),
        ("4.5.10+hometown-1.2.1", Some("hometown"), "", "Hometown", "4.5.10+hometown-1.2.1"),
        ("3.5.3+inject", Some("gotosocial"), "0.22.0+git", "GoToSocial", "0.22.0+git"),
    ];
    for (version, nodeinfo, own, name, shown) in cases {
        let server = server(version, nodeinfo, own).await;
        let found = find(&server.base).await.unwrap();
        assert_eq!((found.software.name.as_str(), found.software.version.as_str()), (name, shown));
        assert_eq!(found.software.platform, Platform::Mastodon);
        assert_eq!(found.title.as_deref(), Some("The Tree"));
        assert!(!server.asked()[0].head.contains("authorization"));
    }
}

#[tokio::test]
async fn servers_with_another_admin_api_are_told_by_name() {
    let cases = [
        ("2.7.2 (compatible; Pleroma 2.5.0)", Some("pleroma"), "Pleroma"),
        ("4.2.1 (compatible; Iceshrimp.NET/2026.1)", None, "Iceshrimp.NET"),
        ("4.2.1", Some("akkoma"), "akkoma"),
    ];
    for (version, nodeinfo, said) in cases {
        let error = find(&server(version, nodeinfo, "").await.base).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::NeitherPlatform);
        assert_eq!(error.server_said.as_deref(), Some(said));
    }
}

#[tokio::test]
async fn gitlab_is_found_under_its_path_and_above_a_pages_path() {
    let server = Canned::serve(|asked| match asked.line.as_str() {
        "GET /gitlab/api/v4/version" => json(401, &json!({"message": "401 Unauthorized"})),
        "GET /gitlab/api/v4/metadata" => json(404, &json!({"error": "404 Not Found"})),
        // A private project's page sends to the page to sign in.
        line if line.contains("/kim/") => reply(302, "Location: /gitlab/users/sign_in\r\n", ""),
        _ => html(404),
    })
    .await;
    for typed in ["/gitlab", "/gitlab/kim/project", "/gitlab/-/admin/users"] {
        let found = find(&BaseUrl::parse(&format!("{}{typed}", server.base.as_str())).unwrap()).await.unwrap();
        assert_eq!(found.software.platform, Platform::Gitlab);
        assert_eq!(found.base.as_str(), format!("{}/gitlab", server.base.as_str()));
    }
}

#[tokio::test]
async fn a_mastodon_is_found_above_any_path() {
    let server = server("4.6.5", None, "").await;
    let typed = BaseUrl::parse(&format!("{}/some/page", server.base.as_str())).unwrap();
    assert_eq!(find(&typed).await.unwrap().base, server.base);
}

#[tokio::test]
async fn what_is_neither_is_told_with_what_was_odd() {
    let cases = [
        (html(200), ErrorCode::NeitherPlatform),
        (json(200, &json!({"hello": "world"})), ErrorCode::NeitherPlatform),
        (reply(200, "Content-Type: text/plain\r\n", "hello"), ErrorCode::NeitherPlatform),
        (reply(200, "Content-Type: application/json\r\n", "{\"version\":"), ErrorCode::Unreadable),
        (html(502), ErrorCode::ServerTrouble { status: 502 }),
        (reply(302, "Location: /api/circle\r\n", ""), ErrorCode::ServerSaysNo { status: 508 }),
        (
            reply(301, "Location: https://www.tree.example/\r\n", ""),
            ErrorCode::SentElsewhere { host: "www.tree.example".to_owned() },
        ),
        (reply(429, "", ""), ErrorCode::RateLimited { until: None }),
        (Reply::Bytes(b"HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\n{".to_vec()), ErrorCode::CutOff),
    ];
    for (answer, code) in cases {
        let server = Canned::serve(move |_| answer.clone()).await;
        assert_eq!(find(&server.base).await.unwrap_err().code, code);
    }
    let nobody = BaseUrl::parse("127.0.0.1:1").unwrap();
    assert!(matches!(find(&nobody).await.unwrap_err().code, ErrorCode::NotReachable { .. }));
}
