//! Mastodon and its kin, in every shape: the least scopes, the application, its loss, and the code that is copied.

use std::collections::BTreeSet;

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::profile::{Ability, Allowance, Connection};
use bailiwick_engine::signin::{Purpose, SignInWay};
use bailiwick_practice::{Dialect, ErrorBody, Fault, FaultKind, Kind, Manner, Otherwise};

use super::browser::{self, agree, attribute, decide, sign_in};
use super::{Scene, again, ask, draft, field, finish, person, profile};
use crate::bench::code;

const APPS: &str = "/api/v1/apps";
const BROWSER: SignInWay = SignInWay::Browser;

fn scopes_of(form: &str) -> String {
    field(form, "scopes").unwrap()
}

#[tokio::test]
async fn every_shape_of_server_lets_somebody_in_with_the_scopes_that_it_knows() {
    let old =
        "read:accounts admin:read:accounts read:statuses admin:write:accounts admin:read:reports admin:write:reports";
    let new = old.replacen("read:accounts", "profile", 1);
    for (dialect, who, scopes) in [
        (Dialect::V3_5, "kim", old),
        (Dialect::V4_0, "kim", old),
        (Dialect::V4_2, "kim", old),
        (Dialect::V4_6, "kim", new.as_str()),
        (Dialect::GoToSocial, "noor", old),
    ] {
        let scene = Scene::speaking(dialect).await;
        let (found, started) = scene.begun(ask(Purpose::Reports, BROWSER)).await;
        assert_eq!(found.purposes.last().unwrap().scopes.join(" "), scopes, "{dialect:?}: told beforehand");
        assert_eq!(started.scopes.join(" "), scopes, "{dialect:?}");
        let page = sign_in(&started.page, who).await;
        assert!(page.status == 200 && page.text.contains("Go back to Bailiwick"), "{dialect:?}: {}", page.text);
        let person = person(scene.engine.await_sign_in(&started.id).await.unwrap());
        assert_eq!(person.you.username, who, "{dialect:?}");
        let view = finish(&scene.engine, &found, &person).await;
        let view = scene.engine.check_connection(&view.id).await.unwrap();
        assert_eq!(view.connection, Connection::Online, "{dialect:?}");
        assert_eq!(view.you.allowance(Ability::DecideSignUps), &Allowance::Yes, "{dialect:?}");
        assert_eq!(scopes_of(&scene.requests("POST", APPS)[0].body), scopes, "{dialect:?}: registered for no more");
        assert_eq!(scene.count("POST", "/oauth/revoke"), 0, "{dialect:?}");
    }
}

#[tokio::test]
async fn the_question_is_proven_and_the_secret_part_stays_here() {
    let scene = Scene::speaking(Dialect::V4_6).await;
    let (_, started) = scene.begun(ask(Purpose::Moderate, BROWSER)).await;
    let query = started.page.split_once('?').unwrap().1;
    assert_eq!(field(query, "code_challenge_method").unwrap(), "S256");
    sign_in(&started.page, "kim").await;
    scene.engine.await_sign_in(&started.id).await.unwrap();
    // The practice server gives nothing for a wrong verifier, and its log leaves the right one out of the body.
    let challenge = field(query, "code_challenge").unwrap();
    assert_eq!(challenge.len(), 43);
    let exchange = scene.requests("POST", "/oauth/token").pop().unwrap().body;
    assert_eq!(field(&exchange, "redirect_uri"), field(query, "redirect_uri"));
}

#[tokio::test]
async fn a_code_that_somebody_else_got_hold_of_is_worth_nothing_to_them() {
    let scene = Scene::speaking(Dialect::V4_6).await;
    let (_, started) = scene.begun(ask(Purpose::Moderate, BROWSER)).await;
    let back = agree(&started.page, "kim").await;
    let app = scene.oauth()["apps"][0].clone();
    let query = started.page.split_once('?').unwrap().1;
    let form = [
        ("grant_type", "authorization_code".to_owned()),
        ("code", field(back.split_once('?').unwrap().1, "code").unwrap()),
        ("redirect_uri", field(query, "redirect_uri").unwrap()),
        ("client_id", app["client_id"].as_str().unwrap().to_owned()),
        ("client_secret", app["client_secret"].as_str().unwrap().to_owned()),
    ];
    let asked = reqwest::Client::new().post(format!("{}/oauth/token", scene.server.base_url())).form(&form);
    assert_eq!(asked.send().await.unwrap().status().as_u16(), 400);
    assert_eq!(browser::open(&back).await.status, 200);
    scene.engine.await_sign_in(&started.id).await.unwrap();
}

#[tokio::test]
async fn to_look_only_no_scope_that_writes_is_asked_for() {
    let scene = Scene::new(Kind::Mastodon).await;
    let view = scene.connected(ask(Purpose::Look, BROWSER), "kim").await;
    assert_eq!(scopes_of(&scene.requests("POST", APPS)[0].body), "profile admin:read:accounts");
    let write = Allowance::NotByScope { scope: "admin:write:accounts".to_owned() };
    assert_eq!(view.you.allowance(Ability::DecideSignUps), &write);
}

