//! Whoever decides lost the right to, before or meanwhile.

use bailiwick_engine::action::Refusal;
use bailiwick_engine::decision::Status;
use bailiwick_engine::error::ErrorCode;
use bailiwick_practice::{Fault, FaultKind, Who};
use serde_json::json;

use super::super::place::Place;
use super::{cells, decide};
use crate::bench::{code, connect, engine};

#[tokio::test]
async fn a_token_that_may_only_read_offers_everything_as_refused_and_names_the_scope() {
    let place = Place::new("18.6", false).await;
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let profile = connect(&engine, &place.server, Who::Read).await.unwrap().id;
    place.server.clear_requests();
    let missing = Refusal::ScopeMissing { scope: "api".to_owned() };
    for cell in cells() {
        let person = place.subject(&cell);
        let seen = engine.look_at_account(&profile, &person.account()).await.unwrap();
        let offer = seen.offers.iter().find(|offer| offer.verb == cell.verb);
        let said = offer.and_then(|offer| offer.refusal.clone());
        // What the token may not read, as the settings, leaves the refusals that depend on it to the server.
        assert_eq!(said, Some(missing.clone()), "{}", cell.verb.word());
        let choices = bailiwick_engine::action::Choices {
            typed_handle: offer.and_then(|offer| offer.type_handle.clone()),
            note: Some(String::new()),
            ..Default::default()
        };
        let refused = code(engine.decide(&profile, &person.account(), &seen.revision, cell.verb, choices).await);
        assert_eq!(refused, ErrorCode::NotAllowed { refusal: missing.clone() }, "{}", cell.verb.word());
    }
    assert_eq!(place.changing().len(), 0);
}

#[tokio::test]
async fn whoever_is_no_administrator_any_more_changes_nothing_and_hears_it() {
    let place = Place::new("18.6", true).await;
    let kim = place.server.id_of("kim").unwrap();
    let mut told = Vec::new();
    for cell in cells() {
        let person = place.subject(&cell);
        let before = place.record(&person);
        let (method, _) = cell.requests()[0];
        // The server is slow, the test is not: it goes on as soon as the request is there.
        place.server.add_fault(Fault::once("/api/v4/users/", FaultKind::Delay { ms: 250 }).on(method));
        let demote = async {
            place.server.request_came(|request| request.method == method).await;
            place.server.change_person(&kim, &json!({ "is_admin": false })).unwrap();
        };
        place.server.clear_requests();
        let (decision, ()) = tokio::join!(decide(&place, &cell, &person), demote);
        place.server.clear_faults();
        let decision = decision.unwrap();
        let (verb, after) = (cell.verb.word(), place.record(&person));
        assert_eq!((place.changing().len(), after.person), (1, before.person), "{verb}");
        assert_eq!((decision.status, decision.answer_code), (Status::Refused, Some(403)), "{verb}");
        if decision.refusal != Some(Refusal::RoleMissing) {
            told.push(format!("{verb}: {:?}", decision.refusal));
        }
        place.server.change_person(&kim, &json!({ "is_admin": true })).unwrap();
        place.engine().check_connection(place.profile()).await.unwrap();
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[tokio::test]
async fn whoever_is_gone_meanwhile_is_not_decided_about() {
    let place = Place::new("18.6", true).await;
    for cell in cells() {
        let id = place.server.sign_up(1).remove(0);
        let account = bailiwick_engine::model::AccountId(id.clone());
        let seen = place.engine().look_at_account(place.profile(), &account).await.unwrap();
        place.server.remove_person(&id);
        place.server.clear_requests();
        let decided =
            place.engine().decide(place.profile(), &account, &seen.revision, cell.verb, Default::default()).await;
        assert!(decided.is_err(), "{}: {:?}", cell.verb.word(), decided.map(|decision| decision.status));
        assert_eq!(place.changing().len(), 0, "{}", cell.verb.word());
    }
}
