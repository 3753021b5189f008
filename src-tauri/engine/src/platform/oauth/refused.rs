//! What a server refuses in OAuth's words (RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5).

use serde_json::Value;

use crate::error::{Error, ErrorCode};
use crate::platform::http::{Answer, clean_words, redacted};
use crate::platform::json::get;
use crate::secret::Secret;

/// What is refused, as far as one acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The application is unknown, or not of the kind that it is taken for.
    Client,
    /// The code is wrong, spent or too old.
    Grant,
    /// Something is wrong about the question itself.
    Request,
    /// A scope is unknown, or not the application's.
    Scope,
    /// The person said no.
    Denied,
    /// The person has not decided yet.
    Pending,
    /// The question came too soon.
    TooSoon,
    /// It took too long.
    Expired,
    /// Something else, or it was no refusal in OAuth's words at all.
    Other,
}

impl Fault {
    /// What the word stands for.
    pub fn of(word: &str) -> Self {
        match word {
            "invalid_client" | "unauthorized_client" => Fault::Client,
            "invalid_grant" => Fault::Grant,
            "invalid_request" => Fault::Request,
            "invalid_scope" => Fault::Scope,
            "access_denied" => Fault::Denied,
            "authorization_pending" => Fault::Pending,
            "slow_down" => Fault::TooSoon,
            "expired_token" => Fault::Expired,
            _ => Fault::Other,
        }
    }
}

/// A refusal, with the server's words, or what kept it from answering.
#[derive(Debug)]
pub struct Refused {
    /// What is refused.
    pub fault: Fault,
    /// The server's own words, cleaned and shortened, without any secret of the question.
    pub said: Option<String>,
    /// What it comes to where OAuth has no word for it.
    failed: Option<Error>,
}

impl Refused {
    /// A refusal with the server's words as it sent them, and the secrets that they may repeat.
    pub fn new(fault: Fault, said: Option<&str>, secrets: &[&Secret]) -> Self {
        Refused { fault, said: said.and_then(|said| without(said, secrets)), failed: None }
    }

    /// Reads an answer that is no success. `secrets` are those that the server was sent.
    pub(crate) fn read(answer: &Answer, secrets: &[&Secret]) -> Self {
        let body = answer.json().filter(|_| !answer.is_html()).unwrap_or_default();
        // Whole, not cut: a piece of a secret at the end would not be found.
        let text = |key: &str| get(&body, key).and_then(Value::as_str);
        let word = text("error").unwrap_or_default();
        let said = text("error_description").or_else(|| text("message")).unwrap_or(word);
        let refused = Refused::new(Fault::of(word), Some(said), secrets);
        if refused.fault != Fault::Other {
            return refused;
        }
        // Without its words: they were read here, with the secrets taken out.
        let code = match answer.refusal().code {
            ErrorCode::ServerSaysNo { .. } | ErrorCode::TokenNotTaken => ErrorCode::SignInRefused,
            other => other,
        };
        Refused { failed: Some(Error::new(code)), ..refused }
    }

    /// Whether the server was not reached, or is busy: asking again later may help.
    pub fn may_pass(&self) -> bool {
        let busy = |error: &Error| error.is_unreachable() || matches!(error.code, ErrorCode::RateLimited { .. });
        self.failed.as_ref().is_some_and(busy)
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Refused { fault: Fault::Other, said: None, failed: Some(error) }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        let Refused { fault, said, failed } = refused;
        let code = match fault {
            Fault::Client => ErrorCode::ApplicationUnknown,
            Fault::Denied => ErrorCode::SignInDenied,
            Fault::Expired => ErrorCode::SignInTimedOut,
            Fault::Grant | Fault::Request | Fault::Scope | Fault::Pending | Fault::TooSoon | Fault::Other => {
                ErrorCode::SignInRefused
            }
        };
        let error = failed.unwrap_or_else(|| Error::new(code));
        let said = said.or_else(|| error.server_said.clone());
        error.saying(said)
    }
}

/// The words without the secrets: before they are cleaned, and again after, because what cleaning takes away may have hidden
/// one. Words are cut only then, so that no piece of one is left at the end.
fn without(said: &str, secrets: &[&Secret]) -> Option<String> {
    let secrets: Vec<&str> = secrets.iter().map(|secret| secret.expose()).collect();
    let hidden = |text: String| redacted(text, &secrets);
    clean_words(&hidden(said.to_owned())).map(hidden)
}
