//! What the state of a user forbids, and why the server said no (gitlab.md §1.1, §1.2, §1.6, §2).
//!
//! `unblock` would also lift bans and approve pending users without the approval's steps, and `block` answers 201 for
//! users who are banned or pending without doing anything (§1.3): both are for their own states only.

use crate::action::{Refusal, Verb};
use crate::error::{ErrorCode, Problem};
use crate::model::{Account, Activity, Mark};
use crate::platform::Circumstances;
use crate::platform::{bounds, offer};

/// As much of a note as is read, in characters.
const NOTE_SHOWN: u32 = bounds::TEXT as u32;

const SECONDS_A_DAY: i64 = 24 * 60 * 60;

/// The states between which GitLab's state machine moves (§2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Active,
    Blocked,
    LdapBlocked,
    Banned,
    Deactivated,
    Pending,
    Unknown,
}

impl State {
    pub(super) fn of(account: &Account) -> Self {
        let states = [
            (Mark::Unknown, State::Unknown),
            (Mark::Pending, State::Pending),
            (Mark::Blocked, State::Blocked),
            (Mark::LdapBlocked, State::LdapBlocked),
            (Mark::Banned, State::Banned),
            (Mark::Deactivated, State::Deactivated),
        ];
        states.into_iter().find(|(mark, _)| account.marks.has(*mark)).map_or(State::Active, |(_, state)| state)
    }
}

/// Why the user's state forbids the verb: the matrix of §1.1, without the cells in which the server does nothing, or
/// something else than the verb says.
pub(super) fn state_refusal(verb: Verb, account: &Account, here: &Circumstances<'_>) -> Option<Refusal> {
    let state = State::of(account);
    match verb {
        // The note stands beside every state. Of one that was cut, the rest would be lost without anybody having seen it.
        Verb::Note => is_cut(account.note.as_deref()).then_some(Refusal::NoteTooLong { limit: NOTE_SHOWN }),
        _ if state == State::Unknown => {
            Some(Refusal::UnknownState { word: account.unknown_state.clone().unwrap_or_default() })
        }
        Verb::Approve | Verb::Reject => (state != State::Pending).then_some(Refusal::NotPending),
        Verb::Activate => match state {
            State::Deactivated => None,
            State::Active => Some(Refusal::NotDeactivated),
            State::Blocked => Some(Refusal::UnblockInstead),
            State::LdapBlocked => Some(Refusal::DirectoryBlocked),
            State::Banned => Some(Refusal::BannedInstead),
            State::Pending | State::Unknown => Some(Refusal::DecidePending),
        },
        Verb::Deactivate => match state {
            State::Active => too_recent(account.activity, here.who.settings.dormant_days, here),
            State::Blocked | State::Banned => Some(Refusal::OnlyActiveDeactivated),
            State::LdapBlocked => Some(Refusal::DirectoryBlocked),
            State::Deactivated => Some(Refusal::AlreadyDeactivated),
            State::Pending | State::Unknown => Some(Refusal::DecidePending),
        },
        Verb::Block => match state {
            State::Active | State::Deactivated => None,
            State::Blocked => Some(Refusal::AlreadyBlocked),
            State::LdapBlocked => Some(Refusal::DirectoryBlocked),
            State::Banned => Some(Refusal::BannedInstead),
            State::Pending | State::Unknown => Some(Refusal::DecidePending),
        },
        Verb::Unblock => match state {
            State::Blocked => None,
            State::Active => Some(Refusal::NotBlocked),
            State::LdapBlocked => Some(Refusal::DirectoryBlocked),
            State::Banned => Some(Refusal::BannedInstead),
            State::Deactivated => Some(Refusal::Deactivated),
            State::Pending | State::Unknown => Some(Refusal::DecidePending),
        },
        Verb::Ban => match state {
            State::Active => None,
            State::Blocked => Some(Refusal::OnlyActiveBanned),
            State::LdapBlocked => Some(Refusal::DirectoryBlocked),
            State::Banned => Some(Refusal::AlreadyBanned),
            State::Deactivated => Some(Refusal::Deactivated),
            State::Pending | State::Unknown => Some(Refusal::DecidePending),
        },
        Verb::Unban => (state != State::Banned).then_some(Refusal::NotBanned),
        Verb::BanBlocked => (state != State::Blocked).then_some(Refusal::NotBlocked),
        Verb::BlockBanned => (state != State::Banned).then_some(Refusal::NotBanned),
        Verb::BanDeactivated => (state != State::Deactivated).then_some(Refusal::NotDeactivated),
        Verb::Delete | Verb::DeleteContributions => None,
        // Verbs of other servers.
        _ => Some(Refusal::NotOnThisServer),
    }
}

