//! GitLab: with an application that an administrator registered, by browser and by device, under its path.

use std::time::Duration;

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::profile::Connection;
use bailiwick_engine::signin::{Purpose, SignInAsk, SignInWay};
use bailiwick_practice::{GitlabSwitches, Kind};
use serde_json::json;

use super::browser::{self, sign_in};
use super::{Scene, again, ask, draft, field, finish, person, profile, with_application};
use crate::bench::code;

const BROWSER: SignInWay = SignInWay::Browser;
const DEVICE: SignInWay = SignInWay::Device;
/// Registered without Admin Mode.
const PLAIN: &str = "practice-application-plain";

fn plain(way: SignInWay) -> SignInAsk {
    SignInAsk { application: Some(PLAIN.to_owned()), ..ask(Purpose::Moderate, way) }
}

async fn under_a_path() -> Scene {
    Scene::on(bailiwick_practice::Options {
        root: "/gitlab".to_owned(),
        ..bailiwick_practice::Options::new(Kind::Gitlab)
    })
    .await
}

#[tokio::test]
async fn somebody_signs_in_with_the_application_that_was_registered_there() {
    let scene = under_a_path().await;
    let (found, started) = scene.begun(with_application(BROWSER)).await;
    let offers = &found.sign_in;
    assert!(offers.needs_application && offers.ways == [BROWSER, DEVICE]);
    assert_eq!(offers.redirect.as_deref(), Some("http://127.0.0.1/callback"));
    assert_eq!(found.purposes.iter().map(|one| one.purpose).collect::<Vec<_>>(), [Purpose::Look, Purpose::Moderate]);
    assert!(started.page.starts_with(&format!("{}/oauth/authorize?", scene.server.base_url())));
    assert_eq!(started.scopes, ["api", "admin_mode"]);
    assert_eq!(sign_in(&started.page, "kim").await.status, 200);
    let kim = person(scene.engine.await_sign_in(&started.id).await.unwrap());
    assert_eq!(kim.you.username, "kim");
    let view = finish(&scene.engine, &found, &kim).await;
    assert_eq!(scene.engine.check_connection(&view.id).await.unwrap().connection, Connection::Online);
}

#[tokio::test]
async fn to_look_only_nothing_that_writes_is_asked_for() {
    let scene = under_a_path().await;
    let look = SignInAsk { purpose: Purpose::Look, ..with_application(BROWSER) };
    let view = scene.connected(look, "kim").await;
    assert_eq!(scene.engine.check_connection(&view.id).await.unwrap().connection, Connection::Online);
    let page = scene.requests("GET", "/gitlab/oauth/authorize").pop().unwrap().query;
    assert_eq!(field(&page, "scope").unwrap(), "read_user admin_mode");
}

#[tokio::test]
async fn an_application_without_admin_mode_is_enough_where_there_is_no_such_mode() {
    for way in [BROWSER, DEVICE] {
        let scene = under_a_path().await;
        scene.server.change_settings(&json!({ "admin_mode": false })).unwrap();
        let (_, started) = scene.begun(plain(way)).await;
        match way {
            BROWSER => assert_eq!(sign_in_after_refusal(&started.page).await, 200),
            _ => {
                assert_eq!(started.scopes, ["api"], "the server said so at once");
                approve(&started.page, true).await;
                scene.pass(6);
            }
        }
        let kim = person(scene.engine.await_sign_in(&started.id).await.unwrap());
        assert_eq!(kim.you.username, "kim", "{way:?}");
    }
}

#[tokio::test]
async fn an_application_without_admin_mode_is_told_where_there_is_one_and_its_token_is_revoked() {
    let scene = Scene::new(Kind::Gitlab).await;
    let (_, started) = scene.begun(plain(BROWSER)).await;
    assert_eq!(sign_in_after_refusal(&started.page).await, 200);
    assert_eq!(code(scene.engine.await_sign_in(&started.id).await), ErrorCode::AdminModeMissing);
    scene.revoked().await;
}

/// The server refuses a scope before it shows a form: the same window is sent to the same page with less.
async fn sign_in_after_refusal(page: &str) -> u16 {
    let refused = browser::open(page).await.to.unwrap();
    assert_eq!(field(refused.query().unwrap(), "error").unwrap(), "invalid_scope");
    let sent = browser::open(refused.as_str()).await;
    let page = sent.to.unwrap().to_string();
    assert_eq!(field(page.split_once('?').unwrap().1, "scope").unwrap(), "api");
    sign_in(&page, "kim").await.status
}

