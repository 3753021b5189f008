//! What may be done to a user of a GitLab, and why the server said no (gitlab.md §1.1, §1.2, §2).
//!
//! `unblock` would also lift bans and approve pending users without the approval's steps, and `block` answers 201 for
//! users who are banned or pending without doing anything (§1.3): both are offered for their own states only.

use crate::action::{ActionOffer, Consequence, OfferPlace, Refusal, Told, Verb};
use crate::error::{ErrorCode, Problem};
use crate::model::{Account, Mark};
use crate::platform::Circumstances;
use crate::platform::offer::{self, Rule};
use crate::profile::Who;

const VERBS: [Verb; 6] = [Verb::Approve, Verb::Reject, Verb::Block, Verb::Unblock, Verb::Ban, Verb::Unban];

/// The states between which GitLab's state machine moves (§2).
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Active,
    Blocked,
    LdapBlocked,
    Banned,
    Deactivated,
    Pending,
    Unknown,
}

impl State {
    fn of(account: &Account) -> Self {
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

/// Every verb of the server for this account.
pub(crate) fn offers(account: &Account, here: &Circumstances<'_>) -> Vec<ActionOffer> {
    let rules = VERBS.iter().filter_map(|verb| rule(*verb, account));
    rules.map(|rule| offer::offer(rule, account, here)).collect()
}

fn rule(verb: Verb, account: &Account) -> Option<Rule> {
    let (consequences, told) = match verb {
        Verb::Approve => {
            let in_or_soon = match account.mail_confirmed {
                Some(false) => Consequence::LetInOnceConfirmed,
                Some(true) | None => Consequence::LetIn,
            };
            (vec![in_or_soon, Consequence::ApprovalMail, Consequence::SeatChanges], Told::Always)
        }
        Verb::Reject => (vec![Consequence::SignUpErasedSoon], Told::Always),
        Verb::Block => {
            (vec![Consequence::CannotSignIn, Consequence::PipelinesStop, Consequence::SeatChanges], Told::Never)
        }
        Verb::Unblock => (
            vec![Consequence::MaySignInAgain, Consequence::PipelinesStayStopped, Consequence::SeatChanges],
            Told::Never,
        ),
        Verb::Ban => (
            vec![
                Consequence::CannotSignIn,
                Consequence::ContributionsHidden,
                Consequence::SameMailBannedToo,
                Consequence::SeatChanges,
            ],
            Told::Never,
        ),
        Verb::Unban => (
            vec![Consequence::MaySignInAgain, Consequence::ContributionsShownAgain, Consequence::SeatChanges],
            Told::Never,
        ),
        // Verbs of other servers.
        _ => return None,
    };
    let state = state_refusal(verb, account);
    Some(Rule {
        place: if state.is_none() { OfferPlace::Bar } else { OfferPlace::Menu },
        state,
        consequences,
        told,
        // GitLab has no ranks: administrators can block administrators (§1.2).
        ..Rule::plain(verb)
    })
}

/// Why the user's state forbids the verb: the matrix of §1.1, without the cells in which the server does something else
/// than the verb says.
fn state_refusal(verb: Verb, account: &Account) -> Option<Refusal> {
    let state = State::of(account);
    if state == State::Unknown {
        return Some(Refusal::UnknownState { word: account.unknown_state.clone().unwrap_or_default() });
    }
    match verb {
        Verb::Approve | Verb::Reject => (state != State::Pending).then_some(Refusal::NotPending),
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
        // Verbs of other servers.
        _ => Some(Refusal::NotOnThisServer),
    }
}

/// Why the server refused, from the account as it is now and who we are.
pub(crate) fn explain(verb: Verb, account: Option<&Account>, who: &Who, problem: &Problem) -> Refusal {
    if let Some(refusal) = offer::by_problem(problem) {
        return refusal;
    }
    if not_an_administrator(problem) {
        return offer::by_rights(verb, who).unwrap_or(Refusal::RoleMissing);
    }
    let Some(account) = account else { return offer::without_account(verb, who, problem) };
    offer::by_account(account, who)
        .or_else(|| state_refusal(verb, account))
        .or_else(|| offer::by_rights(verb, who))
        .unwrap_or(Refusal::ServerSaysNo)
}

/// The answers to those who are no administrators, or whose token is not for Admin Mode: the two cannot be told apart
/// (§1.2), and either is said before the user's state is looked at. Every other refusal has other words.
fn not_an_administrator(problem: &Problem) -> bool {
    let said = problem.server_said.as_deref().unwrap_or_default();
    problem.error == ErrorCode::ServerSaysNo { status: 403 }
        && (said == "403 Forbidden" || said.starts_with("You are not allowed to "))
}
