use serde_json::{Value, json};

use super::account;
use crate::action::{Caution, Consequence, OfferPlace, Refusal, Told, Verb};
use crate::error::{ErrorCode, Problem};
use crate::platform::Circumstances;
use crate::platform::canned::who;
use crate::platform::gitlab::{explain, offers};
use crate::profile::{Ability, Allowance, Who};

fn administrator() -> Who {
    who(
        "1",
        &[(Ability::DecideSignUps, Allowance::Yes), (Ability::Block, Allowance::Yes), (Ability::Ban, Allowance::Yes)],
    )
}

/// Place and refusal of approve, reject, block, unblock, ban, unban.
fn offered(changes: &Value) -> Vec<(OfferPlace, Option<Refusal>)> {
    let who = administrator();
    let here = Circumstances { who: &who, blocked_by: None };
    let offers = offers(&account(changes), &here);
    assert_eq!(
        offers.iter().map(|offer| offer.verb).collect::<Vec<_>>(),
        [Verb::Approve, Verb::Reject, Verb::Block, Verb::Unblock, Verb::Ban, Verb::Unban]
    );
    offers.into_iter().map(|offer| (offer.place, offer.refusal)).collect()
}

#[test]
fn offers_follow_the_matrix_of_states() {
    use Refusal::*;
    let word = "frozen_by_moon".to_owned();
    let unknown = || Some(UnknownState { word: word.clone() });
    let cases = [
        ("active", [Some(NotPending), Some(NotPending), None, Some(NotBlocked), None, Some(NotBanned)]),
        (
            "blocked",
            [Some(NotPending), Some(NotPending), Some(AlreadyBlocked), None, Some(OnlyActiveBanned), Some(NotBanned)],
        ),
        (
            "ldap_blocked",
            [
                Some(NotPending),
                Some(NotPending),
                Some(DirectoryBlocked),
                Some(DirectoryBlocked),
                Some(DirectoryBlocked),
                Some(NotBanned),
            ],
        ),
        (
            "banned",
            [Some(NotPending), Some(NotPending), Some(BannedInstead), Some(BannedInstead), Some(AlreadyBanned), None],
        ),
        (
            "deactivated",
            [Some(NotPending), Some(NotPending), None, Some(Deactivated), Some(Deactivated), Some(NotBanned)],
        ),
        (
            "blocked_pending_approval",
            [None, None, Some(DecidePending), Some(DecidePending), Some(DecidePending), Some(NotBanned)],
        ),
        ("frozen_by_moon", [unknown(), unknown(), unknown(), unknown(), unknown(), unknown()]),
    ];
    for (state, refusals) in cases {
        let offers = offered(&json!({ "state": state }));
        for ((place, refusal), wanted) in offers.into_iter().zip(refusals) {
            assert_eq!(place, if wanted.is_none() { OfferPlace::Bar } else { OfferPlace::Menu }, "{state}");
            assert_eq!(refusal, wanted, "{state}");
        }
    }
}

#[test]
fn guards_stand_before_everything() {
    assert!(offered(&json!({"id": 1})).iter().all(|(_, refusal)| *refusal == Some(Refusal::OwnAccount)));
    let ghost = json!({"username": "ghost", "name": "Ghost User", "last_sign_in_at": null, "current_sign_in_at": null, "last_activity_on": null});
    assert!(offered(&ghost).iter().all(|(_, refusal)| *refusal == Some(Refusal::ServersOwn)));
    let who = administrator();
    let here = Circumstances { who: &who, blocked_by: Some(Refusal::ReadOnly) };
    let all = offers(&account(&json!({"is_admin": true})), &here);
    assert!(
        all.iter().all(|offer| offer.cautions == [Caution::Staff] && offer.type_handle.as_deref() == Some("kim.lee"))
    );
    let block = all.into_iter().find(|offer| offer.verb == Verb::Block).unwrap();
    assert_eq!((block.place, block.refusal, block.told), (OfferPlace::Bar, Some(Refusal::ReadOnly), Told::Never));
}

#[test]
fn consequences_are_the_servers() {
    let who = administrator();
    let here = Circumstances { who: &who, blocked_by: None };
    let pending = |confirmed: Value| {
        offers(&account(&json!({"state": "blocked_pending_approval", "confirmed_at": confirmed})), &here)
    };
    let approve = &pending(json!(null))[0];
    assert_eq!((approve.consequences[0], approve.told), (Consequence::LetInOnceConfirmed, Told::Always));
    let all = pending(json!("2026-01-01T00:00:00Z"));
    assert_eq!(all[0].consequences[0], Consequence::LetIn);
    assert_eq!(
        (all[1].consequences.as_slice(), all[1].told),
        ([Consequence::SignUpErasedSoon].as_slice(), Told::Always)
    );
}

#[test]
fn a_refusal_is_explained_by_state_and_role() {
    let me = administrator();
    let problem =
        |status, said: &str| Problem { error: ErrorCode::ServerSaysNo { status }, server_said: Some(said.to_owned()) };
    let tell =
        |verb, state: &str, problem: &Problem| explain(verb, Some(&account(&json!({ "state": state }))), &me, problem);
    assert_eq!(
        tell(Verb::Approve, "active", &problem(409, "The user you are trying to approve is not pending approval")),
        Refusal::NotPending
    );
    assert_eq!(tell(Verb::Block, "banned", &problem(201, "")), Refusal::BannedInstead);
    assert_eq!(tell(Verb::Block, "active", &problem(403, "403 Forbidden")), Refusal::RoleMissing);
    assert_eq!(
        tell(Verb::Approve, "blocked_pending_approval", &problem(403, "You are not allowed to approve a user")),
        Refusal::RoleMissing
    );
    assert_eq!(tell(Verb::Block, "active", &problem(403, "An internal user cannot be blocked")), Refusal::ServerSaysNo);
    let missing = Problem { error: ErrorCode::ScopeMissing { scope: "api".to_owned() }, server_said: None };
    assert_eq!(tell(Verb::Block, "active", &missing), Refusal::ScopeMissing { scope: "api".to_owned() });
    let gone = Problem { error: ErrorCode::NotFound, server_said: None };
    assert_eq!(explain(Verb::Block, None, &me, &gone), Refusal::Gone);
}
