//! What may be done to an account of a Mastodon, and why the server said no (mastodon.md §2).
//!
//! Mastodon answers "you may not" and "it is so already" with the same 403 (§2.1), so both are computed here.

use crate::action::{ActionOffer, Consequence, OfferPlace, Refusal, Told, Verb};
use crate::error::{ErrorCode, Problem};
use crate::model::{Account, Mark, Rank};
use crate::platform::Circumstances;
use crate::platform::offer::{self, Rule};
use crate::profile::{Ability, Allowance, Software, Who};

/// The verbs of the server, in the order of the bar. GoToSocial has no limit (§5.6).
pub(super) fn verbs(software: &Software) -> &'static [Verb] {
    if super::is_gotosocial(software) {
        &[Verb::Approve, Verb::Reject]
    } else {
        &[Verb::Approve, Verb::Reject, Verb::Limit, Verb::LiftLimit]
    }
}

/// Every verb of the server for this account.
pub(crate) fn offers(software: &Software, account: &Account, here: &Circumstances<'_>) -> Vec<ActionOffer> {
    let rules = verbs(software).iter().filter_map(|verb| rule(*verb, account));
    rules.map(|rule| offer::offer(rule, account, here)).collect()
}

fn rule(verb: Verb, account: &Account) -> Option<Rule> {
    let local = account.domain.is_none();
    let pending = account.marks.has(Mark::Pending);
    let limited = account.marks.has(Mark::Limited);
    let bar = |stands| if stands { OfferPlace::Bar } else { OfferPlace::Menu };
    let rule = |place, consequences, told| Rule {
        verb,
        state: untold(account).or_else(|| state_refusal(verb, account)),
        place,
        consequences,
        told,
        takes_message: false,
        rank_counts: false,
    };
    Some(match verb {
        // Without a confirmed address nothing is sent and nothing happens before it is confirmed (§2.2).
        Verb::Approve if account.mail_confirmed == Some(false) => {
            rule(bar(pending), vec![Consequence::LetInOnceConfirmed], Told::Never)
        }
        Verb::Approve => rule(bar(pending), vec![Consequence::LetIn, Consequence::WelcomeMailInAnHour], Told::Always),
        Verb::Reject => rule(bar(pending), vec![Consequence::SignUpErased, Consequence::NameAndMailFree], Told::Never),
        Verb::Limit => {
            let mut consequences =
                vec![Consequence::HiddenFromStrangers, Consequence::AddsStrike, Consequence::ClosesOpenReports];
            if !local {
                consequences.push(Consequence::OnlyThisServer);
            }
            // Only people of this server are notified (§2.4).
            let told = if local { Told::Choice } else { Told::Never };
            Rule { takes_message: local, rank_counts: true, ..rule(bar(!limited), consequences, told) }
        }
        Verb::LiftLimit => rule(bar(limited), vec![Consequence::SeenAgain], Told::Never),
        Verb::Block | Verb::Unblock | Verb::Ban | Verb::Unban => return None,
    })
}

/// An account whose state the server did not tell: what is done to it could be done twice.
fn untold(account: &Account) -> Option<Refusal> {
    let word = || account.unknown_state.clone().unwrap_or_default();
    account.marks.has(Mark::Unknown).then(|| Refusal::UnknownState { word: word() })
}

/// Why the account's state forbids the verb (§2.2).
fn state_refusal(verb: Verb, account: &Account) -> Option<Refusal> {
    let limited = account.marks.has(Mark::Limited);
    match verb {
        Verb::Approve | Verb::Reject if account.domain.is_some() => Some(Refusal::OtherServersAccount),
        Verb::Approve | Verb::Reject => (!account.marks.has(Mark::Pending)).then_some(Refusal::NotPending),
        // The server would do it again, with another strike and another mail (§2.4).
        Verb::Limit => limited.then_some(Refusal::AlreadyLimited),
        // The server would answer 200 and write a line into its log.
        Verb::LiftLimit => (!limited).then_some(Refusal::NotLimited),
        Verb::Block | Verb::Unblock | Verb::Ban | Verb::Unban => Some(Refusal::ServerSaysNo),
    }
}

/// Why the server refused, from the account as it is now and who we are.
pub(crate) fn explain(verb: Verb, account: Option<&Account>, who: &Who, problem: &Problem) -> Refusal {
    if let Some(refusal) = offer::by_problem(problem) {
        return refusal;
    }
    let forbidden = problem.error == ErrorCode::ServerSaysNo { status: 403 };
    let Some(account) = account else {
        // Who is refused the verb and cannot even look has lost the role. `Forbidden` alone is said of accounts without
        // a user (§2.1).
        let said = problem.server_said.as_deref();
        return match offer::without_account(verb, who, problem) {
            Refusal::ServerSaysNo if forbidden && said != Some("Forbidden") => Refusal::RoleMissing,
            refusal => refusal,
        };
    };
    let told = !account.marks.has(Mark::Unknown);
    let of_account = offer::by_account(account, who).or_else(|| state_refusal(verb, account).filter(|_| told));
    let rights = || {
        if !forbidden {
            None
        } else if verb == Verb::Limit && account.rank > Rank::Member {
            // The role has to stand above the account's, and positions are not told (§2.4, §3.2).
            Some(Refusal::Outranked)
        } else if verb == Verb::Limit && *who.allowance(Ability::Reports) == Allowance::NotByRole {
            // Limiting closes the open reports, for which another permission is needed (§2.4).
            Some(Refusal::RoleMissing)
        } else {
            None
        }
    };
    of_account.or_else(|| offer::by_rights(verb, who)).or_else(rights).unwrap_or(Refusal::ServerSaysNo)
}
