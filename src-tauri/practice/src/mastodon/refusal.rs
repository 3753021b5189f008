//! The refusals, with the bodies by which a client has to tell them apart (1.4, 6.2, 6.3).

use serde_json::json;

use super::words::{Flaw, Language, Phrase};
use crate::call::{Answer, Call};
use crate::page;

/// Why a request is not served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Role, hierarchy or wrong state: one body for all three.
    NotAllowed,
    /// A verb for local logins on an account without one.
    Forbidden,
    /// The token's scopes.
    OutsideScopes,
    /// What is wrong with the login of the token's owner.
    Login(&'static str),
    /// The token is dead or none (only where a token is required at all); localised.
    Token(Phrase),
    /// A user's token is needed: 401 in limited federation mode, 422 for an application's own token.
    NoUser(u16),
    NoRecord,
    NoRoute,
    /// The server destroys itself.
    Gone,
    BadRequest(String),
    /// Localised.
    Invalid(Vec<Flaw>),
    /// The OAuth library's `{error, error_description}`; localised.
    OAuth(u16, &'static str, Phrase),
    /// Another software's own wording.
    Plain(u16, String),
    /// An exception on the server.
    Broken,
}

impl Refusal {
    pub(crate) fn answer(&self, call: &Call, language: Language) -> Answer {
        let error = |status, text: &str| Answer::json(status, json!({ "error": text }));
        match self {
            Self::NotAllowed => error(403, "This action is not allowed"),
            Self::Forbidden => error(403, "Forbidden"),
            Self::OutsideScopes => error(403, "This action is outside the authorized scopes"),
            Self::Login(text) => error(403, text),
            Self::Token(phrase) => {
                let text = language.phrase(*phrase);
                // Header values are ASCII here; the body alone is localised.
                let described = Language::En.phrase(*phrase);
                error(401, text).with(
                    "www-authenticate",
                    format!("Bearer realm=\"Doorkeeper\", error=\"invalid_token\", error_description=\"{described}\""),
                )
            }
            Self::NoUser(status) => error(*status, "This method requires an authenticated user"),
            Self::NoRecord => error(404, "Record not found"),
            // Rails negotiates these two: only a client that asks for JSON gets JSON.
            Self::NoRoute if call.accepts_json => error(404, "Not Found"),
            Self::NoRoute => Answer::html(404, page::missing()),
            Self::Gone => error(410, "Gone"),
            Self::BadRequest(text) => error(400, text),
            Self::Invalid(flaws) => error(422, &language.validation(flaws)),
            Self::OAuth(status, word, phrase) => {
                Answer::json(*status, json!({ "error": word, "error_description": language.phrase(*phrase) }))
            }
            Self::Plain(status, text) => error(*status, text),
            Self::Broken if call.accepts_json => {
                Answer::json(500, json!({ "status": 500, "error": "Internal Server Error" }))
            }
            Self::Broken => {
                Answer::html(500, page::practice("500", "We're sorry, but something went wrong on our end."))
            }
        }
    }
}
