use serde_json::{Value, json};

use super::{account, remote, software};
use crate::action::{Caution, Consequence, OfferPlace, Refusal, Told, Verb, Weight};
use crate::error::{ErrorCode, Problem};
use crate::model::{Account, Timestamp};
use crate::platform::Circumstances;
use crate::platform::canned::who;
use crate::platform::mastodon::{GOTOSOCIAL, account_from_raw, explain, offers};
use crate::profile::{Ability, Allowance, Who};

fn moderator() -> Who {
    who("1", &[(Ability::DecideSignUps, Allowance::Yes), (Ability::Limit, Allowance::Yes)])
}

fn offered(account: &Account, who: &Who) -> Vec<(Verb, OfferPlace, Option<Refusal>)> {
    let here = Circumstances { who, now: Timestamp(0), blocked_by: None };
    offers(&software("Mastodon"), account, &here)
        .into_iter()
        .map(|offer| (offer.verb, offer.place, offer.refusal))
        .collect()
}

/// The verbs with a button, in order.
fn bar(account: &Account) -> Vec<Verb> {
    let offered = offered(account, &moderator()).into_iter();
    offered.filter(|(_, place, _)| *place == OfferPlace::Bar).map(|(verb, ..)| verb).collect()
}

#[test]
fn the_bar_has_what_can_be_done_in_the_state() {
    use Verb::{
        Approve, Freeze, LiftLimit, LiftSensitive, Limit, Reject, Sensitive, Suspend, Unfreeze, Unsuspend, Warn,
    };
    assert_eq!(bar(&account(&json!({}))), [Warn, Limit, Sensitive, Freeze, Suspend]);
    assert_eq!(bar(&account(&json!({"approved": false}))), [Approve, Reject, Limit, Suspend]);
    assert_eq!(bar(&account(&json!({"silenced": true}))), [Warn, Sensitive, Freeze, Suspend, LiftLimit]);
    assert_eq!(bar(&account(&json!({"sensitized": true}))), [Warn, Limit, Freeze, Suspend, LiftSensitive]);
    assert_eq!(bar(&account(&json!({"disabled": true}))), [Warn, Limit, Sensitive, Suspend, Unfreeze]);
    assert_eq!(bar(&account(&json!({"suspended": true}))), [Warn, Unsuspend]);
    assert_eq!(bar(&account(&remote())), [Limit, Sensitive, Suspend]);
}

#[test]
fn what_has_no_button_stands_in_the_menu_with_its_reason() {
    let reason = |changes: &Value, verb| {
        let found = offered(&account(changes), &moderator()).into_iter().find(|(one, ..)| *one == verb).unwrap();
        assert_eq!(found.1, OfferPlace::Menu, "{verb:?}");
        found.2
    };
    assert_eq!(reason(&json!({}), Verb::Approve), Some(Refusal::NotPending));
    assert_eq!(reason(&json!({}), Verb::DeleteData), Some(Refusal::SuspendFirst));
    assert_eq!(reason(&json!({"suspended": true}), Verb::DeleteData), None);
    assert_eq!(reason(&json!({"suspended": true}), Verb::Suspend), None, "it starts the thirty days anew");
    assert_eq!(reason(&remote(), Verb::Approve), Some(Refusal::OtherServersAccount));
    assert_eq!(reason(&remote(), Verb::Freeze), Some(Refusal::OtherServersAccount));
    assert_eq!(reason(&remote(), Verb::Warn), None, "a strike that nobody sees");
    let deserted = json!({"disabled": null, "approved": null, "confirmed": null, "email": null});
    assert_eq!(reason(&deserted, Verb::Unfreeze), Some(Refusal::WithoutUser));
}

#[test]
fn what_one_is_comes_before_what_one_may_and_that_before_circumstances() {
    let pending = account(&json!({"approved": false}));
    let first = |account: &Account, who: &Who, blocked_by: Option<Refusal>| {
        let here = Circumstances { who, now: Timestamp(0), blocked_by };
        offers(&software("Mastodon"), account, &here).into_iter().map(|offer| offer.refusal).next().unwrap()
    };
    let own = Who { id: "109876543210987654".to_owned(), ..moderator() };
    assert_eq!(first(&pending, &own, Some(Refusal::Offline)), Some(Refusal::OwnAccount));
    let unnamed = Who { id: String::new(), username: "ANNA_K".to_owned(), ..moderator() };
    assert_eq!(first(&pending, &unnamed, None), Some(Refusal::OwnAccount));
    let looker =
        who("1", &[(Ability::DecideSignUps, Allowance::NotByScope { scope: "admin:write:accounts".to_owned() })]);
    assert_eq!(
        first(&pending, &looker, Some(Refusal::ReadOnly)),
        Some(Refusal::ScopeMissing { scope: "admin:write:accounts".to_owned() })
    );
    assert_eq!(
        first(&pending, &who("1", &[(Ability::DecideSignUps, Allowance::NotByRole)]), None),
        Some(Refusal::RoleMissing)
    );
    assert_eq!(first(&pending, &moderator(), Some(Refusal::Offline)), Some(Refusal::Offline));
    assert_eq!(first(&account(&json!({})), &moderator(), Some(Refusal::Offline)), Some(Refusal::NotPending));
    assert_eq!(first(&account(&json!({"id": "-99"})), &moderator(), None), Some(Refusal::ServersOwn));
}

