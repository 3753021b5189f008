use proptest::prelude::*;
use serde_json::{Value, json};

use super::account;
use crate::action::{ActionOffer, Caution, OfferPlace, Refusal, Verb, Weight};
use crate::model::{Account, Activity, Timestamp};
use crate::platform::Circumstances;
use crate::platform::canned::{NOW, who};
use crate::platform::gitlab::offers;
use crate::profile::{Ability, Allowance, ServerSettings, Who};

/// Somebody who may everything, on a server of 90 days.
pub(super) fn administrator() -> Who {
    use Ability::*;
    let may = [DecideSignUps, Block, Ban, Deactivate, Notes, DeleteAccounts].map(|ability| (ability, Allowance::Yes));
    let settings = ServerSettings { dormant_days: Some(90), ..ServerSettings::default() };
    Who { settings, ..who("1", &may) }
}

pub(super) fn at_now(who: &Who) -> Circumstances<'_> {
    Circumstances { who, now: Timestamp(NOW), blocked_by: None }
}

/// The offers for somebody in this state, or with these keys changed.
pub(super) fn offered(who: &Who, changes: &Value) -> Vec<ActionOffer> {
    offers(&account(changes), &at_now(who))
}

pub(super) fn offer(who: &Who, changes: &Value, verb: Verb) -> ActionOffer {
    offered(who, changes).into_iter().find(|offer| offer.verb == verb).unwrap()
}

/// The matrix of gitlab.md §1.1 and §2, with one's own moves, and what the server would do but the verb does not say.
/// Columns: active and dormant, active lately, blocked, blocked by LDAP, banned, deactivated, pending.
#[test]
fn offers_follow_the_matrix_of_states() {
    use Refusal::*;
    let lately = RecentlyActive { days: 1, needed: 90 };
    let (yes, unlisted) = (Some(None), None);
    let no = |refusal: Refusal| Some(Some(refusal));
    let never = |refusal: Refusal, state: usize| {
        let mut row = vec![no(refusal); 7];
        row[state] = yes.clone();
        row
    };
    let only = |state: usize| {
        let mut row = vec![unlisted.clone(); 7];
        row[state] = yes.clone();
        row
    };
    let matrix: Vec<(Verb, Vec<Option<Option<Refusal>>>)> = vec![
        (Verb::Approve, never(NotPending, 6)),
        (Verb::Reject, never(NotPending, 6)),
        (
            Verb::Activate,
            vec![
                no(NotDeactivated),
                no(NotDeactivated),
                no(UnblockInstead),
                no(DirectoryBlocked),
                no(BannedInstead),
                yes.clone(),
                no(DecidePending),
            ],
        ),
        (
            Verb::Unblock,
            vec![
                no(NotBlocked),
                no(NotBlocked),
                yes.clone(),
                no(DirectoryBlocked),
                no(BannedInstead),
                no(Deactivated),
                no(DecidePending),
            ],
        ),
        (Verb::Unban, never(NotBanned, 4)),
        (Verb::Note, vec![yes.clone(); 7]),
        (
            Verb::Deactivate,
            vec![
                yes.clone(),
                no(lately),
                no(OnlyActiveDeactivated),
                no(DirectoryBlocked),
                no(OnlyActiveDeactivated),
                no(AlreadyDeactivated),
                no(DecidePending),
            ],
        ),
        (
            Verb::Block,
            vec![
                yes.clone(),
                yes.clone(),
                no(AlreadyBlocked),
                no(DirectoryBlocked),
                no(BannedInstead),
                yes.clone(),
                no(DecidePending),
            ],
        ),
        (
            Verb::Ban,
            vec![
                yes.clone(),
                yes.clone(),
                no(OnlyActiveBanned),
                no(DirectoryBlocked),
                no(AlreadyBanned),
                no(Deactivated),
                no(DecidePending),
            ],
        ),
        (Verb::BanBlocked, only(2)),
        (Verb::BlockBanned, only(4)),
        (Verb::BanDeactivated, only(5)),
        (Verb::Delete, vec![yes.clone(); 7]),
        (Verb::DeleteContributions, vec![yes.clone(); 7]),
    ];
    let dormant = json!({"last_activity_on": "2026-01-01", "current_sign_in_at": null});
    let states = ["blocked", "ldap_blocked", "banned", "deactivated", "blocked_pending_approval"];
    let columns = [dormant, json!({})].into_iter().chain(states.map(|state| json!({ "state": state })));
    let me = administrator();
    for (column, changes) in columns.enumerate() {
        let offers = offered(&me, &changes);
        let told: Vec<_> = offers.iter().map(|offer| (offer.verb, offer.refusal.clone())).collect();
        let wanted: Vec<_> = matrix.iter().filter_map(|(verb, cells)| Some((*verb, cells[column].clone()?))).collect();
        assert_eq!(told, wanted, "{changes}");
        for offer in offers {
            let menu_only = offer.letter.is_none() || offer.verb == Verb::Note;
            let bar = offer.refusal.is_none() && !menu_only;
            assert_eq!(offer.place == OfferPlace::Bar, bar, "{:?} of {changes}", offer.verb);
        }
    }
}

