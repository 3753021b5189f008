//! Why a Mastodon said no, from the account as it is now and who we are (mastodon.md §2.1, §2.4, §6.2).

use super::offers::state_refusal;
use crate::action::{Refusal, Verb};
use crate::error::{ErrorCode, Problem};
use crate::model::{Account, Mark, Rank};
use crate::platform::offer;
use crate::profile::{Ability, Allowance, Who};

/// Why the server refused a verb.
pub(crate) fn explain(verb: Verb, account: Option<&Account>, who: &Who, problem: &Problem) -> Refusal {
    if let Some(refusal) = offer::by_problem(problem) {
        return refusal;
    }
    let Some(account) = account else { return unread(verb, who, problem) };
    let told = !account.marks.has(Mark::Unknown);
    offer::by_account(account, who)
        .or_else(|| state_refusal(verb, account).filter(|_| told))
        .or_else(|| offer::by_rights(verb, who))
        .or_else(|| by_answer(verb, account, who, problem))
        .unwrap_or(Refusal::ServerSaysNo)
}

/// The account could not be read again. Who is refused the verb and cannot even look has lost the role; `Forbidden` alone
/// is said of accounts without a user (§2.1).
fn unread(verb: Verb, who: &Who, problem: &Problem) -> Refusal {
    let forbidden = problem.error == ErrorCode::ServerSaysNo { status: 403 };
    match offer::without_account(verb, who, problem) {
        Refusal::ServerSaysNo if forbidden && problem.server_said.as_deref() != Some("Forbidden") => {
            Refusal::RoleMissing
        }
        refusal => refusal,
    }
}

/// What the answer's number says, once state and rights do not explain it.
fn by_answer(verb: Verb, account: &Account, who: &Who, problem: &Problem) -> Option<Refusal> {
    let sanction = matches!(verb, Verb::Warn | Verb::Limit | Verb::Sensitive | Verb::Freeze | Verb::Suspend);
    match problem.error {
        // The account is there, so it is what was sent with it (§2.4).
        ErrorCode::NotFound if sanction => Some(Refusal::PresetOrReportUnknown),
        ErrorCode::ServerSaysNo { status: 409 } => Some(Refusal::ActionRunning),
        ErrorCode::ServerSaysNo { status: 403 } => match verb {
            Verb::Unsuspend => Some(Refusal::SuspendedElsewhere),
            Verb::DeleteData if !account.marks.has(Mark::Suspended) => Some(Refusal::SuspendFirst),
            // Before 4.0 nobody tells what the role may (§5.2), so it may be the role as well.
            Verb::DeleteData if *who.allowance(Ability::DeleteData) != Allowance::Yes => None,
            Verb::DeleteData => Some(Refusal::ErasedOrSuspendedElsewhere),
            // Ranks are compared and never told (§2.4, §3.2). Nobody's rank is compared for a warning.
            _ if sanction && verb != Verb::Warn && account.rank > Rank::Member => Some(Refusal::Outranked),
            // It closes open reports, for which another permission is needed (§2.4).
            _ if sanction && *who.allowance(Ability::Reports) == Allowance::NotByRole => Some(Refusal::RoleMissing),
            _ => None,
        },
        _ => None,
    }
}
