use serde_json::json;

use super::account;
use super::offering::{administrator, at_now};
use crate::action::{Refusal, Verb};
use crate::error::{ErrorCode, Problem};
use crate::platform::gitlab::explain;
use crate::profile::Who;

fn problem(status: u16, said: &str) -> Problem {
    Problem { error: ErrorCode::ServerSaysNo { status }, server_said: Some(said.to_owned()) }
}

#[test]
fn a_refusal_is_explained_by_state_and_role() {
    let me = administrator();
    let tell = |verb, state: &str, problem: &Problem| {
        explain(verb, Some(&account(&json!({ "state": state }))), &at_now(&me), problem)
    };
    let role = Refusal::RoleMissing;
    let cases = [
        (
            Verb::Approve,
            "active",
            409,
            "The user you are trying to approve is not pending approval",
            Refusal::NotPending,
        ),
        (Verb::Reject, "active", 409, "User does not have a pending request", Refusal::NotPending),
        (Verb::Block, "banned", 201, "", Refusal::BannedInstead),
        (Verb::Block, "blocked", 201, "", Refusal::AlreadyBlocked),
        (Verb::Unblock, "active", 201, "", Refusal::NotBlocked),
        (Verb::Deactivate, "deactivated", 201, "", Refusal::AlreadyDeactivated),
        (
            Verb::Activate,
            "blocked",
            403,
            "Error occurred. A blocked user must be unblocked to be activated",
            Refusal::UnblockInstead,
        ),
        (
            Verb::Deactivate,
            "banned",
            403,
            "Error occurred. A blocked user cannot be deactivated",
            Refusal::OnlyActiveDeactivated,
        ),
        (Verb::Ban, "ldap_blocked", 403, "You cannot ban ldap_blocked users.", Refusal::DirectoryBlocked),
        (Verb::Block, "active", 403, "403 Forbidden", role.clone()),
        (Verb::Delete, "active", 403, "403 Forbidden", role.clone()),
        (Verb::Approve, "blocked_pending_approval", 403, "You are not allowed to approve a user", role),
        (Verb::Block, "active", 403, "An internal user cannot be blocked", Refusal::ServersOwn),
        (Verb::Deactivate, "active", 403, "Internal users cannot be deactivated", Refusal::ServersOwn),
        (Verb::Delete, "active", 409, "User cannot be removed while is the sole-owner of a group", Refusal::SoleOwner),
        (Verb::Note, "active", 400, "base: is invalid", Refusal::ServerSaysNo),
        (
            Verb::Block,
            "active",
            403,
            "You cannot perform write operations on a read-only instance",
            Refusal::ServerSaysNo,
        ),
    ];
    for (verb, state, status, said, wanted) in cases {
        assert_eq!(tell(verb, state, &problem(status, said)), wanted, "{verb:?} of {state}: {said}");
    }
    let missing = Problem { error: ErrorCode::ScopeMissing { scope: "api".to_owned() }, server_said: None };
    assert_eq!(tell(Verb::Block, "active", &missing), Refusal::ScopeMissing { scope: "api".to_owned() });
    let gone = Problem { error: ErrorCode::NotFound, server_said: None };
    assert_eq!(explain(Verb::Delete, None, &at_now(&me), &gone), Refusal::Gone);
}

#[test]
fn who_was_active_lately_is_told_with_the_servers_own_days() {
    let said = "The user you are trying to deactivate has been active in the past 14 days and cannot be deactivated";
    let older = format!("{said} by the API");
    let tell = |dormant_days, day: &str, said: &str| {
        let mut me: Who = administrator();
        me.settings.dormant_days = dormant_days;
        let kim = account(&json!({"last_activity_on": day, "current_sign_in_at": null}));
        explain(Verb::Deactivate, Some(&kim), &at_now(&me), &problem(403, said))
    };
    let lately = |days, needed| Refusal::RecentlyActive { days, needed };
    assert_eq!(tell(None, "2026-11-09", said), lately(12, 14));
    assert_eq!(tell(Some(7), "2026-11-09", &older), lately(12, 14), "the setting has changed since");
    assert_eq!(tell(Some(90), "2026-11-09", &said.replace("14", "some")), lately(12, 90));
    assert_eq!(tell(None, "2026-01-01", said), Refusal::ServerSaysNo, "it knows of something that we do not");
    assert_eq!(tell(None, "2026-11-09", "No."), Refusal::ServerSaysNo);
}
