//! Addresses as people have them: other ports, IPv6, paths. Real requests go to the right place, and the token with them.

use bailiwick_engine::profile::{Connection, TrustSetup};
use bailiwick_practice::{Kind, Options, serve};

use super::front::Front;
use super::{connect, find};
use crate::bench::{engine, moderator, practice};

#[tokio::test]
async fn a_server_is_reached_at_an_ipv6_address_and_port() {
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path()).await;
        let server = practice(kind).await;
        let front = Front::plain(&server, "[::1]:0", "http://[::1]").await;
        let found = find(&engine, &front, TrustSetup::default()).await.unwrap();
        assert_eq!(found.address, front.place());
        let view = connect(&engine, &front, server.token(moderator(kind)), TrustSetup::default()).await;
        server.clear_requests();
        let view = engine.check_connection(&view.id).await.unwrap();
        assert_eq!((view.address, view.connection), (front.place(), Connection::Online), "{kind:?}");
        assert!(!server.requests().is_empty());
    }
}

#[tokio::test]
async fn a_gitlab_under_a_path_is_asked_under_it_whatever_page_was_copied() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let server = serve(Options { root: "/forge/git".to_owned(), ..Options::new(Kind::Gitlab) }).await.unwrap();
    let origin = server.base_url().trim_end_matches("/forge/git").to_owned();
    let place = format!("{}/forge/git", origin.trim_start_matches("http://"));
    for typed in ["/forge/git", "/forge/git/", "/forge/git/users/sign_in?x=1", "/forge/git/-/profile"] {
        let found = engine.find_server(&format!("{origin}{typed}")).await.unwrap();
        assert_eq!(found.address, place, "{typed}");
        let page = &found.purposes[0].token_page;
        assert!(page.starts_with(&format!("http://{place}/-/")), "{page}");
        server.clear_requests();
        engine.identify(&found.draft, server.token(moderator(Kind::Gitlab))).await.unwrap();
        assert!(server.requests().iter().all(|request| request.path.starts_with("/forge/git/api/v4/")));
    }
}
