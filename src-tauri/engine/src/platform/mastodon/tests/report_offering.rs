use serde_json::{Value, json};

use super::reporting::report;
use super::{raw, software};
use crate::action::{Consequence, OfferPlace, Refusal, Told, Verb};
use crate::error::{ErrorCode, Problem};
use crate::model::{Report, Timestamp};
use crate::platform::Circumstances;
use crate::platform::canned::who;
use crate::platform::mastodon::{GOTOSOCIAL, explain_report, report_offers, report_pages};
use crate::profile::{Ability, Allowance, ServerPage, Who};

fn listener() -> Who {
    who("1", &[(Ability::SeeReports, Allowance::Yes), (Ability::Reports, Allowance::Yes)])
}

fn in_hands(id: &str) -> Value {
    json!({"assigned_account": raw(&json!({"id": id, "username": format!("staff{id}")}))})
}

fn offered(name: &str, report: &Report, who: &Who) -> Vec<(Verb, OfferPlace, Option<Refusal>)> {
    let here = Circumstances { who, now: Timestamp(0), blocked_by: None };
    let offers = report_offers(&software(name), report, &here);
    offers.into_iter().map(|offer| (offer.verb, offer.place, offer.refusal)).collect()
}

#[test]
fn what_may_be_done_with_a_report_follows_from_its_state_and_hands() {
    use OfferPlace::{Bar, Menu};
    use Verb::{AssignReport, ReopenReport, ResolveReport, UnassignReport};
    let open = (ReopenReport, Menu, Some(Refusal::ReportOpen));
    let nobodys = (UnassignReport, Menu, Some(Refusal::ReportNobodys));
    let resolve = (ResolveReport, Bar, None);
    let cases = [
        (json!({}), vec![(AssignReport, Bar, None), nobodys.clone(), resolve.clone(), open.clone()]),
        (
            in_hands("1"),
            vec![
                (AssignReport, Menu, Some(Refusal::ReportYours)),
                (UnassignReport, Bar, None),
                resolve.clone(),
                open.clone(),
            ],
        ),
        (in_hands("2"), vec![(AssignReport, Bar, None), (UnassignReport, Menu, None), resolve, open]),
        (
            json!({"action_taken": true}),
            vec![
                (AssignReport, Menu, None),
                nobodys,
                (ResolveReport, Menu, Some(Refusal::ReportResolved)),
                (ReopenReport, Bar, None),
            ],
        ),
    ];
    for (changes, offers) in cases {
        assert_eq!(offered("Mastodon", &report(&changes), &listener()), offers, "{changes}");
    }
    let gotosocial = offered(GOTOSOCIAL, &report(&json!({})), &listener());
    let served = gotosocial.iter().filter(|(.., refusal)| *refusal != Some(Refusal::NotOnThisServer));
    assert_eq!(served.map(|(verb, ..)| *verb).collect::<Vec<_>>(), [ResolveReport]);
    assert_eq!(
        (report_pages(&software("Mastodon")), report_pages(&software(GOTOSOCIAL))),
        (vec![ServerPage::Report], vec![])
    );
}

#[test]
fn a_report_is_taken_from_another_moderator_knowingly() {
    let here = Circumstances { who: &listener(), now: Timestamp(0), blocked_by: None };
    let consequences = |changes: &Value, verb| {
        let offers = report_offers(&software("Mastodon"), &report(changes), &here);
        let offer = offers.into_iter().find(|offer| offer.verb == verb).unwrap();
        assert_eq!((offer.told, offer.type_handle), (Told::Never, None));
        offer.consequences
    };
    assert_eq!(consequences(&json!({}), Verb::AssignReport), [Consequence::ReportIsYours]);
    assert_eq!(
        consequences(&in_hands("2"), Verb::AssignReport),
        [Consequence::ReportIsYours, Consequence::TakenFromOther]
    );
    assert_eq!(consequences(&in_hands("1"), Verb::UnassignReport), [Consequence::ReportIsNobodys]);
    assert_eq!(consequences(&json!({}), Verb::ResolveReport), [Consequence::ReportCloses]);
}

#[test]
fn rights_own_reports_and_circumstances_forbid() {
    let all = |report: &Report, who: &Who, why: Refusal| {
        let offers = offered("Mastodon", report, who);
        let refusals: Vec<_> = offers.into_iter().filter(|(_, place, _)| *place == OfferPlace::Bar).collect();
        assert!(!refusals.is_empty() && refusals.iter().all(|(.., refusal)| *refusal == Some(why.clone())), "{why:?}");
    };
    let open = report(&json!({}));
    let about_us = report(&json!({"target_account": raw(&json!({"id": "1"}))}));
    all(&about_us, &listener(), Refusal::OwnAccount);
    all(&open, &who("1", &[(Ability::Reports, Allowance::NotByRole)]), Refusal::RoleMissing);
    let scope = "admin:read:reports".to_owned();
    let unseen = who("1", &[(Ability::SeeReports, Allowance::NotByScope { scope: scope.clone() })]);
    all(&open, &unseen, Refusal::ScopeMissing { scope });
    let here = Circumstances { who: &listener(), now: Timestamp(0), blocked_by: Some(Refusal::ReadOnly) };
    let offers = report_offers(&software("Mastodon"), &open, &here);
    assert_eq!(offers[0].refusal, Some(Refusal::ReadOnly));
    // Staff is protected from what is done to accounts, not from having a report closed.
    let staff = report(
        &json!({"target_account": raw(&json!({"id": "9", "role": {"id": "1", "name": "Mod", "permissions": "1115420"}}))}),
    );
    assert_eq!(offered("Mastodon", &staff, &listener())[2].2, None);
}

#[test]
fn a_refusal_about_a_report_is_explained() {
    let problem = |error, said: &str| Problem { error, server_said: Some(said.to_owned()) };
    let open = report(&json!({}));
    let done = report(&json!({"action_taken": true}));
    let no = |status| ErrorCode::ServerSaysNo { status };
    let cases = [
        (Some(&open), problem(no(403), "This action is not allowed"), Refusal::RoleMissing),
        (None, problem(no(403), "This action is not allowed"), Refusal::RoleMissing),
        (Some(&open), problem(no(403), "Your login is currently disabled"), Refusal::ServerSaysNo),
        (None, problem(ErrorCode::NotFound, "Record not found"), Refusal::Gone),
        (Some(&open), problem(ErrorCode::NotFound, "Not Found"), Refusal::NotOnThisServer),
        (Some(&done), problem(no(409), "conflict"), Refusal::ReportResolved),
        (Some(&open), problem(no(418), "no"), Refusal::ServerSaysNo),
        (Some(&open), problem(ErrorCode::TokenNotTaken, "revoked"), Refusal::TokenDead),
    ];
    for (report, problem, refusal) in cases {
        assert_eq!(explain_report(Verb::ResolveReport, report, &listener(), &problem), refusal, "{problem:?}");
    }
}
