//! Tokens that renew themselves: one renewal at a time, kept before it is used, and nothing lost where it fails.

pub mod granted;

use bailiwick_engine::action::{Choices, Refusal, Verb};
use bailiwick_engine::decision::{Review, Status};
use bailiwick_engine::error::{ErrorCode, Problem};
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::profile::{Connection, TokenPlace};
use bailiwick_practice::{Fault, FaultKind};
use futures_util::future::join_all;

use self::granted::{Granted, HOURS};

const TOKEN_ROUTE: &str = "/oauth/token";

fn sign_in_needed(connection: &Connection) -> bool {
    matches!(connection, Connection::Refused { problem: Problem { error: ErrorCode::SignInNeeded, .. } })
}

#[tokio::test]
async fn many_requests_at_once_renew_an_expired_token_once_and_what_came_is_kept() {
    let granted = Granted::new().await;
    let before = granted.kept();
    granted.hours_pass(HOURS);
    let looks = (0..20).map(|_| granted.bench.engine.check_connection(&granted.bench.profile));
    for view in join_all(looks).await {
        assert_eq!(view.unwrap().connection, Connection::Online);
    }
    assert_eq!(granted.renewals(), 1);
    let after = granted.kept();
    assert_ne!((&before["token"], &before["refresh"]), (&after["token"], &after["refresh"]));
    assert!(after["expires_at"].as_i64() > before["expires_at"].as_i64());
    assert_eq!(granted.refused(), 0, "no request went with the expired one");
    // The next start goes on with it.
    let granted = granted.reopen().await;
    assert_eq!(granted.check().await.connection, Connection::Online);
    assert_eq!(granted.renewals(), 1);
}

#[tokio::test]
async fn a_token_is_renewed_in_the_minute_before_it_expires_and_no_sooner() {
    let granted = Granted::new().await;
    granted.seconds_pass(7200 - 90);
    assert_eq!((granted.check().await.connection, granted.renewals()), (Connection::Online, 0));
    granted.seconds_pass(40);
    assert_eq!((granted.check().await.connection, granted.renewals()), (Connection::Online, 1));
}

#[tokio::test]
async fn a_wrong_clock_is_survived_by_the_refusal_and_a_decision_goes_once() {
    let granted = Granted::new().await;
    let waits = granted.bench.somebody(StateFilter::Active).await;
    // Only the server's clock goes on: ours believes that the token is good.
    granted.server_hours_pass(HOURS);
    granted.bench.server().clear_requests();
    let decided = granted.bench.decide(&waits.id, Verb::Block, Choices::default()).await.unwrap();
    assert_eq!((decided.status, granted.renewals()), (Status::Confirmed, 1));
    // And when it expires between the reading and the request.
    let next = granted.bench.somebody(StateFilter::Active).await;
    let seen = granted.bench.engine.open_account(&granted.bench.profile, &next.id).await.unwrap();
    granted.bench.server().clear_requests();
    granted.bench.server().add_fault(Fault::once("/api/v4/users/*/block", FaultKind::TokenRevoked).on("POST"));
    let engine = &granted.bench.engine;
    let decided =
        engine.decide(&granted.bench.profile, &next.id, &seen.revision, Verb::Block, Choices::default()).await.unwrap();
    assert_eq!((decided.status, granted.renewals()), (Status::Confirmed, 1));
    let blocks = granted.bench.posts().into_iter().filter(|post| post.ends_with("/block")).count();
    assert_eq!(blocks, 2, "once refused for its token, once done");
}

#[tokio::test]
async fn a_renewal_that_is_refused_asks_to_sign_in_and_nothing_waiting_is_lost() {
    let granted = Granted::new().await;
    let waits = granted.bench.somebody(StateFilter::Active).await;
    granted
        .bench
        .engine
        .set_holds(bailiwick_engine::decision::Holds { reversible: 1_000, ..bailiwick_engine::decision::Holds::NONE });
    let held = granted.bench.decide(&waits.id, Verb::Block, Choices::default()).await.unwrap();
    assert_eq!(held.status, Status::Held);
    granted.revoke_at_server().await;
    granted.hours_pass(HOURS);
    assert!(sign_in_needed(&granted.check().await.connection));
    let outbox = granted.bench.engine.outbox(&granted.bench.profile).await.unwrap();
    assert_eq!(outbox.iter().map(|one| &one.id).collect::<Vec<_>>(), [&held.id]);
    let seen = granted.bench.engine.open_account(&granted.bench.profile, &waits.id).await.unwrap();
    let block = seen.offers.iter().find(|offer| offer.verb == Verb::Block).unwrap();
    assert_eq!(block.refusal, Some(Refusal::TokenDead));
    // It is not asked for again with each request.
    let asked = granted.renewals();
    granted.check().await;
    assert_eq!(granted.renewals(), asked);
    // Hours in which nobody was there: it waits for a word, too.
    let kept_back = async {
        while crate::waiting::now(&granted.bench, &held.id).await.review != Review::Together {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), kept_back).await.unwrap();
    let token = granted.bench.server().token(bailiwick_practice::Who::Administrator);
    let view = granted.bench.engine.renew_token(&granted.bench.profile, token).await.unwrap();
    assert_eq!(view.connection, Connection::Online);
    // Somebody has brought another token, and says the word.
    granted.bench.engine.release_decisions(&granted.bench.profile, std::slice::from_ref(&held.id)).await.unwrap();
    granted.seconds_pass(2);
    crate::waiting::becomes(&granted.bench, &held.id, Status::Confirmed).await;
}

