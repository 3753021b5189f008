//! Signing in to a Mastodon (mastodon.md §5.1): the desk registers itself, for no more scopes than the purpose needs and the
//! server knows.

use serde_json::Value;

use super::served::Dialect;
use super::statuses::STATUSES_SCOPE;
use super::{READ_REPORTS_SCOPE, READ_SCOPE, SELF_SCOPE, WRITE_REPORTS_SCOPE, WRITE_SCOPE};
use crate::error::{Error, ErrorCode, Result};
use crate::platform::BaseUrl;
use crate::platform::http::Http;
use crate::platform::json::{get, line, list};
use crate::platform::oauth::{self, Asking, OUT_OF_BAND, Refused, Registered, Wanted, answered};
use crate::profile::Software;
use crate::secret::{App, Secret};
use crate::signin::{Purpose, PurposeScopes, SignInOffers, SignInWay};

/// What the server calls the desk.
const NAME: &str = "Bailiwick";
/// Where a loopback address is matched without its port, this one is enough for every later sign-in.
const ANY_PORT: &str = "http://127.0.0.1/callback";
/// The narrowest scope for "who am I", since 4.3.
const PROFILE_SCOPE: &str = "profile";

/// What a purpose needs: for each, the scopes that give it, the narrowest first. All but the first of the first are as old
/// as anything in use.
fn needs(purpose: Purpose) -> Vec<&'static [&'static str]> {
    let mut all: Vec<&'static [&'static str]> =
        vec![&[PROFILE_SCOPE, SELF_SCOPE, "read"], &[READ_SCOPE, "admin:read", "admin"]];
    if purpose >= Purpose::Moderate {
        all.push(&[STATUSES_SCOPE, "read"]);
        all.push(&[WRITE_SCOPE, "admin:write", "admin"]);
    }
    if purpose >= Purpose::Reports {
        all.push(&[READ_REPORTS_SCOPE, "admin:read", "admin"]);
        all.push(&[WRITE_REPORTS_SCOPE, "admin:write", "admin"]);
    }
    all
}

/// The narrowest scopes that the server knows. What it knows none for is left out: the server then says so itself.
fn narrowest(purpose: Purpose, knows: impl Fn(&str) -> bool) -> Vec<String> {
    let mut scopes: Vec<String> = Vec::new();
    for need in needs(purpose) {
        let found = need.iter().find(|scope| knows(scope)).map(|&scope| scope.to_owned());
        scopes.extend(found.filter(|scope| !scopes.contains(scope)));
    }
    scopes
}

/// Whether a server of this software knows the scope, where it does not tell.
fn known_by_version(software: &Software, scope: &str) -> bool {
    scope != PROFILE_SCOPE || matches!(Dialect::of(software), Dialect::Mastodon(Some(version)) if version >= (4, 3))
}

pub(crate) fn purposes(software: &Software, base: &BaseUrl) -> Vec<PurposeScopes> {
    let purposes = [Purpose::Look, Purpose::Moderate, Purpose::Reports];
    let scopes = |purpose| PurposeScopes {
        purpose,
        scopes: narrowest(purpose, |scope| known_by_version(software, scope)),
        token_page: super::token_page(base),
    };
    purposes.map(scopes).into()
}

pub(crate) fn sign_in_offers() -> SignInOffers {
    SignInOffers { ways: vec![SignInWay::Browser, SignInWay::Code], needs_application: false, redirect: None }
}

/// The application with which somebody is asked: the one of the last time, if it may ask for this and is still known, else a
/// new one.
pub(crate) async fn asking(http: &Http, software: &Software, wanted: &Wanted<'_>) -> Result<Asking> {
    let metadata = metadata(http).await;
    let supported = metadata.as_ref().map(|told| texts(told, "scopes_supported")).filter(|all| !all.is_empty());
    let scopes = narrowest(wanted.purpose, |scope| match &supported {
        Some(supported) => supported.iter().any(|known| known == scope),
        None => known_by_version(software, scope),
    });
    // A server without it ignores what it does not know (RFC 6749 §3.1); one that has another form only says so.
    let methods = metadata.as_ref().map(|told| texts(told, "code_challenge_methods_supported"));
    let proven = methods.is_none_or(|methods| methods.is_empty() || methods.iter().any(|method| method == "S256"));
    if let Some(known) = wanted.known.filter(|known| fits(known, wanted.redirect, &scopes)) {
        let app = App { redirect: wanted.redirect.to_owned(), ..known.app.clone() };
        // One that cannot be asked about is as good as forgotten: the new one is asked with at once.
        if oauth::knows(http, &app).await.unwrap_or(false) {
            return Ok(Asking { app, scopes, proven });
        }
    }
    let (app, scopes) = match register(http, wanted.redirect, &scopes).await {
        // A scope that it does not know after all (mastodon.md §5.1): once more with those that every version has.
        Err((422, refused)) => {
            let old = narrowest(wanted.purpose, |scope| scope != PROFILE_SCOPE);
            if old == scopes {
                return Err(refused);
            }
            let app = register(http, wanted.redirect, &old).await.map_err(|(_, refused)| refused)?;
            (app, old)
        }
        other => (other.map_err(|(_, refused)| refused)?, scopes),
    };
    Ok(Asking { app, scopes, proven })
}

