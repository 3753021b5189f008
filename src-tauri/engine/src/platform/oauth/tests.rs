//! Servers that lie, mumble or repeat what they were told.

use serde_json::{Value, json};

use super::*;
use crate::error::Problem;
use crate::platform::canned::{Canned, NOW, html, json as answer, reply};
use crate::platform::revoking;
use crate::secret::{Credential, Grant, Way};

const CODE: &str = "code-that-nobody-else-has";
const VERIFIER: &str = "verifier-that-nobody-else-has";
const APP_SECRET: &str = "secret-of-the-application";
const GIVEN: &str = "token-that-was-given";

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn asking() -> Asking {
    let app = App {
        client_id: "desk".to_owned(),
        client_secret: Some(secret(APP_SECRET)),
        redirect: "http://127.0.0.1:4711/callback".to_owned(),
    };
    Asking { app, scopes: vec!["profile".to_owned(), "admin:read:accounts".to_owned()], proven: true }
}

async fn exchanged(server: &Canned) -> std::result::Result<Credential, Refused> {
    asking().exchange(&server.http(), &secret(CODE), &secret(VERIFIER), Timestamp(NOW)).await
}

async fn given(told: Value) -> Result<Credential> {
    let server = Canned::serve(move |_| answer(200, &told)).await;
    exchanged(&server).await.map_err(Error::from)
}

#[tokio::test]
async fn a_token_comes_with_what_the_server_says_of_it() {
    let whole = json!({
        "access_token": GIVEN, "token_type": "bEARER", "scope": "profile", "expires_in": 7200, "refresh_token": "renewing-it",
    });
    let credential = given(whole).await.unwrap();
    assert_eq!((credential.token.expose(), credential.since), (GIVEN, Some(Timestamp(NOW))));
    let grant = credential.grant().unwrap();
    assert_eq!((grant.scopes.join(" ").as_str(), grant.expires_at), ("profile", Some(Timestamp(NOW + 7_200_000))));
    assert_eq!(grant.refresh.as_ref().unwrap().expose(), "renewing-it");
}

#[tokio::test]
async fn what_is_not_said_is_what_was_asked_and_what_makes_no_sense_is_not_said() {
    let told = given(json!({ "access_token": GIVEN })).await.unwrap();
    let grant = told.grant().unwrap();
    assert_eq!((grant.scopes.join(" "), grant.expires_at), (asking().scopes.join(" "), None));
    for scope in [json!(null), json!(""), json!(["profile"]), json!(7)] {
        let told = given(json!({ "access_token": GIVEN, "scope": scope })).await.unwrap();
        assert_eq!(told.grant().unwrap().scopes, asking().scopes);
    }
    for life in [json!(-5), json!(0), json!(u64::MAX), json!(1.0e300), json!("7200"), json!([1]), json!(null)] {
        let told = given(json!({ "access_token": GIVEN, "expires_in": life })).await.unwrap();
        assert_eq!(told.grant().unwrap().expires_at, None, "{life}");
    }
    for renewing in [json!(""), json!("two words"), json!(5), json!("x".repeat(5000))] {
        let told = given(json!({ "access_token": GIVEN, "refresh_token": renewing })).await.unwrap();
        assert!(told.grant().unwrap().refresh.is_none());
    }
}

#[tokio::test]
async fn what_no_header_can_carry_or_is_of_another_kind_is_no_token() {
    for told in [
        json!({}),
        json!([]),
        json!(null),
        json!({ "access_token": null }),
        json!({ "access_token": 12_345_678 }),
        json!({ "access_token": "short" }),
        json!({ "access_token": "with\nline-break" }),
        json!({ "access_token": "ключключ" }),
        json!({ "access_token": "x".repeat(5000) }),
        json!({ "access_token": GIVEN, "token_type": "mac" }),
        json!({ "access_token": GIVEN, "token_type": "DPoP" }),
        json!({ "access_token": GIVEN, "token_type": 7 }),
    ] {
        let error = given(told.clone()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Unreadable, "{told}");
        assert!(!format!("{error:?}").contains(GIVEN));
    }
}

#[tokio::test]
async fn a_server_that_repeats_what_it_was_told_is_not_repeated() {
    let long = "x".repeat(180);
    for said in [
        format!("The code {CODE} is wrong, so is {VERIFIER}, and {APP_SECRET}."),
        format!("<p>{CODE}</p><b>{}</b>{}", &VERIFIER[..9], &VERIFIER[9..]),
        // Cut where people would stop reading, in the middle of it.
        format!("{long} {CODE}{VERIFIER}{APP_SECRET}"),
        CODE.chars().map(|letter| format!("{letter}\u{200b}")).collect(),
    ] {
        for body in [
            json!({ "error": "invalid_grant", "error_description": said }),
            json!({ "error": said }),
            json!({ "error": "odd", "message": said }),
            json!({ "message": said }),
        ] {
            let told = body.clone();
            let server = Canned::serve(move |_| answer(400, &told)).await;
            let error = Error::from(exchanged(&server).await.unwrap_err());
            assert_eq!(error.code, ErrorCode::SignInRefused, "{body}");
            let told = format!("{error:?} {:?}", Problem::from(&error));
            for hidden in [CODE, VERIFIER, APP_SECRET, "code-that", "verifier-t", "secret-of"] {
                assert!(!told.contains(hidden), "{body}: {told}");
            }
        }
    }
}

