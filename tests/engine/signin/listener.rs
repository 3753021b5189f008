//! The listener on the loopback: whoever calls it, one answer counts.

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::signin::{Purpose, SignInWay};
use bailiwick_practice::{Fault, FaultKind, Kind};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::browser::{self, agree, sign_in};
use super::{Scene, ask, draft, field, person};
use crate::bench::code;

const BROWSER: SignInWay = SignInWay::Browser;

/// Says something to the listener and shows what it answers.
async fn say(place: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(place).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    // A head that is too long is refused before it has been read to its end.
    let _broken_off = stream.read_to_string(&mut answer).await;
    answer
}

/// Host and port of the listener.
fn place(page: &str) -> String {
    let redirect = field(page.split_once('?').unwrap().1, "redirect_uri").unwrap();
    redirect.trim_start_matches("http://").trim_end_matches("/callback").to_owned()
}

#[tokio::test]
async fn what_is_not_the_answer_is_turned_away_and_waited_on() {
    let scene = Scene::new(Kind::Mastodon).await;
    let (_, started) = scene.begun(ask(Purpose::Moderate, BROWSER)).await;
    let place = place(&started.page);
    let back = agree(&started.page, "kim").await;
    let query = back.split_once('?').unwrap().1.to_owned();
    let state = field(&query, "state").unwrap();
    let other = back.replace(&state, &state.chars().rev().collect::<String>());
    let wrong = browser::open(&other).await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.text.contains("Not the sign-in that Bailiwick waits for") && !wrong.text.contains(&state));
    for (line, host) in [
        ("GET /".to_owned(), place.as_str()),
        ("GET /favicon.ico".to_owned(), &place),
        (format!("GET /callback/?{query}"), &place),
        (format!("GET /x/../callback?{query}"), &place),
        (format!("POST /callback?{query}"), &place),
        (format!("HEAD /callback?{query}"), &place),
        (format!("OPTIONS /callback?{query}"), &place),
        // A name that leads to the loopback is not the loopback: somebody else's page could have it.
        (format!("GET /callback?{query}"), "rebound.example"),
        (format!("GET /callback?{query}"), "127.0.0.1"),
        (format!("GET http://rebound.example/callback?{query}"), &place),
    ] {
        let answer = say(&place, &format!("{line} HTTP/1.1\r\nHost: {host}\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 404 "), "{line} {host}: {answer}");
        assert!(!answer.contains(&state));
    }
    let nobody = say(&place, &format!("GET /callback?{query} HTTP/1.0\r\n\r\n")).await;
    assert!(nobody.starts_with("HTTP/1.0 404 "), "{nobody}");
    let long = format!("GET /callback?{}&{query} HTTP/1.1\r\nHost: {place}\r\n\r\n", "x".repeat(100_000));
    assert!(!say(&place, &long).await.contains(" 200 "));
    let garbage = say(&place, "\u{1}\u{2}\r\n\r\n").await;
    assert!(!garbage.contains(" 200 "));
    // After all that, the right one still counts.
    assert_eq!(browser::open(&back).await.status, 200);
    assert_eq!(person(scene.engine.await_sign_in(&started.id).await.unwrap()).you.username, "kim");
}

#[tokio::test]
async fn the_pages_hold_nothing_that_was_asked_and_run_nothing() {
    let scene = Scene::new(Kind::Mastodon).await;
    let (_, started) = scene.begun(ask(Purpose::Moderate, BROWSER)).await;
    let back = agree(&started.page, "kim").await;
    let query = back.split_once('?').unwrap().1.to_owned();
    for shown in [browser::open(&format!("{back}<script>&state=%3Cscript%3E")).await, browser::open(&back).await] {
        assert!(shown.text.starts_with("<!doctype html>"));
        for secret in [field(&query, "state").unwrap(), field(&query, "code").unwrap(), "<script".to_owned()] {
            assert!(!shown.text.contains(&secret));
            assert!(shown.headers.values().all(|value| !value.to_str().unwrap().contains(&secret)));
        }
        assert_eq!(shown.header("cache-control"), "no-store");
        assert_eq!(shown.header("referrer-policy"), "no-referrer");
        assert!(shown.header("content-security-policy").starts_with("default-src 'none'; style-src 'sha256-"));
        assert!(!shown.header("content-security-policy").contains("unsafe"));
    }
    scene.engine.await_sign_in(&started.id).await.unwrap();
}