#[test]
fn in_a_state_that_we_do_not_know_only_the_note_is_written() {
    let word = "frozen_by_moon".to_owned();
    for offer in offered(&administrator(), &json!({ "state": word })) {
        let unknown = Refusal::UnknownState { word: word.clone() };
        assert_eq!(offer.refusal, (offer.verb != Verb::Note).then_some(unknown), "{:?}", offer.verb);
    }
}

#[test]
fn dormancy_is_counted_as_the_server_counts_it() {
    let told = |needed: Option<u32>, changes: Value| {
        let mut me = administrator();
        me.settings.dormant_days = needed;
        match offer(&me, &changes, Verb::Deactivate).refusal {
            None => None,
            Some(Refusal::RecentlyActive { days, needed }) => Some((days, needed)),
            Some(other) => panic!("{other:?}"),
        }
    };
    let seen = |day: Value, sign_in: Value| json!({"last_activity_on": day, "current_sign_in_at": sign_in});
    let cases = [
        (Some(90), seen(json!("2026-11-09"), json!(null)), Some((12, 90))),
        (Some(90), seen(json!("2026-08-24"), json!(null)), Some((89, 90))),
        (Some(90), seen(json!("2026-08-23"), json!(null)), None),
        (Some(90), seen(json!("2026-01-01"), json!("2026-08-23T10:00:01Z")), Some((89, 90))),
        (Some(90), seen(json!("2026-01-01"), json!("2026-08-23T10:00:00Z")), None),
        (Some(90), seen(json!("2026-11-21"), json!("2026-08-23T10:00:00Z")), Some((0, 90))),
        (Some(90), seen(json!("2026-11-22"), json!(null)), Some((0, 90))),
        (Some(90), seen(json!(null), json!(null)), None),
        (Some(365), seen(json!("2026-08-23"), json!(null)), Some((90, 365))),
        (Some(0), seen(json!("2026-11-21"), json!(null)), None),
        (None, seen(json!("2026-11-21"), json!(null)), None),
    ];
    for (needed, changes, wanted) in cases {
        assert_eq!(told(needed, changes.clone()), wanted, "{needed:?} {changes}");
    }
    let mut untold = account(&json!({}));
    untold.activity = Activity::Untold;
    let me = administrator();
    let deactivate = offers(&untold, &at_now(&me)).into_iter().find(|offer| offer.verb == Verb::Deactivate).unwrap();
    assert_eq!(deactivate.refusal, None, "the server decides");
}