#[tokio::test]
async fn a_token_that_was_revoked_meanwhile_asks_to_sign_in_and_the_decision_is_not_sent() {
    let granted = Granted::new().await;
    let waits = granted.bench.somebody(StateFilter::Active).await;
    let seen = granted.bench.engine.open_account(&granted.bench.profile, &waits.id).await.unwrap();
    granted.revoke_at_server().await;
    let engine = &granted.bench.engine;
    let decided = engine.decide(&granted.bench.profile, &waits.id, &seen.revision, Verb::Block, Choices::default());
    assert_eq!(crate::bench::code(decided.await), ErrorCode::SignInNeeded);
    assert!(sign_in_needed(&granted.bench.view().await.connection));
    assert!(!granted.bench.posts().iter().any(|post| post.ends_with("/block")));
}

#[tokio::test]
async fn a_renewal_whose_answer_is_lost_is_asked_for_once_more() {
    // It did not arrive: the second is granted.
    let granted = Granted::new().await;
    granted.bench.server().add_fault(Fault::once(TOKEN_ROUTE, FaultKind::CloseBefore));
    granted.hours_pass(HOURS);
    assert_eq!((granted.check().await.connection, granted.renewals()), (Connection::Online, 2));
    // It did, and its answer with the next token is gone for ever: the server says so the second time.
    granted.bench.server().add_fault(Fault::once(TOKEN_ROUTE, FaultKind::CloseAfter));
    granted.bench.server().clear_requests();
    granted.hours_pass(HOURS);
    let connection = granted.check().await.connection;
    assert!(sign_in_needed(&connection), "{connection:?}");
    assert_eq!(granted.renewals(), 2);
}

#[tokio::test]
async fn an_answer_that_was_on_its_way_when_the_token_ended_does_not_bring_it_back() {
    let granted = Granted::new().await;
    let (engine, profile) = (&granted.bench.engine, &granted.bench.profile);
    let somebody = granted.bench.somebody(StateFilter::Active).await;
    granted.bench.server().add_fault(Fault::once("/api/v4/users/*", FaultKind::DelayAfter { ms: 1_500 }));
    granted.bench.server().clear_requests();
    let ended = async {
        while granted.bench.server().requests().is_empty() {
            tokio::task::yield_now().await;
        }
        granted.revoke_at_server().await;
        granted.hours_pass(HOURS);
        granted.check().await.connection
    };
    let (late, ended) = tokio::join!(engine.look_at_account(profile, &somebody.id), ended);
    late.unwrap();
    assert!(sign_in_needed(&ended));
    let after = granted.bench.view().await.connection;
    assert!(sign_in_needed(&after), "{after:?}");
}

#[tokio::test]
async fn a_desk_that_ends_between_the_answer_and_keeping_it_asks_to_sign_in_and_has_its_decisions() {
    let granted = Granted::new().await;
    let waits = granted.bench.somebody(StateFilter::Active).await;
    let decided = granted.bench.decide(&waits.id, Verb::Block, Choices::default()).await.unwrap();
    assert_eq!(decided.status, Status::Confirmed);
    // What such an end leaves behind: the token on the disk is used up.
    granted.renew_elsewhere().await;
    let granted = granted.reopen().await;
    assert!(sign_in_needed(&granted.check().await.connection));
    let history = granted.bench.engine.history(&granted.bench.profile, None).await.unwrap();
    assert_eq!((history.total, history.rows[0].status), (1, Status::Confirmed));
}

#[tokio::test]
async fn what_the_server_cannot_renew_just_now_is_renewed_later() {
    let granted = Granted::new().await;
    let status = |code| FaultKind::Status { code, body: bailiwick_practice::ErrorBody::default() };
    for kind in [status(503), status(404), FaultKind::HtmlForJson, FaultKind::WrongType] {
        granted.bench.server().add_fault(Fault::new(TOKEN_ROUTE, kind.clone()));
        granted.hours_pass(HOURS);
        let view = granted.check().await;
        assert!(view.connection != Connection::Online && !sign_in_needed(&view.connection), "{kind:?}");
        granted.bench.server().clear_faults();
        assert_eq!(granted.check().await.connection, Connection::Online, "{kind:?}");
    }
}

#[tokio::test]
async fn a_new_token_that_cannot_be_kept_is_used_for_this_session_and_told() {
    let granted = Granted::new().await;
    let place = granted.check().await.token;
    assert_eq!(place, TokenPlace::Practice);
    // Nothing can be written where a folder stands in the file's way.
    let in_the_way = granted.bench.folder.path().join("practice/secrets.new");
    std::fs::create_dir(&in_the_way).unwrap();
    granted.hours_pass(HOURS);
    let view = granted.check().await;
    assert_eq!((view.connection, view.token), (Connection::Online, TokenPlace::SessionOnly));
    std::fs::remove_dir(&in_the_way).unwrap();
    assert_eq!(granted.check().await.token, TokenPlace::Practice);
    let granted = granted.reopen().await;
    assert_eq!(granted.check().await.connection, Connection::Online);
}

#[tokio::test]
async fn a_token_that_was_put_in_its_place_is_not_overwritten_by_a_late_renewal() {
    let granted = Granted::new().await;
    granted.bench.server().add_fault(Fault::once(TOKEN_ROUTE, FaultKind::DelayAfter { ms: 700 }));
    granted.hours_pass(HOURS);
    let (engine, profile) = (granted.bench.engine.clone(), granted.bench.profile.clone());
    let late = tokio::spawn(async move { engine.check_connection(&profile).await });
    granted.bench.server().request_came(|request| request.path == TOKEN_ROUTE).await;
    let token = granted.bench.server().token(bailiwick_practice::Who::Administrator);
    granted.bench.engine.renew_token(&granted.bench.profile, token.clone()).await.unwrap();
    late.await.unwrap().unwrap();
    assert_eq!(granted.kept()["token"], token);
}