#[tokio::test]
async fn an_unknown_application_is_told_before_anybody_is_sent_to_a_page() {
    let scene = Scene::new(Kind::Gitlab).await;
    let found = scene.found().await;
    for way in [BROWSER, DEVICE] {
        for application in [None, Some(""), Some("no-such-application"), Some("two words"), Some("ключ")] {
            let ask = SignInAsk { application: application.map(str::to_owned), ..with_application(way) };
            let begun = scene.engine.begin_sign_in(draft(&found), ask).await;
            assert_eq!(code(begun), ErrorCode::ApplicationUnknown, "{application:?}");
        }
    }
    let pasted = scene.engine.begin_sign_in(draft(&found), with_application(SignInWay::Code)).await;
    assert_eq!(code(pasted), ErrorCode::NotFound, "a GitLab shows no code");
}

#[tokio::test]
async fn signing_in_again_needs_no_id_and_leaves_no_old_token_alive() {
    let scene = Scene::new(Kind::Gitlab).await;
    let view = scene.connected(with_application(BROWSER), "kim").await;
    let started = scene.engine.begin_sign_in(again(&view), ask(Purpose::Moderate, BROWSER)).await.unwrap();
    sign_in(&started.page, "kim").await;
    let view = profile(scene.engine.await_sign_in(&started.id).await.unwrap());
    scene.revoked().await;
    assert_eq!(scene.engine.check_connection(&view.id).await.unwrap().connection, Connection::Online);
}

/// Types the device's code on the server's page.
async fn approve(page: &str, agrees: bool) {
    let shown = browser::open(page).await;
    let user_code = browser::attribute(&shown.text, "name=\"user_code\" value=\"");
    assert_eq!(field(page.split_once('?').unwrap().1, "user_code").unwrap(), user_code);
    let action = browser::attribute(&shown.text, "action=\"");
    let decision = if agrees { "authorize" } else { "deny" };
    let form = [("user_code", user_code.as_str()), ("username", "kim"), ("decision", decision)];
    let answer = reqwest::Client::new().post(action).form(&form).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
}

impl Scene {
    /// Lets seconds pass, for the server and for the desk.
    fn pass(&self, seconds: u32) {
        let time = Duration::from_secs(seconds.into());
        self.server.set_clock(self.server.now() + time);
        self.clock.send_modify(|now| *now += i64::from(seconds) * 1000);
    }
}

#[tokio::test]
async fn a_device_waits_until_somebody_has_typed_its_code() {
    let scene = under_a_path().await;
    let (_, started) = scene.begun(with_application(DEVICE)).await;
    let user_code = started.user_code.clone().unwrap();
    assert!(started.page.contains(&user_code) && started.page.starts_with(&scene.server.base_url()));
    assert_eq!(started.ends_at.0, *scene.clock.borrow() + 300_000, "as long as the server says");
    scene.pass(5);
    scene.server.request_came(|one| one.body.contains("device_code") && one.status.is_some()).await;
    approve(&started.page, true).await;
    scene.pass(6);
    assert_eq!(person(scene.engine.await_sign_in(&started.id).await.unwrap()).you.username, "kim");
}

#[tokio::test]
async fn a_device_that_is_refused_or_too_late_is_told_apart() {
    let scene = Scene::new(Kind::Gitlab).await;
    let (found, started) = scene.begun(with_application(DEVICE)).await;
    approve(&started.page, false).await;
    scene.pass(6);
    assert_eq!(code(scene.engine.await_sign_in(&started.id).await), ErrorCode::SignInDenied);
    // By the server's word.
    let started = scene.engine.begin_sign_in(draft(&found), with_application(DEVICE)).await.unwrap();
    scene.server.set_clock(scene.server.now() + Duration::from_secs(400));
    scene.clock.send_modify(|now| *now += 6_000);
    assert_eq!(code(scene.engine.await_sign_in(&started.id).await), ErrorCode::SignInTimedOut);
    // By our clock.
    let started = scene.engine.begin_sign_in(draft(&found), with_application(DEVICE)).await.unwrap();
    scene.clock.send_modify(|now| *now += 301_000);
    assert_eq!(code(scene.engine.await_sign_in(&started.id).await), ErrorCode::SignInTimedOut);
}

#[tokio::test]
async fn an_older_server_has_no_devices() {
    let gitlab = GitlabSwitches { version: "17.2.0".to_owned(), ..GitlabSwitches::default() };
    let scene =
        Scene::on(bailiwick_practice::Options { gitlab, ..bailiwick_practice::Options::new(Kind::Gitlab) }).await;
    let found = scene.found().await;
    // The version is told to nobody, so that it turns out only then.
    let begun = scene.engine.begin_sign_in(draft(&found), with_application(DEVICE)).await;
    assert_eq!(code(begun), ErrorCode::NotFound);
    let view = scene.connected(with_application(BROWSER), "kim").await;
    assert_eq!(scene.engine.sign_in_offers(&view.id).unwrap().sign_in.ways, [BROWSER]);
}