#[tokio::test]
async fn an_older_server_compares_the_port_and_is_given_it() {
    let manner = Manner { otherwise: BTreeSet::from([Otherwise::LoopbackPort]), ..Manner::default() };
    let options = bailiwick_practice::Options { manner, ..bailiwick_practice::Options::new(Kind::Mastodon) };
    let scene = Scene::on(options).await;
    let view = scene.connected(ask(Purpose::Moderate, BROWSER), "kim").await;
    // Also with the application that is registered already.
    let started = scene.engine.begin_sign_in(again(&view), ask(Purpose::Moderate, BROWSER)).await.unwrap();
    assert_eq!(sign_in(&started.page, "kim").await.status, 200);
    scene.engine.await_sign_in(&started.id).await.unwrap();
    assert_eq!(scene.count("POST", APPS), 1);
}

#[tokio::test]
async fn a_port_that_is_taken_by_now_costs_another_registration_and_nothing_else() {
    let scene = Scene::new(Kind::Mastodon).await;
    let (found, started) = scene.begun(ask(Purpose::Moderate, BROWSER)).await;
    let redirect = field(started.page.split_once('?').unwrap().1, "redirect_uri").unwrap();
    sign_in(&started.page, "kim").await;
    let kim = person(scene.engine.await_sign_in(&started.id).await.unwrap());
    let view = finish(&scene.engine, &found, &kim).await;
    let port = url::Url::parse(&redirect).unwrap().port().unwrap();
    let taken = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    let started = scene.engine.begin_sign_in(again(&view), ask(Purpose::Moderate, BROWSER)).await.unwrap();
    assert_eq!(sign_in(&started.page, "kim").await.status, 200);
    scene.engine.await_sign_in(&started.id).await.unwrap();
    assert_eq!(scene.count("POST", APPS), 2);
    drop(taken);
}

#[tokio::test]
async fn a_code_is_copied_where_the_browser_cannot_come_back() {
    for dialect in [Dialect::V3_5, Dialect::V4_6, Dialect::GoToSocial] {
        let scene = Scene::speaking(dialect).await;
        let (_, started) = scene.begun(ask(Purpose::Moderate, SignInWay::Code)).await;
        let page = browser::open(&agree(&started.page, "noor").await).await;
        let shown = attribute(&page.text, "size=\"46\" value=\"");
        let engine = &scene.engine;
        assert_eq!(code(engine.paste_code(&started.id, "https://x.example/".to_owned()).await), ErrorCode::NotACode);
        let wrong = engine.paste_code(&started.id, "wrong-code-altogether".to_owned()).await;
        assert_eq!(code(wrong), ErrorCode::SignInRefused, "{dialect:?}");
        let kim = person(engine.paste_code(&started.id, format!(" {shown}\n")).await.unwrap());
        assert_eq!(kim.you.username, "noor", "{dialect:?}");
        assert_eq!(person(engine.await_sign_in(&started.id).await.unwrap()), kim, "whoever waited hears it, too");
    }
}

#[tokio::test]
async fn signing_in_again_uses_the_same_application_and_the_token_that_comes_back_stays_alive() {
    let scene = Scene::new(Kind::Mastodon).await;
    let view = scene.connected(ask(Purpose::Reports, BROWSER), "kim").await;
    let offers = scene.engine.sign_in_offers(&view.id).unwrap();
    assert!(!offers.sign_in.needs_application && offers.sign_in.ways == [BROWSER, SignInWay::Code]);
    let started = scene.engine.begin_sign_in(again(&view), ask(Purpose::Reports, BROWSER)).await.unwrap();
    sign_in(&started.page, "kim").await;
    profile(scene.engine.await_sign_in(&started.id).await.unwrap());
    // The same scopes bring the same token (mastodon.md §5.1): whoever revoked the old one would have none.
    assert_eq!(scene.count("POST", APPS), 1);
    // For less, too; the token for more is not left alive.
    let started = scene.engine.begin_sign_in(again(&view), ask(Purpose::Look, BROWSER)).await.unwrap();
    sign_in(&started.page, "kim").await;
    let view = profile(scene.engine.await_sign_in(&started.id).await.unwrap());
    assert_eq!(view.connection, Connection::Online);
    scene.revoked().await;
    assert_eq!((scene.count("POST", APPS), scene.count("POST", "/oauth/revoke")), (1, 1));
    let view = scene.engine.check_connection(&view.id).await.unwrap();
    assert_eq!(view.connection, Connection::Online);
    // For more than it was registered for, another one.
    let view = scene.engine.begin_sign_in(again(&view), ask(Purpose::Reports, BROWSER)).await.unwrap();
    assert_eq!(scene.count("POST", APPS), 2);
    scene.engine.cancel_sign_in(&view.id);
}

