//! The refusals, with the bodies by which a client has to tell them apart (1.4, 6.2, 6.3).

use serde_json::json;

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
    /// The token was revoked.
    Revoked,
    /// The token is none (only where a token is required at all).
    InvalidToken,
    NoRecord,
    NoRoute,
    BadRequest(String),
    Invalid(&'static str),
    /// An exception on the server.
    Broken,
}

impl Refusal {
    pub(crate) fn answer(&self, call: &Call) -> Answer {
        let error = |status, text: &str| Answer::json(status, json!({ "error": text }));
        let challenge = |description: &str| {
            format!("Bearer realm=\"Doorkeeper\", error=\"invalid_token\", error_description=\"{description}\"")
        };
        match self {
            Self::NotAllowed => error(403, "This action is not allowed"),
            Self::Forbidden => error(403, "Forbidden"),
            Self::OutsideScopes => error(403, "This action is outside the authorized scopes"),
            Self::Login(text) => error(403, text),
            Self::Revoked => error(401, "The access token was revoked")
                .with("www-authenticate", challenge("The access token was revoked")),
            Self::InvalidToken => error(401, "The access token is invalid")
                .with("www-authenticate", challenge("The access token is invalid")),
            Self::NoRecord => error(404, "Record not found"),
            // Rails negotiates these two: only a client that asks for JSON gets JSON.
            Self::NoRoute if call.accepts_json => error(404, "Not Found"),
            Self::NoRoute => Answer::html(404, page::missing()),
            Self::BadRequest(text) => error(400, text),
            Self::Invalid(text) => error(422, text),
            Self::Broken if call.accepts_json => {
                Answer::json(500, json!({ "status": 500, "error": "Internal Server Error" }))
            }
            Self::Broken => {
                Answer::html(500, page::practice("500", "We're sorry, but something went wrong on our end."))
            }
        }
    }
}
