//! The refusals, with their differing bodies (1.1, 1.2): `message` from the application, `error` from OAuth, parameters and routing.

use serde_json::json;

use crate::call::Answer;

/// Why a request is not served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Unauthorized,
    Revoked,
    /// The scopes that would do.
    InsufficientScope(&'static str),
    /// Status and the whole text of `message`.
    Message(u16, String),
    /// A parameter: the whole text of `error`.
    Parameter(String),
    NoRoute,
    /// Paging that the server does not do.
    NotThatPaging(String),
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

    pub(super) fn answer(&self) -> Answer {
        match self {
            Self::Unauthorized => Answer::json(401, json!({ "message": "401 Unauthorized" })),
            Self::Revoked => Answer::json(
                401,
                json!({ "error": "invalid_token", "error_description": "Token was revoked. You have to re-authorize from the user." }),
            ),
            Self::InsufficientScope(scope) => Answer::json(
                403,
                json!({
                    "error": "insufficient_scope",
                    "error_description": "The request requires higher privileges than provided by the access token.",
                    "scope": scope,
                }),
            ),
            Self::Message(status, text) => Answer::json(*status, json!({ "message": text })),
            Self::Parameter(text) => Answer::json(400, json!({ "error": text })),
            Self::NoRoute => Answer::json(404, json!({ "error": "404 Not Found" })),
            Self::NotThatPaging(text) => Answer::json(405, json!({ "error": text })),
        }
    }
}
