//! What may be done to a user of a GitLab, with what follows from it (gitlab.md §1.5, §2, §5).

use super::refusals::{State, state_refusal};
use crate::action::{ActionOffer, Consequence, NoteUse, OfferPlace, Told, Verb};
use crate::model::Account;
use crate::platform::Circumstances;
use crate::platform::offer::{self, Rule};
use crate::profile::ServerSettings;

/// In the order of bar and menu: those who wait, what gives back, then the gentler before the harder.
const VERBS: [Verb; 14] = [
    Verb::Approve,
    Verb::Reject,
    Verb::Activate,
    Verb::Unblock,
    Verb::Unban,
    Verb::Note,
    Verb::Deactivate,
    Verb::Block,
    Verb::Ban,
    Verb::BanBlocked,
    Verb::BlockBanned,
    Verb::BanDeactivated,
    Verb::Delete,
    Verb::DeleteContributions,
];

/// Every verb of the server for this account. Of the moves only the one that begins at the account's state: the others
/// are no answer to "why not".
pub(crate) fn offers(account: &Account, here: &Circumstances<'_>) -> Vec<ActionOffer> {
    let rules = VERBS.iter().map(|verb| rule(*verb, account, here));
    let listed = rules.filter(|rule| rule.verb.steps().is_none() || rule.state.is_none());
    listed.map(|rule| offer::offer(rule, account, here)).collect()
}

fn rule(verb: Verb, account: &Account, here: &Circumstances<'_>) -> Rule {
    let state = state_refusal(verb, account, here);
    let always_in_menu =
        verb.steps().is_some() || matches!(verb, Verb::Note | Verb::Delete | Verb::DeleteContributions);
    Rule {
        place: if state.is_some() || always_in_menu { OfferPlace::Menu } else { OfferPlace::Bar },
        state,
        consequences: consequences(verb, account, &here.who.settings),
        told: told(verb, &here.who.settings),
        note: match verb {
            Verb::Note => NoteUse::Writes,
            // The note goes with the account.
            Verb::Reject | Verb::Delete | Verb::DeleteContributions => NoteUse::Untouched,
            _ => NoteUse::MayAdd,
        },
        // GitLab has no ranks: administrators can block administrators (§1.2). A note changes nothing for anybody.
        staff_counts: verb != Verb::Note,
        type_handle: matches!(verb, Verb::Delete | Verb::DeleteContributions),
        ..Rule::plain(verb)
    }
}

/// The main effect first (§1.5, §5).
fn consequences(verb: Verb, account: &Account, settings: &ServerSettings) -> Vec<Consequence> {
    use Consequence::*;
    match verb {
        Verb::Approve => {
            let in_or_soon = if account.mail_confirmed == Some(false) { LetInOnceConfirmed } else { LetIn };
            vec![in_or_soon, ApprovalMail, SeatChanges]
        }
        Verb::Reject => vec![SignUpErasedSoon],
        Verb::Activate => vec![MaySignInAgain, SeatChanges],
        Verb::Unblock => vec![MaySignInAgain, PipelinesStayStopped, SeatChanges],
        Verb::Unban => vec![MaySignInAgain, ContributionsShownAgain, SeatChanges],
        Verb::Note => vec![NoteReplaced, NoteReadByAdministrators],
        Verb::Deactivate => vec![OutUntilSignIn, EndsBySigningIn, SeatChanges],
        // Who is deactivated takes no seat that would become free.
        Verb::Block if State::of(account) == State::Deactivated => vec![CannotSignIn, PipelinesStop],
        Verb::Block => vec![CannotSignIn, PipelinesStop, SeatChanges],
        Verb::Ban => ban(settings, &[SeatChanges]),
        Verb::BanBlocked => ban(settings, &[ActiveForAMoment, PutBackIfSecondFails]),
        Verb::BlockBanned => {
            vec![CannotSignIn, PipelinesStop, ContributionsShownAgain, ActiveForAMoment, PutBackIfSecondFails]
        }
        // Who signed in meanwhile is not dormant any more, and cannot be deactivated again (§1.6).
        Verb::BanDeactivated => ban(settings, &[ActiveForAMoment, PutBackWherePossible]),
        Verb::Delete => vec![AccountErasedSoon, OwnProjectsErased, ContributionsToGhost],
        Verb::DeleteContributions => vec![AccountErasedSoon, OwnProjectsErased, ContributionsErased],
        // Verbs of other servers.
        _ => Vec::new(),
    }
}

/// What every ban does. Others with the same mail address are taken along where that is set (§1.5).
fn ban(settings: &ServerSettings, further: &[Consequence]) -> Vec<Consequence> {
    let along = match settings.bans_same_mail {
        Some(true) => Some(Consequence::SameMailBannedToo),
        Some(false) => None,
        None => Some(Consequence::SameMailMayBeBannedToo),
    };
    let main = [Consequence::CannotSignIn, Consequence::ContributionsHidden];
    main.into_iter().chain(along).chain(further.iter().copied()).collect()
}

/// Whom the server mails to (§1.5).
const fn told(verb: Verb, settings: &ServerSettings) -> Told {
    match verb {
        Verb::Approve | Verb::Reject => Told::Always,
        Verb::Deactivate => match settings.mails_deactivated {
            Some(true) => Told::Always,
            Some(false) => Told::Never,
            None => Told::BySetting,
        },
        _ => Told::Never,
    }
}
