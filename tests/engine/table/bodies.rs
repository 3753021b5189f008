//! What a decision names beside the account: presets and reports, its own, others', unknown and resolved ones. And what GoToSocial minds.

use bailiwick_engine::action::{Choices, Refusal, Verb};
use bailiwick_engine::decision::{DecisionView, Status};
use bailiwick_engine::error::{ErrorCode, Result};
use bailiwick_engine::model::{AccountId, ReportId};
use bailiwick_practice::Who;

use super::desk::{Desk, Person};
use super::file::Cell;
use super::request::{Raw, Wanted};
use crate::bench::{code, connect};

pub fn cell(verb: Verb, version: &'static str, state: &'static str) -> Cell {
    let by = if verb == Verb::DeleteData || version == "gotosocial" { "admin" } else { "moderator" };
    Cell { verb, version, by, origin: "local", state, rank: "member" }
}

/// Looks at the account and decides, with whatever its offer asks for.
pub async fn decide(desk: &Desk, cell: &Cell, person: &Person, choices: Choices) -> Result<DecisionView> {
    let (profile, id) = (desk.profile(cell.by), AccountId(person.id.clone()));
    let seen = desk.engine.look_at_account(profile, &id).await?;
    let offer = seen.offers.iter().find(|offer| offer.verb == cell.verb).unwrap();
    let choices = Choices { typed_handle: offer.type_handle.clone(), tell: Some(false), ..choices };
    desk.server.clear_requests();
    desk.engine.decide(profile, &id, &seen.revision, cell.verb, choices).await
}

pub fn changing(desk: &Desk) -> usize {
    desk.server.requests().iter().filter(|request| request.method != "GET").count()
}

fn naming(preset: Option<&str>, report: Option<&str>) -> Choices {
    let report = report.map(|id| ReportId(id.to_owned()));
    Choices { preset: preset.map(str::to_owned), report, ..Choices::default() }
}

#[tokio::test]
async fn an_unknown_preset_or_report_is_explained_and_leaves_nothing() {
    // 2.4: unknown ones give 404 "Record not found", as if the account were gone; and nothing of the action stays.
    let desk = Desk::new("4.6").await;
    let unknown = Refusal::PresetOrReportUnknown;
    for verb in [Verb::Warn, Verb::Limit, Verb::Suspend] {
        let cell = cell(verb, "4.6", "active");
        for choices in [naming(Some("999"), None), naming(None, Some("999999"))] {
            let person = desk.subject(&cell, false).await;
            let before = desk.record(&person);
            match decide(&desk, &cell, &person, choices.clone()).await {
                Ok(decision) => {
                    assert_eq!((decision.status, decision.answer_code), (Status::Refused, Some(404)), "{choices:?}");
                    assert_eq!(decision.refusal, Some(unknown.clone()), "{choices:?}");
                    assert_eq!(changing(&desk), 1);
                }
                Err(error) => {
                    assert_eq!(error.code, ErrorCode::NotAllowed { refusal: unknown.clone() }, "{choices:?}");
                    assert_eq!(changing(&desk), 0);
                }
            }
            assert_eq!(desk.record(&person), before, "{verb:?} {choices:?}");
        }
    }
}

#[tokio::test]
async fn without_the_permission_for_reports_what_would_close_some_is_refused_and_explained() {
    // 2.4: manage_reports is needed as soon as a report gets resolved; otherwise 403, and everything is taken back.
    let desk = Desk::new("4.6").await;
    let cell = cell(Verb::Limit, "4.6", "active");
    let (unreported, reported) = (desk.subject(&cell, true).await, desk.subject(&cell, false).await);
    assert!(!desk.record(&reported).open_about(&reported.number).is_empty());
    let greeter = serde_json::json!({ "user": { "role": 4 } });
    desk.server.change_person(&desk.own("moderator").number, &greeter).unwrap();
    let before = desk.record(&reported);
    let decision = decide(&desk, &cell, &reported, Choices::default()).await.unwrap();
    assert_eq!((decision.status, decision.refusal), (Status::Refused, Some(Refusal::RoleMissing)));
    assert_eq!(desk.record(&reported), before, "nothing of it stays");
    let decision = decide(&desk, &cell, &unreported, Choices::default()).await.unwrap();
    assert_eq!(decision.status, Status::Confirmed, "where none is open, it is not needed");
}

#[tokio::test]
async fn a_preset_is_a_number() {
    let desk = Desk::new("4.6").await;
    let cell = cell(Verb::Warn, "4.6", "active");
    for odd in ["abc", "1 2", "-1", "2&type=suspend"] {
        let person = desk.subject(&cell, false).await;
        let refused = code(decide(&desk, &cell, &person, naming(Some(odd), None)).await);
        assert_eq!((refused, changing(&desk)), (ErrorCode::PresetInvalid, 0), "{odd}");
    }
}

