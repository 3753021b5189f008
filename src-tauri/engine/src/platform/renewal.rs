//! How a token is renewed: the same on every server that signs people in by OAuth (RFC 6749 §6; gitlab.md §6).

use serde::Deserialize;
use serde_json::Value;
use zeroize::Zeroizing;

use super::http::Posted;
use super::json::line;
use crate::error::{ErrorCode, Result};
use crate::model::Timestamp;
use crate::secret::{Credential, Grant, Secret, Way};

/// Where tokens are made, below the server's base.
pub(super) const PATH: &str = "oauth/token";

/// Longer than a token lives anywhere, in seconds: what a server tells beyond it is no life to count on.
const LONGEST: i64 = 400 * 24 * 60 * 60;

/// The words by which a server says that it will not renew a token.
const ENDS: [&str; 5] = ["invalid_grant", "invalid_client", "unauthorized_client", "invalid_request", "invalid_scope"];

/// What is sent to renew a token.
pub(super) struct Form<'a> {
    client_id: &'a str,
    client_secret: Option<&'a Secret>,
    redirect: &'a str,
    refresh: &'a Secret,
}

impl Form<'_> {
    pub(super) fn pairs(&self) -> Vec<(&'static str, &str)> {
        let mut pairs = vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", self.refresh.expose()),
            ("client_id", self.client_id),
            ("redirect_uri", self.redirect),
        ];
        pairs.extend(self.client_secret.map(|secret| ("client_secret", secret.expose())));
        pairs
    }
}

/// What renews the credential; none where nothing does.
pub(super) fn form(credential: &Credential) -> Option<Form<'_>> {
    let grant = credential.grant()?;
    let app = &grant.app;
    Some(Form {
        client_id: &app.client_id,
        client_secret: app.client_secret.as_ref(),
        redirect: &app.redirect,
        refresh: grant.refresh.as_ref()?,
    })
}

/// What a server says when it renews. Its secrets are wiped with it.
#[derive(Deserialize)]
struct Told {
    access_token: Option<Zeroizing<String>>,
    refresh_token: Option<Zeroizing<String>>,
    expires_in: Option<Value>,
    scope: Option<String>,
}

/// What came of it: the credential with its next token. No words of the server come along: what was sent is secret, and
/// some pages about mistakes repeat it.
///
/// # Errors
/// `SignInNeeded` where the server will not renew it; what kept it from answering.
pub(super) fn read(posted: Posted, before: &Credential, now: Timestamp) -> Result<Credential> {
    let answer = match posted {
        Posted::Answered(answer) => answer,
        Posted::NotArrived(error) | Posted::Unsure(error) => return Err(error.saying(None)),
    };
    if answer.is_success() {
        return answer.wiped().and_then(|told| renewed(told, before, now)).ok_or_else(|| ErrorCode::Unreadable.into());
    }
    // Only OAuth's own words end it (RFC 6749 §5.2): a proxy's refusal is none of the server's.
    let said = answer.json().and_then(|told| line(&told, "error"));
    let ends = said.is_some_and(|said| ENDS.contains(&said.as_str()));
    Err(match answer.refusal().code {
        _ if ends => ErrorCode::SignInNeeded.into(),
        page @ ErrorCode::HtmlInsteadOfData { .. } => page.into(),
        _ => ErrorCode::ServerTrouble { status: answer.status() }.into(),
    })
}

fn renewed(told: Told, before: &Credential, now: Timestamp) -> Option<Credential> {
    let secret = |text: Option<Zeroizing<String>>| {
        text.filter(|text| is_token(text)).map(|text| Secret::new(text.as_str().to_owned()))
    };
    let grant = before.grant()?;
    // Counted from now, by our own clock: whether that is right does not matter as long as it goes on.
    let lives = told.expires_in.as_ref().and_then(seconds).filter(|seconds| (1..=LONGEST).contains(seconds));
    let scopes = told.scope.map(|scopes| scopes.split_whitespace().map(str::to_owned).collect());
    Some(Credential {
        token: secret(told.access_token)?,
        since: before.since,
        way: Way::SignedIn(Box::new(Grant {
            app: grant.app.clone(),
            scopes: scopes.unwrap_or_else(|| grant.scopes.clone()),
            // A server that does not name another lets the old one go on.
            refresh: secret(told.refresh_token).or_else(|| grant.refresh.clone()),
            expires_at: lives.map(|seconds| Timestamp(now.0.saturating_add(seconds.saturating_mul(1000)))),
        })),
    })
}

fn seconds(told: &Value) -> Option<i64> {
    told.as_i64().or_else(|| told.as_str()?.trim().parse().ok())
}