#[test]
fn nothing_is_offered_on_a_state_that_was_not_told() {
    let thin = account_from_raw(&json!({"id": "7", "username": "anna_k"})).unwrap();
    let unknown = Some(Refusal::UnknownState { word: String::new() });
    assert!(offered(&thin, &moderator()).into_iter().all(|(_, _, refusal)| refusal == unknown));
}

#[test]
fn consequences_and_telling_are_the_servers() {
    let verb = |changes: &Value, verb| {
        let who = moderator();
        let here = Circumstances { who: &who, now: Timestamp(0), blocked_by: None };
        offers(&software("Mastodon"), &account(changes), &here).into_iter().find(|offer| offer.verb == verb).unwrap()
    };
    let confirmed = verb(&json!({"approved": false}), Verb::Approve);
    assert_eq!((confirmed.consequences[0], confirmed.told), (Consequence::LetIn, Told::Always));
    let unconfirmed = verb(&json!({"approved": false, "confirmed": false}), Verb::Approve);
    assert_eq!((unconfirmed.consequences, unconfirmed.told), (vec![Consequence::LetInOnceConfirmed], Told::Never));
    let reject = verb(&json!({"approved": false}), Verb::Reject);
    assert_eq!(
        (reject.consequences, reject.told),
        (vec![Consequence::SignUpErased, Consequence::NameAndMailFree], Told::Never)
    );
    let limit = verb(&json!({}), Verb::Limit);
    assert_eq!(
        (limit.told, limit.takes_message, limit.cautions, limit.type_handle),
        (Told::Choice, true, vec![], None)
    );
    let far = verb(&remote(), Verb::Limit);
    assert_eq!((far.told, far.takes_message), (Told::Never, false));
    assert_eq!(far.consequences.last(), Some(&Consequence::OnlyThisServer));
    let staff = verb(&json!({"role": "moderator"}), Verb::Limit);
    assert_eq!(staff.cautions, [Caution::Staff, Caution::RankUnknown]);
    assert_eq!(staff.type_handle.as_deref(), Some("anna_k"));
}

#[test]
fn gotosocial_offers_only_what_it_has() {
    let who = moderator();
    let here = Circumstances { who: &who, now: Timestamp(0), blocked_by: None };
    let offers = offers(&software(GOTOSOCIAL), &account(&json!({})), &here);
    let open = offers.iter().filter(|offer| offer.refusal != Some(Refusal::NotOnThisServer)).map(|offer| offer.verb);
    assert_eq!(open.collect::<Vec<_>>(), [Verb::Approve, Verb::Reject, Verb::Suspend]);
    let suspend = offers.iter().find(|offer| offer.verb == Verb::Suspend).unwrap();
    assert_eq!((suspend.weight, suspend.type_handle.as_deref()), (Weight::Irreversible, Some("anna_k")));
}

#[test]
fn a_refusal_is_explained_by_state_and_role() {
    let problem = |code| Problem { error: code, server_said: Some("This action is not allowed".to_owned()) };
    let no = problem(ErrorCode::ServerSaysNo { status: 403 });
    let someone = moderator();
    let tell = |verb, changes: &Value, who: &Who| explain(verb, Some(&account(changes)), who, &no);
    assert_eq!(tell(Verb::Approve, &json!({}), &someone), Refusal::NotPending);
    assert_eq!(tell(Verb::Limit, &json!({"role": "admin"}), &someone), Refusal::Outranked);
    assert_eq!(tell(Verb::Limit, &json!({}), &someone), Refusal::ServerSaysNo);
    assert_eq!(
        tell(Verb::Limit, &json!({}), &who("1", &[(Ability::Reports, Allowance::NotByRole)])),
        Refusal::RoleMissing
    );
    assert_eq!(explain(Verb::Reject, None, &someone, &problem(ErrorCode::NotFound)), Refusal::Gone);
    assert_eq!(explain(Verb::Reject, None, &someone, &no), Refusal::RoleMissing, "who cannot look has no role");
    let without_user = Problem { server_said: Some("Forbidden".to_owned()), ..no.clone() };
    assert_eq!(explain(Verb::Reject, None, &someone, &without_user), Refusal::ServerSaysNo);
    let invalid = problem(ErrorCode::ServerSaysNo { status: 422 });
    assert_eq!(explain(Verb::Reject, None, &someone, &invalid), Refusal::ServerSaysNo);
    let thin = account_from_raw(&json!({"id": "7", "username": "anna_k"})).unwrap();
    assert_eq!(
        explain(Verb::LiftLimit, Some(&thin), &someone, &no),
        Refusal::ServerSaysNo,
        "its state explains nothing"
    );
    assert_eq!(explain(Verb::Limit, None, &someone, &problem(ErrorCode::TokenNotTaken)), Refusal::TokenDead);
    let scope = "admin:write:accounts".to_owned();
    let missing = problem(ErrorCode::ScopeMissing { scope: scope.clone() });
    assert_eq!(explain(Verb::Limit, Some(&account(&json!({}))), &someone, &missing), Refusal::ScopeMissing { scope });
}
