//! Codes, tokens and verifiers are in no error, no view and no page, whatever a server answers.

use bailiwick_engine::error::{Error, ErrorCode, Problem};
use bailiwick_engine::signin::{Purpose, SignInAsk, SignInWay};
use bailiwick_practice::{ErrorBody, Fault, FaultKind, Kind};

use serde_json::Value;

use super::browser::{self, agree};
use super::{Scene, ask, field, with_application};

fn by_browser(kind: Kind) -> SignInAsk {
    match kind {
        Kind::Mastodon => ask(Purpose::Moderate, SignInWay::Browser),
        Kind::Gitlab => with_application(SignInWay::Browser),
    }
}

/// Everything that an error could tell, also to a log.
fn told(error: &Error) -> String {
    let mut told = format!("{error} {error:?} {:?} {:?}", Problem::from(error), error.server_said);
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        told += &format!(" {next} {next:?}");
        cause = next.source();
    }
    told
}

#[tokio::test]
async fn whatever_the_server_answers_to_a_code_is_told_without_it() {
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        for (fault, expected) in [
            (FaultKind::BigBody { megabytes: 50 }, ErrorCode::TooLarge { megabytes: 16 }),
            (FaultKind::HtmlForJson, ErrorCode::HtmlInsteadOfData { status: 200 }),
            (FaultKind::WrongType, ErrorCode::Unreadable),
            (FaultKind::CutOff, ErrorCode::CutOff),
            (FaultKind::CloseBefore, ErrorCode::CutOff),
            (FaultKind::CloseAfter, ErrorCode::CutOff),
            (FaultKind::Status { code: 500, body: ErrorBody::Html }, ErrorCode::ServerTrouble { status: 500 }),
            (FaultKind::Status { code: 418, body: ErrorBody::Json }, ErrorCode::SignInRefused),
            (FaultKind::Status { code: 400, body: ErrorBody::Html }, ErrorCode::HtmlInsteadOfData { status: 400 }),
            (
                FaultKind::Redirect { to: "https://elsewhere.example/".to_owned() },
                ErrorCode::SentElsewhere { host: "elsewhere.example".to_owned() },
            ),
        ] {
            let scene = Scene::new(kind).await;
            let (_, started) = scene.begun(by_browser(kind)).await;
            let back = agree(&started.page, "kim").await;
            scene.server.add_fault(Fault::new("/oauth/token", fault.clone()));
            let shown = browser::open(&back).await;
            assert!(shown.text.contains("Not signed in"), "{kind:?} {fault:?}");
            let error = scene.engine.await_sign_in(&started.id).await.unwrap_err();
            assert_eq!(error.code, expected, "{kind:?} {fault:?}");
            let sent = scene.requests("POST", "/oauth/token").pop().unwrap().body;
            for secret in ["code", "code_verifier", "client_secret"] {
                if let Some(secret) =
                    field(&sent, secret).filter(|_| secret != "client_secret" || kind == Kind::Mastodon)
                {
                    assert!(!told(&error).contains(&secret), "{kind:?} {fault:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_the_window_hears_of_a_whole_sign_in_has_no_secret() {
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let scene = Scene::new(kind).await;
        let (found, started) = scene.begun(by_browser(kind)).await;
        let back = agree(&started.page, "kim").await;
        browser::open(&back).await;
        let signed_in = scene.engine.await_sign_in(&started.id).await.unwrap();
        let heard =
            serde_json::to_string(&(&found, &started, &signed_in)).unwrap() + &format!("{signed_in:?}{started:?}");
        let code = field(back.split_once('?').unwrap().1, "code").unwrap();
        let secrets: Vec<String> = texts(&scene.oauth()).into_iter().chain([code]).collect();
        assert!(secrets.len() >= 3, "{kind:?}: the token, what renews it or the application's secret, the code");
        assert!(secrets.iter().all(|secret| !heard.contains(secret)), "{kind:?}");
        // Nothing of them is in an address either.
        let addresses: String =
            scene.server.requests().iter().map(|one| format!("{}?{} ", one.path, one.query)).collect();
        assert!(secrets.iter().all(|secret| !addresses.contains(secret)), "{kind:?}");
    }
}

/// Every text of the server's memory that nobody could guess: tokens, codes, secrets. Ids of applications are none.
fn texts(memory: &Value) -> Vec<String> {
    match memory {
        Value::String(text) => vec![text.clone()].into_iter().filter(|text| text.len() >= 40).collect(),
        Value::Array(all) => all.iter().flat_map(texts).collect(),
        Value::Object(fields) => {
            let named =
                |name: &str| !matches!(name, "client_id" | "scope" | "redirect_uri" | "redirect_uris" | "challenge");
            fields.iter().filter(|(name, _)| named(name)).flat_map(|(_, value)| texts(value)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}
