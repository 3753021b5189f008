use serde_json::{Value, json};

use super::{account, remote, software};
use crate::action::{Caution, Consequence, OfferPlace, Refusal, Told, Verb};
use crate::error::{ErrorCode, Problem};
use crate::model::Account;
use crate::platform::Circumstances;
use crate::platform::canned::who;
use crate::platform::mastodon::{GOTOSOCIAL, account_from_raw, explain, offers};
use crate::profile::{Ability, Allowance, Who};

fn moderator() -> Who {
    who("1", &[(Ability::DecideSignUps, Allowance::Yes), (Ability::Limit, Allowance::Yes)])
}

fn offered(account: &Account, who: &Who) -> Vec<(Verb, OfferPlace, Option<Refusal>)> {
    let here = Circumstances { who, blocked_by: None };
    offers(&software("Mastodon"), account, &here)
        .into_iter()
        .map(|offer| (offer.verb, offer.place, offer.refusal))
        .collect()
}

#[test]
fn offers_follow_the_state() {
    use OfferPlace::{Bar, Menu};
    use Verb::{Approve, LiftLimit, Limit, Reject};
    let not_pending = Some(Refusal::NotPending);
    let other = Some(Refusal::OtherServersAccount);
    let cases = [
        (
            json!({}),
            [
                (Approve, Menu, not_pending.clone()),
                (Reject, Menu, not_pending.clone()),
                (Limit, Bar, None),
                (LiftLimit, Menu, Some(Refusal::NotLimited)),
            ],
        ),
        (
            json!({"approved": false}),
            [
                (Approve, Bar, None),
                (Reject, Bar, None),
                (Limit, Bar, None),
                (LiftLimit, Menu, Some(Refusal::NotLimited)),
            ],
        ),
        (
            json!({"silenced": true}),
            [
                (Approve, Menu, not_pending.clone()),
                (Reject, Menu, not_pending),
                (Limit, Menu, Some(Refusal::AlreadyLimited)),
                (LiftLimit, Bar, None),
            ],
        ),
        (
            remote(),
            [
                (Approve, Menu, other.clone()),
                (Reject, Menu, other),
                (Limit, Bar, None),
                (LiftLimit, Menu, Some(Refusal::NotLimited)),
            ],
        ),
    ];
    for (changes, wanted) in cases {
        assert_eq!(offered(&account(&changes), &moderator()), wanted, "{changes}");
    }
}

#[test]
fn what_one_is_comes_before_what_one_may_and_that_before_circumstances() {
    let pending = account(&json!({"approved": false}));
    let first = |account: &Account, who: &Who, blocked_by: Option<Refusal>| {
        let here = Circumstances { who, blocked_by };
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
        let here = Circumstances { who: &who, blocked_by: None };
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
    let here = Circumstances { who: &who, blocked_by: None };
    let verbs: Vec<Verb> =
        offers(&software(GOTOSOCIAL), &account(&json!({})), &here).iter().map(|offer| offer.verb).collect();
    assert_eq!(verbs, [Verb::Approve, Verb::Reject]);
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