#[tokio::test]
async fn a_forgotten_application_is_registered_again_before_anybody_is_sent_to_its_page() {
    let state = tempfile::tempdir().unwrap();
    let file = state.path().join("state.json");
    let kept = bailiwick_practice::Options {
        state_file: Some(file.clone()),
        ..bailiwick_practice::Options::new(Kind::Mastodon)
    };
    let mut scene = Scene::on(kept.clone()).await;
    let view = scene.connected(ask(Purpose::Moderate, BROWSER), "kim").await;
    let port = scene.server.address().port();
    scene.server.stop().await.unwrap();
    let mut memory: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let oauth = memory
        .pointer_mut("/world")
        .and_then(|world| world.as_object_mut()?.values_mut().find_map(|one| one.get_mut("oauth")));
    let oauth = oauth.unwrap();
    oauth["apps"] = serde_json::json!([]);
    oauth["tokens"] = serde_json::json!([]);
    std::fs::write(&file, serde_json::to_vec(&memory).unwrap()).unwrap();
    scene.server = bailiwick_practice::serve(bailiwick_practice::Options { port, ..kept }).await.unwrap();
    let started = scene.engine.begin_sign_in(again(&view), ask(Purpose::Moderate, BROWSER)).await.unwrap();
    assert_eq!(scene.count("POST", APPS), 1);
    assert_eq!(sign_in(&started.page, "kim").await.status, 200);
    let view = profile(scene.engine.await_sign_in(&started.id).await.unwrap());
    assert_eq!(view.connection, Connection::Online);
}

#[tokio::test]
async fn an_application_that_is_forgotten_in_between_costs_one_more_page_in_the_same_window() {
    let scene = Scene::new(Kind::Mastodon).await;
    let (_, started) = scene.begun(ask(Purpose::Moderate, BROWSER)).await;
    let back = agree(&started.page, "kim").await;
    scene.server.reset();
    let sent = browser::open(&back).await;
    let page = sent.to.unwrap().to_string();
    assert_eq!((sent.status, scene.engine.sign_in_page(&started.id).unwrap()), (302, page.clone()));
    assert_ne!(page, started.page);
    assert_eq!(browser::open(&back).await.status, 400, "the first answer is no answer to the second question");
    assert_eq!(sign_in(&page, "kim").await.status, 200);
    assert_eq!(person(scene.engine.await_sign_in(&started.id).await.unwrap()).you.username, "kim");
    assert_eq!(scene.count("POST", APPS), 2);
}

#[tokio::test]
async fn an_application_that_is_forgotten_every_time_ends_it() {
    let scene = Scene::new(Kind::Mastodon).await;
    let (_, started) = scene.begun(ask(Purpose::Moderate, BROWSER)).await;
    let back = agree(&started.page, "kim").await;
    scene.server.reset();
    let page = browser::open(&back).await.to.unwrap().to_string();
    let back = agree(&page, "kim").await;
    scene.server.reset();
    assert!(browser::open(&back).await.text.contains("Not signed in"));
    assert_eq!(code(scene.engine.await_sign_in(&started.id).await), ErrorCode::ApplicationUnknown);
    assert_eq!(scene.count("POST", APPS), 2);
}

#[tokio::test]
async fn a_scope_that_the_server_does_not_know_after_all_is_left_out() {
    let scene = Scene::new(Kind::Mastodon).await;
    let refused = FaultKind::Status { code: 422, body: ErrorBody::Json };
    scene.server.add_fault(Fault::once(APPS, refused.clone()));
    scene.connected(ask(Purpose::Look, BROWSER), "kim").await;
    let asked: Vec<_> = scene.requests("POST", APPS).into_iter().map(|one| scopes_of(&one.body)).collect();
    assert_eq!(asked, ["profile admin:read:accounts", "read:accounts admin:read:accounts"]);
    scene.server.add_fault(Fault::new(APPS, refused));
    let found = scene.found().await;
    let begun = scene.engine.begin_sign_in(draft(&found), ask(Purpose::Look, BROWSER)).await;
    assert_eq!(code(begun), ErrorCode::SignInRefused);
}

#[tokio::test]
async fn whoever_says_no_is_asked_nothing_more() {
    let scene = Scene::new(Kind::Mastodon).await;
    let (found, started) = scene.begun(ask(Purpose::Moderate, BROWSER)).await;
    let back = decide(&started.page, "kim", false).await.to.unwrap();
    assert!(browser::open(back.as_str()).await.text.contains("You did not agree"));
    assert_eq!(code(scene.engine.await_sign_in(&started.id).await), ErrorCode::SignInDenied);
    assert!(browser::is_closed(back.as_str()).await);
    // The draft is still there, and needs no other application.
    let started = scene.engine.begin_sign_in(draft(&found), ask(Purpose::Moderate, BROWSER)).await.unwrap();
    assert_eq!(sign_in(&started.page, "kim").await.status, 200);
    scene.engine.await_sign_in(&started.id).await.unwrap();
    assert_eq!(scene.count("POST", APPS), 1);
}