#[tokio::test]
async fn each_refusal_is_told_apart() {
    for (status, body, expected) in [
        (401, json!({ "error": "invalid_client" }), ErrorCode::ApplicationUnknown),
        (400, json!({ "error": "access_denied" }), ErrorCode::SignInDenied),
        (400, json!({ "error": "expired_token" }), ErrorCode::SignInTimedOut),
        (400, json!({ "error": "invalid_grant" }), ErrorCode::SignInRefused),
        (403, json!({ "error": "This action is not allowed" }), ErrorCode::SignInRefused),
        (404, json!({ "error": "Not Found" }), ErrorCode::NotFound),
        (400, json!(["odd"]), ErrorCode::SignInRefused),
    ] {
        let told = body.clone();
        let server = Canned::serve(move |_| answer(status, &told)).await;
        assert_eq!(Error::from(exchanged(&server).await.unwrap_err()).code, expected, "{status} {body}");
    }
    let page = Canned::serve(|_| html(403)).await;
    let error = Error::from(exchanged(&page).await.unwrap_err());
    assert_eq!((error.code, error.server_said), (ErrorCode::HtmlInsteadOfData { status: 403 }, None));
    let away = Canned::serve(|_| reply(307, "Location: https://elsewhere.example/oauth/token\r\n", "")).await;
    let error = Error::from(exchanged(&away).await.unwrap_err());
    assert_eq!(error.code, ErrorCode::SentElsewhere { host: "elsewhere.example".to_owned() });
}

#[tokio::test]
async fn whether_an_application_is_known_is_asked_without_making_or_spending_anything() {
    for (status, body, known) in [
        (401, json!({ "error": "invalid_client" }), Some(false)),
        (400, json!({ "error": "invalid_grant" }), Some(true)),
        (400, json!({ "error": "invalid_request" }), Some(true)),
        (200, json!({ "access_token": GIVEN }), None),
        (500, json!({}), None),
    ] {
        let told = body.clone();
        let server = Canned::serve(move |_| answer(status, &told)).await;
        assert_eq!(knows(&server.http(), &asking().app).await.ok(), known, "{status} {body}");
        assert!(server.asked()[0].body.contains("code=none&"));
    }
}

#[tokio::test]
async fn a_device_is_asked_about_less_often_when_the_server_says_so_or_stumbles() {
    let begin = json!({
        "device_code": "device-code-of-the-test", "user_code": "ABCD-1234", "verification_uri": "https://elsewhere.example/",
        "expires_in": 300, "interval": 5,
    });
    for (status, body, pause) in [
        (400, json!({ "error": "authorization_pending" }), 5),
        (400, json!({ "error": "slow_down" }), 10),
        (503, json!({}), 10),
        (429, json!({}), 10),
    ] {
        let (begun, told) = (begin.clone(), body.clone());
        let server =
            Canned::serve(
                move |asked| {
                    if asked.line.ends_with("_device") { answer(200, &begun) } else { answer(status, &told) }
                },
            )
            .await;
        let mut device = Device::begin(&server.http(), &asking()).await.unwrap();
        assert_eq!((device.user_code.as_str(), device.pause().as_secs()), ("ABCD-1234", 5));
        assert!(!format!("{device:?}").contains("device-code"));
        let told = device.ask(&server.http(), &asking(), Timestamp(NOW)).await.unwrap();
        assert!(matches!(told, Told::NotYet), "{body}");
        assert_eq!(device.pause().as_secs(), pause, "{status} {body}");
    }
    for (key, odd) in [
        ("user_code", json!("<b>x</b>")),
        ("user_code", json!("")),
        ("user_code", json!("x".repeat(100))),
        ("device_code", json!(5)),
        ("device_code", json!("x".repeat(5000))),
    ] {
        let mut begun = begin.clone();
        begun[key] = odd;
        let server = Canned::serve(move |_| answer(200, &begun)).await;
        let error = Error::from(Device::begin(&server.http(), &asking()).await.unwrap_err());
        assert_eq!(error.code, ErrorCode::Unreadable, "{key}");
    }
    for interval in [json!(0), json!(u64::MAX), json!("5"), json!(-1)] {
        let mut begun = begin.clone();
        begun["interval"] = interval;
        let server = Canned::serve(move |_| answer(200, &begun)).await;
        let device = Device::begin(&server.http(), &asking()).await.unwrap();
        assert!((1..=60).contains(&device.pause().as_secs()));
    }
}

#[tokio::test]
async fn a_token_is_revoked_in_the_name_of_its_application() {
    let grant = Grant { app: asking().app, scopes: Vec::new(), refresh: None, expires_at: None };
    let credential = Credential { token: secret(GIVEN), since: None, way: Way::SignedIn(Box::new(grant)) };
    let server = Canned::serve(|_| answer(200, &json!({}))).await;
    revoking::grant(&server.http(), &credential).await.unwrap();
    let asked = server.asked().remove(0);
    assert_eq!(asked.line, "POST /oauth/revoke");
    assert_eq!(asked.body, format!("token={GIVEN}&client_id=desk&client_secret={APP_SECRET}"));
    let server =
        Canned::serve(|_| answer(403, &json!({ "error": "unauthorized_client", "error_description": GIVEN }))).await;
    let error = revoking::grant(&server.http(), &credential).await.unwrap_err();
    assert!(!format!("{error:?}").contains(GIVEN), "{error:?}");
}
