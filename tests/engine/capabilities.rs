//! What is offered is what the server then does: each kind of server, each role, each set of scopes, by trying every verb.
//! An offer that would be refused for rights or for want of a route is a broken promise; a verb that is kept back for one of
//! these, and that the server would have taken, is a broken one, too.

mod signed_in;

use std::collections::{BTreeSet, HashSet};

use bailiwick_engine::action::{ActionOffer, Choices, Refusal, Told, Verb};
use bailiwick_engine::decision::Status;
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::list::Place;
use bailiwick_engine::model::AccountId;
use bailiwick_practice::{Dialect, Kind, Options};

use self::signed_in::SignedIn;
use crate::table::request::Wanted;

const LOOK: &str = "read:accounts admin:read:accounts admin:read:reports";
const MODERATE: &str = "read:accounts admin:read:accounts admin:write:accounts";
const REPORTS: &str = "read:accounts admin:read:accounts admin:write:accounts admin:read:reports admin:write:reports";

/// People of every state that can be had, of whom nobody is staff.
async fn subjects(here: &SignedIn, states: &[StateFilter]) -> Vec<AccountId> {
    let mut found = BTreeSet::new();
    for state in states {
        let page = here.bench.list(Place::Accounts, &format!("state:{} -state:staff", state.word())).await;
        // One of this server, and one of another where there is any.
        let plain = |row: &&bailiwick_engine::list::AccountRow| row.handle != "kim" && row.handle != "noor";
        found.extend(page.rows.iter().filter(plain).find(|row| row.domain.is_none()).map(|row| row.id.0.clone()));
        found.extend(page.rows.iter().find(|row| row.domain.is_some()).map(|row| row.id.0.clone()));
    }
    found.into_iter().map(AccountId).collect()
}

/// Whether it is kept back because of who one is there, with this token, on such a server.
fn is_about_rights(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::RoleMissing | Refusal::ScopeMissing { .. } | Refusal::NotOnThisServer)
}

fn choices(offer: &ActionOffer) -> Choices {
    Choices {
        tell: (offer.told == Told::Choice).then_some(false),
        typed_handle: offer.type_handle.clone(),
        note: (offer.verb == Verb::Note).then(|| "asked again".to_owned()),
        ..Choices::default()
    }
}

/// Tries every verb about everybody. Returns the verbs that were offered and done, and those that were kept back for one's rights.
async fn tried(here: &SignedIn, states: &[StateFilter], raw: impl Fn(Verb, &str) -> Wanted) -> [HashSet<Verb>; 2] {
    let (engine, profile) = (&here.bench.engine, &here.bench.profile);
    let [mut offered, mut kept_back] = [HashSet::new(), HashSet::new()];
    for id in subjects(here, states).await {
        let verbs: Vec<Verb> =
            engine.open_account(profile, &id).await.unwrap().offers.iter().map(|offer| offer.verb).collect();
        for verb in verbs {
            let Ok(seen) = engine.look_at_account(profile, &id).await else { break };
            let memory = here.remember(&seen.handle);
            let offer = seen.offers.into_iter().find(|offer| offer.verb == verb).unwrap();
            match &offer.refusal {
                None => {
                    let decided = engine.decide(profile, &id, &seen.revision, verb, choices(&offer)).await.unwrap();
                    // What an account's own server did to it, the other one does not tell beforehand.
                    let broken = decided.refusal.as_ref().is_some_and(is_about_rights);
                    let unexplained = decided.refusal == Some(Refusal::ServerSaysNo);
                    assert!(!broken && !unexplained, "{}: {verb:?}: {decided:?}", here.name);
                    if decided.status != Status::Refused {
                        offered.insert(verb);
                    }
                }
                Some(refusal) if is_about_rights(refusal) => {
                    kept_back.insert(verb);
                    let status = here.sent(&raw(verb, &id.0)).await;
                    assert!((400..500).contains(&status), "{}: {verb:?} is kept back and answers {status}", here.name);
                }
                Some(_) => {}
            }
            here.bring_back(&memory);
        }
    }
    [offered, kept_back]
}

