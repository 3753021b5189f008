//! How a token is: told as the server tells it, dated, looked up again, and ended from here where that can be.

use bailiwick_engine::action::{Choices, Refusal, Verb};
use bailiwick_engine::clock::Clock;
use bailiwick_engine::decision::Status;
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::event::Event;
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::model::Timestamp;
use bailiwick_engine::profile::{Connection, TokenHealth, TokenPlace, TokenWay};
use bailiwick_practice::{ErrorBody, Fault, FaultKind, Kind, Options, Who};
use serde_json::json;

use crate::bench::{Bench, code};
use crate::refresh::granted::Granted;

const DAY: i64 = 24 * 60 * 60 * 1000;

fn owned(words: &[&str]) -> Option<Vec<String>> {
    Some(words.iter().map(|word| (*word).to_owned()).collect())
}

async fn health(bench: &Bench) -> TokenHealth {
    bench.view().await.token_health.unwrap()
}

#[tokio::test]
async fn a_pasted_gitlab_token_tells_its_name_scopes_age_and_end() {
    let bench = Bench::new(Kind::Gitlab).await;
    let told = health(&bench).await;
    assert_eq!((told.way, told.name.as_deref()), (TokenWay::Pasted, Some("Bailiwick")));
    assert_eq!(told.scopes, owned(&["api", "admin_mode"]));
    assert!(told.made_at.is_some() && told.last_used_at.is_some() && told.since.is_some());
    let ends = told.expires_at.unwrap().0;
    assert_eq!(ends.rem_euclid(DAY), 0, "a day begins");
    assert!(!told.expires_soon && !told.renews_itself && told.revocable);
    // Its last fortnight is told of, by the day on which the server stops taking it.
    bench.server().change_settings(&json!({"practice": {"token_days": 14}})).unwrap();
    bench.engine.probe(&bench.profile).await.unwrap();
    let told = health(&bench).await;
    assert!(told.expires_soon && told.expires_at.unwrap().0 < ends);
    // What is known of it is there at the next start, without asking.
    let bench = bench_after_restart(Kind::Gitlab).await;
    assert!(bench.view().await.token_health.unwrap().expires_at.is_some());
}

async fn bench_after_restart(kind: Kind) -> Bench {
    let mut bench = Bench::practice(kind).await;
    bench.stop_server().await;
    bench.reopen().await
}

#[tokio::test]
async fn a_pasted_mastodon_token_tells_its_applications_scopes_where_the_server_does() {
    let bench = Bench::new(Kind::Mastodon).await;
    let told = health(&bench).await;
    assert!(told.scopes.unwrap().contains(&"admin:write:accounts".to_owned()));
    assert!(!told.revocable && !told.expires_soon && told.expires_at.is_none());
    // Older ones do not have the route, or the scopes in it.
    let body = ErrorBody::default();
    bench.server().add_fault(Fault::new("/api/v1/apps/verify_credentials", FaultKind::Status { code: 404, body }));
    bench.engine.probe(&bench.profile).await.unwrap();
    assert_eq!(health(&bench).await.scopes, None, "nobody tells them");
}

#[tokio::test]
async fn what_one_signed_in_with_tells_what_was_granted_and_that_it_renews_itself() {
    let granted = Granted::new().await;
    granted.check().await;
    let told = health(&granted.bench).await;
    assert_eq!((told.way, told.scopes), (TokenWay::SignedIn, owned(&["api", "admin_mode"])));
    assert!(told.renews_itself && told.revocable && !told.expires_soon);
    let before = told.expires_at.unwrap();
    granted.hours_pass(3);
    granted.check().await;
    assert!(health(&granted.bench).await.expires_at.unwrap() > before);
}

