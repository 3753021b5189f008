use serde_json::{Value, json};

use super::raw;
use crate::action::{Choices, Refusal, Verb};
use crate::error::ErrorCode;
use crate::model::AccountId;
use crate::platform::Sent;
use crate::platform::canned::{Canned, Reply, html, json as answer, reply};
use crate::platform::gitlab::Gitlab;

fn noting(note: &str) -> Choices {
    Choices { note: Some(note.to_owned()), ..Choices::default() }
}

async fn sent(reply: Reply, verb: Verb, choices: &Choices) -> Sent {
    let server = Canned::serve(move |_| reply.clone()).await;
    let sent = Gitlab::over(server.http()).act(&AccountId("42".to_owned()), verb, choices).await;
    assert_eq!(server.asked().len(), 1, "sent once, whatever happens");
    sent
}

const fn told(sent: &Sent) -> &'static str {
    match sent {
        Sent::Taken { .. } => "taken",
        Sent::NothingDone { .. } => "nothing",
        Sent::Refused { .. } => "refused",
        Sent::NotArrived(_) => "not arrived",
        Sent::Unsure(_) => "unsure",
    }
}

#[tokio::test]
async fn every_verb_is_one_request_at_its_own_address() {
    let requests = [
        (Verb::Approve, "POST /api/v4/users/42/approve"),
        (Verb::Reject, "POST /api/v4/users/42/reject"),
        (Verb::Block, "POST /api/v4/users/42/block"),
        (Verb::Unblock, "POST /api/v4/users/42/unblock"),
        (Verb::Ban, "POST /api/v4/users/42/ban"),
        (Verb::Unban, "POST /api/v4/users/42/unban"),
        (Verb::Deactivate, "POST /api/v4/users/42/deactivate"),
        (Verb::Activate, "POST /api/v4/users/42/activate"),
        (Verb::Delete, "DELETE /api/v4/users/42"),
        (Verb::DeleteContributions, "DELETE /api/v4/users/42?hard_delete=true"),
        (Verb::Note, "PUT /api/v4/users/42"),
    ];
    for verb in Verb::ALL {
        let server = Canned::serve(|_| reply(201, "", "true")).await;
        let sent = Gitlab::over(server.http()).act(&AccountId("42".to_owned()), verb, &noting("a b&c\nü")).await;
        let asked = server.asked();
        let Some((_, line)) = requests.iter().find(|(known, _)| *known == verb) else {
            assert!(matches!(sent, Sent::NotArrived(error) if error.code == ErrorCode::NotFound), "{verb:?}");
            assert!(asked.is_empty(), "moves are sent by their steps, other servers' verbs never: {verb:?}");
            continue;
        };
        assert_eq!((asked.len(), asked[0].line.as_str()), (1, *line));
        let body = if verb == Verb::Note { "note=a+b%26c%0A%C3%BC" } else { "" };
        assert_eq!(asked[0].body, body, "{verb:?}");
    }
    let server = Canned::serve(|_| reply(201, "", "true")).await;
    let gitlab = Gitlab::over(server.http());
    for (id, choices) in [("4/2", noting("x")), ("..", noting("x")), ("42", Choices::default())] {
        let sent = gitlab.act(&AccountId(id.to_owned()), Verb::Note, &choices).await;
        assert_eq!(told(&sent), "not arrived");
    }
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn the_body_decides_not_the_status() {
    let forbidden = json!({"message": "403 Forbidden - The API initiating user cannot be blocked by the API"});
    let cases = [
        (reply(201, "", "true"), "taken"),
        (answer(201, &json!({"message": "Success"})), "taken"),
        (answer(200, &json!({"message": "Success"})), "taken"),
        (reply(204, "", ""), "taken"),
        (reply(201, "", "null"), "nothing"),
        (reply(201, "", "false"), "nothing"),
        (reply(201, "", ""), "taken"),
        (answer(403, &forbidden), "refused"),
        (answer(409, &json!({"message": "User does not have a pending request"})), "refused"),
        (answer(422, &json!({"message": {"email": ["is invalid"]}})), "refused"),
        (answer(500, &json!({})), "unsure"),
        (html(200), "unsure"),
        (reply(429, "", "Retry later"), "not arrived"),
    ];
    for (reply, wanted) in cases {
        for verb in [Verb::Block, Verb::Reject, Verb::Delete, Verb::DeleteContributions] {
            let sent = sent(reply.clone(), verb, &Choices::default()).await;
            assert_eq!(told(&sent), wanted, "{verb:?} {sent:?}");
        }
    }
}

#[tokio::test]
async fn a_note_is_written_when_the_server_shows_it() {
    let kept = |note: Value| answer(200, &raw(&json!({ "note": note })));
    let cases = [
        ("Two\nlines", kept(json!("Two\nlines")), "taken"),
        ("Two\nlines", kept(json!("Two\r\nlines\n")), "taken"),
        ("Two\nlines", kept(json!("Two lines")), "nothing"),
        ("Two\nlines", kept(json!(null)), "nothing"),
        ("Two\nlines", kept(json!(7)), "nothing"),
        (" \n", kept(json!(null)), "taken"),
        ("", kept(json!("")), "taken"),
        ("", kept(json!("Still there")), "nothing"),
        ("x", answer(200, &json!({"id": 42})), "taken"),
        ("x", reply(200, "", "null"), "nothing"),
        ("x", answer(400, &json!({"message": {"base": ["This user cannot be saved."]}})), "refused"),
    ];
    for (note, reply, wanted) in cases {
        let sent = sent(reply, Verb::Note, &noting(note)).await;
        assert_eq!(told(&sent), wanted, "{note:?} {sent:?}");
    }
}

#[tokio::test]
async fn refusals_keep_the_servers_words_without_its_prefix() {
    let cases = [
        (
            answer(403, &json!({"message": "403 Forbidden - LDAP blocked users cannot be modified by the API"})),
            "LDAP blocked users cannot be modified by the API",
            ErrorCode::ServerSaysNo { status: 403 },
        ),
        (
            answer(
                403,
                &json!({"error": "insufficient_scope", "error_description": "The request requires higher privileges."}),
            ),
            "insufficient_scope: The request requires higher privileges.",
            ErrorCode::ScopeMissing { scope: "api".to_owned() },
        ),
        (
            answer(401, &json!({"error": "invalid_token", "error_description": "Token was revoked."})),
            "invalid_token: Token was revoked.",
            ErrorCode::TokenNotTaken,
        ),
        (
            answer(422, &json!({"message": {"email": ["is invalid", "is taken"]}})),
            "email: is invalid, is taken",
            ErrorCode::ServerSaysNo { status: 422 },
        ),
        (reply(400, "", "No such thing"), "No such thing", ErrorCode::ServerSaysNo { status: 400 }),
        (html(403), "Sign in", ErrorCode::HtmlInsteadOfData { status: 403 }),
        (answer(404, &json!({"message": "404 User Not Found"})), "404 User Not Found", ErrorCode::NotFound),
        (
            answer(404, &json!({"error": "404 Not Found"})),
            "404 Not Found",
            ErrorCode::NotAllowed { refusal: Refusal::NotOnThisServer },
        ),
    ];
    for (reply, said, code) in cases {
        match sent(reply, Verb::Ban, &Choices::default()).await {
            Sent::Refused { words, problem, .. } => {
                assert_eq!((words.as_deref(), problem.server_said.as_deref()), (Some(said), Some(said)));
                assert_eq!(problem.error, code);
            }
            other => panic!("{other:?}"),
        }
    }
}