#[tokio::test]
async fn an_answer_counts_once() {
    let scene = Scene::new(Kind::Mastodon).await;
    let (_, started) = scene.begun(ask(Purpose::Moderate, BROWSER)).await;
    let back = agree(&started.page, "kim").await;
    // Held open while the server takes its time to tell who that is.
    let slow = FaultKind::Delay { ms: 1500 };
    scene.server.add_fault(Fault::new("/api/v1/accounts/verify_credentials", slow));
    assert_eq!(browser::open(&back).await.status, 200);
    let repeated = browser::open(&back).await;
    assert!(repeated.status == 409 && repeated.text.contains("Already used"), "{}", repeated.status);
    assert_eq!(person(scene.engine.await_sign_in(&started.id).await.unwrap()).you.username, "kim");
    assert_eq!(scene.count("POST", "/oauth/token"), 1);
    assert!(browser::is_closed(&back).await, "nobody listens for longer than that");
}

#[tokio::test]
async fn nobody_waits_for_longer_than_ten_minutes() {
    for way in [BROWSER, SignInWay::Code] {
        let scene = Scene::new(Kind::Mastodon).await;
        let (_, started) = scene.begun(ask(Purpose::Moderate, way)).await;
        assert_eq!(started.ends_at.0, *scene.clock.borrow() + 600_000);
        let back = if way == BROWSER { agree(&started.page, "kim").await } else { started.page.clone() };
        scene.clock.send_modify(|now| *now += 599_000);
        assert!(scene.engine.sign_in_page(&started.id).is_ok());
        scene.clock.send_modify(|now| *now += 1_000);
        assert_eq!(code(scene.engine.await_sign_in(&started.id).await), ErrorCode::SignInTimedOut);
        assert!(way != BROWSER || browser::is_closed(&back).await);
        assert_eq!(scene.count("POST", "/oauth/token"), 0);
    }
}

#[tokio::test]
async fn whoever_cancels_is_not_waited_for() {
    for way in [BROWSER, SignInWay::Code] {
        let scene = Scene::new(Kind::Mastodon).await;
        let (_, started) = scene.begun(ask(Purpose::Moderate, way)).await;
        let engine = scene.engine.clone();
        let id = started.id.clone();
        let waiting = tokio::spawn(async move { engine.await_sign_in(&id).await });
        let unseen = scene.engine.await_sign_in(&started.id);
        scene.engine.cancel_sign_in(&started.id);
        // Asked after: it is gone.
        assert_eq!(code(unseen.await), ErrorCode::SignInGone);
        let told = code(waiting.await.unwrap());
        assert!(matches!(told, ErrorCode::Stopped | ErrorCode::SignInGone), "{told:?}");
        assert_eq!(code(scene.engine.sign_in_page(&started.id)), ErrorCode::SignInGone);
        let pasted = scene.engine.paste_code(&started.id, "some-code-of-a-server".to_owned()).await;
        assert_eq!(code(pasted), ErrorCode::SignInGone);
        scene.engine.cancel_sign_in(&started.id);
    }
}

#[tokio::test]
async fn another_sign_in_for_the_same_server_ends_the_earlier() {
    let scene = Scene::new(Kind::Mastodon).await;
    let (found, first) = scene.begun(ask(Purpose::Moderate, BROWSER)).await;
    let second = scene.engine.begin_sign_in(draft(&found), ask(Purpose::Look, BROWSER)).await.unwrap();
    assert_eq!(code(scene.engine.await_sign_in(&first.id).await), ErrorCode::SignInGone);
    assert_eq!(sign_in(&second.page, "kim").await.status, 200);
    scene.engine.await_sign_in(&second.id).await.unwrap();
    assert_eq!(scene.count("POST", "/api/v1/apps"), 1, "with its application, at its port");
}

#[tokio::test]
async fn many_who_keep_it_busy_do_not_keep_the_right_one_out_for_ever() {
    let scene = Scene::new(Kind::Mastodon).await;
    let (_, started) = scene.begun(ask(Purpose::Moderate, BROWSER)).await;
    let place = place(&started.page);
    let mut crowd = Vec::new();
    for _ in 0..40 {
        crowd.push(TcpStream::connect(&place).await.unwrap());
    }
    let back = agree(&started.page, "kim").await;
    drop(crowd);
    assert_eq!(browser::open(&back).await.status, 200);
    scene.engine.await_sign_in(&started.id).await.unwrap();
}
