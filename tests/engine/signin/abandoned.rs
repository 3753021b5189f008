//! A sign-in that ends without having been finished leaves nothing alive on the server.

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::profile::Connection;
use bailiwick_engine::signin::{Purpose, SignInAsk, SignInWay};
use bailiwick_practice::{Fault, FaultKind, Kind, Who};

use super::browser::{agree, open, sign_in};
use super::{Scene, again, ask, draft, person, with_application};
use crate::bench::{code, connect};

fn to_moderate(kind: Kind) -> SignInAsk {
    match kind {
        Kind::Mastodon => ask(Purpose::Moderate, SignInWay::Browser),
        Kind::Gitlab => with_application(SignInWay::Browser),
    }
}

/// Somebody without a role.
const MEMBER: &str = "wren";

const BOTH: [Kind; 2] = [Kind::Mastodon, Kind::Gitlab];

#[tokio::test]
async fn somebody_without_a_role_is_told_and_their_token_revoked() {
    for kind in BOTH {
        let scene = Scene::new(kind).await;
        let (found, started) = scene.begun(to_moderate(kind)).await;
        sign_in(&started.page, MEMBER).await;
        let role = ErrorCode::RoleMissing { handle: Some(MEMBER.to_owned()) };
        assert_eq!(code(scene.engine.await_sign_in(&started.id).await), role, "{kind:?}");
        assert!(scene.alive_after_revoking().await.is_empty(), "{kind:?}");
        // The draft is as it was: another person may sign in.
        let started = scene.engine.begin_sign_in(draft(&found), to_moderate(kind)).await.unwrap();
        sign_in(&started.page, "kim").await;
        assert_eq!(person(scene.engine.await_sign_in(&started.id).await.unwrap()).you.username, "kim");
        assert_eq!(scene.count("POST", "/oauth/revoke"), 1);
    }
}

#[tokio::test]
async fn who_is_connected_already_is_told_and_the_new_token_revoked() {
    for kind in BOTH {
        let scene = Scene::new(kind).await;
        let who = crate::bench::moderator(kind);
        let profile = connect(&scene.engine, &scene.server, who).await.unwrap();
        let (_, started) = scene.begun(to_moderate(kind)).await;
        sign_in(&started.page, "kim").await;
        let connected = ErrorCode::AlreadyConnected { name: "Test".to_owned() };
        assert_eq!(code(scene.engine.await_sign_in(&started.id).await), connected);
        scene.revoked().await;
        let view = scene.engine.check_connection(&profile.id).await.unwrap();
        assert_eq!(view.connection, Connection::Online, "{kind:?}: the other token is another");
    }
}

#[tokio::test]
async fn another_person_cannot_take_a_profile_over() {
    for kind in BOTH {
        let scene = Scene::new(kind).await;
        let profile = connect(&scene.engine, &scene.server, crate::bench::moderator(kind)).await.unwrap();
        let started = scene.engine.begin_sign_in(again(&profile), to_moderate(kind)).await.unwrap();
        let other = match kind {
            Kind::Mastodon => "noor",
            Kind::Gitlab => "root",
        };
        sign_in(&started.page, other).await;
        let error = code(scene.engine.await_sign_in(&started.id).await);
        assert_eq!(error, ErrorCode::OtherPerson { username: other.to_owned() }, "{kind:?}");
        scene.revoked().await;
        let view = scene.engine.check_connection(&profile.id).await.unwrap();
        assert_eq!((view.connection, view.you.username.as_str()), (Connection::Online, "kim"));
    }
}

#[tokio::test]
async fn a_pasted_token_is_replaced_by_signing_in_and_is_not_ours_to_revoke() {
    for kind in BOTH {
        let scene = Scene::new(kind).await;
        let who = crate::bench::moderator(kind);
        let profile = connect(&scene.engine, &scene.server, who).await.unwrap();
        let started = scene.engine.begin_sign_in(again(&profile), to_moderate(kind)).await.unwrap();
        sign_in(&started.page, "kim").await;
        scene.engine.await_sign_in(&started.id).await.unwrap();
        // The other way round what was signed in for is no more needed.
        scene.engine.renew_token(&profile.id, scene.server.token(who)).await.unwrap();
        assert!(scene.alive_after_revoking().await.is_empty(), "{kind:?}");
        let view = scene.engine.check_connection(&profile.id).await.unwrap();
        assert_eq!(view.connection, Connection::Online, "{kind:?}");
        assert_eq!(scene.count("DELETE", "/api/v4/personal_access_tokens/self"), 0);
    }
}

#[tokio::test]
async fn what_comes_after_it_was_cancelled_is_given_back() {
    for kind in BOTH {
        let scene = Scene::new(kind).await;
        let (found, started) = scene.begun(to_moderate(kind)).await;
        let back = agree(&started.page, "kim").await;
        scene.server.add_fault(Fault::new("/oauth/token", FaultKind::DelayAfter { ms: 700 }));
        let browser = tokio::spawn(async move { open(&back).await });
        scene.server.request_came(|one| one.path == "/oauth/token" && one.status.is_none()).await;
        scene.engine.cancel_sign_in(&started.id);
        assert!(scene.alive_after_revoking().await.is_empty(), "{kind:?}");
        assert_eq!(browser.await.unwrap().status, 200);
        let person = scene.engine.finish_connecting(&found.draft, super::setup()).await;
        assert_eq!(code(person), ErrorCode::DraftGone, "{kind:?}: nobody is there");
    }
}