#[test]
fn guards_stand_before_everything() {
    let me = administrator();
    assert!(offered(&me, &json!({"id": 1})).iter().all(|offer| offer.refusal == Some(Refusal::OwnAccount)));
    let ghost = json!({"username": "ghost", "name": "Ghost User", "last_sign_in_at": null, "current_sign_in_at": null, "last_activity_on": null});
    assert!(offered(&me, &ghost).iter().all(|offer| offer.refusal == Some(Refusal::ServersOwn)));
    let here = Circumstances { blocked_by: Some(Refusal::ReadOnly), ..at_now(&me) };
    let all = offers(&account(&json!({})), &here);
    let block = all.into_iter().find(|offer| offer.verb == Verb::Block).unwrap();
    assert_eq!((block.place, block.refusal), (OfferPlace::Bar, Some(Refusal::ReadOnly)));
    let api = Allowance::NotByScope { scope: "api".to_owned() };
    let reader = Who { may: who("1", &[(Ability::Notes, api)]).may, ..administrator() };
    let note = offer(&reader, &json!({}), Verb::Note);
    assert_eq!(note.refusal, Some(Refusal::ScopeMissing { scope: "api".to_owned() }));
}

#[test]
fn the_handle_is_typed_for_staff_and_for_deletions_and_never_for_a_note() {
    let me = administrator();
    for (staff, changes) in [(true, json!({"is_admin": true})), (false, json!({}))] {
        for offer in offered(&me, &changes) {
            let deletes = matches!(offer.verb, Verb::Delete | Verb::DeleteContributions);
            let typed = deletes || (staff && offer.verb != Verb::Note);
            assert_eq!(offer.type_handle.as_deref(), typed.then_some("kim.lee"), "{:?}", offer.verb);
            let cautions: &[Caution] = if staff && offer.verb != Verb::Note { &[Caution::Staff] } else { &[] };
            assert_eq!(offer.cautions, cautions, "{:?}", offer.verb);
            assert_eq!(offer.weight == Weight::Irreversible, deletes || offer.verb == Verb::Reject);
        }
    }
}

proptest! {
    /// Whatever the clocks say, days are told only with fewer than are needed.
    #[test]
    fn days_are_told_below_what_is_needed(at: i64, now: i64, needed: u32) {
        let mut me = administrator();
        me.settings.dormant_days = Some(needed);
        let kim = Account { activity: Activity::At(Timestamp(at)), ..account(&json!({})) };
        let here = Circumstances { now: Timestamp(now), ..at_now(&me) };
        let found = offers(&kim, &here).into_iter().find(|offer| offer.verb == Verb::Deactivate).unwrap();
        match found.refusal {
            None => prop_assert!(i128::from(now) - i128::from(at) > i128::from(needed) * 86_400_000 - 1000),
            Some(Refusal::RecentlyActive { days, needed: told }) => prop_assert!(told == needed && days < needed),
            Some(other) => prop_assert!(false, "{:?}", other),
        }
    }
}

#[test]
fn a_move_needs_both_of_its_steps() {
    for unserved in [Verb::Unblock, Verb::Ban, Verb::BanBlocked] {
        let who = Who { unserved: vec![unserved], ..administrator() };
        let refusal = offer(&who, &json!({"state": "blocked"}), Verb::BanBlocked).refusal;
        assert_eq!(refusal, Some(Refusal::NotOnThisServer), "{unserved:?}");
    }
    let who = Who { unserved: vec![Verb::Unban], ..administrator() };
    assert_eq!(offer(&who, &json!({"state": "blocked"}), Verb::BanBlocked).refusal, None);
}

#[test]
fn a_note_that_was_cut_is_not_written_over() {
    let who = administrator();
    let long = |length: usize| json!({"note": "n".repeat(length)});
    assert_eq!(offer(&who, &long(19_999), Verb::Note).refusal, None);
    assert_eq!(offer(&who, &long(60_000), Verb::Note).refusal, Some(Refusal::NoteTooLong { limit: 20_000 }));
    assert_eq!(offer(&who, &long(60_000), Verb::Ban).refusal, None);
}
