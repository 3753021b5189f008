//! A profile whose server needs more than the system's settings: all that it does goes that way, and it can be changed.

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::event::Event;
use bailiwick_engine::list::{Place, Start};
use bailiwick_engine::profile::{Connection, PartChange, ProfileView, TrustChange, TrustSetup};
use bailiwick_practice::Kind;

use super::authority::{Authority, self_signed};
use super::front::Front;
use super::{connect, file};
use crate::bench::{Open, code, engine, moderator, practice, query};

/// Refreshes and waits until the run ends.
async fn refreshed(engine: &Open, view: &ProfileView) -> ProfileView {
    let mut events = engine.listen();
    engine.refresh(&view.id).await.unwrap();
    loop {
        if let Event::Profile { profile } = events.recv().await.unwrap()
            && !profile.sync.running
            && (profile.sync.finished_at.is_some() || profile.sync.problem.is_some())
        {
            return *profile;
        }
    }
}

#[tokio::test]
async fn an_authority_of_ones_own_and_a_pinned_certificate_carry_a_whole_connection() {
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path()).await;
        let server = practice(kind).await;
        let authority = Authority::new("An authority of our own");
        let front = Front::tls(&server, &authority.server("localhost")).await;
        let roots = file(folder.path(), "roots.pem", &authority.pem());
        let by_roots = TrustSetup { roots_file: Some(roots.clone()), ..TrustSetup::default() };
        let view = connect(&engine, &front, server.token(moderator(kind)), by_roots).await;
        assert_eq!(view.trust.roots.len(), 1);
        assert_eq!(view.trust.roots[0].subject, "CN=An authority of our own");
        // It is read once: what becomes of the file later does not matter.
        std::fs::remove_file(roots).unwrap();
        let view = refreshed(&engine, &view).await;
        assert_eq!((view.sync.problem.clone(), view.connection.clone()), (None, Connection::Online), "{kind:?}");
        assert!(view.cached > 0);
        let renewed = engine.renew_token(&view.id, server.token(moderator(kind))).await.unwrap();
        assert_eq!(renewed.connection, Connection::Online, "{kind:?}");

        let seen = engine.look_at_certificate(&front.address(), None).await.unwrap();
        let pin = |typed: String| TrustChange { pinned: PartChange::Set(typed), ..TrustChange::default() };
        let roots_go = TrustChange { roots_file: PartChange::Drop, ..pin(seen.sha256.clone()) };
        let view = engine.set_trust(&view.id, roots_go).await.unwrap();
        assert_eq!((view.trust.roots.len(), view.trust.pinned.as_ref()), (0, Some(&seen.sha256)));
        let view = refreshed(&engine, &view).await;
        assert_eq!((view.sync.problem.clone(), view.connection.clone()), (None, Connection::Online), "{kind:?}");
        let page = engine.list_accounts(&view.id, query(Place::Accounts, "", Start::Top, 10)).await.unwrap();
        engine.look_at_account(&view.id, &page.rows[0].id).await.unwrap();

        let refused = engine.set_trust(&view.id, pin("AB".repeat(32))).await.unwrap();
        let Connection::Offline { problem, .. } = refused.connection else { panic!("{refused:?}") };
        assert_eq!(problem.error, ErrorCode::CertificateChanged { host: front.place() });
        server.clear_requests();
        assert_eq!(code(engine.look_at_account(&view.id, &page.rows[0].id).await), problem.error);
        assert!(server.requests().is_empty(), "{kind:?}: the token stayed here");
        let back = TrustChange { pinned: PartChange::Set(seen.sha256), ..TrustChange::default() };
        assert_eq!(engine.set_trust(&view.id, back).await.unwrap().connection, Connection::Online);
    }
}

#[tokio::test]
async fn a_change_that_cannot_be_made_leaves_everything_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let server = practice(Kind::Mastodon).await;
    let pair = self_signed("localhost");
    let front = Front::tls(&server, &pair).await;
    let sha256 = engine.look_at_certificate(&front.address(), None).await.unwrap().sha256;
    let pinned = TrustSetup { pinned: Some(sha256.clone()), ..TrustSetup::default() };
    let view = connect(&engine, &front, server.token(moderator(Kind::Mastodon)), pinned).await;
    let change = TrustChange {
        pinned: PartChange::Drop,
        proxy: PartChange::Set("ftp://proxy.example".to_owned()),
        ..TrustChange::default()
    };
    assert_eq!(code(engine.set_trust(&view.id, change).await), ErrorCode::ProxyInvalid);
    let view = engine.check_connection(&view.id).await.unwrap();
    assert_eq!((view.trust.pinned, view.connection), (Some(sha256), Connection::Online));
}