fn is_cut(note: Option<&str>) -> bool {
    note.is_some_and(|note| note.chars().count() >= bounds::TEXT)
}

/// Why somebody was active too lately to be deactivated: the server compares seconds, so the last day counts until its
/// hour (§1.6). Who never was active is dormant, and of whom nothing is told the server decides.
fn too_recent(activity: Activity, needed: Option<u32>, here: &Circumstances<'_>) -> Option<Refusal> {
    let (Activity::At(at), Some(needed)) = (activity, needed) else { return None };
    let passed = here.now.0.div_euclid(1000).saturating_sub(at.0.div_euclid(1000));
    (passed < i64::from(needed) * SECONDS_A_DAY).then(|| {
        // A sign-in may be ahead of this computer's clock: that is today.
        let days = u32::try_from(passed.max(0) / SECONDS_A_DAY).unwrap_or(u32::MAX);
        Refusal::RecentlyActive { days, needed }
    })
}

/// Why the server refused, from the account as it is now and the circumstances.
pub(crate) fn explain(verb: Verb, account: Option<&Account>, here: &Circumstances<'_>, problem: &Problem) -> Refusal {
    if let Some(refusal) = offer::by_problem(problem) {
        return refusal;
    }
    if not_an_administrator(problem) {
        return offer::by_rights(verb, here.who).unwrap_or(Refusal::RoleMissing);
    }
    let Some(account) = account else { return offer::without_account(verb, here.who, problem) };
    offer::by_account(account, here.who)
        .or_else(|| by_words(verb, account, here, problem))
        .or_else(|| state_refusal(verb, account, here))
        .or_else(|| offer::by_rights(verb, here.who))
        .unwrap_or(Refusal::ServerSaysNo)
}

/// The answers to those who are no administrators, or whose token is not for Admin Mode: the two cannot be told apart
/// (§1.2), and either is said before the user's state is looked at. Every other refusal has other words.
fn not_an_administrator(problem: &Problem) -> bool {
    let said = problem.server_said.as_deref().unwrap_or_default();
    problem.error == ErrorCode::ServerSaysNo { status: 403 }
        && (said == "403 Forbidden" || said.starts_with("You are not allowed to "))
}

/// What only the server knows beforehand, and says: groups of which the user is the only owner (§5), users of its own
/// that have no flag (§1.2), and how many days it wants, should that have changed (§1.6).
fn by_words(verb: Verb, account: &Account, here: &Circumstances<'_>, problem: &Problem) -> Option<Refusal> {
    let ErrorCode::ServerSaysNo { status } = problem.error else { return None };
    let said = problem.server_said.as_deref()?.to_lowercase();
    match (verb, status) {
        (Verb::Delete | Verb::DeleteContributions, 409) if said.contains("sole-owner") => Some(Refusal::SoleOwner),
        (Verb::Block | Verb::Ban | Verb::Deactivate, 403) if said.contains("internal user") => {
            Some(Refusal::ServersOwn)
        }
        (Verb::Deactivate, 403) => {
            let days = said.split_once("active in the past ")?.1.split(' ').next()?;
            let needed = days.parse().ok().or(here.who.settings.dormant_days);
            too_recent(account.activity, needed, here)
        }
        _ => None,
    }
}
