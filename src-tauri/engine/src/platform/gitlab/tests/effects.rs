use serde_json::{Value, json};

use super::offering::{administrator, offer, offered};
use crate::action::{Consequence, NoteUse, Told, Verb};
use crate::profile::{ServerSettings, Who};

#[test]
fn the_note_is_written_beside_whatever_leaves_the_account_there() {
    for offer in offered(&administrator(), &json!({})) {
        let wanted = match offer.verb {
            Verb::Note => NoteUse::Writes,
            Verb::Reject | Verb::Delete | Verb::DeleteContributions => NoteUse::Untouched,
            _ => NoteUse::MayAdd,
        };
        assert_eq!(offer.note, wanted, "{:?}", offer.verb);
    }
}

#[test]
fn consequences_are_the_servers() {
    use Consequence::*;
    let me = administrator();
    let in_state =
        |state: &str, verb: Verb| offer(&me, &json!({ "state": state, "last_activity_on": null }), verb).consequences;
    let waiting = |confirmed: Value| json!({"state": "blocked_pending_approval", "confirmed_at": confirmed});
    let approve = offer(&me, &waiting(json!(null)), Verb::Approve);
    assert_eq!((approve.consequences[0], approve.told), (LetInOnceConfirmed, Told::Always));
    assert_eq!(offer(&me, &waiting(json!("2026-01-01T00:00:00Z")), Verb::Approve).consequences[0], LetIn);
    let reject = offer(&me, &waiting(json!(null)), Verb::Reject);
    assert_eq!((reject.consequences.as_slice(), reject.told), ([SignUpErasedSoon].as_slice(), Told::Always));
    let cases: [(&str, Verb, &[Consequence]); 10] = [
        ("active", Verb::Block, &[CannotSignIn, PipelinesStop, SeatChanges]),
        ("deactivated", Verb::Block, &[CannotSignIn, PipelinesStop]),
        ("active", Verb::Deactivate, &[OutUntilSignIn, EndsBySigningIn, SeatChanges]),
        ("deactivated", Verb::Activate, &[MaySignInAgain, SeatChanges]),
        (
            "blocked",
            Verb::BanBlocked,
            &[CannotSignIn, ContributionsHidden, SameMailMayBeBannedToo, ActiveForAMoment, PutBackIfSecondFails],
        ),
        (
            "banned",
            Verb::BlockBanned,
            &[CannotSignIn, PipelinesStop, ContributionsShownAgain, ActiveForAMoment, PutBackIfSecondFails],
        ),
        (
            "deactivated",
            Verb::BanDeactivated,
            &[CannotSignIn, ContributionsHidden, SameMailMayBeBannedToo, ActiveForAMoment, PutBackWherePossible],
        ),
        ("banned", Verb::Delete, &[AccountErasedSoon, OwnProjectsErased, ContributionsToGhost]),
        ("active", Verb::DeleteContributions, &[AccountErasedSoon, OwnProjectsErased, ContributionsErased]),
        ("active", Verb::Note, &[NoteReplaced, NoteReadByAdministrators]),
    ];
    for (state, verb, wanted) in cases {
        assert_eq!(in_state(state, verb), wanted, "{verb:?} of {state}");
    }
}

#[test]
fn settings_say_who_is_banned_along_and_who_is_told() {
    let with = |settings: ServerSettings| Who { settings, ..administrator() };
    for (setting, wanted) in [
        (Some(true), vec![Consequence::SameMailBannedToo]),
        (Some(false), vec![]),
        (None, vec![Consequence::SameMailMayBeBannedToo]),
    ] {
        let me = with(ServerSettings { bans_same_mail: setting, ..ServerSettings::default() });
        for (state, verb) in
            [("active", Verb::Ban), ("blocked", Verb::BanBlocked), ("deactivated", Verb::BanDeactivated)]
        {
            let mut along = offer(&me, &json!({ "state": state }), verb).consequences;
            along.retain(|told| matches!(told, Consequence::SameMailBannedToo | Consequence::SameMailMayBeBannedToo));
            assert_eq!(along, wanted, "{verb:?}");
        }
    }
    for (setting, told) in [(Some(true), Told::Always), (Some(false), Told::Never), (None, Told::BySetting)] {
        let me = with(ServerSettings { mails_deactivated: setting, ..ServerSettings::default() });
        for offer in offered(&me, &json!({})) {
            let wanted = match offer.verb {
                Verb::Approve | Verb::Reject => Told::Always,
                Verb::Deactivate => told,
                _ => Told::Never,
            };
            assert_eq!(offer.told, wanted, "{:?}", offer.verb);
        }
    }
}
