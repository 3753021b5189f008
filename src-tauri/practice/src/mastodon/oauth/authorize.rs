//! The page on which somebody signs in and allows or denies, and the way back to the application.

use url::Url;

use super::super::index::List;
use super::super::state::{Account, Mastodon};
use super::super::words::Phrase;
use super::{App, Grant, OUT_OF_BAND, scopes};
use crate::Dialect;
use crate::call::{Answer, Call, Params};
use crate::page::{escape, with_inside};

/// What the page carries from the request to the decision.
#[rustfmt::skip]
const CARRIED: &[&str] = &[
    "client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method", "lang",
];

/// Why a request can't be brought before anybody.
enum Trouble {
    /// Told on a page: the way back can't be trusted.
    Here(u16, Phrase),
    /// Told to the application.
    Back(&'static str, Phrase),
}

impl Mastodon {
    /// Application, redirect address, scopes: in this order, because only a known address may be redirected to.
    fn asked(&self, form: &Params) -> Result<(&App, Vec<String>), Trouble> {
        let app = form.filled("client_id").and_then(|id| self.oauth.app(id));
        let app = app.ok_or(Trouble::Here(401, Phrase::InvalidClient))?;
        let redirect = form.filled("redirect_uri").unwrap_or_default();
        if !self.redirects(app, redirect) {
            return Err(Trouble::Here(400, Phrase::InvalidRedirect));
        }
        if form.filled("response_type") != Some("code") {
            return Err(Trouble::Back("unsupported_response_type", Phrase::UnsupportedResponse));
        }
        let wanted = scopes::split(form.filled("scope").unwrap_or("read"));
        if wanted.is_empty() || wanted.iter().any(|scope| !app.scopes.contains(scope)) {
            return Err(Trouble::Back("invalid_scope", Phrase::InvalidScope));
        }
        // S256 is the only method; before 4.3 the parameters meant nothing.
        let method = form.filled("code_challenge_method");
        let challenged = form.filled("code_challenge").is_some();
        if self.manner.version >= Dialect::V4_6 && challenged && method != Some("S256") {
            return Err(Trouble::Back("invalid_code_challenge_method", Phrase::InvalidRequest));
        }
        Ok((app, wanted))
    }

    /// Those who may sign in on the page: the staff, and one member to see what a missing role is like.
    fn doorkeepers(&self) -> Vec<&Account> {
        let mut people: Vec<&Account> = self
            .accounts
            .index()
            .list(List::Staff)
            .iter()
            .filter_map(|id| self.accounts.get(id))
            .filter(|account| account.suspension.is_none())
            .filter(|account| account.user.as_ref().is_some_and(|user| !user.disabled))
            .collect();
        people.extend(self.local("wren"));
        people
    }

    /// `GET /oauth/authorize`.
    pub(super) fn authorize_page(&self, call: &Call) -> Answer {
        let (app, wanted) = match self.asked(&call.form) {
            Ok(asked) => asked,
            Err(trouble) => return self.troubled(call, &trouble),
        };
        let hidden = CARRIED.iter().filter_map(|name| {
            let value = escape(call.form.get(name)?);
            Some(format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">"))
        });
        let people = self.doorkeepers().into_iter().map(|account| {
            let checked = if account.username == "kim" { " checked" } else { "" };
            let name = escape(&account.username);
            let role = super::super::auth::role_of(Some(account)).name;
            let role = if role.is_empty() { "no role" } else { role };
            format!(
                "<label><input type=\"radio\" name=\"account\" value=\"{name}\"{checked}> @{name}, {role}</label><br>"
            )
        });
        let scopes = wanted.iter().map(|scope| format!("<li><code>{}</code></li>", escape(scope)));
        let inside = format!(
            "<p><strong>{}</strong> would like permission to use this server as you. No password is needed here: pick who you are.</p>\
             <form method=\"post\" action=\"authorize\">{}<fieldset><legend>Sign in as</legend>{}</fieldset>\
             <p>It asks for:</p><ul>{}</ul>\
             <p><button type=\"submit\" name=\"decision\" value=\"allow\">Authorize</button> \
             <button type=\"submit\" name=\"decision\" value=\"deny\">Deny</button></p></form>",
            escape(&app.name),
            hidden.collect::<String>(),
            people.collect::<String>(),
            scopes.collect::<String>(),
        );
        Answer::html(200, with_inside("Authorization required", &inside))
    }

    /// `POST /oauth/authorize`: the decision taken on the page.
    pub(super) fn decide(&mut self, call: &Call) -> Answer {
        let form = &call.form;
        let decided = self.asked(form).and_then(|(app, wanted)| {
            let denied = Trouble::Back("access_denied", Phrase::AccessDenied);
            if form.get("decision") != Some("allow") {
                return Err(denied);
            }
            let name = form.filled("account").unwrap_or_default();
            let holder = self.doorkeepers().into_iter().find(|account| account.username == name).ok_or(denied)?;
            Ok((app.id, holder.id, wanted))
        });
        let (app, holder, scopes) = match decided {
            Ok(decided) => decided,
            Err(trouble) => return self.troubled(call, &trouble),
        };
        let code = self.oauth.secret(call.now);
        let redirect = form.filled("redirect_uri").unwrap_or_default().to_owned();
        let knows_pkce = self.manner.version >= Dialect::V4_6;
        let challenge = form.filled("code_challenge").filter(|_| knows_pkce).map(str::to_owned);
        self.oauth.grants.push(Grant {
            code: code.clone(),
            app,
            holder,
            scopes,
            redirect_uri: redirect,
            challenge,
            at: call.now,
        });
        back(form, &[("code", &code)])
    }

    fn troubled(&self, call: &Call, trouble: &Trouble) -> Answer {
        let language = self.language(call);
        match trouble {
            Trouble::Here(status, phrase) => {
                let text = format!("<p role=\"alert\">{}</p>", escape(language.phrase(*phrase)));
                Answer::html(*status, with_inside("An error has occurred", &text))
            }
            Trouble::Back(word, phrase) => {
                back(&call.form, &[("error", word), ("error_description", language.phrase(*phrase))])
            }
        }
    }
}

/// To the application, with its state; without a way back, to a page that shows the same.
fn back(form: &Params, values: &[(&str, &str)]) -> Answer {
    let redirect = form.filled("redirect_uri").unwrap_or_default();
    if redirect == OUT_OF_BAND {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(values).finish();
        return Answer::html(302, String::new()).with("location", format!("authorize/native?{query}"));
    }
    let Ok(mut url) = Url::parse(redirect) else {
        return Answer::html(400, with_inside("An error has occurred", ""));
    };
    url.query_pairs_mut().extend_pairs(values).extend_pairs(form.get("state").map(|state| ("state", state)));
    Answer::html(302, String::new()).with("location", url.to_string())
}

/// The code, to be copied by hand.
pub(super) fn native(call: &Call) -> Answer {
    if let Some(code) = call.query.filled("code") {
        let inside = format!(
            "<p>Copy this authorization code and paste it to the application.</p><p><input readonly aria-label=\"Code\" size=\"46\" value=\"{}\"></p>",
            escape(code)
        );
        return Answer::html(200, with_inside("Authorization code", &inside));
    }
    let why = call.query.filled("error_description").unwrap_or_default();
    Answer::html(200, with_inside("An error has occurred", &format!("<p role=\"alert\">{}</p>", escape(why))))
}