#[tokio::test]
async fn a_report_about_somebody_else_is_never_named() {
    // 2.4: the server does not check it, and a warning would close another person's report.
    let desk = Desk::new("4.6").await;
    for verb in [Verb::Warn, Verb::Limit] {
        let cell = cell(verb, "4.6", "active");
        let person = desk.subject(&cell, false).await;
        let before = desk.record(&person);
        let others =
            before.reports.iter().filter(|(_, (target, resolved))| *target != person.number && resolved[0].is_null());
        let other = others.map(|(id, _)| id.clone()).next().unwrap();
        let refused = code(decide(&desk, &cell, &person, naming(None, Some(&other))).await);
        assert_eq!(refused, ErrorCode::NotAllowed { refusal: Refusal::ReportAboutOther });
        assert_eq!((changing(&desk), desk.record(&person)), (0, before));
        // The refusal is right: sent raw, it closes what has nothing to do with it.
        if verb == Verb::Warn {
            let mut raw = Wanted::bare(verb, &person.id);
            raw.body.insert("report_id".to_owned(), other.clone());
            assert_eq!(desk.raw.send(&desk.token("moderator"), &raw).await.0, 200);
            assert!(!desk.record(&person).reports[&other].1[0].is_null(), "the other report is closed");
        }
    }
}

#[tokio::test]
async fn a_resolved_report_is_not_a_cause_any_more() {
    // desk.md: reports are chosen from the account's open ones.
    let desk = Desk::new("4.6").await;
    let cell = cell(Verb::Warn, "4.6", "active");
    let person = desk.subject(&cell, false).await;
    let open = desk.record(&person).open_about(&person.number).remove(0);
    let resolve = Raw::plain("POST", &format!("/api/v1/admin/reports/{open}/resolve"));
    assert_eq!(desk.raw.send(&desk.server.token(Who::Owner), &resolve).await.0, 200);
    let before = desk.record(&person);
    let refused = code(decide(&desk, &cell, &person, naming(None, Some(&open))).await);
    // Resolved already, or meanwhile: the desk cannot know which.
    let resolved = ErrorCode::NotAllowed { refusal: Refusal::ReportResolved };
    assert!(refused == resolved || refused == ErrorCode::ChangedMeanwhile, "{refused:?}");
    assert_eq!((changing(&desk), desk.record(&person)), (0, before));
}

#[tokio::test]
async fn a_gotosocial_that_is_still_at_it_is_named() {
    // 5.6: 409 while an action is running.
    let desk = Desk::new("gotosocial").await;
    let cell = cell(Verb::Suspend, "gotosocial", "active");
    let person = desk.subject(&cell, false).await;
    assert_eq!(desk.raw.send(&desk.token("admin"), &Wanted::bare(Verb::Suspend, &person.id)).await.0, 200);
    desk.put(&person, "active", "local", None);
    let before = desk.record(&person);
    let decision = decide(&desk, &cell, &person, Choices::default()).await.unwrap();
    assert_eq!((decision.status, decision.answer_code), (Status::Refused, Some(409)));
    assert_eq!(decision.refusal, Some(Refusal::ActionRunning));
    assert_eq!((changing(&desk), desk.record(&person)), (1, before));
}

#[tokio::test]
async fn a_moderator_of_a_gotosocial_is_told_that_the_role_is_missing() {
    // 5.6: the admin flag is needed, moderators are refused; the table leaves them out.
    let desk = Desk::new("gotosocial").await;
    let refused = code(connect(&desk.engine, &desk.server, Who::Moderator).await);
    assert!(matches!(refused, ErrorCode::RoleMissing { .. }), "{refused:?}");
}

#[tokio::test]
async fn who_was_seen_before_the_suspension_can_be_let_back() {
    // 3.4: a suspended profile is blanked, also of being a bot or having moved; that is no change that anybody made.
    let desk = Desk::new("4.6").await;
    for state in ["bot", "moved", "memorial", "active"] {
        let (suspend, unsuspend) = (cell(Verb::Suspend, "4.6", state), cell(Verb::Unsuspend, "4.6", state));
        let person = desk.subject(&suspend, false).await;
        assert_eq!(decide(&desk, &suspend, &person, Choices::default()).await.unwrap().status, Status::Confirmed);
        let lifted = decide(&desk, &unsuspend, &person, Choices::default()).await;
        let lifted = lifted.map(|decision| decision.status).map_err(|error| error.code);
        assert_eq!(lifted, Ok(Status::Confirmed), "{state}");
    }
}
