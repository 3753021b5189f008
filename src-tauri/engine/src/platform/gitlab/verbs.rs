//! The requests that change a user, and what became of one (gitlab.md §1, §5).

use serde_json::Value;

use super::WRITE_SCOPE;
use super::client::{Gitlab, USERS, refused};
use crate::action::{Choices, Refusal, Verb};
use crate::error::{Error, ErrorCode, Problem};
use crate::model::AccountId;
use crate::platform::Sent;
use crate::platform::address::safe_segment;
use crate::platform::http::{Answer, Posted};
use crate::platform::json::line;

/// A request that changes something.
enum Request<'a> {
    /// One of the eight of §1, which take nothing but the user.
    Moderate(&'static str),
    /// The whole text of the administrators' note.
    Write(&'a str),
    /// By a worker, later. The hard kind takes everything along that the user contributed.
    Delete { hard: bool },
}

impl Gitlab {
    /// Sends a verb that is one request; a move's steps are sent as the verbs that they are.
    pub(crate) async fn act(&self, account: &AccountId, verb: Verb, choices: &Choices) -> Sent {
        let Some(request) = request(verb, choices).filter(|_| safe_segment(&account.0)) else {
            return Sent::NotArrived(Error::new(ErrorCode::NotFound));
        };
        let user = format!("{USERS}/{account}");
        let posted = match request {
            Request::Moderate(action) => self.http.post(&format!("{user}/{action}"), &[]).await,
            Request::Write(note) => self.http.put(&user, &[("note", note)]).await,
            Request::Delete { hard: true } => self.http.delete(&user, &[("hard_delete", "true")]).await,
            Request::Delete { hard: false } => self.http.delete(&user, &[]).await,
        };
        match posted {
            Posted::NotArrived(error) => Sent::NotArrived(error),
            Posted::Unsure(error) => Sent::Unsure(error),
            Posted::Answered(answer) => told(&answer, &request),
        }
    }
}

fn request(verb: Verb, choices: &Choices) -> Option<Request<'_>> {
    Some(match verb {
        Verb::Approve => Request::Moderate("approve"),
        Verb::Reject => Request::Moderate("reject"),
        Verb::Block => Request::Moderate("block"),
        Verb::Unblock => Request::Moderate("unblock"),
        Verb::Ban => Request::Moderate("ban"),
        Verb::Unban => Request::Moderate("unban"),
        Verb::Deactivate => Request::Moderate("deactivate"),
        Verb::Activate => Request::Moderate("activate"),
        Verb::Delete => Request::Delete { hard: false },
        Verb::DeleteContributions => Request::Delete { hard: true },
        // Nothing but blanks empties it.
        Verb::Note => {
            Request::Write(choices.note.as_deref().map(|note| if note.trim().is_empty() { "" } else { note })?)
        }
        // Moves, which are two of the above, and verbs of other servers.
        _ => return None,
    })
}

/// What became of it. The body decides, not the status: 201 with `null` or `false` is nothing done (§1.3).
fn told(answer: &Answer, request: &Request<'_>) -> Sent {
    let (status, words) = (answer.status(), answer.words());
    if !answer.is_success() {
        let problem = if is_missing_route(answer) {
            let error = ErrorCode::NotAllowed { refusal: Refusal::NotOnThisServer };
            Problem { error, server_said: words.clone() }
        } else {
            Problem::from(&refused(answer, WRITE_SCOPE))
        };
        return Sent::Refused { status, words, problem };
    }
    let nothing_done = match (answer.json(), request) {
        (Some(Value::Null | Value::Bool(false)), _) => true,
        // The user as it is now (§5). Without the key nothing can be told.
        (Some(user), Request::Write(note)) => user.get("note").is_some_and(|kept| !is_same_note(kept, note)),
        _ => false,
    };
    if nothing_done { Sent::NothingDone { status, words } } else { Sent::Taken { status, words } }
}

/// Whether the server keeps what was sent. Forms turn line breaks into CRLF, and an empty note may be kept as null.
fn is_same_note(kept: &Value, sent: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
    match kept {
        Value::Null => plain(sent).is_empty(),
        Value::String(kept) => plain(kept) == plain(sent),
        _ => false,
    }
}

/// A missing route says `error`, a missing user `message` (§1.2): versions differ in what they serve (§1.7).
fn is_missing_route(answer: &Answer) -> bool {
    answer.status() == 404
        && answer.json().and_then(|body| line(&body, "error")).is_some_and(|error| error == "404 Not Found")
}
