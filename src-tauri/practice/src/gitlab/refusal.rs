//! The refusals, with their differing bodies (1.1, 1.2): `message` from the application, `error` from OAuth, parameters and routing.

use serde_json::{Value, json};

use super::switches::{GitlabSwitches, Inferred};
use crate::call::Answer;

/// Why a request is not served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Unauthorized,
    Revoked,
    Expired,
    /// The token wants a DPoP header.
    NoProof,
    /// The scopes that would do.
    InsufficientScope(&'static str),
    /// Status and the whole text of `message`.
    Message(u16, String),
    /// What is wrong with which field: 400.
    Invalid(Value),
    /// A parameter: the whole text of `error`.
    Parameter(String),
    NoRoute,
    /// An id that is no number: no route either.
    OddId,
    /// Paging that the server does not do.
    NotThatPaging(String),
    /// The limit of one endpoint.
    TooManyHere,
}

impl Refusal {
    /// 403 as the API layer words it.
    pub(super) fn forbidden() -> Self {
        Self::Message(403, "403 Forbidden".to_owned())
    }

    /// 403 with the API layer's prefix.
    pub(super) fn forbidden_because(why: &str) -> Self {
        Self::Message(403, format!("403 Forbidden - {why}"))
    }

    /// 403 as a service words it: no prefix.
    pub(super) fn service(why: impl Into<String>) -> Self {
        Self::Message(403, why.into())
    }

    pub(super) fn no_user() -> Self {
        Self::Message(404, "404 User Not Found".to_owned())
    }

    pub(super) fn answer(&self, switches: &GitlabSwitches) -> Answer {
        let message = |status: u16, text: &str| Answer::json(status, json!({ "message": text }));
        match self {
            Self::Unauthorized => message(401, "401 Unauthorized"),
            Self::Revoked | Self::Expired if switches.other(Inferred::TokenInMessage) => {
                message(401, "401 Unauthorized")
            }
            Self::Revoked => bad_token("Token was revoked. You have to re-authorize from the user."),
            Self::Expired => bad_token("Token is expired. You can either do re-authorization or token refresh."),
            Self::NoProof => {
                let why = "DPoP validation error: DPoP header is missing";
                Answer::json(401, json!({ "error": "dpop_error", "error_description": why }))
            }
            Self::InsufficientScope(_) if switches.other(Inferred::ScopeInMessage) => message(403, "403 Forbidden"),
            Self::InsufficientScope(scope) => Answer::json(
                403,
                json!({
                    "error": "insufficient_scope",
                    "error_description": "The request requires higher privileges than provided by the access token.",
                    "scope": scope,
                }),
            ),
            Self::Message(status, text) => message(*status, text),
            Self::Invalid(fields) => Answer::json(400, json!({ "message": fields })),
            Self::Parameter(text) => Answer::json(400, json!({ "error": text })),
            Self::OddId if switches.other(Inferred::OddIdInMessage) => message(404, "404 Not Found"),
            Self::NoRoute | Self::OddId => Answer::json(404, json!({ "error": "404 Not Found" })),
            Self::NotThatPaging(text) => Answer::json(405, json!({ "error": text })),
            Self::TooManyHere => {
                let text = "This endpoint has been requested too many times. Try again later.";
                Answer::json(429, json!({ "message": { "error": text } }))
            }
        }
    }
}

fn bad_token(why: &str) -> Answer {
    Answer::json(401, json!({ "error": "invalid_token", "error_description": why }))
}