#[tokio::test]
async fn what_a_server_serves_is_dated_and_looked_up_again_after_a_week() {
    let (bench, clock) = Bench::on_set_clock(Kind::Gitlab).await;
    let begun = Timestamp(*clock.borrow());
    let view = bench.view().await;
    assert_eq!((view.probed_at, view.software.version.as_str()), (Some(begun), "18.6.1"));
    bench.engine.pause_refresh(&bench.profile).await.unwrap();
    bench.server().change_settings(&json!({"practice": {"version": "19.1.0"}})).unwrap();
    let mut events = bench.engine.listen();
    clock.send_modify(|now| *now += 7 * DAY + 1);
    loop {
        let Event::Profile { profile } = events.recv().await.unwrap() else { continue };
        if profile.probed_at != Some(begun) {
            assert_eq!(profile.software.version, "19.1.0");
            break;
        }
    }
}

#[tokio::test]
async fn what_turned_out_not_to_be_served_may_be_tried_again_once_the_person_looks_it_up() {
    let mut older = Options::new(Kind::Gitlab);
    older.gitlab.version = "13.12.5".to_owned();
    let bench = Bench::adopted_on(older, Clock::System).await;
    bench.refresh().await;
    let somebody = bench.somebody(StateFilter::Active).await;
    let decided = bench.decide(&somebody.id, Verb::Ban, Choices::default()).await.unwrap();
    assert_eq!(decided.status, Status::Refused);
    let refusal = async || {
        let seen = bench.engine.open_account(&bench.profile, &somebody.id).await.unwrap();
        seen.offers.into_iter().find(|offer| offer.verb == Verb::Ban).unwrap().refusal
    };
    assert_eq!(refusal().await, Some(Refusal::NotOnThisServer));
    bench.engine.check_connection(&bench.profile).await.unwrap();
    assert_eq!(refusal().await, Some(Refusal::NotOnThisServer), "it is believed for this version");
    bench.engine.probe(&bench.profile).await.unwrap();
    assert_eq!(refusal().await, None);
}

#[tokio::test]
async fn a_token_is_ended_at_the_server_and_dropped_here() {
    let bench = Bench::practice(Kind::Gitlab).await;
    bench.refresh().await;
    let view = bench.engine.revoke_token(&bench.profile).await.unwrap();
    assert_eq!((view.token, view.token_health), (TokenPlace::Missing { why: None }, None));
    assert_eq!(code(bench.engine.check_connection(&bench.profile).await), ErrorCode::NoToken);
    let token = bench.server().token(Who::Administrator);
    let again = bench.engine.renew_token(&bench.profile, token.clone()).await;
    assert_eq!(code(again), ErrorCode::TokenNotTaken, "the server does not take it any more");
    let kept = std::fs::read_to_string(bench.folder.path().join("practice/secrets.json")).unwrap();
    assert!(!kept.contains(&token));
}

#[tokio::test]
async fn what_one_signed_in_with_is_ended_with_all_of_it() {
    let granted = Granted::new().await;
    let kept = granted.kept();
    granted.bench.engine.revoke_token(&granted.bench.profile).await.unwrap();
    assert!(!granted.is_good(&kept).await);
    assert!(!granted.keeps_a_token());
}

#[tokio::test]
async fn what_renews_a_token_ends_with_it_also_where_that_has_expired() {
    let granted = Granted::new().await;
    granted.bench.engine.pause_refresh(&granted.bench.profile).await.unwrap();
    let kept = granted.kept();
    granted.hours_pass(3);
    granted.bench.engine.revoke_token(&granted.bench.profile).await.unwrap();
    assert!(!granted.is_good(&kept).await);
    let asked = granted.bench.server().requests();
    let ended = asked.iter().rfind(|request| request.path == "/oauth/revoke").unwrap();
    assert_eq!((granted.renewals(), ended.status), (2, Some(200)), "one for its end, and one here");
}

#[tokio::test]
async fn a_token_that_the_server_cannot_end_stays() {
    let bench = Bench::new(Kind::Mastodon).await;
    assert_eq!(code(bench.engine.revoke_token(&bench.profile).await), ErrorCode::NotFound);
    let mut bench = Bench::new(Kind::Gitlab).await;
    bench.stop_server().await;
    let away = code(bench.engine.revoke_token(&bench.profile).await);
    assert!(matches!(away, ErrorCode::NotReachable { .. }), "{away:?}");
    let view = bench.view().await;
    assert!(view.token_health.is_some() && matches!(view.connection, Connection::Offline { .. }));
}
