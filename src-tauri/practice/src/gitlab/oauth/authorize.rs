//! The authorization page and what it decides (section 6): code with PKCE, redirects to loopback on any port.

use url::Url;

use super::{Application, Code, application, pages};
use crate::call::{Answer, Call, Params};
use crate::gitlab::index::List;
use crate::gitlab::state::{Gitlab, State, User, UserType};
use crate::world::Site;

/// The parameters that the form carries on.
const CARRIED: &[&str] =
    &["client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method"];

/// A request that may be shown to somebody.
struct Asked {
    application: &'static Application,
    redirect: Url,
    scope: String,
}

impl Gitlab {
    pub(super) fn authorize_page(&self, call: &Call, site: &Site) -> Answer {
        match self.asked(&call.query) {
            Ok(asked) => {
                let carried: Vec<(&str, &str)> =
                    CARRIED.iter().filter_map(|name| Some((*name, call.query.get(name)?))).collect();
                let text = format!(
                    "<p>{} wants to: <b>{}</b></p>",
                    crate::page::escape(asked.application.name),
                    crate::page::escape(&asked.scope)
                );
                pages::form("Authorize", &format!("{}/oauth/authorize", site.base), &carried, &text, &self.signable())
            }
            Err(answer) => answer,
        }
    }

    /// What the form posts: back to the client with a code, or without.
    pub(super) fn authorize(&mut self, call: &Call, _site: &Site) -> Answer {
        let asked = match self.asked(&call.form) {
            Ok(asked) => asked,
            Err(answer) => return answer,
        };
        let user =
            call.form.get("username").and_then(|name| self.named(name)).filter(|user| user.state == State::Active);
        let Some(user) = user.map(|user| user.id) else {
            return pages::mistake("Nobody with this name can sign in.");
        };
        if call.form.get("decision") != Some("authorize") {
            return back(
                &asked,
                &call.form,
                &[
                    ("error", "access_denied"),
                    ("error_description", "The resource owner or authorization server denied the request."),
                ],
            );
        }
        let code = self.oauth.make(call.now);
        self.oauth.codes.push(Code {
            code: code.clone(),
            application: asked.application.id.to_owned(),
            user,
            redirect_uri: asked.redirect.to_string(),
            scope: asked.scope.clone(),
            challenge: call.form.filled("code_challenge").map(str::to_owned),
            at: call.now,
        });
        back(&asked, &call.form, &[("code", &code)])
    }

    /// A mistake in the client or the redirect is shown here; any other goes back to the client.
    fn asked(&self, form: &Params) -> Result<Asked, Answer> {
        let application = form.get("client_id").and_then(application).ok_or_else(|| {
            pages::mistake("Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.")
        })?;
        let wish = form.get("redirect_uri").and_then(|text| Url::parse(text).ok());
        let registered = |wish: &Url| self.settings.practice.redirect_uris.iter().any(|own| fits(own, wish));
        let redirect =
            wish.filter(registered).ok_or_else(|| pages::mistake("The redirect URI included is not valid."))?;
        let asked = Asked { application, redirect, scope: application.or_first(form.filled("scope")) };
        let wrong = if form.get("response_type") != Some("code") {
            Some(("unsupported_response_type", "The authorization server does not support this response type."))
        } else if !application.allows(&asked.scope) {
            Some(("invalid_scope", "The requested scope is invalid, unknown, or malformed."))
        } else if form.filled("code_challenge").is_some() && form.get("code_challenge_method") != Some("S256") {
            Some(("invalid_code_challenge_method", "The code challenge method must be S256."))
        } else {
            None
        };
        match wrong {
            Some((error, why)) => Err(back(&asked, form, &[("error", error), ("error_description", why)])),
            None => Ok(asked),
        }
    }

    /// Who may sign in: administrators first.
    pub(super) fn signable(&self) -> Vec<String> {
        let able = |user: &User| user.state == State::Active && user.user_type == UserType::Human;
        let admins = self.users.listed(List::Admins).iter().filter_map(|id| self.users.get(id));
        let admins = admins.filter(|user| able(user) && user.username != "root");
        let others = self.users.values().filter(|user| able(user) && !user.is_admin).take(20);
        admins.chain(others).map(|user| user.username.clone()).collect()
    }
}

/// The port does not count for loopback addresses, but it does for `localhost`.
fn fits(registered: &str, wish: &Url) -> bool {
    let Ok(mut registered) = Url::parse(registered) else {
        return false;
    };
    let mut wish = wish.clone();
    if matches!(wish.host_str(), Some("127.0.0.1" | "[::1]")) {
        // Fails for addresses without a host only, and these have one.
        let _ = wish.set_port(None);
        let _ = registered.set_port(None);
    }
    wish == registered
}

fn back(asked: &Asked, form: &Params, more: &[(&str, &str)]) -> Answer {
    let mut url = asked.redirect.clone();
    url.query_pairs_mut().extend_pairs(more);
    if let Some(state) = form.filled("state") {
        url.query_pairs_mut().append_pair("state", state);
    }
    Answer::html(302, String::new()).with("location", url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_free_on_loopback_addresses_only() {
        let fit = |own: &str, wish: &str| fits(own, &Url::parse(wish).unwrap());
        assert!(fit("http://127.0.0.1/callback", "http://127.0.0.1:4711/callback"));
        assert!(fit("http://[::1]/callback", "http://[::1]:4711/callback"));
        assert!(!fit("http://127.0.0.1/callback", "http://127.0.0.1:4711/other"));
        assert!(!fit("http://localhost/callback", "http://localhost:4711/callback"));
    }
}