/// Whether a header can carry it.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.len() <= 4096 && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use futures_util::future::BoxFuture;
    use serde_json::json;

    use super::*;
    use crate::platform::canned::{Asked, Canned, NOW, Reply, json as data, reply};
    use crate::platform::http::{Keeper, TokenSource};
    use crate::secret::App;

    #[derive(Default)]
    struct Kept(Mutex<Vec<Credential>>);

    impl Keeper for Kept {
        fn keep<'a>(&'a self, credential: &'a Credential) -> BoxFuture<'a, ()> {
            self.0.lock().unwrap().push(credential.clone());
            Box::pin(std::future::ready(()))
        }
    }

    fn granted(expires_at: Option<i64>) -> Credential {
        let app = App {
            client_id: "app".to_owned(),
            client_secret: Some(Secret::new("app-secret".to_owned())),
            redirect: "http://127.0.0.1/callback".to_owned(),
        };
        let grant = Grant {
            app,
            scopes: vec!["api".to_owned()],
            refresh: Some(Secret::new("refresh-secret".to_owned())),
            expires_at: expires_at.map(Timestamp),
        };
        Credential { token: Secret::new("old-token".to_owned()), since: None, way: Way::SignedIn(Box::new(grant)) }
    }

    /// Asks once with an expired token, the server renewing it by that answer. What came, what was kept, what was asked.
    async fn asked_once(renewal: Reply) -> (Result<()>, Vec<Credential>, Vec<Asked>) {
        let server = Canned::serve(move |asked| match asked.line.as_str() {
            "POST /oauth/token" => renewal.clone(),
            _ => data(200, &json!([])),
        });
        let server = server.await;
        let kept = Arc::new(Kept::default());
        let http = server.http().carrying(TokenSource::renewing(granted(Some(NOW)), kept.clone()));
        let came = http.get("api/x", &[]).await.and_then(|answer| answer.data()).map(drop);
        let kept = kept.0.lock().unwrap().clone();
        (came, kept, server.asked())
    }

    #[tokio::test]
    async fn a_renewal_asks_as_the_application_and_the_next_token_is_carried() {
        let fresh = json!({ "access_token": "new-token", "refresh_token": "new-refresh", "expires_in": "7200", "scope": "api read_user" });
        let (came, kept, asked) = asked_once(data(200, &fresh)).await;
        came.unwrap();
        let form = "grant_type=refresh_token&refresh_token=refresh-secret&client_id=app\
                    &redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback&client_secret=app-secret";
        assert_eq!((asked[0].body.as_str(), asked.len()), (form, 2));
        assert!(!asked[0].head.contains("authorization") && asked[1].head.contains("authorization: bearer new-token"));
        let grant = kept[0].grant().unwrap();
        assert_eq!(grant.refresh.as_ref().unwrap().expose(), "new-refresh");
        assert_eq!(grant.expires_at, Some(Timestamp(NOW + 7_200_000)));
        assert_eq!(grant.scopes, ["api", "read_user"]);
    }

    #[tokio::test]
    async fn what_a_server_leaves_out_or_makes_up_is_no_life_to_count_on() {
        for expires_in in [json!(null), json!(-5), json!(0), json!(u64::MAX), json!("soon"), json!([1])] {
            let fresh = json!({ "access_token": "new-token", "expires_in": expires_in });
            let (came, kept, _) = asked_once(data(200, &fresh)).await;
            came.unwrap();
            let grant = kept[0].grant().unwrap();
            assert_eq!((grant.expires_at, grant.scopes.as_slice()), (None, &["api".to_owned()][..]), "{expires_in}");
            assert_eq!(grant.refresh.as_ref().unwrap().expose(), "refresh-secret", "the old one goes on");
        }
    }

    #[tokio::test]
    async fn only_oauths_own_words_end_a_sign_in_and_no_secret_comes_back_with_an_error() {
        let echo = |error: &str| json!({ "error": error, "error_description": "refresh-secret app-secret" });
        let cases = [
            (data(400, &echo("invalid_grant")), ErrorCode::SignInNeeded),
            (data(401, &echo("invalid_client")), ErrorCode::SignInNeeded),
            (data(401, &json!({ "message": "refresh-secret" })), ErrorCode::ServerTrouble { status: 401 }),
            (data(404, &json!({ "error": "404 Not Found" })), ErrorCode::ServerTrouble { status: 404 }),
            (data(502, &echo("invalid_grant")), ErrorCode::ServerTrouble { status: 502 }),
            (
                reply(200, "Content-Type: text/html\r\n", "<title>refresh-secret</title>"),
                ErrorCode::HtmlInsteadOfData { status: 200 },
            ),
            (data(200, &json!({ "access_token": "two words" })), ErrorCode::Unreadable),
            (data(200, &json!({ "access_token": ["new-token"] })), ErrorCode::Unreadable),
            (data(200, &json!({ "refresh_token": "new-refresh" })), ErrorCode::Unreadable),
        ];
        for (renewal, code) in cases {
            let (came, kept, asked) = asked_once(renewal).await;
            let error = came.unwrap_err();
            assert!(!format!("{error:?}").contains("-secret"), "{error:?}");
            assert_eq!((error.code, kept.len()), (code, 0));
            assert!(asked.iter().all(|asked| asked.line == "POST /oauth/token"), "nothing goes with the old one");
        }
    }
}