async fn mastodon(version: Dialect, who: &str, scopes: &str) -> [HashSet<Verb>; 2] {
    let mut options = Options { people: 150, limits: None, ..Options::new(Kind::Mastodon) };
    options.manner.version = version;
    let here = SignedIn::to_mastodon(options, who, scopes).await;
    use StateFilter::{Limited, LoginFrozen, Pending, Suspended, Unrestricted};
    tried(&here, &[Pending, Unrestricted, Limited, LoginFrozen, Suspended], Wanted::bare).await
}

#[tokio::test]
async fn every_mastodon_does_what_is_offered_to_each_role_and_scope() {
    for version in [Dialect::V3_5, Dialect::V4_6] {
        for who in ["kim", "noor"] {
            let [offered, kept_back] = mastodon(version, who, REPORTS).await;
            assert!(offered.contains(&Verb::Suspend) && offered.contains(&Verb::Approve), "{version:?} {who}");
            // Only an admin's role may delete.
            assert_eq!(kept_back.contains(&Verb::DeleteData), who == "kim", "{version:?} {who}");
        }
        let [offered, kept_back] = mastodon(version, "noor", LOOK).await;
        assert!(offered.is_empty(), "{version:?}: {offered:?}");
        assert!(kept_back.contains(&Verb::Limit) && kept_back.contains(&Verb::Approve), "{version:?}");
    }
    let [offered, _] = mastodon(Dialect::V4_6, "kim", MODERATE).await;
    assert!(offered.contains(&Verb::Suspend), "reports have no part in these");
}

#[tokio::test]
async fn a_gotosocial_does_what_is_offered_and_has_nothing_of_the_rest() {
    let [offered, kept_back] = mastodon(Dialect::GoToSocial, "noor", REPORTS).await;
    assert_eq!(offered, [Verb::Approve, Verb::Reject, Verb::Suspend].into());
    for verb in [Verb::Limit, Verb::Freeze, Verb::Warn, Verb::LiftLimit, Verb::Unsuspend, Verb::DeleteData] {
        assert!(kept_back.contains(&verb), "{verb:?}");
    }
}

#[tokio::test]
async fn a_gitlab_does_what_is_offered_to_each_scope() {
    use StateFilter::{Active, Banned, Blocked, Deactivated, Pending};
    for (scopes, moderates) in
        [("api admin_mode", true), ("read_api admin_mode", false), ("read_user admin_mode", false)]
    {
        let options = Options { people: 150, limits: None, ..Options::new(Kind::Gitlab) };
        let here = SignedIn::to_gitlab(options, "kim", scopes).await;
        let [offered, kept_back] = tried(&here, &[Pending, Active, Blocked, Banned, Deactivated], route).await;
        let verbs = [Verb::Approve, Verb::Block, Verb::Unblock, Verb::Ban, Verb::Unban, Verb::Activate, Verb::Note];
        for verb in verbs {
            assert_eq!(
                (offered.contains(&verb), kept_back.contains(&verb)),
                (moderates, !moderates),
                "{scopes} {verb:?}"
            );
        }
    }
}

/// The request that each verb of a GitLab is; of a move its first.
fn route(verb: Verb, id: &str) -> Wanted {
    let (method, end) = match verb {
        Verb::Approve => ("POST", "/approve"),
        Verb::Reject => ("POST", "/reject"),
        Verb::Block => ("POST", "/block"),
        Verb::Unblock | Verb::BanBlocked => ("POST", "/unblock"),
        Verb::Ban => ("POST", "/ban"),
        Verb::Unban | Verb::BlockBanned => ("POST", "/unban"),
        Verb::Deactivate => ("POST", "/deactivate"),
        Verb::Activate | Verb::BanDeactivated => ("POST", "/activate"),
        Verb::Delete | Verb::DeleteContributions => ("DELETE", ""),
        _ => ("PUT", ""),
    };
    let path = format!("/api/v4/users/{id}{end}");
    Wanted { method: method.to_owned(), path, body: std::collections::BTreeMap::new() }
}
