//! The server says no: each verb is refused with the status and the words that came, nothing changes, and nothing is sent twice.

use bailiwick_engine::action::Refusal;
use bailiwick_engine::decision::{Lookup, Status};
use bailiwick_practice::{ErrorBody, FaultKind};
use serde_json::json;

use super::super::place::Place;
use super::{Met, cells, decide, meets, met};

#[tokio::test]
async fn a_no_is_a_no_whichever_number_it_has_and_in_whichever_form() {
    let place = Place::new("18.6", true).await;
    let numbers: [(ErrorBody, &[u16]); 2] =
        [(ErrorBody::Json, &[400, 403, 404, 405, 409, 412, 422]), (ErrorBody::Html, &[403, 405])];
    for (body, codes) in numbers {
        for code in codes.iter().copied() {
            for Met { cell, before, after, decision, .. } in met(&place, &FaultKind::Status { code, body }).await {
                let name = format!("{} {code} {body:?}", cell.verb.word());
                assert_eq!(after, before, "{name}");
                assert_eq!((decision.status, decision.answer_code), (Status::Refused, Some(code)), "{name}");
                assert!(decision.refusal.is_some(), "{name}: says why, or that nothing explains it");
                let words = decision.answer_words.unwrap_or_default();
                assert!(!words.contains('<'), "{name}: a page is no words: {words}");
            }
        }
    }
}

#[tokio::test]
async fn a_dead_token_is_named() {
    let place = Place::new("18.6", true).await;
    for one in met(&place, &FaultKind::TokenRevoked).await {
        assert_eq!(one.after, one.before, "{}", one.name());
        let decision = &one.decision;
        assert_eq!((decision.status, decision.answer_code), (Status::Refused, Some(401)), "{}", one.name());
        assert_eq!(decision.refusal, Some(Refusal::TokenDead), "{}", one.name());
    }
}

#[tokio::test]
async fn a_server_that_asks_to_wait_got_nothing() {
    // §7: plain text with Retry-After by the one layer, nested JSON without by the other.
    for retry_after in [None, Some(30)] {
        for cell in cells() {
            // Another desk each time: after such an answer nothing is sent for a while.
            let place = Place::new("18.6", true).await;
            let (person, before, decision) = meets(&place, &cell, &FaultKind::TooMany { retry_after }).await;
            let name = cell.verb.word();
            assert_eq!(place.record(&person), before, "{name} {retry_after:?}");
            assert_eq!((decision.status, decision.answer_code), (Status::Refused, Some(429)), "{name}");
            assert_eq!(decision.refusal, Some(Refusal::AskedToWait), "{name} {retry_after:?}");
        }
    }
}

/// Statuses of a record that can't be saved (§1.2); none: 201 with `false`.
fn unsaved(verb: &str) -> Option<u16> {
    match verb {
        "activate" | "approve" => Some(422),
        "deactivate" | "note" => Some(400),
        "block" | "ban" | "unban" => Some(500),
        _ => None,
    }
}

#[tokio::test]
async fn a_record_that_cannot_be_saved_is_no_success() {
    let place = Place::new("18.6", true).await;
    let why = "Website url is not a valid URL";
    for cell in cells().into_iter().filter(|cell| !super::is_queued(cell)) {
        let (verb, person) = (cell.verb.word(), place.subject(&cell));
        place.server.change_person(&person.id, &json!({ "unsaveable": why })).unwrap();
        let before = place.record(&person);
        let decision = decide(&place, &cell, &person).await.unwrap();
        assert_eq!((place.changing().len(), place.record(&person)), (1, before), "{verb}");
        let words = decision.answer_words.clone().unwrap_or_default();
        match unsaved(verb) {
            Some(500) => {
                assert_eq!((decision.status, decision.lookup), (Status::Unsure, Some(Lookup::Unchanged)), "{verb}");
            }
            Some(code) => {
                assert_eq!((decision.status, decision.answer_code), (Status::Refused, Some(code)), "{verb}");
                assert!(words.contains(why), "{verb}: {words}");
            }
            // §1.3: `false` is no success, whatever the status.
            None => assert_eq!((decision.status, decision.answer_code), (Status::Refused, Some(201)), "{verb}"),
        }
        place.server.change_person(&person.id, &json!({ "unsaveable": null })).unwrap();
    }
}

#[tokio::test]
async fn a_server_that_only_reads_says_no() {
    // §1.2, §6: maintenance and Geo, in its several forms. 503 is trouble, and trouble is unsure.
    let place = Place::new("18.6", true).await;
    for (word, code, status) in [
        ("forbidden", 403, Status::Refused),
        ("not_allowed", 405, Status::Refused),
        ("unavailable", 503, Status::Unsure),
    ] {
        for cell in cells() {
            let (verb, person) = (cell.verb.word(), place.subject(&cell));
            let before = place.record(&person);
            place.server.change_settings(&json!({ "practice": { "read_only": word } })).unwrap();
            let decision = decide(&place, &cell, &person).await.unwrap();
            place.server.change_settings(&json!({ "practice": { "read_only": "no" } })).unwrap();
            assert_eq!((place.changing().len(), place.record(&person)), (1, before), "{verb} {word}");
            assert_eq!((decision.status, decision.answer_code), (status, Some(code)), "{verb} {word}");
            let only_reads = matches!(decision.refusal, None | Some(Refusal::ServerSaysNo));
            assert!(only_reads, "{verb} {word}: no state explains it: {:?}", decision.refusal);
        }
    }
}