#[tokio::test]
async fn who_cancels_while_the_server_tells_who_that_is_finds_nobody_there() {
    for kind in BOTH {
        let scene = Scene::new(kind).await;
        let (found, started) = scene.begun(to_moderate(kind)).await;
        let back = agree(&started.page, "kim").await;
        let path = if kind == Kind::Mastodon { "/api/v1/accounts/verify_credentials" } else { "/api/v4/user" };
        scene.server.add_fault(Fault::new(path, FaultKind::Delay { ms: 700 }));
        assert_eq!(open(&back).await.status, 200);
        scene.server.request_came(|one| one.path == path).await;
        scene.engine.cancel_sign_in(&started.id);
        assert!(scene.alive_after_revoking().await.is_empty(), "{kind:?}");
        let person = scene.engine.finish_connecting(&found.draft, super::setup()).await;
        assert_eq!(code(person), ErrorCode::DraftGone, "{kind:?}");
    }
}

#[tokio::test]
async fn a_draft_that_is_dropped_takes_its_sign_in_and_its_token_with_it() {
    for kind in BOTH {
        let scene = Scene::new(kind).await;
        let (found, started) = scene.begun(to_moderate(kind)).await;
        sign_in(&started.page, "kim").await;
        scene.engine.await_sign_in(&started.id).await.unwrap();
        scene.engine.cancel_connecting(&found.draft).await;
        assert!(scene.alive_after_revoking().await.is_empty(), "{kind:?}");
        let (found, started) = scene.begun(to_moderate(kind)).await;
        scene.engine.cancel_connecting(&found.draft).await;
        assert_eq!(code(scene.engine.await_sign_in(&started.id).await), ErrorCode::SignInGone);
        let begun = scene.engine.begin_sign_in(draft(&found), to_moderate(kind)).await;
        assert_eq!(code(begun), ErrorCode::DraftGone);
    }
}

#[tokio::test]
async fn a_desk_that_is_closed_leaves_no_token_of_a_draft_behind() {
    for kind in BOTH {
        let scene = Scene::new(kind).await;
        let (_, entered) = scene.begun(to_moderate(kind)).await;
        sign_in(&entered.page, "kim").await;
        scene.engine.await_sign_in(&entered.id).await.unwrap();
        let (_, waiting) = scene.begun(to_moderate(kind)).await;
        let back = agree(&waiting.page, "kim").await;
        scene.engine.close().await;
        assert_eq!(
            scene.tokens().iter().map(|(_, revoked)| *revoked).collect::<Vec<_>>(),
            [true],
            "{kind:?}: it waits"
        );
        assert!(super::browser::is_closed(&back).await, "{kind:?}");
    }
}

#[tokio::test]
async fn a_session_that_ends_leaves_no_token_behind_that_somebody_signed_in_for() {
    for kind in BOTH {
        let scene = Scene::new(kind).await;
        scene.connected(to_moderate(kind), "kim").await;
        assert!(scene.tokens().iter().any(|(_, revoked)| !revoked), "{kind:?}");
        scene.engine.close().await;
        assert!(scene.tokens().iter().all(|(_, revoked)| *revoked), "{kind:?}: nobody knows it any more");
    }
}

#[tokio::test]
async fn a_server_that_will_not_revoke_does_not_keep_anybody() {
    let scene = Scene::new(Kind::Mastodon).await;
    scene.server.add_fault(Fault::new("/oauth/revoke", FaultKind::CloseBefore));
    let (_, started) = scene.begun(to_moderate(Kind::Mastodon)).await;
    sign_in(&started.page, MEMBER).await;
    let error = code(scene.engine.await_sign_in(&started.id).await);
    assert_eq!(error, ErrorCode::RoleMissing { handle: Some(MEMBER.to_owned()) });
    scene.engine.close().await;
}

#[tokio::test]
async fn a_finished_profile_keeps_its_token_whatever_becomes_of_drafts() {
    let scene = Scene::new(Kind::Mastodon).await;
    let view = scene.connected(to_moderate(Kind::Mastodon), "kim").await;
    let found = scene.found().await;
    scene.engine.cancel_connecting(&found.draft).await;
    let view = scene.engine.check_connection(&view.id).await.unwrap();
    assert_eq!(view.connection, Connection::Online);
    assert_eq!(scene.count("POST", "/oauth/revoke"), 0);
    // Pasted over in the draft: what was signed in for goes.
    let (found, started) = scene.begun(to_moderate(Kind::Mastodon)).await;
    sign_in(&started.page, "noor").await;
    scene.engine.await_sign_in(&started.id).await.unwrap();
    scene.engine.identify(&found.draft, scene.server.token(Who::Administrator)).await.unwrap();
    assert_eq!(scene.alive_after_revoking().await.len(), 1, "that of the profile");
}