/// Whether the application was registered for this: an answer that is copied may go to each, a browser only to its own port,
/// because older servers compare it.
fn fits(known: &Registered, redirect: &str, scopes: &[String]) -> bool {
    let answered = redirect == OUT_OF_BAND || known.app.redirect == redirect;
    answered && known.app.client_secret.is_some() && scopes.iter().all(|scope| known.scopes.contains(scope))
}

/// What the server says of its OAuth, since 4.3. Only which words it knows is taken from it: where they are sent stays ours.
async fn metadata(http: &Http) -> Option<Value> {
    http.get(".well-known/oauth-authorization-server", &[]).await.ok()?.data().ok().filter(Value::is_object)
}

fn texts(told: &Value, key: &str) -> Vec<String> {
    list(told, key).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Registers the desk. With an error comes the HTTP status, or 0.
async fn register(http: &Http, redirect: &str, scopes: &[String]) -> std::result::Result<App, (u16, Error)> {
    let redirects =
        if redirect == OUT_OF_BAND { OUT_OF_BAND.to_owned() } else { [redirect, ANY_PORT, OUT_OF_BAND].join("\n") };
    let scopes = scopes.join(" ");
    let form = [("client_name", NAME), ("redirect_uris", redirects.as_str()), ("scopes", scopes.as_str())];
    let answer = answered(http.post("api/v1/apps", &form).await).map_err(|refused| (0, refused.into()))?;
    if !answer.is_success() {
        return Err((answer.status(), Refused::read(&answer, &[]).into()));
    }
    let told = answer.secret_data().map_err(|error| (0, error))?;
    let secret = get(&told, "client_secret").and_then(Value::as_str).filter(|text| oauth::is_word(text));
    match (line(&told, "client_id").filter(|id| oauth::is_word(id)), secret) {
        (Some(client_id), Some(secret)) => {
            Ok(App { client_id, client_secret: Some(Secret::new(secret.to_owned())), redirect: redirect.to_owned() })
        }
        _ => Err((0, ErrorCode::Unreadable.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_asks_for_no_more_than_it_needs() {
        let narrow = |purpose, known: &[&str]| narrowest(purpose, |scope| known.contains(&scope)).join(" ");
        let all = [
            "profile",
            "read",
            "read:accounts",
            "read:statuses",
            "admin:read",
            "admin:read:accounts",
            "admin:read:reports",
            "admin:write",
            "admin:write:accounts",
            "admin:write:reports",
            "write",
        ];
        assert_eq!(narrow(Purpose::Look, &all), "profile admin:read:accounts");
        assert_eq!(narrow(Purpose::Moderate, &all), "profile admin:read:accounts read:statuses admin:write:accounts");
        assert_eq!(
            narrow(Purpose::Reports, &all),
            "profile admin:read:accounts read:statuses admin:write:accounts admin:read:reports admin:write:reports"
        );
        assert_eq!(narrow(Purpose::Reports, &["read", "write", "admin"]), "read admin");
        assert_eq!(narrow(Purpose::Look, &["write"]), "");
    }

    #[test]
    fn an_application_is_used_again_only_for_what_it_was_registered_for() {
        let of = |redirect: &str| Registered {
            app: App {
                client_id: "x".to_owned(),
                client_secret: Some(Secret::new("y".to_owned())),
                redirect: redirect.to_owned(),
            },
            scopes: vec!["profile".to_owned(), "admin:read:accounts".to_owned()],
        };
        let scopes = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let here = "http://127.0.0.1:4711/callback";
        assert!(fits(&of(here), here, &scopes("profile")));
        assert!(fits(&of(here), OUT_OF_BAND, &scopes("profile admin:read:accounts")));
        assert!(!fits(&of(here), here, &scopes("profile admin:write:accounts")));
        assert!(!fits(&of(here), "http://127.0.0.1:4712/callback", &scopes("profile")));
        assert!(!fits(&of(OUT_OF_BAND), here, &scopes("profile")));
    }
}
